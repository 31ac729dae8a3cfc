//! Chance that repeats: xorshift64* (Vigna 2016) from a seed that a run prints and takes back.

use std::fmt;

/// The seed of `FABRIQUE_TEST_SEED`, or the one that every run of CI uses; it is printed, for a run that fails.
pub(crate) fn seed() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the person who runs the tests may give a seed"
    )]
    let given = std::env::var("FABRIQUE_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or(20_261_125);
    println!("FABRIQUE_TEST_SEED={seed}");
    seed
}

/// A generator that says its seed when it is shown.
pub(super) struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    /// A generator from the seed of this run.
    pub(super) fn seeded() -> Self {
        let seed = seed();
        Self {
            seed,
            state: seed.max(1),
        }
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % end
    }

    /// Yes, once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        &these[self.below(these.len())]
    }

    /// The text with some of it cut, doubled, swapped or replaced.
    pub(super) fn mangled(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(4) {
            if characters.is_empty() {
                characters.extend("{".chars());
            }
            let at = self.below(characters.len());
            match self.below(6) {
                0 => {
                    characters.truncate(at);
                }
                1 => {
                    characters.remove(at);
                }
                2 => {
                    let other = self.below(characters.len());
                    characters.swap(at, other);
                }
                3 => {
                    characters[at] = *self.pick(&[
                        '{', '}', '"', '\\', '\0', '\u{202e}', '😀', '9', '$', '@', '(', '\u{feff}',
                    ])
                }
                4 => {
                    let piece: Vec<char> = characters[at..].iter().copied().take(40).collect();
                    for _ in 0..self.below(20) {
                        characters.splice(at..at, piece.iter().copied());
                    }
                }
                _ => characters.insert(
                    at,
                    *self.pick(&['{', '[', '"', '#', '\n', 'e', '-', ':', '!', '\u{ffff}']),
                ),
            }
        }
        characters.into_iter().collect()
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FABRIQUE_TEST_SEED={}", self.seed)
    }
}
