//! Photos and PDFs on proposals and comments: what is taken, what is served and to whom, and when it goes.

mod bucket;
mod described;
pub(crate) mod hidden;
mod made;
mod programs;

use std::time::Duration;

use axum::http::{StatusCode, header};
use domain::time::days;
use image::{GenericImageView, ImageFormat};
use made::{CANARY, bomb, drawing, pdf, scripted_pdf, telephone_photo, written};
use serde_json::json;
use test_support::TestApp;

use crate::{
    accounts::count,
    moderation::Scene,
    pages::{Browser, Shown},
    plans::published,
    subscriptions::debate,
};

const PROPOSE: &str = "/plans/les-tilleuls/propose";
const TITLE: &str = "Réparer le passage inondé";
const BODY: &str = "Quand il pleut, on ne passe plus devant le numéro 4.";
const SEEN: &str = "Le passage inondé devant le n° 4";
/// What the telephone calls the file; nobody is ever told.
const NAME: &str = "../../Awa_chez_elle\u{202e}gpj.exe";

/// Sends the first page of a proposal with a file.
async fn proposed(browser: &Browser, description: &str, bytes: &[u8]) -> Shown {
    let fields = [("title", TITLE), ("body", BODY), ("description", description)];
    browser
        .post_file(PROPOSE, &fields, (NAME, "text/html", bytes))
        .await
}

/// The address of the draft that an answer leads to.
fn draft_of(shown: &Shown) -> String {
    let (_, rest) = shown
        .location
        .split_once("/drafts/")
        .unwrap_or_else(|| panic!("{}", shown.html));
    format!("/drafts/{}", rest.split('/').next().unwrap())
}

