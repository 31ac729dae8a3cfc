//! What admins do with the rules of moderation on pages, and what everybody reads of them.

use axum::http::StatusCode;
use domain::accounts::{Grant, Role};
use serde_json::json;
use test_support::TestApp;

use super::{
    Browser,
    staff::{refused, shown, signed_in, taken, text},
};
use crate::moderation::{Scene, report};

const ADMIN: Grant = Grant {
    role: Role::Admin,
    plan: None,
};
const NOISE: [(&str, &str); 14] = [
    ("code", "night_noise"),
    ("severity", "minor"),
    ("decision", "return"),
    ("ground", "house_rule"),
    ("category", "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"),
    ("activeFrom", ""),
    ("texts.0.title", "Pas de bruit la nuit"),
    (
        "texts.0.explanation",
        "On ne crie pas ici entre minuit et six heures.",
    ),
    ("texts.0.refusedExample", "OUVREZ LE PARC !!!"),
    ("texts.0.acceptedExample", "Ouvrez le parc."),
    ("texts.1.title", "No noise at night"),
    (
        "texts.1.explanation",
        "Nobody shouts here between midnight and six.",
    ),
    ("texts.1.refusedExample", "OPEN THE PARK!!!"),
    ("texts.1.acceptedExample", "Open the park."),
];

