//! Where an idea is: the whole plan, a zone, or a point that somebody shows on the drawing or by the name of a square.

use app::{drafts, plans, proposals::ProposalInput};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{Code, drafts::Draft, plans::Plan, proposals::Place};
use http::StatusCode;
use serde::Deserialize;

use super::{Alike, Idea, alike, held, hold, places, save};
use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show},
    plans::{drawing, map::Map},
    proposals::Choice,
    visit::Visit,
};

#[derive(Template)]
#[template(path = "drafts/place.html")]
struct PlacePage {
    page: Page,
    slug: String,
    plan: String,
    id: String,
    places: Vec<Choice>,
    map: Option<Map>,
    /// The address of the drawing, and the square in which the point stands, if one was chosen.
    drawing: String,
    square: Option<String>,
    /// The column and row that are named.
    named: (String, String),
    alike: Vec<Alike>,
    problems: Problems,
}

impl PlacePage {
    async fn of(
        visit: &Visit,
        draft: &Draft,
        plan: &Plan,
        (named, mut problems): (Option<Pointed>, Problems),
    ) -> Result<Self, Failed> {
        let page = visit.page().await;
        let zones = plans::zones_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
        let typed = drafts::as_typed(draft);
        let chosen = Idea::of(&typed).place;
        let map = Map::of(plan.perimeter.as_ref(), &zones);
        let outside = draft.place.within(plan).is_err();
        let gone = typed
            .zone
            .is_some_and(|zone| zones.iter().all(|one| one.id != zone));
        if !problems.any() {
            // The plan was drawn again since the place was chosen.
            if outside {
                problems = Problems::said(visit, "point", Code::FieldPointOutside);
            } else if gone {
                problems.add("zone", Code::FieldUnknown, page.t("place-gone-choose"));
            }
        }
        let point = typed.point.filter(|_| !outside);
        let square = map.as_ref().zip(point);
        let square = square.map(|(map, point)| map.square(point));
        Ok(Self {
            slug: plan.slug.to_string(),
            plan: plan.title.to_string(),
            id: draft.id.to_string(),
            places: places(&page, &zones, &chosen),
            named: match (named, &square) {
                (Some(pointed), _) => (pointed.column, pointed.row),
                (None, Some(square)) => (square.column.clone(), square.row.to_string()),
                (None, None) => Default::default(),
            },
            square: square.map(|square| square.to_string()),
            drawing: drawing::address(plan, point),
            map,
            alike: alike(visit, plan, draft.title.as_str(), draft.body.as_str()).await?,
            problems,
            page,
        })
    }
}

/// Asks where it is.
pub(crate) async fn where_is_it(visit: Visit, Path(id): Path<String>) -> Answer {
    let (draft, plan) = held(&visit, &id).await?;
    ok(&PlacePage::of(&visit, &draft, &plan, (None, Problems::default())).await?)
}

/// Keeps where it is.
pub(crate) async fn keep_place(visit: Visit, Path(id): Path<String>, Form(sent): Form<Idea>) -> Answer {
    let (draft, plan) = held(&visit, &id).await?;
    let before = drafts::as_typed(&draft);
    let (page, zones) = (
        visit.page().await,
        plans::zones_of(&visit.cx, &[plan.id]).await.or_page(&visit)?,
    );
    let offered = places(&page, &zones, &Idea::of(&before).place);
    if !offered.iter().any(|one| one.value == sent.place) {
        let problems = Problems::said(&visit, "zone", Code::FieldUnknown);
        let again = PlacePage::of(&visit, &draft, &plan, (None, problems)).await?;
        return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &again));
    }
    let idea = Idea {
        place: sent.place,
        ..Idea::of(&before)
    };
    match save(&visit, &plan, Some(&draft), None, &idea.over(&before)).await {
        Ok(saved) => {
            let mut response = Redirect::to(&format!("/drafts/{}/check", draft.id)).into_response();
            hold(&visit, &mut response, &saved);
            Ok(response)
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let again = PlacePage::of(&visit, &draft, &plan, (None, problems)).await?;
            Ok(show(status, &again))
        }
    }
}

/// Where somebody pointed: a pixel of the drawing as it is shown, or a square by its name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pointed {
    #[serde(rename = "at.x")]
    x: String,
    #[serde(rename = "at.y")]
    y: String,
    column: String,
    row: String,
}

/// Keeps the point that was shown on the drawing, and shows it there.
pub(crate) async fn keep_point(visit: Visit, Path(id): Path<String>, Form(pointed): Form<Pointed>) -> Answer {
    let (draft, plan) = held(&visit, &id).await?;
    let map = drawing::of(&visit, &plan).await?;
    let point = map.and_then(|map| match (pointed.x.parse(), pointed.y.parse()) {
        (Ok(x), Ok(y)) => Some(map.under(x, y)),
        _ => map.middle_of(&pointed.column, pointed.row.parse().ok()?),
    });
    let kept = match point {
        None => Err(forms::required("point").into()),
        Some((latitude, longitude)) => {
            let place = Place::Point { latitude, longitude }.within(&plan);
            let input = ProposalInput {
                zone: None,
                point: Some((latitude, longitude)),
                ..drafts::as_typed(&draft)
            };
            match place {
                Ok(_) => save(&visit, &plan, Some(&draft), None, &input).await,
                Err(outside) => Err(forms::refused("point", outside).into()),
            }
        }
    };
    match kept {
        Ok(saved) => {
            let mut response = Redirect::to(&format!("/drafts/{}/place#point", draft.id)).into_response();
            hold(&visit, &mut response, &saved);
            Ok(response)
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(
                status,
                &PlacePage::of(&visit, &draft, &plan, (Some(pointed), problems)).await?,
            ))
        }
    }
}
