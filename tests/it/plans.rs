//! Plans: drafts are seen by their staff, publishing opens them to everybody.

use domain::{
    Timestamp,
    accounts::{Grant, Role},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

pub(crate) const CREATE: &str = "mutation($input: CreatePlanInput!) {
    createPlan(input: $input) { plan { id slug state themes { id title } zones { id title } } problems { code field message } }
}";
pub(crate) const PUBLISH: &str = "mutation($plan: ID!) { publishPlan(plan: $plan) { plan { id state publishedAt } problems { code message } } }";

/// A plan whose proposing phase runs from yesterday for thirty days.
pub(crate) fn tilleuls() -> Value {
    json!({
        "slug": "les-tilleuls",
        "title": "Renouvellement des Tilleuls",
        "summary": "Le quartier change. Voici ce qui est décidé. Voici ce qui reste ouvert.",
        "themes": ["Arbres", "Logement"],
        "zones": ["Place du marché"],
        "phases": [
            { "kind": "VOTE", "title": "Vote", "startsAt": "2026-12-23T00:00:00+01:00", "endsAt": "2027-01-05T00:00:00+01:00" },
            { "kind": "PROPOSE", "title": "Idées", "startsAt": "2026-11-22T00:00:00+01:00", "endsAt": "2026-12-22T00:00:00+01:00" },
        ],
    })
}

/// Opens and publishes that plan; its fields at creation.
pub(crate) async fn published(staff: &Person) -> Value {
    let created = staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    let plan = created["createPlan"]["plan"].clone();
    let published = staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    assert_eq!(
        published["publishPlan"]["plan"]["state"], "PUBLISHED",
        "{published:#}"
    );
    plan
}

#[tokio::test]
async fn a_draft_is_seen_by_its_staff_alone_and_publishing_opens_it() {
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    const READ: &str = "{ plan(slug: \"les-tilleuls\") { title phases { kind } } plans { totalCount edges { node { slug } } } }";

    staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    assert_eq!(
        visitor.ask(READ, json!({})).await,
        json!({ "plan": null, "plans": { "totalCount": 0, "edges": [] } })
    );
    let seen = staff.ask(READ, json!({})).await;
    assert_eq!(
        seen["plan"]["phases"],
        json!([{ "kind": "PROPOSE" }, { "kind": "VOTE" }]),
        "phases come by start"
    );
    assert_eq!(seen["plans"]["totalCount"], 1);

    let id = staff
        .ask("{ plan(slug: \"les-tilleuls\") { id } }", json!({}))
        .await["plan"]["id"]
        .clone();
    staff.ask(PUBLISH, json!({ "plan": id })).await;
    assert_eq!(
        visitor.ask(READ, json!({})).await["plan"]["title"],
        "Renouvellement des Tilleuls"
    );
    let again = staff.ask(PUBLISH, json!({ "plan": id })).await;
    assert_eq!(again["publishPlan"]["problems"][0]["code"], "PLAN_WRONG_STATE");
}

