//! Describing one's photo in other words, on pages.

use axum::http::StatusCode;
use test_support::TestApp;

use super::{SEEN, files_in, with_photo};
use crate::{pages::Browser, plans::published};

#[tokio::test]
async fn whoever_added_a_photo_describes_it_in_other_words_and_nobody_else_does() {
    let app = TestApp::start().await;
    published(&app.staff("M. Petit").await).await;
    let (browser, other, visitor) = (Browser::open(&app), Browser::open(&app), Browser::open(&app));
    let page = with_photo(&app, &browser, "lina@example.org").await;
    other.sign_in(&app, "awa@example.org", "/").await;
    let shown = browser.get(&page).await;
    let id = files_in(&shown)[0].split('/').nth(2).unwrap().to_owned();
    let path = format!("/attachments/{id}/describe");
    let link = format!("href=\"{path}?back=%2Fplans%2Fles-tilleuls%2Fproposals%2F1\"");
    assert!(shown.html.contains(&link), "{}", shown.html);
    assert!(!other.get(&page).await.html.contains("/describe"));
    for (who, status) in [
        (&other, StatusCode::NOT_FOUND),
        (&visitor, StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(who.get(&path).await.status, status);
        let fields = [("description", "Autre chose"), ("back", page.as_str())];
        assert_eq!(who.post(&path, &fields).await.status, status);
    }

    let form = browser.get(&format!("{path}?back={page}")).await;
    for said in [format!("value=\"{SEEN}\""), format!("href=\"{page}\"")] {
        assert!(form.html.contains(&said), "{said} in {}", form.html);
    }
    for wrong in ["  ", "ab", &"mot ".repeat(60)] {
        let refused = browser
            .post(&path, &[("description", wrong), ("back", page.as_str())])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            refused.html.contains("id=\"description-problem\""),
            "{}",
            refused.html
        );
        assert!(
            refused.html.contains(&format!("value=\"{wrong}\"")),
            "what was typed is there"
        );
    }
    let words = "Le passage, sous vingt centimètres d'eau";
    let changed = browser
        .post(&path, &[("description", words), ("back", page.as_str())])
        .await;
    assert_eq!(
        changed.location,
        format!("{page}?done=attachment-described"),
        "{}",
        changed.html
    );
    let read = visitor.get(&page).await;
    assert!(
        read.html
            .contains("alt=\"Le passage, sous vingt centimètres d&#39;eau\"")
            && !read.html.contains(SEEN),
        "{}",
        read.html
    );
    let away = browser
        .post(&path, &[("description", words), ("back", "//evil.example/")])
        .await;
    assert!(away.location.starts_with("/?done="), "{}", away.location);
}
