//! Who answers proposals of a plan in the name of an organisation: its staff read it, admins give it and end it.

use app::{
    accounts::{self, Whom},
    organisations::{self, GrantAnswering, RemitInput},
    plans,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    accounts::AccountId,
    organisations::{AnsweringGrant, AnsweringGrantId, OrganisationId, Remit},
    plans::{Operation, Plan, Theme},
    policy::organisations::Entrust,
    refusal::{Fault, Fields as Wrong},
};
use http::StatusCode;

use super::{
    access::nobody_there,
    form::{Field, Fields, Kind, Typed},
    organisations as registered,
    plans::staffed,
};
use crate::{
    error::{Or, Problems},
    forms::{self, evening, typed as written},
    page::{Answer, Page, show as write},
    plans::among,
    visit::Visit,
};

/// How many rights a page shows.
const PER_PAGE: u32 = 100;

/// Somebody who answers, for whom and about what.
struct Row {
    id: String,
    who: String,
    organisation: String,
    about: String,
    since: String,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/answering.html")]
struct Show {
    page: Page,
    slug: String,
    plan: String,
    rows: Vec<Row>,
    next: Option<String>,
    /// Whether the reader gives and ends it.
    gives: bool,
    /// Whether there is an organisation that was checked, and something to answer about.
    possible: bool,
    fields: Vec<Field>,
    problems: Problems,
}

/// What can be answered about.
struct Subjects {
    operations: Vec<Operation>,
    themes: Vec<Theme>,
}

impl Subjects {
    fn name(&self, page: &Page, about: Remit) -> String {
        let (sentence, title) = match about {
            Remit::Operation(id) => {
                let found = self.operations.iter().find(|one| one.id == id);
                ("answering-operation", found.map(|one| one.title.to_string()))
            }
            Remit::Theme(id) => {
                let found = self.themes.iter().find(|one| one.id == id);
                ("answering-theme", found.map(|one| one.title.to_string()))
            }
        };
        page.with(sentence, "title", title.unwrap_or_default().as_str())
    }

    fn choices(&self, page: &Page) -> Vec<(String, String)> {
        let operations = self
            .operations
            .iter()
            .map(|one| (one.id.to_string(), Remit::Operation(one.id)));
        let themes = self
            .themes
            .iter()
            .map(|one| (one.id.to_string(), Remit::Theme(one.id)));
        operations
            .chain(themes)
            .map(|(id, about)| (id, self.name(page, about)))
            .collect()
    }
}

/// Answers who answers, and asks to whom it is given.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let wanted = Typed::read(&query.unwrap_or_default()).only("after");
    answer(&visit, &plan, StatusCode::OK, &wanted, Problems::default()).await
}

async fn answer(visit: &Visit, plan: &Plan, status: StatusCode, typed: &Typed, problems: Problems) -> Answer {
    let (cx, page) = (&visit.cx, visit.page().await);
    let request = PageRequest {
        cursor: written(typed.get("after")).map(ToOwned::to_owned),
        ..PageRequest::first(PER_PAGE)
    };
    let found = organisations::grants(cx, plan.id, &request)
        .await
        .or_page(visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/staff/plans/{}/answering?after={cursor}", plan.slug)
    });
    let grants = found.into_items();
    let people: Vec<AccountId> = grants.iter().map(|grant| grant.account).collect();
    let people = accounts::by_ids(cx, &people).await.or_page(visit)?;
    let named: Vec<OrganisationId> = grants.iter().map(|grant| grant.organisation).collect();
    let named = organisations::by_ids(cx, &named).await.or_page(visit)?;
    let checked = registered::every(visit, Some(true)).await?;
    let subjects = Subjects {
        operations: plans::operations_of(cx, &[plan.id]).await.or_page(visit)?,
        themes: plans::themes_of(cx, &[plan.id]).await.or_page(visit)?,
    };
    let row = |grant: &AnsweringGrant| Row {
        id: grant.id.to_string(),
        who: people
            .iter()
            .find(|person| person.id == grant.account)
            .map_or_else(
                || page.t("author-erased"),
                |person| person.display_name.to_string(),
            ),
        organisation: named
            .iter()
            .find(|one| one.id == grant.organisation)
            .map_or_else(String::new, |one| one.name.to_string()),
        about: subjects.name(&page, grant.about),
        since: page.day(grant.given_at),
        until: grant.until.map(|until| page.last_day(until)),
    };
    let choices = subjects.choices(&page);
    let names = checked
        .iter()
        .map(|one| (one.id.to_string(), one.name.to_string()));
    let (names, possible) = (names.collect(), !checked.is_empty() && !choices.is_empty());
    let group = Fields::new(&page, typed, &problems)
        .choose("organisation", "answering-organisation", Kind::Select, names)
        .choose("about", "answering-about", Kind::Select, choices)
        .add("email", "role-email", Kind::Line)
        .may("until", "role-until", Kind::Day)
        .group("");
    let groups = [group];
    let problems = Fields::named(&page, &groups, problems);
    let shown = Show {
        slug: plan.slug.to_string(),
        plan: plan.title.to_string(),
        rows: grants.iter().map(row).collect(),
        next,
        gives: cx.actor.may(Entrust, plan.clone()).is_ok(),
        possible,
        fields: groups.into_iter().flat_map(|group| group.fields).collect(),
        problems,
        page,
    };
    Ok(write(status, &shown))
}

/// Lets somebody answer in the name of an organisation.
pub(crate) async fn give(visit: Visit, Path(slug): Path<String>, body: String) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let typed = Typed::read(&body);
    let given = match command(&visit, &plan, &typed) {
        Ok(command) => organisations::grant_answering(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(_) => Ok(done(&slug, "answering-given")),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let problems = problems.moved("operation", "about").moved("theme", "about");
            let problems = nobody_there(&visit.page().await, problems);
            answer(&visit, &plan, status, &typed, problems).await
        }
    }
}

fn command(visit: &Visit, plan: &Plan, typed: &Typed) -> app::Result<GrantAnswering> {
    let mut wrong = Wrong::default();
    let organisation: Option<OrganisationId> = among(typed.get("organisation"));
    let organisation = organisation.ok_or_else(|| Fault::new(Code::FieldRequired));
    let organisation = wrong.take("organisation", organisation);
    let until = written(typed.get("until")).and_then(|day| wrong.take("until", evening(day)));
    let whom = wrong.take_all(Whom::parse(None, Some(typed.get("email"))));
    let (organisation, whom) = wrong.finish(organisation.zip(whom))?;
    let about = RemitInput {
        operation: among(typed.get("about")),
        theme: among(typed.get("about")),
    };
    Ok(GrantAnswering::parse(
        &visit.cx,
        plan.id,
        organisation,
        whom,
        about,
        until,
    )?)
}

/// Ends it.
pub(crate) async fn end(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let id: AnsweringGrantId = forms::id(&visit, &id, Code::GrantNotFound)?;
    match organisations::end_answering(&visit.cx, id).await {
        Ok(_) => Ok(done(&slug, "answering-ended")),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, &plan, status, &Typed::default(), problems).await
        }
    }
}

fn done(slug: &str, what: &str) -> axum::response::Response {
    Redirect::to(&format!("/staff/plans/{slug}/answering?done={what}")).into_response()
}
