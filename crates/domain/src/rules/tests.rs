use uuid::Uuid;

use super::*;
use crate::{Actor, policy::plans::Site};

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn wording(title: &str) -> Wording {
    Wording {
        title: Title::from_history(title),
        explanation: Body::from_history("Ce que la règle veut dire."),
        refused: Body::from_history("Non."),
        accepted: Body::from_history("Oui."),
    }
}

fn wordings() -> Wordings {
    let all = vec![
        (Language::English, wording("Insult")),
        (Language::Other("ta".into()), wording("அவமதிப்பு")),
        (Language::French, wording("Insulte")),
    ];
    Wordings::new(all).expect("French and English are there")
}

fn terms(ground: Ground, legal: bool) -> Terms {
    Terms {
        severity: Severity::Serious,
        ground,
        default_decision: DefaultDecision::Mask,
        legal: legal.then(|| LegalReference {
            text: Title::from_history("Loi du 29 juillet 1881, art. 29 et 33"),
            address: WebAddress::from_history("https://www.legifrance.gouv.fr/".to_owned()),
        }),
        category: DsaCategory::IllegalSpeech,
        keywords: vec![DsaKeyword::Other],
        wordings: wordings(),
    }
}

fn rule(active_from: Option<Timestamp>) -> Rule {
    let code = RuleCode::parse("insult").expect("a code");
    let permitted = Actor::System.may(Create, Site).expect("the house may");
    let id = Id::new(Uuid::from_u128(1));
    permitted.create(id, code, terms(Ground::Illegal, true), active_from, at(10))
}

#[test]
fn codes_are_short_words() {
    for good in ["insult", "personal_data", "ab"] {
        assert_eq!(
            RuleCode::parse(good).map(|code| code.to_string()),
            Ok(good.to_owned())
        );
    }
    for bad in [
        "a",
        "Insult",
        "insult1",
        "in sult",
        "_insult",
        "insult_",
        "é_é",
        &"a".repeat(41),
    ] {
        assert_eq!(
            RuleCode::parse(bad).map_err(|f| f.code),
            Err(Code::FieldMalformed),
            "{bad}"
        );
    }
    assert_eq!(RuleCode::parse("").map_err(|f| f.code), Err(Code::FieldRequired));
}

#[test]
fn words_and_levels_read_back() {
    for one in DefaultDecision::ALL {
        assert_eq!(DefaultDecision::parse(one.as_str()), Some(*one));
    }
    for one in Ground::ALL {
        assert_eq!(Ground::parse(one.as_str()), Some(*one));
    }
    for one in DsaCategory::ALL {
        assert!(one.as_str().starts_with("STATEMENT_CATEGORY_"));
        assert_eq!(DsaCategory::parse(one.as_str()), Some(*one));
    }
    for one in DsaKeyword::ALL {
        assert!(one.as_str().starts_with("KEYWORD_"));
        assert_eq!(DsaKeyword::parse(one.as_str()), Some(*one));
    }
    let levels: Vec<_> = Severity::ALL.iter().map(|one| one.level()).collect();
    assert_eq!(levels, [1, 2, 3, 4]);
    assert!(Severity::from_level(5).is_none() && Severity::Grave > Severity::Minor);
}

#[test]
fn what_is_illegal_names_the_law() {
    assert_eq!(
        terms(Ground::Illegal, false).check().map_err(|f| f.code),
        Err(Code::FieldRequired)
    );
    assert!(terms(Ground::Illegal, true).check().is_ok());
    assert!(terms(Ground::HouseRule, false).check().is_ok());
}

#[test]
fn every_rule_is_written_in_french_and_in_english() {
    let one = |language| (language, wording("Titre"));
    let refused = |all| Wordings::new(all).map_err(|fault| fault.code).err();
    assert_eq!(refused(vec![one(Language::French)]), Some(Code::FieldRequired));
    assert_eq!(refused(vec![one(Language::English)]), Some(Code::FieldRequired));
    let twice = vec![
        one(Language::French),
        one(Language::English),
        one(Language::French),
    ];
    assert_eq!(refused(twice), Some(Code::FieldTaken));
    let tags: Vec<_> = wordings()
        .iter()
        .map(|(language, _)| language.tag().to_owned())
        .collect();
    assert_eq!(tags, ["fr", "en", "ta"]);
    let read = |tag| {
        let language = Language::parse(tag).expect("a tag");
        let all = wordings();
        let (wording, written) = all.for_reader(&language);
        (wording.title.to_string(), written.tag().to_owned())
    };
    assert_eq!(read("fr-CA"), ("Insulte".to_owned(), "fr".to_owned()));
    assert_eq!(read("ta").1, "ta");
    assert_eq!(read("de"), ("Insult".to_owned(), "en".to_owned()));
}

#[test]
fn a_version_stays_and_a_late_change_is_refused() {
    let first = rule(None);
    let old = first.present();
    let revise = |rule: Rule, read, now| {
        let permitted = Actor::System.may(Revise, rule).expect("the house may");
        permitted.revise(read, terms(Ground::HouseRule, false), at(now))
    };
    let second = revise(first.clone(), 1, 20).expect("nobody was faster");
    assert_eq!(
        (second.version, second.version_at, second.active_from),
        (2, at(20), at(10))
    );
    assert_eq!(
        (old.number, old.terms.ground, old.at),
        (1, Ground::Illegal, at(10))
    );
    assert_eq!(revise(second, 1, 30), Err(RuleRefusal::ChangedMeanwhile));
}

#[test]
fn a_rule_binds_from_its_day_until_it_is_retired_and_can_come_back() {
    let coming = rule(Some(at(50)));
    assert_eq!(
        coming.must_be_in_force(at(49)),
        Err(RuleRefusal::NotYet { from: at(50) })
    );
    assert!(coming.must_be_in_force(at(50)).is_ok());
    assert_eq!(
        rule(Some(at(1))).active_from,
        at(10),
        "nobody is held to it for the past"
    );

    let retire = |rule: Rule, read, now| {
        let permitted = Actor::System.may(Retire, rule).expect("the house may");
        permitted.retire(read, at(now))
    };
    assert_eq!(retire(rule(None), 2, 60), Err(RuleRefusal::ChangedMeanwhile));
    let gone = retire(rule(None), 1, 60).expect("it was in force");
    assert!(gone.is_in_force(at(59)) && !gone.is_in_force(at(60)));
    assert_eq!(
        gone.must_be_in_force(at(60)),
        Err(RuleRefusal::Retired { at: at(60) })
    );
    assert_eq!(
        retire(gone.clone(), 1, 70),
        Err(RuleRefusal::Retired { at: at(60) })
    );

    let restore = |rule: Rule, read, now| {
        let permitted = Actor::System.may(Restore, rule).expect("the house may");
        permitted.restore(read, at(now))
    };
    assert_eq!(restore(rule(None), 1, 60), Err(RuleRefusal::InForce));
    assert_eq!(restore(gone.clone(), 2, 80), Err(RuleRefusal::ChangedMeanwhile));
    let same = restore(gone.clone(), 1, 80).expect("it was retired");
    assert!(same.is_in_force(at(80)) && !same.is_in_force(at(79)));
    assert_eq!((same.version, &same.terms), (gone.version, &gone.terms));

    let permitted = Actor::System.may(Revise, gone).expect("the house may");
    let back = permitted
        .revise(1, terms(Ground::Illegal, true), at(80))
        .expect("nobody was faster");
    assert!(back.is_in_force(at(80)) && !back.is_in_force(at(79)));
}
