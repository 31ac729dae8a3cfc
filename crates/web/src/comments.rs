//! What is said about a proposal: two levels at a time.

use std::collections::HashMap;

use app::{
    comments::{self, CommentInput, Order, PostComment, Under},
    markdown::{self, SafeHtml},
    plans, proposals,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Page as Slice, PageRequest, Visibility,
    comments::{Comment, CommentId, CommentState, Mark, Placed, Position},
    moderation::Item,
    plans::Plan,
    proposals::Proposal,
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    attachments::{Attach, File, for_comment},
    authors::Names,
    error::{Failed, Or, Problems},
    forms::{self, typed},
    page::{Answer, Page, ok, show as write},
    plans::by_slug,
    proposals::by_number,
    uploads::{Sent, both},
    visit::Visit,
};

pub(crate) mod own;

/// How many answers a comment shows before «n more».
const ANSWERS: u32 = 3;
/// How many comments a page of one side shows.
const PER_PAGE: u32 = 20;

/// A comment as it is shown.
pub(crate) struct Talk1 {
    pub(crate) id: String,
    pub(crate) meta: String,
    pub(crate) lang: String,
    /// The text, or nothing where a tombstone stands.
    pub(crate) text: Option<SafeHtml>,
    pub(crate) tombstone: String,
    pub(crate) useful: String,
    /// Whether the reader marked it useful.
    pub(crate) marked: bool,
    pub(crate) can_mark: bool,
    pub(crate) can_answer: bool,
    pub(crate) can_edit: bool,
    pub(crate) can_delete: bool,
    /// Whether the reader may open a case about it.
    pub(crate) moderates: bool,
    pub(crate) files: Vec<File>,
    pub(crate) answers: Vec<Talk1>,
    /// «12 réponses de plus», where there are.
    pub(crate) more: Option<String>,
}

/// What is said on one side.
pub(crate) struct Talk {
    /// The class and the name in addresses: «for», «against», «other».
    pub(crate) side: &'static str,
    pub(crate) title: String,
    pub(crate) comments: Vec<Talk1>,
    pub(crate) empty: String,
    /// The address of all of them, where not all are shown.
    pub(crate) all: Option<String>,
}

/// Reads comments with what they are shown with.
pub(crate) struct Thread;

/// The sides of a proposal, in the order they are shown.
const SIDES: [(&str, Option<Position>); 4] = [
    ("for", Some(Position::For)),
    ("against", Some(Position::Against)),
    ("neither", Some(Position::Neither)),
    ("question", Some(Position::Question)),
];

