//! How long the program takes over a list of 8,685 proposals and over a thread of 337 comments: pages beside the same
//! questions to the API, beside an answer that reads nothing. All of it on one connection to one process, one kind after
//! the other in every round, so that whatever else the machine does falls on all alike. Ratios are the result; times are
//! this machine's. `cargo bench -p server --bench pages`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement reads the clock, and ends where it cannot go on"
)]

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

const ROUNDS: usize = 200;
/// Rounds that fill caches and are not counted.
const WARM: usize = 20;
const PLAN: &str = "barcelona-2016";

/// What a card of the list shows.
const CARD: &str = "number title body language place { wholePerimeter zone { title } } answer { stage } publishedAt votesTakenOver
    commentCount totals { for against } author { ... on Account { displayName } ... on Attribution { label } }";
/// What a comment of a thread shows.
const SAID: &str = "id body language position postedAt usefulCount
    author { ... on Account { displayName } ... on Attribution { label } }";

/// The program, ended with the measurement.
struct Served(Child, String);

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn fabrique(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fabrique"));
    command
        .current_dir(folder)
        .env("FABRIQUE_DATA_DIR", folder)
        .env("FABRIQUE_HTTP__LISTEN", "127.0.0.1:0")
        .env("FABRIQUE_HTTP__METRICS", "127.0.0.1:0")
        .env("FABRIQUE_HTTP__PUBLIC_URL", "https://fabrique.example");
    command
}

fn serve(folder: &Path) -> Served {
    let mut child = fabrique(folder)
        .arg("serve")
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
    let address = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, rest) = line.split_once("fabrique serves address=")?;
            rest.split_whitespace().next().map(str::to_owned)
        })
        .expect("the program says where it serves");
    // Its log is read on, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Served(child, format!("http://{address}"))
}

/// One kind of request.
enum Asked {
    Page(String),
    Question(Value),
}

struct Client {
    agent: ureq::Agent,
    site: String,
}

impl Client {
    /// Asks as browsers do, compressed; the bytes of the answer.
    fn send(&self, asked: &Asked) -> Vec<u8> {
        let mut answer = match asked {
            Asked::Page(path) => self
                .agent
                .get(format!("{}{path}", self.site))
                .header("accept-encoding", "gzip")
                .call(),
            Asked::Question(question) => self
                .agent
                .post(format!("{}/graphql", self.site))
                .header("accept-encoding", "gzip")
                .header("content-type", "application/json")
                .send(question.to_string()),
        }
        .expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.body_mut().read_to_vec().expect("a whole answer")
    }

    fn ask(&self, document: &str) -> Value {
        let answer = self
            .agent
            .post(format!("{}/graphql", self.site))
            .header("content-type", "application/json")
            .send(json!({ "query": document }).to_string())
            .expect("an answer")
            .body_mut()
            .read_to_string()
            .expect("a whole answer");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }
}

/// The folder of the data set: in a `shared/data` beside one of the folders above.
fn data_set() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data/barcelona-2016"))
        .find(|folder| folder.join("comments.jsonl.gz").is_file())
}

