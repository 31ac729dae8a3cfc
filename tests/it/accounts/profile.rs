//! Password, address, name: what an owner changes, and what keeps others from it.

use app::{Cx, accounts::appoint_admin};
use domain::{
    accounts::{Account, AccountId, Standing},
    text::{Bounds, DisplayName, EmailAddress},
    time::minutes,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use test_support::TestApp;

use super::{PASSWORD, code, come_in, count, sign_in, sign_up};
use crate::wire::Front;

const NEW: &str = "neuf hérons sur le toit";
const ASK_RESET: &str =
    "mutation($email: String!) { requestPasswordReset(email: $email) { attempt problems { code } } }";
const RESET: &str = "mutation($attempt: ID!, $code: String!, $password: String!) {
    resetPassword(attempt: $attempt, code: $code, password: $password) {
        me { email hasPassword grants { role plan { id } } } session { id } tokens { accessToken refreshToken refreshExpiresAt } problems { code field message }
    }
}";
const CHANGE: &str = "mutation($new: String!, $current: String) {
    changePassword(newPassword: $new, currentPassword: $current) { me { hasPassword sessions { id } } problems { code field } }
}";
const ASK_EMAIL: &str = "mutation($email: String!, $current: String) {
    requestEmailChange(email: $email, currentPassword: $current) { attempt problems { code field } }
}";
const CONFIRM_EMAIL: &str = "mutation($attempt: ID!, $code: String!) {
    confirmEmailChange(attempt: $attempt, code: $code) { me { email sessions { id } } problems { code field } }
}";
const UPDATE: &str = "mutation($input: ProfileInput!) {
    updateProfile(input: $input) { me { account { displayName } language ageBand } problems { code field } }
}";

fn access(signed_in: &Value) -> Option<&str> {
    signed_in["tokens"]["accessToken"].as_str()
}

fn problem(answer: &Value) -> &str {
    answer["problems"][0]["code"].as_str().unwrap_or_default()
}

async fn reset_code(app: &TestApp, email: &str) -> (Value, String) {
    let asked = app.visitor().ask(ASK_RESET, json!({ "email": email })).await;
    app.run_worker().await;
    (
        asked["requestPasswordReset"]["attempt"].clone(),
        app.mail.code_to(email),
    )
}

async fn reset(app: &TestApp, attempt: &Value, code: &str, password: &str) -> Value {
    let typed = json!({ "attempt": attempt, "code": code, "password": password });
    app.visitor().ask(RESET, typed).await["resetPassword"].clone()
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_code_and_every_session_ends() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let before = sign_up(&app, "awa@exemple.fr", PASSWORD).await;
    let (sign_in_attempt, sign_in_code) = code(&app, "awa@exemple.fr").await;
    let (attempt, code) = reset_code(&app, "awa@exemple.fr").await;
    // A code for one thing does nothing else, and a weak password does not use it up.
    assert_eq!(
        problem(&reset(&app, &sign_in_attempt, &sign_in_code, NEW).await),
        "ACCOUNT_CODE_EXPIRED"
    );
    let crossed = json!({ "attempt": attempt, "code": code, "age": "FIFTEEN_OR_MORE" });
    let crossed = app.visitor().ask(super::CONFIRM, crossed).await["confirmCode"].clone();
    assert_eq!(problem(&crossed), "ACCOUNT_CODE_EXPIRED");
    let weak = reset(&app, &attempt, &code, "awa@exemple.fr").await;
    assert_eq!(
        (problem(&weak), &weak["problems"][0]["field"]),
        ("ACCOUNT_PASSWORD_WEAK", &json!("password"))
    );
    let done = reset(&app, &attempt, &code, NEW).await;
    assert_eq!(done["problems"], json!([]), "{done:#}");
    assert_eq!(done["me"]["email"], "awa@exemple.fr");
    assert_eq!(
        front
            .post("{ me { email } }", json!({}), access(&before))
            .await
            .status,
        401
    );
    assert_eq!(
        front
            .post("{ me { email } }", json!({}), access(&done))
            .await
            .status,
        200
    );
    assert_eq!(
        problem(&sign_in(&app.visitor(), "awa@exemple.fr", PASSWORD).await),
        "ACCOUNT_CREDENTIALS_WRONG"
    );
    assert_eq!(
        sign_in(&app.visitor(), "awa@exemple.fr", NEW).await["problems"],
        json!([])
    );
    assert_eq!(
        problem(&reset(&app, &attempt, &code, PASSWORD).await),
        "ACCOUNT_CODE_EXPIRED"
    );
    app.run_worker().await;
    let told = app.mail.to("awa@exemple.fr");
    assert_eq!(told.last().unwrap().subject, "Your password was changed");
}