impl Thread {
    /// The sides of a proposal, the most useful comments first, each with its first answers.
    pub(crate) async fn sides(
        visit: &Visit,
        page: &Page,
        plan: &Plan,
        proposal: &Proposal,
        size: u32,
    ) -> Result<Vec<Talk>, Failed> {
        let under: Vec<_> = SIDES
            .iter()
            .map(|(_, position)| Under::Proposal(proposal.id, *position))
            .collect();
        let request = PageRequest::first(size);
        let mut lists = comments::lists(&visit.cx, &under, Order::MostUseful, &request)
            .await
            .or_page(visit)?;
        // What says no position, as comments taken over do, is listed when nothing else is.
        let plain = Under::Proposal(proposal.id, None);
        let nothing = lists.values().all(|list| list.items.is_empty());
        let unstated = if nothing {
            let mut all = comments::lists(&visit.cx, &[plain], Order::MostUseful, &request)
                .await
                .or_page(visit)?;
            all.remove(&plain)
        } else {
            None
        };
        let sides = SIDES
            .iter()
            .zip(under)
            .map(|((side, _), under)| (*side, lists.remove(&under).unwrap_or_default()));
        let sides: Vec<(&'static str, Slice<Comment>)> =
            sides.chain(unstated.map(|list| ("all", list))).collect();
        let all: Vec<Comment> = sides
            .iter()
            .flat_map(|(_, list)| list.items.iter().map(|(_, comment)| comment.clone()))
            .collect();
        let mut talks = Self::with_answers(visit, page, plan, proposal, all).await?;
        let address = format!(
            "/plans/{}/proposals/{}",
            plan.slug,
            proposal.number.unwrap_or_default()
        );
        Ok(sides
            .into_iter()
            .filter(|(side, list)| matches!(*side, "for" | "against") && !nothing || !list.items.is_empty())
            .map(|(side, list)| Talk {
                side,
                title: page.t(&format!("side-{side}")),
                comments: list
                    .items
                    .iter()
                    .filter_map(|(_, comment)| talks.remove(&comment.id))
                    .collect(),
                empty: page.t(&format!("side-{side}-empty")),
                all: list.has_next.then(|| format!("{address}/comments?side={side}")),
            })
            .collect())
    }

    /// These comments with the first answers to each, by id: seven statements however many.
    async fn with_answers(
        visit: &Visit,
        page: &Page,
        plan: &Plan,
        proposal: &Proposal,
        all: Vec<Comment>,
    ) -> Result<HashMap<CommentId, Talk1>, Failed> {
        let cx = &visit.cx;
        let under: Vec<_> = all
            .iter()
            .filter(|comment| comment.answer_count > 0)
            .map(|comment| Under::Comment(comment.id))
            .collect();
        let mut answers = if under.is_empty() {
            HashMap::new()
        } else {
            comments::lists(cx, &under, Order::Oldest, &PageRequest::first(ANSWERS))
                .await
                .or_page(visit)?
        };
        let below = answers.values().flat_map(|list| &list.items);
        let (shows, authors): (Vec<_>, Vec<_>) = all
            .iter()
            .chain(below.map(|(_, comment)| comment))
            .map(|comment| ((comment.id, comment.visibility.clone()), comment.author))
            .unzip();
        let ids: Vec<_> = shows.iter().map(|(id, _)| *id).collect();
        let names = Names::of(visit, page, authors).await.or_page(visit)?;
        let marks: HashMap<_, _> = comments::marks_among(cx, &ids)
            .await
            .or_page(visit)?
            .into_iter()
            .collect();
        let items: Vec<_> = shows
            .iter()
            .map(|(id, shows)| (Item::Comment(*id), plan.id, shows))
            .collect();
        let mut files = File::on(visit, page, &items).await?;
        let mut shown = |comment: Comment, answers: Vec<Talk1>, told: i32| {
            let files = files.remove(&Item::Comment(comment.id)).unwrap_or_default();
            Self::shown(
                visit,
                page,
                (plan, proposal),
                comment,
                (answers, told, files),
                (&names, &marks),
            )
        };
        Ok(all
            .into_iter()
            .map(|comment| {
                let list = answers.remove(&Under::Comment(comment.id)).unwrap_or_default();
                let told = i32::try_from(list.items.len()).unwrap_or(i32::MAX);
                let below = list
                    .into_items()
                    .into_iter()
                    .map(|answer| shown(answer, Vec::new(), 0))
                    .collect();
                (comment.id, shown(comment, below, told))
            })
            .collect())
    }

    fn shown(
        visit: &Visit,
        page: &Page,
        (plan, proposal): (&Plan, &Proposal),
        comment: Comment,
        (answers, told, files): (Vec<Talk1>, i32, Vec<File>),
        (names, marks): (&Names, &HashMap<CommentId, Mark>),
    ) -> Talk1 {
        let readable =
            comment.visibility.is_legible() && !matches!(comment.text, CommentState::Deleted { .. });
        let placed = Placed {
            plan: plan.clone(),
            proposal: proposal.clone(),
            comment,
        };
        // Nothing here decides about it: who recorded it makes no difference.
        let can = comments::viewer_can(&visit.cx, &placed, false);
        let comment = placed.comment;
        // A visitor is shown what they can do once they have signed in.
        let invited = !visit.is_signed_in()
            && readable
            && comment.visibility.takes_answers()
            && plan.opening(domain::plans::Verb::Comment, visit.cx.now()).now;
        let left = comment.below_count.max(comment.answer_count) - told;
        let day = page.day(comment.created_at);
        Talk1 {
            meta: if readable {
                let name = names.name(page, comment.author);
                page.with2("by-on", "name", name.as_str(), "day", day.as_str())
            } else {
                day
            },
            lang: comment.language.tag().to_owned(),
            text: readable.then(|| markdown::to_html(&comment.visibility.masked(comment.body.as_str()))),
            tombstone: tombstone(page, &comment),
            useful: page.with("count-useful", "count", comment.useful),
            marked: marks.get(&comment.id) == Some(&Mark::Useful),
            can_mark: can.react || invited,
            can_answer: can.answer || invited,
            can_edit: can.edit,
            can_delete: can.delete,
            moderates: can.open_case && readable,
            more: (left > 0).then(|| page.with("more-answers", "count", left)),
            id: comment.id.to_string(),
            files: if readable { files } else { Vec::new() },
            answers,
        }
    }
}

/// Whether the text may be read.
pub(crate) fn is_readable(comment: &Comment) -> bool {
    comment.visibility.is_legible() && !matches!(comment.text, CommentState::Deleted { .. })
}

fn tombstone(page: &Page, comment: &Comment) -> String {
    let id = match (&comment.text, &comment.visibility) {
        (CommentState::Deleted { .. }, _) => "comment-deleted",
        (_, Visibility::Held { .. }) => "comment-held",
        (_, Visibility::Hidden) => "comment-hidden",
        (_, Visibility::Removed) => "comment-removed",
        (_, Visibility::Returned) => "comment-returned",
        (CommentState::PendingReview { .. }, _) => "comment-pending",
        (_, Visibility::Shown | Visibility::Locked | Visibility::Masked { .. }) => return String::new(),
    };
    page.t(id)
}

/// Which comments of a proposal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    side: String,
    order: String,
    after: String,
}

