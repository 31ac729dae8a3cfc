//! Leaving: erasure by the person, and by the house when an account was idle for long.

use std::time::Duration;

use super::{Account, AccountId, AccountRefusal, AgeBand, Granted, Standing};
use crate::{Language, Permitted, Timestamp, policy::accounts::Erase, text::DisplayName, time::days};

/// What becomes of what an erased account contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contributions {
    /// They stay, under «compte supprimé».
    Keep,
    /// They go: tombstones keep numbers, replies and totals.
    Remove,
}

/// What the law obliges a host to keep of an erased account, encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedIdentity {
    /// The account.
    pub account: AccountId,
    /// What is kept, sealed by the root key.
    pub sealed: Vec<u8>,
    /// When it was sealed.
    pub sealed_at: Timestamp,
    /// When it goes.
    pub until: Timestamp,
}

/// What becomes of an account that nobody uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Idleness {
    /// Nothing.
    Used,
    /// 23 months have passed: its person is warned.
    Warn,
    /// 24 months have passed, and the warning was given at least four weeks ago: it is erased.
    Erase,
}

/// The least time between the warning and the erasure, also where the warning came late.
pub const WARNED_FOR: Duration = days(28);

/// The instant so many months before `now`, by the calendar in UTC; the last day of a shorter month where there is
/// no such day.
fn months_before(now: Timestamp, months: i64) -> Timestamp {
    use jiff::{Span, tz::TimeZone};
    let at = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or_default();
    at.to_zoned_datetime(TimeZone::UTC)
        .checked_sub(Span::new().months(months))
        .map_or(now, |then| {
            Timestamp::from_micros(then.timestamp().as_microsecond())
        })
}

/// Accounts that were last used at this instant or before are idle: 24 months.
pub fn idle_since(now: Timestamp) -> Timestamp {
    months_before(now, 24)
}

/// Accounts that were last used at this instant or before are warned: 23 months.
pub fn a_month_before_idle(now: Timestamp) -> Timestamp {
    months_before(now, 23)
}

impl Account {
    /// Whether it is time to warn or to erase.
    pub fn idleness(&self, warned_at: Option<Timestamp>, now: Timestamp) -> Idleness {
        match self.standing {
            Standing::Erased { .. } => Idleness::Used,
            Standing::Active | Standing::Limited { .. } => match warned_at {
                _ if self.seen_at > a_month_before_idle(now) => Idleness::Used,
                None => Idleness::Warn,
                Some(warned) if self.seen_at <= idle_since(now) && warned + WARNED_FOR <= now => {
                    Idleness::Erase
                }
                Some(_) => Idleness::Used,
            },
        }
    }
}

/// Whether some admin remains at least as long as one whose grant lasts until `until` (for good, if none).
pub fn admins_remain<'a>(
    others: impl IntoIterator<Item = &'a Granted>,
    until: Option<Timestamp>,
) -> Result<(), AccountRefusal> {
    let lasts = |other: &Granted| match (other.until, until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(theirs), Some(ours)) => theirs >= ours,
    };
    if others.into_iter().any(lasts) {
        Ok(())
    } else {
        Err(AccountRefusal::LastAdmin)
    }
}

impl Permitted<Erase, Account> {
    /// The account without its identity. `admins` are the admins of the site whose grants are in force: the last one
    /// cannot go.
    pub fn erase(self, admins: &[Granted], now: Timestamp) -> Result<Account, AccountRefusal> {
        let account = self.subject;
        match account.standing {
            Standing::Erased { .. } => return Err(AccountRefusal::Erased),
            Standing::Active | Standing::Limited { .. } => {}
        }
        let (own, others): (Vec<_>, Vec<_>) = admins.iter().partition(|admin| admin.account == account.id);
        for grant in own {
            admins_remain(others.iter().copied(), grant.until)?;
        }
        Ok(Account {
            id: account.id,
            display_name: DisplayName::default(),
            age: AgeBand::FifteenOrMore,
            language: Language::default(),
            standing: Standing::Erased { at: now },
            created_at: account.created_at,
            seen_at: account.seen_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Id};

    fn account(seen_at: &str) -> Account {
        let at = Timestamp::parse(seen_at).expect("an instant");
        Account {
            id: Id::new(uuid::Uuid::from_u128(1)),
            display_name: DisplayName::from_history("Awa"),
            age: AgeBand::Under15,
            language: Language::English,
            standing: Standing::Active,
            created_at: at,
            seen_at: at,
        }
    }

    #[test]
    fn an_account_is_warned_at_23_months_and_erased_at_24() {
        let account = account("2026-01-31T12:00:00Z");
        let at = |text| Timestamp::parse(text).expect("an instant");
        let warned = Some(at("2027-12-31T12:00:00Z"));
        let late = Some(at("2028-01-30T12:00:00Z"));
        for (warned, now, then) in [
            (None, "2027-12-31T11:59:59Z", Idleness::Used),
            (None, "2027-12-31T12:00:00Z", Idleness::Warn),
            (warned, "2028-01-31T11:59:59Z", Idleness::Used),
            (warned, "2028-01-31T12:00:00Z", Idleness::Erase),
            // Nobody is erased without a warning, nor soon after one that came late.
            (None, "2031-01-01T00:00:00Z", Idleness::Warn),
            (late, "2028-01-31T12:00:00Z", Idleness::Used),
            (late, "2028-02-27T12:00:00Z", Idleness::Erase),
        ] {
            assert_eq!(account.idleness(warned, at(now)), then, "{now}");
        }
    }

    #[test]
    fn nothing_that_says_who_it_was_is_left_of_an_erased_account() {
        let now = Timestamp::from_micros(9);
        let erase = |account| {
            let permitted = Actor::System.may(Erase, account).expect("the house may");
            permitted.erase(&[], now)
        };
        let erased = erase(account("2026-01-31T12:00:00Z")).expect("it may go");
        assert_eq!(erased.display_name.as_str(), "");
        assert_eq!(
            (erased.age, erased.language.clone()),
            (AgeBand::FifteenOrMore, Language::French)
        );
        assert_eq!(erased.standing, Standing::Erased { at: now });
        assert_eq!(erase(erased), Err(AccountRefusal::Erased));
    }
}
