//! Comments and marks that come at once: totals are exact, one mark a person stays one.

use std::sync::Arc;

use app::{Cx, Error};
use domain::{
    Actor, Code, Id, Scope, Timestamp, Visibility,
    accounts::{AccountId, AgeBand, Grant, Role, Standing},
    actor::{Allows, Person as Resident},
    comments::{Comment, CommentId, CommentState},
    policy::comments::See,
    proposals::{Author, ProposalId, TextState},
};
use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::{TestApp, TestDatabase};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    comments::{DELETE, POST, REACT, debated, say},
    comments_imports::{imported, insert, proposal},
};

async fn read(app: &TestApp, id: &Value) -> Comment {
    let id: CommentId = id.as_str().unwrap().parse().unwrap();
    persistence::comments::by_id(app.db(), &Scope::system(), id)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn sixty_four_marks_of_one_person_leave_one() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let lina = app.resident("Lina").await;
    let id = say(&awa, &proposal, &json!(null), None).await;
    let marks = (0..64).map(|number| {
        let reaction = ["USEFUL", "NOT_USEFUL"][number % 2];
        lina.ask(REACT, json!({ "id": id, "reaction": reaction }))
    });
    for answer in join_all(marks).await {
        assert_eq!(answer["reactToComment"]["problems"], json!([]), "{answer:#}");
    }
    let now = read(&app, &id).await;
    assert_eq!(now.useful + now.not_useful, 1);
}

#[tokio::test]
async fn marks_of_many_are_all_counted_and_comments_at_once_too() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let id = say(&awa, &proposal, &json!(null), Some("FOR")).await;
    let mut people = Vec::new();
    for number in 0..16 {
        people.push(app.resident(&format!("Personne {number}")).await);
    }
    join_all(
        people
            .iter()
            .map(|who| who.ask(REACT, json!({ "id": id, "reaction": "USEFUL" }))),
    )
    .await;
    let posts = people.iter().enumerate().map(|(number, who)| {
        let input = if number % 2 == 0 {
            json!({ "body": "Contre.", "position": "AGAINST" })
        } else {
            json!({ "body": "Oui.", "parent": id })
        };
        who.ask(POST, json!({ "proposal": proposal, "input": input }))
    });
    let mut posted = Vec::new();
    for answer in join_all(posts).await {
        assert_eq!(answer["postComment"]["problems"], json!([]), "{answer:#}");
        posted.push(answer["postComment"]["comment"]["id"].clone());
    }
    // Half of them are deleted again, all at once.
    let deleted = people.iter().zip(&posted).take(8);
    join_all(deleted.map(|(who, id)| who.ask(DELETE, json!({ "id": id })))).await;
    let now = read(&app, &id).await;
    assert_eq!((now.useful, now.answer_count, now.below_count), (16, 8, 8));
    let totals = "query($id: ID!) { proposal(id: $id) { commentCount commentCounts { inFavour against } comments { totalCount } } }";
    let totals = awa.ask(totals, json!({ "id": proposal })).await["proposal"].clone();
    assert_eq!(
        totals,
        json!({ "commentCount": 9, "commentCounts": { "inFavour": 1, "against": 4 }, "comments": { "totalCount": 9 } })
    );
}

