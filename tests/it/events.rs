//! Events: numbered after their commit, in one order that skips nothing.

use std::sync::Arc;

use app::Cx;
use domain::{EventKind, NewEvent, accounts::Account, plans::PlanId};
use serde_json::{Value, json};
use test_support::{Person, TestApp, TestDatabase};
use tokio::sync::Notify;

use crate::{
    plans::{CREATE, published, tilleuls},
    proposals::{SUBMIT, platanes},
};

const CHANGES: &str = "query($after: String, $kinds: [EventKind!], $plan: ID, $first: Int) {
    changes(after: $after, kinds: $kinds, plan: $plan, first: $first) {
        head pageInfo { hasNextPage endCursor }
        edges { cursor node { cursor kind subject version plan { slug } node { __typename id ... on Proposal { title state } } } }
    }
}";

/// Somebody who reads the feed on from where they stopped, as the feed itself advises.
struct Consumer {
    person: Person,
    cursor: Option<String>,
}

impl Consumer {
    fn new(person: &Person) -> Self {
        Self {
            person: person.clone(),
            cursor: None,
        }
    }

    /// What is new, in small pages.
    async fn read_on(&mut self) -> Vec<Value> {
        let mut new = Vec::new();
        loop {
            let page = self
                .person
                .ask(CHANGES, json!({ "after": self.cursor, "first": 2 }))
                .await;
            let page = &page["changes"];
            new.extend(
                page["edges"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|edge| edge["node"].clone()),
            );
            let next = page["pageInfo"]["hasNextPage"].as_bool().unwrap();
            let go_on = if next {
                &page["pageInfo"]["endCursor"]
            } else {
                &page["head"]
            };
            self.cursor = go_on.as_str().map(str::to_owned);
            if !next {
                return new;
            }
        }
    }

    async fn versions(&mut self) -> Vec<i64> {
        self.read_on()
            .await
            .iter()
            .filter_map(|change| change["version"].as_i64())
            .collect()
    }
}

fn changed(cx: &Cx, plan: PlanId, version: i64) -> NewEvent {
    let mut event = NewEvent::new(EventKind::PlanChanged, Some(plan), plan, cx.now());
    event.data.version = Some(version);
    event
}

async fn record(cx: &Cx, event: NewEvent) {
    cx.write(|tx| {
        let event = event.clone();
        async move { Ok(persistence::outbox::record(&tx, event).await?) }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_transaction_held_open_while_later_ones_commit_is_not_lost() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let plan: PlanId = plan["id"].as_str().unwrap().parse().unwrap();
    let cx = Cx::system(app.house.clone(), "test");
    let mut consumer = Consumer::new(&app.visitor());
    app::worker::sequence(&app.house).await.unwrap();
    consumer.read_on().await;

    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let held = tokio::spawn({
        let (cx, entered, go) = (cx.clone(), entered.clone(), go.clone());
        async move {
            cx.write(|tx| {
                let (cx, entered, go) = (cx.clone(), entered.clone(), go.clone());
                async move {
                    persistence::outbox::record(&tx, changed(&cx, plan, 101)).await?;
                    entered.notify_one();
                    go.notified().await;
                    Ok(())
                }
            })
            .await
        }
    });
    entered.notified().await;
    let later = (102..=104).map(|version| {
        let cx = cx.clone();
        tokio::spawn(async move { record(&cx, changed(&cx, plan, version)).await })
    });
    let later: Vec<_> = later.collect();
    let mut heard = Vec::new();
    if TestDatabase::on_postgres() {
        // They commit while the first is open, and get their numbers before it has one.
        for task in later {
            task.await.unwrap();
        }
        app::worker::sequence(&app.house).await.unwrap();
        heard = consumer.versions().await;
        heard.sort_unstable();
        assert_eq!(heard, [102, 103, 104]);
        go.notify_one();
    } else {
        // SQLite has one writer: they wait behind the first, and nothing is readable before it is.
        assert_eq!(consumer.versions().await, Vec::<i64>::new());
        go.notify_one();
        for task in later {
            task.await.unwrap();
        }
    }
    held.await.unwrap().unwrap();
    app::worker::sequence(&app.house).await.unwrap();
    heard.extend(consumer.versions().await);
    heard.sort_unstable();
    assert_eq!(heard, [101, 102, 103, 104], "each once, the late one too");
    assert_eq!(consumer.versions().await, Vec::<i64>::new());
}

#[tokio::test]
async fn what_was_withdrawn_is_told_and_read_as_it_is_today() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let id = &sent["submitProposal"]["proposal"]["id"];
    app.run_worker().await;
    let mut consumer = Consumer::new(&app.visitor());
    let heard = consumer.read_on().await;
    let kinds: Vec<_> = heard.iter().map(|change| &change["kind"]).collect();
    assert_eq!(kinds, ["PLAN_PUBLISHED", "PROPOSAL_PUBLISHED"]);
    assert_eq!(heard[0]["node"]["id"], plan["id"]);
    assert_eq!(heard[1]["plan"]["slug"], "les-tilleuls");
    assert_eq!(
        heard[1]["node"],
        json!({ "__typename": "Proposal", "id": id, "title": "Garder les platanes de la place", "state": "PUBLISHED" })
    );

    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    awa.ask(withdraw, json!({ "id": id })).await;
    app.run_worker().await;
    let heard = consumer.read_on().await;
    let tombstone = json!({ "__typename": "Proposal", "id": id, "title": null, "state": "WITHDRAWN" });
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0]["kind"], "PROPOSAL_WITHDRAWN");
    assert_eq!((&heard[0]["subject"], &heard[0]["node"]), (id, &tombstone));
    // Who reads from the beginning is told the same: no text of what is gone.
    let all = Consumer::new(&app.visitor()).read_on().await;
    assert_eq!(all[1]["node"], tombstone);
}

