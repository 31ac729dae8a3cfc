//! The real program, killed without warning in the middle of a thousand votes: none that was answered is lost, and
//! nothing that it logged meanwhile names what was voted on.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends where it cannot go on"
)]

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use app::ports::Clock;
use domain::time::days;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::outside::WallClock;
use test_support::{TestApp, TestDatabase};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PEOPLE: usize = 10;
const PROPOSALS: usize = 100;
/// After how many answers the program is killed.
const KILLED_AFTER: usize = 400;
/// How long the test waits for the program to say where it listens.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program, ended with the test whatever happens.
struct Served {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Starts the program over this folder, and waits until it says where it listens.
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fabrique"))
            .arg("serve")
            .current_dir(folder)
            .env("FABRIQUE_DATA_DIR", folder)
            .env(
                "FABRIQUE_DATABASE__URL",
                format!("sqlite:{}", folder.join("town.sqlite").display()),
            )
            .env("FABRIQUE_ROOT_KEY_FILE", folder.join("root.key"))
            .env("FABRIQUE_HTTP__LISTEN", "127.0.0.1:0")
            .env("FABRIQUE_HTTP__METRICS", "127.0.0.1:0")
            .env("FABRIQUE_HTTP__PUBLIC_URL", "https://fabrique.example")
            .env("FABRIQUE_LOG__FILTER", "trace")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let log = Arc::new(Mutex::new(String::new()));
        let (tell, told) = mpsc::channel();
        let stderr = child.stderr.take().expect("its log");
        std::thread::spawn({
            let log = Arc::clone(&log);
            move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    if let Some((_, rest)) = line.split_once("fabrique serves address=") {
                        let address = rest.split_whitespace().next().and_then(|text| text.parse().ok());
                        // The test may have given up.
                        let _ = tell.send(address);
                    }
                    let mut log = log.lock().expect("nobody panicked with it");
                    log.push_str(&line);
                    log.push('\n');
                }
            }
        });
        let address = told.recv_timeout(PATIENCE).ok().flatten().unwrap_or_else(|| {
            panic!(
                "the program does not serve: {}",
                log.lock().expect("nobody panicked with it")
            )
        });
        Self { child, address, log }
    }

    fn log(&self) -> String {
        self.log.lock().expect("nobody panicked with it").clone()
    }
}

