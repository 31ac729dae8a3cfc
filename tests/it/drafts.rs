//! Drafts: kept for their holder alone, with an account or under a token, and sent as proposals.

use std::time::Duration;

use app::{
    Cx,
    drafts::{SaveDraft, Saved},
    proposals::ProposalInput,
};
use domain::{drafts::DraftId, plans::PlanId, time::days};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::published,
    proposals::{SUBMIT, platanes},
};

const SAVE: &str = "mutation($plan: ID!, $draft: ID, $token: String, $input: ProposalInput!) {
    saveDraft(plan: $plan, draft: $draft, token: $token, input: $input) {
        draft { id title body expiresAt plan { slug } theme { title } place { wholePerimeter } } token problems { code field }
    }
}";
const READ: &str = "query($id: ID!, $token: String) { draft(id: $id, token: $token) { title } drafts(token: $token) { totalCount edges { node { id title } } } }";
const SEND: &str = "mutation($draft: ID!, $token: String) { submitDraft(draft: $draft, token: $token) { proposal { number title } problems { code field } } }";
const ERASE: &str = "mutation($draft: ID!, $token: String) { deleteDraft(draft: $draft, token: $token) { draft { title } problems { code } } }";

async fn save(who: &Person, plan: &Value, draft: &Value, token: &Value, input: Value) -> Value {
    let variables = json!({ "plan": plan["id"], "draft": draft, "token": token, "input": input });
    who.ask(SAVE, variables).await["saveDraft"].clone()
}

