//! Writing a proposal in three short pages: the idea, the place, check and send. Each page keeps the draft, with or without
//! an account; signing in is asked when it is sent.

use app::{
    attachments,
    drafts::{self, SaveDraft, Saved},
    markdown::{self, SafeHtml},
    plans,
    proposals::{self, ProposalInput, SubmitProposal},
    search,
};
use askama::Template;
use axum::{
    Form, Json,
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code, Denied, PageRequest,
    drafts::{Draft, DraftId},
    plans::{ModerationMode, Plan, Requirement, Theme, Verb, Zone},
    proposals::{Place, Proposal},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::{
    attachments::{Attach, File, change_draft},
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show},
    plans::{Step, among, by_slug, drawing::Pointed, effect, reading},
    proposals::{Choice, is_readable, place},
    uploads::{Parts, Sent, both},
    visit::Visit,
};

pub(crate) mod place;

/// How many similar proposals are shown.
const SIMILAR: u32 = 4;

/// A proposal as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Idea {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) theme: String,
    /// A zone's id, «point» for the point that it has, or nothing for the whole.
    pub(crate) place: String,
    pub(crate) confirm: String,
    /// The id that a draft begins under: a form that is sent twice begins one.
    pub(crate) draft: String,
    /// «later»: kept, and nothing else for now.
    pub(crate) then: String,
}

impl Idea {
    /// What a text says now, as if it were typed.
    pub(crate) fn of(input: &ProposalInput) -> Self {
        Self {
            title: input.title.clone(),
            body: input.body.clone(),
            theme: input.theme.map_or_else(String::new, |theme| theme.to_string()),
            place: match (input.zone, input.point) {
                (Some(zone), _) => zone.to_string(),
                (None, Some(_)) => POINT.to_owned(),
                (None, None) => String::new(),
            },
            ..Self::default()
        }
    }

    /// What was typed over what was there: its language stays, and its point where the place is that.
    pub(crate) fn over(&self, before: &ProposalInput) -> ProposalInput {
        ProposalInput {
            title: self.title.clone(),
            body: self.body.clone(),
            language: before.language.clone(),
            theme: among(&self.theme),
            zone: among(&self.place),
            point: before.point.filter(|_| self.place == POINT),
            confirm_personal_data: self.confirm == "yes",
            attachments: Vec::new(),
        }
    }
}

const POINT: &str = "point";

/// Whether there are places to choose from: zones, or the drawing of a plan.
fn asks_place(plan: &Plan, zones: &[Zone]) -> bool {
    !zones.is_empty() || plan.perimeter.is_some()
}

/// The themes of a plan, to choose from.
pub(crate) fn themes(found: Vec<Theme>, chosen: &str) -> Vec<Choice> {
    found
        .into_iter()
        .map(|theme| Choice {
            chosen: theme.id.to_string() == chosen,
            value: theme.id.to_string(),
            name: theme.title.to_string(),
        })
        .collect()
}

/// The places of a plan, to choose from: the whole first, and the point that was chosen elsewhere.
pub(crate) fn places(page: &Page, zones: &[Zone], chosen: &str) -> Vec<Choice> {
    let choice = |value: String, name: String| Choice {
        chosen: value == chosen,
        value,
        name,
    };
    let numbered = zones.iter().enumerate().map(|(at, zone)| {
        let name = format!("{}. {}", at + 1, zone.title);
        choice(zone.id.to_string(), name)
    });
    let point = (chosen == POINT).then(|| choice(POINT.to_owned(), page.t("place-point")));
    std::iter::once(choice(String::new(), page.t("place-everywhere")))
        .chain(numbered)
        .chain(point)
        .collect()
}

/// A proposal that is like the one being written.
#[derive(Debug, Serialize)]
pub(crate) struct Alike {
    pub(crate) address: String,
    pub(crate) title: String,
}

async fn alike(visit: &Visit, plan: &Plan, title: &str, body: &str) -> Result<Vec<Alike>, Failed> {
    let page = visit.page().await;
    let found = search::similar_proposals(&visit.cx, plan.id, title, body, SIMILAR)
        .await
        .or_page(visit)?;
    let alike = found.iter().filter(|one| is_readable(one)).filter_map(|one| {
        let number = one.number?;
        Some(Alike {
            address: format!("/plans/{}/proposals/{number}", plan.slug),
            title: page.with2(
                "numbered",
                "number",
                i64::from(number),
                "title",
                one.title.as_str(),
            ),
        })
    });
    Ok(alike.collect())
}

