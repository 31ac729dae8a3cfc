//! The lines of the public log as people read them.

use domain::{
    Language,
    moderation_log::{Entry, LogAction, LogAutomation, LogGround, LogRole, Reversed},
    refusal::Fact,
};

use crate::{
    dates::{log_day, log_month},
    sentence,
};

/// With a capital first letter: how a sentence begins.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What an entry says, in one sentence: «Commentaire masqué en partie — règle : données personnelles». `rule` is the
/// title of its rule; its code stands in where none is given.
pub fn log_sentence(entry: &Entry, rule: Option<&str>, language: &Language) -> String {
    let say = |id: &str, facts: &[(&str, Fact)]| {
        sentence(id, facts.iter().map(|(name, fact)| (*name, fact)), language).unwrap_or_default()
    };
    let count = entry
        .count
        .map_or(1, |count| i64::try_from(count).unwrap_or(i64::MAX));
    let month = entry.month.map(|month| capital(&log_month(month, language)));
    let until = entry.until.map(|day| log_day(day, language));
    let facts = [
        ("item", Fact::from(entry.item.as_str())),
        ("count", Fact::Number(count)),
        ("month", Fact::Text(month.unwrap_or_default())),
        ("until", Fact::Text(until.unwrap_or_default())),
        ("mode", Fact::from(entry.mode.map_or("", |mode| mode.as_str()))),
    ];
    let unread = matches!(
        (entry.action, entry.role),
        (LogAction::Published, LogRole::Automation)
    );
    let id = format!(
        "log-{}{}",
        entry.action.as_str(),
        if unread { "-unread" } else { "" }
    );
    let mut what = say(&id, &facts);
    let mut more = |id: &str, fact: Option<(&'static str, Fact)>| {
        let mut facts = vec![("what", Fact::Text(std::mem::take(&mut what)))];
        facts.extend(fact);
        what = say(id, &facts);
    };
    if matches!(entry.ground, Some(LogGround::Illegal)) {
        more("log-illegal", None);
    }
    if let Some(code) = &entry.rule {
        let rule = rule.unwrap_or(code.as_str());
        more("log-rule", Some(("rule", Fact::from(rule))));
    }
    match &entry.reverses {
        None => {}
        Some(Reversed::Number(n)) => {
            let number = Fact::Text(n.to_string());
            more("log-reverses-number", Some(("number", number)));
        }
        Some(Reversed::Reference(reference)) => {
            let reference = Fact::Text(reference.to_string());
            more("log-reverses-reference", Some(("reference", reference)));
        }
    }
    match entry.automation {
        LogAutomation::None => {}
        LogAutomation::Detection => more("log-detection", None),
        // Publishing what nobody read says so already.
        LogAutomation::Decision if unread => {}
        LogAutomation::Decision => more("log-decision", None),
    }
    what
}

/// The name of the log.
pub fn log_title(language: &Language) -> String {
    sentence("log-title", [], language).unwrap_or_default()
}

/// A line with its number, where it stands alone.
pub fn log_line_title(n: u64, what: &str, language: &Language) -> String {
    let (number, what) = (Fact::Text(n.to_string()), Fact::from(what));
    sentence("log-line-title", [("number", &number), ("what", &what)], language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::moderation_log::{LogItem, LogMode, Month};

    use super::*;

    fn masked() -> Entry {
        Entry {
            rule: "personal_data".parse().ok(),
            rule_version: Some(2),
            ..Entry::new(LogItem::Comment, LogAction::Masked, LogRole::Moderator)
        }
    }

    #[test]
    fn an_entry_is_one_sentence_with_its_rule() {
        assert_eq!(
            log_sentence(&masked(), Some("données personnelles"), &Language::French),
            "Commentaire masqué en partie — règle : données personnelles"
        );
        let unread = Entry {
            automation: LogAutomation::Decision,
            ..Entry::new(LogItem::Proposal, LogAction::Published, LogRole::Automation)
        };
        assert_eq!(
            log_sentence(&unread, None, &Language::English),
            "Proposal published unread: 72 hours had passed"
        );
        let back = Entry {
            reverses: Some(Reversed::Number(1_412)),
            ..Entry::new(LogItem::Proposal, LogAction::Restored, LogRole::SecondReviewer)
        };
        assert_eq!(
            log_sentence(&back, None, &Language::French),
            "Proposition rétablie — annule l'entrée n° 1412"
        );
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!(
            log_sentence(
                &Entry::counted(LogAction::Warned, month, 2),
                None,
                &Language::French
            ),
            "Novembre 2026 : 2 avertissements"
        );
        let before = Entry {
            mode: Some(LogMode::Before),
            until: "2027-01-01".parse().ok(),
            ..Entry::new(LogItem::Plan, LogAction::ModeChanged, LogRole::Staff)
        };
        assert_eq!(
            log_sentence(&before, None, &Language::French),
            "Plan : les contributions sont lues avant publication jusqu'au 1er janvier 2027 inclus"
        );
    }

    #[test]
    fn every_action_and_every_addition_has_its_sentence_in_both_languages() {
        for action in LogAction::ALL {
            let entry = Entry {
                action: *action,
                count: Some(3),
                month: "2026-11".parse().ok(),
                mode: Some(LogMode::BeforeFirst),
                ground: Some(LogGround::Illegal),
                automation: LogAutomation::Detection,
                reverses: Some(Reversed::Reference("0123456789AB".parse().unwrap())),
                ..masked()
            };
            let [french, english] =
                [Language::French, Language::English].map(|language| log_sentence(&entry, None, &language));
            assert!(!french.is_empty() && !english.is_empty(), "{action:?}");
            assert_ne!(french, english, "{action:?} is not translated");
            for said in [&french, &english] {
                assert!(
                    said.contains("personal_data") && said.contains("0123456789AB"),
                    "{said}"
                );
                assert!(!said.starts_with(' '), "{said}");
            }
        }
    }
}
