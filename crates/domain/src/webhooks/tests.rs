use std::net::IpAddr;

use uuid::Uuid;

use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

fn webhook() -> Webhook {
    Webhook {
        id: Id::new(Uuid::from_u128(1)),
        owner: Id::new(Uuid::from_u128(2)),
        endpoint: Endpoint::parse("https://atlas.example/hook", &Networks::default()).unwrap(),
        wanted: Wanted::default(),
        state: WebhookState::Active,
        stopped: None,
        failing_since: None,
        rests_until: Timestamp::default(),
        cursor: 0,
        old_secret_until: None,
        version: 1,
        created_at: NOW,
    }
}

fn delivery() -> Delivery {
    Delivery {
        id: Id::new(Uuid::from_u128(3)),
        webhook: webhook().id,
        seq: 7,
        kind: Some(EventKind::ProposalPublished),
        state: DeliveryState::Waiting,
        attempts: 0,
        tries: 0,
        run_at: NOW,
        created_at: NOW,
    }
}

fn answered(status: u16) -> Answered {
    Answered {
        outcome: Ok(status),
        millis: 12,
    }
}

#[test]
fn a_failure_waits_as_standard_webhooks_proposes_and_is_given_up_after_the_tenth_attempt() {
    let (mut webhook, mut delivery, mut now) = (webhook(), delivery(), NOW);
    let mut waits = Vec::new();
    while delivery.state == DeliveryState::Waiting {
        let done = delivery.attempted(webhook, answered(500), now, 0.0);
        (webhook, delivery) = (done.webhook, done.delivery);
        waits.push(delivery.run_at.since(now).as_secs());
        now = now.max(delivery.run_at);
    }
    let minute = 60;
    let hour = 60 * minute;
    assert_eq!(
        waits,
        [
            5,
            5 * minute,
            30 * minute,
            2 * hour,
            5 * hour,
            10 * hour,
            14 * hour,
            20 * hour,
            24 * hour,
            0
        ]
    );
    assert_eq!((delivery.attempts, delivery.state), (10, DeliveryState::Failed));
    assert_eq!(
        webhook.state,
        WebhookState::Failing,
        "75 hours are less than five days"
    );
    let late = NOW + PATIENCE;
    let done = self::delivery().attempted(webhook, answered(500), late, 0.0);
    assert_eq!(
        (done.webhook.state, done.webhook.stopped),
        (WebhookState::Disabled, Some(Stopped::Failures))
    );
}

#[test]
fn chance_makes_a_wait_longer_by_a_tenth_at_most() {
    let done = delivery().attempted(webhook(), answered(503), NOW, 1.0);
    assert_eq!(done.delivery.run_at.since(NOW).as_millis(), 5_500);
}

#[test]
fn a_success_ends_the_failing_and_gone_is_gone() {
    let failed = delivery().attempted(webhook(), answered(500), NOW, 0.0);
    assert!(failed.webhook.failing_since.is_some());
    assert!(delivery().must_rest(&failed.webhook, NOW), "others wait a little");
    assert!(
        !failed.delivery.must_rest(&failed.webhook, NOW),
        "its own time is its own"
    );
    let done = failed.delivery.attempted(failed.webhook, answered(204), NOW, 0.0);
    assert_eq!(done.delivery.state, DeliveryState::Delivered);
    assert_eq!(
        (done.webhook.state, done.webhook.failing_since),
        (WebhookState::Active, None)
    );
    let gone = delivery().attempted(done.webhook, answered(410), NOW, 0.0);
    assert_eq!(gone.delivery.state, DeliveryState::Failed);
    assert_eq!(
        (gone.webhook.state, gone.webhook.stopped),
        (WebhookState::Disabled, Some(Stopped::Gone))
    );
    let redirected = delivery().attempted(webhook(), answered(301), NOW, 0.0);
    assert_eq!(redirected.attempt.fault, Some(DeliveryFault::Redirect));
}

#[test]
fn a_test_is_tried_once_and_says_nothing_about_the_webhook() {
    let test = Delivery {
        seq: 0,
        kind: None,
        ..delivery()
    };
    for status in [500, 410] {
        let done = test.clone().attempted(webhook(), answered(status), NOW, 0.0);
        assert_eq!(done.delivery.state, DeliveryState::Failed);
        assert_eq!(done.webhook, webhook());
    }
}

