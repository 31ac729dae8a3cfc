//! The download: everything that a person gave or did, for them alone.

use std::{collections::BTreeSet, io::Read};

use app::accounts::{PARTS, download};
use serde_json::Value;
use test_support::{Person, TestApp};
use zip::ZipArchive;

use super::busy;

fn open(bytes: Vec<u8>) -> ZipArchive<std::io::Cursor<Vec<u8>>> {
    ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP")
}

fn text(archive: &mut ZipArchive<std::io::Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    archive
        .by_name(name)
        .expect(name)
        .read_to_string(&mut text)
        .unwrap();
    text
}

async fn part(who: &Person, name: &str) -> Value {
    let archive = download(who.cx()).await.unwrap();
    serde_json::from_str(&text(&mut open(archive.bytes), name)).unwrap()
}

#[tokio::test]
async fn it_has_everything_as_files_and_as_a_page() {
    let app = TestApp::start().await;
    let (person, plan) = busy(&app).await;
    let archive = download(person.cx()).await.unwrap();
    assert_eq!(archive.name, "fabrique-2026-11-23.zip");
    let mut zip = open(archive.bytes);
    let names: BTreeSet<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut expected: BTreeSet<String> = PARTS.iter().map(|part| format!("{}.json", part.name)).collect();
    expected.insert("index.html".to_owned());
    assert_eq!(names, expected);
    let page = text(&mut zip, "index.html");
    for part in PARTS {
        assert!(
            !page.contains(&format!("download-part-{}", part.name)),
            "{} has a heading",
            part.name
        );
    }
    for told in [
        "zephyrine@example.org",
        "Zéphyrine Colibri",
        "Garder les platanes de la place",
        "Brouillon de Zéphyrine Colibri",
        "Signé Zéphyrine Colibri",
        "Eau de Saint-Exemple",
        "Courrier à Zéphyrine Colibri.",
    ] {
        assert!(page.contains(told), "{told}");
    }
    let proposals = part(&person, "proposals.json").await;
    assert_eq!(proposals.as_array().unwrap().len(), 2);
    assert_eq!(proposals[0]["versions"].as_array().unwrap().len(), 1);
    assert_eq!(part(&person, "follows.json").await.as_array().unwrap().len(), 2);
    assert_eq!(part(&person, "links.json").await["links"][0]["plan"], plan["id"]);
}

#[tokio::test]
async fn it_has_nothing_of_anybody_else_and_can_be_asked_for_five_times() {
    let app = TestApp::start().await;
    busy(&app).await;
    let awa = app.resident("Awa").await;
    assert_eq!(part(&awa, "proposals.json").await, serde_json::json!([]));
    for _ in 0..3 {
        assert!(!part(&awa, "account.json").await.to_string().contains("Colibri"));
    }
    assert!(download(app.visitor().cx()).await.is_err());
    assert!(download(awa.cx()).await.is_ok());
    let throttled = download(awa.cx()).await;
    assert!(
        matches!(throttled, Err(app::Error::Throttled { .. })),
        "{throttled:?}"
    );
}

#[tokio::test]
async fn it_comes_over_the_token_of_its_person_and_no_link() {
    let app = TestApp::start().await;
    let front = crate::wire::Front::open(&app).await;
    let awa = crate::accounts::come_in(&app, "awa@exemple.fr").await;
    let token = awa["tokens"]["accessToken"].as_str().unwrap();
    let given = front.get_as("/account/download", token).await;
    assert_eq!(given.status, 200);
    let head = &given.head;
    for line in [
        "content-type: application/zip",
        "content-disposition: attachment; filename=\"fabrique-2026-11-23.zip\"",
        "cache-control: no-store",
    ] {
        assert!(head.contains(line), "{head}");
    }
    let refused = front.get("/account/download").await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (401, &serde_json::json!("auth.required"))
    );
    assert!(refused.head.contains("www-authenticate: bearer"));
    for _ in 0..4 {
        assert_eq!(front.get_as("/account/download", token).await.status, 200);
    }
    let again = front.get_as("/account/download", token).await;
    assert_eq!(
        (again.status, &again.json()["code"]),
        (429, &serde_json::json!("request.throttled"))
    );
    assert!(again.head.contains("retry-after: 3600"), "{}", again.head);
}
