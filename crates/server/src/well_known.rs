//! What programs look for at fixed addresses: the public keys of access tokens.

use std::sync::Arc;

use app::{Cx, House};
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// How long a program may keep the keys: far less than the time between two rotations.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");
const JWK_SET: HeaderValue = HeaderValue::from_static("application/jwk-set+json");

/// The route `/.well-known/jwks.json` (RFC 7517).
pub fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/.well-known/jwks.json", get(jwks))
        .with_state(house)
}

async fn jwks(State(house): State<Arc<House>>) -> Response {
    match app::accounts::jwks(&Cx::system(house, "jwks")).await {
        Ok(keys) => (
            [(header::CONTENT_TYPE, JWK_SET), (header::CACHE_CONTROL, KEPT)],
            keys.to_string(),
        )
            .into_response(),
        Err(error) => {
            tracing::error!(error = ?error, "the public keys cannot be read");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")]).into_response()
        }
    }
}
