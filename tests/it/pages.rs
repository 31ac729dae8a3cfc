//! Pages, as a browser without JavaScript asks for them.

mod contrast;
mod meanwhile;
mod merging;
mod moderators;
mod own;
mod proposing;
mod sentences;
mod shared;
mod staff;
mod staff_access;
mod staff_plans;
mod staff_rules;
mod staff_shapes;
mod transmissions;
mod trust;
mod visits;
mod webhooks;

use std::{collections::BTreeMap, sync::Mutex};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use test_support::TestApp;
use tower::ServiceExt;

use crate::front;

pub(crate) const BOUNDARY: &str = "----WebKitFormBoundaryTilleuls";

/// A body that comes in pieces, as over a wire.
fn in_pieces(body: Vec<u8>) -> Body {
    let pieces: Vec<_> = body
        .chunks(64 << 10)
        .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
        .collect();
    Body::from_stream(futures::stream::iter(pieces))
}

/// A form with a file, as browsers write it.
pub(crate) fn multipart(fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    multipart_in(fields, "file", file)
}

/// The same, the file in a field of this name.
fn multipart_in(fields: &[(&str, &str)], field: &str, file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, kind, bytes)) = file {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A browser that keeps cookies and follows nothing by itself.
pub(crate) struct Browser {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What it was answered.
pub(crate) struct Shown {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
    pub(crate) bytes: Vec<u8>,
}

impl Browser {
    pub(crate) fn open(app: &TestApp) -> Self {
        Self {
            router: front::door(app),
            cookies: Mutex::default(),
        }
    }

    /// Holds a cookie, whoever gave it.
    pub(crate) fn hold(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }

    pub(crate) async fn get(&self, path: &str) -> Shown {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form of this very site.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form that a page of some site holds.
    pub(crate) async fn post_from(&self, site: &str, path: &str, fields: &[(&str, &str)]) -> Shown {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site)
            .body(Body::from(body.finish()))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form of this very site with a file, as browsers do: the file's name and kind are whatever they say.
    pub(crate) async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Shown {
        self.post_file_in(path, fields, "file", file).await
    }

    /// The same, the file in a field of this name.
    pub(crate) async fn post_file_in(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        field: &str,
        file: (&str, &str, &[u8]),
    ) -> Shown {
        let mut request = Request::post(path).header("sec-fetch-site", "same-origin");
        request = request.header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        );
        self.send(
            request
                .body(in_pieces(multipart_in(fields, field, Some(file))))
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Shown {
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            let cookies = cookies.join("; ").parse().unwrap();
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        let answer = self.router.clone().oneshot(request).await.unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            assert!(
                cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
                "{cookie}"
            );
            let mut kept = self.cookies.lock().unwrap();
            if cookie.contains("Max-Age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
        let (head, body) = answer.into_parts();
        let html = body.collect().await.unwrap().to_bytes();
        let location = head.headers.get(header::LOCATION);
        Shown {
            status: head.status,
            location: location.map_or_else(String::new, |location| location.to_str().unwrap().to_owned()),
            headers: head.headers,
            html: String::from_utf8_lossy(&html).into_owned(),
            bytes: html.to_vec(),
        }
    }

    /// Signs in with an address and the code that comes by mail; a newcomer is 15 or older. The address to go on to.
    pub(crate) async fn sign_in(&self, app: &TestApp, email: &str, next: &str) -> String {
        let asked = self.post("/sign-in", &[("email", email), ("next", next)]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
        app.run_worker().await;
        let code = app.mail.code_to(email);
        let path = asked.location.split('?').next().unwrap();
        let typed = [("code", code.as_str()), ("next", next), ("age", "15")];
        let confirmed = self.post(path, &typed).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.html);
        confirmed.location
    }
}
