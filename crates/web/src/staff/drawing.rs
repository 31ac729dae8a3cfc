//! Zones and operations, with what is drawn of them: GeoJSON that is pasted, shown as a drawing before it is kept.

use app::{
    organisations,
    plans::{self, ChangeOperations, ChangeZones, OperationInput, ZoneInput},
};
use domain::{
    PageRequest,
    geo::Shape,
    moderation_log::Day,
    plans::{OperationKind, Plan, Zone},
    refusal::Fields as Wrong,
    text::Title,
};

use super::{
    editor::{Section, count, drawn},
    form::{Fields, Group, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{day_of, typed as written},
    page::Page,
    plans::{among, map::Map},
    visit::Visit,
};

/// How many empty rows a form offers.
const MORE: usize = 2;

/// What the section says now.
pub(super) async fn present(
    visit: &Visit,
    plan: &Plan,
    section: &str,
    typed: &mut Typed,
) -> Result<(), Failed> {
    if section == "zones" {
        let zones = plans::zones_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
        for (place, zone) in zones.iter().enumerate() {
            typed.set(format!("zones.{place}.id"), zone.id);
            typed.set(format!("zones.{place}.title"), &zone.title);
            let shape = zone.geometry.as_ref().map_or("", Shape::as_str);
            typed.set(format!("zones.{place}.geometry"), shape);
        }
        typed.set("count", zones.len() + MORE);
        return Ok(());
    }
    let works = plans::operations_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
    for (place, work) in works.iter().enumerate() {
        let name = |field: &str| format!("operations.{place}.{field}");
        let day = |at: Option<domain::Timestamp>| at.map_or_else(String::new, |at| Day::of(at).to_string());
        typed.set(name("id"), work.id);
        typed.set(name("kind"), work.kind.as_str());
        typed.set(name("title"), &work.title);
        typed.set(name("description"), work.description.as_str());
        typed.set(
            name("footprint"),
            work.footprint.as_ref().map_or("", Shape::as_str),
        );
        typed.set(name("startsAt"), day(work.starts_at));
        typed.set(name("endsAt"), day(work.ends_at));
        let organisation = work.organisation.map(|id| id.to_string()).unwrap_or_default();
        typed.set(name("organisation"), organisation);
    }
    typed.set("count", works.len() + MORE);
    Ok(())
}

/// The form of a section, with the drawing of what it says.
pub(super) async fn section(
    visit: &Visit,
    page: &Page,
    plan: &Plan,
    section: &str,
    typed: &Typed,
    problems: &Problems,
) -> Result<Section, Failed> {
    let zones = section == "zones";
    let kinds: Vec<&str> = OperationKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let mut names = vec![(String::new(), page.t("operation-nobody"))];
    if !zones {
        let (every, request) = (organisations::Filter::default(), PageRequest::first(100));
        let known = organisations::list(&visit.cx, &every, &request)
            .await
            .or_page(visit)?
            .into_items();
        names.extend(
            known
                .into_iter()
                .map(|one| (one.id.to_string(), one.name.to_string())),
        );
    }
    let row = |place: usize| {
        let name = |field: &str| format!("{section}.{place}.{field}");
        let title = written(typed.get(&name("title"))).map(ToOwned::to_owned);
        let fields = Fields::new(page, typed, problems).may(&name("title"), "row-title", Kind::Line);
        let fields = if zones {
            fields.may(&name("geometry"), "row-shape", Kind::Short)
        } else {
            fields
                .words(&name("kind"), "operation-kind", Kind::Select, "operation", &kinds)
                .may(&name("description"), "operation-description", Kind::Short)
                .may(&name("startsAt"), "operation-starts", Kind::Day)
                .may(&name("endsAt"), "operation-ends", Kind::Day)
                .choose(
                    &name("organisation"),
                    "operation-organisation",
                    Kind::Select,
                    names.clone(),
                )
                .may(&name("footprint"), "row-shape", Kind::Short)
        };
        let mut group: Group = fields.group(
            title
                .clone()
                .map_or_else(|| page.t("row-new"), |title| format!("{}. {title}", place + 1)),
        );
        group.folded = title.is_some() && group.fields.iter().all(|field| field.problem.is_none());
        group.hidden.push((name("id"), typed.get(&name("id")).to_owned()));
        group
    };
    let mut groups: Vec<Group> = (0..count(typed)).map(row).collect();
    if let Some(first) = groups.first_mut() {
        first.hidden.push(("count".to_owned(), count(typed).to_string()));
    }
    Ok(Section {
        groups,
        drawing: draw(visit, plan, section, typed),
        timeline: None,
        buttons: drawn(page),
    })
}

/// The drawing of what was typed, as far as it can be read.
fn draw(visit: &Visit, plan: &Plan, section: &str, typed: &Typed) -> Option<Map> {
    let field = if section == "zones" {
        "geometry"
    } else {
        "footprint"
    };
    let shapes: Vec<Zone> = (0..count(typed))
        .filter_map(|place| {
            let shape = Shape::parse(typed.get(&format!("{section}.{place}.{field}"))).ok();
            let title = typed.get(&format!("{section}.{place}.title"));
            written(title)?;
            Some(Zone {
                id: visit.cx.new_id(),
                plan: plan.id,
                title: Title::from_history(title),
                geometry: shape,
                position: 0,
            })
        })
        .collect();
    Map::of(plan.perimeter.as_ref(), &shapes)
}

/// Keeps a section: rows without a name go.
pub(super) async fn save(visit: &Visit, plan: &Plan, section: &str, typed: &Typed) -> app::Result<Plan> {
    let (cx, version, why) = (&visit.cx, typed.version(), typed.get("reason"));
    let name = |place: usize, field: &str| format!("{section}.{place}.{field}");
    let rows = (0..count(typed)).filter(|place| written(typed.get(&name(*place, "title"))).is_some());
    if section == "zones" {
        let input: Vec<ZoneInput> = rows
            .map(|place| ZoneInput {
                id: among(typed.get(&name(place, "id"))),
                title: typed.get(&name(place, "title")).to_owned(),
                geometry: typed.get(&name(place, "geometry")).trim().to_owned(),
            })
            .collect();
        let command = ChangeZones::parse(plan.id, version, &input, why)?;
        return plans::change_zones(cx, command).await;
    }
    let mut wrong = Wrong::default();
    let mut input = Vec::new();
    for (row, place) in rows.enumerate() {
        let value = |field: &str| typed.get(&name(place, field));
        let mut day = |field: &str| {
            let typed = written(value(field))?;
            wrong.take(name(row, field), day_of(typed)).map(Day::begins)
        };
        let (starts_at, ends_at) = (day("startsAt"), day("endsAt"));
        let kind = OperationKind::ALL
            .iter()
            .find(|kind| kind.as_str() == value("kind"));
        input.push(OperationInput {
            id: among(value("id")),
            kind: kind.copied().unwrap_or(OperationKind::Other),
            title: value("title").to_owned(),
            description: value("description").to_owned(),
            footprint: value("footprint").trim().to_owned(),
            starts_at,
            ends_at,
            organisation: among(value("organisation")),
        });
    }
    wrong.finish(Some(()))?;
    let command = ChangeOperations::parse(plan.id, version, &input, why)?;
    plans::change_operations(cx, command).await
}
