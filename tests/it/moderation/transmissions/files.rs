//! What is attached to what is passed on: sealed with it, there when the original is gone, gone with the copy.

use image::GenericImageView;

use super::*;
use crate::{attachments::hidden, pages::Browser};

const SEALED: &str = "mutation($access: ID!) { openSealedCopy(access: $access) {
    copy { attachments { id mediaType description content } } problems { code }
} }";

#[tokio::test]
async fn the_photo_that_was_passed_on_is_there_when_its_author_has_deleted_it() {
    let (scene, photo) = hidden::scene().await;
    let case = scene.reported(&scene.lina).await;
    let transmission = transmitted(&scene, &case, quiet()).await;
    assert_eq!(rows(&scene, "transmission_files").await, 1);
    const DELETE: &str = "mutation($comment: ID!) { deleteComment(comment: $comment) { problems { code } } }";
    scene.awa.ask(DELETE, json!({ "comment": scene.comment })).await;
    scene.app.run_worker().await;
    assert_eq!(
        scene.app.kept_files(),
        Vec::<String>::new(),
        "the original is gone"
    );

    let access = asked(&scene.ines, &transmission).await;
    try_to(&scene.omar, CONFIRM, &access).await;
    let id = access["id"].as_str().unwrap().parse().unwrap();
    let copy = app::moderation::open_copy(scene.ines.cx(), id).await.unwrap();
    let [file] = &copy.files[..] else {
        panic!("{copy:?}")
    };
    assert_eq!(
        (file.id.as_str(), file.kind.as_str(), file.description.as_str()),
        (
            photo.to_string().as_str(),
            "image/jpeg",
            "Le passage inondé devant le n° 4"
        )
    );
    let sealed = image::load_from_memory(file.bytes.as_ref().unwrap()).unwrap();
    assert_eq!(sealed.dimensions(), (60, 80), "as people saw it");

    // In the API, and on the page, which nobody opens again.
    let access = asked(&scene.ines, &transmission).await;
    try_to(&scene.omar, CONFIRM, &access).await;
    let opened = try_to(&scene.ines, SEALED, &access).await;
    let told = &opened["copy"]["attachments"][0];
    assert_eq!(told["mediaType"], "image/jpeg", "{opened:#}");
    let content = told["content"].as_str().unwrap();
    assert!(content.starts_with("/9j/"), "{content}");
    let access = asked(&scene.ines, &transmission).await;
    try_to(&scene.omar, CONFIRM, &access).await;
    scene.app.confirm_email(&scene.ines, "ines@example.org").await;
    let browser = Browser::open(&scene.app);
    browser
        .sign_in(&scene.app, "ines@example.org", "/moderation")
        .await;
    let open = format!(
        "/moderation/transmissions/{}/accesses/{}/open",
        transmission["id"].as_str().unwrap(),
        access["id"].as_str().unwrap()
    );
    let page = browser.post(&open, &[]).await;
    let link = format!("href=\"data:image/jpeg;base64,{content}\" download=\"{photo}.jpg\"");
    assert!(page.html.contains(&link), "{}", page.html);
    assert_eq!(page.headers["cache-control"], "no-store");

    scene.app.clock.advance(Duration::from_hours(365 * 24));
    scene.app.run_worker().await;
    assert_eq!(
        (
            rows(&scene, "transmission_files").await,
            rows(&scene, "transmissions").await
        ),
        (0, 1),
        "the copy goes on its day, with its photo"
    );
}

#[tokio::test]
async fn what_is_hidden_of_a_text_is_passed_on_too_and_nothing_stays_of_what_is_taken_back() {
    let (scene, photo) = hidden::scene().await;
    let case = scene.reported(&scene.lina).await;
    let mask = json!({ "action": "MASK", "attachments": [photo.to_string()] });
    scene.decide(&scene.ines, &case, mask).await;
    scene.told().await;
    let again = scene.reported(&scene.lina).await;
    let done = transmit(&scene.ines, &again, quiet()).await;
    assert_eq!(done["problems"], json!([]), "{done:#}");
    assert_eq!(
        rows(&scene, "transmission_files").await,
        1,
        "what a decision hides"
    );
    let undone = scene
        .ines
        .ask(UNDO, json!({ "decision": done["decision"]["id"] }))
        .await;
    assert_eq!(undone["undoDecision"]["problems"], json!([]));
    assert_eq!(rows(&scene, "transmission_files").await, 0);
}
