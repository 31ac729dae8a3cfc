//! Recording what somebody says in three short pages: how and where, their words, read back and agreed to; and the receipt
//! that they take home.

pub(crate) mod others;
pub(crate) mod receipts;

use app::{
    comments::CommentInput,
    plans,
    proposals::{self, ProposalInput},
    recordings::{self, RecordInput, RecordWords, Spoken},
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Denied, PageRequest,
    accounts::Role,
    comments::Position,
    moderation::Item,
    plans::Plan,
    policy::recordings::Record,
    recordings::{Medium, RecordingId},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    drafts::{places, themes},
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show},
    plans::among,
    posters::Qr,
    proposals::Choice,
    visit::Visit,
};

/// How many plans one can choose among.
const PLANS: u32 = 100;
/// The languages among which a facilitator chooses, and the one that was typed.
pub(crate) fn languages(page: &Page, chosen: &str) -> Vec<Choice> {
    let known = chosen.is_empty() || LANGUAGES.contains(&chosen);
    LANGUAGES
        .into_iter()
        .chain((!known).then_some(chosen))
        .map(|tag| Choice {
            chosen: tag == chosen,
            value: tag.to_owned(),
            name: page
                .find(&format!("tongue-{tag}"))
                .unwrap_or_else(|| tag.to_owned()),
        })
        .collect()
}

/// The languages that a facilitator finds at once; every other by its tag.
const LANGUAGES: [&str; 10] = ["fr", "en", "ar", "ta", "tr", "pt", "es", "zh", "bn", "ro"];

/// Somebody's words as they are typed, carried from page to page: nothing is kept before the person agrees.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    plan: String,
    /// «idea» or «word».
    what: String,
    medium: String,
    venue: String,
    /// The name that the person wants under their words.
    speaker: String,
    language: String,
    title: String,
    body: String,
    theme: String,
    /// A zone's id, or nothing for the whole.
    place: String,
    /// The number of the proposal that a word is about.
    number: String,
    position: String,
    confirm: String,
    read_back: String,
    agreed: String,
    key: String,
}

impl Typed {
    fn is_word(&self) -> bool {
        self.what == "word"
    }

    /// What is carried to the next page.
    fn carried(&self) -> Vec<(&'static str, &str)> {
        [
            ("plan", self.plan.as_str()),
            ("what", &self.what),
            ("medium", &self.medium),
            ("venue", &self.venue),
            ("speaker", &self.speaker),
            ("language", &self.language),
            ("title", &self.title),
            ("body", &self.body),
            ("theme", &self.theme),
            ("place", &self.place),
            ("number", &self.number),
            ("position", &self.position),
            ("confirm", &self.confirm),
            ("key", &self.key),
        ]
        .into()
    }
}

/// Whether the visitor records for any plan.
pub(crate) fn records(visit: &Visit) -> bool {
    match visit.cx.actor.person() {
        Ok(person) => person.grants.iter().any(|grant| grant.role == Role::Facilitator),
        Err(_) => false,
    }
}

fn must_record(visit: &Visit) -> Result<(), Failed> {
    if records(visit) {
        return Ok(());
    }
    Err(if visit.is_signed_in() {
        Failed::not_found(visit, Code::RecordingNotFound)
    } else {
        Failed::new(visit, Denied::SignInRequired)
    })
}

/// Something that was recorded before.
struct Earlier {
    what: String,
    day: String,
    address: Option<String>,
    receipt: Option<String>,
}

#[derive(Template)]
#[template(path = "recordings/where.html")]
struct WherePage {
    page: Page,
    plans: Vec<Choice>,
    media: Vec<Choice>,
    typed: Typed,
    problems: Problems,
    earlier: Vec<Earlier>,
}

pub(crate) async fn plans_of(visit: &Visit) -> Result<Vec<Plan>, Failed> {
    let found = plans::list(&visit.cx, &plans::Filter::default(), &PageRequest::first(PLANS))
        .await
        .or_page(visit)?;
    Ok(found
        .into_items()
        .into_iter()
        .filter(|plan| visit.cx.actor.may(Record, plan.clone()).is_ok())
        .collect())
}

