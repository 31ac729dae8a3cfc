//! Help, legal notice, privacy, accessibility: short texts in plain words.

use askama::Template;

use crate::{
    page::{Answer, Page, ok},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "texts.html")]
struct Text {
    page: Page,
    title: String,
    /// Each part: its title, and its paragraphs.
    parts: Vec<(String, Vec<String>)>,
}

/// The parts of a text: `help-1-title`, `help-1-a`, `help-1-b`, and so on, as far as there are sentences.
async fn text(visit: Visit, name: &str) -> Answer {
    let page = visit.page().await;
    let said = |id: String| page.find(&id);
    let parts = (1..=12)
        .map_while(|part| {
            let title = said(format!("{name}-{part}-title"))?;
            let paragraphs = ('a'..='h').map_while(|letter| said(format!("{name}-{part}-{letter}")));
            Some((title, paragraphs.collect()))
        })
        .collect();
    ok(&Text {
        title: page.t(&format!("{name}-title")),
        parts,
        page,
    })
}

/// Answers how this works and who helps.
pub(crate) async fn help(visit: Visit) -> Answer {
    text(visit, "help").await
}

/// Answers who publishes this site.
pub(crate) async fn legal(visit: Visit) -> Answer {
    text(visit, "legal").await
}

/// Answers what is kept about people, and how long.
pub(crate) async fn privacy(visit: Visit) -> Answer {
    text(visit, "privacy").await
}

/// Answers how far the pages can be used by everybody.
pub(crate) async fn accessibility(visit: Visit) -> Answer {
    text(visit, "accessibility").await
}
