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
pub(super) async fn signed_in(app: &TestApp, person: &Person, email: &str) -> Browser {
    app.confirm_email(person, email).await;
    let browser = Browser::open(app);
    browser.sign_in(app, email, "/staff").await;
    browser
}

pub(super) async fn shown(browser: &Browser, path: &str) -> Shown {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
    page
}

/// The page without tags, its blanks joined.
pub(super) fn text(html: &str) -> String {
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
    const LIVELY: &str =
        "query($since: DateTime) { livelyDebates(since: $since) { proposal { title number } comments } }";
    let lively = petit.ask(LIVELY, json!({})).await["livelyDebates"].clone();
    let said: Vec<_> = lively
        .as_array()
        .unwrap()
        .iter()
        .map(|debate| &debate["comments"])
        .collect();
    assert_eq!(said, [10, 1], "the same as on the page: {lively}");
    let now = app.house.clock.now().to_string();
    let later = petit.ask(LIVELY, json!({ "since": now })).await;
    assert_eq!(later["livelyDebates"], json!([]), "{now}");
    for nobody in [&awa, &app.visitor()] {
        assert_eq!(nobody.ask(LIVELY, json!({})).await["livelyDebates"], json!([]));
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

pub(super) fn between<'h>(html: &'h str, before: &str, after: &str) -> &'h str {
    let Some((_, rest)) = html.split_once(before) else {
        panic!("{before} is not in {html}")
    };
    rest.split(after).next().unwrap()
}

/// A form that is taken; where it leads.
pub(super) async fn taken(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let sent = browser.post(path, fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path}: {}", sent.html);
    sent.location
}

/// A form that comes back, with what is wrong and what was typed.
pub(super) async fn refused(browser: &Browser, path: &str, fields: &[(&str, &str)], says: &[&str]) {
    let sent = browser.post(path, fields).await;
    assert!(
        sent.status.is_client_error(),
        "{path}: {} {}",
        sent.status,
        sent.html
    );
    for said in says {
        assert!(sent.html.contains(said), "{said} in {}", sent.html);
    }
    for (_, value) in fields
        .iter()
        .filter(|(name, _)| ["reason", "cost", "to"].contains(name))
    {
        assert!(sent.html.contains(value), "{value} is kept in {}", sent.html);
    }
}

const ANSWERS: &str = "query($plan: ID) { proposals(plan: $plan, sort: OLDEST) { edges { node { number answer { stage cost calendar deliberation ruling { reason } draft { version viewerWrote note } proposals { number } } } } } }";

