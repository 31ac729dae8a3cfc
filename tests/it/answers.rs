//! What the town answers: by staff who do not moderate the plan, overdue in public, one answer for a group.

use std::time::Duration;

use domain::accounts::{Grant, Role};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    organisations::{CHECK, GRANT, REGISTER, registered},
    plans::published,
    proposals::{SUBMIT, platanes},
};

const STUDY: &str = "mutation($plan: ID!, $proposals: [ID!]!, $due: DateTime!) {
    studyProposals(plan: $plan, proposals: $proposals, organisation: \"Direction des espaces verts\", dueAt: $due) {
        answer { id version stage overdue dueAt proposals { number } } problems { code }
    }
}";
const RECOMMEND: &str = "mutation($id: ID!, $version: Int!) {
    recommendAnswer(answer: $id, version: $version, by: \"Service technique\", text: \"Les racines sont saines, on peut les garder.\") { answer { version stage ruling { decision } } problems { code } }
}";
const TRANSFER: &str = "mutation($id: ID!, $version: Int!, $due: DateTime!) {
    transferAnswer(answer: $id, version: $version, to: \"Le bailleur\", reason: \"La place appartient au bailleur.\", dueAt: $due) { answer { version stage dueAt overdue } problems { code } }
}";
const DECIDE: &str = "mutation($id: ID!, $version: Int!, $decision: Decision!, $reason: String!, $cost: Money) {
    decideAnswer(answer: $id, version: $version, decision: $decision, reason: $reason, cost: $cost, calendar: \"Printemps 2027\") { answer { version stage cost calendar overdue } problems { code field } }
}";
const DELIVER: &str = "mutation($id: ID!, $version: Int!) { deliverAnswer(answer: $id, version: $version) { answer { version stage ruling { decision } } problems { code } } }";
const ABANDON: &str = "mutation($id: ID!, $version: Int!) { abandonAnswer(answer: $id, version: $version, reason: \"Les platanes sont malades.\") { answer { stage abandonReason } problems { code } } }";
const READ: &str = "query($plan: ID, $answers: [AnswerStage!]) { proposals(plan: $plan, answers: $answers, sort: OLDEST) { edges { node { number answer { stage overdue organisation recommendation { by } transfer { to } proposals { number } } } } } }";

async fn submitted(who: &Person, plan: &Value, count: usize) -> Vec<Value> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let sent = who
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
            .await;
        ids.push(sent["submitProposal"]["proposal"]["id"].clone());
    }
    ids
}

