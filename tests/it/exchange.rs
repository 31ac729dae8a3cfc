//! Debates taken over from earlier platforms, and written back: nothing is lost, nothing is invented, and running it
//! again changes nothing.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use app::{
    Cx,
    exchange::{
        self, Files, Form, ImportDebate, ImportInput, OrderedComments, Outcome, ProposalRecord, Purpose,
        Reader, Report, Settings, Tally, decidim_writer,
    },
};
use domain::{
    Language, Timestamp,
    proposals::{BODY_MIN, TITLE},
    text::{Body, Bounds, Slug, Title},
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::{Person, TestApp, TestDatabase};

mod hostile;
pub(crate) mod package;
mod small;

/// The folder of the data set: in a `shared/data` beside one of the folders above.
fn folder() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data/barcelona-2016"))
        .find(|folder| folder.join("comments.jsonl.gz").is_file());
    if found.is_none() {
        println!("skipped: there is no data set of barcelona-2016 here");
    }
    found
}

/// A file as a test has it.
#[derive(Clone)]
enum Given {
    At(PathBuf),
    Text(Arc<Vec<u8>>),
}

impl Given {
    fn text(text: impl Into<Vec<u8>>) -> Self {
        Self::Text(Arc::new(text.into()))
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::At(path) => Box::new(File::open(path)?),
            Self::Text(text) => Box::new(Cursor::new(text.to_vec())),
        })
    }
}

fn files(proposals: &Given, comments: &Given) -> Files {
    let (proposals, comments) = (proposals.clone(), comments.clone());
    Files {
        proposals: Box::new(move |_| proposals.open()),
        comments: Some(Box::new(move |_| comments.open())),
    }
}

fn typed(plan: &str) -> ImportInput {
    ImportInput {
        plan: plan.to_owned(),
        time_zone: "Europe/Madrid".to_owned(),
        language: "ca".to_owned(),
        ..ImportInput::default()
    }
}

async fn import(app: &TestApp, input: &ImportInput, form: Form, files: Files) -> app::Result<Outcome> {
    let cx = Cx::system(app.house.clone(), "import");
    let command = ImportDebate::parse(input).unwrap();
    exchange::import(&cx, command, form, files, Report::unwritten()).await
}

async fn imported(app: &TestApp, plan: &str, form: Form, proposals: &Given, comments: &Given) -> Outcome {
    import(app, &typed(plan), form, files(proposals, comments))
        .await
        .unwrap()
}

/// Somewhere to write to that can be read afterwards.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn exported(app: &TestApp, plan: &str) -> (Given, Given) {
    let cx = Cx::system(app.house.clone(), "export");
    let (mut proposals, mut comments) = (Page::default(), Page::default());
    let slug = Slug::parse(plan).unwrap();
    exchange::export(&cx, &slug, &mut proposals, &mut comments, |_| {})
        .await
        .unwrap()
        .unwrap();
    let given = |page: Page| Given::text(page.0.lock().unwrap().clone());
    (given(proposals), given(comments))
}

/// How many rows a table has.
async fn count(app: &TestApp, sql: &str) -> i64 {
    let connection = app.db().schema_connection();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn imports_told(app: &TestApp) -> i64 {
    count(app, "SELECT count(*) FROM outbox WHERE kind = 'plan.imported'").await
}

/// A comment and all below it, in a form that does not depend on ids or order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    body: String,
    position: Option<String>,
    author: String,
    useful: Option<i64>,
    depth: i64,
    answers: Vec<Said>,
}

impl Said {
    fn count(&self) -> usize {
        1 + self.answers.iter().map(Self::count).sum::<usize>()
    }

    fn deepest(&self) -> i64 {
        self.answers.iter().map(Self::deepest).max().unwrap_or(self.depth)
    }
}

/// A proposal with its threads, as the API tells it.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    /// All that is not a comment.
    proposal: Value,
    comments: Vec<Said>,
}

const SAID: &str =
    "id body position depth usefulTakenOver answerCount author { ... on Attribution { label source } }";

fn levels(count: usize) -> String {
    if count == 0 {
        return SAID.to_owned();
    }
    format!(
        "{SAID} answers(first: 100) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage endCursor }} }}",
        levels(count - 1)
    )
}