#[tokio::test]
async fn a_reset_for_an_unknown_address_answers_alike_and_opens_nothing() {
    let app = TestApp::start().await;
    sign_up(&app, "awa@exemple.fr", PASSWORD).await;
    let mut answers = Vec::new();
    for email in ["awa@exemple.fr", "bao@exemple.fr"] {
        let before = app.db().stats().statements;
        let mut asked = app.visitor().ask(ASK_RESET, json!({ "email": email })).await;
        let statements = app.db().stats().statements - before;
        let attempt = asked["requestPasswordReset"]["attempt"].take();
        let mut wrong = Vec::new();
        for _ in 0..6 {
            // A code cannot be 000000 for both by chance more than once in a billion runs.
            wrong.push(problem(&reset(&app, &attempt, "000000", "password").await).to_owned());
        }
        answers.push((asked, statements, wrong));
    }
    assert_eq!(answers[0], answers[1]);
    app.run_worker().await;
    let unknown = app.mail.to("bao@exemple.fr");
    assert_eq!(unknown.last().unwrap().subject, "No account at this address");
    assert!(
        !unknown
            .last()
            .unwrap()
            .text
            .contains(|c: char| c.is_ascii_digit())
    );
    let known = app.mail.to("awa@exemple.fr");
    assert_eq!(
        known.last().unwrap().subject,
        "Your code to choose a new password"
    );
}

#[tokio::test]
async fn a_password_changes_soon_after_signing_in_or_with_the_present_one() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    // An account without a password chooses one.
    let first = come_in(&app, "awa@exemple.fr").await;
    let other = come_in(&app, "awa@exemple.fr").await;
    let done = front
        .ask(CHANGE, json!({ "new": PASSWORD }), access(&first))
        .await["changePassword"]
        .clone();
    assert_eq!(
        done,
        json!({ "me": { "hasPassword": true, "sessions": [{ "id": first["session"]["id"] }] }, "problems": [] })
    );
    assert_eq!(
        front
            .post("{ me { email } }", json!({}), access(&other))
            .await
            .status,
        401
    );
    app.clock.advance(minutes(15));
    let token = json!({ "token": first["tokens"]["refreshToken"] });
    let document = "mutation($token: String!) { refresh(refreshToken: $token) { tokens { accessToken } problems { code } } }";
    let fresh = front.ask(document, token, None).await["refresh"].clone();
    for (typed, code) in [
        (json!({ "new": NEW }), "ACCOUNT_SIGN_IN_AGAIN"),
        (
            json!({ "new": NEW, "current": "pas le bon mot" }),
            "ACCOUNT_CREDENTIALS_WRONG",
        ),
        (
            json!({ "new": "court", "current": PASSWORD }),
            "ACCOUNT_PASSWORD_WEAK",
        ),
        (json!({ "new": NEW, "current": PASSWORD }), ""),
    ] {
        let answer = front.ask(CHANGE, typed, access(&fresh)).await["changePassword"].clone();
        assert_eq!(problem(&answer), code, "{answer:#}");
    }
    assert_eq!(
        sign_in(&app.visitor(), "awa@exemple.fr", NEW).await["problems"],
        json!([])
    );
    let visitor = front.ask(CHANGE, json!({ "new": NEW }), None).await;
    assert_eq!(problem(&visitor["changePassword"]), "AUTH_REQUIRED");
}