/// The form with other values.
fn noise(other: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields: Vec<_> = NOISE.into();
    for (name, value) in other {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

/// The part of a page where rules stand that were retired.
fn retired(html: &str) -> &str {
    html.split("aria-labelledby=\"retired\"")
        .nth(1)
        .unwrap_or_default()
}

#[tokio::test]
async fn a_rule_is_made_by_admins_with_all_that_is_wrong_said_at_once() {
    let scene = Scene::begin().await;
    let app = &scene.app;
    let ada = app.with_grants("Ada", &[ADMIN]).await;
    let admin = signed_in(app, &ada, "ada@example.org").await;
    let staff = signed_in(app, &scene.staff, "petit@example.org").await;
    let visitor = Browser::open(app);
    let (new, list) = ("/staff/rules/new", "/staff/rules");
    for (who, status) in [
        (&staff, StatusCode::FORBIDDEN),
        (&visitor, StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(who.get(new).await.status, status);
        assert_eq!(who.post(new, &NOISE).await.status, status);
    }
    assert!(!shown(&staff, list).await.html.contains(new));
    assert!(shown(&admin, list).await.html.contains(new));
    shown(&admin, new).await;
    refused(
        &admin,
        new,
        &noise(&[
            ("code", "Bruit!"),
            ("ground", "illegal"),
            ("legalReference.text", ""),
            ("texts.1.title", ""),
            ("activeFrom", "demain"),
        ]),
        &[
            "href=\"#code\"",
            "href=\"#legalReference.text\"",
            "href=\"#legalReference.address\"",
            "href=\"#texts.1.title\"",
            "href=\"#activeFrom\"",
            "value=\"Bruit!\"",
            "value=\"Pas de bruit la nuit\"",
            "OUVREZ LE PARC !!!",
            "value=\"illegal\" checked",
        ],
    )
    .await;
    assert_eq!(taken(&admin, new, &NOISE).await, "/staff/rules?done=rule-made");
    refused(&admin, new, &NOISE, &["href=\"#code\""]).await;
    let later = noise(&[
        ("code", "later"),
        ("texts.0.title", "Une règle pour plus tard"),
        ("activeFrom", "2026-12-24"),
        ("ground", "illegal"),
        ("legalReference.text", "Code pénal, article R623-2"),
        ("legalReference.address", "https://www.legifrance.gouv.fr/R623-2"),
    ]);
    taken(&admin, new, &later).await;

    // Everybody reads both, with examples and the law; what begins later says so, and nobody can choose it yet.
    let public = shown(&visitor, "/rules").await.html;
    let words = text(&public);
    for said in [
        "Pas de bruit la nuit gêne légère",
        "OUVREZ LE PARC !!!",
        "Une règle pour plus tard",
        "s'applique à partir du 24 décembre 2026",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(
        public.contains("id=\"rule-night_noise\"")
            && public.contains("<a href=\"https://www.legifrance.gouv.fr/R623-2\" rel=\"noopener\">Code pénal, article R623-2</a>"),
        "{public}"
    );
    let comment = scene.comment.as_str().unwrap();
    let form = shown(&visitor, &format!("/reports/{comment}")).await.html;
    assert!(
        form.contains("Pas de bruit la nuit") && !form.contains("Une règle pour plus tard"),
        "{form}"
    );
    assert_eq!(retired(&public), "", "nothing was retired");
}

#[tokio::test]
async fn a_retired_rule_is_chosen_by_nobody_stays_with_old_decisions_and_can_be_put_back() {
    let scene = Scene::begin().await;
    let app = &scene.app;
    let ada = app.with_grants("Ada", &[ADMIN]).await;
    let admin = signed_in(app, &ada, "ada@example.org").await;
    let staff = signed_in(app, &scene.staff, "petit@example.org").await;
    let ines = signed_in(app, &scene.ines, "ines@example.org").await;
    let awa = Browser::open(app);
    awa.sign_in(app, "awa@example.org", "/me").await;
    let visitor = Browser::open(app);

    // A decision by the rule, and a case that still waits, reported by it.
    let case = scene.reported(&scene.lina).await;
    let passage = json!([{ "from": 14, "to": 28 }]);
    let decided = scene
        .decide(
            &scene.ines,
            &case,
            json!({ "action": "MASK", "passages": passage }),
        )
        .await;
    assert_eq!(decided["problems"], json!([]), "{decided:#}");
    scene.told().await;
    let waiting = report(
        &scene.awa,
        json!({ "item": scene.proposal, "kind": "PERSONAL_DATA", "rule": scene.rule }),
    )
    .await;
    assert_eq!(waiting["problems"], json!([]), "{waiting:#}");
    let open = scene.first(&scene.ines, "OPEN").await;
    let address = format!("/moderation/cases/{}", open["id"].as_str().unwrap());
    let choice = format!("value=\"{}\"", scene.rule);
    assert!(shown(&ines, &address).await.html.contains(&choice));

    // It ends after a question.
    let path = format!("/staff/rules/{}", scene.rule);
    let (retire, restore) = (format!("{path}/retire"), format!("{path}/restore"));
    for who in [&staff, &visitor] {
        assert!(who.get(&retire).await.status.is_client_error());
        assert!(
            who.post(&retire, &[("version", "1")])
                .await
                .status
                .is_client_error()
        );
        assert!(
            who.post(&restore, &[("version", "1")])
                .await
                .status
                .is_client_error()
        );
    }
    let title = "Pas d'informations privées sur quelqu'un";
    let asked = shown(&admin, &retire).await;
    assert!(
        text(&asked.html).contains(&format!("Retirer « {title} » ?")),
        "{}",
        asked.html
    );
    let nowhere = "/staff/rules/rule_00000000000000000000000001/retire";
    assert_eq!(admin.get(nowhere).await.status, StatusCode::NOT_FOUND);
    refused(&admin, &retire, &[("version", "2")], &["entre-temps"]).await;
    taken(&admin, &retire, &[("version", "1")]).await;
    refused(
        &admin,
        &retire,
        &[("version", "1")],
        &["ne s&#39;applique plus depuis"],
    )
    .await;

    // It stands apart, for staff and for everybody.
    for (who, path) in [(&staff, "/staff/rules"), (&visitor, "/rules")] {
        let page = shown(who, path).await.html;
        let apart = text(retired(&page));
        assert!(
            apart.contains(title) && apart.contains("retirée le 23 novembre 2026"),
            "{path}: {page}"
        );
        assert_eq!(text(&page).matches(title).count(), 1, "{path}: {page}");
        assert!(!page.contains(&restore), "nobody but admins puts it back");
    }

    // Nobody reports or decides by it, not even with a form that was opened before.
    let item = scene.proposal.as_str().unwrap();
    assert!(
        !shown(&visitor, &format!("/reports/{item}"))
            .await
            .html
            .contains(&choice)
    );
    refused(
        &ines,
        &format!("/reports/{item}"),
        &[
            ("kind", "personal_data"),
            ("rule", &scene.rule),
            ("explanation", "Une adresse."),
            ("good_faith", "yes"),
        ],
        &["href=\"#rule\""],
    )
    .await;
    let page = shown(&ines, &address).await.html;
    assert!(!page.contains(&choice), "{page}");
    let late = scene
        .ines
        .ask(
            crate::moderation::DECIDE,
            json!({
                "cases": [{ "case": open["id"], "version": open["version"] }],
                "decision": { "action": "HIDE", "rule": scene.rule, "facts": "Le texte donne une adresse." },
            }),
        )
        .await;
    let problem = &late["decideCases"]["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["field"]),
        (&json!("FIELD_UNKNOWN"), &json!("rule")),
        "{late:#}"
    );

    // Whoever was decided about still reads by what.
    assert_eq!(scene.shown().await["moderation"]["rule"]["code"], "personal_data");
    let told = shown(&awa, "/me/decisions").await.html;
    assert!(text(&told).contains(title), "{told}");
    assert!(told.contains("href=\"/rules#rule-personal_data\""), "{told}");
    assert!(
        shown(&awa, "/rules")
            .await
            .html
            .contains("id=\"rule-personal_data\"")
    );

    // It comes back as it stood.
    let list = shown(&admin, "/staff/rules").await.html;
    assert!(list.contains(&format!("action=\"{restore}\"")), "{list}");
    assert_eq!(
        admin.post(&restore, &[("version", "2")]).await.status,
        StatusCode::CONFLICT
    );
    taken(&admin, &restore, &[("version", "1")]).await;
    assert_eq!(
        admin.post(&restore, &[("version", "1")]).await.status,
        StatusCode::CONFLICT
    );
    let public = shown(&visitor, "/rules").await.html;
    assert_eq!(retired(&public), "");
    assert!(
        shown(&visitor, &format!("/reports/{item}"))
            .await
            .html
            .contains(&choice)
    );
}

#[tokio::test]
async fn a_rule_that_somebody_else_wrote_anew_meanwhile_is_replaced_on_purpose_alone() {
    let app = TestApp::start().await;
    let ada = app.with_grants("Ada", &[ADMIN]).await;
    let admin = signed_in(&app, &ada, "ada@example.org").await;
    taken(&admin, "/staff/rules/new", &NOISE).await;
    let list = shown(&admin, "/staff/rules").await.html;
    let before = list.split("\">Pas de bruit la nuit</a>").next().unwrap();
    let path = before.rsplit("href=\"").next().unwrap().to_owned();
    let worded = |version, title| noise(&[("version", version), ("texts.0.title", title)]);
    taken(&admin, &path, &worded("1", "Le calme la nuit")).await;
    let late = admin.post(&path, &worded("1", "Le silence la nuit")).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.html);
    for there in [
        "La vôtre est encore ici.",
        "value=\"Le silence la nuit\"",
        "name=\"version\" value=\"2\"",
    ] {
        assert!(late.html.contains(there), "{there} in {}", late.html);
    }
    assert!(shown(&admin, &path).await.html.contains("Le calme la nuit"));
    taken(&admin, &path, &worded("2", "Le silence la nuit")).await;
    assert!(
        shown(&Browser::open(&app), "/rules")
            .await
            .html
            .contains("Le silence la nuit")
    );
}
