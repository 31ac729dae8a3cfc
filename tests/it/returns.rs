//! Reviews that end by a decision: a text goes back to its author with a rule and a reason, or is published.

use std::time::Duration;

use domain::{
    Timestamp,
    accounts::{Grant, Role},
    time::hours,
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    moderation::{DECIDE, codes},
    proposals::{SUBMIT, platanes},
    subscriptions::debate,
};

const OPEN: &str = "mutation($item: ID!) { openCase(item: $item) {
    case { id version stage dueAt priority { signals } viewerCan { decide } } problems { code } } }";
const UNDO: &str = "mutation($id: ID!) { undoDecision(decision: $id) { case { stage } problems { code } } }";
const CONTEST: &str = "mutation($decision: ID, $grounds: String!) {
    contestDecision(decision: $decision, grounds: $grounds) { dueAt problems { code } } }";
const REVISE: &str = "mutation($id: ID!, $version: Int!, $input: ProposalInput!) {
    reviseProposal(proposal: $id, version: $version, input: $input) { proposal { version state visibility } problems { code } } }";
const WITHDRAW: &str =
    "mutation($id: ID!) { withdrawProposal(proposal: $id) { proposal { state } problems { code } } }";
const PUBLISH: &str =
    "mutation($id: ID!) { publishProposal(proposal: $id) { proposal { state } problems { code } } }";
const READ: &str = "query($id: ID!) { node(id: $id) {
    ... on Proposal { title body state visibility number review { why opensAt } moderation { action reference rule { code } } viewerCan { revise withdraw publish openCase } }
    ... on Comment { text: body state visibility review { why opensAt } moderation { action reference rule { code } } viewerCan { edit delete publish openCase } } } }";
const FACTS: &str = "Le texte donne le numéro d'une voisine.";

/// A plan that reads everything first, a proposal of Awa's that waits, and those who moderate.
struct Scene {
    app: TestApp,
    awa: Person,
    ines: Person,
    omar: Person,
    plan: Value,
    proposal: Value,
    rule: Value,
}