#[tokio::test]
async fn one_key_sent_many_times_at_once_posts_once() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let input = json!({ "body": "Oui.", "idempotencyKey": "cle" });
    let posts = (0..16).map(|_| awa.ask(POST, json!({ "proposal": proposal, "input": input })));
    let ids: std::collections::BTreeSet<String> = join_all(posts)
        .await
        .iter()
        .map(|answer| answer["postComment"]["comment"]["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

/// Whether somebody waits for a lock of somebody else.
async fn somebody_waits(app: &TestApp) -> bool {
    let connection = app.db().schema_connection();
    let sql = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND transactionid IS NOT NULL";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<i64>("", "n").unwrap() > 0
}

#[tokio::test]
async fn a_comment_that_waits_while_its_proposal_is_withdrawn_is_refused() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let id: ProposalId = proposal.as_str().unwrap().parse().unwrap();
    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let withdrawing = tokio::spawn({
        let (cx, entered, go) = (Cx::system(app.house.clone(), "test"), entered.clone(), go.clone());
        async move {
            cx.write::<(), _>(|tx| {
                let (entered, go) = (entered.clone(), go.clone());
                async move {
                    let proposal = persistence::proposals::lock(&tx, &Scope::system(), id).await?;
                    let mut proposal = proposal.ok_or(Error::NotFound(Code::ProposalNotFound))?;
                    proposal.text = TextState::Withdrawn {
                        published_at: proposal.text.published_at(),
                        at: proposal.created_at,
                    };
                    persistence::proposals::save(&tx, &proposal).await?;
                    entered.notify_one();
                    go.notified().await;
                    Ok(())
                }
            })
            .await
        }
    });
    entered.notified().await;
    let posting = tokio::spawn({
        let (awa, proposal) = (awa.clone(), proposal.clone());
        async move {
            let input = json!({ "body": "Oui." });
            awa.ask(POST, json!({ "proposal": proposal, "input": input }))
                .await
        }
    });
    if TestDatabase::on_postgres() {
        // It has decided on what it read, and waits to be counted.
        while !somebody_waits(&app).await {
            tokio::task::yield_now().await;
        }
    }
    go.notify_one();
    withdrawing.await.unwrap().unwrap();
    let refused = posting.await.unwrap();
    assert_eq!(
        refused["postComment"]["problems"][0]["code"], "PROPOSAL_WITHDRAWN",
        "{refused:#}"
    );
    let nothing = persistence::comments::of_plan(app.db(), read_plan(&app, id).await, None, 10);
    assert_eq!(nothing.await.unwrap(), []);
}

async fn read_plan(app: &TestApp, id: ProposalId) -> domain::plans::PlanId {
    let proposal = persistence::proposals::by_id(app.db(), &Scope::system(), id)
        .await
        .unwrap();
    proposal.unwrap().plan
}

/// What SQL shows of comments, and what the policy says: one rule.
#[tokio::test]
async fn a_reader_is_shown_what_the_policy_says_and_nothing_else() {
    let app = TestApp::start().await;
    let proposal = proposal(&app).await;
    let at = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
    let account = |number: u128| -> AccountId { Id::new(Uuid::from_u128(number)) };
    let states = [
        CommentState::PendingReview { since: at },
        CommentState::Published { at },
        CommentState::Deleted {
            published_at: Some(at),
            at,
        },
        CommentState::Deleted {
            published_at: None,
            at,
        },
    ];
    let visibilities = [
        Visibility::Shown,
        Visibility::Locked,
        Visibility::Hidden,
        Visibility::Removed,
    ];
    let mut all = Vec::new();
    for (number, (text, visibility)) in states
        .iter()
        .flat_map(|text| {
            visibilities
                .iter()
                .map(move |visibility| (*text, visibility.clone()))
        })
        .enumerate()
    {
        let mut one = imported(&proposal, u32::try_from(number).unwrap(), None);
        one.comment.text = text;
        one.comment.visibility = visibility;
        one.comment.author = Author::Account(account(1));
        all.push(one);
    }
    insert(&app, &all).await;
    let person = |number, role: Option<Role>, plan| {
        Actor::Person(Resident {
            account: account(number),
            age: AgeBand::FifteenOrMore,
            standing: Standing::Active,
            grants: role.map(|role| Grant { role, plan }).into_iter().collect(),
            links: [].into(),
            answering: Vec::new(),
        })
    };
    let actors = [
        Actor::Visitor,
        Actor::System,
        person(1, None, None),
        person(2, None, None),
        person(3, Some(Role::Moderator), None),
        person(3, Some(Role::Moderator), Some(proposal.plan)),
        person(3, Some(Role::Moderator), Some(Id::new(Uuid::nil()))),
        person(4, Some(Role::Staff), None),
        person(5, Some(Role::Admin), None),
    ];
    for actor in actors {
        for one in &all {
            let shown = persistence::comments::by_id(app.db(), &actor.scope(), one.comment.id)
                .await
                .unwrap();
            assert_eq!(
                shown.is_some(),
                one.comment.allows(&actor, &See).is_ok(),
                "{actor:?} {:?}",
                one.comment.text
            );
        }
    }
}
