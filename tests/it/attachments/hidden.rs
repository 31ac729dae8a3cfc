//! A photo that is hidden by itself: who gets its bytes before, after, once it is taken back, and once it is contested.

use axum::http::StatusCode;
use domain::{
    accounts::{Grant, Role},
    attachments::{AttachmentId, Size},
};
use serde_json::{Value, json};
use test_support::Person;

use super::{files_in, made::telephone_photo};
use crate::{
    moderation::{DECIDE, Scene, WORDS, codes},
    pages::Browser,
};

const SEEN: &str = "Le passage inondé devant le n° 4";
const CONTEST: &str = "mutation($decision: ID!) {
    contestDecision(decision: $decision, grounds: \"On ne reconnaît personne sur cette photo.\") { problems { code } }
}";

/// A town in which Awa's comment has a photo, and the photo.
pub(crate) async fn scene() -> (Scene, AttachmentId) {
    let mut scene = Scene::begin().await;
    let file = sent(&scene.awa).await;
    const POST: &str = "mutation($proposal: ID!, $body: String!, $files: [ID!]!) {
        postComment(proposal: $proposal, input: { body: $body, attachments: $files, confirmPersonalData: true }) {
            comment { id } problems { code }
        }
    }";
    let variables = json!({ "proposal": scene.proposal, "body": WORDS, "files": [file.to_string()] });
    let posted = scene.awa.ask(POST, variables).await["postComment"].clone();
    scene.comment = posted["comment"]["id"].clone();
    scene.app.run_worker().await;
    (scene, file)
}

/// A photo that this person has sent and not used.
async fn sent(person: &Person) -> AttachmentId {
    let given = app::attachments::Given {
        bytes: telephone_photo(80, 60).into(),
        description: SEEN.to_owned(),
        ..app::attachments::Given::default()
    };
    let cx = person.cx();
    let upload = app::attachments::Upload::parse(&cx.actor, given, cx.limits()).unwrap();
    app::attachments::upload(cx, upload).await.unwrap().id
}

/// What everybody finds: whether anybody gets the bytes, Awa who wrote it does, and a moderator does.
async fn opens(scene: &Scene, file: AttachmentId) -> [bool; 4] {
    let (visitor, size) = (scene.app.visitor(), Size::Small);
    let mut seen = [false; 4];
    for (place, who) in [&visitor, &scene.lina, &scene.awa, &scene.ines]
        .into_iter()
        .enumerate()
    {
        let opened = app::attachments::open(who.cx(), file, size, None).await.unwrap();
        seen[place] = opened.is_some();
    }
    seen
}

const EVERYBODY: [bool; 4] = [true; 4];
const CONCERNED: [bool; 4] = [false, false, true, true];

async fn read(scene: &Scene, by: &Person) -> Value {
    let asked = "query($id: ID!) { comment(id: $id) {
        body visibility attachments { id description } hiddenAttachments moderation { rule { code } } versions(first: 5) { edges { node { body } } }
    } }";
    by.ask(asked, json!({ "id": scene.comment })).await["comment"].clone()
}

fn hide(file: AttachmentId) -> Value {
    json!({ "action": "MASK", "attachments": [file.to_string()], "facts": "On reconnaît un enfant sur la photo." })
}

