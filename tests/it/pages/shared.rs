//! What leads here from elsewhere: posters, calendars, feeds, and what other sites show of our pages.

use axum::http::StatusCode;
use serde_json::json;
use test_support::TestApp;

use super::Browser;
use crate::{
    plans::{published, tilleuls},
    proposals::{SUBMIT, platanes},
};

const SITE: &str = "https://fabrique.example";

#[tokio::test]
async fn a_plan_and_its_proposals_are_led_to_by_posters_calendars_feeds_and_other_sites() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let awa = app.resident("Awa").await;
    let mut second = platanes();
    second["title"] = json!("Des bancs <à l'ombre> & de l'eau");
    second["theme"] = plan["themes"][0]["id"].clone();
    for input in [platanes(), second] {
        let sent = awa
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
            .await;
        assert_eq!(sent["submitProposal"]["problems"], json!([]));
    }
    let browser = Browser::open(&app);
    let get = async |path: &str| {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
        page.html
    };

    // Posters say the address as people type it, and hold its code.
    for (path, title) in [
        ("/plans/les-tilleuls", "Renouvellement des Tilleuls"),
        ("/plans/les-tilleuls/proposals/1", "platanes"),
    ] {
        let poster = get(&format!("{path}/poster")).await;
        for said in [
            "class=\"qr\"",
            title,
            &format!("fabrique.example{path}<"),
            &format!(": {SITE}{path}\""),
        ] {
            assert!(poster.contains(said), "{said} in {poster}");
        }
        let page = get(path).await;
        for said in [
            format!("href=\"{path}/poster\""),
            format!("<meta property=\"og:url\" content=\"{SITE}{path}\">"),
            "<meta property=\"og:description\" content=\"".to_owned(),
            format!("<link rel=\"canonical\" href=\"{SITE}{path}\">"),
        ] {
            assert!(page.contains(&said), "{said} in {page}");
        }
    }

    let calendar = get("/plans/les-tilleuls/phases.ics").await;
    let phases = tilleuls()["phases"].as_array().unwrap().len();
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), phases, "{calendar}");
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && calendar.ends_with("END:VCALENDAR\r\n")
    );
    assert!(calendar.lines().all(|line| line.len() <= 75), "{calendar}");
    assert!(
        get("/plans/les-tilleuls")
            .await
            .contains("/plans/les-tilleuls/phases.ics")
    );

    // A feed is the list of the same address, escaped.
    let theme = plan["themes"][0]["id"].as_str().unwrap();
    for (query, expected) in [
        (String::new(), vec!["/proposals/1", "/proposals/2"]),
        (format!("?theme={theme}"), vec!["/proposals/2"]),
        ("?q=platanes".to_owned(), vec!["/proposals/1"]),
        ("?q=zeppelin".to_owned(), vec![]),
        ("?q=x".to_owned(), vec![]),
        ("?state=accepted".to_owned(), vec![]),
    ] {
        let feed = get(&format!("/plans/les-tilleuls/proposals.atom{query}")).await;
        let mut entries: Vec<_> = feed
            .split("<entry")
            .skip(1)
            .map(|entry| {
                let (_, rest) = entry
                    .split_once(&format!("<id>{SITE}/plans/les-tilleuls"))
                    .unwrap();
                rest.split('<').next().unwrap()
            })
            .collect();
        // Both were published at the same instant.
        entries.sort_unstable();
        assert_eq!(entries, expected, "{query}: {feed}");
        assert!(feed.contains(&format!("rel=\"self\" type=\"application/atom+xml\" href=\"{SITE}/plans/les-tilleuls/proposals.atom{query}\"")));
        let list = get(&format!("/plans/les-tilleuls/proposals{query}")).await;
        assert!(
            list.contains(&format!("/plans/les-tilleuls/proposals.atom{query}\"")),
            "{list}"
        );
    }
    let feed = get("/plans/les-tilleuls/proposals.atom").await;
    assert!(
        !feed.contains("<à") && feed.contains("<name>Awa</name>"),
        "{feed}"
    );
}

