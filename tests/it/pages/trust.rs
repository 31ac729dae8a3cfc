//! What a town decides about itself on pages: who sent a notice and why somebody looked, signals, organisations, programs, links
//! confirmed at the desk, themes, and a vote that is suspended.

use axum::http::StatusCode;
use domain::{
    accounts::{Grant, Role},
    time::{days, minutes},
};
use serde_json::{Value, json};
use test_support::TestApp;

use super::{
    Browser, moderators,
    staff::{between, refused, shown, signed_in, taken, text},
};
use crate::{
    moderation::Scene,
    plans::published,
    proposals::{SUBMIT, platanes},
    subscriptions::debate,
};

fn role(role: Role) -> Grant {
    Grant { role, plan: None }
}

#[tokio::test]
async fn a_reviewer_who_holds_a_contested_case_learns_who_reported_and_leaves_a_trace() {
    let scene = Scene::begin().await;
    scene.reported(&scene.lina).await;
    let ines = moderators::signed_in(&scene.app, &scene.ines, "ines@example.org").await;
    let omar = moderators::signed_in(&scene.app, &scene.omar, "omar@example.org").await;
    let lina = moderators::signed_in(&scene.app, &scene.lina, "lina@example.org").await;
    let taken_by_ines = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken_by_ines.location.split('?').next().unwrap().to_owned();
    let page = shown(&ines, &case).await;
    assert!(!page.html.contains("/notices/"), "an open case names nobody");
    let typed = [
        ("version", &*moderators::version(&page)),
        ("action", "hide"),
        ("rule", &scene.rule),
        ("facts", "Le texte donne un numéro."),
    ];
    taken(&ines, &format!("{case}/decide"), &typed).await;
    scene.told().await;
    let mine = scene
        .awa
        .ask("{ myDecisions { edges { node { id } } } }", json!({}))
        .await;
    let decision = &mine["myDecisions"]["edges"][0]["node"]["id"];
    const CONTEST: &str = "mutation($decision: ID!) { contestDecision(decision: $decision, grounds: \"C'est faux.\") { problems { code } } }";
    scene.awa.ask(CONTEST, json!({ "decision": decision })).await;

    // Only who holds the case is led there.
    assert!(!shown(&omar, &case).await.html.contains("/notices/"));
    taken(&omar, &format!("{case}/claim"), &[]).await;
    let held = shown(&omar, &case).await.html;
    let notice = between(&held, "/notices/", "\"").to_owned();
    let look = format!("{case}/notices/{notice}");
    assert_eq!(ines.get(&look).await.status, StatusCode::NOT_FOUND);
    assert_eq!(lina.get(&look).await.status, StatusCode::NOT_FOUND);
    let asked = text(&shown(&omar, &look).await.html);
    assert!(
        !asked.contains("Lina") && asked.contains("dites pourquoi"),
        "{asked}"
    );
    refused(&omar, &look, &[("reason", "Voir")], &["href=\"#reason\""]).await;
    assert!(text(&shown(&lina, "/me/lookups").await.html).contains("Personne n'a regardé"));
    let reason = "Les deux signalements se contredisent.";
    let found = omar.post(&look, &[("reason", reason)]).await;
    assert_eq!(found.status, StatusCode::OK);
    let said = text(&found.html);
    assert!(
        said.contains("Compte Lina") && said.contains("lina@example.org") && said.contains("Déjà regardé"),
        "{said}"
    );
    let seen = text(&shown(&lina, "/me/lookups").await.html);
    assert!(seen.contains(reason) && !seen.contains("Omar"), "{seen}");
    let again = text(&shown(&omar, &look).await.html);
    assert!(!again.contains("lina@example.org"), "shown once: {again}");
    // Half an hour later the case is anybody's again.
    scene.app.clock.advance(minutes(31));
    let omar = Browser::open(&scene.app);
    omar.sign_in(&scene.app, "omar@example.org", "/moderation").await;
    assert_eq!(omar.get(&look).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_moderator_opens_a_case_about_what_they_read_by_themselves() {
    let scene = Scene::begin().await;
    let ines = moderators::signed_in(&scene.app, &scene.ines, "ines@example.org").await;
    let omar = moderators::signed_in(&scene.app, &scene.omar, "omar@example.org").await;
    let lina = moderators::signed_in(&scene.app, &scene.lina, "lina@example.org").await;
    let comment = scene.comment.as_str().unwrap();
    let (thread, open) = (
        format!("/comments/{comment}"),
        format!("/moderation/texts/{comment}/open"),
    );
    assert!(shown(&ines, &thread).await.html.contains(&open));
    assert!(!shown(&lina, &thread).await.html.contains(&open));
    assert_eq!(lina.post(&open, &[]).await.status, StatusCode::NOT_FOUND);
    let proposal = "/plans/les-tilleuls/proposals/1";
    assert!(
        shown(&ines, proposal).await.html.contains("/open\"")
            && !shown(&lina, proposal).await.html.contains("/open\"")
    );
    let opened = taken(&ines, &open, &[]).await;
    let case = opened
        .strip_suffix("?done=case-claimed")
        .expect("the case")
        .to_owned();
    assert!(text(&shown(&ines, &opened).await.html).contains("Ce dossier est à vous"));
    // Whoever is slower is led to the same case, which says that somebody works on it.
    assert_eq!(taken(&omar, &open, &[]).await, case);
    assert!(text(&shown(&omar, &case).await.html).contains("Une autre personne traite ce dossier"));
}

#[tokio::test]
async fn admins_set_a_signal_that_moderators_rehearse() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&petit, "les-tilleuls", json!({})).await;
    let mut input = platanes();
    input["title"] = json!("GARDER LES PLATANES DU MAIL");
    input["body"] = json!("LES PLATANES DONNENT DE L'OMBRE A TOUT LE MONDE EN ETE.");
    awa.ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    let (ada, ines) = (
        app.with_grants("Ada", &[role(Role::Admin)]).await,
        app.with_grants("Inès", &[role(Role::Moderator)]).await,
    );
    let admin = signed_in(&app, &ada, "ada@example.org").await;
    let moderator = signed_in(&app, &ines, "ines@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    assert_eq!(
        resident.get("/moderation/signals").await.status,
        StatusCode::FORBIDDEN
    );
    assert!(
        shown(&moderator, "/moderation")
            .await
            .html
            .contains("/moderation/signals")
    );
    let list = text(&shown(&moderator, "/moderation/signals").await.html);
    for said in ["Majuscules Éteint", "Coordonnées Range la file", "Seuil : 70"] {
        assert!(list.contains(said), "{said} in {list}");
    }
    let path = "/moderation/signals/capitals";
    assert_eq!(
        admin.get("/moderation/signals/horoscope").await.status,
        StatusCode::NOT_FOUND
    );
    let read = shown(&moderator, path).await.html;
    assert!(
        !read.contains("name=\"mode\"") && read.contains("Un administrateur règle les signaux"),
        "{read}"
    );
    let id = plan["id"].as_str().unwrap();
    let attempt = [("threshold", "80"), ("plan", id), ("act", "try")];
    let tried = moderator.post(path, &attempt).await;
    assert_eq!(tried.status, StatusCode::OK);
    let said = text(&tried.html);
    assert!(
        said.contains("1 texte touché, sur 1.") && said.contains("GARDER LES PLATANES"),
        "{said}"
    );
    assert!(
        tried
            .html
            .contains("name=\"threshold\" inputmode=\"numeric\" autocomplete=\"off\" value=\"80\"")
    );
    refused(
        &moderator,
        path,
        &[("act", "try"), ("threshold", "beaucoup"), ("plan", "")],
        &["href=\"#threshold\"", "href=\"#plan\"", "beaucoup"],
    )
    .await;
    let keep = |version: &'static str, threshold: &'static str| {
        [
            ("version", version),
            ("mode", "holding"),
            ("threshold", threshold),
            ("act", "keep"),
        ]
    };
    assert_eq!(
        moderator.post(path, &keep("0", "80")).await.status,
        StatusCode::FORBIDDEN
    );
    refused(&admin, path, &keep("0", "5"), &["href=\"#threshold\""]).await;
    let up = shown(&admin, "/moderation/signals").await.html;
    assert!(
        up.contains("href=\"/staff\"") && !up.contains("href=\"/moderation\""),
        "{up}"
    );
    assert!(
        taken(&admin, path, &keep("0", "80"))
            .await
            .ends_with("done=signal-kept")
    );
    let set = text(&shown(&moderator, path).await.html);
    assert!(
        set.contains("Avant : Éteint, seuil 70. Depuis : Fait lire avant, seuil 80."),
        "{set}"
    );
    // Somebody else set it meanwhile: a slip does not hide that, it is said, with what was typed; sent once more it replaces
    // that on purpose.
    refused(&admin, path, &keep("0", "abc"), &["name=\"version\" value=\"0\""]).await;
    let late = admin.post(path, &keep("0", "90")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.html.contains("entre-temps")
            && late.html.contains("value=\"90\"")
            && late.html.contains("name=\"version\" value=\"1\""),
        "{}",
        late.html
    );
    taken(&admin, path, &keep("1", "90")).await;
}

