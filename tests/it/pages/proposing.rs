//! Writing a proposal on three short pages, and what its author does with it afterwards.

use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{Browser, Shown};
use crate::{
    plans::{CREATE, PUBLISH, published, tilleuls},
    subscriptions::debate,
};

const PROPOSE: &str = "/plans/les-tilleuls/propose";
const TITLE: &str = "Garder les platanes de la place";
const BODY: &str = "Les arbres donnent de l'ombre à tout le monde.";

/// The address of the draft that an answer leads to: `/drafts/draft_…`.
fn draft_of(shown: &Shown) -> String {
    let (before, rest) = shown.location.split_once("/drafts/").unwrap();
    assert_eq!(before, "", "{}", shown.html);
    format!("/drafts/{}", rest.split('/').next().unwrap())
}

const PERIMETER: &str = "mutation($plan: ID!, $version: Int!, $perimeter: String) {
    changeZones(plan: $plan, version: $version, zones: [], perimeter: $perimeter, reason: \"Une erreur.\") { problems { code field } } }";

/// Writes an idea; the address of its draft.
async fn written(browser: &Browser) -> String {
    let kept = browser.post(PROPOSE, &[("title", TITLE), ("body", BODY)]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    draft_of(&kept)
}

/// Writes and sends an idea while signed in; the id of the proposal.
async fn sent(browser: &Browser) -> String {
    let draft = written(browser).await;
    let sent = browser.post(&format!("{draft}/check"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let id = sent.location.strip_prefix("/proposals/").unwrap();
    id.strip_suffix("/sent").unwrap().to_owned()
}

/// A plan whose perimeter is a square, published.
async fn drawn(staff: &Person) -> Value {
    let mut input = tilleuls();
    input["perimeter"] = json!(
        r#"{"type":"Polygon","coordinates":[[[2.36,48.93],[2.37,48.93],[2.37,48.94],[2.36,48.94],[2.36,48.93]]]}"#
    );
    let created = staff.ask(CREATE, json!({ "input": input })).await;
    assert_eq!(created["createPlan"]["problems"], json!([]), "{created}");
    let plan = created["createPlan"]["plan"].clone();
    staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    plan
}

#[tokio::test]
async fn an_idea_is_put_on_the_drawing_by_touching_it_or_by_the_name_of_a_square() {
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let plan = drawn(&petit).await;
    let browser = Browser::open(&app);
    let draft = written(&browser).await;

    // Touched: a pixel of the picture as it is shown.
    let point = format!("{draft}/point");
    let touched = browser.post(&point, &[("at.x", "120"), ("at.y", "180")]).await;
    assert_eq!(
        touched.location,
        format!("{draft}/place#point"),
        "{}",
        touched.html
    );
    let place = browser.get(&format!("{draft}/place")).await.html;
    assert!(place.contains("Le point est dans la case E7 du plan."), "{place}");
    let image = place
        .split("src=\"/plans/les-tilleuls/drawing.svg")
        .nth(1)
        .unwrap();
    let at = image.split('"').next().unwrap();
    let picture = browser
        .get(&format!("/plans/les-tilleuls/drawing.svg{at}"))
        .await
        .html;
    assert!(picture.contains("<circle cx=\"320\""), "{at}: {picture}");

    // By the name of a square, as somebody does who has no mouse, or telephones.
    let named = browser.post(&point, &[("column", "C"), ("row", "2")]).await;
    assert_eq!(named.location, format!("{draft}/place#point"), "{}", named.html);
    assert!(
        browser
            .get(&format!("{draft}/place"))
            .await
            .html
            .contains("case C2 du plan")
    );

    // What is outside, or nothing, is told, and the point stays as it was.
    for (sent, said) in [
        (
            vec![("at.x", "0"), ("at.y", "0")],
            "Cet endroit est hors du plan.",
        ),
        (vec![("column", "Z"), ("row", "2")], "Ce champ est nécessaire."),
        (
            vec![("at.x", "-1"), ("at.y", "99999999999")],
            "Ce champ est nécessaire.",
        ),
    ] {
        let refused = browser.post(&point, &sent).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.html
        );
        assert!(
            refused.html.contains(said) && refused.html.contains("case C2"),
            "{}",
            refused.html
        );
    }

    let nowhere = browser
        .post(&format!("{draft}/place"), &[("place", "nonsense")])
        .await;
    assert_eq!(
        nowhere.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        nowhere.html
    );
    assert!(nowhere.html.contains("case C2"), "{}", nowhere.html);

    // A plan that is drawn smaller asks for another point, on the page that has the drawing.
    let perimeter = async |version: i64, east: f64| {
        let shape = json!({ "type": "Polygon", "coordinates": [[[2.36, 48.93], [east, 48.93], [east, 48.94], [2.36, 48.94], [2.36, 48.93]]] });
        let variables = json!({ "plan": plan["id"], "version": version, "perimeter": shape.to_string() });
        let changed = petit.ask(PERIMETER, variables).await;
        assert_eq!(changed["changeZones"]["problems"], json!([]), "{changed}");
    };
    perimeter(2, 2.361).await;
    let kept = browser.post(&draft, &[("title", TITLE), ("body", BODY)]).await;
    assert_eq!(kept.location, format!("{draft}/place"), "{}", kept.html);
    let place = browser.get(&kept.location).await.html;
    assert!(
        place.contains("Cet endroit est hors du plan.") && !place.contains("Le point est dans la case"),
        "{place}"
    );
    perimeter(3, 2.37).await;

    app.confirm_email(&app.resident("Lina").await, "lina@example.org")
        .await;
    let check = browser
        .sign_in(&app, "lina@example.org", &format!("{draft}/check"))
        .await;
    let sent = browser.post(&format!("{draft}/check"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{check}{}", sent.html);
    let shown = browser.get("/plans/les-tilleuls/proposals/1").await.html;
    assert!(
        shown.contains("Le point sur le plan, dans la case C2") && shown.contains("drawing.svg?at=48.9"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_zone_that_left_the_plan_is_said_to_have_left_and_chosen_again() {
    const REPLACE: &str =
        "mutation($plan: ID!) { changeZones(plan: $plan, version: 2, zones: [{ title: \"Allée neuve\" }],
        reason: \"Redessinée.\") { plan { zones { id } } problems { code field } } }";
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let plan = published(&petit).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let draft = written(&browser).await;
    let (place, check) = (format!("{draft}/place"), format!("{draft}/check"));
    let zone = plan["zones"][0]["id"].as_str().unwrap();
    browser.post(&place, &[("place", zone)]).await;
    let changed = petit.ask(REPLACE, json!({ "plan": plan["id"] })).await["changeZones"].clone();
    assert_eq!(changed["problems"], json!([]), "{changed}");
    let shown = browser.get(&check).await.html;
    assert!(
        shown.contains("Un lieu qui n&#39;est plus dans le plan"),
        "{shown}"
    );
    let refused = browser.post(&check, &[]).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.html
    );
    let again = browser.get(&place).await.html;
    assert!(again.contains("est plus dans le plan. Choisissez"), "{again}");
    assert!(!again.contains(" checked"), "{again}");
    let new = changed["plan"]["zones"][0]["id"].as_str().unwrap();
    browser.post(&place, &[("place", new)]).await;
    let sent = browser.post(&check, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
}

#[tokio::test]
async fn a_point_outside_the_plan_is_refused_whoever_sends_it() {
    let app = TestApp::start().await;
    let (petit, lina) = (app.staff("M. Petit").await, app.resident("Lina").await);
    let plan = drawn(&petit).await;
    for (latitude, problems) in [
        (
            48.95,
            json!([{ "code": "FIELD_POINT_OUTSIDE", "field": "place" }]),
        ),
        (48.9301, json!([])),
    ] {
        const SEND: &str = "mutation($plan: ID!, $input: ProposalInput!) { submitProposal(plan: $plan, input: $input) { problems { code field } } }";
        let input =
            json!({ "title": TITLE, "body": BODY, "point": { "latitude": latitude, "longitude": 2.3699 } });
        let sent = lina
            .ask(SEND, json!({ "plan": plan["id"], "input": input }))
            .await;
        assert_eq!(sent["submitProposal"]["problems"], problems, "{latitude}");
    }
}

#[tokio::test]
async fn a_proposal_is_written_without_an_account_and_sent_once_after_signing_in() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    for path in ["/plans/les-tilleuls", "/plans/les-tilleuls/proposals", "/"] {
        let page = browser.get(path).await;
        assert!(page.html.contains(&format!("href=\"{PROPOSE}\"")), "{path}");
    }
    assert!(browser.get("/drafts").await.html.contains("aucun brouillon"));
    let theme = plan["themes"][0]["id"].as_str().unwrap();
    let kept = browser
        .post(PROPOSE, &[("title", TITLE), ("body", BODY), ("theme", theme)])
        .await;
    let draft = draft_of(&kept);
    assert_eq!(kept.location, format!("{draft}/place"));
    let place = browser.get(&kept.location).await;
    assert!(
        place.html.contains("Tout le périmètre") && place.html.contains("1. Place du marché"),
        "{}",
        place.html
    );
    let zone = plan["zones"][0]["id"].as_str().unwrap();
    let placed = browser.post(&kept.location, &[("place", zone)]).await;
    assert_eq!(placed.location, format!("{draft}/check"), "{}", placed.html);
    let check = browser.get(&placed.location).await;
    for said in [
        TITLE,
        "l&#39;ombre",
        "Place du marché",
        "Arbres",
        "Publier ma proposition",
        "adresse e-mail suffit",
    ] {
        let plain = said.replace("&#39;", "'");
        assert!(
            check.html.contains(said) || check.html.contains(&plain),
            "{said} in {}",
            check.html
        );
    }
    let other = Browser::open(&app);
    for path in ["", "/place", "/check"] {
        let hidden = other.get(&format!("{draft}{path}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "nobody else opens a draft");
    }

    let asked = browser.post(&placed.location, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert!(
        asked
            .location
            .starts_with("/sign-in?why=propose&next=%2Fdrafts%2F"),
        "{}",
        asked.location
    );
    let next = browser.sign_in(&app, "lina@example.org", &placed.location).await;
    let back = browser.get(&next).await;
    assert!(
        back.html.contains(TITLE) && !back.html.contains("adresse e-mail suffit"),
        "{}",
        back.html
    );

    let sent = browser.post(&placed.location, &[]).await;
    let again = browser.post(&placed.location, &[]).await;
    assert_eq!(
        (again.status, &again.location),
        (StatusCode::SEE_OTHER, &sent.location),
        "once, however often it is sent"
    );
    let told = browser.get(&sent.location).await;
    for said in [
        "Votre proposition est publiée",
        "n° 1",
        "/plans/les-tilleuls/proposals/1",
        "23 décembre 2026",
    ] {
        assert!(told.html.contains(said), "{said} in {}", told.html);
    }
    assert_eq!(other.get(&sent.location).await.status, StatusCode::UNAUTHORIZED);
    let page = other.get("/plans/les-tilleuls/proposals").await;
    assert_eq!(page.html.matches(TITLE).count(), 1, "{}", page.html);
    assert!(browser.get("/drafts").await.html.contains("aucun brouillon"));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    let refused = browser.post(PROPOSE, &[("title", "Court"), ("body", BODY)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("href=\"#title\"")
            && refused.html.contains("value=\"Court\"")
            && refused.html.contains("action=\"/drafts/draft_"),
        "{}",
        refused.html
    );
    let drafts = browser.get("/drafts").await;
    assert!(
        drafts.html.contains("Court") && drafts.html.contains("Gardé jusqu"),
        "{}",
        drafts.html
    );
    let empty = Browser::open(&app).post(PROPOSE, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);

    let later = browser
        .post(PROPOSE, &[("title", "Plus"), ("body", ""), ("then", "later")])
        .await;
    assert_eq!(later.location, "/drafts?done=draft-saved");
    let drafts = browser.get("/drafts").await;
    let path = drafts.html.split("action=\"/drafts/").nth(1).unwrap();
    let path = format!("/drafts/{}", path.split('"').next().unwrap());
    assert_eq!(
        browser.post(&path, &[]).await.location,
        "/drafts?done=draft-deleted"
    );

    browser.sign_in(&app, "lina@example.org", "/").await;
    let told = "Les arbres donnent de l'ombre. Appelez-moi au 06 12 34 56 78.";
    let kept = browser.post(PROPOSE, &[("title", TITLE), ("body", told)]).await;
    let check = format!("{}/check", draft_of(&kept));
    let pointed = browser.get(&check).await;
    assert!(pointed.html.contains("name=\"confirm\""), "{}", pointed.html);
    let refused = browser.post(&check, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = browser.post(&check, &[("confirm", "yes")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
}

#[tokio::test]
async fn an_idea_that_is_sent_twice_is_one_draft() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let hidden = |page: &Shown| {
        let (_, rest) = page.html.split_once("name=\"draft\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let visitor = Browser::open(&app);
    let account = Browser::open(&app);
    account.sign_in(&app, "lina@example.org", "/drafts").await;
    for browser in [&visitor, &account] {
        let draft = hidden(&browser.get(PROPOSE).await);
        let form = [("title", TITLE), ("body", BODY), ("draft", &draft)];
        // Both taps leave before either is answered.
        let (one, other) = tokio::join!(browser.post(PROPOSE, &form), browser.post(PROPOSE, &form));
        assert_eq!(draft_of(&one), format!("/drafts/{draft}"));
        assert_eq!(draft_of(&other), draft_of(&one));
        let list = browser.get("/drafts").await.html;
        assert_eq!(list.matches("Reprendre").count(), 1, "{list}");
        // A form that comes back keeps what it begins.
        let empty = browser.post(PROPOSE, &[("title", ""), ("draft", &draft)]).await;
        assert_eq!(hidden(&empty), draft);
    }

    // The id of somebody else's draft opens nothing, and changes nothing.
    let theirs = hidden(&visitor.get(PROPOSE).await);
    let form = [("title", TITLE), ("body", BODY), ("draft", &theirs)];
    let kept = draft_of(&visitor.post(PROPOSE, &form).await);
    let thief = Browser::open(&app);
    thief.get(PROPOSE).await;
    let form = [
        ("title", "Une autre idée, tout autre"),
        ("body", BODY),
        ("draft", &theirs),
    ];
    assert_eq!(thief.post(PROPOSE, &form).await.status, StatusCode::NOT_FOUND);
    assert!(visitor.get(&kept).await.html.contains(TITLE));
    assert!(thief.get("/drafts").await.html.contains("aucun brouillon"));
}

#[tokio::test]
async fn what_was_begun_under_a_cookie_that_is_none_begins_anew() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    for cookie in ["nothing", "fbd_short", "\u{1F333}"] {
        let browser = Browser::open(&app);
        browser.hold("begun", cookie);
        for path in ["/drafts", PROPOSE, "/sign-in", "/plans/les-tilleuls"] {
            assert_eq!(browser.get(path).await.status, StatusCode::OK, "{cookie}: {path}");
        }
        let draft = written(&browser).await;
        assert!(browser.get(&draft).await.html.contains(TITLE), "{cookie}");
    }
}

#[tokio::test]
async fn similar_proposals_are_shown_on_the_next_page_and_to_the_script() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let first = Browser::open(&app);
    first.sign_in(&app, "awa@example.org", "/").await;
    sent(&first).await;
    let browser = Browser::open(&app);
    let kept = browser
        .post(
            PROPOSE,
            &[("title", "Garder les platanes du marché"), ("body", BODY)],
        )
        .await;
    let place = browser.get(&kept.location).await;
    assert!(
        place.html.contains("Déjà proposé") && place.html.contains("/plans/les-tilleuls/proposals/1"),
        "{}",
        place.html
    );
    let told = browser
        .post("/plans/les-tilleuls/similar", &[("title", TITLE), ("body", "")])
        .await;
    let told: serde_json::Value = serde_json::from_str(&told.html).unwrap();
    assert_eq!(told[0]["address"], "/plans/les-tilleuls/proposals/1");
}

#[tokio::test]
async fn a_link_that_a_plan_asks_for_is_declared_on_the_last_page() {
    let app = TestApp::start().await;
    let rules = json!({ "propose": "DECLARED_LINK" });
    debate(&app.staff("M. Petit").await, "les-tilleuls", rules).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let draft = written(&browser).await;
    let check = browser.get(&format!("{draft}/check")).await;
    assert!(
        check.html.contains("J'y habite") || check.html.contains("J&#39;y habite"),
        "{}",
        check.html
    );
    let refused = browser.post(&format!("{draft}/check"), &[]).await;
    assert!(
        refused.status.is_client_error() && refused.html.contains(TITLE),
        "{}",
        refused.html
    );
    let plan = check.html.split("name=\"plan\" value=\"").nth(1).unwrap();
    let plan = plan.split('"').next().unwrap();
    let back = format!("{draft}/check");
    let declared = browser
        .post("/me/links", &[("plan", plan), ("kind", "lives"), ("back", &back)])
        .await;
    assert_eq!(declared.location, format!("{back}?done=link-declared"));
    let sent = browser.post(&back, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let links = browser.get("/me/links").await;
    assert!(links.html.contains("Déclaré"), "{}", links.html);
    browser.post("/me/links/withdraw", &[("plan", plan)]).await;
    assert!(browser.get("/me/links").await.html.contains("rien déclaré"));
}

#[tokio::test]
async fn a_proposal_that_waits_says_so_and_is_seen_by_its_author_alone() {
    let app = TestApp::start().await;
    let mode = json!({ "mode": "BEFORE_FIRST", "contributions": 2 });
    debate(
        &app.staff("M. Petit").await,
        "les-tilleuls",
        json!({ "moderation": mode }),
    )
    .await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let id = sent(&browser).await;
    let own = browser.get(&format!("/proposals/{id}/sent")).await;
    assert!(
        own.html.contains("Une personne la lit avant sa publication") && own.html.contains(TITLE),
        "{}",
        own.html
    );
    let other = Browser::open(&app);
    other.sign_in(&app, "awa@example.org", "/").await;
    for path in ["sent", "revise", "precise", "withdraw"] {
        let hidden = other.get(&format!("/proposals/{id}/{path}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
    }
    let revise = format!("/proposals/{id}/revise");
    let typed = [
        ("version", "1"),
        ("title", TITLE),
        ("body", "Les platanes donnent de l'ombre en été."),
    ];
    let revised = browser.post(&revise, &typed).await;
    assert_eq!(
        revised.location,
        format!("/proposals/{id}/sent?done=revised"),
        "{}",
        revised.html
    );
    browser.post(&format!("/proposals/{id}/withdraw"), &[]).await;
    assert!(
        !other
            .get("/plans/les-tilleuls/proposals")
            .await
            .html
            .contains(TITLE)
    );
}

#[tokio::test]
async fn an_author_revises_and_a_text_changed_meanwhile_is_shown_beside_what_was_typed() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let id = sent(&browser).await;
    let page = browser.get("/plans/les-tilleuls/proposals/1").await;
    assert!(
        page.html.contains(&format!("/proposals/{id}/revise")),
        "{}",
        page.html
    );
    assert!(
        !page.html.contains(&format!("/proposals/{id}/precise")),
        "the text may still change"
    );
    let revise = format!("/proposals/{id}/revise");
    let form = browser.get(&revise).await;
    assert!(
        form.html.contains("name=\"version\" value=\"1\"") && form.html.contains(TITLE),
        "{}",
        form.html
    );
    let typed =
        |version: &'static str, body: &'static str| [("version", version), ("title", TITLE), ("body", body)];
    let revised = browser
        .post(&revise, &typed("1", "Les platanes donnent de l'ombre en été."))
        .await;
    assert_eq!(revised.location, "/plans/les-tilleuls/proposals/1?done=revised");
    let late = browser
        .post(&revise, &typed("1", "Les platanes abritent des oiseaux."))
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.html);
    for said in [
        "changé entre-temps",
        "oiseaux",
        "en été",
        "name=\"version\" value=\"2\"",
    ] {
        assert!(late.html.contains(said), "{said} in {}", late.html);
    }
    let again = browser
        .post(&revise, &typed("2", "Les platanes abritent des oiseaux."))
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.html);
    let wrong = browser
        .post(
            &revise,
            &[("version", "3"), ("title", "Court"), ("body", "Les platanes.")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"Court\""));

    // The vote opens: the text stays, and a precision may be added.
    app.clock.advance(domain::time::days(32));
    browser.sign_in(&app, "lina@example.org", "/").await;
    let precise = format!("/proposals/{id}/precise");
    let form = browser.get(&precise).await;
    let key = form.html.split("name=\"key\" value=\"").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    let typed = [("body", "Je parle des douze platanes du nord."), ("key", key)];
    let added = browser.post(&precise, &typed).await;
    assert_eq!(
        added.location, "/plans/les-tilleuls/proposals/1?done=precised",
        "{}",
        added.html
    );
    browser.post(&precise, &typed).await;
    let page = browser.get(&added.location).await;
    assert_eq!(
        page.html.matches("douze platanes").count(),
        1,
        "once, however often it is sent"
    );

    let withdraw = format!("/proposals/{id}/withdraw");
    assert!(
        browser
            .get(&withdraw)
            .await
            .html
            .contains("Garder ma proposition")
    );
    let withdrawn = browser.post(&withdraw, &[]).await;
    let page = browser.get(&withdrawn.location).await;
    assert!(
        page.html.contains("a retiré cette proposition") && !page.html.contains("oiseaux"),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn an_author_changes_and_deletes_a_comment() {
    let app = TestApp::start().await;
    debate(&app.staff("M. Petit").await, "les-tilleuls", json!({})).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    sent(&browser).await;
    let address = "/plans/les-tilleuls/proposals/1";
    let typed = [
        ("body", "Les bancs manquent."),
        ("position", "for"),
        ("key", "form-1"),
    ];
    let posted = browser.post(&format!("{address}/comments"), &typed).await;
    let id = posted.location.split('#').next_back().unwrap().to_owned();
    let page = browser.get(address).await;
    assert!(
        page.html.contains(&format!("/comments/{id}/edit")),
        "{}",
        page.html
    );
    let other = Browser::open(&app);
    assert!(
        !other
            .get(address)
            .await
            .html
            .contains(&format!("/comments/{id}/edit"))
    );
    other.sign_in(&app, "awa@example.org", "/").await;
    for path in ["edit", "delete"] {
        let hidden = other.get(&format!("/comments/{id}/{path}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
    }
    let edit = format!("/comments/{id}/edit");
    let wrong = browser.post(&edit, &[("version", "1"), ("body", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = browser
        .post(&edit, &[("version", "7"), ("body", "Il manque des bancs.")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("Les bancs manquent.") && stale.html.contains("Il manque des bancs."));
    let edited = browser
        .post(&edit, &[("version", "1"), ("body", "Il manque des bancs.")])
        .await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.html);
    assert!(browser.get(address).await.html.contains("Il manque des bancs."));
    browser.post(&format!("/comments/{id}/delete"), &[]).await;
    let page = browser.get(address).await;
    assert!(
        page.html.contains("a supprimé ce commentaire") && !page.html.contains("Il manque des bancs."),
        "{}",
        page.html
    );
}
