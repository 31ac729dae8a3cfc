//! The picture that other sites show beside a link (Open Graph, `og:image`): the title, its state, the sides of the vote
//! and the days that are left, drawn here in the fonts of the pages. Without Node at build time there are no fonts in the
//! program, and links have no picture.

use std::sync::{Arc, LazyLock};

use app::voting;
use askama::Template;
use axum::{extract::Path, response::IntoResponse};
use domain::{Actor, Code, Language, plans::Plan};
use http::{HeaderValue, StatusCode, header};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};
use tokio::sync::Semaphore;

use crate::{
    assets,
    error::{Failed, Or},
    page::{Answer, Page},
    plans::{PlanCard, by_slug},
    proposals::{Card, by_number, is_readable},
    visit::Visit,
    voting::Panel,
};

/// Width and height, in pixels: what the common readers of Open Graph show whole.
pub(crate) const SIZE: (u32, u32) = (1_200, 630);
/// How wide the bar of the two sides is.
const BAR: u64 = 1_080;
/// A picture may be shown for so long before it is asked for again: votes move, and moderation may take the text away.
const KEPT: &str = "public, max-age=600";
/// Drawing takes a whole processor: one picture at a time, so that a crowd of readers of links slows nobody's page.
static DRAWING: Semaphore = Semaphore::const_new(1);

static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(Fonts::unpacked);

/// The fonts of the pages.
struct Fonts {
    all: Arc<Database>,
    /// The families, as the files name them: of texts, and of headings.
    text: String,
    heading: String,
}

impl Fonts {
    fn unpacked() -> Option<Self> {
        let mut all = Database::new();
        let mut load = |plain: &str| {
            let font = wuff::decompress_woff2(assets::bytes(plain)?).ok()?;
            all.load_font_data(font);
            let (family, _) = all.faces().last()?.families.first()?;
            Some(family.clone())
        };
        Some(Self {
            text: load("text.woff2")?,
            heading: load("headings.woff2")?,
            all: Arc::new(all),
        })
    }
}

/// Whether pictures can be drawn.
pub(crate) fn are_drawn() -> bool {
    assets::address("text.woff2").is_some()
}

/// A line of the title.
struct Line {
    text: String,
    y: u32,
}

#[derive(Template)]
#[template(path = "share_card.svg")]
struct Drawing {
    text_font: &'static str,
    heading_font: &'static str,
    stamp: String,
    stamp_width: u32,
    lines: Vec<Line>,
    size: u32,
    /// How much of the bar is «for»; no bar where nothing was counted, or totals are hidden.
    share: Option<u64>,
    say: String,
    say_y: u32,
    left: String,
    brand: String,
}

/// What a picture says.
struct Said {
    title: String,
    stamp: String,
    share: Option<u64>,
    say: String,
    left: String,
}

impl Drawing {
    fn of(fonts: &'static Fonts, page: &Page, said: Said) -> Self {
        let (size, lines) = set(&said.title);
        let stamp = said.stamp.to_uppercase();
        let letters = u32::try_from(stamp.chars().count()).unwrap_or(0);
        Self {
            text_font: &fonts.text,
            heading_font: &fonts.heading,
            // A capital of the text font at 30 px is 20 px wide, with its spacing.
            stamp_width: 48 + letters * 21,
            stamp,
            lines,
            size,
            say_y: if said.share.is_some() { 550 } else { 510 },
            share: said.share,
            say: said.say,
            left: said.left,
            brand: page.with("brand", "town", page.town.as_str()),
        }
    }
}

/// Breaks a title into at most four lines, in the largest of three sizes that holds it.
fn set(title: &str) -> (u32, Vec<Line>) {
    // Size, letters a line (0.53 em each on 1,080 px), and lines that fit between the stamp and the rule.
    for (size, letters, most) in [(76, 27, 3), (60, 34, 4), (50, 41, 5)] {
        let lines = broken(title, letters);
        if lines.len() <= most || size == 50 {
            let down = size * 11 / 10;
            let lines = lines
                .into_iter()
                .take(most)
                .zip(0_u32..)
                .map(|(text, place)| Line {
                    text,
                    y: 130 + size * 9 / 10 + place * down,
                });
            return (size, lines.collect());
        }
    }
    (50, Vec::new())
}

