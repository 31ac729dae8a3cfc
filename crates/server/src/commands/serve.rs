//! Serving, and working through what is due.

use std::{fs::File, net::SocketAddr, sync::Arc};

use app::{Db, House};
use axum::Router;
use graphql::transport::Transport;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Failure, migrate};
use crate::{
    accept::{self, AcceptLimits},
    compose,
    config::Config,
    door::Door,
    download, files,
    headers::Surroundings,
    measures, moderation_log,
    pages::{self, Front},
    telemetry, unsubscribe, well_known,
};

/// Serves until a signal asks to stop, then finishes what was accepted.
pub(super) async fn serve(config: &Config, with_worker: bool) -> Result<(), Failure> {
    let running = start(config, with_worker, Front::default()).await?;
    tracing::info!(address = %running.address, "fabrique serves");
    until_asked_to_stop().await;
    tracing::info!("asked to stop: what was accepted is finished first");
    running.stop().await;
    Ok(())
}

/// Works through what is due until a signal asks to stop.
pub(super) async fn worker(config: &Config) -> Result<(), Failure> {
    let (_lock, house) = open(config).await?;
    let stopping = CancellationToken::new();
    let work = tokio::spawn(app::worker::run(house, stopping.clone()));
    until_asked_to_stop().await;
    stopping.cancel();
    // A worker that panicked has nothing left to finish.
    let _ = work.await;
    Ok(())
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it answers Prometheus, if it does.
    pub metrics: Option<SocketAddr>,
    /// The house it serves.
    pub house: Arc<House>,
    stopping: CancellationToken,
    serving: JoinHandle<usize>,
    operations: TaskTracker,
    background: TaskTracker,
    _lock: Option<File>,
}

impl Running {
    /// Takes no more requests, finishes those it has taken and the worker's present job.
    pub async fn stop(self) {
        self.stopping.cancel();
        // A panic in the accept loop was logged where it happened.
        let cut = self.serving.await.unwrap_or_default();
        if cut > 0 {
            tracing::warn!(
                connections = cut,
                "connections were cut at the end of the grace period"
            );
        }
        self.operations.close();
        self.operations.wait().await;
        self.background.close();
        self.background.wait().await;
    }
}

/// Opens the house: the embedded database is locked and migrated, PostgreSQL must be up to date.
pub(super) async fn open(config: &Config) -> Result<(Option<File>, Arc<House>), Failure> {
    let lock = lock(config)?;
    let db = compose::database(config).await?;
    if config.is_postgres() {
        wait_for_schema(&db).await;
    } else {
        migrate::up(config, &db).await?;
    }
    Ok((lock, compose::house(config, db).await?))
}

/// Waits until `fabrique migrate up` has brought PostgreSQL up to date.
async fn wait_for_schema(db: &Db) {
    let mut told = false;
    while !migrate::is_up_to_date(db).await {
        if !told {
            tracing::warn!("the schema is not up to date: run `fabrique migrate up`; waiting");
            told = true;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

/// An embedded database has one server: holds a lock beside its file for as long as the process lives.
pub(super) fn lock(config: &Config) -> Result<Option<File>, Failure> {
    let Some(path) = config.sqlite_file() else {
        return Ok(None);
    };
    if let Some(folder) = path.parent() {
        // A folder that cannot be made shows when the file is opened.
        let _ = std::fs::create_dir_all(folder);
    }
    let beside = path.with_extension("lock");
    let refused = || Failure::Locked(path.display().to_string());
    let file = File::create(&beside).map_err(Failure::Output)?;
    match fs4::FileExt::try_lock(&file) {
        Ok(()) => Ok(Some(file)),
        Err(_held) => Err(refused()),
    }
}

/// Starts serving; `front` is what the first page shows.
pub async fn start(config: &Config, with_worker: bool, front: Front) -> Result<Running, Failure> {
    let stopping = CancellationToken::new();
    let background = TaskTracker::new();
    let listening = |address: SocketAddr| async move {
        let listen = |source| Failure::Listen {
            address: address.to_string(),
            source,
        };
        TcpListener::bind(address).await.map_err(listen)
    };
    let listener = listening(config.http.listen).await?;
    let address = listener.local_addr().map_err(Failure::Output)?;
    let counts = match config.http.metrics {
        Some(address) => Some(listening(address).await?),
        None => None,
    };
    // Where any free port is asked for, the one that was found is what links and origins say.
    let mut config = config.clone();
    config.http.listen = address;
    let (lock, house) = open(&config).await?;
    let metrics = match counts {
        Some(listener) => {
            let address = listener.local_addr().map_err(Failure::Output)?;
            let (handle, house) = (telemetry::metrics(), house.clone());
            background.spawn(measures::keep(handle.clone(), stopping.clone()));
            let render = move || std::future::ready(measures::render(&handle, &house));
            let router = Router::new().route("/metrics", axum::routing::get(render));
            let stopping = stopping.clone();
            background.spawn(accept::serve(listener, router, AcceptLimits::default(), stopping));
            Some(address)
        }
        None => None,
    };
    let feed = app::feed::begin(house.clone()).await?;
    background.spawn(feed.run(stopping.clone()));
    if with_worker {
        background.spawn(app::worker::run(house.clone(), stopping.clone()));
    }
    let schema = graphql::schema();
    let transport = Transport::new(schema, &graphql::sdl(), Door::new(house.clone()))?
        .origins([config.public_url()])
        .stopping(stopping.clone());
    let operations = transport.running();
    let router = transport
        .router()
        .merge(web::router(web::Site {
            house: house.clone(),
            town: config.town.clone(),
            contacts: config.contacts.clone(),
            framers: config.http.framers.clone(),
            personas: front.personas.clone(),
            shows_mail: front.mail.is_some(),
        }))
        .merge(pages::router(house.clone(), front))
        .merge(well_known::router(house.clone()))
        .merge(unsubscribe::router(house.clone()))
        .merge(download::router(house.clone()))
        .merge(files::router(house.clone()))
        .merge(moderation_log::router(house.clone()));
    let uri = config.public_url().parse().unwrap_or_default();
    let router = Surroundings::new(&uri, config.http.trusted_proxies.iter().copied()).around(router);
    let limits = AcceptLimits {
        connections: config.http.connections,
        ..AcceptLimits::default()
    };
    let serving = tokio::spawn(accept::serve(listener, router, limits, stopping.clone()));
    Ok(Running {
        address,
        metrics,
        house,
        stopping,
        serving,
        operations,
        background,
        _lock: lock,
    })
}

/// Waits for SIGTERM or Ctrl-C.
pub(super) async fn until_asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
