//! Every class of weakness that was published about the platforms before us, tried here.
//!
//! A test is named after the class and the advisories that showed it; SECURITY.md says where the other classes stand.

use std::fmt::Write;

use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use test_support::{TestApp, TestDatabase};

use crate::{
    front,
    hostile::{plain_arguments, schema::Shape},
    migrations::shape,
    plans::{CREATE, published, tilleuls},
    proposals::{SUBMIT, platanes},
};

/// CVE-2023-47634: a unique index with a nullable column lets equal rows in.
#[tokio::test]
async fn parallel_requests_cve_2023_47634_no_unique_key_has_a_column_that_may_be_null() {
    let database = TestDatabase::migrated().await;
    let (columns, keys) = shape(database.connect().await.schema_connection()).await;
    assert!(keys.len() > 5, "the keys were read");
    for key in keys {
        let (table, names) = key.split_once(" (").expect("table (columns)");
        for name in names.trim_end_matches(')').split(',') {
            let column = &columns[&format!("{table}.{name}")];
            let may_be_null = column.contains("null YES");
            assert!(
                !may_be_null,
                "{key}: {name} may be null, and nulls are never equal"
            );
        }
    }
}

/// CVE-2024-39910, 2026-23891 and others: markup that somebody wrote never comes back as markup.
#[tokio::test]
async fn stored_scripts_cve_2026_23891_names_and_texts_are_text() {
    let app = TestApp::start().await;
    let (staff, awa) = (
        app.staff("M. Petit").await,
        app.resident("<script>alert(1)</script>").await,
    );
    let plan = published(&staff).await;
    let mut input = platanes();
    input["title"] = json!("<img src=x onerror=alert(1)> et des arbres");
    input["body"] = json!(
        "[cliquez](javascript:alert(1)) <script>alert(1)</script> <iframe src=//evil.example></iframe>"
    );
    awa.ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    let router = front::door(&app);
    for path in [
        "/",
        "/explorer",
        "/demo/mail",
        "/plans/les-tilleuls/proposals",
        "/plans/les-tilleuls/proposals/1",
        "/plans/les-tilleuls/proposals?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/sign-in?next=javascript:alert(1)&why=%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        let (_, page) = front::send(&router, Request::get(path).body(Body::empty()).unwrap()).await;
        for live in ["<script>alert", "<img", "<iframe", "\"javascript:"] {
            assert!(
                !page.contains(live),
                "{path} shows what people wrote as it came: {live} in {page}"
            );
        }
    }
    let html = ::app::markdown::to_html(input["body"].as_str().unwrap());
    for forbidden in ["<script", "javascript:", "<iframe", "onerror"] {
        assert!(!html.as_str().contains(forbidden), "{forbidden} in {html:?}");
    }
}

/// CVE-2023-34090, 2024-43415, 2026-45376: filters and orders name what the schema lists, and nothing else.
#[tokio::test]
async fn injected_queries_cve_2024_43415_filters_and_orders_are_lists_of_the_schema() {
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    published(&app.staff("M. Petit").await).await;
    for order in ["id", "(SELECT 1)", "author_account", "1; DROP TABLE proposals"] {
        let variables = json!({ "order": order });
        let answer = awa
            .graphql(
                "query($order: ProposalOrder) { proposals(order: $order) { totalCount } }",
                variables,
            )
            .await;
        assert!(
            answer["errors"].is_array(),
            "{order} was taken for an order: {answer}"
        );
    }
    for text in [
        "' OR '1'='1",
        "\"; DROP TABLE plans; --",
        "%' UNION SELECT phc FROM passwords --",
    ] {
        let answer = awa
            .graphql(
                "query($slug: String!) { plan(slug: $slug) { id } }",
                json!({ "slug": text }),
            )
            .await;
        assert_eq!(answer["data"]["plan"], Value::Null, "{answer}");
    }
    let still = awa.ask("{ plans { totalCount } }", json!({})).await;
    assert_eq!(still["plans"]["totalCount"], 1, "the tables stand");
}

