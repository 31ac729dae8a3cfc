//! The sections of the configuration, each with its checks.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use domain::webhooks::{Network, Networks};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use super::ConfigError;

/// The web.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// The address to listen on; a proxy that speaks TLS stands before it.
    pub listen: SocketAddr,
    /// The address that people type, `https://participer.example`; the listening address unless said.
    pub public_url: Option<String>,
    /// The address of the Prometheus metrics; not served when it is not set.
    pub metrics: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Sites whose pages may show `/embed/plans/…` in a frame, `https://association.example`; none unless said.
    pub framers: Vec<String>,
    /// The most connections at once, 1 to 100,000.
    pub connections: u32,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            metrics: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9464))),
            trusted_proxies: Vec::new(),
            framers: Vec::new(),
            connections: 12_500,
        }
    }
}

impl HttpConfig {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if let Some(url) = &self.public_url {
            let fits = url::Url::parse(url).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none()
            });
            if !fits {
                let why = "an address such as https://participer.example is needed".to_owned();
                return Err(ConfigError::Invalid {
                    key: "http.public_url",
                    why,
                });
            }
        }
        let is_origin = |given: &String| {
            url::Url::parse(given)
                .is_ok_and(|url| url.scheme() == "https" && url.origin().ascii_serialization() == *given)
        };
        if let Some(other) = self.framers.iter().find(|given| !is_origin(given)) {
            return Err(ConfigError::Invalid {
                key: "http.framers",
                why: format!("{other} is not a site such as https://association.example"),
            });
        }
        if !(1..=100_000).contains(&self.connections) {
            let why = "between 1 and 100000".to_owned();
            return Err(ConfigError::Invalid {
                key: "http.connections",
                why,
            });
        }
        Ok(())
    }
}

/// Writes a secret as itself: only ever into figment's own merge, never to a person.
#[expect(clippy::ref_option, reason = "the form that serde asks for")]
fn exposed<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    secret
        .as_ref()
        .map(ExposeSecret::expose_secret)
        .serialize(serializer)
}

/// The database.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite:path` or `postgres://…`; `sqlite:` in the data folder unless said.
    #[serde(serialize_with = "exposed")]
    pub url: Option<SecretString>,
    /// Connections: readers on SQLite, all of them on PostgreSQL; 2 to 100.
    pub connections: u32,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: None,
            connections: 8,
        }
    }
}

impl DatabaseConfig {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let known = self.url.as_ref().is_none_or(|url| {
            ["sqlite:", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| url.expose_secret().starts_with(scheme))
        });
        if !known {
            let why = "sqlite:path or postgres://user:password@host/database is needed".to_owned();
            return Err(ConfigError::Invalid {
                key: "database.url",
                why,
            });
        }
        if !(2..=100).contains(&self.connections) {
            return Err(ConfigError::Invalid {
                key: "database.connections",
                why: "between 2 and 100".to_owned(),
            });
        }
        Ok(())
    }
}

/// Where photos and PDFs are kept, and how much may be sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesConfig {
    /// `folder`: `files` in the data folder; `s3`: a bucket of any service that speaks S3.
    pub store: FileStore,
    /// The address of the service: `https://s3.fr-par.scw.cloud`. S3 alone.
    pub endpoint: Option<String>,
    /// The bucket. S3 alone.
    pub bucket: Option<String>,
    /// The region, as the service names it. S3 alone.
    pub region: String,
    /// A file of two lines: the id of the access key, and its secret. S3 alone.
    pub key_file: Option<PathBuf>,
    /// The most megabytes of a photo as it is sent, 1 to 64.
    pub photo_megabytes: usize,
    /// The most megabytes of a PDF, 1 to 64.
    pub pdf_megabytes: usize,
    /// The most millions of pixels of a photo, 1 to 200: decoding takes up to 6 bytes of memory for each, one photo at a time.
    pub megapixels: u64,
    /// The most photos and PDFs of a proposal, 0 to 10. A comment has one, unless a proposal has none.
    pub per_proposal: usize,
    /// The most files that a person sends in a day, 1 to 1,000.
    pub per_day: u32,
}

/// What kind of store keeps files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileStore {
    /// A folder.
    Folder,
    /// A bucket of a service that speaks S3.
    S3,
}

