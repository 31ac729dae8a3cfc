//! The readers tried on a real debate: the proposals and comments of Barcelona, 2016, where the machine has them.

use super::time::{Settings, madrid};
use super::{
    CommentRecord, Form, OrderedComments, PlacedComment, Position, ProposalRecord, Reader, Report, SourceId,
    Writer, decidim_writer, input,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

/// The folder of the data set: below `FABRIQUE_TEST_DATA`, or in a `shared/data` beside one of the folders above.
fn folder() -> Option<PathBuf> {
    const NAME: &str = "barcelona-2016";
    #[expect(
        clippy::disallowed_methods,
        reason = "the test run is told where its data lie"
    )]
    let named = std::env::var_os("FABRIQUE_TEST_DATA")
        .map(PathBuf::from)
        .into_iter();
    let above = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data"));
    let found = named
        .chain(above)
        .flat_map(|folder| [folder.join(NAME), folder])
        .find(|f| f.join("comments.jsonl.gz").is_file());
    if found.is_none() {
        println!("skipped: there is no data set of {NAME} here");
    }
    found
}

/// A debate as it was read.
struct Debate {
    proposals: Vec<ProposalRecord>,
    comments: Vec<PlacedComment>,
    report: Report,
}

fn read(form: Form, proposals: Box<dyn Read>, comments: impl FnMut() -> io::Result<Box<dyn Read>>) -> Debate {
    let mut report = Report::unwritten();
    let mut reader = Reader::new(proposals, form, &madrid(), &mut report);
    let mut read = Vec::new();
    while let Some(row) = reader.next_row(&mut report) {
        read.push(row.record);
    }
    let ids: HashSet<SourceId> = read
        .iter()
        .map(|proposal: &ProposalRecord| proposal.id.clone())
        .collect();
    let known = |id: &SourceId| ids.contains(id);
    let ordered = OrderedComments::survey(comments, form, &madrid(), known, &mut report).unwrap();
    let comments = ordered.collect::<io::Result<Vec<_>>>().unwrap();
    Debate {
        proposals: read,
        comments,
        report,
    }
}

fn interchange(folder: &Path) -> Debate {
    let open = |name: &str| Ok(Box::new(File::open(folder.join(name))?) as Box<dyn Read>);
    read(Form::JsonLines, open("proposals.jsonl.gz").unwrap(), || {
        open("comments.jsonl.gz")
    })
}

/// What the README of the data set says, and what was counted in it by other means.
fn check(debate: &Debate) {
    let found: BTreeMap<&str, u64> = debate.report.summary().by_code.clone();
    assert_eq!(
        found,
        BTreeMap::from([("comment.parent_missing", 2)]),
        "{:?}",
        debate.report.first()
    );
    assert_eq!(debate.report.summary().refused, 0);
    assert_eq!((debate.proposals.len(), debate.comments.len()), (8_685, 14_667));
    let on_first_level = debate
        .comments
        .iter()
        .filter(|comment| comment.parent.is_none())
        .count();
    assert_eq!(on_first_level, 13_010 + 2);
    assert_eq!(
        debate.comments.iter().map(|comment| comment.depth).max(),
        Some(11)
    );
    let mut threads: HashMap<&SourceId, usize> = HashMap::new();
    for comment in &debate.comments {
        *threads.entry(&comment.record.proposal).or_default() += 1;
    }
    assert_eq!(threads[&SourceId::Number(3_608)], 337);
    assert_eq!(threads.values().max(), Some(&337));
    let positions = |position| {
        debate
            .comments
            .iter()
            .filter(|c| c.record.position == position)
            .count()
    };
    assert_eq!(positions(Some(Position::For)), 4_171);
    assert_eq!(positions(Some(Position::Against)), 657);
    assert_eq!(positions(Some(Position::Neither)), 8_182);
    assert_eq!(
        debate
            .proposals
            .iter()
            .filter_map(|proposal| proposal.votes)
            .max(),
        Some(1_720)
    );
    assert!(
        debate
            .proposals
            .iter()
            .all(|p| p.created_at.is_some() && !p.title.is_empty() && !p.body.is_empty())
    );
    assert!(
        debate
            .comments
            .iter()
            .all(|c| c.record.created_at.is_some() && !c.record.body.is_empty())
    );
    let mut given = HashSet::new();
    for comment in &debate.comments {
        assert!(
            comment.parent.iter().all(|parent| given.contains(parent)),
            "{} before its parent",
            comment.record.id
        );
        given.insert(&comment.record.id);
    }
}