/// CVE-2025-65017: an id of another kind, or a text that is no id, is never taken for a number or another row.
#[tokio::test]
async fn confused_ids_cve_2025_65017_another_kind_is_refused() {
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    let plan = published(&app.staff("M. Petit").await).await;
    let id = plan["id"].as_str().unwrap();
    let as_proposal = id.replacen("plan_", "proposal_", 1);
    for wrong in ["0", "1", "abc", id, "proposal_0", &as_proposal.to_uppercase()] {
        let answer = awa
            .graphql(
                "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }",
                json!({ "id": wrong }),
            )
            .await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "request.bad_id",
            "{wrong}: {answer}"
        );
    }
    let answer = awa
        .ask(
            "query($id: ID!) { node(id: $id) { id } }",
            json!({ "id": as_proposal }),
        )
        .await;
    assert_eq!(
        answer["node"],
        Value::Null,
        "the plan's number under another kind is nobody's"
    );
}

/// CVE-2026-40870, 2024-27090: what is not shown to a visitor is shown by no root field and no other rendering.
#[tokio::test]
async fn unauthorised_resolvers_cve_2026_40870_a_draft_is_invisible_everywhere() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let mut input = tilleuls();
    input["title"] = json!("Brouillon très confidentiel");
    let created = staff.ask(CREATE, json!({ "input": input })).await;
    let id = created["createPlan"]["plan"]["id"].clone();
    let theme = created["createPlan"]["plan"]["themes"][0]["id"].clone();
    for somebody in [app.visitor(), app.resident("Awa").await] {
        for query in [
            "query($id: ID!, $theme: ID!) { node(id: $id) { id } other: node(id: $theme) { id } }",
            "query($id: ID!, $theme: ID!) { plans { totalCount edges { node { title } } } theme: node(id: $theme) { id } plan: node(id: $id) { id } }",
            "query($id: ID, $theme: ID!) { proposals(plan: $id) { totalCount } node(id: $theme) { id } }",
        ] {
            let answer = somebody.graphql(query, json!({ "id": id, "theme": theme })).await;
            let text = answer["data"].to_string();
            assert!(
                !text.contains("confidentiel") && !text.contains("plan_") && !text.contains("theme_"),
                "{answer}"
            );
        }
    }
}

/// CVE-2023-36465, 2026-40869, 2026-45086: no mutation does anything for a visitor, save those that say so.
#[tokio::test]
async fn missing_authorisation_cve_2023_36465_visitors_change_nothing() {
    /// What a visitor may do: sign up and in, keep a draft, begin a vote, report, contest by a receipt.
    const OPEN: &[&str] = &[
        "saveDraft",
        "deleteDraft",
        "startVote",
        "dropStartedVotes",
        "requestCode",
        "confirmCode",
        "signUp",
        "signIn",
        "refresh",
        "requestPasswordReset",
        "resetPassword",
        "reportContent",
        "contestDecision",
    ];

    let app = TestApp::start().await;
    let visitor = app.visitor();
    let plan = published(&app.staff("M. Petit").await).await;
    let shape = Shape::read(&visitor).await;
    let mut surprises = String::new();
    let mutations = &shape.types[&shape.roots[1]].fields;
    assert!(mutations.len() > 20, "the mutations were read");
    for field in mutations {
        let name = field.name.as_str();
        if OPEN.contains(&name) {
            continue;
        }
        let arguments = plain_arguments(&shape, field, plan["id"].as_str().unwrap());
        let document = format!("mutation {{ {name}{arguments} {{ problems {{ code }} }} }}");
        let answer = visitor.graphql(&document, json!({})).await;
        let code = answer["data"][name]["problems"][0]["code"]
            .as_str()
            .unwrap_or_default();
        if code != "AUTH_REQUIRED" && !code.ends_with("_NOT_FOUND") {
            let _ = writeln!(surprises, "{document} answers a visitor with {answer}");
        }
    }
    assert_eq!(surprises, "");
}

/// CVE-2023-47635: a foreign page cannot act for somebody: the API reads no cookie and no form.
#[tokio::test]
async fn forged_requests_cve_2023_47635_cookies_and_forms_open_nothing() {
    let app = TestApp::start().await;
    let router = front::door(&app);
    let body = json!({ "query": "mutation { __typename }" }).to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let request = Request::post("/graphql")
            .header("content-type", kind)
            .header("cookie", "__Host-sid=anything")
            .body(Body::from(body.clone()))
            .unwrap();
        let (status, answer) = front::send(&router, request).await;
        assert_eq!(status, 415, "{kind}: {answer}");
    }
}
