//! Votes that meet: one person has one vote and one limit, however many requests, processes and accounts.

use std::sync::Arc;

use app::voting::claim_address_in;
use auth::keys::VotingKey;
use domain::{Timestamp, accounts::AccountId, plans::PlanId, proposals::ProposalId, voting::VoterKey};
use futures::future::join_all;
use persistence::{accounts, voting::StoredKey};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use test_support::{Person, TestApp, TestDatabase};
use tokio::sync::Notify;

use crate::leaving::ERASE;
use crate::voting::{address, cast, code, open_vote, resident_at, submitted, support, supports, withdraw};

async fn number(app: &TestApp, sql: &str) -> i64 {
    let connection = app.db().schema_connection();
    let statement = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

async fn votes(app: &TestApp) -> i64 {
    number(app, "SELECT count(*) AS n FROM votes").await
}

/// Every total is what the votes say.
async fn assert_exact(app: &TestApp) {
    let apart = "SELECT count(*) AS n FROM (
        SELECT proposal_id, choice, sum(votes) AS total FROM (
            SELECT proposal_id, choice, votes FROM tally UNION ALL SELECT proposal_id, choice, delta FROM tally_deltas
            UNION ALL SELECT proposal_id, choice, -1 FROM votes) AS parts
        GROUP BY proposal_id, choice) AS sums WHERE total <> 0";
    assert_eq!(number(app, apart).await, 0, "a total is not the number of votes");
}