#[tokio::test]
async fn a_photo_is_hidden_alone_and_comes_back_when_the_decision_is_taken_back() {
    let (scene, file) = scene().await;
    assert_eq!(opens(&scene, file).await, EVERYBODY);
    let case = scene.reported(&scene.lina).await;
    let decided = scene.decide(&scene.ines, &case, hide(file)).await;
    assert_eq!(codes(&decided), Vec::<&str>::new(), "{decided:#}");
    assert_eq!(opens(&scene, file).await, CONCERNED, "at the click");
    let (shown, own) = (read(&scene, &scene.lina).await, read(&scene, &scene.awa).await);
    assert_eq!(shown["body"], WORDS, "the text stays");
    assert_eq!(shown["versions"]["edges"][0]["node"]["body"], WORDS);
    assert_eq!(
        (&shown["attachments"], &shown["hiddenAttachments"]),
        (&json!([]), &json!([file.to_string()]))
    );
    assert_eq!(own["attachments"][0]["description"], SEEN);
    assert!(
        !shown.to_string().contains(SEEN),
        "what it shows is not said either"
    );

    const UNDO: &str = "mutation($decision: ID!) { undoDecision(decision: $decision) { case { version } problems { code } } }";
    let undone = scene
        .ines
        .ask(UNDO, json!({ "decision": decided["decision"]["id"] }))
        .await["undoDecision"]
        .clone();
    assert_eq!(codes(&undone), Vec::<&str>::new());
    assert_eq!(opens(&scene, file).await, EVERYBODY, "taken back");
    let back = read(&scene, &scene.lina).await;
    assert_eq!(
        (&back["attachments"][0]["description"], &back["hiddenAttachments"]),
        (&json!(SEEN), &json!([]))
    );

    // With a passage this time, and told.
    let case = scene.case(&scene.ines, &case).await;
    let both = json!({ "action": "MASK", "attachments": [file.to_string(), file.to_string()],
        "passages": [{ "from": 14, "to": 28 }], "facts": "Un numéro, et un enfant sur la photo." });
    let decided = scene.decide(&scene.ines, &case, both).await;
    assert_eq!(codes(&decided), Vec::<&str>::new(), "{decided:#}");
    scene.told().await;
    let shown = read(&scene, &scene.lina).await;
    assert_eq!(shown["body"], "Appelez-le au […], ce menteur.");
    assert_eq!(shown["hiddenAttachments"], json!([file.to_string()]));
    assert_eq!(shown["moderation"]["rule"]["code"], "personal_data");
    let [mail] = scene.app.mail.to("awa@example.org").try_into().expect("one mail");
    assert!(
        mail.text
            .contains("A passage is masked, and a photo or a document on your text is hidden."),
        "{}",
        mail.text
    );
    let statement = "{ myDecisions { edges { node { action passages { from } attachments } } } }";
    let statement = scene.awa.ask(statement, json!({})).await["myDecisions"]["edges"][0]["node"].clone();
    assert_eq!(
        statement,
        json!({ "action": "MASK", "passages": [{ "from": 14 }], "attachments": [file.to_string()] })
    );
}

#[tokio::test]
async fn a_hidden_photo_stays_hidden_or_comes_back_as_its_review_says() {
    let (scene, file) = scene().await;
    let bachir = Grant {
        role: Role::Reviewer,
        plan: None,
    };
    let bachir = scene.app.with_grants("Bachir", &[bachir]).await;
    let sees = async || {
        let opened = app::attachments::open(bachir.cx(), file, Size::Large, None).await;
        opened.unwrap().is_some()
    };
    let case = scene.reported(&scene.lina).await;
    let decided = scene.decide(&scene.ines, &case, hide(file)).await;
    scene.told().await;
    assert_eq!(opens(&scene, file).await, CONCERNED);
    assert!(!sees().await, "nothing is contested");
    let log = "{ moderationLog(first: 1) { edges { node { action sentence } } } }";
    let logged = async || {
        let read = scene.app.visitor().ask(log, json!({})).await;
        read["moderationLog"]["edges"][0]["node"].clone()
    };
    let line = logged().await;
    assert_eq!(line["action"], "FILES_HIDDEN", "{line:#}");
    let said = line["sentence"].as_str().unwrap();
    assert!(
        said.starts_with("Comment: a photo or a document hidden"),
        "{said}"
    );
    let [mail] = scene.app.mail.to("awa@example.org").try_into().expect("one mail");
    assert!(
        mail.text
            .contains("A photo or a document on your text is hidden."),
        "{}",
        mail.text
    );

    let decision = json!({ "decision": decided["decision"]["id"] });
    let contested = scene.awa.ask(CONTEST, decision).await["contestDecision"].clone();
    assert_eq!(codes(&contested), Vec::<&str>::new());
    assert!(sees().await, "who reviews it sees what it is about");
    let asked = "query($id: ID!) { node(id: $id) { ... on Case { attachments { id } } } }";
    let read = bachir.ask(asked, json!({ "id": case["id"] })).await["node"].clone();
    assert_eq!(read["attachments"][0]["id"], file.to_string());

    // Upheld, and taken back; then reversed.
    let open = scene.first(&scene.omar, "CONTESTED").await;
    let upheld = scene.decide(&scene.omar, &open, hide(file)).await;
    assert_eq!(codes(&upheld), Vec::<&str>::new());
    assert_eq!(opens(&scene, file).await, CONCERNED, "upheld");
    let read = scene.case(&scene.omar, &case).await;
    assert_eq!(read["decisions"][1]["review"], "UPHELD");
    const UNDO: &str = "mutation($decision: ID!) { undoDecision(decision: $decision) { problems { code } } }";
    scene
        .omar
        .ask(UNDO, json!({ "decision": upheld["decision"]["id"] }))
        .await;
    let open = scene.first(&scene.omar, "CONTESTED").await;
    let reversed = scene
        .decide(
            &scene.omar,
            &open,
            json!({ "action": "KEEP", "facts": "On ne reconnaît personne." }),
        )
        .await;
    assert_eq!(codes(&reversed), Vec::<&str>::new());
    assert_eq!(opens(&scene, file).await, EVERYBODY, "reversed");
    scene.told().await;
    assert_eq!(opens(&scene, file).await, EVERYBODY);
    assert_eq!(logged().await["action"], "RESTORED");
}

