//! Paper ballots: printed with a code each, handed out at the desk, counted once; nobody votes on paper and on the web.

use std::sync::Arc;

use domain::{
    Timestamp,
    accounts::{Grant, Role},
    plans::PlanId,
};
use futures::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use test_support::{Person, TestApp, TestDatabase};
use tracing_subscriber::layer::SubscriberExt;

use crate::{
    logs::Lines,
    pages::Browser,
    voting::{cast, code, open_vote, resident_at, submitted, support, supports, withdraw},
};

const ISSUE: &str = "mutation($plan: ID!, $size: Int!) {
    issueVoteCodes(plan: $plan, size: $size, place: \"Maison du projet\") { pile codes problems { code field } }
}";
const HAND_OUT: &str = "mutation($plan: ID!, $subject: String!) {
    handOutBallot(plan: $plan, proof: { method: BILL, issuer: \"EDF\", subject: $subject }) { handedOut problems { code } }
}";
const REVOKE: &str = "mutation($pile: ID!) { revokeVoteCodes(pile: $pile) { revoked problems { code } } }";
const ASK: &str = "mutation($plan: ID!) { askVoteCode(plan: $plan) { code problems { code } } }";
const BACK: &str = "mutation($plan: ID!) { giveVoteCodeBack(plan: $plan) { givenBack problems { code } } }";
const BY_CODE: &str = "mutation($plan: ID!, $code: String!, $votes: [MarkInput!]!) {
    castVotesByCode(plan: $plan, code: $code, votes: $votes) { receipts problems { code field } }
}";
const DESK: &str = "query($plan: ID!) { paperVotes(plan: $plan) { handedOut counted piles { place facilitator size counted revoked } } }";
const BALLOT: &str = "query($plan: ID!) { myBallot(plan: $plan) { used onPaper hasPaper } }";

/// A town whose vote is open, with Karim at the desk.
pub(crate) struct Desk {
    pub(crate) app: TestApp,
    pub(crate) plan: Value,
    pub(crate) karim: Person,
    pub(crate) ids: Vec<Value>,
}

impl Desk {
    pub(crate) async fn open(rules: Value) -> Self {
        let app = TestApp::start().await;
        let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
        let plan = open_vote(&staff, rules).await;
        let ids = submitted(&awa, &plan, 3).await;
        let karim = facilitator(&app, "Karim", &plan).await;
        Self {
            app,
            plan,
            karim,
            ids,
        }
    }

    /// So many codes of one pile, each of whose ballots is handed out.
    pub(crate) async fn codes(&self, size: usize) -> Vec<String> {
        let issued = self
            .karim
            .ask(ISSUE, json!({ "plan": self.plan["id"], "size": size }))
            .await["issueVoteCodes"]
            .clone();
        assert_eq!(issued["problems"], json!([]));
        for n in 0..size {
            let given = self.hand_out(&format!("{}-{n}", issued["pile"])).await;
            assert_eq!(given, Value::Null);
        }
        let codes = issued["codes"].as_array().unwrap();
        codes
            .iter()
            .map(|code| code.as_str().unwrap().to_owned())
            .collect()
    }

    async fn hand_out(&self, subject: &str) -> Value {
        let asked = json!({ "plan": self.plan["id"], "subject": subject });
        self.karim.ask(HAND_OUT, asked).await["handOutBallot"]["problems"][0]["code"].clone()
    }

    fn marks(&self, marks: &[(usize, &str)]) -> Value {
        marks
            .iter()
            .map(|(which, choice)| json!({ "proposal": self.ids[*which], "choice": choice }))
            .collect()
    }

    pub(crate) async fn by_code(&self, by: &Person, code: &str, marks: &[(usize, &str)]) -> Value {
        let asked = json!({ "plan": self.plan["id"], "code": code, "votes": self.marks(marks) });
        by.ask(BY_CODE, asked).await["castVotesByCode"].clone()
    }

