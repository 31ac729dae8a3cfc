//! Links with a neighbourhood: declared by people, confirmed at the desk, one proof for one account.

use domain::{
    accounts::{Grant, Role},
    plans::PlanId,
    time::days,
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::plans::published;

const DECLARE: &str = "mutation($plan: ID!, $kind: LinkKind!) { declareLink(plan: $plan, kind: $kind) {
    link { kind declaredAt confirmedUntil confirmed plan { id } } problems { code } } }";
const WITHDRAW: &str = "mutation($plan: ID!) { withdrawLink(plan: $plan) { plan problems { code } } }";
const CONFIRM: &str = "mutation($account: ID, $email: String, $plan: ID!, $proof: ProofInput!) {
    confirmLink(account: $account, email: $email, plan: $plan, proof: $proof) {
        link { kind confirmedUntil confirmed } problems { code field message } } }";
const MINE: &str = "{ me { links { kind confirmed plan { id } } } }";

struct Desk {
    app: TestApp,
    plan: Value,
    karim: Person,
}

impl Desk {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let plan = published(&app.staff("M. Petit").await).await["id"].clone();
        let here: PlanId = plan.as_str().unwrap().parse().unwrap();
        let karim = app
            .with_grants(
                "Karim",
                &[Grant {
                    role: Role::Facilitator,
                    plan: Some(here),
                }],
            )
            .await;
        Self { app, plan, karim }
    }

    async fn declare(&self, who: &Person, kind: &str) -> Value {
        let declared = who.ask(DECLARE, json!({ "plan": self.plan, "kind": kind })).await;
        declared["declareLink"].clone()
    }

    async fn confirm(&self, by: &Person, whom: &Person, proof: Value) -> Value {
        let variables = json!({ "account": whom.account(), "plan": self.plan, "proof": proof });
        by.ask(CONFIRM, variables).await["confirmLink"].clone()
    }
}

fn lease(number: &str) -> Value {
    json!({ "method": "TENANCY", "issuer": "Habitat des Tilleuls", "subject": number })
}

fn code(payload: &Value) -> &Value {
    &payload["problems"][0]["code"]
}

#[tokio::test]
async fn a_link_is_declared_by_the_person_and_confirmed_by_somebody_else() {
    let desk = Desk::open().await;
    let (awa, visitor) = (desk.app.resident("Awa").await, desk.app.visitor());
    assert_eq!(code(&desk.declare(&visitor, "LIVES").await), "AUTH_REQUIRED");
    let undeclared = desk.confirm(&desk.karim, &awa, lease("2024-0117")).await;
    assert_eq!(code(&undeclared), "ACCOUNT_LINK_NOT_DECLARED");

    let declared = desk.declare(&awa, "LIVES").await;
    assert_eq!(declared["link"]["confirmed"], false);
    assert_eq!(declared["link"]["plan"]["id"], desk.plan);
    for (who, refused) in [(&visitor, "AUTH_REQUIRED"), (&awa, "PERMISSION_ROLE_REQUIRED")] {
        let answer = desk.confirm(who, &awa, lease("2024-0117")).await;
        assert_eq!(code(&answer), refused);
    }
    let unfit = json!({ "method": "SCHOOL", "issuer": "Lycée", "subject": "INE 1234" });
    assert_eq!(
        code(&desk.confirm(&desk.karim, &awa, unfit).await),
        "ACCOUNT_PROOF_UNFIT"
    );
    let late = json!({ "method": "DOMICILIATION", "issuer": "CCAS", "subject": "D-12", "expiresAt": "2028-01-01T00:00:00Z" });
    assert_eq!(
        desk.confirm(&desk.karim, &awa, late).await["problems"][0]["field"],
        "expiresAt"
    );
    let confirmed = desk.confirm(&desk.karim, &awa, lease("2024-0117")).await;
    assert_eq!(
        confirmed["link"],
        json!({ "kind": "LIVES", "confirmedUntil": "2028-11-22T09:00:00Z", "confirmed": true })
    );
    let mine = awa.ask(MINE, json!({})).await;
    assert_eq!(
        mine["me"]["links"],
        json!([{ "kind": "LIVES", "confirmed": true, "plan": { "id": desk.plan } }])
    );
    // Nobody confirms their own.
    desk.declare(&desk.karim, "WORKS").await;
    let own = json!({ "method": "EMPLOYMENT", "issuer": "Maison du projet", "subject": "Karim" });
    assert_eq!(
        code(&desk.confirm(&desk.karim, &desk.karim, own).await),
        "PERMISSION_OWN_CONTRIBUTION"
    );
    // Another kind of link is confirmed anew; the same kind keeps what it has.
    assert_eq!(desk.declare(&awa, "LIVES").await["link"]["confirmed"], true);
    assert_eq!(desk.declare(&awa, "WORKS").await["link"]["confirmed"], false);
    let gone = awa.ask(WITHDRAW, json!({ "plan": desk.plan })).await;
    assert_eq!(gone["withdrawLink"], json!({ "plan": desk.plan, "problems": [] }));
    let again = awa.ask(WITHDRAW, json!({ "plan": desk.plan })).await;
    assert_eq!(again["withdrawLink"]["problems"], json!([]));
    assert_eq!(awa.ask(MINE, json!({})).await["me"]["links"], json!([]));
}

