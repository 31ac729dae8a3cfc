//! Proposals: lists of them, and each with what is said and done about it.

mod list;

use app::{
    answers, comments,
    markdown::{self, SafeHtml},
    plans, proposals, voting,
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Timestamp, Visibility,
    answers::{Answer as TownAnswer, AnswerStage, AnswerState},
    comments::Position,
    follows::Followed,
    moderation::Item,
    plans::{Plan, Theme, Verb, Zone},
    policy::{merges::Leave, proposals::ViewerCan},
    proposals::{Place, Proposal, TextState},
};
pub(crate) use list::{Choice, Wanted, list, states};
use serde::Deserialize;

use crate::{
    attachments::{Attach, File},
    authors::Names,
    comments::{Talk, Thread},
    error::{Failed, Or},
    page::{Answer, Page, ok},
    plans::{Step, by_slug, drawing::Pointed},
    visit::Visit,
    voting::Panel,
};

/// How many comments each side of a proposal begins with.
const PER_SIDE: u32 = 5;

/// The word of a state on screen, and its look.
pub(crate) struct Stamp {
    pub(crate) word: String,
    pub(crate) look: &'static str,
}

impl Stamp {
    /// How far the town's answer has come.
    pub(crate) fn of_answer(page: &Page, answer: &TownAnswer, now: Timestamp) -> Self {
        let (id, look) = if answer.is_overdue(now) {
            ("overdue".to_owned(), "late")
        } else {
            let stage = answer.state.stage();
            let look = match stage {
                AnswerStage::Accepted | AnswerStage::Partly | AnswerStage::Delivered => "good",
                AnswerStage::Refused | AnswerStage::Abandoned => "bad",
                AnswerStage::UnderStudy | AnswerStage::Transferred => "",
            };
            (stage.as_str().replace('_', "-"), look)
        };
        Self {
            word: page.t(&format!("stamp-{id}")),
            look,
        }
    }

    fn of(page: &Page, proposal: &Proposal, answer: Option<&TownAnswer>, now: Timestamp) -> Self {
        let id = match (&proposal.text, answer) {
            (TextState::Withdrawn { .. }, _) => "withdrawn",
            (TextState::PendingReview { .. }, _) => "pending",
            (TextState::Published { .. }, Some(answer)) => return Self::of_answer(page, answer, now),
            (TextState::Published { .. }, None) => "debate",
        };
        Self {
            word: page.t(&format!("stamp-{id}")),
            look: "",
        }
    }
}

/// A proposal in a list.
pub(crate) struct Card {
    pub(crate) address: String,
    pub(crate) number: i32,
    pub(crate) title: String,
    pub(crate) lang: String,
    pub(crate) excerpt: String,
    pub(crate) stamp: Stamp,
    pub(crate) meta: String,
    /// How many support it or are for it, where totals are shown.
    pub(crate) votes: Option<String>,
    pub(crate) comments: String,
}

/// Whether the text may be read.
pub(crate) fn is_readable(proposal: &Proposal) -> bool {
    proposal.visibility.is_legible() && !matches!(proposal.text, TextState::Withdrawn { .. })
}

impl Card {
    /// The names of the authors of these proposals, in their order.
    pub(crate) async fn authors(
        visit: &Visit,
        page: &Page,
        proposals: &[Proposal],
    ) -> Result<Vec<String>, Failed> {
        let authors: Vec<_> = proposals.iter().map(|proposal| proposal.author).collect();
        let names = Names::of(visit, page, authors.clone()).await.or_page(visit)?;
        Ok(authors
            .into_iter()
            .map(|author| names.name(page, author))
            .collect())
    }

