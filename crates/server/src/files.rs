//! The store of files: a folder, or a bucket of a service that speaks S3; and `POST /files`, by which programs send files.
//!
//! Requests to a bucket go through the one client for HTTP that the server has; `object_store` signs them.

use std::{fs, sync::Arc, time::Duration};

use app::{
    House,
    attachments::{self, Files, Upload},
};
use async_trait::async_trait;
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use bytes::Bytes;
use domain::{
    Code,
    attachments::{Attachment, AttachmentKind, Size},
};
use http_body_util::{BodyExt, Full};
use object_store::{
    ClientOptions, ObjectStore, RetryConfig,
    aws::AmazonS3Builder,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
        HttpService,
    },
    local::LocalFileSystem,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::{
    compose::ComposeError,
    config::{Config, FileStore},
    door::Door,
    download::{entered, said, say},
};

/// How long a service may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most bytes of an answer: more than any file of ours has.
const ANSWER: u64 = 128 << 20;

/// Opens the configured store.
pub(crate) fn open(config: &Config) -> Result<Files, ComposeError> {
    let store: Arc<dyn ObjectStore> = match config.files.store {
        FileStore::Folder => {
            let folder = config.files_folder();
            fs::create_dir_all(&folder)
                .map_err(|error| ComposeError::DataFolder(folder.display().to_string(), error))?;
            let store = LocalFileSystem::new_with_prefix(&folder)
                .map_err(|error| ComposeError::Files(error.to_string()))?;
            Arc::new(store.with_fsync(true))
        }
        FileStore::S3 => {
            let files = &config.files;
            let keys = match &files.key_file {
                Some(path) => fs::read_to_string(path)
                    .map_err(|error| ComposeError::Files(format!("{}: {error}", path.display())))?,
                None => String::new(),
            };
            let mut lines = keys.lines().map(str::trim).filter(|line| !line.is_empty());
            let (Some(key), Some(secret)) = (lines.next(), lines.next()) else {
                let why = "files.key_file has two lines: the id of a key, and its secret";
                return Err(ComposeError::Files(why.to_owned()));
            };
            bucket(&Bucket {
                endpoint: files.endpoint.clone().unwrap_or_default(),
                name: files.bucket.clone().unwrap_or_default(),
                region: files.region.clone(),
                key: key.to_owned(),
                secret: secret.to_owned().into(),
            })
            .map_err(|error| ComposeError::Files(error.to_string()))?
        }
    };
    Ok(Files::over(store))
}

/// A bucket of a service that speaks S3.
#[derive(Debug)]
pub struct Bucket {
    /// The address of the service.
    pub endpoint: String,
    /// The name of the bucket.
    pub name: String,
    /// The region, as the service names it.
    pub region: String,
    /// The id of the access key.
    pub key: String,
    /// Its secret.
    pub secret: SecretString,
}

/// The store that a bucket is.
pub fn bucket(bucket: &Bucket) -> object_store::Result<Arc<dyn ObjectStore>> {
    let retry = RetryConfig {
        max_retries: 2,
        retry_timeout: PATIENCE,
        ..RetryConfig::default()
    };
    let store = AmazonS3Builder::new()
        .with_endpoint(bucket.endpoint.trim_end_matches('/'))
        .with_allow_http(bucket.endpoint.starts_with("http://"))
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.key)
        .with_secret_access_key(bucket.secret.expose_secret())
        .with_retry(retry)
        // One file, one request: deleting many at once is spoken by fewer services.
        .with_disable_bulk_delete(true)
        .with_http_connector(Client::new())
        .build()?;
    Ok(Arc::new(store))
}

/// The client for HTTP that carries requests to a bucket.
#[derive(Debug, Clone)]
struct Client(ureq::Agent);

impl Client {
    fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .build();
        Self(config.new_agent())
    }
}

impl HttpConnector for Client {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let agent = self.0.clone();
        let answered = tokio::task::spawn_blocking(move || {
            let mut answer = agent.run(http::Request::from_parts(head, &body[..]))?;
            let bytes = answer.body_mut().with_config().limit(ANSWER).read_to_vec()?;
            Ok::<_, ureq::Error>(answer.map(|_read| Bytes::from(bytes)))
        });
        let answer = answered
            .await
            .map_err(|panicked| HttpError::new(HttpErrorKind::Unknown, panicked))?
            .map_err(|error| HttpError::new(kind(&error), error))?;
        Ok(answer.map(|bytes| HttpResponseBody::new(Full::new(bytes).map_err(|never| match never {}))))
    }
}

fn kind(error: &ureq::Error) -> HttpErrorKind {
    match error {
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => HttpErrorKind::Connect,
        ureq::Error::Io(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    }
}

/// The route by which programs send files.
pub fn router(house: Arc<House>) -> Router {
    let most = web::uploads::body_limit(&house.limits.files);
    Router::new()
        .route("/files", post(take).layer(DefaultBodyLimit::max(most)))
        .with_state(Door::new(house))
}

/// Takes in a file: `multipart/form-data` with `description`, `nobody` (`yes`, under 15) and `file`.
async fn take(State(door): State<Door>, request: Request) -> Response {
    let cx = match entered(&door, request.extensions(), request.headers()).await {
        Ok(cx) => cx,
        Err(told) => return told,
    };
    if let Err(denied) = cx.actor.person() {
        return say(&denied.into(), &cx);
    }
    let key = request
        .headers()
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .map(|key| key.chars().take(200).collect::<String>());
    let sent = match web::uploads::form(request, &()).await {
        Ok(form) => web::uploads::read(form, cx.limits().files.largest()).await,
        Err(_no_form) => return said(Code::RequestMalformed, &cx.language, None),
    };
    let given = match sent {
        Ok(sent) => sent.given(key),
        Err(_broken) => return said(Code::RequestMalformed, &cx.language, None),
    };
    let taken = match Upload::parse(&cx.actor, given, cx.limits()) {
        Ok(upload) => attachments::upload(&cx, upload).await,
        Err(fields) => Err(fields.into()),
    };
    match taken {
        Ok(attachment) => {
            let body = Json(described(&cx.house().site.issuer, &attachment));
            let kept = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::CREATED, kept, body).into_response()
        }
        Err(error) => say(&error, &cx),
    }
}

fn described(issuer: &str, attachment: &Attachment) -> serde_json::Value {
    let (width, height) = match attachment.kind {
        AttachmentKind::Photo { width, height } => (Some(width), Some(height)),
        AttachmentKind::Pdf => (None, None),
    };
    let size = attachment.kind.sizes().last().copied().unwrap_or(Size::Whole);
    json!({
        "id": attachment.id,
        "kind": attachment.kind.as_str(),
        "width": width,
        "height": height,
        "bytes": attachment.bytes,
        "description": attachment.description,
        "url": format!("{issuer}/files/{}/{}", attachment.id, size.as_str()),
    })
}
