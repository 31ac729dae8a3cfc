//! The demo town: made anew at each start, in a folder of its own, and served.

use std::net::SocketAddr;

use app::Db;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;
use tokio::net::TcpListener;
use web::Persona;

use super::{Failure, Running, migrate, serve};
use crate::{compose, config::Config, demo, pages::Front};

/// Where to serve it.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct DemoArgs {
    /// The address to listen on instead of the configured one, as `127.0.0.1:8080`.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

/// Fills the town and serves it until a signal asks to stop.
pub(super) async fn run(config: &Config, args: &DemoArgs) -> Result<(), Failure> {
    let mut config = config.clone();
    if let Some(listen) = args.listen {
        config.http.listen = listen;
    }
    super::say("La ville d'essai se remplit…\n")?;
    let (running, personas) = start(&config).await?;
    super::say(&welcome(running.address, &personas))?;
    serve::until_asked_to_stop().await;
    running.stop().await;
    Ok(())
}

/// Fills the town and serves it; whom one can enter as comes with it.
///
/// It lies in `demo/` of the data folder. On PostgreSQL it takes the configured database, which must be empty or an
/// earlier demo.
pub async fn start(config: &Config) -> Result<(Running, Vec<Persona>), Failure> {
    let mut config = config.clone();
    // The mails of the story hold addresses: any free port is chosen before they are written.
    if config.http.listen.port() == 0 {
        config.http.listen = free(config.http.listen).await?;
    }
    config.data_dir = config.data_dir.join("demo");
    "Saint-Exemple".clone_into(&mut config.town);
    config.contacts = web::Contacts {
        publisher: "Commune de Saint-Exemple, une ville qui n'existe pas".to_owned(),
        director: "Le maire de Saint-Exemple".to_owned(),
        host: "Cette machine, le temps de l'essai".to_owned(),
        reach: "participer@saint-exemple.example".to_owned(),
        privacy: "donnees@saint-exemple.example".to_owned(),
        help: "Maison du projet, 3 place des Tilleuls, le mardi et le jeudi de 14 h à 18 h".to_owned(),
    };
    "Le maire de Saint-Exemple".clone_into(&mut config.moderation.authority);
    if !config.is_postgres() {
        config.database.url = None;
        config.root_key_file = None;
    }
    let lock = serve::lock(&config)?;
    let db = compose::database(&config).await?;
    empty(&config, &db).await?;
    let personas = demo::fill(&config, db).await?;
    // The server takes the lock itself.
    drop(lock);
    let front = Front {
        personas: personas.clone(),
        mail: Some(config.mail_folder()),
    };
    Ok((serve::start(&config, true, front).await?, personas))
}

/// A port that nobody listens on there.
async fn free(address: SocketAddr) -> Result<SocketAddr, Failure> {
    let listen = |source| Failure::Listen {
        address: address.to_string(),
        source,
    };
    let found = TcpListener::bind(address).await.map_err(listen)?;
    found.local_addr().map_err(listen)
}

/// Empties an earlier demo, and refuses a database that is somebody's.
async fn empty(config: &Config, db: &Db) -> Result<(), Failure> {
    let connection = db.schema_connection();
    let used = !Migrator::get_applied_migrations(connection).await?.is_empty();
    if used {
        if !app::settings::is_demo(db).await? {
            return Err(Failure::NotADemo);
        }
        Migrator::down(connection, None).await?;
    }
    migrate::up(config, db).await?;
    // Mails of an earlier demo speak of people who are gone.
    let _ = std::fs::remove_dir_all(config.mail_folder());
    Ok(())
}

fn welcome(address: SocketAddr, personas: &[Persona]) -> String {
    use std::fmt::Write;

    let mut text = format!("\nSaint-Exemple est ouverte : http://{address}\n\n");
    for someone in personas {
        let _ = writeln!(
            text,
            "  {:<10} {:<42} {}",
            someone.name, someone.email, someone.role
        );
    }
    let password = personas.first().map_or("", |someone| someone.password.as_str());
    let _ = writeln!(
        text,
        "\nMot de passe de chacun : {password}\nTous les messages : http://{address}/demo/mail\nCtrl-C pour arrêter."
    );
    text
}