#[tokio::test]
async fn residents_cannot_open_plans_and_are_told_why() {
    let app = TestApp::start().await;
    let resident = app.resident("Awa").await;
    let refused = resident.ask(CREATE, json!({ "input": tilleuls() })).await;
    assert_eq!(refused["createPlan"]["plan"], Value::Null);
    assert_eq!(
        refused["createPlan"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
    let refused = app.visitor().ask(CREATE, json!({ "input": tilleuls() })).await;
    assert_eq!(refused["createPlan"]["problems"][0]["code"], "AUTH_REQUIRED");
}

#[tokio::test]
async fn everything_wrong_with_a_plan_is_said_at_once() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let mut input = tilleuls();
    input["slug"] = json!("Les Tilleuls");
    input["title"] = json!("x");
    input["phases"][0]["endsAt"] = json!("2026-01-01T00:00:00Z");
    let refused = staff.ask(CREATE, json!({ "input": input })).await;
    let problems: Vec<_> = refused["createPlan"]["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (&p["field"], &p["code"]))
        .collect();
    assert_eq!(
        problems,
        [
            (&json!("slug"), &json!("FIELD_MALFORMED")),
            (&json!("title"), &json!("FIELD_TOO_SHORT")),
            (&json!("phases.0.endsAt"), &json!("FIELD_DATES_OUT_OF_ORDER")),
        ]
    );
    staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    let taken = staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    assert_eq!(
        taken["createPlan"]["problems"][0],
        json!({ "code": "FIELD_TAKEN", "field": "slug", "message": "This name is taken." })
    );
}

/// Every mutation that changes a plan, with what it answers.
fn changing(mutation: &str, arguments: &str) -> String {
    format!("mutation($plan: ID!, $version: Int!, $reason: String! = \"\") {{ {mutation}(plan: $plan, version: $version, reason: $reason, {arguments}) {{
        plan {{ id title version themes {{ id title }} zones {{ id title geometry }} phases {{ id kind endsAt suspendedSince allows }}
            operations {{ id title kind organisation {{ name }} }} documents {{ id present {{ number title link text }} }} }}
        problems {{ code field message }} }} }}")
}

/// Sends a change; the payload, and the code and field of its first problem.
async fn change(
    who: &Person,
    plan: &Value,
    version: i64,
    mutation: &str,
    arguments: &str,
    reason: &str,
) -> (Value, String) {
    let variables = json!({ "plan": plan["id"], "version": version, "reason": reason });
    let answer = who.ask(&changing(mutation, arguments), variables).await[mutation].clone();
    let problem = &answer["problems"][0];
    let first = match (problem["code"].as_str(), problem["field"].as_str()) {
        (None, _) => String::new(),
        (Some(code), None) => code.to_owned(),
        (Some(code), Some(field)) => format!("{code} {field}"),
    };
    (answer["plan"].clone(), first)
}

fn set(app: &TestApp, at: &str) {
    app.clock.set(Timestamp::parse(at).unwrap());
}

#[tokio::test]
async fn a_plan_needs_two_moderators_or_a_reviewer_from_outside() {
    let app = TestApp::unmoderated().await;
    let staff = app.staff("M. Petit").await;
    let created = staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    let plan = created["createPlan"]["plan"].clone();
    let publish = async || {
        let answer = staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await["publishPlan"].clone();
        (
            answer["problems"][0]["code"].clone(),
            answer["problems"][0]["message"].clone(),
        )
    };
    let moderator = Grant {
        role: Role::Moderator,
        plan: Some(domain::Id::parse(plan["id"].as_str().unwrap()).unwrap()),
    };
    let elsewhere = Grant {
        role: Role::Moderator,
        plan: Some(staff.cx().new_id()),
    };
    assert_eq!(publish().await.0, "PLAN_NOBODY_ON_DUTY");
    app.with_grants("Elsewhere", &[elsewhere]).await;
    app.with_grants(
        "Inès",
        &[
            moderator,
            Grant {
                plan: None,
                ..moderator
            },
        ],
    )
    .await;
    let (code, message) = publish().await;
    assert_eq!(
        code, "PLAN_NOBODY_ON_DUTY",
        "one person with two grants is one moderator"
    );
    assert!(
        message.as_str().unwrap().contains("second moderator"),
        "{message}"
    );
    app.with_grants(
        "Relecteur",
        &[Grant {
            role: Role::Reviewer,
            plan: None,
        }],
    )
    .await;
    assert_eq!(publish().await.0, Value::Null);
}

