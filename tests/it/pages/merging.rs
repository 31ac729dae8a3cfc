//! Proposals are merged on pages, with every author's word; people choose what they are written about, and see who looked at
//! who they are.

use axum::http::StatusCode;
use domain::accounts::{Grant, Role};
use serde_json::json;
use test_support::TestApp;

use super::{
    Browser,
    staff::{refused, shown, signed_in, taken, text},
};
use crate::{merges::three, plans::published, proposals::SUBMIT, proposals::platanes};

#[tokio::test]
async fn proposals_are_merged_when_every_author_agrees_and_whoever_joined_may_leave() {
    let app = TestApp::start().await;
    let ([awa, lina, karim], [one, two, _]) = three(&app).await;
    let first = signed_in(&app, &awa, "awa@example.org").await;
    let second = signed_in(&app, &lina, "lina@example.org").await;
    let third = signed_in(&app, &karim, "karim@example.org").await;
    let plan = "/plans/les-tilleuls/proposals";
    let (one, two) = (one.as_str().unwrap(), two.as_str().unwrap());
    let merge = format!("/proposals/{one}/merge");

    // Only from one's own proposal, and its own page leads there.
    assert!(shown(&first, &format!("{plan}/1")).await.html.contains(&merge));
    assert!(!shown(&third, &format!("{plan}/1")).await.html.contains(&merge));
    assert_eq!(third.get(&merge).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        Browser::open(&app).get(&merge).await.status,
        StatusCode::UNAUTHORIZED
    );
    let asked = shown(&first, &merge).await.html;
    assert!(
        asked.contains("name=\"other\" value=\"2\"") && !asked.contains("name=\"other\" value=\"1\""),
        "{asked}"
    );
    for (number, says) in [
        ("", "href=\"#number\""),
        ("douze", "href=\"#number\""),
        ("1", "ce numéro n&#39;existe pas dans ce plan"),
        ("99", "ce numéro n&#39;existe pas dans ce plan"),
    ] {
        let typed = [("number", number), ("other", ""), ("lead", "")];
        refused(&first, &merge, &typed, &[says, "href=\"#lead\"", number]).await;
    }
    let typed = [("other", "2"), ("number", ""), ("lead", "mine")];
    assert_eq!(
        taken(&first, &merge, &typed).await,
        "/me/merges?done=merge-proposed"
    );
    // Sent twice, or the other way round, it is one request, of which one person is told once.
    taken(&first, &merge, &typed).await;
    let back = [("number", "N° 1"), ("lead", "mine")];
    taken(&second, &format!("/proposals/{two}/merge"), &back).await;
    let mine = text(&shown(&first, "/me/merges").await.html);
    assert_eq!(mine.matches("Attend des réponses").count(), 1, "{mine}");
    assert!(
        mine.contains("Attend des réponses") && mine.contains("Pas encore de réponse"),
        "{mine}"
    );
    assert!(
        !mine.contains("Je suis d'accord ") && mine.contains("Je ne suis plus d'accord"),
        "{mine}"
    );

    // The other author is told, and is led to where they answer.
    app.run_worker().await;
    let told = shown(&second, "/me/notifications").await.html;
    assert_eq!(told.matches("<li class=\"card\">").count(), 1, "{told}");
    assert!(
        text(&told).contains("propose de regrouper la n° 1 avec votre proposition : n° 2"),
        "{told}"
    );
    assert!(text(&shown(&second, "/me").await.html).contains("Une demande attend votre réponse"));
    assert!(told.contains("value=\"/me/merges\""), "{told}");
    let asked = shown(&second, "/me/merges").await.html;
    let answer = asked.split("action=\"/me/merges/").nth(1).unwrap();
    let answer = format!("/me/merges/{}", answer.split('"').next().unwrap());
    assert!(text(&asked).contains("n° 1"), "{asked}");
    assert!(
        text(&shown(&third, "/me/merges").await.html).contains("Personne n'a proposé"),
        "nobody else is asked"
    );
    assert_eq!(
        third.post(&answer, &[("agree", "yes")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        taken(&second, &answer, &[("agree", "yes")]).await,
        "/me/merges?done=merged"
    );
    refused(
        &second,
        &answer,
        &[("agree", "yes")],
        &["Ce regroupement est terminé"],
    )
    .await;
    // Whoever asked hears of it.
    app.run_worker().await;
    let heard = text(&shown(&first, "/me/notifications").await.html);
    assert!(
        heard.contains("Le regroupement de votre proposition avec la n° 2 est fait"),
        "{heard}"
    );
    let led = text(&shown(&third, &format!("{plan}/1")).await.html);
    assert!(led.contains("Regroupée avec"), "{led}");
    assert!(
        text(&shown(&third, &format!("{plan}/2")).await.html)
            .contains("Cette proposition est regroupée avec une autre"),
    );

    // Whoever joined leaves without asking; nobody else can.
    let leave = format!("/proposals/{two}/leave");
    assert!(shown(&second, &format!("{plan}/2")).await.html.contains(&leave));
    assert_eq!(first.post(&leave, &[]).await.status, StatusCode::NOT_FOUND);
    shown(&second, &leave).await;
    assert_eq!(
        taken(&second, &leave, &[]).await,
        format!("{plan}/2?done=merge-left")
    );
    refused(&second, &leave, &[], &["n&#39;appartient à aucun groupe"]).await;
    let alone = shown(&second, &leave).await.html;
    assert!(
        alone.contains("aucun groupe") && !alone.contains("method=\"post\" action=\"/proposals"),
        "{alone}"
    );
    assert!(text(&shown(&second, "/me/merges").await.html).contains("Ne sont plus ensemble"));
    assert!(!text(&shown(&third, &format!("{plan}/2")).await.html).contains("regroupée avec une autre"),);

    // Two of one's own are merged at once, and the one that leads can leave too.
    let proposals = awa
        .ask("{ plan(slug: \"les-tilleuls\") { id } }", json!({}))
        .await;
    awa.ask(
        SUBMIT,
        json!({ "plan": proposals["plan"]["id"], "input": platanes() }),
    )
    .await;
    let typed = [("number", "n° 4"), ("lead", "mine")];
    assert_eq!(taken(&first, &merge, &typed).await, "/me/merges?done=merged");
    assert!(
        shown(&first, &format!("{plan}/1"))
            .await
            .html
            .contains(&format!("/proposals/{one}/leave"))
    );
    // Once the vote has opened nothing is merged, and that is said.
    app.clock.advance(domain::time::days(31));
    let again = signed_in(&app, &lina, "lina@example.org").await;
    let late = text(&shown(&again, &format!("/proposals/{two}/merge")).await.html);
    assert!(late.contains("Le vote est ouvert"), "{late}");
}

#[tokio::test]
async fn people_choose_what_they_are_written_about_and_the_law_stays() {
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    let browser = signed_in(&app, &awa, "awa@example.org").await;
    let page = shown(&browser, "/me/mails").await.html;
    let kind = |html: &str, name: &str| {
        let (_, rest) = html
            .split_once(&format!("<select id=\"{name}\""))
            .expect("a kind");
        rest.split("</select>").next().unwrap().to_owned()
    };
    assert!(
        kind(&page, "reply").contains("value=\"daily\" selected"),
        "{page}"
    );
    assert!(kind(&page, "reply").contains("value=\"never\""));
    assert!(!kind(&page, "decision").contains("value=\"never\""), "{page}");
    let chosen = [
        ("reply", "never"),
        ("merge_consent", "daily"),
        ("decision", "daily"),
        ("hour", "7"),
    ];
    assert_eq!(
        taken(&browser, "/me/mails", &chosen).await,
        "/me/mails?done=mails-saved"
    );
    let page = shown(&browser, "/me/mails").await.html;
    for (name, pace) in [
        ("reply", "never"),
        ("merge_consent", "daily"),
        ("decision", "daily"),
        ("proposal_answered", "at-once"),
        ("digestHour", "7"),
    ] {
        let selected = format!("value=\"{pace}\" selected");
        assert!(kind(&page, name).contains(&selected), "{name}: {page}");
    }
    // What the law asks to tell is not stopped by a form that somebody wrote by hand.
    refused(
        &browser,
        "/me/mails",
        &[("decision", "never")],
        &["role=\"alert\""],
    )
    .await;
    refused(
        &browser,
        "/me/mails",
        &[("hour", "31")],
        &["href=\"#digestHour\""],
    )
    .await;
    assert_eq!(
        Browser::open(&app).get("/me/mails").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn staff_read_an_address_with_a_reason_that_the_person_reads() {
    let app = TestApp::start().await;
    let (petit, awa) = (app.staff("M. Petit").await, app.resident("Colibri").await);
    let plan = published(&petit).await;
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let here = Grant {
        role: Role::Staff,
        plan: plan["id"].as_str().unwrap().parse().ok(),
    };
    let of_plan = app.with_grants("Mme Grand", &[here]).await;
    let staff = signed_in(&app, &petit, "petit@example.org").await;
    let of_plan = signed_in(&app, &of_plan, "grand@example.org").await;
    let resident = signed_in(&app, &awa, "awa@example.org").await;
    let path = "/staff/identities";
    for browser in [&of_plan, &resident] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN);
    }
    assert!(!shown(&of_plan, "/staff").await.html.contains(path));
    assert!(text(&shown(&resident, "/me/lookups").await.html).contains("Personne n'a regardé"));
    let reason = "Réquisition du parquet, n° 2026-114.";
    refused(
        &staff,
        path,
        &[("about", "/plans/les-tilleuls/proposals/9"), ("reason", "Court")],
        &[
            "href=\"#about\"",
            "href=\"#reason\"",
            "Aucun compte ne correspond",
        ],
    )
    .await;
    // The address of a comment on the page of a proposal means whoever wrote the comment.
    let (lina, proposal) = (
        app.resident("Lina").await,
        &sent["submitProposal"]["proposal"]["id"],
    );
    app.confirm_email(&lina, "lina@example.org").await;
    let comment = crate::subscriptions::comment(&lina, proposal, &json!(null), "Moi aussi.").await;
    let under = format!(
        "https://participer.example/plans/les-tilleuls/proposals/1?done=commented#{}",
        comment.as_str().unwrap()
    );
    let page = staff.post(path, &[("about", &under), ("reason", reason)]).await;
    let said = text(&page.html);
    assert!(
        said.contains("lina@example.org") && !said.contains("awa@example.org"),
        "{said}"
    );
    let nobody = [
        ("about", "account_00000000000000000000000000"),
        ("reason", reason),
    ];
    refused(&staff, path, &nobody, &["Aucun compte ne correspond", reason]).await;
    let about = awa.account().to_string();
    let id = sent["submitProposal"]["proposal"]["id"].clone();
    for about in [
        "https://participer.example/plans/les-tilleuls/proposals/1?done=x",
        id.as_str().unwrap(),
        &about,
    ] {
        let page = staff.post(path, &[("about", about), ("reason", reason)]).await;
        assert_eq!(page.status, StatusCode::OK, "{about}: {}", page.html);
        let said = text(&page.html);
        assert!(
            said.contains("Colibri") && said.contains("awa@example.org"),
            "{said}"
        );
    }
    let seen = text(&shown(&resident, "/me/lookups").await.html);
    assert_eq!(seen.matches(reason).count(), 3, "{seen}");
    assert!(seen.contains("Par un agent de la ville"), "{seen}");
}
