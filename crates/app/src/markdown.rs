//! What people write in Markdown, made safe to show and plain to read.
//!
//! Two walls, each enough alone: comrak never lets written HTML through (it is shown as it was typed), and ammonia
//! then lets only the elements of a short list pass. Images are shown as links, so that no page loads anything from
//! elsewhere, and headings begin below those of the page.

use ammonia::{Builder, UrlRelative};
use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options, format_html, parse_document};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

/// The deepest nesting that is shown as such; deeper texts are shown as they were typed.
const DEEPEST: usize = 64;

/// The longest text that is read as Markdown, in bytes; longer ones are shown as they were typed.
const LONGEST: usize = 1 << 20;

/// The most «&» in a text that is read as Markdown. Writing each back as `&amp;` costs a walk to the end of its
/// paragraph, so that a text of nothing else would cost the square of its length.
const MOST_AMPERSANDS: usize = 2_000;

/// The address schemes that a link may have.
pub(crate) const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// HTML that may stand in a page as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Renders Markdown for a page: paragraphs, line breaks, emphasis, lists, quotations, code, headings of the third and
/// fourth level, and links to `http`, `https` and `mailto` addresses that search engines do not follow.
pub fn to_html(markdown: &str) -> SafeHtml {
    let arena = Arena::new();
    let Some(root) = read(&arena, markdown) else {
        return as_typed(markdown);
    };
    // The highest heading of a text is of the third level, whatever its author called it: none is left out.
    let highest = root.descendants().filter_map(|node| match node.data().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    });
    let highest = highest.min().unwrap_or(1);
    let mut below = false;
    for node in root.descendants() {
        let value = &mut node.data_mut().value;
        match value {
            NodeValue::Heading(heading) => {
                heading.level = if below && heading.level > highest { 4 } else { 3 };
                below = true;
            }
            NodeValue::Image(link) => *value = NodeValue::Link(link.clone()),
            _ => {}
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    match format_html(root, &options(), &mut html) {
        Ok(()) => SafeHtml(CLEANER.clean(&html).to_string()),
        Err(_) => as_typed(markdown),
    }
}

/// Renders Markdown as plain text: the words alone, a line for a line, an empty line between paragraphs, «- » before
/// the items of a list.
pub fn to_plain(markdown: &str) -> String {
    plain(markdown, "- ")
}

/// The words of a Markdown text and nothing else.
pub(crate) fn words(markdown: &str) -> String {
    plain(markdown, "")
}

/// Plain text with this before each item of a list.
fn plain(markdown: &str, bullet: &str) -> String {
    let arena = Arena::new();
    let Some(root) = read(&arena, markdown) else {
        return markdown.trim().to_owned();
    };
    let mut out = String::with_capacity(markdown.len());
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data().value {
                NodeValue::Text(text) => out.push_str(text),
                NodeValue::Code(code) => out.push_str(&code.literal),
                NodeValue::HtmlInline(html) => out.push_str(html),
                NodeValue::HtmlBlock(block) => out.push_str(block.literal.trim_end()),
                NodeValue::CodeBlock(block) => out.push_str(block.literal.trim_end()),
                NodeValue::SoftBreak | NodeValue::LineBreak => out.push('\n'),
                NodeValue::Item(_) => out.push_str(bullet),
                _ => {}
            },
            NodeEdge::End(node) => end_block(&node.data().value, is_in_item(node), &mut out),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The beginning of a text in one line, cut at a word where there is one, with «…» where something is left out;
/// `most` counts characters.
pub fn excerpt(markdown: &str, most: usize) -> String {
    let plain = to_plain(markdown);
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(most) else {
        return line;
    };
    let head = line.get(..end).unwrap_or_default();
    let whole_words = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{whole_words}…")
}

/// The text as a tree, unless it is too long, too deep or too odd to be read as Markdown.
fn read<'a>(arena: &'a Arena<'a>, markdown: &str) -> Option<Node<'a>> {
    let ampersands = markdown.bytes().filter(|byte| *byte == b'&').count();
    if markdown.len() > LONGEST || ampersands > MOST_AMPERSANDS || may_be_too_deep(markdown) {
        return None;
    }
    let root = parse_document(arena, markdown, &options());
    let mut depth = 0_usize;
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(_) => depth += 1,
            NodeEdge::End(_) => depth -= 1,
        }
        if depth > DEEPEST {
            return None;
        }
    }
    Some(root)
}

