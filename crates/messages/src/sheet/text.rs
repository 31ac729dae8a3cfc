//! A mail as plain text: what every client reads, and what is read aloud.

use domain::Language;

use super::{Block, Foot, Sheet};

/// The text, signed with the address of the site.
pub(super) fn written(sheet: &Sheet) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(turn) = &sheet.turn {
        parts.push(format!("* {turn} *"));
    }
    let mut items: Vec<String> = Vec::new();
    for block in &sheet.blocks {
        if let Block::Item { what, words } = block {
            let words = words
                .as_ref()
                .map(|(_, words)| format!("\n  {}", super::quoted(words, &sheet.language)));
            items.push(format!("- {what}{}", words.unwrap_or_default()));
            continue;
        }
        if !items.is_empty() {
            parts.push(std::mem::take(&mut items).join("\n"));
        }
        parts.push(match block {
            Block::Paragraph(text) | Block::Note(text) | Block::Code(text) | Block::Subheading(text) => {
                text.clone()
            }
            Block::Stamp(word) => format!("[ {word} ]"),
            Block::Quote { words, .. } => quoted(words),
            Block::Heading(text) => format!("{text}\n{}", "=".repeat(text.chars().count().min(72))),
            Block::Button { label, href } => led_to(sheet, label, href),
            Block::Item { .. } => String::new(),
        });
    }
    if !items.is_empty() {
        parts.push(items.join("\n"));
    }
    let mut text = parts.join("\n\n");
    text.push_str("\n\n-- \n");
    for foot in &sheet.footer {
        match foot {
            Foot::Text(line) => text.push_str(line),
            Foot::Link { label, href } => text.push_str(&led_to(sheet, label, href)),
        }
        text.push('\n');
    }
    text.push_str(&sheet.site);
    text.push('\n');
    text
}

fn led_to(sheet: &Sheet, label: &str, href: &str) -> String {
    let colon = if sheet.language == Language::French {
        " :"
    } else {
        ":"
    };
    format!("{label}{colon} {href}")
}

fn quoted(words: &str) -> String {
    let lines: Vec<String> = words.lines().map(|line| format!("> {line}")).collect();
    lines.join("\n")
}
