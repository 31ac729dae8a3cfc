//! Lists of proposals: named filters alone, orders that show each proposal once, and a constant number of statements.

use data_encoding::BASE64URL_NOPAD;
use domain::accounts::{Grant, Role};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    organisations::{CHECK, GRANT, registered},
    plans::published,
    proposals::{SUBMIT, platanes},
    subscriptions::{comment, debate},
    voting::support,
};

async fn submitted(who: &Person, plan: &Value, count: usize) -> Vec<Value> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let sent = who
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
            .await;
        ids.push(sent["submitProposal"]["proposal"]["id"].clone());
    }
    ids
}

const WALK: &str = "query($plan: ID, $sort: ProposalSort!, $seed: Int!, $first: Int, $after: String, $last: Int, $before: String) {
    proposals(plan: $plan, sort: $sort, seed: $seed, first: $first, after: $after, last: $last, before: $before) {
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { number } }
    }
}";

/// All numbers of a list, page by page.
async fn walk(who: &Person, plan: &Value, sort: &str, seed: i32, size: usize, forward: bool) -> Vec<i64> {
    let (mut numbers, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let variables = if forward {
            json!({ "plan": plan["id"], "sort": sort, "seed": seed, "first": size, "after": cursor })
        } else {
            json!({ "plan": plan["id"], "sort": sort, "seed": seed, "last": size, "before": cursor })
        };
        let list = who.ask(WALK, variables).await["proposals"].clone();
        let page: Vec<i64> = list["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"]["number"].as_i64().unwrap())
            .collect();
        let info = &list["pageInfo"];
        let (more, behind) = if forward {
            (&info["hasNextPage"], &info["hasPreviousPage"])
        } else {
            (&info["hasPreviousPage"], &info["hasNextPage"])
        };
        assert_eq!(
            behind == &json!(true),
            !cursor.is_null(),
            "{sort} {seed} {size} {forward}"
        );
        assert!(
            page.len() == size || more == &json!(false),
            "a short page before the end"
        );
        if forward {
            numbers.extend(page);
            cursor = info["endCursor"].clone();
        } else {
            numbers.splice(0..0, page);
            cursor = info["startCursor"].clone();
        }
        if more == &json!(false) {
            return numbers;
        }
    }
}

#[tokio::test]
async fn every_order_shows_each_proposal_once_forwards_and_backwards() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    submitted(&awa, &plan, 11).await;
    let all: Vec<i64> = (1..=11).collect();
    let visitor = app.visitor();
    let start = crate::hostile::seed();
    let mut rng = SmallRng::seed_from_u64(start);
    let mut orders = Vec::new();
    for _ in 0..6 {
        let seed = rng.random_range(0..=i32::MAX);
        let size = rng.random_range(1..=12);
        let forward = walk(&visitor, &plan, "RANDOM", seed, size, true).await;
        let backward = walk(&visitor, &plan, "RANDOM", seed, rng.random_range(1..=12), false).await;
        assert_eq!(forward, backward, "seed {seed}");
        let mut sorted = forward.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, all, "seed {seed}");
        orders.push(forward);
    }
    // One shuffle, read from different places: each order is the first one, turned.
    for order in &orders {
        let from = orders[0].iter().position(|number| *number == order[0]).unwrap();
        let mut turned = orders[0].clone();
        turned.rotate_left(from);
        assert_eq!(order, &turned);
    }
    for (sort, expected) in [
        ("OLDEST", all.clone()),
        ("NEWEST", all.iter().rev().copied().collect()),
    ] {
        for size in [1, 4, 11] {
            assert_eq!(walk(&visitor, &plan, sort, 0, size, true).await, expected);
            assert_eq!(walk(&visitor, &plan, sort, 0, size, false).await, expected);
        }
    }
    assert_eq!(
        walk(&visitor, &plan, "MOST_DISCUSSED", 0, 3, true).await.len(),
        11
    );
}

#[tokio::test]
async fn what_is_published_during_a_walk_neither_hides_nor_repeats_what_was_there() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    submitted(&awa, &plan, 7).await;
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "plan": plan["id"], "sort": "RANDOM", "seed": 1_234_567_890, "first": 2, "after": cursor });
        let list = awa.ask(WALK, variables).await["proposals"].clone();
        let edges = list["edges"].as_array().unwrap();
        seen.extend(edges.iter().map(|edge| edge["node"]["number"].as_i64().unwrap()));
        cursor = list["pageInfo"]["endCursor"].clone();
        if list["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        if seen.len() < 8 {
            submitted(&awa, &plan, 1).await;
        }
    }
    let mut distinct = seen.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), seen.len(), "nothing twice: {seen:?}");
    assert!(
        (1..=7).all(|number| distinct.contains(&number)),
        "nothing lost: {seen:?}"
    );
}