/// Sends a document; the answer, if there is a whole one.
async fn post(address: SocketAddr, token: &str, document: &str, variables: Value) -> Option<Value> {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: fabrique.example\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Accept: application/graphql-response+json\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8(answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

/// A town with a plan that takes votes, its residents' tokens, its proposals; as a file and a key in this folder.
async fn town(folder: &Path) -> (Vec<String>, Vec<String>) {
    let app = TestApp::start().await;
    let now = WallClock.now();
    app.clock.set(now);
    let staff = app.staff("M. Petit").await;
    let input = json!({
        "slug": "les-tilleuls", "title": "Renouvellement des Tilleuls", "summary": "Le quartier change.",
        "rules": { "voting": { "rule": "SUPPORT", "limit": 0 } },
        "phases": [{ "kind": "PROPOSE", "title": "Idées", "startsAt": (now - days(1)).to_string(),
            "endsAt": (now + days(30)).to_string(), "overrides": [{ "verb": "VOTE", "open": true }] }],
    });
    let created = staff
        .ask(
            "mutation($input: CreatePlanInput!) { createPlan(input: $input) { plan { id } problems { code } } }",
            json!({ "input": input }),
        )
        .await;
    let plan = created["createPlan"]["plan"]["id"].clone();
    let publish = "mutation($plan: ID!) { publishPlan(plan: $plan) { problems { code } } }";
    staff.ask(publish, json!({ "plan": plan })).await;
    let awa = app.resident("Awa").await;
    let mut proposals = Vec::new();
    for _ in 0..PROPOSALS {
        let text =
            json!({ "title": "Garder les platanes de la place", "body": "Les arbres donnent de l'ombre." });
        let sent = awa
            .ask(
                "mutation($plan: ID!, $input: ProposalInput!) { submitProposal(plan: $plan, input: $input) { proposal { id } problems { code } } }",
                json!({ "plan": plan, "input": text }),
            )
            .await;
        proposals.push(text_of(&sent["submitProposal"]["proposal"]["id"]));
    }
    let mut tokens = Vec::new();
    for n in 0..PEOPLE {
        let email = format!("habitant{n}@exemple.fr");
        let asked = app
            .visitor()
            .ask(
                "mutation($email: String!) { requestCode(email: $email) { attempt } }",
                json!({ "email": email }),
            )
            .await;
        app.run_worker().await;
        let done = app
            .visitor()
            .ask(
                "mutation($attempt: ID!, $code: String!) { confirmCode(attempt: $attempt, code: $code, ageBand: FIFTEEN_OR_MORE) { tokens { accessToken } problems { code } } }",
                json!({ "attempt": asked["requestCode"]["attempt"], "code": app.mail.code_to(&email) }),
            )
            .await;
        tokens.push(text_of(&done["confirmCode"]["tokens"]["accessToken"]));
    }
    let copy = format!("VACUUM INTO '{}'", folder.join("town.sqlite").display());
    app.db()
        .schema_connection()
        .execute_unprepared(&copy)
        .await
        .expect("a copy of the town");
    let key = folder.join("root.key");
    std::fs::write(&key, app.root_key()).expect("its key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&key, private).expect("nobody else reads it");
    }
    (tokens, proposals)
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

const CAST: &str =
    "mutation($id: ID!) { castVote(proposal: $id, choice: FOR) { vote { receipt } problems { code } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_in_the_middle_of_a_thousand_votes_it_loses_none_that_it_answered() {
    if TestDatabase::on_postgres() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (tokens, proposals) = town(folder.path()).await;
    let mut served = Served::start(folder.path());
    let (address, answered) = (served.address, Arc::new(AtomicUsize::new(0)));
    let voting: Vec<_> = tokens
        .iter()
        .map(|token| {
            let (token, proposals, answered) = (token.clone(), proposals.clone(), answered.clone());
            tokio::spawn(async move {
                let mut receipts = Vec::new();
                for id in proposals {
                    let Some(answer) = post(address, &token, CAST, json!({ "id": id })).await else {
                        break;
                    };
                    let payload = &answer["data"]["castVote"];
                    assert_eq!(payload["problems"], json!([]), "{answer}");
                    receipts.push(text_of(&payload["vote"]["receipt"]));
                    answered.fetch_add(1, Ordering::SeqCst);
                }
                receipts
            })
        })
        .collect();
    while answered.load(Ordering::SeqCst) < KILLED_AFTER {
        assert!(
            served.child.try_wait().expect("its state").is_none(),
            "the program ended by itself"
        );
        tokio::task::yield_now().await;
    }
    // SIGKILL: nothing is finished, nothing is flushed.
    served.child.kill().expect("it is killed");
    served.child.wait().expect("it is gone");
    let mut receipts = Vec::new();
    for voter in voting {
        receipts.extend(voter.await.expect("a voter"));
    }
    assert!(
        (KILLED_AFTER..PEOPLE * PROPOSALS).contains(&receipts.len()),
        "{} were answered",
        receipts.len()
    );
    let log = served.log();
    assert!(log.contains("fabrique serves"), "the log was read: {log}");
    for id in &proposals {
        let uuid = id.parse::<domain::proposals::ProposalId>().expect("an id").uuid();
        for spelling in [id.clone(), uuid.to_string(), uuid.simple().to_string()] {
            let line = log.lines().find(|line| line.contains(&spelling));
            assert_eq!(line, None, "a line of a voter's request names the proposal");
        }
    }
    drop(served);

    let again = Served::start(folder.path());
    let token = &tokens[0];
    let distinct: BTreeSet<_> = receipts.iter().collect();
    assert_eq!(distinct.len(), receipts.len());
    for some in receipts.chunks(15) {
        let fields: Vec<_> = some
            .iter()
            .enumerate()
            .map(|(n, receipt)| format!("r{n}: receipt(code: \"{receipt}\") {{ counts }}"))
            .collect();
        let document = format!("{{ {} }}", fields.join(" "));
        let answer = post(again.address, token, &document, json!({}))
            .await
            .expect("an answer");
        for (n, receipt) in some.iter().enumerate() {
            assert_eq!(
                answer["data"][format!("r{n}")]["counts"],
                true,
                "{receipt} was answered and is lost"
            );
        }
    }
    // Totals are what the ballots say, be it answered or not.
    let list = "{ proposals(first: 100) { edges { node { totals { for } plan { id } } } } }";
    let list = post(again.address, token, list, json!({}))
        .await
        .expect("an answer");
    let edges = list["data"]["proposals"]["edges"].as_array().expect("a list");
    let total: u64 = edges
        .iter()
        .map(|edge| edge["node"]["totals"]["for"].as_u64().expect("a total"))
        .sum();
    let ballot = "query($plan: ID!) { myBallot(plan: $plan) { used } }";
    let mut used = 0;
    for token in &tokens {
        let variables = json!({ "plan": edges[0]["node"]["plan"]["id"] });
        let own = post(again.address, token, ballot, variables)
            .await
            .expect("an answer");
        used += own["data"]["myBallot"]["used"].as_u64().expect("a number");
    }
    assert_eq!(total, used);
    assert!(total >= receipts.len() as u64);
}
