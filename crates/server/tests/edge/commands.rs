//! The program as an operator runs it: what it says, and its exit code.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Output},
};

/// Runs the program on a data folder of its own.
fn fabrique(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fabrique"))
        .args(arguments)
        .current_dir(folder)
        .env("FABRIQUE_DATA_DIR", folder)
        .env("FABRIQUE_HTTP__LISTEN", "127.0.0.1:0")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let (out, errors) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(errors)
    )
}

#[test]
fn the_first_admin_is_appointed_and_gives_roles() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = fabrique(folder.path(), arguments);
        (output.status.code(), said(&output))
    };
    let (code, text) = run(&[
        "admin",
        "create",
        "--email",
        "maire@exemple.fr",
        "--name",
        "Maire",
    ]);
    assert_eq!(code, Some(0), "{text}");
    let digits = |word: &str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let has_code = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(digits);
    assert!(
        has_code(&text),
        "a code with which they choose a password: {text}"
    );
    let grant = ["admin", "grant", "--email", "maire@exemple.fr", "--role", "staff"];
    for _again in 0..2 {
        let (code, text) = run(&grant);
        assert_eq!(code, Some(0), "running it again changes nothing: {text}");
    }
    let (code, text) = run(&[
        "admin",
        "grant",
        "--email",
        "personne@exemple.fr",
        "--role",
        "staff",
    ]);
    assert_eq!(code, Some(1), "nobody has this address: {text}");
    let (code, text) = run(&["admin", "grant", "--email", "maire@exemple.fr", "--role", "king"]);
    assert_eq!(code, Some(2), "no such role: {text}");
}

#[test]
fn an_import_that_refuses_a_row_says_which_and_ends_with_three() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let good = r#"{"id":3,"title":"Planter des arbres sur la place","summary":"Des tilleuls, surtout.","created_at":"22/01/2016","votes":17}"#;
    file("proposals.jsonl", &format!("{good}\n{{\"id\":4,\n"));
    file("comments.jsonl", "");
    let import = [
        "import",
        "jsonl",
        "--plan",
        "tilleuls",
        "--proposals",
        "proposals.jsonl",
        "--comments",
        "comments.jsonl",
        "--report",
        "report.csv",
    ];
    let output = fabrique(folder.path(), &import);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let report = fs::read_to_string(folder.path().join("report.csv")).unwrap();
    assert_eq!(
        report.lines().count(),
        2,
        "a head, and the row that was refused: {report}"
    );
    file("proposals.jsonl", good);
    let output = fabrique(folder.path(), &import);
    assert_eq!(
        output.status.code(),
        Some(0),
        "every row is stored: {}",
        said(&output)
    );
}

#[test]
fn an_embedded_database_has_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let held = File::create(folder.path().join("fabrique.lock")).unwrap();
    held.lock().unwrap();
    let output = fabrique(folder.path(), &["serve"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("fabrique.sqlite"), "{}", said(&output));
}

#[test]
fn an_export_of_moderation_ends_with_zero_when_it_is_whole_and_leaves_nothing_half_written_when_it_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let run = |from: &str, to: &str, into: &str| {
        let arguments = [
            "export",
            "moderation",
            "--from",
            from,
            "--to",
            to,
            "--folder",
            into,
        ];
        let output = fabrique(folder.path(), &arguments);
        (output.status.code(), said(&output))
    };
    let files = |name: &str| -> Vec<(String, Vec<u8>)> {
        let Ok(found) = fs::read_dir(folder.path().join(name)) else {
            return Vec::new();
        };
        let mut found: Vec<_> = found
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let bytes = fs::read(entry.path()).unwrap_or_default();
                (entry.file_name().into_string().unwrap(), bytes)
            })
            .collect();
        found.sort();
        found
    };
    let (code, text) = run("2026-01-01", "2026-12-31", "2026");
    assert_eq!(code, Some(1), "there is no database yet: {text}");
    assert!(text.contains("migrate up"), "{text}");
    assert_eq!(files("2026"), []);

    assert_eq!(fabrique(folder.path(), &["migrate", "up"]).status.code(), Some(0));
    let (code, text) = run("2026-01-01", "2026-12-31", "2026");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("0 decisions and 0 sanctions"), "{text}");
    let whole = files("2026");
    assert_eq!(whole.len(), 9, "{whole:?}");
    assert!(whole.iter().all(|(name, _)| !name.contains(".part")), "{whole:?}");

    // A folder stands where a file should begin: no other file gets its name, and the earlier ones stay as they were.
    for into in ["2025", "2026"] {
        let blocked = folder.path().join(into).join("1-5-complaints.csv.part");
        fs::create_dir_all(&blocked).unwrap();
        let (code, text) = run("2025-01-01", "2025-12-31", into);
        assert_eq!(code, Some(1), "{text}");
        fs::remove_dir(&blocked).unwrap();
    }
    assert_eq!(files("2025"), []);
    assert_eq!(files("2026"), whole);

    let (code, text) = run("2026-12-31", "2026-01-01", "backwards");
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = run("2026-02-30", "2026-12-31", "backwards");
    assert_eq!(code, Some(2), "no such day: {text}");
    assert_eq!(files("backwards"), []);
    fs::write(folder.path().join("taken"), "a file").unwrap();
    let (code, text) = run("2026-01-01", "2026-12-31", "taken");
    assert_eq!(code, Some(1), "{text}");
}
