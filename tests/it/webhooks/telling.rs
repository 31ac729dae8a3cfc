//! What is told: signed, as ids, of what was asked for and of nothing else.

use std::process::Command;

use domain::accounts::{Grant, Role};
use serde_json::{Value, json};

use super::{PING, REDELIVER, ROTATE, Town, signature};
use crate::{
    logs::Captured,
    moderation::{DECIDE, report},
    subscriptions::comment,
};

#[tokio::test]
async fn a_proposal_is_told_as_ids_and_signed_by_the_secret_that_was_shown_once() {
    let log = Captured::start();
    let town = Town::open().await;
    let (webhook, secret) = town.hook(json!({})).await;
    let proposal = town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    let received = town.receiver.all();
    assert_eq!(received.len(), 1, "{received:#?}");
    let told = &received[0];
    assert_eq!(told.line, "POST /hook?key=s3cr3t HTTP/1.1");
    assert_eq!(told.header("content-type"), "application/json");
    assert_eq!(told.header("webhook-signature"), signature(&secret, told));
    let message = told.json();
    assert_eq!(message["type"], "proposal.published");
    assert_eq!(message["timestamp"], "2026-11-23T09:00:00Z");
    let data = &message["data"];
    assert_eq!((&data["subject"], &data["plan"]), (&proposal, &town.plan["id"]));
    assert_eq!((&data["delete"], &data["v"]), (&json!(false), &json!(1)));
    assert_eq!(data["cursor"], data["seq"].to_string());
    for hidden in ["platanes", "Awa", "example.org", "account_"] {
        assert!(!told.body.contains(hidden), "{hidden} in {}", told.body);
    }
    let list = town.log(&webhook).await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["id"], told.header("webhook-id"));
    assert_eq!(
        (&list[0]["state"], &list[0]["kind"], &list[0]["nextAt"]),
        (&json!("DELIVERED"), &json!("PROPOSAL_PUBLISHED"), &Value::Null)
    );
    assert_eq!(list[0]["attempts"][0]["status"], 204);
    let said = log.text();
    let key = secret.strip_prefix("whsec_").unwrap();
    for hidden in [key, "s3cr3t", "receiver.test", "platanes"] {
        assert!(!said.contains(hidden), "{hidden} was logged");
    }
}

#[tokio::test]
async fn a_secret_never_lies_in_the_database_as_it_is() {
    use sea_orm::{ConnectionTrait, Statement};
    let town = Town::open().await;
    let (_, secret) = town.hook(json!({})).await;
    let db = town.app.db().schema_connection();
    let sql = Statement::from_string(db.get_database_backend(), "SELECT secret FROM webhooks");
    let row = db.query_one_raw(sql).await.unwrap().unwrap();
    let kept: Vec<u8> = row.try_get("", "secret").unwrap();
    let key = data_encoding::BASE64
        .decode(secret.strip_prefix("whsec_").unwrap().as_bytes())
        .unwrap();
    assert!(
        !kept
            .windows(8)
            .any(|part| key.windows(8).any(|other| other == part))
    );
}

