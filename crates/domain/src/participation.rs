//! Who takes part in a plan, told so that nobody is told apart.
//!
//! No number describes fewer than [`LEAST`] people, nor does a difference of two numbers: what is small is withheld, and
//! so are the next larger ones until what is withheld counts at least as many people in at least two cells (primary and
//! complementary suppression: Hundepool et al., «Statistical Disclosure Control», 2012, chapter 4). What nobody is in
//! describes nobody and is left out.

use std::collections::BTreeMap;

use crate::{plans::ZoneId, proposals::Origin};

/// The fewest people that a number describes.
pub const LEAST: u64 = 11;

/// The people who wrote in a plan, each counted once: where and how they wrote first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Participation {
    /// How many; none when they are fewer than eleven.
    pub people: Option<u64>,
    /// By the zone of the proposal; without a zone, the whole perimeter or a point in it.
    pub zones: Vec<Cell<Option<ZoneId>>>,
    /// By the channel through which it came.
    pub channels: Vec<Cell<Origin>>,
}

/// One number of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<K> {
    /// Whom it counts.
    pub of: K,
    /// How many; none when that would tell people apart.
    pub people: Option<u64>,
}

/// People who wrote first in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// In which zone.
    pub zone: Option<ZoneId>,
    /// Through which channel.
    pub channel: Origin,
    /// How many.
    pub people: u64,
}

impl Participation {
    /// What is told of these people. Zones and channels are never crossed.
    pub fn of(people: &[Alike]) -> Self {
        let (mut zones, mut channels) = (BTreeMap::new(), BTreeMap::new());
        for alike in people {
            *zones.entry(alike.zone).or_default() += alike.people;
            *channels.entry(alike.channel).or_default() += alike.people;
        }
        let total = people.iter().map(|alike| alike.people).sum();
        Self {
            people: (total >= LEAST).then_some(total),
            zones: told(zones),
            channels: told(channels),
        }
    }
}

/// The cells of a table whose total is known, by key.
fn told<K: Ord + Copy>(counts: BTreeMap<K, u64>) -> Vec<Cell<K>> {
    let mut counts: Vec<(K, u64)> = counts.into_iter().filter(|(_, people)| *people > 0).collect();
    counts.sort_by_key(|(key, people)| (std::cmp::Reverse(*people), *key));
    let mut shown = counts.partition_point(|(_, people)| *people >= LEAST);
    while shown > 0 && !is_safe(counts.iter().skip(shown).map(|(_, people)| *people)) {
        shown -= 1;
    }
    let mut cells: Vec<Cell<K>> = counts
        .into_iter()
        .enumerate()
        .map(|(place, (of, people))| Cell {
            of,
            people: (place < shown).then_some(people),
        })
        .collect();
    cells.sort_by_key(|cell| cell.of);
    cells
}

/// Whether what is withheld, which subtraction gives as one number, tells nobody apart.
fn is_safe(withheld: impl Iterator<Item = u64> + Clone) -> bool {
    let (cells, people) = (withheld.clone().count(), withheld.sum::<u64>());
    cells == 0 || (cells > 1 && people >= LEAST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::Id;

    fn zone(number: u8) -> Option<ZoneId> {
        (number > 0).then(|| Id::new(Uuid::from_u128(number.into())))
    }

    fn by_zone(counts: &[u64]) -> Vec<Option<u64>> {
        let people: Vec<Alike> = (0..)
            .zip(counts)
            .map(|(number, people)| Alike {
                zone: zone(number),
                channel: Origin::Participant,
                people: *people,
            })
            .collect();
        let cells = Participation::of(&people).zones;
        cells.into_iter().map(|cell| cell.people).collect()
    }

    #[test]
    fn a_small_cell_is_withheld_with_the_next_larger_one() {
        for (counts, expected) in [
            (&[40_u64, 30][..], &[Some(40), Some(30)][..]),
            (&[11], &[Some(11)]),
            (&[10], &[None]),
            // 70 − 40 − 25 would be five people.
            (&[40, 25, 5], &[Some(40), None, None]),
            // Ten and one are eleven people who cannot be told apart.
            (&[40, 10, 1], &[Some(40), None, None]),
            // Nine are too few for a difference.
            (&[40, 12, 5, 4], &[Some(40), None, None, None]),
            (&[40, 5], &[None, None]),
            (&[40, 0], &[Some(40)]),
            (&[], &[]),
        ] {
            assert_eq!(by_zone(counts), expected, "{counts:?}");
        }
    }

    #[test]
    fn ten_people_are_no_total() {
        let ten = Alike {
            zone: None,
            channel: Origin::Paper,
            people: 10,
        };
        assert_eq!(Participation::of(&[ten]).people, None);
        assert_eq!(Participation::of(&[ten, ten]).people, Some(20));
    }

    fn safe<K>(total: Option<u64>, cells: &[Cell<K>]) -> Result<(), TestCaseError> {
        let shown: u64 = cells.iter().filter_map(|cell| cell.people).sum();
        let withheld = cells.iter().filter(|cell| cell.people.is_none()).count();
        for people in cells.iter().filter_map(|cell| cell.people) {
            prop_assert!(people >= LEAST, "{people} is a number of few people");
        }
        match total {
            None => prop_assert_eq!(shown, 0, "a cell is larger than what is too small to be told"),
            Some(total) if withheld == 0 => prop_assert_eq!(shown, total),
            Some(total) => {
                prop_assert!(total - shown >= LEAST, "subtraction gives {}", total - shown);
                prop_assert!(withheld > 1, "subtraction gives one cell");
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn no_number_and_no_difference_describes_fewer_than_eleven(
            counts in prop::collection::vec((0..12_u8, 0..Origin::ALL.len(), prop_oneof![0..14_u64, 0..400_u64]), 0..40),
        ) {
            let people: Vec<Alike> = counts
                .iter()
                .map(|&(number, channel, people)| Alike { zone: zone(number), channel: Origin::ALL[channel], people })
                .collect();
            let told = Participation::of(&people);
            safe(told.people, &told.zones)?;
            safe(told.people, &told.channels)?;
        }
    }
}
