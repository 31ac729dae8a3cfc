//! Transactions: what is refused leaves no trace, what meets others runs again, what is answered is committed.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use app::{Cx, Error};
use domain::{EventKind, NewEvent, plans::PlanRefusal};
use test_support::{TestApp, TestDatabase};
use tokio::sync::Notify;

fn event(cx: &Cx) -> NewEvent {
    let plan: domain::plans::PlanId = cx.new_id();
    NewEvent::new(EventKind::PlanPublished, Some(plan), plan, cx.now())
}

async fn outbox_rows(app: &TestApp) -> i64 {
    use sea_orm::ConnectionTrait;
    let connection = app.db().schema_connection();
    let statement = sea_orm::Statement::from_string(
        connection.get_database_backend(),
        "SELECT count(*) AS n FROM outbox",
    );
    connection
        .query_one_raw(statement)
        .await
        .unwrap()
        .unwrap()
        .try_get("", "n")
        .unwrap()
}

#[tokio::test]
async fn two_use_cases_in_one_grouped_commit_the_first_refused_the_second_kept() {
    let app = TestApp::start().await;
    let cx = Cx::system(app.house.clone(), "test");
    let before = app.db().stats().grouped_commits;
    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));

    // The first holds the gate until both others wait behind it.
    let first = tokio::spawn({
        let (cx, entered, go) = (cx.clone(), entered.clone(), go.clone());
        async move {
            cx.write(|tx| {
                let (cx, entered, go) = (cx.clone(), entered.clone(), go.clone());
                async move {
                    persistence::outbox::record(&tx, event(&cx)).await?;
                    entered.notify_one();
                    go.notified().await;
                    Ok(())
                }
            })
            .await
        }
    });
    entered.notified().await;
    let refused = cx.write::<(), _>(|tx| {
        let cx = cx.clone();
        async move {
            persistence::outbox::record(&tx, event(&cx)).await?;
            Err(PlanRefusal::VoteDatesFrozen.into())
        }
    });
    let kept = cx.write(|tx| {
        let cx = cx.clone();
        async move { Ok(persistence::outbox::record(&tx, event(&cx)).await?) }
    });
    let release = async {
        tokio::task::yield_now().await;
        go.notify_one();
    };
    // Polled in this order: both wait for the gate before it opens.
    let (refused, kept, ()) = tokio::join!(biased; refused, kept, release);
    first.await.unwrap().unwrap();
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    kept.unwrap();
    assert_eq!(outbox_rows(&app).await, 2, "the refused one left no row");
    if !TestDatabase::on_postgres() {
        assert_eq!(
            app.db().stats().grouped_commits - before,
            1,
            "all three in one commit"
        );
    }
}

#[tokio::test]
async fn a_use_case_that_meets_another_runs_again_whole() {
    let app = TestApp::start().await;
    let cx = Cx::system(app.house.clone(), "test");
    let runs = AtomicU32::new(0);
    let done = cx.write(|tx| {
        let (cx, runs) = (&cx, &runs);
        async move {
            persistence::outbox::record(&tx, event(cx)).await?;
            if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                let met = sea_orm::DbErr::Custom("forced".to_owned());
                return Err(persistence::StoreError::Contention(met).into());
            }
            Ok("done")
        }
    });
    assert_eq!(done.await.unwrap(), "done");
    assert_eq!((runs.load(Ordering::SeqCst), app.db().stats().reruns), (3, 2));
    assert_eq!(outbox_rows(&app).await, 1, "the lost runs left no row");
}

#[tokio::test]
async fn a_use_case_that_is_dropped_half_way_leaves_no_trace_and_stops_nobody() {
    let app = TestApp::start().await;
    let cx = Cx::system(app.house.clone(), "test");
    let entered = Arc::new(Notify::new());
    let dropped = tokio::spawn({
        let (cx, entered) = (cx.clone(), entered.clone());
        async move {
            cx.write::<(), _>(|tx| {
                let (cx, entered) = (cx.clone(), entered.clone());
                async move {
                    persistence::outbox::record(&tx, event(&cx)).await?;
                    entered.notify_one();
                    std::future::pending().await
                }
            })
            .await
        }
    });
    entered.notified().await;
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    cx.write(|tx| {
        let cx = cx.clone();
        async move { Ok(persistence::outbox::record(&tx, event(&cx)).await?) }
    })
    .await
    .unwrap();
    assert_eq!(outbox_rows(&app).await, 1);
}
