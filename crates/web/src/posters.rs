//! Posters to print, of a plan or of one proposal: one sheet of A4, whose code leads a telephone to the page.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::Path;
use domain::{Code, plans::Verb};
use qrcode::{Color, QrCode};

use crate::{
    error::Failed,
    page::{Answer, Page, ok},
    plans::{PlanCard, Step, by_slug, effect},
    proposals::{by_number, is_readable},
    visit::Visit,
};

/// How wide the quiet edge of a code is, in modules (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// A code that telephones read.
pub(crate) struct Qr {
    /// The side of its square, the quiet edge included, in modules.
    pub(crate) side: usize,
    /// What is dark, as the `d` of a path.
    pub(crate) path: String,
}

impl Qr {
    /// The code of an address; nothing for one that is too long for any code.
    pub(crate) fn of(address: &str) -> Option<Self> {
        let code = QrCode::new(address).ok()?;
        let width = code.width();
        let colours = code.to_colors();
        let mut path = String::new();
        for (y, row) in colours.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&Color::Dark) {
                    let (at, down, long) = (x + QUIET, y + QUIET, run.len());
                    let _ = write!(path, "M{at} {down}h{long}v1h-{long}z");
                }
                x += run.len();
            }
        }
        Some(Self {
            side: width + 2 * QUIET,
            path,
        })
    }
}

#[derive(Template)]
#[template(path = "poster.html")]
struct Poster {
    page: Page,
    /// Where the page leads back to, and that page's title.
    back: String,
    title: String,
    lang: String,
    /// What stands above the title.
    above: String,
    /// What is said below it, in a few lines.
    lines: Vec<String>,
    steps: Vec<Step>,
    /// The address in full, as the code says it.
    address: String,
    /// The address as people type it.
    typed: String,
    qr: Option<Qr>,
}

fn poster(
    visit: &Visit,
    page: Page,
    path: String,
    (above, title, lang): (String, String, String),
    lines: Vec<String>,
    steps: Vec<Step>,
) -> Answer {
    let address = format!("{}{path}", visit.site.house.site.issuer);
    let typed = address
        .split_once("://")
        .map_or(address.as_str(), |(_, typed)| typed);
    ok(&Poster {
        typed: typed.to_owned(),
        qr: Qr::of(&address),
        back: path,
        address,
        title,
        lang,
        above,
        lines,
        steps,
        page,
    })
}

/// The poster of a plan: what it is, what can be done and until when.
pub(crate) async fn of_plan(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let page = visit.page().await;
    let now = visit.cx.now();
    // A sheet hangs for weeks: days are said, and not how many are left.
    let phases = plan.phases.iter().map(|phase| Step {
        title: phase.title.clone(),
        state: "next",
        time: page.with2(
            "works-between",
            "from",
            page.day(phase.starts_at).as_str(),
            "until",
            page.last_day(phase.ends_at).as_str(),
        ),
    });
    let (above, steps) = (page.town.clone(), phases.collect());
    let lines = vec![PlanCard::of(&page, &plan, now).summary];
    let named = (above, plan.title.to_string(), plan.language.tag().to_owned());
    poster(&visit, page, format!("/plans/{}", plan.slug), named, lines, steps)
}

/// The poster of a proposal: its number and title, until when one may vote, and what a vote does.
pub(crate) async fn of_proposal(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    let number = proposal.number.filter(|_| is_readable(&proposal));
    let number = number.ok_or_else(|| Failed::not_found(&visit, Code::ProposalNotFound))?;
    let page = visit.page().await;
    let vote = plan.opening(Verb::Vote, visit.cx.now());
    let voting = match (vote.now, vote.opens_at, vote.closes_at) {
        (true, _, Some(end)) => Some(page.with("sent-vote-until", "day", page.until(end).as_str())),
        (false, Some(start), _) => Some(page.with("vote-opens", "day", page.when(start).as_str())),
        _ => None,
    };
    let lines = voting.into_iter().chain([effect(&page, &plan)]).collect();
    let named = (
        page.with2(
            "numbered",
            "number",
            i64::from(number),
            "title",
            plan.title.as_str(),
        ),
        proposal.title.to_string(),
        proposal.language.tag().to_owned(),
    );
    let path = format!("/plans/{}/proposals/{number}", plan.slug);
    poster(&visit, page, path, named, lines, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_module_by_module() {
        let address = "https://participer.example/plans/les-tilleuls/proposals/38";
        let qr = Qr::of(address).unwrap();
        let code = QrCode::new(address).unwrap();
        let width = code.width();
        assert_eq!(qr.side, width + 8);
        // The path is read back, run after run, into the modules that it paints.
        let mut painted = vec![Color::Light; width * width];
        for run in qr.path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let long: usize = rest.split('v').next().unwrap().parse().unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            assert_eq!(rest, format!("{long}v1h-{long}z"));
            for module in 0..long {
                painted[(y - 4) * width + x - 4 + module] = Color::Dark;
            }
        }
        assert!(painted == code.to_colors());
    }

    #[test]
    fn an_address_that_no_code_holds_has_none() {
        assert!(Qr::of(&"é".repeat(4_000)).is_none());
    }
}
