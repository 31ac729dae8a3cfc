//! The phases of a plan on a line of months, as a drawing: which overlap, how long each lasts, where today stands.

use domain::{
    Language, Timestamp,
    moderation_log::{Day, Month},
};

/// The width of the drawing, and the height of a phase and of the line of months.
const WIDTH: f64 = 960.0;
const ROW: u32 = 52;
const HEAD: u32 = 34;
/// How many months are written at most: more would be illegible.
const WRITTEN: usize = 8;

/// A phase as it is typed or stored.
pub(crate) struct Span {
    pub(crate) title: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

/// A drawing in its own units.
pub(crate) struct Timeline {
    /// Its height; it is 960 wide.
    pub(crate) height: u32,
    pub(crate) months: Vec<Tick>,
    pub(crate) bars: Vec<Bar>,
    /// Where today stands, if it is on the line.
    pub(crate) today: Option<u32>,
}

/// The first day of a month.
pub(crate) struct Tick {
    pub(crate) x: u32,
    /// Its name, where there is room for it.
    pub(crate) name: Option<String>,
}

/// A phase.
pub(crate) struct Bar {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    /// Where its title is written above it, and whether it ends there.
    pub(crate) text_x: u32,
    pub(crate) before: bool,
    pub(crate) title: String,
    /// «past», «now», «next».
    pub(crate) state: &'static str,
}

impl Timeline {
    /// Draws these phases in their order; nothing where none lasts.
    pub(crate) fn of(spans: &[Span], now: Timestamp, language: &Language) -> Option<Self> {
        let lasting = || spans.iter().filter(|span| span.starts_at < span.ends_at);
        let from = lasting().map(|span| span.starts_at).min()?;
        let until = lasting().map(|span| span.ends_at).max()?;
        let months = months(from, until);
        let x = |at: Timestamp| {
            let whole = (until.micros() - from.micros()).max(1);
            let share = proportion(at.micros() - from.micros(), whole);
            units(share * WIDTH)
        };
        let step = months.len().div_ceil(WRITTEN).max(1);
        let ticks = months.iter().enumerate().map(|(place, month)| Tick {
            x: x(month.begins()),
            name: (place % step == 0).then(|| messages::log_month(*month, language)),
        });
        let bars = (0_u32..).zip(lasting()).map(|(row, span)| {
            let (left, right) = (x(span.starts_at), x(span.ends_at));
            // A title begins over the left end of its bar, unless it would run out of the drawing.
            let before = left > 480;
            Bar {
                x: left,
                y: HEAD + row * ROW,
                width: (right - left).max(3),
                text_x: if before { right } else { left },
                before,
                title: span.title.clone(),
                state: if span.ends_at <= now {
                    "past"
                } else if span.starts_at <= now {
                    "now"
                } else {
                    "next"
                },
            }
        });
        let bars: Vec<_> = bars.collect();
        Some(Self {
            height: HEAD + ROW * u32::try_from(bars.len()).unwrap_or(0),
            months: ticks.collect(),
            bars,
            today: (from <= now && now < until).then(|| x(now)),
        })
    }
}

/// The months whose first day lies within, at most two hundred.
fn months(from: Timestamp, until: Timestamp) -> Vec<Month> {
    let first = Day::of(from).month();
    let all = std::iter::successors(Some(first), |month| Some(month.next()));
    all.skip_while(|month| month.begins() < from)
        .take_while(|month| month.begins() < until)
        .take(200)
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a share of a line of a thousand units")]
fn proportion(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a drawing is a thousand units wide"
)]
fn units(length: f64) -> u32 {
    length.clamp(0.0, WIDTH).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Timestamp {
        day.parse::<Day>().unwrap().begins()
    }

    fn span(title: &str, from: &str, until: &str) -> Span {
        Span {
            title: title.to_owned(),
            starts_at: at(from),
            ends_at: at(until),
        }
    }

    #[test]
    fn phases_stand_where_their_days_are() {
        let spans = [
            span("S'informer", "2026-01-01", "2026-03-02"),
            span("Proposer", "2026-03-02", "2026-05-01"),
        ];
        let drawn = Timeline::of(&spans, at("2026-04-01"), &Language::French).unwrap();
        let bars: Vec<_> = drawn
            .bars
            .iter()
            .map(|bar| (bar.x, bar.width, bar.state))
            .collect();
        assert_eq!(bars, [(0, 480, "past"), (480, 480, "now")]);
        assert_eq!(drawn.months.len(), 4);
        assert_eq!(drawn.months[0].name.as_deref(), Some("janvier 2026"));
        assert_eq!(drawn.today, Some(720));
    }

    #[test]
    fn what_does_not_last_is_not_drawn() {
        let now = at("2026-04-01");
        let backwards = [span("À l'envers", "2026-03-02", "2026-01-01")];
        assert!(Timeline::of(&backwards, now, &Language::French).is_none());
        assert!(Timeline::of(&[], now, &Language::French).is_none());
    }
}
