//! Moderation, from a notice to the answer to a complaint, through the API.

use std::time::Duration;

use domain::accounts::{Grant, Role};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{subscriptions::debate, voting::submitted};

mod appeals;
mod conflicts;
mod contests;
mod crowd;
mod holds;
mod mass;
mod notifiers;
mod secrecy;
mod transmissions;
mod waves;

pub(crate) const CASE: &str = "id version stage notices { id explanation text } complaint { grounds side }
    decisions { id action reference undoneAt finalAt review agreed } text { body visibility }
    priority { severity notifiers exposure minors signals } claimedByViewer escalatedAt noticeCount viewerCan { decide undo }";

/// A plan under discussion with one comment of Awa's, and those who moderate it.
pub(crate) struct Scene {
    pub(crate) app: TestApp,
    pub(crate) staff: Person,
    pub(crate) awa: Person,
    pub(crate) lina: Person,
    pub(crate) ines: Person,
    pub(crate) omar: Person,
    pub(crate) proposal: Value,
    pub(crate) comment: Value,
    pub(crate) rule: String,
}

pub(crate) const WORDS: &str = "Appelez-le au 06 12 34 56 78, ce menteur.";

impl Scene {
    pub(crate) async fn begin() -> Self {
        let app = TestApp::start().await;
        let staff = app.staff("M. Petit").await;
        let (awa, lina) = (app.resident("Awa").await, app.resident("Lina").await);
        let moderates = [Grant {
            role: Role::Moderator,
            plan: None,
        }];
        let (ines, omar) = (
            app.with_grants("Inès", &moderates).await,
            app.with_grants("Omar", &moderates).await,
        );
        app.confirm_email(&awa, "awa@example.org").await;
        app.confirm_email(&lina, "lina@example.org").await;
        let plan = debate(&staff, "les-tilleuls", json!({})).await;
        let proposal = submitted(&lina, &plan, 1).await.remove(0);
        const POST: &str = "mutation($proposal: ID!, $body: String!) {
            postComment(proposal: $proposal, input: { body: $body, confirmPersonalData: true }) { comment { id } problems { code } }
        }";
        let posted = awa
            .ask(POST, json!({ "proposal": proposal, "body": WORDS }))
            .await;
        let comment = posted["postComment"]["comment"]["id"].clone();
        let cx = app::Cx::system(app.house.clone(), "test");
        app::rules::first_set(&cx).await.unwrap();
        let rule = app
            .visitor()
            .ask("{ moderationRule(code: \"personal_data\") { id } }", json!({}))
            .await["moderationRule"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        app.run_worker().await;
        Self {
            app,
            staff,
            awa,
            lina,
            ines,
            omar,
            proposal,
            comment,
            rule,
        }
    }

    /// Sends a notice about the comment; its case.
    pub(crate) async fn reported(&self, by: &Person) -> Value {
        let sent = report(
            by,
            json!({ "item": self.comment, "kind": "PERSONAL_DATA", "rule": self.rule }),
        )
        .await;
        assert_eq!(sent["problems"], json!([]), "{sent:#}");
        self.first(&self.ines, "OPEN").await
    }

    /// The first case of a part of the queue.
    pub(crate) async fn first(&self, by: &Person, view: &str) -> Value {
        let asked =
            format!("{{ moderationQueue(view: {view}, first: 1) {{ edges {{ node {{ {CASE} }} }} }} }}");
        by.ask(&asked, json!({})).await["moderationQueue"]["edges"][0]["node"].clone()
    }

    /// The case as this person reads it now.
    pub(crate) async fn case(&self, by: &Person, case: &Value) -> Value {
        let asked = format!("query($id: ID!) {{ node(id: $id) {{ ... on Case {{ {CASE} }} }} }}");
        by.ask(&asked, json!({ "id": case["id"] })).await["node"].clone()
    }

    /// Decides a case; what became of it.
    pub(crate) async fn decide(&self, by: &Person, case: &Value, decision: Value) -> Value {
        let mut decision = decision;
        if decision["action"] != "KEEP" {
            decision["rule"] = json!(self.rule);
        }
        if decision["facts"].is_null() {
            decision["facts"] = json!("Le texte donne un numéro de téléphone.");
        }
        let sent = by
            .ask(
                DECIDE,
                json!({ "cases": [{ "case": case["id"], "version": case["version"] }], "decision": decision }),
            )
            .await["decideCases"]
            .clone();
        assert_eq!(sent["problems"], json!([]), "{sent:#}");
        sent["decided"][0].clone()
    }

    /// Lets ten seconds pass, and the worker work.
    pub(crate) async fn told(&self) {
        self.app.clock.advance(Duration::from_secs(10));
        self.app.run_worker().await;
    }

    /// The comment as anybody reads it.
    pub(crate) async fn shown(&self) -> Value {
        let asked = "query($id: ID!) { comment(id: $id) { body visibility moderation { action day reference rule { code } } } }";
        self.app.visitor().ask(asked, json!({ "id": self.comment })).await["comment"].clone()
    }
}

