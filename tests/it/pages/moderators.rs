//! What moderators do on pages, from a report to the reversal of a decision.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{Browser, Shown};
use crate::{
    moderation::{Scene, WORDS},
    proposals::{SUBMIT, platanes},
    subscriptions::debate,
};

/// A browser in which this person has signed in.
pub(super) async fn signed_in(app: &TestApp, person: &Person, email: &str) -> Browser {
    app.confirm_email(person, email).await;
    let browser = Browser::open(app);
    browser.sign_in(app, email, "/moderation").await;
    browser
}

/// A town with one report, and its two moderators at their browsers.
pub(super) async fn reported() -> (Scene, Browser, Browser) {
    let scene = Scene::begin().await;
    let visitor = Browser::open(&scene.app);
    let sent = visitor
        .post(
            &format!("/reports/{}", scene.comment.as_str().unwrap()),
            &[
                ("kind", "personal_data"),
                ("rule", &scene.rule),
                ("explanation", "On y lit un numéro."),
                ("name", "Zoé Notifiante"),
                ("email", "zoe@example.org"),
                ("good_faith", "yes"),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.html);
    let ines = signed_in(&scene.app, &scene.ines, "ines@example.org").await;
    let omar = signed_in(&scene.app, &scene.omar, "omar@example.org").await;
    (scene, ines, omar)
}

pub(super) fn between<'h>(html: &'h str, before: &str, after: &str) -> &'h str {
    let Some((_, rest)) = html.split_once(before) else {
        panic!("{before} is not in {html}")
    };
    rest.split(after).next().unwrap()
}

pub(super) fn version(page: &Shown) -> String {
    between(&page.html, "name=\"version\" value=\"", "\"").to_owned()
}

/// The page of a moderator, which names nobody.
async fn page(browser: &Browser, path: &str) -> Shown {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
    for hidden in ["Zoé", "Notifiante", "zoe@example.org"] {
        assert!(!page.html.contains(hidden), "{path} names who reported: {hidden}");
    }
    page
}

#[tokio::test]
async fn a_report_is_claimed_masked_taken_back_decided_contested_and_reversed_by_another() {
    let (scene, ines, omar) = reported().await;
    let queue = page(&ines, "/moderation").await;
    assert!(
        queue.html.contains("Signalés : 1") && queue.html.contains("Appelez-le"),
        "{}",
        queue.html
    );
    assert!(
        queue.html.contains("<a href=\"/moderation\">Modération</a>"),
        "the head leads there"
    );
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    assert!(
        taken.location.ends_with("?done=cases-taken"),
        "{}",
        taken.location
    );
    let case = taken.location.split('?').next().unwrap().to_owned();
    let none = omar.post("/moderation/take", &[("view", "open")]).await;
    assert!(
        none.location.ends_with("done=nothing-to-take"),
        "{}",
        none.location
    );

    let shown = page(&ines, &taken.location).await;
    for said in [
        "Ces dossiers sont à vous",
        WORDS,
        "On y lit un numéro.",
        "Par une personne sans compte",
        "36 points pour la gravité",
        "1 texte affiché dans ce plan",
        "aucune décision contre ses textes",
        "D&#39;habitude",
        "Touches du clavier",
    ] {
        assert!(shown.html.contains(said), "{said} in {}", shown.html);
    }
    assert!(
        page(&omar, &case)
            .await
            .html
            .contains("Une autre personne traite ce dossier"),
        "a claim keeps others away"
    );

    // What is wrong is said beside its field, and what was typed is still there.
    let decide = format!("{case}/decide");
    let first = version(&shown);
    for (passages, said) in [("", "wrong"), ("07 00", "ne correspondent pas au texte")] {
        let refused = ines
            .post(
                &decide,
                &[
                    ("version", &first),
                    ("action", "mask"),
                    ("rule", &scene.rule),
                    ("passages", passages),
                    ("facts", "Le texte donne un numéro."),
                ],
            )
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(said), "{said} in {}", refused.html);
        assert!(refused.html.contains("Le texte donne un numéro.") && refused.html.contains(passages));
    }
    let refused = ines
        .post(&decide, &[("version", &first), ("action", "hide")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("aucune restriction sans règle"),
        "{}",
        refused.html
    );

    let masked = ines
        .post(
            &decide,
            &[
                ("version", &first),
                ("action", "mask"),
                ("rule", &scene.rule),
                ("passages", " 06 12 34 56 78\r\n"),
            ],
        )
        .await;
    assert_eq!(masked.status, StatusCode::SEE_OTHER, "{}", masked.html);
    assert_eq!(scene.shown().await["body"], "Appelez-le au […], ce menteur.");
    let next = page(&ines, &masked.location).await;
    assert!(
        next.html.contains("Passages masqués.") && next.html.contains("Il reste 10 secondes."),
        "{}",
        next.html
    );
    let undo = format!(
        "/moderation/decisions/{}/undo",
        between(&next.html, "/moderation/decisions/", "/undo")
    );
    assert_eq!(
        omar.post(&undo, &[]).await.status,
        StatusCode::CONFLICT,
        "not theirs"
    );
    let undone = ines.post(&undo, &[]).await;
    let again = page(&ines, &undone.location).await;
    assert!(again.html.contains("La décision est reprise"), "{}", again.html);
    assert!(again.html.contains("Reprise en dix secondes"), "{}", again.html);
    assert_eq!(scene.shown().await["body"], WORDS);

    // The page of before is of another version.
    let stale = ines
        .post(&decide, &[("version", &first), ("action", "keep")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("a changé entre-temps"), "{}", stale.html);
    let hidden = ines
        .post(
            &decide,
            &[
                ("version", &version(&stale)),
                ("action", "hide"),
                ("rule", &scene.rule),
            ],
        )
        .await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER, "{}", hidden.html);
    let bar = page(&ines, &hidden.location).await;
    let late = format!(
        "/moderation/decisions/{}/undo",
        between(&bar.html, "/moderation/decisions/", "/undo")
    );
    scene.told().await;
    let refused = ines.post(&late, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.html.contains("Les dix secondes sont passées"),
        "{}",
        refused.html
    );
    assert!(
        !page(&ines, &hidden.location).await.html.contains("/undo\""),
        "the bar is gone"
    );
    let [mail] = scene.app.mail.to("awa@example.org").try_into().expect("one mail");
    assert!(
        mail.text.contains("ne respecte pas la règle"),
        "a sentence ready for it: {}",
        mail.text
    );

    contested(&scene, &ines, &omar, &case).await;
}

