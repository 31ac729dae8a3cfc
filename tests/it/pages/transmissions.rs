//! What moderators and admins do on pages about what is passed on to the authorities, without JavaScript.

use axum::http::StatusCode;
use domain::accounts::{Grant, Role};
use serde_json::json;
use test_support::{Person, TestApp};

use super::{Browser, Shown};
use crate::moderation::{Scene, WORDS};

async fn signed_in(app: &TestApp, person: &Person, email: &str) -> Browser {
    app.confirm_email(person, email).await;
    let browser = Browser::open(app);
    browser.sign_in(app, email, "/moderation").await;
    browser
}

fn between<'h>(html: &'h str, before: &str, after: &str) -> &'h str {
    let Some((_, rest)) = html.split_once(before) else {
        panic!("{before} is not in {html}")
    };
    rest.split(after).next().unwrap()
}

async fn page(browser: &Browser, path: &str) -> Shown {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
    page
}

/// The town's admin.
async fn anna(app: &TestApp) -> Browser {
    let admin = Grant {
        role: Role::Admin,
        plan: None,
    };
    let anna = app.with_grants("Anna", &[admin]).await;
    signed_in(app, &anna, "anna@example.org").await
}

#[tokio::test]
async fn a_text_is_passed_on_taken_back_passed_on_again_and_its_copy_opened_by_two() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let ines = signed_in(&scene.app, &scene.ines, "ines@example.org").await;
    let omar = signed_in(&scene.app, &scene.omar, "omar@example.org").await;
    let anna = anna(&scene.app).await;
    let lina = Browser::open(&scene.app);
    lina.sign_in(&scene.app, "lina@example.org", "/").await;

    let case = format!("/moderation/cases/{}", case["id"].as_str().unwrap());
    let transmit = format!("{case}/transmit");
    let shown = page(&ines, &case).await;
    assert!(
        shown.html.contains(&format!("href=\"{transmit}\"")),
        "among the decisions: {}",
        shown.html
    );
    let form = page(&ines, &transmit).await;
    for said in [
        "Appelez d&#39;abord le 17 ou le 112",
        "Ce site n&#39;envoie rien",
        WORDS,
        "PHAROS",
        "article 40",
        "article 18",
    ] {
        assert!(form.html.contains(said), "{said} in {}", form.html);
    }
    let version = between(&form.html, "name=\"version\" value=\"", "\"").to_owned();
    // What is missing is said beside its field, and what was typed is still there.
    let refused = ines.post(&transmit, &[("version", &version)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["authority", "ground", "tell", "meanwhile"] {
        assert!(refused.html.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let chosen = [
        ("version", version.as_str()),
        ("authority", "prosecutor"),
        ("ground", "threat_to_life"),
        ("tell", "no"),
    ];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        chosen.iter().copied().chain(more.iter().copied()).collect()
    };
    let refused = ines
        .post(
            &transmit,
            &with(&[("meanwhile", "removed"), ("silence", "Non."), ("facts", "Court")]),
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "href=\"#silence\"",
        "href=\"#rule\"",
        "href=\"#facts\"",
        ">Non.</textarea>",
        ">Court</textarea>",
        "value=\"prosecutor\" required checked",
        "value=\"removed\" required checked",
    ] {
        assert!(refused.html.contains(said), "{said} in {}", refused.html);
    }

    let quiet = [
        ("meanwhile", "nothing"),
        ("silence", "L'auteur connaît la victime."),
    ];
    let done = ines.post(&transmit, &with(&quiet)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let bar = page(&ines, &done.location).await;
    assert!(
        bar.html.contains("Transmission décidée.") && bar.html.contains("Il reste 10 secondes."),
        "{}",
        bar.html
    );
    assert!(
        !page(&omar, &done.location)
            .await
            .html
            .contains("Transmission décidée."),
        "to nobody else"
    );
    assert!(
        page(&omar, "/moderation/transmissions")
            .await
            .html
            .contains("Rien n&#39;a été transmis.")
    );
    let undo = format!(
        "/moderation/decisions/{}/undo",
        between(&bar.html, "/moderation/decisions/", "/undo")
    );
    let undone = ines.post(&undo, &[]).await;
    assert!(
        undone.location.ends_with("?done=decision-undone"),
        "{}",
        undone.location
    );
    scene.told().await;
    assert!(
        page(&omar, "/moderation/transmissions")
            .await
            .html
            .contains("Rien n&#39;a été transmis.")
    );

    let version = between(
        &page(&ines, &transmit).await.html,
        "name=\"version\" value=\"",
        "\"",
    )
    .to_owned();
    let mut again = with(&quiet);
    again[0].1 = &version;
    assert_eq!(ines.post(&transmit, &again).await.status, StatusCode::SEE_OTHER);
    scene.told().await;
    assert_eq!(scene.shown().await["body"], WORDS, "nothing is done to it");
    assert_eq!(ines.get(&transmit).await.status, StatusCode::CONFLICT, "decided");
    opened(&ines, &omar, &anna, &case).await;

    // To anybody else there is nothing at any of these addresses.
    let one = format!(
        "/moderation/transmissions/{}",
        between(
            &page(&omar, "/moderation/transmissions").await.html,
            "href=\"/moderation/transmissions/",
            "\""
        )
    );
    for path in ["/moderation/transmissions", &one, &transmit] {
        assert_eq!(lina.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        let visitor = Browser::open(&scene.app).get(path).await;
        assert_eq!(visitor.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(
        lina.post(
            &format!("{one}/ask"),
            &[("reason", "Pour voir ce qui est écrit.")]
        )
        .await
        .status,
        StatusCode::NOT_FOUND
    );
    for path in ["/me/decisions", "/me/notices", "/moderation-log", "/"] {
        let html = page(&lina, path).await.html;
        for hidden in ["ransmis", "rocureur", "copie scellée"] {
            assert!(!html.contains(hidden), "{path}: {hidden} in {html}");
        }
    }
    let notices = page(&lina, "/me/notices").await.html;
    assert!(notices.contains("Nous ne pouvons pas en dire plus"), "{notices}");
    assert_eq!(
        scene
            .awa
            .ask("{ myDecisions { edges { node { id } } } }", json!({}))
            .await["myDecisions"]["edges"],
        json!([])
    );
}

/// One asks, another confirms, and the copy opens once, for whoever asked.
async fn opened(ines: &Browser, omar: &Browser, anna: &Browser, case: &str) {
    let list = page(omar, "/moderation/transmissions").await;
    assert!(list.html.contains("Procureur de la République"), "{}", list.html);
    assert!(list.html.contains("copie détruite le"), "{}", list.html);
    let one = format!(
        "/moderation/transmissions/{}",
        between(&list.html, "href=\"/moderation/transmissions/", "\"")
    );
    assert!(
        page(omar, case).await.html.contains(&format!("href=\"{one}\"")),
        "the case leads there"
    );
    let shown = page(omar, &one).await;
    for said in [
        "L&#39;auteur connaît la victime.",
        "Décidé par Inès",
        "Personne n&#39;a demandé à l&#39;ouvrir.",
    ] {
        assert!(shown.html.contains(said), "{said} in {}", shown.html);
    }
    assert!(!shown.html.contains("06 12 34"), "the copy is closed");
    let ask = format!("{one}/ask");
    let short = omar.post(&ask, &[("reason", "Voir.")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        short.html.contains("href=\"#reason\"") && short.html.contains(">Voir.</textarea>"),
        "{}",
        short.html
    );
    let asked = omar
        .post(&ask, &[("reason", "Le parquet demande le texte entier.")])
        .await;
    let own = page(omar, &asked.location).await;
    assert!(own.html.contains("La demande est notée"), "{}", own.html);
    assert!(
        !own.html.contains("/confirm\"") && !own.html.contains("/open\""),
        "not by oneself"
    );
    assert!(
        page(anna, "/")
            .await
            .html
            .contains("href=\"/moderation/transmissions\""),
        "an admin finds the way"
    );
    let waits = page(anna, "/moderation/transmissions").await;
    assert!(
        waits.html.contains("1 demande attend une autre personne"),
        "{}",
        waits.html
    );
    let other = page(anna, &one).await;
    assert!(
        other.html.contains("Le parquet demande le texte entier."),
        "{}",
        other.html
    );
    let access = between(&other.html, &format!("{one}/accesses/"), "/confirm").to_owned();
    let (confirm, open) = (
        format!("{one}/accesses/{access}/confirm"),
        format!("{one}/accesses/{access}/open"),
    );
    assert_eq!(omar.post(&confirm, &[]).await.status, StatusCode::FORBIDDEN);
    let early = omar.post(&open, &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(
        early.html.contains("Une deuxième personne doit d&#39;abord"),
        "{}",
        early.html
    );
    let confirmed = anna.post(&confirm, &[]).await;
    assert!(
        confirmed.location.ends_with("?done=access-confirmed"),
        "{}",
        confirmed.location
    );
    assert_eq!(anna.post(&open, &[]).await.status, StatusCode::FORBIDDEN);
    assert!(
        page(omar, &one)
            .await
            .html
            .contains(&format!("action=\"{open}\""))
    );
    let copy = omar.post(&open, &[]).await;
    assert_eq!(copy.status, StatusCode::OK, "{}", copy.html);
    for said in [
        WORDS,
        "awa@example.org",
        "Cette page ne s&#39;ouvre qu&#39;une fois",
    ] {
        assert!(copy.html.contains(said), "{said} in {}", copy.html);
    }
    let twice = omar.post(&open, &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.html.contains("a servi ou a expiré"), "{}", twice.html);
    for reader in [ines, omar, anna] {
        let steps = page(reader, &one).await.html;
        for said in ["Demandé par Omar", "Confirmé par Anna", "Ouvert par Omar"] {
            assert!(steps.contains(said), "{said} in {steps}");
        }
        assert!(!steps.contains("06 12 34"));
    }
}