async fn earlier(visit: &Visit, page: &Page) -> Result<Vec<Earlier>, Failed> {
    let found = recordings::recorded_by_me(&visit.cx).await.or_page(visit)?;
    let ids: Vec<_> = found
        .iter()
        .filter_map(|(recording, _)| match recording.item {
            Item::Proposal(id) => Some(id),
            Item::Comment(_) => None,
        })
        .collect();
    let written = proposals::by_ids(&visit.cx, &ids).await.or_page(visit)?;
    let plans = plans_of(visit).await?;
    let one = |(recording, printed): (domain::recordings::Recording, bool)| {
        let proposal = written.iter().find(|one| Item::from(one.id) == recording.item);
        Earlier {
            what: proposal.map_or_else(|| page.t("recorded-word"), |one| one.title.to_string()),
            day: page.when(recording.at),
            address: match recording.item {
                Item::Proposal(_) => proposal.and_then(|one| {
                    let plan = plans.iter().find(|plan| plan.id == one.plan)?;
                    Some(format!("/plans/{}/proposals/{}", plan.slug, one.number?))
                }),
                Item::Comment(id) => Some(format!("/comments/{id}")),
            },
            receipt: printed.then(|| format!("/record/{}/receipt", recording.id)),
        }
    };
    Ok(found.into_iter().map(one).collect())
}

async fn asked_where(visit: &Visit, typed: Typed, problems: Problems) -> Result<WherePage, Failed> {
    let page = visit.page().await;
    let plans = plans_of(visit).await?;
    Ok(WherePage {
        earlier: earlier(visit, &page).await?,
        plans: plans
            .iter()
            .map(|plan| Choice {
                chosen: plan.id.to_string() == typed.plan || plans.len() == 1,
                value: plan.id.to_string(),
                name: plan.title.to_string(),
            })
            .collect(),
        media: Medium::ALL
            .iter()
            .map(|medium| Choice {
                chosen: medium.as_str() == typed.medium,
                value: medium.as_str().to_owned(),
                name: page.t(&format!("medium-{}", medium.as_str())),
            })
            .collect(),
        typed,
        problems,
        page,
    })
}

/// Asks how and where somebody speaks. The place is that of the last time.
pub(crate) async fn begin(visit: Visit) -> Answer {
    must_record(&visit)?;
    let venue = recordings::last_place(&visit.cx).await.or_page(&visit)?;
    let typed = Typed {
        what: "idea".to_owned(),
        venue: venue.unwrap_or_default(),
        key: forms::fresh_key(&visit),
        ..Typed::default()
    };
    ok(&asked_where(&visit, typed, Problems::default()).await?)
}

#[derive(Template)]
#[template(path = "recordings/words.html")]
struct WordsPage {
    page: Page,
    plan: String,
    languages: Vec<Choice>,
    themes: Vec<Choice>,
    places: Vec<Choice>,
    positions: Vec<Choice>,
    most: u32,
    /// Whether passages by which somebody can be reached must be confirmed.
    confirm: bool,
    typed: Typed,
    problems: Problems,
}

async fn asked_words(
    visit: &Visit,
    plan: &Plan,
    typed: Typed,
    problems: Problems,
) -> Result<WordsPage, Failed> {
    let (cx, page) = (&visit.cx, visit.page().await);
    let found = plans::themes_of(cx, &[plan.id]).await.or_page(visit)?;
    let zones = plans::zones_of(cx, &[plan.id]).await.or_page(visit)?;
    Ok(WordsPage {
        plan: plan.title.to_string(),
        languages: languages(
            &page,
            match typed.language.as_str() {
                "" => "fr",
                chosen => chosen,
            },
        ),
        themes: themes(found, &typed.theme),
        places: places(&page, &zones, &typed.place),
        positions: Position::ALL
            .iter()
            .map(|position| Choice {
                chosen: position.as_str() == typed.position,
                value: position.as_str().to_owned(),
                name: page.t(&format!("position-{}", position.as_str())),
            })
            .collect(),
        most: if typed.is_word() {
            cx.limits().comment.max
        } else {
            plan.rules.body_limit
        },
        confirm: problems.has(Code::TextPersonalData) || typed.confirm == "yes",
        problems: problems.called(
            &page,
            &[
                ("title", "idea-title"),
                (
                    "body",
                    if typed.is_word() {
                        "record-body"
                    } else {
                        "idea-body"
                    },
                ),
                ("number", "record-number"),
                ("language", "record-language"),
                ("speaker", "record-speaker"),
            ],
        ),
        typed,
        page,
    })
}

