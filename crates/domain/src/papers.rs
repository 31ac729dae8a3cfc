//! Piles of sheets of paper that facilitators type: forms with somebody's idea, and ballots.
//!
//! A batch is typed sheet by sheet, by two people where it counts votes or where it was opened so; where they differ, it is
//! settled cell by cell. Then two people sign how many sheets there are, and only then is anything published
//! or counted. A facilitator types what a sheet says and never somebody's word.

use std::collections::BTreeMap;

use crate::{
    Code, Id, Timestamp,
    accounts::AccountId,
    id::Kind,
    moderation::notices::words,
    plans::{PlanId, VotingRule},
    recordings::RecordingId,
    refusal::Facts,
};

/// A batch has at most so many sheets.
pub const SHEETS: u32 = 200;

words! {
    /// What the sheets of a batch are.
    BatchKind {
        /// Forms with an idea.
        Words = "words",
        /// Ballots.
        Votes = "votes",
    }
}

words! {
    /// One thing that is typed of a sheet.
    Cell {
        /// Whether it says something (empty), is blank, or is refused.
        State = "state",
        /// The title of an idea.
        Title = "title",
        /// Its text.
        Body = "body",
        /// The language in which it is written, by its tag; that of the plan where nothing is typed.
        Language = "language",
        /// Its theme.
        Theme = "theme",
        /// Its zone.
        Zone = "zone",
        /// The name that the person wants under it.
        Speaker = "speaker",
        /// Whether the person agrees to its publication.
        Agreed = "agreed",
        /// The code of a ballot.
        Code = "code",
        /// The numbers that it supports, or is for.
        For = "for",
        /// The numbers that it is against.
        Against = "against",
        /// The numbers that it is neither for nor against.
        Neither = "neither",
    }
}

words! {
    /// What a sheet is when it says nothing that is published or counted.
    Aside {
        /// Nothing is on it.
        Blank = "blank",
        /// It cannot be taken: without agreement, without a valid code, against the rules.
        Refused = "refused",
    }
}

impl BatchKind {
    /// What is typed of each sheet.
    pub const fn cells(self, rule: VotingRule) -> &'static [Cell] {
        use Cell::{Against, Agreed, Body, Code, For, Language, Neither, Speaker, State, Theme, Title, Zone};
        match (self, rule) {
            (Self::Words, _) => &[Title, Body, Language, Theme, Zone, Speaker, Agreed, State],
            (Self::Votes, VotingRule::Support { .. }) => &[Code, For, State],
            (Self::Votes, VotingRule::ForAgainst) => &[Code, For, Against, Neither, State],
        }
    }
}

/// What was typed of a sheet, in one pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The number printed on the sheet, from 1.
    pub sheet: u32,
    /// The cells that are not empty.
    pub cells: BTreeMap<Cell, String>,
}

impl Typed {
    /// A cell; empty where nothing was typed.
    pub fn cell(&self, cell: Cell) -> &str {
        self.cells.get(&cell).map_or("", String::as_str)
    }

    /// What it is, where it says nothing.
    pub fn aside(&self) -> Option<Aside> {
        Aside::parse(self.cell(Cell::State))
    }
}

/// A cell in which two people differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of which sheet.
    pub sheet: u32,
    /// Which cell.
    pub cell: Cell,
    /// What the first typed.
    pub first: String,
    /// What the second typed.
    pub second: String,
}

/// Where two passes differ, sheet by sheet: a sheet that one of them lacks differs in all that the other typed.
pub fn differences(first: &[Typed], second: &[Typed]) -> Vec<Difference> {
    let mut sheets: BTreeMap<u32, (Typed, Typed)> = BTreeMap::new();
    for one in first {
        sheets.entry(one.sheet).or_default().0 = one.clone();
    }
    for one in second {
        sheets.entry(one.sheet).or_default().1 = one.clone();
    }
    let mut found = Vec::new();
    for (sheet, (one, other)) in sheets {
        for cell in Cell::ALL {
            let (first, second) = (one.cell(*cell), other.cell(*cell));
            if first != second {
                found.push(Difference {
                    sheet,
                    cell: *cell,
                    first: first.to_owned(),
                    second: second.to_owned(),
                });
            }
        }
    }
    found
}