#[tokio::test]
async fn staff_write_organisations_down_and_check_them() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    let path = "/staff/organisations";
    assert_eq!(resident.get(path).await.status, StatusCode::FORBIDDEN);
    assert!(text(&shown(&staff, path).await.html).contains("Aucun organisme."));
    let typed = |name: &'static str, number: &'static str| {
        [("kind", "landlord"), ("name", name), ("registration", number)]
    };
    refused(
        &staff,
        path,
        &typed("", "732 829 320 00075"),
        &[
            "href=\"#name\"",
            "href=\"#registration\"",
            "ni un SIRET ni un RNA",
            "732 829 320 00075",
        ],
    )
    .await;
    taken(&staff, path, &typed("Habitat des Tilleuls", "732 829 320 00074")).await;
    refused(
        &staff,
        path,
        &typed("Un autre", "73282932000074"),
        &["a déjà ce numéro"],
    )
    .await;
    let list = shown(&staff, path).await.html;
    let said = text(&list);
    assert!(
        said.contains("À vérifier") && said.contains("Bailleur · SIRET 73282932000074"),
        "{said}"
    );
    let one = format!(
        "{path}/{}",
        between(&list, "<h3><a href=\"/staff/organisations/", "\"")
    );
    // Nobody sees it before it is checked; a check is of what was read.
    let seen = "query { organisations(first: 5) { totalCount } }";
    assert_eq!(awa.ask(seen, json!({})).await["organisations"]["totalCount"], 0);
    taken(
        &staff,
        &one,
        &[
            ("version", "1"),
            ("kind", "landlord"),
            ("name", "Habitat du Mail"),
            ("registration", "73282932000074"),
        ],
    )
    .await;
    let check = format!("{one}/check");
    assert_eq!(
        staff.post(&check, &[("version", "1")]).await.status,
        StatusCode::CONFLICT
    );
    taken(&staff, &check, &[("version", "2")]).await;
    assert!(text(&shown(&staff, path).await.html).contains("Habitat du Mail Vérifié le 23 novembre 2026"));
    assert_eq!(awa.ask(seen, json!({})).await["organisations"]["totalCount"], 1);
    // What somebody else kept meanwhile is said, and another number is checked anew.
    let stale = [
        ("version", "2"),
        ("kind", "landlord"),
        ("name", "Habitat du Mail"),
        ("registration", "W123456789"),
    ];
    let late = staff.post(&one, &stale).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.html.contains("name=\"version\" value=\"3\"") && late.html.contains("W123456789"),
        "{}",
        late.html
    );
    let mut again = stale;
    again[0].1 = "3";
    taken(&staff, &one, &again).await;
    assert!(text(&shown(&staff, path).await.html).contains("À vérifier Bailleur · RNA W123456789"));
}

