//! Accounts that nobody uses: warned at 23 months, erased at 24.

use domain::{
    Actor, Timestamp,
    accounts::{Grant, Role, Standing},
    actor::Person as Signed,
};
use test_support::{Person, TestApp};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

async fn is_erased(app: &TestApp, person: &Person) -> bool {
    match &app.again(person).await.cx().actor {
        Actor::Person(Signed { standing, .. }) => matches!(standing, Standing::Erased { .. }),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_idle_account_is_warned_a_month_before_it_goes() {
    let app = TestApp::start().await;
    let (awa, binta) = (app.resident("Awa").await, app.resident("Binta").await);
    app.confirm_email(&awa, "awa@example.org").await;
    app.confirm_email(&binta, "binta@example.org").await;
    let roux = app
        .with_grants(
            "Mme Roux",
            &[Grant {
                role: Role::Admin,
                plan: None,
            }],
        )
        .await;
    app.clock.set(at("2028-10-23T08:59:59Z"));
    app.run_worker().await;
    assert_eq!(app.mail.to("awa@example.org").len(), 0);

    app.clock.set(at("2028-10-24T09:00:01Z"));
    app.run_worker().await;
    app.run_worker().await;
    let mails = app.mail.to("awa@example.org");
    assert_eq!(mails.len(), 1, "once");
    assert_eq!(mails[0].subject, "Your account will be erased next month");
    assert!(mails[0].text.contains("21 November 2028"), "{}", mails[0].text);

    // Binta comes back: the warning is taken back.
    let cx = app::Cx::system(app.house.clone(), "test");
    let (id, now) = (binta.account(), cx.now());
    cx.write(|tx| async move {
        let account = persistence::accounts::lock(&tx, id).await?.unwrap();
        let seen = domain::accounts::Account {
            seen_at: now,
            ..account
        };
        Ok(persistence::accounts::save(&tx, &seen).await?)
    })
    .await
    .unwrap();

    app.clock.set(at("2028-11-22T09:00:00Z"));
    app.run_worker().await;
    assert!(!is_erased(&app, &awa).await);
    app.clock.set(at("2028-11-23T10:00:00Z"));
    app.run_worker().await;
    assert!(is_erased(&app, &awa).await);
    assert!(!is_erased(&app, &binta).await);
    assert!(!is_erased(&app, &roux).await, "the last admin stays");
    for name in ["awa@example.org", "Awa"] {
        assert_eq!(super::anywhere(&app, name).await, Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn programs_are_not_people_who_forgot_us() {
    let app = TestApp::start().await;
    let admin = app
        .with_grants(
            "Mme Roux",
            &[Grant {
                role: Role::Admin,
                plan: None,
            }],
        )
        .await;
    const MAKE: &str =
        "mutation($input: ServiceAccountInput!) { createServiceAccount(input: $input) { token } }";
    let input = serde_json::json!({ "name": "Tableau de bord", "scopes": ["READ"] });
    let made = admin.ask(MAKE, serde_json::json!({ "input": input })).await;
    let token = made["createServiceAccount"]["token"].as_str().unwrap().to_owned();
    for day in [
        "2028-10-24T09:00:01Z",
        "2028-11-30T10:00:00Z",
        "2031-01-01T00:00:00Z",
    ] {
        app.clock.set(at(day));
        app.run_worker().await;
    }
    assert!(app.program(&token).await.is_some());
}
