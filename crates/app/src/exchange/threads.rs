//! Comments in an order in which the answered comes before its answers.

use super::reader::{Form, Reader, Row};
use super::record::{CommentRecord, SourceId};
use super::report::{File, Finding, Report, Severity};
use super::time::Settings;
use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

/// The deepest level of answers, 0 being the first level; deeper ones are hung on it.
pub const DEEPEST: u32 = 100;

/// A comment with its place in the thread.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedComment {
    /// The row it was read from.
    pub row: u64,
    /// What is in it, as the file says it.
    pub record: CommentRecord,
    /// The comment it answers, which came before it; none on the first level.
    pub parent: Option<SourceId>,
    /// How deep it stands: 0 on the first level, 100 at most.
    pub depth: u32,
}

/// The comments of a file, parents first.
///
/// The file is read once to learn who answers whom, holding ids alone, and then as often as answers stand before what
/// they answer: once for a file in order. Texts are never held.
///
/// - A comment on a proposal that `is_proposal` does not know is refused.
/// - A comment with an ancestor that is not in the file, or was refused, is hung on the first level.
/// - Comments that answer one another in a ring are hung on the first level; so is one whose parent is about another
///   proposal. Their own answers stay with them.
/// - Deeper than level 100, a comment answers its ancestor on level 99.
pub struct OrderedComments<O> {
    open: O,
    form: Form,
    settings: Settings,
    threads: Threads,
    reader: Reader<CommentRecord>,
    /// Takes what the survey has told already.
    silent: Report,
    pending: usize,
    before_sweep: usize,
}

impl<O: FnMut() -> io::Result<Box<dyn Read>>> OrderedComments<O> {
    /// Reads the file once and tells whatever there is to tell of its rows and threads; `open` opens it anew each time.
    pub fn survey(
        mut open: O,
        form: Form,
        settings: &Settings,
        is_proposal: impl Fn(&SourceId) -> bool,
        report: &mut Report,
    ) -> io::Result<Self> {
        let mut named = Vec::new();
        let mut reader = Reader::<CommentRecord>::new(open()?, form, settings, report);
        let mut proposals = HashMap::new();
        let mut threads = Threads::default();
        while let Some(Row { row, record }) = reader.next_row(report) {
            if !is_proposal(&record.proposal) {
                let message = "the proposal is not known";
                let value = record.proposal.to_string();
                report.add(finding(
                    row,
                    "proposal",
                    value,
                    "comment.proposal_unknown",
                    message,
                    Severity::Refused,
                ));
                continue;
            }
            let Ok(place) = u32::try_from(threads.nodes.len()) else {
                return Err(io::Error::other("a file of more than 4,294,967,295 comments"));
            };
            let known = u32::try_from(proposals.len()).unwrap_or(u32::MAX);
            let proposal = *proposals.entry(record.proposal.clone()).or_insert(known);
            // A list of one parent may be the path to the second level, or the last step alone of a longer one.
            let claimed = record
                .depth
                .or_else(|| u32::try_from(record.parents.len()).ok().filter(|d| *d != 1));
            named.push(Named {
                row,
                proposal,
                claimed,
                parents: record.parents.into_boxed_slice(),
            });
            threads.places.insert(record.id, place);
            threads.nodes.push(Node {
                parent: NONE,
                depth: UNKNOWN,
                is_given: false,
            });
        }
        threads.hang(&named, report);
        let pending = threads.nodes.len();
        let mut silent = Report::unwritten();
        let reader = Reader::new(open()?, form, settings, &mut silent);
        Ok(Self {
            open,
            form,
            settings: settings.clone(),
            threads,
            reader,
            silent,
            pending,
            before_sweep: usize::MAX,
        })
    }

    /// How many comments are still to be given.
    pub fn remaining(&self) -> usize {
        self.pending
    }

    /// The next comment; an error if the file cannot be opened again or is no longer the same.
    pub fn next_placed(&mut self) -> io::Result<Option<PlacedComment>> {
        while self.pending > 0 {
            let threads = &self.threads;
            let next = self
                .reader
                .next_wanted(&mut self.silent, |id| threads.is_next(id));
            if let Some(Row { row, record }) = next
                && let Some((parent, depth)) = self.threads.give(&record.id)
            {
                self.pending -= 1;
                let parent = parent.and_then(|place| self.threads.id_of(place, &record));
                return Ok(Some(PlacedComment {
                    row,
                    record,
                    parent,
                    depth,
                }));
            }
            // The file is over.
            if self.pending == self.before_sweep {
                return Err(io::Error::other("the file of comments changed while it was read"));
            }
            self.before_sweep = self.pending;
            self.reader = Reader::new((self.open)()?, self.form, &self.settings, &mut self.silent);
        }
        Ok(None)
    }
}

