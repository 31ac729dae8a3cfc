//! The door: which tokens open it, and which sessions hold it open.

use std::sync::Arc;

use app::{Cx, accounts};
use auth::token::{KeyRing, Site};
use domain::{
    Id,
    accounts::{AccountId, Grant, Role, SessionId},
    time::minutes,
};
use serde_json::{Value, json};
use test_support::TestApp;

use super::come_in;
use crate::wire::Front;

const ME: &str = "{ me { email sessions { id device current endedAt } grants { role plan { slug } } } }";
const SIGN_OUT: &str = "mutation { signOut { session { id endedAt } problems { code } } }";
const EVERYWHERE: &str = "mutation($keep: Boolean!) { signOutEverywhere(keepThis: $keep) { me { sessions { id } } problems { code } } }";
const END: &str = "mutation($id: ID!) { endSession(session: $id) { session { id } problems { code } } }";

fn access(signed_in: &Value) -> &str {
    signed_in["tokens"]["accessToken"].as_str().unwrap()
}

async fn refused(front: &Front, token: &str) -> (u16, String) {
    let answer = front.post(ME, json!({}), Some(token)).await;
    let code = answer.json()["errors"][0]["extensions"]["code"].clone();
    (answer.status, code.as_str().unwrap_or_default().to_owned())
}

fn required() -> (u16, String) {
    (401, "auth.required".to_owned())
}

fn expired() -> (u16, String) {
    (401, "auth.expired".to_owned())
}

#[tokio::test]
async fn a_token_opens_the_door_for_ten_minutes_and_no_longer_than_its_session() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let signed_in = come_in(&app, "awa@exemple.fr").await;
    let me = front.ask(ME, json!({}), Some(access(&signed_in))).await;
    let session = &signed_in["session"]["id"];
    assert_eq!(
        me["me"],
        json!({
            "email": "awa@exemple.fr", "grants": [],
            "sessions": [{ "id": session, "device": "test", "current": true, "endedAt": null }],
        })
    );
    assert_eq!(front.ask(ME, json!({}), None).await["me"], json!(null));
    let out = front.ask(SIGN_OUT, json!({}), Some(access(&signed_in))).await;
    assert_eq!(out["signOut"]["session"]["endedAt"], "2026-11-23T09:00:00Z");
    assert_eq!(refused(&front, access(&signed_in)).await, expired());

    let again = come_in(&app, "awa@exemple.fr").await;
    app.clock.advance(minutes(11));
    assert_eq!(refused(&front, access(&again)).await, expired());
    let visitor = front.ask(SIGN_OUT, json!({}), None).await;
    assert_eq!(visitor["signOut"]["problems"][0]["code"], "AUTH_REQUIRED");
}

/// Signs as the house would, for whom and by whom the test says.
fn forged(ring: &KeyRing, site: &Site, account: AccountId, session: SessionId, app: &TestApp) -> String {
    let now = app.house.clock.now().micros();
    ring.sign(site, account.uuid(), session.uuid(), now, now + 600_000_000)
        .unwrap()
}

#[tokio::test]
async fn confusion_of_algorithm_key_issuer_audience_and_account_opens_nothing() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let [awa, bao] = [
        come_in(&app, "awa@exemple.fr").await,
        come_in(&app, "bao@exemple.fr").await,
    ];
    let id = |who: &Value| -> AccountId { who["me"]["account"]["id"].as_str().unwrap().parse().unwrap() };
    let session: SessionId = awa["session"]["id"].as_str().unwrap().parse().unwrap();
    let ring: Arc<KeyRing> = accounts::fresh_ring(&Cx::system(app.house.clone(), "test"))
        .await
        .unwrap();
    let site = app.house.site.clone();
    let good = forged(&ring, &site, id(&awa), session, &app);
    assert_eq!(
        front.post(ME, json!({}), Some(&good)).await.status,
        200,
        "what is forged below is else right"
    );

    let other_issuer = Site {
        issuer: "https://autre-ville.example".to_owned(),
        ..site.clone()
    };
    let other_audience = Site {
        audience: "https://autre-ville.example/graphql".to_owned(),
        ..site.clone()
    };
    let no_session: SessionId = Id::new(uuid::Uuid::from_u128(7));
    let (head, rest) = good.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    // {"typ":"at+jwt","alg":"none"} and {"typ":"at+jwt","alg":"HS256"}, unsigned and signed.
    let none = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJub25lIn0";
    let hs256 = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9";
    for (what, token) in [
        (
            "another town's issuer",
            forged(&ring, &other_issuer, id(&awa), session, &app),
        ),
        (
            "another town's audience",
            forged(&ring, &other_audience, id(&awa), session, &app),
        ),
        (
            "another ring's key",
            forged(&KeyRing::generate(), &site, id(&awa), session, &app),
        ),
        (
            "another account's session",
            forged(&ring, &site, id(&bao), session, &app),
        ),
        ("alg none", format!("{none}.{payload}.")),
        ("alg none, signed", format!("{none}.{payload}.{signature}")),
        ("alg HS256", format!("{hs256}.{payload}.{signature}")),
        (
            "a changed payload",
            format!("{head}.{}.{signature}", payload.replace('e', "f")),
        ),
        (
            "a cut signature",
            format!("{head}.{payload}.{}", &signature[..80]),
        ),
        (
            "a refresh token",
            awa["tokens"]["refreshToken"].as_str().unwrap().to_owned(),
        ),
        ("nonsense", "abc".to_owned()),
    ] {
        assert_eq!(refused(&front, &token).await, required(), "{what}");
    }
    assert_eq!(
        refused(&front, &forged(&ring, &site, id(&awa), no_session, &app)).await,
        expired()
    );
}

