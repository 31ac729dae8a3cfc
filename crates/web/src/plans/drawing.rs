//! The drawing of a plan as a picture, with squares named as on a street map: one points at it, or names a square.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::IntoResponse,
};
use domain::{
    Code,
    plans::{Plan, Zone},
    proposals::Place,
};
use http::{HeaderValue, header};
use serde::Deserialize;

use super::{
    by_slug,
    map::{Map, SHOWN},
};
use crate::{
    error::{Failed, Or},
    page::Answer,
    visit::Visit,
};

/// The point that is marked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    at: String,
}

#[derive(Template)]
#[template(path = "plans/drawing.svg")]
struct Drawing {
    map: Map,
    pin: Option<(u32, u32)>,
}

/// The drawing of a plan, where it has shapes.
pub(crate) async fn of(visit: &Visit, plan: &Plan) -> Result<Option<Map>, Failed> {
    let zones = app::plans::zones_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
    Ok(Map::of(plan.perimeter.as_ref(), &zones))
}

/// The address of the drawing, with a point marked on it.
pub(crate) fn address(plan: &Plan, point: Option<(f64, f64)>) -> String {
    let at = point.map_or_else(String::new, |(latitude, longitude)| {
        format!("?at={latitude},{longitude}")
    });
    format!("/plans/{}/drawing.svg{at}", plan.slug)
}

/// A point on the drawing, as a page shows it.
pub(crate) struct Pointed {
    /// The square in which it stands: «C4».
    pub(crate) square: String,
    /// The address of the drawing on which it is marked.
    pub(crate) drawing: String,
    /// Width and height at which the drawing is shown.
    pub(crate) size: (u32, u32),
}

impl Pointed {
    /// Where this is, if it is a point that lies in a plan that is drawn: a plan may have been drawn smaller since.
    pub(crate) fn of(plan: &Plan, zones: &[Zone], place: Place) -> Option<Self> {
        let Place::Point { latitude, longitude } = place else {
            return None;
        };
        place.within(plan).ok()?;
        let (map, point) = (Map::of(plan.perimeter.as_ref(), zones)?, (latitude, longitude));
        Some(Self {
            square: map.square(point).to_string(),
            drawing: address(plan, Some(point)),
            size: (SHOWN, map.shown_height()),
        })
    }
}

/// Latitude and longitude, as an address says them.
fn point(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

/// Answers the drawing.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let map = of(&visit, &plan).await?;
    let map = map.ok_or_else(|| Failed::not_found(&visit, Code::PlanNotFound))?;
    let pin = point(&wanted.at).map(|point| map.pin(point));
    let drawing = Drawing { map, pin }
        .render()
        .map_err(app::Error::internal)
        .or_page(&visit)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        // A plan that is not published yet is its staff's alone.
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=60"),
        ),
    ];
    Ok((head, drawing).into_response())
}
