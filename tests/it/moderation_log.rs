//! The public log of moderation: a chain that anybody can check, and nothing in it that says who.

mod api;
mod checkers;
mod keys;
mod spoilt;
mod wired;

use std::sync::Arc;

use app::{Cx, House, moderation_log as log};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use domain::{
    EventKind, NewEvent, Timestamp,
    event::Subject,
    moderation_log::{Entry, LogAction, LogGround, LogItem, LogRole, Reversed},
};
use http_body_util::BodyExt;
use serde_json::Value;
use test_support::{TestApp, TestDatabase};
use tower::ServiceExt;

use checkers::{assert_whole, verdicts};

/// A decision as moderation records it, the same for the same number.
fn decision(cx: &Cx, number: u64) -> Entry {
    let item = if number.is_multiple_of(3) {
        LogItem::Proposal
    } else {
        LogItem::Comment
    };
    let actions = [
        LogAction::Masked,
        LogAction::Hidden,
        LogAction::Removed,
        LogAction::Restored,
    ];
    let action = actions[usize::try_from(number % 4).unwrap()];
    Entry {
        reference: Some(log::reference(cx)),
        rule: "personal_data".parse().ok(),
        rule_version: Some(2),
        ground: Some(LogGround::HouseRule),
        reverses: (action == LogAction::Restored).then_some(Reversed::Number(number)),
        ..Entry::new(item, action, LogRole::Moderator)
    }
}