/// How many sheets of a batch are what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Published or counted.
    pub entered: u32,
    /// Blank.
    pub blank: u32,
    /// Refused.
    pub refused: u32,
}

impl Sums {
    /// The sums of what was typed.
    pub fn of(typed: &[Typed]) -> Self {
        let mut sums = Self::default();
        for one in typed {
            match one.aside() {
                None => sums.entered += 1,
                Some(Aside::Blank) => sums.blank += 1,
                Some(Aside::Refused) => sums.refused += 1,
            }
        }
        sums
    }

    /// All of them.
    pub const fn collected(self) -> u32 {
        self.entered + self.blank + self.refused
    }
}

/// Which of two people typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pass {
    /// The first.
    First,
    /// The second, without seeing what the first typed.
    Second,
}

/// A pile of sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// The plan.
    pub plan: PlanId,
    /// Its number in the plan: «lot 12».
    pub number: u32,
    /// What its sheets are.
    pub kind: BatchKind,
    /// Where they were handed out.
    pub place: String,
    /// How many were.
    pub sheets: u32,
    /// Whether two people type them.
    pub double: bool,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Who types first.
    pub first_by: Option<AccountId>,
    /// Who types again.
    pub second_by: Option<AccountId>,
    /// What one person has signed, until a second one does.
    pub signed: Option<(AccountId, Sums)>,
    /// Since when it is closed.
    pub closed_at: Option<Timestamp>,
    /// Grows with each change.
    pub version: i32,
}

/// The id of a batch.
pub type BatchId = Id<Batch>;

impl Kind for Batch {
    const PREFIX: &'static str = "batch";
}

/// What becomes of a batch when somebody signs its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// One person has: another is waited for.
    Once(Batch),
    /// Two have: it is closed.
    Twice(Batch, Count),
}

/// The count of a closed batch, as everybody reads it for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Of which batch.
    pub batch: BatchId,
    /// How many sheets were what.
    pub sums: Sums,
    /// Who signed first.
    pub signed_by: AccountId,
    /// Who signed second.
    pub countersigned_by: AccountId,
    /// When the second did.
    pub at: Timestamp,
}

impl Batch {
    fn open(&self) -> Result<(), BatchRefusal> {
        match self.closed_at {
            Some(_) => Err(BatchRefusal::Closed),
            None => Ok(()),
        }
    }

    /// Which pass somebody types: whoever begins goes on, and the second is somebody else. What one person has signed
    /// holds no more.
    pub fn typed_by(mut self, who: AccountId) -> Result<(Self, Pass), BatchRefusal> {
        self.open()?;
        let pass = match (self.first_by, self.second_by) {
            (None, _) => Pass::First,
            (Some(first), _) if first == who => Pass::First,
            (Some(_), _) if !self.double => return Err(BatchRefusal::TypedByOther),
            (Some(_), None) => Pass::Second,
            (Some(_), Some(second)) if second == who => Pass::Second,
            (Some(_), Some(_)) => return Err(BatchRefusal::TypedByOther),
        };
        match pass {
            Pass::First => self.first_by = Some(who),
            Pass::Second => self.second_by = Some(who),
        }
        self.signed = None;
        self.version += 1;
        Ok((self, pass))
    }

    /// Settles where two people differ.
    pub fn settled(mut self) -> Result<Self, BatchRefusal> {
        self.open()?;
        self.signed = None;
        self.version += 1;
        Ok(self)
    }

