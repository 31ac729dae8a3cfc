//! Working hours and working days, by which terms of the town are counted: Monday to Friday, 9 to 18 o'clock in Paris,
//! but for public holidays.

use std::time::Duration;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

use super::Timestamp;

/// When work begins, in hours after midnight.
const BEGINS: i8 = 9;
/// When it ends.
const ENDS: i8 = 18;
/// No term is longer than this many days; dates beyond it are a mistake of the caller.
const FARTHEST: u32 = 3_660;

/// The instant at which `term` of working time has passed since `from`. Time outside working hours does not count.
pub fn after_working_time(from: Timestamp, term: Duration) -> Timestamp {
    let paris = paris();
    let mut left = term;
    let mut day = date(from, &paris);
    for _ in 0..FARTHEST {
        if is_working_day(day) {
            let (begins, ends) = (at(day, BEGINS, &paris), at(day, ENDS, &paris));
            let begins = begins.max(from);
            let today = ends.since(begins);
            if left <= today {
                return begins + left;
            }
            left -= today;
        }
        day = next(day);
    }
    from + term
}

/// The end of the `days`-th working day after the day of `from`: what is due «in 15 working days» is due then.
pub fn after_working_days(from: Timestamp, days: u32) -> Timestamp {
    let paris = paris();
    let mut left = days;
    let mut day = date(from, &paris);
    for _ in 0..FARTHEST {
        if left == 0 {
            break;
        }
        day = next(day);
        left -= u32::from(is_working_day(day));
    }
    at(day, ENDS, &paris).max(from)
}

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}

fn date(of: Timestamp, zone: &TimeZone) -> Date {
    let instant = jiff::Timestamp::from_microsecond(of.micros()).unwrap_or_default();
    zone.to_datetime(instant).date()
}

fn at(day: Date, hour: i8, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(day.at(hour, 0, 0, 0))
        .map_or(Timestamp::default(), |instant| {
            Timestamp::from_micros(instant.as_microsecond())
        })
}

fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_public_holiday(day)
}

/// The eleven public holidays of metropolitan France (Code du travail, article L. 3133-1).
fn is_public_holiday(day: Date) -> bool {
    let fixed = matches!(
        (day.month(), day.day()),
        (1 | 5 | 11, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 11) | (12, 25)
    );
    // Easter Monday, Ascension, Whit Monday.
    let by_easter = [1, 39, 50].into_iter().any(|days: i64| {
        easter(day.year())
            .checked_add(days.days())
            .is_ok_and(|moved| moved == day)
    });
    fixed || by_easter
}

/// Easter Sunday of a Gregorian year: the anonymous algorithm of 1876 as Jean Meeus gives it (Astronomical Algorithms,
/// 2nd edition, chapter 8).
fn easter(year: i16) -> Date {
    let of_year = i32::from(year);
    let (century, in_century) = (of_year.div_euclid(100), of_year.rem_euclid(100));
    let golden = of_year.rem_euclid(19);
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let leaps = 2 * century.rem_euclid(4) + 2 * in_century.div_euclid(4);
    let weekday = (32 + leaps - epact - in_century.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let place = epact + weekday - 7 * late + 114;
    let small = |number: i32| i8::try_from(number).unwrap_or(1);
    Date::new(year, small(place.div_euclid(31)), small(place.rem_euclid(31) + 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;
    use proptest::prelude::*;

    use super::*;
    use crate::time::{hours, minutes};

    fn instant(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn easter_falls_where_the_calendars_have_it() {
        for (year, month, of_month) in [
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
        ] {
            assert_eq!(easter(year), day(year, month, of_month), "{year}");
        }
    }

    #[test]
    fn a_year_has_eleven_public_holidays() {
        let holidays = |year| {
            let mut days = Vec::new();
            let mut one = day(year, 1, 1);
            while one.year() == year {
                if is_public_holiday(one) {
                    days.push((one.month(), one.day()));
                }
                one = next(one);
            }
            days
        };
        assert_eq!(
            holidays(2026),
            [
                (1, 1),
                (4, 6),
                (5, 1),
                (5, 8),
                (5, 14),
                (5, 25),
                (7, 14),
                (8, 15),
                (11, 1),
                (11, 11),
                (12, 25)
            ]
        );
        // Ascension and the first of May were one day in 2008.
        assert_eq!(holidays(2008).len(), 10);
    }

    #[test]
    fn a_term_counts_working_hours_alone() {
        for (from, term, to) in [
            // Monday morning: Monday, Tuesday, and six hours of Wednesday.
            ("2026-11-23T10:00:00+01:00", 24, "2026-11-25T16:00:00+01:00"),
            ("2026-11-23T09:00:00+01:00", 9, "2026-11-23T18:00:00+01:00"),
            // In the night, and on a Saturday, the term begins at the next opening.
            ("2026-11-23T03:00:00+01:00", 1, "2026-11-23T10:00:00+01:00"),
            ("2026-11-28T12:00:00+01:00", 1, "2026-11-30T10:00:00+01:00"),
            ("2026-11-27T17:00:00+01:00", 2, "2026-11-30T10:00:00+01:00"),
            // Before Christmas, which is a Friday.
            ("2026-12-24T17:30:00+01:00", 1, "2026-12-28T09:30:00+01:00"),
            // Easter Monday, over the night in which clocks go forward the week before.
            ("2026-04-03T17:00:00+02:00", 2, "2026-04-07T10:00:00+02:00"),
            ("2026-03-27T17:00:00+01:00", 2, "2026-03-30T10:00:00+02:00"),
        ] {
            assert_eq!(
                after_working_time(instant(from), hours(term)),
                instant(to),
                "{from} + {term} h"
            );
        }
    }

    #[test]
    fn a_term_in_working_days_ends_with_its_last_day() {
        for (from, term, to) in [
            ("2026-11-23T10:00:00+01:00", 1, "2026-11-24T18:00:00+01:00"),
            ("2026-11-23T22:00:00+01:00", 15, "2026-12-14T18:00:00+01:00"),
            ("2026-12-24T10:00:00+01:00", 1, "2026-12-28T18:00:00+01:00"),
        ] {
            assert_eq!(
                after_working_days(instant(from), term),
                instant(to),
                "{from} + {term} days"
            );
        }
    }

    proptest! {
        #[test]
        fn two_terms_in_a_row_are_one_term(at in 1_700_000_000_i64..2_000_000_000, a in 1_u64..3_000, b in 1_u64..3_000) {
            let from = Timestamp::from_micros(at * 1_000_000);
            let once = after_working_time(from, minutes(a + b));
            let twice = after_working_time(after_working_time(from, minutes(a)), minutes(b));
            prop_assert_eq!(once, twice);
            prop_assert!(once >= from + minutes(a + b));
        }
    }
}
