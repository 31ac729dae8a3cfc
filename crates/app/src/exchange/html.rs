//! From the texts of other platforms, HTML or plain, to clean Markdown.
//!
//! Nothing is taken on trust: what htmd makes of a text is rendered again, and where its words are not the words of
//! the source, the text is taken over line by line instead, with its links alone.

use crate::markdown::{SCHEMES, words};
use ammonia::{Builder, UrlRelative};
use htmd::HtmlToMarkdown;
use htmd::options::{BrStyle, BulletListMarker, Options};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The most tags, and the most «&», of a text that is read as HTML; beyond, it is taken over as it is written.
const MOST_TAGS: usize = 2_000;

/// The deepest nesting of a text that is read as HTML.
const DEEPEST: usize = 50;

/// Elements whose presence makes a text HTML.
const KNOWN: [&str; 46] = [
    "a",
    "abbr",
    "article",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "figure",
    "font",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "li",
    "object",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "td",
    "tr",
    "u",
    "ul",
    "video",
];

/// Elements that cannot be taken over; those that hold words leave their words.
const LOST: [&str; 13] = [
    "audio", "embed", "form", "iframe", "img", "input", "math", "object", "script", "style", "svg", "table",
    "video",
];

/// How a text came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Converted {
    /// The text, Markdown.
    pub(super) markdown: String,
    /// What could not be taken over as it was, as a code and a sentence.
    pub(super) loss: Option<(&'static str, &'static str)>,
}

/// Turns a text, HTML or plain as it looks, into Markdown.
pub(super) fn to_markdown(text: &str) -> Converted {
    let names: Vec<String> = tag_names(text).take(MOST_TAGS + 1).collect();
    if !names.iter().any(|name| KNOWN.contains(&name.as_str())) {
        return Converted {
            markdown: from_plain(text),
            loss: None,
        };
    }
    let ampersands = text.bytes().filter(|byte| *byte == b'&').count();
    if names.len() > MOST_TAGS || ampersands > MOST_TAGS {
        return as_written(text);
    }
    let cleaned = CLEANER.clean(text).to_string();
    if nesting(&cleaned) > DEEPEST {
        return as_written(text);
    }
    let links = |html: &str| html.matches("href=").count();
    let is_lost = names.iter().any(|name| LOST.contains(&name.as_str())) || links(text) > links(&cleaned);
    let lost = is_lost.then_some((
        "html.dropped",
        "images, tables, scripts or unsafe links were left out; their words are kept",
    ));
    let markdown = CONVERTER
        .with(|converter| converter.convert(&cleaned))
        .unwrap_or_default();
    let markdown = markdown.trim();
    if bare(&words(markdown)) == bare(&Lines::of(&cleaned).words()) {
        return Converted {
            markdown: markdown.to_owned(),
            loss: lost,
        };
    }
    let is_simple = tag_names(&cleaned).all(|name| matches!(name.as_str(), "p" | "br" | "a" | "div"));
    let simplified = (
        "html.simplified",
        "emphasis and lists were left out, because Markdown cannot say them here",
    );
    Converted {
        markdown: Lines::of(&cleaned).to_markdown(),
        loss: lost.or((!is_simple).then_some(simplified)),
    }
}

/// A text taken over character by character.
fn as_written(text: &str) -> Converted {
    let loss = (
        "html.as_written",
        "too much HTML to be read; the text is kept as it is written",
    );
    Converted {
        markdown: from_plain(text),
        loss: Some(loss),
    }
}

/// Turns plain text into Markdown that shows the same characters, line by line.
pub(super) fn from_plain(text: &str) -> String {
    let lines = text.lines().map(|line| {
        vec![Run {
            text: line.to_owned(),
            link: None,
        }]
    });
    Lines(lines.collect()).to_markdown()
}

/// A text line by line; an empty line stands between paragraphs.
struct Lines(Vec<Vec<Run>>);

/// A part of a line.
struct Run {
    text: String,
    link: Option<String>,
}