/// Breaks a text at its spaces; a word longer than a line stands alone and is cut.
fn broken(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().take(letters).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Answers the picture of a plan.
pub(crate) async fn of_plan(visit: Visit, Path(slug): Path<String>) -> Answer {
    let visit = as_nobody(visit);
    let plan = by_slug(&visit, &slug).await?;
    let page = page(&visit, &plan).await;
    let card = PlanCard::of(&page, &plan, visit.cx.now());
    let first = card.open.into_iter().next();
    let (say, left) = first.map_or_else(Default::default, |open| (open.name, open.left));
    let said = Said {
        title: card.title,
        stamp: card.stamp,
        share: None,
        say,
        left,
    };
    draw(&page, said).await
}

/// Answers the picture of a proposal; none of what nobody may read.
pub(crate) async fn of_proposal(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Answer {
    let visit = as_nobody(visit);
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    if !is_readable(&proposal) {
        return Err(Failed::not_found(&visit, Code::ProposalNotFound));
    }
    let page = page(&visit, &plan).await;
    let panel = Panel::of(&visit, &page, &plan, &proposal, None).await?;
    let totals = voting::totals_of(&visit.cx, &[(proposal.id, plan.id)])
        .await
        .or_page(&visit)?;
    let share = totals.get(&proposal.id).and_then(|tally| {
        let sides = tally.in_favour + tally.against;
        (sides > 0).then(|| BAR * tally.in_favour / sides)
    });
    let now = visit.cx.now();
    let left = plan.opening(domain::plans::Verb::Vote, now);
    let left = left.closes_at.filter(|_| left.now).map(|until| page.left(until));
    let stamp = Card::of_all(&visit, &page, vec![proposal.clone()], &[]).await?;
    let said = Said {
        title: proposal.title.to_string(),
        stamp: stamp
            .into_iter()
            .next()
            .map(|card| card.stamp.word)
            .unwrap_or_default(),
        share,
        say: panel.totals,
        left: left.unwrap_or_default(),
    };
    draw(&page, said).await
}

/// The same request by nobody: the picture is kept for everybody, whoever asked for it first.
fn as_nobody(mut visit: Visit) -> Visit {
    visit.cx = visit.cx.acting(Actor::Visitor, None);
    visit
}

/// The sentences of a picture, in the language of its plan where the house speaks it.
async fn page(visit: &Visit, plan: &Plan) -> Page {
    let mut page = visit.page().await;
    page.speak(match plan.language {
        Language::English => Language::English,
        _ => Language::French,
    });
    page
}

async fn draw(page: &Page, said: Said) -> Answer {
    let svg = FONTS
        .as_ref()
        .map(|fonts| (fonts, Drawing::of(fonts, page, said).render()));
    let drawn = if let Some((fonts, Ok(svg))) = svg {
        let _one = DRAWING.acquire().await;
        let drawn = tokio::task::spawn_blocking(move || png(&svg, fonts.all.clone())).await;
        drawn.ok().flatten()
    } else {
        None
    };
    let Some(png) = drawn else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let kind = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static(KEPT)),
    ];
    Ok((StatusCode::OK, kind, png).into_response())
}

fn png(svg: &str, fonts: Arc<Database>) -> Option<Vec<u8>> {
    let options = Options {
        fontdb: fonts,
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).ok()?;
    let mut picture = Pixmap::new(SIZE.0, SIZE.1)?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_broken_at_spaces_and_never_run_out_of_the_picture() {
        let (size, lines) = set("Garder la barre B et la réhabiliter");
        assert_eq!(size, 76);
        assert_eq!(
            lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
            ["Garder la barre B et la", "réhabiliter"]
        );
        for title in [
            "mot ".repeat(38),
            "Anticonstitutionnellement".repeat(6),
            "w".repeat(150),
        ] {
            let (size, lines) = set(&title);
            assert!(lines.iter().all(|line| line.y <= 410), "{title} at {size}");
            assert!(lines.iter().all(|line| line.text.chars().count() <= 41));
        }
    }

    #[test]
    fn a_title_is_written_in_the_fonts_of_the_pages() {
        let Some(fonts) = FONTS.as_ref() else {
            println!("skipped: the fonts of the pages were not built in");
            return;
        };
        let drawn = |title: &str| {
            let (size, lines) = set(title);
            let drawing = Drawing {
                text_font: &fonts.text,
                heading_font: &fonts.heading,
                stamp: "EN DÉBAT".to_owned(),
                stamp_width: 200,
                lines,
                size,
                share: Some(700),
                say: "61 pour, 23 contre".to_owned(),
                say_y: 550,
                left: "il reste 12 jours".to_owned(),
                brand: "Saint-Exemple".to_owned(),
            };
            png(&drawing.render().unwrap(), fonts.all.clone()).unwrap()
        };
        let (one, other) = (drawn("Garder les platanes"), drawn("Garder <les> & tilleuls"));
        let size = [1_200_u32.to_be_bytes(), 630_u32.to_be_bytes()].concat();
        assert_eq!(one.get(16..24), Some(size.as_slice()));
        assert_ne!(one, other, "the title is not written");
        let brandless = drawn("");
        assert!(
            one.len() > brandless.len() + 1_000,
            "{} and {} bytes",
            one.len(),
            brandless.len()
        );
    }
}