#[tokio::test]
async fn an_admin_makes_a_program_staff_of_a_plan() {
    let app = TestApp::start().await;
    let (ada, petit) = (
        app.with_grants("Ada", &[role(Role::Admin)]).await,
        app.staff("M. Petit").await,
    );
    let plan = published(&petit).await;
    let admin = signed_in(&app, &ada, "ada@example.org").await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let made = admin
        .post("/staff/programs", &[("name", "Tableau de bord"), ("read", "yes")])
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    let page = shown(&admin, "/staff/programs").await.html;
    assert!(text(&page).contains("Aucun rôle"), "{page}");
    let entrust = format!(
        "/staff/programs/{}/role",
        between(&page, "/staff/programs/", "/role")
    );
    assert_eq!(staff.post(&entrust, &[]).await.status, StatusCode::FORBIDDEN);
    let here = [("plan", plan["id"].as_str().unwrap())];
    taken(&admin, &entrust, &here).await;
    refused(&admin, &entrust, &here, &["role=\"alert\""]).await;
    assert_eq!(
        admin.post(&entrust, &[("plan", "ailleurs")]).await.status,
        StatusCode::NOT_FOUND
    );
    let said = text(&shown(&admin, "/staff/programs").await.html);
    assert!(said.contains("Agent : Renouvellement des Tilleuls"), "{said}");
    // People get roles elsewhere, and what was stopped gets none.
    let person = format!("/staff/programs/{}/role", petit.account());
    assert_eq!(admin.post(&person, &here).await.status, StatusCode::NOT_FOUND);
    let roles = text(
        &shown(&admin, "/staff/access?email=evil%40example.org&role=admin")
            .await
            .html,
    );
    assert!(
        !shown(&admin, "/staff/access?email=evil%40example.org")
            .await
            .html
            .contains("value=\"evil")
    );
    assert!(
        roles.contains("Tableau de bord (programme) – Agent, Renouvellement des Tilleuls"),
        "{roles}"
    );
}