#[test]
fn a_paused_webhook_stays_paused_whatever_arrives() {
    let paused = Webhook {
        state: WebhookState::Paused,
        ..webhook()
    };
    for status in [200, 500, 410] {
        let done = delivery().attempted(paused.clone(), answered(status), NOW, 0.0);
        assert_eq!(done.webhook.state, WebhookState::Paused);
    }
}

#[test]
fn nothing_is_sent_to_what_is_not_of_the_public_network_in_any_notation() {
    let none = Networks::default();
    for typed in [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://１２７.0.0.1/",
        "https://127.0.0.1./",
        "https://0/",
        "https://0.0.0.0/",
        "https://0.1.2.3/",
        "https://10.0.0.1/",
        "https://100.64.0.1/",
        "https://100.100.100.200/",
        "https://168.63.129.16/",
        "https://169.254.169.254/latest/meta-data/",
        "https://172.16.0.1/",
        "https://172.31.255.255/",
        "https://192.0.0.192/",
        "https://192.168.1.1/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::127.0.0.1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::127.0.0.1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[64:ff9b:1::a00:1]/",
        "https://[fc00::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fd20:ce::254]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
        "https://[2001::1]/",
        "https://[2001:db8::1]/",
        "https://[2002:7f00:1::]/",
        "https://[100::1]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://wiki.localhost/",
    ] {
        let refused = Endpoint::parse(typed, &none).expect_err(typed);
        assert_eq!(refused.code, Code::WebhookAddressRefused, "{typed}");
    }
    for typed in [
        "https://atlas.example/hook?key=1",
        "https://93.184.216.34/",
        "https://[2606:4700::1111]:8443/",
        "https://172.32.0.1/",
        "https://100.63.255.255/",
        "https://éxemple.fr/",
    ] {
        assert!(Endpoint::parse(typed, &none).is_ok(), "{typed}");
    }
    for (typed, code) in [
        ("", Code::FieldRequired),
        ("atlas", Code::FieldMalformed),
        ("ftp://atlas.example/", Code::FieldMalformed),
        ("file:///etc/passwd", Code::FieldMalformed),
        ("gopher://atlas.example/", Code::FieldMalformed),
        ("javascript:alert(1)", Code::FieldMalformed),
        ("https://user:secret@atlas.example/", Code::FieldMalformed),
        ("https://atlas.example:0/", Code::FieldMalformed),
        ("http://atlas.example/", Code::WebhookHttpsOnly),
    ] {
        assert_eq!(
            Endpoint::parse(typed, &none).expect_err(typed).code,
            code,
            "{typed}"
        );
    }
}

#[test]
fn a_town_allows_its_own_networks_and_plain_http_in_them_alone() {
    let allowed: Networks = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"]
        .into_iter()
        .map(|network| network.parse().unwrap())
        .collect();
    let permits = |address: &str, plain| allowed.permits(address.parse::<IpAddr>().unwrap(), plain);
    assert!(permits("10.1.2.3", true) && permits("::ffff:10.1.2.3", true));
    assert!(permits("127.0.0.1", true) && permits("fd12::1", true));
    assert!(!permits("127.0.0.2", false) && !permits("192.168.0.1", false));
    assert!(permits("93.184.216.34", false));
    assert!(
        !permits("93.184.216.34", true),
        "plain http never leaves for the public network"
    );
    for wrong in ["10.0.0.0/33", "::/129", "town", "10.0.0/8", "/8", ""] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong}");
    }
    assert!(Endpoint::parse("http://10.0.0.8:9000/hook", &allowed).is_ok());
    assert!(Endpoint::parse("http://192.168.0.8/hook", &allowed).is_err());
}

#[test]
fn an_endpoint_never_shows_its_path() {
    let endpoint = Endpoint::parse("https://atlas.example/s3cr3t?k=s3cr3t", &Networks::default()).unwrap();
    assert!(!format!("{endpoint:?}").contains("s3cr3t"));
}