#[derive(Template)]
#[template(path = "comments/list.html")]
struct List {
    page: Page,
    slug: String,
    number: i32,
    title: String,
    talk: Talk,
    order: String,
    orders: Vec<(String, String, bool)>,
    side: String,
    next: Option<String>,
}

/// Answers one side of what is said about a proposal.
pub(crate) async fn list(
    visit: Visit,
    Path((slug, number)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    let page = visit.page().await;
    let found = SIDES.iter().find(|(side, _)| *side == wanted.side);
    let (side, position) = found.copied().unwrap_or(("all", None));
    let orders = [
        ("useful", Order::MostUseful),
        ("newest", Order::Newest),
        ("oldest", Order::Oldest),
        ("discussed", Order::MostDiscussed),
    ];
    let (word, order) = orders
        .into_iter()
        .find(|(word, _)| *word == wanted.order)
        .unwrap_or(("useful", Order::MostUseful));
    let under = Under::Proposal(proposal.id, position);
    let request = PageRequest {
        cursor: Some(wanted.after).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let mut lists = comments::lists(&visit.cx, &[under], order, &request)
        .await
        .or_page(&visit)?;
    let list = lists.remove(&under).unwrap_or_default();
    let address = format!("/plans/{}/proposals/{number}/comments", plan.slug);
    let next = list.items.last().filter(|_| list.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("{address}?side={side}&order={word}&after={cursor}")
    });
    let found = list.into_items();
    let ids: Vec<_> = found.iter().map(|comment| comment.id).collect();
    let mut talks = Thread::with_answers(&visit, &page, &plan, &proposal, found).await?;
    ok(&List {
        slug: plan.slug.to_string(),
        number: proposal.number.unwrap_or_default(),
        title: proposal.title.to_string(),
        talk: Talk {
            side,
            title: page.t(&format!("side-{side}")),
            comments: ids.iter().filter_map(|id| talks.remove(id)).collect(),
            empty: page.t(&format!("side-{side}-empty")),
            all: None,
        },
        orders: orders
            .iter()
            .map(|(one, _)| {
                (
                    (*one).to_owned(),
                    page.t(&format!("comments-{one}")),
                    *one == word,
                )
            })
            .collect(),
        order: word.to_owned(),
        side: side.to_owned(),
        next,
        page,
    })
}

#[derive(Template)]
#[template(path = "comments/show.html")]
struct Show {
    page: Page,
    slug: String,
    number: i32,
    title: String,
    above: Option<String>,
    comment: Talk1,
    answers: Vec<Talk1>,
    next: Option<String>,
    form: bool,
    id: String,
    body: String,
    key: String,
    attach: Attach,
    problems: Problems,
    confirm: bool,
}

/// A comment with its plan and proposal, if the reader sees all three.
async fn placed(visit: &Visit, id: &str) -> Result<Placed, Failed> {
    let missing = || Failed::not_found(visit, Code::CommentNotFound);
    let id = forms::id(visit, id, Code::CommentNotFound)?;
    let comment = comments::by_id(&visit.cx, id)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    let proposal = proposals::by_id(&visit.cx, comment.proposal)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    let plan = plans::by_id(&visit.cx, comment.plan)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    Ok(Placed {
        plan,
        proposal,
        comment,
    })
}

/// Answers a comment with two levels below it, and the form to answer it.
pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let placed = placed(&visit, &id).await?;
    let empty = (String::new(), Problems::default(), Attach::default());
    ok(&thread(&visit, placed, wanted.after, empty).await?)
}

