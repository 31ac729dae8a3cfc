//! What was passed on to the authorities: the list, and the page of each, where two people open its sealed copy.

use app::moderation::{self, AskToOpen, Passed, SealedCopy, SealedFile};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Denied,
    accounts::{AccountId, Standing},
    moderation::{
        AccessId, CaseId, TransmissionId,
        transmissions::{Access, AccessStage},
    },
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show as write},
    visit::Visit,
};

/// One that was passed on, in the list.
struct Line {
    address: String,
    name: String,
    facts: Vec<String>,
    /// How many accesses wait for another person.
    waits: Option<String>,
}

#[derive(Template)]
#[template(path = "moderation/transmissions.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
}

/// Somebody who asked to open the copy, step by step.
struct Step {
    id: String,
    stage: String,
    reason: String,
    steps: Vec<String>,
    /// The reader may confirm it.
    can_confirm: bool,
    /// The reader may open the copy by it.
    can_open: bool,
}

#[derive(Template)]
#[template(path = "moderation/transmission.html")]
struct Show {
    page: Page,
    id: String,
    name: String,
    ground: String,
    silence: Option<String>,
    facts: Vec<String>,
    case: Option<String>,
    /// Whether the copy is still kept.
    kept: bool,
    accesses: Vec<Step>,
    reason: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "moderation/copy.html")]
struct Opened {
    page: Page,
    back: String,
    copy: SealedCopy,
    files: Vec<Sealed>,
}

/// A photo or a document of a sealed copy, in the page itself: there is nowhere to ask for it again.
struct Sealed {
    description: String,
    meta: String,
    /// What a browser calls it.
    name: String,
    address: Option<String>,
}

impl Sealed {
    fn of(page: &Page, file: &SealedFile) -> Self {
        let (said, ending) = if file.kind == "application/pdf" {
            ("file-pdf", "pdf")
        } else {
            ("file-photo", "jpg")
        };
        let bytes = file.bytes.as_ref().map_or(0, Vec::len) as u64;
        Self {
            description: file.description.clone(),
            meta: page.with(said, "kilobytes", bytes.div_ceil(1_000)),
            name: format!("{}.{ending}", file.id),
            address: file
                .base64()
                .map(|content| format!("data:{};base64,{content}", file.kind)),
        }
    }
}

/// Nothing for whoever opens no sealed copies, but a request to sign in for visitors.
fn must_guard(visit: &Visit) -> Result<(), Failed> {
    if moderation::guards_copies(&visit.cx.actor) {
        return Ok(());
    }
    Err(if visit.is_signed_in() {
        Failed::not_found(visit, Code::ModerationNotFound)
    } else {
        Failed::new(visit, Denied::SignInRequired)
    })
}

fn address(id: TransmissionId) -> String {
    format!("/moderation/transmissions/{id}")
}

fn name(page: &Page, passed: &Passed) -> String {
    let to = page.t(&format!(
        "authority-{}",
        passed.transmission.to.as_str().replace('_', "-")
    ));
    page.with2(
        "transmission-name",
        "name",
        to.as_str(),
        "day",
        page.day(passed.transmission.at).as_str(),
    )
}

/// Where what was passed on of a case is, and how it is called.
pub(super) async fn of_case(
    visit: &Visit,
    page: &Page,
    case: CaseId,
) -> Result<Vec<(String, String)>, Failed> {
    let found = moderation::transmissions(&visit.cx, Some(case))
        .await
        .or_page(visit)?;
    Ok(found
        .iter()
        .map(|passed| (address(passed.transmission.id), name(page, passed)))
        .collect())
}

/// Answers what was passed on, newest first.
pub(crate) async fn list(visit: Visit) -> Answer {
    must_guard(&visit)?;
    let page = visit.page().await;
    let found = moderation::transmissions(&visit.cx, None).await.or_page(&visit)?;
    let now = visit.cx.now();
    let lines = found
        .iter()
        .map(|passed| {
            let waiting = passed
                .accesses
                .iter()
                .filter(|access| access.stage(now) == AccessStage::Asked)
                .count();
            Line {
                address: address(passed.transmission.id),
                name: name(&page, passed),
                facts: vec![
                    page.t(&format!(
                        "ground-{}",
                        passed.transmission.ground.as_str().replace('_', "-")
                    )),
                    until(&page, passed, &visit),
                ],
                waits: (waiting > 0).then(|| {
                    page.with(
                        "accesses-wait",
                        "count",
                        u64::try_from(waiting).unwrap_or(u64::MAX),
                    )
                }),
            }
        })
        .collect();
    ok(&List { page, lines })
}

fn until(page: &Page, passed: &Passed, visit: &Visit) -> String {
    let until = passed.transmission.kept_until;
    let sentence = if until > visit.cx.now() {
        "copy-kept"
    } else {
        "copy-destroyed"
    };
    page.with(sentence, "day", page.day(until).as_str())
}