/// The plan that was chosen, or the first page again.
async fn chosen(visit: &Visit, typed: &Typed) -> Result<Result<Plan, Problems>, Failed> {
    let plan = match among::<Plan>(&typed.plan) {
        Some(id) => plans::by_id(&visit.cx, id).await.or_page(visit)?,
        None => None,
    };
    let plan = plan.filter(|plan| visit.cx.actor.may(Record, plan.clone()).is_ok());
    let mut wrong = Vec::new();
    if plan.is_none() {
        wrong.extend(forms::required("plan"));
    }
    if Medium::parse(&typed.medium).is_none() {
        wrong.extend(forms::required("medium"));
    }
    if forms::typed(&typed.venue).is_none() {
        wrong.extend(forms::required("venue"));
    }
    match plan {
        Some(plan) if wrong.is_empty() => Ok(Ok(plan)),
        _ => Ok(Err(Problems::of(visit, wrong)?.1)),
    }
}

/// Asks for the words; also again, with what was typed.
pub(crate) async fn words(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    must_record(&visit)?;
    match chosen(&visit, &typed).await? {
        Ok(plan) => ok(&asked_words(&visit, &plan, typed, Problems::default()).await?),
        Err(problems) => {
            let again = asked_where(&visit, typed, problems).await?;
            Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &again))
        }
    }
}

/// What was typed, as the use case takes it. The number of a proposal that is not there is wrong, and nothing else.
async fn spoken(visit: &Visit, plan: &Plan, typed: &Typed) -> app::Result<Spoken> {
    let confirm_personal_data = typed.confirm == "yes";
    if !typed.is_word() {
        return Ok(Spoken::Proposal(ProposalInput {
            title: typed.title.clone(),
            body: typed.body.clone(),
            language: typed.language.clone(),
            theme: among(&typed.theme),
            zone: among(&typed.place),
            point: None,
            confirm_personal_data,
            attachments: Vec::new(),
        }));
    }
    let number: Option<i32> = typed
        .number
        .trim()
        .trim_start_matches(['n', '°', ' '])
        .parse()
        .ok();
    let about = match number {
        Some(number) => proposals::by_number(&visit.cx, plan.id, number).await?,
        None => None,
    };
    let about = about.ok_or_else(|| forms::unknown("number"))?;
    let input = CommentInput {
        parent: None,
        position: Position::parse(&typed.position),
        body: typed.body.clone(),
        language: typed.language.clone(),
        confirm_personal_data,
        attachments: Vec::new(),
        idempotency_key: None,
    };
    Ok(Spoken::Comment(about.id, input))
}

async fn command(
    visit: &Visit,
    plan: &Plan,
    typed: &Typed,
    (read_back, agreed): (bool, bool),
) -> app::Result<RecordWords> {
    let input = RecordInput {
        plan: plan.id,
        medium: Medium::parse(&typed.medium).ok_or_else(|| forms::required("medium"))?,
        place: typed.venue.clone(),
        speaker: typed.speaker.clone(),
        spoken: Some(spoken(visit, plan, typed).await?),
        read_back,
        agreed,
        idempotency_key: forms::typed(&typed.key).map(ToOwned::to_owned),
    };
    RecordWords::parse(&visit.cx, &input).await
}

#[derive(Template)]
#[template(path = "recordings/check.html")]
struct CheckPage {
    page: Page,
    plan: String,
    lang: String,
    about: Option<String>,
    facts: Vec<String>,
    typed: Typed,
    problems: Problems,
}

