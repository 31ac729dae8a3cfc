//! Whom the town trusts, for admins: roles given and ended, programs and their tokens.

use app::{
    accounts::{self, CreateServiceAccount, GrantFilter, GrantRole, Whom},
    plans,
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code, PageRequest,
    accounts::{AccountId, ApiScope, GrantId, Granted, Role},
    refusal::{Fault, Fields as Wrong},
};
use http::StatusCode;
use secrecy::ExposeSecret;

use super::{
    Part,
    form::{Field, Fields, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{evening, fresh_key, typed as written},
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

fn must_administer(visit: &Visit) -> Result<(), Failed> {
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
    fields: Vec<Field>,
    problems: Problems,
}

/// Answers who has which role, and asks to whom another is given.
pub(crate) async fn roles(visit: Visit) -> Answer {
    must_administer(&visit)?;
    access(&visit, StatusCode::OK, &Typed::default(), Problems::default()).await
}

async fn access(visit: &Visit, status: StatusCode, typed: &Typed, problems: Problems) -> Answer {
    let cx = &visit.cx;
    let page = visit.page().await;
    let found = accounts::grants(cx, &GrantFilter::default(), &PageRequest::first(PER_PAGE))
        .await
        .or_page(visit)?
        .into_items();
    let people: Vec<AccountId> = found.iter().map(|granted| granted.account).collect();
    let people = accounts::by_ids(cx, &people).await.or_page(visit)?;
    let all = plans::list(cx, &plans::Filter::default(), &PageRequest::first(PER_PAGE))
        .await
        .or_page(visit)?
        .into_items();
    let row = |granted: &Granted| {
        let plan = all.iter().find(|plan| Some(plan.id) == granted.grant.plan);
        Row {
            id: granted.id.to_string(),
            who: people
                .iter()
                .find(|person| person.id == granted.account)
                .map_or_else(
                    || page.t("role-program"),
                    |person| person.display_name.to_string(),
                ),
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
            let problems = problems
                .reworded(|problem| {
                    let nobody =
                        problem.code == Code::FieldUnknown && problem.field.as_deref() == Some("email");
                    nobody.then(|| page.t("role-email-unknown"))
                })
                .called(
                    &page,
                    &[
                        ("email", "role-email"),
                        ("role", "role-which"),
                        ("until", "role-until"),
                    ],
                );
            access(&visit, status, &typed, problems).await
        }
    }
}

async fn given(visit: &Visit, typed: &Typed) -> app::Result<Granted> {
    let mut wrong = Wrong::default();
    let role = wrong.take(
        "role",
        Role::parse(typed.get("role")).ok_or_else(|| Fault::new(Code::FieldRequired)),
    );
    let until = written(typed.get("until")).and_then(|day| wrong.take("until", evening(day)));
    let role = wrong.finish(role)?;
    let whom = Whom::parse(None, Some(typed.get("email")))?;
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

/// A program of the town.
struct Program {
    id: String,
    name: String,
    scopes: String,
    since: String,
    stopped: Option<String>,
}

/// A scope to choose.
struct Scope {
    word: &'static str,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "staff/programs.html")]
struct Programs {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Program>,
    name: Vec<Field>,
    scopes: Vec<Scope>,
    scopes_problem: Option<String>,
    key: String,
    /// The token of the program that has just been made: shown once.
    token: Option<String>,
    problems: Problems,
}

/// Answers the programs of the town.
pub(crate) async fn programs(visit: Visit) -> Answer {
    must_administer(&visit)?;
    listed(
        &visit,
        StatusCode::OK,
        &Typed::default(),
        None,
        Problems::default(),
    )
    .await
}

async fn listed(
    visit: &Visit,
    status: StatusCode,
    typed: &Typed,
    token: Option<String>,
    problems: Problems,
) -> Result<Response, Failed> {
    let page = visit.page().await;
    let found = accounts::programs(&visit.cx).await.or_page(visit)?;
    let scope = |scope: &ApiScope| page.t(&format!("scope-{}", scope.as_str()));
    let rows = found
        .iter()
        .map(|program| Program {
            id: program.account.to_string(),
            name: program.name.to_string(),
            scopes: program.scopes.iter().map(scope).collect::<Vec<_>>().join(", "),
            since: page.day(program.created_at),
            stopped: program.revoked_at.map(|at| page.day(at)),
        })
        .collect();
    let name = Fields::new(&page, typed, &problems)
        .add("name", "program-name", Kind::Line)
        .group("")
        .fields;
    let scopes = ApiScope::ALL
        .iter()
        .map(|one| Scope {
            word: one.as_str(),
            name: scope(one),
            chosen: typed.get(one.as_str()) == "yes",
        })
        .collect();
    let key = match typed.get("key") {
        "" => fresh_key(visit),
        key => key.to_owned(),
    };
    Ok(show(
        status,
        &Programs {
            parts: super::parts(visit, &page, "/staff/programs"),
            rows,
            name,
            scopes,
            scopes_problem: problems.on("scopes").map(ToOwned::to_owned),
            key,
            token,
            problems,
            page,
        },
    ))
}

/// Makes a program, and shows its token this once.
pub(crate) async fn make(visit: Visit, body: String) -> Answer {
    must_administer(&visit)?;
    let typed = Typed::read(&body);
    let scopes = ApiScope::ALL
        .into_iter()
        .filter(|scope| typed.get(scope.as_str()) == "yes")
        .collect();
    let key = written(typed.get("key"));
    let made = match CreateServiceAccount::parse(&visit.cx, typed.get("name"), scopes, key) {
        Ok(command) => accounts::create_program(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match made {
        Ok((_, Some(token))) => {
            let token = Some(token.expose_secret().to_owned());
            listed(
                &visit,
                StatusCode::OK,
                &Typed::default(),
                token,
                Problems::default(),
            )
            .await
        }
        // The same form a second time: the token was shown the first time.
        Ok((_, None)) => Ok(Redirect::to("/staff/programs").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            listed(&visit, status, &typed, None, problems).await
        }
    }
}

/// Stops a program.
pub(crate) async fn stop(visit: Visit, Path(id): Path<String>) -> Answer {
    must_administer(&visit)?;
    let id: AccountId = crate::forms::id(&visit, &id, Code::AccountNotFound)?;
    accounts::revoke_program(&visit.cx, id).await.or_page(&visit)?;
    Ok(Redirect::to("/staff/programs?done=program-stopped").into_response())
}
