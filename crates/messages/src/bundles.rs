//! The messages by language, read once.

use std::sync::LazyLock;

use domain::{Language, Timestamp, refusal::Fact};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

type Bundle = FluentBundle<FluentResource>;

macro_rules! resources {
    ($language:literal: $($noun:literal),*) => {
        &[$(include_str!(concat!("../", $language, "/", $noun, ".ftl"))),*]
    };
}

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        langid!("fr"),
        resources!("fr": "requests", "fields", "permissions", "accounts", "mails", "organisations", "plans", "proposals", "comments", "answers", "merges", "moderation", "drafts", "exchange", "recordings", "reviews", "rules", "house_rules", "signals", "voting", "leaving", "moderation_log", "notifications", "pages", "pages_plans", "pages_proposals", "pages_accounts", "pages_moderation", "pages_transmissions", "pages_staff", "pages_texts", "pages_drafts", "pages_me", "pages_shared", "pages_recordings", "pages_paper"),
    )
});
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        langid!("en"),
        resources!("en": "requests", "fields", "permissions", "accounts", "mails", "organisations", "plans", "proposals", "comments", "answers", "merges", "moderation", "drafts", "exchange", "recordings", "reviews", "rules", "house_rules", "signals", "voting", "leaving", "moderation_log", "notifications", "pages", "pages_plans", "pages_proposals", "pages_accounts", "pages_moderation", "pages_transmissions", "pages_staff", "pages_texts", "pages_drafts", "pages_me", "pages_shared", "pages_recordings", "pages_paper"),
    )
});

/// Reads the files; what cannot be read is left out, which the completeness test sees.
fn bundle(language: LanguageIdentifier, files: &[&str]) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for file in files {
        let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(partial, _)| partial);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// The sentence of this id, or nothing when there is none. Facts that are instants are written as dates.
pub fn sentence<'f>(
    id: &str,
    facts: impl IntoIterator<Item = (&'f str, &'f Fact)>,
    language: &Language,
) -> Option<String> {
    let mut arguments = FluentArgs::new();
    for (name, fact) in facts {
        let value = match fact {
            Fact::Number(number) => FluentValue::from(*number),
            Fact::Text(text) => FluentValue::from(text.clone()),
            Fact::At(at) => FluentValue::from(written(*at, language)),
        };
        arguments.set(name.to_owned(), value);
    }
    // Sentences select on dates that may be missing.
    for name in ["opensAt", "closedAt"] {
        if arguments.get(name).is_none() {
            arguments.set(name, "none");
        }
    }
    let bundles: [&Bundle; 2] = match language {
        Language::French => [&FRENCH, &ENGLISH],
        _ => [&ENGLISH, &FRENCH],
    };
    bundles.into_iter().find_map(|bundle| {
        let pattern = bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned();
        errors.is_empty().then_some(text)
    })
}

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month, 1 to 12.
pub(crate) fn month_name(month: usize, language: &Language) -> &'static str {
    let names = match language {
        Language::French => MONTHS_FR,
        _ => MONTHS_EN,
    };
    names.get(month.saturating_sub(1)).copied().unwrap_or_default()
}

/// An instant in Paris; nothing outside the years that calendars know.
fn in_paris(at: Timestamp) -> Option<jiff::ZonedDateTime> {
    jiff::Timestamp::from_microsecond(at.micros())
        .ok()?
        .in_tz("Europe/Paris")
        .ok()
}

/// An instant as a person reads it in Paris: «5 décembre 2026 à 18:00».
pub fn written(at: Timestamp, language: &Language) -> String {
    let Some(zoned) = in_paris(at) else {
        return at.to_string();
    };
    let (day, hour, minute) = (day(at, language), zoned.hour(), zoned.minute());
    match language {
        Language::French => format!("{day} à {hour:02}:{minute:02}"),
        _ => format!("{day} at {hour:02}:{minute:02}"),
    }
}

/// The day of an instant as a person reads it in Paris: «1er décembre 2026».
pub fn day(at: Timestamp, language: &Language) -> String {
    let Some(zoned) = in_paris(at) else {
        return at.to_string();
    };
    let month = month_name(usize::try_from(zoned.month()).unwrap_or(1), language);
    let (day, year) = (zoned.day(), zoned.year());
    let first = if day == 1 && *language == Language::French {
        "er"
    } else {
        ""
    };
    format!("{day}{first} {month} {year}")
}

/// A number with its thousands apart, as the language writes them: «8 685» with narrow no-break spaces, «8,685».
pub fn number(number: u64, language: &Language) -> String {
    let digits = number.to_string();
    let separator = match language {
        Language::French => '\u{202F}',
        _ => ',',
    };
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 * separator.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}
