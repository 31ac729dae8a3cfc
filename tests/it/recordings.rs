//! Words that a facilitator records for somebody without an account, and what that person does by the receipt.

use axum::http::StatusCode;
use domain::{
    Scope,
    accounts::{Grant, Role},
    plans::PlanId,
};
use serde_json::{Value, json};
use test_support::Person;

use crate::{
    moderation::{Scene, codes, report},
    pages::Browser,
    subscriptions::debate,
};

const RECORD: &str = "mutation($input: RecordInput!) {
    recordWords(input: $input) { recording item receipt problems { code field } }
}";
const RECORDED: &str = "query($receipt: String!) { recordedWords(receipt: $receipt) {
    place grounds proposal { id title number } comment { id body } decision { id action rule { code } }
} }";
const CONTEST: &str = "mutation($receipt: String!, $decision: ID!) {
    contestByReceipt(receipt: $receipt, decision: $decision, grounds: \"Je n'ai nommé personne.\") { dueAt problems { code } }
}";
const WITHDRAW: &str = "mutation($receipt: String!) { withdrawRecordedWords(receipt: $receipt) { withdrawn problems { code } } }";
const PROPOSAL: &str = "query($id: ID!) { proposal(id: $id) {
    title origin visibility state author { ... on Attribution { label source medium } ... on Account { displayName } }
} }";

/// A town with a debate, and Karim, who records for one of its plans.
pub(crate) struct House {
    pub(crate) scene: Scene,
    pub(crate) plan: Value,
    pub(crate) karim: Person,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::under_rules(json!({})).await
    }

    async fn under_rules(rules: Value) -> Self {
        let scene = Scene::begin().await;
        let plan = debate(&scene.staff, "la-maison", rules).await["id"].clone();
        let here: PlanId = plan.as_str().unwrap().parse().unwrap();
        let grants = [Grant {
            role: Role::Facilitator,
            plan: Some(here),
        }];
        let karim = scene.app.with_grants("Karim", &grants).await;
        Self { scene, plan, karim }
    }

    fn input(&self) -> Value {
        json!({
            "plan": self.plan, "medium": "PHONE", "place": "Maison du projet", "speaker": "Madame K.",
            "proposal": {
                "title": "Un banc devant le centre de santé",
                "body": "On attend debout. Un banc à l'ombre aiderait les anciens.",
            },
            "readBack": true, "agreed": true,
        })
    }

    async fn record(&self, by: &Person, input: Value) -> Value {
        by.ask(RECORD, json!({ "input": input })).await["recordWords"].clone()
    }

    async fn under(&self, receipt: &str) -> Value {
        let asked = self
            .scene
            .app
            .visitor()
            .ask(RECORDED, json!({ "receipt": receipt }))
            .await;
        asked["recordedWords"].clone()
    }
}

