//! Accounts: signing up and in by code and by password, through the front door.

use domain::time::{days, minutes};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::plans::published;

mod door;
mod enumeration;
mod profile;
mod races;
mod secrecy;
mod tokens;

pub(crate) const REQUEST: &str =
    "mutation($email: String!) { requestCode(email: $email) { attempt problems { code field } } }";
pub(crate) const CONFIRM: &str = "mutation($attempt: ID!, $code: String!, $name: String, $age: AgeBand, $token: String) {
    confirmCode(attempt: $attempt, code: $code, displayName: $name, ageBand: $age, token: $token, device: \"test\") {
        created me { account { id displayName } email ageBand language hasPassword } session { id }
        tokens { accessToken accessExpiresAt refreshToken refreshExpiresAt }
        carriedOut { drafts problems { code } } problems { code field message }
    }
}";
pub(crate) const SIGN_UP: &str = "mutation($email: String!, $password: String!, $name: String, $age: AgeBand!) {
    signUp(email: $email, password: $password, displayName: $name, ageBand: $age) { attempt problems { code field message } }
}";
pub(crate) const SIGN_IN: &str = "mutation($email: String!, $password: String!) {
    signIn(email: $email, password: $password) {
        created me { account { id displayName } email } session { id }
        tokens { accessToken accessExpiresAt refreshToken refreshExpiresAt } problems { code field message }
    }
}";
pub(crate) const PASSWORD: &str = "trois tilleuls au bord du canal";

/// Asks for a code, has it sent, and reads it: the attempt and the code.
pub(crate) async fn code(app: &TestApp, email: &str) -> (Value, String) {
    let asked = app.visitor().ask(REQUEST, json!({ "email": email })).await;
    assert_eq!(asked["requestCode"]["problems"], json!([]));
    app.run_worker().await;
    (asked["requestCode"]["attempt"].clone(), app.mail.code_to(email))
}

/// Signs in with a code, up first where the address is new.
pub(crate) async fn come_in(app: &TestApp, email: &str) -> Value {
    let (attempt, code) = code(app, email).await;
    let variables = json!({ "attempt": attempt, "code": code, "age": "FIFTEEN_OR_MORE" });
    let done = app.visitor().ask(CONFIRM, variables).await["confirmCode"].clone();
    assert_eq!(done["problems"], json!([]), "{done:#}");
    done
}

/// Signs up with a password, and in.
pub(crate) async fn sign_up(app: &TestApp, email: &str, password: &str) -> Value {
    let variables = json!({ "email": email, "password": password, "name": "Awa", "age": "FIFTEEN_OR_MORE" });
    let asked = app.visitor().ask(SIGN_UP, variables).await["signUp"].clone();
    assert_eq!(asked["problems"], json!([]), "{asked:#}");
    app.run_worker().await;
    let variables = json!({ "attempt": asked["attempt"], "code": app.mail.code_to(email) });
    let done = app.visitor().ask(CONFIRM, variables).await["confirmCode"].clone();
    assert_eq!(done["problems"], json!([]), "{done:#}");
    done
}

pub(crate) async fn sign_in(who: &Person, email: &str, password: &str) -> Value {
    let variables = json!({ "email": email, "password": password });
    who.ask(SIGN_IN, variables).await["signIn"].clone()
}

async fn confirm(app: &TestApp, attempt: &Value, code: &str) -> Value {
    let variables = json!({ "attempt": attempt, "code": code, "age": "FIFTEEN_OR_MORE" });
    app.visitor().ask(CONFIRM, variables).await["confirmCode"].clone()
}