/// What hangs under a proposal or a comment, read on from what was read already.
async fn below(who: &Person, noun: &str, list: &str, id: &Value, first: Option<&Value>) -> Vec<Said> {
    let mut said = Vec::new();
    let mut page = first.cloned();
    loop {
        let present = match page.take() {
            Some(page) => page,
            None => {
                let document = format!(
                    "query($id: ID!) {{ {noun}(id: $id) {{ {list}(order: OLDEST, first: 100) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}",
                    levels(2)
                );
                who.ask(&document, json!({ "id": id })).await[noun][list].clone()
            }
        };
        for edge in present["edges"].as_array().unwrap() {
            said.push(Box::pin(one(who, &edge["node"])).await);
        }
        if present["pageInfo"]["hasNextPage"] != json!(true) {
            break;
        }
        let document = format!(
            "query($id: ID!, $after: String) {{ {noun}(id: $id) {{ {list}(order: OLDEST, first: 100, after: $after) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}",
            levels(2)
        );
        let after = &present["pageInfo"]["endCursor"];
        page = Some(who.ask(&document, json!({ "id": id, "after": after })).await[noun][list].clone());
    }
    said.sort();
    said
}

async fn one(who: &Person, node: &Value) -> Said {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let answers = match (&node["answerCount"], node.get("answers")) {
        (count, _) if *count == json!(0) => Vec::new(),
        (_, read) => below(who, "comment", "answers", &node["id"], read).await,
    };
    assert_eq!(json!(answers.len()), node["answerCount"]);
    Said {
        body: text(&node["body"]).unwrap_or_default(),
        position: text(&node["position"]),
        author: text(&node["author"]["label"]).unwrap_or_default(),
        useful: node["usefulTakenOver"].as_i64(),
        depth: node["depth"].as_i64().unwrap(),
        answers,
    }
}

/// The whole debate of a plan by number, as a visitor reads it through the API.
async fn told(who: &Person, plan: &str) -> BTreeMap<i64, Told> {
    let found = who
        .ask(
            "query($slug: String!) { plan(slug: $slug) { id } }",
            json!({ "slug": plan }),
        )
        .await;
    let document = format!(
        "query($plan: ID, $after: String) {{ proposals(plan: $plan, states: [PUBLISHED, WITHDRAWN], sort: OLDEST, first: 100, after: $after) {{
            pageInfo {{ hasNextPage endCursor }}
            edges {{ node {{ id number title body language origin state votesTakenOver submittedAt publishedAt version commentCount
                theme {{ title }} place {{ wholePerimeter zone {{ title }} }} author {{ ... on Attribution {{ label source }} }}
                answer {{ stage organisation calendar cost ruling {{ decision reason }} }}
                comments(order: OLDEST, first: 100) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }} }} }}",
        levels(2)
    );
    let (mut all, mut after) = (BTreeMap::new(), Value::Null);
    loop {
        let asked = json!({ "plan": found["plan"]["id"], "after": after });
        let page = who.ask(&document, asked).await["proposals"].clone();
        for edge in page["edges"].as_array().unwrap() {
            let mut proposal = edge["node"].clone();
            let fields = proposal.as_object_mut().unwrap();
            let id = fields.remove("id").unwrap();
            let first = fields.remove("comments");
            let comments = below(who, "proposal", "comments", &id, first.as_ref()).await;
            let number = proposal["number"].as_i64().unwrap();
            all.insert(number, Told { proposal, comments });
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return all;
        }
    }
}

/// The same, as the files say it: proposals by their place in the file.
fn expected(proposals: &Given, comments: &Given) -> BTreeMap<i64, (ProposalRecord, Vec<Said>)> {
    let now = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
    let settings = Settings::new("Europe/Madrid", Language::parse("ca").unwrap(), now).unwrap();
    let mut report = Report::unwritten();
    let opened = proposals.open().unwrap();
    let mut reader = Reader::<ProposalRecord>::new(opened, Form::JsonLines, &settings, &mut report);
    let mut by_number = BTreeMap::new();
    let mut numbers = HashMap::new();
    while let Some(row) = reader.next_row(&mut report) {
        let number = i64::try_from(by_number.len()).unwrap() + 1;
        numbers.insert(row.record.id.clone(), number);
        by_number.insert(number, (row.record, Vec::new()));
    }
    let open = || comments.open();
    let known = |id: &_| numbers.contains_key(id);
    let ordered = OrderedComments::survey(open, Form::JsonLines, &settings, known, &mut report).unwrap();
    // Children first, so that each can be hung where it belongs.
    let placed: Vec<_> = ordered.collect::<io::Result<_>>().unwrap();
    let mut answers: HashMap<String, Vec<Said>> = HashMap::new();
    for comment in placed.into_iter().rev() {
        let record = comment.record;
        let mut below = answers.remove(&record.id.to_string()).unwrap_or_default();
        below.sort();
        let position = record
            .position
            .map(|position| format!("{position:?}").to_uppercase());
        let said = Said {
            body: record.body,
            position,
            author: record.author.unwrap_or_default(),
            useful: record.likes.map(|likes| i64::try_from(likes).unwrap()),
            depth: comment.depth.into(),
            answers: below,
        };
        match comment.parent {
            Some(parent) => answers.entry(parent.to_string()).or_default().push(said),
            None => {
                let number = numbers[&record.proposal];
                by_number.get_mut(&number).unwrap().1.push(said);
            }
        }
    }
    by_number.values_mut().for_each(|(_, said)| said.sort());
    by_number
}