fn numbers(list: &Value) -> Vec<i64> {
    let edges = list["proposals"]["edges"].as_array().unwrap();
    edges
        .iter()
        .map(|edge| edge["node"]["number"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn one_answer_covers_a_group_is_overdue_in_public_and_goes_its_way_once() {
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let ids = submitted(&awa, &plan, 3).await;
    let due = "2026-12-01T17:00:00Z";
    let study = json!({ "plan": plan["id"], "proposals": [ids[0], ids[1]], "due": due });
    let answer = staff.ask(STUDY, study.clone()).await["studyProposals"]["answer"].clone();
    assert_eq!(
        (
            answer["stage"].as_str(),
            answer["overdue"].as_bool(),
            &answer["proposals"]
        ),
        (
            Some("UNDER_STUDY"),
            Some(false),
            &json!([{ "number": 1 }, { "number": 2 }])
        )
    );
    let twice = staff.ask(STUDY, study).await;
    assert_eq!(twice["studyProposals"]["problems"][0]["code"], "ANSWER_EXISTS");

    let filtered = async |stages: Value| {
        let list = visitor
            .ask(READ, json!({ "plan": plan["id"], "answers": stages }))
            .await;
        numbers(&list)
    };
    assert_eq!(filtered(json!(["UNDER_STUDY"])).await, [1, 2]);
    assert_eq!(filtered(json!(["NONE"])).await, [3]);
    assert_eq!(
        filtered(json!(["NONE", "UNDER_STUDY", "REFUSED"])).await,
        [1, 2, 3]
    );

    let step =
        |version: i32| json!({ "id": answer["id"], "version": version, "due": "2026-12-20T17:00:00Z" });
    let recommended = staff.ask(RECOMMEND, step(1)).await;
    assert_eq!(
        recommended["recommendAnswer"]["answer"],
        json!({ "version": 2, "stage": "UNDER_STUDY", "ruling": null }),
        "a recommendation is no decision"
    );
    let late = staff.ask(TRANSFER, step(1)).await;
    assert_eq!(
        late["transferAnswer"]["problems"][0]["code"],
        "ANSWER_CHANGED_MEANWHILE"
    );

    app.clock.advance(Duration::from_secs(9 * 86_400));
    let seen = visitor
        .ask(READ, json!({ "plan": plan["id"], "answers": ["UNDER_STUDY"] }))
        .await;
    assert_eq!(seen["proposals"]["edges"][1]["node"]["answer"]["overdue"], true);
    let handed = staff.ask(TRANSFER, step(2)).await;
    assert_eq!(
        handed["transferAnswer"]["answer"],
        json!({ "version": 3, "stage": "TRANSFERRED", "dueAt": "2026-12-20T17:00:00Z", "overdue": false })
    );
    let wrong = staff.ask(TRANSFER, step(3)).await;
    assert_eq!(
        wrong["transferAnswer"]["problems"][0]["code"],
        "ANSWER_WRONG_STATE"
    );

    let mut decision = step(3);
    decision["decision"] = json!("PARTLY");
    decision["reason"] = json!("Court");
    decision["cost"] = json!("1250.5");
    let short = staff.ask(DECIDE, decision.clone()).await;
    assert_eq!(
        short["decideAnswer"]["problems"],
        json!([{ "code": "FIELD_TOO_SHORT", "field": "reason" }])
    );
    decision["reason"] = json!("Onze platanes sur douze sont gardés.");
    let decided = staff.ask(DECIDE, decision).await;
    assert_eq!(
        decided["decideAnswer"]["answer"],
        json!({ "version": 4, "stage": "PARTLY", "cost": "1250.50", "calendar": "Printemps 2027", "overdue": false })
    );
    let delivered = staff.ask(DELIVER, step(4)).await;
    assert_eq!(
        delivered["deliverAnswer"]["answer"],
        json!({ "version": 5, "stage": "DELIVERED", "ruling": { "decision": "PARTLY" } })
    );
    let never = staff.ask(ABANDON, step(5)).await;
    assert_eq!(
        never["abandonAnswer"]["problems"][0]["code"],
        "ANSWER_WRONG_STATE"
    );
    let seen = visitor
        .ask(READ, json!({ "plan": plan["id"], "answers": ["DELIVERED"] }))
        .await;
    assert_eq!(
        seen["proposals"]["edges"][0]["node"]["answer"],
        json!({
            "stage": "DELIVERED", "overdue": false, "organisation": "Direction des espaces verts",
            "recommendation": { "by": "Service technique" }, "transfer": { "to": "Le bailleur" },
            "proposals": [{ "number": 1 }, { "number": 2 }],
        })
    );
}

#[tokio::test]
async fn what_was_accepted_may_be_abandoned_and_what_was_refused_may_not() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    for (id, decision, outcome) in submitted(&awa, &plan, 2)
        .await
        .into_iter()
        .zip(["ACCEPTED", "REFUSED"])
        .zip(["ABANDONED", "ANSWER_WRONG_STATE"])
        .map(|((id, decision), outcome)| (id, decision, outcome))
    {
        let due = "2026-12-01T17:00:00Z";
        let study = json!({ "plan": plan["id"], "proposals": [id], "due": due });
        let answer = staff.ask(STUDY, study).await["studyProposals"]["answer"]["id"].clone();
        let reason = "Onze platanes sur douze sont gardés.";
        let decide = json!({ "id": answer, "version": 1, "decision": decision, "reason": reason });
        assert_eq!(
            staff.ask(DECIDE, decide).await["decideAnswer"]["answer"]["stage"],
            decision
        );
        let abandoned =
            staff.ask(ABANDON, json!({ "id": answer, "version": 2 })).await["abandonAnswer"].clone();
        let told = if abandoned["answer"].is_null() {
            &abandoned["problems"][0]["code"]
        } else {
            &abandoned["answer"]["stage"]
        };
        assert_eq!(told, outcome);
    }
}

#[tokio::test]
async fn only_staff_who_do_not_moderate_the_plan_answer() {
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let ids = submitted(&awa, &plan, 1).await;
    let grant = |role| Grant { role, plan: None };
    let both = app
        .with_grants("Double", &[grant(Role::Staff), grant(Role::Moderator)])
        .await;
    let moderator = app.with_grants("Inès", &[grant(Role::Moderator)]).await;
    let study = json!({ "plan": plan["id"], "proposals": ids, "due": "2026-12-01T17:00:00Z" });
    for (who, code) in [
        (&visitor, "AUTH_REQUIRED"),
        (&awa, "PERMISSION_ROLE_REQUIRED"),
        (&moderator, "PERMISSION_ROLE_REQUIRED"),
        (&both, "PERMISSION_ROLE_REQUIRED"),
    ] {
        let refused = who.ask(STUDY, study.clone()).await;
        assert_eq!(refused["studyProposals"]["problems"][0]["code"], code);
    }
    let answer = staff.ask(STUDY, study).await["studyProposals"]["answer"]["id"].clone();
    for who in [&awa, &moderator, &both] {
        let refused = who.ask(DELIVER, json!({ "id": answer, "version": 1 })).await;
        assert_eq!(
            refused["deliverAnswer"]["problems"][0]["code"],
            "PERMISSION_ROLE_REQUIRED"
        );
    }
}

const LANDLORD: &str = "Habitat des Tilleuls";

/// Takes proposals under study in a name; the payload.
async fn study(who: &Person, plan: &Value, proposals: &[&Value], name: &str) -> Value {
    let document = "mutation($plan: ID!, $proposals: [ID!]!, $name: String!) {
        studyProposals(plan: $plan, proposals: $proposals, organisation: $name, dueAt: \"2026-12-30T17:00:00Z\") {
            answer { id version organisation } problems { code }
        }
    }";
    let variables = json!({ "plan": plan["id"], "proposals": proposals, "name": name });
    who.ask(document, variables).await["studyProposals"].take()
}

/// A plan whose landlord answers about a theme by Inès until the 10th of December, and about an operation by Bachir.
struct Entrusted {
    app: TestApp,
    staff: Person,
    awa: Person,
    ines: Person,
    bachir: Person,
    plan: Value,
    organisation: Value,
}

async fn entrusted() -> Entrusted {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let everywhere = |role| [Grant { role, plan: None }];
    let admin = app.with_grants("Mme Roux", &everywhere(Role::Admin)).await;
    let (awa, ines, bachir) = (
        app.resident("Awa").await,
        app.resident("Inès").await,
        app.resident("Bachir").await,
    );
    let plan = published(&staff).await;
    let organisation = registered(&staff).await;
    let check = |organisation: &Value| json!({ "id": organisation["id"], "version": 1 });
    staff.ask(CHECK, check(&organisation)).await;
    let other =
        json!({ "kind": "ASSOCIATION", "name": "Les Amis des Tilleuls", "registration": "W751234567" });
    let other =
        staff.ask(REGISTER, json!({ "input": other })).await["registerOrganisation"]["organisation"].take();
    staff.ask(CHECK, check(&other)).await;
    let operations = "mutation($plan: ID!, $footprint: String!) { changeOperations(plan: $plan, version: 2, reason: \"Signée.\",
        operations: [{ kind: DEMOLITION, title: \"Barre B\", footprint: $footprint }, { kind: SHOPS, title: \"Halle\" }]) { plan { operations { id } } problems { code } } }";
    let square = r#"{"type":"Polygon","coordinates":[[[2.35,48.93],[2.36,48.93],[2.36,48.94],[2.35,48.94],[2.35,48.93]]]}"#;
    let changed = staff
        .ask(operations, json!({ "plan": plan["id"], "footprint": square }))
        .await["changeOperations"]
        .take();
    assert_eq!(changed["problems"], json!([]));
    let operations = &changed["plan"]["operations"];
    for (who, about, id, until) in [
        (
            &ines,
            "theme",
            &plan["themes"][0]["id"],
            json!("2026-12-10T00:00:00Z"),
        ),
        (&bachir, "operation", &operations[0]["id"], Value::Null),
        (&bachir, "operation", &operations[1]["id"], Value::Null),
    ] {
        let mut input = json!({ "plan": plan["id"], "organisation": organisation["id"], "account": who.account(), "until": until });
        input[about] = id.clone();
        let given = admin.ask(GRANT, json!({ "input": input })).await;
        assert_eq!(given["grantAnswering"]["problems"], json!([]));
    }
    let (ines, bachir) = (app.again(&ines).await, app.again(&bachir).await);
    Entrusted {
        app,
        staff,
        awa,
        ines,
        bachir,
        plan,
        organisation,
    }
}

impl Entrusted {
    /// A proposal of a theme (by its place) and at a point.
    async fn proposal(&self, theme: Option<usize>, point: Option<(f64, f64)>) -> Value {
        let mut input = platanes();
        if let Some(theme) = theme {
            input["theme"] = self.plan["themes"][theme]["id"].clone();
        }
        if let Some((latitude, longitude)) = point {
            input["point"] = json!({ "latitude": latitude, "longitude": longitude });
        }
        let sent = self
            .awa
            .ask(SUBMIT, json!({ "plan": self.plan["id"], "input": input }))
            .await;
        assert_eq!(sent["submitProposal"]["problems"], json!([]));
        sent["submitProposal"]["proposal"]["id"].clone()
    }

    async fn study(&self, who: &Person, proposals: &[&Value], name: &str) -> Value {
        study(who, &self.plan, proposals, name).await
    }

    async fn refuses(&self, who: &Person, proposals: &[&Value], name: &str) {
        let refused = self.study(who, proposals, name).await;
        assert_eq!(refused["answer"], Value::Null);
        assert_eq!(
            refused["problems"],
            json!([{ "code": "PERMISSION_ROLE_REQUIRED" }])
        );
    }
}

fn decision(answer: &Value, version: i32) -> Value {
    json!({ "id": answer["id"], "version": version, "decision": "ACCEPTED", "reason": "Onze platanes sur douze sont gardés." })
}

#[tokio::test]
async fn who_is_entrusted_with_a_theme_answers_for_it_in_that_name_alone() {
    let town = entrusted().await;
    let Entrusted { staff, ines, .. } = &town;
    let (trees, more_trees, housing, none) = (
        town.proposal(Some(0), None).await,
        town.proposal(Some(0), None).await,
        town.proposal(Some(1), None).await,
        town.proposal(None, None).await,
    );
    town.refuses(ines, &[&housing], LANDLORD).await;
    town.refuses(ines, &[&none], LANDLORD).await;
    town.refuses(ines, &[&trees, &housing], LANDLORD).await;
    town.refuses(ines, &[&trees], "Les Amis des Tilleuls").await;
    town.refuses(ines, &[&trees], "La ville").await;
    const CAN: &str = "query($id: ID!) { proposal(id: $id) { viewerCan { answer } } }";
    for (id, can) in [(&trees, true), (&housing, false)] {
        let seen = ines.ask(CAN, json!({ "id": id })).await;
        assert_eq!(seen["proposal"]["viewerCan"]["answer"], can);
    }

    let answer = town.study(ines, &[&trees], LANDLORD).await["answer"].take();
    assert_eq!(answer["organisation"], LANDLORD);
    let step = |version: i32| json!({ "id": answer["id"], "version": version });
    assert_eq!(
        ines.ask(RECOMMEND, step(1)).await["recommendAnswer"]["problems"],
        json!([])
    );
    let decided = ines.ask(DECIDE, decision(&answer, 2)).await;
    assert_eq!(decided["decideAnswer"]["answer"]["stage"], "ACCEPTED");
    let foreign = town.bachir.ask(DELIVER, step(3)).await;
    assert_eq!(
        foreign["deliverAnswer"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
    let delivered = ines.ask(DELIVER, step(3)).await;
    assert_eq!(delivered["deliverAnswer"]["answer"]["stage"], "DELIVERED");

    // The town's own answer is not the landlord's, until it is handed on to it.
    let ours = town.study(staff, &[&more_trees], "La ville").await["answer"].take();
    let refused = ines.ask(DECIDE, decision(&ours, 1)).await;
    assert_eq!(
        refused["decideAnswer"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
    let hand_on = TRANSFER.replace("Le bailleur", LANDLORD);
    let handed = json!({ "id": ours["id"], "version": 1, "due": "2026-12-20T17:00:00Z" });
    let handed = staff.ask(&hand_on, handed).await;
    assert_eq!(handed["transferAnswer"]["problems"], json!([]));
    let decided = ines.ask(DECIDE, decision(&ours, 2)).await;
    assert_eq!(decided["decideAnswer"]["answer"]["stage"], "ACCEPTED");

    let late = town.proposal(Some(0), None).await;
    town.app
        .clock
        .set(domain::Timestamp::parse("2026-12-10T00:00:00Z").unwrap());
    town.refuses(&town.app.again(ines).await, &[&late], LANDLORD)
        .await;
    let done = town.study(staff, &[&late], LANDLORD).await;
    assert_eq!(done["problems"], json!([]), "staff keeps its power");
}

#[tokio::test]
async fn who_is_entrusted_with_an_operation_answers_for_what_lies_on_its_ground() {
    let town = entrusted().await;
    let Entrusted {
        app, staff, bachir, ..
    } = &town;
    let (inside, outside, nowhere) = (
        town.proposal(Some(0), Some((48.935, 2.355))).await,
        town.proposal(None, Some((48.945, 2.355))).await,
        town.proposal(Some(1), None).await,
    );
    town.refuses(bachir, &[&outside], LANDLORD).await;
    town.refuses(bachir, &[&nowhere], LANDLORD).await;
    let answer = town.study(bachir, &[&inside], LANDLORD).await["answer"].take();
    assert_eq!(answer["version"], 1);

    // Who moderates the plan answers nothing; nor does anybody in a name that is checked anew.
    let moderator = app
        .with_grants(
            "Lina",
            &[Grant {
                role: Role::Moderator,
                plan: None,
            }],
        )
        .await;
    town.refuses(&moderator, &[&outside], LANDLORD).await;
    let input = json!({ "kind": "LANDLORD", "name": "Habitat nouveau", "registration": "732 829 320 00074" });
    let renamed = staff.ask(
        "mutation($id: ID!, $input: OrganisationInput!) { describeOrganisation(organisation: $id, version: 2, input: $input) { problems { code } } }",
        json!({ "id": town.organisation["id"], "input": input }),
    );
    assert_eq!(renamed.await["describeOrganisation"]["problems"], json!([]));
    let unchecked = app.again(bachir).await.ask(DECIDE, decision(&answer, 1)).await;
    assert_eq!(
        unchecked["decideAnswer"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
}
