//! What happens between reading and sending: a form that comes twice, a text that changed, somebody who was faster.

use axum::http::StatusCode;
use domain::{
    accounts::{Grant, Role},
    time::days,
};
use serde_json::json;
use test_support::TestApp;

use super::{
    Browser,
    moderators::{between, reported, signed_in, version},
};
use crate::{
    moderation::WORDS,
    proposals::{SUBMIT, platanes},
    subscriptions::debate,
};

#[tokio::test]
async fn a_decision_that_is_sent_twice_is_taken_once_and_whoever_was_slower_keeps_their_words() {
    let (scene, ines, omar) = reported().await;
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken.location.split('?').next().unwrap().to_owned();
    let first = version(&ines.get(&case).await);
    let typed = [
        ("version", first.as_str()),
        ("action", "hide"),
        ("rule", scene.rule.as_str()),
        ("facts", "Le texte donne un numéro."),
    ];
    let decide = format!("{case}/decide");
    for _ in 0..2 {
        let sent = ines.post(&decide, &typed).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
        let next = ines.get(&sent.location).await;
        assert!(next.html.contains("/undo\"") && next.html.contains("Retiré de l&#39;affichage."));
    }
    // Another decision of one's own, and anybody else's, is refused, and what was written is not lost.
    let other = ines
        .post(&decide, &[("version", first.as_str()), ("action", "keep")])
        .await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    let slower = omar
        .post(&decide, &[&typed[..3], &[("facts", "Mes mots à moi.")]].concat())
        .await;
    assert_eq!(slower.status, StatusCode::CONFLICT);
    assert!(
        slower.html.contains("Ce que vous aviez écrit") && slower.html.contains("Mes mots à moi."),
        "{}",
        slower.html
    );

    // Its author reads which text it is about, where it was decided and where they contest it; nobody else does.
    scene.told().await;
    let awa = Browser::open(&scene.app);
    awa.sign_in(&scene.app, "awa@example.org", "/me").await;
    let list = awa.get("/me/decisions").await.html;
    let address = format!("/comments/{}", scene.comment.as_str().unwrap());
    assert!(list.contains(WORDS) && list.contains(&address), "{list}");
    let contest = format!(
        "/me/decisions/{}/contest",
        between(&list, "/me/decisions/", "/contest")
    );
    let form = awa.get(&contest).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.html.contains(WORDS) && form.html.contains("Le texte donne un numéro."));
    let lina = Browser::open(&scene.app);
    lina.sign_in(&scene.app, "lina@example.org", "/me").await;
    assert_eq!(lina.get(&contest).await.status, StatusCode::NOT_FOUND);
    let grounds = [("grounds", "C'est le numéro de la mairie.")];
    assert_eq!(awa.post(&contest, &grounds).await.status, StatusCode::SEE_OTHER);
    let again = awa.get(&contest).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.html.contains("déjà"), "{}", again.html);
}

#[tokio::test]
async fn what_says_that_a_rule_is_broken_is_not_sent_of_a_text_that_stays() {
    let (scene, ines, _) = reported().await;
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken.location.split('?').next().unwrap().to_owned();
    let shown = ines.get(&case).await;
    let ready = between(&shown.html, "data-ready=\"", "\"").to_owned();
    assert!(ready.contains("ne respecte pas la règle"), "{ready}");
    let rule = between(&shown.html, "name=\"rule\" value=\"", "\"").to_owned();
    let facts = ready.replace("&#39;", "'");
    let kept = ines
        .post(
            &format!("{case}/decide"),
            &[
                ("version", &version(&shown)),
                ("action", "keep"),
                ("rule", &rule),
                ("facts", &facts),
            ],
        )
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    scene.told().await;
    let after = ines.get(&case).await.html;
    assert!(after.contains("Il respecte les règles de ce site"), "{after}");
    assert!(!after.contains(&format!("<p class=\"pre\">{ready}")), "{after}");
}