#[tokio::test]
async fn a_change_after_publication_is_an_act_with_a_reason_and_without_the_person() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let created = staff.ask(CREATE, json!({ "input": tilleuls() })).await;
    let plan = created["createPlan"]["plan"].clone();
    const TITLE: &str = "input: { title: \"Les Tilleuls, demain\", perimeter: \"{\\\"type\\\":\\\"Polygon\\\",\\\"coordinates\\\":[[[2.35,48.93],[2.36,48.93],[2.36,48.94],[2.35,48.93]]]}\" }";
    let (after, problem) = change(&staff, &plan, 1, "editPlan", TITLE, "").await;
    assert_eq!(
        (after["version"].clone(), problem.as_str()),
        (json!(2), ""),
        "a draft needs no reason"
    );
    staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;

    const AGAIN: &str = "input: { title: \"Les Tilleuls, ensemble\" }";
    assert_eq!(
        change(&staff, &plan, 3, "editPlan", AGAIN, "").await.1,
        "FIELD_REQUIRED reason"
    );
    assert_eq!(
        change(&staff, &plan, 2, "editPlan", AGAIN, "Titre voté.").await.1,
        "PLAN_CHANGED_MEANWHILE"
    );
    assert_eq!(
        change(&staff, &plan, 3, "editPlan", "input: { summary: \"\" }", "Vide.")
            .await
            .1,
        "PLAN_INCOMPLETE"
    );
    let (after, _) = change(&staff, &plan, 3, "editPlan", AGAIN, "Titre voté en réunion.").await;
    assert_eq!(after["version"], 4);
    let resident = app.resident("Awa").await;
    assert_eq!(
        change(&resident, &plan, 4, "editPlan", AGAIN, "Pourquoi pas")
            .await
            .1,
        "PERMISSION_ROLE_REQUIRED"
    );

    let visitor = app.visitor();
    let read = visitor.ask(
        "{ plan(slug: \"les-tilleuls\") { perimeter acts { totalCount edges { node { version kind reason before after at } } } } }",
        json!({}),
    );
    let read = read.await["plan"].clone();
    assert_eq!(
        read["perimeter"],
        "{\"type\":\"Polygon\",\"coordinates\":[[[2.35,48.93],[2.36,48.93],[2.36,48.94],[2.35,48.93]]]}"
    );
    assert_eq!(read["acts"]["totalCount"], 1);
    assert_eq!(
        read["acts"]["edges"][0]["node"],
        json!({
            "version": 4, "kind": "TEXTS", "reason": "Titre voté en réunion.", "at": "2026-11-23T09:00:00Z",
            "before": "{\"title\":\"Les Tilleuls, demain\"}", "after": "{\"title\":\"Les Tilleuls, ensemble\"}",
        })
    );
    let asked = app
        .visitor()
        .graphql("{ __type(name: \"PlanAct\") { fields { name } } }", json!({}))
        .await;
    let fields = asked["data"]["__type"]["fields"].as_array().map_or(0, Vec::len);
    assert!(
        [0, 6].contains(&fields),
        "no field of an act names the person: {asked}"
    );
}

