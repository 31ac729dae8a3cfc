//! What admins do on pages: roles, programs, rules of moderation.

use axum::http::StatusCode;
use domain::accounts::{Grant, Role};
use serde_json::json;
use test_support::TestApp;

use super::staff::{between, refused, shown, signed_in, taken, text};
use crate::organisations::{CHECK, registered};

const ADMIN: Grant = Grant {
    role: Role::Admin,
    plan: None,
};

#[tokio::test]
async fn an_admin_gives_and_ends_a_role_and_staff_do_not() {
    let app = TestApp::start().await;
    let (ada, petit, awa) = (
        app.with_grants("Ada", &[ADMIN]).await,
        app.staff("M. Petit").await,
        app.resident("Awa").await,
    );
    let admin = signed_in(&app, &ada, "ada@example.org").await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    for path in ["/staff/access", "/staff/programs"] {
        assert_eq!(staff.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(
            staff.post(path, &[]).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
        assert_eq!(resident.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        shown(&admin, path).await;
    }
    assert!(!shown(&staff, "/staff").await.html.contains("/staff/access"));
    let nobody = [
        ("email", "nobody@example.org"),
        ("role", "staff"),
        ("until", "2026-12-31"),
    ];
    refused(
        &admin,
        "/staff/access",
        &nobody,
        &["href=\"#email\"", "nobody@example.org"],
    )
    .await;
    let past = [
        ("email", "awa@example.org"),
        ("role", "staff"),
        ("until", "2020-12-31"),
    ];
    refused(&admin, "/staff/access", &past, &["href=\"#until\""]).await;
    assert_eq!(resident.get("/staff").await.status, StatusCode::FORBIDDEN);
    let given = [
        ("email", "awa@example.org"),
        ("role", "staff"),
        ("until", "2026-12-31"),
    ];
    taken(&admin, "/staff/access", &given).await;
    assert_eq!(resident.get("/staff").await.status, StatusCode::OK);
    let page = shown(&admin, "/staff/access").await;
    assert!(
        text(&page.html).contains("Awa – Agent, Tout le site"),
        "{}",
        page.html
    );
    let row = page.html.split("<strong>Awa</strong>").nth(1).unwrap();
    let end = between(row, "action=\"", "\"").to_owned();
    taken(&admin, &end, &[]).await;
    assert_eq!(resident.get("/staff").await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.post(&end, &[]).await.status, StatusCode::NOT_FOUND);
    // Somebody must remain.
    let own = shown(&admin, "/staff/access").await;
    let row = own.html.split("<strong>Ada</strong>").nth(1).unwrap();
    refused(
        &admin,
        between(row, "action=\"", "\""),
        &[],
        &["Il y a un problème"],
    )
    .await;
}

#[tokio::test]
async fn a_program_gets_a_token_that_is_shown_once_and_can_be_stopped() {
    let app = TestApp::start().await;
    let ada = app.with_grants("Ada", &[ADMIN]).await;
    let admin = signed_in(&app, &ada, "ada@example.org").await;
    let empty = shown(&admin, "/staff/programs").await;
    let key = between(&empty.html, "name=\"key\" value=\"", "\"").to_owned();
    refused(
        &admin,
        "/staff/programs",
        &[("name", "Atlas"), ("key", &key)],
        &["href=\"#scopes\"", "Atlas"],
    )
    .await;
    let form = [
        ("name", "Atlas"),
        ("read", "yes"),
        ("export", "yes"),
        ("key", key.as_str()),
    ];
    let made = admin.post("/staff/programs", &form).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    let token = between(&made.html, "<code>", "</code>").to_owned();
    let program = app.program(&token).await.expect("the token opens the API");
    program.ask("{ plans { totalCount } }", json!({})).await;
    let again = admin.post("/staff/programs", &form).await;
    assert!(
        !again.html.contains(&token),
        "a form that is sent twice makes one program"
    );
    let page = shown(&admin, "/staff/programs").await;
    assert!(
        !page.html.contains(&token) && text(&page.html).contains("Atlas – Lire, Exporter"),
        "{}",
        page.html
    );
    assert_eq!(page.html.matches("<strong>Atlas</strong>").count(), 1);
    let stop = format!(
        "/staff/programs/{}/stop",
        between(&page.html, "action=\"/staff/programs/", "/")
    );
    taken(&admin, &stop, &[]).await;
    assert!(
        app.program(&token).await.is_none(),
        "a stopped program opens nothing"
    );
}

#[tokio::test]
async fn a_rule_is_written_anew_by_admins_as_a_version() {
    let scene = crate::moderation::Scene::begin().await;
    let app = &scene.app;
    let ada = app.with_grants("Ada", &[ADMIN]).await;
    let admin = signed_in(app, &ada, "ada@example.org").await;
    let staff = signed_in(app, &scene.staff, "petit@example.org").await;
    let list = shown(&staff, "/staff/rules").await;
    assert!(
        !list.html.contains("href=\"/staff/rules/"),
        "staff read, admins write"
    );
    let path = format!("/staff/rules/{}", scene.rule);
    assert_eq!(staff.get(&path).await.status, StatusCode::FORBIDDEN);
    let form = shown(&admin, &path).await;
    let value = |name: &str| {
        let field = between(&form.html, &format!("name=\"{name}\""), "</div>");
        if field.contains("</textarea>") {
            between(field, ">", "</textarea>")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
        } else {
            between(field, "value=\"", "\"")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
        }
    };
    let mut fields: Vec<(String, String)> = vec![("version".into(), value("version"))];
    for place in 0..2 {
        for field in ["title", "explanation", "refusedExample", "acceptedExample"] {
            let name = format!("texts.{place}.{field}");
            let now = value(&name);
            fields.push((name, now));
        }
    }
    fields.push(("severity".into(), "grave".into()));
    let typed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut short = typed.clone();
    short[1].1 = "x";
    refused(&admin, &path, &short, &["href=\"#texts.0.title\""]).await;
    let mut titled = typed.clone();
    titled[1].1 = "Un titre plus clair";
    taken(&admin, &path, &titled).await;
    let page = text(&shown(&staff, "/staff/rules").await.html);
    assert!(
        page.contains("Un titre plus clair grave") && page.contains("version 2 du"),
        "{page}"
    );
    refused(&admin, &path, &titled, &["Il y a un problème"]).await;
}

#[tokio::test]
async fn an_admin_lets_somebody_answer_in_the_name_of_an_organisation_and_ends_it() {
    let app = TestApp::start().await;
    let (ada, petit, awa) = (
        app.with_grants("Ada", &[ADMIN]).await,
        app.staff("M. Petit").await,
        app.resident("Awa").await,
    );
    let admin = signed_in(&app, &ada, "ada@example.org").await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    crate::plans::published(&petit).await;
    let path = "/staff/plans/les-tilleuls/answering";
    assert_eq!(resident.get(path).await.status, StatusCode::FORBIDDEN);
    let empty = text(&shown(&admin, path).await.html);
    assert!(
        empty.contains("Personne ne répond encore") && empty.contains("Il faut d'abord un organisme vérifié"),
        "{empty}"
    );
    let landlord = registered(&petit).await;
    let check = json!({ "id": landlord["id"], "version": landlord["version"] });
    let checked = petit.ask(CHECK, check).await;
    assert_eq!(checked["checkOrganisation"]["problems"], json!([]), "{checked}");

    let form = shown(&admin, path).await.html;
    let (about, name) = form
        .split("<option value=\"theme_")
        .nth(1)
        .and_then(|option| option.split("</option>").next()?.split_once("\">"))
        .expect("a theme");
    let (about, name) = (
        format!("theme_{}", about.split('"').next().unwrap()),
        name.to_owned(),
    );
    let given = |email: &'static str, until: &'static str| {
        [
            ("organisation", landlord["id"].as_str().unwrap().to_owned()),
            ("about", about.clone()),
            ("email", email.to_owned()),
            ("until", until.to_owned()),
        ]
    };
    for (email, until, says) in [
        ("nobody@example.org", "2026-12-31", "Personne n&#39;a de compte"),
        ("pas une adresse", "2026-12-31", "href=\"#email\""),
        ("awa@example.org", "2020-12-31", "href=\"#until\""),
    ] {
        let typed = given(email, until);
        let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
        refused(&admin, path, &typed, &[says]).await;
    }
    let typed = given("awa@example.org", "2026-12-31");
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    // Staff read who answers, and give nothing.
    assert_eq!(staff.post(path, &typed).await.status, StatusCode::FORBIDDEN);
    let location = taken(&admin, path, &typed).await;
    let page = shown(&admin, &location).await.html;
    let said = text(&page);
    for there in ["Awa – Habitat des Tilleuls", name.as_str(), "31 décembre 2026"] {
        assert!(said.contains(there), "{there} in {said}");
    }
    let read = text(&shown(&staff, path).await.html);
    assert!(
        read.contains("Awa – Habitat des Tilleuls") && read.contains("Un administrateur donne"),
        "{read}"
    );
    assert_eq!(resident.get("/staff/answers").await.status, StatusCode::OK);
    let end = format!("{path}/{}/end", between(&page, "/answering/", "/end"));
    assert_eq!(staff.post(&end, &[]).await.status, StatusCode::FORBIDDEN);
    taken(&admin, &end, &[]).await;
    assert!(text(&shown(&staff, path).await.html).contains("Personne ne répond encore"));
    assert_eq!(resident.get("/staff/answers").await.status, StatusCode::FORBIDDEN);
    refused(&admin, &end, &[], &[]).await;
}
