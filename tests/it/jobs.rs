//! Jobs: each is claimed by one worker, tried again later and later, and given up in the end.

use std::{collections::BTreeMap, time::Duration};

use app::{Cx, Db};
use domain::{Timestamp, time::hours};
use persistence::jobs::{End, Job};
use sea_orm::{ConnectionTrait, Statement};
use test_support::TestApp;

const LEASE: Duration = Duration::from_secs(60);

/// Adds a job that no version of the program knows: it fails each time.
async fn unknown(app: &TestApp, number: u128) -> Job {
    let cx = Cx::system(app.house.clone(), "test");
    let job = Job {
        id: uuid::Uuid::from_u128(number),
        kind: "test.unknown".to_owned(),
        subject: format!("thing_{number}"),
        payload: vec![0, 255],
        run_at: cx.now(),
        attempts: 0,
    };
    cx.write(|tx| {
        let (job, now) = (&job, cx.now());
        async move { Ok(persistence::jobs::insert(&tx, job, now).await?) }
    })
    .await
    .unwrap();
    job
}

/// Whether the job is there: its state, how often it was tried, when it runs next, and why it failed last.
async fn state(app: &TestApp, job: &Job) -> Option<(String, i32, Timestamp, Option<String>)> {
    let connection = app.db().schema_connection();
    let sql = format!(
        "SELECT state, attempts, run_at, last_error FROM jobs WHERE subject = '{}'",
        job.subject
    );
    let row = connection
        .query_one_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await
        .unwrap()?;
    Some((
        row.try_get("", "state").unwrap(),
        row.try_get("", "attempts").unwrap(),
        Timestamp::from_micros(row.try_get("", "run_at").unwrap()),
        row.try_get("", "last_error").unwrap(),
    ))
}

async fn claim(db: &Db, now: Timestamp) -> Option<Job> {
    db.write::<_, app::Error, _>(|tx| async move {
        Ok(persistence::jobs::claim(&tx, persistence::jobs::Kinds::But(""), now, LEASE).await?)
    })
    .await
    .unwrap()
}

async fn end(db: &Db, job: &Job, how: End) -> bool {
    db.write::<_, app::Error, _>(|tx| {
        let how = how.clone();
        async move { Ok(persistence::jobs::end(&tx, job, how).await?) }
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_later_and_later_and_given_up_in_the_end() {
    let app = TestApp::start().await;
    let job = unknown(&app, 7).await;
    let mut waits = Vec::new();
    for attempt in 1..12 {
        app.run_worker().await;
        let (word, attempts, run_at, why) = state(&app, &job).await.unwrap();
        assert_eq!((word.as_str(), attempts), ("waiting", attempt));
        assert_eq!(why.as_deref(), Some("no such kind of job in this version"));
        let wait = run_at.since(app.house.clock.now());
        app.clock.advance(wait - Duration::from_micros(1));
        app.run_worker().await;
        assert_eq!(state(&app, &job).await.unwrap().1, attempt, "not before its time");
        app.clock.advance(Duration::from_micros(1));
        waits.push(wait);
    }
    app.run_worker().await;
    let (word, attempts, ..) = state(&app, &job).await.unwrap();
    assert_eq!((word.as_str(), attempts), ("dead", 12));
    assert!(waits.is_sorted_by(|a, b| a < b), "{waits:?}");
    assert!(
        waits[0] >= Duration::from_secs(10) && waits[0] <= Duration::from_secs(12),
        "{waits:?}"
    );

    app.clock.advance(hours(24 * 31));
    app.run_worker().await;
    assert_eq!(state(&app, &job).await, None, "it is kept for thirty days");
}

#[tokio::test]
async fn each_job_is_claimed_once_by_workers_of_several_processes() {
    let app = TestApp::start().await;
    for number in 0..40 {
        unknown(&app, number).await;
    }
    let now = app.house.clock.now();
    // On PostgreSQL a second pool is a second process; on SQLite a file has one.
    let other = if test_support::TestDatabase::on_postgres() {
        app.database.connect().await
    } else {
        app.db().clone()
    };
    let lanes = (0..8).map(|lane| {
        let db = if lane % 2 == 0 {
            app.db().clone()
        } else {
            other.clone()
        };
        tokio::spawn(async move {
            let mut mine = Vec::new();
            while let Some(job) = claim(&db, now).await {
                mine.push(job.subject);
            }
            mine
        })
    });
    let mut claims: BTreeMap<String, u32> = BTreeMap::new();
    for lane in lanes.collect::<Vec<_>>() {
        for subject in lane.await.unwrap() {
            *claims.entry(subject).or_default() += 1;
        }
    }
    assert_eq!(claims.len(), 40);
    assert!(claims.values().all(|&times| times == 1), "{claims:?}");
}

#[tokio::test]
async fn a_claim_that_ran_out_goes_to_another_worker_and_its_old_holder_changes_nothing() {
    let app = TestApp::start().await;
    let job = unknown(&app, 7).await;
    let now = app.house.clock.now();
    let first = claim(app.db(), now).await.unwrap();
    assert_eq!(first.payload, job.payload);
    assert_eq!(
        claim(app.db(), now + LEASE - Duration::from_micros(1)).await,
        None
    );
    let second = claim(app.db(), now + LEASE).await.unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    assert!(
        !end(app.db(), &first, End::Done).await,
        "it is not its job any more"
    );
    assert!(state(&app, &job).await.is_some());
    assert!(end(app.db(), &second, End::Done).await);
    assert_eq!(state(&app, &job).await, None);
}

#[tokio::test]
async fn a_job_of_a_refused_use_case_never_was() {
    let app = TestApp::start().await;
    let cx = Cx::system(app.house.clone(), "test");
    let refused = cx
        .write::<(), _>(|tx| {
            let cx = &cx;
            async move {
                let job = app::jobs::NewJob::new(app::jobs::JobKind::ForgetExpired, &"thing", cx.now());
                app::jobs::enqueue(cx, &tx, job).await?;
                Err(domain::plans::PlanRefusal::VoteDatesFrozen.into())
            }
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(claim(app.db(), app.house.clock.now()).await, None);
}

#[tokio::test]
async fn the_worker_wakes_up_for_work_and_stops_when_told() {
    let app = TestApp::start().await;
    let cancel = tokio_util::sync::CancellationToken::new();
    let worker = tokio::spawn(app::worker::run(app.house.clone(), cancel.clone()));
    let job = unknown(&app, 7).await;
    while state(&app, &job).await.unwrap().1 == 0 {
        tokio::task::yield_now().await;
    }
    cancel.cancel();
    worker.await.unwrap();
}