pub(crate) const DECIDE: &str = "mutation($cases: [CaseVersion!]!, $decision: DecideInputs!) {
    decideCases(cases: $cases, decision: $decision) {
        decided { id case { id version stage } decision { id reference action } problems { code } } problems { code field }
    }
}";

/// Sends a notice.
pub(crate) async fn report(by: &Person, input: Value) -> Value {
    const REPORT: &str = "mutation($input: ReportInput!) {
        reportContent(input: $input) { notice { id stage kind } receipt problems { code field } }
    }";
    by.ask(REPORT, json!({ "input": input })).await["reportContent"].clone()
}

pub(crate) fn codes(payload: &Value) -> Vec<&str> {
    payload["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_notice_is_acknowledged_decided_and_answered_and_the_author_reads_why() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    assert_eq!(
        (&case["stage"], &case["noticeCount"]),
        (&json!("OPEN"), &json!(1))
    );
    assert_eq!(case["notices"][0]["text"], WORDS, "as its sender read it");
    assert_eq!(
        scene.shown().await["visibility"],
        "SHOWN",
        "a notice hides nothing"
    );

    let claimed = scene
        .ines
        .ask(
            "mutation($case: ID!) { claimCase(case: $case) { case { version claimedByViewer } problems { code } } }",
            json!({ "case": case["id"] }),
        )
        .await["claimCase"]["case"]
        .clone();
    assert_eq!(claimed["claimedByViewer"], true);
    let case = scene.case(&scene.ines, &case).await;
    let passage = json!([{ "from": 14, "to": 28 }]);
    let decided = scene
        .decide(
            &scene.ines,
            &case,
            json!({ "action": "MASK", "passages": passage }),
        )
        .await;
    assert_eq!(codes(&decided), Vec::<&str>::new());

    // At once for everybody, and nobody is told why for ten seconds.
    let shown = scene.shown().await;
    assert_eq!(shown["body"], "Appelez-le au […], ce menteur.");
    assert_eq!(
        (&shown["visibility"], &shown["moderation"]),
        (&json!("MASKED"), &Value::Null)
    );
    scene.app.run_worker().await;
    assert!(scene.app.mail.to("awa@example.org").is_empty());
    let mine = "{ myDecisions { edges { node { id action facts rule { code } reference authority contestableUntil } } } }";
    assert_eq!(
        scene.awa.ask(mine, json!({})).await["myDecisions"]["edges"],
        json!([])
    );

    scene.told().await;
    let shown = scene.shown().await;
    let mark = &shown["moderation"];
    assert_eq!(mark["rule"]["code"], "personal_data");
    assert_eq!(mark["day"], "2026-11-23");
    let statement = scene.awa.ask(mine, json!({})).await["myDecisions"]["edges"][0]["node"].clone();
    assert_eq!(statement["reference"], mark["reference"]);
    assert_eq!(statement["authority"], "Le maire de Saint-Exemple");
    assert_eq!(statement["contestableUntil"], "2027-05-23T08:00:10Z");
    let [mail] = scene.app.mail.to("awa@example.org").try_into().expect("one mail");
    assert_eq!(mail.subject, "A decision about your contribution");
    for said in [
        "A passage is masked.",
        "Le texte donne un numéro de téléphone.",
        "Contest it until",
        "Le maire de Saint-Exemple",
        mark["reference"].as_str().unwrap(),
    ] {
        assert!(mail.text.contains(said), "{said}\n{}", mail.text);
    }
    for hidden in ["Inès", "Lina", "06 12"] {
        assert!(!mail.text.contains(hidden), "{hidden}\n{}", mail.text);
    }
    let [answer] = scene
        .app
        .mail
        .to("lina@example.org")
        .try_into()
        .expect("one mail");
    assert!(answer.text.contains("followed in part"), "{}", answer.text);
    let notices = "{ myNotices { edges { node { stage outcome contestableUntil } } } }";
    let notice = scene.lina.ask(notices, json!({})).await["myNotices"]["edges"][0]["node"].clone();
    assert_eq!(
        (&notice["stage"], &notice["outcome"]),
        (&json!("TOLD"), &json!("PARTLY"))
    );

    // Ten seconds are over: another notice opens another case.
    let again = scene.reported(&scene.lina).await;
    assert_ne!(again["id"], case["id"]);
}