impl<O: FnMut() -> io::Result<Box<dyn Read>>> Iterator for OrderedComments<O> {
    type Item = io::Result<PlacedComment>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_placed().transpose()
    }
}

const NONE: u32 = u32::MAX;
const UNKNOWN: u8 = u8::MAX;

/// Who answers whom.
#[derive(Default)]
struct Threads {
    places: HashMap<SourceId, u32>,
    nodes: Vec<Node>,
    /// The ids of those that comments were hung on which do not name them.
    moved_under: HashMap<u32, SourceId>,
}

/// One comment of the file.
struct Node {
    parent: u32,
    depth: u8,
    is_given: bool,
}

/// What a row says of its own place, kept until all rows are read.
struct Named {
    row: u64,
    proposal: u32,
    claimed: Option<u32>,
    parents: Box<[SourceId]>,
}

/// What was found while a comment was hung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Where the file says, and so are all above it.
    Whole,
    /// Where the file says, below one that is not.
    Bent,
    /// On the first level, because an ancestor is missing.
    Missing,
    /// On the first level, because of a ring.
    Ring,
    /// On the first level, because its parent is about another proposal.
    Elsewhere,
    /// On level 100, because it would be deeper.
    TooDeep,
}

impl Threads {
    /// Whether a comment is still to be given, and what it answers was.
    fn is_next(&self, id: &SourceId) -> bool {
        let node = |place: u32| self.nodes.get(place as usize);
        self.places
            .get(id)
            .and_then(|place| node(*place))
            .is_some_and(|it| {
                !it.is_given && (it.parent == NONE || node(it.parent).is_some_and(|parent| parent.is_given))
            })
    }

    /// Marks a comment as given, and tells its parent and depth.
    fn give(&mut self, id: &SourceId) -> Option<(Option<u32>, u32)> {
        let node = self.nodes.get_mut(*self.places.get(id)? as usize)?;
        node.is_given = true;
        Some((
            (node.parent != NONE).then_some(node.parent),
            u32::from(node.depth),
        ))
    }

    /// The id of a comment's parent: nearly always the one that its row names.
    fn id_of(&self, parent: u32, record: &CommentRecord) -> Option<SourceId> {
        let named = record.parent().filter(|id| self.places.get(id) == Some(&parent));
        named.or_else(|| self.moved_under.get(&parent)).cloned()
    }

    /// Gives every comment its parent and depth, and tells which ones do not stand where the file says.
    fn hang(&mut self, named: &[Named], report: &mut Report) {
        let parents: Vec<Option<u32>> = named
            .iter()
            .map(|row| {
                row.parents
                    .last()
                    .map(|id| self.places.get(id).copied().unwrap_or(NONE))
            })
            .collect();
        let mut fates: Vec<Option<Fate>> = vec![None; named.len()];
        let mut on_path = vec![false; named.len()];
        for start in 0..named.len() {
            let mut path: Vec<usize> = Vec::new();
            let mut place = start;
            // Up, until something is known, or a comment is met again.
            let ring = loop {
                if fates.get(place).copied().flatten().is_some() {
                    break None;
                }
                if on_path.get(place).copied().unwrap_or(true) {
                    break path.iter().position(|known| *known == place);
                }
                path.push(place);
                if let Some(mark) = on_path.get_mut(place) {
                    *mark = true;
                }
                match parents.get(place).copied().flatten() {
                    Some(parent) if parent != NONE => place = parent as usize,
                    _ => break None,
                }
            };
            // Down again, hanging one after the other.
            while let Some(place) = path.pop() {
                let in_ring = ring.is_some_and(|first| path.len() >= first);
                let fate = self.hang_one(place, in_ring, named, &parents, &fates);
                if let Some(slot) = fates.get_mut(place) {
                    *slot = Some(fate);
                }
            }
        }
        let is_moved = |fate: &Option<Fate>| *fate == Some(Fate::TooDeep);
        let moved = self
            .nodes
            .iter()
            .zip(&fates)
            .filter(|(_, fate)| is_moved(fate))
            .map(|(node, _)| node.parent);
        let above: HashSet<u32> = moved.collect();
        let named_above = self.places.iter().filter(|(_, place)| above.contains(place));
        self.moved_under = named_above.map(|(id, place)| (*place, id.clone())).collect();
        for ((row, fate), node) in named.iter().zip(fates).zip(&self.nodes) {
            tell(row, fate.unwrap_or(Fate::Whole), node.depth, report);
        }
    }

