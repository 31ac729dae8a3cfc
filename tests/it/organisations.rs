//! Organisations: checked by staff, and who answers in their name.

use domain::{
    Actor,
    accounts::{Grant, Role},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::plans::published;

pub(crate) const REGISTER: &str =
    "mutation($input: OrganisationInput!) { registerOrganisation(input: $input) {
    organisation { id name register registration checkedAt version } problems { code field } } }";
pub(crate) const CHECK: &str =
    "mutation($id: ID!, $version: Int!) { checkOrganisation(organisation: $id, version: $version) {
    organisation { checkedAt version } problems { code } } }";
pub(crate) const GRANT: &str = "mutation($input: AnsweringGrantInput!) { grantAnswering(input: $input) { grant { id organisation { name } theme until } problems { code field } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { ... on Organisation { name } } }";

fn landlord() -> Value {
    json!({ "kind": "LANDLORD", "name": "Habitat des Tilleuls", "registration": "732 829 320 00074" })
}

pub(crate) async fn registered(staff: &Person) -> Value {
    let answer = staff.ask(REGISTER, json!({ "input": landlord() })).await;
    answer["registerOrganisation"]["organisation"].clone()
}

#[tokio::test]
async fn an_organisation_is_seen_once_its_number_was_checked() {
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let refused = awa.ask(REGISTER, json!({ "input": landlord() })).await;
    assert_eq!(
        refused["registerOrganisation"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
    let mut wrong = landlord();
    wrong["registration"] = json!("73282932000075");
    let refused = staff.ask(REGISTER, json!({ "input": wrong })).await;
    assert_eq!(
        refused["registerOrganisation"]["problems"],
        json!([{ "code": "FIELD_MALFORMED", "field": "registration" }])
    );

    let organisation = registered(&staff).await;
    assert_eq!(organisation["registration"], "73282932000074");
    assert_eq!(
        (&organisation["register"], &organisation["checkedAt"]),
        (&json!("SIRET"), &Value::Null)
    );
    let twice = staff.ask(REGISTER, json!({ "input": landlord() })).await;
    assert_eq!(
        twice["registerOrganisation"]["problems"],
        json!([{ "code": "FIELD_TAKEN", "field": "registration" }])
    );
    let id = json!({ "id": organisation["id"] });
    const LIST: &str = "{ organisations(kinds: [LANDLORD]) { totalCount } }";
    for (who, seen) in [(&staff, 1), (&awa, 0), (&visitor, 0)] {
        assert_eq!(who.ask(NODE, id.clone()).await["node"].is_null(), seen == 0);
        assert_eq!(
            who.ask(LIST, json!({})).await["organisations"]["totalCount"],
            seen
        );
    }
    let hidden = awa
        .ask(CHECK, json!({ "id": organisation["id"], "version": 1 }))
        .await;
    assert_eq!(
        hidden["checkOrganisation"]["problems"][0]["code"],
        "ORGANISATION_NOT_FOUND"
    );
    let checked = staff
        .ask(CHECK, json!({ "id": organisation["id"], "version": 1 }))
        .await;
    assert_eq!(
        checked["checkOrganisation"]["organisation"],
        json!({ "checkedAt": "2026-11-23T09:00:00Z", "version": 2 })
    );
    let late = staff
        .ask(CHECK, json!({ "id": organisation["id"], "version": 1 }))
        .await;
    assert_eq!(
        late["checkOrganisation"]["problems"][0]["code"],
        "ORGANISATION_CHANGED_MEANWHILE"
    );
    let again = staff
        .ask(CHECK, json!({ "id": organisation["id"], "version": 2 }))
        .await;
    assert_eq!(
        again["checkOrganisation"]["problems"][0]["code"],
        "ORGANISATION_CHECKED"
    );
    assert_eq!(
        visitor.ask(NODE, id.clone()).await["node"]["name"],
        "Habitat des Tilleuls"
    );

    let mut other = landlord();
    other["name"] = json!("Habitat nouveau");
    let renamed = staff.ask(
        "mutation($id: ID!, $input: OrganisationInput!) { describeOrganisation(organisation: $id, version: 2, input: $input) { organisation { checkedAt } problems { code } } }",
        json!({ "id": organisation["id"], "input": other }),
    );
    assert_eq!(
        renamed.await["describeOrganisation"]["organisation"]["checkedAt"],
        Value::Null
    );
    assert_eq!(
        visitor.ask(NODE, id).await["node"],
        Value::Null,
        "a new name is checked anew"
    );
}

#[tokio::test]
async fn admins_say_who_answers_in_its_name_and_who_answers_does_not_moderate() {
    let app = TestApp::unmoderated().await;
    let admin = app
        .with_grants(
            "Mme Roux",
            &[Grant {
                role: Role::Admin,
                plan: None,
            }],
        )
        .await;
    let staff = app.staff("M. Petit").await;
    let moderator = Grant {
        role: Role::Moderator,
        plan: None,
    };
    let (ines, bachir) = (
        app.with_grants("Inès", &[moderator]).await,
        app.with_grants("Bachir", &[moderator]).await,
    );
    let plan = published(&staff).await;
    let organisation = registered(&staff).await;
    let account = |person: &Person| match &person.cx().actor {
        Actor::Person(person) => json!(person.account),
        _ => Value::Null,
    };
    let theme = plan["themes"][0]["id"].clone();
    let input = json!({ "plan": plan["id"], "organisation": organisation["id"], "account": account(&ines), "theme": theme });
    let grant = async |who: &Person, input: &Value| {
        who.ask(GRANT, json!({ "input": input })).await["grantAnswering"].clone()
    };
    assert_eq!(
        grant(&staff, &input).await["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
    assert_eq!(
        grant(&admin, &input).await["problems"][0]["code"],
        "ORGANISATION_UNCHECKED"
    );
    staff
        .ask(CHECK, json!({ "id": organisation["id"], "version": 1 }))
        .await;
    let mut wrong = input.clone();
    wrong["theme"] = json!(staff.cx().new_id::<domain::plans::Theme>());
    assert_eq!(
        grant(&admin, &wrong).await["problems"],
        json!([{ "code": "FIELD_UNKNOWN", "field": "theme" }])
    );
    let given = grant(&admin, &input).await["grant"].clone();
    assert_eq!(given["organisation"]["name"], "Habitat des Tilleuls");

    const LIST: &str = "query($plan: ID!) { answeringGrants(plan: $plan) { edges { node { id } } } }";
    let listed = async |who: &Person| {
        let list = who.ask(LIST, json!({ "plan": plan["id"] })).await;
        list["answeringGrants"]["edges"].as_array().unwrap().len()
    };
    assert_eq!((listed(&ines).await, listed(&staff).await), (1, 1));
    assert_eq!((listed(&bachir).await, listed(&app.visitor()).await), (0, 0));

    const THEMES: &str = "mutation($plan: ID!) { changeThemes(plan: $plan, version: 2, themes: [], reason: \"Plus rien.\") { problems { code } } }";
    let named = staff.ask(THEMES, json!({ "plan": plan["id"] })).await;
    assert_eq!(named["changeThemes"]["problems"][0]["code"], "PLAN_IN_USE");

    // Another plan, in which Inès answers before it opens.
    let mut second = crate::plans::tilleuls();
    second["slug"] = json!("les-tours");
    let second =
        staff.ask(crate::plans::CREATE, json!({ "input": second })).await["createPlan"]["plan"].clone();
    let mut input = input;
    (input["plan"], input["theme"]) = (second["id"].clone(), second["themes"][0]["id"].clone());
    let given = grant(&admin, &input).await["grant"].clone();
    let publish = async || {
        staff
            .ask(crate::plans::PUBLISH, json!({ "plan": second["id"] }))
            .await["publishPlan"]["problems"]
            .clone()
    };
    assert_eq!(publish().await[0]["code"], "PLAN_NOBODY_ON_DUTY");
    const END: &str = "mutation($id: ID!) { endAnswering(grant: $id) { grant { until } problems { code } } }";
    let end = async |who: &Person| who.ask(END, json!({ "id": given["id"] })).await["endAnswering"].clone();
    assert_eq!(end(&bachir).await["problems"][0]["code"], "GRANT_NOT_FOUND");
    assert_eq!(
        end(&ines).await["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
    assert_eq!(end(&admin).await["grant"]["until"], "2026-11-23T09:00:00Z");
    assert_eq!(end(&admin).await["problems"][0]["code"], "GRANT_NOT_FOUND");
    assert_eq!(publish().await, json!([]));
}