    /// Signs how many sheets there are. `typed` is the first pass, `again` the second; the second person signs what the
    /// first did.
    pub fn signed_by(
        mut self,
        who: AccountId,
        collected: u32,
        (typed, again): (&[Typed], &[Typed]),
        now: Timestamp,
    ) -> Result<Signed, BatchRefusal> {
        self.open()?;
        if self.double && self.second_by.is_none() {
            return Err(BatchRefusal::TypedOnce);
        }
        if self.double {
            match differences(typed, again).len() {
                0 => {}
                left => return Err(BatchRefusal::Differs { left }),
            }
        }
        let sums = Sums::of(typed);
        if sums.collected() == 0 || sums.collected() != collected {
            return Err(BatchRefusal::OtherCount {
                typed: sums.collected(),
            });
        }
        self.version += 1;
        match self.signed {
            Some((first, _)) if first == who => Err(BatchRefusal::SamePerson),
            Some((first, before)) if before == sums => {
                self.closed_at = Some(now);
                let count = Count {
                    batch: self.id,
                    sums,
                    signed_by: first,
                    countersigned_by: who,
                    at: now,
                };
                Ok(Signed::Twice(self, count))
            }
            Some(_) | None => {
                self.signed = Some((who, sums));
                Ok(Signed::Once(self))
            }
        }
    }

    /// The recording that a sheet becomes. It is known when the form is printed, so that its receipt stands on the part
    /// that the person keeps.
    pub fn recording(&self, sheet: u32) -> RecordingId {
        let mut bytes = self.id.uuid().into_bytes();
        // Random bits of the batch's id, which two batches do not share.
        let [_, _, _, _, _, _, _, _, _, high, low, ..] = &mut bytes;
        let [above, below] = u16::try_from(sheet).unwrap_or(u16::MAX).to_be_bytes();
        *high ^= above;
        *low ^= below;
        Id::new(uuid::Uuid::from_bytes(bytes))
    }
}

/// Why a rule about batches says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchRefusal {
    /// Two people have signed its count.
    #[error("the batch is closed")]
    Closed,
    /// Somebody else types it.
    #[error("somebody else types this batch")]
    TypedByOther,
    /// It was typed once, and must be twice.
    #[error("a second person has not typed it")]
    TypedOnce,
    /// The two people did not type the same.
    #[error("{left} cells differ")]
    Differs {
        /// In so many cells.
        left: usize,
    },
    /// Another number of sheets was typed.
    #[error("{typed} sheets are typed")]
    OtherCount {
        /// So many.
        typed: u32,
    },
    /// Another person signs.
    #[error("somebody else signs")]
    SamePerson,
    /// Somebody changed the batch meanwhile.
    #[error("the batch has changed meanwhile")]
    ChangedMeanwhile,
}