/// Records so many decisions in one transaction; the sequencer has not seen them yet.
async fn record(house: &Arc<House>, many: u64) {
    let cx = &Cx::system(house.clone(), "test");
    cx.write(|tx| async move {
        for number in 0..many {
            let subject = Subject {
                kind: "comment".to_owned(),
                id: cx.new_id::<()>().uuid(),
            };
            let mut event = NewEvent::new(EventKind::ModerationDecided, None, subject, cx.now());
            event.data.logged = Some(decision(cx, number));
            persistence::outbox::record(&tx, event).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// Lets so many decisions enter the log.
async fn decide(house: &Arc<House>, many: u64) {
    record(house, many).await;
    app::worker::sequence(house).await.unwrap();
}

fn router(house: &Arc<House>) -> Router {
    server::moderation_log::router(house.clone())
}

async fn get(house: &Arc<House>, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = router(house).oneshot(request).await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, headers, String::from_utf8(body.to_vec()).unwrap())
}

/// A copy of the log, as anybody takes it.
async fn copy(house: &Arc<House>) -> String {
    let (status, _, text) = get(house, "/moderation-log.jsonl", &[]).await;
    assert_eq!(status, StatusCode::OK);
    text
}

/// The last line of a copy: what a careful reader remembers.
fn head_of(copy: &str) -> log::Remembered {
    copy.parse().unwrap()
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[tokio::test]
async fn decisions_are_chained_in_the_order_of_events_and_the_head_is_signed() {
    let app = TestApp::start().await;
    decide(&app.house, 3).await;
    app.clock.set(Timestamp::parse("2026-11-23T23:30:00Z").unwrap());
    decide(&app.house, 2).await;
    let text = copy(&app.house).await;
    let lines: Vec<_> = text.lines().map(json).collect();
    assert_eq!(lines.len(), 7, "a key, five decisions, a head: {text}");
    let entries: Vec<Value> = lines[..6]
        .iter()
        .map(|line| json(line["entry"].as_str().unwrap()))
        .collect();
    assert_eq!(
        (&entries[0]["action"], &entries[0]["role"]),
        (&"key_changed".into(), &"automation".into())
    );
    let days: Vec<_> = entries
        .iter()
        .map(|entry| entry["day"].as_str().unwrap())
        .collect();
    assert_eq!(days[0], "2026-11-23");
    assert_eq!(
        &days[4..],
        ["2026-11-24", "2026-11-24"],
        "days are those of Paris"
    );
    for (place, line) in lines[..6].iter().enumerate() {
        assert_eq!(line["n"], place + 1);
        let prev = if place == 0 {
            "0".repeat(64).into()
        } else {
            lines[place - 1]["hash"].clone()
        };
        assert_eq!(line["prev"], prev);
    }
    let head = &lines[6];
    assert_eq!(
        (&head["n"], &head["hash"], &head["at"]),
        (&6.into(), &lines[5]["hash"], &"2026-11-24".into())
    );
    assert_whole(&text, &log::Known::default());
}

#[tokio::test]
async fn a_log_of_ten_thousand_lines_with_two_changes_of_key_is_whole() {
    let app = TestApp::start().await;
    let mut fingerprints = Vec::new();
    for part in 0..3 {
        for _ in 0..8 {
            decide(&app.house, 417).await;
        }
        if part < 2 {
            let new = log::rotate_key(&Cx::system(app.house.clone(), "keys"))
                .await
                .unwrap();
            fingerprints.push(new.fingerprint);
        }
    }
    let text = copy(&app.house).await;
    assert_eq!(text.lines().count(), 24 * 417 + 3 + 1);
    let head = assert_whole(&text, &log::Known::default());
    assert_eq!(head.key, fingerprints[1], "the newest key signs the head");
    for key in fingerprints {
        let known = log::Known {
            key: Some(key),
            ..log::Known::default()
        };
        assert_whole(&text, &known);
    }
}

#[tokio::test]
async fn two_sequencers_and_a_change_of_key_at_once_never_fork_the_chain() {
    let app = TestApp::start().await;
    let other = if TestDatabase::on_postgres() {
        app.second_process().await
    } else {
        app.house.clone()
    };
    let houses = [app.house.clone(), other];
    let at_work = (0..8).map(|lane: usize| {
        let house = houses[lane % 2].clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                record(&house, 3).await;
                app::worker::sequence(&house).await.unwrap();
                if lane < 2 {
                    log::rotate_key(&Cx::system(house.clone(), "keys")).await.unwrap();
                }
            }
        })
    });
    for lane in at_work.collect::<Vec<_>>() {
        lane.await.unwrap();
    }
    app::worker::sequence(&app.house).await.unwrap();
    let text = copy(&app.house).await;
    assert_eq!(text.lines().count(), 8 * 10 * 3 + 20 + 1 + 1);
    assert_whole(&text, &log::Known::default());
}

/// The rows that a backup holds of the log, put into another database.
async fn restore(from: &TestApp, into: &TestDatabase) {
    use sea_orm::{ConnectionTrait, Statement, Value};
    let (source, target) = (from.db().schema_connection(), into.connect().await);
    let target = target.schema_connection();
    let backend = source.get_database_backend();
    let tables: [(&str, &[&str]); 2] = [
        (
            "moderation_log",
            &["n", "prev", "entry", "hash", "item", "action", "reference"],
        ),
        ("log_keys", &["kid", "place", "wrapped", "made_at"]),
    ];
    for (table, columns) in tables {
        let named = columns.join(", ");
        let rows = Statement::from_string(backend, format!("SELECT {named} FROM {table}"));
        for row in source.query_all_raw(rows).await.unwrap() {
            let values: Vec<Value> = columns
                .iter()
                .map(|column| match *column {
                    "n" | "made_at" => row.try_get::<i64>("", column).unwrap().into(),
                    "prev" | "hash" | "wrapped" => row.try_get::<Vec<u8>>("", column).unwrap().into(),
                    _ => row.try_get::<Option<String>>("", column).unwrap().into(),
                })
                .collect();
            let marks: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
            let insert = format!("INSERT INTO {table} ({named}) VALUES ({})", marks.join(", "));
            let insert = Statement::from_sql_and_values(backend, insert, values);
            target.execute_raw(insert).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_backup_goes_on_as_a_chain_and_a_remembered_head_tells_what_it_lost() {
    let app = TestApp::start().await;
    decide(&app.house, 20).await;
    let (backup, before) = (TestDatabase::migrated().await, copy(&app.house).await);
    restore(&app, &backup).await;
    decide(&app.house, 10).await;
    let lost = copy(&app.house).await;

    // What was backed up is itself whole, goes on, and says so to whoever remembers a head of that time.
    let restored = app.opened_over(&backup).await;
    assert_eq!(copy(&restored).await, before);
    decide(&restored, 5).await;
    let gone_on = copy(&restored).await;
    assert_whole(&gone_on, &log::Known::default());
    let known = |copy: &str| log::Known {
        since: Some(head_of(copy)),
        ..log::Known::default()
    };
    assert_whole(&gone_on, &known(&before));
    // Whoever remembers what came after the backup is told.
    let later = known(&lost);
    assert_eq!(verdicts(&before, &later), "line 22: rolled back");
    assert_eq!(verdicts(&gone_on, &later), "line 27: rolled back");
    decide(&restored, 20).await;
    assert_eq!(verdicts(&copy(&restored).await, &later), "line 31: rolled back");
}

#[tokio::test]
async fn a_copy_is_brought_up_to_date_from_where_it_stopped() {
    let app = TestApp::start().await;
    decide(&app.house, 12).await;
    let first = copy(&app.house).await;
    let since = head_of(&first);
    decide(&app.house, 5).await;
    log::rotate_key(&Cx::system(app.house.clone(), "keys"))
        .await
        .unwrap();
    let (_, _, rest) = get(
        &app.house,
        &format!("/moderation-log.jsonl?after={}", since.n),
        &[],
    )
    .await;
    assert_eq!(rest.lines().count(), 7);
    let known = log::Known {
        since: Some(since),
        ..log::Known::default()
    };
    assert_whole(&rest, &known);
    assert_eq!(
        verdicts(&rest, &log::Known::default()),
        "line 1: missing",
        "nothing is taken on trust"
    );
    // Both together are the whole, without the first head.
    let kept: String = first.lines().take(13).flat_map(|line| [line, "\n"]).collect();
    assert_whole(&(kept + &rest), &log::Known::default());
    // Nothing new: a head alone.
    let (_, _, nothing) = get(&app.house, "/moderation-log.jsonl?after=19", &[]).await;
    assert_eq!(nothing.lines().count(), 1);
    assert_whole(
        &nothing,
        &log::Known {
            since: Some(head_of(&nothing)),
            ..log::Known::default()
        },
    );
    let (_, _, ahead) = get(&app.house, "/moderation-log.jsonl?after=99", &[]).await;
    let ahead_of_us = log::Remembered { n: 99, hash: [7; 32] };
    let known = log::Known {
        since: Some(ahead_of_us),
        ..log::Known::default()
    };
    assert_eq!(verdicts(&ahead, &known), "line 20: rolled back");
}

#[tokio::test]
async fn a_copy_that_was_taken_already_is_not_sent_again() {
    let app = TestApp::start().await;
    decide(&app.house, 2).await;
    let (_, headers, _) = get(&app.house, "/moderation-log.jsonl", &[]).await;
    assert_eq!(headers["content-type"], "application/jsonl; charset=utf-8");
    assert_eq!(headers["access-control-allow-origin"], "*");
    let tag = headers["etag"].to_str().unwrap();
    let (status, _, body) = get(&app.house, "/moderation-log.jsonl", &[("if-none-match", tag)]).await;
    assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    decide(&app.house, 1).await;
    let (status, _, _) = get(&app.house, "/moderation-log.jsonl", &[("if-none-match", tag)]).await;
    assert_eq!(status, StatusCode::OK);
    for after in ["x", "-1", "1.5", "99999999999999999999"] {
        let (status, _, body) = get(&app.house, &format!("/moderation-log.jsonl?after={after}"), &[]).await;
        assert_eq!(
            (status, &json(&body)["code"]),
            (StatusCode::BAD_REQUEST, &"request.bad_cursor".into())
        );
    }
    let (_, headers, script) = get(&app.house, "/moderation-log/check.mjs", &[]).await;
    assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
    assert!(script.contains("export async function check"), "{script}");
}

#[tokio::test]
async fn the_feed_has_the_newest_lines_in_the_readers_language() {
    let app = TestApp::start().await;
    decide(&app.house, 70).await;
    let (_, headers, feed) = get(&app.house, "/moderation-log.atom", &[("accept-language", "fr")]).await;
    assert_eq!(headers["content-type"], "application/atom+xml; charset=utf-8");
    assert!(feed.contains("xml:lang=\"fr\""), "{feed}");
    assert_eq!(feed.matches("<entry>").count(), 50);
    for element in [
        "feed", "entry", "id", "title", "updated", "author", "name", "content",
    ] {
        let opened =
            feed.matches(&format!("<{element}>")).count() + feed.matches(&format!("<{element} ")).count();
        assert_eq!(
            opened,
            feed.matches(&format!("</{element}>")).count(),
            "{element}"
        );
    }
    // Line 68 holds the decision of number 66: a proposal removed.
    assert!(
        feed.contains("<title>n° 68 : Proposition retirée — règle : personal_data</title>"),
        "{feed}"
    );
    assert!(feed.contains("<updated>2026-11-23T00:00:00Z</updated>"), "{feed}");
    let ids: std::collections::BTreeSet<_> = feed.lines().filter(|line| line.starts_with("<id>")).collect();
    assert_eq!(ids.len(), 51, "ids are unique");
    let (_, _, english) = get(&app.house, "/moderation-log.atom", &[("accept-language", "en")]).await;
    assert!(
        english.contains("<title>no. 68: Proposal removed — rule: personal_data</title>"),
        "{english}"
    );
}
