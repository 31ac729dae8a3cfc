//! No address, password, code or token in a log.

use serde_json::{Value, json};
use test_support::TestApp;

use super::{CONFIRM, PASSWORD, REQUEST, SIGN_IN, SIGN_UP};
use crate::{logs::Captured, wire::Front};

/// Whether the log has this text as a word of its own.
fn has(log: &str, secret: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    log.match_indices(secret).any(|(at, found)| {
        !part(log[..at].chars().next_back()) && !part(log[at + found.len()..].chars().next())
    })
}

#[tokio::test]
async fn nothing_that_opens_an_account_or_names_its_owner_is_logged() {
    let captured = Captured::start();
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let mut secrets = vec!["ndeye.sarr@exemple.fr".to_owned(), PASSWORD.to_owned()];
    let mut note = |value: &Value| {
        let text = value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
        secrets.push(text.clone());
        text
    };
    let email = "ndeye.sarr@exemple.fr";
    let typed = json!({ "email": email, "password": PASSWORD, "age": "FIFTEEN_OR_MORE" });
    let asked = front.ask(SIGN_UP, typed, None).await["signUp"].clone();
    app.run_worker().await;
    let code = note(&json!(app.mail.code_to(email)));
    let wrong = json!({ "attempt": asked["attempt"], "code": super::another(&code) });
    front.ask(CONFIRM, wrong, None).await;
    let typed = json!({ "attempt": asked["attempt"], "code": code });
    let first = front.ask(CONFIRM, typed, None).await["confirmCode"].clone();
    let access = note(&first["tokens"]["accessToken"]);
    let refresh = note(&first["tokens"]["refreshToken"]);
    let guess = note(&json!("pas le bon mot de passe"));
    for password in [guess.as_str(), PASSWORD] {
        let typed = json!({ "email": email, "password": password });
        let signed_in = front.ask(SIGN_IN, typed, None).await["signIn"].clone();
        if signed_in["me"].is_object() {
            note(&signed_in["tokens"]["accessToken"]);
        }
    }
    front.ask("{ me { email } }", json!({}), Some(&access)).await;
    front
        .post("{ me { email } }", json!({}), Some(&format!("{access}x")))
        .await;
    let document = "mutation($token: String!) { refresh(refreshToken: $token) { tokens { refreshToken } problems { code } } }";
    let next = front.ask(document, json!({ "token": refresh }), None).await;
    note(&next["refresh"]["tokens"]["refreshToken"]);
    app.clock.advance(std::time::Duration::from_secs(20));
    front.ask(document, json!({ "token": refresh }), None).await;
    front.ask(REQUEST, json!({ "email": email }), None).await;
    app.run_worker().await;
    note(&json!(app.mail.code_to(email)));

    let log = captured.text();
    for span in [
        "accounts.sign_up",
        "accounts.confirm_code",
        "accounts.sign_in",
        "accounts.refresh",
        "jobs.run",
    ] {
        assert!(log.contains(span), "{span} was not logged: the test sees nothing");
    }
    for secret in &secrets {
        let line = log.lines().find(|line| has(line, secret));
        assert_eq!(line, None, "a secret was logged");
    }
    assert!(!log.contains("exemple.fr"));
}