/// A code that is not this one.
fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[tokio::test]
async fn a_code_opens_an_account_and_the_next_one_signs_in_to_it() {
    let app = TestApp::start().await;
    let (attempt, code) = code(&app, "awa@exemple.fr").await;
    // The one answer that is needed is missing: nothing is lost, the code still works.
    let bare = json!({ "attempt": attempt, "code": code });
    let asked = app.visitor().ask(CONFIRM, bare).await["confirmCode"].clone();
    assert_eq!(asked["problems"][0]["code"], "FIELD_REQUIRED");
    assert_eq!(asked["problems"][0]["field"], "ageBand");
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    let full =
        json!({ "attempt": attempt, "code": spaced, "name": "Awa des Tilleuls", "age": "FIFTEEN_OR_MORE" });
    let first = app.visitor().ask(CONFIRM, full.clone()).await["confirmCode"].clone();
    assert_eq!(first["created"], true, "{first:#}");
    assert_eq!(first["me"]["account"]["displayName"], "Awa des Tilleuls");
    assert_eq!(first["me"]["email"], "awa@exemple.fr");
    assert_eq!(first["me"]["language"], "en");
    assert_eq!(first["me"]["hasPassword"], false);
    assert_eq!(first["tokens"]["accessExpiresAt"], "2026-11-23T09:10:00Z");
    assert_eq!(first["tokens"]["refreshExpiresAt"], "2026-12-07T09:00:00Z");
    let again = app.visitor().ask(CONFIRM, full).await["confirmCode"].clone();
    assert_eq!(
        again["problems"][0]["code"], "ACCOUNT_CODE_EXPIRED",
        "a code works once"
    );

    let typed = json!({ "email": " AWA@Exemple.FR " });
    let asked = app.visitor().ask(REQUEST, typed).await["requestCode"].clone();
    app.run_worker().await;
    let second = confirm(&app, &asked["attempt"], &app.mail.code_to("awa@exemple.fr")).await;
    assert_eq!(second["created"], false);
    assert_eq!(second["me"]["account"], first["me"]["account"]);
    assert_ne!(second["session"], first["session"]);
    let mails = app.mail.to("awa@exemple.fr");
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].subject, "Your code to come in");
}

#[tokio::test]
async fn five_wrong_codes_end_an_attempt_and_no_other() {
    let app = TestApp::start().await;
    let (attempt, right) = code(&app, "awa@exemple.fr").await;
    let (other, its) = code(&app, "awa@exemple.fr").await;
    let wrong = another(&right);
    for left in [4, 3, 2, 1] {
        let answer = confirm(&app, &attempt, wrong).await;
        assert_eq!(answer["problems"][0]["code"], "ACCOUNT_CODE_WRONG");
        let message = answer["problems"][0]["message"].as_str().unwrap();
        assert!(message.contains(&left.to_string()) || left == 1, "{message}");
    }
    for typed in [wrong, &right] {
        let answer = confirm(&app, &attempt, typed).await;
        assert_eq!(answer["problems"][0]["code"], "ACCOUNT_CODE_EXPIRED");
    }
    if its != right {
        let crossed = confirm(&app, &other, &right).await;
        assert_eq!(
            crossed["problems"][0]["code"], "ACCOUNT_CODE_WRONG",
            "a code is bound to its attempt"
        );
    }
    assert_eq!(confirm(&app, &other, &its).await["created"], true);
}

#[tokio::test]
async fn a_code_works_for_fifteen_minutes() {
    let app = TestApp::start().await;
    let (attempt, code) = code(&app, "awa@exemple.fr").await;
    app.clock.advance(minutes(15));
    assert_eq!(
        confirm(&app, &attempt, &code).await["problems"][0]["code"],
        "ACCOUNT_CODE_EXPIRED"
    );
    for typed in ["", "12345", "abcdef"] {
        let answer = confirm(&app, &attempt, typed).await;
        assert_eq!(answer["problems"][0]["code"], "FIELD_MALFORMED", "{typed}");
        assert_eq!(answer["problems"][0]["field"], "code");
    }
}

#[tokio::test]
async fn under_fifteen_the_house_gives_the_name() {
    let app = TestApp::start().await;
    let (attempt, code) = code(&app, "lea@exemple.fr").await;
    let mut typed = json!({ "attempt": attempt, "code": code, "name": "Léa Martin", "age": "UNDER_15" });
    let named = app.visitor().ask(CONFIRM, typed.clone()).await["confirmCode"].clone();
    assert_eq!(named["problems"][0]["code"], "ACCOUNT_PSEUDONYM_IMPOSED");
    assert_eq!(named["problems"][0]["field"], "displayName");
    typed["name"] = json!("");
    let done = app.visitor().ask(CONFIRM, typed).await["confirmCode"].clone();
    assert_eq!(done["me"]["ageBand"], "UNDER_15", "{done:#}");
    let name = done["me"]["account"]["displayName"].as_str().unwrap();
    assert!(
        name.rsplit_once(' ').is_some_and(|(_, number)| number.len() == 4),
        "{name}"
    );
}

