//! How often something may be tried: counted in the database, so that every process counts together.
//!
//! Attempts are counted by what they aim at (an address, an account) and by where they come from: one IPv4 address or
//! one IPv6 /56, which is what a household or a provider hands out as one. Buckets have keyed names: the table says
//! nothing about whom.

use std::{net::IpAddr, time::Duration};

use auth::keys::Purpose;
pub use persistence::throttles::Rate;

use crate::{Cx, Error, Result};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Asking for a code.
    Code,
    /// Typing a code.
    Confirm,
    /// Signing in with a password.
    SignIn,
    /// Beginning something without an account: a draft, or a vote that waits for one.
    Begin,
    /// Saving a draft.
    Draft,
    /// Adding a file to a text.
    File,
    /// Downloading one's data.
    Download,
    /// Sending a notice, or contesting a decision.
    Notice,
    /// Downloading the debate of a plan.
    Export,
}

/// How often each thing may be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttles {
    /// Codes to one address: 5, then one in 15 minutes.
    pub codes_by_address: Rate,
    /// Codes asked for from one place: 60, then one in 20 seconds. A workshop signs up together.
    pub codes_by_place: Rate,
    /// Codes typed from one place: 120, then one in 5 seconds.
    pub confirms_by_place: Rate,
    /// Passwords tried from one place: 60, then one in 10 seconds.
    pub sign_ins_by_place: Rate,
    /// Things begun without an account from one place: 60, then one in 20 seconds. A workshop writes together.
    pub begun_by_place: Rate,
    /// Drafts saved from one place: 600, then one in 2 seconds. An idea is saved at each of its steps.
    pub drafts_by_place: Rate,
    /// Drafts begun or saved by one account or under one draft token: 120, then one in 10 seconds.
    pub drafts_by_owner: Rate,
    /// Files of one account or draft token: 20, then one in 72 minutes, so 20 a day.
    pub files_by_owner: Rate,
    /// Files from one place: 60, then one in 2 minutes.
    pub files_by_place: Rate,
    /// Downloads of one's data: 5, then one an hour.
    pub downloads_by_account: Rate,
    /// Notices and complaints of one account: 30, then one in 2 minutes.
    pub notices_by_account: Rate,
    /// Notices and complaints from one place: 60, then one in 2 minutes.
    pub notices_by_place: Rate,
    /// Debates downloaded from one place: 30, then one a minute.
    pub exports_by_place: Rate,
}

/// So many at once, then one in so many seconds.
pub const fn rate(burst: u32, seconds: u64) -> Rate {
    Rate {
        burst,
        every: Duration::from_secs(seconds),
    }
}

impl Default for Throttles {
    fn default() -> Self {
        Self {
            codes_by_address: rate(5, 15 * 60),
            codes_by_place: rate(60, 20),
            confirms_by_place: rate(120, 5),
            sign_ins_by_place: rate(60, 10),
            begun_by_place: rate(60, 20),
            drafts_by_place: rate(600, 2),
            drafts_by_owner: rate(120, 10),
            files_by_owner: rate(20, 72 * 60),
            files_by_place: rate(60, 120),
            downloads_by_account: rate(5, 3_600),
            notices_by_account: rate(30, 120),
            notices_by_place: rate(60, 120),
            exports_by_place: rate(30, 60),
        }
    }
}

impl Throttles {
    /// The rates by what is aimed at and by place.
    const fn of(&self, what: What) -> (Option<Rate>, Option<Rate>) {
        match what {
            What::Code => (Some(self.codes_by_address), Some(self.codes_by_place)),
            What::Confirm => (None, Some(self.confirms_by_place)),
            What::SignIn => (None, Some(self.sign_ins_by_place)),
            What::Begin => (Some(self.drafts_by_owner), Some(self.begun_by_place)),
            What::Draft => (Some(self.drafts_by_owner), Some(self.drafts_by_place)),
            What::File => (Some(self.files_by_owner), Some(self.files_by_place)),
            What::Download => (Some(self.downloads_by_account), None),
            What::Notice => (Some(self.notices_by_account), Some(self.notices_by_place)),
            What::Export => (None, Some(self.exports_by_place)),
        }
    }
}

impl What {
    const fn label(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Confirm => "confirm",
            Self::SignIn => "sign_in",
            Self::Begin => "begin",
            Self::Draft => "draft",
            Self::File => "file",
            Self::Download => "download",
            Self::Notice => "notice",
            Self::Export => "export",
        }
    }
}

/// The place a request comes from: what its address is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place([u8; 16]);

impl From<IpAddr> for Place {
    fn from(address: IpAddr) -> Self {
        let bits = match address.to_canonical() {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits() >> 72 << 72,
        };
        Self(bits.to_be_bytes())
    }
}

impl Place {
    /// What names it.
    pub(crate) const fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The keyed name of a bucket.
pub(crate) fn bucket(cx: &Cx, label: &str, by: &str, subject: &[u8]) -> [u8; 32] {
    cx.root_key()
        .derive(Purpose::Throttle)
        .hmac(&[label.as_bytes(), by.as_bytes(), subject])
}

/// Counts one attempt, or answers how long to wait. `subject` is what it aims at: a canonical address, an account's id,
/// the hash of a draft token. Runs in a transaction of its own, so that an attempt counts even when it then fails.
pub async fn pass(cx: &Cx, what: What, subject: Option<&[u8]>) -> Result<()> {
    let (by_subject, by_place) = cx.limits().throttles.of(what);
    let place = cx.place.map(|place| place.0);
    let mut buckets = Vec::with_capacity(2);
    if let (Some(rate), Some(place)) = (by_place, &place) {
        buckets.push((bucket(cx, what.label(), "place", place), rate));
    }
    if let (Some(rate), Some(subject)) = (by_subject, subject) {
        buckets.push((bucket(cx, what.label(), "subject", subject), rate));
    }
    if buckets.is_empty() {
        return Ok(());
    }
    let passed = cx
        .write(|tx| {
            let buckets = &buckets;
            async move {
                let now = cx.decided_at(&tx).await?;
                for (bucket, rate) in buckets {
                    if let Err(free) = persistence::throttles::spend(&tx, bucket, *rate, now).await? {
                        return Ok(Err(free.since(now)));
                    }
                }
                Ok(Ok(()))
            }
        })
        .await?;
    passed.map_err(|retry_after| Error::Throttled { retry_after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_place_and_two_households_are_two() {
        let place = |text: &str| Place::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(place("2001:db8:0:ff00::1"), place("2001:db8:0:ffab:1::2"));
        assert_ne!(place("2001:db8:0:ff00::1"), place("2001:db8:0:fe00::1"));
        assert_eq!(place("192.0.2.1"), place("::ffff:192.0.2.1"));
        assert_ne!(place("192.0.2.1"), place("192.0.2.2"));
    }
}