/// The addresses of files in a page.
fn files_in(page: &Shown) -> Vec<String> {
    let mut found: Vec<String> = page
        .html
        .split('"')
        .filter(|part| part.starts_with("/files/"))
        .map(ToOwned::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn says(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// A proposal with a photo, sent by somebody who signs in; its page.
async fn with_photo(app: &TestApp, browser: &Browser, email: &str) -> String {
    browser.sign_in(app, email, "/").await;
    let kept = proposed(browser, SEEN, &telephone_photo(400, 200)).await;
    let sent = browser.post(&format!("{}/check", draft_of(&kept)), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    "/plans/les-tilleuls/proposals/1".to_owned()
}

#[tokio::test]
async fn a_photo_is_added_without_an_account_and_shown_upright_without_where_it_was_taken() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let (browser, other) = (Browser::open(&app), Browser::open(&app));
    let begun = browser.get(PROPOSE).await;
    for said in [
        "enctype=\"multipart/form-data\"",
        "name=\"file\"",
        "Une photo ou un PDF (facultatif)",
    ] {
        assert!(begun.html.contains(said), "{said} in {}", begun.html);
    }
    let kept = proposed(&browser, SEEN, &telephone_photo(400, 200)).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    let draft = draft_of(&kept);
    let check = browser.get(&format!("{draft}/check")).await;
    let files = files_in(&check);
    assert_eq!(files.len(), 2, "{}", check.html);
    for file in &files {
        assert_eq!(
            browser.get(file).await.status,
            StatusCode::OK,
            "its holder sees {file}"
        );
        assert_eq!(
            other.get(file).await.status,
            StatusCode::NOT_FOUND,
            "nobody else sees what is on a draft"
        );
    }
    browser.sign_in(&app, "lina@example.org", "/").await;
    let sent = browser.post(&format!("{draft}/check"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);

    let page = other.get("/plans/les-tilleuls/proposals/1").await;
    for said in [
        "width=\"240\" height=\"480\"",
        "loading=\"lazy\"",
        &format!("alt=\"{SEEN}\""),
    ] {
        // 200 × 400 upright is smaller than the small size: nothing grows.
        let said = said.replace("240", "200").replace("480", "400");
        assert!(page.html.contains(&said), "{said} in {}", page.html);
    }
    assert_eq!(files_in(&page), files, "the address stays");
    assert!(
        !page.html.contains("/remove\""),
        "only whoever added it takes it away"
    );
    for file in &files {
        let served = other.get(file).await;
        assert_eq!(served.status, StatusCode::OK);
        let picture = image::load_from_memory_with_format(&served.bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!(picture.dimensions(), (200, 400), "upright: {file}");
        let (top, foot) = (picture.get_pixel(100, 20).0, picture.get_pixel(100, 380).0);
        assert!(top[0] > 150 && top[2] < 100, "what was left is above: {top:?}");
        assert!(
            foot[2] > 150 && foot[0] < 100,
            "what was right is below: {foot:?}"
        );
        for hidden in [CANARY, "Exif", "Awa", "IMG_"] {
            assert!(!says(&served.bytes, hidden), "{hidden} in {file}");
        }
        for (name, value) in [
            ("content-type", "image/jpeg"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-cache"),
            ("content-length", &served.bytes.len().to_string()),
        ] {
            assert_eq!(served.headers[name], value, "{file}");
        }
        let policy = served.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("sandbox"),
            "{policy}"
        );
        let told = format!("{:?}", served.headers);
        assert!(!told.contains("Awa") && !told.contains("exe"), "{told}");
    }
    let tag = other.get(&files[0]).await.headers[header::ETAG].clone();
    let again = axum::http::Request::get(&files[0])
        .header("if-none-match", tag)
        .body(axum::body::Body::empty())
        .unwrap();
    let again = other.send(again).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    for name in app.kept_files() {
        assert!(name.starts_with("attachment_") && !name.contains("Awa"), "{name}");
    }
    let whole = format!("{}{}{}", page.html, check.html, kept.html);
    assert!(
        !whole.contains("chez_elle"),
        "the name that the client gave is nowhere"
    );
}

#[tokio::test]
async fn large_pictures_are_made_small_and_a_pdf_is_a_link() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let kept = proposed(&browser, SEEN, &written(&drawing(2_400, 1_200), ImageFormat::Png)).await;
    let draft = draft_of(&kept);
    let document = "Le plan du passage";
    let fields = [("title", TITLE), ("body", BODY), ("description", document)];
    let added = browser
        .post_file(&draft, &fields, ("plan.jpg", "image/jpeg", &pdf(Vec::new())))
        .await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    browser.post(&format!("{draft}/check"), &[]).await;
    let page = browser.get("/plans/les-tilleuls/proposals/1").await;
    assert!(
        page.html.contains("width=\"480\" height=\"240\""),
        "{}",
        page.html
    );
    assert!(
        page.html.contains(&format!(">{document}</a>")) && page.html.contains("PDF, "),
        "{}",
        page.html
    );
    assert!(
        page.html.contains("/remove\""),
        "whoever added it may take it away"
    );
    for file in files_in(&page) {
        let served = browser.get(&file).await;
        match file.rsplit('/').next().unwrap() {
            "small" => assert!(served.bytes.len() <= 30_000, "{} bytes", served.bytes.len()),
            "large" => {
                let picture = image::load_from_memory(&served.bytes).unwrap();
                assert_eq!(picture.dimensions(), (1_600, 800));
            }
            _ => {
                assert_eq!(served.headers["content-type"], "application/pdf");
                let disposition = served.headers["content-disposition"].to_str().unwrap();
                assert!(
                    disposition.starts_with("attachment; filename=\"attachment_"),
                    "{disposition}"
                );
                assert!(!says(&served.bytes, CANARY), "who wrote it is not told");
                assert_eq!(
                    lopdf::Document::load_mem(&served.bytes)
                        .unwrap()
                        .get_pages()
                        .len(),
                    1
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_beside_it_and_the_words_are_still_there() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.get(PROPOSE).await;
    let photo = telephone_photo(64, 64);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let mut locked = pdf(Vec::new());
    locked.extend_from_slice(b"\ntrailer << /Encrypt 9 0 R >>");
    let mut big = photo.clone();
    big.resize((8 << 20) + 1, 0);
    let mut enormous = photo.clone();
    enormous.resize(30 << 20, 0);
    let kept_by_name = pdf(vec![(
        "Names",
        lopdf::Object::Dictionary(lopdf::dictionary! { "EmbeddedFiles" => lopdf::Object::Null }),
    )]);
    let wrong: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("a drawing that runs", svg, SEEN, "ni une photo"),
        (
            "a page",
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            SEEN,
            "ni une photo",
        ),
        (
            "a GIF that is a script",
            b"GIF89a/*\0\0\0\0*/=1;alert(1)".to_vec(),
            SEEN,
            "abîmé",
        ),
        ("half a photo", photo[..photo.len() / 3].to_vec(), SEEN, "abîmé"),
        ("a bomb", bomb(50_000, 50_000), SEEN, "50 millions de points"),
        (
            "one row of points too many",
            bomb(10_000, 5_001),
            SEEN,
            "50 millions de points",
        ),
        (
            "another bomb",
            bomb(u32::MAX >> 1, 1),
            SEEN,
            "50 millions de points",
        ),
        ("too many bytes", big, SEEN, "8 Mo"),
        ("far too many bytes", enormous, SEEN, "8 Mo"),
        (
            "no description",
            photo.clone(),
            "  ",
            "id=\"description-problem\"",
        ),
        ("a description alone", Vec::new(), SEEN, "id=\"file-problem\""),
        ("a PDF that runs", scripted_pdf(), SEEN, "un programme"),
        ("a PDF with a file in it", kept_by_name, SEEN, "un programme"),
        ("a PDF under a password", locked, SEEN, "mot de passe"),
        ("no PDF at all", b"%PDF-1.7\nnothing".to_vec(), SEEN, "abîmé"),
    ];
    for (what, bytes, description, said) in wrong {
        let refused = proposed(&browser, description, &bytes).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{what}: {}",
            refused.html
        );
        for kept in [said, TITLE, BODY, "summary-of-problems", "-problem\">"] {
            assert!(refused.html.contains(kept), "{what}: {kept} in {}", refused.html);
        }
        if !description.trim().is_empty() {
            let typed = format!("name=\"description\" value=\"{description}\"");
            assert!(refused.html.contains(&typed), "{what}: {}", refused.html);
        }
    }
    assert_eq!(app.kept_files(), Vec::<String>::new(), "nothing of it was kept");
    assert_eq!(count(&app, "attachments").await, 0);
    assert!(
        browser.get("/drafts").await.html.contains(TITLE),
        "the words are in a draft whatever is wrong with the file"
    );
}

#[tokio::test]
async fn what_hides_behind_a_picture_does_not_come_along() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    for (format, at) in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP]
        .into_iter()
        .zip(1..)
    {
        let mut bytes = written(&drawing(60, 40), format);
        bytes.extend_from_slice(b"<html><script>alert(document.cookie)</script>PK\x03\x04");
        let kept = proposed(&browser, SEEN, &bytes).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{format:?}: {}", kept.html);
        browser.post(&format!("{}/check", draft_of(&kept)), &[]).await;
        let page = browser.get(&format!("/plans/les-tilleuls/proposals/{at}")).await;
        let files = files_in(&page);
        assert_eq!(files.len(), 2, "{format:?}: {}", page.html);
        for file in files {
            let served = browser.get(&file).await;
            assert_eq!(served.headers["content-type"], "image/jpeg");
            assert!(
                !says(&served.bytes, "<script") && !says(&served.bytes, "PK\x03\x04"),
                "{format:?}"
            );
        }
    }
}

#[tokio::test]
async fn files_go_with_the_text_that_they_are_on() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let (browser, other) = (Browser::open(&app), Browser::open(&app));
    let page = with_photo(&app, &browser, "lina@example.org").await;
    let shown = browser.get(&page).await;
    let files = files_in(&shown);
    assert_eq!(app.kept_files().len(), 2);

    // Its author takes it away.
    let id = files[0].split('/').nth(2).unwrap();
    let not_theirs = other
        .post(&format!("/attachments/{id}/remove"), &[("back", &page)])
        .await;
    assert_eq!(not_theirs.status, StatusCode::UNAUTHORIZED);
    let removed = browser
        .post(&format!("/attachments/{id}/remove"), &[("back", &page)])
        .await;
    assert_eq!(
        removed.location,
        format!("{page}?done=attachment-removed"),
        "{}",
        removed.html
    );
    assert_eq!(
        other.get(&files[0]).await.status,
        StatusCode::NOT_FOUND,
        "at once"
    );
    assert!(files_in(&other.get(&page).await).is_empty());
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new());

    // A draft from which it is taken, and a proposal that is withdrawn.
    let kept = proposed(&browser, SEEN, &telephone_photo(80, 60)).await;
    let draft = draft_of(&kept);
    let edit = browser.get(&draft).await;
    let (_, rest) = edit.html.split_once("name=\"remove\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let fields = [("title", TITLE), ("body", BODY), ("remove", id)];
    let without = browser.post(&draft, &fields).await;
    assert_eq!(without.status, StatusCode::SEE_OTHER, "{}", without.html);
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new(), "taken off the draft");
    proposed_on(&browser, &draft).await;
    let sent = browser.post(&format!("{draft}/check"), &[]).await;
    let proposal = sent
        .location
        .strip_prefix("/proposals/")
        .unwrap()
        .strip_suffix("/sent")
        .unwrap();
    assert_eq!(app.kept_files().len(), 2);
    let withdrawn = browser
        .post(&format!("/proposals/{proposal}/withdraw"), &[])
        .await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.html);
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new(), "withdrawn");
    assert_eq!(count(&app, "attachments").await, 0);

    // A draft that is erased, and one that nobody comes back to.
    let kept = proposed(&browser, SEEN, &telephone_photo(80, 60)).await;
    browser.post(&format!("{}/delete", draft_of(&kept)), &[]).await;
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new(), "erased");
    let visitor = Browser::open(&app);
    visitor.get(PROPOSE).await;
    proposed(&visitor, SEEN, &telephone_photo(80, 60)).await;
    assert_eq!(app.kept_files().len(), 2);
    app.clock.advance(days(31));
    app.run_worker().await;
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new(), "abandoned");
}