#[tokio::test]
async fn a_password_is_judged_and_opens_the_account_after_the_code() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (password, said) in [
        ("court", "at least 12"),
        ("awadestilleuls", "your name"),
        ("Azertyuiop123", "guessed"),
    ] {
        let typed = json!({ "email": "awa@exemple.fr", "password": password, "name": "Awa Destilleuls", "age": "FIFTEEN_OR_MORE" });
        let refused = visitor.ask(SIGN_UP, typed).await["signUp"].clone();
        assert_eq!(
            refused["problems"][0]["code"], "ACCOUNT_PASSWORD_WEAK",
            "{refused:#}"
        );
        assert_eq!(refused["problems"][0]["field"], "password");
        let message = refused["problems"][0]["message"].as_str().unwrap();
        assert!(message.contains(said), "{password}: {message}");
    }
    let signed_up = sign_up(&app, "awa@exemple.fr", PASSWORD).await;
    assert_eq!(
        (&signed_up["created"], &signed_up["me"]["hasPassword"]),
        (&json!(true), &json!(true))
    );
    let signed_in = sign_in(&visitor, "Awa@exemple.fr", PASSWORD).await;
    assert_eq!(
        signed_in["me"]["account"], signed_up["me"]["account"],
        "{signed_in:#}"
    );

    // Somebody else signs up with the address: its owner's code signs in, and the new password is of no effect.
    let other = "neuf hérons sur le toit";
    let again = sign_up(&app, "awa@exemple.fr", other).await;
    assert_eq!(again["created"], false);
    assert_eq!(again["me"]["account"], signed_up["me"]["account"]);
    let refused = sign_in(&visitor, "awa@exemple.fr", other).await;
    assert_eq!(refused["problems"][0]["code"], "ACCOUNT_CREDENTIALS_WRONG");
    assert_eq!(refused["me"], json!(null));
}

#[tokio::test]
async fn drafts_begun_without_an_account_are_taken_over_as_far_as_there_is_room() {
    const SAVE: &str = "mutation($plan: ID!, $token: String) {
        saveDraft(plan: $plan, token: $token, input: { title: \"Des bancs\", body: \"À l'ombre\" }) { draft { id expiresAt } token problems { code } }
    }";
    const COUNT: &str =
        "query($token: String) { drafts(token: $token) { totalCount edges { node { expiresAt } } } }";
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    let plan = published(&staff).await;
    let saved = visitor.ask(SAVE, json!({ "plan": plan["id"] })).await["saveDraft"].clone();
    let token = saved["token"].clone();
    visitor
        .ask(SAVE, json!({ "plan": plan["id"], "token": token }))
        .await;
    let (attempt, code) = code(&app, "awa@exemple.fr").await;
    let mut typed =
        json!({ "attempt": attempt, "code": code, "age": "FIFTEEN_OR_MORE", "token": "fbd_nonsense" });
    let refused = app.visitor().ask(CONFIRM, typed.clone()).await["confirmCode"].clone();
    assert_eq!(refused["problems"][0]["code"], "DRAFT_BAD_TOKEN");
    typed["token"] = token.clone();
    let done = app.visitor().ask(CONFIRM, typed).await["confirmCode"].clone();
    assert_eq!(
        done["carriedOut"],
        json!({ "drafts": 2, "problems": [] }),
        "{done:#}"
    );
    let left = visitor.ask(COUNT, json!({ "token": token })).await;
    assert_eq!(left["drafts"]["totalCount"], 0);
    let front = crate::wire::Front::open(&app).await;
    let access = done["tokens"]["accessToken"].as_str();
    let mine = front.ask(COUNT, json!({}), access).await;
    assert_eq!(mine["drafts"]["totalCount"], 2);
    assert_eq!(mine["drafts"]["edges"][0]["node"]["expiresAt"], json!(null));
}

#[tokio::test]
async fn what_nobody_typed_is_forgotten() {
    let app = TestApp::start().await;
    let typed = json!({ "email": "awa@exemple.fr", "password": PASSWORD, "age": "FIFTEEN_OR_MORE" });
    app.visitor().ask(SIGN_UP, typed).await;
    come_in(&app, "karim@exemple.fr").await;
    app.clock.advance(days(61));
    app.run_worker().await;
    for table in [
        "code_attempts",
        "sign_ups",
        "sessions",
        "refresh_tokens",
        "throttles",
        "jobs WHERE kind = 'accounts.send_mail'",
    ] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
}

/// How many rows a table has.
pub(crate) async fn count(app: &TestApp, table: &str) -> i64 {
    use sea_orm::{ConnectionTrait, Statement};
    let connection = app.db().schema_connection();
    let statement = Statement::from_string(
        connection.get_database_backend(),
        format!("SELECT COUNT(*) AS n FROM {table}"),
    );
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}
