//! Styles, script, fonts: carried by the binary, kept by browsers for ever.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// A file that pages load.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Its name in the source.
    pub(crate) plain: &'static str,
    /// Its name in addresses, which changes with its bytes.
    pub(crate) name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of the asset of this name in the source, if it was built in.
pub(crate) fn address(plain: &str) -> Option<String> {
    let asset = ASSETS.iter().find(|asset| asset.plain == plain)?;
    Some(format!("/assets/{}", asset.name))
}

/// The bytes of the asset of this name in the source, if it was built in.
pub(crate) fn bytes(plain: &str) -> Option<&'static [u8]> {
    let asset = ASSETS.iter().find(|asset| asset.plain == plain)?;
    Some(asset.bytes)
}

/// Answers an asset, packed as the browser reads it.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts = |coding: &str| {
        let accepted = headers.get_all(header::ACCEPT_ENCODING).into_iter();
        accepted
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|one| one.split(';').next().is_some_and(|word| word.trim() == coding))
    };
    let (bytes, coding) = match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if accepts("br") => (bytes, Some("br")),
        (_, Some(bytes)) if accepts("gzip") => (bytes, Some("gzip")),
        _ => (asset.bytes, None),
    };
    let mut response = bytes.into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    head.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}
