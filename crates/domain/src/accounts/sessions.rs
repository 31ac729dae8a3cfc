//! Sessions: what somebody who signed in holds, and sees in the list of their own.

use std::time::Duration;

use super::{AccountId, AccountRefusal};
use crate::{Id, Timestamp, actor::Permitted, id::Kind, policy::profiles::Keep, text::Title, time::minutes};

/// A session: begun by signing in, ended by its owner, by the house, or by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// What holds it.
    pub channel: Channel,
    /// What the person or program called its device, at most 100 characters; may be empty.
    pub device: Title,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last used.
    pub used_at: Timestamp,
    /// When it was ended; `None` when it was not, though time may have.
    pub ended_at: Option<Timestamp>,
}

/// The id of a session.
pub type SessionId = Id<Session>;

impl Kind for Session {
    const PREFIX: &'static str = "session";
}

/// What holds a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A browser, by a cookie.
    Page,
    /// A program, by access and refresh tokens.
    Program,
}

impl Channel {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Program => "program",
        }
    }

    /// The channel of this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Page, Self::Program]
            .into_iter()
            .find(|c| c.as_str() == word)
    }
}

impl Permitted<Keep, Session> {
    /// Ends it now; one that was ended before keeps its end.
    pub fn end(self, now: Timestamp) -> Session {
        Session {
            ended_at: self.subject.ended_at.or(Some(now)),
            ..self.subject
        }
    }
}

/// A code that was sent, until it is typed or expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id: the code is bound to it.
    pub id: AttemptId,
    /// What the code is for.
    pub purpose: Purpose,
    /// How many wrong codes were typed.
    pub tries: u8,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The id of an attempt.
pub type AttemptId = Id<Attempt>;

impl Kind for Attempt {
    const PREFIX: &'static str = "attempt";
}

/// How many wrong codes an attempt bears.
pub const CODE_TRIES: u8 = 5;
/// How long a code works: 15 minutes.
pub const CODE_LIFE: Duration = minutes(15);

/// How long after signing in a person is still at the keyboard: password and address change without the present
/// password.
pub const FRESH: Duration = minutes(15);

impl Session {
    /// Yes soon after signing in; after that the present password, or signing in again, comes first.
    pub fn must_be_fresh(&self, now: Timestamp) -> Result<(), AccountRefusal> {
        if now < self.began_at + FRESH {
            Ok(())
        } else {
            Err(AccountRefusal::SignInAgain)
        }
    }
}

/// What a code is for; a code for one thing does nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing in or up.
    SignIn,
    /// Setting a new password.
    Password,
    /// Confirming a new address.
    Email,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::SignIn, Self::Password, Self::Email];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Password => "password",
            Self::Email => "email",
        }
    }

    /// The purpose of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == word)
    }
}

impl Attempt {
    /// Judges a typed code: right, or how many tries are left. What is over does not look at the code.
    pub fn judge(&self, purpose: Purpose, right: bool, now: Timestamp) -> Result<(), AccountRefusal> {
        if self.purpose != purpose || now >= self.expires_at || self.tries >= CODE_TRIES {
            return Err(AccountRefusal::CodeExpired);
        }
        if right {
            return Ok(());
        }
        match CODE_TRIES - self.tries - 1 {
            0 => Err(AccountRefusal::CodeExpired),
            left => Err(AccountRefusal::CodeWrong { left }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(tries: u8) -> Attempt {
        Attempt {
            id: Id::new(uuid::Uuid::from_u128(1)),
            purpose: Purpose::SignIn,
            tries,
            expires_at: Timestamp::from_micros(1_000),
        }
    }

    #[test]
    fn the_fifth_wrong_code_ends_the_attempt_and_a_right_one_is_too_late() {
        let now = Timestamp::from_micros(999);
        let judged: Vec<_> = (0..7)
            .map(|tries| attempt(tries).judge(Purpose::SignIn, false, now))
            .collect();
        let wrong = |left| Err(AccountRefusal::CodeWrong { left });
        let over = Err(AccountRefusal::CodeExpired);
        assert_eq!(
            judged,
            [
                wrong(4),
                wrong(3),
                wrong(2),
                wrong(1),
                over.clone(),
                over.clone(),
                over
            ]
        );
        assert_eq!(attempt(4).judge(Purpose::SignIn, true, now), Ok(()));
        assert_eq!(
            attempt(5).judge(Purpose::SignIn, true, now),
            Err(AccountRefusal::CodeExpired)
        );
    }

    #[test]
    fn time_and_purpose_bind_a_code() {
        let late = Timestamp::from_micros(1_000);
        let over = Err(AccountRefusal::CodeExpired);
        assert_eq!(attempt(0).judge(Purpose::SignIn, true, late), over);
        let now = Timestamp::from_micros(0);
        assert_eq!(attempt(0).judge(Purpose::Password, true, now), over);
    }
}
