//! Looking up who is behind a pseudonym: by staff, logged, and shown to the person.

use domain::accounts::{Grant, Role};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

const LOOK: &str =
    "mutation($account: ID!, $reason: String!) { lookUpIdentity(account: $account, reason: $reason) {
    identity { email account { displayName } } problems { code field } } }";
const MINE: &str = "{ me { identityLookups { at what reason by { displayName } } } }";

async fn look(by: &Person, whom: &Person, reason: &str) -> Value {
    let variables = json!({ "account": whom.account(), "reason": reason });
    by.ask(LOOK, variables).await["lookUpIdentity"].clone()
}

#[tokio::test]
async fn each_look_at_an_identity_is_shown_to_its_person() {
    let app = TestApp::start().await;
    let awa = app.resident("Colibri").await;
    app.confirm_email(&awa, "awa@example.org").await;
    let petit = app.staff("M. Petit").await;
    let moderator = Grant {
        role: Role::Moderator,
        plan: None,
    };
    let reason = "Courrier recommandé à lui adresser.";
    for who in [
        &app.resident("Binta").await,
        &app.with_grants("Inès", &[moderator]).await,
    ] {
        let refused = look(who, &awa, reason).await;
        assert_eq!(refused["problems"][0]["code"], "PERMISSION_ROLE_REQUIRED");
        assert_eq!(refused["identity"], Value::Null);
    }
    assert_eq!(
        look(&petit, &awa, "Parce que").await["problems"][0]["field"],
        "reason"
    );
    assert_eq!(awa.ask(MINE, json!({})).await["me"]["identityLookups"], json!([]));

    let found = look(&petit, &awa, reason).await;
    assert_eq!(
        found["identity"],
        json!({ "email": "awa@example.org", "account": { "displayName": "Colibri" } })
    );
    assert_eq!(
        awa.ask(MINE, json!({})).await["me"]["identityLookups"],
        json!([{ "at": "2026-11-23T09:00:00Z", "what": "email", "reason": reason, "by": { "displayName": "M. Petit" } }])
    );
    assert_eq!(
        petit.ask(MINE, json!({})).await["me"]["identityLookups"],
        json!([])
    );
}
