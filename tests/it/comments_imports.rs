//! Comments of an earlier platform: kept whole with what they counted for, and apart from what is said here.

use app::Cx;
use domain::{
    Id, Language, PageRequest, Scope, Timestamp, Visibility,
    accounts::AccountId,
    comments::{Comment, CommentId, CommentState, Position},
    proposals::{Author, Origin, Proposal, ProposalId},
    text::Body,
};
use persistence::comments::{Counts, EarlierText, Imported, Order, Under};
use test_support::TestApp;
use uuid::Uuid;

use crate::{
    plans::published,
    proposals::{SUBMIT, platanes},
};

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// An imported comment on a proposal, `number` its id there.
pub(crate) fn imported(proposal: &Proposal, number: u32, parent: Option<&Comment>) -> Imported {
    let sent = at("2016-03-01T12:00:00Z") + std::time::Duration::from_secs(number.into());
    let id: CommentId = Id::new(Uuid::from_u128(0x1_0000 + u128::from(number)));
    let author: AccountId = Id::new(Uuid::from_u128(0xA));
    let comment = Comment {
        id,
        plan: proposal.plan,
        proposal: proposal.id,
        parent: parent.map(|parent| parent.id),
        root: parent.map_or(id, |parent| parent.root),
        depth: parent.map_or(0, |parent| parent.depth + 1),
        author: Author::Account(author),
        position: None,
        body: Body::from_history(&format!("Comentari {number}")),
        language: Language::parse("ca").unwrap(),
        origin: Origin::Import,
        text: CommentState::Published { at: sent },
        visibility: Visibility::Shown,
        version: 1,
        edited_at: None,
        useful: 0,
        not_useful: 0,
        useful_taken_over: None,
        not_useful_taken_over: None,
        answer_count: 0,
        below_count: 0,
        created_at: sent,
    };
    Imported {
        comment,
        earlier: Vec::new(),
    }
}

pub(crate) async fn insert(app: &TestApp, all: &[Imported]) {
    let cx = Cx::system(app.house.clone(), "import");
    cx.write(|tx| async move { Ok(persistence::comments::insert_imported(&tx, all).await?) })
        .await
        .unwrap();
}

/// A proposal that can be commented.
pub(crate) async fn proposal(app: &TestApp) -> Proposal {
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let sent = awa
        .ask(
            SUBMIT,
            serde_json::json!({ "plan": plan["id"], "input": platanes() }),
        )
        .await;
    let id: ProposalId = sent["submitProposal"]["proposal"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    persistence::proposals::by_id(app.db(), &Scope::system(), id)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn an_import_is_counted_with_all_that_it_had() {
    let app = TestApp::start().await;
    let proposal = proposal(&app).await;
    let first = {
        let mut first = imported(&proposal, 1, None);
        first.comment.position = Some(Position::Against);
        first.comment.useful_taken_over = Some(7);
        first.comment.not_useful_taken_over = Some(2);
        first.comment.version = 2;
        first.earlier = vec![EarlierText {
            body: Body::from_history("Abans"),
            language: Language::Spanish,
            at: at("2016-03-01T11:00:00Z"),
        }];
        first
    };
    let answer = imported(&proposal, 2, Some(&first.comment));
    let below = imported(&proposal, 3, Some(&answer.comment));
    let mut deleted = imported(&proposal, 4, Some(&first.comment));
    deleted.comment.body = Body::default();
    deleted.comment.text = CommentState::Deleted {
        published_at: Some(deleted.comment.created_at),
        at: deleted.comment.created_at,
    };
    // In two parts: what is there already counts as well as what comes with its parent.
    insert(&app, &[first.clone(), answer]).await;
    insert(&app, &[below, deleted]).await;

    let (db, all) = (app.db(), Scope::system());
    let now = persistence::proposals::by_id(db, &all, proposal.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(now.comment_count, 3, "the deleted one is not shown");
    let counts = persistence::comments::counts_of(db, &all, &[proposal.id])
        .await
        .unwrap();
    let one_against = Counts {
        against: 1,
        ..Counts::default()
    };
    assert_eq!(counts, [(proposal.id, one_against)]);
    let again = persistence::comments::by_id(db, &all, first.comment.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.answer_count, again.below_count), (2, 3));
    assert_eq!((again.useful, again.useful_taken_over), (0, Some(7)));
    let newest = PageRequest::default();
    let versions = persistence::comments::versions_of(db, &all, again.id, &newest)
        .await
        .unwrap();
    let versions: Vec<_> = versions
        .into_items()
        .into_iter()
        .map(|v| (v.number, v.body.to_string()))
        .collect();
    assert_eq!(versions, [(2, "Comentari 1".to_owned()), (1, "Abans".to_owned())]);
    let under = Under::Comment(first.comment.id);
    let request = PageRequest {
        count: true,
        ..PageRequest::first(1)
    };
    let page = persistence::comments::lists(db, &all, &[under], Order::Oldest, &request)
        .await
        .unwrap()
        .remove(&under)
        .unwrap();
    assert_eq!((page.items.len(), page.has_next, page.total), (1, true, Some(2)));
}