impl BatchRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Closed => Code::BatchClosed,
            Self::TypedByOther => Code::BatchTypedByOther,
            Self::TypedOnce => Code::BatchTypedOnce,
            Self::Differs { .. } => Code::BatchDiffers,
            Self::OtherCount { .. } => Code::BatchOtherCount,
            Self::SamePerson => Code::BatchSamePerson,
            Self::ChangedMeanwhile => Code::BatchChangedMeanwhile,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Differs { left } => vec![("left", (*left).into())],
            Self::OtherCount { typed } => vec![("typed", (*typed).into())],
            Self::Closed
            | Self::TypedByOther
            | Self::TypedOnce
            | Self::SamePerson
            | Self::ChangedMeanwhile => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_888_400_000_000);

    fn who(number: u128) -> AccountId {
        Id::new(Uuid::from_u128(number))
    }

    fn batch(double: bool) -> Batch {
        Batch {
            id: Id::new(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_abcd)),
            plan: Id::new(Uuid::from_u128(1)),
            number: 12,
            kind: BatchKind::Words,
            place: "Maison du projet".to_owned(),
            sheets: 3,
            double,
            opened_by: who(1),
            opened_at: NOW,
            first_by: None,
            second_by: None,
            signed: None,
            closed_at: None,
            version: 1,
        }
    }

    fn typed(sheet: u32, title: &str) -> Typed {
        Typed {
            sheet,
            cells: [(Cell::Title, title.to_owned())].into(),
        }
    }

    #[test]
    fn two_people_type_and_two_people_sign() {
        let (mine, pass) = batch(true).typed_by(who(1)).unwrap();
        assert_eq!(pass, Pass::First);
        let sheets = [typed(1, "Un banc"), typed(2, "Un arbre")];
        assert_eq!(
            mine.clone().signed_by(who(1), 2, (&sheets, &[]), NOW),
            Err(BatchRefusal::TypedOnce)
        );
        assert_eq!(
            mine.clone().typed_by(who(1)).unwrap().1,
            Pass::First,
            "nobody checks their own"
        );
        let (both, pass) = mine.typed_by(who(2)).unwrap();
        assert_eq!(pass, Pass::Second);
        assert_eq!(both.clone().typed_by(who(3)), Err(BatchRefusal::TypedByOther));
        let other = [typed(1, "Un blanc")];
        assert_eq!(
            both.clone().signed_by(who(1), 2, (&sheets, &other), NOW),
            Err(BatchRefusal::Differs { left: 2 })
        );
        let same = (&sheets[..], &sheets[..]);
        assert_eq!(
            both.clone().signed_by(who(1), 3, same, NOW),
            Err(BatchRefusal::OtherCount { typed: 2 })
        );
        let Signed::Once(once) = both.signed_by(who(1), 2, same, NOW).unwrap() else {
            panic!("one signature is not two")
        };
        assert_eq!(
            once.clone().signed_by(who(1), 2, same, NOW),
            Err(BatchRefusal::SamePerson)
        );
        let touched = once.clone().typed_by(who(2)).unwrap().0;
        assert_eq!(touched.signed, None, "what changes is signed again");
        let Signed::Twice(closed, count) = once.signed_by(who(3), 2, same, NOW).unwrap() else {
            panic!("two signatures close it")
        };
        assert_eq!(
            (count.signed_by, count.countersigned_by, count.sums.entered),
            (who(1), who(3), 2)
        );
        assert_eq!(closed.clone().typed_by(who(1)), Err(BatchRefusal::Closed));
        assert_eq!(closed.clone().settled(), Err(BatchRefusal::Closed));
        assert_eq!(closed.signed_by(who(3), 2, same, NOW), Err(BatchRefusal::Closed));
    }

    #[test]
    fn a_batch_that_is_typed_once_is_typed_by_one_person() {
        let (mine, _) = batch(false).typed_by(who(1)).unwrap();
        assert_eq!(mine.clone().typed_by(who(2)), Err(BatchRefusal::TypedByOther));
        let sheets = [typed(1, "Un banc")];
        assert!(matches!(
            mine.signed_by(who(1), 1, (&sheets, &[]), NOW),
            Ok(Signed::Once(_))
        ));
    }

    #[test]
    fn differences_are_told_cell_by_cell_and_sums_by_state() {
        let mut blank = Typed {
            sheet: 2,
            ..Typed::default()
        };
        blank.cells.insert(Cell::State, "blank".to_owned());
        let (first, second) = ([typed(1, "Un banc"), blank], [typed(1, "Un blanc")]);
        let found = differences(&first, &second);
        assert_eq!(
            found.iter().map(|one| (one.sheet, one.cell)).collect::<Vec<_>>(),
            [(1, Cell::Title), (2, Cell::State)]
        );
        assert_eq!(differences(&first, &first), []);
        let sums = Sums::of(&first);
        assert_eq!(
            (sums.entered, sums.blank, sums.refused, sums.collected()),
            (1, 1, 0, 2)
        );
    }

    #[test]
    fn each_sheet_becomes_a_recording_of_its_own() {
        let batch = batch(true);
        assert_ne!(batch.recording(1), batch.recording(2));
        assert_eq!(batch.recording(200), batch.recording(200));
        assert_ne!(batch.recording(1).uuid(), batch.id.uuid());
    }
}