#[tokio::test]
async fn keys_are_published_and_a_rotation_refuses_no_token() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let before = come_in(&app, "awa@exemple.fr").await;
    let published = front.get("/.well-known/jwks.json").await;
    assert_eq!(published.status, 200);
    assert!(
        published.head.contains("content-type: application/jwk-set+json"),
        "{}",
        published.head
    );
    let keys = published.json();
    let kids = |keys: &Value| -> Vec<String> {
        let keys = keys["keys"].as_array().unwrap();
        keys.iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        (kids(&keys).len(), &keys["keys"][0]["crv"]),
        (2, &json!("Ed25519"))
    );
    accounts::rotate_signing_keys(&Cx::system(app.house.clone(), "test"))
        .await
        .unwrap();
    let after = come_in(&app, "awa@exemple.fr").await;
    for signed_in in [&before, &after] {
        assert_eq!(
            front.post(ME, json!({}), Some(access(signed_in))).await.status,
            200
        );
    }
    let rotated = front.get("/.well-known/jwks.json").await.json();
    assert_eq!(kids(&rotated)[0], kids(&keys)[1], "the next key signs now");
    assert_eq!(kids(&rotated).len(), 3);
}

#[tokio::test]
async fn sessions_are_seen_and_ended_by_their_owner_alone() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let [one, two, three] = [
        come_in(&app, "awa@exemple.fr").await,
        come_in(&app, "awa@exemple.fr").await,
        come_in(&app, "awa@exemple.fr").await,
    ];
    let bao = come_in(&app, "bao@exemple.fr").await;
    let id = json!({ "id": one["session"]["id"] });
    for (token, code) in [
        (Some(access(&bao)), "ACCOUNT_SESSION_NOT_FOUND"),
        (None, "AUTH_REQUIRED"),
    ] {
        let refused = front.ask(END, id.clone(), token).await;
        assert_eq!(refused["endSession"]["problems"][0]["code"], code);
    }
    let ended = front.ask(END, id, Some(access(&two))).await;
    assert_eq!(ended["endSession"]["session"]["id"], one["session"]["id"]);
    assert_eq!(refused(&front, access(&one)).await, expired());
    let left = front
        .ask(EVERYWHERE, json!({ "keep": true }), Some(access(&two)))
        .await;
    assert_eq!(
        left["signOutEverywhere"]["me"]["sessions"],
        json!([{ "id": two["session"]["id"] }])
    );
    assert_eq!(refused(&front, access(&three)).await, expired());
    let left = front
        .ask(EVERYWHERE, json!({ "keep": false }), Some(access(&two)))
        .await;
    assert_eq!(left["signOutEverywhere"]["me"]["sessions"], json!([]));
    assert_eq!(refused(&front, access(&two)).await, expired());
    assert_eq!(front.post(ME, json!({}), Some(access(&bao))).await.status, 200);
}

#[tokio::test]
async fn a_websocket_closes_when_its_session_ends_and_when_its_rights_change() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let [awa, bao] = [
        come_in(&app, "awa@exemple.fr").await,
        come_in(&app, "bao@exemple.fr").await,
    ];
    let mut open = Vec::new();
    for who in [&awa, &bao] {
        let mut socket = front.socket(Some(access(who))).await;
        assert_eq!(socket.hear().await, Ok(json!({ "type": "connection_ack" })));
        socket
            .say(&json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ me { email } }" } }))
            .await;
        let next = socket.hear().await.unwrap();
        assert!(next["payload"]["data"]["me"]["email"].is_string(), "{next:#}");
        assert_eq!(socket.hear().await.unwrap()["type"], "complete");
        open.push(socket);
    }
    // A socket lives as long as its session, not as its token.
    app.clock.advance(minutes(20));
    front
        .ask(
            EVERYWHERE,
            json!({ "keep": false }),
            Some(access(&come_in(&app, "awa@exemple.fr").await)),
        )
        .await;
    assert_eq!(open[0].hear().await, Err(4403));

    let account: AccountId = bao["me"]["account"]["id"].as_str().unwrap().parse().unwrap();
    let cx = Cx::system(app.house.clone(), "test");
    let (now, grant) = (
        cx.now(),
        Grant {
            role: Role::Staff,
            plan: None,
        },
    );
    open[1]
        .say(&json!({ "type": "subscribe", "id": "2", "payload": { "query": "{ me { email } }" } }))
        .await;
    assert_eq!(open[1].hear().await.unwrap()["type"], "next", "it was still open");
    assert_eq!(open[1].hear().await.unwrap()["type"], "complete");
    cx.write(|tx| {
        let id = app.house.ids.uuid(now);
        async move { Ok(persistence::accounts::grant(&tx, id, account, grant, None, now, None).await?) }
    })
    .await
    .unwrap();
    assert_eq!(open[1].hear().await, Err(4403));
    let mut stranger = front.socket(Some("abc")).await;
    assert!(matches!(stranger.hear().await, Err(4401 | 4403)));
}
