//! The README's tour: what it says to type is typed, with the program itself, and what it says is answered is answered.

#![recursion_limit = "256"]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where it cannot go on"
)]

use std::{fmt::Write as _, path::Path, process::Stdio};

#[path = "../../../tests/it/logs.rs"]
mod logs;

use logs::Captured;

/// A step of the tour: what is typed, and what is answered where the README shows it.
struct Step {
    typed: String,
    answered: Option<String>,
}

/// The steps between the two marks of the README.
fn steps() -> Vec<Step> {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).expect("the README");
    let tour = readme
        .split_once("<!-- tour -->")
        .and_then(|(_, rest)| rest.split_once("<!-- /tour -->"))
        .map(|(tour, _)| tour)
        .expect("the README marks its tour");
    let mut steps: Vec<Step> = Vec::new();
    let mut rest = tour;
    while let Some((_, fenced)) = rest.split_once("\n```") {
        let (kind, after) = fenced.split_once('\n').expect("a fence has a line");
        let (text, next) = after.split_once("\n```").expect("a fence is closed");
        match kind {
            "sh" => steps.push(Step {
                typed: text.to_owned(),
                answered: None,
            }),
            "json" => steps.last_mut().expect("an answer follows a request").answered = Some(text.to_owned()),
            other => panic!("a block of the tour is sh or json, not {other}"),
        }
        rest = next;
    }
    steps
}

/// Whether an answer is the one that the README shows; `…` stands for what differs each time, white space for nothing.
fn is(answer: &str, shown: &str) -> bool {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let (answer, shown) = (bare(answer), bare(shown));
    let mut pieces = shown.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = answer.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
        last = Some(piece);
    }
    rest.is_empty() || last == Some("")
}

#[test]
fn what_differs_each_time_is_left_open() {
    assert!(is(r#"{"id":"a1","n": 3}"#, r#"{ "id": "…", "n": 3 }"#));
    assert!(!is(r#"{"id":"a1","n": 4}"#, r#"{ "id": "…", "n": 3 }"#));
    assert!(!is(r#"{"id":"a1","n": 3}, more"#, r#"{ "id": "…", "n": 3 }"#));
}

#[tokio::test]
async fn the_tour_of_the_readme_is_true_and_its_log_says_nothing_of_people() {
    let captured = Captured::start();
    let folder = tempfile::tempdir().unwrap();
    let config = server::config::Config {
        data_dir: folder.path().join("data"),
        http: server::config::HttpConfig {
            listen: ([127, 0, 0, 1], 0).into(),
            metrics: None,
            ..Default::default()
        },
        ..Default::default()
    };
    let running = server::commands::start_demo(&config)
        .await
        .expect("the demo town opens")
        .0;
    let address = running.address.to_string();

    let steps = steps();
    let mut script = "set -eu\n".to_owned();
    for (number, Step { typed, .. }) in steps.iter().enumerate() {
        let typed = typed.replace("127.0.0.1:8080", &address);
        let _ = writeln!(script, "printf '\\n<step %s>\\n' {number}\n{typed}");
    }
    script.push_str(
        "\nprintf '\\n<step end>\\n'\nset | grep -E '^(secret|token|code|email)[a-z_]*=' || true\n",
    );
    // Where cargo put the program for this test.
    let program = Path::new(env!("CARGO_BIN_EXE_fabrique"));
    let programs = program.parent().expect("it lies in a folder").display();
    let script = format!("PATH=\"{programs}:$PATH\"\n{script}");
    let output = tokio::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .await
        .expect("bash and curl are installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{complained}");
    for (number, Step { typed, answered }) in steps.iter().enumerate() {
        let Some(shown) = answered else { continue };
        let answer = said
            .split_once(&format!("<step {number}>\n"))
            .and_then(|(_, rest)| rest.split_once("\n<step "))
            .map(|(answer, _)| answer)
            .unwrap_or_default();
        assert!(
            is(answer, shown),
            "the README's tour differs from the program\n{typed}\nshown:    {shown}\nanswered: {answer}"
        );
    }
    running.stop().await;

    let secrets = said
        .split_once("<step end>\n")
        .map(|(_, rest)| rest)
        .unwrap_or_default();
    let log = captured.text();
    assert!(log.contains("submit"), "the log was captured: {log}");
    assert!(
        secrets.lines().count() >= 3,
        "the tour keeps its e-mails, codes and tokens in variables: {secrets}"
    );
    for secret in secrets
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(_, value)| value.trim_matches('\''))
    {
        assert!(
            !secret.is_empty() && !log.contains(secret),
            "the log says {secret:?}"
        );
    }
}
