//! Refresh tokens: exchanged once; one that comes again ends its family.

use std::time::Duration;

use domain::time::{days, minutes};
use serde_json::{Value, json};
use test_support::TestApp;

use super::come_in;
use crate::wire::Front;

const REFRESH: &str = "mutation($token: String!) { refresh(refreshToken: $token) {
    session { id usedAt } tokens { accessToken refreshToken refreshExpiresAt } problems { code }
} }";
const ME: &str = "{ me { email } }";

async fn refresh(app: &TestApp, token: &Value) -> Value {
    app.visitor().ask(REFRESH, json!({ "token": token })).await["refresh"].clone()
}

fn code(answer: &Value) -> &str {
    answer["problems"][0]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_refresh_token_that_is_reused_revokes_its_family() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let first = come_in(&app, "awa@exemple.fr").await;
    let other = come_in(&app, "awa@exemple.fr").await;
    app.clock.advance(minutes(9));
    let second = refresh(&app, &first["tokens"]["refreshToken"]).await;
    assert_eq!(second["problems"], json!([]), "{second:#}");
    assert_eq!(second["session"]["id"], first["session"]["id"]);
    assert_eq!(second["session"]["usedAt"], "2026-11-23T09:09:00Z");
    app.clock.advance(Duration::from_secs(11));
    let reused = refresh(&app, &first["tokens"]["refreshToken"]).await;
    assert_eq!(code(&reused), "ACCOUNT_TOKEN_REUSED");
    // The thief's or the owner's, whichever came first: the whole family is dead, access token included.
    assert_eq!(
        code(&refresh(&app, &second["tokens"]["refreshToken"]).await),
        "AUTH_EXPIRED"
    );
    let answer = front
        .post(ME, json!({}), second["tokens"]["accessToken"].as_str())
        .await;
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["extensions"]["code"]),
        (401, &json!("auth.expired"))
    );
    // Other sessions live on, and the person is told once.
    assert_eq!(
        refresh(&app, &other["tokens"]["refreshToken"]).await["problems"],
        json!([])
    );
    assert_eq!(
        code(&refresh(&app, &first["tokens"]["refreshToken"]).await),
        "AUTH_EXPIRED"
    );
    app.run_worker().await;
    let told = app.mail.to("awa@exemple.fr");
    let told: Vec<_> = told
        .iter()
        .filter(|mail| mail.subject == "One of your sessions was ended")
        .collect();
    assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_within_ten_seconds_and_only_one_pair_lives() {
    let app = TestApp::start().await;
    let first = come_in(&app, "awa@exemple.fr").await;
    let lost = refresh(&app, &first["tokens"]["refreshToken"]).await;
    app.clock.advance(Duration::from_secs(9));
    let kept = refresh(&app, &first["tokens"]["refreshToken"]).await;
    assert_eq!(kept["problems"], json!([]));
    let next = refresh(&app, &kept["tokens"]["refreshToken"]).await;
    assert_eq!(next["problems"], json!([]));
    // Somebody had caught the answer that was lost.
    assert_eq!(
        code(&refresh(&app, &lost["tokens"]["refreshToken"]).await),
        "ACCOUNT_TOKEN_REUSED"
    );
    assert_eq!(
        code(&refresh(&app, &next["tokens"]["refreshToken"]).await),
        "AUTH_EXPIRED"
    );
}

#[tokio::test]
async fn sessions_end_by_time_and_what_is_no_token_refreshes_nothing() {
    let app = TestApp::start().await;
    let mut session = come_in(&app, "awa@exemple.fr").await;
    for _ in 0..2 {
        app.clock.advance(days(13));
        session = refresh(&app, &session["tokens"]["refreshToken"]).await;
        assert_eq!(session["problems"], json!([]));
    }
    assert_eq!(
        session["tokens"]["refreshExpiresAt"], "2026-12-23T09:00:00Z",
        "30 days in all"
    );
    app.clock.advance(days(4));
    assert_eq!(
        code(&refresh(&app, &session["tokens"]["refreshToken"]).await),
        "AUTH_EXPIRED"
    );
    let access = session["tokens"]["accessToken"].clone();
    for token in [
        json!(""),
        json!("fbr_"),
        access,
        json!("fbd_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkvV_HC"),
    ] {
        assert_eq!(code(&refresh(&app, &token).await), "AUTH_EXPIRED", "{token}");
    }
}