/// Answers the proposals that are like what is being typed, to the script.
pub(crate) async fn similar(visit: Visit, Path(slug): Path<String>, Form(idea): Form<Idea>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let found = alike(&visit, &plan, &idea.title, &idea.body).await?;
    Ok(Json(found).into_response())
}

#[derive(Template)]
#[template(path = "drafts/idea.html")]
struct IdeaPage {
    page: Page,
    slug: String,
    plan: String,
    /// Where the form goes.
    action: String,
    /// The id that the draft begins under; nothing once it has begun.
    begins: Option<String>,
    typed: Idea,
    themes: Vec<Choice>,
    most: u32,
    alike: Vec<Alike>,
    /// Why nothing can be proposed now.
    closed: Option<String>,
    /// That the reader's account may not write now.
    limited: Option<String>,
    until: Option<String>,
    attach: Attach,
    problems: Problems,
}

impl IdeaPage {
    async fn of(
        visit: &Visit,
        plan: &Plan,
        draft: Option<&Draft>,
        (typed, problems): (Idea, Problems),
        (token, parts): (Option<&str>, Option<&Parts>),
    ) -> Result<Self, Failed> {
        let page = visit.page().await;
        let attached = match draft {
            Some(draft) => attachments::of_draft(&visit.cx, draft.id, token.or(visit.begun.as_deref()))
                .await
                .or_page(visit)?,
            None => Vec::new(),
        };
        let most = visit.cx.limits().files.per_proposal;
        let found = plans::themes_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
        let opening = plan.opening(Verb::Propose, visit.cx.now());
        let closed = (!opening.now).then(|| match opening.opens_at {
            Some(at) => page.with("propose-opens", "day", page.day(at).as_str()),
            None => page.t("propose-closed"),
        });
        Ok(Self {
            slug: plan.slug.to_string(),
            plan: plan.title.to_string(),
            action: match draft {
                Some(draft) => format!("/drafts/{}", draft.id),
                None => format!("/plans/{}/propose", plan.slug),
            },
            begins: draft
                .is_none()
                .then(|| DraftId::to_string(&among(&typed.draft).unwrap_or_else(|| visit.cx.new_id()))),
            themes: themes(found, &typed.theme),
            most: plan.rules.body_limit,
            alike: if draft.is_some() {
                alike(visit, plan, &typed.title, &typed.body).await?
            } else {
                Vec::new()
            },
            closed,
            limited: visit.limited(),
            until: opening
                .closes_at
                .filter(|_| opening.now)
                .map(|at| page.with("propose-until", "day", page.until(at).as_str())),
            typed,
            attach: Attach::of(visit, &page, (&attached, most), parts, &problems),
            problems: problems.called(&page, &[("title", "idea-title"), ("body", "idea-body")]),
            page,
        })
    }
}

/// Asks for the idea.
pub(crate) async fn begin(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let empty = (Idea::default(), Problems::default());
    let mut response = ok(&IdeaPage::of(&visit, &plan, None, empty, (None, None)).await?)?;
    // Held before the form is sent, so that one that is sent twice begins one draft.
    if !visit.is_signed_in() && visit.begun.is_none() {
        visit.hold_begun(&mut response, drafts::fresh_token().expose_secret());
    }
    Ok(response)
}

/// Keeps the idea as a new draft.
pub(crate) async fn keep_first(visit: Visit, Path(slug): Path<String>, sent: Sent<Idea>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    keep_idea(&visit, &plan, None, (sent.typed, sent.parts)).await
}

/// The draft, if the browser or the account holds it, and its plan.
async fn held(visit: &Visit, id: &str) -> Result<(Draft, Plan), Failed> {
    let missing = || Failed::not_found(visit, Code::DraftNotFound);
    let id = forms::id(visit, id, Code::DraftNotFound)?;
    let draft = drafts::by_id(&visit.cx, id, visit.begun.as_deref())
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    let plan = plans::by_id(&visit.cx, draft.plan)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    Ok((draft, plan))
}

/// Asks for the idea again.
pub(crate) async fn edit(visit: Visit, Path(id): Path<String>) -> Answer {
    let (draft, plan) = held(&visit, &id).await?;
    let typed = Idea::of(&drafts::as_typed(&draft));
    let typed = (typed, Problems::default());
    ok(&IdeaPage::of(&visit, &plan, Some(&draft), typed, (None, None)).await?)
}

/// Keeps the idea of a draft that was begun.
pub(crate) async fn keep(visit: Visit, Path(id): Path<String>, sent: Sent<Idea>) -> Answer {
    let (draft, plan) = held(&visit, &id).await?;
    let mut idea = sent.typed;
    idea.place = Idea::of(&drafts::as_typed(&draft)).place;
    keep_idea(&visit, &plan, Some(draft), (idea, sent.parts)).await
}

