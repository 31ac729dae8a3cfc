//! What a proposal was and becomes: its versions, and what its author does with it.

use app::proposals::{self, AddPrecision, ReviseProposal};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    plans::Plan,
    proposals::{Change, Chunk, Proposal, difference},
};
use serde::Deserialize;

use crate::{
    drafts::{Idea, as_typed, own, places, themes},
    error::{Failed, Or, Problems},
    forms::{self, typed},
    page::{Answer, Page, ok, show},
    plans::{by_slug, map::Map},
    proposals::{Choice, by_number, is_readable},
    visit::Visit,
};

/// One text that a proposal has had, and what changed.
struct Was {
    number: i32,
    day: String,
    title: Vec<Piece>,
    body: Vec<Piece>,
}

/// A piece of a difference.
struct Piece {
    text: String,
    /// «kept», «added», «removed».
    change: &'static str,
}

fn pieces(chunks: Vec<Chunk>) -> Vec<Piece> {
    chunks
        .into_iter()
        .map(|chunk| Piece {
            text: chunk.text,
            change: match chunk.change {
                Change::Kept => "kept",
                Change::Removed => "removed",
                Change::Added => "added",
            },
        })
        .collect()
}

#[derive(Template)]
#[template(path = "proposals/versions.html")]
struct Versions {
    page: Page,
    slug: String,
    number: i32,
    title: String,
    lang: String,
    texts: Vec<Was>,
}

/// Answers what a proposal was and became.
pub(crate) async fn versions(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    // A passage that is masked now stands in older versions too.
    if !is_readable(&proposal) || proposal.visibility.masks_words() {
        return Err(Failed::not_found(&visit, Code::ProposalNotFound));
    }
    let page = visit.page().await;
    let mut found = proposals::versions_of(&visit.cx, &[proposal.id], &PageRequest::first(50))
        .await
        .or_page(&visit)?;
    let found = found.remove(&proposal.id).unwrap_or_default().into_items();
    let before = found.iter().skip(1).map(Some).chain(std::iter::once(None));
    let texts = found
        .iter()
        .zip(before)
        .map(|(version, before)| {
            let (title, body) = before.map_or((version.title.as_str(), version.body.as_str()), |before| {
                (before.title.as_str(), before.body.as_str())
            });
            Was {
                number: version.number,
                day: page.when(version.at),
                title: pieces(difference(title, version.title.as_str())),
                body: pieces(difference(body, version.body.as_str())),
            }
        })
        .collect();
    ok(&Versions {
        slug: plan.slug.to_string(),
        number: proposal.number.unwrap_or_default(),
        title: proposal.title.to_string(),
        lang: proposal.language.tag().to_owned(),
        texts,
        page,
    })
}

/// Where a proposal is read: its own page, or the one of its author while it waits to be read.
pub(crate) fn address(proposal: &Proposal, plan: &Plan) -> String {
    match proposal.number {
        Some(number) => format!("/plans/{}/proposals/{number}", plan.slug),
        None => format!("/proposals/{}/sent", proposal.id),
    }
}

#[derive(Template)]
#[template(path = "proposals/revise.html")]
struct Revise {
    page: Page,
    id: String,
    back: String,
    was: String,
    lang: String,
    /// The version that was read.
    version: i32,
    typed: Idea,
    themes: Vec<Choice>,
    places: Vec<Choice>,
    map: Option<Map>,
    most: u32,
    confirm: bool,
    /// What stands there now, where it was changed meanwhile: against it, what was typed.
    meanwhile: Option<Meanwhile>,
    problems: Problems,
}

/// A text that was changed meanwhile, and what the present form would make of it.
struct Meanwhile {
    title: Vec<Piece>,
    body: Vec<Piece>,
}

impl Revise {
    async fn of(
        visit: &Visit,
        (proposal, plan): (&Proposal, &Plan),
        (typed, problems): (Idea, Problems),
    ) -> Result<Self, Failed> {
        let page = visit.page().await;
        let found = app::plans::themes_of(&visit.cx, &[plan.id])
            .await
            .or_page(visit)?;
        let zones = app::plans::zones_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
        let meanwhile = problems.has(Code::ProposalChangedMeanwhile).then(|| Meanwhile {
            title: pieces(difference(proposal.title.as_str(), &typed.title)),
            body: pieces(difference(proposal.body.as_str(), &typed.body)),
        });
        Ok(Self {
            id: proposal.id.to_string(),
            back: address(proposal, plan),
            was: proposal.title.to_string(),
            lang: proposal.language.tag().to_owned(),
            version: proposal.version,
            themes: themes(found, &typed.theme),
            places: places(&page, &zones, &typed.place),
            map: Map::of(plan.perimeter.as_ref(), &zones),
            most: plan.rules.body_limit,
            confirm: problems.has(Code::TextPersonalData),
            meanwhile,
            typed,
            problems,
            page,
        })
    }
}

