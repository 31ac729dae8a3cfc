//! Forms with a file: read piece by piece, no further than a file of ours may go.
//!
//! What a browser calls the file and says of its kind is not read at all.

use std::{sync::Arc, task::Poll};

use app::attachments::{FileLimits, Given};
use axum::{
    Form,
    body::Body,
    extract::{
        FromRequest, Multipart, Request,
        multipart::{MultipartError, MultipartRejection},
    },
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, stream};
use http::{HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{FORM, Site};

/// The most bytes of a request that sends a file: a file twice too big is still answered with words.
pub fn body_limit(limits: &FileLimits) -> usize {
    limits.largest() * 2 + FORM
}

/// What a form with a file sent.
#[derive(Debug, Default)]
pub struct Parts {
    /// Its fields, in order.
    pub fields: Vec<(String, String)>,
    /// The bytes of the file, as far as they were read.
    pub file: Bytes,
    /// Whether there were more.
    pub cut: bool,
}

impl Parts {
    /// The last value of a field.
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().rev().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// The file with what is said of it.
    pub fn given(&self, key: Option<String>) -> Given {
        Given {
            bytes: self.file.clone(),
            cut: self.cut,
            description: self.value("description").to_owned(),
            nobody_shown: self.value("nobody") == "yes",
            key,
        }
    }
}

/// The form of a request, read as it comes: the reader of forms takes all that is there at once, so between two pieces it is
/// told that there is no more yet.
pub async fn form<S: Send + Sync>(request: Request, state: &S) -> Result<Multipart, MultipartRejection> {
    let request = request.map(|body| {
        let mut pieces = body.into_data_stream();
        let mut rested = false;
        Body::from_stream(stream::poll_fn(move |cx| {
            if !rested {
                rested = true;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let piece = pieces.poll_next_unpin(cx);
            rested = piece.is_pending();
            piece
        }))
    });
    Multipart::from_request(request, state).await
}

/// The status of a form that cannot be read: whoever sends half a form made a mistake, not we.
fn status(error: &MultipartError) -> StatusCode {
    Some(error.status())
        .filter(StatusCode::is_client_error)
        .unwrap_or(StatusCode::BAD_REQUEST)
}

/// A file as far as it was read.
#[derive(Debug)]
pub(crate) struct File {
    /// The name of its field.
    pub(crate) field: String,
    /// Its bytes.
    pub(crate) bytes: Bytes,
    /// Whether there were more.
    pub(crate) cut: bool,
}

/// Reads a form: its fields, and of the first file that is not empty so many bytes at most.
pub async fn read(form: Multipart, most: usize) -> Result<Parts, StatusCode> {
    let (fields, files) = read_files(form, &["file"], most, FORM).await?;
    let cut = files.iter().any(|file| file.cut);
    let file = files.into_iter().find(|file| !file.bytes.is_empty());
    Ok(Parts {
        fields,
        file: file.map(|file| file.bytes).unwrap_or_default(),
        cut,
    })
}

/// Reads a form: its fields, as many bytes as there is room for, and of each of its files so many bytes at most.
pub(crate) async fn read_files(
    mut form: Multipart,
    named: &[&str],
    most: usize,
    mut room: usize,
) -> Result<(Vec<(String, String)>, Vec<File>), StatusCode> {
    let (mut fields, mut files) = (Vec::new(), Vec::<File>::new());
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok((fields, files)),
            // What is far too big is not read to its end.
            Err(_) if files.iter().any(|file| file.cut) => return Ok((fields, files)),
            Err(error) => return Err(status(&error)),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = named.contains(&name.as_str());
        let mut bytes = BytesMut::new();
        let mut cut = false;
        loop {
            let chunk = match field.chunk().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(error) if is_file && status(&error) == StatusCode::PAYLOAD_TOO_LARGE => {
                    cut = true;
                    break;
                }
                Err(error) => return Err(status(&error)),
            };
            if is_file {
                // One byte more than the most says that there are too many.
                let left = (most + 1).saturating_sub(bytes.len());
                cut |= chunk.len() > left;
                bytes.extend_from_slice(chunk.get(..left.min(chunk.len())).unwrap_or_default());
            } else {
                room = room
                    .checked_sub(chunk.len())
                    .ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
                bytes.extend_from_slice(&chunk);
            }
        }
        if is_file {
            files.push(File {
                field: name,
                bytes: bytes.freeze(),
                cut,
            });
        } else {
            let value = String::from_utf8(bytes.into()).map_err(|_binary| StatusCode::BAD_REQUEST)?;
            fields.push((name, value));
        }
    }
}

/// A form that may have a file with it, sent either way that browsers send forms.
pub(crate) struct Sent<T> {
    /// What was typed.
    pub(crate) typed: T,
    /// All of it.
    pub(crate) parts: Parts,
}

impl<T: DeserializeOwned> FromRequest<Arc<Site>> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let parts = if kind.starts_with("multipart/form-data") {
            let form = form(request, site).await.map_err(IntoResponse::into_response)?;
            read(form, site.house.limits.files.largest())
                .await
                .map_err(IntoResponse::into_response)?
        } else {
            let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, site)
                .await
                .map_err(IntoResponse::into_response)?;
            Parts {
                fields,
                ..Parts::default()
            }
        };
        let mut again = Request::new(Body::from(urlencoded(&parts.fields)));
        *again.method_mut() = http::Method::POST;
        again.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        let Form(typed) = Form::<T>::from_request(again, site)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self { typed, parts })
    }
}

/// The fields as a form without a file sends them; of several of one name, the last.
fn urlencoded(fields: &[(String, String)]) -> String {
    let mut written = form_urlencoded::Serializer::new(String::new());
    for (at, (name, value)) in fields.iter().enumerate() {
        let later = fields.get(at + 1..).unwrap_or_default();
        if later.iter().all(|(other, _)| other != name) {
            written.append_pair(name, value);
        }
    }
    written.finish()
}

/// Both, or all that is wrong with either.
pub(crate) fn both<T, F>(text: app::Result<T>, files: app::Result<F>) -> app::Result<(T, F)> {
    match (text, files) {
        (Err(app::Error::Invalid(mut text)), Err(app::Error::Invalid(files))) => {
            text.extend(files);
            Err(text.into())
        }
        (Err(error), _) | (Ok(_), Err(error)) => Err(error),
        (Ok(text), Ok(files)) => Ok((text, files)),
    }
}