async fn save(
    visit: &Visit,
    plan: &Plan,
    draft: Option<&Draft>,
    begins: Option<DraftId>,
    input: &ProposalInput,
) -> app::Result<Saved> {
    let (cx, begun) = (&visit.cx, visit.begun.as_deref());
    let command = SaveDraft::parse(cx, plan.id, draft.map(|draft| draft.id), begun, input).await?;
    drafts::save(cx, command.begun_as(begins)).await
}

/// Has the browser hold what opens a draft that was begun without an account.
fn hold(visit: &Visit, response: &mut Response, saved: &Saved) {
    if let Some(token) = &saved.token {
        visit.hold_begun(response, token.expose_secret());
    }
}

/// Keeps what was typed whatever is wrong with it, then says what is.
async fn keep_idea(visit: &Visit, plan: &Plan, draft: Option<Draft>, (idea, parts): (Idea, Parts)) -> Answer {
    let before = draft.as_ref().map_or_else(
        || ProposalInput {
            language: visit.cx.language.tag().to_owned(),
            ..ProposalInput::default()
        },
        drafts::as_typed,
    );
    // Telephone numbers and addresses are pointed out on the last page.
    let input = ProposalInput {
        confirm_personal_data: true,
        ..idea.over(&before)
    };
    let empty =
        forms::typed(&idea.title).is_none() && forms::typed(&idea.body).is_none() && parts.file.is_empty();
    // The page asks no place: the next one does.
    let placeless = ProposalInput {
        zone: None,
        point: None,
        ..input.clone()
    };
    let judged = SubmitProposal::parse(&visit.cx, plan.id, &placeless, None).await;
    let saved = if empty && draft.is_none() {
        None
    } else {
        match save(visit, plan, draft.as_ref(), among(&idea.draft), &input).await {
            Ok(saved) => Some(saved),
            Err(error) => {
                let (status, problems) = Problems::of(visit, error)?;
                let again = IdeaPage::of(
                    visit,
                    plan,
                    draft.as_ref(),
                    (idea, problems),
                    (None, Some(&parts)),
                )
                .await?;
                return Ok(show(status, &again));
            }
        }
    };
    let token = saved.as_ref().and_then(|saved| saved.token.as_ref());
    let token = token.map_or(visit.begun.as_deref(), |token| Some(token.expose_secret()));
    let judged = match &saved {
        None => judged.map(|_right| ()),
        Some(saved) => {
            let files = change_draft(visit, saved.draft.id, token, &parts).await;
            // What is finished later is judged later; a file is judged when it comes.
            if idea.then == "later" {
                files
            } else {
                both(judged, files).map(|_right| ())
            }
        }
    };
    let mut response = match (judged, &saved) {
        (Ok(()), Some(_)) if idea.then == "later" => Redirect::to("/drafts?done=draft-saved").into_response(),
        (Ok(()), Some(saved)) => {
            let zones = plans::zones_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
            let next = if asks_place(plan, &zones) {
                "place"
            } else {
                "check"
            };
            Redirect::to(&format!("/drafts/{}/{next}", saved.draft.id)).into_response()
        }
        (Ok(()), None) => Redirect::to("/drafts").into_response(),
        (Err(error), saved) => {
            let (status, problems) = Problems::of(visit, error)?;
            let draft = saved.as_ref().map(|saved| &saved.draft);
            let again = IdeaPage::of(visit, plan, draft, (idea, problems), (token, Some(&parts))).await?;
            show(status, &again)
        }
    };
    if let Some(saved) = &saved {
        hold(visit, &mut response, saved);
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "drafts/check.html")]
struct Check {
    page: Page,
    slug: String,
    plan: String,
    id: String,
    title: String,
    body: SafeHtml,
    lang: String,
    theme: Option<String>,
    place: String,
    /// Of a point, where it is on the drawing.
    point: Option<Pointed>,
    /// Whether there are places to choose from.
    has_places: bool,
    /// Who reads it first, until when one may propose, what a vote does.
    next: Vec<String>,
    /// Whether somebody reads every text before it is published.
    waits: bool,
    /// The links with the neighbourhood, where one must be declared first.
    links: Vec<Choice>,
    plan_id: String,
    /// Whether a link must be confirmed at the desk first.
    desk: bool,
    signed_in: bool,
    confirm: bool,
    files: Vec<File>,
    /// Why somebody under 15 says who is on the photos.
    people: Option<String>,
    /// Proposals that are like it, where no page before showed them.
    alike: Vec<Alike>,
    problems: Problems,
}

