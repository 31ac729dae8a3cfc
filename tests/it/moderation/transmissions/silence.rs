//! Who learns nothing of a transmission, and what is said to those who learn of it.

use std::io::Read;

use domain::{moderation::figures::Period, text::Slug};

use super::*;

/// What this reader sees of all that could tell of it.
async fn sees(reader: &Person, about: &Value) -> Vec<Value> {
    const EVERYTHING: &str = "query($case: ID!, $comment: ID!, $proposal: ID!) {
        case: node(id: $case) { id __typename }
        comment(id: $comment) {
            id body visibility versions(first: 5) { edges { node { body } } } moderation { action reference }
        }
        proposal(id: $proposal) { commentCount comments(first: 5) { edges { node { body visibility } } } }
        search(query: \"menteur\") { totalCount edges { node { __typename } } }
    }";
    const FEED: &str = "{ changes(first: 100) { edges { cursor node { kind subject } } } }";
    const LOG: &str = "{ moderationLog { edges { node { action item count reference } } } }";
    const MINE: &str = "{ myDecisions { edges { node { id action } } }
        me { notifications { edges { node { kind subject } } } identityLookups { what } } }";
    vec![
        reader.graphql(EVERYTHING, about.clone()).await,
        reader.graphql(FEED, json!({})).await,
        reader.graphql(LOG, json!({})).await,
        reader.graphql(MINE, json!({})).await,
    ]
}