#[tokio::test]
async fn a_group_is_studied_drafted_read_by_another_published_once_and_delivered() {
    let app = TestApp::start().await;
    let (petit, roy, awa) = (
        app.staff("M. Petit").await,
        app.staff("Mme Roy").await,
        app.resident("Awa").await,
    );
    let plan = debate(&petit, "les-tilleuls", json!({})).await;
    let first = propose(&awa, &plan, &Value::Null).await;
    let second = propose(&awa, &plan, &Value::Null).await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let reader = signed_in(&app, &roy, "roy@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;

    let list = shown(&staff, "/staff/answers").await;
    assert!(list.html.contains("Garder les platanes"), "{}", list.html);
    let id = plan["id"].as_str().unwrap();
    let nothing = staff.get(&format!("/staff/study?plan={id}")).await;
    assert!(
        nothing.location.ends_with("done=nothing-chosen"),
        "{}",
        nothing.location
    );
    let (one, two) = (first.as_str().unwrap(), second.as_str().unwrap());
    let asked = shown(
        &staff,
        &format!("/staff/study?plan={id}&proposal={one}&proposal={two}"),
    )
    .await;
    assert!(asked.html.contains("n° 1") && asked.html.contains("n° 2"));
    let both = |due: &'static str, organisation: &'static str| {
        [
            ("plan", id),
            ("proposal", one),
            ("proposal", two),
            ("due", due),
            ("organisation", organisation),
        ]
    };
    refused(
        &staff,
        "/staff/study",
        &both("2020-01-01", "Espaces verts"),
        &["href=\"#dueAt\""],
    )
    .await;
    refused(
        &staff,
        "/staff/study",
        &both("2026-12-20", ""),
        &["href=\"#organisation\""],
    )
    .await;
    let answer = taken(&staff, "/staff/study", &both("2026-12-20", "Espaces verts")).await;
    let answer = answer.strip_suffix("?done=study-begun").unwrap().to_owned();
    assert!(text(&shown(&staff, &answer).await.html).contains("À rendre le 20 décembre 2026"));
    assert_eq!(resident.get(&answer).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        Browser::open(&app).get(&answer).await.status,
        StatusCode::UNAUTHORIZED
    );

    let decide = format!("{answer}/decide");
    let wrong = [
        ("version", "1"),
        ("act", "draft"),
        ("reason", "Court"),
        ("cost", "beaucoup"),
    ];
    refused(
        &staff,
        &decide,
        &wrong,
        &[
            "href=\"#decision\"",
            "href=\"#reason\"",
            "href=\"#cost\"",
            "<title>Erreur",
        ],
    )
    .await;
    let decision = |act: &'static str| {
        [
            ("version", "1"),
            ("act", act),
            ("decision", "partly"),
            ("reason", "Onze platanes sur douze sont gardés."),
            ("cost", "18 400,50 €"),
            ("calendar", "De mars à juin."),
            ("deliberation", "2026-114"),
        ]
    };
    let drafted = taken(&staff, &decide, &decision("draft")).await;
    assert!(drafted.ends_with("done=answer-drafted"), "{drafted}");
    let own = text(&shown(&staff, &answer).await.html);
    assert!(own.contains("une autre personne la relit") && !own.contains("Publier cette réponse"));
    let answers = async |who: &Person| {
        let read = who.ask(ANSWERS, json!({ "plan": plan["id"] })).await;
        read["proposals"]["edges"][0]["node"]["answer"].clone()
    };
    for other in [&app.visitor(), &awa] {
        let read = answers(other).await;
        assert_eq!(
            (&read["draft"], &read["stage"]),
            (&Value::Null, &json!("UNDER_STUDY"))
        );
    }
    assert!(
        !shown(&resident, "/plans/les-tilleuls/proposals/1")
            .await
            .html
            .contains("Onze platanes")
    );
    let publish = [("version", "1"), ("draft", "1"), ("act", "publish")];
    refused(
        &staff,
        &format!("{answer}/draft"),
        &publish,
        &["Une autre personne doit relire"],
    )
    .await;

    // The second reader sends it back, with what to change; the author writes it anew.
    let listed = shown(&reader, "/staff/answers?view=drafts").await;
    assert!(listed.html.contains(&answer), "{}", listed.html);
    let back = [
        ("draft", "1"),
        ("act", "return"),
        ("note", "Dites lequel est abattu."),
    ];
    taken(&reader, &format!("{answer}/draft"), &back).await;
    assert!(text(&shown(&staff, &answer).await.html).contains("À reprendre Dites lequel est abattu."));
    let kept = shown(&staff, &decide).await;
    assert!(
        kept.html.contains("Onze platanes") && kept.html.contains("18400,50"),
        "{}",
        kept.html
    );
    taken(&staff, &decide, &decision("draft")).await;
    let stale = [("version", "1"), ("draft", "2"), ("act", "publish")];
    refused(
        &reader,
        &format!("{answer}/draft"),
        &stale,
        &["a changé entre-temps"],
    )
    .await;
    let version = between(
        &shown(&reader, &answer).await.html,
        "name=\"draft\" value=\"",
        "\"",
    )
    .to_owned();
    let publish = [("version", "1"), ("draft", version.as_str()), ("act", "publish")];
    let published = taken(&reader, &format!("{answer}/draft"), &publish).await;
    assert!(published.ends_with("done=answer-published"), "{published}");
    refused(
        &reader,
        &format!("{answer}/draft"),
        &publish,
        &["a changé entre-temps"],
    )
    .await;
    assert_eq!(
        answers(&petit).await,
        json!({
            "stage": "PARTLY", "cost": "18400.50", "calendar": "De mars à juin.", "deliberation": "2026-114",
            "ruling": { "reason": "Onze platanes sur douze sont gardés." }, "draft": null,
            "proposals": [{ "number": 1 }, { "number": 2 }],
        })
    );
    let public = text(&shown(&resident, "/plans/les-tilleuls/proposals/2").await.html);
    assert!(public.contains("Délibération n° 2026-114"), "{public}");

    assert!(
        shown(&staff, "/staff/answers?view=promised")
            .await
            .html
            .contains(&answer)
    );
    let delivered = taken(&staff, &format!("{answer}/deliver"), &[("version", "2")]).await;
    assert!(delivered.ends_with("done=answer-delivered"), "{delivered}");
    let late = [("version", "3"), ("reason", "Les platanes sont malades.")];
    refused(
        &staff,
        &format!("{answer}/abandon"),
        &late,
        &["à une étape qui ne le permet pas"],
    )
    .await;
    assert!(
        shown(&staff, "/staff/answers?view=closed")
            .await
            .html
            .contains(&answer)
    );
}

