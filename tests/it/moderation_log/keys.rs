//! The keys of the log: each hands over to the next, and no other is believed.

use app::{
    Cx,
    moderation_log::{self as log, Known, fingerprint},
};
use auth::{keys::WrappedKind, token::SigningKey};
use domain::moderation_log::{
    Dated, Day, Entry, Head, KeyText, Line, NewLogKey, SignatureText, handover, head_statement, unhex,
};
use persistence::moderation_log::next;
use test_support::TestApp;

use super::{assert_whole, copy, decide, json, verdicts};

fn with_key(key: &str) -> Known {
    Known {
        key: Some(key.to_owned()),
        ..Known::default()
    }
}

/// The copy with lines of somebody else's after its `kept` first ones: a new key that `by` signs for, and a head.
fn forged(copy: &str, kept: usize, by: &SigningKey, claimed: &KeyText) -> String {
    let lines: Vec<&str> = copy.lines().take(kept).collect();
    let last = lines.last().map(|line| json(line));
    let last = last.map(|line| Line {
        n: line["n"].as_u64().unwrap(),
        prev: unhex(line["prev"].as_str().unwrap()).unwrap(),
        entry: line["entry"].as_str().unwrap().to_owned(),
        hash: unhex(line["hash"].as_str().unwrap()).unwrap(),
        plan: None,
    });
    let new = SigningKey::generate_for(WrappedKind::Log);
    let public = KeyText::new(*new.public());
    let (n, prev) = last.as_ref().map_or((1, [0; 32]), |last| (last.n + 1, last.hash));
    let day: Day = "2026-11-23".parse().unwrap();
    let dated = Dated {
        day,
        entry: Entry::key(NewLogKey {
            public,
            by: *claimed,
            signature: SignatureText::new(by.sign(handover(n, &prev, &public).as_bytes())),
        }),
    };
    let line = next(last.as_ref(), &dated, None);
    let key = fingerprint(&public);
    let head = Head {
        n,
        hash: line.hash,
        at: day,
        signature: SignatureText::new(new.sign(head_statement(n, &line.hash, day, &key).as_bytes())),
        key,
        public,
    };
    let mut text: String = lines.iter().flat_map(|line| [*line, "\n"]).collect();
    text.push_str(&format!("{}\n{}\n", line.to_json(), head.to_json()));
    text
}

#[tokio::test]
async fn the_fingerprint_of_any_key_of_the_log_is_enough_and_of_no_other() {
    let app = TestApp::start().await;
    decide(&app.house, 2).await;
    let first = assert_whole(&copy(&app.house).await, &Known::default()).key;
    let cx = Cx::system(app.house.clone(), "keys");
    let mut keys = vec![first];
    for _ in 0..2 {
        let new = log::rotate_key(&cx).await.unwrap();
        decide(&app.house, 2).await;
        keys.push(new.fingerprint);
    }
    let text = copy(&app.house).await;
    for key in &keys {
        assert_whole(&text, &with_key(key));
    }
    assert_eq!(
        verdicts(&text, &with_key(&"ab".repeat(32))),
        "line 10: unknown key"
    );
}

#[tokio::test]
async fn nobody_takes_the_log_over_without_the_key_in_force() {
    let app = TestApp::start().await;
    decide(&app.house, 4).await;
    let text = copy(&app.house).await;
    let head = assert_whole(&text, &Known::default());
    let stranger = SigningKey::generate_for(WrappedKind::Log);
    // Under one's own name, and under that of the key in force.
    let own = forged(&text, 5, &stranger, &KeyText::new(*stranger.public()));
    assert_eq!(verdicts(&own, &Known::default()), "line 6: unknown key");
    let posing = forged(&text, 5, &stranger, &head.public);
    assert_eq!(verdicts(&posing, &Known::default()), "line 6: bad signature");
    // A log of one's own from the beginning is another log: that is what fingerprints are for.
    let alone = SigningKey::generate_for(WrappedKind::Log);
    let begun = forged("", 0, &alone, &KeyText::new(*alone.public()));
    assert_eq!(verdicts(&begun, &Known::default()), "line 1: unknown key");
    // A head that another key signed.
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let public = KeyText::new(*stranger.public());
    let key = fingerprint(&public);
    let statement = head_statement(head.n, &head.hash, head.at, &key);
    let signature = SignatureText::new(stranger.sign(statement.as_bytes()));
    lines[5] = Head {
        key,
        public,
        signature,
        ..head
    }
    .to_json();
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    assert_eq!(verdicts(&text, &Known::default()), "line 6: unknown key");
}

#[tokio::test]
async fn a_head_is_signed_by_the_key_that_its_chain_names_while_keys_change() {
    let app = TestApp::start().await;
    let cx = Cx::system(app.house.clone(), "keys");
    // The log begins when it is first asked for, and a change of key may be its second line.
    let begun = assert_whole(&copy(&app.house).await, &Known::default());
    assert_eq!(begun.n, 1);
    let new = log::rotate_key(&cx).await.unwrap();
    assert_eq!(new.n, 2);
    let other = app.second_process().await;
    let head = log::head(&Cx::system(other, "reader")).await.unwrap();
    assert_eq!((head.n, head.key), (2, new.fingerprint));
}