async fn downloaded(who: &Person) -> String {
    let archive = app::accounts::download(who.cx()).await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive.bytes)).unwrap();
    let mut all = String::new();
    for place in 0..zip.len() {
        zip.by_index(place).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

#[tokio::test]
async fn nobody_else_learns_that_it_exists() {
    let scene = Scene::begin().await;
    let karim = scene.app.with_grants("Karim", &[grant(Role::Facilitator)]).await;
    let outside = scene.app.with_grants("Dehors", &[grant(Role::Reviewer)]).await;
    let case = scene.reported(&scene.ines).await;
    let both = [grant(Role::Moderator), grant(Role::Staff)];
    let both = scene.app.with_grants("Deux casquettes", &both).await;
    scene.app.run_worker().await;
    let visitor = scene.app.visitor();
    let readers = [
        ("visitor", &visitor),
        ("author", &scene.awa),
        ("resident", &scene.lina),
        ("staff", &scene.staff),
        ("facilitator", &karim),
        ("reviewer", &outside),
    ];
    let about = json!({ "case": case["id"], "comment": scene.comment, "proposal": scene.proposal });
    let mut before = Vec::new();
    for (_, reader) in readers {
        before.push(sees(reader, &about).await);
    }
    let taken_out = debate(&scene).await;
    let download = downloaded(&scene.awa).await;
    let mails = scene.app.mail.to("awa@example.org").len();

    // The sender of the notice moderates too, and is as far from it as from the case.
    let refused = transmit(&scene.ines, &case, quiet()).await;
    assert_eq!(codes(&refused), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    let refused = transmit(&both, &case, quiet()).await;
    assert_eq!(codes(&refused), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    let done = transmit(&scene.omar, &case, quiet()).await;
    assert_eq!(done["problems"], json!([]), "{done:#}");
    scene.told().await;
    let transmission = listed(&scene.omar, &case).await[0].clone();
    let anna = scene.app.with_grants("Anna", &[grant(Role::Admin)]).await;
    let access = asked(&scene.omar, &transmission).await;
    try_to(&anna, CONFIRM, &access).await;
    let opened = try_to(&scene.omar, OPEN, &access).await;
    assert_eq!(opened["copy"]["body"], WORDS, "{opened:#}");
    scene.told().await;

    for ((who, reader), before) in readers.into_iter().zip(before) {
        assert_eq!(before, sees(reader, &about).await, "{who} sees what they saw");
    }
    let with_notifier = [("notifier", &scene.ines), ("staff who moderates", &both)];
    for (who, reader) in readers.into_iter().chain(with_notifier) {
        for case in [&case["id"], &Value::Null] {
            let found = reader.graphql(LIST, json!({ "case": case })).await;
            assert_eq!(found["data"]["transmissions"], json!([]), "{who}: {found:#}");
        }
        for id in [&transmission["id"], &access["id"]] {
            let node = "query($id: ID!) { node(id: $id) { id } }";
            let node = reader.graphql(node, json!({ "id": id })).await;
            assert!(node["data"]["node"].is_null(), "{who}: {node:#}");
        }
        for (what, asked) in [
            (
                ASK,
                json!({ "transmission": transmission["id"], "reason": REASON }),
            ),
            (CONFIRM, json!({ "access": access["id"] })),
            (OPEN, json!({ "access": access["id"] })),
        ] {
            let answer = reader.graphql(what, asked).await.to_string();
            let silent = answer.contains("MODERATION_NOT_FOUND") || answer.contains("AUTH_REQUIRED");
            assert!(silent && !answer.contains("06 12 34"), "{who}: {answer}");
        }
    }
    assert_eq!(
        downloaded(&scene.awa).await,
        download,
        "the download says nothing"
    );
    assert_eq!(scene.app.mail.to("awa@example.org").len(), mails, "no mail");
    assert!(debate(&scene).await == taken_out, "the debate says nothing");
    let files = exported(&scene).await;
    assert!(files.contains("notices_illegal"), "{files}");
    for hidden in ["transmi", "passed", "prosecutor", "decided_otherwise", "06 12 34"] {
        assert!(!files.to_lowercase().contains(hidden), "{hidden} in {files}");
    }
    stored(&scene).await;
}

/// The debate as anybody takes it out.
async fn debate(scene: &Scene) -> (Vec<u8>, Vec<u8>) {
    let cx = app::Cx::system(scene.app.house.clone(), "test");
    let plan = Slug::parse("les-tilleuls").unwrap();
    let (mut proposals, mut comments) = (Vec::new(), Vec::new());
    app::exchange::export(&cx, &plan, &mut proposals, &mut comments, |_| {})
        .await
        .unwrap();
    (proposals, comments)
}

/// The files of the law for the year, whole.
async fn exported(scene: &Scene) -> String {
    let folder = tempfile::tempdir().unwrap();
    let cx = app::Cx::system(scene.app.house.clone(), "test");
    let [from, to] = ["2026-01-01", "2026-12-31"].map(|day| day.parse().unwrap());
    let period = Period::new(from, to).unwrap();
    app::moderation::export::export(&cx, period, folder.path(), |_| {})
        .await
        .unwrap();
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect()
}

/// No row says in the clear what was sealed, or that it is about this author.
async fn stored(scene: &Scene) {
    let connection = scene.app.db().schema_connection();
    for table in [
        "transmissions",
        "transmission_accesses",
        "jobs",
        "outbox",
        "events",
        "idempotency_keys",
    ] {
        let all = Statement::from_string(
            connection.get_database_backend(),
            format!("SELECT * FROM {table}"),
        );
        for row in connection.query_all_raw(all).await.unwrap() {
            let text = format!("{row:?}");
            for hidden in ["06 12 34", "menteur", "awa@example.org"] {
                assert!(!text.contains(hidden), "{table}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn senders_of_notices_learn_that_it_was_decided_and_not_what() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let visitor = scene.app.visitor();
    let named = json!({ "item": scene.comment, "kind": "ILLEGAL", "explanation": "C'est une menace de mort.",
        "goodFaith": true, "name": "Zoé Martin", "email": "zoe@example.org", "language": "en" });
    assert_eq!(report(&visitor, named).await["problems"], json!([]));
    let case = scene.case(&scene.ines, &case).await;
    transmitted(&scene, &case, quiet()).await;
    let notices = "{ myNotices { edges { node { stage outcome contestableUntil } } } }";
    let notice = scene.lina.ask(notices, json!({})).await["myNotices"]["edges"][0]["node"].clone();
    assert_eq!(
        notice,
        json!({ "stage": "TOLD", "outcome": "DECIDED", "contestableUntil": "2027-05-23T08:00:10Z" })
    );
    for address in ["lina@example.org", "zoe@example.org"] {
        let mail = scene.app.mail.to(address).pop().expect(address);
        assert!(mail.text.contains("A decision was taken."), "{}", mail.text);
        for hidden in ["prosecutor", "authorit", "not followed", "threat"] {
            let said = mail.text.replace("Le maire", "").to_lowercase();
            assert!(!said.contains(hidden), "{hidden} in {said}");
        }
    }
    assert!(
        scene.app.mail.to("awa@example.org").is_empty(),
        "nothing to the author"
    );
    // What they may contest, they contest as anything; the reviewer finds an ordinary case.
    let asked = format!("{{ moderationQueue(view: CONTESTED) {{ edges {{ node {{ {CASE} }} }} }} }}");
    assert_eq!(
        scene.omar.ask(&asked, json!({})).await["moderationQueue"]["edges"],
        json!([])
    );
}

#[tokio::test]
async fn an_author_whom_it_harms_nobody_to_tell_reads_to_whom_and_why() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let input = json!({ "authority": "PHAROS", "ground": "CRIME_OR_OFFENCE", "tellAuthor": true });
    let transmission = transmitted(&scene, &case, input).await;
    assert_eq!(transmission["silence"], Value::Null);
    let [mail] = scene.app.mail.to("awa@example.org").try_into().expect("one mail");
    assert_eq!(mail.subject, "Your contribution was passed on to an authority");
    for said in ["PHAROS", "article 40", "no sanction", "Le maire de Saint-Exemple"] {
        assert!(mail.text.contains(said), "{said}\n{}", mail.text);
    }
    for hidden in ["Inès", "Lina", "06 12"] {
        assert!(!mail.text.contains(hidden), "{hidden}\n{}", mail.text);
    }
    assert_eq!(scene.shown().await["visibility"], "SHOWN");
    assert_eq!(
        listed(&scene.awa, &case).await,
        json!([]),
        "told, and no more than that"
    );
}

#[tokio::test]
async fn a_mark_keeps_its_decision_when_what_it_is_on_is_passed_on() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let passage = json!([{ "from": 14, "to": 28 }]);
    let masked = json!({ "action": "MASK", "passages": passage });
    scene.decide(&scene.omar, &case, masked).await;
    scene.told().await;
    let before = scene.shown().await;
    assert!(before["moderation"]["reference"].is_string(), "{before:#}");
    let again = scene.reported(&scene.lina).await;
    assert_ne!(again["id"], case["id"]);
    transmitted(&scene, &again, quiet()).await;
    assert_eq!(scene.shown().await, before, "the public sees what it saw");
}
