//! «Ma page»: what a person did, what was decided about it, and what is kept of them.

use axum::http::StatusCode;
use serde_json::json;
use test_support::TestApp;

use super::{Browser, staff::between};
use crate::{moderation::Scene, subscriptions::debate, voting::submitted};

const PAGES: [&str; 13] = [
    "/me",
    "/me/contributions",
    "/me/votes",
    "/me/follows",
    "/me/notifications",
    "/me/decisions",
    "/me/notices",
    "/me/links",
    "/me/sessions",
    "/me/settings",
    "/me/mails",
    "/me/merges",
    "/me/lookups",
];
const PROPOSAL: &str = "/plans/les-tilleuls/proposals/1";

/// A plan with one proposal by Awa, and Lina's browser.
async fn lina(app: &TestApp) -> Browser {
    let staff = app.staff("M. Petit").await;
    let plan = debate(&staff, "les-tilleuls", json!({})).await;
    submitted(&app.resident("Awa").await, &plan, 1).await;
    let browser = Browser::open(app);
    browser.sign_in(app, "lina@example.org", "/").await;
    browser
}

#[tokio::test]
async fn every_page_of_ones_own_stands_empty_and_asks_a_visitor_to_sign_in() {
    let app = TestApp::start().await;
    let (browser, visitor) = (lina(&app).await, Browser::open(&app));
    for path in PAGES.into_iter().chain(["/me/erase"]) {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
        assert!(page.html.contains("<h1>"), "{path}");
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(page.html.contains("/sign-in"), "{path}: {}", page.html);
    }
    for path in [
        "/me/follows",
        "/me/notifications",
        "/me/sessions/end",
        "/me/settings",
        "/me/email",
        "/me/erase",
        "/me/again",
    ] {
        let sent = visitor.post(path, &[]).await;
        assert!(sent.status.is_client_error(), "{path}: {}", sent.status);
    }
}

#[tokio::test]
async fn what_was_done_is_found_again_and_taken_back() {
    let app = TestApp::start().await;
    let browser = lina(&app).await;
    let typed = [("body", "Les bancs manquent."), ("key", "form-1")];
    browser.post(&format!("{PROPOSAL}/comments"), &typed).await;
    let page = browser.get("/me/contributions").await;
    assert!(
        page.html.contains("Les bancs manquent.") && page.html.contains("Publié"),
        "{}",
        page.html
    );

    browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "for")])
        .await;
    let page = browser.get("/me/votes").await;
    assert!(
        page.html.contains("receipt_") && page.html.contains("Garder les platanes"),
        "{}",
        page.html
    );
    let fields = [("choice", "none"), ("back", "/me/votes")];
    let withdrawn = browser.post(&format!("{PROPOSAL}/vote"), &fields).await;
    assert_eq!(withdrawn.location, "/me/votes?done=vote-withdrawn");
    assert!(!browser.get("/me/votes").await.html.contains("receipt_"));

    browser
        .post(&format!("{PROPOSAL}/follow"), &[("follow", "yes")])
        .await;
    let page = browser.get("/me/follows").await;
    let id = page.html.split("name=\"what\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    browser.post("/me/follows", &[("what", id)]).await;
    assert!(
        browser
            .get("/me/follows")
            .await
            .html
            .contains("Vous ne suivez rien")
    );
}

#[tokio::test]
async fn notifications_are_counted_in_the_head_until_they_are_read() {
    let app = TestApp::start().await;
    let browser = lina(&app).await;
    let typed = [("body", "Les bancs manquent."), ("key", "form-1")];
    let posted = browser.post(&format!("{PROPOSAL}/comments"), &typed).await;
    let id = posted.location.split('#').next_back().unwrap().to_owned();
    let awa = Browser::open(&app);
    awa.sign_in(&app, "awa@example.org", "/").await;
    let typed = [
        ("body", "Oui, à l'ombre."),
        ("parent", id.as_str()),
        ("key", "form-2"),
    ];
    let answered = awa.post(&format!("{PROPOSAL}/comments"), &typed).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.html);
    app.run_worker().await;
    assert!(browser.get("/").await.html.contains("notification non lue"));
    let list = browser.get("/me/notifications").await;
    assert!(list.html.contains("Nouveau"), "{}", list.html);
    let to = list.html.split("name=\"to\" value=\"").nth(1).unwrap();
    let to = to.split('"').next().unwrap().to_owned();
    let one = list.html.split("name=\"id\" value=\"").nth(1).unwrap();
    let one = one.split('"').next().unwrap().to_owned();
    let opened = browser
        .post("/me/notifications", &[("id", &one), ("to", &to)])
        .await;
    assert_eq!(opened.location, to);
    assert!(!browser.get("/").await.html.contains("notification non lue"));
    browser.post("/me/notifications", &[]).await;
    let away = browser
        .post("/me/notifications", &[("to", "//evil.example")])
        .await;
    assert_eq!(away.location, "/");
}