/// The author contests: the person who decided is told that somebody else must, and somebody else reverses.
async fn contested(scene: &Scene, ines: &Browser, omar: &Browser, case: &str) {
    const MINE: &str = "{ myDecisions { edges { node { id } } } }";
    let mine = scene.awa.ask(MINE, json!({})).await["myDecisions"]["edges"][0]["node"]["id"].clone();
    const CONTEST: &str = "mutation($decision: ID!) {
        contestDecision(decision: $decision, grounds: \"Ce numéro est celui de la mairie.\") { problems { code } }
    }";
    let contested = scene.awa.ask(CONTEST, json!({ "decision": mine })).await;
    assert_eq!(contested["contestDecision"]["problems"], json!([]));
    let queue = page(omar, "/moderation?view=contested").await;
    assert!(queue.html.contains(case), "{}", queue.html);

    let own = page(ines, case).await;
    assert!(
        own.html.contains("Une autre personne doit la revoir") && !own.html.contains("name=\"action\""),
        "{}",
        own.html
    );
    let other = page(omar, case).await;
    for said in [
        "Ce numéro est celui de la mairie.",
        "L&#39;auteur conteste",
        "La décision contestée",
        "Le texte entier",
        "Ce que tout le monde lit",
        WORDS,
    ] {
        assert!(other.html.contains(said), "{said} in {}", other.html);
    }
    let (decide, version) = (format!("{case}/decide"), version(&other));
    let typed = [
        ("version", version.as_str()),
        ("action", "keep"),
        ("facts", "Le numéro est public."),
    ];
    let same = ines.post(&decide, &typed).await;
    assert_eq!(same.status, StatusCode::FORBIDDEN);
    assert!(
        same.html.contains("une autre personne doit décider"),
        "{}",
        same.html
    );
    let silent = omar.post(&decide, &typed[..2]).await;
    assert_eq!(
        silent.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a review is answered in own words"
    );
    let reversed = omar.post(&decide, &typed).await;
    assert_eq!(reversed.status, StatusCode::SEE_OTHER, "{}", reversed.html);
    assert_eq!(scene.shown().await["body"], WORDS);
    scene.told().await;
    let last = page(ines, case).await;
    assert!(
        last.html.contains("La décision est annulée") && last.html.contains("Définitif"),
        "{}",
        last.html
    );
    let history = page(omar, "/moderation?view=decided").await;
    assert!(history.html.contains(case), "{}", history.html);
}