#[tokio::test]
async fn one_proof_serves_one_account_and_does_not_say_whose() {
    let desk = Desk::open().await;
    let (awa, binta) = (desk.app.resident("Awa").await, desk.app.resident("Binta").await);
    for who in [&awa, &binta] {
        desk.declare(who, "LIVES").await;
    }
    let first = desk.confirm(&desk.karim, &awa, lease("Bail n° 2024-0117")).await;
    assert_eq!(first["problems"], json!([]));
    // Another spelling of the same paper is the same paper.
    let used = desk.confirm(&desk.karim, &binta, lease("BAIL N°2024 0117")).await;
    assert_eq!(code(&used), "ACCOUNT_PROOF_USED");
    assert!(!used["problems"][0]["message"].as_str().unwrap().contains("Awa"));
    // Nor does it after its person took the link back.
    awa.ask(WITHDRAW, json!({ "plan": desk.plan })).await;
    let used = desk
        .confirm(&desk.karim, &binta, lease("bail 2024-0117 n°"))
        .await;
    assert_eq!(
        used["problems"],
        json!([]),
        "other words in another order are another paper"
    );
    let used = desk
        .confirm(&desk.karim, &binta, lease("Bail n° 2024-0117"))
        .await;
    assert_eq!(code(&used), "ACCOUNT_PROOF_USED");
    // Its own person may show it again.
    desk.declare(&awa, "LIVES").await;
    let again = desk.confirm(&desk.karim, &awa, lease("bail n° 2024-0117")).await;
    assert_eq!(again["link"]["confirmed"], true);

    // What is on it is nowhere.
    let db = desk.app.db().schema_connection();
    let sql = "SELECT issuer, fingerprint FROM proofs";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(
            row.try_get::<String>("", "issuer").unwrap(),
            "Habitat des Tilleuls"
        );
        let fingerprint: Vec<u8> = row.try_get("", "fingerprint").unwrap();
        assert_eq!(fingerprint.len(), 32);
    }
}

#[tokio::test]
async fn two_desks_that_see_one_paper_at_once_confirm_one_account() {
    let desk = Desk::open().await;
    let (awa, binta) = (desk.app.resident("Awa").await, desk.app.resident("Binta").await);
    for who in [&awa, &binta] {
        desk.declare(who, "LIVES").await;
    }
    let both = futures::future::join(
        desk.confirm(&desk.karim, &awa, lease("2024-0117")),
        desk.confirm(&desk.karim, &binta, lease("2024-0117")),
    );
    let (one, two) = both.await;
    let refused = [&one, &two].map(|answer| answer["problems"].as_array().unwrap().len());
    assert_eq!(refused.iter().sum::<usize>(), 1, "{one:#} {two:#}");
    let refused = if refused[0] == 1 { &one } else { &two };
    assert_eq!(code(refused), "ACCOUNT_PROOF_USED");
}

#[tokio::test]
async fn a_confirmation_ends_when_its_proof_does() {
    let desk = Desk::open().await;
    let awa = desk.app.resident("Awa").await;
    desk.declare(&awa, "LIVES").await;
    let hosted =
        json!({ "method": "HOSTING", "issuer": "Mme Diallo", "subject": "Attestation du 3 novembre" });
    desk.confirm(&desk.karim, &awa, hosted).await;
    assert_eq!(
        awa.ask(MINE, json!({})).await["me"]["links"][0]["confirmed"],
        true
    );
    desk.app.clock.advance(days(365));
    assert_eq!(
        awa.ask(MINE, json!({})).await["me"]["links"][0]["confirmed"],
        false
    );
}

#[tokio::test]
async fn the_desk_does_not_learn_who_has_an_account() {
    let desk = Desk::open().await;
    let awa = desk.app.resident("Awa").await;
    desk.app.confirm_email(&awa, "awa@example.org").await;
    let by_email = async |email: &str| {
        let variables = json!({ "email": email, "plan": desk.plan, "proof": lease("2024-0117") });
        desk.karim.ask(CONFIRM, variables).await["confirmLink"].clone()
    };
    assert_eq!(
        by_email("awa@example.org").await,
        by_email("nobody@example.org").await
    );
    desk.declare(&awa, "LIVES").await;
    assert_eq!(by_email("AWA@example.org ").await["link"]["confirmed"], true);
    let both = json!({ "account": awa.account(), "email": "awa@example.org", "plan": desk.plan, "proof": lease("1234") });
    assert_eq!(
        code(&desk.karim.ask(CONFIRM, both).await["confirmLink"]),
        "FIELD_MALFORMED"
    );
}
