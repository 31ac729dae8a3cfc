//! A mail as HTML: styles in the elements, for clients that read no style sheet; a style sheet for dark rooms alone.

use std::fmt::Write;

use super::{Block, Foot, Sheet, is_rtl, typeset};

const BODY: &str =
    "'Atkinson Hyperlegible Next','Atkinson Hyperlegible',Verdana,'Segoe UI',Roboto,sans-serif";
const HEAD: &str = "'Bricolage Grotesque','Atkinson Hyperlegible Next','Trebuchet MS',Verdana,sans-serif";

/// Ink on dark paper, for whoever reads in the dark: the classes name what a colour is for.
const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}\
@media (prefers-color-scheme:dark){\
.paper{background:#15121D!important}\
.ink{color:#F3F0FA!important}.soft{color:#BDB6CC!important}.link{color:#C3AEFF!important}\
.line{border-color:#F3F0FA!important}.thin{border-color:#7C7590!important}.mark{border-color:#C3AEFF!important;color:#C3AEFF!important}\
.card{background:#221D2E!important}\
.press{background:#C3AEFF!important;color:#15121D!important}\
.turn{background:#FFD83D!important;color:#17151F!important}}\
@media (max-width:480px){.wide{padding-left:20px!important;padding-right:20px!important}.press{display:block!important;text-align:center!important}}";

/// Writes text where HTML is read: in an element or in an attribute with double quotation marks.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The same, set as the reader's language is, with its lines kept.
fn lines(text: &str, sheet: &Sheet) -> String {
    escaped(&typeset(text, &sheet.language)).replace('\n', "<br>")
}

/// An address that a link may have: of the web, nothing else.
fn address(href: &str) -> Option<String> {
    let fits = href.starts_with("https://") || href.starts_with("http://");
    fits.then(|| escaped(href))
}

/// Which side lines begin on.
fn start(sheet: &Sheet) -> &'static str {
    if is_rtl(&sheet.language) { "right" } else { "left" }
}

/// The whole page.
pub(super) fn written(sheet: &Sheet) -> String {
    let (tag, direction) = (
        escaped(sheet.language.tag()),
        if is_rtl(&sheet.language) { "rtl" } else { "ltr" },
    );
    let (subject, start) = (escaped(&sheet.subject), start(sheet));
    let mut out = String::with_capacity(8 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <meta name=\"format-detection\" content=\"telephone=no,date=no,address=no,email=no,url=no\">\n\
         <meta name=\"x-apple-disable-message-reformatting\">\n<title>{subject}</title>\n<style>{DARK}</style>\n</head>\n\
         <body class=\"paper\" style=\"margin:0;padding:0;background:#FFFFFF;-webkit-text-size-adjust:100%\">\n"
    );
    preheader(&sheet.preheader, &mut out);
    let _ = write!(
        out,
        "<table role=\"presentation\" class=\"paper\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background:#FFFFFF\"><tr>\
         <td align=\"center\" style=\"padding:24px 0 40px\">\n\
         <!--[if mso]><table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:600px\">\n"
    );
    brand(sheet, &mut out);
    if let Some(turn) = &sheet.turn {
        let _ = writeln!(
            out,
            "<tr><td class=\"wide turn\" style=\"padding:14px 32px;background:#FFD83D;color:#17151F;font:700 17px/1.4 {BODY};text-align:{start}\">{}</td></tr>",
            lines(turn, sheet)
        );
    }
    let _ = writeln!(
        out,
        "<tr><td class=\"wide ink\" style=\"padding:28px 32px 8px;color:#17151F;font:400 17px/1.55 {BODY};text-align:{start}\">\n\
         <h1 class=\"ink\" style=\"margin:0 0 20px;color:#17151F;font:700 26px/1.18 {HEAD};letter-spacing:-.01em\" dir=\"auto\">{}</h1>",
        lines(&sheet.title, sheet)
    );
    for part in &sheet.blocks {
        block(sheet, part, &mut out);
    }
    out.push_str("</td></tr>\n");
    footer(sheet, &mut out);
    out.push_str(
        "</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n",
    );
    out
}

/// What mail boxes show beside the subject, and blanks so that they show nothing else.
fn preheader(text: &str, out: &mut String) {
    let _ = writeln!(
        out,
        "<div style=\"display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all\">{}{}</div>",
        escaped(text),
        "&#8199;&#847; ".repeat(60)
    );
}

/// The name of the house and the address of the site, over a line of ink.
fn brand(sheet: &Sheet, out: &mut String) {
    let host = sheet
        .site
        .split("://")
        .last()
        .unwrap_or_default()
        .trim_end_matches('/');
    let name = "<span class=\"mark\" style=\"display:inline-block;padding:3px 9px 2px;border:2px solid #4A2C8F;border-radius:3px;color:#4A2C8F;\
                font-weight:700;font-size:15px;line-height:1.3;letter-spacing:.02em\">Fabrique</span>";
    let name = match address(&sheet.site) {
        Some(href) => format!("<a href=\"{href}\" style=\"text-decoration:none\">{name}</a>"),
        None => name.to_owned(),
    };
    let end = if start(sheet) == "left" { "right" } else { "left" };
    let _ = writeln!(
        out,
        "<tr><td class=\"wide line\" style=\"padding:0 32px 14px;border-bottom:2px solid #17151F\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\
         <td style=\"font:400 15px/1.3 {BODY};text-align:{}\">{name}</td>\
         <td class=\"soft\" style=\"color:#55505F;font:400 15px/1.3 {BODY};text-align:{end}\">{}</td></tr></table></td></tr>",
        start(sheet),
        escaped(host)
    );
}

fn block(sheet: &Sheet, part: &Block, out: &mut String) {
    let start = start(sheet);
    let _ = match part {
        Block::Paragraph(text) => writeln!(
            out,
            "<p class=\"ink\" style=\"margin:0 0 16px;color:#17151F\" dir=\"auto\">{}</p>",
            linked(text, sheet)
        ),
        Block::Note(text) => writeln!(
            out,
            "<p class=\"soft\" style=\"margin:0 0 16px;color:#55505F;font-size:15px\" dir=\"auto\">{}</p>",
            linked(text, sheet)
        ),
        Block::Code(code) => writeln!(
            out,
            "<p class=\"card ink\" style=\"margin:4px 0 20px;padding:16px 20px;background:#F4F2F8;border-radius:3px;color:#17151F;\
             font:700 34px/1.2 ui-monospace,'DejaVu Sans Mono',Consolas,monospace;letter-spacing:.16em;text-align:center\" dir=\"ltr\">{}</p>",
            escaped(code)
        ),
        Block::Stamp(word) => writeln!(
            out,
            "<p style=\"margin:0 0 16px\"><span class=\"ink line\" style=\"display:inline-block;padding:4px 10px 3px;border:2px solid #17151F;border-radius:3px;\
             color:#17151F;font-weight:700;font-size:15px;line-height:1.3;letter-spacing:.06em;text-transform:uppercase\">{}</span></p>",
            escaped(word)
        ),
        Block::Quote { language, words } => writeln!(
            out,
            "<blockquote class=\"ink mark\" style=\"margin:0 0 20px;padding:2px 0 2px 16px;padding-{start}:16px;border-{start}:4px solid #4A2C8F;color:#17151F\" lang=\"{}\" dir=\"auto\">\
             <span class=\"ink\" style=\"color:#17151F\">{}</span></blockquote>",
            escaped(language.tag()),
            lines(words, sheet)
        ),
        Block::Heading(text) => writeln!(
            out,
            "<h2 class=\"ink line\" style=\"margin:28px 0 4px;padding:0 0 6px;border-bottom:2px solid #17151F;color:#17151F;font:700 20px/1.25 {HEAD}\" dir=\"auto\">{}</h2>",
            lines(text, sheet)
        ),
        Block::Subheading(text) => writeln!(
            out,
            "<h3 class=\"ink\" style=\"margin:0 0 12px;padding:8px 0 0;color:#17151F;font:700 17px/1.35 {BODY}\" dir=\"auto\">{}</h3>",
            lines(text, sheet)
        ),
        Block::Item { what, words } => {
            let words = words.as_ref().map_or_else(String::new, |(language, words)| {
                format!(
                    "<br><span class=\"soft\" style=\"color:#55505F\" lang=\"{}\" dir=\"auto\">{}</span>",
                    escaped(language.tag()),
                    lines(&super::quoted(words, &sheet.language), sheet)
                )
            });
            writeln!(
                out,
                "<p class=\"ink thin\" style=\"margin:0 0 10px;padding:0 0 10px;border-bottom:1px solid #D9D5E2;color:#17151F\" dir=\"auto\">{}{words}</p>",
                lines(what, sheet)
            )
        }
        Block::Button { label, href } => match address(href) {
            Some(href) => writeln!(
                out,
                "<p style=\"margin:24px 0 20px;text-align:{start}\"><a class=\"press\" href=\"{href}\" style=\"display:inline-block;padding:13px 24px;background:#4A2C8F;\
                 border-radius:3px;color:#FFFFFF;font-weight:700;line-height:1.35;text-decoration:none\">{}</a></p>",
                escaped(label)
            ),
            None => writeln!(out, "<p style=\"margin:24px 0 20px\">{}</p>", escaped(label)),
        },
    };
}

/// Text with the address of the site as a link, where it stands in it.
fn linked(text: &str, sheet: &Sheet) -> String {
    let text = lines(text, sheet);
    match address(&sheet.site) {
        Some(href) if text.contains(&href) => text.replace(
            &href,
            &format!("<a class=\"link\" href=\"{href}\" style=\"color:#4A2C8F\">{href}</a>"),
        ),
        _ => text,
    }
}

fn footer(sheet: &Sheet, out: &mut String) {
    let _ = writeln!(
        out,
        "<tr><td class=\"wide\" style=\"padding:16px 32px 0\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\
         <td class=\"soft thin\" style=\"padding:16px 0 0;border-top:1px solid #8A8496;color:#55505F;font:400 15px/1.5 {BODY};text-align:{}\">",
        start(sheet)
    );
    for foot in &sheet.footer {
        match foot {
            Foot::Text(text) => {
                let _ = writeln!(
                    out,
                    "<p class=\"soft\" style=\"margin:0 0 8px;color:#55505F\" dir=\"auto\">{}</p>",
                    lines(text, sheet)
                );
            }
            Foot::Link { label, href } => {
                if let Some(href) = address(href) {
                    let _ = writeln!(
                        out,
                        "<p style=\"margin:0 0 8px\"><a class=\"link\" href=\"{href}\" style=\"color:#4A2C8F\">{}</a></p>",
                        escaped(label)
                    );
                }
            }
        }
    }
    let site = match address(&sheet.site) {
        Some(href) => format!("<a class=\"link\" href=\"{href}\" style=\"color:#4A2C8F\">{href}</a>"),
        None => escaped(&sheet.site),
    };
    let _ = writeln!(
        out,
        "<p style=\"margin:0\">{site}</p></td></tr></table></td></tr>"
    );
}