#[tokio::test]
async fn words_that_were_read_back_are_published_and_nobody_else_records_them() {
    let house = House::open().await;
    let (scene, input) = (&house.scene, house.input());
    let mut unread = input.clone();
    unread["readBack"] = json!(false);
    unread["agreed"] = json!(false);
    unread["place"] = json!("");
    let refused = house.record(&house.karim, unread).await;
    assert_eq!(
        refused["problems"],
        json!([
            { "code": "FIELD_REQUIRED", "field": "place" },
            { "code": "FIELD_REQUIRED", "field": "readBack" },
            { "code": "FIELD_REQUIRED", "field": "agreed" },
        ])
    );
    let admin = [Grant {
        role: Role::Admin,
        plan: None,
    }];
    let admin = scene.app.with_grants("Madame la directrice", &admin).await;
    for (who, person, code) in [
        ("a resident", &scene.lina, "PERMISSION_ROLE_REQUIRED"),
        ("a moderator", &scene.ines, "PERMISSION_ROLE_REQUIRED"),
        ("staff", &scene.staff, "PERMISSION_ROLE_REQUIRED"),
        ("an admin", &admin, "PERMISSION_ROLE_REQUIRED"),
        ("a visitor", &scene.app.visitor(), "AUTH_REQUIRED"),
    ] {
        assert_eq!(codes(&house.record(person, input.clone()).await), [code], "{who}");
    }
    let mut elsewhere = input.clone();
    elsewhere["plan"] = scene
        .app
        .visitor()
        .ask("{ plans(first: 9) { edges { node { id slug } } } }", json!({}))
        .await["plans"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .find(|edge| edge["node"]["slug"] == "les-tilleuls")
        .unwrap()["node"]["id"]
        .clone();
    assert_eq!(
        codes(&house.record(&house.karim, elsewhere).await),
        ["PERMISSION_ROLE_REQUIRED"]
    );

    let mut once = input.clone();
    once["idempotencyKey"] = json!("premier appel");
    let recorded = house.record(&house.karim, once.clone()).await;
    assert_eq!(recorded["problems"], json!([]), "{recorded:#}");
    assert_eq!(house.record(&house.karim, once).await, recorded, "sent twice");
    let receipt = recorded["receipt"].as_str().unwrap();
    let shown = scene
        .app
        .visitor()
        .ask(PROPOSAL, json!({ "id": recorded["item"] }))
        .await["proposal"]
        .clone();
    assert_eq!(
        (&shown["origin"], &shown["author"]),
        (
            &json!("PAPER"),
            &json!({ "label": "Madame K.", "source": "Maison du projet", "medium": "PHONE" })
        ),
        "{shown:#}"
    );
    let found = house.under(&receipt.to_lowercase().replace('-', " ")).await;
    assert_eq!(
        (&found["proposal"]["id"], &found["place"], &found["decision"]),
        (&recorded["item"], &json!("Maison du projet"), &Value::Null)
    );
    assert_eq!(house.under("0000-0000-0000").await, Value::Null);
    assert_eq!(house.under("").await, Value::Null);

    // Whoever reads everything does not learn who recorded it, nor the receipt.
    const ALL: &str = "{ changes(first: 50) { edges { node { kind } } } }";
    for reader in [&scene.app.visitor(), &scene.lina, &scene.ines, &scene.staff] {
        let said = reader.ask(PROPOSAL, json!({ "id": recorded["item"] })).await;
        assert!(!said.to_string().contains("Karim"), "{said:#}");
        assert!(!reader.graphql(ALL, json!({})).await.to_string().contains(receipt));
    }
}

#[tokio::test]
async fn a_decision_about_recorded_words_is_contested_by_receipt_and_reversed() {
    let house = House::open().await;
    let scene = &house.scene;
    let recorded = house.record(&house.karim, house.input()).await;
    let receipt = recorded["receipt"].as_str().unwrap();
    let sent = report(
        &scene.lina,
        json!({ "item": recorded["item"], "kind": "PERSONAL_DATA", "rule": scene.rule }),
    )
    .await;
    assert_eq!(sent["problems"], json!([]), "{sent:#}");
    let case = scene.first(&scene.ines, "OPEN").await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(
        house.under(receipt).await["decision"],
        Value::Null,
        "nobody is told before"
    );
    scene.told().await;
    let told = house.under(receipt).await;
    assert_eq!(
        (&told["decision"]["action"], &told["decision"]["rule"]["code"]),
        (&json!("HIDE"), &json!("personal_data")),
        "{told:#}"
    );
    let browser = Browser::open(&scene.app);
    let page = browser.post("/receipt", &[("code", receipt)]).await.html;
    assert!(
        page.contains("Vos mots ne sont plus affichés.") && !page.contains("Vos mots sont publiés."),
        "{page}"
    );
    let grounds = "Je parlais d'un banc, de personne d'autre.";
    let decision = told["decision"]["id"].as_str().unwrap();
    let typed = [
        ("code", "0000-0000-0000"),
        ("decision", decision),
        ("grounds", grounds),
    ];
    let wrong = browser.post("/receipt/contest", &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.html.contains("Je parlais d&#39;un banc") && wrong.html.contains("action=\"/receipt/contest\""),
        "{}",
        wrong.html
    );
    let contest = async |receipt: &str| {
        let variables = json!({ "receipt": receipt, "decision": told["decision"]["id"] });
        scene.app.visitor().ask(CONTEST, variables).await["contestByReceipt"].clone()
    };
    assert_eq!(codes(&contest("0000-0000-0000").await), ["RECORDING_NOT_FOUND"]);
    let other = house.record(&house.karim, house.input()).await;
    assert_eq!(
        codes(&contest(other["receipt"].as_str().unwrap()).await),
        ["MODERATION_NOT_FOUND"],
        "of other words"
    );
    let filed = contest(receipt).await;
    assert_eq!(codes(&filed), Vec::<&str>::new(), "{filed:#}");
    assert!(filed["dueAt"].is_string());
    assert_eq!(codes(&contest(receipt).await), ["MODERATION_ALREADY_CONTESTED"]);
    let contested = scene.case(&scene.omar, &case).await;
    scene
        .decide(&scene.omar, &contested, json!({ "action": "KEEP" }))
        .await;
    scene.told().await;
    let shown = scene
        .app
        .visitor()
        .ask(PROPOSAL, json!({ "id": recorded["item"] }))
        .await;
    assert_eq!(shown["proposal"]["visibility"], "SHOWN", "{shown:#}");
    assert_eq!(house.under(receipt).await["grounds"], "Je n'ai nommé personne.");
}

#[tokio::test]
async fn words_are_taken_back_by_receipt_with_the_name_under_them() {
    let house = House::open().await;
    let scene = &house.scene;
    let recorded = house.record(&house.karim, house.input()).await;
    let mut word = house.input();
    word.as_object_mut().unwrap().remove("proposal");
    word["medium"] = json!("MEETING");
    word["comment"] =
        json!({ "proposal": recorded["item"], "input": { "body": "Et des toilettes.", "position": "FOR" } });
    let said = house.record(&house.karim, word.clone()).await;
    assert_eq!(said["problems"], json!([]), "{said:#}");
    const COMMENT: &str =
        "query($id: ID!) { comment(id: $id) { body state author { ... on Attribution { label medium } } } }";
    let comment = async || {
        let asked = json!({ "id": said["item"] });
        scene.app.visitor().ask(COMMENT, asked).await["comment"].clone()
    };
    assert_eq!(
        comment().await["author"],
        json!({ "label": "Madame K.", "medium": "MEETING" })
    );
    word["comment"]["proposal"] = scene.proposal.clone();
    assert_eq!(
        house.record(&house.karim, word).await["problems"],
        json!([{ "code": "FIELD_UNKNOWN", "field": "proposal" }]),
        "of another plan"
    );

    let withdraw = async |receipt: &Value| {
        let taken = scene
            .app
            .visitor()
            .ask(WITHDRAW, json!({ "receipt": receipt }))
            .await;
        taken["withdrawRecordedWords"].clone()
    };
    assert_eq!(
        codes(&withdraw(&json!("ABCD-EFGH-JKMN")).await),
        ["RECORDING_NOT_FOUND"]
    );
    for (recorded, again) in [(&said, "COMMENT_DELETED"), (&recorded, "PROPOSAL_WITHDRAWN")] {
        let taken = withdraw(&recorded["receipt"]).await;
        assert_eq!(taken["withdrawn"], true, "{taken:#}");
        assert_eq!(codes(&withdraw(&recorded["receipt"]).await), [again]);
    }
    let gone = comment().await;
    assert_eq!(
        (&gone["body"], &gone["author"]),
        (&Value::Null, &Value::Null),
        "{gone:#}"
    );
    let gone = scene
        .app
        .visitor()
        .ask(PROPOSAL, json!({ "id": recorded["item"] }))
        .await["proposal"]
        .clone();
    assert_eq!(
        (&gone["state"], &gone["author"]),
        (&json!("WITHDRAWN"), &Value::Null),
        "{gone:#}"
    );
    // Tombstones name nobody; and nobody is left to be named.
    let db = scene.app.db();
    for recorded in [&said, &recorded] {
        let id = recorded["recording"].as_str().unwrap().parse().unwrap();
        let recording = persistence::recordings::by_id(db, id).await.unwrap().unwrap();
        let speaker = persistence::attributions::by_ids(db, &Scope::system(), &[recording.speaker])
            .await
            .unwrap();
        assert_eq!(speaker[0].label, "");
    }
}

#[tokio::test]
async fn on_pages_words_are_recorded_in_three_steps_and_followed_by_their_receipt() {
    let house = House::open().await;
    let scene = &house.scene;
    scene.app.confirm_email(&house.karim, "karim@example.org").await;
    let karim = Browser::open(&scene.app);
    karim.sign_in(&scene.app, "karim@example.org", "/record").await;
    let lina = Browser::open(&scene.app);
    lina.sign_in(&scene.app, "lina@example.org", "/").await;
    let visitor = Browser::open(&scene.app);
    assert_eq!(lina.get("/record").await.status, 404);
    assert_eq!(visitor.get("/record").await.status, 401);
    assert!(karim.get("/").await.html.contains("href=\"/record\""));

    let plan = house.plan.as_str().unwrap();
    let began = karim.get("/record").await;
    assert!(began.html.contains("Étape 1 sur 3"), "{}", began.html);
    let nowhere = karim
        .post("/record/words", &[("plan", plan), ("what", "idea")])
        .await;
    assert_eq!(nowhere.status, 422);
    assert!(nowhere.html.contains("id=\"venue-problem\""), "{}", nowhere.html);
    let mut typed = vec![
        ("plan", plan),
        ("what", "idea"),
        ("medium", "phone"),
        ("venue", "Maison du projet"),
        ("key", "page"),
    ];
    let asked = karim.post("/record/words", &typed).await;
    assert!(
        asked.status == 200 && asked.html.contains("Étape 2 sur 3"),
        "{}",
        asked.html
    );
    typed.extend([
        ("title", "Un banc"),
        ("body", "On attend debout, tous les jours."),
        ("language", "ta"),
        ("speaker", "Madame K."),
    ]);
    let short = karim.post("/record/check", &typed).await;
    assert_eq!(short.status, 422);
    assert!(
        short.html.contains("id=\"title-problem\"")
            && short.html.contains("On attend debout, tous les jours."),
        "{}",
        short.html
    );
    typed.retain(|(name, _)| *name != "title");
    typed.push(("title", "Un banc devant le centre de santé"));
    let check = karim.post("/record/check", &typed).await;
    for said in [
        "Relisez à voix haute",
        "Au téléphone, Maison du projet",
        "Nom affiché : Madame K.",
        "lang=\"ta\"",
    ] {
        assert!(check.html.contains(said), "{said} in {}", check.html);
    }
    let unread = karim.post("/record", &typed).await;
    assert_eq!(unread.status, 422);
    assert!(
        unread.html.contains("id=\"readBack\"") && unread.html.contains("Il y a un problème"),
        "{}",
        unread.html
    );
    typed.extend([("read_back", "yes"), ("agreed", "yes")]);
    let sent = karim.post("/record", &typed).await;
    assert_eq!(sent.status, 303, "{}", sent.html);
    assert_eq!(
        karim.post("/record", &typed).await.location,
        sent.location,
        "sent twice"
    );
    let receipt = karim.get(&sent.location).await;
    assert!(
        receipt.html.contains("<svg") && receipt.html.contains("n° 1."),
        "{}",
        receipt.html
    );
    let code = receipt
        .html
        .split("<p class=\"code\"><strong>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(lina.get(&sent.location).await.status, 404);
    let again = karim.get("/record").await;
    assert!(
        again.html.contains("Un banc devant le centre de santé")
            && again.html.contains("value=\"Maison du projet\""),
        "{}",
        again.html
    );
    scene.app.clock.advance(domain::time::hours(25));
    karim.sign_in(&scene.app, "karim@example.org", "/record").await;
    assert_eq!(karim.get(&sent.location).await.status, 404, "for a day");

    let missing = visitor.post("/receipt", &[("code", "ABCD")]).await;
    assert!(
        missing.status == 422 && missing.html.contains("value=\"ABCD\""),
        "{}",
        missing.html
    );
    let found = visitor.get(&format!("/receipt?code={code}")).await;
    for said in [
        "Vos mots sont publiés.",
        "Un banc devant le centre de santé",
        "Au téléphone, Maison du projet",
    ] {
        assert!(found.html.contains(said), "{said} in {}", found.html);
    }
    let sign = found
        .html
        .split("href=\"/plans/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let shown = visitor.get(&format!("/plans/{sign}")).await;
    assert!(
        shown
            .html
            .contains("Madame K., dit au téléphone, noté par un accompagnateur (Maison du projet)"),
        "{}",
        shown.html
    );
    let unsure = visitor.post("/receipt/withdraw", &[("code", &code)]).await;
    assert_eq!(unsure.status, 422);
    let taken = visitor
        .post("/receipt/withdraw", &[("code", &code), ("sure", "yes")])
        .await;
    assert!(taken.html.contains("Vos mots sont retirés."), "{}", taken.html);
    assert!(
        !visitor
            .get(&format!("/plans/{sign}"))
            .await
            .html
            .contains("Madame K.")
    );
}

#[tokio::test]
async fn where_everything_is_read_before_recorded_words_wait_and_their_holder_sees_them() {
    let mode =
        json!({ "mode": "BEFORE", "reason": "Semaine des élections", "until": "2026-12-05T00:00:00+01:00" });
    let house = House::under_rules(json!({ "moderation": mode })).await;
    let scene = &house.scene;
    let recorded = house.record(&house.karim, house.input()).await;
    let asked = json!({ "id": recorded["item"] });
    assert_eq!(
        scene.app.visitor().ask(PROPOSAL, asked.clone()).await["proposal"],
        Value::Null
    );
    let receipt = recorded["receipt"].as_str().unwrap();
    assert_eq!(house.under(receipt).await["proposal"]["number"], Value::Null);
    assert_eq!(house.under(receipt).await["proposal"]["id"], recorded["item"]);
    let taken = scene
        .app
        .visitor()
        .ask(WITHDRAW, json!({ "receipt": receipt }))
        .await;
    assert_eq!(taken["withdrawRecordedWords"]["withdrawn"], true, "{taken:#}");
}

async fn may(viewer: &Person, item: &Value) -> Value {
    const MAY: &str =
        "query($id: ID!) { node(id: $id) { ... on Proposal { viewerCan { openCase publish } } } }";
    viewer.ask(MAY, json!({ "id": item })).await["node"]["viewerCan"].clone()
}

#[tokio::test]
async fn whoever_recorded_words_decides_nothing_about_them() {
    let house = House::open().await;
    let scene = &house.scene;
    let here: PlanId = house.plan.as_str().unwrap().parse().unwrap();
    let both = [Role::Facilitator, Role::Moderator].map(|role| Grant {
        role,
        plan: Some(here),
    });
    let nora = scene.app.with_grants("Nora", &both).await;
    let recorded = house.record(&nora, house.input()).await;
    assert_eq!(recorded["problems"], json!([]), "{recorded:#}");
    const OPEN: &str =
        "mutation($item: ID!) { openCase(item: $item) { case { id version } problems { code } } }";
    let opened = nora.ask(OPEN, json!({ "item": recorded["item"] })).await;
    assert_eq!(codes(&opened["openCase"]), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    assert_eq!(may(&nora, &recorded["item"]).await["openCase"], false);
    assert_eq!(may(&scene.ines, &recorded["item"]).await["openCase"], true);
    let sent = report(
        &scene.lina,
        json!({ "item": recorded["item"], "kind": "PERSONAL_DATA", "rule": scene.rule }),
    )
    .await;
    assert_eq!(sent["problems"], json!([]), "{sent:#}");
    let case = scene.first(&scene.ines, "OPEN").await;
    let seen = scene.case(&nora, &case).await;
    assert_eq!(seen["viewerCan"]["decide"], false, "{seen:#}");
    let hide = || json!({ "action": "HIDE" });
    let refused = scene.decide(&nora, &case, hide()).await;
    assert_eq!(codes(&refused), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    const TAKE: &str = "mutation { takeCases { cases { id } } }";
    let taken = nora.ask(TAKE, json!({})).await["takeCases"].clone();
    assert_eq!(taken["cases"], json!([]), "the queue gives it to others");
    let decided = scene.decide(&scene.ines, &case, hide()).await;
    assert_eq!(codes(&decided), [] as [&str; 0], "somebody else decides");
}

#[tokio::test]
async fn whoever_recorded_words_leaves_their_publication_to_others() {
    let mode =
        json!({ "mode": "BEFORE", "reason": "Semaine des élections", "until": "2026-12-05T00:00:00+01:00" });
    let house = House::under_rules(json!({ "moderation": mode })).await;
    let scene = &house.scene;
    let here: PlanId = house.plan.as_str().unwrap().parse().unwrap();
    let both = [Role::Facilitator, Role::Moderator].map(|role| Grant {
        role,
        plan: Some(here),
    });
    let nora = scene.app.with_grants("Nora", &both).await;
    let recorded = house.record(&nora, house.input()).await;
    const PUBLISH: &str =
        "mutation($id: ID!) { publishProposal(proposal: $id) { proposal { state } problems { code } } }";
    assert_eq!(may(&nora, &recorded["item"]).await["publish"], false);
    assert_eq!(may(&scene.ines, &recorded["item"]).await["publish"], true);
    let asked = json!({ "id": recorded["item"] });
    let own = nora.ask(PUBLISH, asked.clone()).await["publishProposal"].clone();
    assert_eq!(codes(&own), ["PERMISSION_CONFLICT_OF_INTEREST"], "{own}");
    let other = scene.ines.ask(PUBLISH, asked).await["publishProposal"].clone();
    assert_eq!(codes(&other), [] as [&str; 0], "{other}");
}