/// What was passed on under this id, where the visitor may know it.
async fn passed(visit: &Visit, id: &str) -> Result<Passed, Failed> {
    must_guard(visit)?;
    let id: TransmissionId = forms::id(visit, id, Code::ModerationNotFound)?;
    moderation::transmission(&visit.cx, id)
        .await
        .or_page(visit)?
        .ok_or_else(|| Failed::not_found(visit, Code::ModerationNotFound))
}

/// Answers one that was passed on, with who asked to open its copy.
pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let passed = passed(&visit, &id).await?;
    answer(&visit, passed, String::new(), StatusCode::OK, Problems::default()).await
}

async fn answer(
    visit: &Visit,
    passed: Passed,
    reason: String,
    status: StatusCode,
    problems: Problems,
) -> Answer {
    let page = visit.page().await;
    let one = &passed.transmission;
    let who = |id: AccountId| {
        let standing = passed
            .people
            .get(&id)
            .filter(|account| !matches!(account.standing, Standing::Erased { .. }));
        standing.map_or_else(
            || page.t("author-erased"),
            |account| account.display_name.to_string(),
        )
    };
    let kept = one.kept_until > visit.cx.now();
    let shown = Show {
        id: one.id.to_string(),
        name: name(&page, &passed),
        ground: page.t(&format!("ground-{}", one.ground.as_str().replace('_', "-"))),
        silence: one.silence.as_ref().map(|why| why.as_str().to_owned()),
        facts: vec![
            page.with2(
                "transmission-by",
                "name",
                who(one.by).as_str(),
                "day",
                page.when(one.at).as_str(),
            ),
            until(&page, &passed, visit),
        ],
        case: super::works(visit).then(|| format!("/moderation/cases/{}", one.case)),
        kept,
        accesses: passed
            .accesses
            .iter()
            .map(|access| step(&page, visit, access, kept, &who))
            .collect(),
        reason,
        problems,
        page,
    };
    Ok(write(status, &shown))
}

fn step(page: &Page, visit: &Visit, access: &Access, kept: bool, who: &impl Fn(AccountId) -> String) -> Step {
    let stage = access.stage(visit.cx.now());
    let own = visit.cx.actor.account() == Some(access.by);
    let said = |sentence: &str, by, at| {
        page.with2(sentence, "name", who(by).as_str(), "day", page.when(at).as_str())
    };
    let mut steps = vec![said("access-asked-by", access.by, access.at)];
    steps.extend(
        access
            .confirmed
            .map(|(by, at)| said("access-confirmed-by", by, at)),
    );
    steps.extend(access.opened_at.map(|at| said("access-opened-by", access.by, at)));
    Step {
        id: access.id.to_string(),
        stage: page.t(&format!("access-{}", stage.as_str())),
        reason: access.reason.as_str().to_owned(),
        steps,
        can_confirm: kept && !own && stage == AccessStage::Asked,
        can_open: kept && own && stage == AccessStage::Confirmed,
    }
}

/// Why somebody asks, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    reason: String,
}

/// Asks to open a sealed copy.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let passed = passed(&visit, &id).await?;
    let asked = match AskToOpen::parse(passed.transmission.id, &typed.reason) {
        Ok(command) => moderation::ask_access(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match asked {
        Ok(access) => Ok(done(access.transmission, "access-asked")),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, passed, typed.reason, status, problems).await
        }
    }
}

fn done(id: TransmissionId, what: &str) -> axum::response::Response {
    Redirect::to(&format!("{}?done={what}", address(id))).into_response()
}

/// Confirms that somebody else opens it.
pub(crate) async fn confirm(visit: Visit, Path((id, access)): Path<(String, String)>) -> Answer {
    let passed = passed(&visit, &id).await?;
    let access: AccessId = forms::id(&visit, &access, Code::ModerationNotFound)?;
    match moderation::confirm_access(&visit.cx, access).await {
        Ok(access) => Ok(done(access.transmission, "access-confirmed")),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, passed, String::new(), status, problems).await
        }
    }
}

/// Opens it, once: the page is the copy, and no browser keeps it.
pub(crate) async fn open(visit: Visit, Path((id, access)): Path<(String, String)>) -> Answer {
    let passed = passed(&visit, &id).await?;
    let access: AccessId = forms::id(&visit, &access, Code::ModerationNotFound)?;
    match moderation::open_copy(&visit.cx, access).await {
        Ok(copy) => {
            let page = visit.page().await;
            let opened = Opened {
                files: copy.files.iter().map(|file| Sealed::of(&page, file)).collect(),
                page,
                back: address(passed.transmission.id),
                copy,
            };
            let mut response = write(StatusCode::OK, &opened);
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, passed, String::new(), status, problems).await
        }
    }
}
