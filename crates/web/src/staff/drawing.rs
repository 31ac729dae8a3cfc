//! Perimeter, zones and operations, with what is drawn of them: GeoJSON that is pasted or comes in a file, shown as a drawing
//! before it is kept.

use std::collections::BTreeSet;

use app::plans::{self, ChangeOperations, ChangeZones, OperationInput, ZoneInput};
use domain::{
    Code,
    geo::{self, Lying, Shape},
    moderation_log::Day,
    plans::{MAX_ZONES, OperationKind, Plan, Zone},
    refusal::{Fault, Fields as Wrong},
    text::Title,
};

use super::{
    editor::{Section, drawn},
    form::{FILE, Fields, Group, Kind, Typed},
    organisations, rows,
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{day_of, typed as written},
    page::Page,
    plans::{among, map::Map},
    uploads::File,
    visit::Visit,
};

/// The sections with shapes.
pub(super) const SECTIONS: [&str; 2] = ["zones", "operations"];

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
        rows::offer(typed, zones.len());
        typed.set("perimeter", plan.perimeter.as_ref().map_or("", Shape::as_str));
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
    rows::offer(typed, works.len());
    Ok(())
}

/// The name of the field that holds the shape of a row.
fn field_of(section: &str) -> &'static str {
    if section == "zones" {
        "geometry"
    } else {
        "footprint"
    }
}

/// Reads the files that came with a form into its fields: each feature is a row, the one of its name or a new one. Nothing is
/// read of a file in which anything is wrong.
pub(super) fn read(page: &Page, section: &str, typed: &mut Typed, files: &[File]) -> Problems {
    let mut problems = Problems::default();
    for file in files {
        let field = if file.field == "file" {
            "file"
        } else {
            "perimeterFile"
        };
        if file.cut || file.bytes.len() > FILE {
            let said = page.with("shapes-too-big", "limit", FILE >> 20);
            problems.add(field, Code::FieldTooLong, said);
        } else if field == "file" {
            read_rows(page, section, typed, file, &mut problems);
        } else {
            let text = String::from_utf8_lossy(&file.bytes);
            match Shape::area(text.trim_start_matches('\u{feff}')) {
                Ok(shape) => typed.set("perimeter", shape.as_str()),
                Err(fault) => problems.add(field, fault.code, wrong(page, &fault)),
            }
        }
    }
    problems
}

fn read_rows(page: &Page, section: &str, typed: &mut Typed, file: &File, problems: &mut Problems) {
    let features = match geo::features(&file.bytes, MAX_ZONES) {
        Ok(features) => features,
        Err(fault) if fault.code == Code::FieldOutOfRange => {
            let said = page.with("shapes-too-many", "limit", MAX_ZONES);
            return problems.add("file", fault.code, said);
        }
        Err(fault) => return problems.add("file", fault.code, wrong(page, &fault)),
    };
    let mut shapes = Vec::new();
    for (place, feature) in features.into_iter().enumerate() {
        match feature.shape {
            Ok(shape) => shapes.push((feature.name, shape)),
            Err(fault) => {
                let title = feature.name.as_deref().unwrap_or_default();
                let said = of_row(page, "feature", place, title, &wrong(page, &fault));
                problems.add("file", fault.code, said);
            }
        }
    }
    if problems.any() {
        return;
    }
    let name = |place: usize, field: &str| format!("{section}.{place}.{field}");
    let before = rows::filled(typed);
    let mut filled = before;
    // Two features of one name are two rows: each row takes one.
    let mut taken = BTreeSet::new();
    for (title, shape) in shapes {
        let found = title.as_ref().and_then(|title| {
            let title = title.to_lowercase();
            (0..before)
                .filter(|place| !taken.contains(place))
                .find(|place| typed.get(&name(*place, "title")).trim().to_lowercase() == title)
        });
        taken.extend(found);
        let place = found.unwrap_or_else(|| {
            let title = title.unwrap_or_else(|| page.with(&format!("row-{section}"), "number", filled + 1));
            typed.set(name(filled, "title"), title);
            if section == "operations" {
                typed.set(name(filled, "kind"), OperationKind::Other.as_str());
            }
            filled += 1;
            filled - 1
        });
        typed.set(name(place, field_of(section)), shape.as_str());
    }
    if filled > MAX_ZONES {
        let said = page.with("shapes-too-many", "limit", MAX_ZONES);
        problems.add("file", Code::FieldOutOfRange, said);
    }
    rows::offer(typed, filled);
}

/// What is wrong with a shape, as people who draw say it.
fn wrong(page: &Page, fault: &Fault) -> String {
    match fault.code {
        Code::FieldRequired => page.t("shape-none"),
        Code::FieldOutOfRange => page.t("shape-degrees"),
        Code::FieldTooLong => page.t("shape-too-long"),
        _ => page.t("shape-malformed"),
    }
}

/// What is said of a row or of a feature, by its number and its name.
fn of_row(page: &Page, kind: &str, place: usize, title: &str, said: &str) -> String {
    let which = match written(title) {
        Some(title) => page.with2(&format!("row-{kind}-named"), "number", place + 1, "title", title),
        None => page.with(&format!("row-{kind}"), "number", place + 1),
    };
    page.with2("row-problem", "name", which.as_str(), "said", said)
}

