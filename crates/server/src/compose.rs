//! The wiring: from a configuration to a house.

use std::{path::Path, sync::Arc};

use app::{
    Cx, Db, House, Limits, Options,
    accounts::Ring,
    attachments::FileLimits,
    feed::Feed,
    ports::{Clock, Mailer},
    settings,
    throttle::rate,
};
use auth::{
    keys::{KeyError, RootKey},
    password::{Hasher, PasswordCost},
    token::Site,
};
use tokio::sync::Semaphore;

use crate::{
    config::Config,
    courier::Network,
    files,
    mail::{MailFolder, MailSetupError, Smtp},
    outside::{RandomIds, WallClock},
};

/// Why the house cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The data folder cannot be made.
    #[error("the data folder {0} cannot be made")]
    DataFolder(String, #[source] std::io::Error),
    /// The root key is missing, readable by others, or of the wrong size.
    #[error("the root key cannot be used: {0}")]
    RootKey(#[from] KeyError),
    /// The database belongs to another root key.
    #[error(
        "this root key is not the one of this database: put the right key back, or restore the database that goes with it"
    )]
    OtherRootKey,
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Database(#[source] app::Error),
    /// The store of files cannot be opened.
    #[error("files cannot be kept: {0}")]
    Files(String),
    /// Mail cannot be set up.
    #[error(transparent)]
    Mail(#[from] MailSetupError),
}

/// Connects to the configured database.
pub async fn database(config: &Config) -> Result<Db, ComposeError> {
    if let Some(folder) = config.sqlite_file().as_deref().and_then(Path::parent) {
        make_folder(folder)?;
    }
    let options = Options {
        connections: config.database.connections,
        ..Options::default()
    };
    Db::connect(&config.database_url(), options)
        .await
        .map_err(|error| ComposeError::Database(error.into()))
}

fn make_folder(folder: &Path) -> Result<(), ComposeError> {
    std::fs::create_dir_all(folder)
        .map_err(|error| ComposeError::DataFolder(folder.display().to_string(), error))
}

/// Opens the house over a database whose schema is up to date.
pub async fn house(config: &Config, db: Db) -> Result<Arc<House>, ComposeError> {
    let clock = Arc::new(WallClock);
    let mailer: Arc<dyn Mailer> = if let Some(url) = &config.mail.smtp {
        Arc::new(Smtp::new(url, &config.mail.from)?)
    } else {
        let folder = config.mail_folder();
        tracing::warn!(folder = %folder.display(), "no mail server is configured (mail.smtp): mail is written to files");
        Arc::new(MailFolder::new(&folder, &config.mail.from, clock.clone())?)
    };
    furnish(config, db, clock, mailer).await
}

/// The numbers that this town set.
fn limits(config: &Config) -> Limits {
    let files = &config.files;
    let mut limits = Limits {
        files: FileLimits {
            photo_bytes: files.photo_megabytes << 20,
            pdf_bytes: files.pdf_megabytes << 20,
            pixels: files.megapixels * 1_000_000,
            per_proposal: files.per_proposal,
            per_comment: files.per_proposal.min(1),
        },
        webhook_networks: config.webhooks.networks(),
        ..Limits::default()
    };
    limits.throttles.files_by_owner = rate(files.per_day, 86_400 / u64::from(files.per_day.max(1)));
    limits
}

/// The same, with this clock and this way for mail.
pub(crate) async fn furnish(
    config: &Config,
    db: Db,
    clock: Arc<dyn Clock>,
    mailer: Arc<dyn Mailer>,
) -> Result<Arc<House>, ComposeError> {
    make_folder(&config.data_dir)?;
    let root_key = if config.is_postgres() {
        RootKey::load(&config.root_key_path())?
    } else {
        RootKey::load_or_create(&config.root_key_path())?
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let house = Arc::new(House {
        db,
        clock,
        ids: Arc::new(RandomIds),
        limits: limits(config),
        root_key,
        hasher: Hasher {
            cost: PasswordCost::PRODUCTION,
            slots: Arc::new(Semaphore::new(cores)),
        },
        files: files::open(config)?,
        mailer,
        courier: Arc::new(Network::default()),
        site: Site {
            issuer: config.public_url(),
            audience: format!("{}/graphql", config.public_url()),
        },
        authority: config.moderation.authority.clone(),
        ring: Ring::default(),
        feed: Feed::default(),
    });
    let bound = settings::bind_root_key(&Cx::system(house.clone(), "start"))
        .await
        .map_err(ComposeError::Database)?;
    if bound {
        Ok(house)
    } else {
        Err(ComposeError::OtherRootKey)
    }
}
