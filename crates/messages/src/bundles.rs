//! The messages by language, read once.

use std::sync::LazyLock;

use domain::{Language, refusal::Fact};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

use crate::dates::written;

type Bundle = FluentBundle<FluentResource>;

macro_rules! resources {
    ($language:literal: $($noun:literal),*) => {
        &[$(include_str!(concat!("../", $language, "/", $noun, ".ftl"))),*]
    };
}

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        langid!("fr"),
        resources!("fr": "requests", "fields", "permissions", "accounts", "mails", "organisations", "plans", "proposals", "comments", "answers", "merges", "moderation", "drafts", "exchange", "exports", "recordings", "reviews", "rules", "house_rules", "signals", "webhooks", "voting", "leaving", "moderation_log", "notifications", "pages", "pages_plans", "pages_proposals", "pages_accounts", "pages_moderation", "pages_transmissions", "pages_staff", "pages_trust", "pages_rules", "pages_exports", "pages_texts", "pages_drafts", "pages_me", "pages_merges", "pages_shared", "pages_recordings", "pages_paper", "papers", "pages_papers", "pages_webhooks", "attachments"),
    )
});
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        langid!("en"),
        resources!("en": "requests", "fields", "permissions", "accounts", "mails", "organisations", "plans", "proposals", "comments", "answers", "merges", "moderation", "drafts", "exchange", "exports", "recordings", "reviews", "rules", "house_rules", "signals", "webhooks", "voting", "leaving", "moderation_log", "notifications", "pages", "pages_plans", "pages_proposals", "pages_accounts", "pages_moderation", "pages_transmissions", "pages_staff", "pages_trust", "pages_rules", "pages_exports", "pages_texts", "pages_drafts", "pages_me", "pages_merges", "pages_shared", "pages_recordings", "pages_paper", "papers", "pages_papers", "pages_webhooks", "attachments"),
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
