//! Finding contributions by their words: the same rows in the same order on both databases.

use app::Cx;
use domain::{
    Visibility,
    accounts::{Grant, Role},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::{CREATE, PUBLISH, published, tilleuls},
    proposals::{SUBMIT, platanes},
    subscriptions::{comment, debate},
    voting::submitted,
};

const SEARCH: &str = "query($q: String!, $plan: ID, $kinds: [SearchKind!], $first: Int, $after: String) {
    search(query: $q, plan: $plan, kinds: $kinds, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { __typename ... on Proposal { number } ... on Comment { body } } }
    }
}";

/// Title, text and language of a small town's debate; their numbers are their places, from 1.
const TEXTS: [(&str, &str, &str); 10] = [
    (
        "Une école de musique au cœur du quartier",
        "Les élèves n'ont nulle part où répéter.",
        "fr",
    ),
    (
        "Garder les platanes de la place",
        "Les arbres donnent de l'ombre aux écoles voisines.",
        "fr",
    ),
    (
        "Planter des arbres rue des Écoles",
        "Des tilleuls, pas des platanes. Il faut 38 arbres.",
        "fr",
    ),
    (
        "Mobilité douce vers la gare",
        "Une piste cyclable à l'abri des voitures et de l'eau.",
        "fr",
    ),
    (
        "Running water in every flat",
        "The flats on the third floor have had no water for weeks.",
        "en",
    ),
    (
        "Viviendas dignas para los niños",
        "Los niños del barrio merecen una escuela cercana.",
        "es",
    ),
    (
        "Un carril bici a l'Eixample",
        "El col·lectiu de veïns demana tramvies i arbres.",
        "ca",
    ),
    (
        "தமிழ் பள்ளி வேண்டும் இங்கே",
        "குழந்தைகளுக்கு ஒரு தமிழ் பள்ளி வேண்டும்.",
        "ta",
    ),
    (
        "Straße der Œuvres d'art",
        "Une STRASSE piétonne, et des œuvres.",
        "fr",
    ),
    (
        "Un potager partagé 12e5abc",
        "Le n° 38bis de la rue est libre.",
        "fr",
    ),
];

async fn submit(person: &Person, plan: &Value, (title, body, language): (&str, &str, &str)) -> Value {
    let input = json!({ "title": title, "body": body, "language": language });
    let sent = person
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent:#}");
    sent["submitProposal"]["proposal"]["id"].clone()
}

async fn town() -> (TestApp, Value, Person) {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let awa = app.resident("Awa").await;
    for text in TEXTS {
        submit(&awa, &plan, text).await;
        app.clock.advance(std::time::Duration::from_secs(60));
    }
    (app, plan, awa)
}