/// Whether one line opens more quotations or lists than can be shown, seen before any tree is made of them.
fn may_be_too_deep(markdown: &str) -> bool {
    markdown.lines().any(|line| {
        let marks = line.trim_start_matches(['>', '-', '+', '*', ' ', '\t']);
        line.len() - marks.len() > DEEPEST * 8
    })
}

/// Ends a block of plain text.
fn end_block(value: &NodeValue, in_item: bool, out: &mut String) {
    let ends_line = matches!(value, NodeValue::Paragraph | NodeValue::Item(_)) && in_item
        || matches!(value, NodeValue::Item(_));
    let ends_block = matches!(
        value,
        NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::CodeBlock(_)
            | NodeValue::HtmlBlock(_)
            | NodeValue::List(_)
            | NodeValue::BlockQuote
    );
    if ends_line || ends_block {
        out.truncate(out.trim_end().len());
        out.push_str(if ends_line { "\n" } else { "\n\n" });
    }
}

fn is_in_item(node: Node<'_>) -> bool {
    node.parent()
        .is_some_and(|parent| matches!(parent.data().value, NodeValue::Item(_)))
}

/// A text shown as it was typed.
fn as_typed(text: &str) -> SafeHtml {
    let mut html = String::with_capacity(text.len() + text.len() / 8 + 7);
    html.push_str("<p>");
    for c in text.trim().chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' => html.push_str("<br>\n"),
            c => html.push(c),
        }
    }
    html.push_str("</p>\n");
    SafeHtml(html)
}

