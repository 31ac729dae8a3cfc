//! Nobody learns whether an address has an account: answers, statements and mails are alike.

use serde_json::{Value, json};
use test_support::TestApp;

use super::{REQUEST, SIGN_IN, SIGN_UP, come_in, sign_up};

const KNOWN: &str = "awa@exemple.fr";
const UNKNOWN: &str = "bao@exemple.fr";
/// Has an account without a password.
const CODES_ONLY: &str = "cléo@exemple.fr";

/// The answer with what is drawn at random taken out, and how many statements it took.
async fn alike(app: &TestApp, document: &str, email: &str, name: &str) -> (Value, u64) {
    let typed = json!({
        "email": email, "password": "deux moineaux sous la pluie", "age": "FIFTEEN_OR_MORE", "attempt": null,
    });
    let before = app.db().stats().statements;
    let mut answer = app.visitor().graphql(document, typed).await;
    let statements = app.db().stats().statements - before;
    if let Some(attempt) = answer.pointer_mut(&format!("/data/{name}/attempt")) {
        assert!(
            attempt.as_str().is_some_and(|id| id.starts_with("attempt_")),
            "{attempt}"
        );
        attempt.take();
    }
    (answer, statements)
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answers_after_the_same_work() {
    let app = TestApp::start().await;
    sign_up(&app, KNOWN, super::PASSWORD).await;
    come_in(&app, CODES_ONLY).await;
    for (document, name) in [(REQUEST, "requestCode"), (SIGN_UP, "signUp"), (SIGN_IN, "signIn")] {
        // The first of each kind makes rows of throttles that later ones find.
        let mut answers = Vec::new();
        for email in [KNOWN, UNKNOWN, CODES_ONLY] {
            alike(&app, document, email, name).await;
            answers.push(alike(&app, document, email, name).await);
        }
        assert_eq!(answers[0], answers[1], "{name}");
        assert_eq!(answers[0], answers[2], "{name}");
    }
}

#[tokio::test]
async fn wrong_passwords_make_wait_and_lock_alike_where_there_is_no_account() {
    let app = TestApp::start().await;
    sign_up(&app, KNOWN, super::PASSWORD).await;
    let mut histories = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let mut history = Vec::new();
        for _ in 0..101 {
            app.clock.advance(std::time::Duration::from_mins(15));
            history.push(alike(&app, SIGN_IN, email, "signIn").await.0);
        }
        histories.push(history);
    }
    assert_eq!(histories[0], histories[1]);
    let code = |answer: &Value| answer["data"]["signIn"]["problems"][0]["code"].clone();
    assert_eq!(code(&histories[0][99]), "ACCOUNT_CREDENTIALS_WRONG");
    assert_eq!(code(&histories[0][100]), "ACCOUNT_PASSWORD_LOCKED");
    // A code still opens it.
    assert_eq!(come_in(&app, KNOWN).await["created"], false);
}

#[tokio::test]
async fn codes_to_one_address_are_throttled_alike() {
    let app = TestApp::start().await;
    come_in(&app, KNOWN).await;
    app.clock.advance(std::time::Duration::from_hours(2));
    for email in [KNOWN, UNKNOWN] {
        for round in 0..6 {
            let answer = app.visitor().graphql(REQUEST, json!({ "email": email })).await;
            let error = &answer["errors"][0]["extensions"];
            if round < 5 {
                assert_eq!(answer.get("errors"), None, "{answer:#}");
            } else {
                assert_eq!(error["code"], "request.throttled", "{answer:#}");
                assert_eq!(error["retryAfter"], 900);
            }
        }
    }
}