    fn hang_one(
        &mut self,
        place: usize,
        in_ring: bool,
        named: &[Named],
        parents: &[Option<u32>],
        fates: &[Option<Fate>],
    ) -> Fate {
        let proposal = |place: usize| named.get(place).map(|row| row.proposal);
        let (parent, depth, fate) = match parents.get(place).copied().flatten() {
            None => (NONE, 0, Fate::Whole),
            Some(NONE) => (NONE, 0, Fate::Missing),
            Some(_) if in_ring => (NONE, 0, Fate::Ring),
            Some(parent) => {
                let above = fates
                    .get(parent as usize)
                    .copied()
                    .flatten()
                    .unwrap_or(Fate::Whole);
                let node = self.nodes.get(parent as usize);
                let (grandparent, depth) =
                    node.map_or((NONE, 0), |node| (node.parent, u32::from(node.depth)));
                if proposal(place) != proposal(parent as usize) {
                    (NONE, 0, Fate::Elsewhere)
                } else if above == Fate::Missing {
                    (NONE, 0, Fate::Missing)
                } else if depth >= DEEPEST {
                    (grandparent, depth, Fate::TooDeep)
                } else if above == Fate::Whole {
                    (parent, depth + 1, Fate::Whole)
                } else {
                    (parent, depth + 1, Fate::Bent)
                }
            }
        };
        if let Some(node) = self.nodes.get_mut(place) {
            node.parent = parent;
            node.depth = u8::try_from(depth).unwrap_or(UNKNOWN);
        }
        fate
    }
}

/// Tells where a comment was hung, unless it stands where the file says.
fn tell(row: &Named, fate: Fate, depth: u8, report: &mut Report) {
    let (code, message) = match fate {
        Fate::Whole if row.claimed.is_some_and(|claimed| claimed != u32::from(depth)) => (
            "comment.depth_differs",
            "the file gives another depth than its parents have; the parents count",
        ),
        Fate::Whole | Fate::Bent => return,
        Fate::Missing => (
            "comment.parent_missing",
            "a comment that this one answers is not in the file; it was hung on the first level",
        ),
        Fate::Ring => (
            "comment.parent_ring",
            "this comment answers itself in the end; it was hung on the first level",
        ),
        Fate::Elsewhere => (
            "comment.parent_elsewhere",
            "the parent is about another proposal; the comment was hung on the first level",
        ),
        Fate::TooDeep => (
            "comment.too_deep",
            "deeper than 100 answers; it was hung on the last level",
        ),
    };
    let value = row
        .parents
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ");
    report.add(finding(
        row.row,
        "parents",
        value,
        code,
        message,
        Severity::Mended,
    ));
}

