//! Photos and PDFs on texts: how pages show them, how forms take them, and where they are served.

pub(crate) mod describe;

use std::{collections::HashMap, sync::Arc};

use app::{
    attachments::{self, Upload},
    moderation, rules,
};
use axum::{
    Form,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Code, Visibility,
    accounts::AgeBand,
    attachments::{Attachment, AttachmentId, AttachmentKind, Size, small},
    drafts::DraftId,
    moderation::{Item, Target},
    plans::PlanId,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;

use crate::{
    Site,
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page},
    uploads::Parts,
    visit::{Visit, inside},
};

/// A photo or a PDF as it is shown.
pub(crate) struct File {
    pub(crate) id: String,
    /// The address of the whole of it.
    pub(crate) whole: String,
    /// Of a photo: the address of the small size, and its sides.
    pub(crate) small: Option<(String, u32, u32)>,
    pub(crate) description: String,
    /// «PDF, 820 ko».
    pub(crate) meta: String,
    /// Whether the reader may take it away here.
    pub(crate) removable: bool,
    /// What a decision that hides it by itself says.
    pub(crate) hidden: Option<String>,
    /// Whether the reader sees nothing of it but that.
    pub(crate) kept: bool,
}

impl File {
    /// How this is shown.
    pub(crate) fn of(visit: &Visit, page: &Page, attachment: &Attachment) -> Self {
        let address = |size: Size| format!("/files/{}/{}", attachment.id, size.as_str());
        let (whole, smaller, kind) = match attachment.kind {
            AttachmentKind::Photo { width, height } => {
                let (width, height) = small(width, height);
                let smaller = (address(Size::Small), width, height);
                (Size::Large, Some(smaller), "file-photo")
            }
            AttachmentKind::Pdf => (Size::Whole, None, "file-pdf"),
        };
        Self {
            id: attachment.id.to_string(),
            whole: address(whole),
            small: smaller,
            description: attachment.description.to_string(),
            meta: page.with(kind, "kilobytes", attachment.bytes.div_ceil(1_000)),
            removable: attachment.owner.is_some() && attachment.owner == visit.cx.actor.account(),
            hidden: None,
            kept: false,
        }
    }

    /// The same, hidden by a decision under this rule: whom it is kept from sees nothing but that.
    fn hidden(self, page: &Page, kept: bool, rule: Option<&str>) -> Self {
        let what = if self.small.is_some() { "photo" } else { "pdf" };
        let mut said = page.t(&format!("file-hidden-{what}"));
        if let Some(rule) = rule {
            said = format!("{said} {}", page.with("file-hidden-rule", "title", rule));
        }
        if kept {
            return Self {
                whole: String::new(),
                small: None,
                description: String::new(),
                meta: String::new(),
                hidden: Some(said),
                kept,
                ..self
            };
        }
        Self {
            hidden: Some(format!("{said} {}", page.t("file-hidden-from-others"))),
            ..self
        }
    }

    /// What is on these items, which the reader sees, each with its plan and what it shows: a number of statements that does
    /// not depend on how many there are.
    pub(crate) async fn on(
        visit: &Visit,
        page: &Page,
        items: &[(Item, PlanId, &Visibility)],
    ) -> Result<HashMap<Item, Vec<Self>>, Failed> {
        let (cx, scope) = (&visit.cx, visit.cx.scope());
        let ids: Vec<_> = items.iter().map(|(item, ..)| *item).collect();
        let found = attachments::of_items(cx, &ids).await.or_page(visit)?;
        let of = |item: Item| items.iter().find(|(one, ..)| *one == item);
        let hiding: Vec<_> = found
            .iter()
            .filter(|(item, one)| of(*item).is_some_and(|(.., shows)| shows.hides(one.id)))
            .map(|(item, _)| *item)
            .collect();
        let rules = rules_on(visit, &hiding).await.or_page(visit)?;
        let mut files = HashMap::<_, Vec<_>>::new();
        for (item, attachment) in found {
            let mut file = Self::of(visit, page, &attachment);
            if let Some((_, plan, shows)) = of(item)
                && shows.hides(attachment.id)
            {
                let kept = attachment.is_kept_from(&scope, *plan, shows);
                let rule = rules.get(&item).filter(|(after, _)| after.hides(attachment.id));
                file = file.hidden(page, kept, rule.map(|(_, title)| title.as_str()));
            }
            files.entry(item).or_default().push(file);
        }
        Ok(files)
    }