impl Lines {
    /// The lines of cleaned HTML, with its links and nothing else of its layout.
    fn of(cleaned: &str) -> Self {
        let mut lines: Vec<Vec<Run>> = Vec::new();
        let mut line: Vec<Run> = Vec::new();
        let mut link = None;
        for (place, piece) in cleaned.split('<').enumerate() {
            let (tag, text) = if place == 0 {
                ("", piece)
            } else {
                piece.split_once('>').unwrap_or(("", piece))
            };
            match tag.split(' ').next().unwrap_or_default().trim_start_matches('/') {
                "br" => lines.push(std::mem::take(&mut line)),
                "p" | "div" | "ul" | "ol" | "li" | "blockquote" | "pre" | "hr" | "h1" | "h2" | "h3"
                | "h4" | "h5" | "h6" => {
                    lines.push(std::mem::take(&mut line));
                    lines.push(Vec::new());
                }
                "a" => {
                    let href = tag
                        .split_once("href=\"")
                        .and_then(|(_, rest)| rest.split('"').next());
                    link = href.filter(|_| !tag.starts_with('/')).map(unescaped);
                }
                _ => {}
            }
            let text = unescaped(text).replace(['\n', '\t'], " ");
            if !text.is_empty() {
                line.push(Run {
                    text,
                    link: link.clone(),
                });
            }
        }
        lines.push(line);
        Self(lines)
    }

    /// The words alone.
    fn words(&self) -> String {
        let line = |line: &Vec<Run>| line.iter().map(|run| run.text.as_str()).collect::<String>();
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Markdown that shows the same lines.
    fn to_markdown(&self) -> String {
        let mut out = String::new();
        let mut in_paragraph = false;
        for runs in &self.0 {
            let line = markdown_line(runs);
            if line.is_empty() {
                in_paragraph = false;
                continue;
            }
            if !out.is_empty() {
                out.push_str(if in_paragraph { "\\\n" } else { "\n\n" });
            }
            out.push_str(&line);
            in_paragraph = true;
        }
        out
    }
}

/// One line in Markdown, without blanks around it.
fn markdown_line(runs: &[Run]) -> String {
    let last = runs.iter().rposition(|run| !run.text.trim().is_empty());
    let mut out = String::new();
    for (place, Run { text, link }) in runs.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
        let text = if out.is_empty() { text.trim_start() } else { text };
        let text = if Some(place) == last {
            text.trim_end()
        } else {
            text
        };
        match link {
            Some(href) if !text.trim().is_empty() => {
                if out.ends_with('!') {
                    // Or else the link would be an image.
                    out.truncate(out.len() - 1);
                    out.push_str("\\!");
                }
                out.push('[');
                push_escaped(text, false, &mut out);
                out.push_str("](<");
                push_address(href, &mut out);
                out.push_str(">)");
            }
            _ => push_escaped(text, out.is_empty(), &mut out),
        }
    }
    out
}

/// Appends the address of a link, to stand between `<` and `>`.
fn push_address(href: &str, out: &mut String) {
    for c in href.chars() {
        match c {
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            ' ' => out.push_str("%20"),
            '\\' => out.push_str("%5C"),
            '&' => out.push_str(if href.contains(';') { "\\&" } else { "&" }),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

/// Appends plain text with a backslash before whatever Markdown would take for its own; some signs mean something at
/// the start of a line alone.
fn push_escaped(text: &str, starts_line: bool, out: &mut String) {
    let digits = if starts_line {
        text.bytes().take_while(u8::is_ascii_digit).count()
    } else {
        0
    };
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, next)| *next);
        let is_mark = match c {
            '\\' | '*' | '`' | '[' | ']' | '<' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after == '#' || after.is_ascii_alphanumeric(),
            '#' | '>' | '+' | '-' | '=' | '~' => place == 0 && starts_line,
            '.' | ')' => digits > 0 && place == digits,
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

/// A text without the entities that cleaned HTML has.
fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, &str); 5] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", "\u{A0}"),
        ("&amp;", "&"),
    ];
    ENTITIES
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| {
            text.replace(entity, character)
        })
}

/// Whether a text has tags of HTML.
#[cfg(test)]
fn is_html(text: &str) -> bool {
    tag_names(text).any(|name| KNOWN.contains(&name.as_str()))
}

/// The names of the tags in a text, in lower case, as far as it has any.
fn tag_names(text: &str) -> impl Iterator<Item = String> {
    text.split('<').skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect();
        let after = rest.chars().nth(name.len());
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && after.is_some_and(|c| matches!(c, '>' | '/') || c.is_whitespace());
        is_tag.then(|| name.to_ascii_lowercase())
    })
}