fn finding(
    row: u64,
    field: &str,
    value: String,
    code: &'static str,
    message: &str,
    severity: Severity,
) -> Finding {
    Finding {
        file: File::Comments,
        row,
        field: field.to_owned(),
        value,
        code,
        message: message.to_owned(),
        severity,
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::madrid;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::io::Cursor;

    /// Id, parent and depth of a comment that came out.
    type Placed = (u64, Option<u64>, u32);

    /// The rows of each code told.
    type Told = BTreeMap<&'static str, Vec<u64>>;

    /// Reads comments written as (id, proposal, parents) and gives what came out, in order, with what was told.
    fn ordered(rows: &[(u64, u64, &[u64])]) -> (Vec<Placed>, Told) {
        let lines: Vec<String> = rows
            .iter()
            .map(|(id, proposal, parents)| {
                format!(r#"{{"id":{id},"proposal":{proposal},"parents":{parents:?},"body":"x"}}"#)
            })
            .collect();
        let text = lines.join("\n");
        let open = || Ok(Box::new(Cursor::new(text.clone().into_bytes())) as Box<dyn Read>);
        let mut report = Report::unwritten();
        let known = |id: &SourceId| matches!(id, SourceId::Number(1 | 2));
        let comments = OrderedComments::survey(open, Form::JsonLines, &madrid(), known, &mut report).unwrap();
        let number = |id: SourceId| {
            if let SourceId::Number(number) = id {
                number
            } else {
                panic!("{id}")
            }
        };
        let placed = comments.map(|placed| {
            let placed = placed.unwrap();
            (number(placed.record.id), placed.parent.map(number), placed.depth)
        });
        let mut told: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
        for finding in report.first() {
            told.entry(finding.code).or_default().push(finding.row);
        }
        (placed.collect(), told)
    }

    #[test]
    fn parents_come_first_whatever_the_order_of_the_file() {
        let (placed, told) = ordered(&[
            (3, 1, &[1, 2]),
            (5, 2, &[]),
            (2, 1, &[1]),
            (1, 1, &[]),
            (4, 1, &[1, 2, 3]),
        ]);
        assert_eq!(
            placed,
            [
                (5, None, 0),
                (1, None, 0),
                (2, Some(1), 1),
                (3, Some(2), 2),
                (4, Some(3), 3)
            ]
        );
        assert_eq!(told, BTreeMap::new());
    }

    #[test]
    fn a_missing_ancestor_hangs_a_comment_on_the_first_level() {
        let (placed, told) = ordered(&[(1, 1, &[]), (2, 1, &[1, 9]), (3, 1, &[1, 9, 2]), (4, 1, &[1])]);
        assert_eq!(
            placed,
            [(1, None, 0), (2, None, 0), (3, None, 0), (4, Some(1), 1)]
        );
        assert_eq!(told, BTreeMap::from([("comment.parent_missing", vec![2, 3])]));
    }

    #[test]
    fn rings_and_other_proposals_are_cut_and_their_answers_stay() {
        let (placed, told) = ordered(&[
            (1, 1, &[3]),
            (2, 1, &[1]),
            (3, 1, &[2]),
            (4, 1, &[3]),
            (5, 1, &[5]),
            (6, 2, &[4]),
            (7, 2, &[6]),
            (8, 3, &[]),
            (9, 1, &[8]),
            (1, 1, &[]),
        ]);
        assert_eq!(
            placed,
            [
                (1, None, 0),
                (2, None, 0),
                (3, None, 0),
                (4, Some(3), 1),
                (5, None, 0),
                (6, None, 0),
                (7, Some(6), 1),
                (9, None, 0)
            ]
        );
        assert_eq!(
            told,
            BTreeMap::from([
                ("comment.parent_ring", vec![1, 2, 3, 5]),
                ("comment.parent_elsewhere", vec![6]),
                ("comment.proposal_unknown", vec![8]),
                ("comment.parent_missing", vec![9]),
                ("id.duplicate", vec![10]),
            ])
        );
    }

    #[test]
    fn a_thread_deeper_than_a_hundred_answers_is_folded() {
        let chain: Vec<(u64, [u64; 1])> = (0_u64..150).rev().map(|id| (id, [id.wrapping_sub(1)])).collect();
        let rows: Vec<(u64, u64, &[u64])> = chain
            .iter()
            .map(|(id, parents)| (*id, 1, if *id == 0 { &[][..] } else { &parents[..] }))
            .collect();
        let (placed, told) = ordered(&rows);
        assert_eq!(placed.len(), 150);
        assert!(placed.iter().all(|(id, parent, depth)| {
            *depth == u32::try_from(*id).unwrap().min(DEEPEST)
                && *parent == id.checked_sub(1).map(|above| above.min(99))
        }));
        assert_eq!(told["comment.too_deep"].len(), 49);
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn a_file_that_changes_is_an_error_and_not_an_endless_loop() {
        let mut times = 0;
        let open = move || {
            times += 1;
            let text = if times == 1 {
                r#"{"id":1,"proposal":1,"body":"x"}"#
            } else {
                ""
            };
            Ok(Box::new(Cursor::new(text)) as Box<dyn Read>)
        };
        let mut report = Report::unwritten();
        let mut comments =
            OrderedComments::survey(open, Form::JsonLines, &madrid(), |_| true, &mut report).unwrap();
        assert_eq!(comments.remaining(), 1);
        assert!(comments.next_placed().is_err());
    }

    proptest! {
        #[test]
        fn every_comment_comes_once_and_after_its_parent(
            rows in proptest::collection::vec((0_u64..30, 1_u64..3, proptest::option::of(0_u64..30)), 0..40),
        ) {
            let parents: Vec<Vec<u64>> = rows.iter().map(|(_, _, parent)| parent.iter().copied().collect()).collect();
            let rows: Vec<(u64, u64, &[u64])> =
                rows.iter().zip(&parents).map(|((id, proposal, _), parents)| (*id, *proposal, &parents[..])).collect();
            let (placed, _) = ordered(&rows);
            let ids: std::collections::BTreeSet<u64> = rows.iter().map(|(id, ..)| *id).collect();
            prop_assert_eq!(placed.len(), ids.len());
            let mut depths = BTreeMap::new();
            for (id, parent, depth) in placed {
                let above = parent.map(|parent| depths.get(&parent).copied());
                prop_assert!(above != Some(None), "{} before its parent", id);
                prop_assert_eq!(depth, above.flatten().map_or(0, |above: u32| above + 1));
                prop_assert!(depths.insert(id, depth).is_none());
            }
        }
    }
}
