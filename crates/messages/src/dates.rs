//! Dates and numbers as each language writes them: the patterns of the Unicode Common Locale Data Repository, by ICU.
//! The town's time is that of Paris.

use std::time::Duration;

use domain::{
    Language, Timestamp,
    moderation_log::{Day, Month},
};
use icu_calendar::{Date, Gregorian};
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{YM, YMD, YMDT},
    input::{DateTime, Time},
};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::{Locale, locale};

/// What one language writes with. Making them costs some microseconds; each thread makes its own once.
struct Formats {
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    instant: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
    number: DecimalFormatter,
    /// «1er décembre»: the repository leaves the ordinal of the first day out, French spelling does not (Imprimerie
    /// nationale, «Lexique des règles typographiques», «Date»).
    ordinal_first: bool,
}

impl Formats {
    /// Nothing where the data of a language is missing, which a test would find.
    fn of(locale: &Locale, ordinal_first: bool) -> Option<Self> {
        Some(Self {
            day: FixedCalendarDateTimeFormatter::try_new(locale.into(), YMD::long()).ok()?,
            month: FixedCalendarDateTimeFormatter::try_new(locale.into(), YM::long()).ok()?,
            instant: FixedCalendarDateTimeFormatter::try_new(locale.into(), YMD::long().with_time_hm())
                .ok()?,
            number: DecimalFormatter::try_new(locale.into(), Default::default()).ok()?,
            ordinal_first,
        })
    }

    /// Writes a date whose day stands first.
    fn with_ordinal(&self, written: String) -> String {
        match written.strip_prefix("1 ").filter(|_| self.ordinal_first) {
            Some(rest) => format!("1er {rest}"),
            None => written,
        }
    }
}

thread_local! {
    static FRENCH: Option<Formats> = Formats::of(&locale!("fr"), true);
    static ENGLISH: Option<Formats> = Formats::of(&locale!("en-GB"), false);
}

/// Writes as a language does; nothing outside what calendars know.
fn write_in(language: &Language, write: impl FnOnce(&Formats) -> Option<String>) -> Option<String> {
    let formats = match language {
        Language::French => &FRENCH,
        _ => &ENGLISH,
    };
    formats.with(|formats| formats.as_ref().and_then(write))
}

/// An instant in Paris; nothing outside the years that calendars know.
fn in_paris(at: Timestamp) -> Option<jiff::ZonedDateTime> {
    jiff::Timestamp::from_microsecond(at.micros())
        .ok()?
        .in_tz("Europe/Paris")
        .ok()
}

fn date(year: i16, month: i8, day: i8) -> Option<Date<Gregorian>> {
    Date::try_new_gregorian(year.into(), month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// An instant as a person reads it in Paris: «5 décembre 2026 à 18:00».
pub fn written(at: Timestamp, language: &Language) -> String {
    let text = in_paris(at).and_then(|zoned| {
        let date = date(zoned.year(), zoned.month(), zoned.day())?;
        let (hour, minute) = (zoned.hour().try_into().ok()?, zoned.minute().try_into().ok()?);
        let time = Time::try_new(hour, minute, 0, 0).ok()?;
        write_in(language, |formats| {
            let written = formats.instant.format(&DateTime { date, time }).to_string();
            Some(formats.with_ordinal(written))
        })
    });
    text.unwrap_or_else(|| at.to_string())
}

/// The day of an instant as a person reads it in Paris: «1er décembre 2026».
pub fn day(at: Timestamp, language: &Language) -> String {
    let text = in_paris(at).and_then(|zoned| day_of(zoned.year(), zoned.month(), zoned.day(), language));
    text.unwrap_or_else(|| at.to_string())
}

/// Until when something lasts, as a person reads it in Paris: an end at midnight is the day before, «10 décembre 2026», and any
/// other end has its hour.
pub fn until(end: Timestamp, language: &Language) -> String {
    let midnight = in_paris(end).is_some_and(|zoned| zoned.hour() == 0 && zoned.minute() == 0);
    if midnight {
        last_day(end, language)
    } else {
        written(end, language)
    }
}

/// The last day of what lasts until an instant.
pub fn last_day(end: Timestamp, language: &Language) -> String {
    day(end - Duration::from_micros(1), language)
}

fn day_of(year: i16, month: i8, day: i8, language: &Language) -> Option<String> {
    let date = date(year, month, day)?;
    write_in(language, |formats| {
        Some(formats.with_ordinal(formats.day.format(&date).to_string()))
    })
}

/// A day of the public log as a person reads it: «1er décembre 2026».
pub fn log_day(day: Day, language: &Language) -> String {
    let (year, month, number) = day.parts();
    day_of(year, month, number, language).unwrap_or_else(|| day.to_string())
}

/// A month of the public log: «décembre 2026».
pub fn log_month(month: Month, language: &Language) -> String {
    let (year, number) = month.parts();
    let text = date(year, number, 1)
        .and_then(|date| write_in(language, |formats| Some(formats.month.format(&date).to_string())));
    text.unwrap_or_else(|| month.to_string())
}

/// A number with its thousands apart, as the language writes them: «8 685» with narrow no-break spaces, «8,685».
pub fn number(number: u64, language: &Language) -> String {
    write_in(language, |formats| {
        Some(formats.number.format(&Decimal::from(number)).to_string())
    })
    .unwrap_or_else(|| number.to_string())
}

/// Euros as the language writes them: «18 400,50»; whole ones without cents.
pub fn euros(cents: u64, language: &Language) -> String {
    if cents.is_multiple_of(100) {
        return number(cents / 100, language);
    }
    let mut amount = Decimal::from(cents);
    amount.multiply_pow10(-2);
    write_in(language, |formats| {
        Some(formats.number.format(&amount).to_string())
    })
    .unwrap_or_else(|| amount.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_those_of_each_language() {
        // 1 August 2026, 07:05 in Paris.
        let at = Timestamp::from_micros(1_785_560_700_000_000);
        assert_eq!(written(at, &Language::French), "1er août 2026 à 07:05");
        assert_eq!(written(at, &Language::English), "1 August 2026 at 07:05");
        assert_eq!(day(at, &Language::French), "1er août 2026");
        assert_eq!(until(at, &Language::French), "1er août 2026 à 07:05");
        assert_eq!(until(Day::of(at).begins(), &Language::French), "31 juillet 2026");
        assert_eq!(log_day(Day::of(at).next(), &Language::English), "2 August 2026");
        assert_eq!(log_month(Month::of(at), &Language::French), "août 2026");
        assert_eq!(number(8_685, &Language::French), "8\u{202F}685");
        assert_eq!(number(1_008_685, &Language::English), "1,008,685");
        assert_eq!(number(85, &Language::English), "85");
        assert_eq!(euros(1_840_050, &Language::French), "18\u{202F}400,50");
        assert_eq!(euros(1_840_050, &Language::English), "18,400.50");
        assert_eq!(euros(1_840_000, &Language::French), "18\u{202F}400");
        assert_eq!(euros(5, &Language::French), "0,05");
    }

    #[test]
    fn an_instant_that_no_calendar_knows_is_written_as_it_is() {
        let never = Timestamp::from_micros(i64::MAX);
        assert_eq!(day(never, &Language::French), never.to_string());
    }
}
