//! Canonical bytes, and what may enter.

use proptest::prelude::*;

use super::*;
use crate::Timestamp;

fn any_word<T: Copy + std::fmt::Debug>(words: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(words)
}

fn any_entry() -> impl Strategy<Value = Dated> {
    let reference = any::<u64>().prop_map(LogReference::from_bits);
    let reverses = prop_oneof![
        any::<u64>().prop_map(Reversed::Number),
        any::<u64>().prop_map(|bits| Reversed::Reference(LogReference::from_bits(bits))),
    ];
    let instant = (0_i64..4_000_000_000_000_000).prop_map(Timestamp::from_micros);
    let key = (any::<[u8; 32]>(), any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(|(public, by, half)| {
        let mut signature = [7; 64];
        signature[..32].copy_from_slice(&half);
        NewLogKey {
            public: KeyText::new(public),
            by: KeyText::new(by),
            signature: SignatureText::new(signature),
        }
    });
    let words = (
        any_word(LogItem::ALL),
        any_word(LogAction::ALL),
        any_word(LogRole::ALL),
        proptest::option::of(any_word(LogGround::ALL)),
        any_word(LogAutomation::ALL),
        proptest::option::of(any_word(LogMode::ALL)),
    );
    let values = (
        proptest::option::of(reference),
        proptest::option::of("[a-z0-9_.-]{1,64}".prop_map(|text| text.parse::<RuleToken>().unwrap())),
        proptest::option::of(any::<u32>()),
        proptest::option::of(reverses),
        proptest::option::of(any::<u64>()),
        proptest::option::of(key),
    );
    let dates = (
        instant.clone(),
        proptest::option::of(instant.clone()),
        proptest::option::of(instant),
    );
    (words, values, dates).prop_map(|(words, values, (at, until, month))| {
        let (item, action, role, ground, automation, mode) = words;
        let (reference, rule, rule_version, reverses, count, key) = values;
        Dated {
            day: Day::of(at),
            entry: Entry {
                reference,
                rule,
                rule_version,
                ground,
                automation,
                reverses,
                count,
                month: month.map(Month::of),
                mode,
                until: until.map(Day::of),
                key,
                ..Entry::new(item, action, role)
            },
        }
    })
}

proptest! {
    #[test]
    fn canonical_bytes_are_read_back_and_written_the_same(dated in any_entry()) {
        let text = dated.canonical();
        prop_assert!(text.is_ascii() && !text.contains(' '), "{text}");
        prop_assert_eq!(Dated::parse(&text), Some(dated.clone()));
        // In an event's data the entry is the same value.
        let json = serde_json::to_string(&dated.entry).unwrap();
        prop_assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), dated.entry);
    }

    #[test]
    fn other_bytes_of_the_same_meaning_are_not_canonical(dated in any_entry(), at in any::<proptest::sample::Index>()) {
        let text = dated.canonical();
        let commas: Vec<_> = text.match_indices(',').map(|(place, _)| place).collect();
        let mut spaced = text.clone();
        spaced.insert(commas[at.index(commas.len())] + 1, ' ');
        prop_assert_eq!(Dated::parse(&spaced), None);
    }

    #[test]
    fn hexadecimal_digits_are_read_back(bytes in any::<[u8; 32]>()) {
        let text = hex(&bytes);
        prop_assert_eq!(unhex::<32>(&text), Some(bytes));
        prop_assert_eq!(unhex::<31>(&text), None);
    }
}

