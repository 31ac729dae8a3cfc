//! The four orders of a thread: each comment once, page by page, at a cost that does not depend on its length.

use app::comments::{Order, Under};
use data_encoding::BASE64URL_NOPAD;
use domain::{
    PageRequest, Scope,
    comments::{CommentId, Position},
    time::days,
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::{Person, TestApp, TestDatabase};

use crate::{
    comments::{DELETE, REACT, debated, say},
    comments_imports::{imported, insert, proposal},
};

const WALK: &str = "query($id: ID!, $order: CommentOrder!, $position: CommentPosition, $first: Int, $after: String) { proposal(id: $id) {
    comments(order: $order, position: $position, first: $first, after: $after) {
        pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id usefulCount } }
    }
} }";

/// All ids of a list, page by page.
async fn walk(
    who: &Person,
    proposal: &Value,
    order: &str,
    position: Option<&str>,
    size: usize,
) -> Vec<Value> {
    let (mut ids, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let variables =
            json!({ "id": proposal, "order": order, "position": position, "first": size, "after": cursor });
        let list = who.ask(WALK, variables).await["proposal"]["comments"].clone();
        let edges = list["edges"].as_array().unwrap();
        let info = &list["pageInfo"];
        assert_eq!(info["hasPreviousPage"], json!(!cursor.is_null()));
        assert!(edges.len() == size || info["hasNextPage"] == json!(false));
        ids.extend(edges.iter().map(|edge| edge["node"]["id"].clone()));
        cursor = info["endCursor"].clone();
        if info["hasNextPage"] == json!(false) {
            return ids;
        }
    }
}

async fn mark(who: &Person, id: &Value, reaction: &str) {
    let marked = who.ask(REACT, json!({ "id": id, "reaction": reaction })).await;
    assert_eq!(marked["reactToComment"]["problems"], json!([]), "{marked:#}");
}

#[tokio::test]
async fn every_order_shows_each_comment_once_whatever_the_size_of_pages() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let people = [app.resident("Lina").await, app.resident("Karim").await];
    let start = crate::hostile::seed();
    let mut rng = SmallRng::seed_from_u64(start);
    let mut ids = Vec::new();
    for number in 0..14 {
        app.clock
            .advance(std::time::Duration::from_secs(rng.random_range(0..2)));
        let position = [Some("FOR"), Some("AGAINST"), None][number % 3];
        ids.push(say(&awa, &proposal, &json!(null), position).await);
    }
    for _ in 0..20 {
        let (id, who) = (&ids[rng.random_range(0..8)], &people[rng.random_range(0..2)]);
        mark(who, id, ["USEFUL", "NOT_USEFUL"][rng.random_range(0..2)]).await;
    }
    for _ in 0..10 {
        say(&awa, &proposal, &ids[rng.random_range(0..14)], None).await;
    }
    awa.ask(DELETE, json!({ "id": ids[3] })).await;
    for order in ["NEWEST", "OLDEST", "MOST_USEFUL", "MOST_DISCUSSED"] {
        let whole = walk(&app.visitor(), &proposal, order, None, 100).await;
        let sorted = |ids: &[Value]| {
            let mut ids: Vec<_> = ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(sorted(&whole), sorted(&ids), "{order}, seed {start}");
        for size in 1..=9 {
            assert_eq!(
                walk(&app.visitor(), &proposal, order, None, size).await,
                whole,
                "{order} by {size}, seed {start}"
            );
        }
        let mut positioned = 0;
        for position in ["FOR", "AGAINST", "NEITHER"] {
            positioned += walk(&awa, &proposal, order, Some(position), 3).await.len();
        }
        assert_eq!(positioned, 10, "{order}");
        if order == "OLDEST" {
            assert_eq!(whole, ids);
        }
        if order == "NEWEST" {
            assert_eq!(whole, ids.iter().rev().cloned().collect::<Vec<_>>());
        }
    }
}

#[tokio::test]
async fn one_place_in_five_is_kept_for_a_comment_that_nobody_has_marked() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let (lina, karim) = (app.resident("Lina").await, app.resident("Karim").await);
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(say(&awa, &proposal, &json!(null), None).await);
    }
    // 0 to 7 are marked: 0 twice useful, 1 to 6 once, 7 found not useful; 8 to 11 are new.
    for id in &ids[..7] {
        mark(&lina, id, "USEFUL").await;
    }
    mark(&karim, &ids[0], "USEFUL").await;
    mark(&lina, &ids[7], "NOT_USEFUL").await;
    let order = walk(&lina, &proposal, "MOST_USEFUL", None, 3).await;
    let places: Vec<usize> = order
        .iter()
        .map(|id| ids.iter().position(|known| known == id).unwrap())
        .collect();
    let is_new: Vec<bool> = places.iter().map(|place| *place >= 8).collect();
    let expected = [
        false, false, false, false, true, false, false, false, false, true, true, true,
    ];
    assert_eq!(is_new, expected, "{places:?}");
    assert_eq!(places[0], 0, "two of two convince more than one of one");
    assert_eq!(
        places[8], 7,
        "what was found not useful is the last that is marked"
    );
    assert_eq!(
        [places[4], places[9], places[10], places[11]],
        [11, 10, 9, 8],
        "new ones, newest first"
    );
    // A mark takes a comment off the new ones; the next one takes its place.
    mark(&karim, &ids[11], "USEFUL").await;
    let order = walk(&lina, &proposal, "MOST_USEFUL", None, 100).await;
    assert_eq!(order[4], ids[10]);
    // Age decays: a half-life and more later, one mark outweighs two old ones.
    app.clock.advance(days(28));
    let fresh = say(&awa, &proposal, &json!(null), None).await;
    mark(&lina, &fresh, "USEFUL").await;
    assert_eq!(walk(&lina, &proposal, "MOST_USEFUL", None, 100).await[0], fresh);
}