async fn proposed_on(browser: &Browser, draft: &str) {
    let fields = [("title", TITLE), ("body", BODY), ("description", SEEN)];
    let photo = telephone_photo(80, 60);
    let kept = browser
        .post_file(draft, &fields, (NAME, "image/jpeg", &photo))
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
}

#[tokio::test]
async fn a_file_is_hidden_with_its_comment_and_those_who_moderate_still_see_it() {
    let scene = Scene::begin().await;
    let app = &scene.app;
    let given = app::attachments::Given {
        bytes: telephone_photo(80, 60).into(),
        description: SEEN.to_owned(),
        ..app::attachments::Given::default()
    };
    let cx = scene.awa.cx();
    let upload = app::attachments::Upload::parse(&cx.actor, given, cx.limits()).unwrap();
    let file = app::attachments::upload(cx, upload).await.unwrap();
    const POST: &str = "mutation($proposal: ID!, $body: String!, $files: [ID!]!) {
        postComment(proposal: $proposal, input: { body: $body, attachments: $files, confirmPersonalData: true }) {
            comment { id attachments { kind url smallUrl width height bytes description } } problems { code }
        }
    }";
    let variables = json!({ "proposal": scene.proposal, "body": "Regardez, 06 12 34 56 78.", "files": [file.id.to_string()] });
    let posted = scene.awa.ask(POST, variables.clone()).await["postComment"].clone();
    let comment = posted["comment"]["id"].clone();
    let told = &posted["comment"]["attachments"][0];
    assert_eq!(
        (&told["kind"], &told["width"], &told["description"]),
        (&json!("PHOTO"), &json!(60), &json!(SEEN)),
        "{posted:#}"
    );
    let used = scene.awa.ask(POST, variables).await["postComment"].clone();
    assert_eq!(
        used["problems"][0]["code"], "FIELD_UNKNOWN",
        "a file is on one text"
    );

    let visitor = Browser::open(app);
    let path = told["url"]
        .as_str()
        .unwrap()
        .strip_prefix("https://fabrique.example")
        .unwrap();
    assert_eq!(visitor.get(path).await.status, StatusCode::OK);
    let thread = format!("/comments/{}", comment.as_str().unwrap());
    assert!(
        visitor
            .get(&thread)
            .await
            .html
            .contains(&format!("alt=\"{SEEN}\""))
    );

    let mut scene = scene;
    scene.comment = comment.clone();
    let case = scene.reported(&scene.lina).await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(
        visitor.get(path).await.status,
        StatusCode::NOT_FOUND,
        "at the click"
    );
    scene.told().await;
    assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND);
    assert!(files_in(&visitor.get(&thread).await).is_empty());
    let size = domain::attachments::Size::Small;
    for (who, sees) in [(&scene.lina, false), (&scene.awa, false), (&scene.ines, true)] {
        let opened = app::attachments::open(who.cx(), file.id, size, None)
            .await
            .unwrap();
        assert_eq!(opened.is_some(), sees, "{:?}", who.account());
    }
    const DELETE: &str = "mutation($comment: ID!) { deleteComment(comment: $comment) { problems { code } } }";
    scene.awa.ask(DELETE, json!({ "comment": comment })).await;
    scene.app.run_worker().await;
    assert_eq!(
        scene.app.kept_files(),
        Vec::<String>::new(),
        "its author deleted it"
    );
}

