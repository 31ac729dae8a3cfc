//! Who is behind a pseudonym, for staff of the whole site: when the law asks. Each look is kept with its reason, and shown to the
//! person.

use app::{
    Error,
    accounts::{self, Identity, LookUpIdentity},
    comments, proposals,
};
use askama::Template;
use domain::{
    Code,
    accounts::{AccountId, LOOKUP_REASON, Role},
    proposals::Author,
    refusal::{Fault, Fields},
    text::{Slug, Title},
};
use http::StatusCode;

use super::{Part, form::Typed};
use crate::{
    error::{Or, Problems},
    forms::{typed as written, unknown},
    page::{Answer, Page, show},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "staff/identities.html")]
struct Show {
    page: Page,
    parts: Vec<Part>,
    about: String,
    reason: String,
    /// The name that is shown, the account's id, and the confirmed address, once it was looked up.
    found: Option<(String, String, Option<String>)>,
    problems: Problems,
}

/// Whether the visitor may look identities up: staff of the whole site, and admins.
pub(super) fn looks(visit: &Visit) -> bool {
    let actor = &visit.cx.actor;
    visit.is_signed_in() && (actor.has_everywhere(Role::Staff) || actor.has_everywhere(Role::Admin))
}

async fn answer(visit: &Visit, typed: &Typed, looked: Option<app::Result<Identity>>) -> Answer {
    let page = visit.page().await;
    let (status, found, problems) = match looked {
        None => (StatusCode::OK, None, Problems::default()),
        Some(Ok(identity)) => {
            let email = identity.email.map(|email| email.canonical().to_owned());
            let account = identity.account;
            let found = (account.display_name.to_string(), account.id.to_string(), email);
            (StatusCode::OK, Some(found), Problems::default())
        }
        Some(Err(error)) => {
            let (status, problems) = Problems::of(visit, error)?;
            (status, None, problems)
        }
    };
    let names = [("about", "identity-about"), ("reason", "notifier-reason")];
    let shown = Show {
        parts: super::parts(visit, &page, "/staff/identities"),
        about: typed.get("about").to_owned(),
        reason: typed.get("reason").to_owned(),
        found,
        problems: problems
            .reworded(|problem| {
                let about = problem.field.as_deref() == Some("about");
                (about && problem.code == Code::FieldUnknown).then(|| page.t("identity-nobody"))
            })
            .called(&page, &names),
        page,
    };
    Ok(show(status, &shown))
}

/// Asks whose identity is needed, and why.
pub(crate) async fn ask(visit: Visit) -> Answer {
    super::must(&visit, looks(&visit))?;
    answer(&visit, &Typed::default(), None).await
}

/// Says which address is behind a contribution or an account.
pub(crate) async fn look(visit: Visit, body: String) -> Answer {
    super::must(&visit, looks(&visit))?;
    let typed = Typed::read(&body);
    let author = author(&visit, typed.get("about")).await.or_page(&visit)?;
    let looked = match command(author, &typed) {
        Ok(command) => match accounts::look_up(&visit.cx, command).await {
            Err(Error::NotFound(Code::AccountNotFound)) => Err(unknown("about").into()),
            looked => looked,
        },
        Err(error) => Err(error),
    };
    answer(&visit, &typed, Some(looked)).await
}

fn command(author: Option<AccountId>, typed: &Typed) -> app::Result<LookUpIdentity> {
    let mut wrong = Fields::default();
    let missing = match written(typed.get("about")) {
        None => Code::FieldRequired,
        Some(_) => Code::FieldUnknown,
    };
    let author = wrong.take("about", author.ok_or_else(|| Fault::new(missing)));
    let Some(author) = author else {
        // The reason is read all the same: all that is wrong is said at once.
        wrong.take("reason", Title::parse(typed.get("reason"), LOOKUP_REASON));
        return Ok(wrong.finish(None)?);
    };
    Ok(LookUpIdentity::parse(author, typed.get("reason"))?)
}

/// The account that wrote what this names: the address of a proposal or of a comment, or the id of any of them.
async fn author(visit: &Visit, about: &str) -> app::Result<Option<AccountId>> {
    let cx = &visit.cx;
    let (path, fragment) = about.trim().split_once('#').unwrap_or((about.trim(), ""));
    // The address of a comment on the page of its proposal, or of a thread: the comment is meant, not what it stands under.
    if let Ok(comment) = fragment.parse() {
        let found = comments::by_ids(cx, &[comment]).await?.pop();
        return Ok(found.and_then(|one| one.author.account()));
    }
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_end_matches('/').rsplit('/').take(4).collect();
    let proposal = match parts.as_slice() {
        [number, "proposals", slug, "plans"] => {
            let plan = match Slug::parse(slug) {
                Ok(slug) => app::plans::by_slug(cx, &slug).await?,
                Err(_malformed) => None,
            };
            match (plan, number.parse()) {
                (Some(plan), Ok(number)) => proposals::by_number(cx, plan.id, number).await?,
                _ => None,
            }
        }
        [id, ..] => match id.parse() {
            Ok(id) => proposals::by_id(cx, id).await?,
            Err(_no_proposal) => None,
        },
        [] => None,
    };
    let last = parts.first().copied().unwrap_or_default();
    let author = match (proposal, last.parse(), last.parse()) {
        (Some(proposal), _, _) => Some(proposal.author),
        (None, Ok(comment), _) => comments::by_ids(cx, &[comment])
            .await?
            .pop()
            .map(|one| one.author),
        (None, _, Ok(account)) => return Ok(Some(account)),
        (None, Err(_), Err(_)) => None,
    };
    Ok(match author {
        Some(Author::Account(id)) => Some(id),
        Some(Author::Attribution(_)) | None => None,
    })
}