/// The house of this process, and another on the same database where there can be one.
async fn houses(app: &TestApp) -> Vec<Arc<app::House>> {
    let mut houses = vec![app.house.clone()];
    if TestDatabase::on_postgres() {
        houses.push(app.second_process().await);
    }
    houses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_votes_of_one_person_at_once_leave_one_from_two_processes_too() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    let lina = resident_at(&app, "Lina", "lina@example.org").await;
    let houses = houses(&app).await;
    let all = (0..64).map(|n| {
        let (lina, id) = (lina.at(houses[n % houses.len()].clone()), id.clone());
        tokio::spawn(async move { cast(&lina, &id, "FOR").await })
    });
    let mut receipts = std::collections::BTreeSet::new();
    for answer in join_all(all).await {
        let answer = answer.unwrap();
        assert_eq!(answer["problems"], json!([]));
        receipts.insert(answer["vote"]["receipt"].as_str().unwrap().to_owned());
    }
    assert_eq!(receipts.len(), 1);
    assert_eq!((votes(&app).await, supports(&app, &id).await), (1, json!(1)));
    assert_exact(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_votes_over_a_limit_at_once_leave_as_many_as_the_limit() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, support(5)).await;
    let ids = submitted(&awa, &plan, 64).await;
    let lina = resident_at(&app, "Lina", "lina@example.org").await;
    let houses = houses(&app).await;
    let all = ids.into_iter().enumerate().map(|(n, id)| {
        let lina = lina.at(houses[n % houses.len()].clone());
        tokio::spawn(async move { code(&lina, &id, "FOR").await })
    });
    let codes: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    let counted = codes.iter().filter(|code| code.is_null()).count();
    let refused = codes
        .iter()
        .filter(|code| *code == "VOTING_LIMIT_REACHED")
        .count();
    assert_eq!((counted, refused), (5, 59), "{codes:?}");
    assert_eq!(votes(&app).await, 5);
    assert_exact(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn totals_are_exact_while_they_are_being_counted() {
    let app = Arc::new(TestApp::start().await);
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(
        &staff,
        json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE" }),
    )
    .await;
    let ids = submitted(&awa, &plan, 3).await;
    let start = crate::hostile::seed();
    let mut people = Vec::new();
    for n in 0..8 {
        people.push(app.resident(&format!("Habitant {n}")).await);
    }
    let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let mut counters = Vec::new();
    for house in houses(&app).await {
        let done = done.clone();
        counters.push(tokio::spawn(async move {
            let mut counted = 0;
            while !done.load(std::sync::atomic::Ordering::SeqCst) {
                counted += app::worker::count_votes(&house).await.unwrap();
                tokio::task::yield_now().await;
            }
            counted
        }));
    }
    let voting = people.into_iter().enumerate().map(|(n, person)| {
        let (ids, app) = (ids.clone(), app.clone());
        tokio::spawn(async move {
            let mut rng = SmallRng::seed_from_u64(start.wrapping_add(n as u64));
            for _ in 0..20 {
                let id = &ids[rng.random_range(0..ids.len())];
                if rng.random_bool(0.3) {
                    assert_eq!(withdraw(&person, id).await["problems"], json!([]));
                } else {
                    let choice = ["FOR", "AGAINST", "NEITHER"][rng.random_range(0..3)];
                    assert_eq!(code(&person, id, choice).await, Value::Null);
                }
                // What is read between is what was voted: in one statement nothing is counted twice or not at all.
                let proposal: ProposalId = ids[0].as_str().unwrap().parse().unwrap();
                let totals = persistence::voting::totals(app.db(), &[proposal]).await.unwrap();
                let tally = totals[&proposal];
                assert!(tally.in_favour + tally.against + tally.neither <= 8, "{tally:?}");
            }
        })
    });
    for done in join_all(voting).await {
        done.unwrap();
    }
    assert_exact(&app).await;
    done.store(true, std::sync::atomic::Ordering::SeqCst);
    let mut counted = 0;
    for counter in counters {
        counted += counter.await.unwrap();
    }
    counted += app::worker::count_votes(&app.house).await.unwrap();
    assert!(counted > 0, "somebody counted");
    assert_eq!(number(&app, "SELECT count(*) AS n FROM tally_deltas").await, 0);
    assert_exact(&app).await;
}

/// The name of a person as a voter, which only the house's own key tells.
async fn voter(app: &TestApp, plan: PlanId, account: AccountId) -> VoterKey {
    let stored = persistence::voting::key(app.db(), plan).await.unwrap().unwrap();
    let StoredKey::Wrapped(wrapped) = stored else {
        panic!("the key is there")
    };
    let key = VotingKey::open(&app.house.root_key, plan.uuid(), &wrapped).unwrap();
    VoterKey::new(key.voter_key(account.uuid()))
}

/// Waits until another waits for a lock in the database; on SQLite everybody waits before the first statement.
async fn somebody_waits(app: &TestApp) {
    if TestDatabase::on_postgres() {
        let waiting = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while number(app, waiting).await == 0 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_vote_that_waits_for_its_ballot_while_the_phase_ends_is_refused() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(0)).await;
    let ids = submitted(&awa, &plan, 2).await;
    cast(&lina, &ids[0], "FOR").await;
    let plan: PlanId = plan["id"].as_str().unwrap().parse().unwrap();
    let account = lina.cx().actor.account().unwrap();
    let voter = voter(&app, plan, account).await;
    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let holding = tokio::spawn({
        let (db, entered, go) = (app.db().clone(), entered.clone(), go.clone());
        async move {
            db.write::<_, app::Error, _>(|tx| {
                let (entered, go) = (entered.clone(), go.clone());
                async move {
                    let (made, _) = persistence::voting::lock_ballot(&tx, plan, voter).await?;
                    entered.notify_one();
                    go.notified().await;
                    Ok(made)
                }
            })
            .await
        }
    });
    entered.notified().await;
    let waiting = cast(&lina, &ids[1], "FOR");
    let release = async {
        somebody_waits(&app).await;
        app.clock
            .set(Timestamp::parse("2026-12-22T00:00:00+01:00").unwrap());
        go.notify_one();
    };
    // Polled in this order: the vote waits before the phase ends.
    let (refused, ()) = tokio::join!(biased; waiting, release);
    assert!(!holding.await.unwrap().unwrap(), "the ballot was there");
    assert_eq!(refused["problems"][0]["code"], "PHASE_CLOSED");
    assert_eq!(votes(&app).await, 1);
}

/// Erases an account, and lets its votes stay.
async fn erase(person: &Person) {
    let left = person.ask(ERASE, json!({ "contributions": "KEEP" })).await;
    assert_eq!(left["eraseAccount"]["problems"], json!([]));
}

/// Changes the address of an account, and claims it as the use case does.
async fn change_address(person: &Person, to: &str) {
    let (cx, email) = (person.cx(), address(to));
    let account = cx.actor.account().unwrap();
    cx.write(|tx| {
        let email = &email;
        async move {
            accounts::set_email(&tx, account, email, cx.now()).await?;
            claim_address_in(cx, &tx, account, email).await
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn whoever_votes_erases_signs_up_again_and_votes_is_refused() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, support(0)).await;
    let ids = submitted(&awa, &plan, 2).await;
    let first = resident_at(&app, "Lina", "lina@example.org").await;
    assert_eq!(code(&first, &ids[0], "FOR").await, Value::Null);
    erase(&first).await;
    let second = resident_at(&app, "Lina again", "LINA@example.org").await;
    for id in &ids {
        let refused = cast(&second, id, "FOR").await;
        assert_eq!(
            refused["problems"][0],
            json!({ "code": "VOTING_ALREADY_USED", "message": "This address or proof has served to vote in this plan, on paper or with another account. That vote still counts: nobody votes twice." })
        );
    }
    assert_eq!((supports(&app, &ids[0]).await, votes(&app).await), (json!(1), 1));
    // Taking the vote back first changes nothing: the ballot was theirs.
    let third = resident_at(&app, "Bo", "bo@example.org").await;
    cast(&third, &ids[0], "FOR").await;
    withdraw(&third, &ids[0]).await;
    erase(&third).await;
    let fourth = resident_at(&app, "Bo again", "bo@example.org").await;
    assert_eq!(code(&fourth, &ids[0], "FOR").await, "VOTING_ALREADY_USED");
    // Nobody else is touched by it.
    let other = resident_at(&app, "Cy", "cy@example.org").await;
    assert_eq!(code(&other, &ids[0], "FOR").await, Value::Null);
}

#[tokio::test]
async fn a_change_of_address_gives_no_second_vote_under_the_old_or_the_new_one() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    let first = resident_at(&app, "Lina", "old@example.org").await;
    assert_eq!(code(&first, &id, "FOR").await, Value::Null);
    change_address(&first, "new@example.org").await;
    let old = resident_at(&app, "Lina's old address", "old@example.org").await;
    assert_eq!(code(&old, &id, "FOR").await, "VOTING_ALREADY_USED");
    erase(&first).await;
    let new = resident_at(&app, "Lina's new address", "new@example.org").await;
    assert_eq!(code(&new, &id, "FOR").await, "VOTING_ALREADY_USED");
    assert_eq!(supports(&app, &id).await, 1);
    // Somebody who has voted takes over an address that voted: their own vote stays theirs.
    let bo = resident_at(&app, "Bo", "bo@example.org").await;
    assert_eq!(code(&bo, &id, "FOR").await, Value::Null);
    erase(&new).await;
    change_address(&bo, "new@example.org").await;
    assert_eq!(withdraw(&bo, &id).await["problems"], json!([]));
    assert_eq!(code(&bo, &id, "FOR").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn voting_while_the_address_changes_gives_no_second_vote_either() {
    let app = Arc::new(TestApp::start().await);
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    let mut total = 0;
    for round in 0..12 {
        let (old, new) = (
            format!("old{round}@example.org"),
            format!("new{round}@example.org"),
        );
        let person = resident_at(&app, "Lina", &old).await;
        let vote = tokio::spawn({
            let (person, id) = (person.clone(), id.clone());
            async move { code(&person, &id, "FOR").await }
        });
        let change = tokio::spawn({
            let (person, new) = (person.clone(), new.clone());
            async move { change_address(&person, &new).await }
        });
        assert_eq!(vote.await.unwrap(), Value::Null);
        change.await.unwrap();
        total += 1;
        erase(&person).await;
        let again = resident_at(&app, "Lina again", &new).await;
        assert_eq!(
            code(&again, &id, "FOR").await,
            "VOTING_ALREADY_USED",
            "round {round}"
        );
        assert_eq!(supports(&app, &id).await, total);
    }
    // Two accounts with one address after the other, voting at once: one of them.
    let first = resident_at(&app, "Bo", "bo@example.org").await;
    erase(&first).await;
    let second = resident_at(&app, "Bo again", "bo@example.org").await;
    let all = [first, second].map(|person| {
        let id = id.clone();
        tokio::spawn(async move { code(&person, &id, "FOR").await })
    });
    let codes: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(codes, [json!("AUTH_REQUIRED"), Value::Null]);
    assert_eq!(supports(&app, &id).await, total + 1);
}
