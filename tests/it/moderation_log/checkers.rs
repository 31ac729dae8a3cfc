//! The two checkers side by side: the server's own, and the JavaScript that shares no code with it.

use std::{io::Write, process::Command};

use app::moderation_log::{Flaw, Known, Verdict, check};
use domain::moderation_log::Head;
use serde_json::{Value, json};

/// The program that anybody may take.
pub(super) const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/log-check.mjs");

/// Reads jobs from a file, prints what the checker says of each, one a line.
const DRIVER: &str = "
    import { readFileSync } from 'node:fs';
    const { check } = await import(process.argv[2]);
    for (const { file, options } of JSON.parse(readFileSync(process.argv[1], 'utf8'))) {
        const found = await check(readFileSync(file, 'utf8'), options);
        console.log(found.fault ? `line ${found.line}: ${found.fault}` : 'whole');
    }";

/// Whether Node is there: where the gate runs it must be, elsewhere Rust is enough.
pub(super) fn has_node() -> bool {
    let there = Command::new("node")
        .arg("--version")
        .output()
        .is_ok_and(|out| out.status.success());
    #[expect(clippy::disallowed_methods, reason = "the gate says that it is the gate")]
    let gate = std::env::var_os("CI").is_some();
    assert!(there || !gate, "the gate needs Node for the second checker");
    there
}

fn by_rust(bytes: &[u8], known: &Known) -> (String, Option<Head>) {
    match check(bytes, known).unwrap() {
        Verdict::Whole { head, .. } => ("whole".to_owned(), Some(head)),
        Verdict::Wrong { line, flaw } => (format!("line {line}: {flaw}"), None),
    }
}

/// What the second checker says of these copies; nothing where Node is missing.
fn by_node(copies: &[(&[u8], &Known)]) -> Option<Vec<String>> {
    if !has_node() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let jobs: Vec<Value> = copies
        .iter()
        .enumerate()
        .map(|(place, (bytes, known))| {
            let file = folder.path().join(place.to_string());
            std::fs::File::create(&file).unwrap().write_all(bytes).unwrap();
            let since = known
                .since
                .as_ref()
                .map(|since| json!({ "n": since.n, "hash": domain::moderation_log::hex(&since.hash) }));
            json!({ "file": file, "options": { "since": since, "key": known.key } })
        })
        .collect();
    let list = folder.path().join("jobs.json");
    std::fs::write(&list, serde_json::to_string(&jobs).unwrap()).unwrap();
    let output = Command::new("node")
        .args(["--input-type=module", "-e", DRIVER, "--"])
        .arg(&list)
        .arg(SCRIPT)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let said = String::from_utf8(output.stdout).unwrap();
    Some(said.lines().map(str::to_owned).collect())
}

/// What both checkers say of each copy: they agree.
pub(super) fn all_verdicts(copies: &[(&[u8], &Known)]) -> Vec<String> {
    let rust: Vec<_> = copies
        .iter()
        .map(|(bytes, known)| by_rust(bytes, known).0)
        .collect();
    if let Some(node) = by_node(copies) {
        for (place, (rust, node)) in rust.iter().zip(&node).enumerate() {
            let text = String::from_utf8_lossy(copies[place].0);
            assert_eq!(
                rust, node,
                "left the server's checker, right the other, of copy {place}:\n{text}"
            );
        }
        assert_eq!(rust.len(), node.len());
    }
    rust
}

/// What both checkers say of a copy.
pub(super) fn verdicts(copy: &str, known: &Known) -> String {
    all_verdicts(&[(copy.as_bytes(), known)]).remove(0)
}

/// Both checkers find nothing wrong; the head.
pub(super) fn assert_whole(copy: &str, known: &Known) -> Head {
    let (said, head) = by_rust(copy.as_bytes(), known);
    assert_eq!(said, "whole", "{copy}");
    assert_eq!(verdicts(copy, known), "whole");
    head.unwrap()
}

#[test]
fn the_second_checker_is_short_and_says_the_same_words_with_the_same_exit_codes() {
    let script = std::fs::read_to_string(SCRIPT).unwrap();
    assert!(script.lines().count() < 100, "{} lines", script.lines().count());
    for flaw in Flaw::ALL {
        let word = flaw.to_string();
        let named = if word.contains(' ') {
            format!("'{word}'")
        } else {
            word
        };
        let code = format!("{named}: {}", flaw.exit_code());
        assert!(script.contains(&code), "{code}");
    }
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/MODERATION_LOG.md");
    let page = std::fs::read_to_string(page).unwrap();
    for flaw in Flaw::ALL {
        let row = format!("| {} | {flaw} |", flaw.exit_code());
        assert!(page.contains(&row), "{row}");
    }
}
