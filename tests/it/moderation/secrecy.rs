//! What residents may not see leaves nowhere: who reported, who decided, what was removed, what moderators wrote.

use serde_json::{Value, json};

use super::{Scene, report};

const SECRETS: [&str; 4] = ["Inès", "06 12 34", "note entre nous", "explication secrète"];

/// A case with a notice, a second opinion and a removal, told to those concerned.
async fn removed() -> (Scene, Value) {
    let scene = Scene::begin().await;
    let input =
        json!({ "item": scene.comment, "kind": "HOUSE_RULE", "explanation": "Une explication secrète." });
    assert_eq!(report(&scene.lina, input).await["problems"], json!([]));
    let case = scene.first(&scene.omar, "OPEN").await;
    const ASK: &str = "mutation($case: ID!, $version: Int!) {
        askSecondOpinion(case: $case, version: $version, action: REMOVE, note: \"Une note entre nous.\") { case { id version } }
    }";
    let asked = scene
        .omar
        .ask(ASK, json!({ "case": case["id"], "version": case["version"] }))
        .await["askSecondOpinion"]["case"]
        .clone();
    let done = scene
        .decide(&scene.ines, &asked, json!({ "action": "REMOVE" }))
        .await;
    assert_eq!(done["problems"], json!([]));
    scene.told().await;
    (scene, case)
}

#[tokio::test]
async fn no_reader_finds_it_by_root_node_edge_search_count_feed_or_log() {
    let (scene, case) = removed().await;
    let about = json!({ "case": case["id"], "comment": scene.comment, "proposal": scene.proposal });
    let queries = [
        "query($case: ID!, $comment: ID!, $proposal: ID!) { node(id: $case) { id __typename } comment(id: $comment) { id body author { __typename } useful: usefulCount versions(first: 5) { edges { node { body } } } } proposal(id: $proposal) { comments(first: 5) { edges { node { body } } } } }",
        "query($case: ID!, $comment: ID!, $proposal: ID!) { a: node(id: $comment) { id ... on Comment { body } } b: node(id: $proposal) { id } c: node(id: $case) { id } moderationQueue { totalCount edges { node { id } } } }",
        "{ search(query: \"menteur\") { totalCount edges { node { __typename ... on Comment { body } } } } }",
        "{ changes { edges { node { kind subject node { __typename } } } } }",
        "{ moderationLog { edges { node { action reference rule day } } } }",
    ];
    for (who, reader) in [
        ("visitor", &scene.app.visitor()),
        ("resident", &scene.lina),
        ("author", &scene.awa),
        ("staff", &scene.staff),
    ] {
        for query in queries {
            let variables = if query.starts_with("query") {
                about.clone()
            } else {
                json!({})
            };
            let answer = reader.graphql(query, variables).await;
            assert!(answer.get("errors").is_none(), "{answer:#}");
            let text = answer.to_string();
            for secret in SECRETS {
                assert!(!text.contains(secret), "{who} reads «{secret}»: {answer:#}");
            }
            assert!(!text.contains("case_"), "{who} hears of the case: {answer:#}");
            assert_ne!(answer["data"]["moderationQueue"]["totalCount"], 1, "{who}");
            assert_ne!(answer["data"]["search"]["totalCount"], 1, "{who}");
        }
    }
    for mail in scene.app.mail.all() {
        for secret in SECRETS {
            assert!(!mail.text.contains(secret), "«{secret}» in {}", mail.text);
        }
    }
}

#[tokio::test]
async fn moderators_read_the_file_and_nobody_reads_who_sent_a_notice() {
    let (scene, case) = removed().await;
    let case = scene.case(&scene.ines, &case).await.to_string();
    assert!(
        case.contains("Une explication secrète.") && case.contains("06 12 34"),
        "{case}"
    );
    assert!(
        !case.contains("Lina") && !case.contains(&scene.lina.account().to_string()),
        "{case}"
    );
    let changes = "{ changes(kinds: [CASE_CHANGED]) { edges { node { subject } } } }";
    let heard = scene.ines.ask(changes, json!({})).await["changes"]["edges"].clone();
    assert_eq!(
        heard.as_array().unwrap().len(),
        4,
        "opened, asked, decided, told: {heard:#}"
    );
}

#[tokio::test]
async fn a_change_of_the_feed_tells_that_something_was_removed_and_by_which_rule() {
    let (scene, _) = removed().await;
    let changes = "{ changes(kinds: [MODERATION_DECIDED]) { edges { node { kind subject node { ... on Comment { body visibility } } } } } }";
    let heard = scene.app.visitor().ask(changes, json!({})).await["changes"]["edges"].clone();
    assert_eq!(
        heard[0]["node"],
        json!({ "kind": "MODERATION_DECIDED", "subject": scene.comment, "node": { "body": null, "visibility": "REMOVED" } })
    );
}
