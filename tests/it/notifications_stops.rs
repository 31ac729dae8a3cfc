//! Stopping mails: by one click without signing in, and by addresses that refuse them.

use std::time::Duration;

use app::{Cx, notifications};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use domain::time::hours;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    front::{door, send},
    notifications::{SET, rows, said},
    notifications_mails::{debate, header},
};

const AWA: &str = "awa@example.org";

async fn paces(who: &Person) -> Vec<(String, String)> {
    let me = who
        .ask(
            "{ me { notificationSettings { paces { kind pace } } } }",
            json!({}),
        )
        .await;
    let paces = me["me"]["notificationSettings"]["paces"]
        .as_array()
        .unwrap()
        .clone();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    paces
        .iter()
        .map(|pace| (word(&pace["kind"]), word(&pace["pace"])))
        .collect()
}

async fn pace(who: &Person, kind: &str) -> String {
    let paces = paces(who).await;
    paces.into_iter().find(|(of, _)| of == kind).unwrap().1
}

/// The path that stops the last mail to Awa.
fn stop_of_last(app: &TestApp) -> String {
    let mail = app.mail.to(AWA).pop().unwrap();
    let stop = header(&mail, "List-Unsubscribe").unwrap();
    let path = stop
        .trim_matches(['<', '>'])
        .strip_prefix("https://fabrique.example")
        .unwrap();
    let link = "https://fabrique.example/unsubscribe/";
    let html = mail.html.as_deref().unwrap();
    assert!(mail.text.contains(link) && html.contains(link), "in the mail too");
    path.to_owned()
}

fn get(path: &str, language: &str) -> Request<Body> {
    Request::get(path)
        .header("accept-language", language)
        .body(Body::empty())
        .unwrap()
}

fn one_click(path: &str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap()
}

#[tokio::test]
async fn one_click_stops_a_kind_and_looking_does_not() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let input = json!({ "paces": [{ "kind": "REPLY", "pace": "AT_ONCE" }] });
    awa.ask(SET, json!({ "input": input })).await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Un.").await;
    app.clock.advance(Duration::from_secs(10));
    app.run_worker().await;
    let (router, path) = (door(&app), stop_of_last(&app));
    for _ in 0..2 {
        let (status, page) = send(&router, get(&path, "fr")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains("<html lang=\"en\">") && page.contains("<form method=\"post\">"),
            "{page}"
        );
        assert_eq!(pace(&awa, "REPLY").await, "AT_ONCE", "mail scanners follow links");
    }
    for _ in 0..2 {
        let (status, page) = send(&router, one_click(&path)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<h1>It is done</h1>"), "{page}");
        assert_eq!(pace(&awa, "REPLY").await, "NEVER");
    }
    assert_eq!(
        pace(&awa, "PROPOSAL_ANSWERED").await,
        "AT_ONCE",
        "that kind alone"
    );
    said(&karim, &proposal, None, "Deux.").await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 1);
    assert_eq!(rows(&app, &awa).await.len(), 2, "the list still tells it");
}

#[tokio::test]
async fn one_click_stops_the_digest_and_not_what_the_law_asks_to_tell() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let input = json!({ "paces": [{ "kind": "DECISION", "pace": "DAILY" }, { "kind": "MERGE_CONSENT", "pace": "DAILY" }] });
    awa.ask(SET, json!({ "input": input })).await;
    said(&app.resident("Karim").await, &proposal, None, "Un.").await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    let (status, _) = send(&door(&app), one_click(&stop_of_last(&app))).await;
    assert_eq!(status, StatusCode::OK);
    for (kind, expected) in [
        ("REPLY", "NEVER"),
        ("MERGE_CONSENT", "NEVER"),
        ("DECISION", "AT_ONCE"),
        ("PROPOSAL_ANSWERED", "AT_ONCE"),
    ] {
        assert_eq!(pace(&awa, kind).await, expected, "{kind}");
    }
}

