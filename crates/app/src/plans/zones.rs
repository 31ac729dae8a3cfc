//! Changing the zones of a plan: the whole list at once, so that names and order change together, and the perimeter with
//! them, so that neither is outside the other in between.

use domain::{
    Code, FieldError,
    geo::Shape,
    plans::{ActKind, MAX_ZONES, NAME, Plan, PlanId, PlanRefusal, Zone, ZoneId},
    policy::plans::Edit,
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;
use serde_json::{Value, json};

use super::{
    amendments::{self, Amendment, Change},
    texts::perimeter_of,
};
use crate::{Cx, Result};

/// A zone as it is typed.
#[derive(Debug, Clone)]
pub struct ZoneInput {
    /// The zone that it changes; a new one if none.
    pub id: Option<ZoneId>,
    /// Its name.
    pub title: String,
    /// Its shape as GeoJSON; empty is none.
    pub geometry: String,
}

#[derive(Debug, Clone)]
struct NewZone {
    id: Option<ZoneId>,
    title: Title,
    geometry: Option<Shape>,
}

/// Gives a plan that was read at a version other zones, in this order; those left out go. Its perimeter may be drawn again
/// with them.
#[derive(Debug, Clone)]
pub struct ChangeZones {
    amendment: Amendment,
    zones: Vec<NewZone>,
    perimeter: Perimeter,
}

/// What becomes of the perimeter.
#[derive(Debug, Clone)]
enum Perimeter {
    Stays,
    Becomes(Option<Shape>),
}

impl ChangeZones {
    /// Reads what was typed, or says all that is wrong with it. A perimeter that is `None` stays, an empty one goes. A reason
    /// is needed once the plan is published.
    pub fn parse(
        plan: PlanId,
        read_version: i64,
        input: &[ZoneInput],
        perimeter: Option<&str>,
        reason: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        if input.len() > MAX_ZONES {
            let fault = Fault::new(Code::FieldOutOfRange).with("max", MAX_ZONES);
            fields.refuse("zones", fault);
        }
        let mut zones = Vec::new();
        for (place, zone) in input.iter().enumerate() {
            let title = fields.take(format!("zones.{place}.title"), Title::parse(&zone.title, NAME));
            let geometry = match zone.geometry.as_str() {
                "" => Some(None),
                drawn => fields
                    .take(format!("zones.{place}.geometry"), Shape::area(drawn))
                    .map(Some),
            };
            zones.extend(title.zip(geometry).map(|(title, geometry)| NewZone {
                id: zone.id,
                title,
                geometry,
            }));
        }
        let names: Vec<_> = zones.iter().map(|zone| zone.title.as_str()).collect();
        amendments::refuse_twins("zones", &names, &mut fields);
        let perimeter = match perimeter {
            None => Some(Perimeter::Stays),
            Some(drawn) => fields
                .take("perimeter", perimeter_of(drawn))
                .map(Perimeter::Becomes),
        };
        let amendment = Amendment::read(plan, read_version, reason, &mut fields);
        let command = amendment.zip(perimeter).map(|(amendment, perimeter)| Self {
            amendment,
            zones,
            perimeter,
        });
        fields.finish(command)
    }
}

/// Changes the zones; one that contributions name stays. What is drawn anew lies in the perimeter, at least in part.
#[tracing::instrument(name = "plans.change_zones", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn change_zones(cx: &Cx, command: ChangeZones) -> Result<Plan> {
    cx.write(|tx| change_zones_in(cx, tx, &command)).await
}

async fn change_zones_in(cx: &Cx, tx: Tx, command: &ChangeZones) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Edit).await?;
    let mut plan = permitted.amend()?;
    let former = plan.perimeter.clone();
    if let Perimeter::Becomes(perimeter) = &command.perimeter {
        plan.perimeter.clone_from(perimeter);
    }
    let present = persistence::plans::zones_of(&tx, &[plan.id]).await?;
    let typed: Vec<_> = command.zones.iter().map(|zone| zone.id).collect();
    let ids: Vec<_> = present.iter().map(|zone| zone.id).collect();
    let gone = amendments::left_out("zones", &typed, &ids)?;
    let count = persistence::plans::zone_uses(&tx, &gone).await?;
    if count > 0 {
        return Err(PlanRefusal::InUse { count }.into());
    }
    for id in gone {
        persistence::plans::delete_zone(&tx, id).await?;
    }
    let zone = |(new, position): (NewZone, i32)| Zone {
        id: new.id.unwrap_or_else(|| cx.new_id()),
        plan: plan.id,
        title: new.title,
        geometry: new.geometry,
        position,
    };
    let after: Vec<_> = command.zones.iter().cloned().zip(0..).map(zone).collect();
    must_be_held(&plan, former.as_ref(), &present, &after)?;
    for (zone, id) in after.iter().zip(&typed) {
        match id {
            Some(_) => persistence::plans::save_zone(&tx, zone).await?,
            None => persistence::plans::insert_zone(&tx, zone).await?,
        }
    }
    let redrawn = former != plan.perimeter;
    let change = Change {
        kind: ActKind::Zones,
        before: told(former.as_ref(), redrawn, &present),
        after: told(plan.perimeter.as_ref(), redrawn, &after),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// That what was drawn anew lies in the perimeter: all zones where the perimeter changed, otherwise those that did.
fn must_be_held(plan: &Plan, former: Option<&Shape>, present: &[Zone], after: &[Zone]) -> Result<()> {
    let perimeter = plan.perimeter.as_ref();
    let mut fields = Fields::default();
    for (place, zone) in after.iter().enumerate() {
        let before = present.iter().find(|before| before.id == zone.id);
        let is_drawn = before.is_none_or(|before| before.geometry != zone.geometry);
        if is_drawn || former != perimeter {
            fields.take(format!("zones.{place}.geometry"), zone.must_lie_in(perimeter));
        }
    }
    Ok(fields.finish(Some(()))?)
}

/// Zones as an act shows them: a list, with the perimeter around it where that was drawn again.
fn told(perimeter: Option<&Shape>, redrawn: bool, zones: &[Zone]) -> Value {
    let zone = |zone: &Zone| {
        json!({
            "id": zone.id,
            "title": zone.title,
            "geometry": zone.geometry.as_ref().map(Shape::as_str),
        })
    };
    let zones: Value = zones.iter().map(zone).collect();
    if redrawn {
        json!({ "perimeter": perimeter.map(Shape::as_str), "zones": zones })
    } else {
        zones
    }
}
