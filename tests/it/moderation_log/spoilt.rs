//! Copies that somebody spoilt: each is found, and the first bad line is named, by both checkers alike.

use app::moderation_log::{Known, Remembered};
use domain::moderation_log::{Line, hex};
use persistence::moderation_log::link;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use test_support::TestApp;

use super::{checkers, copy, decide, head_of, json, verdicts};

use checkers::{all_verdicts, assert_whole};

/// A copy of a log of so many decisions; its lines, with their breaks.
async fn lines(decisions: u64) -> Vec<String> {
    let app = TestApp::start().await;
    decide(&app.house, decisions).await;
    let text = copy(&app.house).await;
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// A line whose hash is right, and which nobody ever logged.
fn forged(n: u64, prev: &str, entry: &str) -> String {
    let prev = domain::moderation_log::unhex(prev).unwrap();
    let line = Line {
        n,
        prev,
        entry: entry.to_owned(),
        hash: link(n, &prev, entry),
        plan: None,
    };
    format!("{}\n", line.to_json())
}

fn field(line: &str, name: &str) -> String {
    json(line)[name].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_flipped_byte_is_found_wherever_it_is() {
    let seed = crate::hostile::seed();
    let mut chance = StdRng::seed_from_u64(seed);
    let whole = lines(30).await.concat().into_bytes();
    let known = Known::default();
    let spoilt: Vec<(usize, u8, Vec<u8>)> = (0..400)
        .map(|_| {
            let at = chance.random_range(0..whole.len());
            let bit = 1 << chance.random_range(0..8_u8);
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            (at, bit, bytes)
        })
        .collect();
    let copies: Vec<(&[u8], &Known)> = spoilt
        .iter()
        .map(|(_, _, bytes)| (bytes.as_slice(), &known))
        .collect();
    for (said, (at, bit, _)) in all_verdicts(&copies).iter().zip(&spoilt) {
        let line = whole[..*at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let named = [
            format!("line {line}: changed"),
            format!("line {line}: bad signature"),
        ];
        // The head's own words about the last line are as bad as the line itself.
        let of_head = line == 32
            && (said.starts_with("line 31: changed")
                || said.contains("missing")
                || said.contains("inserted"));
        assert!(
            named.contains(said) || of_head,
            "byte {at} ^ {bit} in line {line}: {said} (seed {seed})"
        );
    }
}

#[tokio::test]
async fn a_line_that_was_taken_away_moved_or_put_in_is_named() {
    let whole = lines(20).await;
    assert_whole(&whole.concat(), &Known::default());
    let expect = |lines: &[String], said: &str| {
        assert_eq!(verdicts(&lines.concat(), &Known::default()), said);
    };
    for n in [1, 2, 9, 20] {
        let mut taken = whole.clone();
        taken.remove(n - 1);
        expect(&taken, &format!("line {n}: missing"));
    }
    let mut tail = whole.clone();
    tail.remove(20);
    expect(&tail, "line 21: missing");
    let mut several = whole.clone();
    several.drain(4..9);
    expect(&several, "line 5: missing");
    expect(&whole[..21], "line 22: missing");
    expect(&[], "line 1: missing");

    for (one, other) in [(4, 5), (4, 11), (1, 2), (20, 21)] {
        let mut moved = whole.clone();
        moved.swap(one - 1, other - 1);
        expect(&moved, &format!("line {other}: out of order"));
    }
    let mut later = whole.clone();
    let line = later.remove(6);
    later.insert(12, line);
    expect(&later, "line 8: out of order");

    let entry = field(&whole[7], "entry");
    let mut twice = whole.clone();
    twice.insert(9, whole[7].clone());
    expect(&twice, "line 8: inserted");
    let mut twin = whole.clone();
    twin.insert(
        7,
        forged(
            8,
            &field(&whole[6], "hash"),
            &entry.replace("comment", "proposal"),
        ),
    );
    expect(&twin, "line 8: inserted");
    let mut stranger = whole.clone();
    stranger.insert(7, forged(8, &"ab".repeat(32), &entry));
    expect(&stranger, "line 8: inserted");
    let mut beyond = whole.clone();
    beyond.insert(7, forged(500, &field(&whole[6], "hash"), &entry));
    expect(&beyond, "line 500: inserted");
    let mut end = whole.clone();
    end.insert(21, forged(22, &field(&whole[20], "hash"), &entry));
    expect(&end, "line 22: inserted");
    let mut after_the_head = whole.clone();
    after_the_head.push(forged(22, &field(&whole[20], "hash"), &entry));
    expect(&after_the_head, "line 22: inserted");
}

#[tokio::test]
async fn a_line_that_was_rewritten_with_its_hash_is_named() {
    let whole = lines(20).await;
    let rewritten = |from: usize, to: usize| {
        let mut lines = whole.clone();
        for place in from - 1..to {
            let entry = field(&whole[place], "entry").replace("personal_data", "insult");
            let prev = if place == 0 {
                "0".repeat(64)
            } else {
                field(&lines[place - 1], "hash")
            };
            lines[place] = forged(place as u64 + 1, &prev, &entry);
        }
        lines
    };
    let known = Known::default();
    assert_eq!(verdicts(&rewritten(8, 8).concat(), &known), "line 8: changed");
    // All the rest with it: the head tells.
    let mut rest = rewritten(8, 21);
    assert_eq!(verdicts(&rest.concat(), &known), "line 21: changed");
    let head = rest[21].replace(&field(&whole[20], "hash"), &field(&rest[20], "hash"));
    rest[21] = head;
    assert_eq!(verdicts(&rest.concat(), &known), "line 22: bad signature");
    // Without a line break at its end a copy is not whole.
    let text = whole.concat();
    assert_eq!(verdicts(text.trim_end(), &known), "line 22: changed");
    assert_eq!(verdicts(&text.replace('\n', "\r\n"), &known), "line 1: changed");
    assert_eq!(verdicts(&text.replacen(":", ": ", 1), &known), "line 1: changed");
    assert_eq!(verdicts(&format!("{text}\n"), &known), "line 22: inserted");
}

#[tokio::test]
async fn a_head_that_is_older_than_what_was_remembered_is_a_rollback() {
    let app = TestApp::start().await;
    decide(&app.house, 8).await;
    let older = copy(&app.house).await;
    decide(&app.house, 4).await;
    let newer = copy(&app.house).await;
    let since = |head: Remembered| Known {
        since: Some(head),
        ..Known::default()
    };
    assert_whole(&older, &Known::default());
    assert_whole(&newer, &since(head_of(&older)));
    assert_eq!(verdicts(&older, &since(head_of(&newer))), "line 10: rolled back");
    let other = Remembered { n: 5, hash: [9; 32] };
    assert_eq!(verdicts(&newer, &since(other)), "line 5: rolled back");
    let head = head_of(&newer);
    assert_eq!(format!("{head}"), format!("13:{}", hex(&head.hash)));
    assert_eq!(format!("{head}").parse(), Ok(head));
}