#[test]
fn a_real_debate_is_read_whole_in_either_form_and_written_back() {
    let Some(folder) = folder() else { return };
    let debate = interchange(&folder);
    check(&debate);
    let missing: Vec<&str> = debate
        .report
        .first()
        .iter()
        .map(|finding| finding.value.as_str())
        .collect();
    assert_eq!(
        missing,
        ["3126 4024 4025 4026 4084", "3126 4024 4025 4026 4084 4119"]
    );
    // The one text of the set that looks like a tag and is none.
    assert!(
        debate
            .proposals
            .iter()
            .any(|proposal| proposal.body.contains("\\<posar atenció especial"))
    );
    written_and_read_again(&debate);
    the_same_in_decidim_s_form(&folder, &debate);
}

fn written_and_read_again(debate: &Debate) {
    let mut proposals = Writer::new(Vec::new());
    debate
        .proposals
        .iter()
        .for_each(|proposal| proposals.proposal(proposal).unwrap());
    let mut comments = Writer::new(Vec::new());
    debate
        .comments
        .iter()
        .for_each(|comment| comments.comment(&comment.record).unwrap());
    let comments = comments.finish().unwrap();
    let open = || Ok(Box::new(Cursor::new(comments.clone())) as Box<dyn Read>);
    let again = read(
        Form::JsonLines,
        Box::new(Cursor::new(proposals.finish().unwrap())),
        open,
    );
    check(&again);
    assert!(again.proposals == debate.proposals);
    let strip = |debate: &Debate| {
        debate
            .comments
            .iter()
            .map(|c| (c.record.clone(), c.parent.clone(), c.depth))
            .collect::<Vec<_>>()
    };
    assert!(strip(&again) == strip(debate));
}

fn the_same_in_decidim_s_form(folder: &Path, debate: &Debate) {
    let settings: Settings = madrid();
    let unpacked = |name: &str| input::unpacked(Box::new(File::open(folder.join(name)).unwrap())).unwrap();
    let mut comments = Vec::new();
    decidim_writer::comments(unpacked("comments.jsonl.gz"), &mut comments, &settings).unwrap();
    for is_old in [true, false] {
        let mut proposals = Vec::new();
        decidim_writer::proposals(unpacked("proposals.jsonl.gz"), &mut proposals, &settings, is_old).unwrap();
        let open = || Ok(Box::new(Cursor::new(comments.clone())) as Box<dyn Read>);
        let none = || Ok(Box::new(Cursor::new("id;body;commentable_id\n")) as Box<dyn Read>);
        let proposals = Box::new(Cursor::new(proposals));
        let decidim = if is_old {
            read(Form::Decidim, proposals, none)
        } else {
            read(Form::Decidim, proposals, open)
        };
        assert_eq!(decidim.proposals.len(), debate.proposals.len());
        for (one, other) in debate.proposals.iter().zip(&decidim.proposals) {
            let expected = ProposalRecord {
                language: other.language.clone(),
                source: one.source.clone().filter(|source| source == "meeting"),
                scope: None,
                subcategory: None,
                published_at: one.created_at,
                url: other.url.clone(),
                ..one.clone()
            };
            assert_eq!(*other, expected);
        }
        if is_old {
            continue;
        }
        check(&decidim);
        let by_id = |debate: &Debate| -> BTreeMap<SourceId, PlacedComment> {
            debate
                .comments
                .iter()
                .map(|comment| (comment.record.id.clone(), comment.clone()))
                .collect()
        };
        for (one, other) in by_id(debate).values().zip(by_id(&decidim).values()) {
            assert_eq!(
                (&one.parent, one.depth),
                (&other.parent, other.depth),
                "{}",
                one.record.id
            );
            let record = &other.record;
            let expected = CommentRecord {
                parents: record.parents.clone(),
                depth: record.depth,
                language: record.language.clone(),
                likes: None,
                dislikes: None,
                extra: record.extra.clone(),
                ..one.record.clone()
            };
            assert_eq!(*record, expected);
        }
    }
}