async fn thread(
    visit: &Visit,
    placed: Placed,
    after: String,
    (body, problems, attach): (String, Problems, Attach),
) -> Result<Show, Failed> {
    let page = visit.page().await;
    let Placed {
        plan,
        proposal,
        comment,
    } = placed;
    let under = Under::Comment(comment.id);
    let request = PageRequest {
        cursor: Some(after).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let mut lists = comments::lists(&visit.cx, &[under], Order::Oldest, &request)
        .await
        .or_page(visit)?;
    let list = lists.remove(&under).unwrap_or_default();
    let id = comment.id.to_string();
    let next = list.items.last().filter(|_| list.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/comments/{id}?after={cursor}")
    });
    let found = list.into_items();
    let ids: Vec<_> = found.iter().map(|comment| comment.id).collect();
    let above = comment.parent.map(|parent| format!("/comments/{parent}"));
    let mut own = Thread::with_answers(visit, &page, &plan, &proposal, vec![comment.clone()]).await?;
    let mut talks = Thread::with_answers(visit, &page, &plan, &proposal, found).await?;
    let mut shown = own
        .remove(&comment.id)
        .ok_or_else(|| Failed::not_found(visit, Code::CommentNotFound))?;
    shown.answers = Vec::new();
    shown.more = None;
    Ok(Show {
        slug: plan.slug.to_string(),
        number: proposal.number.unwrap_or_default(),
        title: proposal.title.to_string(),
        above,
        form: shown.can_answer,
        comment: shown,
        answers: ids.iter().filter_map(|id| talks.remove(id)).collect(),
        next,
        key: forms::fresh_key(visit),
        attach: if problems.any() {
            attach
        } else {
            blank(visit, &page)
        },
        confirm: problems.has(Code::TextPersonalData),
        id,
        body,
        problems,
        page,
    })
}

/// A comment as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    body: String,
    position: String,
    parent: String,
    key: String,
    confirm: String,
}

#[derive(Template)]
#[template(path = "comments/form.html")]
struct Again {
    page: Page,
    slug: String,
    number: i32,
    title: String,
    body: String,
    position: String,
    key: String,
    attach: Attach,
    problems: Problems,
    confirm: bool,
}

