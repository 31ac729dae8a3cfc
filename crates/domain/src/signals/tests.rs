use proptest::prelude::*;

use super::*;
use crate::Actor;

fn found(text: &str) -> Vec<(PassageKind, &str)> {
    passages(text)
        .into_iter()
        .map(|passage| (passage.kind, &text[passage.from..passage.to]))
        .collect()
}

#[test]
fn telephone_numbers_are_found_as_people_write_them() {
    for number in [
        "06 39 98 12 34",
        "0639981234",
        "06.39.98.12.34",
        "06-39-98-12-34",
        "01 99 00 12 34",
        "+33 6 39 98 12 34",
        "+33639981234",
        "+33 (0)6 39 98 12 34",
        "0033 6 39 98 12 34",
        "+44 20 7946 0958",
    ] {
        let text = format!("Appelez-moi au {number}, merci.");
        assert_eq!(found(&text), [(PassageKind::Telephone, number)], "{text}");
    }
}

#[test]
fn other_numbers_are_nobodys() {
    for text in [
        "Appelez le 17, le 119, le 3018 ou le 3919.",
        "Le 01/02/2026 à 18 h",
        "Cela coûte 1 200 000 000 euros.",
        "SIRET 732 829 320 00074",
        "Le numéro 0800 12 34 56 est gratuit.",
        "Entre 06 h et 12 h, 34 personnes sur 56.",
        "Dossier 06123456789",
        "Le code 2026-06-39-98-12-34",
        "+150 000 logements",
        "réf. 00123",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn mail_and_postal_addresses_are_found() {
    for (text, passage) in [
        (
            "Écrivez à awa.diallo@exemple.fr.",
            (PassageKind::Email, "awa.diallo@exemple.fr"),
        ),
        (
            "(awa+quartier@mail.exemple.fr)",
            (PassageKind::Email, "awa+quartier@mail.exemple.fr"),
        ),
        (
            "J'habite 12 rue des Lilas, au troisième.",
            (PassageKind::Address, "12 rue des Lilas"),
        ),
        (
            "Au 3 bis, avenue Jean Jaurès !",
            (PassageKind::Address, "3 bis, avenue Jean Jaurès"),
        ),
        ("8 rue lilas", (PassageKind::Address, "8 rue lilas")),
        (
            "au 5, place de l'Église",
            (PassageKind::Address, "5, place de l'Église"),
        ),
    ] {
        assert_eq!(found(text), [passage], "{text}");
    }
    for text in [
        "Il y a 2 cours de français par semaine.",
        "Il reste 5 place au parking.",
        "La rue des Lilas est sombre.",
        "@mairie, répondez !",
        "a@b",
        "Les 12 tours de la rue",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

fn sample<'t>(title: &'t str, body: &'t str) -> Sample<'t> {
    Sample {
        title,
        body,
        author: Some(Recent { accepted: 0, sent: 1 }),
    }
}

fn signal(kind: SignalKind, threshold: u32) -> Signal {
    Signal {
        mode: SignalMode::Rehearsing,
        threshold,
        ..Signal::first(kind)
    }
}

#[test]
fn links_capitals_and_contacts_are_measured() {
    let links = "Voir https://a.exemple, http://b.exemple et www.c.exemple ; https://www.d.exemple aussi.";
    assert_eq!(signal(SignalKind::Links, 4).hits(&sample("", links)), Some(4));
    assert_eq!(signal(SignalKind::Links, 5).hits(&sample("", links)), None);
    let loud = sample("NON À LA TOUR", "ON NE VEUT PAS de ça");
    assert_eq!(signal(SignalKind::Capitals, 70).hits(&loud), Some(84));
    assert_eq!(signal(SignalKind::Capitals, 85).hits(&loud), None);
    assert_eq!(
        signal(SignalKind::Capitals, 10).hits(&sample("ANRU", "")),
        None,
        "too short to say"
    );
    let named = sample("Mme Diallo", "Son numéro : 06 39 98 12 34. M. Petit le sait.");
    assert_eq!(signal(SignalKind::Contact, 1).hits(&named), Some(3));
    let criticism = sample("", "M. Petit et Mme le Maire nous mentent.");
    assert_eq!(
        signal(SignalKind::Contact, 1).hits(&criticism),
        None,
        "names alone are nothing"
    );
}

#[test]
fn authors_are_measured_by_what_they_sent() {
    let by = |accepted, sent| Sample {
        title: "",
        body: "",
        author: Some(Recent { accepted, sent }),
    };
    let (first, burst) = (signal(SignalKind::FirstPost, 1), signal(SignalKind::Burst, 5));
    assert_eq!((first.hits(&by(0, 1)), first.hits(&by(1, 1))), (Some(0), None));
    assert_eq!((burst.hits(&by(9, 4)), burst.hits(&by(9, 5))), (None, Some(5)));
    let nobody = Sample {
        title: "",
        body: "",
        author: None,
    };
    assert_eq!((first.hits(&nobody), burst.hits(&nobody)), (None, None));
}

#[test]
fn thresholds_have_ranges_and_a_late_change_is_refused() {
    for kind in SignalKind::ALL {
        let (min, max) = kind.range();
        assert!((min..=max).contains(&kind.first_threshold()), "{kind:?}");
        assert!(threshold(*kind, i32::try_from(max).unwrap()).is_ok());
        for wrong in [-1, 0, i32::try_from(max).unwrap() + 1] {
            assert_eq!(
                threshold(*kind, wrong).map_err(|f| f.code),
                Err(Code::FieldOutOfRange)
            );
        }
        assert_eq!(SignalKind::parse(kind.as_str()), Some(*kind));
    }
    let tune = |read| {
        let permitted = Actor::System
            .may(Tune, Signal::first(SignalKind::Links))
            .expect("the house may");
        permitted.tune(read, SignalMode::Holding, 2, Timestamp::from_micros(5))
    };
    let change = tune(0).expect("nobody was faster");
    assert_eq!((change.from_mode, change.from_threshold), (SignalMode::Off, 3));
    assert_eq!(
        (change.to.mode, change.to.threshold, change.to.version),
        (SignalMode::Holding, 2, 1)
    );
    assert_eq!(tune(1), Err(SignalRefusal::ChangedMeanwhile));
}

proptest! {
    #[test]
    fn passages_of_any_text_fall_between_characters_and_do_not_overlap(text in "(\\PC|[0-9 +.@-]|rue |06 ){0,60}") {
        let mut end = 0;
        for passage in passages(&text) {
            prop_assert!(passage.from >= end && passage.to > passage.from);
            prop_assert!(text.is_char_boundary(passage.from) && text.is_char_boundary(passage.to));
            end = passage.to;
        }
        let _ = Signal::first(SignalKind::Links).hits(&sample(&text, &text));
    }
}
