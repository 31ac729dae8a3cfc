//! A plan's debate as a file: open data for anybody, and for staff what they may read, by a page or by a program.

use app::{
    Cx, accounts,
    exchange::package::{self, Edition, Format, Table},
    plans,
    problem::{self, Told},
    proposals,
};
use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query, RawQuery},
    response::{IntoResponse, Response},
};
use domain::{
    Code, PageRequest,
    plans::Plan,
    refusal::{Fault, Fields},
    text::Slug,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    plans::by_slug,
    proposals::{Choice, Wanted},
    visit::Visit,
};

/// What can be chosen of an export, besides its filter: the same for everybody.
pub(crate) struct Choices {
    pub(crate) tables: Vec<Choice>,
    pub(crate) formats: Vec<Choice>,
    /// The filter, carried along.
    pub(crate) hidden: Vec<(&'static str, String)>,
}

impl Choices {
    pub(crate) fn of(page: &Page, wanted: &Wanted) -> Self {
        let choice = |value: &str, name: String, chosen: bool| Choice {
            value: value.to_owned(),
            name,
            chosen,
        };
        Self {
            tables: Table::ALL
                .iter()
                .map(|table| table.as_str())
                .map(|table| choice(table, page.t(&format!("export-table-{table}")), false))
                .collect(),
            formats: Format::ALL
                .iter()
                .map(|format| {
                    let name = page.t(&format!("exports-format-{}", format.as_str()));
                    choice(format.as_str(), name, *format == Format::Csv)
                })
                .collect(),
            hidden: wanted.narrowing(),
        }
    }
}

/// How many proposals of a plan the filter lets pass.
pub(crate) async fn count(visit: &Visit, plan: &Plan, wanted: &Wanted) -> Result<u64, Failed> {
    let Ok(filter) = wanted.sought(plan) else {
        return Ok(0);
    };
    let request = PageRequest {
        count: true,
        ..PageRequest::first(1)
    };
    let found = proposals::list(&visit.cx, &filter, proposals::Sort::Oldest, &request).await;
    Ok(found.or_page(visit)?.total.unwrap_or(0))
}

#[derive(Template)]
#[template(path = "plans/data.html")]
struct Data {
    page: Page,
    slug: String,
    plan: String,
    count: String,
    filtered: bool,
    choices: Choices,
}

/// Answers the page from which anybody downloads the debate of a plan.
pub(crate) async fn data(visit: Visit, Path(slug): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let page = visit.page().await;
    let count = count(&visit, &plan, &wanted).await?;
    let choices = Choices::of(&page, &wanted);
    ok(&Data {
        slug: plan.slug.to_string(),
        plan: plan.title.to_string(),
        count: page.with("exports-count", "count", count),
        filtered: !choices.hidden.is_empty(),
        choices,
        page,
    })
}

/// Answers open data.
pub(crate) async fn open(
    visit: Visit,
    headers: HeaderMap,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    RawQuery(query): RawQuery,
) -> Response {
    answer(visit, &headers, &slug, Edition::Open, &wanted, query.as_deref()).await
}

/// Answers what staff may read.
pub(crate) async fn internal(
    visit: Visit,
    headers: HeaderMap,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    RawQuery(query): RawQuery,
) -> Response {
    answer(
        visit,
        &headers,
        &slug,
        Edition::Internal,
        &wanted,
        query.as_deref(),
    )
    .await
}

async fn answer(
    visit: Visit,
    headers: &HeaderMap,
    slug: &str,
    edition: Edition,
    wanted: &Wanted,
    query: Option<&str>,
) -> Response {
    let (cx, is_program) = match headers.get(header::AUTHORIZATION) {
        None => (visit.cx.clone(), false),
        Some(credentials) => match admitted(&visit.cx, credentials).await {
            Ok(cx) => (cx, true),
            Err(error) => return told(&visit.cx, &error),
        },
    };
    match begin(&cx, slug, edition, wanted, query.unwrap_or_default()).await {
        Ok(response) => response,
        Err(error) if is_program => told(&cx, &error),
        Err(error) => Failed::new(&visit, error).into_response(),
    }
}

/// The context of a program, or of a person by the API's token: what a page's cookie holds does not count then.
async fn admitted(cx: &Cx, credentials: &HeaderValue) -> app::Result<Cx> {
    let stranger = || app::Error::from(domain::Denied::SignInRequired);
    let text = credentials.to_str().map_err(|_not_ascii| stranger())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(stranger)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(stranger());
    }
    let admitted = accounts::admit(cx, token.trim()).await?;
    let admitted = admitted.map_err(|_unknown_or_expired| stranger())?;
    Ok(cx.acting(admitted.actor, admitted.session))
}

async fn begin(cx: &Cx, slug: &str, edition: Edition, wanted: &Wanted, query: &str) -> app::Result<Response> {
    let missing = || app::Error::NotFound(Code::PlanNotFound);
    let slug = Slug::parse(slug).map_err(|_malformed| missing())?;
    let plan = plans::by_slug(cx, &slug).await?.ok_or_else(missing)?;
    let mut fields = Fields::default();
    let (mut format, mut tables) = (Format::Csv, Vec::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "format" => match Format::parse(&value) {
                Some(chosen) => format = chosen,
                None => fields.refuse("format", Fault::new(Code::FieldUnknown)),
            },
            "tables" => match Table::parse(&value) {
                Some(table) if tables.contains(&table) => {}
                Some(table) => tables.push(table),
                None => fields.refuse("tables", Fault::new(Code::FieldUnknown)),
            },
            _ => {}
        }
    }
    let filter = wanted.sought(&plan).map_err(|_unsearchable| {
        fields.refuse("q", Fault::new(Code::FieldMalformed));
    });
    let filter = fields.finish(filter.ok())?;
    let package = package::package(
        cx,
        package::Wanted {
            plan: plan.id,
            edition,
            format,
            tables,
            filter,
        },
    )
    .await?;
    // The name is made of letters, digits, points and hyphens.
    let named = format!("attachment; filename=\"{}\"", package.name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(package.stream())).into_response())
}

/// What a program is told when there is no file: the code and its sentence, as JSON.
fn told(cx: &Cx, error: &app::Error) -> Response {
    if problem::is_ours(error) {
        tracing::error!(error = ?error, trace.id = %cx.trace_id, "an export failed");
    }
    let (code, message, retry) = match problem::tell(error, &cx.language) {
        Told::Problems(problems) => {
            let first = problems.into_iter().next();
            let (code, message) = first.map_or((Code::ServiceInternal, String::new()), |one| {
                (one.code, one.message)
            });
            (code, message, None)
        }
        Told::Failure {
            code,
            message,
            retry_after,
        } => (code, message, retry_after),
    };
    let status = StatusCode::from_u16(problem::status(code)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::json!({ "code": code.as_str(), "message": message });
    let mut response = (status, axum::Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let bearer = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
    }
    if let Some(seconds) = retry {
        let seconds = HeaderValue::from(seconds);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}