/// Asks its author for another text.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    let typed = Idea::of(&as_typed(&proposal));
    ok(&Revise::of(&visit, (&proposal, &plan), (typed, Problems::default())).await?)
}

/// The version that a form was made from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Revised {
    version: i32,
    title: String,
    body: String,
    theme: String,
    place: String,
    confirm: String,
}

/// Changes the text; one that was changed meanwhile is shown beside what was typed.
pub(crate) async fn revise(visit: Visit, Path(id): Path<String>, Form(sent): Form<Revised>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    let idea = Idea {
        title: sent.title,
        body: sent.body,
        theme: sent.theme,
        place: sent.place,
        confirm: sent.confirm,
        ..Idea::default()
    };
    let input = idea.over(&as_typed(&proposal));
    let revised = match ReviseProposal::parse(&visit.cx, proposal.id, sent.version, &input).await {
        Ok(command) => proposals::revise(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match revised {
        Ok(proposal) => {
            let address = address(&proposal, &plan);
            Ok(Redirect::to(&format!("{address}?done=revised")).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let (proposal, plan) = own(&visit, &id).await?;
            let mut again = Revise::of(&visit, (&proposal, &plan), (idea, problems)).await?;
            // Whoever saw what changed may send again; another problem does not hide a change.
            if again.meanwhile.is_none() {
                again.version = sent.version;
            }
            Ok(show(status, &again))
        }
    }
}

#[derive(Template)]
#[template(path = "proposals/precise.html")]
struct Precise {
    page: Page,
    id: String,
    back: String,
    title: String,
    lang: String,
    body: String,
    key: String,
    confirm: bool,
    problems: Problems,
}

/// A precision as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Added {
    body: String,
    key: String,
    confirm: String,
}

impl Precise {
    async fn of(
        visit: &Visit,
        (proposal, plan): (&Proposal, &Plan),
        (sent, problems): (Added, Problems),
    ) -> Self {
        Self {
            id: proposal.id.to_string(),
            back: address(proposal, plan),
            title: proposal.title.to_string(),
            lang: proposal.language.tag().to_owned(),
            body: sent.body,
            key: typed(&sent.key).map_or_else(|| forms::fresh_key(visit), ToOwned::to_owned),
            confirm: problems.has(Code::TextPersonalData),
            problems,
            page: visit.page().await,
        }
    }
}

/// Asks its author for a precision.
pub(crate) async fn ask_precision(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    let blank = (Added::default(), Problems::default());
    ok(&Precise::of(&visit, (&proposal, &plan), blank).await)
}

/// Adds a precision.
pub(crate) async fn precise(visit: Visit, Path(id): Path<String>, Form(sent): Form<Added>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    let (confirmed, key) = (sent.confirm == "yes", typed(&sent.key));
    let added = match AddPrecision::parse(proposal.id, &sent.body, confirmed, key) {
        Ok(command) => proposals::precise(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => {
            let address = address(&proposal, &plan);
            Ok(Redirect::to(&format!("{address}?done=precised")).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(
                status,
                &Precise::of(&visit, (&proposal, &plan), (sent, problems)).await,
            ))
        }
    }
}

#[derive(Template)]
#[template(path = "proposals/withdraw.html")]
struct Withdraw {
    page: Page,
    id: String,
    back: String,
    title: String,
    lang: String,
}

/// Asks whether its author means it.
pub(crate) async fn ask_withdrawal(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    ok(&Withdraw {
        page: visit.page().await,
        id: proposal.id.to_string(),
        back: address(&proposal, &plan),
        title: proposal.title.to_string(),
        lang: proposal.language.tag().to_owned(),
    })
}

/// Takes a proposal back.
pub(crate) async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    proposals::withdraw(&visit.cx, proposal.id)
        .await
        .or_page(&visit)?;
    let address = match proposal.number {
        Some(_) => address(&proposal, &plan),
        None => "/me/contributions".to_owned(),
    };
    Ok(Redirect::to(&format!("{address}?done=proposal-withdrawn")).into_response())
}
