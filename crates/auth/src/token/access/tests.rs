//! Hostile tokens. Most are signed by hand with the ring's own key, so that each is refused for its one fault.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::Signer;
use hkdf::HmacImpl;
use hkdf::hmac::Hmac;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;
use crate::token::SigningKey;

const NOW: i64 = 1_800_000_000 * SECOND + 123_456;
const ACCOUNT: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
const SESSION: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0002);

fn site() -> Site {
    Site {
        issuer: "https://saint-exemple.fr".to_owned(),
        audience: "https://saint-exemple.fr/graphql".to_owned(),
    }
}

fn signed(ring: &KeyRing) -> String {
    ring.sign(&site(), ACCOUNT, SESSION, NOW, NOW + ACCESS_SECONDS * SECOND)
        .unwrap()
}

fn header(kid: &str) -> Value {
    json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": kid })
}

fn payload() -> Value {
    let iat = NOW / SECOND;
    json!({
        "iss": site().issuer, "aud": site().audience, "sub": ACCOUNT, "sid": SESSION,
        "iat": iat, "exp": iat + ACCESS_SECONDS, "jti": "a",
    })
}

/// Returns the value with one field set, or taken away when it is set to `Value::Null`.
fn with(mut object: Value, field: &str, value: Value) -> Value {
    let fields = object.as_object_mut().unwrap();
    let _former = if value.is_null() {
        fields.remove(field)
    } else {
        fields.insert(field.to_owned(), value)
    };
    object
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

/// Signs any header and payload with a key, as an attacker who had it would.
fn forge(key: &SigningKey, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let signature = ed25519_dalek::SigningKey::from_bytes(key.seed()).sign(message.as_bytes());
    format!("{message}.{}", encode(signature.to_bytes()))
}

fn forge_json(key: &SigningKey, header: &Value, payload: &Value) -> String {
    forge(key, header.to_string(), payload.to_string())
}

fn refusal(ring: &KeyRing, token: &str) -> TokenError {
    ring.verify(token, &site(), NOW).unwrap_err()
}

#[test]
fn a_signed_token_says_what_was_signed() {
    let ring = KeyRing::generate();
    let token = signed(&ring);
    let claims = ring.verify(&token, &site(), NOW).unwrap();
    assert_eq!((claims.account, claims.session), (ACCOUNT, SESSION));
    assert_eq!(claims.issued_at, NOW - 123_456);
    assert_eq!(claims.expires_at, NOW - 123_456 + 600_000_000);
    assert_eq!(claims.id.len(), 22);
    assert_ne!(claims.id, ring.verify(&signed(&ring), &site(), NOW).unwrap().id);
    let (head, _) = token.split_once('.').unwrap();
    let head: Value = serde_json::from_slice(&BASE64URL_NOPAD.decode(head.as_bytes()).unwrap()).unwrap();
    assert_eq!(head, header(ring.current.kid()));
    // What is forged below is refused for its fault and not for how it is made.
    ring.verify(
        &forge_json(&ring.current, &header(ring.current.kid()), &payload()),
        &site(),
        NOW,
    )
    .unwrap();
}

#[test]
fn a_token_outlives_one_rotation_and_not_two() {
    let ring = KeyRing::generate();
    let token = signed(&ring);
    let ring = ring.rotate();
    ring.verify(&token, &site(), NOW).unwrap();
    let early = forge_json(&ring.next, &header(ring.next.kid()), &payload());
    ring.verify(&early, &site(), NOW).unwrap();
    assert_eq!(refusal(&ring.rotate(), &token), TokenError::UnknownKey);
}

#[test]
fn hostile_headers_are_refused() {
    let ring = KeyRing::generate();
    let kid = ring.current.kid();
    let good = header(kid);
    let x = encode(ring.current.public());
    let cases = [
        (with(good.clone(), "alg", json!("none")), TokenError::Algorithm),
        (with(good.clone(), "alg", json!("None")), TokenError::Algorithm),
        (with(good.clone(), "alg", json!("eddsa")), TokenError::Algorithm),
        (with(good.clone(), "alg", json!("HS256")), TokenError::Algorithm),
        (with(good.clone(), "alg", json!("RS256")), TokenError::Algorithm),
        (with(good.clone(), "alg", json!("ES256")), TokenError::Algorithm),
        (with(good.clone(), "alg", json!("")), TokenError::Algorithm),
        (with(good.clone(), "alg", Value::Null), TokenError::Malformed),
        (with(good.clone(), "alg", json!(["EdDSA"])), TokenError::Malformed),
        (with(good.clone(), "typ", json!("JWT")), TokenError::Type),
        (with(good.clone(), "typ", json!("AT+JWT")), TokenError::Type),
        (with(good.clone(), "typ", Value::Null), TokenError::Malformed),
        (with(good.clone(), "kid", json!("")), TokenError::UnknownKey),
        (
            with(good.clone(), "kid", json!("../../../dev/null")),
            TokenError::UnknownKey,
        ),
        (
            with(good.clone(), "kid", json!("' OR 1=1 --")),
            TokenError::UnknownKey,
        ),
        (
            with(good.clone(), "kid", json!(kid.to_lowercase())),
            TokenError::UnknownKey,
        ),
        (with(good.clone(), "kid", json!(0)), TokenError::Malformed),
        (with(good.clone(), "kid", Value::Null), TokenError::Malformed),
        (
            with(
                good.clone(),
                "jwk",
                json!({ "kty": "OKP", "crv": "Ed25519", "x": x }),
            ),
            TokenError::Malformed,
        ),
        (
            with(good.clone(), "jku", json!("https://attacker.example/jwks.json")),
            TokenError::Malformed,
        ),
        (
            with(good.clone(), "x5u", json!("https://attacker.example/cert.pem")),
            TokenError::Malformed,
        ),
        (with(good.clone(), "x5c", json!(["MIIB"])), TokenError::Malformed),
        (with(good.clone(), "crit", json!(["exp"])), TokenError::Malformed),
        (with(good.clone(), "b64", json!(false)), TokenError::Malformed),
        (with(good.clone(), "zip", json!("DEF")), TokenError::Malformed),
        (with(good.clone(), "cty", json!("JWT")), TokenError::Malformed),
        (json!([good]), TokenError::Malformed),
        (json!("EdDSA"), TokenError::Malformed),
    ];
    for (header, error) in cases {
        let token = forge_json(&ring.current, &header, &payload());
        assert_eq!(refusal(&ring, &token), error, "{header}");
        let (message, _) = token.rsplit_once('.').unwrap();
        assert_eq!(refusal(&ring, &format!("{message}.")), error, "{header} unsigned");
    }
    let twice = format!(r#"{{"typ":"at+jwt","alg":"none","alg":"EdDSA","kid":"{kid}"}}"#);
    assert_eq!(
        refusal(&ring, &forge(&ring.current, twice, payload().to_string())),
        TokenError::Malformed
    );
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let ring = KeyRing::generate();
    for algorithm in ["HS256", "EdDSA"] {
        let header = with(header(ring.current.kid()), "alg", json!(algorithm));
        let message = format!("{}.{}", encode(header.to_string()), encode(payload().to_string()));
        let mut mac = <Hmac<Sha256> as HmacImpl>::new_from_slice(ring.current.public());
        HmacImpl::update(&mut mac, message.as_bytes());
        let token = format!("{message}.{}", encode(HmacImpl::finalize(mac)));
        assert!(ring.verify(&token, &site(), NOW).is_err(), "{algorithm}");
    }
}

#[test]
fn a_key_of_somebody_else_signs_nothing() {
    let (ring, stranger) = (KeyRing::generate(), KeyRing::generate());
    assert_eq!(refusal(&ring, &signed(&stranger)), TokenError::UnknownKey);
    let borrowed = forge_json(&stranger.current, &header(ring.current.kid()), &payload());
    assert_eq!(refusal(&ring, &borrowed), TokenError::Signature);
    let swapped = forge_json(&ring.next, &header(ring.current.kid()), &payload());
    assert_eq!(refusal(&ring, &swapped), TokenError::Signature);
}

#[test]
fn hostile_claims_are_refused() {
    let ring = KeyRing::generate();
    let (iat, good) = (NOW / SECOND, payload());
    let cases = [
        (
            with(good.clone(), "iss", json!("https://saint-exemple.fr/")),
            TokenError::Issuer,
        ),
        (
            with(good.clone(), "iss", json!("https://SAINT-EXEMPLE.fr")),
            TokenError::Issuer,
        ),
        (with(good.clone(), "iss", json!("")), TokenError::Issuer),
        (
            with(good.clone(), "iss", json!([site().issuer])),
            TokenError::Malformed,
        ),
        (with(good.clone(), "iss", Value::Null), TokenError::Malformed),
        (
            with(good.clone(), "aud", json!("https://saint-exemple.fr")),
            TokenError::Audience,
        ),
        (with(good.clone(), "aud", json!("")), TokenError::Audience),
        (
            with(good.clone(), "aud", json!([site().audience])),
            TokenError::Malformed,
        ),
        (with(good.clone(), "aud", Value::Null), TokenError::Malformed),
        (with(good.clone(), "sub", json!("admin")), TokenError::Malformed),
        (with(good.clone(), "sub", json!(1)), TokenError::Malformed),
        (with(good.clone(), "sub", Value::Null), TokenError::Malformed),
        (with(good.clone(), "sid", Value::Null), TokenError::Malformed),
        (with(good.clone(), "jti", Value::Null), TokenError::Malformed),
        (with(good.clone(), "iat", Value::Null), TokenError::Malformed),
        (with(good.clone(), "exp", Value::Null), TokenError::Malformed),
        (
            with(good.clone(), "exp", json!("1800000600")),
            TokenError::Malformed,
        ),
        (with(good.clone(), "exp", json!(1e18)), TokenError::Malformed),
        (with(good.clone(), "exp", json!(u64::MAX)), TokenError::Malformed),
        (with(good.clone(), "exp", json!(i64::MAX)), TokenError::Lifetime),
        (with(good.clone(), "exp", json!(i64::MIN)), TokenError::Lifetime),
        (
            with(good.clone(), "exp", json!(iat + ACCESS_SECONDS + 1)),
            TokenError::Lifetime,
        ),
        (with(good.clone(), "exp", json!(iat)), TokenError::Lifetime),
        (with(good.clone(), "iat", json!(i64::MIN)), TokenError::Lifetime),
        (
            with(good.clone(), "iat", json!(iat + LEEWAY_SECONDS + 1)),
            TokenError::NotYet,
        ),
        (json!([good]), TokenError::Malformed),
        (Value::Null, TokenError::Malformed),
    ];
    for (claims, error) in cases {
        let token = forge_json(&ring.current, &header(ring.current.kid()), &claims);
        assert_eq!(refusal(&ring, &token), error, "{claims}");
    }
    let text = good.to_string();
    let twice = format!(r#"{{"sub":"{SESSION}",{}"#, &text[1..]);
    let ends = [
        twice,
        format!("{text}{text}"),
        format!("{text}x"),
        String::new(),
        "[".repeat(900),
    ];
    for claims in ends {
        let token = forge(&ring.current, header(ring.current.kid()).to_string(), &claims);
        assert_eq!(refusal(&ring, &token), TokenError::Malformed, "{claims}");
    }
    let bytes = [b"\xff\xfe".as_slice(), text.as_bytes()].concat();
    let token = forge(&ring.current, header(ring.current.kid()).to_string(), bytes);
    assert_eq!(refusal(&ring, &token), TokenError::Malformed);
}

#[test]
fn the_clock_is_the_one_given() {
    let ring = KeyRing::generate();
    let token = signed(&ring);
    let made = NOW.div_euclid(SECOND);
    let cases = [
        (made, Ok(())),
        (made - LEEWAY_SECONDS, Ok(())),
        (made - LEEWAY_SECONDS - 1, Err(TokenError::NotYet)),
        (made + ACCESS_SECONDS + LEEWAY_SECONDS - 1, Ok(())),
        (made + ACCESS_SECONDS + LEEWAY_SECONDS, Err(TokenError::Expired)),
        (0, Err(TokenError::NotYet)),
        (i64::MAX / SECOND, Err(TokenError::Expired)),
    ];
    for (seconds, expected) in cases {
        let verified = ring.verify(&token, &site(), seconds * SECOND).map(|_claims| ());
        assert_eq!(verified, expected, "{seconds}");
    }
    for now in [i64::MIN, i64::MAX] {
        assert!(ring.verify(&token, &site(), now).is_err());
    }
}

#[test]
fn a_token_that_would_live_too_long_is_not_signed() {
    let ring = KeyRing::generate();
    let site = site();
    for expires_at in [
        NOW + (ACCESS_SECONDS + 1) * SECOND,
        NOW,
        NOW - SECOND,
        i64::MAX,
        i64::MIN,
    ] {
        let refused = ring.sign(&site, ACCOUNT, SESSION, NOW, expires_at);
        assert_eq!(refused, Err(TokenError::Lifetime), "{expires_at}");
    }
    let long = Site {
        audience: "a".repeat(MAX_ACCESS_BYTES),
        ..site
    };
    assert_eq!(
        ring.sign(&long, ACCOUNT, SESSION, NOW, NOW + SECOND),
        Err(TokenError::TooLong)
    );
}

#[test]
fn a_token_with_any_character_changed_or_cut_is_refused() {
    let ring = KeyRing::generate();
    let token = signed(&ring);
    for at in 0..token.len() {
        assert!(ring.verify(&token[..at], &site(), NOW).is_err(), "cut at {at}");
        for other in ["A", "B", ".", "=", "+", "\0"] {
            if !token[at..].starts_with(other) {
                let mut altered = token.clone();
                altered.replace_range(at..=at, other);
                assert!(ring.verify(&altered, &site(), NOW).is_err(), "{other:?} at {at}");
            }
        }
    }
}

#[test]
fn segments_cannot_be_swapped_added_or_spaced() {
    let ring = KeyRing::generate();
    let (one, two) = (
        signed(&ring),
        forge_json(&ring.current, &header(ring.current.kid()), &payload()),
    );
    let cut = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (one_parts, two_parts) = (cut(&one), cut(&two));
    let [head, body, signature] = one_parts.as_slice() else {
        panic!("three parts")
    };
    let hostile = [
        format!("{head}.{}.{signature}", two_parts[1]),
        format!("{head}.{body}.{}", two_parts[2]),
        format!("{body}.{head}.{signature}"),
        format!("{signature}.{body}.{head}"),
        format!("{head}.{body}"),
        format!("{head}.{body}."),
        format!("{head}..{signature}"),
        format!(".{body}.{signature}"),
        format!("{one}."),
        format!(".{one}"),
        format!("{one}.{signature}"),
        format!(" {one}"),
        format!("{one}\n"),
        format!("{one}="),
        format!("Bearer {one}"),
        format!("{head}.{body}.{}", "A".repeat(86)),
        "..".to_owned(),
        "....".to_owned(),
        String::new(),
        "\u{fffd}\u{fffd}.\u{202e}.é".to_owned(),
    ];
    for token in hostile {
        let refused = refusal(&ring, &token);
        assert!(
            matches!(refused, TokenError::Malformed | TokenError::Signature),
            "{token:?}: {refused:?}"
        );
    }
}

#[test]
fn a_token_of_a_mebibyte_is_not_even_decoded() {
    let ring = KeyRing::generate();
    let padded = with(payload(), "jti", json!("a".repeat(1 << 20)));
    let token = forge_json(&ring.current, &header(ring.current.kid()), &padded);
    assert_eq!(refusal(&ring, &token), TokenError::TooLong);
    for token in ["A", ".", "é"].map(|text| text.repeat(1 << 20)) {
        assert_eq!(refusal(&ring, &token), TokenError::TooLong);
    }
}

proptest! {
    #[test]
    fn no_text_is_taken_for_a_token(text in any::<String>(), parts in "[A-Za-z0-9_-]{0,80}(\\.[A-Za-z0-9_-]{0,80}){0,4}") {
        let ring = KeyRing::generate();
        prop_assert!(ring.verify(&text, &site(), NOW).is_err());
        prop_assert!(ring.verify(&parts, &site(), NOW).is_err());
    }

    #[test]
    fn no_other_bytes_carry_the_signature(at in any::<prop::sample::Index>(), byte in any::<char>()) {
        let ring = KeyRing::generate();
        let token = signed(&ring);
        let mut characters: Vec<char> = token.chars().collect();
        let at = at.index(characters.len());
        prop_assume!(characters[at] != byte);
        characters[at] = byte;
        let altered: String = characters.into_iter().collect();
        prop_assert!(ring.verify(&altered, &site(), NOW).is_err());
    }

    #[test]
    fn signed_bytes_of_any_kind_give_claims_or_a_refusal(
        header in proptest::collection::vec(any::<u8>(), 0..200), payload in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let ring = KeyRing::generate();
        let with_any_header = forge(&ring.current, &header, super::tests::payload().to_string());
        prop_assert!(ring.verify(&with_any_header, &site(), NOW).is_err());
        let good = super::tests::header(ring.current.kid()).to_string();
        prop_assert!(ring.verify(&forge(&ring.current, good, &payload), &site(), NOW).is_err());
    }
}