async fn checked(visit: &Visit, plan: &Plan, typed: Typed, problems: Problems) -> Result<CheckPage, Failed> {
    let page = visit.page().await;
    let about = match typed.number.trim().trim_start_matches(['n', '°', ' ']).parse() {
        Ok(number) if typed.is_word() => proposals::by_number(&visit.cx, plan.id, number)
            .await
            .or_page(visit)?
            .map(|one| page.with2("numbered", "number", number, "title", one.title.as_str())),
        _ => None,
    };
    let signed = if forms::typed(&typed.speaker).is_some() {
        page.with("check-signed", "name", typed.speaker.trim())
    } else {
        page.t("check-unsigned")
    };
    let mut facts = vec![
        page.with2(
            "check-recorded",
            "medium",
            page.t(&format!("medium-{}", typed.medium)).as_str(),
            "place",
            typed.venue.trim(),
        ),
        signed,
    ];
    if typed.is_word() && !typed.position.is_empty() {
        facts.push(page.t(&format!("position-{}", typed.position)));
    }
    Ok(CheckPage {
        plan: plan.title.to_string(),
        lang: if typed.language.is_empty() {
            "fr".to_owned()
        } else {
            typed.language.clone()
        },
        about,
        facts,
        typed,
        problems: problems.called(
            &page,
            &[("readBack", "record-read-back"), ("agreed", "record-agreed")],
        ),
        page,
    })
}

/// Shows the words to read them back; or asks for them again.
pub(crate) async fn check(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    must_record(&visit)?;
    let plan = match chosen(&visit, &typed).await? {
        Ok(plan) => plan,
        Err(problems) => {
            let again = asked_where(&visit, typed, problems).await?;
            return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &again));
        }
    };
    match command(&visit, &plan, &typed, (true, true)).await {
        Ok(_) => ok(&checked(&visit, &plan, typed, Problems::default()).await?),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &asked_words(&visit, &plan, typed, problems).await?))
        }
    }
}

/// Records the words, and leads to the receipt.
pub(crate) async fn send(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    must_record(&visit)?;
    let plan = match chosen(&visit, &typed).await? {
        Ok(plan) => plan,
        Err(problems) => {
            let again = asked_where(&visit, typed, problems).await?;
            return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &again));
        }
    };
    let said = (typed.read_back == "yes", typed.agreed == "yes");
    let recorded = match command(&visit, &plan, &typed, said).await {
        Ok(command) => recordings::record(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok((recording, _)) => Ok(Redirect::to(&format!("/record/{}/receipt", recording.id)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let here = problems
                .all()
                .all(|(field, _)| matches!(field, None | Some("readBack" | "agreed")));
            if here {
                return Ok(show(status, &checked(&visit, &plan, typed, problems).await?));
            }
            Ok(show(status, &asked_words(&visit, &plan, typed, problems).await?))
        }
    }
}

#[derive(Template)]
#[template(path = "recordings/receipt.html")]
struct ReceiptPage {
    page: Page,
    receipt: String,
    /// Where it is typed.
    address: String,
    /// The same as a picture for telephones.
    qr: Option<Qr>,
    what: String,
    number: Option<String>,
    waits: bool,
    day: String,
}

/// Answers the receipt of what the facilitator has recorded, to print: for a day.
pub(crate) async fn receipt(visit: Visit, Path(id): Path<String>) -> Answer {
    must_record(&visit)?;
    let id: RecordingId = forms::id(&visit, &id, Code::RecordingNotFound)?;
    let (recording, receipt) = recordings::receipt_of(&visit.cx, id).await.or_page(&visit)?;
    let receipt = receipt.to_string();
    let found = recordings::by_receipt(&visit.cx, &receipt)
        .await
        .or_page(&visit)?;
    let page = visit.page().await;
    let address = format!("{}/receipt", visit.site.house.site.issuer);
    let published = found.proposal.as_ref().map_or_else(
        || {
            found
                .comment
                .as_ref()
                .is_some_and(|one| one.text.published_at().is_some())
        },
        |one| one.text.published_at().is_some(),
    );
    ok(&ReceiptPage {
        qr: Qr::of(&format!("{address}?code={receipt}")),
        what: match (&found.proposal, &found.comment) {
            (Some(proposal), _) => proposal.title.to_string(),
            (None, Some(comment)) => app::markdown::excerpt(comment.body.as_str(), 140),
            (None, None) => page.t("recorded-word"),
        },
        number: found
            .proposal
            .and_then(|proposal| proposal.number)
            .map(|number| page.with("sent-number", "number", number)),
        waits: !published,
        day: page.when(recording.at),
        receipt,
        address,
        page,
    })
}
