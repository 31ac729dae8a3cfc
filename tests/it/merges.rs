//! Merging proposals: with every author's consent, within 14 days, never after the vote opens, and never for good.

use std::time::Duration;

use domain::{Timestamp, proposals::ProposalId, time::days};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::published,
    proposals::{SUBMIT, platanes},
};

const MERGE: &str = "mutation($into: ID!, $proposals: [ID!]!) {
    proposeMerge(into: $into, proposals: $proposals) {
        merge { id state closesAt into { number } consents { agreed proposal { number } } } problems { code }
    }
}";
const ANSWER: &str = "mutation($merge: ID!, $agree: Boolean!) { answerMerge(merge: $merge, agree: $agree) { merge { state } problems { code } } }";
const LEAVE: &str = "mutation($id: ID!) { leaveMerge(proposal: $id) { proposal { mergedInto { number } } problems { code } } }";
const WITHDRAW: &str =
    "mutation($id: ID!) { withdrawProposal(proposal: $id) { proposal { state } problems { code } } }";
const GROUP: &str = "query($id: ID!) { proposal(id: $id) { mergedInto { number } members { number } } }";

async fn submitted(who: &Person, plan: &Value) -> Value {
    let sent = who
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    sent["submitProposal"]["proposal"]["id"].clone()
}

async fn group(who: &Person, id: &Value) -> Value {
    who.ask(GROUP, json!({ "id": id })).await["proposal"].clone()
}

/// Three residents with a proposal each.
pub(crate) async fn three(app: &TestApp) -> ([Person; 3], [Value; 3]) {
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let people = [
        app.resident("Awa").await,
        app.resident("Lina").await,
        app.resident("Karim").await,
    ];
    let ids = [
        submitted(&people[0], &plan).await,
        submitted(&people[1], &plan).await,
        submitted(&people[2], &plan).await,
    ];
    (people, ids)
}

