//! The real program and the other checker, as people run them: the same line, the same exit code.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test ends where it cannot go on"
)]

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

use app::{Cx, moderation_log as log};
use domain::{
    EventKind, NewEvent,
    event::Subject,
    moderation_log::{Entry, LogAction, LogItem, LogRole},
};
use server::accept::{self, AcceptLimits};
use test_support::TestApp;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/log-check.mjs");

/// The program, in a folder of its own.
fn fabrique(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fabrique"));
    program
        .args(arguments)
        .current_dir(folder)
        .env("FABRIQUE_DATA_DIR", folder);
    program.output().expect("the program runs")
}

fn node(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let mut program = Command::new("node");
    program.arg(SCRIPT).args(arguments).current_dir(folder);
    let ran = program.output();
    #[expect(clippy::disallowed_methods, reason = "the gate says that it is the gate")]
    let gate = std::env::var_os("CI").is_some();
    assert!(ran.is_ok() || !gate, "the gate needs Node for the second checker");
    ran.ok()
}

/// What both checkers say, which is the same: the lines they print, and the exit code.
fn both(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let ours = fabrique(folder, &[&["log", "verify"], arguments].concat());
    let told = |output: &Output| {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        (text, output.status.code().expect("it ends by itself"))
    };
    let said = told(&ours);
    if let Some(other) = node(folder, arguments) {
        let errors = String::from_utf8_lossy(&other.stderr).into_owned();
        assert_eq!(
            told(&other),
            said,
            "left the other checker, {arguments:?}: {errors}"
        );
    }
    said
}

async fn decide(app: &TestApp, many: u64) {
    let cx = &Cx::system(app.house.clone(), "test");
    cx.write(|tx| async move {
        for _ in 0..many {
            let id = cx.new_id::<()>().uuid();
            let kind = "comment".to_owned();
            let subject = Subject { kind, id };
            let mut event = NewEvent::new(EventKind::ModerationDecided, None, subject, cx.now());
            event.data.logged = Some(Entry {
                reference: Some(log::reference(cx)),
                ..Entry::new(LogItem::Comment, LogAction::Hidden, LogRole::Moderator)
            });
            persistence::outbox::record(&tx, event).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    app::worker::sequence(&app.house).await.unwrap();
}

/// `fabrique keys rotate log` beside the server of this house; the fingerprint that it prints.
fn rotate(folder: &Path, app: &TestApp) -> String {
    let key = folder.join("root.key");
    std::fs::write(&key, app.root_key()).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fabrique"))
        .args(["keys", "rotate", "log"])
        .current_dir(folder)
        .env("FABRIQUE_DATA_DIR", folder)
        .env("FABRIQUE_DATABASE__URL", &app.database.url)
        .env("FABRIQUE_ROOT_KEY_FILE", &key)
        .output()
        .expect("the program runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    said.split_whitespace().last().expect("a fingerprint").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_checked_from_a_file_and_from_an_address_after_changes_of_key() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let app = TestApp::start().await;
    let stopping = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    let address = format!("{site}/moderation-log.jsonl");
    let router = server::moderation_log::router(app.house.clone());
    let serving = accept::serve(listener, router, AcceptLimits::default(), stopping.clone());
    let serving = tokio::spawn(serving);

    decide(&app, 3).await;
    let lines = async |name: &str| {
        let (_, lines) = log::download(&Cx::system(app.house.clone(), "copy"), 0)
            .await
            .unwrap();
        let text: Vec<String> = futures::TryStreamExt::try_collect(lines).await.unwrap();
        let text = text.concat();
        std::fs::write(folder.join(name), &text).unwrap();
        text
    };
    let first = lines("first.jsonl").await;
    let (said, code) = both(folder, &["first.jsonl"]);
    assert!(said.starts_with("whole: 4 lines, head 4:") && code == 0, "{said}");
    let trusted = said
        .lines()
        .nth(1)
        .unwrap()
        .strip_prefix("the first key was trusted: ")
        .unwrap()
        .to_owned();
    assert_eq!(
        said.lines().next().unwrap().split(' ').next_back(),
        Some(trusted.as_str())
    );

    let rotated = rotate(folder, &app);
    decide(&app, 2).await;
    let again = rotate(folder, &app);
    decide(&app, 1).await;
    let second = lines("second.jsonl").await;
    for key in [&trusted, &rotated, &again] {
        let (said, code) = both(folder, &[&address, "--key", key, "--since", "first.jsonl"]);
        assert!(
            said.starts_with("whole: 9 lines") && said.lines().count() == 1 && code == 0,
            "{said}"
        );
    }
    assert_eq!(
        both(folder, &["second.jsonl", "--key", &"0".repeat(64)]),
        ("line 10: unknown key\n".to_owned(), 15)
    );
    let since = second.parse::<log::Remembered>().unwrap().to_string();
    assert_eq!(
        both(folder, &["first.jsonl", "--since", &since]),
        ("line 5: rolled back\n".to_owned(), 16)
    );
    assert_eq!(both(folder, &["first.jsonl", "--since", "second.jsonl"]).1, 16);
    // An address of a site is enough for ours.
    assert!(fabrique(folder, &["log", "verify", &site]).status.success());

    let spoilt = |name: &str, text: String| std::fs::write(folder.join(name), text).unwrap();
    spoilt("changed.jsonl", second.replacen("hidden", "masked", 1));
    assert_eq!(
        both(folder, &["changed.jsonl"]),
        ("line 2: changed\n".to_owned(), 10)
    );
    spoilt(
        "missing.jsonl",
        second
            .lines()
            .filter(|line| !line.contains("\"n\":3,"))
            .fold(String::new(), |text, line| text + line + "\n"),
    );
    assert_eq!(
        both(folder, &["missing.jsonl"]),
        ("line 3: missing\n".to_owned(), 11)
    );
    spoilt(
        "inserted.jsonl",
        first.clone() + first.lines().next().unwrap() + "\n",
    );
    assert_eq!(
        both(folder, &["inserted.jsonl"]),
        ("line 5: inserted\n".to_owned(), 13)
    );
    for nothing in ["nowhere.jsonl", "http://127.0.0.1:1/moderation-log.jsonl"] {
        assert_eq!(both(folder, &[nothing]), (String::new(), 1));
    }
    assert_eq!(both(folder, &["first.jsonl", "--since", "root.key"]).1, 1);
    // What is wrong is said in words too, where people look for it.
    let output = fabrique(folder, &["log", "verify", "changed.jsonl"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.contains("line 2 is the first that is wrong (changed)"),
        "{errors}"
    );

    stopping.cancel();
    serving.await.unwrap();
    drop(app);
}