#[tokio::test]
async fn a_real_debate_is_taken_over_whole_and_written_back() {
    let Some(folder) = folder() else { return };
    let proposals = Given::At(folder.join("proposals.jsonl.gz"));
    let comments = Given::At(folder.join("comments.jsonl.gz"));
    let app = TestApp::start().await;

    let all_new = |new| Tally {
        new,
        ..Tally::default()
    };
    let whole = (all_new(8_685), all_new(14_667));
    let first = imported(&app, "barcelona-2016", Form::JsonLines, &proposals, &comments).await;
    assert_eq!(
        (first.proposals, first.comments, first.is_new_plan),
        (whole.0, whole.1, true)
    );
    assert_eq!(
        first.summary.by_code,
        BTreeMap::from([("comment.parent_missing", 2)])
    );
    let orphans: Vec<_> = first.first.iter().map(|finding| &*finding.value).collect();
    assert_eq!(
        orphans,
        ["3126 4024 4025 4026 4084", "3126 4024 4025 4026 4084 4119"]
    );
    assert_eq!(imports_told(&app).await, 1, "one event for 23,352 rows");

    // A second run changes nothing.
    let rows = async || {
        let mut rows = Vec::new();
        for table in [
            "proposals",
            "proposal_versions",
            "comments",
            "comment_versions",
            "imported_rows",
            "themes",
        ] {
            rows.push(count(&app, &format!("SELECT count(*) FROM {table}")).await);
        }
        rows
    };
    let before = rows().await;
    let again = imported(&app, "barcelona-2016", Form::JsonLines, &proposals, &comments).await;
    let unchanged = |unchanged| Tally {
        unchanged,
        ..Tally::default()
    };
    assert_eq!(
        (again.proposals, again.comments),
        (unchanged(8_685), unchanged(14_667))
    );
    assert_eq!(rows().await, before);
    assert_eq!(imports_told(&app).await, 1);

    // Thread by thread through the API.
    let visitor = app.visitor();
    let told_here = told(&visitor, "barcelona-2016").await;
    let expected = expected(&proposals, &comments);
    assert_eq!(told_here.len(), expected.len());
    for (number, (record, said)) in &expected {
        let Told { proposal, comments } = &told_here[number];
        assert_eq!(comments, said, "the threads of n° {number}");
        let all: usize = said.iter().map(Said::count).sum();
        assert_eq!(proposal["commentCount"], json!(all), "n° {number}");
        assert_eq!(proposal["title"], json!(record.title));
        assert_eq!(proposal["body"], json!(record.body));
        assert_eq!(proposal["votesTakenOver"], json!(record.votes));
        assert_eq!(proposal["origin"], "IMPORT");
        assert_eq!(
            proposal["author"]["label"],
            json!(record.author.as_deref().unwrap_or_default())
        );
        assert_eq!(proposal["theme"]["title"], json!(record.category));
        assert_eq!(proposal["place"]["zone"]["title"], json!(record.district));
        let stage = match record.status.as_deref() {
            Some("accepted") => "ACCEPTED",
            _ => "REFUSED",
        };
        assert_eq!(proposal["answer"]["stage"], stage);
        assert_eq!(
            proposal["answer"]["organisation"],
            Value::Null,
            "nobody is invented"
        );
    }
    let said: Vec<&Said> = told_here.values().flat_map(|told| &told.comments).collect();
    assert_eq!(said.iter().map(|said| said.count()).sum::<usize>(), 14_667);
    assert_eq!(said.iter().map(|said| said.deepest()).max(), Some(11));
    let longest = told_here
        .values()
        .map(|told| told.comments.iter().map(Said::count).sum::<usize>());
    assert_eq!(longest.max(), Some(337));

    // Texts beyond today's limits are whole: they were compared above, and are there.
    let beyond =
        |is: &dyn Fn(&ProposalRecord) -> bool| expected.values().filter(|(record, _)| is(record)).count();
    assert_eq!(beyond(&|record| Title::parse(&record.title, TITLE).is_err()), 331);
    let body = Bounds::new(BODY_MIN, 2_000);
    assert_eq!(beyond(&|record| Body::parse(&record.body, body).is_err()), 22);
    // Four are longer than 2,000 characters in their HTML, and three of them in Markdown still.
    let long = "SELECT count(*) FROM comments WHERE length(body) > 2000";
    assert_eq!(count(&app, long).await, 3);

    // Written back and taken over into an empty house, it is the same debate.
    let (proposals, comments) = exported(&app, "barcelona-2016").await;
    let other = TestApp::start().await;
    let input = ImportInput {
        source: Some("barcelona-2016".to_owned()),
        ..typed("barcelona-2016")
    };
    let taken_over = import(&other, &input, Form::JsonLines, files(&proposals, &comments))
        .await
        .unwrap();
    assert_eq!((taken_over.proposals, taken_over.comments), whole);
    assert_eq!(taken_over.summary.refused, 0);
    assert_eq!(taken_over.summary.mended, 0);
    // Every field, text, thread and total of the files that it writes is the same.
    let (proposals_there, comments_there) = exported(&other, "barcelona-2016").await;
    let lines = |given: &Given| {
        let mut text = String::new();
        given.open().unwrap().read_to_string(&mut text).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert!(lines(&proposals_there) == lines(&proposals));
    assert!(lines(&comments_there) == lines(&comments));
}

/// The data set as the interchange form and as Decidim's: the whole of it on SQLite, its first proposals and what was
/// said of them on PostgreSQL, where storing it twice takes too long for every run.
#[tokio::test]
async fn decidim_s_form_gives_the_same_debate() {
    let Some(folder) = folder() else { return };
    let unpacked = |name: &str| {
        let mut text = String::new();
        let file = File::open(folder.join(name)).unwrap();
        exchange::unpacked(Box::new(file))
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    };
    let row = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let proposals: Vec<String> = unpacked("proposals.jsonl.gz")
        .lines()
        .take(if TestDatabase::on_postgres() {
            400
        } else {
            usize::MAX
        })
        .map(str::to_owned)
        .collect();
    let many = proposals.len();
    let ids: HashSet<Option<u64>> = proposals.iter().map(|line| row(line)["id"].as_u64()).collect();
    let comments: Vec<String> = unpacked("comments.jsonl.gz")
        .lines()
        .filter(|line| ids.contains(&row(line)["proposal"].as_u64()))
        .map(str::to_owned)
        .collect();
    let (proposals, comments) = (proposals.join("\n"), comments.join("\n"));
    let now = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
    let settings = Settings::new("Europe/Madrid", Language::parse("ca").unwrap(), now).unwrap();
    let (mut as_csv, mut said_as_csv) = (Vec::new(), Vec::new());
    decidim_writer::proposals(
        Box::new(Cursor::new(proposals.clone())),
        &mut as_csv,
        &settings,
        false,
    )
    .unwrap();
    decidim_writer::comments(
        Box::new(Cursor::new(comments.clone())),
        &mut said_as_csv,
        &settings,
    )
    .unwrap();

    let app = TestApp::start().await;
    let (proposals, comments) = (Given::text(proposals), Given::text(comments));
    let one = imported(&app, "one", Form::JsonLines, &proposals, &comments).await;
    let other = imported(
        &app,
        "other",
        Form::Decidim,
        &Given::text(as_csv),
        &Given::text(said_as_csv),
    )
    .await;
    assert_eq!(one.proposals.new, u64::try_from(many).unwrap());
    assert!(many == 400 || (many, one.comments.new) == (8_685, 14_667));
    assert_eq!((one.proposals, one.comments), (other.proposals, other.comments));
    assert_eq!(other.summary.refused, 0);
    assert_eq!(
        other.source, "decidim.exemple.cat",
        "named by the addresses of its pages"
    );
    let visitor = app.visitor();
    let (one, other) = (told(&visitor, "one").await, told(&visitor, "other").await);
    // Decidim's file has no likes, and says its platform in every address.
    fn without_likes(said: &[Said]) -> Vec<Said> {
        let one = |said: &Said| Said {
            useful: None,
            answers: without_likes(&said.answers),
            ..said.clone()
        };
        let mut all: Vec<Said> = said.iter().map(one).collect();
        all.sort();
        all
    }
    for (number, told) in one {
        let other = &other[&number];
        assert_eq!(
            without_likes(&told.comments),
            without_likes(&other.comments),
            "n° {number}"
        );
        for field in [
            "title",
            "body",
            "votesTakenOver",
            "submittedAt",
            "commentCount",
            "theme",
            "place",
            "answer",
        ] {
            assert_eq!(told.proposal[field], other.proposal[field], "n° {number}");
        }
        assert_eq!(
            told.proposal["author"]["label"],
            other.proposal["author"]["label"]
        );
    }
}
