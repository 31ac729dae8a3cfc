//! The configuration: defaults in code, then `fabrique.toml`, then the environment (`FABRIQUE_HTTP__LISTEN`).
//!
//! A key that nobody knows is an error: a misspelt limit must not pass in silence. Secrets are never printed.

use std::{net::SocketAddr, path::PathBuf};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

mod sections;
pub use sections::{
    DatabaseConfig, FileStore, FilesConfig, HttpConfig, LogConfig, MailConfig, ModerationConfig,
    WebhooksConfig,
};

/// Everything that can be set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the embedded database, the root key and unsent mail lie.
    pub data_dir: PathBuf,
    /// The file of the 32-byte root key; SQLite makes `data/root.key` by itself, PostgreSQL needs this.
    pub root_key_file: Option<PathBuf>,
    /// The name of the town, in the head of every page.
    pub town: String,
    /// Who answers for the site, as the pages at the foot say.
    pub contacts: web::Contacts,
    /// The web.
    pub http: HttpConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// Photos and PDFs on texts.
    pub files: FilesConfig,
    /// Mail.
    pub mail: MailConfig,
    /// Moderation.
    pub moderation: ModerationConfig,
    /// Webhooks.
    pub webhooks: WebhooksConfig,
    /// Logs.
    pub log: LogConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./data"),
            root_key_file: None,
            town: "Notre ville".to_owned(),
            contacts: web::Contacts::default(),
            http: HttpConfig::default(),
            database: DatabaseConfig::default(),
            files: FilesConfig::default(),
            mail: MailConfig::default(),
            moderation: ModerationConfig::default(),
            webhooks: WebhooksConfig::default(),
            log: LogConfig::default(),
        }
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key is unknown, or a value is not of its form.
    #[error("the configuration cannot be read: {0}")]
    Unreadable(#[source] Box<figment::Error>),
    /// A value makes no sense.
    #[error("{key}: {why}")]
    Invalid {
        /// The key, as in `fabrique.toml`.
        key: &'static str,
        /// What is wrong, and what to do.
        why: String,
    },
}

/// Variables that start with `FABRIQUE_` and belong to the tests.
fn is_for_tests(key: &str) -> bool {
    key.starts_with("test_") || matches!(key, "pg_bin" | "chromium")
}

impl Config {
    /// Reads `fabrique.toml` of the working folder and the environment, and checks what they say.
    pub fn load() -> Result<Self, ConfigError> {
        let environment =
            Env::prefixed("FABRIQUE_").filter(|key| !is_for_tests(&key.as_str().to_lowercase()));
        let config: Self = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("fabrique.toml"))
            .merge(environment.split("__"))
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<(), ConfigError> {
        self.http.validate()?;
        self.database.validate()?;
        self.webhooks.validate()?;
        self.files.validate()?;
        if self.is_postgres() && self.root_key_file.is_none() {
            return Err(ConfigError::Invalid {
                key: "root_key_file",
                why: "PostgreSQL needs a root key that all servers share: write 32 random bytes to a file that only \
                      the server reads (head -c 32 /dev/urandom), and name it in FABRIQUE_ROOT_KEY_FILE"
                    .to_owned(),
            });
        }
        Ok(())
    }