#[test]
fn the_bytes_of_an_entry_stay_what_they_are() {
    let at = Timestamp::parse("2026-11-23T23:30:00Z").unwrap();
    let entry = Entry {
        reference: Some(LogReference::from_bits(0x0123_4567_89ab_cdef)),
        rule: "personal_data".parse().ok(),
        rule_version: Some(2),
        ground: Some(LogGround::HouseRule),
        reverses: Some(Reversed::Number(12)),
        ..Entry::new(LogItem::Comment, LogAction::Masked, LogRole::Moderator)
    };
    assert_eq!(entry.fault(), None);
    let dated = Dated {
        day: Day::of(at),
        entry,
    };
    assert_eq!(
        dated.canonical(),
        r#"{"day":"2026-11-24","item":"comment","reference":"28T5CY4TQKFF","action":"masked","rule":"personal_data","rule_version":2,"role":"moderator","ground":"house_rule","automation":"none","reverses":12}"#
    );
    let key = KeyText::new([0xab; 32]);
    let prev = [0; 32];
    assert!(handover(3, &prev, &key).starts_with("fabrique-log-key:v1:3:0000"));
    assert!(head_statement(3, &prev, Day::of(at), "k").ends_with(":2026-11-24:k"));
}

#[test]
fn what_does_not_fit_together_does_not_enter() {
    let month = Month::of(Timestamp::default());
    let reference = Some(LogReference::from_bits(7));
    let counted = Entry::counted(LogAction::Warned, month, 3);
    assert_eq!(counted.fault(), None);
    let of = |item, action| Entry {
        reference,
        ..Entry::new(item, action, LogRole::Staff)
    };
    let hidden = of(LogItem::Comment, LogAction::Hidden);
    assert_eq!(hidden.fault(), None);
    for wrong in [
        Entry {
            reference,
            ..counted.clone()
        },
        Entry {
            month: None,
            ..counted.clone()
        },
        Entry {
            count: None,
            ..counted.clone()
        },
        Entry {
            rule: "insult".parse().ok(),
            rule_version: Some(1),
            ..counted
        },
        Entry {
            count: Some(2),
            ..hidden.clone()
        },
        Entry {
            reference: None,
            ..hidden.clone()
        },
        Entry {
            rule: "insult".parse().ok(),
            ..hidden.clone()
        },
        Entry {
            mode: Some(LogMode::Before),
            ..hidden
        },
        of(LogItem::Account, LogAction::Hidden),
        of(LogItem::Comment, LogAction::Warned),
        of(LogItem::Comment, LogAction::WaveRemoved),
        of(LogItem::Comment, LogAction::KeyChanged),
        of(LogItem::Plan, LogAction::Removed),
        of(LogItem::Plan, LogAction::ModeChanged),
        Entry::new(LogItem::LogKey, LogAction::KeyChanged, LogRole::Admin),
    ] {
        assert_ne!(wrong.fault(), None, "{wrong:?}");
    }
}

#[test]
fn months_begin_in_paris() {
    let month: Month = "2026-12".parse().unwrap();
    assert_eq!(month.begins().to_string(), "2026-11-30T23:00:00Z");
    assert_eq!(Month::of(month.begins()), month);
    assert_eq!(month.next().to_string(), "2027-01");
    assert_eq!(month.next().previous(), month);
    for wrong in ["2026-13", "2026-1", "26-11", "2026-00", "+026-11", "2026"] {
        assert!(wrong.parse::<Month>().is_err(), "{wrong}");
    }
    for wrong in [
        "2026-02-30",
        "2026-1-1",
        "20261123",
        "2026-11-23T10:00",
        "9999-12-31",
    ] {
        assert!(wrong.parse::<Day>().is_err(), "{wrong}");
    }
}

#[test]
fn values_hold_no_text() {
    for wrong in ["", "Awa", "a b", "données", "x\n", &"a".repeat(65)] {
        assert!(wrong.parse::<RuleToken>().is_err(), "{wrong}");
    }
    for wrong in ["", "28T5CY4TQKF", "28T5CY4TQKFI", "28t5cy4tqkff", "28T5CY4TQKFFF"] {
        assert!(wrong.parse::<LogReference>().is_err(), "{wrong}");
    }
    assert!("AB".repeat(32).parse::<KeyText>().is_err(), "small letters alone");
}