#[tokio::test]
async fn a_draft_begun_without_an_account_is_opened_by_its_token_alone_and_sent_after_signing_up() {
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    let plan = published(&staff).await;
    let first = save(
        &visitor,
        &plan,
        &json!(null),
        &json!(null),
        json!({ "title": "Les pla", "body": "" }),
    )
    .await;
    let (id, token) = (first["draft"]["id"].clone(), first["token"].clone());
    assert_eq!(token.as_str().map(str::len), Some(52), "{first:#}");
    assert_eq!(first["draft"]["expiresAt"], "2026-12-23T09:00:00Z");
    let again = save(&visitor, &plan, &id, &token, platanes()).await;
    assert_eq!(again["token"], json!(null), "it is given back once");
    assert_eq!(again["draft"]["title"], platanes()["title"]);

    // Nobody else: not the visitor without it, not staff, not a moderator, not with another token.
    let moderator = app
        .with_grants(
            "Inès",
            &[domain::accounts::Grant {
                role: domain::accounts::Role::Moderator,
                plan: None,
            }],
        )
        .await;
    let other = save(
        &visitor,
        &plan,
        &json!(null),
        &json!(null),
        json!({ "title": "", "body": "" }),
    )
    .await;
    let nothing = json!({ "id": id, "token": null });
    for who in [&visitor, &staff, &moderator] {
        let seen = who.ask(READ, nothing.clone()).await;
        assert_eq!(
            seen,
            json!({ "draft": null, "drafts": { "totalCount": 0, "edges": [] } })
        );
        assert_eq!(
            who.ask(ERASE, json!({ "draft": id })).await["deleteDraft"]["problems"][0]["code"],
            "DRAFT_NOT_FOUND"
        );
    }
    let with_other = visitor
        .ask(READ, json!({ "id": id, "token": other["token"] }))
        .await;
    assert_eq!(with_other["draft"], json!(null));
    assert_eq!(with_other["drafts"]["totalCount"], 1);

    assert_eq!(
        visitor.ask(SEND, json!({ "draft": id, "token": token })).await["submitDraft"]["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
    let awa = app.resident("Awa").await;
    assert_eq!(
        awa.ask(SEND, json!({ "draft": id })).await["submitDraft"]["problems"][0]["code"],
        "DRAFT_NOT_FOUND"
    );
    let sent = awa.ask(SEND, json!({ "draft": id, "token": token })).await;
    assert_eq!(
        sent["submitDraft"],
        json!({ "proposal": { "number": 1, "title": platanes()["title"] }, "problems": [] })
    );
    let twice = awa.ask(SEND, json!({ "draft": id, "token": token })).await;
    assert_eq!(twice["submitDraft"]["problems"][0]["code"], "DRAFT_NOT_FOUND");
    let gone = awa.ask(READ, json!({ "id": id, "token": token })).await;
    assert_eq!(gone["drafts"]["totalCount"], 0);
}

#[tokio::test]
async fn a_draft_that_cannot_be_sent_yet_stays_whole() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let long = "é".repeat(2_001);
    let saved = save(
        &awa,
        &plan,
        &json!(null),
        &json!(null),
        json!({ "title": "Court", "body": long }),
    )
    .await;
    assert_eq!(saved["token"], json!(null), "an account needs no token");
    assert_eq!(saved["draft"]["expiresAt"], json!(null));
    let id = saved["draft"]["id"].clone();
    let sent = awa.ask(SEND, json!({ "draft": id })).await;
    assert_eq!(
        sent["submitDraft"]["problems"],
        json!([{ "code": "FIELD_TOO_SHORT", "field": "title" }, { "code": "FIELD_TOO_LONG", "field": "body" }])
    );
    let kept = awa.ask(READ, json!({ "id": id })).await;
    assert_eq!(kept["draft"]["title"], "Court");
    let erased = awa.ask(ERASE, json!({ "draft": id })).await;
    assert_eq!(erased["deleteDraft"]["draft"]["title"], "Court");
    assert_eq!(awa.ask(READ, json!({ "id": id })).await["draft"], json!(null));
}

#[tokio::test]
async fn a_draft_without_an_account_goes_after_thirty_days_and_one_with_an_account_stays() {
    let app = TestApp::start().await;
    let (staff, visitor, awa) = (
        app.staff("M. Petit").await,
        app.visitor(),
        app.resident("Awa").await,
    );
    let plan = published(&staff).await;
    let empty = json!({ "title": "", "body": "" });
    let of_token = save(&visitor, &plan, &json!(null), &json!(null), empty.clone()).await;
    let of_awa = save(&awa, &plan, &json!(null), &json!(null), empty).await;
    app.clock.advance(days(30) - Duration::from_secs(1));
    let read = json!({ "id": of_token["draft"]["id"], "token": of_token["token"] });
    assert_ne!(visitor.ask(READ, read.clone()).await["draft"], json!(null));
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(visitor.ask(READ, read).await["draft"], json!(null));
    let kept = awa.ask(READ, json!({ "id": of_awa["draft"]["id"] })).await;
    assert_ne!(kept["draft"], json!(null));
    let deleted = app
        .db()
        .write::<_, app::Error, _>(|tx| {
            let now = visitor.cx().now();
            async move { Ok(persistence::drafts::delete_expired(&tx, now).await?) }
        })
        .await;
    assert_eq!(deleted.unwrap(), 1, "what has expired leaves the table too");
}

#[tokio::test]
async fn a_person_keeps_twenty_drafts_and_takes_over_those_of_a_token_by_saving_them() {
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let empty = json!({ "title": "", "body": "" });
    let begun = save(&visitor, &plan, &json!(null), &json!(null), empty.clone()).await;
    for _ in 0..19 {
        save(&awa, &plan, &json!(null), &json!(null), empty.clone()).await;
    }
    let taken = save(&awa, &plan, &begun["draft"]["id"], &begun["token"], empty.clone()).await;
    assert_eq!(taken["draft"]["expiresAt"], json!(null), "{taken:#}");
    let by_token = json!({ "id": begun["draft"]["id"], "token": begun["token"] });
    assert_eq!(
        visitor.ask(READ, by_token).await["draft"],
        json!(null),
        "it is Awa's now"
    );
    let too_many = save(&awa, &plan, &json!(null), &json!(null), empty.clone()).await;
    assert_eq!(too_many["problems"][0]["code"], "DRAFT_TOO_MANY");
    let over = save(&awa, &plan, &taken["draft"]["id"], &json!(null), platanes()).await;
    assert_eq!(over["problems"], json!([]), "an old one can still be saved");
}

#[tokio::test]
async fn what_is_no_token_of_drafts_is_refused() {
    let app = TestApp::start().await;
    let (staff, visitor) = (app.staff("M. Petit").await, app.visitor());
    let plan = published(&staff).await;
    let refused = save(&visitor, &plan, &json!(null), &json!("fbs_AAAA"), platanes()).await;
    assert_eq!(refused["problems"][0]["code"], "DRAFT_BAD_TOKEN");
}

/// Saves an empty draft, over `draft` or as a new one.
async fn save_empty(
    cx: &Cx,
    plan: PlanId,
    draft: Option<DraftId>,
    token: Option<&str>,
) -> app::Result<Saved> {
    let command = SaveDraft::parse(cx, plan, draft, token, &ProposalInput::default()).await?;
    app::drafts::save(cx, command).await
}

#[tokio::test]
async fn a_place_that_begins_too_many_drafts_waits_and_what_was_begun_there_is_still_saved() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await["id"].as_str().unwrap().parse().unwrap();
    let library = |who: &Person| who.cx().clone().with_address([192, 0, 2, 7].into());
    let here = library(&app.visitor());
    let first = save_empty(&here, plan, None, None).await.unwrap();
    for begun in 1..60 {
        save_empty(&here, plan, None, None)
            .await
            .unwrap_or_else(|error| panic!("{begun} begun: {error:?}"));
    }
    let error = save_empty(&here, plan, None, None).await.unwrap_err();
    assert!(matches!(error, app::Error::Throttled { .. }), "{error:?}");

    let (draft, token) = (
        Some(first.draft.id),
        first.token.as_ref().map(|token| token.expose_secret()),
    );
    for _ in 0..100 {
        save_empty(&here, plan, draft, token).await.unwrap();
    }
    save_empty(&library(&awa), plan, None, None).await.unwrap();
    let elsewhere = here.clone().with_address([192, 0, 2, 8].into());
    save_empty(&elsewhere, plan, None, None).await.unwrap();
    app.clock.advance(Duration::from_secs(20));
    save_empty(&here, plan, None, None).await.unwrap();
}

#[tokio::test]
async fn a_draft_is_no_proposal_in_any_list() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    save(&awa, &plan, &json!(null), &json!(null), platanes()).await;
    let list = "query($plan: ID) { proposals(plan: $plan) { totalCount } }";
    assert_eq!(
        awa.ask(list, json!({ "plan": plan["id"] })).await["proposals"]["totalCount"],
        0
    );
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    assert_eq!(sent["submitProposal"]["proposal"]["number"], 1);
}
