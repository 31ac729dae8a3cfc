//! Organisations as staff write them down and check them: town, landlord, associations. They answer under their name once their
//! number was compared with the public register.

use app::organisations::{self, DescribeOrganisation, Filter, OrganisationInput, RegisterOrganisation};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    organisations::{Organisation, OrganisationId, OrganisationKind, Register},
    page::MAX_PAGE,
    policy::{organisations::Register as Write, plans::Site},
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    Part,
    form::{Button, Field, Fields, FormPage, Group, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, show},
    proposals::Stamp,
    visit::Visit,
};

/// How many organisations a page shows.
const PER_PAGE: u32 = 50;
/// The most organisations that a form offers to choose from.
const MOST: usize = 1_000;

/// Whether the visitor writes organisations down.
pub(super) fn registers(visit: &Visit) -> bool {
    visit.is_signed_in() && visit.cx.actor.may(Write, Site).is_ok()
}

/// Every organisation to choose from, newest first: those that were checked, or all.
pub(super) async fn every(visit: &Visit, checked: Option<bool>) -> Result<Vec<Organisation>, Failed> {
    let filter = Filter {
        checked,
        ..Filter::default()
    };
    let mut every = Vec::new();
    let mut request = PageRequest::first(MAX_PAGE);
    loop {
        let found = organisations::list(&visit.cx, &filter, &request)
            .await
            .or_page(visit)?;
        let next = found.items.last().map(|(cursor, _)| cursor.clone());
        let goes_on = found.has_next && every.len() < MOST;
        every.extend(found.into_items());
        if !goes_on {
            return Ok(every);
        }
        request.cursor = next;
    }
}

/// An organisation.
struct Row {
    id: String,
    name: String,
    kind: String,
    number: String,
    stamp: Stamp,
    version: i64,
    waits: bool,
}

#[derive(Template)]
#[template(path = "staff/organisations.html")]
struct List {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Row>,
    next: Option<String>,
    fields: Vec<Field>,
    problems: Problems,
}

/// From where the list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    after: String,
}

/// Answers the organisations, and asks for another.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    super::must(&visit, registers(&visit))?;
    listed(
        &visit,
        StatusCode::OK,
        &wanted,
        &Typed::default(),
        Problems::default(),
    )
    .await
}

async fn listed(
    visit: &Visit,
    status: StatusCode,
    wanted: &Wanted,
    typed: &Typed,
    problems: Problems,
) -> Answer {
    let page = visit.page().await;
    let request = PageRequest {
        cursor: forms::typed(&wanted.after).map(ToOwned::to_owned),
        ..PageRequest::first(PER_PAGE)
    };
    let found = organisations::list(&visit.cx, &Filter::default(), &request)
        .await
        .or_page(visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/staff/organisations?after={cursor}")
    });
    let row = |one: Organisation| Row {
        kind: page.t(&kind(one.kind)),
        number: numbered(&page, &one),
        stamp: match one.checked_at {
            Some(at) => Stamp {
                word: page.with("organisation-checked", "day", page.day(at).as_str()),
                look: "good",
            },
            None => Stamp {
                word: page.t("organisation-waits"),
                look: "late",
            },
        },
        waits: one.checked_at.is_none(),
        version: one.version,
        id: one.id.to_string(),
        name: one.name.to_string(),
    };
    let groups = fields(&page, typed, &problems);
    let list = List {
        parts: super::parts(visit, &page, "/staff/organisations"),
        rows: found.into_items().into_iter().map(row).collect(),
        next,
        problems: Fields::named(&page, &groups, problems),
        fields: groups.into_iter().flat_map(|group| group.fields).collect(),
        page,
    };
    Ok(show(status, &list))
}

/// The id of the sentence that names a kind.
fn kind(kind: OrganisationKind) -> String {
    format!("organisation-{}", kind.as_str().replace('_', "-"))
}

/// The number, with the register that it is of.
fn numbered(page: &Page, organisation: &Organisation) -> String {
    let id = match organisation.registration.register() {
        Register::Siret => "organisation-siret",
        Register::Rna => "organisation-rna",
    };
    page.with(id, "number", organisation.registration.as_str())
}

