//! What people do on pages, form after form.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use test_support::TestApp;

use super::{Browser, staff::signed_in};
use crate::voting::{open_vote, submitted, support};

const PROPOSAL: &str = "/plans/les-tilleuls/proposals/1";

/// A plan that takes proposals, comments and votes, with one proposal.
async fn debate(app: &TestApp) -> Browser {
    let staff = app.staff("M. Petit").await;
    let plan = open_vote(&staff, support(3)).await;
    submitted(&app.resident("Awa").await, &plan, 1).await;
    Browser::open(app)
}

#[tokio::test]
async fn a_visitor_reads_everything_without_an_account() {
    let app = TestApp::start().await;
    let empty = Browser::open(&app);
    for path in ["/", "/plans", "/moderation-log"] {
        let page = empty.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path} of an empty town");
        assert!(page.html.contains("<h1>"), "{path}");
    }
    let browser = debate(&app).await;
    for path in [
        "/",
        "/plans",
        "/plans/les-tilleuls",
        "/plans/les-tilleuls/proposals",
        "/plans/les-tilleuls/proposals?q=platanes&order=newest&state=none",
        "/plans/les-tilleuls/proposals?q=x",
        PROPOSAL,
        "/plans/les-tilleuls/proposals/1/versions",
        "/plans/les-tilleuls/proposals/1/comments",
        "/sign-in",
        "/moderation-log",
        "/help",
        "/legal",
        "/privacy",
        "/accessibility",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
        assert!(
            page.html.contains("<html lang=\"fr\""),
            "{path} speaks French first"
        );
    }
    for path in [
        "/plans/no-such-plan",
        "/plans/les-tilleuls/proposals/99",
        "/plans/les-tilleuls/proposals/x",
        "/comments/comment_x",
        "/reports/nothing",
        "/nowhere",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.html.contains("<h1>"), "{path} says what to do");
    }
}

#[tokio::test]
async fn a_page_speaks_the_language_that_is_chosen() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    let chosen = browser
        .post("/language", &[("language", "en"), ("back", PROPOSAL)])
        .await;
    assert_eq!(
        (chosen.status, chosen.location.as_str()),
        (StatusCode::SEE_OTHER, PROPOSAL)
    );
    let page = browser.get(PROPOSAL).await;
    assert!(
        page.html.contains("<html lang=\"en\"") && page.html.contains("I support this"),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn a_vote_begun_before_having_an_account_is_counted_in_place() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    let page = browser.get(PROPOSAL).await;
    assert!(page.html.contains("Aucun soutien") && page.html.contains("Je soutiens"));

    let tapped = browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "for")])
        .await;
    assert_eq!(tapped.status, StatusCode::SEE_OTHER);
    assert!(
        tapped.location.starts_with("/sign-in?why=vote"),
        "{}",
        tapped.location
    );
    let page = browser.get(&tapped.location).await;
    assert!(page.html.contains("Votre vote est gardé"), "{}", page.html);
    let page = browser.get(PROPOSAL).await;
    assert!(page.html.contains("Aucun soutien"), "it counts for nothing yet");

    let next = browser.sign_in(&app, "lina@example.org", PROPOSAL).await;
    assert_eq!(next, format!("{PROPOSAL}?done=voted"));
    let page = browser.get(&next).await;
    for said in [
        "1 soutien",
        "Votre vote est compté",
        "Vous soutenez cette proposition",
        "receipt_",
        "Il vous reste 2 soutiens",
    ] {
        assert!(page.html.contains(said), "{said} in {}", page.html);
    }

    let withdrawn = browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "none")])
        .await;
    let page = browser.get(&withdrawn.location).await;
    assert!(page.html.contains("Aucun soutien") && page.html.contains("Votre vote est retiré"));
}

#[tokio::test]
async fn no_line_of_the_log_says_who_votes_on_what() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    let captured = crate::logs::Captured::start();
    browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "for")])
        .await;
    browser.sign_in(&app, "lina@example.org", PROPOSAL).await;
    browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "none")])
        .await;
    let log = captured.text();
    assert!(
        log.contains("voting.cast") && log.contains("voting.withdraw"),
        "{log}"
    );
    for secret in [
        "proposals/1",
        "proposal_01",
        "receipt_01",
        "lina@",
        "fbs_",
        "fbd_",
    ] {
        assert!(!log.contains(secret), "the log says {secret}: {log}");
    }
}