impl Default for FilesConfig {
    fn default() -> Self {
        Self {
            store: FileStore::Folder,
            endpoint: None,
            bucket: None,
            region: "us-east-1".to_owned(),
            key_file: None,
            photo_megabytes: 8,
            pdf_megabytes: 8,
            megapixels: 50,
            per_proposal: 3,
            per_day: 20,
        }
    }
}

impl FilesConfig {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let invalid = |key, why: &str| {
            Err(ConfigError::Invalid {
                key,
                why: why.to_owned(),
            })
        };
        if self.store == FileStore::S3 {
            let address = self.endpoint.as_deref().map(url::Url::parse);
            if !matches!(&address, Some(Ok(url)) if matches!(url.scheme(), "http" | "https") && url.has_host())
            {
                return invalid(
                    "files.endpoint",
                    "an address such as https://s3.fr-par.scw.cloud is needed",
                );
            }
            if self.bucket.as_ref().is_none_or(String::is_empty) {
                return invalid("files.bucket", "the name of a bucket is needed");
            }
            if self.key_file.is_none() {
                return invalid(
                    "files.key_file",
                    "a file with the id of a key and its secret is needed",
                );
            }
        }
        let whole = (1..=64).contains(&self.photo_megabytes) && (1..=64).contains(&self.pdf_megabytes);
        if !whole {
            return invalid(
                "files.photo_megabytes",
                "photos and PDFs have between 1 and 64 megabytes",
            );
        }
        if !(1..=200).contains(&self.megapixels) {
            return invalid("files.megapixels", "between 1 and 200");
        }
        if self.per_proposal > 10 {
            return invalid("files.per_proposal", "between 0 and 10");
        }
        if !(1..=1_000).contains(&self.per_day) {
            return invalid("files.per_day", "between 1 and 1000");
        }
        Ok(())
    }

    pub(super) fn redacted(&self) -> String {
        let or_unset =
            |value: Option<String>| value.map_or_else(|| "# not set".to_owned(), |v| format!("{v:?}"));
        let store = match self.store {
            FileStore::Folder => "folder",
            FileStore::S3 => "s3",
        };
        format!(
            "[files]\nstore = {store:?}\nendpoint = {}\nbucket = {}\nregion = {:?}\nkey_file = {}\nphoto_megabytes = {}\n\
             pdf_megabytes = {}\nmegapixels = {}\nper_proposal = {}\nper_day = {}\n",
            or_unset(self.endpoint.clone()),
            or_unset(self.bucket.clone()),
            self.region,
            or_unset(self.key_file.as_ref().map(|path| path.display().to_string())),
            self.photo_megabytes,
            self.pdf_megabytes,
            self.megapixels,
            self.per_proposal,
            self.per_day,
        )
    }
}

/// Mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// `smtp://host:port` or `smtps://user:password@host`; without it mail is written to `data/mail`.
    #[serde(serialize_with = "exposed")]
    pub smtp: Option<SecretString>,
    /// The sender of every mail: `Fabrique <ne-pas-repondre@participer.example>`.
    pub from: String,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            smtp: None,
            from: "Fabrique <ne-pas-repondre@localhost.localdomain>".to_owned(),
        }
    }
}

/// Logs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// What is logged, in the syntax of `tracing` filters: `info,app=debug`.
    pub filter: String,
    /// One JSON object a line instead of text.
    pub json: bool,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            json: false,
        }
    }
}

/// Moderation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModerationConfig {
    /// Who answers for decisions, by name and quality, as letters sign: «Le maire de Saint-Exemple».
    pub authority: String,
}

impl Default for ModerationConfig {
    fn default() -> Self {
        Self {
            authority: "L'autorité responsable de ce site".to_owned(),
        }
    }
}

/// Webhooks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhooksConfig {
    /// Networks that are not public and that messages may go to, without encryption too: `["10.0.0.0/8"]`.
    pub allow_private: Vec<String>,
}

impl WebhooksConfig {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        match self
            .allow_private
            .iter()
            .find(|given| given.parse::<Network>().is_err())
        {
            None => Ok(()),
            Some(other) => Err(ConfigError::Invalid {
                key: "webhooks.allow_private",
                why: format!("{other} is not a network such as 10.0.0.0/8 or fd00::/8"),
            }),
        }
    }

    /// The networks, which were checked.
    pub fn networks(&self) -> Networks {
        let read = self.allow_private.iter().filter_map(|given| given.parse().ok());
        read.collect()
    }
}