    /// Whether the database is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.database_url().starts_with("postgres")
    }

    /// Where the database is: `sqlite:` in the data folder unless said.
    pub fn database_url(&self) -> String {
        match &self.database.url {
            Some(url) => url.expose_secret().to_owned(),
            None => format!("sqlite:{}", self.data_dir.join("fabrique.sqlite").display()),
        }
    }

    /// The file of the embedded database, if it is one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let url = self.database_url();
        let path = url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
    }

    /// Where photos and PDFs are kept, unless a bucket is configured.
    pub fn files_folder(&self) -> PathBuf {
        self.data_dir.join("files")
    }

    /// Where mail is written until a mail server is configured.
    pub fn mail_folder(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// Where the root key lies.
    pub fn root_key_path(&self) -> PathBuf {
        self.root_key_file
            .clone()
            .unwrap_or_else(|| self.data_dir.join("root.key"))
    }

    /// The address that people type: what links in mails begin with.
    pub fn public_url(&self) -> String {
        match &self.http.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.http.listen),
        }
    }

    /// The configuration as TOML, without secrets.
    pub fn redacted(&self) -> String {
        let or_unset =
            |value: Option<String>| value.map_or_else(|| "# not set".to_owned(), |v| format!("{v:?}"));
        let secret = |value: &Option<SecretString>| match value {
            Some(_) => "\"[redacted]\"".to_owned(),
            None => "# not set".to_owned(),
        };
        let address = |address: Option<SocketAddr>| or_unset(address.map(|a| a.to_string()));
        let proxies: Vec<String> = self
            .http
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        let framers = &self.http.framers;
        let files = self.files.redacted();
        format!(
            "data_dir = {:?}\nroot_key_file = {}\ntown = {:?}\n\n[contacts]\npublisher = {:?}\ndirector = {:?}\nhost = {:?}\nreach = {:?}\nprivacy = {:?}\nhelp = {:?}\n\n[http]\nlisten = \"{}\"\npublic_url = {}\nmetrics = {}\n\
             trusted_proxies = {proxies:?}\nframers = {framers:?}\nconnections = {}\n\n[database]\nurl = {}\nconnections = {}\n\n{files}\n[mail]\n\
             smtp = {}\nfrom = {:?}\n\n[moderation]\nauthority = {:?}\n\n[webhooks]\nallow_private = {:?}\n\n[log]\nfilter = {:?}\njson = {}\n",
            self.data_dir.display().to_string(),
            or_unset(self.root_key_file.as_ref().map(|path| path.display().to_string())),
            self.town,
            self.contacts.publisher,
            self.contacts.director,
            self.contacts.host,
            self.contacts.reach,
            self.contacts.privacy,
            self.contacts.help,
            self.http.listen,
            or_unset(self.http.public_url.clone()),
            address(self.http.metrics),
            self.http.connections,
            secret(&self.database.url),
            self.database.connections,
            secret(&self.mail.smtp),
            self.mail.from,
            self.moderation.authority,
            self.webhooks.allow_private,
            self.log.filter,
            self.log.json,
        )
    }
}

#[cfg(test)]
#[expect(clippy::result_large_err, reason = "the form that figment's jail asks for")]
mod tests {
    use figment::Jail;

    use super::*;

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
        Jail::expect_with(|jail| {
            jail.create_file(
                "fabrique.toml",
                "[http]\nlisten = \"127.0.0.1:1111\"\nconnections = 7\n",
            )?;
            jail.set_env("FABRIQUE_HTTP__LISTEN", "127.0.0.1:2222");
            jail.set_env("FABRIQUE_DATA_DIR", "/somewhere");
            jail.set_env("FABRIQUE_TEST_BACKEND", "sqlite");
            let config = Config::load().map_err(|error| error.to_string())?;
            assert_eq!(config.http.listen.to_string(), "127.0.0.1:2222");
            assert_eq!(config.http.connections, 7);
            assert_eq!(config.database_url(), "sqlite:/somewhere/fabrique.sqlite");
            Ok(())
        });
    }

    #[test]
    fn a_key_that_nobody_knows_is_an_error_that_names_it() {
        Jail::expect_with(|jail| {
            jail.set_env("FABRIQUE_HTTP__LISTN", "127.0.0.1:2222");
            let error = Config::load().map_err(|error| error.to_string()).unwrap_err();
            assert!(error.contains("listn"), "{error}");
            Ok(())
        });
    }

    #[test]
    fn secrets_are_never_printed_and_postgres_asks_for_its_key() {
        Jail::expect_with(|jail| {
            jail.set_env(
                "FABRIQUE_DATABASE__URL",
                "postgres://fabrique:hunter2@localhost/fabrique",
            );
            jail.set_env("FABRIQUE_MAIL__SMTP", "smtps://user:hunter2@localhost");
            assert!(matches!(
                Config::load(),
                Err(ConfigError::Invalid {
                    key: "root_key_file",
                    ..
                })
            ));
            jail.set_env("FABRIQUE_ROOT_KEY_FILE", "/run/secrets/root.key");
            let config = Config::load().map_err(|error| error.to_string())?;
            let printed = format!("{}{config:?}", config.redacted());
            assert!(!printed.contains("hunter2"), "{printed}");
            Ok(())
        });
    }
}