#[tokio::test]
async fn drafts_are_hidden_through_every_path() {
    use sea_orm::ConnectionTrait;
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let mut input = crate::proposals::platanes();
    input["theme"] = plan["themes"][0]["id"].clone();
    let sent = awa
        .ask(
            crate::proposals::SUBMIT,
            json!({ "plan": plan["id"], "input": input }),
        )
        .await;
    let proposal = sent["submitProposal"]["proposal"]["id"].clone();
    let (after, _) = change(
        &staff,
        &plan,
        2,
        "addDocument",
        "input: { title: \"Convention\", link: \"https://exemple.fr/c.pdf\" }",
        "Signée.",
    )
    .await;
    let document = after["documents"][0]["id"].clone();
    let (after, _) = change(
        &staff,
        &plan,
        3,
        "changeOperations",
        "operations: [{ kind: DEMOLITION, title: \"Tour B\" }]",
        "Décidée.",
    )
    .await;
    let operation = after["operations"][0]["id"].clone();
    let (theme, zone) = (plan["themes"][0]["id"].clone(), plan["zones"][0]["id"].clone());

    const NODE: &str = "query($id: ID!) { node(id: $id) { __typename id ... on Theme { plan { slug } } ... on Proposal { plan { slug } } } }";
    const PATHS: &str =
        "query($id: ID!, $plan: ID) { plan(slug: \"les-tilleuls\") { id } plans { edges { node { id } } }
        proposal(id: $id) { id plan { id } } proposals(plan: $plan) { edges { node { id plan { id } } } } }";
    let everything = [&plan["id"], &theme, &zone, &operation, &document, &proposal];
    for id in everything {
        assert_eq!(
            visitor.ask(NODE, json!({ "id": id })).await["node"]["id"],
            *id,
            "public while published"
        );
    }
    let themed = visitor.ask(NODE, json!({ "id": theme })).await;
    assert_eq!(
        themed["node"],
        json!({ "__typename": "Theme", "id": theme, "plan": { "slug": "les-tilleuls" } })
    );

    // Nothing takes a plan back to its draft; the rows of one that was opened by mistake would look like this.
    let connection = app.db().schema_connection();
    let back = sea_orm::Statement::from_string(
        connection.get_database_backend(),
        "UPDATE plans SET state = 'draft', published_at = NULL",
    );
    connection.execute_raw(back).await.unwrap();
    for who in [&visitor, &awa] {
        for id in everything {
            assert_eq!(
                who.ask(NODE, json!({ "id": id })).await["node"],
                Value::Null,
                "{id}"
            );
        }
        assert_eq!(
            who.ask(PATHS, json!({ "id": proposal, "plan": plan["id"] }))
                .await,
            json!({ "plan": null, "plans": { "edges": [] }, "proposal": null, "proposals": { "edges": [] } })
        );
        assert_eq!(
            change(who, &plan, 4, "editPlan", "input: {}", "Voir").await.1,
            "PLAN_NOT_FOUND"
        );
        let sent = who
            .ask(
                crate::proposals::SUBMIT,
                json!({ "plan": plan["id"], "input": input }),
            )
            .await;
        assert_eq!(sent["submitProposal"]["problems"][0]["code"], "PLAN_NOT_FOUND");
    }
    for id in everything {
        assert_eq!(
            staff.ask(NODE, json!({ "id": id })).await["node"]["id"],
            *id,
            "its staff see it"
        );
    }
    let wrong = visitor.graphql(NODE, json!({ "id": "plan_x" })).await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "request.bad_id");
}