#[tokio::test]
async fn what_is_posted_during_a_walk_neither_hides_nor_repeats_what_was_there() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let lina = app.resident("Lina").await;
    let mut before = Vec::new();
    for number in 0..11 {
        before.push(say(&awa, &proposal, &json!(null), None).await);
        if number % 2 == 0 {
            mark(&lina, &before[number], "USEFUL").await;
        }
    }
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "id": proposal, "order": "MOST_USEFUL", "first": 2, "after": cursor });
        let list = lina.ask(WALK, variables).await["proposal"]["comments"].clone();
        seen.extend(
            list["edges"]
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge["node"]["id"].to_string()),
        );
        cursor = list["pageInfo"]["endCursor"].clone();
        if list["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        say(&awa, &proposal, &json!(null), None).await;
    }
    let mut distinct = seen.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), seen.len(), "nothing twice");
    assert!(
        before.iter().all(|id| distinct.contains(&id.to_string())),
        "nothing lost"
    );
}

#[tokio::test]
async fn a_cursor_of_one_list_opens_no_other_and_a_forged_one_opens_none() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let first = say(&awa, &proposal, &json!(null), Some("FOR")).await;
    say(&awa, &proposal, &first, None).await;
    let variables = json!({ "id": proposal, "order": "MOST_USEFUL", "first": 1 });
    let list = awa.ask(WALK, variables).await["proposal"]["comments"].clone();
    let cursor = list["edges"][0]["cursor"].as_str().unwrap().to_owned();
    let json = String::from_utf8(BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap()).unwrap();
    let forged = |from: &str, to: &str| {
        assert!(json.contains(from), "{json}");
        BASE64URL_NOPAD.encode(json.replacen(from, to, 1).as_bytes())
    };
    let long = "a".repeat(2_000);
    for (order, position, after) in [
        ("NEWEST", None, cursor.clone()),
        ("MOST_USEFUL", Some("FOR"), cursor.clone()),
        ("MOST_USEFUL", None, forged("{\"i\":1}", "{\"i\":5}")),
        ("MOST_USEFUL", None, forged("{\"i\":1}", "{\"t\":\"x\"}")),
        ("MOST_USEFUL", None, forged("{\"i\":1},", "")),
        ("MOST_USEFUL", None, long),
    ] {
        let variables = json!({ "id": proposal, "order": order, "position": position, "after": after });
        let answer = awa.graphql(WALK, variables).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "request.bad_cursor",
            "{order} {answer:#}"
        );
    }
    let answers = "query($id: ID!, $after: String) { comment(id: $id) { answers(order: MOST_USEFUL, after: $after) { totalCount } } }";
    let answer = awa
        .graphql(answers, json!({ "id": first, "after": cursor }))
        .await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "request.bad_cursor");
}

#[tokio::test]
async fn two_comments_and_twenty_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    let (awa, plan, proposal) = debated(&app).await;
    let people = [
        app.resident("Lina").await,
        app.resident("Karim").await,
        awa.clone(),
    ];
    for number in 0..20 {
        let who = &people[number % 3];
        let id = say(
            who,
            &proposal,
            &json!(null),
            [Some("FOR"), Some("AGAINST")][number % 2],
        )
        .await;
        mark(&people[(number + 1) % 3], &id, "USEFUL").await;
        say(&people[(number + 2) % 3], &proposal, &id, None).await;
    }
    for number in 0..19 {
        let input = json!({ "plan": plan["id"], "input": crate::proposals::platanes() });
        let sent = awa.ask(crate::proposals::SUBMIT, input).await;
        let id = &sent["submitProposal"]["proposal"]["id"];
        for position in ["FOR", "AGAINST"] {
            say(&people[number % 3], id, &json!(null), Some(position)).await;
        }
    }
    const THREADS: &str = "query($id: ID!, $first: Int) { proposal(id: $id) { commentCounts { inFavour } comments(first: $first) { totalCount edges { node {
        body usefulCount viewerReaction author { ... on Account { displayName } } viewerCan { answer } proposal { number } parent { id }
        answers(order: MOST_USEFUL, first: 3) { totalCount edges { node { body viewerReaction author { ... on Account { displayName } } answers(first: 1) { edges { node { id } } } } } }
    } } } } }";
    const BESIDE: &str = "query($plan: ID, $first: Int) { proposals(plan: $plan, first: $first, sort: OLDEST) { edges { node { commentCounts { against } sideBySide {
        inFavour { edges { node { body author { ... on Account { displayName } } } } } against { edges { node { body author { ... on Account { displayName } } } } }
    } } } } }";
    let cost = async |document: &str, first: usize| {
        let before = app.db().stats().statements;
        let variables = json!({ "id": proposal, "plan": plan["id"], "first": first });
        let answer = people[0].ask(document, variables).await;
        let edges = answer
            .pointer("/proposal/comments/edges")
            .or(answer.pointer("/proposals/edges"));
        assert_eq!(edges.unwrap().as_array().unwrap().len(), first);
        app.db().stats().statements - before
    };
    for document in [THREADS, BESIDE] {
        let (two, twenty) = (cost(document, 2).await, cost(document, 20).await);
        assert!(two > 3, "statements are counted");
        assert_eq!(two, twenty, "{document}");
    }
}

