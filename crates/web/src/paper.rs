//! Paper ballots: printed, handed out at the desk, counted by their codes.

pub(crate) mod ballots;
pub(crate) mod batches;
pub(crate) mod desk;
pub(crate) mod forms;

use std::fmt::Display;

use app::voting::{self, PaperDesk};
use askama::Template;
use axum::extract::Path;
use domain::{
    Code,
    plans::{Plan, Verb, VotingRule},
    voting::limit,
};

use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    plans::by_slug,
    posters::Qr,
    visit::Visit,
};

/// A line of a ballot.
pub(crate) struct Line {
    pub(crate) number: i32,
    pub(crate) title: String,
    pub(crate) lang: String,
    /// What is marked, on a form that comes back.
    pub(crate) marked: String,
}

/// A box beside each line.
pub(crate) struct Mark {
    pub(crate) value: &'static str,
    pub(crate) name: String,
}

/// What a ballot asks, on paper and on the page alike.
pub(crate) struct Questions {
    /// The lines; none where there are too many, and numbers are written.
    pub(crate) lines: Vec<Line>,
    /// Whether numbers are written rather than boxes ticked.
    pub(crate) by_number: bool,
    pub(crate) marks: Vec<Mark>,
    /// How many may be chosen, in a sentence.
    pub(crate) most: Option<String>,
    /// Until when it counts.
    pub(crate) until: Option<String>,
}

impl Questions {
    async fn of(visit: &Visit, page: &Page, plan: &Plan) -> Result<Self, Failed> {
        let listed = voting::put_to_vote(&visit.cx, plan.id).await.or_page(visit)?;
        let mark = |value: &'static str, id: &str| Mark {
            value,
            name: page.t(id),
        };
        let closes = plan.opening(Verb::Vote, visit.cx.now()).closes_at;
        let by_number = listed.is_none();
        let mut lines: Vec<_> = listed
            .unwrap_or_default()
            .into_iter()
            .filter_map(|one| {
                Some(Line {
                    number: one.number?,
                    title: one.title.to_string(),
                    lang: one.language.tag().to_owned(),
                    marked: String::new(),
                })
            })
            .collect();
        lines.sort_by_key(|line| line.number);
        Ok(Self {
            by_number,
            lines,
            marks: match plan.rules.voting {
                VotingRule::Support { .. } => vec![mark("for", "paper-mark-support")],
                VotingRule::ForAgainst => vec![
                    mark("for", "paper-mark-for"),
                    mark("against", "paper-mark-against"),
                    mark("neither", "paper-mark-neither"),
                ],
            },
            most: limit(plan).map(|most| page.with("paper-most", "count", most)),
            until: closes.map(|end| page.with("paper-until", "day", page.until(end).as_str())),
        })
    }
}

/// One printed ballot.
pub(crate) struct Printed {
    pub(crate) code: String,
    pub(crate) qr: Option<Qr>,
}

impl Printed {
    fn of(visit: &Visit, plan: &Plan, code: &impl Display) -> Self {
        let address = format!("{}/plans/{}/code", visit.site.house.site.issuer, plan.slug);
        Self {
            qr: Qr::of(&format!("{address}?code={code}")),
            code: code.to_string(),
        }
    }
}

/// Ballots to print, each on sheets of its own.
#[derive(Template)]
#[template(path = "paper/sheets.html")]
struct Sheets {
    page: Page,
    plan: String,
    lang: String,
    back: String,
    /// What is said before they are printed.
    before: String,
    ballots: Vec<Printed>,
    questions: Questions,
    effect: String,
    /// Where a code is typed.
    address: String,
}

impl Sheets {
    async fn of(
        visit: &Visit,
        plan: &Plan,
        codes: &[impl Display],
        (before, back): (String, String),
    ) -> Result<Self, Failed> {
        let page = visit.page().await;
        Ok(Self {
            plan: plan.title.to_string(),
            lang: plan.language.tag().to_owned(),
            back,
            before,
            ballots: codes.iter().map(|code| Printed::of(visit, plan, code)).collect(),
            questions: Questions::of(visit, &page, plan).await?,
            effect: crate::plans::effect(&page, plan),
            address: format!("{}/plans/{}/code", visit.site.house.site.issuer, plan.slug),
            page,
        })
    }
}

/// A pile, as everybody may know it.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) place: String,
    pub(crate) day: String,
    pub(crate) by: String,
    pub(crate) size: u32,
    /// How many were counted, and how many were made void; once totals are shown.
    pub(crate) counted: Option<(u64, u64)>,
    /// Whether the reader printed it.
    pub(crate) own: bool,
}

/// The piles of a plan as rows.
pub(crate) fn rows(visit: &Visit, page: &Page, desk: &PaperDesk) -> Vec<Row> {
    let me = visit.cx.actor.account();
    desk.piles
        .iter()
        .enumerate()
        .map(|(place, (pile, by, codes))| Row {
            id: pile.id.to_string(),
            number: place + 1,
            place: pile.place.clone(),
            day: page.day(pile.at),
            by: page.with("paper-facilitator", "number", *by),
            size: pile.size,
            counted: codes.map(|codes| (codes.used, codes.revoked)),
            own: me == Some(pile.by),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "paper/public.html")]
struct Public {
    page: Page,
    plan: String,
    slug: String,
    lang: String,
    rows: Vec<Row>,
    handed_out: u64,
    /// How many are counted, or that they are hidden as totals are.
    counted: String,
    /// The signed counts of batches.
    counts: Vec<Signed>,
}

/// The signed count of a batch.
struct Signed {
    name: String,
    kind: String,
    place: String,
    day: String,
    /// Handed out, collected, taken, blank, refused.
    numbers: [u32; 5],
    line: String,
    hash: String,
}

/// Answers what everybody may know of a plan's paper ballots.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let desk = voting::paper_desk(&visit.cx, plan.id)
        .await
        .or_page(&visit)?
        .ok_or_else(|| Failed::not_found(&visit, Code::PlanNotFound))?;
    let page = visit.page().await;
    let counts = app::papers::paper_counts(&visit.cx, plan.id)
        .await
        .or_page(&visit)?;
    ok(&Public {
        counts: counts
            .into_iter()
            .map(|count| Signed {
                name: page.with("batch-name", "number", count.batch.number),
                kind: page.t(&format!("batch-kind-{}", count.batch.kind.as_str())),
                numbers: [
                    count.batch.sheets,
                    count.sums.collected(),
                    count.sums.entered,
                    count.sums.blank,
                    count.sums.refused,
                ],
                day: count.batch.closed_at.map(|at| page.day(at)).unwrap_or_default(),
                place: count.batch.place,
                line: count.line,
                hash: count.hash,
            })
            .collect(),
        rows: rows(&visit, &page, &desk),
        handed_out: desk.handed_out,
        counted: match desk.counted {
            Some(count) => page.with("paper-counted", "count", count),
            None => page.t("paper-counted-hidden"),
        },
        plan: plan.title.to_string(),
        slug: plan.slug.to_string(),
        lang: plan.language.tag().to_owned(),
        page,
    })
}
