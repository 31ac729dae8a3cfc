//! Mails of notifications: at once after ten seconds, or in one digest a day, in the reader's language, with nothing in
//! them that was taken back.

use std::time::Duration;

use app::ports::Mail;
use domain::{Timestamp, time::hours};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    notifications::{DECIDE, SET, STUDY, rows, said, submitted},
    plans::published,
};

const AWA: &str = "awa@example.org";

/// A plan, and Awa with an address and a proposal in it.
pub(crate) async fn debate(app: &TestApp) -> (Person, Person, Value, Value) {
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let awa = app.resident("Awa").await;
    app.confirm_email(&awa, AWA).await;
    let proposal = submitted(&awa, &plan).await;
    (staff, awa, plan, proposal)
}

pub(crate) fn header<'m>(mail: &'m Mail, name: &str) -> Option<&'m str> {
    let found = mail.headers.iter().find(|(header, _)| *header == name);
    found.map(|(_, value)| value.as_str())
}

/// Tokens are sealed anew each time.
fn without_tokens(text: &str) -> String {
    let mut parts = text.split("/unsubscribe/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        out.push_str("/unsubscribe/[token]");
        out.push_str(rest);
    }
    out
}

async fn at_once(who: &Person, kind: &str) {
    let input = json!({ "paces": [{ "kind": kind, "pace": "AT_ONCE" }] });
    let set = who.ask(SET, json!({ "input": input })).await;
    assert_eq!(set["updateNotificationSettings"]["problems"], json!([]));
}

async fn speak(app: &TestApp, who: &Person, language: &str) {
    const SPEAK: &str =
        "mutation($l: String!) { updateProfile(input: { language: $l }) { problems { code } } }";
    let done = who.ask(SPEAK, json!({ "l": language })).await;
    assert_eq!(
        done["updateProfile"]["problems"],
        json!([]),
        "{}",
        app.mail.to(AWA).len()
    );
}

#[tokio::test]
async fn a_reply_is_one_row_and_one_line_of_one_digest() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Gardons **aussi** les bancs.").await;
    assert_eq!(rows(&app, &awa).await.len(), 1);
    app.run_worker().await;
    app.clock.set(Timestamp::parse("2026-11-23T16:59:59Z").unwrap());
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 0, "not before 18:00 in Paris");
    app.clock.set(Timestamp::parse("2026-11-23T17:00:00Z").unwrap());
    app.run_worker().await;
    app.run_worker().await;
    let mails = app.mail.to(AWA);
    assert_eq!(mails.len(), 1, "two runs send once");
    let lines = mails[0]
        .text
        .lines()
        .filter(|line| line.starts_with("- "))
        .count();
    assert_eq!(lines, 1, "{}", mails[0].text);
    assert!(
        mails[0].text.contains("“Gardons aussi les bancs.”"),
        "{}",
        mails[0].text
    );
    // The next day there is nothing new, and the day after something.
    app.clock.advance(hours(24));
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 1, "never empty");
    app.clock.advance(hours(1));
    said(&karim, &proposal, None, "Et la fontaine.").await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    let mails = app.mail.to(AWA);
    assert_eq!(mails.len(), 2);
    assert!(!mails[1].text.contains("bancs"), "nothing is told twice");
}

#[tokio::test]
async fn what_was_read_or_taken_back_is_in_no_digest() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Lu avant le soir.").await;
    awa.ask("mutation { markNotificationsRead { marked } }", json!({}))
        .await;
    let gone = said(&karim, &proposal, None, "Dit trop vite.").await;
    const DELETE: &str = "mutation($id: ID!) { deleteComment(comment: $id) { problems { code } } }";
    karim.ask(DELETE, json!({ "id": gone })).await;
    app.clock.advance(hours(24));
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 0);
}