/// How the Markdown of residents is read: CommonMark, bare addresses are links, a line end is a line end.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from([
            "p",
            "br",
            "em",
            "strong",
            "ul",
            "ol",
            "li",
            "blockquote",
            "a",
            "h3",
            "h4",
            "code",
            "pre",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow ugc noopener"));
    cleaner
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_is_shown() {
        for (markdown, html) in [
            (
                "# Un *beau* parc\n\nDeux\nlignes",
                "<h3>Un <em>beau</em> parc</h3>\n<p>Deux<br>\nlignes</p>\n",
            ),
            ("## B\n### C\n", "<h3>B</h3>\n<h4>C</h4>\n"),
            ("### C\n# A\n## B\n", "<h3>C</h3>\n<h3>A</h3>\n<h4>B</h4>\n"),
            (
                "- a\n- **b**",
                "<ul>\n<li>a</li>\n<li><strong>b</strong></li>\n</ul>\n",
            ),
            ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n"),
            (
                "[ici](https://exemple.fr/?a=1&b=2 \"titre\")",
                "<p><a href=\"https://exemple.fr/?a=1&amp;b=2\" rel=\"nofollow ugc noopener\">ici</a></p>\n",
            ),
            (
                "voir https://exemple.fr.",
                "<p>voir <a href=\"https://exemple.fr\" rel=\"nofollow ugc noopener\">https://exemple.fr</a>.</p>\n",
            ),
            (
                "![un plan](https://exemple.fr/plan.png)",
                "<p><a href=\"https://exemple.fr/plan.png\" rel=\"nofollow ugc noopener\">un plan</a></p>\n",
            ),
            (
                "[x](javascript:alert(1))",
                "<p><a rel=\"nofollow ugc noopener\">x</a></p>\n",
            ),
            ("[x](/relatif)", "<p><a rel=\"nofollow ugc noopener\">x</a></p>\n"),
            (
                "<b onclick=x>gras</b>",
                "<p>&lt;b onclick=x&gt;gras&lt;/b&gt;</p>\n",
            ),
            (
                "> cité\n\n`a<b`",
                "<blockquote>\n<p>cité</p>\n</blockquote>\n<p><code>a&lt;b</code></p>\n",
            ),
        ] {
            assert_eq!(to_html(markdown).as_str(), html, "{markdown}");
        }
    }

    #[test]
    fn plain_text_has_the_words_alone() {
        let markdown = "# Titre\n\nUn *mot* et [un lien](https://x.fr)\\\nligne\n\n- a\n- b\n  - c\n\n> cité\n\n<b>tel</b>";
        assert_eq!(
            to_plain(markdown),
            "Titre\n\nUn mot et un lien\nligne\n\n- a\n- b\n- c\n\ncité\n\n<b>tel</b>"
        );
        assert_eq!(excerpt(markdown, 12), "Titre Un…");
        assert_eq!(excerpt("court", 12), "court");
    }

    /// Texts made to be slow: each is five times the longest body, and is shown without a deep stack.
    #[test]
    fn texts_made_to_be_slow_are_bounded() {
        for unit in [
            ">",
            "> ",
            "- ",
            "* a\n",
            "[",
            "[a](",
            "![",
            "**a ",
            "*a **a ",
            "_a__b",
            "`",
            "``a`",
            "<",
            "<a ",
            "<!--",
            "&",
            "&#",
            "\\",
            "~",
            "a\n=\n",
            "#",
            "# \n",
            "http://",
            "www.",
            "a@",
            "a@b.",
            "[a]: b\n",
            "[^a]",
            "<?",
            "<![CDATA[",
            "1. ",
            "1) a\n",
            "    ",
            "\t",
            "\u{0301}",
            "*_",
            "[a][b",
            "](",
            "]",
            ")",
            "(",
            "<b>",
            "</b>",
            "- \n  ",
            ">\n",
        ] {
            let text = unit.repeat(50_000 / unit.len());
            let html = to_html(&text);
            assert!(
                html.as_str().len() <= text.len() * 100,
                "{unit:?} grows to {} bytes",
                html.as_str().len()
            );
            assert!(to_plain(&text).len() <= text.len() * 2, "{unit:?}");
        }
        let nested = (0..2_000)
            .map(|n| format!("{}- a\n", "  ".repeat(n % 200)))
            .collect::<Vec<_>>()
            .concat();
        assert!(to_html(&nested).as_str().contains('a'));
    }

    #[test]
    fn a_text_too_deep_is_shown_as_it_was_typed() {
        let deep = "> ".repeat(10_000) + "<i>fond";
        assert!(to_html(&deep).as_str().ends_with("&lt;i&gt;fond</p>\n"));
        assert!(to_plain(&deep).ends_with("<i>fond"));
    }

    /// Every tag of rendered HTML, from `<` to `>`.
    fn tags(html: &str) -> impl Iterator<Item = &str> {
        html.split('<')
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap())
    }

    fn is_listed(tag: &str) -> bool {
        const REL: &str = "rel=\"nofollow ugc noopener\"";
        let bare = tag.trim_start_matches('/');
        match bare.split_once(' ') {
            None => {
                [
                    "p",
                    "br",
                    "em",
                    "strong",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "h3",
                    "h4",
                    "code",
                    "pre",
                ]
                .contains(&bare)
                    || tag == "/a"
            }
            Some(("ol", start)) => start.starts_with("start=\"") && start.ends_with('"'),
            Some(("a", REL)) => true,
            Some(("a", attributes)) => attributes
                .strip_prefix("href=\"")
                .and_then(|rest| rest.strip_suffix(REL))
                .is_some_and(|href| {
                    SCHEMES
                        .iter()
                        .any(|scheme| href.to_lowercase().starts_with(&format!("{scheme}:")))
                        && href.matches('"').count() == 1
                }),
            Some(_) => false,
        }
    }

    const HOSTILE: &str = "(<script>|</script>|<img src=x onerror=alert\\(1\\)>|\\[a\\]\\(|javascript:|JaVaScRiPt&#58;|data:text/html,|\
        \\)|\"|'|<a href=|>|<|&lt;|&#x6A;|\\n|\\t| |`|\\*|_|!\\[|\\]|<svg/onload=|<style>|<!--|-->|\\\\|on|=|x|https://|mailto:|\\u{0}){0,30}";

    proptest! {
        #[test]
        fn whatever_is_written_only_listed_tags_come_out(text in HOSTILE) {
            let html = to_html(&text);
            for tag in tags(html.as_str()) {
                prop_assert!(is_listed(tag), "{tag:?} in {html}");
            }
        }

        #[test]
        fn any_text_is_shown_safely(text in "\\PC{0,200}|(.|\\n){0,100}") {
            let html = to_html(&text);
            prop_assert!(tags(html.as_str()).all(is_listed), "{html}");
            to_plain(&text);
        }
    }
}
