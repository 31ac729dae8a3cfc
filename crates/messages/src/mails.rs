//! Mails: a subject of one line, a text and the same in HTML, in the language of whom they go to.

use domain::{Language, refusal::Facts};

use crate::{
    sentence,
    sheet::{Block, Sheet},
};

/// A mail as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line; never a secret, since servers log it.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same in HTML.
    pub html: String,
}

impl From<&Sheet> for Letter {
    fn from(sheet: &Sheet) -> Self {
        Self {
            subject: sheet.subject.clone(),
            text: sheet.text(),
            html: sheet.html(),
        }
    }
}

/// The mail of this name, `mail-<name>-subject` and `mail-<name>-text`, with the signature of the site below.
pub fn mail(name: &str, facts: &Facts, language: &Language) -> Option<Letter> {
    let said = |part: &str| {
        let facts = facts.iter().map(|(name, fact)| (*name, fact));
        sentence(part, facts, language)
    };
    let (subject, text) = (
        said(&format!("mail-{name}-subject"))?,
        said(&format!("mail-{name}-text"))?,
    );
    let blocks: Vec<Block> = text.split("\n\n").map(block).collect();
    let sheet = Sheet {
        language: language.clone(),
        preheader: preheader(&blocks),
        title: subject.clone(),
        subject,
        turn: None,
        blocks,
        footer: Vec::new(),
        site: said("mail-signature")?,
    };
    Some(Letter::from(&sheet))
}

/// A paragraph, or the six digits of a code.
fn block(paragraph: &str) -> Block {
    let paragraph = paragraph.trim();
    if paragraph.len() == 6 && paragraph.bytes().all(|byte| byte.is_ascii_digit()) {
        Block::Code(paragraph.to_owned())
    } else {
        Block::Paragraph(paragraph.to_owned())
    }
}

/// What mail boxes show beside the subject: the first paragraph that says something, never a code.
fn preheader(blocks: &[Block]) -> String {
    let says_something = |block: &&Block| match block {
        Block::Paragraph(text) => !text.ends_with([',', ':']),
        _ => false,
    };
    match blocks.iter().find(says_something) {
        Some(Block::Paragraph(text)) => text.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAILS: [&str; 10] = [
        "sign_in",
        "password",
        "password_unknown",
        "password_changed",
        "email",
        "email_taken",
        "email_changed",
        "session_reused",
        "webhook_stopped",
        "idle",
    ];

    #[test]
    fn every_mail_is_written_in_french_and_in_english() {
        let facts: Facts = ["code", "site", "device", "until", "webhook"]
            .map(|name| (name, "x7".into()))
            .into();
        for name in MAILS {
            let [french, english] = [Language::French, Language::English]
                .map(|language| mail(name, &facts, &language).unwrap_or_else(|| panic!("no mail {name}")));
            assert_ne!(french, english, "{name} is not translated");
            assert!(
                !french.subject.contains("x7") && !french.subject.contains('\n'),
                "{name}"
            );
            assert!(french.text.ends_with("x7\n"), "{}", french.text);
        }
    }

    #[test]
    fn a_code_stands_on_a_line_of_its_own() {
        let facts = vec![
            ("code", "012345".into()),
            ("site", "https://fabrique.example".into()),
        ];
        let letter = mail("sign_in", &facts, &Language::French).unwrap();
        assert!(
            letter.text.lines().any(|line| line == "012345"),
            "{}",
            letter.text
        );
        assert!(letter.html.contains(">012345</p>"), "{}", letter.html);
        let shown_beside_the_subject = letter.html.split("</div>").next().unwrap();
        assert!(!shown_beside_the_subject.contains("012345"));
    }
}
