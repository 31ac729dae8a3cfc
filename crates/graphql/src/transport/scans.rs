//! A look at the letters of a document before the parser sees it.
//!
//! The parser keeps its state on the stack and its time is proportional to the tokens, so both are bounded here
//! first. The scan ends strings exactly where the GraphQL grammar ends them: what looks like text to the scan must
//! never be brackets to the parser.

use async_graphql::Pos;

use super::faults::{Fault, Reason};
use super::limits::DocumentLimits;

/// Counts tokens and nested brackets; refuses too many of either, and strings without an end.
pub(crate) fn scan(document: &str, limits: &DocumentLimits) -> Result<(), Fault> {
    let mut rest = document.as_bytes();
    let (mut tokens, mut depth) = (0_u64, 0_u64);
    while let Some((&byte, after)) = rest.split_first() {
        let here = rest;
        let mut token = true;
        rest = match byte {
            b' ' | b'\t' | b',' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF => {
                token = false;
                after
            }
            b'#' => {
                token = false;
                skip_while(after, |b| b != b'\n' && b != b'\r')
            }
            b'"' => after_string(rest)
                .ok_or_else(|| Fault::new(Reason::Syntax).at(position(document, rest.len())))?,
            b'{' | b'(' | b'[' => {
                depth += 1;
                after
            }
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                after
            }
            b if is_name(b) => skip_while(after, is_name),
            _ => after,
        };
        tokens += u64::from(token);
        if depth > limits.brackets {
            let fault = Fault::new(Reason::Deep)
                .rule("NestedBrackets")
                .limit(limits.brackets);
            return Err(fault.at(position(document, here.len())));
        }
        if tokens > limits.tokens {
            let fault = Fault::new(Reason::TooMany).rule("Tokens").limit(limits.tokens);
            return Err(fault.at(position(document, here.len())));
        }
    }
    Ok(())
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn skip_while(bytes: &[u8], keep: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !keep(*byte)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

/// The bytes after the string that begins here; `None` where it has no end.
fn after_string(bytes: &[u8]) -> Option<&[u8]> {
    if let Some(mut rest) = bytes.strip_prefix(b"\"\"\"") {
        loop {
            if let Some(after) = rest.strip_prefix(b"\"\"\"") {
                return Some(after);
            }
            rest = match rest.strip_prefix(b"\\\"\"\"") {
                Some(after) => after,
                None => rest.split_first()?.1,
            };
        }
    }
    let mut rest = bytes.strip_prefix(b"\"")?;
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = match byte {
            b'"' => return Some(after),
            b'\n' | b'\r' => return None,
            b'\\' => after.split_first()?.1,
            _ => after,
        };
    }
}

/// The line and column of the place that has `left` bytes to the end.
fn position(document: &str, left: usize) -> Pos {
    let read = document
        .get(..document.len().saturating_sub(left))
        .unwrap_or(document);
    let line = read.split('\n').count();
    let column = read.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    Pos { line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(document: &str) -> Result<(), (Reason, serde_json::Value)> {
        let limits = DocumentLimits {
            tokens: 12,
            brackets: 3,
            ..DocumentLimits::default()
        };
        scan(document, &limits).map_err(|fault| {
            let json = fault.to_json("t");
            (fault.reason, json.get("locations").cloned().unwrap_or_default())
        })
    }

    #[test]
    fn brackets_and_tokens_are_counted_and_text_is_not() {
        assert!(verdict("{ a(b: [1]) }").is_ok());
        assert!(verdict("{ a(b: \"{{{{{{{{\") # {{{{{{{{{ \n }").is_ok());
        assert!(verdict("{ a(b: \"\"\"{{{{{ \" \\\"\"\" {{{{ \"\"\") }").is_ok());
        assert!(verdict("{ a(b: \"\\\"{{{{{{\") }").is_ok());
        let (reason, at) = verdict("{a\n {b {\n  c {d}}}}").unwrap_err();
        assert_eq!(
            (reason, at.to_string().as_str()),
            (Reason::Deep, r#"[{"column":5,"line":3}]"#)
        );
        assert_eq!(
            verdict("{ a b c d e f g h i j k l }").unwrap_err().0,
            Reason::TooMany
        );
    }

    #[test]
    fn strings_without_an_end_are_refused_here() {
        for document in [
            "{ a(b: \"",
            "{ a(b: \"x\n\") }",
            "{ a(b: \"\"\" \" {{{{ ",
            "{ a(b: \"\\",
        ] {
            assert_eq!(verdict(document).unwrap_err().0, Reason::Syntax, "{document}");
        }
    }
}