#[tokio::test]
async fn what_a_vote_does_is_frozen_at_publication_and_its_rules_once_it_opens() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let mut input = tilleuls();
    input["rules"] = json!({
        "bodyLimit": 9, "voting": { "rule": "SUPPORT", "limit": -1 },
        "effect": { "kind": "ANSWER", "days": 400 }, "moderation": { "mode": "BEFORE", "until": "2026-01-01T00:00:00Z" },
    });
    let refused = staff.ask(CREATE, json!({ "input": input })).await;
    let mut fields: Vec<_> = refused["createPlan"]["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["field"].clone())
        .collect();
    fields.sort_by_key(ToString::to_string);
    assert_eq!(
        fields,
        [json!("rules.effect.threshold"), json!("rules.moderation.reason")]
    );
    input["rules"] = json!({ "voting": { "rule": "FOR_AGAINST" }, "effect": { "kind": "ANSWER", "threshold": 50, "days": 60 } });
    let plan = staff.ask(CREATE, json!({ "input": input })).await["createPlan"]["plan"].clone();
    const RULES: &str = "{ plan(slug: \"les-tilleuls\") { rules { propose bodyLimit under15Vote totals voting { rule limit } effect { kind threshold days seats } moderation { mode reason until contributions } } } }";
    let rules = staff.ask(RULES, json!({})).await["plan"]["rules"].clone();
    assert_eq!(
        rules,
        json!({
            "propose": "ACCOUNT", "bodyLimit": 2_000, "under15Vote": false, "totals": "HIDDEN_UNTIL_END",
            "voting": { "rule": "FOR_AGAINST", "limit": null },
            "effect": { "kind": "ANSWER", "threshold": 50, "days": 60, "seats": null },
            "moderation": { "mode": "AFTERWARDS", "reason": null, "until": null, "contributions": null },
        })
    );
    staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    let lower = "rules: { effect: { kind: ANSWER, threshold: 10, days: 60 } }";
    assert_eq!(
        change(&staff, &plan, 2, "changeRules", lower, "Moins.").await.1,
        "PLAN_RULES_FROZEN"
    );
    let live = "rules: { totals: LIVE }";
    assert_eq!(
        change(&staff, &plan, 2, "changeRules", live, "Avant le vote.")
            .await
            .1,
        ""
    );
    set(&app, "2026-12-24T00:00:00Z");
    let hidden = "rules: { totals: HIDDEN_UNTIL_END }";
    assert_eq!(
        change(&staff, &plan, 3, "changeRules", hidden, "Pendant.")
            .await
            .1,
        "PLAN_RULES_FROZEN"
    );
    let before = "rules: { bodyLimit: 3000, moderation: { mode: BEFORE, reason: \"Élections\", until: \"2027-01-01T00:00:00Z\" } }";
    assert_eq!(
        change(&staff, &plan, 3, "changeRules", before, "Période électorale.")
            .await
            .1,
        ""
    );
    let rules = staff.ask(RULES, json!({})).await["plan"]["rules"].clone();
    assert_eq!(
        (&rules["bodyLimit"], &rules["moderation"]["reason"]),
        (&json!(3_000), &json!("Élections"))
    );
}