/// How deep the elements of cleaned HTML stand within one another.
fn nesting(cleaned: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for rest in cleaned.split('<').skip(1) {
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !(rest.starts_with("br") || rest.starts_with("hr")) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// A text without blanks, to compare words whatever the layout.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

thread_local! {
    static CONVERTER: HtmlToMarkdown = HtmlToMarkdown::builder()
        .options(Options {
            br_style: BrStyle::Backslash,
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        })
        .build();
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from([
            "p",
            "div",
            "br",
            "hr",
            "em",
            "i",
            "strong",
            "b",
            "ul",
            "ol",
            "li",
            "blockquote",
            "a",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "code",
            "pre",
        ]))
        .clean_content_tags(HashSet::from([
            "script", "style", "iframe", "object", "svg", "math", "template", "noscript",
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(None);
    cleaner
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::to_html;
    use proptest::prelude::*;

    #[test]
    fn html_becomes_markdown() {
        for (html, markdown) in [
            (
                "<p>Un.</p><p>Deux<br />trois &amp; <b>quatre</b></p>",
                "Un.\n\nDeux\\\ntrois & **quatre**",
            ),
            (
                "<p>Voir <a href=\"https://x.fr/a_b\">ici</a></p>",
                "Voir [ici](https://x.fr/a_b)",
            ),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("<p>Non<script>alert(1)</script><style>p{}</style></p>", "Non"),
            (
                "<p>Mail <a href=\"mailto:a@b.fr\">a</a>, <a href=\"javascript:x\">b</a></p>",
                "Mail [a](mailto:a@b.fr), b",
            ),
            (
                "<p>1. pas une liste<br>- ni ceci</p>",
                "1\\. pas une liste\\\n\\- ni ceci",
            ),
            (
                "<p>&amp;lt;</p><p>-</p><p><a href=\"https://x.fr/?a&amp;b\">ici</a> là</p>",
                "\\&lt;\n\n\\-\n\n[ici](<https://x.fr/?a&b>) là",
            ),
            (
                "<p>&lt;script&gt; et *étoiles*</p>",
                "\\<script> et \\*étoiles\\*",
            ),
        ] {
            assert_eq!(to_markdown(html).markdown, markdown, "{html}");
        }
    }

    #[test]
    fn what_is_lost_is_said() {
        let code = |html: &str| to_markdown(html).loss.map(|(code, _)| code);
        assert_eq!(code("<p>a</p>"), None);
        assert_eq!(code("<p>a<img src=x></p>"), Some("html.dropped"));
        assert_eq!(code("<a href=\"data:x\">a</a>"), Some("html.dropped"));
        assert_eq!(code(&"<b>a".repeat(3_000)), Some("html.as_written"));
        assert_eq!(code(&"<blockquote>a".repeat(60)), Some("html.as_written"));
        assert_eq!(
            code("<ul><li>&amp;lt; et &amp;amp;</li></ul>"),
            Some("html.simplified")
        );
    }

    #[test]
    fn plain_text_keeps_its_lines_and_signs() {
        let text =
            "Bonjour\r\n- un\r\n\r\n1. # deux\r\n<posar atenció, 3 < 4 & 5 > 4, R&D; a_b _c_\n   === \n";
        let Converted { markdown, loss } = to_markdown(text);
        assert_eq!(loss, None);
        assert_eq!(
            markdown,
            "Bonjour\\\n\\- un\n\n1\\. # deux\\\n\\<posar atenció, 3 \\< 4 & 5 > 4, R\\&D; a_b \\_c\\_\\\n\\==="
        );
        assert_eq!(
            words(&markdown),
            "Bonjour\n- un\n\n1. # deux\n<posar atenció, 3 < 4 & 5 > 4, R&D; a_b _c_\n==="
        );
        assert!(!is_html(text) && is_html("a<br>b") && is_html("<P class=x>"));
    }

    const MIXED: &str = "(<p>|</p>|<br>|<li>|<ul>|<ol>|</ul>|<b>|</b>|<a href=\"https://x.fr\">|</a>|<pre>|<code>|</pre>|<div>|<h2>|<hr>|\
        <blockquote>|&amp;|&lt;|&nbsp;|\\n| |1\\. |- |# |\\*|_|`|\\[|\\]|\\(|\\\\|>|~|=|é|mot|!|&amp;lt;|<script>|</script>|<img src=x>|\t){0,25}";

    proptest! {
        #[test]
        fn no_word_of_plain_text_is_lost(text in "(\\PC| |\\n|[-#>+=~*_`\\[\\]<&.\\\\0-9)(!|a-c:/@]){0,60}") {
            let text: String = text.chars().filter(|c| !matches!(c, '\u{FFFD}' | '\u{0}')).collect();
            prop_assert_eq!(bare(&words(&from_plain(&text))), bare(&text), "{}", from_plain(&text));
        }

        #[test]
        fn no_word_of_html_is_lost(html in MIXED) {
            let source = bare(&Lines::of(&CLEANER.clean(&html).to_string()).words());
            let converted = to_markdown(&html);
            if is_html(&html) {
                prop_assert_eq!(bare(&words(&converted.markdown)), source, "{}", converted.markdown);
            }
            prop_assert!(!to_html(&converted.markdown).as_str().contains("<script"));
        }
    }
}