async fn numbers(person: &Person, query: &str) -> Vec<i64> {
    let found = person.ask(SEARCH, json!({ "q": query, "first": 100 })).await;
    let edges = found["search"]["edges"].as_array().unwrap();
    assert_eq!(found["search"]["totalCount"], edges.len(), "{query}");
    edges
        .iter()
        .map(|edge| edge["node"]["number"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn a_golden_set_of_questions_finds_the_same_rows_in_the_same_order() {
    let (app, ..) = town().await;
    let visitor = app.visitor();
    for (question, expected) in [
        // In the title as written, then in the title in another form, then in the text.
        ("école", &[1, 3, 2][..]),
        ("ECOLES", &[3, 1, 2]),
        ("ecol", &[3, 1, 2]),
        ("arbre", &[3, 7, 2]),
        ("arbres", &[3, 7, 2]),
        ("platanes", &[2, 3]),
        ("platanes place", &[2]),
        ("platane", &[2, 3]),
        ("mobilites", &[4]),
        ("mobilité gare", &[4]),
        ("l'eau", &[4]),
        ("eaux", &[4]),
        ("coeur", &[1]),
        ("cœur", &[1]),
        ("quart", &[1]),
        ("qu", &[]),
        ("flat", &[5]),
        ("flats", &[5]),
        ("run", &[5]),
        ("niño", &[6]),
        ("ninos", &[6]),
        ("vivienda", &[6]),
        ("escuelas", &[6]),
        ("collectiu", &[7]),
        ("col·lectiu", &[7]),
        ("tramvies", &[7]),
        ("tramvia", &[]),
        ("tramvi", &[7]),
        ("தமிழ்", &[8]),
        ("பள்ளி", &[8]),
        ("strasse", &[9]),
        ("STRAẞE", &[9]),
        ("oeuvre", &[9]),
        ("38", &[10, 3]),
        ("12e5abc", &[10]),
        ("ssecol", &[]),
        ("ßecol", &[]),
        ("absent", &[]),
        ("platanes absent", &[]),
    ] {
        assert_eq!(numbers(&visitor, question).await, expected, "{question}");
    }
}

#[tokio::test]
async fn hostile_questions_find_nothing_worse_than_nothing() {
    let (app, plan, _) = town().await;
    let visitor = app.visitor();
    let long = "école ".repeat(2_000);
    let many = (0..13).map(|n| format!("mot{n}")).collect::<Vec<_>>().join(" ");
    for question in [
        "",
        " ",
        "\"",
        "'",
        "''",
        "\\",
        "*",
        "école*",
        "école:*",
        "^école",
        "title:école",
        "terms : école",
        "{title} : école",
        "- terms : école",
        "NEAR(école musique, 2)",
        "école AND",
        "AND OR NOT",
        "NOT école",
        "école OR platanes",
        "(école",
        "école)",
        "école & !musique",
        "école | musique",
        "<->",
        "école <-> musique",
        "'école':*A",
        "\"école musique\"",
        "école\u{0}musique",
        "\u{0}",
        "%",
        "_",
        "'; DROP TABLE proposals; --",
        "$1",
        "?",
        "\u{202e}elocé",
        "🏫",
        long.as_str(),
    ] {
        for (document, variables) in [
            (SEARCH, json!({ "q": question })),
            (
                "query($q: String!) { proposals(text: $q) { totalCount edges { node { number } } } }",
                json!({ "q": question }),
            ),
            (
                "query($q: String!, $plan: ID!) { similarProposals(plan: $plan, title: $q, body: $q) { number } }",
                json!({ "q": question, "plan": plan["id"] }),
            ),
        ] {
            let answer = visitor.graphql(document, variables).await;
            assert_eq!(answer.get("errors"), None, "{question:?}: {answer:#}");
        }
    }
    let refused = visitor.graphql(SEARCH, json!({ "q": many })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "request.too_costly");
    let foreign = visitor
        .graphql(
            SEARCH,
            json!({ "q": "école", "after": "WzEsIm5ld2VzdCIsMCxbXV0" }),
        )
        .await;
    assert_eq!(foreign["errors"][0]["extensions"]["code"], "request.bad_cursor");
    assert_eq!(
        numbers(&visitor, "école musique").await,
        [1],
        "operators are words, and quotes nothing"
    );
}

#[tokio::test]
async fn pages_of_what_is_found_follow_one_another() {
    let (app, plan, awa) = town().await;
    for n in 0..7 {
        let title = format!("Encore des platanes, numéro {n}");
        submit(&awa, &plan, (&title, "Toujours plus de platanes.", "fr")).await;
    }
    let visitor = app.visitor();
    let whole = numbers(&visitor, "platanes").await;
    assert_eq!(whole.len(), 9);
    let (mut cursor, mut found) = (Value::Null, Vec::new());
    loop {
        let page = visitor
            .ask(SEARCH, json!({ "q": "platanes", "first": 4, "after": cursor }))
            .await;
        let page = &page["search"];
        let nodes = page["edges"].as_array().unwrap();
        found.extend(nodes.iter().map(|edge| edge["node"]["number"].as_i64().unwrap()));
        cursor = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(found, whole);
    let other = visitor
        .graphql(SEARCH, json!({ "q": "arbres", "after": cursor }))
        .await;
    assert_eq!(
        other["errors"][0]["extensions"]["code"], "request.bad_cursor",
        "a cursor is of one question"
    );
}

#[tokio::test]
async fn what_is_revised_is_found_by_its_new_words_and_what_is_withdrawn_by_none() {
    let (app, plan, awa) = town().await;
    let id = submit(
        &awa,
        &plan,
        ("Une fontaine sur le mail", "Pour jouer en été, tous.", "fr"),
    )
    .await;
    let visitor = app.visitor();
    assert_eq!(numbers(&visitor, "fontaine").await, [11]);
    let revise = "mutation($id: ID!, $input: ProposalInput!) {
        reviseProposal(proposal: $id, version: 1, input: $input) { problems { code } }
    }";
    let input = json!({ "title": "Une pataugeoire sur le mail", "body": "Pour jouer en été, tous." });
    awa.ask(revise, json!({ "id": id, "input": input })).await;
    assert_eq!(numbers(&visitor, "fontaine").await, Vec::<i64>::new());
    assert_eq!(numbers(&visitor, "pataugeoires").await, [11]);
    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    awa.ask(withdraw, json!({ "id": id })).await;
    assert_eq!(numbers(&visitor, "pataugeoire").await, Vec::<i64>::new());
    assert_eq!(numbers(&awa, "pataugeoire").await, Vec::<i64>::new());
    let by_filter = visitor.ask("{ proposals(text: \"pataugeoire\") { totalCount } }", json!({}));
    assert_eq!(by_filter.await["proposals"]["totalCount"], 0);
}

/// Moderation's axis, as moderation will move it.
async fn set_visibility(app: &TestApp, id: &Value, visibility: Visibility) {
    let cx = Cx::system(app.house.clone(), "test");
    let id = id.as_str().unwrap().parse().unwrap();
    cx.write(|tx| {
        let (scope, visibility) = (cx.scope(), visibility.clone());
        async move {
            let mut proposal = persistence::proposals::lock(&tx, &scope, id).await?.unwrap();
            proposal.visibility = visibility;
            Ok(persistence::proposals::save(&tx, &proposal).await?)
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn hidden_and_masked_words_are_found_by_nobody() {
    let (app, plan, awa) = town().await;
    let moderator = app
        .with_grants(
            "Inès",
            &[Grant {
                role: Role::Moderator,
                plan: None,
            }],
        )
        .await;
    let id = submit(
        &awa,
        &plan,
        (
            "Un banc pour se reposer",
            "Appelez le gardien Zébulon demain.",
            "fr",
        ),
    )
    .await;
    set_visibility(
        &app,
        &id,
        Visibility::Masked {
            passages: vec![(10, 27)],
            attachments: Vec::new(),
        },
    )
    .await;
    for person in [&app.visitor(), &awa, &moderator] {
        assert_eq!(numbers(person, "zébulon").await, Vec::<i64>::new());
        assert_eq!(numbers(person, "appelez banc").await, [11]);
    }
    for visibility in [
        Visibility::Hidden,
        Visibility::Removed,
        Visibility::Held { until_micros: 0 },
    ] {
        set_visibility(&app, &id, visibility).await;
        for person in [&app.visitor(), &awa, &moderator] {
            assert_eq!(numbers(person, "banc").await, Vec::<i64>::new());
            let by_filter = person.ask("{ proposals(text: \"banc\") { totalCount } }", json!({}));
            assert_eq!(by_filter.await["proposals"]["totalCount"], 0);
        }
    }
    set_visibility(&app, &id, Visibility::Shown).await;
    assert_eq!(
        numbers(&app.visitor(), "zébulon").await,
        [11],
        "a reversal restores what was there"
    );
}

#[tokio::test]
async fn searches_stay_in_their_plan_and_lists_take_words_as_a_filter() {
    let (app, plan, awa) = town().await;
    let staff = app.staff("M. Petit").await;
    let mut other = tilleuls();
    other["slug"] = json!("les-ormes");
    let other = staff.ask(CREATE, json!({ "input": other })).await["createPlan"]["plan"].clone();
    staff.ask(PUBLISH, json!({ "plan": other["id"] })).await;
    submit(
        &awa,
        &other,
        ("Des platanes aux Ormes aussi", "Et quelques bancs dessous.", "fr"),
    )
    .await;
    let visitor = app.visitor();
    let count = async |variables: Value| visitor.ask(SEARCH, variables).await["search"]["totalCount"].clone();
    assert_eq!(count(json!({ "q": "platanes" })).await, 3);
    assert_eq!(count(json!({ "q": "platanes", "plan": plan["id"] })).await, 2);
    assert_eq!(count(json!({ "q": "platanes", "kinds": ["PROPOSAL"] })).await, 3);
    let list = visitor.ask(
        "query($plan: ID) { proposals(plan: $plan, text: \"platanes\", sort: OLDEST) { totalCount edges { node { number } } } }",
        json!({ "plan": plan["id"] }),
    );
    assert_eq!(
        list.await["proposals"],
        json!({ "totalCount": 2, "edges": [{ "node": { "number": 2 } }, { "node": { "number": 3 } }] })
    );
    let blank = visitor.ask("{ proposals(text: \"  \") { totalCount } }", json!({}));
    assert_eq!(
        blank.await["proposals"]["totalCount"],
        11,
        "a box left empty is no filter"
    );
}

#[tokio::test]
async fn similar_proposals_are_those_with_the_same_rare_words() {
    let (app, plan, awa) = town().await;
    let staff = app.staff("M. Petit").await;
    let similar = async |title: &str, body: &str| {
        let answer = awa.ask(
            "query($plan: ID!, $title: String!, $body: String!) {
                similarProposals(plan: $plan, title: $title, body: $body, first: 3) { number }
            }",
            json!({ "plan": plan["id"], "title": title, "body": body }),
        );
        let found = answer.await["similarProposals"].clone();
        let numbers = found.as_array().unwrap().iter();
        numbers
            .map(|one| one["number"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    let platanes = "Sauvons les platanes de notre place";
    assert_eq!(similar(platanes, "De l'ombre !").await, [2]);
    assert_eq!(similar("Arbres, platanes, tilleuls", "").await, [3, 2]);
    assert_eq!(
        similar("Un conservatoire", "Une école de musique pour les élèves").await,
        [1]
    );
    assert_eq!(similar("Rien de tel", "Zzzz").await, Vec::<i64>::new());
    assert_eq!(similar("", "").await, Vec::<i64>::new());
    let refused = staff.graphql(
        "query($plan: ID!) { similarProposals(plan: $plan, title: \"a\", first: 21) { number } }",
        json!({ "plan": plan["id"] }),
    );
    assert_eq!(
        refused.await["errors"][0]["extensions"]["code"],
        "request.too_costly"
    );
}

#[tokio::test]
async fn an_index_that_was_lost_is_written_anew() {
    use sea_orm::ConnectionTrait;
    let (app, plan, awa) = town().await;
    let visitor = app.visitor();
    let connection = app.db().schema_connection();
    for sql in [
        "DELETE FROM search_index",
        "DELETE FROM search_entries WHERE id <> 2",
    ] {
        connection.execute_unprepared(sql).await.unwrap();
    }
    assert_eq!(numbers(&visitor, "platanes").await, Vec::<i64>::new());
    let cx = Cx::system(app.house.clone(), "test");
    for _ in 0..2 {
        assert_eq!(app::search::reindex(&cx, |_| {}).await.unwrap(), 10);
        assert_eq!(numbers(&visitor, "platanes").await, [2, 3]);
    }
    // The next text finds its place among them.
    let input = platanes();
    awa.ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    assert_eq!(numbers(&visitor, "platanes").await, [11, 2, 3]);
}

#[tokio::test]
async fn comments_are_found_until_they_are_deleted() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&staff, "les-tilleuls", json!({})).await;
    let ids = submitted(&awa, &plan, 1).await;
    let said = comment(
        &awa,
        &ids[0],
        &Value::Null,
        "Gardons aussi le vieux cèdre, près des platanes.",
    )
    .await;
    let visitor = app.visitor();
    let found = async |query: &str, kinds: Value| {
        let found = visitor.ask(SEARCH, json!({ "q": query, "kinds": kinds })).await;
        let edges = found["search"]["edges"].as_array().unwrap().clone();
        edges
            .iter()
            .map(|edge| edge["node"]["__typename"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("cedres", Value::Null).await, ["Comment"]);
    assert_eq!(
        found("platanes", Value::Null).await,
        ["Proposal", "Comment"],
        "titles come first"
    );
    assert_eq!(found("platanes", json!(["COMMENT"])).await, ["Comment"]);
    assert_eq!(found("platanes", json!(["PROPOSAL"])).await, ["Proposal"]);
    let cx = Cx::system(app.house.clone(), "test");
    assert_eq!(app::search::reindex(&cx, |_| {}).await.unwrap(), 2);
    let edit = "mutation($id: ID!) { editComment(comment: $id, version: 1, body: \"Le vieux hêtre.\") { problems { code } } }";
    awa.ask(edit, json!({ "id": said })).await;
    assert_eq!(found("cèdre", Value::Null).await, Vec::<Value>::new());
    assert_eq!(found("hetre", Value::Null).await, ["Comment"]);
    let delete = "mutation($id: ID!) { deleteComment(comment: $id) { problems { code } } }";
    awa.ask(delete, json!({ "id": said })).await;
    assert_eq!(found("hetre", Value::Null).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_hit_of_which_nothing_is_chosen_is_an_empty_object() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&staff, "les-tilleuls", json!({})).await;
    let proposal = submitted(&awa, &plan, 1).await.remove(0);
    comment(&awa, &proposal, &Value::Null, "Ces platanes sont vieux.").await;
    let found = awa
        .ask(
            "{ search(query: \"platanes\") { edges { node { ... on Proposal { number } } } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        found["search"]["edges"],
        json!([{ "node": { "number": 1 } }, { "node": {} }])
    );
    let one = awa
        .ask(
            "query($id: ID!) { node(id: $id) { ... on Comment { body } } proposal(id: $id) { author { ... on Attribution { label } } } }",
            json!({ "id": proposal }),
        )
        .await;
    assert_eq!(one, json!({ "node": {}, "proposal": { "author": {} } }));
}
