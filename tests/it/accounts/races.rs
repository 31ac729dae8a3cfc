//! What comes at once.

use futures::future::join_all;
use serde_json::json;
use test_support::TestApp;

use super::{CONFIRM, code, count, sign_in, sign_up};

#[tokio::test]
async fn concurrent_confirmations_of_one_code_give_one_session() {
    let app = TestApp::unmoderated().await;
    let (attempt, code) = code(&app, "awa@exemple.fr").await;
    let typed = json!({ "attempt": attempt, "code": code, "age": "FIFTEEN_OR_MORE" });
    let tries = (0..12).map(|_| {
        let (visitor, typed) = (app.visitor(), typed.clone());
        async move { visitor.ask(CONFIRM, typed).await["confirmCode"].clone() }
    });
    let answers = join_all(tries).await;
    let opened = answers
        .iter()
        .filter(|answer| answer["problems"] == json!([]))
        .count();
    assert_eq!(opened, 1, "{answers:#?}");
    for answer in answers.iter().filter(|answer| answer["me"].is_null()) {
        assert_eq!(answer["problems"][0]["code"], "ACCOUNT_CODE_EXPIRED");
    }
    assert_eq!(
        (count(&app, "accounts").await, count(&app, "sessions").await),
        (1, 1)
    );
}

#[tokio::test]
async fn two_codes_of_one_new_address_open_one_account() {
    let app = TestApp::unmoderated().await;
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(code(&app, "awa@exemple.fr").await);
    }
    let tries = codes.iter().map(|(attempt, code)| {
        let visitor = app.visitor();
        let typed = json!({ "attempt": attempt, "code": code, "age": "FIFTEEN_OR_MORE" });
        async move { visitor.ask(CONFIRM, typed).await["confirmCode"].clone() }
    });
    let answers = join_all(tries).await;
    assert!(
        answers.iter().all(|answer| answer["problems"] == json!([])),
        "{answers:#?}"
    );
    let created = answers.iter().filter(|answer| answer["created"] == true).count();
    assert_eq!(created, 1);
    assert_eq!(
        (count(&app, "accounts").await, count(&app, "sessions").await),
        (1, 4)
    );
}

/// Guesses that come at once count all the same: five are looked at, the others wait.
#[tokio::test]
async fn passwords_that_come_at_once_are_counted_one_by_one() {
    let app = TestApp::unmoderated().await;
    sign_up(&app, "awa@exemple.fr", super::PASSWORD).await;
    let tries = (0..20).map(|guess| {
        let visitor = app.visitor();
        async move {
            let document = super::SIGN_IN;
            let typed = json!({ "email": "awa@exemple.fr", "password": format!("devinette {guess}") });
            visitor.graphql(document, typed).await
        }
    });
    let answers = join_all(tries).await;
    let looked_at = answers
        .iter()
        .filter(|answer| answer.get("errors").is_none())
        .count();
    assert_eq!(looked_at, 5, "{answers:#?}");
    let waits = answers.iter().filter(|answer| {
        answer["errors"][0]["extensions"]
            == json!({ "code": "request.throttled", "retryAfter": 1, "traceId": "test" })
    });
    assert_eq!(waits.count(), 15, "{answers:#?}");
    app.clock.advance(std::time::Duration::from_secs(1));
    let right = sign_in(&app.visitor(), "awa@exemple.fr", super::PASSWORD).await;
    assert_eq!(right["problems"], json!([]));
}