#[tokio::test]
async fn only_what_is_on_the_text_is_hidden_with_it() {
    let (scene, file) = scene().await;
    let case = scene.reported(&scene.lina).await;
    let decide = async |decision: Value| {
        let cases = json!([{ "case": case["id"], "version": case["version"] }]);
        let decided = scene
            .ines
            .ask(DECIDE, json!({ "cases": cases, "decision": decision }))
            .await;
        decided["decideCases"].clone()
    };
    let elsewhere = sent(&scene.lina).await;
    assert_eq!(
        opens(&scene, elsewhere).await,
        [false, true, false, false],
        "what is on no text yet is its sender's alone"
    );
    let mut other = hide(elsewhere);
    other["rule"] = json!(scene.rule);
    let refused = decide(other).await;
    assert_eq!(
        refused["decided"][0]["problems"][0]["code"], "FIELD_UNKNOWN",
        "{refused:#}"
    );
    let nothing = json!({ "action": "MASK", "rule": scene.rule, "facts": "Rien n'est indiqué ici." });
    let refused = decide(nothing).await;
    assert_eq!(
        refused["decided"][0]["problems"][0]["code"], "MODERATION_BAD_PASSAGES",
        "{refused:#}"
    );
    assert_eq!(opens(&scene, file).await, EVERYBODY);
}

#[tokio::test]
async fn a_moderator_ticks_a_photo_and_others_read_that_it_is_hidden_and_by_which_rule() {
    let (scene, file) = scene().await;
    scene.reported(&scene.lina).await;
    let mut browsers = Vec::new();
    for (person, email) in [(&scene.ines, "ines@example.org"), (&scene.awa, "awa@example.org")] {
        scene.app.confirm_email(person, email).await;
        let browser = Browser::open(&scene.app);
        browser.sign_in(&scene.app, email, "/").await;
        browsers.push(browser);
    }
    let [ines, awa] = browsers.try_into().ok().unwrap();
    let visitor = Browser::open(&scene.app);
    let taken = ines.post("/moderation/take", &[("view", "open")]).await;
    let case = taken.location.split('?').next().unwrap().to_owned();
    let page = ines.get(&case).await;
    let ticked = format!("<input type=\"checkbox\" name=\"attachments\" value=\"{file}\"");
    assert!(page.html.contains(&format!("{ticked}>")), "{}", page.html);
    assert!(page.html.contains("Photos et documents à masquer"));
    let (_, rest) = page.html.split_once("name=\"version\" value=\"").unwrap();
    let version = rest.split('"').next().unwrap();
    let (rule, file_id) = (scene.rule.as_str(), file.to_string());
    let fields = [
        ("version", version),
        ("action", "mask"),
        ("attachments", &file_id),
    ];
    let refused = ines.post(&format!("{case}/decide"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "without a rule");
    assert!(
        refused.html.contains(&format!("{ticked} checked>")),
        "what was ticked still is: {}",
        refused.html
    );
    let fields = [&fields[..], &[("rule", rule)]].concat();
    let decided = ines.post(&format!("{case}/decide"), &fields).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.html);
    let bar = ines.get(&decided.location).await;
    assert!(bar.html.contains("Photo ou document masqué."), "{}", bar.html);
    scene.told().await;

    let thread = format!("/comments/{}", scene.comment.as_str().unwrap());
    let read = visitor.get(&thread).await;
    for said in [
        "La modération a masqué cette photo.",
        "Règle : Pas d&#39;informations privées sur quelqu&#39;un",
        "06 12 34 56 78",
    ] {
        assert!(read.html.contains(said), "{said} in {}", read.html);
    }
    assert!(
        files_in(&read).is_empty() && !read.html.contains(SEEN),
        "{}",
        read.html
    );
    for size in ["small", "large"] {
        let address = format!("/files/{file}/{size}");
        assert_eq!(visitor.get(&address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ines.get(&address).await.status, StatusCode::OK);
        assert_eq!(awa.get(&address).await.status, StatusCode::OK, "whoever added it");
    }
    let own = awa.get(&thread).await;
    assert!(
        own.html.contains("reste visible pour son auteur") && files_in(&own).len() == 2,
        "{}",
        own.html
    );
    let decisions = awa.get("/me/decisions").await;
    assert!(
        decisions
            .html
            .contains("Une photo ou un document sur votre texte est masqué"),
        "{}",
        decisions.html
    );
    let past = ines.get(&case).await;
    assert!(past.html.contains("Photo ou document masqué"), "{}", past.html);
    let log = visitor.get("/moderation-log").await;
    assert!(
        log.html.contains("Commentaire : une photo ou un document masqué"),
        "{}",
        log.html
    );
}