#[tokio::test]
async fn a_newcomer_is_asked_one_more_question_and_the_code_still_works() {
    let app = TestApp::start().await;
    let browser = Browser::open(&app);
    let asked = browser.post("/sign-in", &[("email", "lina@example.org")]).await;
    app.run_worker().await;
    let (path, code) = (
        asked.location.split('?').next().unwrap().to_owned(),
        app.mail.code_to("lina@example.org"),
    );
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let refused = browser.post(&path, &[("code", wrong)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("Il y a un problème") && refused.html.contains(wrong),
        "what was typed is still there: {}",
        refused.html
    );
    let question = browser.post(&path, &[("code", &code)]).await;
    assert_eq!(question.status, StatusCode::OK, "{}", question.html);
    assert!(question.html.contains("15 ans ou plus") && !question.html.contains("Il y a un problème"));
    let unanswered = browser.post(&path, &[("code", &code), ("newcomer", "yes")]).await;
    assert_eq!(unanswered.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answered = [
        ("code", code.as_str()),
        ("newcomer", "yes"),
        ("age", "15"),
        ("name", "Lina"),
    ];
    let opened = browser.post(&path, &answered).await;
    assert_eq!(opened.location, "/?done=signed-in", "{}", opened.html);
    assert!(browser.get("/").await.html.contains("Quitter (Lina)"));

    browser.post("/sign-out", &[]).await;
    assert!(browser.get("/").await.html.contains("Se connecter"));
}

#[tokio::test]
async fn forms_of_other_sites_do_nothing() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    browser.sign_in(&app, "lina@example.org", "/").await;
    for site in ["cross-site", "same-site"] {
        let sent = browser
            .post_from(site, &format!("{PROPOSAL}/vote"), &[("choice", "for")])
            .await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{site}");
    }
    assert!(browser.get(PROPOSAL).await.html.contains("Aucun soutien"));
}

#[tokio::test]
async fn a_comment_that_is_refused_comes_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    browser.sign_in(&app, "lina@example.org", "/").await;
    let address = format!("{PROPOSAL}/comments");
    let long = "Trop long. ".repeat(300);
    let refused = browser
        .post(
            &address,
            &[("body", &long), ("position", "against"), ("key", "form-1")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("href=\"#body\"") && refused.html.contains(long.trim()),
        "the problem is linked and the text is there"
    );
    assert!(refused.html.contains("value=\"against\" checked"));

    let told = "Appelez-moi au 06 12 34 56 78, les bancs manquent.";
    let held = browser.post(&address, &[("body", told), ("key", "form-2")]).await;
    assert!(
        held.html.contains("name=\"confirm\""),
        "a telephone number is pointed out first: {}",
        held.html
    );
    let typed = [
        ("body", "Les bancs manquent."),
        ("position", "for"),
        ("key", "form-3"),
    ];
    let posted = browser.post(&address, &typed).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER, "{}", posted.html);
    browser.post(&address, &typed).await;
    let page = browser.get(&posted.location).await;
    assert_eq!(
        page.html.matches("Les bancs manquent.").count(),
        1,
        "once, however often it is sent"
    );

    let id = posted.location.split('#').next_back().unwrap().to_owned();
    let answer = [
        ("body", "Avec de l'ombre."),
        ("parent", id.as_str()),
        ("key", "form-4"),
    ];
    let answered = browser.post(&address, &answer).await;
    assert!(
        answered
            .location
            .starts_with(&format!("/comments/{id}?done=commented"))
    );
    assert!(
        browser
            .get(&format!("/comments/{id}"))
            .await
            .html
            .contains("Avec de l'ombre.")
    );
}