#[tokio::test]
async fn a_decision_shows_its_rule_and_facts_and_is_contested_by_its_author_alone() {
    let scene = Scene::begin().await;
    let (awa, lina) = (Browser::open(&scene.app), Browser::open(&scene.app));
    awa.sign_in(&scene.app, "awa@example.org", "/").await;
    lina.sign_in(&scene.app, "lina@example.org", "/").await;
    let case = scene.reported(&scene.lina).await;
    assert!(lina.get("/me/notices").await.html.contains("Une personne le lit"));
    let decided = scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(decided["problems"], json!([]), "{decided:#}");
    let early = awa.get("/me/decisions").await;
    assert!(
        early.html.contains("Aucune décision"),
        "nobody is told for ten seconds"
    );
    scene.told().await;
    assert!(
        lina.get("/me/notices")
            .await
            .html
            .contains("Le texte a été retiré")
    );
    let told = awa.get("/me/decisions").await;
    for said in [
        "plus affiché",
        "La règle :",
        "Le texte donne un numéro de téléphone.",
        "Une personne a décidé",
        "/contest\"",
    ] {
        assert!(told.html.contains(said), "{said} in {}", told.html);
    }
    let address = told
        .html
        .split("href=\"")
        .find(|rest| rest.starts_with("/me/decisions/"))
        .unwrap();
    let address = address.split('"').next().unwrap();
    let short = awa.post(address, &[("grounds", "Non.")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        short.html.contains("href=\"#grounds\"") && short.html.contains(">Non.<"),
        "{}",
        short.html
    );
    let grounds = [("grounds", "Ce numéro est celui de la mairie.")];
    assert_eq!(
        lina.post(address, &grounds).await.status,
        StatusCode::NOT_FOUND,
        "she did not write it"
    );
    let contested = awa.post(address, &grounds).await;
    assert_eq!(
        contested.location, "/me/decisions?done=contested",
        "{}",
        contested.html
    );
    let told = awa.get("/me/decisions").await;
    assert!(
        told.html.contains("celui de la mairie") && !told.html.contains("/contest\""),
        "{}",
        told.html
    );
    let twice = awa.post(address, &grounds).await;
    assert!(twice.status.is_client_error(), "{}", twice.status);
}

#[tokio::test]
async fn sessions_are_seen_and_ended() {
    let app = TestApp::start().await;
    let browser = lina(&app).await;
    let phone = Browser::open(&app);
    phone.sign_in(&app, "lina@example.org", "/").await;
    let page = browser.get("/me/sessions").await;
    assert_eq!(page.html.matches("/end\"").count(), 3, "{}", page.html);
    let away = Browser::open(&app);
    away.sign_in(&app, "awa@example.org", "/").await;
    let own = page.html.split("action=\"/me/sessions/session_").nth(1).unwrap();
    let own = format!("/me/sessions/session_{}", own.split('"').next().unwrap());
    assert_eq!(away.post(&own, &[]).await.status, StatusCode::NOT_FOUND);
    let out = browser.post("/me/sessions/end", &[]).await;
    assert_eq!(out.location, "/?done=signed-out-everywhere");
    for gone in [&browser, &phone] {
        assert_eq!(gone.get("/me").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(away.get("/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn name_and_address_are_changed() {
    let app = TestApp::start().await;
    let browser = lina(&app).await;
    let refused = browser
        .post("/me/settings", &[("name", ""), ("language", "fr")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.html
    );
    assert!(refused.html.contains("href=\"#displayName\""));
    let saved = browser
        .post("/me/settings", &[("name", "Lina B."), ("language", "en")])
        .await;
    assert_eq!(
        saved.location, "/me/settings?done=profile-saved",
        "{}",
        saved.html
    );
    assert!(browser.get("/").await.html.contains("Quitter (Lina B.)"));

    let asked = browser.post("/me/email", &[("email", "lina@example.net")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
    app.run_worker().await;
    let code = app.mail.code_to("lina@example.net");
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let refused = browser.post(&asked.location, &[("code", wrong)]).await;
    assert!(refused.status.is_client_error() && refused.html.contains(wrong));
    let changed = browser.post(&asked.location, &[("code", &code)]).await;
    assert_eq!(
        changed.location, "/me/settings?done=email-changed",
        "{}",
        changed.html
    );
    assert!(
        browser
            .get("/me/settings")
            .await
            .html
            .contains("lina@example.net")
    );
}

#[tokio::test]
async fn data_are_downloaded_and_an_account_is_erased_when_it_is_meant() {
    let app = TestApp::start().await;
    let browser = lina(&app).await;
    let typed = [("body", "Les bancs manquent."), ("key", "form-1")];
    browser.post(&format!("{PROPOSAL}/comments"), &typed).await;
    browser
        .post(&format!("{PROPOSAL}/vote"), &[("choice", "for")])
        .await;
    let file = browser.get("/me/download").await;
    assert!(
        file.status == StatusCode::OK && file.html.starts_with("PK"),
        "a ZIP"
    );
    for (fields, missing) in [(vec![], "texts"), (vec![("texts", "keep")], "sure")] {
        let refused = browser.post("/me/erase", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.html.contains(&format!("href=\"#{missing}\"")),
            "{}",
            refused.html
        );
    }
    let sure = [("texts", "remove"), ("votes", "withdraw"), ("sure", "yes")];
    // Somebody who finds an open browser is asked to sign in again.
    app.clock.advance(domain::time::minutes(20));
    let stale = browser.post("/me/erase", &sure).await;
    assert!(
        stale.status.is_client_error() && stale.html.contains("/me/again"),
        "{}",
        stale.html
    );
    let again = browser.post("/me/again", &[("back", "/me/erase")]).await;
    assert_eq!(again.location, "/sign-in?next=%2Fme%2Ferase");
    browser.sign_in(&app, "lina@example.org", "/me/erase").await;
    let erased = browser.post("/me/erase", &sure).await;
    assert_eq!(erased.location, "/?done=erased", "{}", erased.html);
    assert_eq!(browser.get("/me").await.status, StatusCode::UNAUTHORIZED);
    let page = browser.get(PROPOSAL).await;
    assert!(
        !page.html.contains("Les bancs manquent.") && page.html.contains("Aucun soutien"),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn the_code_of_a_notice_or_of_a_vote_opens_what_became_of_it_where_all_receipts_are_typed() {
    let scene = Scene::begin().await;
    let visitor = Browser::open(&scene.app);
    let report = format!("/reports/{}", scene.comment.as_str().unwrap());
    let sent = visitor
        .post(
            &report,
            &[("kind", "house_rule"), ("explanation", "C'est une insulte.")],
        )
        .await
        .html;
    assert!(sent.contains("href=\"/receipt\""), "{sent}");
    let code = between(&sent, "<code>", "</code>").to_owned();
    let asked = [("code", code.as_str())];
    let waits = visitor.post("/receipt", &asked).await;
    assert_eq!(waits.status, StatusCode::OK);
    assert!(
        waits.html.contains("Une personne le lit") && waits.html.contains("C&#39;est une insulte."),
        "{}",
        waits.html
    );
    assert!(!waits.html.contains("/receipt/notice"), "nothing is answered yet");

    let case = scene.first(&scene.ines, "OPEN").await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "KEEP" }))
        .await;
    scene.told().await;
    let answered = visitor.post("/receipt", &asked).await.html;
    assert!(
        answered.contains("Le texte reste affiché") && answered.contains("/receipt/notice"),
        "{answered}"
    );
    let short = visitor
        .post("/receipt/notice", &[("code", &code), ("grounds", "Non")])
        .await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        short.html.contains("href=\"#grounds\"") && short.html.contains(">Non</textarea>"),
        "{}",
        short.html
    );
    let contest = [("code", code.as_str()), ("grounds", "C'est bien une insulte.")];
    let taken = visitor.post("/receipt/notice", &contest).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.html);
    assert!(taken.html.contains("Votre contestation est reçue"));
    let twice = visitor.post("/receipt/notice", &contest).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let unknown = visitor
        .post(
            "/receipt/notice",
            &[("code", "fbn_rien"), ("grounds", "Encore une fois.")],
        )
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.html.contains("href=\"#code\""), "{}", unknown.html);

    // The receipt of a vote says that it counts, and no more; once the vote is taken back it opens nothing.
    const CAST: &str =
        "mutation($id: ID!) { castVote(proposal: $id, choice: FOR) { vote { receipt } problems { code } } }";
    let cast = scene.awa.ask(CAST, json!({ "id": scene.proposal })).await;
    let receipt = cast["castVote"]["vote"]["receipt"].as_str().expect("a receipt");
    let counts = visitor.post("/receipt", &[("code", receipt)]).await;
    assert_eq!(counts.status, StatusCode::OK);
    assert!(
        counts.html.contains("Ce vote compte") && !counts.html.contains("Les platanes"),
        "{}",
        counts.html
    );
    let awa = Browser::open(&scene.app);
    awa.sign_in(&scene.app, "awa@example.org", "/me/votes").await;
    let own = awa.get("/me/votes").await.html;
    assert!(own.contains("Vérifier ce reçu") && own.contains(receipt), "{own}");
    let back = [("choice", "none")];
    awa.post("/plans/les-tilleuls/proposals/1/vote", &back).await;
    let gone = visitor.post("/receipt", &[("code", receipt)]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
}
