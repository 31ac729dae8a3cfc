//! Passwords: read, judged, hashed and checked.
//!
//! Hashes are argon2id PHC strings. Hashing takes tens of megabytes and milliseconds, so it runs on blocking threads
//! behind a number of slots that the whole process shares; a flood of sign-ins waits instead of taking all memory.

mod strength;

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::entropy;

pub use strength::{MINIMUM_RESIDENT, MINIMUM_STAFF, WeakPassword, check_strength};

/// The longest password, in characters.
pub const MAXIMUM_CHARACTERS: usize = 256;
/// The longest text that is looked at at all, in bytes: 256 characters in their most decomposed form fit.
const MAXIMUM_BYTES: usize = 8 * 1024;
/// The length of a salt, in bytes.
const SALT_BYTES: usize = 16;
/// The length of a hash, in bytes.
const HASH_BYTES: usize = 32;

/// A password in the one form that is judged and hashed; wiped when dropped and never shown by `Debug`.
///
/// The form is that of RFC 8265 (OpaqueString): every space is the plain one, the text is in NFC, and nothing else
/// changes, neither case nor ends.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Reads what a person typed; refuses control characters and more than 256 characters.
    pub fn parse(typed: &str) -> Result<Self, WeakPassword> {
        if typed.len() > MAXIMUM_BYTES {
            return Err(WeakPassword::TooLong {
                maximum: MAXIMUM_CHARACTERS,
            });
        }
        let text: String = typed
            .chars()
            .map(|c| if is_space(c) { ' ' } else { c })
            .nfc()
            .collect();
        // From here on the text is wiped when dropped.
        let password = Self(text.into());
        if password.expose().chars().any(char::is_control) {
            return Err(WeakPassword::ControlCharacter);
        }
        if password.characters() > MAXIMUM_CHARACTERS {
            return Err(WeakPassword::TooLong {
                maximum: MAXIMUM_CHARACTERS,
            });
        }
        Ok(password)
    }

    /// Counts the characters (code points, as NIST SP 800-63B does).
    pub fn characters(&self) -> usize {
        self.expose().chars().count()
    }

    fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password([REDACTED])")
    }
}

/// Tells whether a character is one of Unicode's spaces other than the plain one (category Zs).
fn is_space(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// What one argon2id hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB; 8 at least.
    pub memory_kib: u32,
    /// How often the memory is passed over; 1 at least.
    pub passes: u32,
    /// How many lanes the memory has; 1 at least.
    pub lanes: u32,
}

impl PasswordCost {
    /// What OWASP's password storage cheat sheet asks for: 19 MiB, two passes, one lane.
    pub const PRODUCTION: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };
    /// The least that argon2 accepts, for tests whose subject is not passwords.
    pub const CHEAP: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn argon2(self) -> Result<Argon2<'static>, PasswordError> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES))
            .map_err(|_reason| PasswordError::Cost(self))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Says why a password was not judged good, hashed or checked; holds no part of it.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The new password is refused.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// Argon2 does not accept this cost.
    #[error("argon2 does not accept {0:?}")]
    Cost(PasswordCost),
    /// The stored text is not a hash of argon2id.
    #[error("the stored password hash is not one of argon2id")]
    Malformed,
    /// The machine has not enough memory for one more hash.
    #[error("there is not enough memory to hash a password")]
    Memory,
    /// The process is stopping and hashes no more.
    #[error("the process is stopping")]
    Stopping,
}

/// Hashes and checks passwords on blocking threads, at most as many at once as it has slots.
#[derive(Clone, Debug)]
pub struct Hasher {
    /// What a new hash costs.
    pub cost: PasswordCost,
    /// How many hashes run at once; the whole process shares one such value, of as many permits as cores.
    pub slots: Arc<Semaphore>,
}

impl Hasher {
    /// Judges a new password as `check_strength` does, in a slot of its own, since some texts take long.
    pub async fn judge(
        &self,
        password: &Password,
        context: &[&str],
        minimum: usize,
    ) -> Result<(), PasswordError> {
        let password = password.clone();
        let context: Vec<String> = context.iter().copied().map(str::to_owned).collect();
        self.run(move || {
            let context: Vec<&str> = context.iter().map(String::as_str).collect();
            Ok(check_strength(&password, &context, minimum)?)
        })
        .await
    }

    /// Hashes a password under a fresh salt into a PHC string.
    pub async fn hash(&self, password: &Password) -> Result<String, PasswordError> {
        let argon2 = self.cost.argon2()?;
        let password = password.clone();
        self.run(move || {
            let salt: [u8; SALT_BYTES] = entropy::bytes();
            let hashed = argon2.hash_password_with_salt(password.expose().as_bytes(), &salt);
            hashed
                .map(|hash| hash.to_string())
                .map_err(|_reason| PasswordError::Memory)
        })
        .await
    }