/// Problems with the row that each is about, and with shapes as people who draw say it.
pub(super) fn reword(page: &Page, section: &str, typed: &Typed, problems: Problems) -> Problems {
    if !SECTIONS.contains(&section) {
        return problems;
    }
    problems.reworded(|problem| {
        let field = problem.field.as_deref()?;
        let is_shape = field == "perimeter" || field.ends_with(field_of(section));
        let said = match problem.code {
            Code::FieldOutOfRange | Code::FieldTooLong | Code::FieldMalformed if is_shape => {
                wrong(page, &Fault::new(problem.code))
            }
            Code::FieldOutOfRange if field == section => page.with("shapes-too-many", "limit", MAX_ZONES),
            _ => problem.message.clone(),
        };
        let mut parts = field.split('.');
        let place = (parts.next() == Some(section))
            .then(|| parts.next()?.parse::<usize>().ok())
            .flatten();
        Some(match place {
            Some(place) => {
                let title = typed.get(&format!("{section}.{place}.title"));
                of_row(page, section, place, title, &said)
            }
            None => said,
        })
    })
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
        let known = organisations::every(visit, None).await?;
        names.extend(known.iter().map(|one| (one.id.to_string(), one.name.to_string())));
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
    let mut groups = Vec::new();
    if zones {
        let mut perimeter = Fields::new(page, typed, problems)
            .may("perimeter", "perimeter-shape", Kind::Short)
            .may("perimeterFile", "perimeter-file", Kind::File)
            .group(page.t("perimeter"));
        let is_wrong = perimeter.fields.iter().any(|field| field.problem.is_some());
        perimeter.folded = written(typed.get("perimeter")).is_some() && !is_wrong;
        groups.push(perimeter);
    }
    groups.push(
        Fields::new(page, typed, problems)
            .may("file", &format!("shapes-file-{section}"), Kind::File)
            .group(page.t("shapes-file")),
    );
    groups.extend((0..rows::offered(typed)).map(row));
    if let Some(first) = groups.first_mut() {
        first
            .hidden
            .push(("count".to_owned(), rows::offered(typed).to_string()));
    }
    let shapes = shapes(visit, plan, section, typed);
    let perimeter = perimeter(plan, typed);
    Ok(Section {
        groups,
        drawing: Map::of(perimeter.as_ref(), &shapes),
        timeline: None,
        buttons: drawn(page, "drawing-show"),
        warnings: if zones {
            warnings(page, perimeter.as_ref(), &shapes)
        } else {
            Vec::new()
        },
    })
}

/// The perimeter that was typed, as far as it can be read; the plan's own where none was asked for.
fn perimeter(plan: &Plan, typed: &Typed) -> Option<Shape> {
    if typed.has("perimeter") {
        Shape::area(typed.get("perimeter").trim()).ok()
    } else {
        plan.perimeter.clone()
    }
}

/// What was typed, as far as it can be read.
fn shapes(visit: &Visit, plan: &Plan, section: &str, typed: &Typed) -> Vec<Zone> {
    let shape = |place: usize| {
        let shape = Shape::parse(typed.get(&format!("{section}.{place}.{}", field_of(section)))).ok();
        let title = typed.get(&format!("{section}.{place}.title"));
        written(title)?;
        Some(Zone {
            id: visit.cx.new_id(),
            plan: plan.id,
            title: Title::from_history(title),
            geometry: shape,
            position: 0,
        })
    };
    (0..rows::offered(typed)).filter_map(shape).collect()
}

/// Which zones are not within the perimeter.
fn warnings(page: &Page, perimeter: Option<&Shape>, zones: &[Zone]) -> Vec<String> {
    let said = |zone: &Zone| {
        let id = match zone.geometry.as_ref()?.lies_in(perimeter?) {
            Lying::Within => return None,
            Lying::Across => "zone-across",
            Lying::Outside => "zone-outside",
        };
        Some(page.with(id, "title", zone.title.as_str()))
    };
    zones.iter().filter_map(said).collect()
}

/// Keeps a section.
pub(super) async fn save(visit: &Visit, plan: &Plan, section: &str, typed: &Typed) -> app::Result<Plan> {
    if section == "zones" {
        return plans::change_zones(&visit.cx, zones_of(plan, typed)?).await;
    }
    plans::change_operations(&visit.cx, operations_of(plan, typed)?).await
}

/// Says what saving would find wrong with what was typed.
pub(super) fn check(plan: &Plan, section: &str, typed: &Typed) -> app::Result<()> {
    if section == "zones" {
        return zones_of(plan, typed).map(|_| ());
    }
    operations_of(plan, typed).map(|_| ())
}

fn zones_of(plan: &Plan, typed: &Typed) -> app::Result<ChangeZones> {
    let value = |place: usize, field: &str| typed.get(&format!("zones.{place}.{field}"));
    let input: Vec<ZoneInput> = (0..rows::filled(typed))
        .map(|place| ZoneInput {
            id: among(value(place, "id")),
            title: value(place, "title").to_owned(),
            geometry: value(place, "geometry").trim().to_owned(),
        })
        .collect();
    let perimeter = typed.has("perimeter").then(|| typed.get("perimeter").trim());
    let why = typed.get("reason");
    Ok(ChangeZones::parse(
        plan.id,
        typed.version(),
        &input,
        perimeter,
        why,
    )?)
}

fn operations_of(plan: &Plan, typed: &Typed) -> app::Result<ChangeOperations> {
    let name = |place: usize, field: &str| format!("operations.{place}.{field}");
    let mut wrong = Wrong::default();
    let mut input = Vec::new();
    for place in 0..rows::filled(typed) {
        let value = |field: &str| typed.get(&name(place, field));
        let mut day = |field: &str| {
            let typed = written(value(field))?;
            wrong.take(name(place, field), day_of(typed)).map(Day::begins)
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
    let why = typed.get("reason");
    Ok(ChangeOperations::parse(plan.id, typed.version(), &input, why)?)
}