/// The fields of a comment that has no file yet.
pub(crate) fn blank(visit: &Visit, page: &Page) -> Attach {
    let most = visit.cx.limits().files.per_comment;
    Attach::of(visit, page, (&[], most), None, &Problems::default())
}

/// Posts a comment, or an answer to one.
pub(crate) async fn post(
    visit: Visit,
    Path((slug, number)): Path<(String, String)>,
    Sent { typed: sent, parts }: Sent<Typed>,
) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    let parent = match typed(&sent.parent) {
        Some(parent) => Some(forms::id(&visit, parent, Code::CommentNotFound)?),
        None => None,
    };
    let address = format!("/plans/{}/proposals/{number}", plan.slug);
    let attached = for_comment(&visit, &parts, &sent.key).await;
    let taken = attached.as_ref().map_or_else(|_refused| Vec::new(), Clone::clone);
    let input = CommentInput {
        parent,
        position: Position::parse(&sent.position),
        body: sent.body.clone(),
        language: visit.cx.language.tag().to_owned(),
        confirm_personal_data: sent.confirm == "yes",
        attachments: taken.clone(),
        idempotency_key: typed(&sent.key).map(ToOwned::to_owned),
    };
    let command = PostComment::parse(proposal.id, &input, visit.cx.limits()).map_err(app::Error::from);
    let posted = match both(command, attached) {
        Ok((command, _)) => comments::post(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match posted {
        Ok(comment) => {
            let done = match comment.text {
                CommentState::PendingReview { .. } => "comment-waits",
                CommentState::Published { .. } | CommentState::Deleted { .. } => "commented",
            };
            let address = match comment.parent {
                Some(parent) => format!("/comments/{parent}?done={done}#{}", comment.id),
                None => format!("{address}?done={done}#{}", comment.id),
            };
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let page = visit.page().await;
            // A file that was taken in waits for the words.
            let kept = app::attachments::own_loose(&visit.cx, &taken)
                .await
                .or_page(&visit)?;
            let most = visit.cx.limits().files.per_comment;
            let attach = Attach::of(&visit, &page, (&kept, most), Some(&parts), &problems);
            again(&visit, (plan, proposal), sent, (status, problems, attach)).await
        }
    }
}

/// The form with what was typed and what is wrong.
async fn again(
    visit: &Visit,
    (plan, proposal): (Plan, Proposal),
    sent: Typed,
    (status, problems, attach): (StatusCode, Problems, Attach),
) -> Answer {
    if typed(&sent.parent).is_some() {
        let placed = placed(visit, &sent.parent).await?;
        let thread = thread(visit, placed, String::new(), (sent.body, problems, attach)).await?;
        return Ok(write(status, &thread));
    }
    let page = visit.page().await;
    let again = Again {
        slug: plan.slug.to_string(),
        number: proposal.number.unwrap_or_default(),
        title: proposal.title.to_string(),
        body: sent.body,
        position: sent.position,
        key: sent.key,
        attach,
        confirm: problems.has(Code::TextPersonalData),
        problems,
        page,
    };
    Ok(write(status, &again))
}

/// Whether a comment is useful.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Marking {
    mark: String,
    back: String,
}

/// Marks a comment «utile», or takes the mark back.
pub(crate) async fn mark(visit: Visit, Path(id): Path<String>, Form(marking): Form<Marking>) -> Answer {
    let comment: CommentId = forms::id(&visit, &id, Code::CommentNotFound)?;
    if marking.mark == "none" {
        comments::unreact(&visit.cx, comment).await.or_page(&visit)?;
    } else {
        comments::react(&visit.cx, comment, Mark::Useful)
            .await
            .or_page(&visit)?;
    }
    let back = crate::visit::inside(&marking.back);
    Ok(Redirect::to(&format!("{back}#{comment}")).into_response())
}