    /// Tells whether the typed text is the password behind a stored PHC string.
    ///
    /// A text that could never be a password takes as long as any other.
    pub async fn verify(&self, typed: &str, stored: &str) -> Result<bool, PasswordError> {
        let stored = parse(stored)?;
        let password = Password::parse(typed).ok();
        self.run(move || {
            let given = password.as_ref().map_or("", Password::expose);
            let verified = Argon2::default().verify_password(given.as_bytes(), &stored);
            match verified {
                Ok(()) => Ok(password.is_some()),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(argon2::password_hash::Error::OutOfMemory) => Err(PasswordError::Memory),
                Err(_reason) => Err(PasswordError::Malformed),
            }
        })
        .await
    }

    /// Does the work of `verify` where there is no account or no password, so that time tells nobody which it was.
    ///
    /// The work is that of a hash at the present cost; a hash made at an older cost takes the older time until its
    /// owner signs in and it is made anew.
    pub async fn verify_nothing(&self, typed: &str) -> Result<(), PasswordError> {
        let argon2 = self.cost.argon2()?;
        let nobody = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: argon2
                .params()
                .try_into()
                .map_err(|_reason| PasswordError::Cost(self.cost))?,
            salt: Some(Salt::new(&[0; SALT_BYTES]).map_err(|_reason| PasswordError::Cost(self.cost))?),
            hash: Some(Output::new(&[0; HASH_BYTES]).map_err(|_reason| PasswordError::Cost(self.cost))?),
        };
        self.verify(typed, &nobody.to_string()).await.map(|_never| ())
    }

    /// Tells whether a stored hash was made otherwise than new ones are: then hash the password again at sign-in.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        let current = parse(stored).ok().and_then(|hash| {
            let params = Params::try_from(&hash).ok()?;
            let version = hash.version == Some(Version::V0x13.into());
            Some((params.m_cost(), params.t_cost(), params.p_cost(), version))
        });
        current != Some((self.cost.memory_kib, self.cost.passes, self.cost.lanes, true))
    }

    /// Runs one hash on a blocking thread. The slot goes with the thread, not with the caller, so that callers who hang
    /// up free no slot before its work is done.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let slot = Arc::clone(&self.slots)
            .acquire_owned()
            .await
            .map_err(|_closed| PasswordError::Stopping)?;
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(slot);
            done
        });
        worked.await.map_err(|_cancelled| PasswordError::Stopping)?
    }
}

