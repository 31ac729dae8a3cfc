//! What residents may not see leaves nowhere: who reported, who decided, what was removed, what moderators wrote.

use std::{io::Read, sync::Arc};

use domain::{moderation::figures::Period, text::Slug};
use futures::StreamExt;
use serde_json::{Value, json};
use test_support::Person;
use tokio::sync::Mutex;

use super::{CASE, Scene, report};
use crate::{
    served::{Events, PATIENCE, serve, until_listening},
    subscriptions::comment,
};

const SECRETS: [&str; 4] = ["Inès", "06 12 34", "note entre nous", "explication secrète"];

/// A case with a notice, a second opinion and a removal, told to those concerned.
async fn removed() -> (Scene, Value) {
    let scene = Scene::begin().await;
    let case = remove(&scene).await;
    (scene, case)
}

async fn remove(scene: &Scene) -> Value {
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
    case
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

/// What somebody hears of a subscription, as it comes.
fn follow(scene: &Scene, who: &Person, document: &str) -> Arc<Mutex<Vec<String>>> {
    let mut answers = who.follow(document, json!({ "proposal": scene.proposal }));
    let heard = Arc::new(Mutex::new(Vec::new()));
    let told = heard.clone();
    tokio::spawn(async move {
        while let Some(answer) = answers.next().await {
            told.lock().await.push(answer.to_string());
        }
    });
    heard
}

/// Waits until somebody has heard this.
async fn until_heard(heard: &Mutex<Vec<String>>, words: &str) {
    let waiting = async {
        while !heard.lock().await.iter().any(|answer| answer.contains(words)) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect(words);
}

#[tokio::test]
async fn no_subscriber_hears_it_on_a_stream_while_moderators_follow_the_queue() {
    let scene = Scene::begin().await;
    let served = serve(&scene.app).await;
    let queue = format!("subscription {{ queueChanged {{ case {{ {CASE} secondOpinion {{ note }} }} }} }}");
    let comments = "subscription($proposal: ID!) { commentPosted(proposal: $proposal) { comment { body author { __typename } versions(first: 5) { edges { node { body } } } } } }";
    let proposals = "subscription { proposalChanged { kind proposal { title comments(first: 5) { edges { node { body } } } } } }";
    let visitor = scene.app.visitor();
    let readers = [
        ("visitor", &visitor),
        ("resident", &scene.lina),
        ("author", &scene.awa),
        ("staff", &scene.staff),
    ];
    let mut heard = Vec::new();
    for (who, reader) in readers {
        for document in [queue.as_str(), comments, proposals] {
            heard.push((who, document, follow(&scene, reader, document)));
        }
    }
    let moderator = follow(&scene, &scene.ines, &queue);
    // The same over the network, as a visitor's browser asks for it.
    let variables = json!({ "proposal": scene.proposal });
    let mut queue_stream = Events::open(served.address, &queue, json!({})).await;
    let mut stream = Events::open(served.address, comments, variables).await;
    until_listening(&scene.app, heard.len() + 3).await;

    remove(&scene).await;
    until_heard(&moderator, "TOLD").await;
    let told = moderator.lock().await.concat();
    assert!(
        told.contains("explication secrète") && told.contains("note entre nous") && told.contains("06 12 34"),
        "moderators hear all of it: {told}"
    );
    comment(&scene.awa, &scene.proposal, &Value::Null, "Un dernier mot.").await;
    let revise = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    scene.lina.ask(revise, json!({ "id": scene.proposal })).await;
    let (_, last) = stream.event().await;
    assert!(last.to_string().contains("Un dernier mot."), "{last:#}");
    for secret in SECRETS {
        assert!(!last.to_string().contains(secret), "{last:#}");
    }
    for (who, document, heard) in &heard {
        // The last thing that there is to hear, where there is anything.
        if document.contains("commentPosted") {
            until_heard(heard, "Un dernier mot.").await;
        } else if document.contains("proposalChanged") {
            until_heard(heard, "PROPOSAL_WITHDRAWN").await;
        }
        let answers = heard.lock().await.concat();
        if document.contains("queueChanged") {
            assert_eq!(answers, "", "{who}");
        }
        for secret in SECRETS {
            assert!(!answers.contains(secret), "{who} hears «{secret}»: {answers}");
        }
        assert!(!answers.contains("case_"), "{who} hears of the case: {answers}");
    }
    served.ask_to_stop();
    assert_eq!(
        queue_stream.event().await.0,
        "complete",
        "a visitor's stream of the queue is silent"
    );
    drop((queue_stream, stream));
    served.stop().await;
}

#[tokio::test]
async fn no_export_and_no_download_has_it() {
    let (scene, _) = removed().await;
    let cx = app::Cx::system(scene.app.house.clone(), "export");
    let (mut proposals, mut comments) = (Vec::new(), Vec::new());
    let slug = Slug::parse("les-tilleuls").unwrap();
    app::exchange::export(&cx, &slug, &mut proposals, &mut comments, |_| {})
        .await
        .unwrap()
        .expect("the plan is there");
    let folder = tempfile::tempdir().unwrap();
    let day = |text: &str| text.parse().unwrap();
    let year = Period::new(day("2026-01-01"), day("2026-12-31")).unwrap();
    let written = app::moderation::export::export(&cx, year, folder.path(), |_| {})
        .await
        .unwrap();
    assert_eq!(written.decisions, 1);
    let mut files = vec![
        ("proposals".to_owned(), String::from_utf8(proposals).unwrap()),
        ("comments".to_owned(), String::from_utf8(comments).unwrap()),
    ];
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        files.push((
            path.display().to_string(),
            std::fs::read_to_string(&path).unwrap(),
        ));
    }
    assert_eq!(files.len(), 2 + 9);
    for (name, text) in &files {
        assert!(!text.is_empty(), "{name}");
        // Who wrote a contribution stands beside it, and nowhere in what is published of moderation.
        let of_moderation = ["Lina", "Awa", "account_0"];
        let hidden = SECRETS.iter().chain(&["Omar", "example.org", "case_", "notice_"]);
        let is_debate = ["proposals", "comments"].contains(&name.as_str());
        for hidden in hidden.chain(of_moderation.iter().filter(|_| !is_debate)) {
            assert!(!text.contains(hidden), "«{hidden}» in {name}: {text}");
        }
    }

    // The author downloads what they wrote, the notifier what they said, and nobody what others did.
    for (who, reader, theirs) in [
        ("resident", &scene.lina, "explication secrète"),
        ("author", &scene.awa, "06 12 34"),
        ("staff", &scene.staff, ""),
    ] {
        let archive = app::accounts::download(reader.cx()).await.unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive.bytes)).unwrap();
        let mut text = String::new();
        for place in 0..zip.len() {
            zip.by_index(place).unwrap().read_to_string(&mut text).unwrap();
        }
        assert!(text.contains(theirs), "{who}: {text}");
        // The text that a notice speaks of is part of the notice.
        let others = SECRETS
            .iter()
            .filter(|secret| **secret != theirs && !(who == "resident" && **secret == "06 12 34"));
        for hidden in others.chain(&["Omar"]) {
            assert!(!text.contains(hidden), "{who} downloads «{hidden}»: {text}");
        }
    }
}
