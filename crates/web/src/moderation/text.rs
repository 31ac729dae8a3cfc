//! A text as moderators read it: whole, where it stands, and what is known of its author in numbers.

use app::{comments, moderation, moderation::AuthorHistory, plans, proposals};
use domain::{
    moderation::{Item, Target},
    plans::PlanId,
    signals::Hit,
};

use super::passages::{self, Piece};
use crate::{
    attachments::File,
    error::{Failed, Or},
    page::Page,
    visit::Visit,
};

/// A text, whole.
pub(super) struct Text {
    /// «Proposition», «Commentaire».
    pub(super) kind: String,
    pub(super) title: Option<String>,
    /// The text as it was written, with what is masked of it.
    pub(super) pieces: Vec<Piece>,
    pub(super) lang: String,
    /// Photos and PDFs on it.
    pub(super) files: Vec<File>,
    /// What everybody reads, where that is something else.
    pub(super) shown: Option<String>,
    /// The plan, and where the text stands in it.
    pub(super) plan: String,
    pub(super) address: Option<String>,
    /// What is known of the author.
    pub(super) author: Vec<String>,
    /// What a program has found in it.
    pub(super) signals: Vec<String>,
}

impl Text {
    pub(super) async fn of(visit: &Visit, page: &Page, target: &Target) -> Result<Self, Failed> {
        let (plan, address) = place(visit, target.item, target.plan).await?;
        let history = moderation::author_history(&visit.cx, target)
            .await
            .or_page(visit)?;
        let signals = moderation::signals_on(&visit.cx, target).await.or_page(visit)?;
        Ok(Self {
            files: File::in_case(visit, page, target).await?,
            kind: page.t(&format!("moderated-{}", target.item.kind())),
            title: target.title.as_ref().map(ToString::to_string),
            pieces: passages::pieces(target.body.as_str(), &target.visibility),
            lang: target.language.tag().to_owned(),
            shown: shown(page, target),
            plan,
            address,
            author: author(page, target, history),
            signals: signals.iter().map(|hit| signal(page, hit)).collect(),
        })
    }
}

/// The plan's title, and the address of an item that everybody could read.
async fn place(visit: &Visit, item: Item, plan: PlanId) -> Result<(String, Option<String>), Failed> {
    let Some(plan) = plans::by_id(&visit.cx, plan).await.or_page(visit)? else {
        return Ok((String::new(), None));
    };
    let address = match item {
        Item::Comment(id) => Some(format!("/comments/{id}")),
        Item::Proposal(id) => proposals::by_id(&visit.cx, id)
            .await
            .or_page(visit)?
            .and_then(|proposal| Some(format!("/plans/{}/proposals/{}", plan.slug, proposal.number?))),
    };
    Ok((plan.title.to_string(), address))
}

fn shown(page: &Page, target: &Target) -> Option<String> {
    use domain::Visibility::{Held, Hidden, Locked, Masked, Removed, Returned, Shown};
    if target.gone {
        return Some(page.t("shown-gone"));
    }
    match &target.visibility {
        Shown => None,
        Masked { .. } if !target.visibility.masks_words() => None,
        Masked { .. } => Some(target.visibility.masked(target.body.as_str()).into_owned()),
        visibility @ Held { .. } => visibility
            .held_until()
            .map(|until| page.with("shown-held", "until", page.when(until).as_str())),
        Locked | Returned | Hidden | Removed => {
            Some(page.t(&format!("shown-{}", target.visibility.as_str())))
        }
    }
}

fn author(page: &Page, target: &Target, history: Option<AuthorHistory>) -> Vec<String> {
    if target.author.is_none() {
        return vec![page.t("author-without-account")];
    }
    let Some(AuthorHistory { standing, decided }) = history else {
        return Vec::new();
    };
    let mut known = vec![
        page.with("author-standing", "count", standing),
        page.with("author-restricted", "count", decided.restricted),
    ];
    if decided.reversed > 0 {
        known.push(page.with("author-reversed", "count", decided.reversed));
    }
    known
}

fn signal(page: &Page, hit: &Hit) -> String {
    page.with(
        &format!("signal-{}", hit.kind.as_str().replace('_', "-")),
        "count",
        hit.measure,
    )
}

/// An item with its text, if the visitor sees it.
pub(super) async fn target(visit: &Visit, item: Item) -> Result<Option<Target>, Failed> {
    Ok(match item {
        Item::Proposal(id) => {
            let found = proposals::by_id(&visit.cx, id).await.or_page(visit)?;
            found.as_ref().map(Target::from)
        }
        Item::Comment(id) => {
            let found = comments::by_id(&visit.cx, id).await.or_page(visit)?;
            found.as_ref().map(Target::from)
        }
    })
}