/// The moment below which this share of the times lies.
fn quantile(sorted: &[Duration], hundredths: usize) -> Duration {
    sorted[(sorted.len() - 1) * hundredths / 100]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn main() {
    let Some(data) = data_set() else {
        println!("skipped: there is no data set of barcelona-2016 here");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let imported = fabrique(folder.path())
        .args([
            "import",
            "jsonl",
            "--plan",
            PLAN,
            "--language",
            "ca",
            "--time-zone",
            "Europe/Madrid",
        ])
        .arg("--proposals")
        .arg(data.join("proposals.jsonl.gz"))
        .arg("--comments")
        .arg(data.join("comments.jsonl.gz"))
        .stderr(Stdio::null())
        .status()
        .expect("the import runs");
    // 0: nothing was refused; 2: some rows were, as two of this set are.
    assert!(matches!(imported.code(), Some(0 | 2)), "{imported}");

    let served = serve(folder.path());
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_mins(1)));
    let client = Client {
        agent: config.build().into(),
        site: served.1.clone(),
    };
    let found = client.ask(&format!(
        "{{ plan(slug: \"{PLAN}\") {{ id }} proposals(sort: MOST_DISCUSSED, first: 1) {{ edges {{ node {{ id number commentCount }} }} }} }}"
    ));
    let plan = found["plan"]["id"].as_str().expect("the plan");
    let longest = &found["proposals"]["edges"][0]["node"];
    let (id, number) = (longest["id"].as_str().expect("an id"), &longest["number"]);
    println!(
        "{PLAN}: the longest thread has {} comments",
        longest["commentCount"]
    );

    let list = |arguments: &str| {
        Asked::Question(json!({ "query": format!(
            "{{ proposals(plan: \"{plan}\", first: 20, {arguments}) {{ totalCount pageInfo {{ endCursor }} edges {{ node {{ {CARD} }} }} }} }}"
        ) }))
    };
    let side = |position: &str| {
        format!(
            "{position}: comments(position: {position}, first: 5) {{ pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {SAID} answerCount
                answers(first: 3) {{ edges {{ node {{ {SAID} answerCount }} }} }} }} }} }}"
        )
    };
    let thread = format!(
        "{{ proposal(id: \"{id}\") {{ {CARD} commentCounts {{ inFavour against neither questions }} precisions {{ body }} {} {} {} {} }} }}",
        side("FOR"),
        side("AGAINST"),
        side("NEITHER"),
        side("QUESTION"),
    );
    let of_list = format!("/plans/{PLAN}/proposals");
    let of_proposal = format!("{of_list}/{number}");
    let kinds = [
        ("nothing is read (/healthz)", Asked::Page("/healthz".to_owned())),
        ("list, at random: page", Asked::Page(of_list.clone())),
        ("list, at random: API", list("sort: RANDOM")),
        (
            "list, most discussed: page",
            Asked::Page(format!("{of_list}?order=discussed")),
        ),
        ("list, most discussed: API", list("sort: MOST_DISCUSSED")),
        (
            "list, words sought: page",
            Asked::Page(format!("{of_list}?q=bicicleta")),
        ),
        (
            "list, words sought: API",
            list("sort: RANDOM, text: \"bicicleta\""),
        ),
        ("proposal and its thread: page", Asked::Page(of_proposal.clone())),
        (
            "proposal and its thread: API",
            Asked::Question(json!({ "query": thread })),
        ),
        (
            "thread, twenty at once: page",
            Asked::Page(format!("{of_proposal}/comments")),
        ),
        (
            "thread, twenty at once: API",
            Asked::Question(json!({ "query": format!(
            "{{ proposal(id: \"{id}\") {{ title comments(first: 20) {{ pageInfo {{ endCursor }} edges {{ node {{ {SAID} answerCount
                answers(first: 3) {{ edges {{ node {{ {SAID} answerCount }} }} }} }} }} }} }} }}"
        ) })),
        ),
    ];
    for (_, asked) in &kinds {
        if let Asked::Question(question) = asked {
            // Whoever asks wrongly is answered fast.
            client.ask(question["query"].as_str().expect("a document"));
        }
    }
    let mut times: Vec<Vec<Duration>> = vec![Vec::with_capacity(ROUNDS); kinds.len()];
    let mut bytes = vec![0; kinds.len()];
    for round in 0..WARM + ROUNDS {
        for (kind, (_, asked)) in kinds.iter().enumerate() {
            let begun = Instant::now();
            bytes[kind] = client.send(asked).len();
            if round >= WARM {
                times[kind].push(begun.elapsed());
            }
        }
    }
    for times in &mut times {
        times.sort_unstable();
    }
    let least = milliseconds(quantile(&times[0], 50));
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>9}",
        "", "median ms", "p95 ms", "× least", "bytes"
    );
    for ((times, (name, _)), bytes) in times.iter().zip(&kinds).zip(&bytes) {
        let median = milliseconds(quantile(times, 50));
        println!(
            "{name:<34} {median:>9.2} {:>9.2} {:>9.1} {bytes:>9}",
            milliseconds(quantile(times, 95)),
            median / least,
        );
    }
    for pair in (1..kinds.len()).step_by(2) {
        let [page, api] = [pair, pair + 1].map(|kind| milliseconds(quantile(&times[kind], 50)));
        let what = kinds[pair].0.trim_end_matches(": page");
        println!(
            "{what}: the page takes {:.2} times what the API takes",
            page / api
        );
    }
}