#[tokio::test]
async fn a_comment_has_one_file_and_keeps_it_while_its_words_are_mended() {
    let app = TestApp::start().await;
    debate(&app.staff("M. Petit").await, "les-tilleuls", json!({})).await;
    let browser = Browser::open(&app);
    let page = with_photo(&app, &browser, "lina@example.org").await;
    let to = format!("{page}/comments");
    let key = [
        ("key", "form_1"),
        ("position", "for"),
        ("description", "Le même, un an plus tôt"),
    ];
    let photo = telephone_photo(80, 60);
    let empty = [&key[..], &[("body", " ")]].concat();
    let refused = browser.post_file(&to, &empty, (NAME, "image/jpeg", &photo)).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.html
    );
    let (_, rest) = refused.html.split_once("name=\"attachment\" value=\"").unwrap();
    let kept = rest.split('"').next().unwrap().to_owned();
    assert!(
        refused
            .html
            .contains("<details class=\"attach\" id=\"attachments\" open>"),
        "{}",
        refused.html
    );
    let fields = [
        ("key", "form_1"),
        ("position", "for"),
        ("body", "Voyez vous-mêmes."),
        ("attachment", &kept),
    ];
    let posted = browser.post(&to, &fields).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER, "{}", posted.html);
    let again = browser.post(&to, &fields).await;
    assert_eq!(again.location, posted.location, "twice is once");
    let shown = browser.get(&page).await;
    assert_eq!(
        shown.html.matches("Le même, un an plus tôt\" loading").count(),
        1,
        "{}",
        shown.html
    );
    // Sent with its file in one go, twice.
    let fields = [
        ("key", "form_2"),
        ("body", "Une autre."),
        ("description", "Une autre vue"),
    ];
    let first = browser
        .post_file(&to, &fields, (NAME, "image/jpeg", &photo))
        .await;
    let second = browser
        .post_file(&to, &fields, (NAME, "image/jpeg", &photo))
        .await;
    assert_eq!(
        (first.status, &first.location),
        (StatusCode::SEE_OTHER, &second.location),
        "{}",
        second.html
    );
    assert_eq!(count(&app, "attachments").await, 3);
}