#[tokio::test]
async fn at_once_waits_ten_seconds_and_looks_again() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    at_once(&awa, "REPLY").await;
    let karim = app.resident("Karim").await;
    let gone = said(&karim, &proposal, None, "Dit trop vite.").await;
    said(&karim, &proposal, None, "Dit pour de bon.").await;
    app.clock.advance(Duration::from_micros(9_999_999));
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 0, "not within ten seconds");
    const DELETE: &str = "mutation($id: ID!) { deleteComment(comment: $id) { problems { code } } }";
    karim.ask(DELETE, json!({ "id": gone })).await;
    app.clock.advance(Duration::from_micros(1));
    app.run_worker().await;
    app.run_worker().await;
    let mails = app.mail.to(AWA);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("> Dit pour de bon."), "{}", mails[0].text);
    assert!(mails.iter().all(|mail| !mail.text.contains("trop vite")));
    // And not in the digest either.
    app.clock.advance(hours(48));
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 1);
}

#[tokio::test]
async fn an_erased_account_is_told_nothing_and_nothing_of_it_is_left() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    at_once(&awa, "REPLY").await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Avant.").await;
    assert_eq!(rows(&app, &awa).await.len(), 1);
    let erased = awa
        .ask(crate::leaving::ERASE, json!({ "contributions": "KEEP" }))
        .await;
    assert_eq!(erased["eraseAccount"]["problems"], json!([]));
    assert_eq!(rows(&app, &awa).await.len(), 0);
    said(&karim, &proposal, None, "Après.").await;
    assert_eq!(rows(&app, &awa).await.len(), 0);
    app.clock.advance(hours(24));
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 0);
}

#[tokio::test]
async fn notifications_are_kept_for_a_year() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Bien.").await;
    app.clock.advance(domain::notifications::KEPT);
    app.run_worker().await;
    assert_eq!(rows(&app, &awa).await.len(), 1);
    app.clock.advance(hours(2));
    app.run_worker().await;
    assert_eq!(rows(&app, &awa).await.len(), 0);
}

#[tokio::test]
async fn another_hour_moves_the_digest() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Bien.").await;
    awa.ask(SET, json!({ "input": { "digestHour": 7 } })).await;
    app.clock.set(Timestamp::parse("2026-11-23T17:00:00Z").unwrap());
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 0);
    app.clock.set(Timestamp::parse("2026-11-24T06:00:00Z").unwrap());
    app.run_worker().await;
    assert_eq!(app.mail.to(AWA).len(), 1);
}

#[tokio::test]
async fn a_digest_has_thirty_lines_and_says_how_many_more() {
    let app = TestApp::start().await;
    let (_, awa, plan, _) = debate(&app).await;
    speak(&app, &awa, "fr").await;
    let karim = app.resident("Karim").await;
    let (one, two) = (submitted(&awa, &plan).await, submitted(&awa, &plan).await);
    for number in 0..16 {
        said(&karim, &one, None, &format!("Sur la première, {number}.")).await;
        app.clock.advance(Duration::from_secs(1));
        said(&karim, &two, None, &format!("Sur la seconde, {number}.")).await;
        app.clock.advance(Duration::from_secs(1));
    }
    app.clock.advance(hours(24));
    app.run_worker().await;
    let mails = app.mail.to(AWA);
    assert_eq!(mails.len(), 1);
    let text = &mails[0].text;
    assert_eq!(
        text.lines().filter(|line| line.starts_with("- ")).count(),
        30,
        "{text}"
    );
    assert!(text.contains("\net 2 autres\n"), "{text}");
    assert!(
        mails[0].subject.ends_with(": 32 nouvelles pour vous"),
        "{}",
        mails[0].subject
    );
    // By proposal, the newest first.
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    assert!(place("seconde, 15") < place("seconde, 14"));
    assert!(place("seconde, 1.") < place("première, 15"));
    assert!(!text.contains("première, 0."), "the oldest are left out");
}

#[tokio::test]
async fn what_people_write_never_becomes_html() {
    let app = TestApp::start().await;
    let (_, awa, _, proposal) = debate(&app).await;
    at_once(&awa, "REPLY").await;
    let evil = app.resident("<img src=x onerror=alert(1)>").await;
    said(
        &evil,
        &proposal,
        None,
        "\"><script>alert(1)</script>\n\n[x](javascript:alert(1)) & <b>gras</b>",
    )
    .await;
    app.clock.advance(Duration::from_secs(10));
    app.run_worker().await;
    let mail = app.mail.to(AWA).remove(0);
    let html = mail.html.unwrap();
    for raw in ["<img", "<script", "javascript:", "<b>"] {
        assert!(!html.contains(raw), "{raw} in {html}");
    }
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{html}");
    assert!(!mail.subject.contains('\n'));
}