#[tokio::test]
async fn whoever_looked_at_a_proof_confirms_the_link_that_was_declared() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&petit).await;
    let here = Grant {
        role: Role::Facilitator,
        plan: plan["id"].as_str().unwrap().parse().ok(),
    };
    let karim = app.with_grants("Karim", &[here]).await;
    let desk = signed_in(&app, &karim, "karim@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    let path = "/record/links";
    assert_eq!(
        Browser::open(&app).get(path).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(resident.get(path).await.status, StatusCode::FORBIDDEN);
    assert!(shown(&desk, "/record").await.html.contains(path));
    shown(&desk, path).await;
    let id = plan["id"].as_str().unwrap();
    let typed = |email: &'static str, number: &'static str, until: &'static str| {
        [
            ("plan", id),
            ("email", email),
            ("method", "tenancy"),
            ("issuer", "Habitat des Tilleuls"),
            ("subject", number),
            ("until", until),
        ]
    };
    let nothing = ["email", "method", "issuer", "subject"].map(|field| format!("href=\"#{field}\""));
    let nothing: Vec<&str> = nothing.iter().map(String::as_str).collect();
    refused(&desk, path, &[("plan", id)], &nothing).await;
    // Nobody learns whether there is an account.
    for email in ["nobody@example.org", "awa@example.org"] {
        let says = ["href=\"#email\"", "n&#39;a pas déclaré de lien", "2024-0117"];
        refused(&desk, path, &typed(email, "2024-0117", ""), &says).await;
    }
    taken(&resident, "/me/links", &[("plan", id), ("kind", "lives")]).await;
    refused(
        &desk,
        path,
        &typed("awa@example.org", "2024-0117", "2020-01-01"),
        &["href=\"#expiresAt\""],
    )
    .await;
    taken(&desk, path, &typed("awa@example.org", "2024-0117", "")).await;
    let confirmed = text(&shown(&resident, "/me/links").await.html);
    assert!(
        confirmed.contains("confirmé") || confirmed.contains("Confirmé"),
        "{confirmed}"
    );
    // A proof serves one account.
    let lina = app.resident("Lina").await;
    let other = signed_in(&app, &lina, "lina@example.org").await;
    taken(&other, "/me/links", &[("plan", id), ("kind", "lives")]).await;
    refused(
        &desk,
        path,
        &typed("lina@example.org", "2024-0117", ""),
        &["href=\"#method\"", "déjà confirmé"],
    )
    .await;
}

#[tokio::test]
async fn themes_are_named_anew_added_and_taken_away_unless_something_is_about_them() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&petit).await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let themes = plan["themes"].as_array().unwrap();
    let id = |place: usize| themes[place]["id"].as_str().unwrap();
    let mut input = platanes();
    input["theme"] = themes[0]["id"].clone();
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent}");
    let path = "/staff/plans/les-tilleuls/themes";
    let form = shown(&staff, path).await.html;
    assert!(
        form.contains("value=\"Arbres\"") && form.contains("value=\"Logement\""),
        "{form}"
    );
    let version = between(&form, "name=\"version\" value=\"", "\"").to_owned();
    let typed = |first: &'static str, second: &'static str, third: &'static str, reason: &'static str| {
        [
            ("version", version.as_str()),
            ("count", "4"),
            ("themes.0.id", id(0)),
            ("themes.0.title", first),
            ("themes.1.id", id(1)),
            ("themes.1.title", second),
            ("themes.2.title", third),
            ("reason", reason),
        ]
    };
    refused(
        &staff,
        path,
        &typed("Arbres", "Logement", "Places", ""),
        &["href=\"#reason\"", "Places"],
    )
    .await;
    refused(
        &staff,
        path,
        &typed("Arbres", "Arbres", "", "Deux fois le même nom."),
        &["href=\"#themes.1.title\"", "Thème 2"],
    )
    .await;
    // What cannot go stands there again, to be named anew; nobody else has kept anything.
    let kept = staff
        .post(path, &typed("", "Logement", "", "Plus besoin des arbres."))
        .await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    let row = format!("name=\"themes.1.id\" value=\"{}\"", id(0));
    for there in [
        "encore cité",
        "href=\"#themes.1.title\"",
        "value=\"Arbres\"",
        &row,
    ] {
        assert!(kept.html.contains(there), "{there} in {}", kept.html);
    }
    assert!(!kept.html.contains("Une autre version"), "{}", kept.html);
    // What somebody else took away meanwhile is said where its name is typed.
    let mut gone = typed("Arbres", "Logement", "", "Un thème parti entre-temps.");
    gone[4].1 = "theme_00000000000000000000000000";
    refused(
        &staff,
        path,
        &gone,
        &["href=\"#themes.1.title\"", "name=\"themes.1.id\" value=\"\""],
    )
    .await;
    taken(
        &staff,
        path,
        &typed("Arbres et jardins", "", "Places", "Le quartier parle de places."),
    )
    .await;
    let public = text(&shown(&staff, "/plans/les-tilleuls").await.html);
    assert!(
        public.contains("Arbres et jardins")
            && public.contains("Places")
            && public.contains("Le quartier parle de places."),
        "{public}"
    );
    let form = shown(&staff, path).await.html;
    assert!(!form.contains("value=\"Logement\""), "{form}");
}