fn fields(page: &Page, typed: &Typed, problems: &Problems) -> Vec<Group> {
    let kinds = OrganisationKind::ALL.iter();
    let kinds = kinds.map(|one| (one.as_str().to_owned(), page.t(&kind(*one))));
    vec![
        Fields::new(page, typed, problems)
            .choose("kind", "organisation-kind", Kind::Select, kinds.collect())
            .add("name", "organisation-name", Kind::Line)
            .add("registration", "organisation-number", Kind::Line)
            .group(""),
    ]
}

fn input(typed: &Typed) -> OrganisationInput {
    OrganisationInput {
        kind: OrganisationKind::parse(typed.get("kind")).unwrap_or(OrganisationKind::Association),
        name: typed.get("name").to_owned(),
        registration: typed.get("registration").to_owned(),
    }
}

/// Writes an organisation down.
pub(crate) async fn register(visit: Visit, body: String) -> Answer {
    super::must(&visit, registers(&visit))?;
    let typed = Typed::read(&body);
    let registered = match RegisterOrganisation::parse(&input(&typed)) {
        Ok(command) => organisations::register(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match registered {
        Ok(_) => Ok(Redirect::to("/staff/organisations?done=organisation-registered").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let problems = taken(&visit, problems).await;
            listed(&visit, status, &Wanted::default(), &typed, problems).await
        }
    }
}

/// A number that is no number, or another's, in words of its own.
async fn taken(visit: &Visit, problems: Problems) -> Problems {
    let page = visit.page().await;
    problems.reworded(|problem| match (problem.field.as_deref(), problem.code) {
        (Some("registration"), Code::FieldTaken) => Some(page.t("organisation-number-taken")),
        (Some("registration"), Code::FieldMalformed) => Some(page.t("organisation-number-wrong")),
        _ => None,
    })
}

async fn found(visit: &Visit, id: &str) -> Result<Organisation, Failed> {
    super::must(visit, registers(visit))?;
    let id: OrganisationId = forms::id(visit, id, Code::OrganisationNotFound)?;
    organisations::by_id(&visit.cx, id)
        .await
        .or_page(visit)?
        .ok_or_else(|| Failed::not_found(visit, Code::OrganisationNotFound))
}

async fn form(visit: &Visit, organisation: &Organisation, typed: &Typed, problems: Problems) -> FormPage {
    let page = visit.page().await;
    let groups = fields(&page, typed, &problems);
    FormPage {
        crumbs: vec![("/staff/organisations".to_owned(), page.t("staff-organisations"))],
        title: organisation.name.to_string(),
        explained: page.t("organisation-describe-explained"),
        action: format!("/staff/organisations/{}", organisation.id),
        version: typed.version(),
        buttons: vec![Button {
            act: "keep",
            name: page.t("revise-send"),
        }],
        drawing: None,
        timeline: None,
        warnings: Vec::new(),
        other: false,
        problems: Fields::named(&page, &groups, problems),
        groups,
        page,
    }
}

/// Asks what is changed of an organisation.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let organisation = found(&visit, &id).await?;
    let mut typed = Typed::default();
    typed.set("version", organisation.version);
    typed.set("kind", organisation.kind.as_str());
    typed.set("name", &organisation.name);
    typed.set("registration", &organisation.registration);
    let form = form(&visit, &organisation, &typed, Problems::default()).await;
    Ok(show(StatusCode::OK, &form))
}

/// Changes it; another name or number is checked anew.
pub(crate) async fn describe(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let organisation = found(&visit, &id).await?;
    let typed = Typed::read(&body);
    let described = match DescribeOrganisation::parse(organisation.id, typed.version(), &input(&typed)) {
        Ok(command) => organisations::describe(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match described {
        Ok(_) => Ok(Redirect::to("/staff/organisations?done=organisation-kept").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let problems = taken(&visit, problems).await;
            let mut form = form(&visit, &organisation, &typed, problems).await;
            if status == StatusCode::CONFLICT {
                form.over(organisation.version);
            }
            Ok(show(status, &form))
        }
    }
}

/// Says that name and number were compared with the public register, as they stood when they were read.
pub(crate) async fn check(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let organisation = found(&visit, &id).await?;
    let read = Typed::read(&body).version();
    match organisations::check(&visit.cx, organisation.id, read).await {
        Ok(_) => Ok(Redirect::to("/staff/organisations?done=organisation-checked").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            listed(&visit, status, &Wanted::default(), &Typed::default(), problems).await
        }
    }
}