#[tokio::test]
async fn the_line_of_the_manual_that_verifies_a_signature_is_true() {
    let town = Town::open().await;
    let (_, secret) = town.hook(json!({})).await;
    town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    let told = town.receiver.all().remove(0);
    let manual = include_str!("../../../docs/OPERATIONS.md");
    let script = manual
        .split("```sh\n# verify a webhook\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("the manual says how");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("body.json"), &told.body).unwrap();
    let ran = Command::new("sh")
        .args(["-ec", script])
        .current_dir(folder.path())
        .env("SECRET", &secret)
        .env("ID", told.header("webhook-id"))
        .env("TIMESTAMP", told.header("webhook-timestamp"))
        .output()
        .expect("sh runs");
    let printed = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(
        printed.trim(),
        told.header("webhook-signature"),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

#[tokio::test]
async fn a_changed_secret_signs_beside_the_former_one_for_a_day() {
    let town = Town::open().await;
    let (webhook, former) = town.hook(json!({})).await;
    let rotated = town.staff.ask(ROTATE, json!({ "webhook": webhook })).await["rotateWebhookSecret"].clone();
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, former);
    assert_eq!(rotated["webhook"]["oldSecretUntil"], "2026-11-24T09:00:00Z");
    town.staff.ask(PING, json!({ "webhook": webhook })).await;
    town.app.run_worker().await;
    let told = town.receiver.take().remove(0);
    let both = format!("{} {}", signature(&new, &told), signature(&former, &told));
    assert_eq!(told.header("webhook-signature"), both);
    town.app.clock.advance(domain::time::hours(24));
    town.staff.ask(PING, json!({ "webhook": webhook })).await;
    town.app.run_worker().await;
    let told = town.receiver.take().remove(0);
    assert_eq!(told.header("webhook-signature"), signature(&new, &told));
}

#[tokio::test]
async fn a_test_is_sent_at_once_and_a_delivery_once_more_under_its_id() {
    let town = Town::open().await;
    let (webhook, secret) = town.hook(json!({})).await;
    let pinged = town.staff.ask(PING, json!({ "webhook": webhook })).await["pingWebhook"].clone();
    assert_eq!(pinged["delivery"]["state"], "WAITING");
    town.app.run_worker().await;
    let test = town.receiver.take().remove(0);
    assert_eq!(test.json()["type"], "webhook.test");
    assert_eq!(test.json()["data"], json!({ "webhook": webhook }));
    assert_eq!(test.header("webhook-signature"), signature(&secret, &test));
    let again = town
        .staff
        .ask(REDELIVER, json!({ "delivery": pinged["delivery"]["id"] }))
        .await;
    assert_eq!(again["redeliver"]["delivery"]["state"], "WAITING", "{again}");
    town.app.run_worker().await;
    let same = town.receiver.take().remove(0);
    assert_eq!(same.header("webhook-id"), test.header("webhook-id"));
    let list = town.log(&webhook).await;
    let attempts = list[0]["attempts"].as_array().unwrap();
    assert_eq!(
        (list.len(), attempts.len(), &attempts[1]["number"]),
        (1, 2, &json!(2))
    );
}

#[tokio::test]
async fn filters_let_pass_what_is_asked_for_and_events_come_in_their_order() {
    let town = Town::open().await;
    let trees = town.plan["themes"][0]["id"].clone();
    let other = town.plan["themes"][1]["id"].clone();
    town.hook(json!({ "plan": town.plan["id"], "theme": trees }))
        .await;
    let here = town.propose_in("Des arbres pour tous ici", &trees).await;
    let elsewhere = town.propose_in("Un marché couvert ici", &other).await;
    comment(&town.staff, &here, &Value::Null, "Une raison.").await;
    comment(&town.staff, &elsewhere, &Value::Null, "Une autre raison.").await;
    town.app.run_worker().await;
    let told: Vec<_> = town.receiver.take().iter().map(super::Received::json).collect();
    let kinds: Vec<_> = told.iter().map(|told| told["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["proposal.published", "comment.posted"], "{told:#?}");
    assert_eq!(told[0]["data"]["subject"], here);
    assert!(told[0]["data"]["seq"].as_i64() < told[1]["data"]["seq"].as_i64());

    let only = Town::open().await;
    only.hook(json!({ "kinds": ["PROPOSAL_WITHDRAWN"] })).await;
    let id = only.propose("Garder les vieux platanes").await;
    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    only.awa.ask(withdraw, json!({ "id": id })).await;
    only.app.run_worker().await;
    let told = only.receiver.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].json()["type"], "proposal.withdrawn");
    assert_eq!(
        told[0].json()["data"]["delete"],
        true,
        "what is withdrawn is let go"
    );
}

#[tokio::test]
async fn what_is_removed_is_told_as_something_to_delete_and_so_is_every_old_message_about_it() {
    let town = Town::open().await;
    let moderates = [Grant {
        role: Role::Moderator,
        plan: None,
    }];
    let omar = town.app.with_grants("Omar", &moderates).await;
    let cx = app::Cx::system(town.app.house.clone(), "test");
    app::rules::first_set(&cx).await.unwrap();
    let rule = town
        .app
        .visitor()
        .ask("{ moderationRule(code: \"personal_data\") { id } }", json!({}))
        .await["moderationRule"]["id"]
        .clone();
    let (webhook, _) = town.hook(json!({ "plan": town.plan["id"] })).await;
    let proposal = town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    let first = town.receiver.take().remove(0);
    assert_eq!(first.json()["data"]["delete"], false);

    let staff = &town.staff;
    let sent = report(
        staff,
        json!({ "item": proposal, "kind": "PERSONAL_DATA", "rule": rule }),
    )
    .await;
    assert_eq!(sent["problems"], json!([]), "{sent}");
    let queue = "{ moderationQueue(view: OPEN, first: 1) { edges { node { id version } } } }";
    let case = omar.ask(queue, json!({})).await["moderationQueue"]["edges"][0]["node"].clone();
    let decision = json!({ "action": "REMOVE", "rule": rule, "facts": "Le texte donne un numéro." });
    let cases = json!([{ "case": case["id"], "version": case["version"] }]);
    let decided = omar
        .ask(DECIDE, json!({ "cases": cases, "decision": decision }))
        .await["decideCases"]["decided"][0]
        .clone();
    assert_eq!(decided["problems"], json!([]), "{decided}");
    town.app.clock.advance(std::time::Duration::from_secs(11));
    town.app.run_worker().await;
    let told = town.receiver.take();
    let removal = told
        .iter()
        .map(super::Received::json)
        .find(|told| told["type"] == "moderation.decided")
        .expect("the removal is told");
    assert_eq!(
        (&removal["data"]["subject"], &removal["data"]["delete"]),
        (&proposal, &json!(true))
    );
    assert!(told.iter().all(|told| !told.body.contains("case")), "{told:#?}");

    // Sent once more, the first message says what is true today.
    let log = town.log(&webhook).await;
    let oldest = log.last().unwrap();
    assert_eq!(oldest["id"], first.header("webhook-id"));
    town.staff
        .ask(REDELIVER, json!({ "delivery": oldest["id"] }))
        .await;
    town.app.run_worker().await;
    assert_eq!(town.receiver.take()[0].json()["data"]["delete"], true);
}

#[tokio::test]
async fn an_erased_account_is_told_to_every_webhook() {
    let town = Town::open().await;
    town.hook(json!({ "plan": town.plan["id"], "kinds": ["ACCOUNT_ERASED", "PLAN_CHANGED"] }))
        .await;
    let cx = app::Cx::system(town.app.house.clone(), "test");
    let account = town.awa.account();
    cx.write(|tx| async move {
        let event = domain::NewEvent::new(domain::EventKind::AccountErased, None, account, town_time());
        Ok(persistence::outbox::record(&tx, event).await?)
    })
    .await
    .unwrap();
    town.app.run_worker().await;
    let told = town.receiver.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].json()["data"]["subject"], account.to_string());
    assert_eq!(told[0].json()["data"]["delete"], true);
}

fn town_time() -> domain::Timestamp {
    domain::Timestamp::parse("2026-11-23T09:00:00Z").unwrap()
}

#[tokio::test]
async fn two_events_and_twenty_cost_the_same_number_of_statements() {
    let town = Town::open().await;
    let trees = town.plan["themes"][0]["id"].clone();
    town.hook(json!({ "theme": trees })).await;
    let mut costs = Vec::new();
    for number in [2, 20] {
        for n in 0..number {
            let id = town
                .propose_in(&format!("Des arbres, numéro {number} {n}"), &trees)
                .await;
            comment(&town.staff, &id, &Value::Null, "Une raison.").await;
        }
        app::worker::sequence(&town.app.house).await.unwrap();
        let before = town.app.db().stats().statements;
        let made = app::webhooks::fan_out(&town.app.house).await.unwrap();
        assert_eq!(made, 2 * number);
        costs.push(town.app.db().stats().statements - before);
    }
    assert!(costs[0] > 0);
    assert_eq!(costs[0], costs[1]);
    // Reading the log costs the same, however long it is.
    let webhook = town.staff.ask("{ webhooks { id } }", json!({})).await["webhooks"][0]["id"].clone();
    town.app.run_worker().await;
    let mut costs = Vec::new();
    for first in [2, 20] {
        let read = format!(
            "query($webhook: ID!) {{ webhook(webhook: $webhook) {{ deliveries(first: {first}) {{ edges {{ node {{ id attempts {{ status }} }} }} }} }} }}"
        );
        let before = town.app.db().stats().statements;
        town.staff.ask(&read, json!({ "webhook": webhook })).await;
        costs.push(town.app.db().stats().statements - before);
    }
    assert_eq!(costs[0], costs[1]);
}