    /// The cards of these proposals: the same statements however many.
    pub(crate) async fn of_all(
        visit: &Visit,
        page: &Page,
        proposals: Vec<Proposal>,
        answers: &[TownAnswer],
    ) -> Result<Vec<Self>, Failed> {
        let now = visit.cx.now();
        let mut ids: Vec<_> = proposals.iter().map(|proposal| proposal.plan).collect();
        ids.sort_unstable();
        ids.dedup();
        let plans = plans::by_ids(&visit.cx, &ids).await.or_page(visit)?;
        let these: Vec<_> = proposals.iter().map(|one| (one.id, one.plan)).collect();
        let totals = voting::totals_of(&visit.cx, &these).await.or_page(visit)?;
        let authors = proposals.iter().map(|proposal| proposal.author).collect();
        let names = Names::of(visit, page, authors).await.or_page(visit)?;
        let cards = proposals.into_iter().filter_map(|proposal| {
            let plan = plans.iter().find(|plan| plan.id == proposal.plan)?;
            let number = proposal.number?;
            let readable = is_readable(&proposal);
            let answer = answers.iter().find(|answer| Some(answer.id) == proposal.answer);
            let day = proposal.text.published_at().unwrap_or(proposal.created_at);
            let count = |id: &str, count: u64| page.with(id, "count", count);
            Some(Self {
                address: format!("/plans/{}/proposals/{number}", plan.slug),
                number,
                title: if readable {
                    proposal.title.to_string()
                } else {
                    page.t("tombstone-title")
                },
                lang: proposal.language.tag().to_owned(),
                excerpt: if readable {
                    markdown::excerpt(&proposal.visibility.masked(proposal.body.as_str()), 220)
                } else {
                    tombstone(page, &proposal)
                },
                stamp: Stamp::of(page, &proposal, answer, now),
                meta: page.with2(
                    "by-on",
                    "name",
                    names.name(page, proposal.author).as_str(),
                    "day",
                    page.day(day).as_str(),
                ),
                votes: totals
                    .get(&proposal.id)
                    .map(|tally| count(&supports(plan), tally.in_favour)),
                comments: count(
                    "count-comments",
                    u64::try_from(proposal.comment_count).unwrap_or(0),
                ),
            })
        });
        Ok(cards.collect())
    }
}

/// The id of the sentence that counts votes for, by the rule of the plan.
fn supports(plan: &Plan) -> String {
    match plan.rules.voting {
        domain::plans::VotingRule::Support { .. } => "count-supports".to_owned(),
        domain::plans::VotingRule::ForAgainst => "count-for".to_owned(),
    }
}

/// What stands where a text does not.
fn tombstone(page: &Page, proposal: &Proposal) -> String {
    match (&proposal.text, &proposal.visibility) {
        (TextState::Withdrawn { at, .. }, _) => {
            page.with("tombstone-withdrawn", "day", page.day(*at).as_str())
        }
        (_, Visibility::Held { .. }) => page.t("tombstone-held"),
        (_, Visibility::Hidden) => page.t("tombstone-hidden"),
        (_, Visibility::Removed) => page.t("tombstone-removed"),
        (_, Visibility::Returned) => page.t("tombstone-returned"),
        (_, Visibility::Shown | Visibility::Locked | Visibility::Masked { .. }) => String::new(),
    }
}

/// The town's answer, as a page shows it.
struct Told {
    stamp: String,
    name: Option<String>,
    due: Option<String>,
    overdue: bool,
    reason: Option<SafeHtml>,
    day: Option<String>,
    cost: Option<String>,
    calendar: Option<SafeHtml>,
    deliberation: Option<String>,
    recommendation: Option<(String, SafeHtml)>,
    transfer: Option<(String, SafeHtml, String)>,
}

impl Told {
    fn of(page: &Page, answer: &TownAnswer, now: Timestamp) -> Self {
        let ruling = answer.state.ruling();
        let written = |text: &str| (!text.is_empty()).then(|| markdown::to_html(text));
        let abandoned = match &answer.state {
            AnswerState::Abandoned { reason, .. } => written(reason.as_str()),
            _ => None,
        };
        Self {
            stamp: page.t(&format!(
                "stamp-{}",
                answer.state.stage().as_str().replace('_', "-")
            )),
            name: answer.in_whose_name().map(ToString::to_string),
            due: ruling.is_none().then(|| page.day(answer.due())),
            overdue: answer.is_overdue(now),
            reason: abandoned.or_else(|| ruling.and_then(|ruling| written(ruling.reason.as_str()))),
            day: ruling.map(|ruling| page.day(ruling.at)),
            cost: answer.cost_cents.map(|cents| page.euros(cents)),
            calendar: written(answer.calendar.as_str()),
            deliberation: answer.deliberation.as_ref().map(ToString::to_string),
            recommendation: answer
                .recommendation
                .as_ref()
                .map(|given| (given.by.to_string(), markdown::to_html(given.text.as_str()))),
            transfer: answer.transfer.as_ref().map(|handed| {
                (
                    handed.to.to_string(),
                    markdown::to_html(handed.reason.as_str()),
                    page.day(handed.at),
                )
            }),
        }
    }
}