#[tokio::test]
async fn anybody_reports_and_what_is_taken_down_is_on_no_page() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    browser.sign_in(&app, "lina@example.org", "/").await;
    let typed = [
        ("body", "Le maire est un clown triste."),
        ("position", "for"),
        ("key", "form-1"),
    ];
    let posted = browser.post(&format!("{PROPOSAL}/comments"), &typed).await;
    let id = posted.location.split('#').next_back().unwrap().to_owned();

    let visitor = Browser::open(&app);
    let address = format!("/reports/{id}");
    assert!(visitor.get(&address).await.html.contains("3919"));
    let refused = visitor
        .post(&address, &[("kind", "illegal"), ("explanation", "court")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("href=\"#goodFaith\"") && refused.html.contains("court"));
    let sent = visitor
        .post(
            &address,
            &[("kind", "house_rule"), ("explanation", "Une insulte.")],
        )
        .await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(
        sent.html.contains("fbn_"),
        "a receipt for somebody without an account: {}",
        sent.html
    );

    let ines = app
        .with_grants(
            "Modératrice",
            &[domain::accounts::Grant {
                role: domain::accounts::Role::Moderator,
                plan: None,
            }],
        )
        .await;
    let held = ines
        .ask(
            "mutation($item: ID!) { holdContent(item: $item) { problems { code } } }",
            json!({ "item": id }),
        )
        .await;
    assert_eq!(held["holdContent"]["problems"], json!([]), "{held:#}");
    for path in [
        PROPOSAL.to_owned(),
        format!("{PROPOSAL}/comments?side=for"),
        format!("/comments/{id}"),
        format!("/reports/{id}"),
        "/plans/les-tilleuls/proposals?q=clown".to_owned(),
    ] {
        let page = visitor.get(&path).await;
        assert!(!page.html.contains("clown triste"), "{path}: {}", page.html);
    }
}

#[tokio::test]
async fn totals_that_are_hidden_are_on_no_page() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let rules = json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "HIDDEN_UNTIL_END" });
    let plan = open_vote(&staff, rules).await;
    submitted(&app.resident("Awa").await, &plan, 1).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "against")])
        .await;
    let own = browser.get(PROPOSAL).await;
    assert!(own.html.contains("Vous avez voté contre") && own.html.contains("Totaux cachés"));
    for path in [PROPOSAL, "/plans/les-tilleuls/proposals?order=supported", "/"] {
        let page = Browser::open(&app).get(path).await;
        for told in ["1 contre", "0 pour", "1 pour"] {
            assert!(!page.html.contains(told), "{path} tells «{told}»");
        }
    }
}