#[tokio::test]
async fn an_address_changes_by_a_code_to_the_new_one_and_a_word_to_the_old_one() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let awa = sign_up(&app, "awa@exemple.fr", PASSWORD).await;
    let other = sign_in(&app.visitor(), "awa@exemple.fr", PASSWORD).await;
    let bao = come_in(&app, "bao@exemple.fr").await;
    let (stale, stale_code) = reset_code(&app, "awa@exemple.fr").await;
    let typed = json!({ "email": "awa@ailleurs.fr" });
    let asked = front.ask(ASK_EMAIL, typed, access(&awa)).await["requestEmailChange"].clone();
    app.run_worker().await;
    let code = app.mail.code_to("awa@ailleurs.fr");
    let typed = json!({ "attempt": asked["attempt"], "code": code });
    let stolen = front.ask(CONFIRM_EMAIL, typed.clone(), access(&bao)).await;
    assert_eq!(
        problem(&stolen["confirmEmailChange"]),
        "ACCOUNT_CODE_EXPIRED",
        "a code is its account's own"
    );
    let done = front.ask(CONFIRM_EMAIL, typed, access(&awa)).await["confirmEmailChange"].clone();
    assert_eq!(
        done,
        json!({ "me": { "email": "awa@ailleurs.fr", "sessions": [{ "id": awa["session"]["id"] }] }, "problems": [] })
    );
    assert_eq!(
        front
            .post("{ me { email } }", json!({}), access(&other))
            .await
            .status,
        401
    );
    assert_eq!(
        problem(&reset(&app, &stale, &stale_code, NEW).await),
        "ACCOUNT_CODE_EXPIRED"
    );
    assert_eq!(
        problem(&sign_in(&app.visitor(), "awa@exemple.fr", PASSWORD).await),
        "ACCOUNT_CREDENTIALS_WRONG"
    );
    assert_eq!(
        sign_in(&app.visitor(), "awa@ailleurs.fr", PASSWORD).await["problems"],
        json!([])
    );
    app.run_worker().await;
    assert_eq!(
        app.mail.to("awa@exemple.fr").last().unwrap().subject,
        "The address of your account was changed"
    );

    // An address that has an account: the same answer, a word to its owner, no code.
    let typed = json!({ "email": "awa@ailleurs.fr" });
    let taken = front.ask(ASK_EMAIL, typed, access(&bao)).await["requestEmailChange"].clone();
    assert!(
        taken["attempt"].is_string() && taken["problems"] == json!([]),
        "{taken:#}"
    );
    app.run_worker().await;
    assert_eq!(
        app.mail.to("awa@ailleurs.fr").last().unwrap().subject,
        "This address has an account already"
    );
    app.clock.advance(minutes(16));
    let late = front
        .post(ASK_EMAIL, json!({ "email": "x@exemple.fr" }), access(&awa))
        .await;
    assert_eq!(late.status, 401);
}

/// Two who wait for the same address: the first to type their code has it.
#[tokio::test]
async fn an_address_that_was_free_when_the_code_was_sent_may_be_taken_when_it_is_typed() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let [awa, bao] = [
        come_in(&app, "awa@exemple.fr").await,
        come_in(&app, "bao@exemple.fr").await,
    ];
    let mut waiting = Vec::new();
    for who in [&awa, &bao] {
        let typed = json!({ "email": "nous@exemple.fr" });
        let asked = front.ask(ASK_EMAIL, typed, access(who)).await["requestEmailChange"].clone();
        app.run_worker().await;
        waiting.push(json!({ "attempt": asked["attempt"], "code": app.mail.code_to("nous@exemple.fr") }));
    }
    let done = front.ask(CONFIRM_EMAIL, waiting[0].clone(), access(&awa)).await;
    assert_eq!(done["confirmEmailChange"]["problems"], json!([]));
    let late = front.ask(CONFIRM_EMAIL, waiting[1].clone(), access(&bao)).await;
    assert_eq!(problem(&late["confirmEmailChange"]), "ACCOUNT_EMAIL_TAKEN");
    let me = front.ask("{ me { email } }", json!({}), access(&bao)).await;
    assert_eq!(me["me"]["email"], "bao@exemple.fr");
}