#[tokio::test]
async fn what_is_published_is_what_was_read_and_nobody_else_holds() {
    const REVISE: &str = "mutation($id: ID!, $input: ProposalInput!) {
        reviseProposal(proposal: $id, version: 1, input: $input) { proposal { state } problems { code } } }";
    const PUBLISH: &str = "mutation($id: ID!, $version: Int) {
        publishProposal(proposal: $id, version: $version) { proposal { state } problems { code } } }";
    let app = TestApp::start().await;
    let moderates = [Grant {
        role: Role::Moderator,
        plan: None,
    }];
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let (ines, omar) = (
        app.with_grants("Inès", &moderates).await,
        app.with_grants("Omar", &moderates).await,
    );
    let mode =
        json!({ "mode": "BEFORE", "reason": "Semaine des élections", "until": "2026-12-05T00:00:00+01:00" });
    let plan = debate(&staff, "les-tilleuls", json!({ "moderation": mode })).await;
    // Why texts are read first is said on the plan.
    let page = Browser::open(&app).get("/plans/les-tilleuls").await.html;
    assert!(
        page.contains("jusqu&#39;au 4 décembre 2026. Pourquoi : Semaine des élections"),
        "{page}"
    );
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let id = sent["submitProposal"]["proposal"]["id"].clone();
    let waits = format!("/moderation/texts/{}", id.as_str().unwrap());
    let reader = signed_in(&app, &ines, "ines@example.org").await;
    let read = reader.get(&waits).await;
    assert_eq!(version(&read), "1");

    let mut input = platanes();
    input["title"] = json!("Garder tous les platanes du mail");
    let revised = awa.ask(REVISE, json!({ "id": id, "input": input })).await;
    assert_eq!(revised["reviseProposal"]["problems"], json!([]), "{revised:#}");
    let stale = reader
        .post(&format!("{waits}/publish"), &[("version", "1")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.html.contains("a changé entre-temps") && stale.html.contains("Garder tous les platanes"),
        "{}",
        stale.html
    );
    let by_program = ines.ask(PUBLISH, json!({ "id": id, "version": 1 })).await;
    assert_eq!(
        by_program["publishProposal"]["problems"][0]["code"],
        "PROPOSAL_CHANGED_MEANWHILE"
    );

    // Somebody else is sending it back: that is told, and waited for.
    let other = signed_in(&app, &omar, "omar@example.org").await;
    let opened = other.post(&format!("{waits}/open"), &[]).await;
    let case = opened.location.split('?').next().unwrap().to_owned();
    let told = reader.get(&waits).await.html;
    assert!(
        told.contains("Une autre personne traite ce dossier") && !told.contains("/publish\""),
        "{told}"
    );
    let list = reader.get("/moderation?view=pending").await.html;
    assert!(list.contains("une autre personne le traite"), "{list}");
    let late = reader
        .post(&format!("{waits}/publish"), &[("version", "2")])
        .await;
    assert_eq!(late.location, case);
    let by_program = ines.ask(PUBLISH, json!({ "id": id })).await;
    assert_eq!(
        by_program["publishProposal"]["problems"][0]["code"],
        "MODERATION_CLAIMED_BY_OTHER"
    );
    // The house publishes what nobody reads in time, whoever holds it.
    app.clock.advance(days(4));
    app.run_worker().await;
    let shown = app
        .visitor()
        .ask(
            "query($id: ID!) { proposal(id: $id) { state } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(shown["proposal"]["state"], "PUBLISHED");
}

#[tokio::test]
async fn a_shuffled_list_starts_where_it_started_all_day_for_each_household_and_account() {
    let app = TestApp::start().await;
    let (visitor, awa) = (app.visitor(), app.resident("Awa").await);
    let from = |place: &str| {
        visitor
            .cx()
            .clone()
            .with_address(place.parse().unwrap())
            .shuffle()
    };
    let today = from("192.0.2.1");
    assert_eq!(from("192.0.2.1"), today);
    assert_eq!(from("2001:db8:0:ff00::1"), from("2001:db8:0:ffab::2"));
    let places: std::collections::BTreeSet<i32> =
        (1..=50).map(|host| from(&format!("192.0.2.{host}"))).collect();
    assert_eq!(places.len(), 50, "each household starts elsewhere");
    assert!(places.iter().all(|start| *start >= 0));
    let at = |place: &str| awa.cx().clone().with_address(place.parse().unwrap()).shuffle();
    assert_eq!(
        at("192.0.2.1"),
        at("198.51.100.7"),
        "an account reads on elsewhere"
    );
    assert_ne!(at("192.0.2.1"), today);
    app.clock.advance(days(1));
    assert_ne!(from("192.0.2.1"), today);
}

#[tokio::test]
async fn the_pages_at_the_foot_say_who_answers_and_what_is_missing() {
    let app = TestApp::start().await;
    let visitor = Browser::open(&app);
    for (path, said) in [
        ("/legal", "Commune de Saint-Exemple"),
        ("/privacy", "Commune de Saint-Exemple"),
        ("/help", "La collectivité ne l&#39;a pas encore indiqué."),
        ("/accessibility", "non conforme"),
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.html.contains(said), "{path}: {}", page.html);
    }
    // A summary of what is wrong names the field.
    let refused = visitor.post("/sign-in", &[("email", "pas une adresse")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("<a href=\"#email\">Adresse e-mail : "),
        "{}",
        refused.html
    );
}