#[tokio::test]
async fn two_at_once_are_one_and_no_more_than_three_fit() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let kept = browser.post(PROPOSE, &[("title", TITLE), ("body", BODY)]).await;
    let draft = draft_of(&kept);
    let photo = telephone_photo(80, 60);
    let fields = [("title", TITLE), ("body", BODY), ("description", SEEN)];
    let same = || browser.post_file(&draft, &fields, (NAME, "image/jpeg", &photo));
    let (one, two) = tokio::join!(same(), same());
    assert_eq!(
        (one.status, two.status),
        (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER)
    );
    app.run_worker().await;
    assert_eq!(
        (count(&app, "attachments").await, app.kept_files().len()),
        (1, 2),
        "the same file is there once"
    );
    // Sent again with better words: those are its words.
    let better = [
        ("title", TITLE),
        ("body", BODY),
        ("description", "La place à midi"),
    ];
    let again = browser
        .post_file(&draft, &better, (NAME, "image/jpeg", &photo))
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.html);
    let edit = browser.get(&draft).await.html;
    assert!(
        edit.contains("– La place à midi") && !edit.contains(&format!("– {SEEN}")),
        "{edit}"
    );
    assert_eq!(count(&app, "attachments").await, 1);
    let others: Vec<_> = (1..=4).map(|at| telephone_photo(80 + at, 60)).collect();
    let sent = others
        .iter()
        .map(|photo| browser.post_file(&draft, &fields, (NAME, "image/jpeg", photo)));
    let answers = futures::future::join_all(sent).await;
    let refused = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.count(), 2, "three fit");
    app.run_worker().await;
    assert_eq!((count(&app, "attachments").await, app.kept_files().len()), (3, 6));
    let edit = browser.get(&draft).await;
    assert!(edit.html.contains("Il n'y a plus de place") || edit.html.contains("Il n&#39;y a plus de place"));
}