#[tokio::test]
async fn filters_name_the_theme_the_author_and_what_the_viewer_follows() {
    let app = TestApp::start().await;
    let (staff, awa, lina, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let ids = submitted(&awa, &plan, 2).await;
    let mut about_trees = platanes();
    about_trees["theme"] = plan["themes"][0]["id"].clone();
    about_trees["zone"] = plan["zones"][0]["id"].clone();
    lina.ask(SUBMIT, json!({ "plan": plan["id"], "input": about_trees }))
        .await;

    let count = async |who: &Person, filter: String| {
        let list = who
            .ask(&format!("{{ proposals({filter}) {{ totalCount }} }}"), json!({}))
            .await;
        list["proposals"]["totalCount"].as_u64().unwrap()
    };
    let theme = |at: usize| plan["themes"][at]["id"].to_string();
    assert_eq!(count(&visitor, format!("themes: [{}]", theme(0))).await, 1);
    assert_eq!(count(&visitor, format!("themes: [{}]", theme(1))).await, 0);
    assert_eq!(
        count(&visitor, format!("zones: [{}]", plan["zones"][0]["id"])).await,
        1
    );
    let author = awa.cx().actor.account().unwrap();
    assert_eq!(count(&visitor, format!("author: \"{author}\"")).await, 2);
    assert_eq!(count(&visitor, "origins: [PAPER, TOWN]".to_owned()).await, 0);
    assert_eq!(count(&visitor, "origins: [PARTICIPANT]".to_owned()).await, 3);
    assert_eq!(count(&visitor, "states: [WITHDRAWN]".to_owned()).await, 0);

    const FOLLOW: &str = "mutation($id: ID!) { follow(id: $id) { viewerFollows problems { code } } }";
    const UNFOLLOW: &str = "mutation($id: ID!) { unfollow(id: $id) { viewerFollows problems { code } } }";
    for _ in 0..2 {
        let followed = lina.ask(FOLLOW, json!({ "id": ids[0] })).await;
        assert_eq!(
            followed["follow"],
            json!({ "viewerFollows": true, "problems": [] })
        );
    }
    lina.ask(FOLLOW, json!({ "id": plan["id"] })).await;
    let read = "query($id: ID!) { proposal(id: $id) { viewerFollows plan { viewerFollows } } }";
    let of =
        |proposal: bool, plan: bool| json!({ "viewerFollows": proposal, "plan": { "viewerFollows": plan } });
    assert_eq!(
        lina.ask(read, json!({ "id": ids[0] })).await["proposal"],
        of(true, true)
    );
    assert_eq!(
        lina.ask(read, json!({ "id": ids[1] })).await["proposal"],
        of(false, true)
    );
    for who in [&awa, &visitor] {
        assert_eq!(
            who.ask(read, json!({ "id": ids[0] })).await["proposal"],
            of(false, false)
        );
        assert_eq!(count(who, "followed: true".to_owned()).await, 0);
    }
    assert_eq!(count(&lina, "followed: true".to_owned()).await, 1);
    for _ in 0..2 {
        let left = lina.ask(UNFOLLOW, json!({ "id": ids[0] })).await;
        assert_eq!(
            left["unfollow"],
            json!({ "viewerFollows": false, "problems": [] })
        );
    }
    assert_eq!(count(&lina, "followed: true".to_owned()).await, 0);
    assert_eq!(
        visitor.ask(FOLLOW, json!({ "id": ids[0] })).await["follow"]["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
}

/// The class of CVE-2023-34090: a list that filters by any column or association tells what it does not show.
#[tokio::test]
async fn a_list_is_filtered_and_sorted_by_named_attributes_alone() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    submitted(&awa, &plan, 3).await;
    for document in [
        "{ proposals(authorAccount: \"x\") { totalCount } }",
        "{ proposals(where: { author: { email: \"a\" } }) { totalCount } }",
        "{ proposals(sort: AUTHOR_ACCOUNT) { totalCount } }",
        "{ proposals(sort: \"comment_count; DROP TABLE proposals\") { totalCount } }",
    ] {
        let answer = awa.graphql(document, json!({})).await;
        assert!(answer["errors"].is_array(), "{document}");
    }
    // A cursor of one list opens no other: not of another filter, order or starting point.
    let first = "{ proposals(first: 1, sort: RANDOM, seed: 5) { pageInfo { endCursor } } }";
    let cursor = awa.ask(first, json!({})).await["proposals"]["pageInfo"]["endCursor"].clone();
    for arguments in [
        "sort: RANDOM, seed: 6",
        "sort: NEWEST",
        "sort: RANDOM, seed: 5, followed: true",
        "sort: RANDOM, seed: 5, states: [PUBLISHED]",
    ] {
        let document = format!("{{ proposals({arguments}, after: {cursor}) {{ totalCount }} }}");
        let answer = awa.graphql(&document, json!({})).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "request.bad_cursor",
            "{arguments}"
        );
    }
}

#[tokio::test]
async fn two_proposals_and_twenty_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let people = [app.resident("Lina").await, app.resident("Karim").await, awa];
    const LIST: &str = "query($plan: ID, $first: Int) { proposals(plan: $plan, first: $first, sort: OLDEST) { totalCount edges { node {
        number title viewerFollows precisions { body } viewerCan { revise } frozenAt theme { title } place { zone { title } }
        author { ... on Account { displayName } } plan { slug viewerFollows } answer { stage } mergedInto { number } members { number }
    } } } }";
    let count = async |first: usize| {
        let before = app.db().stats().statements;
        let list = people[0]
            .ask(LIST, json!({ "plan": plan["id"], "first": first }))
            .await;
        assert_eq!(list["proposals"]["edges"].as_array().unwrap().len(), first);
        app.db().stats().statements - before
    };
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.extend(submitted(&people[number % 3], &plan, 1).await);
    }
    const STUDY: &str = "mutation($plan: ID!, $proposals: [ID!]!) {
        studyProposals(plan: $plan, proposals: $proposals, organisation: \"Ville\", dueAt: \"2027-01-01T00:00:00Z\") { problems { code } }
    }";
    for id in &ids {
        staff
            .ask(STUDY, json!({ "plan": plan["id"], "proposals": [id] }))
            .await;
    }
    let (two, twenty) = (count(2).await, count(20).await);
    assert!(two > 3, "statements are counted");
    assert_eq!(two, twenty);
}