impl Scene {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let staff = app.staff("M. Petit").await;
        let awa = app.resident("Awa").await;
        app.confirm_email(&awa, "awa@example.org").await;
        let moderates = [Grant {
            role: Role::Moderator,
            plan: None,
        }];
        let (ines, omar) = (
            app.with_grants("Inès", &moderates).await,
            app.with_grants("Omar", &moderates).await,
        );
        let mode = json!({ "mode": "BEFORE", "reason": "Semaine des élections", "until": "2026-12-05T00:00:00+01:00" });
        let plan = debate(&staff, "les-tilleuls", json!({ "moderation": mode })).await;
        let cx = app::Cx::system(app.house.clone(), "test");
        app::rules::first_set(&cx).await.unwrap();
        let rule = app
            .visitor()
            .ask("{ moderationRule(code: \"personal_data\") { id } }", json!({}))
            .await["moderationRule"]["id"]
            .clone();
        let proposal = submit(&awa, &plan).await;
        Self {
            app,
            awa,
            ines,
            omar,
            plan,
            proposal,
            rule,
        }
    }

    async fn open(&self, by: &Person, about: &Value) -> Value {
        let opened = by.ask(OPEN, json!({ "item": about })).await["openCase"].clone();
        assert_eq!(opened["problems"], json!([]), "{opened:#}");
        opened["case"].clone()
    }

    async fn decide(&self, by: &Person, case: &Value, action: &str) -> Value {
        let rule = (action != "PUBLISH" && action != "KEEP").then_some(&self.rule);
        let variables = json!({
            "cases": [{ "case": case["id"], "version": case["version"] }],
            "decision": { "action": action, "rule": rule, "facts": FACTS },
        });
        let sent = by.ask(DECIDE, variables).await["decideCases"].clone();
        assert_eq!(sent["problems"], json!([]), "{sent:#}");
        sent["decided"][0].clone()
    }

    /// Inès gives the text back to its author; the id of her decision.
    async fn returned(&self, about: &Value) -> Value {
        let case = self.open(&self.ines, about).await;
        let decided = self.decide(&self.ines, &case, "RETURN").await;
        assert_eq!(decided["problems"], json!([]), "{decided:#}");
        decided["decision"]["id"].clone()
    }

    async fn told(&self) {
        self.app.clock.advance(Duration::from_secs(10));
        self.app.run_worker().await;
    }

    async fn read(&self, by: &Person) -> Value {
        by.ask(READ, json!({ "id": self.proposal })).await["node"].clone()
    }

    /// The actions of the public log, newest first.
    async fn log(&self) -> Vec<String> {
        let log = "{ moderationLog { edges { node { action } } } }";
        let log = self.app.visitor().ask(log, json!({})).await["moderationLog"]["edges"].clone();
        let edges = log.as_array().unwrap().iter();
        edges
            .map(|edge| edge["node"]["action"].as_str().unwrap().to_owned())
            .filter(|action| !action.ends_with("_CHANGED"))
            .collect()
    }

    /// Nobody but the author and those who moderate finds the text, or hears that it is there.
    async fn is_hidden_from_everybody_else(&self) {
        let lina = self.app.resident("Lina").await;
        for reader in [&self.app.visitor(), &lina] {
            assert_eq!(self.read(reader).await, Value::Null);
            let found = reader
                .ask(
                    "{ search(query: \"platanes\") { edges { node { __typename } } } }",
                    json!({}),
                )
                .await;
            assert_eq!(found["search"]["edges"], json!([]));
            let lists = "{ all: proposals { edges { node { id } } } waiting: proposals(states: [PENDING_REVIEW, PUBLISHED, WITHDRAWN]) { edges { node { id } } } waitingComments { edges { node { id } } } }";
            let lists = reader.ask(lists, json!({})).await;
            for list in ["all", "waiting", "waitingComments"] {
                assert_eq!(lists[list]["edges"], json!([]), "{list}");
            }
            let changes = "{ changes(first: 100) { edges { node { kind subject } } } }";
            let changes = reader.ask(changes, json!({})).await["changes"]["edges"].to_string();
            assert!(!changes.contains(self.proposal.as_str().unwrap()), "{changes}");
            assert!(!changes.contains("MODERATION_"), "{changes}");
        }
    }
}

async fn submit(who: &Person, plan: &Value) -> Value {
    let sent = who
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    assert_eq!(
        sent["submitProposal"]["proposal"]["state"], "PENDING_REVIEW",
        "{sent:#}"
    );
    sent["submitProposal"]["proposal"]["id"].clone()
}