    /// What is on the text of a case that the reader works on, what is hidden included.
    pub(crate) async fn in_case(visit: &Visit, page: &Page, target: &Target) -> Result<Vec<Self>, Failed> {
        let found = attachments::of_items(&visit.cx, &[target.item])
            .await
            .or_page(visit)?;
        let files = found.into_iter().map(|(_, attachment)| {
            let file = Self::of(visit, page, &attachment);
            if target.visibility.hides(attachment.id) {
                file.hidden(page, false, None)
            } else {
                file
            }
        });
        Ok(files.collect())
    }
}

/// What the last final decision about each of these items left of it, and the title of its rule.
async fn rules_on(visit: &Visit, items: &[Item]) -> app::Result<HashMap<Item, (Visibility, String)>> {
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let standing = moderation::standing_on(&visit.cx, items).await?;
    let applied: Vec<_> = standing
        .values()
        .filter_map(|decision| decision.rule.map(|one| (one.rule, one.version)))
        .collect();
    let versions = rules::versions_at(&visit.cx, &applied).await?;
    let titled = standing.into_iter().filter_map(|(item, decision)| {
        let applied = decision.rule?;
        let version = versions
            .iter()
            .find(|one| (one.rule, one.number) == (applied.rule, applied.version))?;
        let words = version.terms.wordings.for_reader(&visit.cx.language).0;
        Some((item, (decision.after, words.title.to_string())))
    });
    Ok(titled.collect())
}

/// The fields by which a form takes a file.
#[derive(Default)]
pub(crate) struct Attach {
    /// What is there already.
    pub(crate) files: Vec<File>,
    /// Whether what is there is on a draft, from which boxes take it.
    pub(crate) drafted: bool,
    /// Whether there is room for more.
    pub(crate) room: bool,
    /// The most megabytes.
    pub(crate) most: u64,
    /// Whether its sender says that nobody can be recognised.
    pub(crate) young: bool,
    pub(crate) description: String,
    /// What is wrong with the file, with its description, with who is on it.
    pub(crate) wrong: Option<String>,
    pub(crate) undescribed: Option<String>,
    pub(crate) people: Option<String>,
}

impl Attach {
    /// The fields, beside this many at most, with what was typed.
    pub(crate) fn of(
        visit: &Visit,
        page: &Page,
        (files, most): (&[Attachment], usize),
        parts: Option<&Parts>,
        problems: &Problems,
    ) -> Self {
        let said = |field: &str| problems.on(field).map(ToOwned::to_owned);
        let limits = &visit.cx.limits().files;
        Self {
            drafted: files
                .iter()
                .any(|one| matches!(one.on, Some(domain::attachments::On::Draft(_)))),
            room: files.len() < most,
            files: files.iter().map(|one| File::of(visit, page, one)).collect(),
            most: (limits.largest() >> 20) as u64,
            young: matches!(&visit.cx.actor, Actor::Person(person) if person.age == AgeBand::Under15),
            // What was taken in is described already.
            description: parts
                .filter(|_| problems.any())
                .map_or_else(String::new, |parts| parts.value("description").to_owned()),
            wrong: said("file").or_else(|| said("attachments")),
            undescribed: said("description"),
            people: said("nobody"),
        }
    }

    /// Whether the form shows the fields at once.
    pub(crate) fn open(&self) -> bool {
        !self.files.is_empty()
            || !self.description.is_empty()
            || self.wrong.is_some()
            || self.undescribed.is_some()
            || self.people.is_some()
    }
}