#[tokio::test]
async fn for_and_against_stand_side_by_side() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let lina = app.resident("Lina").await;
    let mut ids = Vec::new();
    for position in ["FOR", "AGAINST", "FOR", "NEITHER", "AGAINST", "FOR", "FOR"] {
        ids.push(say(&awa, &proposal, &json!(null), Some(position)).await);
    }
    mark(&lina, &ids[2], "USEFUL").await;
    let read = "query($id: ID!) { proposal(id: $id) { sideBySide { inFavour { edges { node { id } } pageInfo { hasNextPage } } against(first: 1, order: OLDEST) { edges { node { id } } } } } }";
    let beside = lina.ask(read, json!({ "id": proposal })).await["proposal"]["sideBySide"].clone();
    let found = |side: &str| -> Vec<Value> {
        let edges = beside[side]["edges"].as_array().unwrap();
        edges.iter().map(|edge| edge["node"]["id"].clone()).collect()
    };
    assert_eq!(
        found("inFavour"),
        [ids[2].clone(), ids[6].clone(), ids[5].clone()]
    );
    assert_eq!(beside["inFavour"]["pageInfo"]["hasNextPage"], true);
    assert_eq!(found("against"), [ids[1].clone()]);
}

/// The first page of a long thread, and any page after it, is a range of an index: nothing is sorted, nothing skipped.
#[tokio::test]
async fn an_index_serves_every_order_on_both_databases() {
    let app = TestApp::start().await;
    let proposal = proposal(&app).await;
    let comments: Vec<_> = (0..4_000)
        .map(|number| {
            let mut one = imported(&proposal, number, None);
            one.comment.position = Some(Position::ALL[number as usize % 4]);
            one.comment.useful_taken_over = (number % 2 == 0).then_some(3);
            one
        })
        .collect();
    insert(&app, &comments).await;
    let connection = app.db().schema_connection();
    connection.execute_unprepared("ANALYZE").await.unwrap();
    let explain = if TestDatabase::on_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let lists = [
        Under::Proposal(proposal.id, None),
        Under::Proposal(proposal.id, Some(Position::Against)),
        Under::Comment(comments[0].comment.id),
    ];
    for under in lists {
        for order in [
            Order::Newest,
            Order::Oldest,
            Order::MostUseful,
            Order::MostDiscussed,
        ] {
            for (new, resumed) in [(false, false), (true, true)] {
                let sql = persistence::comments::range_sql(app.db().backend(), under, order, new, resumed);
                let statement =
                    Statement::from_string(connection.get_database_backend(), format!("{explain} {sql}"));
                let rows = connection.query_all_raw(statement).await.unwrap();
                let column = if TestDatabase::on_postgres() {
                    "QUERY PLAN"
                } else {
                    "detail"
                };
                let plan: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
                let plan = plan.join("\n");
                let sorts = plan.contains("Sort") || plan.contains("TEMP B-TREE");
                let ranges = plan.contains("idx-comments-under_id") && !plan.contains("Bitmap");
                // A list of nothing may be read in any way.
                let empty = matches!(under, Under::Comment(_)) && TestDatabase::on_postgres();
                assert!(
                    empty || (ranges && !sorts),
                    "{under:?} {order:?} {resumed}\n{sql}\n{plan}"
                );
            }
        }
    }
    // The last pages of the long thread are there as well as the first.
    let all = Scope::system();
    for order in [Order::Newest, Order::MostUseful] {
        let (under, mut request, mut seen) = (
            lists[0],
            PageRequest::first(100),
            std::collections::BTreeSet::<CommentId>::new(),
        );
        loop {
            let pages = persistence::comments::lists(app.db(), &all, &[under], order, &request)
                .await
                .unwrap();
            let page = &pages[&under];
            seen.extend(page.items.iter().map(|(_, comment)| comment.id));
            if !page.has_next {
                break;
            }
            request = request.after(page.items.last().unwrap().0.clone());
        }
        assert_eq!(seen.len(), 4_000);
    }
}