#[tokio::test]
async fn a_forged_token_stops_nothing_and_a_leaver_has_none() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    said(&app.resident("Karim").await, &proposal, None, "Un.").await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    let (router, path) = (door(&app), stop_of_last(&app));
    let before = paces(&awa).await;
    let token = path.strip_prefix("/unsubscribe/").unwrap();
    let mut forged = vec![
        "x".to_owned(),
        "A".repeat(5_000),
        awa.account().to_string(),
        token[..token.len() - 1].to_owned(),
    ];
    for place in [0, 5, token.len() / 2, token.len() - 2] {
        let mut other: Vec<char> = token.chars().collect();
        other[place] = if other[place] == 'A' { 'B' } else { 'A' };
        forged.push(other.into_iter().collect());
    }
    for token in forged {
        for request in [
            get(&format!("/unsubscribe/{token}"), "fr"),
            one_click(&format!("/unsubscribe/{token}")),
        ] {
            let (status, page) = send(&router, request).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{token}");
            assert!(page.contains("<html lang=\"fr\">"), "{page}");
        }
    }
    assert_eq!(paces(&awa).await, before);
    awa.ask(crate::leaving::ERASE, json!({ "contributions": "KEEP" }))
        .await;
    let (status, _) = send(&router, one_click(&path)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

const TROUBLE: &str = "{ me { mailTrouble { count lastCode at stopped } } }";

#[tokio::test]
async fn an_address_that_refuses_three_times_gets_codes_alone() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let karim = app.resident("Karim").await;
    app.mail.refuse(AWA, "550");
    assert_eq!(
        awa.ask(TROUBLE, json!({})).await["me"]["mailTrouble"],
        Value::Null
    );
    for day in 1..=4 {
        said(&karim, &proposal, None, &format!("Jour {day}.")).await;
        app.clock.advance(hours(24));
        app.run_worker().await;
        let trouble = awa.ask(TROUBLE, json!({})).await["me"]["mailTrouble"].clone();
        assert_eq!(
            (&trouble["count"], &trouble["lastCode"], &trouble["stopped"]),
            (&json!(day.min(3)), &json!("550"), &json!(day >= 3)),
            "after three no further mail is tried"
        );
    }
    // A code is tried all the same, and counts.
    const CODE: &str =
        "mutation($email: String!) { requestCode(email: $email) { attempt problems { code } } }";
    app.visitor().ask(CODE, json!({ "email": AWA })).await;
    app.run_worker().await;
    assert_eq!(awa.ask(TROUBLE, json!({})).await["me"]["mailTrouble"]["count"], 4);
    // Another address starts anew.
    app.confirm_email(&awa, "awa@example.net").await;
    assert_eq!(
        awa.ask(TROUBLE, json!({})).await["me"]["mailTrouble"],
        Value::Null
    );
    said(&karim, &proposal, None, "Enfin.").await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    assert_eq!(app.mail.to("awa@example.net").len(), 1);
}

#[tokio::test]
async fn a_report_of_a_failure_counts_for_a_mail_that_was_ours() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    said(&app.resident("Karim").await, &proposal, None, "Un.").await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    let mail = app.mail.to(AWA).pop().unwrap();
    let id = header(&mail, "Message-ID").unwrap().to_owned();
    let house = Cx::system(app.house.clone(), "test");
    let forged = id.replace("<d.", "<n.");
    assert_ne!(forged, id);
    for id in ["<x@y>", "", forged.as_str()] {
        assert!(
            !notifications::bounced(&house, &[id.to_owned()], "5.1.1")
                .await
                .unwrap(),
            "{id}"
        );
    }
    assert!(
        notifications::bounced(awa.cx(), std::slice::from_ref(&id), "5.1.1")
            .await
            .is_err()
    );
    assert_eq!(
        awa.ask(TROUBLE, json!({})).await["me"]["mailTrouble"],
        Value::Null
    );

    let report = format!(
        "Content-Type: multipart/report; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {id}\r\nSubject: x\r\n\r\nBonjour\r\n--b--\r\n"
    );
    let read = server::mail::bounced::Report::read(report.as_bytes()).expect("a report of a failure");
    assert!(
        notifications::bounced(&house, &read.message_ids, &read.status)
            .await
            .unwrap()
    );
    let trouble = awa.ask(TROUBLE, json!({})).await["me"]["mailTrouble"].clone();
    assert_eq!(
        (&trouble["count"], &trouble["lastCode"]),
        (&json!(1), &json!("5.1.1"))
    );
}
