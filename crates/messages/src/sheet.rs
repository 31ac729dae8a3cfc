//! The one layout of mails: the same blocks as plain text and as HTML.
//!
//! Whatever people wrote is escaped in one place, [`html::escaped`]. The HTML loads nothing from anywhere: no image, no
//! font, no script. Without its styles it is still a letter that reads from top to bottom.

use domain::Language;

mod html;
mod text;

pub use html::escaped;

/// A mail before it is written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The language of its sentences.
    pub language: Language,
    /// The subject, one line; never a secret, since servers log it.
    pub subject: String,
    /// What mail boxes show beside the subject: what the subject leaves open.
    pub preheader: String,
    /// What it says, in a line.
    pub title: String,
    /// The yellow field: it is the reader's turn, and until when.
    pub turn: Option<String>,
    /// What it says, from top to bottom.
    pub blocks: Vec<Block>,
    /// Why it came, and how to have no more of it.
    pub footer: Vec<Foot>,
    /// The address of the site.
    pub site: String,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// A code to type, on a line of its own.
    Code(String),
    /// A state in one word, as a stamp.
    Stamp(String),
    /// What somebody wrote, in their language.
    Quote {
        /// Their language.
        language: Language,
        /// Their words, as plain text.
        words: String,
    },
    /// A plan, above what happened in it.
    Heading(String),
    /// A proposal, above what happened to it.
    Subheading(String),
    /// Something that happened, with the words that go with it, if any.
    Item {
        /// What happened.
        what: String,
        /// The beginning of what was written, and its language.
        words: Option<(Language, String)>,
    },
    /// Somewhere to go.
    Button {
        /// What it does.
        label: String,
        /// The address.
        href: String,
    },
    /// Something smaller.
    Note(String),
}

/// A line below everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foot {
    /// A sentence.
    Text(String),
    /// Somewhere to go.
    Link {
        /// What is there.
        label: String,
        /// The address.
        href: String,
    },
}

impl Sheet {
    /// As plain text.
    pub fn text(&self) -> String {
        text::written(self)
    }

    /// As HTML.
    pub fn html(&self) -> String {
        html::written(self)
    }
}

/// Text with the spaces of French typography held together: no line begins with a question mark or ends in «n°».
pub fn typeset(text: &str, language: &Language) -> String {
    if *language != Language::French {
        return text.to_owned();
    }
    let mut out = text.replace("n° ", "n°\u{a0}").replace("« ", "«\u{a0}");
    for mark in ["?", "!", ":", ";", "»"] {
        out = out.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    out
}

/// Words between the quotation marks of the reader's language.
fn quoted(words: &str, language: &Language) -> String {
    match language {
        Language::French => format!("«\u{a0}{words}\u{a0}»"),
        _ => format!("“{words}”"),
    }
}

/// Whether a language is written from right to left.
fn is_rtl(language: &Language) -> bool {
    let primary = language.tag().split('-').next().unwrap_or_default();
    ["ar", "he", "fa", "ur", "ps", "ckb", "yi", "dv", "ug", "sd"].contains(&primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn hostile() -> Sheet {
        let evil = "\"><script>alert('&')</script><img src=x onerror=alert(1)>";
        Sheet {
            language: Language::French,
            subject: evil.to_owned(),
            preheader: evil.to_owned(),
            title: evil.to_owned(),
            turn: Some(evil.to_owned()),
            blocks: vec![
                Block::Paragraph(evil.to_owned()),
                Block::Code(evil.to_owned()),
                Block::Stamp(evil.to_owned()),
                Block::Quote {
                    language: Language::Other("x\"><script>".into()),
                    words: evil.to_owned(),
                },
                Block::Heading(evil.to_owned()),
                Block::Subheading(evil.to_owned()),
                Block::Item {
                    what: evil.to_owned(),
                    words: Some((Language::French, evil.to_owned())),
                },
                Block::Button {
                    label: evil.to_owned(),
                    href: evil.to_owned(),
                },
                Block::Note(evil.to_owned()),
            ],
            footer: vec![
                Foot::Text(evil.to_owned()),
                Foot::Link {
                    label: evil.to_owned(),
                    href: "javascript:alert(1)".to_owned(),
                },
            ],
            site: evil.to_owned(),
        }
    }

    #[test]
    fn nothing_that_people_write_becomes_html() {
        let html = hostile().html();
        for evil in ["<script", "<img", "onerror=alert(1)>", "javascript:", "alert('"] {
            assert!(!html.contains(evil), "{evil}\n{html}");
        }
        assert!(html.contains("&lt;script&gt;"));
        // Every tag that is there is one of ours.
        for tag in html.split('<').skip(1) {
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '!' || *c == '-')
                .collect();
            let ours = [
                "!doctype",
                "html",
                "head",
                "meta",
                "title",
                "style",
                "body",
                "div",
                "table",
                "tbody",
                "tr",
                "td",
                "h1",
                "h2",
                "h3",
                "p",
                "a",
                "span",
                "br",
                "blockquote",
                "!--",
                "!",
            ];
            assert!(ours.contains(&name.as_str()) || name.starts_with("!--"), "{name}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_anywhere() {
        let mut sheet = hostile();
        sheet.blocks.push(Block::Button {
            label: "Lire".to_owned(),
            href: "https://fabrique.example/".to_owned(),
        });
        let html = sheet.html();
        for loaded in ["<img", "<link", "@import", "url(", "<script", "<iframe", "src="] {
            let theirs = "src=x";
            assert!(!html.replace(theirs, "").contains(loaded), "{loaded}");
        }
        assert!(html.contains("href=\"https://fabrique.example/\""));
    }

    #[test]
    fn french_marks_never_stand_alone_on_a_line() {
        let set = typeset("« Oui » ? La n° 38 : oui !", &Language::French);
        assert_eq!(set, "«\u{a0}Oui\u{a0}»\u{a0}? La n°\u{a0}38\u{a0}: oui\u{a0}!");
        assert_eq!(typeset("no. 38 : x", &Language::English), "no. 38 : x");
    }

    #[test]
    fn a_language_that_is_written_from_the_right_turns_the_page() {
        let mut sheet = hostile();
        sheet.language = Language::parse("ar").unwrap();
        assert!(sheet.html().contains("<html lang=\"ar\" dir=\"rtl\">"));
        assert!(sheet.html().contains("border-right:4px"));
    }
}