#[tokio::test]
async fn over_all_plans_the_most_supported_come_first_and_hidden_totals_tell_nothing() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let live = debate(&staff, "les-tilleuls", support(0)).await;
    let hidden = debate(
        &staff,
        "les-tours",
        json!({ "voting": { "rule": "FOR_AGAINST" } }),
    )
    .await;
    let (live_ids, hidden_ids) = (
        crate::voting::submitted(&awa, &live, 5).await,
        crate::voting::submitted(&awa, &hidden, 5).await,
    );
    let order = async |sort: &str| {
        app.run_worker().await;
        let mut ids = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = app
                .visitor()
                .ask(
                    &format!("query($after: String) {{ proposals(sort: {sort}, first: 3, after: $after) {{ pageInfo {{ hasNextPage endCursor }} edges {{ node {{ id }} }} }} }}"),
                    json!({ "after": after }),
                )
                .await["proposals"]
                .take();
            ids.extend(
                page["edges"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|edge| edge["node"]["id"].clone()),
            );
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                return ids;
            }
        }
    };
    let before = order("MOST_SUPPORTED").await;
    assert_eq!(before.len(), 10);
    for (name, times) in [("Bo", 3), ("Cy", 2), ("Di", 1)] {
        let person = app.resident(name).await;
        for id in live_ids.iter().rev().take(times) {
            assert_eq!(crate::voting::code(&person, id, "FOR").await, Value::Null);
        }
        for id in hidden_ids.iter().take(times) {
            assert_eq!(crate::voting::code(&person, id, "FOR").await, Value::Null);
        }
    }
    let after = order("MOST_SUPPORTED").await;
    assert_eq!(
        after[..3],
        [live_ids[4].clone(), live_ids[3].clone(), live_ids[2].clone()]
    );
    assert_eq!(after[5..], before[5..], "what is hidden stays where it was");
    let in_one = app
        .visitor()
        .ask(
            "query($plan: ID) { proposals(plan: $plan, sort: MOST_SUPPORTED) { edges { node { id } } } }",
            json!({ "plan": live["id"] }),
        )
        .await;
    let in_one: Vec<_> = in_one["proposals"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["id"].clone())
        .collect();
    assert_eq!(in_one, after[..5]);
}