#[tokio::test]
async fn an_erasure_is_told_to_everybody_whatever_they_follow() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let cx = Cx::system(app.house.clone(), "test");
    let account = cx.new_id::<Account>();
    record(
        &cx,
        NewEvent::new(EventKind::AccountErased, None, account, cx.now()),
    )
    .await;
    app.run_worker().await;
    let of_plan = json!({ "plan": plan["id"] });
    let told = app.visitor().ask(CHANGES, of_plan).await;
    let last = &told["changes"]["edges"][1]["node"];
    assert_eq!(
        (&last["kind"], &last["subject"], &last["node"]),
        (
            &json!("ACCOUNT_ERASED"),
            &json!(account.to_string()),
            &Value::Null
        )
    );
    let other = app
        .visitor()
        .ask(CHANGES, json!({ "kinds": ["PLAN_PUBLISHED"] }))
        .await;
    assert_eq!(other["changes"]["edges"].as_array().unwrap().len(), 1);
    assert_eq!(
        other["changes"]["head"], "2",
        "the head is that of the whole feed"
    );
}

#[tokio::test]
async fn nobody_hears_of_what_they_do_not_see() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let created = staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    let draft: PlanId = created["createPlan"]["plan"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let cx = Cx::system(app.house.clone(), "test");
    record(&cx, changed(&cx, draft, 7)).await;
    app.run_worker().await;
    assert_eq!(Consumer::new(&staff).versions().await, [7]);
    assert_eq!(Consumer::new(&app.visitor()).read_on().await, Vec::<Value>::new());
    assert_eq!(
        Consumer::new(&app.resident("Awa").await).read_on().await,
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn cursors_that_were_never_given_out_are_refused() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    app.run_worker().await;
    let visitor = app.visitor();
    let code = async |variables: Value| {
        let answer = visitor.graphql(CHANGES, variables).await;
        answer["errors"][0]["extensions"]["code"].clone()
    };
    for cursor in [
        "",
        "x",
        "-1",
        "01",
        "+1",
        "1.0",
        "2",
        "99999999999999999999",
        "1\u{0}",
    ] {
        assert_eq!(
            code(json!({ "after": cursor })).await,
            "request.bad_cursor",
            "{cursor:?}"
        );
    }
    assert_eq!(code(json!({ "after": "1" })).await, Value::Null);
    assert_eq!(code(json!({ "first": 101 })).await, "request.too_costly");
    assert_eq!(code(json!({ "first": 0 })).await, "request.malformed");
    assert_eq!(code(json!({ "plan": "plan_x" })).await, "request.bad_id");
}