#[tokio::test]
async fn headers_say_whose_mail_it_is_and_how_to_stop_it() {
    let app = TestApp::start().await;
    let (staff, awa, plan, proposal) = debate(&app).await;
    at_once(&awa, "REPLY").await;
    let karim = app.resident("Karim").await;
    said(&karim, &proposal, None, "Un.").await;
    let study = staff
        .ask(STUDY, json!({ "plan": plan["id"], "proposals": [proposal] }))
        .await;
    let answer = &study["studyProposals"]["answer"];
    let decide = json!({ "id": answer["id"], "version": answer["version"] });
    staff.ask(DECIDE, decide).await;
    app.clock.advance(Duration::from_secs(10));
    app.run_worker().await;
    let mails = app.mail.to(AWA);
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert_eq!(header(mail, "Auto-Submitted"), Some("auto-generated"));
        assert_eq!(
            header(mail, "List-Unsubscribe-Post"),
            Some("List-Unsubscribe=One-Click")
        );
        let stop = header(mail, "List-Unsubscribe").unwrap();
        assert!(
            stop.starts_with("<https://fabrique.example/unsubscribe/"),
            "{stop}"
        );
        let id = header(mail, "Message-ID").unwrap();
        assert!(id.ends_with("@fabrique.example>"), "{id}");
        // Nothing on the outside says whose account it is.
        let account = awa.account();
        for (name, value) in &mail.headers {
            assert!(!value.contains(&account.to_string()), "{name}");
            assert!(!value.contains(&account.uuid().simple().to_string()), "{name}");
        }
    }
    assert_eq!(
        header(&mails[0], "References"),
        header(&mails[1], "References"),
        "mails about one proposal are one thread"
    );
    assert_ne!(header(&mails[0], "Message-ID"), header(&mails[1], "Message-ID"));
}

/// The mails as they are read, in both languages: read a difference before you accept it.
#[tokio::test]
async fn mails_as_they_are_read() {
    let app = TestApp::start().await;
    let (staff, awa, plan, proposal) = debate(&app).await;
    let karim = app.resident("Karim").await;
    let theirs = submitted(&karim, &plan).await;
    let study = staff
        .ask(STUDY, json!({ "plan": plan["id"], "proposals": [proposal] }))
        .await;
    let answer = &study["studyProposals"]["answer"];
    for language in ["fr", "en"] {
        speak(&app, &awa, language).await;
        at_once(&awa, "REPLY").await;
        said(
            &karim,
            &proposal,
            None,
            "D'accord, mais qui **arrose** ?\n\n- l'été\n- l'hiver",
        )
        .await;
        app.clock.advance(Duration::from_secs(10));
        app.run_worker().await;
        if language == "fr" {
            const MERGE: &str = "mutation($into: ID!, $proposals: [ID!]!) { proposeMerge(into: $into, proposals: $proposals) { merge { id } problems { code } } }";
            karim
                .ask(MERGE, json!({ "into": theirs, "proposals": [proposal] }))
                .await;
            let decide = json!({ "id": answer["id"], "version": answer["version"] });
            staff.ask(DECIDE, decide).await;
            app.clock.advance(Duration::from_secs(10));
            app.run_worker().await;
        }
        awa.ask(
            SET,
            json!({ "input": { "paces": [{ "kind": "REPLY", "pace": "DAILY" }] } }),
        )
        .await;
        said(&karim, &proposal, None, "Encore une chose.").await;
        app.clock.advance(hours(24));
        app.run_worker().await;
    }
    let mails: Vec<String> = app
        .mail
        .to(AWA)
        .iter()
        .map(|mail| without_tokens(&format!("Subject: {}\n\n{}", mail.subject, mail.text)))
        .collect();
    insta::assert_snapshot!("mails_as_text", mails.join("\n\n##########\n\n"));
    let digest = app.mail.to(AWA).into_iter().rev().find_map(|mail| mail.html);
    insta::assert_snapshot!("digest_as_html", without_tokens(&digest.unwrap()));
}