/// Something that the author added.
struct Added {
    day: String,
    text: SafeHtml,
}

#[derive(Template)]
#[template(path = "proposals/show.html")]
struct Show {
    page: Page,
    slug: String,
    plan: String,
    steps: Vec<Step>,
    id: String,
    number: i32,
    title: String,
    /// The text, or nothing where a tombstone stands.
    text: Option<SafeHtml>,
    /// Its first words, for pages elsewhere that link here.
    excerpt: String,
    tombstone: String,
    lang: String,
    stamp: Stamp,
    meta: String,
    origin: Option<String>,
    place: String,
    /// Of a point, where it is on the drawing.
    point: Option<Pointed>,
    theme: Option<String>,
    versions: i32,
    files: Vec<File>,
    added: Vec<Added>,
    merged: Vec<(String, String)>,
    into: Option<(String, String)>,
    told: Option<Told>,
    vote: Panel,
    /// For and against side by side, then what is neither.
    sides: Vec<Talk>,
    in_favour: u64,
    against: u64,
    /// The share of «for» among the two sides, in hundredths.
    share: u64,
    can: ViewerCan,
    /// Whether the reader may take it out of its group, whichever of both they wrote.
    leaves: bool,
    can_comment: bool,
    comments_closed: Option<String>,
    comment_key: String,
    attach: Attach,
    follows: bool,
    signed_in: bool,
}

/// The proposal of a number, if the reader sees it.
pub(crate) async fn by_number(visit: &Visit, plan: &Plan, number: &str) -> Result<Proposal, Failed> {
    let missing = || Failed::not_found(visit, Code::ProposalNotFound);
    let number = number.parse().map_err(|_malformed| missing())?;
    proposals::by_number(&visit.cx, plan.id, number)
        .await
        .or_page(visit)?
        .ok_or_else(missing)
}

/// The name of a place.
pub(crate) fn place(page: &Page, place: Place, zones: &[Zone]) -> String {
    match place {
        Place::WholePerimeter => page.t("place-everywhere"),
        Place::Zone(here) => zones
            .iter()
            .find(|zone| zone.id == here)
            .map_or_else(|| page.t("place-gone"), |zone| zone.title.to_string()),
        Place::Point { .. } => page.t("place-point"),
    }
}

