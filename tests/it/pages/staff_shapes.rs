//! What municipal staff draw: perimeter, zones and operations, pasted or from a file.

use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{
    Browser, Shown,
    staff::{refused, shown, signed_in, taken, text},
};

const ZONES: &str = "/staff/plans/les-tilleuls/zones";
const OPERATIONS: &str = "/staff/plans/les-tilleuls/operations";
const READ: &str = "{ plan(slug: \"les-tilleuls\") { id version perimeter zones { id title geometry }
    operations { title footprint } acts { edges { node { kind before after } } } } }";

/// A square whose south-western corner is so many hundredths of a degree away from the first.
fn square(east: f64, north: f64, size: f64) -> String {
    let (west, south) = (2.35 + east / 100.0, 48.93 + north / 100.0);
    let (east, north) = (west + size / 100.0, south + size / 100.0);
    json!({
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    })
    .to_string()
}

fn feature(properties: &str, geometry: &str) -> String {
    format!("{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}")
}

fn collection(features: &[String]) -> Vec<u8> {
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    )
    .into_bytes()
}

fn geojson(bytes: &[u8]) -> (&str, &str, &[u8]) {
    ("lieux.geojson", "application/octet-stream", bytes)
}

async fn draft(app: &TestApp) -> (Person, Browser) {
    let petit = app.staff("M. Petit").await;
    let mut input = crate::plans::tilleuls();
    input["zones"] = json!([]);
    let made = petit.ask(crate::plans::CREATE, json!({ "input": input })).await;
    assert_eq!(made["createPlan"]["problems"], json!([]), "{made}");
    let staff = signed_in(app, &petit, "petit@example.org").await;
    (petit, staff)
}

async fn plan(petit: &Person) -> Value {
    petit.ask(READ, json!({})).await["plan"].clone()
}

fn titles(plan: &Value) -> Vec<&str> {
    let zones = plan["zones"].as_array().unwrap();
    zones.iter().map(|zone| zone["title"].as_str().unwrap()).collect()
}

/// A shape as it was stored, whatever the order of its members.
fn drawn(shape: &Value) -> Value {
    serde_json::from_str(shape.as_str().unwrap()).unwrap()
}

fn json_of(shape: &str) -> Value {
    serde_json::from_str(shape).unwrap()
}

/// A form that came back, with what it says above its fields.
fn said(page: &Shown) -> String {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.html);
    let summary = page.html.split("class=\"summary-of-problems").nth(1).unwrap();
    text(summary.split("</div>").next().unwrap().split_once('>').unwrap().1)
}