#[tokio::test]
async fn votes_that_reach_the_threshold_are_told_to_everybody_and_to_staff() {
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let rules = json!({
        "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE", "effect": { "kind": "ANSWER", "threshold": 2, "days": 60 },
    });
    let plan = open_vote(&petit, rules).await;
    submitted(&app.resident("Awa").await, &plan, 1).await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let list = format!("/staff/answers?view=ask&plan={}", plan["id"].as_str().unwrap());
    for (email, choice, owed) in [
        ("lina@example.org", "for", false),
        ("omar@example.org", "neither", true),
    ] {
        let voter = Browser::open(&app);
        voter.sign_in(&app, email, "/").await;
        voter
            .post(&format!("{PROPOSAL}/vote"), &[("choice", choice)])
            .await;
        let page = voter.get(PROPOSAL).await.html;
        assert_eq!(page.contains("Le seuil de 2 votes est atteint"), owed, "{page}");
        assert_eq!(page.contains("À partir de 2 votes"), !owed, "{page}");
        let page = staff.get(&list).await.html;
        assert_eq!(page.contains("Seuil de 2 votes atteint"), owed, "{page}");
        // Staff meet it on their first page and in a list of its own.
        app::worker::count_votes(&app.house).await.unwrap();
        let page = staff.get("/staff").await.html;
        assert_eq!(page.contains("Aucune proposition au seuil"), !owed, "{page}");
        assert_eq!(
            page.contains("<strong>1</strong> seuil atteint sans étude"),
            owed,
            "{page}"
        );
        let page = staff.get("/staff/answers?view=owed").await.html;
        assert_eq!(page.contains("/staff/study?plan="), owed, "{page}");
        assert_eq!(page.contains("À rendre le"), owed, "{page}");
    }
    // Its study proposes the last day that keeps the promise: the vote ends as 22 December begins, sixty days before.
    let owed = staff.get("/staff/answers?view=owed").await.html;
    assert!(owed.contains("À rendre le 19 février 2027"), "{owed}");
    let study = owed.split("/staff/study?plan=").nth(1).unwrap();
    let (plan, proposal) = study
        .split('"')
        .next()
        .unwrap()
        .split_once("&#38;proposal=")
        .unwrap();
    let study = format!("/staff/study?plan={plan}&proposal={proposal}");
    let asked = staff.get(&study).await.html;
    assert!(asked.contains("type=\"date\" value=\"2027-02-19\""), "{asked}");
    // Once that day is past, there is none to propose.
    app.clock.advance(Duration::from_secs(200 * 86_400));
    let staff = Browser::open(&app);
    staff.sign_in(&app, "petit@example.org", "/staff").await;
    let page = staff.get("/staff").await.html;
    assert!(page.contains("En retard de"), "{page}");
    let asked = staff.get(&study).await.html;
    assert!(asked.contains("type=\"date\" value=\"\""), "{asked}");
    // Whose study has begun owes nothing here any more.
    let sent = staff
        .post(
            "/staff/study",
            &[
                ("plan", plan),
                ("proposal", proposal),
                ("organisation", "Ville"),
                ("due", "2027-08-01"),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = staff.get("/staff/answers?view=owed").await.html;
    assert!(page.contains("Aucune proposition au seuil"), "{page}");
}

#[tokio::test]
async fn what_no_form_of_ours_sends_is_refused_on_a_page_in_the_readers_language() {
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    browser.sign_in(&app, "lina@example.org", "/").await;
    let long = "a".repeat(300 * 1024);
    let vote = format!("{PROPOSAL}/vote");
    for (path, fields, status, said) in [
        (vote.as_str(), [("choice", long.as_str())], 413, "trop grand"),
        ("/", [("choice", "for")], 405, "mal écrite"),
    ] {
        let page = browser.post(path, &fields).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        assert!(
            page.html.contains("<html lang=\"fr\"") && page.html.contains(said),
            "{}",
            page.html
        );
    }
    let unread = |kind: &str| {
        axum::http::Request::post(&vote)
            .header("content-type", kind)
            .header("sec-fetch-site", "same-origin")
            .header("accept-language", "en")
            .body(axum::body::Body::from("choice"))
            .unwrap()
    };
    for kind in ["text/plain", "application/json"] {
        let page = browser.send(unread(kind)).await;
        assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        assert!(page.html.contains("This form could not be read"), "{}", page.html);
    }
    let twice = browser.get("/plans/les-tilleuls/proposals?after=a&after=b").await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    assert!(twice.html.contains("est peut-être mal écrite"), "{}", twice.html);
    let foreign = browser.post_from("cross-site", &vote, &[("choice", "for")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(
        foreign.html.contains("vient d&#39;un autre site"),
        "{}",
        foreign.html
    );
}

#[tokio::test]
async fn pages_are_light() {
    use std::io::Write;
    let packed = |text: &str| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap().len()
    };
    let app = TestApp::start().await;
    let browser = debate(&app).await;
    for path in [
        "/",
        "/plans/les-tilleuls",
        "/plans/les-tilleuls/proposals",
        PROPOSAL,
    ] {
        let page = browser.get(path).await;
        assert!(packed(&page.html) <= 20_000, "{path}: {}", packed(&page.html));
        let assets: Vec<&str> = page
            .html
            .split("\"/assets/")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        let load = |ending: &'static str| assets.iter().find(|name| name.ends_with(ending)).copied();
        for (ending, most) in [("css", 14_000), ("js", 26_000)] {
            let name = load(ending).unwrap_or_else(|| panic!("{path} loads no {ending}"));
            let asset = browser.get(&format!("/assets/{name}")).await;
            assert_eq!(asset.status, StatusCode::OK, "{name}");
            assert!(packed(&asset.html) <= most, "{name}: {}", packed(&asset.html));
        }
        assert!(
            !page.html.contains("http://") && !page.html.contains("src=\"https"),
            "{path} asks nobody else"
        );
    }
}