/// Answers a proposal.
pub(crate) async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    let page = visit.page().await;
    let (cx, now) = (&visit.cx, visit.cx.now());
    let answer = match proposal.answer {
        Some(id) => answers::by_ids(cx, &[id]).await.or_page(&visit)?.pop(),
        None => None,
    };
    let themes: Vec<Theme> = plans::themes_of(cx, &[plan.id]).await.or_page(&visit)?;
    let zones = plans::zones_of(cx, &[plan.id]).await.or_page(&visit)?;
    let precisions = proposals::precisions_of(cx, &[proposal.id])
        .await
        .or_page(&visit)?;
    let members = proposals::members_of(cx, &[proposal.id]).await.or_page(&visit)?;
    let leader = match proposal.merged_into {
        Some(id) => proposals::by_id(cx, id).await.or_page(&visit)?,
        None => None,
    };
    let follows = app::follows::among(cx, &[Followed::Proposal(proposal.id)])
        .await
        .or_page(&visit)?;
    let counts = comments::counts_of(cx, &[proposal.id]).await.or_page(&visit)?;
    let counts = counts.first().map(|(_, counts)| *counts);
    let sides = Thread::sides(&visit, &page, &plan, &proposal, PER_SIDE).await?;
    let vote = Panel::of(&visit, &page, &plan, &proposal, answer.as_ref()).await?;
    let names = Names::of(&visit, &page, vec![proposal.author])
        .await
        .or_page(&visit)?;
    let item = Item::Proposal(proposal.id);
    let files = File::on(&visit, &page, &[(item, plan.id, &proposal.visibility)])
        .await?
        .remove(&item)
        .unwrap_or_default();
    let readable = is_readable(&proposal);
    // No button here decides about it: who recorded it makes no difference.
    let can = proposals::viewer_can(cx, &proposal, &plan, false);
    let opening = plan.opening(Verb::Comment, now);
    let comments_closed = (!opening.now).then(|| match opening.opens_at {
        Some(at) => page.with("comments-open-on", "day", page.day(at).as_str()),
        None => page.t("comments-closed"),
    });
    let of = |position: Position| {
        let counts = counts.map_or(0, |counts| match position {
            Position::For => counts.in_favour,
            Position::Against => counts.against,
            Position::Neither => counts.neither,
            Position::Question => counts.questions,
        });
        u64::try_from(counts).unwrap_or(0)
    };
    let (in_favour, against) = (of(Position::For), of(Position::Against));
    let linked = |one: &Proposal| {
        let number = one.number?;
        let title = is_readable(one).then(|| one.title.to_string());
        let title = title.unwrap_or_else(|| page.t("tombstone-title"));
        Some((
            format!("/plans/{}/proposals/{number}", plan.slug),
            page.with2("numbered", "number", i64::from(number), "title", title.as_str()),
        ))
    };
    let day = proposal.text.published_at().unwrap_or(proposal.created_at);
    ok(&Show {
        slug: plan.slug.to_string(),
        plan: plan.title.to_string(),
        steps: Step::all(&page, &plan, now),
        id: proposal.id.to_string(),
        number: proposal.number.unwrap_or_default(),
        title: if readable {
            proposal.title.to_string()
        } else {
            page.t("tombstone-title")
        },
        excerpt: if readable {
            markdown::excerpt(&proposal.visibility.masked(proposal.body.as_str()), 220)
        } else {
            tombstone(&page, &proposal)
        },
        text: readable.then(|| markdown::to_html(&proposal.visibility.masked(proposal.body.as_str()))),
        tombstone: tombstone(&page, &proposal),
        lang: proposal.language.tag().to_owned(),
        stamp: Stamp::of(&page, &proposal, answer.as_ref(), now),
        meta: if readable {
            page.with2(
                "by-on",
                "name",
                names.name(&page, proposal.author).as_str(),
                "day",
                page.day(day).as_str(),
            )
        } else {
            page.day(day)
        },
        origin: (proposal.origin != domain::proposals::Origin::Participant)
            .then(|| page.t(&format!("origin-{}", proposal.origin.as_str()))),
        place: place(&page, proposal.place, &zones),
        point: Pointed::of(&plan, &zones, proposal.place).filter(|_| readable),
        theme: themes
            .iter()
            .find(|theme| Some(theme.id) == proposal.theme)
            .map(|theme| theme.title.to_string()),
        versions: proposal.version,
        files: if readable { files } else { Vec::new() },
        attach: crate::comments::blank(&visit, &page),
        added: precisions
            .into_iter()
            .filter(|_| readable)
            .map(|one| Added {
                day: page.day(one.at),
                text: markdown::to_html(one.body.as_str()),
            })
            .collect(),
        merged: members.iter().filter_map(linked).collect(),
        into: leader.as_ref().and_then(linked),
        told: answer.as_ref().map(|answer| Told::of(&page, answer, now)),
        vote,
        sides,
        in_favour,
        against,
        share: (in_favour * 100).checked_div(in_favour + against).unwrap_or(50),
        can,
        leaves: can.leave || (!members.is_empty() && cx.actor.may(Leave, proposal.clone()).is_ok()),
        can_comment: can.comment || (!visit.is_signed_in() && opening.now && readable),
        comments_closed,
        comment_key: crate::forms::fresh_key(&visit),
        follows: !follows.is_empty(),
        signed_in: visit.is_signed_in(),
        page,
    })
}

/// Whether to follow.
#[derive(Debug, Deserialize)]
pub(crate) struct Following {
    #[serde(default)]
    follow: String,
}

/// Follows a proposal, or follows it no more.
pub(crate) async fn follow(
    visit: Visit,
    Path((slug, number)): Path<(String, String)>,
    Form(following): Form<Following>,
) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    let followed = Followed::Proposal(proposal.id);
    let done = if following.follow == "no" {
        app::follows::unfollow(&visit.cx, followed)
            .await
            .or_page(&visit)?;
        "unfollowed"
    } else {
        app::follows::follow(&visit.cx, followed).await.or_page(&visit)?;
        "followed"
    };
    let address = format!("/plans/{}/proposals/{number}?done={done}", plan.slug);
    Ok(Redirect::to(&address).into_response())
}
