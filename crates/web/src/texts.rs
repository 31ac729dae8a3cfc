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
    /// Whom to reach: what each is, and who.
    contacts: Vec<(String, String)>,
    /// Each part: its title, and its paragraphs.
    parts: Vec<(String, Vec<String>)>,
}

/// The parts of a text: `help-1-title`, `help-1-a`, `help-1-b`, and so on, as far as there are sentences; and whom to reach,
/// by the ids of what each is.
async fn text(visit: Visit, name: &str, whom: &[(&str, &str)]) -> Answer {
    let page = visit.page().await;
    let contacts = whom
        .iter()
        .map(|(what, who)| {
            let who = match *who {
                "" => page.t("contact-missing"),
                who => who.to_owned(),
            };
            (page.t(what), who)
        })
        .collect();
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
        contacts,
        parts,
        page,
    })
}

/// Answers how this works and who helps.
pub(crate) async fn help(visit: Visit) -> Answer {
    let site = visit.site.clone();
    let whom: &[(&str, &str)] = &[
        ("contact-help", &site.contacts.help),
        ("contact-reach", &site.contacts.reach),
    ];
    text(visit, "help", whom).await
}

/// Answers who publishes this site.
pub(crate) async fn legal(visit: Visit) -> Answer {
    let site = visit.site.clone();
    let whom: &[(&str, &str)] = &[
        ("contact-publisher", &site.contacts.publisher),
        ("contact-director", &site.contacts.director),
        ("contact-host", &site.contacts.host),
        ("contact-reach", &site.contacts.reach),
    ];
    text(visit, "legal", whom).await
}

/// Answers what is kept about people, and how long.
pub(crate) async fn privacy(visit: Visit) -> Answer {
    let site = visit.site.clone();
    let whom: &[(&str, &str)] = &[
        ("contact-controller", &site.contacts.publisher),
        ("contact-privacy", &site.contacts.privacy),
    ];
    text(visit, "privacy", whom).await
}

/// Answers how far the pages can be used by everybody.
pub(crate) async fn accessibility(visit: Visit) -> Answer {
    let site = visit.site.clone();
    let whom: &[(&str, &str)] = &[("contact-reach", &site.contacts.reach)];
    text(visit, "accessibility", whom).await
}