#[tokio::test]
async fn a_text_that_goes_back_is_changed_sent_again_and_published() {
    let scene = Scene::begin().await;
    let before = scene.read(&scene.ines).await;
    assert_eq!(
        before["viewerCan"],
        json!({ "revise": false, "withdraw": false, "publish": true, "openCase": true })
    );
    let case = scene.open(&scene.ines, &scene.proposal).await;
    assert_eq!(
        (&case["stage"], &case["dueAt"], &case["viewerCan"]["decide"]),
        (&json!("OPEN"), &json!("2026-11-25T15:00:00Z"), &json!(true)),
        "due when its review is"
    );
    // What waits is published or returned; a restriction names a rule; a late decision is refused.
    for action in ["KEEP", "HIDE", "LOCK", "REMOVE"] {
        let wrong = scene.decide(&scene.ines, &case, action).await;
        assert_eq!(codes(&wrong), ["MODERATION_WRONG_ACTION"], "{action}");
    }
    let without = json!({
        "cases": [{ "case": case["id"], "version": case["version"] }],
        "decision": { "action": "RETURN", "facts": FACTS },
    });
    let without = scene.ines.ask(DECIDE, without).await["decideCases"].clone();
    assert_eq!(codes(&without), ["MODERATION_RULE_REQUIRED"]);
    let old = json!({ "id": case["id"], "version": case["version"].as_i64().unwrap() - 1 });
    let late = scene.decide(&scene.ines, &old, "RETURN").await;
    assert_eq!(codes(&late), ["MODERATION_CHANGED_MEANWHILE"]);
    let taken = scene.decide(&scene.omar, &case, "RETURN").await;
    assert_eq!(codes(&taken), ["MODERATION_CLAIMED_BY_OTHER"]);

    let decided = scene.decide(&scene.ines, &case, "RETURN").await;
    assert_eq!(decided["problems"], json!([]), "{decided:#}");
    assert!(
        scene.app.mail.to("awa@example.org").is_empty(),
        "nothing leaves for ten seconds"
    );
    scene.told().await;
    let [mail] = scene
        .app
        .mail
        .to("awa@example.org")
        .try_into()
        .expect("a statement of reasons");
    for said in [
        "it goes back to you",
        FACTS,
        "Contest it until 23 May 2027",
        "No program took part",
    ] {
        assert!(mail.text.contains(said), "{said}: {}", mail.text);
    }
    let back = scene.read(&scene.awa).await;
    assert_eq!(
        (&back["state"], &back["visibility"], &back["review"]),
        (&json!("PENDING_REVIEW"), &json!("RETURNED"), &Value::Null)
    );
    assert_eq!(back["title"], platanes()["title"], "its author reads it");
    assert_eq!(
        (&back["moderation"]["action"], &back["moderation"]["rule"]["code"]),
        (&json!("RETURN"), &json!("personal_data"))
    );
    assert_eq!(
        back["viewerCan"],
        json!({ "revise": true, "withdraw": true, "publish": false, "openCase": false })
    );
    let mine = "{ myDecisions { edges { node { action facts contestableUntil } } } proposals(states: [PENDING_REVIEW]) { edges { node { id } } } }";
    let mine_now = scene.awa.ask(mine, json!({})).await;
    assert_eq!(mine_now["myDecisions"]["edges"][0]["node"]["action"], "RETURN");
    assert_eq!(
        mine_now["proposals"]["edges"][0]["node"]["id"], scene.proposal,
        "it is among hers"
    );
    let queue = scene.ines.ask(mine, json!({})).await["proposals"]["edges"].clone();
    assert_eq!(queue, json!([]), "nothing waits for those who moderate");
    let again = scene.ines.ask(PUBLISH, json!({ "id": scene.proposal })).await["publishProposal"].clone();
    assert_eq!(codes(&again), ["PROPOSAL_NOT_SHOWN"]);
    let again = scene.ines.ask(OPEN, json!({ "item": scene.proposal })).await["openCase"].clone();
    assert_eq!(codes(&again), ["MODERATION_NOT_SHOWN"]);
    scene.is_hidden_from_everybody_else().await;
    assert_eq!(scene.log().await, ["RETURNED"]);

    // A day later she sends it again: another review, with a term of its own.
    scene.app.clock.advance(hours(24));
    let mut input = platanes();
    input["body"] = json!("Les arbres donnent de l'ombre, sans numéro de téléphone.");
    let sent = scene
        .awa
        .ask(
            REVISE,
            json!({ "id": scene.proposal, "version": 1, "input": input }),
        )
        .await["reviseProposal"]
        .clone();
    assert_eq!(
        sent["proposal"],
        json!({ "version": 2, "state": "PENDING_REVIEW", "visibility": "SHOWN" }),
        "{sent:#}"
    );
    let waits = scene.read(&scene.awa).await;
    assert_eq!(waits["review"]["why"], "RETURNED");
    assert_eq!(waits["review"]["opensAt"], "2026-11-27T09:00:10Z");
    scene.is_hidden_from_everybody_else().await;
    // The term of the first review is nothing to the second.
    scene
        .app
        .clock
        .set(Timestamp::parse("2026-11-26T10:00:00Z").unwrap());
    scene.app.run_worker().await;
    assert_eq!(scene.read(&scene.awa).await["state"], "PENDING_REVIEW");

    let case = scene.open(&scene.omar, &scene.proposal).await;
    let decided = scene.decide(&scene.omar, &case, "PUBLISH").await;
    assert_eq!(decided["problems"], json!([]), "{decided:#}");
    assert_eq!(scene.read(&scene.app.visitor()).await, Value::Null);
    scene.told().await;
    let shown = scene.read(&scene.app.visitor()).await;
    assert_eq!(
        (
            &shown["state"],
            &shown["number"],
            &shown["visibility"],
            &shown["moderation"]
        ),
        (&json!("PUBLISHED"), &json!(1), &json!("SHOWN"), &Value::Null)
    );
    let versions = "query($id: ID!) { proposal(id: $id) { versions { edges { node { number } } } } }";
    let versions = scene
        .app
        .visitor()
        .ask(versions, json!({ "id": scene.proposal }))
        .await;
    assert_eq!(
        versions["proposal"]["versions"]["edges"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "what went back is nobody's to compare"
    );
    let changes = "{ changes(first: 100) { edges { node { kind subject } } } }";
    let changes = scene.app.visitor().ask(changes, json!({})).await["changes"]["edges"].to_string();
    assert!(
        changes.contains("PROPOSAL_PUBLISHED") && !changes.contains("MODERATION_"),
        "that it went back stays untold: {changes}"
    );
    let late = "{ plan(slug: \"les-tilleuls\") { lateReviews } }";
    assert_eq!(
        scene.app.visitor().ask(late, json!({})).await["plan"]["lateReviews"],
        0
    );
    // Nothing is left to publish twice.
    let wrong = scene.ines.ask(PUBLISH, json!({ "id": scene.proposal })).await["publishProposal"].clone();
    assert_eq!(codes(&wrong), ["PROPOSAL_WRONG_STATE"]);
    let case = scene.open(&scene.ines, &scene.proposal).await;
    for action in ["RETURN", "PUBLISH"] {
        let wrong = scene.decide(&scene.ines, &case, action).await;
        assert_eq!(codes(&wrong), ["MODERATION_WRONG_ACTION"], "{action}");
    }
}

#[tokio::test]
async fn a_return_is_taken_back_within_ten_seconds_and_its_review_goes_on() {
    let scene = Scene::begin().await;
    // A few seconds before nobody has read it for 72 hours.
    scene.app.clock.advance(hours(72) - Duration::from_secs(5));
    let decision = scene.returned(&scene.proposal).await;
    assert_eq!(scene.read(&scene.awa).await["visibility"], "RETURNED");
    scene.app.clock.advance(Duration::from_secs(6));
    scene.app.run_worker().await;
    assert_eq!(
        scene.read(&scene.awa).await["state"],
        "PENDING_REVIEW",
        "it went back"
    );
    let undone = scene.ines.ask(UNDO, json!({ "id": decision })).await["undoDecision"].clone();
    assert_eq!(
        (&undone["problems"], &undone["case"]["stage"]),
        (&json!([]), &json!("OPEN"))
    );
    let waits = scene.read(&scene.awa).await;
    assert_eq!(
        (&waits["visibility"], &waits["review"]["why"]),
        (&json!("SHOWN"), &json!("BEFORE"))
    );
    scene.told().await;
    assert!(scene.app.mail.to("awa@example.org").is_empty(), "nobody was told");
    assert_eq!(
        scene.read(&scene.app.visitor()).await["state"],
        "PUBLISHED",
        "its term was over"
    );
    assert_eq!(scene.log().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_return_that_is_contested_and_reversed_by_another_publishes() {
    let scene = Scene::begin().await;
    let decision = scene.returned(&scene.proposal).await;
    scene.told().await;
    let grounds = json!({ "decision": decision, "grounds": "Ce numéro est celui de la mairie." });
    let stranger = scene.omar.ask(CONTEST, grounds.clone()).await["contestDecision"].clone();
    assert_eq!(codes(&stranger), ["MODERATION_NOT_FOUND"]);
    let contested = scene.awa.ask(CONTEST, grounds).await["contestDecision"].clone();
    assert_eq!(contested["problems"], json!([]), "{contested:#}");
    let queue = "{ moderationQueue(view: CONTESTED, first: 1) { edges { node { id version text { body visibility } } } } }";
    let case = scene.omar.ask(queue, json!({})).await["moderationQueue"]["edges"][0]["node"].clone();
    assert_eq!(
        case["text"],
        json!({ "body": platanes()["body"], "visibility": "RETURNED" })
    );
    let same = scene.decide(&scene.ines, &case, "PUBLISH").await;
    assert_eq!(codes(&same), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    let hides = scene.decide(&scene.omar, &case, "HIDE").await;
    assert_eq!(codes(&hides), ["MODERATION_WRONG_ACTION"]);

    // Taken back once, then meant.
    let reversed = scene.decide(&scene.omar, &case, "PUBLISH").await;
    assert_eq!(reversed["problems"], json!([]), "{reversed:#}");
    let id = reversed["decision"]["id"].clone();
    scene.is_hidden_from_everybody_else().await;
    let undone = scene.omar.ask(UNDO, json!({ "id": id })).await["undoDecision"].clone();
    assert_eq!(undone["problems"], json!([]));
    assert_eq!(scene.read(&scene.awa).await["visibility"], "RETURNED");
    scene.told().await;
    assert_eq!(scene.log().await, ["RETURNED"]);
    let case = scene.omar.ask(queue, json!({})).await["moderationQueue"]["edges"][0]["node"].clone();
    let reversed = scene.decide(&scene.omar, &case, "PUBLISH").await;
    assert_eq!(reversed["problems"], json!([]), "{reversed:#}");
    scene.told().await;
    let shown = scene.read(&scene.app.visitor()).await;
    assert_eq!(
        (&shown["state"], &shown["number"], &shown["visibility"]),
        (&json!("PUBLISHED"), &json!(1), &json!("SHOWN"))
    );
    assert_eq!(scene.log().await, ["RESTORED", "RETURNED"]);
    let mails = scene.app.mail.to("awa@example.org");
    let answer = &mails.last().unwrap().text;
    assert!(
        mails.len() == 2 && answer.contains("The decision is reversed") && answer.contains("is published"),
        "{answer}"
    );
    let found = scene
        .app
        .visitor()
        .ask(
            "{ search(query: \"platanes\") { edges { node { __typename } } } }",
            json!({}),
        )
        .await;
    assert_eq!(found["search"]["edges"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_reversal_publishes_nothing_that_was_sent_again_or_withdrawn_since() {
    let scene = Scene::begin().await;
    let other = submit(&scene.awa, &scene.plan).await;
    let decisions = [
        scene.returned(&scene.proposal).await,
        scene.returned(&other).await,
    ];
    scene.told().await;
    for decision in &decisions {
        let grounds = json!({ "decision": decision, "grounds": "Ce numéro est celui de la mairie." });
        let contested = scene.awa.ask(CONTEST, grounds).await["contestDecision"].clone();
        assert_eq!(contested["problems"], json!([]), "{contested:#}");
    }
    let again = json!({ "id": scene.proposal, "version": 1, "input": platanes() });
    assert_eq!(
        scene.awa.ask(REVISE, again).await["reviseProposal"]["problems"],
        json!([])
    );
    let withdrawn = scene.awa.ask(WITHDRAW, json!({ "id": other })).await["withdrawProposal"].clone();
    assert_eq!(withdrawn["proposal"]["state"], "WITHDRAWN", "{withdrawn:#}");
    let queue = "{ moderationQueue(view: CONTESTED, first: 5) { edges { node { id version } } } }";
    let cases = scene.omar.ask(queue, json!({})).await["moderationQueue"]["edges"].clone();
    for case in cases.as_array().unwrap() {
        let reversed = scene.decide(&scene.omar, &case["node"], "PUBLISH").await;
        assert_eq!(reversed["problems"], json!([]), "{reversed:#}");
    }
    scene.told().await;
    let waits = scene.read(&scene.awa).await;
    assert_eq!(
        (&waits["state"], &waits["review"]["why"]),
        (&json!("PENDING_REVIEW"), &json!("RETURNED")),
        "the new text has a review of its own"
    );
    let gone = scene.awa.ask(READ, json!({ "id": other })).await["node"].clone();
    assert_eq!(
        (&gone["state"], &gone["number"]),
        (&json!("WITHDRAWN"), &Value::Null)
    );
}

#[tokio::test]
async fn authors_strangers_and_staff_decide_no_review() {
    let scene = Scene::begin().await;
    let own = submit(&scene.ines, &scene.plan).await;
    let opened = scene.ines.ask(OPEN, json!({ "item": own })).await["openCase"].clone();
    assert_eq!(codes(&opened), ["PERMISSION_OWN_CONTRIBUTION"]);
    let case = scene.open(&scene.omar, &own).await;
    let released = "mutation($case: ID!) { releaseCase(case: $case) { case { version } problems { code } } }";
    let released = scene.omar.ask(released, json!({ "case": case["id"] })).await["releaseCase"].clone();
    let free = json!({ "id": case["id"], "version": released["case"]["version"] });
    for action in ["RETURN", "PUBLISH"] {
        let refused = scene.decide(&scene.ines, &free, action).await;
        assert_eq!(codes(&refused), ["PERMISSION_OWN_CONTRIBUTION"], "{action}");
    }
    let both = [Role::Moderator, Role::Staff].map(|role| Grant { role, plan: None });
    let both = scene.app.with_grants("M. Grand", &both).await;
    let refused = both.ask(OPEN, json!({ "item": own })).await["openCase"].clone();
    assert_eq!(codes(&refused), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    let lina = scene.app.resident("Lina").await;
    for stranger in [&lina, &scene.app.visitor()] {
        let refused = stranger.ask(OPEN, json!({ "item": own })).await["openCase"].clone();
        assert_eq!(codes(&refused), ["MODERATION_NOT_FOUND"]);
    }
    // A second opinion is another person's word here too.
    let ask = "mutation($case: ID!, $version: Int!) { askSecondOpinion(case: $case, version: $version, action: RETURN, note: \"Je connais l'auteur.\") { case { version } problems { code } } }";
    let asked = scene
        .omar
        .ask(ask, json!({ "case": free["id"], "version": free["version"] }))
        .await["askSecondOpinion"]
        .clone();
    assert_eq!(asked["problems"], json!([]), "{asked:#}");
    let free = json!({ "id": case["id"], "version": asked["case"]["version"] });
    let refused = scene.decide(&scene.omar, &free, "RETURN").await;
    assert_eq!(codes(&refused), ["MODERATION_SECOND_OPINION_ASKED"]);
}

#[tokio::test]
async fn comments_go_back_and_are_sent_again_like_proposals() {
    const POST: &str = "mutation($proposal: ID!, $body: String!) {
        postComment(proposal: $proposal, input: { body: $body }) { comment { id state } problems { code } } }";
    const EDIT: &str = "mutation($id: ID!, $body: String!) {
        editComment(comment: $id, version: 1, body: $body) { comment { state visibility editedAt } problems { code } } }";
    let scene = Scene::begin().await;
    scene.ines.ask(PUBLISH, json!({ "id": scene.proposal })).await;
    let words = json!({ "proposal": scene.proposal, "body": "Ma voisine du troisième exagère." });
    let said = scene.awa.ask(POST, words).await["postComment"].clone();
    assert_eq!(said["comment"]["state"], "PENDING_REVIEW", "{said:#}");
    let id = said["comment"]["id"].clone();
    scene.returned(&id).await;
    scene.told().await;
    let read = async |by: &Person| by.ask(READ, json!({ "id": id })).await["node"].clone();
    assert_eq!(read(&scene.app.visitor()).await, Value::Null);
    let back = read(&scene.awa).await;
    assert_eq!(
        (&back["visibility"], &back["text"], &back["moderation"]["action"]),
        (
            &json!("RETURNED"),
            &json!("Ma voisine du troisième exagère."),
            &json!("RETURN")
        )
    );
    assert_eq!(
        back["viewerCan"],
        json!({ "edit": true, "delete": true, "publish": false, "openCase": false })
    );
    let waiting = "{ waitingComments { edges { node { id } } } }";
    let theirs = async |by: &Person| {
        let list = by.ask(waiting, json!({})).await["waitingComments"]["edges"].clone();
        list.as_array().unwrap().len()
    };
    assert_eq!((theirs(&scene.awa).await, theirs(&scene.ines).await), (1, 0));
    let edited = scene
        .awa
        .ask(EDIT, json!({ "id": id, "body": "Certains exagèrent." }))
        .await["editComment"]
        .clone();
    assert_eq!(
        edited["comment"],
        json!({ "state": "PENDING_REVIEW", "visibility": "SHOWN", "editedAt": null }),
        "{edited:#}"
    );
    assert_eq!((theirs(&scene.awa).await, theirs(&scene.ines).await), (1, 1));
    let case = scene.open(&scene.omar, &id).await;
    let decided = scene.decide(&scene.omar, &case, "PUBLISH").await;
    assert_eq!(decided["problems"], json!([]), "{decided:#}");
    scene.told().await;
    let shown = read(&scene.app.visitor()).await;
    assert_eq!(
        (&shown["state"], &shown["text"]),
        (&json!("PUBLISHED"), &json!("Certains exagèrent."))
    );
    let count = "query($id: ID!) { proposal(id: $id) { commentCount } }";
    let count = scene
        .app
        .visitor()
        .ask(count, json!({ "id": scene.proposal }))
        .await;
    assert_eq!(count["proposal"]["commentCount"], 1);
}

#[tokio::test]
async fn what_a_moderator_holds_waits_beyond_its_term_and_its_author_is_told() {
    const HOLD: &str = "mutation($item: ID!, $hours: Int!) { holdContent(item: $item, hours: $hours) { held problems { code } } }";
    let scene = Scene::begin().await;
    scene.app.clock.advance(hours(71));
    let hold = json!({ "item": scene.proposal, "hours": 10 });
    let own = scene.awa.ask(HOLD, hold.clone()).await["holdContent"].clone();
    assert_eq!(codes(&own), ["PERMISSION_ROLE_REQUIRED"]);
    let held = scene.ines.ask(HOLD, hold.clone()).await["holdContent"].clone();
    assert_eq!(held["held"], true, "{held:#}");
    scene.app.clock.advance(hours(2));
    scene.app.run_worker().await;
    let message = "query($id: ID!) { proposal(id: $id) { state visibility number review { message } } }";
    let told = scene.awa.ask(message, json!({ "id": scene.proposal })).await["proposal"].clone();
    assert_eq!(
        (&told["state"], &told["visibility"]),
        (&json!("PENDING_REVIEW"), &json!("HELD"))
    );
    assert!(
        told["review"]["message"]
            .as_str()
            .unwrap()
            .contains("A moderator holds your text until"),
        "{told:#}"
    );
    scene.is_hidden_from_everybody_else().await;
    // Decided meanwhile, taken back, and left undecided: at its end it is published, and its case escalated.
    let case = scene.open(&scene.omar, &scene.proposal).await;
    let decided = scene.decide(&scene.omar, &case, "RETURN").await;
    let undo = json!({ "id": decided["decision"]["id"] });
    assert_eq!(
        scene.omar.ask(UNDO, undo).await["undoDecision"]["problems"],
        json!([])
    );
    let still = scene.awa.ask(message, json!({ "id": scene.proposal })).await["proposal"].clone();
    assert_eq!(still["visibility"], "HELD", "{still:#}");
    scene.app.clock.advance(hours(8));
    scene.app.run_worker().await;
    scene.app.clock.advance(Duration::from_secs(60));
    scene.app.run_worker().await;
    let shown = scene
        .app
        .visitor()
        .ask(message, json!({ "id": scene.proposal }))
        .await["proposal"]
        .clone();
    assert_eq!(
        (&shown["state"], &shown["visibility"], &shown["number"]),
        (&json!("PUBLISHED"), &json!("SHOWN"), &json!(1))
    );
    let queue = "{ moderationQueue(first: 1) { edges { node { escalatedAt } } } }";
    let queue = scene.omar.ask(queue, json!({})).await["moderationQueue"]["edges"].clone();
    assert!(queue[0]["node"]["escalatedAt"].is_string(), "{queue:#}");
}