#[tokio::test]
async fn what_cannot_be_read_leads_nowhere() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let awa = app.resident("Awa").await;
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let id = &sent["submitProposal"]["proposal"]["id"];
    let withdrawn = awa
        .ask(
            "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(withdrawn["withdrawProposal"]["problems"], json!([]));
    let browser = Browser::open(&app);
    for path in [
        "/plans/nowhere/poster",
        "/plans/nowhere/phases.ics",
        "/plans/nowhere/proposals.atom",
        "/plans/les-tilleuls/proposals/1/poster",
        "/plans/les-tilleuls/proposals/9/poster",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let feed = browser.get("/plans/les-tilleuls/proposals.atom").await;
    assert!(!feed.html.contains("<entry"), "{}", feed.html);
    let page = browser.get("/plans/les-tilleuls/proposals/1").await;
    assert!(
        !page.html.contains("platanes"),
        "nothing of it is shared: {}",
        page.html
    );
}

#[tokio::test]
async fn a_plan_is_shown_in_frames_of_the_sites_that_are_configured_alone() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    let said = |page: &super::Shown, name: &str| {
        let value = page
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned());
        value.unwrap_or_default()
    };
    let framed = browser.get("/embed/plans/les-tilleuls").await;
    assert_eq!(framed.status, StatusCode::OK);
    let policy = said(&framed, "content-security-policy");
    assert!(
        policy.ends_with("frame-ancestors https://maison.example"),
        "{policy}"
    );
    assert!(
        policy.contains("form-action 'none'") && !policy.contains("script-src"),
        "{policy}"
    );
    assert_eq!(said(&framed, "x-frame-options"), "", "the list speaks");
    assert_eq!(said(&framed, "set-cookie"), "");
    assert!(
        framed
            .html
            .contains("href=\"https://fabrique.example/plans/les-tilleuls\" target=\"_top\"")
    );
    assert!(
        !framed.html.contains("<script") && !framed.html.contains("<form"),
        "{}",
        framed.html
    );

    // Every other page stays out of frames, and so does one that is not there.
    for path in [
        "/",
        "/plans/les-tilleuls",
        "/plans/les-tilleuls/poster",
        "/embed/plans/nowhere",
    ] {
        let page = browser.get(path).await;
        assert_eq!(said(&page, "x-frame-options"), "DENY", "{path}");
        assert!(
            said(&page, "content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
    }
    assert_eq!(
        browser.get("/embed/plans/nowhere").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_picture_of_a_link_is_what_a_visitor_may_read_whoever_asks_for_it() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let awa = app.resident("Awa").await;
    let input = json!({ "plan": plan["id"], "input": platanes() });
    let sent = awa.ask(SUBMIT, input).await;
    let browser = Browser::open(&app);
    let path = "/plans/les-tilleuls/proposals/1";
    let page = browser.get(path).await.html;
    let picture = format!("<meta property=\"og:image\" content=\"{SITE}{path}/card.png\">");
    if !page.contains(&picture) {
        // Without `npm ci` before the build there are no fonts to write with.
        assert!(!page.contains("og:image"), "{page}");
        println!("skipped: the fonts of the pages were not built in");
        return;
    }
    for path in ["/plans/les-tilleuls", path] {
        let card = browser.get(&format!("{path}/card.png")).await;
        assert_eq!(card.status, StatusCode::OK);
        assert_eq!(card.headers["content-type"], "image/png");
        assert_eq!(card.headers["cache-control"], "public, max-age=600");
        assert!(card.html.len() > 5_000, "{} bytes", card.html.len());
    }
    assert!(!browser.get("/").await.html.contains("og:image"));

    // Its author still reads what was withdrawn; the picture is nobody's.
    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    let id = &sent["submitProposal"]["proposal"]["id"];
    let gone = awa.ask(withdraw, json!({ "id": id })).await;
    assert_eq!(gone["withdrawProposal"]["problems"], json!([]));
    assert_eq!(
        browser.get(&format!("{path}/card.png")).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(!browser.get(path).await.html.contains("og:image"));
}