/// Reads a PHC string of argon2id with its salt and hash.
fn parse(stored: &str) -> Result<PasswordHash, PasswordError> {
    let hash = PasswordHash::new(stored).map_err(|_reason| PasswordError::Malformed)?;
    let whole = hash.algorithm == Algorithm::Argon2id.ident() && hash.salt.is_some() && hash.hash.is_some();
    if whole {
        Ok(hash)
    } else {
        Err(PasswordError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "trois tilleuls au bord du canal";

    fn hasher(cost: PasswordCost) -> Hasher {
        Hasher {
            cost,
            slots: Arc::new(Semaphore::new(2)),
        }
    }

    #[tokio::test]
    async fn a_production_hash_has_the_owasp_cost_and_fits_its_password_alone() {
        let hasher = hasher(PasswordCost::PRODUCTION);
        let stored = hasher.hash(&Password::parse(PASSWORD).unwrap()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(hasher.verify(PASSWORD, &stored).await.unwrap());
        for wrong in [
            "",
            "trois tilleuls au bord du Canal",
            "trois tilleuls au bord du canal ",
        ] {
            assert!(!hasher.verify(wrong, &stored).await.unwrap(), "{wrong:?}");
        }
    }

    #[tokio::test]
    async fn a_new_password_is_judged_in_its_context() {
        let hasher = hasher(PasswordCost::CHEAP);
        let password = Password::parse(PASSWORD).unwrap();
        hasher
            .judge(&password, &["Ana Martin"], MINIMUM_STAFF)
            .await
            .unwrap();
        let judged = hasher.judge(&password, &["Ana Tilleuls"], MINIMUM_STAFF).await;
        assert!(
            matches!(judged, Err(PasswordError::Weak(WeakPassword::Context))),
            "{judged:?}"
        );
    }

    #[tokio::test]
    async fn one_password_never_hashes_to_the_same_text() {
        let (hasher, password) = (hasher(PasswordCost::CHEAP), Password::parse(PASSWORD).unwrap());
        assert_ne!(
            hasher.hash(&password).await.unwrap(),
            hasher.hash(&password).await.unwrap()
        );
    }

    #[tokio::test]
    async fn keyboards_that_compose_otherwise_give_the_same_password() {
        let hasher = hasher(PasswordCost::CHEAP);
        let stored = hasher
            .hash(&Password::parse("été à la cité").unwrap())
            .await
            .unwrap();
        assert!(
            hasher
                .verify("e\u{301}te\u{301} a\u{300} la\u{a0}cite\u{301}", &stored)
                .await
                .unwrap()
        );
        assert!(!hasher.verify("ete a la cite", &stored).await.unwrap());
    }

    /// The empty text stands in for what cannot be read; it must not open an account whose password it would be.
    #[tokio::test]
    async fn a_text_that_is_no_password_opens_nothing() {
        let hasher = hasher(PasswordCost::CHEAP);
        let empty = hasher.hash(&Password::parse("").unwrap()).await.unwrap();
        for typed in ["\0", "line\nline", &"x".repeat(257), &"x".repeat(1 << 20)] {
            assert!(!hasher.verify(typed, &empty).await.unwrap());
        }
        assert!(hasher.verify("", &empty).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_stored_must_be_argon2id() {
        let hasher = hasher(PasswordCost::CHEAP);
        let good = hasher.hash(&Password::parse(PASSWORD).unwrap()).await.unwrap();
        let stored = [
            String::new(),
            "plain".to_owned(),
            good.replace("argon2id", "argon2i"),
            good.replace("argon2id", "scrypt"),
            good.replace("v=19", "v=99"),
            good.replace("m=8", "m=1"),
            good.rsplit_once('$').unwrap().0.to_owned(),
        ];
        for text in stored {
            let verified = hasher.verify(PASSWORD, &text).await;
            assert!(
                matches!(verified, Err(PasswordError::Malformed)),
                "{text}: {verified:?}"
            );
            assert!(hasher.needs_rehash(&text), "{text}");
        }
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_made_anew() {
        let (cheap, dear) = (
            hasher(PasswordCost::CHEAP),
            hasher(PasswordCost {
                passes: 2,
                ..PasswordCost::CHEAP
            }),
        );
        let stored = cheap.hash(&Password::parse(PASSWORD).unwrap()).await.unwrap();
        assert!(!cheap.needs_rehash(&stored));
        assert!(dear.needs_rehash(&stored));
        assert!(dear.verify(PASSWORD, &stored).await.unwrap());
    }

    /// The stand-in for a missing account is an ordinary hash at the present cost, so its check is the ordinary work.
    #[tokio::test]
    async fn nobody_is_checked_like_anybody() {
        let hasher = hasher(PasswordCost::CHEAP);
        hasher.verify_nothing(PASSWORD).await.unwrap();
        hasher.slots.close();
        assert!(matches!(
            hasher.verify_nothing(PASSWORD).await,
            Err(PasswordError::Stopping)
        ));
        let absurd = Hasher {
            cost: PasswordCost {
                memory_kib: 1,
                ..PasswordCost::CHEAP
            },
            ..hasher
        };
        assert!(matches!(
            absurd.verify_nothing(PASSWORD).await,
            Err(PasswordError::Cost(_))
        ));
    }

    #[tokio::test]
    async fn without_a_free_slot_nothing_is_hashed() {
        let hasher = hasher(PasswordCost::CHEAP);
        let taken = hasher.slots.acquire_many(2).await.unwrap();
        let password = Password::parse(PASSWORD).unwrap();
        let mut waiting = Box::pin(hasher.hash(&password));
        // Polled once: with a slot the work would have begun; without one it is still the semaphore that it waits for.
        let polled =
            std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context).is_ready()));
        assert!(!polled.await);
        assert_eq!(hasher.slots.available_permits(), 0);
        drop(taken);
        waiting.await.unwrap();
        assert_eq!(hasher.slots.available_permits(), 2);
    }

    #[tokio::test]
    async fn callers_who_hang_up_free_no_slot_before_its_work_is_done() {
        let slots = Arc::new(Semaphore::new(1));
        let hasher = Hasher {
            cost: PasswordCost::CHEAP,
            slots: Arc::clone(&slots),
        };
        let (finish, wait) = std::sync::mpsc::channel::<()>();
        let mut work = Box::pin(hasher.run(move || wait.recv().map_err(|_gone| PasswordError::Stopping)));
        std::future::poll_fn(|context| {
            assert!(work.as_mut().poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
        drop(work);
        assert_eq!(slots.available_permits(), 0);
        finish.send(()).unwrap();
        drop(slots.acquire().await.unwrap());
    }

    #[test]
    fn passwords_are_read_as_typed() {
        let read = |typed: &str| Password::parse(typed).map(|password| password.expose().to_owned());
        assert_eq!(read(" Été ﬁn ² ").unwrap(), " Été ﬁn ² ");
        assert_eq!(read("a\u{3000}b\u{202f}c").unwrap(), "a b c");
        assert_eq!(read(&"é".repeat(256)).unwrap().chars().count(), 256);
        assert_eq!(read(&"e\u{301}".repeat(256)).unwrap().chars().count(), 256);
        let long = WeakPassword::TooLong { maximum: 256 };
        for typed in ["é".repeat(257), "x".repeat(100_000)] {
            assert_eq!(read(&typed).unwrap_err(), long);
        }
        for typed in ["a\0b", "a\n", "\u{7f}", "\u{85}"] {
            assert_eq!(read(typed).unwrap_err(), WeakPassword::ControlCharacter);
        }
        assert_eq!(
            format!("{:?}", Password::parse(PASSWORD).unwrap()),
            "Password([REDACTED])"
        );
    }
}