/// The class of CVE-2026-40869: anyone could accept or reject what waits for somebody else's word.
#[tokio::test]
async fn nobody_but_the_authors_agrees_to_a_merge() {
    let app = TestApp::start().await;
    let ([awa, lina, karim], [one, two, three]) = three(&app).await;
    let merge = awa.ask(MERGE, json!({ "into": one, "proposals": [two] })).await;
    let merge = merge["proposeMerge"]["merge"].clone();
    assert_eq!(merge["state"], "OPEN");
    assert_eq!(merge["closesAt"], "2026-12-07T09:00:00Z");
    let agree = json!({ "merge": merge["id"], "agree": true });
    let staff = app.staff("Mme Grand").await;
    for who in [&karim, &staff] {
        for agree in [true, false] {
            let refused = who
                .ask(ANSWER, json!({ "merge": merge["id"], "agree": agree }))
                .await;
            assert_eq!(refused["answerMerge"]["problems"][0]["code"], "MERGE_NOT_FOUND");
        }
        let list = who.ask("{ merges { totalCount } }", json!({})).await;
        assert_eq!(list["merges"]["totalCount"], 0);
    }
    assert_eq!(
        app.visitor().ask(ANSWER, agree.clone()).await["answerMerge"]["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
    // The proposer agreed for their own; saying it again does not stand in for Lina.
    assert_eq!(
        awa.ask(ANSWER, agree.clone()).await["answerMerge"]["merge"]["state"],
        "OPEN"
    );
    assert_eq!(group(&karim, &two).await["mergedInto"], json!(null));

    assert_eq!(
        lina.ask(ANSWER, agree.clone()).await["answerMerge"]["merge"]["state"],
        "DONE"
    );
    assert_eq!(group(&karim, &two).await["mergedInto"]["number"], 1);
    assert_eq!(group(&karim, &one).await["members"], json!([{ "number": 2 }]));
    assert_eq!(
        lina.ask(ANSWER, agree).await["answerMerge"]["problems"][0]["code"],
        "MERGE_CLOSED"
    );

    // Karim cannot pull others in, nor take others out.
    let pulled = karim.ask(MERGE, json!({ "into": one, "proposals": [two] })).await;
    assert_eq!(
        pulled["proposeMerge"]["problems"][0]["code"],
        "PERMISSION_NOT_YOURS"
    );
    let left = karim.ask(LEAVE, json!({ "id": two })).await;
    assert_eq!(left["leaveMerge"]["problems"][0]["code"], "PERMISSION_NOT_YOURS");

    // Joining a group asks everybody in it.
    let join = karim
        .ask(MERGE, json!({ "into": one, "proposals": [three] }))
        .await;
    let join = join["proposeMerge"]["merge"].clone();
    assert_eq!(join["consents"].as_array().unwrap().len(), 3);
    let agree = json!({ "merge": join["id"], "agree": true });
    assert_eq!(
        awa.ask(ANSWER, agree.clone()).await["answerMerge"]["merge"]["state"],
        "OPEN"
    );
    assert_eq!(
        lina.ask(ANSWER, agree).await["answerMerge"]["merge"]["state"],
        "DONE"
    );
    assert_eq!(
        group(&karim, &one).await["members"],
        json!([{ "number": 2 }, { "number": 3 }])
    );

    // When the leader leaves, the lowest number leads the rest.
    let id: ProposalId = one.as_str().unwrap().parse().unwrap();
    assert_eq!(
        persistence::proposals::group_of(app.db(), id)
            .await
            .unwrap()
            .len(),
        3
    );
    awa.ask(LEAVE, json!({ "id": one })).await;
    assert_eq!(
        group(&karim, &one).await,
        json!({ "mergedInto": null, "members": [] })
    );
    assert_eq!(group(&karim, &two).await["members"], json!([{ "number": 3 }]));
    assert_eq!(
        awa.ask(LEAVE, json!({ "id": one })).await["leaveMerge"]["problems"][0]["code"],
        "MERGE_NOT_MERGED"
    );
    // So it is when it is withdrawn.
    lina.ask(WITHDRAW, json!({ "id": two })).await;
    assert_eq!(
        group(&karim, &three).await,
        json!({ "mergedInto": null, "members": [] })
    );
    assert_eq!(
        persistence::proposals::group_of(app.db(), id).await.unwrap(),
        [id]
    );
}

#[tokio::test]
async fn silence_is_a_no_and_so_is_a_no() {
    let app = TestApp::start().await;
    let ([awa, lina, karim], [one, two, three]) = three(&app).await;
    let silent = awa.ask(MERGE, json!({ "into": one, "proposals": [two] })).await;
    let refused = awa.ask(MERGE, json!({ "into": one, "proposals": [three] })).await;
    let no = json!({ "merge": refused["proposeMerge"]["merge"]["id"], "agree": false });
    assert_eq!(
        karim.ask(ANSWER, no).await["answerMerge"]["merge"]["state"],
        "REFUSED"
    );
    app.clock.advance(days(14) - Duration::from_micros(1));
    let states = "{ merges { edges { node { state } } } }";
    let open = lina.ask(states, json!({})).await;
    assert_eq!(open["merges"]["edges"][0]["node"]["state"], "OPEN");
    app.clock.advance(Duration::from_micros(1));
    let lapsed = lina.ask(states, json!({})).await;
    assert_eq!(lapsed["merges"]["edges"][0]["node"]["state"], "LAPSED");
    let late = json!({ "merge": silent["proposeMerge"]["merge"]["id"], "agree": true });
    assert_eq!(
        lina.ask(ANSWER, late).await["answerMerge"]["problems"][0]["code"],
        "MERGE_CLOSED"
    );
    assert_eq!(group(&awa, &one).await["members"], json!([]));
}

#[tokio::test]
async fn nothing_is_merged_once_the_vote_has_opened() {
    let app = TestApp::start().await;
    let ([awa, lina, _], [one, two, three]) = three(&app).await;
    app.clock
        .set(Timestamp::parse("2026-12-20T00:00:00+01:00").unwrap());
    let open = awa.ask(MERGE, json!({ "into": one, "proposals": [two] })).await;
    app.clock
        .set(Timestamp::parse("2026-12-23T00:00:00+01:00").unwrap());
    let late = json!({ "merge": open["proposeMerge"]["merge"]["id"], "agree": true });
    assert_eq!(
        lina.ask(ANSWER, late).await["answerMerge"]["problems"][0]["code"],
        "MERGE_VOTE_OPEN"
    );
    let new = awa.ask(MERGE, json!({ "into": one, "proposals": [three] })).await;
    assert_eq!(new["proposeMerge"]["problems"][0]["code"], "MERGE_VOTE_OPEN");
    assert_eq!(group(&awa, &one).await["members"], json!([]));
}

#[tokio::test]
async fn what_does_not_fit_together_is_not_merged() {
    let app = TestApp::start().await;
    let ([awa, lina, _], [one, two, _]) = three(&app).await;
    let code = |answer: Value| answer["proposeMerge"]["problems"][0]["code"].clone();
    assert_eq!(
        code(awa.ask(MERGE, json!({ "into": one, "proposals": [] })).await),
        "FIELD_OUT_OF_RANGE"
    );
    assert_eq!(
        code(awa.ask(MERGE, json!({ "into": one, "proposals": [one] })).await),
        "MERGE_UNFIT"
    );
    lina.ask(WITHDRAW, json!({ "id": two })).await;
    assert_eq!(
        code(awa.ask(MERGE, json!({ "into": one, "proposals": [two] })).await),
        "MERGE_UNFIT"
    );
}
