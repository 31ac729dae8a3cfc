//! What municipal staff do with plans: opened by five questions, written, drawn, checked, published, amended.

use axum::http::StatusCode;
use domain::{
    accounts::{Grant, Role},
    time::days,
};
use test_support::TestApp;

use super::{
    Browser,
    staff::{refused, shown, signed_in, taken, text},
};

const FIVE: [(&str, &str); 7] = [
    ("template", "renewal"),
    ("title", "L'îlot des Écoles"),
    (
        "summary",
        "Trois rues changent. Les écoles restent. La place se discute.",
    ),
    ("decided", "Les écoles restent où elles sont."),
    ("openToDebate", "La place, ses arbres, ses bancs."),
    ("startsAt", "2026-12-01"),
    ("endsAt", "2026-12-31"),
];
const SQUARE: &str =
    "{\"type\":\"Polygon\",\"coordinates\":[[[2.35,48.91],[2.36,48.91],[2.36,48.92],[2.35,48.91]]]}";

#[tokio::test]
async fn a_plan_is_opened_by_five_questions_checked_and_drawn_before_it_is_kept() {
    let app = TestApp::unmoderated().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    assert_eq!(
        resident.get("/staff/plans/new").await.status,
        StatusCode::FORBIDDEN
    );
    assert!(text(&shown(&staff, "/staff/plans").await.html).contains("Vous ne préparez aucun plan."));
    shown(&staff, "/staff/plans/new").await;
    refused(
        &staff,
        "/staff/plans/new",
        &[("template", "renewal"), ("summary", "Trois rues changent.")],
        &[
            "href=\"#startsAt\"",
            "href=\"#endsAt\"",
            "Trois rues changent.",
            "<title>Erreur",
        ],
    )
    .await;
    let plan = taken(&staff, "/staff/plans/new", &FIVE).await;
    let plan = plan.strip_suffix("?done=plan-opened").unwrap().to_owned();
    assert_eq!(plan, "/staff/plans/l-ilot-des-ecoles");
    assert_eq!(
        resident.get("/plans/l-ilot-des-ecoles").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(resident.get(&plan).await.status, StatusCode::FORBIDDEN);
    let page = text(&shown(&staff, &plan).await.html);
    assert!(
        page.contains("Manque Deux modérateurs") && page.contains("Prêt Un résumé"),
        "{page}"
    );
    assert!(!page.contains("Publier le plan"), "{page}");
    refused(&staff, &format!("{plan}/publish"), &[], &["modérateur"]).await;

    // A drawing is shown before it is kept, and what was typed is still there.
    let zones = format!("{plan}/zones");
    let drawn = |act: &'static str, version: &'static str| {
        [
            ("version", version),
            ("act", act),
            ("count", "2"),
            ("zones.0.title", "La place"),
            ("zones.0.geometry", SQUARE),
        ]
    };
    let seen = staff.post(&zones, &drawn("draw", "1")).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(
        seen.html.contains("class=\"zone\"") && seen.html.contains("La place"),
        "{}",
        seen.html
    );
    assert!(
        !shown(&staff, &zones).await.html.contains("La place"),
        "a drawing keeps nothing"
    );
    for act in ["keep", "draw"] {
        let mut wrong = drawn(act, "1");
        wrong[4].1 = "{\"type\":\"Carré\"}";
        refused(&staff, &zones, &wrong, &["href=\"#zones.0.geometry\"", "Carré"]).await;
    }
    taken(&staff, &zones, &drawn("keep", "1")).await;
    assert!(shown(&staff, &zones).await.html.contains("class=\"zone\""));
    refused(&staff, &zones, &drawn("keep", "1"), &["entre-temps"]).await;

    // A draft is seen as it will be: what can be done then, and how long.
    app.clock.advance(days(9));
    let staff = {
        let browser = Browser::open(&app);
        browser.sign_in(&app, "petit@example.org", "/staff").await;
        browser
    };
    let seen = text(&shown(&staff, &format!("{plan}/preview")).await.html);
    assert!(
        seen.contains("il reste 29 jours") && !seen.contains("Rien n'est ouvert"),
        "{seen}"
    );
}

#[tokio::test]
async fn staff_of_one_plan_neither_see_nor_change_another() {
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    taken(&staff, "/staff/plans/new", &FIVE).await;
    let other = crate::plans::published(&petit).await;
    let role = Grant {
        role: Role::Staff,
        plan: Some(other["id"].as_str().unwrap().parse().unwrap()),
    };
    let roy = app.with_grants("Mme Roy", &[role]).await;
    let limited = signed_in(&app, &roy, "roy@example.org").await;
    let list = shown(&limited, "/staff/plans").await;
    assert!(
        !list.html.contains("Écoles") && !list.html.contains("/staff/plans/new"),
        "{}",
        list.html
    );
    for section in [
        "",
        "/texts",
        "/phases",
        "/zones",
        "/operations",
        "/documents",
        "/rules",
        "/answering",
        "/preview",
    ] {
        let path = format!("/staff/plans/l-ilot-des-ecoles{section}");
        assert_eq!(limited.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        shown(&limited, &format!("/staff/plans/les-tilleuls{section}")).await;
    }
    // Phases stand on a line of months: what is typed is drawn before it is kept.
    let drawn = limited
        .post(
            "/staff/plans/les-tilleuls/phases",
            &[
                ("act", "draw"),
                ("count", "2"),
                ("phases.0.title", "Une fête"),
                ("phases.0.startsAt", "2027-01-10"),
                ("phases.0.endsAt", "2027-03-20"),
                ("phases.1.title", "Sans date"),
            ],
        )
        .await;
    // What can be drawn is, beside what is wrong with the rest.
    assert_eq!(drawn.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        drawn.html.contains("href=\"#phases.1.startsAt\""),
        "{}",
        drawn.html
    );
    let line = drawn.html.split("class=\"timeline\"").nth(1).expect("a drawing");
    let line = line.split("</svg>").next().unwrap();
    assert!(
        line.contains(">Une fête</text>") && line.matches("class=\"next\"").count() == 1,
        "{line}"
    );
    assert!(
        line.contains("February 2027") || line.contains("février 2027"),
        "{line}"
    );
    // A row that was left empty goes; what is wrong with the next is said beside it, and one without a title is not lost.
    let wrong = limited
        .post(
            "/staff/plans/les-tilleuls/phases",
            &[
                ("act", "keep"),
                ("version", "1"),
                ("count", "3"),
                ("phases.0.kind", "inform"),
                ("phases.1.title", "Une fête"),
                ("phases.1.startsAt", "2027-01-10"),
                ("phases.1.endsAt", "le printemps"),
                ("phases.2.startsAt", "2027-04-01"),
                ("phases.2.endsAt", "2027-04-30"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let row = wrong.html.split("name=\"phases.0.title\"").nth(1).expect("a row");
    let row = row.split("name=\"phases.1.title\"").next().unwrap();
    assert!(
        row.contains("value=\"le printemps\"") && row.contains("class=\"problem\""),
        "{row}"
    );
    assert!(wrong.html.contains("value=\"2027-04-30\""), "{}", wrong.html);
    let kept = shown(&limited, "/staff/plans/les-tilleuls/phases").await;
    assert!(!kept.html.contains("Une fête"), "{}", kept.html);
    assert_eq!(
        limited.get("/staff/plans/new").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        limited.get("/staff/plans/les-tilleuls/nothing").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_somebody_else_kept_meanwhile_is_told_and_replaced_on_purpose_alone() {
    let app = TestApp::start().await;
    let staff = signed_in(&app, &app.staff("M. Petit").await, "petit@example.org").await;
    taken(&staff, "/staff/plans/new", &FIVE).await;
    let texts = "/staff/plans/l-ilot-des-ecoles/texts";
    let words = |version: &'static str, title: &'static str| {
        [
            ("version", version),
            ("title", title),
            ("summary", "Trois rues changent."),
        ]
    };
    taken(&staff, texts, &words("1", "L'îlot et ses écoles")).await;
    let late = staff.post(texts, &words("1", "L'îlot des trois écoles")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for there in [
        "La vôtre est encore ici.",
        "value=\"L&#39;îlot des trois écoles\"",
        "name=\"version\" value=\"2\"",
        "href=\"/staff/plans/l-ilot-des-ecoles/texts\" target=\"_blank\"",
    ] {
        assert!(late.html.contains(there), "{there} in {}", late.html);
    }
    assert!(
        shown(&staff, texts)
            .await
            .html
            .contains("L&#39;îlot et ses écoles")
    );
    taken(&staff, texts, &words("2", "L'îlot des trois écoles")).await;
    assert!(
        shown(&staff, texts)
            .await
            .html
            .contains("L&#39;îlot des trois écoles")
    );
}
