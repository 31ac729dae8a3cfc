//! What municipal staff do on pages.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{Browser, Shown};
use crate::{
    proposals::{SUBMIT, platanes},
    subscriptions::{comment, debate},
};

/// A browser in which this person has signed in.
async fn signed_in(app: &TestApp, person: &Person, email: &str) -> Browser {
    app.confirm_email(person, email).await;
    let browser = Browser::open(app);
    browser.sign_in(app, email, "/staff").await;
    browser
}

async fn shown(browser: &Browser, path: &str) -> Shown {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
    page
}

/// The page without tags, its blanks joined.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("&#39;", "'")
}

async fn propose(by: &Person, plan: &Value, zone: &Value) -> Value {
    let mut input = platanes();
    input["zone"] = zone.clone();
    let sent = by
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    sent["submitProposal"]["proposal"]["id"].clone()
}

async fn study(by: &Person, plan: &Value, proposals: &[&Value], due: &str) -> Value {
    let asked = by
        .ask(
            "mutation($plan: ID!, $proposals: [ID!]!, $due: DateTime!) {
                studyProposals(plan: $plan, proposals: $proposals, organisation: \"Espaces verts\", dueAt: $due) { answer { id } problems { code } }
            }",
            json!({ "plan": plan["id"], "proposals": proposals, "due": due }),
        )
        .await;
    assert_eq!(asked["studyProposals"]["problems"], json!([]), "{asked}");
    asked["studyProposals"]["answer"].clone()
}

const PARTICIPATION: &str = "query($slug: String!) { plan(slug: $slug) { participation { people zones { zone { title } people } channels { channel people } } } }";

#[tokio::test]
async fn the_dashboard_tells_what_is_late_what_is_lively_and_who_takes_part() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&petit, "les-tilleuls", json!({})).await;
    let zone = &plan["zones"][0]["id"];
    let first = propose(&awa, &plan, zone).await;
    let second = propose(&awa, &plan, &Value::Null).await;
    let third = propose(&awa, &plan, &Value::Null).await;
    study(&petit, &plan, &[&first], "2026-11-25T12:00:00Z").await;
    study(&petit, &plan, &[&second], "2026-12-20T12:00:00Z").await;
    for n in 0..10 {
        let person = app.resident(&format!("Personne {n}")).await;
        comment(&person, &first, &Value::Null, "Une raison de plus.").await;
    }
    comment(&awa, &third, &Value::Null, "Moi aussi.").await;
    app.clock.advance(Duration::from_secs(5 * 86_400));

    let visitor = Browser::open(&app);
    assert_eq!(visitor.get("/staff").await.status, StatusCode::UNAUTHORIZED);
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    let refused = resident.get("/staff").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.html);
    assert!(!shown(&resident, "/").await.html.contains("href=\"/staff\""));

    let staff = signed_in(&app, &petit, "petit@example.org").await;
    assert!(
        shown(&staff, "/")
            .await
            .html
            .contains("<a href=\"/staff\">Espace agents</a>")
    );
    let page = text(&shown(&staff, "/staff").await.html);
    for said in [
        "1 réponse en retard",
        "1 réponse à rendre",
        "2 débats vifs",
        "attendue le 25 novembre 2026",
        "À rendre le 20 décembre 2026",
        "10 commentaires",
        "11 personnes ont écrit.",
        "Place du marché 11",
        "En ligne 11",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let api = app
        .visitor()
        .ask(PARTICIPATION, json!({ "slug": "les-tilleuls" }))
        .await;
    assert_eq!(
        api["plan"]["participation"],
        json!({
            "people": 11,
            "zones": [{ "zone": { "title": "Place du marché" }, "people": 11 }],
            "channels": [{ "channel": "PARTICIPANT", "people": 11 }],
        }),
        "the API gives the numbers of the page"
    );

    // A twelfth person who begins elsewhere would be the difference of two numbers.
    let lina = app.resident("Lina").await;
    comment(&lina, &second, &Value::Null, "Je viens d'ailleurs.").await;
    let api = app
        .visitor()
        .ask(PARTICIPATION, json!({ "slug": "les-tilleuls" }))
        .await;
    let told = &api["plan"]["participation"];
    assert_eq!(told["people"], 12);
    assert_eq!(
        told["zones"],
        json!([{ "zone": null, "people": null }, { "zone": { "title": "Place du marché" }, "people": null }])
    );
    let page = text(&shown(&staff, "/staff").await.html);
    assert!(
        page.contains("Trop peu de personnes par ligne") && !page.contains("Place du marché 11"),
        "{page}"
    );
}

#[tokio::test]
async fn the_dashboard_costs_the_same_however_much_there_is() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let mut costs = Vec::new();
    for round in 0..2 {
        let plan = debate(&petit, &format!("plan-{round}"), json!({})).await;
        for n in 0..=(6 * round) {
            let one = propose(&awa, &plan, &plan["zones"][0]["id"]).await;
            comment(&awa, &one, &Value::Null, "Une raison.").await;
            let due = if n % 2 == 0 {
                "2026-12-01T12:00:00Z"
            } else {
                "2026-11-24T12:00:00Z"
            };
            study(&petit, &plan, &[&one], due).await;
        }
        shown(&staff, "/staff").await;
        let before = app.db().stats().statements;
        shown(&staff, "/staff").await;
        costs.push(app.db().stats().statements - before);
    }
    assert_eq!(costs[0], costs[1], "{costs:?}");
    println!("the dashboard costs {} statements", costs[0]);
}

#[tokio::test]
async fn an_empty_town_has_a_dashboard() {
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let page = text(&shown(&staff, "/staff").await.html);
    for said in [
        "Aucune réponse n'est en retard.",
        "Aucune réponse n'est attendue pour le moment.",
        "Personne n'a commenté depuis sept jours.",
        "Aucun plan n'est encore publié.",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
}