#[tokio::test]
async fn a_name_is_chosen_from_fifteen_on_and_not_while_a_sanction_runs() {
    let app = TestApp::start().await;
    let front = Front::open(&app).await;
    let (attempt, code) = code(&app, "lea@exemple.fr").await;
    let typed = json!({ "attempt": attempt, "code": code, "age": "UNDER_15" });
    let lea = app.visitor().ask(super::CONFIRM, typed).await["confirmCode"].clone();
    let update = async |input: Value| {
        front.ask(UPDATE, json!({ "input": input }), access(&lea)).await["updateProfile"].clone()
    };
    assert_eq!(
        problem(&update(json!({ "displayName": "Léa Martin" })).await),
        "ACCOUNT_PSEUDONYM_IMPOSED"
    );
    let drawn = update(json!({ "drawPseudonym": true, "language": "fr" })).await;
    assert_eq!(drawn["me"]["language"], "fr");
    assert_ne!(
        drawn["me"]["account"]["displayName"],
        lea["me"]["account"]["displayName"]
    );
    let turned = update(json!({ "turnedFifteen": true, "displayName": "Léa M." })).await;
    assert_eq!(
        turned["me"],
        json!({ "account": { "displayName": "Léa M." }, "language": "fr", "ageBand": "FIFTEEN_OR_MORE" })
    );
    for (input, field, code) in [
        (json!({ "displayName": "L" }), "displayName", "FIELD_TOO_SHORT"),
        (
            json!({ "displayName": "Léa", "drawPseudonym": true }),
            "drawPseudonym",
            "FIELD_MALFORMED",
        ),
        (json!({ "language": "ta" }), "language", "FIELD_UNKNOWN"),
    ] {
        let refused = update(input).await;
        assert_eq!(
            (problem(&refused), &refused["problems"][0]["field"]),
            (code, &json!(field))
        );
    }
    // Mails are in the language of the account from now on.
    let (_, _) = super::code(&app, "lea@exemple.fr").await;
    assert_eq!(
        app.mail.to("lea@exemple.fr").last().unwrap().subject,
        "Votre code pour entrer"
    );

    let id: AccountId = lea["me"]["account"]["id"].as_str().unwrap().parse().unwrap();
    let cx = Cx::system(app.house.clone(), "test");
    let until = cx.now() + minutes(60);
    cx.write(|tx| async move {
        let account = persistence::accounts::lock(&tx, id).await?.unwrap();
        let standing = Standing::Limited { until };
        Ok(persistence::accounts::save(&tx, &Account { standing, ..account }).await?)
    })
    .await
    .unwrap();
    assert_eq!(
        problem(&update(json!({ "displayName": "Léa" })).await),
        "PERMISSION_LIMITED"
    );
    assert_eq!(update(json!({ "language": "en" })).await["problems"], json!([]));
}

#[tokio::test]
async fn the_operator_appoints_the_first_admin_once_and_hands_over_a_code() {
    let app = TestApp::unmoderated().await;
    let cx = Cx::system(app.house.clone(), "admin");
    let email = EmailAddress::parse("ines@mairie.fr").unwrap();
    let name = DisplayName::parse("Inès", Bounds::new(2, 60)).unwrap();
    let first = appoint_admin(&cx, &email, Some(&name)).await.unwrap();
    assert!(first.created && first.granted);
    let again = appoint_admin(&cx, &email, None).await.unwrap();
    assert!(!again.created && !again.granted);
    assert_eq!(again.account, first.account);
    assert_eq!(
        (count(&app, "accounts").await, count(&app, "grants").await),
        (1, 1)
    );
    app.run_worker().await;
    assert_eq!(app.mail.to("ines@mairie.fr").len(), 0, "the code is handed over");
    let attempt = json!(first.attempt.to_string());
    let short = reset(&app, &attempt, first.code.expose_secret(), "treize lettres").await;
    assert_eq!(
        problem(&short),
        "ACCOUNT_PASSWORD_WEAK",
        "staff need fifteen characters"
    );
    let done = reset(&app, &attempt, first.code.expose_secret(), PASSWORD).await;
    assert_eq!(
        done["me"]["grants"],
        json!([{ "role": "ADMIN", "plan": null }]),
        "{done:#}"
    );
    assert_eq!(
        done["tokens"]["refreshExpiresAt"], "2026-11-23T09:30:00Z",
        "staff are idle for 30 minutes"
    );
    for who in [app.visitor(), app.resident("Awa").await] {
        assert!(appoint_admin(who.cx(), &email, None).await.is_err());
    }
}
