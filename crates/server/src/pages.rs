//! The plain pages for people who write programs, and what machines ask: `/healthz`, `/readyz`.

use std::{fmt::Write, sync::Arc};

use app::House;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use domain::Language;
use web::Persona;

/// What pages show besides what the house holds.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// In the demo: whom one can enter as.
    pub personas: Vec<Persona>,
    /// In the demo: the folder of unsent mail, shown at `/demo/mail`.
    pub mail: Option<std::path::PathBuf>,
}

struct Pages {
    house: Arc<House>,
    front: Front,
}

/// The routes of this page and of machines.
pub fn router(house: Arc<House>, front: Front) -> Router {
    let mut router = Router::new()
        .route("/developers", get(developers))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/explorer", get(explorer))
        .route(
            "/assets/explorer.js",
            get(|| async { asset("text/javascript", include_str!("pages/explorer.js")) }),
        )
        .route(
            "/assets/plain.css",
            get(|| async { asset("text/css", include_str!("pages/plain.css")) }),
        );
    if front.mail.is_some() {
        router = router
            .route("/demo/mail", get(mail))
            .route("/demo/mail/{name}", get(mail_as_html));
    }
    router.with_state(Arc::new(Pages { house, front }))
}

/// Alive and able to read the database.
async fn ready(State(pages): State<Arc<Pages>>) -> Response {
    match app::settings::is_demo(&pages.house.db).await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "2")],
            "not ready\n",
        )
            .into_response(),
    }
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let mut response = text.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    page_policy(response)
}

/// Pages may load their own styles and script, and speak to their own server; nothing else.
fn page_policy(mut response: Response) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                          form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn page(title: &str, body: &str) -> Response {
    page_in(&Language::French, title, body)
}

/// A plain page in this language; title and body are HTML.
pub(crate) fn page_in(language: &Language, title: &str, body: &str) -> Response {
    let language = escaped(language.tag());
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/assets/plain.css\">\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    );
    page_policy(Html(html).into_response())
}

/// Writes text into HTML.
pub(crate) fn escaped(text: &str) -> String {
    messages::sheet::escaped(text)
}

/// The README's tour, with the address of this site: the page and the README never say different things.
fn tour(address: &str) -> String {
    let readme = include_str!("../../../README.md");
    let tour = readme
        .split_once("<!-- tour -->")
        .and_then(|(_, rest)| rest.split_once("<!-- /tour -->"))
        .map_or("", |(tour, _)| tour);
    let tour = tour.replace("http://127.0.0.1:8080", address);
    app::markdown::to_html(&tour).as_str().to_owned()
}

/// Answers the page for people who write programs: the tour, the sign-ins of the demo, the explorer.
async fn developers(State(pages): State<Arc<Pages>>) -> Response {
    let mut body = include_str!("pages/developers.html").to_owned();
    if !pages.front.personas.is_empty() {
        body.push_str("<section>\n<h2>La ville d'essai</h2>\n<p>Saint-Exemple n'existe pas : ses habitants non plus. Entrez comme l'un d'eux.</p>\n<dl>\n");
        for Persona {
            name,
            role,
            email,
            password,
        } in &pages.front.personas
        {
            let [name, email, password] = [name, email, password].map(|text| escaped(text));
            let _ = writeln!(
                body,
                "<dt>{name}, {role}</dt><dd><code>{email}</code><br>mot de passe : <code>{password}</code></dd>"
            );
        }
        body.push_str("</dl>\n");
        if pages.front.mail.is_some() {
            body.push_str("<p><a href=\"/demo/mail\">Lire tous les messages envoyés</a></p>\n");
        }
        body.push_str("</section>\n");
    }
    let tour = tour(&pages.house.site.issuer);
    let _ = write!(
        body,
        "<section lang=\"en\">\n<h2 lang=\"fr\">Essayer l'API avec curl</h2>\n{tour}</section>\n"
    );
    page("API – Fabrique", &body)
}

async fn explorer() -> Response {
    page("Explorer l'API – Fabrique", include_str!("pages/explorer.html"))
}

/// Every mail of the demo, newest first.
async fn mail(State(pages): State<Arc<Pages>>) -> Response {
    let mut body = "<p><a href=\"/\">Retour</a></p>\n<h1>Messages envoyés</h1>\n".to_owned();
    let mails = match &pages.front.mail {
        Some(folder) => read_mails(folder).await,
        None => Vec::new(),
    };
    if mails.is_empty() {
        body.push_str("<p>Aucun message n'a encore été envoyé.</p>\n");
    }
    for Shown { name, text, html } in mails {
        body.push_str("<article>");
        if html {
            let _ = write!(
                body,
                "<p><a href=\"/demo/mail/{}\">Voir comme dans une messagerie</a></p>",
                escaped(&name)
            );
        }
        let _ = write!(body, "<pre>{}</pre>", escaped(&text));
        body.push_str("</article>\n");
    }
    page("Messages – Fabrique", &body)
}

/// The HTML of one mail, as a mail client shows it: nothing runs in it, and nothing is loaded.
async fn mail_as_html(State(pages): State<Arc<Pages>>, Path(name): Path<String>) -> Response {
    const POLICY: HeaderValue =
        HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'");
    // A name that the folder gave: digits, a hyphen, digits. Nothing else is a path of ours.
    let plain = |c: char| c.is_ascii_digit() || c == '-';
    let named = name
        .strip_suffix(".eml")
        .is_some_and(|stem| stem.chars().all(plain));
    let folder = pages.front.mail.as_ref().filter(|_| named);
    let bytes = match folder {
        Some(folder) => tokio::fs::read(folder.join(&name)).await.ok(),
        None => None,
    };
    match bytes.and_then(|bytes| crate::mail::html(&bytes)) {
        Some(html) => ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A mail of the demo.
struct Shown {
    name: String,
    text: String,
    html: bool,
}

/// The latest hundred, decoded as people read them.
async fn read_mails(folder: &std::path::Path) -> Vec<Shown> {
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else {
        return Vec::new();
    };
    let mut files = Vec::new();
    while let Ok(Some(entry)) = entries.next_entry().await {
        files.push(entry.path());
    }
    files.sort_unstable();
    let mut mails = Vec::new();
    for file in files.into_iter().rev().take(100) {
        if let (Ok(bytes), Some(name)) = (tokio::fs::read(&file).await, file.file_name()) {
            mails.push(Shown {
                name: name.to_string_lossy().into_owned(),
                text: crate::mail::readable(&bytes),
                html: crate::mail::html(&bytes).is_some(),
            });
        }
    }
    mails
}
