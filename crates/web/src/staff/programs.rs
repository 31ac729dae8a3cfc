//! Programs of the town, for admins: each with its token, what it may do, and the roles that it has.

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
    accounts::{AccountId, ApiScope, Granted, Role, ServiceAccount},
    page::MAX_PAGE,
};
use http::StatusCode;
use secrecy::ExposeSecret;

use super::{
    Part,
    access::must_administer,
    form::{Field, Fields, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{self, fresh_key, typed as written},
    page::{Answer, Page, show},
    plans::among,
    visit::Visit,
};

/// A program of the town.
struct Program {
    id: String,
    name: String,
    scopes: String,
    since: String,
    stopped: Option<String>,
    /// Where it is staff: «Tout le site», or the name of a plan.
    staffs: Vec<String>,
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
    /// Where a program can be made staff: the id of a plan, or nothing for the whole site, and its name.
    places: Vec<(String, String)>,
    name: Vec<Field>,
    scopes: Vec<Scope>,
    scopes_problem: Option<String>,
    key: String,
    /// The token of the program that has just been made: shown once.
    token: Option<String>,
    problems: Problems,
}

/// Answers the programs of the town.
pub(crate) async fn list(visit: Visit) -> Answer {
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
    let roles = GrantFilter {
        role: Some(Role::Staff),
        ..GrantFilter::default()
    };
    let granted = accounts::grants(&visit.cx, &roles, &PageRequest::first(MAX_PAGE))
        .await
        .or_page(visit)?
        .into_items();
    let known = plans::list(
        &visit.cx,
        &plans::Filter::default(),
        &PageRequest::first(MAX_PAGE),
    )
    .await
    .or_page(visit)?
    .into_items();
    let place = |role: &Granted| match role.grant.plan {
        None => page.t("role-everywhere"),
        Some(id) => known
            .iter()
            .find(|plan| plan.id == id)
            .map_or_else(|| page.t("role-other-plan"), |plan| plan.title.to_string()),
    };
    let rows = found
        .iter()
        .map(|program| Program {
            id: program.account.to_string(),
            name: program.name.to_string(),
            scopes: program.scopes.iter().map(scope).collect::<Vec<_>>().join(", "),
            since: page.day(program.created_at),
            stopped: program.revoked_at.map(|at| page.day(at)),
            staffs: granted
                .iter()
                .filter(|role| role.account == program.account)
                .map(place)
                .collect(),
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
            places: std::iter::once((String::new(), page.t("role-everywhere")))
                .chain(
                    known
                        .iter()
                        .map(|plan| (plan.id.to_string(), plan.title.to_string())),
                )
                .collect(),
            name,
            scopes,
            scopes_problem: problems.on("scopes").map(ToOwned::to_owned),
            key,
            token,
            problems: problems.called(&page, &[("name", "program-name"), ("scopes", "program-scopes")]),
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
    let id: AccountId = forms::id(&visit, &id, Code::AccountNotFound)?;
    accounts::revoke_program(&visit.cx, id).await.or_page(&visit)?;
    Ok(Redirect::to("/staff/programs?done=program-stopped").into_response())
}

/// Makes a program staff, of one plan or of the whole site: more than that no program is.
pub(crate) async fn entrust(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    must_administer(&visit)?;
    let id: AccountId = forms::id(&visit, &id, Code::AccountNotFound)?;
    let programs = accounts::programs(&visit.cx).await.or_page(&visit)?;
    let runs = |one: &ServiceAccount| one.account == id && one.revoked_at.is_none();
    if !programs.iter().any(runs) {
        return Err(Failed::not_found(&visit, Code::AccountNotFound));
    }
    let typed = Typed::read(&body);
    let plan = match written(typed.get("plan")) {
        None => None,
        Some(plan) => Some(among(plan).ok_or_else(|| Failed::not_found(&visit, Code::PlanNotFound))?),
    };
    let given = match GrantRole::parse(&visit.cx, Whom::Account(id), Role::Staff, plan, None) {
        Ok(command) => accounts::grant_role(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match given {
        Ok(_) => Ok(Redirect::to("/staff/programs?done=role-given").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            listed(&visit, status, &Typed::default(), None, problems).await
        }
    }
}