    async fn own_code(&self, of: &Person) -> String {
        let asked = of.ask(ASK, json!({ "plan": self.plan["id"] })).await["askVoteCode"].clone();
        asked["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{asked:#}"))
            .to_owned()
    }

    async fn ballot(&self, of: &Person) -> Value {
        of.ask(BALLOT, json!({ "plan": self.plan["id"] })).await["myBallot"].clone()
    }
}

/// A facilitator of this plan.
pub(crate) async fn facilitator(app: &TestApp, name: &str, plan: &Value) -> Person {
    let plan: PlanId = plan["id"].as_str().unwrap().parse().unwrap();
    let grant = Grant {
        role: Role::Facilitator,
        plan: Some(plan),
    };
    app.with_grants(name, &[grant]).await
}

fn problem(payload: &Value) -> &Value {
    &payload["problems"][0]["code"]
}

pub(crate) async fn count(app: &TestApp, sql: &str) -> i64 {
    let connection = app.db().schema_connection();
    let statement = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn a_ballot_of_the_pile_counts_once_whoever_types_it_and_no_more_than_were_handed_out() {
    let desk = Desk::open(support(2)).await;
    let (app, visitor) = (&desk.app, desk.app.visitor());
    for (who, person, refused) in [
        (
            "a resident",
            app.resident("Lina").await,
            "PERMISSION_ROLE_REQUIRED",
        ),
        ("staff", app.staff("Mme Roux").await, "PERMISSION_ROLE_REQUIRED"),
        ("a visitor", app.visitor(), "AUTH_REQUIRED"),
    ] {
        let asked = json!({ "plan": desk.plan["id"], "size": 2 });
        let issued = person.ask(ISSUE, asked).await["issueVoteCodes"].clone();
        assert_eq!(problem(&issued), refused, "{who}");
    }
    let asked = json!({ "plan": desk.plan["id"], "size": 101 });
    let many = desk.karim.ask(ISSUE, asked).await["issueVoteCodes"].clone();
    assert_eq!(
        many["problems"],
        json!([{ "code": "FIELD_OUT_OF_RANGE", "field": "size" }])
    );
    let asked = json!({ "plan": desk.plan["id"], "size": 3 });
    let issued = desk.karim.ask(ISSUE, asked).await["issueVoteCodes"].clone();
    let code = |n: usize| issued["codes"][n].as_str().unwrap();
    assert_eq!(code(0).len(), 14, "{issued:#}");
    let early = desk.by_code(&visitor, code(0), &[(0, "FOR")]).await;
    assert_eq!(problem(&early), "VOTING_NOT_HANDED_OUT", "nobody was given it");

    assert_eq!(desk.hand_out("facture 12").await, Value::Null);
    assert_eq!(
        desk.hand_out("FACTURE 12").await,
        "VOTING_ALREADY_USED",
        "one proof, one ballot"
    );
    let by_hand = code(0).to_lowercase().replace('-', " ");
    let too_many = desk
        .by_code(&visitor, &by_hand, &[(0, "FOR"), (1, "FOR"), (2, "FOR")])
        .await;
    assert_eq!(problem(&too_many), "VOTING_LIMIT_REACHED");
    let wrong = desk.by_code(&visitor, &by_hand, &[(0, "AGAINST")]).await;
    assert_eq!(problem(&wrong), "VOTING_WRONG_CHOICE");
    let empty = desk.by_code(&visitor, &by_hand, &[]).await;
    assert_eq!(
        empty["problems"],
        json!([{ "code": "FIELD_REQUIRED", "field": "votes" }])
    );
    let counted = desk.by_code(&visitor, &by_hand, &[(0, "FOR"), (2, "FOR")]).await;
    assert_eq!(counted["problems"], json!([]), "what was refused used nothing up");
    assert_eq!(counted["receipts"].as_array().unwrap().len(), 2);
    assert_eq!(
        (
            supports(app, &desk.ids[0]).await,
            supports(app, &desk.ids[1]).await
        ),
        (json!(1), json!(0))
    );
    let proven = visitor
        .ask(
            "query($code: ID!) { receipt(code: $code) { counts } }",
            json!({ "code": counted["receipts"][0] }),
        )
        .await;
    assert_eq!(proven["receipt"]["counts"], true);
    assert_eq!(
        problem(&desk.by_code(&visitor, code(0), &[(1, "FOR")]).await),
        "VOTING_CODE_USED"
    );
    assert_eq!(
        problem(&desk.by_code(&visitor, code(1), &[(1, "FOR")]).await),
        "VOTING_NOT_HANDED_OUT"
    );
    for wrong in ["", "0000-0000-0000", "ABC"] {
        assert_eq!(
            problem(&desk.by_code(&visitor, wrong, &[(0, "FOR")]).await),
            "VOTING_CODE_NOT_FOUND"
        );
    }
    // Somebody else's pile stays; one's own becomes void but for what is counted.
    let lucie = facilitator(app, "Lucie", &desk.plan).await;
    let pile = json!({ "pile": issued["pile"] });
    assert_eq!(
        problem(&lucie.ask(REVOKE, pile.clone()).await["revokeVoteCodes"]),
        "VOTING_PILE_NOT_FOUND"
    );
    assert_eq!(
        desk.karim.ask(REVOKE, pile).await["revokeVoteCodes"]["revoked"],
        2
    );
    assert_eq!(desk.hand_out("facture 13").await, Value::Null);
    assert_eq!(
        problem(&desk.by_code(&visitor, code(1), &[(1, "FOR")]).await),
        "VOTING_CODE_USED"
    );
    app.run_worker().await;
    assert_eq!(supports(app, &desk.ids[0]).await, json!(1));
    let public = visitor.ask(DESK, json!({ "plan": desk.plan["id"] })).await["paperVotes"].clone();
    assert_eq!(
        public,
        json!({ "handedOut": 2, "counted": 1, "piles": [
            { "place": "Maison du projet", "facilitator": 1, "size": 3, "counted": 1, "revoked": 2 } ] })
    );
    // Codes end with the vote.
    let last = desk.codes(1).await.remove(0);
    app.clock
        .set(Timestamp::parse("2026-12-22T00:00:00+01:00").unwrap());
    assert_eq!(
        problem(&desk.by_code(&visitor, &last, &[(0, "FOR")]).await),
        "PHASE_CLOSED"
    );
    assert_eq!(supports(app, &desk.ids[0]).await, json!(1));
}

#[tokio::test]
async fn ones_own_paper_ballot_takes_the_place_of_the_votes_on_the_web_and_closes_them() {
    let desk = Desk::open(json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE" })).await;
    let (app, visitor) = (&desk.app, desk.app.visitor());
    let lina = resident_at(app, "Lina", "lina@example.org").await;
    cast(&lina, &desk.ids[0], "FOR").await;
    let lost = desk.own_code(&lina).await;
    let own = desk.own_code(&lina).await;
    assert_eq!(
        desk.ballot(&lina).await,
        json!({ "used": 1, "onPaper": false, "hasPaper": true })
    );
    assert_eq!(
        problem(&desk.by_code(&visitor, &lost, &[(1, "FOR")]).await),
        "VOTING_CODE_NOT_FOUND"
    );
    assert_eq!(
        code(&lina, &desk.ids[2], "FOR").await,
        Value::Null,
        "the web is open until it is counted"
    );

    let counted = desk.by_code(&visitor, &own, &[(0, "AGAINST"), (1, "FOR")]).await;
    assert_eq!(counted["problems"], json!([]), "{counted:#}");
    let totals = async |which: usize| {
        let asked = json!({ "id": desk.ids[which] });
        let said = visitor
            .ask(
                "query($id: ID!) { proposal(id: $id) { totals { for against } } }",
                asked,
            )
            .await;
        let totals = said["proposal"]["totals"].clone();
        (
            totals["for"].as_u64().unwrap(),
            totals["against"].as_u64().unwrap(),
        )
    };
    assert_eq!(
        (totals(0).await, totals(1).await, totals(2).await),
        ((0, 1), (1, 0), (0, 0))
    );
    assert_eq!(code(&lina, &desk.ids[2], "FOR").await, "VOTING_ON_PAPER");
    assert_eq!(problem(&withdraw(&lina, &desk.ids[0]).await), "VOTING_ON_PAPER");
    for document in [ASK, BACK] {
        let said = lina.ask(document, json!({ "plan": desk.plan["id"] })).await;
        assert!(said.to_string().contains("VOTING_ON_PAPER"), "{said:#}");
    }
    assert_eq!(
        problem(&desk.by_code(&visitor, &own, &[(0, "FOR")]).await),
        "VOTING_CODE_USED"
    );
    assert_eq!(
        desk.ballot(&lina).await,
        json!({ "used": 2, "onPaper": true, "hasPaper": false })
    );
    // Leaving takes no vote out of the urn.
    let leave = json!({ "contributions": "KEEP", "withdrawVotes": true });
    let erased = lina.ask(crate::leaving::ERASE, leave).await["eraseAccount"].clone();
    assert_eq!(erased["problems"], json!([]), "{erased:#}");
    assert_eq!((totals(0).await, totals(1).await), ((0, 1), (1, 0)));

    // Whoever gives the ballot back votes on the web.
    let youssef = resident_at(app, "Youssef", "youssef@example.org").await;
    let given = desk.own_code(&youssef).await;
    let back = youssef.ask(BACK, json!({ "plan": desk.plan["id"] })).await;
    assert_eq!(back["giveVoteCodeBack"]["givenBack"], true, "{back:#}");
    assert_eq!(
        problem(&desk.by_code(&visitor, &given, &[(0, "FOR")]).await),
        "VOTING_CODE_NOT_FOUND"
    );
    assert_eq!(code(&youssef, &desk.ids[0], "FOR").await, Value::Null);
}

#[tokio::test]
async fn a_proof_opens_one_vote_on_paper_or_on_the_web() {
    let mut rules = support(0);
    rules["vote"] = json!("CONFIRMED_LINK");
    let desk = Desk::open(rules).await;
    let app = &desk.app;
    let confirm = async |who: &Person, subject: &str| {
        who.ask(
            "mutation($plan: ID!) { declareLink(plan: $plan, kind: LIVES) { problems { code } } }",
            json!({ "plan": desk.plan["id"] }),
        )
        .await;
        let confirmed = desk.karim.ask(
            "mutation($account: ID!, $plan: ID!, $subject: String!) { confirmLink(account: $account, plan: $plan, proof: { method: BILL, issuer: \"EDF\", subject: $subject }) { problems { code } } }",
            json!({ "account": who.account().to_string(), "plan": desk.plan["id"], "subject": subject }),
        ).await;
        assert_eq!(confirmed["confirmLink"]["problems"], json!([]), "{confirmed:#}");
    };
    let lina = resident_at(app, "Lina", "lina@example.org").await;
    confirm(&lina, "facture 1").await;
    assert_eq!(desk.hand_out("facture 1").await, "VOTING_HAS_ACCOUNT");
    let lina = app.again(&lina).await;
    assert_eq!(code(&lina, &desk.ids[0], "FOR").await, Value::Null);
    assert_eq!(desk.hand_out("facture 1").await, "VOTING_HAS_ACCOUNT");

    assert_eq!(desk.hand_out("facture 2").await, Value::Null);
    let late = resident_at(app, "Omar", "omar@example.org").await;
    confirm(&late, "facture 2").await;
    let late = app.again(&late).await;
    assert_eq!(
        code(&late, &desk.ids[0], "FOR").await,
        "VOTING_ALREADY_USED",
        "the proof was given a ballot"
    );
    let asked = late.ask(ASK, json!({ "plan": desk.plan["id"] })).await["askVoteCode"].clone();
    assert_eq!(problem(&asked), "VOTING_ALREADY_USED");
    let nobody = resident_at(app, "Personne", "personne@example.org").await;
    let asked = nobody.ask(ASK, json!({ "plan": desk.plan["id"] })).await["askVoteCode"].clone();
    assert_eq!(problem(&asked), "PERMISSION_CONFIRMED_LINK_REQUIRED");
}

/// The house of this process, and another on the same database where there can be one.
async fn houses(app: &TestApp) -> Vec<Arc<app::House>> {
    let mut houses = vec![app.house.clone()];
    if TestDatabase::on_postgres() {
        houses.push(app.second_process().await);
    }
    houses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn thirty_two_uses_of_a_code_at_once_count_one_and_votes_on_the_web_meanwhile_none() {
    let desk = Desk::open(support(0)).await;
    let lina = resident_at(&desk.app, "Lina", "lina@example.org").await;
    let pile = desk.codes(1).await.remove(0);
    let own = desk.own_code(&lina).await;
    let houses = houses(&desk.app).await;
    let desk = Arc::new(desk);
    for (code, cast_too) in [(pile, false), (own, true)] {
        let all = (0..32).map(|n| {
            let (desk, code) = (desk.clone(), code.clone());
            let (visitor, lina) = (
                desk.app.visitor().at(houses[n % houses.len()].clone()),
                lina.at(houses[(n + 1) % houses.len()].clone()),
            );
            tokio::spawn(async move {
                if cast_too && n % 2 == 0 {
                    cast(&lina, &desk.ids[2], "FOR").await;
                    return None;
                }
                Some(desk.by_code(&visitor, &code, &[(0, "FOR"), (1, "FOR")]).await)
            })
        });
        let mut done = 0;
        for answer in join_all(all).await {
            let Some(answer) = answer.unwrap() else { continue };
            match answer["problems"][0]["code"].as_str() {
                None => done += 1,
                Some(code) => assert_eq!(code, "VOTING_CODE_USED"),
            }
        }
        assert_eq!(done, 1);
    }
    desk.app.run_worker().await;
    let mut totals = Vec::new();
    for id in &desk.ids {
        totals.push(supports(&desk.app, id).await);
    }
    assert_eq!(
        totals,
        [json!(2), json!(2), json!(0)],
        "two ballots, and no vote on the web beside one"
    );
    assert_eq!(count(&desk.app, "SELECT count(*) AS n FROM votes").await, 4);
}

#[tokio::test]
async fn votes_on_paper_are_told_apart_after_the_end_where_no_few_people_can_be() {
    let mut rules = support(0);
    rules["totals"] = json!("HIDDEN_UNTIL_END");
    let desk = Desk::open(rules).await;
    let visitor = desk.app.visitor();
    let codes = desk.codes(12).await;
    for (n, code) in codes.iter().enumerate() {
        let marks: &[(usize, &str)] = if n < 11 {
            &[(0, "FOR"), (1, "FOR")]
        } else {
            &[(0, "FOR")]
        };
        assert_eq!(desk.by_code(&visitor, code, marks).await["problems"], json!([]));
    }
    for n in 0..11 {
        let voter = desk.app.resident(&format!("Habitant {n}")).await;
        cast(&voter, &desk.ids[0], "FOR").await;
        if n < 10 {
            cast(&voter, &desk.ids[1], "FOR").await;
        }
    }
    const RESULTS: &str =
        "query($id: ID!) { proposal(id: $id) { totals { for } results { link totals { for } } } }";
    let read =
        async |which: usize| visitor.ask(RESULTS, json!({ "id": desk.ids[which] })).await["proposal"].clone();
    assert_eq!(read(0).await, json!({ "totals": null, "results": null }));
    let public = async || visitor.ask(DESK, json!({ "plan": desk.plan["id"] })).await["paperVotes"].clone();
    assert_eq!(
        (&public().await["handedOut"], &public().await["counted"]),
        (&json!(12), &Value::Null)
    );
    assert_eq!(
        public().await["piles"][0]["counted"],
        Value::Null,
        "hidden as totals are"
    );
    let page = Browser::open(&desk.app).get("/plans/les-tilleuls/paper").await;
    assert!(
        page.html.contains("12 bulletins sont remis.") && page.html.contains("à la fin du vote"),
        "{}",
        page.html
    );
    desk.app
        .clock
        .set(Timestamp::parse("2026-12-22T00:00:00+01:00").unwrap());
    desk.app.run_worker().await;
    // Those with a declared or confirmed link could have voted too: none did, so that nothing is told apart.
    assert_eq!(read(0).await, json!({ "totals": { "for": 23 }, "results": null }));
    assert_eq!(public().await["counted"], json!(12));
    let rows = crate::exchange::package::open_rows(&desk.app, "les-tilleuls", "votes").await;
    assert_eq!(
        (rows[0]["in_favour"].as_str(), rows[0]["paper_in_favour"].as_str()),
        ("23", "")
    );
}

#[tokio::test]
async fn papers_stand_beside_confirmed_links_where_a_plan_asks_for_them() {
    let mut rules = support(0);
    rules["vote"] = json!("CONFIRMED_LINK");
    let desk = Desk::open(rules).await;
    let visitor = desk.app.visitor();
    for code in desk.codes(12).await {
        desk.by_code(&visitor, &code, &[(0, "FOR")]).await;
    }
    for n in 0..11 {
        let voter = desk.app.resident(&format!("Habitant {n}")).await;
        crate::voting::link(&desk.app, &voter, &desk.plan, true).await;
        assert_eq!(
            code(&desk.app.again(&voter).await, &desk.ids[0], "FOR").await,
            Value::Null
        );
    }
    desk.app
        .clock
        .set(Timestamp::parse("2026-12-22T00:00:00+01:00").unwrap());
    let read = visitor
        .ask(
            "query($id: ID!) { proposal(id: $id) { results { link totals { for } } } }",
            json!({ "id": desk.ids[0] }),
        )
        .await;
    assert_eq!(
        read["proposal"]["results"],
        json!([
            { "link": "CONFIRMED", "totals": { "for": 11 } },
            { "link": "PAPER", "totals": { "for": 12 } },
        ])
    );
    let rows = crate::exchange::package::open_rows(&desk.app, "les-tilleuls", "votes").await;
    assert_eq!(
        (rows[0]["in_favour"].as_str(), rows[0]["paper_in_favour"].as_str()),
        ("23", "12")
    );
    let page = Browser::open(&desk.app)
        .get("/plans/les-tilleuls/proposals/1")
        .await;
    assert!(
        page.html.contains("Papier : ") && page.html.contains("Lien avec le quartier confirmé : "),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn no_log_event_or_row_tells_a_code_a_choice_or_who_took_which_ballot() {
    let desk = Desk::open(support(0)).await;
    let lina = resident_at(&desk.app, "Lina", "lina@example.org").await;
    let quiet = async || {
        let mut rows = Vec::new();
        for table in ["outbox", "events", "jobs", "follows", "idempotency_keys"] {
            rows.push(count(&desk.app, &format!("SELECT count(*) AS n FROM {table}")).await);
        }
        rows
    };
    desk.app.run_worker().await;
    let before = quiet().await;
    let lines = Lines::default();
    let everything = tracing_subscriber::fmt::layer()
        .json()
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(lines.clone());
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(everything));
    let code = desk.codes(1).await.remove(0);
    let own = desk.own_code(&lina).await;
    let browser = Browser::open(&desk.app);
    let read = browser
        .get(&format!("/plans/les-tilleuls/code?code={code}"))
        .await;
    assert!(read.html.contains("Votre bulletin"), "{}", read.html);
    for code in [&code, &own] {
        desk.by_code(&desk.app.visitor(), code, &[(0, "FOR")]).await;
        desk.by_code(&desk.app.visitor(), code, &[(0, "FOR")]).await;
    }
    desk.app.run_worker().await;
    drop(guard);
    assert_eq!(quiet().await, before);
    let text = lines.text();
    assert!(
        text.contains("voting.cast_by_code") && text.contains("voting.code_used"),
        "{text}"
    );
    let id = desk.ids[0].as_str().unwrap();
    for secret in [code.as_str(), own.as_str(), id, "receipt_", "EDF"] {
        assert!(!text.contains(secret), "a line has {secret}: {text}");
    }
    // Rows of codes have no time; what the desk claimed for a proof is nobody's ballot.
    let connection = desk.app.db().schema_connection();
    let rows = sea_orm::Statement::from_string(connection.get_database_backend(), "SELECT * FROM vote_codes");
    for row in connection.query_all_raw(rows).await.unwrap() {
        assert!(
            row.column_names()
                .iter()
                .all(|column| !column.ends_with("_at") && column != "at")
        );
    }
    let joined = "SELECT count(*) AS n FROM vote_claims c JOIN ballots b ON b.voter_key = c.voter_key WHERE b.link = 'paper'";
    assert_eq!(count(&desk.app, joined).await, 1, "Lina's own address alone");
}

#[tokio::test]
async fn pages_of_paper_ballots_lead_from_the_desk_to_the_count() {
    let desk = Desk::open(json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE" })).await;
    let app = &desk.app;
    app.confirm_email(&desk.karim, "karim@example.org").await;
    let (karim, visitor, lina) = (Browser::open(app), Browser::open(app), Browser::open(app));
    assert_eq!(visitor.get("/record/ballots").await.status, 401);
    lina.sign_in(app, "lina@example.org", "/").await;
    assert_eq!(lina.get("/record/ballots").await.status, 404);
    assert_eq!(lina.get("/record/ballots/les-tilleuls").await.status, 404);
    karim.sign_in(app, "karim@example.org", "/record/ballots").await;
    assert!(
        karim
            .get("/record/ballots")
            .await
            .html
            .contains("/record/ballots/les-tilleuls")
    );
    let wrong = karim
        .post(
            "/record/ballots/les-tilleuls",
            &[("size", "beaucoup"), ("place", "Maison du projet")],
        )
        .await;
    assert!(
        wrong.status == 422 && wrong.html.contains("value=\"beaucoup\""),
        "{}",
        wrong.html
    );
    let printed = karim
        .post(
            "/record/ballots/les-tilleuls",
            &[("size", "2"), ("place", "Maison du projet"), ("key", "form_1")],
        )
        .await;
    let twice = karim
        .post(
            "/record/ballots/les-tilleuls",
            &[("size", "2"), ("place", "Maison du projet"), ("key", "form_1")],
        )
        .await;
    assert_eq!(
        twice.location,
        "/record/ballots/les-tilleuls?done=ballots-printed"
    );
    let piles = count(app, "SELECT count(*) AS n FROM vote_piles").await;
    assert_eq!(piles, 1, "a form that is sent twice prints one pile");
    let codes: Vec<&str> = printed
        .html
        .split("<strong class=\"number\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(
        (printed.status.as_u16(), codes.len()),
        (200, 2),
        "{}",
        printed.html
    );
    for said in [
        "n° 1",
        "Ni pour ni contre",
        "class=\"qr small\"",
        "pliez la feuille",
    ] {
        assert!(printed.html.contains(said), "{said} in {}", printed.html);
    }
    let proof = [("method", "bill"), ("issuer", "EDF"), ("subject", "facture 99")];
    let given = karim.post("/record/ballots/les-tilleuls/hand-out", &proof).await;
    assert_eq!(
        given.location, "/record/ballots/les-tilleuls?done=handed-out",
        "{}",
        given.html
    );
    let twice = karim.post("/record/ballots/les-tilleuls/hand-out", &proof).await;
    assert!(
        twice.status == 409 && twice.html.contains("value=\"facture 99\""),
        "{}",
        twice.html
    );
    let unsaid = karim
        .post(
            "/record/ballots/les-tilleuls/hand-out",
            &[("issuer", "EDF"), ("subject", "facture 98")],
        )
        .await;
    assert!(
        unsaid.status == 422 && unsaid.html.contains("value=\"facture 98\""),
        "{}",
        unsaid.html
    );

    let missing = visitor
        .post("/plans/les-tilleuls/code", &[("code", "ABCD")])
        .await;
    assert!(
        missing.status == 422 && missing.html.contains("value=\"ABCD\""),
        "{}",
        missing.html
    );
    let shown = visitor
        .post("/plans/les-tilleuls/code", &[("code", codes[0])])
        .await;
    assert!(
        shown.status == 200 && shown.html.contains("name=\"c3\""),
        "{}",
        shown.html
    );
    let none = visitor
        .post(
            "/plans/les-tilleuls/code",
            &[("code", codes[0]), ("step", "count"), ("c1", "")],
        )
        .await;
    assert_eq!(none.status, 422, "{}", none.html);
    // However much is sent, the database is asked no more for it.
    let cost = async |marks: usize| {
        let many: Vec<_> = [("code", codes[0]), ("step", "count")]
            .into_iter()
            .chain(std::iter::repeat_n(("c1", "for"), marks))
            .chain([("against", "2")])
            .collect();
        let before = desk.app.db().stats().statements;
        let answered = visitor.post("/plans/les-tilleuls/code", &many).await;
        assert!(matches!(answered.status.as_u16(), 409 | 422), "{}", answered.html);
        desk.app.db().stats().statements - before
    };
    let few = cost(2).await;
    assert!(cost(5_000).await <= few, "{few} statements for two marks");
    let sent = [
        ("code", codes[0]),
        ("step", "count"),
        ("c1", "for"),
        ("c2", "against"),
        ("c3", ""),
    ];
    let counted = visitor.post("/plans/les-tilleuls/code", &sent).await;
    assert!(
        counted.html.contains("Votre bulletin est compté"),
        "{}",
        counted.html
    );
    assert_eq!(counted.html.matches("receipt_").count(), 2);
    let again = visitor.post("/plans/les-tilleuls/code", &sent).await;
    assert!(
        again.status == 409 && again.html.contains("déjà compté"),
        "{}",
        again.html
    );

    // With an account one prints one's own; counted, it closes the ballot on the page.
    let own = lina.post("/plans/les-tilleuls/ballot", &[]).await;
    let code = own
        .html
        .split("<strong class=\"number\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert!(
        lina.get("/plans/les-tilleuls/proposals/1")
            .await
            .html
            .contains("Vous avez un bulletin papier.")
    );
    let sent = [("code", code), ("step", "count"), ("c1", "neither")];
    visitor.post("/plans/les-tilleuls/code", &sent).await;
    let closed = lina.get("/plans/les-tilleuls/proposals/1").await.html;
    assert!(
        closed.contains("Le vote sur le site est fermé pour vous.") && !closed.contains("name=\"choice\""),
        "{closed}"
    );
    assert!(
        lina.get("/plans/les-tilleuls/ballot")
            .await
            .html
            .contains("Votre bulletin papier est compté.")
    );
    assert_eq!(
        lina.post("/plans/les-tilleuls/proposals/1/vote", &[("choice", "for")])
            .await
            .status,
        409
    );
    let public = visitor.get("/plans/les-tilleuls/paper").await.html;
    assert!(
        public.contains("Un bulletin est remis.") && public.contains("accompagnateur 1"),
        "{public}"
    );
    assert!(!public.contains("Karim"), "{public}");
}
