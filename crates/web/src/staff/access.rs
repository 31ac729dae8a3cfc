//! Whom the town trusts, for admins: roles given and ended.

use app::{
    accounts::{self, GrantFilter, GrantRole, Whom},
    plans,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    accounts::{AccountId, GrantId, Granted, Role},
    refusal::{Fault, Fields as Wrong},
};
use http::StatusCode;

use super::{
    Part,
    form::{Field, Fields, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{evening, typed as written},
    page::{Answer, Page, show},
    plans::among,
    visit::Visit,
};

/// How many roles a page shows.
const PER_PAGE: u32 = 100;

/// Whether the visitor administers the site.
pub(super) fn administers(visit: &Visit) -> bool {
    visit.is_signed_in() && visit.cx.actor.must_administer().is_ok()
}

pub(super) fn must_administer(visit: &Visit) -> Result<(), Failed> {
    super::must(visit, administers(visit))
}

/// A role that somebody has.
struct Row {
    id: String,
    who: String,
    role: String,
    scope: String,
    since: String,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/access.html")]
struct Access {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Row>,
    next: Option<String>,
    fields: Vec<Field>,
    problems: Problems,
}

/// Answers who has which role, and asks to whom another is given.
pub(crate) async fn roles(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    must_administer(&visit)?;
    let wanted = Typed::read(&query.unwrap_or_default()).only("after");
    access(&visit, StatusCode::OK, &wanted, Problems::default()).await
}

async fn access(visit: &Visit, status: StatusCode, typed: &Typed, problems: Problems) -> Answer {
    let cx = &visit.cx;
    let page = visit.page().await;
    let request = PageRequest {
        cursor: written(typed.get("after")).map(ToOwned::to_owned),
        ..PageRequest::first(PER_PAGE)
    };
    let found = accounts::grants(cx, &GrantFilter::default(), &request)
        .await
        .or_page(visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/staff/access?after={cursor}")
    });
    let found = found.into_items();
    let people: Vec<AccountId> = found.iter().map(|granted| granted.account).collect();
    let people = accounts::by_ids(cx, &people).await.or_page(visit)?;
    let programs = accounts::programs(cx).await.or_page(visit)?;
    let all = plans::list(cx, &plans::Filter::default(), &PageRequest::first(PER_PAGE))
        .await
        .or_page(visit)?
        .into_items();
    let row = |granted: &Granted| {
        let plan = all.iter().find(|plan| Some(plan.id) == granted.grant.plan);
        Row {
            id: granted.id.to_string(),
            who: match (
                programs.iter().find(|one| one.account == granted.account),
                people.iter().find(|one| one.id == granted.account),
            ) {
                (Some(program), _) => page.with("role-program", "name", program.name.as_str()),
                (None, Some(person)) => person.display_name.to_string(),
                (None, None) => page.t("author-erased"),
            },
            role: page.t(&format!("role-{}", granted.grant.role.as_str())),
            scope: plan.map_or_else(|| page.t("role-everywhere"), |plan| plan.title.to_string()),
            since: page.day(granted.given_at),
            until: granted.until.map(|until| page.day(until)),
        }
    };
    let rows = found.iter().map(row).collect();
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let mut scopes = vec![(String::new(), page.t("role-everywhere"))];
    scopes.extend(
        all.iter()
            .map(|plan| (plan.id.to_string(), plan.title.to_string())),
    );
    let fields = Fields::new(&page, typed, &problems)
        .add("email", "role-email", Kind::Line)
        .words("role", "role-which", Kind::Select, "role", &roles)
        .choose("plan", "role-scope", Kind::Select, scopes)
        .may("until", "role-until", Kind::Day)
        .group("")
        .fields;
    Ok(show(
        status,
        &Access {
            parts: super::parts(visit, &page, "/staff/access"),
            rows,
            next,
            fields,
            problems,
            page,
        },
    ))
}

/// Gives a role.
pub(crate) async fn give(visit: Visit, body: String) -> Answer {
    must_administer(&visit)?;
    let typed = Typed::read(&body);
    match given(&visit, &typed).await {
        Ok(_) => Ok(Redirect::to("/staff/access?done=role-given").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let page = visit.page().await;
            let names = [
                ("email", "role-email"),
                ("role", "role-which"),
                ("until", "role-until"),
            ];
            let problems = nobody_there(&page, problems).called(&page, &names);
            access(&visit, status, &typed, problems).await
        }
    }
}

/// The same problems, with words of its own for an address at which nobody has an account.
pub(super) fn nobody_there(page: &Page, problems: Problems) -> Problems {
    problems.reworded(|problem| {
        let nobody = problem.code == Code::FieldUnknown && problem.field.as_deref() == Some("email");
        nobody.then(|| page.t("role-email-unknown"))
    })
}

async fn given(visit: &Visit, typed: &Typed) -> app::Result<Granted> {
    let mut wrong = Wrong::default();
    let role = wrong.take(
        "role",
        Role::parse(typed.get("role")).ok_or_else(|| Fault::new(Code::FieldRequired)),
    );
    let until = written(typed.get("until")).and_then(|day| wrong.take("until", evening(day)));
    let whom = wrong.take_all(Whom::parse(None, Some(typed.get("email"))));
    let (role, whom) = wrong.finish(role.zip(whom))?;
    let command = GrantRole::parse(&visit.cx, whom, role, among(typed.get("plan")), until)?;
    accounts::grant_role(&visit.cx, command).await
}

/// Ends a role.
pub(crate) async fn end(visit: Visit, Path(id): Path<String>) -> Answer {
    must_administer(&visit)?;
    let id: GrantId = crate::forms::id(&visit, &id, Code::AccountGrantNotFound)?;
    match accounts::end_grant(&visit.cx, id).await {
        Ok(_) => Ok(Redirect::to("/staff/access?done=role-ended").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            access(&visit, status, &Typed::default(), problems).await
        }
    }
}
