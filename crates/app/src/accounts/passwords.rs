//! New passwords: judged by the rules of NIST SP 800-63B, with what is known of their owner.

use auth::password::{MAXIMUM_CHARACTERS, MINIMUM_STAFF, Password, PasswordError, WeakPassword};
use domain::{Code, refusal::Fault};
use secrecy::{ExposeSecret, SecretString};

use crate::Cx;

/// Reads and judges a new password of at least `minimum` characters. `context` is what everybody knows of its owner:
/// name and address.
pub(crate) async fn judge(
    cx: &Cx,
    typed: &SecretString,
    context: &[&str],
    minimum: usize,
) -> Result<Password, Fault> {
    let weak = |weak: WeakPassword| {
        let minimum = match weak {
            WeakPassword::TooShort { minimum } => minimum,
            _ => MINIMUM_STAFF,
        };
        Fault::new(Code::AccountPasswordWeak)
            .with("reason", weak.reason())
            .with("min", minimum)
            .with("max", MAXIMUM_CHARACTERS)
    };
    let password = Password::parse(typed.expose_secret()).map_err(weak)?;
    let words: Vec<&str> = context.iter().flat_map(|text| text.split('@')).take(8).collect();
    match cx.house().hasher.judge(&password, &words, minimum).await {
        Ok(()) => Ok(password),
        Err(PasswordError::Weak(reason)) => Err(weak(reason)),
        // The process is stopping: the person may try again.
        Err(_) => Err(Fault::new(Code::ServiceUnavailable)),
    }
}
