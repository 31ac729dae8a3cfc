//! Nothing is sent to what is neither public nor allowed, whatever stands for it.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::json;
use server::courier::Network;
use test_support::TestApp;

use super::{CREATE, PING, Receiver, Town};
use crate::{moderation::codes, served::PATIENCE};

#[tokio::test]
async fn an_address_that_is_not_public_is_refused_where_it_is_typed() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    for (url, code) in [
        ("https://127.0.0.1/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://2130706433/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://0177.0.0.1/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://0x7f.1/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://0.0.0.0/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://[::ffff:127.0.0.1]/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://[64:ff9b::7f00:1]/", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://169.254.169.254/latest", "WEBHOOK_ADDRESS_REFUSED"),
        ("https://localhost:8443/", "WEBHOOK_ADDRESS_REFUSED"),
        ("http://atlas.example/", "WEBHOOK_HTTPS_ONLY"),
        ("ftp://atlas.example/", "FIELD_MALFORMED"),
        ("https://a:b@atlas.example/", "FIELD_MALFORMED"),
        ("", "FIELD_REQUIRED"),
    ] {
        let made = staff.ask(CREATE, json!({ "input": { "url": url } })).await["createWebhook"].clone();
        assert_eq!(
            made["problems"],
            json!([{ "code": code, "field": "url" }]),
            "{url}"
        );
    }
    let made = staff
        .ask(
            CREATE,
            json!({ "input": { "url": "https://atlas.example/hook" } }),
        )
        .await["createWebhook"]
        .clone();
    assert_eq!(codes(&made), [] as [&str; 0]);
}

/// What became of a test to a name that stands for these addresses.
async fn outcome(town: &Town, addresses: &'static [&'static str]) -> String {
    let look_up = move |_: &str| {
        Ok(addresses
            .iter()
            .map(|one| one.parse::<IpAddr>().unwrap())
            .collect())
    };
    town.app
        .courier
        .hand_on(Arc::new(Network::new(Arc::new(look_up), PATIENCE)));
    let (webhook, _) = town.hook(json!({})).await;
    town.staff.ask(PING, json!({ "webhook": webhook })).await;
    town.app.run_worker().await;
    let log = town.log(&webhook).await;
    log[0]["attempts"][0]["fault"]
        .as_str()
        .unwrap_or("delivered")
        .to_owned()
}

#[tokio::test]
async fn a_name_that_stands_for_such_an_address_is_not_connected_to() {
    let town = Town::open().await;
    for addresses in [
        &["127.0.0.2"][..],
        &["0.0.0.0"],
        &["10.0.0.1"],
        &["100.64.0.1"],
        &["169.254.169.254"],
        &["192.168.0.1"],
        &["224.0.0.1"],
        &["::1"],
        &["::"],
        &["::ffff:10.0.0.1"],
        &["::127.0.0.1"],
        &["64:ff9b::127.0.0.1"],
        &["64:ff9b:1::a00:1"],
        &["fd00:ec2::254"],
        &["fe80::1"],
        &["ff02::1"],
        &["2002:7f00:1::"],
        // One good address does not make the others good.
        &["127.0.0.1", "10.0.0.1"],
        // Nothing leaves without encryption for the public network.
        &["93.184.216.34"],
    ] {
        assert_eq!(outcome(&town, addresses).await, "ADDRESS", "{addresses:?}");
    }
    assert_eq!(outcome(&town, &[]).await, "NAME");
    assert_eq!(town.receiver.all().len(), 0);
    assert_eq!(outcome(&town, &["::ffff:127.0.0.1"]).await, "delivered");
    assert_eq!(outcome(&town, &["127.0.0.1"]).await, "delivered");
}

#[tokio::test]
async fn a_name_that_changes_between_the_check_and_the_connection_leads_nowhere_else() {
    let town = Town::open().await;
    let inside = Receiver::at(&format!("127.0.0.2:{}", town.receiver.address.port())).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let look_up = move |_: &str| {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(vec![IpAddr::from([127, 0, 0, if first { 1 } else { 2 }])])
    };
    town.app
        .courier
        .hand_on(Arc::new(Network::new(Arc::new(look_up), PATIENCE)));
    let (webhook, _) = town.hook(json!({})).await;
    town.staff.ask(PING, json!({ "webhook": webhook })).await;
    town.app.run_worker().await;
    assert_eq!(asked.load(Ordering::SeqCst), 1, "a name is looked up once");
    assert_eq!((town.receiver.take().len(), inside.all().len()), (1, 0));
    // The next time it stands for the other address, which is refused.
    town.staff.ask(PING, json!({ "webhook": webhook })).await;
    town.app.run_worker().await;
    assert_eq!((town.receiver.take().len(), inside.all().len()), (0, 0));
    assert_eq!(town.log(&webhook).await[0]["attempts"][0]["fault"], "ADDRESS");
}
