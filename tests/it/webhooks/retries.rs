//! What is not answered is tried again, at the times of Standard Webhooks, by the clock of the test.

use std::time::Duration;

use domain::time::{days, hours, minutes};
use serde_json::{Value, json};

use super::{Reply, Town, UPDATE, network};
use crate::{moderation::codes, served::PATIENCE};

#[tokio::test]
async fn what_fails_is_tried_again_and_arrives_under_the_same_id() {
    let town = Town::open().await;
    let (webhook, _) = town.hook(json!({})).await;
    town.receiver.will([500, 503, 301, 404].map(Reply::Status));
    town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    assert_eq!(town.receiver.all().len(), 1, "not twice at once");
    let read = town.read(&webhook).await;
    assert_eq!(read["state"], "FAILING");
    assert_eq!(read["failingSince"], "2026-11-23T09:00:00Z");
    for wait in [Duration::from_secs(5), minutes(5), minutes(30), hours(2)] {
        let before = town.receiver.all().len();
        town.app.clock.advance(wait - Duration::from_secs(1));
        town.app.run_worker().await;
        assert_eq!(town.receiver.all().len(), before, "not before {wait:?}");
        town.app.clock.advance(wait / 10 + Duration::from_secs(2));
        town.app.run_worker().await;
        assert_eq!(town.receiver.all().len(), before + 1, "after {wait:?}");
    }
    let all = town.receiver.all();
    assert!(
        all.iter()
            .all(|one| one.header("webhook-id") == all[0].header("webhook-id"))
    );
    assert_ne!(
        all[0].header("webhook-timestamp"),
        all[4].header("webhook-timestamp")
    );
    let list = town.log(&webhook).await;
    let outcomes: Vec<_> = list[0]["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attempt| json!([attempt["status"], attempt["fault"]]))
        .collect();
    assert_eq!(
        outcomes,
        [
            json!([500, "STATUS"]),
            json!([503, "STATUS"]),
            json!([301, "REDIRECT"]),
            json!([404, "STATUS"]),
            json!([204, null])
        ]
    );
    let read = town.read(&webhook).await;
    assert_eq!(
        (&read["state"], &read["failingSince"]),
        (&json!("ACTIVE"), &Value::Null)
    );
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_asked_again_and_its_keeper_is_told() {
    let town = Town::open().await;
    town.app.confirm_email(&town.staff, "petit@example.org").await;
    let (webhook, _) = town.hook(json!({})).await;
    town.receiver.will([Reply::Status(410)]);
    town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    let read = town.read(&webhook).await;
    assert_eq!(
        (&read["state"], &read["stopped"]),
        (&json!("DISABLED"), &json!("GONE"))
    );
    let mail = town.app.mail.to("petit@example.org");
    assert_eq!(mail.len(), 1);
    let link = format!(
        "https://fabrique.example/staff/webhooks/{}",
        webhook.as_str().unwrap()
    );
    assert!(mail[0].text.contains(&link), "{}", mail[0].text);
    assert!(!mail[0].text.contains("s3cr3t"));
    town.propose("Un banc devant le centre").await;
    town.app.clock.advance(days(2));
    town.app.run_worker().await;
    assert_eq!(town.receiver.take().len(), 1);

    // Switched on again, it is told of what happened meanwhile.
    let input = json!({ "url": town.receiver.url() });
    let on = town
        .staff
        .ask(
            UPDATE,
            json!({ "webhook": webhook, "version": read["version"], "input": input }),
        )
        .await["updateWebhook"]
        .clone();
    assert_eq!(on["webhook"]["state"], "ACTIVE", "{on}");
    town.app.run_worker().await;
    assert_eq!(town.receiver.take().len(), 1);
}

#[tokio::test]
async fn five_days_without_a_success_switch_it_off() {
    let town = Town::open().await;
    town.app.confirm_email(&town.staff, "petit@example.org").await;
    let (webhook, _) = town.hook(json!({})).await;
    town.receiver.will([Reply::Status(500); 40]);
    town.propose("Garder les vieux platanes").await;
    for _ in 0..30 {
        town.app.run_worker().await;
        town.app.clock.advance(hours(4));
    }
    let list = town.log(&webhook).await;
    assert_eq!(list[0]["state"], "FAILED");
    assert_eq!(list[0]["attempts"].as_array().unwrap().len(), 10);
    assert_eq!(town.read(&webhook).await["state"], "FAILING");
    town.propose("Un banc devant le centre").await;
    town.app.run_worker().await;
    let read = town.read(&webhook).await;
    assert_eq!(
        (&read["state"], &read["stopped"]),
        (&json!("DISABLED"), &json!("FAILURES"))
    );
    assert_eq!(town.app.mail.to("petit@example.org").len(), 1);
    // A month later the log is empty.
    town.app.clock.advance(days(31));
    town.app.run_worker().await;
    assert_eq!(town.log(&webhook).await.len(), 0);
}

#[tokio::test]
async fn a_receiver_that_says_nothing_and_one_that_sends_elsewhere_have_failed() {
    let town = Town::open().await;
    let other = super::Receiver::open().await;
    let (webhook, _) = town.hook(json!({})).await;
    town.app.courier.hand_on(network(Duration::from_millis(300)));
    town.receiver.will([Reply::Silence]);
    town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    town.app.courier.hand_on(network(PATIENCE));
    town.receiver.will([Reply::To(other.address)]);
    town.app.clock.advance(minutes(1));
    town.app.run_worker().await;
    let list = town.log(&webhook).await;
    assert_eq!(list[0]["attempts"][0]["fault"], "TIMEOUT");
    assert_eq!(
        (
            &list[0]["attempts"][1]["fault"],
            &list[0]["attempts"][1]["status"]
        ),
        (&json!("REDIRECT"), &json!(302))
    );
    assert_eq!(other.all().len(), 0, "a redirection is not followed");
}

#[tokio::test]
async fn others_wait_a_little_while_a_receiver_fails_and_none_is_lost() {
    let town = Town::open().await;
    let (webhook, _) = town.hook(json!({})).await;
    town.receiver.will([Reply::Status(500)]);
    for n in 0..5 {
        town.propose(&format!("Garder les platanes, numéro {n}")).await;
    }
    town.app.run_worker().await;
    assert_eq!(town.receiver.all().len(), 1, "one attempt tells that it is down");
    town.app.clock.advance(Duration::from_secs(6));
    town.app.run_worker().await;
    assert_eq!(town.receiver.all().len(), 6);
    let list = town.log(&webhook).await;
    assert!(list.iter().all(|one| one["state"] == "DELIVERED"), "{list:#?}");
}

#[tokio::test]
async fn a_paused_webhook_is_told_afterwards_and_a_replay_begins_where_it_is_asked_to() {
    let town = Town::open().await;
    let (webhook, _) = town.hook(json!({})).await;
    let input = json!({ "url": town.receiver.url() });
    let paused = json!({ "webhook": webhook, "version": 1, "input": input, "paused": true });
    let answer = town.staff.ask(UPDATE, paused.clone()).await["updateWebhook"].clone();
    assert_eq!(answer["webhook"]["state"], "PAUSED");
    let late = town.staff.ask(UPDATE, paused).await["updateWebhook"].clone();
    assert_eq!(codes(&late), ["WEBHOOK_CHANGED_MEANWHILE"]);
    town.propose("Garder les vieux platanes").await;
    town.app.run_worker().await;
    assert_eq!(town.receiver.all().len(), 0);
    let on = json!({ "webhook": webhook, "version": 2, "input": input, "paused": false });
    town.staff.ask(UPDATE, on).await;
    town.app.run_worker().await;
    let first = town.receiver.take();
    assert_eq!(first.len(), 1);

    let seq = first[0].json()["data"]["seq"].as_i64().unwrap();
    let replay = |version: i64, after: String| json!({ "webhook": webhook, "version": version, "input": input, "after": after });
    let far = town.staff.ask(UPDATE, replay(3, "999".into())).await["updateWebhook"].clone();
    assert_eq!(
        far["problems"],
        json!([{ "code": "FIELD_UNKNOWN", "field": "after" }])
    );
    town.staff.ask(UPDATE, replay(3, (seq - 1).to_string())).await;
    town.app.run_worker().await;
    let again = town.receiver.take();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].json()["data"], first[0].json()["data"]);
    assert_ne!(again[0].header("webhook-id"), first[0].header("webhook-id"));
}

#[tokio::test]
async fn two_processes_send_each_message_once() {
    let town = Town::open().await;
    let (webhook, _) = town.hook(json!({})).await;
    for n in 0..8 {
        town.propose(&format!("Garder les platanes, numéro {n}")).await;
    }
    let other = town.app.second_process().await;
    let (one, two) = tokio::join!(
        app::worker::run_due(&town.app.house),
        app::worker::run_due(&other)
    );
    assert!(one.is_ok() && two.is_ok());
    town.app.run_worker().await;
    let mut ids: Vec<_> = town
        .receiver
        .all()
        .iter()
        .map(|one| one.header("webhook-id").to_owned())
        .collect();
    assert_eq!(ids.len(), 8);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 8, "none was sent twice");
    let list = town.log(&webhook).await;
    assert!(
        list.iter()
            .all(|one| one["attempts"].as_array().unwrap().len() == 1)
    );
}