#[tokio::test]
async fn a_decision_is_taken_back_in_time_and_not_a_moment_later() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    const UNDO: &str = "mutation($decision: ID!) { undoDecision(decision: $decision) { case { id version stage } problems { code } } }";
    let decided = scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    let decision = json!({ "decision": decided["decision"]["id"] });
    assert_eq!(scene.shown().await["body"], Value::Null);
    scene.app.clock.advance(Duration::from_millis(9_999));
    assert_eq!(
        codes(&scene.omar.ask(UNDO, decision.clone()).await["undoDecision"]),
        ["MODERATION_DECIDED_BY_OTHER"]
    );
    let undone = scene.ines.ask(UNDO, decision.clone()).await["undoDecision"].clone();
    assert_eq!(undone["case"]["stage"], "OPEN", "{undone:#}");
    assert_eq!(scene.shown().await["body"], WORDS);
    scene.told().await;
    assert!(scene.app.mail.to("awa@example.org").is_empty(), "nobody was told");
    let found = "{ search(query: \"menteur\") { totalCount edges { node { __typename } } } }";
    assert_eq!(
        scene.app.visitor().ask(found, json!({})).await["search"]["edges"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "it is found again"
    );

    let again = scene
        .decide(&scene.ines, &undone["case"], json!({ "action": "HIDE" }))
        .await;
    scene.app.clock.advance(Duration::from_secs(10));
    let late = json!({ "decision": again["decision"]["id"] });
    assert_eq!(
        codes(&scene.ines.ask(UNDO, late.clone()).await["undoDecision"]),
        ["MODERATION_TOO_LATE_TO_UNDO"]
    );
    scene.app.run_worker().await;
    assert_eq!(
        codes(&scene.ines.ask(UNDO, late).await["undoDecision"]),
        ["MODERATION_TOO_LATE_TO_UNDO"]
    );
    assert_eq!(scene.app.mail.to("awa@example.org").len(), 1);
    assert_eq!(
        scene.app.visitor().ask(found, json!({})).await["search"]["edges"],
        json!([]),
        "what is hidden is not found"
    );
}

#[tokio::test]
async fn a_visitor_reports_follows_and_contests_by_their_receipt() {
    let scene = Scene::begin().await;
    let visitor = scene.app.visitor();
    let illegal = |more: Value| {
        let mut input = json!({ "item": scene.comment, "kind": "ILLEGAL", "explanation": "C'est une injure publique.", "goodFaith": true });
        for (key, value) in more.as_object().unwrap() {
            input[key] = value.clone();
        }
        input
    };
    let refused = report(&visitor, illegal(json!({}))).await;
    let fields: Vec<_> = refused["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["field"].clone())
        .collect();
    assert_eq!(fields, ["email", "name"]);
    let refused = report(
        &visitor,
        illegal(json!({ "goodFaith": false, "explanation": "", "name": "Zoé", "email": "zoe@example.org" })),
    )
    .await;
    let fields: Vec<_> = refused["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["field"].clone())
        .collect();
    assert_eq!(fields, ["explanation", "goodFaith"]);
    // Nobody is asked for their name about offences against children (art. 16(2)(c)).
    let minors = visitor
        .ask("{ moderationRule(code: \"minors\") { id } }", json!({}))
        .await;
    let unknown = report(
        &visitor,
        illegal(json!({ "rule": minors["moderationRule"]["id"] })),
    )
    .await;
    assert_eq!(unknown["problems"], json!([]), "{unknown:#}");

    let sent = report(
        &visitor,
        illegal(json!({ "name": "Zoé", "email": "zoe@example.org", "language": "en" })),
    )
    .await;
    let receipt = json!({ "receipt": sent["receipt"] });
    assert!(sent["receipt"].as_str().unwrap().starts_with("fbn_"), "{sent:#}");
    scene.app.run_worker().await;
    let [mail] = scene.app.mail.to("zoe@example.org").try_into().expect("one mail");
    assert_eq!(mail.subject, "Your notice has arrived");
    let case = scene.first(&scene.ines, "OPEN").await;
    assert_eq!(case["priority"]["minors"], 120, "they come first: {case:#}");
    scene
        .decide(
            &scene.ines,
            &case,
            json!({ "action": "KEEP", "facts": "Une critique vive, sans injure." }),
        )
        .await;
    const NOTICE: &str = "query($receipt: String!) { notice(receipt: $receipt) { stage outcome } }";
    let before = visitor.ask(NOTICE, receipt.clone()).await["notice"].clone();
    assert_eq!(
        before,
        json!({ "stage": "ATTACHED", "outcome": null }),
        "not for ten seconds"
    );
    scene.told().await;
    let after = visitor.ask(NOTICE, receipt.clone()).await["notice"].clone();
    assert_eq!(after, json!({ "stage": "TOLD", "outcome": "NOT_ACTED" }));
    assert_eq!(scene.app.mail.to("zoe@example.org").len(), 2);
    assert!(
        scene.app.mail.to("awa@example.org").is_empty(),
        "what stays is nobody's business"
    );
    const CONTEST: &str = "mutation($receipt: String!) {
        contestDecision(receipt: $receipt, grounds: \"C'est pourtant une injure.\") { dueAt problems { code } }
    }";
    let contested = visitor.ask(CONTEST, receipt.clone()).await["contestDecision"].clone();
    assert_eq!(contested["dueAt"], "2026-12-14T17:00:00Z", "{contested:#}");
    assert_eq!(
        codes(&visitor.ask(CONTEST, receipt).await["contestDecision"]),
        ["MODERATION_ALREADY_CONTESTED"]
    );
    assert_eq!(
        visitor.ask(NOTICE, json!({ "receipt": "fbn_nothing" })).await["notice"],
        Value::Null
    );
}
