//! Webhooks on pages.

use axum::http::StatusCode;
use domain::accounts::{Grant, Role};
use test_support::TestApp;

use super::staff::{between, refused, shown, signed_in, taken, text};
use crate::plans::published;

const URL: &str = "https://atlas.example/hook?key=s3cr3t";

#[tokio::test]
async fn a_webhook_is_made_tried_paused_and_deleted_without_script() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    published(&petit).await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    assert_eq!(
        resident.get("/staff/webhooks").await.status,
        StatusCode::FORBIDDEN
    );
    let none = shown(&staff, "/staff/webhooks").await;
    assert!(text(&none.html).contains("Aucun webhook."), "{}", none.html);
    let form = shown(&staff, "/staff/webhooks/new").await;
    let key = between(&form.html, "name=\"key\" value=\"", "\"").to_owned();
    for (url, said) in [
        ("http://atlas.example/", "en https seulement"),
        ("https://127.0.0.1/", "pas publique"),
        ("https://169.254.169.254/", "pas publique"),
        ("", "href=\"#url\""),
    ] {
        let typed = [("url", url), ("key", &key), ("proposal.published", "yes")];
        let page = staff.post("/staff/webhooks/new", &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        assert!(page.html.contains(said), "{said} in {}", page.html);
        assert!(
            page.html
                .contains("name=\"proposal.published\" value=\"yes\" checked")
        );
    }
    let typed = [("url", URL), ("key", &key), ("proposal.published", "yes")];
    let made = staff.post("/staff/webhooks/new", &typed).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    let secret = between(&made.html, "<code>", "</code>").to_owned();
    assert!(secret.starts_with("whsec_"));
    let twice = staff.post("/staff/webhooks/new", &typed).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "one form makes one webhook");
    let list = shown(&staff, "/staff/webhooks").await;
    assert!(
        text(&list.html).contains("En marche atlas.example Tout le site Une proposition est publiée"),
        "{}",
        list.html
    );
    assert!(!list.html.contains("s3cr3t"));
    let path = format!(
        "/staff/webhooks/{}",
        between(&list.html, "href=\"/staff/webhooks/webhook_", "\"")
    )
    .replace("/staff/webhooks/", "/staff/webhooks/webhook_");
    let page = shown(&staff, &path).await;
    assert!(!page.html.contains(&secret), "shown once");
    assert!(text(&page.html).contains("Aucune livraison ici."));

    taken(&staff, &format!("{path}/ping"), &[]).await;
    app.run_worker().await;
    let page = shown(&staff, &path).await;
    let said = text(&page.html);
    assert!(said.contains("Perdue Un essai"), "{said}");
    assert!(said.contains("pas de connexion"), "{said}");
    let again = format!("{path}/deliveries/{}", between(&page.html, "/deliveries/", "\""));
    taken(&staff, &again, &[]).await;
    let waiting = shown(&staff, &format!("{path}?state=waiting")).await;
    assert!(text(&waiting.html).contains("En attente Un essai"));
    let arrived = shown(&staff, &format!("{path}?state=delivered")).await;
    assert!(text(&arrived.html).contains("Aucune livraison ici."));

    taken(&staff, &format!("{path}/pause"), &[("version", "1")]).await;
    assert!(text(&shown(&staff, &path).await.html).contains("En pause"));
    let late = staff.post(&format!("{path}/resume"), &[("version", "1")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    taken(&staff, &format!("{path}/resume"), &[("version", "2")]).await;
    let rotated = staff.post(&format!("{path}/rotate"), &[]).await;
    assert_ne!(between(&rotated.html, "<code>", "</code>"), secret);
    refused(
        &staff,
        &format!("{path}/replay"),
        &[("version", "3"), ("after", "beaucoup")],
        &["href=\"#after\"", "beaucoup"],
    )
    .await;
    taken(
        &staff,
        &format!("{path}/replay"),
        &[("version", "3"), ("after", "0")],
    )
    .await;
    refused(
        &staff,
        &path,
        &[("version", "4"), ("url", "https://[::1]/")],
        &["href=\"#url\"", "https://[::1]/"],
    )
    .await;
    taken(
        &staff,
        &path,
        &[("version", "4"), ("url", URL), ("comment.posted", "yes")],
    )
    .await;
    let asked = shown(&staff, &format!("{path}/delete")).await;
    assert!(text(&asked.html).contains("atlas.example"));
    taken(&staff, &format!("{path}/delete"), &[]).await;
    assert_eq!(staff.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn staff_of_one_plan_make_webhooks_of_that_plan_alone() {
    let app = TestApp::start().await;
    let site = app.staff("M. Petit").await;
    let plan = published(&site).await;
    let grant = Grant {
        role: Role::Staff,
        plan: Some(plan["id"].as_str().unwrap().parse().unwrap()),
    };
    let lina = app.with_grants("Lina", &[grant]).await;
    let staff = signed_in(&app, &lina, "lina@example.org").await;
    let form = shown(&staff, "/staff/webhooks/new").await;
    assert!(!form.html.contains("Tout le site"), "{}", form.html);
    let everywhere = staff.post("/staff/webhooks/new", &[("url", URL)]).await;
    assert_eq!(everywhere.status, StatusCode::FORBIDDEN);
    let here = [("url", URL), ("plan", plan["id"].as_str().unwrap())];
    assert_eq!(
        staff.post("/staff/webhooks/new", &here).await.status,
        StatusCode::OK
    );
    assert!(text(&shown(&staff, "/staff/webhooks").await.html).contains("De tout"));
}