/// Cursors in which one key became one of each other type.
fn forged(cursor: &str) -> Vec<String> {
    let json = BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap();
    let real: Value = serde_json::from_slice(&json).unwrap();
    let keys = real[3].as_array().unwrap().len();
    let others = [
        json!({ "i": 1 }),
        json!({ "i": i64::MIN }),
        json!({ "t": "x" }),
        json!({ "u": "019ab000-0000-7000-8000-000000000000" }),
        json!({ "f": 0.5 }),
        json!({ "f": "NaN" }),
        json!(null),
    ];
    let mut all = Vec::new();
    for place in 0..keys {
        for other in &others {
            let same = other
                .as_object()
                .is_some_and(|other| other.keys().eq(real[3][place].as_object().unwrap().keys()));
            if !same {
                let mut wrong = real.clone();
                wrong[3][place] = other.clone();
                all.push(BASE64URL_NOPAD.encode(wrong.to_string().as_bytes()));
            }
        }
    }
    let mut short = real.clone();
    short[3] = json!([]);
    all.push(BASE64URL_NOPAD.encode(short.to_string().as_bytes()));
    all
}

#[tokio::test]
async fn a_cursor_with_keys_of_another_type_opens_no_list() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let admin = Grant {
        role: Role::Admin,
        plan: None,
    };
    let admin = app.with_grants("Mme Roux", &[admin]).await;
    let plan = debate(&staff, "les-tilleuls", support(0)).await;
    let proposals = crate::voting::submitted(&admin, &plan, 2).await;
    let said = comment(&admin, &proposals[0], &Value::Null, "Ces platanes sont vieux.").await;
    crate::voting::code(&admin, &proposals[0], "FOR").await;
    let organisation = registered(&admin).await;
    admin
        .ask(CHECK, json!({ "id": organisation["id"], "version": 1 }))
        .await;
    let input = json!({ "plan": plan["id"], "organisation": organisation["id"], "account": staff.account(), "theme": plan["themes"][0]["id"] });
    admin.ask(GRANT, json!({ "input": input })).await;
    admin
        .ask(
            "mutation($plan: ID!) { saveDraft(plan: $plan, input: { title: \"Un banc\", body: \"\" }) { problems { code } } }",
            json!({ "plan": plan["id"] }),
        )
        .await;
    admin
        .ask(
            "mutation($plan: ID!) { addDocument(plan: $plan, version: 2, reason: \"Signée.\", input: { title: \"Convention\", link: \"https://exemple.fr/c.pdf\" }) { problems { code } } }",
            json!({ "plan": plan["id"] }),
        )
        .await;
    let (proposal, plan) = (&proposals[0], &plan["id"]);
    let mut lists = vec![
        "plans(@) { # }".to_owned(),
        "organisations(@) { # }".to_owned(),
        format!("answeringGrants(plan: {plan}, @) {{ # }}"),
        "grants(@) { # }".to_owned(),
        "drafts(@) { # }".to_owned(),
        "search(query: \"platanes\", @) { # }".to_owned(),
        "plan(slug: \"les-tilleuls\") { acts(@) { # } }".to_owned(),
        "plan(slug: \"les-tilleuls\") { documents { versions(@) { # } } }".to_owned(),
        format!("proposal(id: {proposal}) {{ versions(@) {{ # }} }}"),
        format!("proposal(id: {proposal}) {{ comments(@) {{ # }} }}"),
        format!("proposal(id: {proposal}) {{ comments(order: NEWEST, @) {{ # }} }}"),
        format!("comment(id: {said}) {{ versions(@) {{ # }} }}"),
        format!("myBallot(plan: {plan}) {{ votes(@) {{ # }} }}"),
    ];
    for sort in ["NEWEST", "OLDEST", "MOST_DISCUSSED", "MOST_SUPPORTED", "RANDOM"] {
        lists.push(format!("proposals(sort: {sort}, @) {{ # }}"));
    }
    for list in lists {
        let document = |cursor: &str| {
            let page = format!("first: 1{cursor}");
            format!(
                "{{ {} }}",
                list.replace('@', &page).replace('#', "edges { cursor }")
            )
        };
        let answer = admin.graphql(&document(""), json!({})).await;
        let cursor = cursor_in(&answer["data"]).unwrap_or_else(|| panic!("{list} has no cursor: {answer:#}"));
        for wrong in forged(&cursor) {
            let answer = admin
                .graphql(&document(&format!(", after: \"{wrong}\"")), json!({}))
                .await;
            assert_eq!(
                answer["errors"][0]["extensions"]["code"], "request.bad_cursor",
                "{list} {wrong} {answer:#}"
            );
        }
    }
}

/// The first cursor somewhere in an answer.
fn cursor_in(answer: &Value) -> Option<String> {
    match answer {
        Value::Object(fields) => match fields.get("cursor") {
            Some(cursor) => cursor.as_str().map(str::to_owned),
            None => fields.values().find_map(cursor_in),
        },
        Value::Array(items) => items.iter().find_map(cursor_in),
        _ => None,
    }
}