#[tokio::test]
async fn a_vote_is_suspended_and_goes_on_but_is_never_shortened() {
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    let plan = published(&staff).await;
    let vote = visitor
        .ask(
            "{ plan(slug: \"les-tilleuls\") { phases { id kind } } }",
            json!({}),
        )
        .await["plan"]["phases"][1]["id"]
        .clone();
    let vote = vote.as_str().unwrap();
    let phases = |end: &str| {
        format!("phases: [{{ kind: DEBATE, title: \"Débat\", startsAt: \"2026-11-22T00:00:00Z\", endsAt: \"2027-02-01T00:00:00Z\" }},
        {{ id: \"{vote}\", kind: VOTE, title: \"Vote\", startsAt: \"2026-12-23T00:00:00+01:00\", endsAt: \"{end}\", overrides: [{{ verb: COMMENT, open: false }}] }}]")
    };
    const ALLOWED: &str = "{ plan(slug: \"les-tilleuls\") { allowed { propose { now opensAt closesAt } vote { now opensAt closesAt } comment { now } } } }";
    let allowed = async || visitor.ask(ALLOWED, json!({})).await["plan"]["allowed"].clone();
    let now = allowed().await;
    assert_eq!(
        now["propose"],
        json!({ "now": true, "opensAt": null, "closesAt": "2026-12-21T23:00:00Z" })
    );
    assert_eq!(
        now["vote"],
        json!({ "now": false, "opensAt": "2026-12-22T23:00:00Z", "closesAt": null })
    );

    let unopened = change(
        &staff,
        &plan,
        2,
        "changePhases",
        &phases("2027-01-04T23:00:00Z"),
        "Débat prolongé.",
    )
    .await;
    assert_eq!(unopened.1, "");
    assert_eq!(
        unopened.0["phases"][1]["allows"],
        json!(["REACT", "VOTE"]),
        "comments are closed here"
    );
    set(&app, "2026-12-30T00:00:00Z");
    for end in ["2027-01-03T00:00:00Z", "2027-01-09T00:00:00Z"] {
        let refused = change(&staff, &plan, 3, "changePhases", &phases(end), "Changement.").await;
        assert_eq!(refused.1, "PLAN_VOTE_DATES_FROZEN", "{end}: totals are live");
    }
    let closing = staff
        .ask(
            "mutation($plan: ID!) { closePlan(plan: $plan) { problems { code } } }",
            json!({ "plan": plan["id"] }),
        )
        .await;
    assert_eq!(
        closing["closePlan"]["problems"][0]["code"],
        "PLAN_VOTE_DATES_FROZEN"
    );

    let phase = format!("phase: \"{vote}\"");
    assert_eq!(
        change(&staff, &plan, 3, "resumeVote", &phase, "Rien.").await.1,
        "PLAN_VOTE_NOT_SUSPENDED"
    );
    assert_eq!(
        change(&staff, &plan, 3, "suspendVote", &phase, "Panne du site.")
            .await
            .1,
        ""
    );
    assert_eq!(allowed().await["vote"]["now"], false);
    set(&app, "2027-01-10T00:00:00Z");
    let (after, problem) = change(&staff, &plan, 4, "resumeVote", &phase, "Réparé.").await;
    assert_eq!(problem, "");
    assert_eq!(
        after["phases"][1]["endsAt"], "2027-01-15T23:00:00Z",
        "eleven days are given back"
    );
    assert_eq!(
        allowed().await["vote"],
        json!({ "now": true, "opensAt": null, "closesAt": "2027-01-15T23:00:00Z" })
    );
    let acts = visitor.ask("{ plan(slug: \"les-tilleuls\") { acts(first: 2) { pageInfo { hasNextPage endCursor } edges { node { kind reason } } } } }", json!({})).await;
    let acts = acts["plan"]["acts"].clone();
    assert_eq!(
        acts["edges"],
        json!([{ "node": { "kind": "RESUMPTION", "reason": "Réparé." } }, { "node": { "kind": "SUSPENSION", "reason": "Panne du site." } }])
    );
    let rest = visitor.ask(
        "query($after: String) { plan(slug: \"les-tilleuls\") { acts(first: 2, after: $after) { pageInfo { hasNextPage } edges { node { kind } } } } }",
        json!({ "after": acts["pageInfo"]["endCursor"] }),
    );
    assert_eq!(
        rest.await["plan"]["acts"],
        json!({ "pageInfo": { "hasNextPage": false }, "edges": [{ "node": { "kind": "PHASES" } }] })
    );
}

#[tokio::test]
async fn themes_and_zones_change_as_a_list_and_what_is_named_stays() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let (trees, homes) = (
        plan["themes"][0]["id"].as_str().unwrap(),
        plan["themes"][1]["id"].as_str().unwrap(),
    );
    let mut input = crate::proposals::platanes();
    input["theme"] = json!(trees);
    awa.ask(
        crate::proposals::SUBMIT,
        json!({ "plan": plan["id"], "input": input }),
    )
    .await;

    let themes =
        format!("themes: [{{ title: \"Voirie\" }}, {{ id: \"{trees}\", title: \"Arbres et jardins\" }}]");
    let (after, _) = change(&staff, &plan, 2, "changeThemes", &themes, "Demandé en réunion.").await;
    assert_eq!(
        (&after["themes"][0]["title"], &after["themes"][1]["title"]),
        (&json!("Voirie"), &json!("Arbres et jardins"))
    );
    for (themes, expected) in [
        ("themes: []".to_owned(), "PLAN_IN_USE"),
        (
            format!("themes: [{{ id: \"{homes}\", title: \"Logement\" }}]"),
            "FIELD_UNKNOWN themes.0.id",
        ),
        (
            format!("themes: [{{ id: \"{trees}\", title: \"A\" }}, {{ id: \"{trees}\", title: \"B\" }}]"),
            "FIELD_TAKEN themes.1.id",
        ),
        (
            format!("themes: [{{ id: \"{trees}\", title: \"A\" }}, {{ title: \"A\" }}]"),
            "FIELD_TAKEN themes.1.title",
        ),
    ] {
        assert_eq!(
            change(&staff, &plan, 3, "changeThemes", &themes, "Essai.")
                .await
                .1,
            expected
        );
    }
    let square = "{\\\"type\\\":\\\"Polygon\\\",\\\"coordinates\\\":[[[2.35,48.93],[2.36,48.93],[2.36,48.94],[2.35,48.93]]]}";
    let zones = format!("zones: [{{ title: \"Place\", geometry: \"{square}\" }}]");
    let (after, _) = change(&staff, &plan, 3, "changeZones", &zones, "Dessinée.").await;
    assert!(
        after["zones"][0]["geometry"]
            .as_str()
            .unwrap()
            .starts_with("{\"type\":\"Polygon\""),
        "{after}"
    );
    let far = zones.replace("2.35", "652000");
    assert_eq!(
        change(&staff, &plan, 4, "changeZones", &far, "Lambert.").await.1,
        "FIELD_OUT_OF_RANGE zones.0.geometry"
    );
}

#[tokio::test]
async fn documents_keep_their_versions() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let both = "input: { title: \"Convention\", link: \"https://exemple.fr/\", text: \"Texte\" }";
    assert_eq!(
        change(&staff, &plan, 2, "addDocument", both, "Signée.").await.1,
        "FIELD_MALFORMED text"
    );
    let script = "input: { title: \"Convention\", link: \"javascript:alert(1)\" }";
    assert_eq!(
        change(&staff, &plan, 2, "addDocument", script, "Signée.").await.1,
        "FIELD_MALFORMED link"
    );
    let text = "input: { title: \"Convention\", text: \"Ce qui est signé.\" }";
    let (after, _) = change(&staff, &plan, 2, "addDocument", text, "Signée.").await;
    let document = after["documents"][0]["id"].clone();
    const REVISE: &str = "mutation($document: ID!, $version: Int!) { reviseDocument(document: $document, version: $version, reason: \"Avenant.\",
        input: { title: \"Convention et avenant\", link: \"https://exemple.fr/avenant.pdf\" }) { plan { version } problems { code } } }";
    let late = staff
        .ask(REVISE, json!({ "document": document, "version": 2 }))
        .await;
    assert_eq!(
        late["reviseDocument"]["problems"][0]["code"],
        "PLAN_CHANGED_MEANWHILE"
    );
    staff
        .ask(REVISE, json!({ "document": document, "version": 3 }))
        .await;
    let visitor = app.visitor();
    let read = visitor.ask(
        "query($id: ID!) { node(id: $id) { ... on Document { present { number } versions { totalCount edges { node { number title link text } } } } } }",
        json!({ "id": document }),
    );
    assert_eq!(
        read.await["node"],
        json!({ "present": { "number": 2 }, "versions": { "totalCount": 2, "edges": [
            { "node": { "number": 2, "title": "Convention et avenant", "link": "https://exemple.fr/avenant.pdf", "text": null } },
            { "node": { "number": 1, "title": "Convention", "link": null, "text": "Ce qui est signé." } },
        ] } })
    );
}

#[tokio::test]
async fn plans_are_filtered_by_state_moment_and_slug() {
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    for (slug, publish) in [
        ("les-tilleuls", true),
        ("les-tours", true),
        ("cosmonautes", false),
    ] {
        let mut input = tilleuls();
        input["slug"] = json!(slug);
        if slug == "les-tours" {
            input["phases"] = json!([{ "kind": "INFORM", "title": "Infos", "startsAt": "2027-03-01T00:00:00Z", "endsAt": "2027-04-01T00:00:00Z" }]);
        }
        let plan = staff.ask(CREATE, json!({ "input": input })).await["createPlan"]["plan"].clone();
        if publish {
            staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
        }
        app.clock.advance(std::time::Duration::from_secs(1));
    }
    let slugs = async |who: &Person, arguments: &str| {
        let list = who
            .ask(
                &format!("{{ plans{arguments} {{ edges {{ node {{ slug }} }} }} }}"),
                json!({}),
            )
            .await;
        let edges = list["plans"]["edges"].as_array().unwrap().clone();
        edges
            .iter()
            .map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(slugs(&visitor, "").await, "les-tours les-tilleuls");
    assert_eq!(slugs(&visitor, "(current: true)").await, "les-tilleuls");
    assert_eq!(slugs(&visitor, "(current: false)").await, "les-tours");
    assert_eq!(slugs(&visitor, "(slug: \"les-ti\")").await, "les-tilleuls");
    assert_eq!(slugs(&visitor, "(slug: \"%\")").await, "");
    assert_eq!(slugs(&visitor, "(states: [DRAFT])").await, "");
    assert_eq!(slugs(&staff, "(states: [DRAFT])").await, "cosmonautes");
    assert_eq!(slugs(&staff, "(current: false)").await, "cosmonautes les-tours");
    let id = staff.ask("{ plan(slug: \"les-tours\") { id } }", json!({})).await["plan"]["id"].clone();
    for verb in ["closePlan", "archivePlan"] {
        staff
            .ask(
                &format!("mutation($plan: ID!) {{ {verb}(plan: $plan) {{ problems {{ code }} }} }}"),
                json!({ "plan": id }),
            )
            .await;
    }
    assert_eq!(slugs(&visitor, "").await, "les-tilleuls");
    assert_eq!(
        slugs(&visitor, "(archived: true)").await,
        "les-tours les-tilleuls"
    );
    assert_eq!(slugs(&visitor, "(states: [ARCHIVED])").await, "les-tours");
    let archived = json!({ "id": id });
    assert_eq!(
        change(&staff, &archived, 4, "editPlan", "input: {}", "Trop tard.")
            .await
            .1,
        "PLAN_WRONG_STATE"
    );
}

#[tokio::test]
async fn a_list_of_plans_with_their_parts_costs_the_same_for_2_and_for_20() {
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    let mut input = tilleuls();
    for number in 0..20 {
        input["slug"] = json!(format!("plan-{number}"));
        let plan = staff.ask(CREATE, json!({ "input": input })).await["createPlan"]["plan"].clone();
        staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
        change(
            &staff,
            &plan,
            2,
            "changeOperations",
            "operations: [{ kind: SHOPS, title: \"Halle\" }]",
            "Décidée.",
        )
        .await;
        change(
            &staff,
            &plan,
            3,
            "addDocument",
            "input: { title: \"Convention\", text: \"Signée\" }",
            "Signée.",
        )
        .await;
    }
    let cost = async |first: u32| {
        let before = app.db().stats().statements;
        let list = visitor.ask(
            "query($first: Int) { plans(first: $first) { edges { node { slug phases { title } themes { title } zones { title }
                operations { title organisation { name } } documents { present { title } versions { totalCount edges { node { number } } } }
                acts(first: 1) { totalCount edges { node { kind } } } allowed { vote { now } } } } } }",
            json!({ "first": first }),
        );
        let list = list.await["plans"]["edges"].clone();
        assert_eq!(list.as_array().unwrap().len(), first as usize);
        for edge in list.as_array().unwrap() {
            let node = &edge["node"];
            assert_eq!(
                node["acts"],
                json!({ "totalCount": 2, "edges": [{ "node": { "kind": "DOCUMENTS" } }] }),
                "{node}"
            );
            assert_eq!(node["documents"][0]["versions"]["totalCount"], 1);
            assert_eq!(node["operations"][0]["title"], "Halle");
        }
        app.db().stats().statements - before
    };
    let (two, twenty) = (cost(2).await, cost(20).await);
    assert!(two > 5, "statements are counted: {two}");
    assert_eq!(two, twenty);
}