#[tokio::test]
async fn zones_come_from_a_file_in_which_a_feature_that_is_wrong_is_named() {
    let app = TestApp::start().await;
    let (petit, staff) = draft(&app).await;
    let form = shown(&staff, ZONES).await.html;
    assert!(
        form.contains("enctype=\"multipart/form-data\"") && form.contains("<input type=\"file\" id=\"file\""),
        "{form}"
    );
    let typed = |act: &'static str| {
        [
            ("version", "1"),
            ("act", act),
            ("count", "3"),
            ("zones.0.title", "Le marché"),
            ("zones.0.geometry", ""),
            ("zones.1.title", ""),
            ("zones.2.title", "Le square"),
            ("zones.2.geometry", ""),
        ]
    };
    let good = [
        feature("{\"NOM\":\"le MARCHÉ\"}", &square(0.0, 0.0, 1.0)),
        feature("{\"nom\":\"Nord\"}", &square(0.0, 2.0, 1.0)),
        feature("{}", &square(2.0, 0.0, 1.0)),
    ];

    // A file in which anything is wrong changes nothing, and says of which features.
    let mut bad = good.to_vec();
    bad[1] = feature("{\"nom\":\"Nord\"}", &square(65_200.0, 0.0, 1.0));
    bad[2] = feature("{}", "null");
    let page = staff
        .post_file(ZONES, &typed("keep"), geojson(&collection(&bad)))
        .await;
    let expected = "Objet 2 « Nord » : Les coordonnées ne sont pas en degrés. Exportez en WGS 84 (EPSG:4326). \
        Objet 3 : Ce n'est pas du GeoJSON complet. Un contour est un polygone qui revient à son premier point.";
    let says = said(&page);
    assert!(says.ends_with(expected), "{says}");
    for there in [
        "value=\"Le marché\"",
        "value=\"Le square\"",
        "id=\"file-problem\"",
    ] {
        assert!(page.html.contains(there), "{there} in {}", page.html);
    }
    let none = collection(&[]);
    let big = vec![b' '; (1 << 20) + 1];
    // Too many by itself, and with the rows that are there.
    let squares = |count| collection(&vec![feature("{}", &square(0.0, 0.0, 1.0)); count]);
    let (many, with_rows) = (squares(201), squares(199));
    let too_many = "Ce fichier a trop d'objets : 200 au plus.";
    for (bytes, expected) in [
        (&many[..], too_many),
        (&with_rows, too_many),
        (&none, "Ce fichier n'a aucun objet."),
        (b"\xff\xd8\xff\xe0", "Ce n'est pas du GeoJSON complet."),
        (&big, "Ce fichier est trop lourd : 1 Mo au plus."),
    ] {
        let page = staff.post_file(ZONES, &typed("draw"), geojson(bytes)).await;
        assert!(said(&page).contains(expected), "{}", page.html);
    }
    assert_eq!(titles(&plan(&petit).await), Vec::<&str>::new());

    // Drawn, nothing is kept; kept, each feature is the zone of its name or a new one.
    let good = collection(&good);
    let page = staff.post_file(ZONES, &typed("draw"), geojson(&good)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    assert_eq!(page.html.matches("class=\"zone\"").count(), 3, "{}", page.html);
    assert!(page.html.contains("value=\"Lieu 4\""), "{}", page.html);
    assert_eq!(titles(&plan(&petit).await), Vec::<&str>::new());
    let kept = staff.post_file(ZONES, &typed("keep"), geojson(&good)).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    let after = plan(&petit).await;
    assert_eq!(titles(&after), ["Le marché", "Le square", "Nord", "Lieu 4"]);
    assert_eq!(
        drawn(&after["zones"][0]["geometry"]),
        json_of(&square(0.0, 0.0, 1.0))
    );
    assert_eq!(after["zones"][1]["geometry"], Value::Null);

    // What was pasted is named too, wherever an empty row stood before it.
    let ids: Vec<_> = after["zones"].as_array().unwrap().iter().collect();
    let row = [
        ("version", "2"),
        ("count", "3"),
        ("zones.0.id", ids[0]["id"].as_str().unwrap()),
        ("zones.0.title", ""),
        ("zones.1.title", "Le quai"),
        ("zones.1.geometry", "{\"type\":\"Carré\"}"),
        ("zones.2.geometry", "{}"),
    ];
    let page = staff.post(ZONES, &row).await;
    let says = said(&page);
    assert!(
        says.contains("Lieu 1 « Le quai » : Ce n'est pas du GeoJSON complet.")
            && says.contains("Lieu 2 : Ce champ est nécessaire."),
        "{says}"
    );
    assert!(page.html.contains("href=\"#zones.0.geometry\""), "{}", page.html);
}