#[tokio::test]
async fn an_answer_is_recommended_handed_on_and_decided_without_a_second_reader() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&petit, "les-tilleuls", json!({})).await;
    let first = propose(&awa, &plan, &Value::Null).await;
    let id = study(&petit, &plan, &[&first], "2026-12-20T12:00:00Z").await;
    let answer = format!("/staff/answers/{}", id["id"].as_str().unwrap());
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    for step in ["decide", "recommend", "transfer", "deliver", "abandon"] {
        shown(&staff, &format!("{answer}/{step}")).await;
    }
    assert_eq!(
        staff.get(&format!("{answer}/nothing")).await.status,
        StatusCode::NOT_FOUND
    );
    refused(
        &staff,
        &format!("{answer}/recommend"),
        &[("version", "1")],
        &["href=\"#by\"", "href=\"#text\""],
    )
    .await;
    let advice = [
        ("version", "1"),
        ("by", "Arbres"),
        ("text", "Les racines sont saines."),
    ];
    taken(&staff, &format!("{answer}/recommend"), &advice).await;
    let transfer = [
        ("version", "2"),
        ("to", "Le bailleur"),
        ("reason", "La place est au bailleur."),
        ("due", "2027-01-20"),
    ];
    refused(
        &staff,
        &format!("{answer}/transfer"),
        &transfer[..3],
        &["href=\"#dueAt\""],
    )
    .await;
    taken(&staff, &format!("{answer}/transfer"), &transfer).await;
    let page = text(&shown(&staff, &answer).await.html);
    for said in [
        "Transmise à Le bailleur",
        "À rendre le 20 janvier 2027",
        "Les racines sont saines.",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let decision = [
        ("version", "3"),
        ("act", "publish"),
        ("decision", "refused"),
        ("reason", "Le bailleur ne le veut pas."),
    ];
    taken(&staff, &format!("{answer}/decide"), &decision).await;
    let page = text(&shown(&staff, &answer).await.html);
    assert!(
        page.contains("Non retenue") && page.contains("Cette réponse est close."),
        "{page}"
    );
}

#[tokio::test]
async fn answers_are_filtered_by_state_term_zone_and_theme_and_the_api_gives_the_same() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&petit, "les-tilleuls", json!({})).await;
    let mut input = platanes();
    input["zone"] = plan["zones"][0]["id"].clone();
    input["theme"] = plan["themes"][0]["id"].clone();
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    let late = sent["submitProposal"]["proposal"]["id"].clone();
    let soon = propose(&awa, &plan, &Value::Null).await;
    let later = propose(&awa, &plan, &Value::Null).await;
    let soon = study(&petit, &plan, &[&soon], "2026-12-01T12:00:00Z").await;
    let later = study(&petit, &plan, &[&later], "2027-01-20T12:00:00Z").await;
    let late = study(&petit, &plan, &[&late], "2026-11-25T12:00:00Z").await;
    app.clock.advance(Duration::from_secs(5 * 86_400));
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let all = [&late, &soon, &later];
    let zone = plan["zones"][0]["id"].as_str().unwrap();
    let id = plan["id"].as_str().unwrap();
    let theme = plan["themes"][0]["id"].as_str().unwrap();
    let (from, week) = ("2026-11-28T09:00:00Z", "2026-12-05T09:00:00Z");
    for (query, asked, expected) in [
        (String::new(), json!({}), vec![&late, &soon, &later]),
        ("&due=late".to_owned(), json!({ "before": from }), vec![&late]),
        (
            "&due=week".to_owned(),
            json!({ "from": from, "before": week }),
            vec![&soon],
        ),
        (
            "&due=month".to_owned(),
            json!({ "from": from, "before": "2026-12-28T09:00:00Z" }),
            vec![&soon],
        ),
        (
            "&state=transferred".to_owned(),
            json!({ "stages": ["TRANSFERRED"] }),
            vec![],
        ),
        (
            format!("&plan={id}&zone={zone}"),
            json!({ "plan": id, "zones": [zone] }),
            vec![&late],
        ),
        (
            format!("&plan={id}&theme={theme}&due=late"),
            json!({ "plan": id, "themes": [theme], "before": from }),
            vec![&late],
        ),
    ] {
        let page = shown(&staff, &format!("/staff/answers?view=studied{query}"))
            .await
            .html;
        let mut told: Vec<(usize, &Value)> = all
            .iter()
            .filter_map(|one| {
                let link = format!("/staff/answers/{}", one["id"].as_str().unwrap());
                Some((page.find(&link)?, *one))
            })
            .collect();
        told.sort_by_key(|(place, _)| *place);
        let told: Vec<&Value> = told.into_iter().map(|(_, one)| one).collect();
        assert_eq!(told, expected, "{query}");
        let found = petit
            .ask(
                "query($plan: ID, $stages: [AnswerStage!] = [], $from: DateTime, $before: DateTime, $themes: [ID!] = [], $zones: [ID!] = []) {
                    dueAnswers(plan: $plan, stages: $stages, dueFrom: $from, dueBefore: $before, themes: $themes, zones: $zones) { edges { node { id } } } }",
                asked,
            )
            .await;
        let edges = found["dueAnswers"]["edges"].as_array().unwrap();
        let ids: Vec<&Value> = edges.iter().map(|edge| &edge["node"]).collect();
        assert_eq!(ids, expected, "the API gives the list of the page");
    }
    let empty = shown(&staff, "/staff/answers?view=studied&state=transferred")
        .await
        .html;
    assert!(text(&empty).contains("Rien ne correspond à ces filtres."));
    let nobody = awa
        .ask("{ dueAnswers { edges { node { id } } } }", json!({}))
        .await;
    assert_eq!(nobody["dueAnswers"]["edges"], json!([]));
}
