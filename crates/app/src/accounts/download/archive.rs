//! The ZIP: a JSON file a part, and a page that shows all of them without a program.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use bytes::Bytes;
use domain::{Language, Timestamp, refusal::Facts};
use serde_json::Value;
use zip::{ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Packs the parts, and the files that they speak of.
pub(super) fn pack(
    parts: &[(&str, Value)],
    files: &[(String, Bytes)],
    language: &Language,
    at: Timestamp,
) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, value) in parts {
        zip.start_file(format!("{name}.json"), options)?;
        zip.write_all(serde_json::to_string_pretty(value).unwrap_or_default().as_bytes())?;
    }
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    zip.start_file("index.html", options)?;
    zip.write_all(page(parts, language, at).as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

fn said(id: &str, facts: &Facts, language: &Language) -> String {
    let facts = facts.iter().map(|(name, fact)| (*name, fact));
    messages::sentence(id, facts, language).unwrap_or_else(|| id.to_owned())
}

fn page(parts: &[(&str, Value)], language: &Language, at: Timestamp) -> String {
    let title = escaped(&said("download-title", &Facts::new(), language));
    let intro = escaped(&said("download-intro", &vec![("at", at.into())], language));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n\
         <main>\n<h1>{title}</h1>\n<p>{intro}</p>\n",
        language.tag()
    );
    for (name, value) in parts {
        let heading = escaped(&said(&format!("download-part-{name}"), &Facts::new(), language));
        let _ = writeln!(html, "<section>\n<h2>{heading}</h2>");
        render(&mut html, value, language);
        html.push_str("</section>\n");
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

/// Objects are lists of names and values, arrays are numbered lists; texts keep their lines.
fn render(html: &mut String, value: &Value, language: &Language) {
    match value {
        Value::Object(fields) => {
            html.push_str("<dl>\n");
            for (name, value) in fields {
                let _ = write!(html, "<dt>{}</dt>\n<dd>", escaped(name));
                render(html, value, language);
                html.push_str("</dd>\n");
            }
            html.push_str("</dl>\n");
        }
        Value::Array(items) if items.is_empty() => {
            let nothing = said("download-nothing", &Facts::new(), language);
            let _ = writeln!(html, "<p>{}</p>", escaped(&nothing));
        }
        Value::Array(items) => {
            html.push_str("<ol>\n");
            for item in items {
                html.push_str("<li>");
                render(html, item, language);
                html.push_str("</li>\n");
            }
            html.push_str("</ol>\n");
        }
        Value::String(text) if text.contains('\n') => {
            let _ = write!(html, "<pre>{}</pre>", escaped(text));
        }
        Value::String(text) => html.push_str(&escaped(text)),
        Value::Null => html.push('–'),
        Value::Bool(_) | Value::Number(_) => html.push_str(&value.to_string()),
    }
}

/// Writes text into HTML: what others typed stays text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_value_as_text() {
        let value = serde_json::json!([{ "title": "<script>alert(1)</script>", "body": "a\nb & c", "none": null, "ok": true }]);
        let html = page(&[("proposals", value)], &Language::French, Timestamp::default());
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(html.contains("<pre>a\nb &amp; c</pre>") && html.contains("<dd>–</dd>"));
        assert!(!html.contains("<script"));
    }
}