#[tokio::test]
async fn a_person_sends_twenty_files_a_day() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.sign_in(&app, "lina@example.org", "/").await;
    let mut answers = Vec::new();
    for at in 0..21 {
        let kept = proposed(&browser, SEEN, &telephone_photo(20 + at, 20)).await;
        answers.push(kept.status);
        if kept.status == StatusCode::SEE_OTHER {
            browser.post(&format!("{}/delete", draft_of(&kept)), &[]).await;
        }
    }
    assert_eq!(
        answers
            .iter()
            .filter(|status| **status == StatusCode::SEE_OTHER)
            .count(),
        20,
        "{answers:?}"
    );
    assert_eq!(answers[20], StatusCode::TOO_MANY_REQUESTS);
    app.clock.advance(Duration::from_secs(73 * 60));
    assert_eq!(
        proposed(&browser, SEEN, &telephone_photo(90, 20)).await.status,
        StatusCode::SEE_OTHER,
        "one more after 72 minutes"
    );
}

#[tokio::test]
async fn where_there_is_no_room_nothing_is_half_kept_and_the_words_are() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let browser = Browser::open(&app);
    browser.get(PROPOSE).await;
    // The folder is gone, and cannot be made again: a file stands there.
    std::fs::remove_dir_all(app.files.path()).unwrap();
    std::fs::write(app.files.path(), "full").unwrap();
    let refused = proposed(&browser, SEEN, &telephone_photo(80, 60)).await;
    assert_eq!(
        refused.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        refused.html
    );
    for said in ["manque de place", TITLE, BODY, SEEN] {
        assert!(refused.html.contains(said), "{said} in {}", refused.html);
    }
    assert_eq!(
        count(&app, "attachments").await,
        0,
        "no row speaks of bytes that are not there"
    );
    std::fs::remove_file(app.files.path()).unwrap();
    std::fs::create_dir(app.files.path()).unwrap();
    let draft = browser.get("/drafts").await;
    assert!(draft.html.contains(TITLE), "{}", draft.html);
    let kept = proposed(&browser, SEEN, &telephone_photo(80, 60)).await;
    assert_eq!(
        kept.status,
        StatusCode::SEE_OTHER,
        "once there is room: {}",
        kept.html
    );
}

#[tokio::test]
async fn under_fifteen_photos_show_nobody() {
    let app = TestApp::start().await;
    debate(&app.staff("M. Petit").await, "les-tilleuls", json!({})).await;
    let browser = Browser::open(&app);
    browser.get(PROPOSE).await;
    let kept = proposed(&browser, SEEN, &telephone_photo(80, 60)).await;
    let draft = draft_of(&kept);
    // The draft was begun before anybody was asked for their age.
    let asked = browser
        .post("/sign-in", &[("email", "lea@example.org"), ("next", "/")])
        .await;
    app.run_worker().await;
    let code = app.mail.code_to("lea@example.org");
    let path = asked.location.split('?').next().unwrap();
    let typed = [("code", code.as_str()), ("next", "/"), ("age", "under")];
    let confirmed = browser.post(path, &typed).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.html);
    let refused = browser.post(&format!("{draft}/check"), &[]).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.html
    );
    assert!(
        refused.html.contains("Avant 15 ans") && refused.html.contains("name=\"nobody\""),
        "{}",
        refused.html
    );
    let sent = browser
        .post(&format!("{draft}/check"), &[("nobody", "yes")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = "/plans/les-tilleuls/proposals/1";
    assert!(
        browser.get(page).await.html.contains("name=\"nobody\""),
        "the form asks"
    );
    let fields = [
        ("key", "form_1"),
        ("body", "Comme ceci."),
        ("description", "Nous, devant"),
    ];
    let photo = telephone_photo(81, 60);
    let to = format!("{page}/comments");
    let refused = browser
        .post_file(&to, &fields, (NAME, "image/jpeg", &photo))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("id=\"nobody-problem\""), "{}", refused.html);
    let fields = [&fields[..], &[("nobody", "yes")]].concat();
    let posted = browser
        .post_file(&to, &fields, (NAME, "image/jpeg", &photo))
        .await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER, "{}", posted.html);
}