#[tokio::test]
async fn nobody_but_moderators_sees_any_of_it() {
    let (scene, ines, _) = reported().await;
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken.location.split('?').next().unwrap().to_owned();
    let text = format!("/moderation/texts/{}", scene.comment.as_str().unwrap());
    let lina = Browser::open(&scene.app);
    lina.sign_in(&scene.app, "lina@example.org", "/").await;
    let town = signed_in(&scene.app, &scene.staff, "petit@example.org").await;
    let visitor = Browser::open(&scene.app);
    for path in [
        "/moderation",
        "/moderation/count?known=0",
        case.as_str(),
        text.as_str(),
    ] {
        let asked = visitor.get(path).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(asked.html.contains("/sign-in"), "{path} says what to do");
        for person in [&lina, &town] {
            let hidden = person.get(path).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!hidden.html.contains("href=\"/moderation\"") && !hidden.html.contains(WORDS));
        }
    }
    for sent in ["decide", "claim", "release", "second", "hold"] {
        let path = format!("{case}/{sent}");
        let typed = [
            ("version", "2"),
            ("action", "keep"),
            ("would", "keep"),
            ("hours", "1"),
        ];
        assert_eq!(
            visitor.post(&path, &typed).await.status,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
        assert_eq!(
            lina.post(&path, &typed).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in [
        "/moderation/take".to_owned(),
        format!("{text}/publish"),
        "/moderation/decisions/decision_x/undo".to_owned(),
    ] {
        assert_eq!(
            visitor.post(&path, &[]).await.status,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
        assert_eq!(
            lina.post(&path, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        ines.get(&text).await.status,
        StatusCode::NOT_FOUND,
        "it does not wait"
    );
    assert_eq!(
        ines.get("/moderation/cases/case_x").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_second_opinion_and_a_hold_are_asked_for_on_the_page() {
    let (scene, ines, omar) = reported().await;
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken.location.split('?').next().unwrap().to_owned();
    let held = ines.post(&format!("{case}/hold"), &[("hours", "3")]).await;
    let shown = page(&ines, &held.location).await;
    assert!(shown.html.contains("Le texte est suspendu"), "{}", shown.html);
    assert_eq!(scene.shown().await["visibility"], "HELD");
    assert!(!shown.html.contains("/hold\""), "once a text");
    let twice = ines.post(&format!("{case}/hold"), &[("hours", "3")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);

    let released = ines.post(&format!("{case}/release"), &[]).await;
    assert!(
        released.location.ends_with("done=case-released"),
        "{}",
        released.location
    );
    let claimed = ines.post(&format!("{case}/claim"), &[]).await;
    let shown = page(&ines, &claimed.location).await;
    let asked = ines
        .post(
            &format!("{case}/second"),
            &[
                ("version", &version(&shown)),
                ("would", "hide"),
                ("note", "Je connais l'auteur."),
            ],
        )
        .await;
    let mine = page(&ines, &asked.location).await;
    assert!(mine.html.contains("une autre personne décide") && !mine.html.contains("name=\"action\""));
    let theirs = page(&omar, &case).await;
    assert!(
        theirs.html.contains("Je connais l&#39;auteur.")
            && theirs.html.contains("le retirer de l&#39;affichage"),
        "{}",
        theirs.html
    );
    let kept = omar
        .post(
            &format!("{case}/decide"),
            &[("version", &version(&theirs)), ("action", "keep")],
        )
        .await;
    assert_eq!(
        kept.location,
        format!("/moderation?undo={}", case.rsplit('/').next().unwrap())
    );
    assert_eq!(scene.shown().await["visibility"], "SHOWN");
    assert!(page(&omar, &case).await.html.contains("Les deux avis diffèrent"));
    assert!(
        page(&omar, "/moderation?view=open")
            .await
            .html
            .contains("Aucun signalement")
    );
}

#[tokio::test]
async fn what_waits_for_its_review_is_published_from_the_queue() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let mode = json!({ "moderation": { "mode": "BEFORE_FIRST", "contributions": 2 } });
    let plan = debate(&staff, "les-tilleuls", mode).await;
    let awa = app.resident("Awa").await;
    let mut sent: Vec<Value> = Vec::new();
    for _ in 0..2 {
        let one = awa
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
            .await;
        assert_eq!(one["submitProposal"]["problems"], json!([]), "{one:#}");
        sent.push(one["submitProposal"]["proposal"]["id"].clone());
    }
    let moderates = domain::accounts::Grant {
        role: domain::accounts::Role::Moderator,
        plan: None,
    };
    let ines = app.with_grants("Inès", &[moderates]).await;
    let browser = signed_in(&app, &ines, "ines@example.org").await;
    let queue = page(&browser, "/moderation").await;
    assert!(
        queue.html.contains("À lire : 2") && queue.html.contains("premiers textes"),
        "{}",
        queue.html
    );

    let news = browser.get("/moderation/count?known=1").await;
    assert_eq!(
        (news.status, news.html.as_str()),
        (StatusCode::OK, "1 de plus dans la file")
    );
    assert_eq!(
        browser.get("/moderation/count?known=2").await.status,
        StatusCode::NO_CONTENT
    );

    let [first, second] =
        [&sent[0], &sent[1]].map(|id| format!("/moderation/texts/{}", id.as_str().unwrap()));
    let shown = page(&browser, &first).await;
    assert!(
        shown.html.contains(&format!("href=\"{second}\""))
            && shown.html.contains("Sans lecture, il est publié"),
        "{}",
        shown.html
    );
    let published = browser.post(&format!("{first}/publish"), &[]).await;
    assert_eq!(published.location, format!("{second}?done=text-published"));
    assert_eq!(browser.get(&first).await.status, StatusCode::NOT_FOUND);
    let list = Browser::open(&app).get("/plans/les-tilleuls/proposals").await;
    assert!(list.html.contains("1 proposition"), "{}", list.html);

    // What is not published goes back to its author, by a rule.
    let cx = app::Cx::system(app.house.clone(), "test");
    app::rules::first_set(&cx).await.unwrap();
    let opened = browser.post(&format!("{second}/open"), &[]).await;
    let case = opened.location.split('?').next().unwrap().to_owned();
    let shown = page(&browser, &opened.location).await;
    assert!(
        shown.html.contains("value=\"return\"") && !shown.html.contains("value=\"hide\""),
        "{}",
        shown.html
    );
    let rule = between(&shown.html, "name=\"rule\" value=\"", "\"").to_owned();
    let returned = browser
        .post(
            &format!("{case}/decide"),
            &[
                ("version", &version(&shown)),
                ("action", "return"),
                ("rule", &rule),
            ],
        )
        .await;
    let queue = page(&browser, &returned.location).await;
    assert!(
        queue.html.contains("Renvoyé à l&#39;auteur.") && queue.html.contains("À lire : 0"),
        "{}",
        queue.html
    );
    app.clock.advance(Duration::from_secs(10));
    app.run_worker().await;
    let list = Browser::open(&app).get("/plans/les-tilleuls/proposals").await;
    assert!(list.html.contains("1 proposition"), "{}", list.html);
}

#[tokio::test]
async fn the_author_is_limited_contests_and_another_moderator_lifts_it() {
    let (scene, ines, omar) = reported().await;
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken.location.split('?').next().unwrap().to_owned();
    let sanction = format!("{case}/sanction");
    assert!(
        page(&ines, &sanction)
            .await
            .html
            .contains("Une mesure suit une décision"),
        "nothing is decided"
    );
    let first = version(&page(&ines, &case).await);
    let typed = [
        ("version", first.as_str()),
        ("action", "hide"),
        ("rule", &scene.rule),
    ];
    let hidden = ines.post(&format!("{case}/decide"), &typed).await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER, "{}", hidden.html);
    assert!(
        page(&ines, &case).await.html.contains(&sanction),
        "the case leads there"
    );

    let refused = ines
        .post(
            &sanction,
            &[
                ("kind", "limit"),
                ("days", "sept"),
                ("rule", &scene.rule),
                ("facts", "Deux fois le même numéro."),
            ],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("id=\"days-problem\"") && refused.html.contains("Deux fois le même numéro."),
        "{}",
        refused.html
    );
    let typed = [
        ("kind", "limit"),
        ("days", "7"),
        ("rule", &scene.rule),
        ("facts", "Deux fois le même numéro."),
    ];
    let imposed = ines.post(&sanction, &typed).await;
    assert_eq!(imposed.location, sanction, "{}", imposed.html);
    let shown = page(&ines, &sanction).await;
    let undo = format!(
        "/moderation/sanctions/{}/undo",
        between(&shown.html, "/moderation/sanctions/", "/undo")
    );
    assert!(shown.html.contains("Limite décidée."), "{}", shown.html);
    assert_eq!(
        omar.post(&undo, &[]).await.status,
        StatusCode::NOT_FOUND,
        "not theirs"
    );
    let undone = ines.post(&undo, &[]).await;
    assert!(
        page(&ines, &undone.location)
            .await
            .html
            .contains("La mesure est reprise")
    );
    ines.post(&sanction, &typed).await;
    scene.told().await;

    let awa = Browser::open(&scene.app);
    awa.sign_in(&scene.app, "awa@example.org", "/me").await;
    let decisions = awa.get("/me/decisions").await;
    assert!(
        decisions.html.contains("Vous ne pouvez pas écrire")
            && decisions.html.contains("Deux fois le même numéro."),
        "{}",
        decisions.html
    );
    let contest = format!(
        "/me/sanctions/{}/contest",
        between(&decisions.html, "/me/sanctions/", "/contest")
    );
    assert_eq!(awa.get(&contest).await.status, StatusCode::OK);
    let short = awa.post(&contest, &[("grounds", "Non")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = awa
        .post(&contest, &[("grounds", "C'est le numéro de la mairie.")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert!(
        awa.get("/me/decisions")
            .await
            .html
            .contains("C&#39;est le numéro de la mairie.")
    );

    let queue = page(&omar, "/moderation?view=contested").await;
    assert!(queue.html.contains("1 mesure contestée"), "{}", queue.html);
    let list = page(&omar, "/moderation/appeals").await;
    let answer = format!(
        "/moderation/appeals/{}",
        between(&list.html, "/moderation/appeals/", "\"")
    );
    let own = page(&ines, &answer).await;
    assert!(
        own.html.contains("une autre personne répond") && !own.html.contains("name=\"outcome\""),
        "{}",
        own.html
    );
    let reasons = "Ce numéro est public.";
    let same = ines
        .post(&answer, &[("outcome", "lift"), ("reasons", reasons)])
        .await;
    assert_eq!(same.status, StatusCode::FORBIDDEN, "{}", same.html);
    let undecided = omar.post(&answer, &[("reasons", reasons)]).await;
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(undecided.html.contains(reasons), "{}", undecided.html);
    let upheld = omar
        .post(&answer, &[("outcome", "uphold"), ("reasons", reasons)])
        .await;
    let bar = page(&omar, &upheld.location).await;
    assert!(bar.html.contains("Mesure maintenue."), "{}", bar.html);
    let undone = omar.post(&format!("{answer}/undo"), &[]).await;
    assert!(
        page(&omar, &undone.location)
            .await
            .html
            .contains("La réponse est reprise")
    );
    omar.post(&answer, &[("outcome", "lift"), ("reasons", reasons)])
        .await;
    scene.told().await;
    let told = awa.get("/me/decisions").await;
    assert!(
        told.html.contains("la mesure est levée") && told.html.contains(reasons),
        "{}",
        told.html
    );
    assert!(
        page(&omar, "/moderation/appeals")
            .await
            .html
            .contains("Aucune mesure n&#39;est contestée.")
    );
    assert!(
        page(&ines, &sanction)
            .await
            .html
            .contains("levée après contestation")
    );

    let lina = Browser::open(&scene.app);
    lina.sign_in(&scene.app, "lina@example.org", "/").await;
    for path in [sanction.as_str(), "/moderation/appeals", answer.as_str()] {
        assert_eq!(lina.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            Browser::open(&scene.app).get(path).await.status,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    assert_eq!(
        lina.get(&contest).await.status,
        StatusCode::NOT_FOUND,
        "nobody contests for another"
    );
    let theirs = lina
        .post(&contest, &[("grounds", "C'est le numéro de la mairie.")])
        .await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}