/// Whether a form sent a file, or said what is on one.
fn is_sent(parts: &Parts) -> bool {
    !parts.file.is_empty() || forms::typed(parts.value("description")).is_some()
}

/// Does with a draft what a form says of its files: takes away, then adds.
pub(crate) async fn change_draft(
    visit: &Visit,
    draft: DraftId,
    token: Option<&str>,
    parts: &Parts,
) -> app::Result<()> {
    let cx = &visit.cx;
    let removed = parts.fields.iter().filter(|(name, _)| name == "remove");
    for id in removed.filter_map(|(_, id)| id.parse::<AttachmentId>().ok()) {
        attachments::detach(cx, draft, token, id).await?;
    }
    if is_sent(parts) {
        let upload = Upload::parse(&cx.actor, parts.given(None), cx.limits())?;
        attachments::attach(cx, draft, token, upload).await?;
    }
    Ok(())
}

/// What a form sends with a comment: what was taken in before, or a file that is taken in now.
pub(crate) async fn for_comment(visit: &Visit, parts: &Parts, key: &str) -> app::Result<Vec<AttachmentId>> {
    let cx = &visit.cx;
    if is_sent(parts) {
        let upload = Upload::parse(
            &cx.actor,
            parts.given(forms::typed(key).map(ToOwned::to_owned)),
            cx.limits(),
        )?;
        return Ok(vec![attachments::upload(cx, upload).await?.id]);
    }
    Ok(parts.value("attachment").parse().into_iter().collect())
}

/// Whether to take a photo or a PDF away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Removing {
    back: String,
}

/// Takes one's photo or PDF away, for good.
pub(crate) async fn remove(visit: Visit, Path(id): Path<String>, Form(sent): Form<Removing>) -> Answer {
    let id = forms::id(&visit, &id, Code::AttachmentNotFound)?;
    attachments::remove(&visit.cx, id).await.or_page(&visit)?;
    let back = inside(&sent.back).split(['?', '#']).next().unwrap_or("/");
    Ok(Redirect::to(&format!("{back}?done=attachment-removed")).into_response())
}

/// Answers an attachment in a size, to those to whom the text that it is on is shown.
pub(crate) async fn serve(
    visit: Visit,
    State(_): State<Arc<Site>>,
    Path((id, size)): Path<(String, String)>,
    asked: HeaderMap,
) -> Answer {
    let missing = || Failed::not_found(&visit, Code::AttachmentNotFound);
    let id: AttachmentId = forms::id(&visit, &id, Code::AttachmentNotFound)?;
    let size = Size::parse(&size).ok_or_else(missing)?;
    let viewed = attachments::open(&visit.cx, id, size, visit.begun.as_deref())
        .await
        .or_page(&visit)?
        .ok_or_else(missing)?;
    // What is under a name never changes; whether it is shown may, so it is asked again each time.
    let tag = format!("\"{id}-{}\"", size.as_str());
    let known = asked.get_all(header::IF_NONE_MATCH).iter().any(|tags| {
        tags.to_str().is_ok_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        })
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let opened = viewed
            .read(&visit.cx)
            .await
            .or_page(&visit)?
            .ok_or_else(missing)?;
        Response::new(Body::from(opened.bytes))
    };
    let (kind, disposition) = match viewed.attachment.kind {
        AttachmentKind::Photo { .. } => ("image/jpeg", format!("inline; filename=\"{id}.jpg\"")),
        AttachmentKind::Pdf => ("application/pdf", format!("attachment; filename=\"{id}.pdf\"")),
    };
    let head = response.headers_mut();
    if !known {
        head.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    for (name, value) in [(header::CONTENT_DISPOSITION, &disposition), (header::ETAG, &tag)] {
        // An id and words of ours: all of it is ASCII.
        if let Ok(value) = HeaderValue::from_str(value) {
            head.insert(name, value);
        }
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "cookie"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ] {
        head.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
