//! Zones and themes: where proposals apply, and what they may be about.

use super::PlanId;
use crate::{
    Code, Id,
    geo::{Lying, Shape},
    id::Kind,
    refusal::Fault,
    text::Title,
};

/// The most themes of a plan.
pub const MAX_THEMES: usize = 100;
/// The most zones of a plan.
pub const MAX_ZONES: usize = 200;

/// A part of the perimeter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Its id.
    pub id: ZoneId,
    /// The plan.
    pub plan: PlanId,
    /// Its name.
    pub title: Title,
    /// Its shape, if it was drawn.
    pub geometry: Option<Shape>,
    /// Its place in the plan's list.
    pub position: i32,
}

impl Zone {
    /// The zone, unless no corner of it lies in the perimeter. One that reaches across the border is a matter for the eye of
    /// whoever draws; without a shape or a perimeter there is nothing to say.
    pub fn must_lie_in(&self, perimeter: Option<&Shape>) -> Result<(), Fault> {
        match self.geometry.as_ref().zip(perimeter) {
            Some((shape, perimeter)) if shape.lies_in(perimeter) == Lying::Outside => {
                Err(Fault::new(Code::FieldOutsidePerimeter).with("title", self.title.as_str()))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The id of a zone.
pub type ZoneId = Id<Zone>;

impl Kind for Zone {
    const PREFIX: &'static str = "zone";
}

/// What proposals may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its id.
    pub id: ThemeId,
    /// The plan.
    pub plan: PlanId,
    /// Its name.
    pub title: Title,
    /// Its place in the plan's list.
    pub position: i32,
}

/// The id of a theme.
pub type ThemeId = Id<Theme>;

impl Kind for Theme {
    const PREFIX: &'static str = "theme";
}
