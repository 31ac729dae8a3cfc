//! How long wrong passwords make everybody wait: by address, whether or not it has an account.

use std::time::Duration;

use super::AccountRefusal;
use crate::Timestamp;

/// How many wrong passwords in a row cost nothing.
pub const FREE_GUESSES: u32 = 5;
/// How many wrong passwords in a row close the password: from then on only a code opens the account, and resets this.
pub const MOST_GUESSES: u32 = 100;
/// The longest wait between two guesses.
pub const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// Whether one more password may be tried after `failures` wrong ones, the last at `last`: yes, or after how long. The
/// wait is a second after the fifth failure and doubles with each, up to fifteen minutes.
pub fn guess(failures: u32, last: Timestamp, now: Timestamp) -> Result<Result<(), Duration>, AccountRefusal> {
    if failures >= MOST_GUESSES {
        return Err(AccountRefusal::PasswordLocked);
    }
    let wait = match failures.checked_sub(FREE_GUESSES) {
        None => Duration::ZERO,
        Some(doublings) => Duration::from_secs(1 << doublings.min(10)).min(LONGEST_WAIT),
    };
    let left = (last + wait).since(now);
    Ok(if left.is_zero() { Ok(()) } else { Err(left) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_are_free_then_each_waits_twice_as_long_and_a_hundred_are_the_end() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let wait = |failures| guess(failures, at(0), at(0)).map(|g| g.err().unwrap_or_default().as_secs());
        let waits: Vec<_> = [0, 4, 5, 6, 7, 14, 15, 16, 99]
            .map(wait)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(waits, [0, 0, 1, 2, 4, 512, 900, 900, 900]);
        assert_eq!(guess(6, at(0), at(1)), Ok(Err(Duration::from_secs(1))));
        assert_eq!(guess(6, at(0), at(2)), Ok(Ok(())));
        assert_eq!(
            guess(100, at(0), at(1_000_000)),
            Err(AccountRefusal::PasswordLocked)
        );
    }
}