#[tokio::test]
async fn a_vote_is_suspended_and_resumed_with_a_reason_and_a_plan_is_archived() {
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let created = debate(&petit, "les-tilleuls", json!({})).await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let plan = "/staff/plans/les-tilleuls";
    let page = shown(&staff, plan).await.html;
    let field = |html: &str, name: &str| between(html, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let (version, phase) = (field(&page, "version"), field(&page, "phase"));
    let typed = |version: &str, reason: &str| {
        [
            ("version", version.to_owned()),
            ("phase", phase.clone()),
            ("reason", reason.to_owned()),
        ]
    };
    let send = async |path: &str, fields: &[(&'static str, String); 3]| {
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        staff.post(&format!("{plan}/{path}"), &fields).await
    };
    for (reason, status) in [
        ("", StatusCode::UNPROCESSABLE_ENTITY),
        ("No", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = send("suspend", &typed(&version, reason)).await;
        assert_eq!(refused.status, status);
        assert!(
            refused.html.contains("href=\"#reason\"") && refused.html.contains("<details open>"),
            "{}",
            refused.html
        );
    }
    let reason = "Des bulletins comptés deux fois.";
    let suspended = send("suspend", &typed(&version, reason)).await;
    assert_eq!(suspended.location, format!("{plan}?done=vote-suspended"));
    let public = text(&shown(&staff, "/plans/les-tilleuls").await.html);
    assert!(public.contains(reason), "{public}");
    // The same form a second time is done already: the page says so, and offers nothing that was typed for it.
    let again = send("suspend", &typed(&version, reason)).await;
    assert_eq!(again.location, format!("{plan}?done=vote-suspended"));
    let proposal = {
        let awa = app.resident("Awa").await;
        crate::voting::submitted(&awa, &created, 1).await;
        text(&shown(&staff, "/plans/les-tilleuls/proposals/1").await.html)
    };
    assert!(
        proposal.contains("Le vote est suspendu depuis le 23 novembre 2026")
            && !proposal.contains("Aucun vote n'est prévu"),
        "{proposal}"
    );
    app.clock.advance(days(2));
    let staff_again = {
        let browser = Browser::open(&app);
        browser.sign_in(&app, "petit@example.org", "/staff").await;
        browser
    };
    let page = shown(&staff_again, plan).await.html;
    assert!(
        text(&page).contains("Le vote est suspendu depuis le 23 novembre 2026"),
        "{page}"
    );
    let typed = typed(&field(&page, "version"), "La faute est corrigée.");
    let fields = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    let resumed = taken(&staff_again, &format!("{plan}/resume"), &fields).await;
    assert_eq!(resumed, format!("{plan}?done=vote-resumed"));
    let ends: Value = app
        .visitor()
        .ask(
            "{ plan(slug: \"les-tilleuls\") { phases { endsAt } } }",
            json!({}),
        )
        .await;
    assert_eq!(ends["plan"]["phases"][0]["endsAt"], "2026-12-23T23:00:00Z");

    // What is open is not archived, and a vote that goes on is not closed.
    for act in ["archive", "close"] {
        let refused = staff_again.post(&format!("{plan}/{act}"), &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{act}");
    }
    app.clock.advance(days(40));
    let staff = Browser::open(&app);
    staff.sign_in(&app, "petit@example.org", "/staff").await;
    taken(&staff, &format!("{plan}/close"), &[]).await;
    assert!(shown(&staff, plan).await.html.contains("/archive\""));
    taken(&staff, &format!("{plan}/archive"), &[]).await;
    let page = shown(&staff, plan).await.html;
    assert!(
        !page.contains("/archive\"") && text(&page).contains("Archivé"),
        "{page}"
    );
}