#[tokio::test]
async fn operations_come_from_a_file_too() {
    let app = TestApp::start().await;
    let (petit, staff) = draft(&app).await;
    let file = collection(&[
        feature("{\"title\":\"La halle\"}", &square(0.0, 0.0, 1.0)),
        feature(
            "{\"title\":\"Le mail\"}",
            "{\"type\":\"LineString\",\"coordinates\":[[2.35,48.93],[2.36,48.94]]}",
        ),
    ]);
    let typed = [
        ("version", "1"),
        ("count", "1"),
        ("operations.0.title", "La halle"),
        ("operations.0.kind", "construction"),
        ("operations.0.description", "Un toit et des étals."),
    ];
    // What a file does not say of an operation is no demolition.
    let draw = [&typed[..], &[("act", "draw")]].concat();
    let page = staff.post_file(OPERATIONS, &draw, geojson(&file)).await;
    let other = "<option value=\"other\" selected>";
    assert_eq!(page.html.matches(other).count(), 1, "{}", page.html);
    // Two of one name are two, and that is told.
    let twice = collection(&[
        feature("{\"title\":\"Le mail\"}", &square(0.0, 0.0, 1.0)),
        feature("{\"title\":\"Le mail\"}", &square(2.0, 0.0, 1.0)),
    ]);
    let page = staff.post_file(OPERATIONS, &typed, geojson(&twice)).await;
    let says = said(&page);
    assert!(
        says.contains("Opération 3 « Le mail » : Ce nom est déjà pris."),
        "{says}"
    );
    let kept = staff.post_file(OPERATIONS, &typed, geojson(&file)).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    let after = plan(&petit).await;
    let works: Vec<_> = after["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|work| (work["title"].as_str().unwrap(), work["footprint"].is_string()))
        .collect();
    assert_eq!(works, [("La halle", true), ("Le mail", true)]);
    let form = shown(&staff, OPERATIONS).await.html;
    assert!(form.contains("Un toit et des étals."), "{form}");
}

#[tokio::test]
async fn a_perimeter_is_drawn_again_with_its_zones_and_holds_them() {
    let app = TestApp::start().await;
    let (petit, staff) = draft(&app).await;
    let (small, large) = (square(0.0, 0.0, 1.0), square(0.0, 0.0, 4.0));
    let (inside, across, outside) = (
        square(0.2, 0.2, 0.5),
        square(0.8, 0.8, 0.5),
        square(2.0, 2.0, 0.5),
    );
    let keep = |version: &'static str, perimeter: &str, shape: &str| {
        vec![
            ("version", version.to_owned()),
            ("count", "1".to_owned()),
            ("perimeter", perimeter.to_owned()),
            ("zones.0.title", "Nord".to_owned()),
            ("zones.0.geometry", shape.to_owned()),
        ]
    };
    // Neither lies outside the other, which is said before it is kept and refused then.
    let refuse = async |path: &str, fields: Vec<(&'static str, String)>, says: &[&str]| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        refused(&staff, path, &fields, says).await;
    };
    refuse(
        ZONES,
        keep("1", &small, &outside),
        &[
            "href=\"#zones.0.geometry\"",
            "Lieu 1 « Nord » : « Nord » est hors du périmètre",
        ],
    )
    .await;
    for (shape, warned) in [
        (&inside, None),
        (&across, Some("« Nord » dépasse du périmètre.")),
        (&outside, Some("« Nord » est hors du périmètre")),
    ] {
        let mut fields = keep("1", &small, shape);
        fields.push(("act", "draw".to_owned()));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let page = staff.post(ZONES, &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        assert!(page.html.contains("class=\"perimeter\""), "{}", page.html);
        let words = text(&page.html);
        match warned {
            Some(warned) => assert!(words.contains(warned), "{words}"),
            None => assert!(!words.contains("À vérifier"), "{words}"),
        }
    }
    refuse(
        ZONES,
        keep("1", "{\"type\":\"Point\",\"coordinates\":[2.35,48.93]}", &inside),
        &["href=\"#perimeter\"", "Ce n&#39;est pas du GeoJSON complet."],
    )
    .await;
    let fields = keep("1", "", &outside);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let kept = staff
        .post_file_in(
            ZONES,
            &fields,
            "perimeterFile",
            ("perimetre.json", "application/json", large.as_bytes()),
        )
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    let first = plan(&petit).await;
    assert_eq!(
        [&first["perimeter"], &first["zones"][0]["geometry"]].map(drawn),
        [&large, &outside].map(|shape| json_of(shape))
    );

    // The API holds to the same, whether the perimeter changes alone or with the zones; a plan that is public says why.
    let published = petit
        .ask(crate::plans::PUBLISH, json!({ "plan": first["id"] }))
        .await;
    assert_eq!(published["publishPlan"]["problems"], json!([]), "{published}");
    let edited = petit
        .ask(
            "mutation($plan: ID!, $perimeter: String!) { editPlan(plan: $plan, version: 3, input: { perimeter: $perimeter }, reason: \"Une erreur.\") { problems { code field } } }",
            json!({ "plan": first["id"], "perimeter": small }),
        )
        .await;
    assert_eq!(
        edited["editPlan"]["problems"],
        json!([{ "code": "FIELD_OUTSIDE_PERIMETER", "field": "perimeter" }])
    );
    let change = async |perimeter: &str, shape: &str| {
        let changed = petit
            .ask(
                "mutation($plan: ID!, $zones: [ZoneInput!]!, $perimeter: String) { changeZones(plan: $plan, version: 3, zones: $zones, perimeter: $perimeter, reason: \"Une erreur.\") { problems { code field } } }",
                json!({
                    "plan": first["id"],
                    "perimeter": perimeter,
                    "zones": [{ "id": first["zones"][0]["id"], "title": "Nord", "geometry": shape }],
                }),
            )
            .await;
        changed["changeZones"]["problems"].clone()
    };
    assert_eq!(
        change(&small, &outside).await,
        json!([{ "code": "FIELD_OUTSIDE_PERIMETER", "field": "zones.0.geometry" }])
    );
    assert_eq!(change(&small, &across).await, json!([]));
    let after = plan(&petit).await;
    let act = &after["acts"]["edges"][0]["node"];
    assert_eq!(act["kind"], "ZONES", "{after}");
    let [before, now] =
        ["before", "after"].map(|side| serde_json::from_str::<Value>(act[side].as_str().unwrap()).unwrap());
    assert_eq!(
        [
            &before["perimeter"],
            &now["perimeter"],
            &now["zones"][0]["geometry"]
        ]
        .map(drawn),
        [&large, &small, &across].map(|shape| json_of(shape))
    );

    // What was drawn before stays when a name changes alone: limits bind new drawing.
    let renamed = [
        ("version", "4"),
        ("count", "1"),
        ("zones.0.id", first["zones"][0]["id"].as_str().unwrap()),
        ("zones.0.title", "Le nord"),
        ("zones.0.geometry", &across),
        ("reason", "Un nom plus court."),
    ];
    taken(&staff, ZONES, &renamed).await;
    assert_eq!(
        drawn(&plan(&petit).await["perimeter"]),
        json_of(&small),
        "a form without a perimeter keeps it"
    );
}