impl Check {
    async fn of(visit: &Visit, draft: &Draft, plan: &Plan, problems: Problems) -> Result<Self, Failed> {
        let page = visit.page().await;
        let cx = &visit.cx;
        let themes = plans::themes_of(cx, &[plan.id]).await.or_page(visit)?;
        let zones = plans::zones_of(cx, &[plan.id]).await.or_page(visit)?;
        let attached = attachments::of_draft(cx, draft.id, visit.begun.as_deref())
            .await
            .or_page(visit)?;
        let asked = plan.rules.propose;
        let lacks = |asked| matches!(cx.actor.must_meet(asked, plan.id), Err(Denied::LinkRequired(_)));
        let declares = lacks(asked) && lacks(Requirement::DeclaredLink);
        let opening = plan.opening(Verb::Propose, cx.now());
        let until = opening
            .closes_at
            .filter(|_| opening.now)
            .map(|at| page.with("propose-until", "day", page.until(at).as_str()));
        Ok(Self {
            slug: plan.slug.to_string(),
            plan: plan.title.to_string(),
            id: draft.id.to_string(),
            title: draft.title.to_string(),
            body: markdown::to_html(draft.body.as_str()),
            lang: draft.language.tag().to_owned(),
            theme: themes
                .iter()
                .find(|theme| Some(theme.id) == draft.theme)
                .map(|theme| theme.title.to_string()),
            place: place(&page, draft.place, &zones),
            point: Pointed::of(plan, &zones, draft.place),
            has_places: asks_place(plan, &zones) || draft.place != Place::WholePerimeter,
            next: [
                Some(reading(&page, plan, visit.cx.now())),
                until,
                Some(effect(&page, plan)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            waits: matches!(
                plan.rules.moderation.at(visit.cx.now()),
                ModerationMode::Before { .. }
            ),
            links: if declares {
                crate::links::kinds(&page, None)
            } else {
                Vec::new()
            },
            plan_id: plan.id.to_string(),
            desk: lacks(asked) && !declares,
            signed_in: visit.is_signed_in(),
            confirm: problems.has(Code::TextPersonalData),
            files: attached.iter().map(|one| File::of(visit, &page, one)).collect(),
            people: problems.on("nobody").map(ToOwned::to_owned),
            alike: if asks_place(plan, &zones) {
                Vec::new()
            } else {
                alike(visit, plan, draft.title.as_str(), draft.body.as_str()).await?
            },
            problems,
            page,
        })
    }
}

/// Shows the draft as it will be read, and what is still wrong with it.
pub(crate) async fn check(visit: Visit, Path(id): Path<String>) -> Answer {
    let (draft, plan) = held(&visit, &id).await?;
    let input = drafts::as_typed(&draft);
    let problems = match SubmitProposal::parse(&visit.cx, plan.id, &input, None).await {
        Ok(_) => Problems::default(),
        Err(error) => Problems::of(&visit, error)?.1,
    };
    ok(&Check::of(&visit, &draft, &plan, problems).await?)
}

/// Whether telephone numbers and addresses are meant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sending {
    confirm: String,
    nobody: String,
}

/// Sends the draft; sending it twice is sending it once. Somebody without an account signs in first.
pub(crate) async fn send(visit: Visit, Path(id): Path<String>, Form(sent): Form<Sending>) -> Answer {
    if !visit.is_signed_in() {
        let (draft, _) = held(&visit, &id).await?;
        let next = format!("/sign-in?why=propose&next=%2Fdrafts%2F{}%2Fcheck", draft.id);
        return Ok(Redirect::to(&next).into_response());
    }
    let draft = forms::id(&visit, &id, Code::DraftNotFound)?;
    let key = draft.to_string();
    let (begun, confirmed) = (visit.begun.as_deref(), sent.confirm == "yes");
    let nobody = sent.nobody == "yes";
    match drafts::submit(&visit.cx, draft, begun, confirmed, nobody, Some(&key)).await {
        Ok(proposal) => Ok(Redirect::to(&format!("/proposals/{}/sent", proposal.id)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let (draft, plan) = held(&visit, &id).await?;
            Ok(show(status, &Check::of(&visit, &draft, &plan, problems).await?))
        }
    }
}

/// Erases a draft.
pub(crate) async fn delete(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = forms::id(&visit, &id, Code::DraftNotFound)?;
    drafts::delete(&visit.cx, id, visit.begun.as_deref())
        .await
        .or_page(&visit)?;
    Ok(Redirect::to("/drafts?done=draft-deleted").into_response())
}

/// A draft in the list.
struct Kept {
    id: String,
    title: Option<String>,
    lang: String,
    plan: String,
    saved: String,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "drafts/list.html")]
struct List {
    page: Page,
    drafts: Vec<Kept>,
}

/// Answers the drafts of this browser and account.
pub(crate) async fn list(visit: Visit) -> Answer {
    let page = visit.page().await;
    let found = drafts::list(&visit.cx, visit.begun.as_deref(), &PageRequest::first(50))
        .await
        .or_page(&visit)?
        .into_items();
    let mut ids: Vec<_> = found.iter().map(|draft| draft.plan).collect();
    ids.sort_unstable();
    ids.dedup();
    let plans = plans::by_ids(&visit.cx, &ids).await.or_page(&visit)?;
    let drafts = found
        .into_iter()
        .map(|draft| Kept {
            id: draft.id.to_string(),
            title: forms::typed(draft.title.as_str()).map(ToOwned::to_owned),
            lang: draft.language.tag().to_owned(),
            plan: plans
                .iter()
                .find(|plan| plan.id == draft.plan)
                .map_or_else(String::new, |plan| plan.title.to_string()),
            saved: page.when(draft.saved_at),
            until: draft
                .expires_at()
                .map(|at| page.with("draft-kept-until", "day", page.day(at).as_str())),
        })
        .collect();
    ok(&List { page, drafts })
}

#[derive(Template)]
#[template(path = "drafts/sent.html")]
struct SentPage {
    page: Page,
    slug: String,
    plan: String,
    id: String,
    title: String,
    lang: String,
    body: SafeHtml,
    /// Its number and address; none while it waits to be read.
    published: Option<(i32, String)>,
    steps: Vec<Step>,
    next: Vec<String>,
    can: domain::policy::proposals::ViewerCan,
}

/// A proposal that the reader wrote, whether anybody else sees it yet or not, and its plan.
pub(crate) async fn own(visit: &Visit, id: &str) -> Result<(Proposal, Plan), Failed> {
    let missing = || Failed::not_found(visit, Code::ProposalNotFound);
    visit.cx.actor.person().or_page(visit)?;
    let id = forms::id(visit, id, Code::ProposalNotFound)?;
    let proposal = proposals::by_id(&visit.cx, id).await.or_page(visit)?;
    let proposal = proposal
        .filter(|found| {
            found.author.account().is_some() && found.author.account() == visit.cx.actor.account()
        })
        .ok_or_else(missing)?;
    let plan = plans::by_id(&visit.cx, proposal.plan)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    Ok((proposal, plan))
}

/// What stood in a proposal, as if it were typed.
pub(crate) fn as_typed(proposal: &Proposal) -> ProposalInput {
    let (zone, point) = match proposal.place {
        Place::WholePerimeter => (None, None),
        Place::Zone(zone) => (Some(zone), None),
        Place::Point { latitude, longitude } => (None, Some((latitude, longitude))),
    };
    ProposalInput {
        title: proposal.title.to_string(),
        body: proposal.body.as_str().to_owned(),
        language: proposal.language.tag().to_owned(),
        theme: proposal.theme,
        zone,
        point,
        confirm_personal_data: false,
        attachments: Vec::new(),
    }
}

/// Says that a proposal was received, its number, and what happens next and when.
pub(crate) async fn sent(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    let page = visit.page().await;
    let now = visit.cx.now();
    let vote = plan.opening(Verb::Vote, now);
    let voting = match (vote.now, vote.opens_at, vote.closes_at) {
        (true, _, Some(end)) => Some(page.with("sent-vote-until", "day", page.until(end).as_str())),
        (false, Some(start), _) => Some(page.with("vote-opens", "day", page.when(start).as_str())),
        _ => None,
    };
    let published = proposal.number.map(|number| {
        let path = format!("/plans/{}/proposals/{number}", plan.slug);
        (number, format!("{}{path}", visit.site.house.site.issuer))
    });
    let first = match published {
        Some(_) => page.t("sent-debate"),
        None => page.t("sent-read-first"),
    };
    ok(&SentPage {
        slug: plan.slug.to_string(),
        plan: plan.title.to_string(),
        id: proposal.id.to_string(),
        title: proposal.title.to_string(),
        lang: proposal.language.tag().to_owned(),
        body: markdown::to_html(proposal.body.as_str()),
        steps: Step::all(&page, &plan, now),
        next: [Some(first), voting, Some(effect(&page, &plan))]
            .into_iter()
            .flatten()
            .collect(),
        can: proposals::viewer_can(&visit.cx, &proposal, &plan, false),
        published,
        page,
    })
}
