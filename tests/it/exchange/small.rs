//! Small imports: cut short, changed, rehearsed, refused.

use super::*;

/// `count` proposals with a comment each, and an answer to it.
pub(super) fn small(count: u32) -> (String, String) {
    let (mut proposals, mut comments) = (String::new(), String::new());
    for id in 1..=count {
        proposals += &format!(
            "{{\"id\":{id},\"title\":\"Proposition {id}\",\"summary\":\"Texte {id}\",\"author\":\"a{}\",\"votes\":{id},\"created_at\":\"2016-02-01\"}}\n",
            id % 7
        );
        comments += &format!(
            "{{\"id\":{id},\"proposal\":{id},\"author\":\"b\",\"alignment\":1,\"body\":\"Oui {id}\",\"created_at\":\"2016-02-02\",\"likes\":3}}\n"
        );
        comments += &format!(
            "{{\"id\":{},\"proposal\":{id},\"parents\":[{id}],\"author\":\"c\",\"body\":\"Non {id}\",\"created_at\":\"2016-02-03\"}}\n",
            100_000 + id
        );
    }
    (proposals, comments)
}

/// A file that ends the whole import when so much of it was read: what a kill does.
struct Cut(Cursor<Vec<u8>>, u64);

impl Read for Cut {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        assert!(self.0.position() < self.1, "cut short");
        let most = into.len().min(512);
        self.0.read(&mut into[..most])
    }
}

#[tokio::test]
async fn an_import_that_was_cut_short_goes_on_where_it_stopped() {
    let app = TestApp::start().await;
    let (proposals, comments) = small(1_300);
    for (proposals_read, comments_read) in [(0.6, 1.0), (1.1, 0.5)] {
        let part = |text: &str, part: f64| (text.len() as f64 * part) as u64;
        let (cut, cut_comments) = (part(&proposals, proposals_read), part(&comments, comments_read));
        let (text, said) = (proposals.clone().into_bytes(), comments.clone().into_bytes());
        let files = Files {
            proposals: Box::new(move |purpose| match purpose {
                Purpose::Look => Ok(Box::new(Cursor::new(text.clone()))),
                _ => Ok(Box::new(Cut(Cursor::new(text.clone()), cut))),
            }),
            comments: Some(Box::new(move |purpose| match purpose {
                Purpose::Comments => Ok(Box::new(Cut(Cursor::new(said.clone()), cut_comments))),
                _ => Ok(Box::new(Cursor::new(said.clone()))),
            })),
        };
        let cut_short = import(&app, &typed("reprise"), Form::JsonLines, files).await;
        assert!(cut_short.is_err());
        assert_eq!(
            imports_told(&app).await,
            0,
            "an import tells of itself at its end"
        );
    }
    let stored = count(&app, "SELECT count(*) FROM proposals").await;
    assert_eq!(stored, 1_300, "what was stored before the end stays");
    let said = count(&app, "SELECT count(*) FROM comments").await;
    assert!(said > 0 && said < 2_600, "{said}");
    let (proposals, comments) = (Given::text(proposals), Given::text(comments));
    let whole = imported(&app, "reprise", Form::JsonLines, &proposals, &comments).await;
    assert_eq!((whole.proposals.new, whole.proposals.unchanged), (0, 1_300));
    assert_eq!(i64::try_from(whole.comments.unchanged).unwrap(), said);
    assert_eq!(whole.comments.rows(), 2_600);
    assert_eq!(imports_told(&app).await, 1);
    let told = told(&app.visitor(), "reprise").await;
    assert_eq!(told.len(), 1_300);
    assert!(
        told.values()
            .all(|told| told.comments.len() == 1 && told.comments[0].answers.len() == 1)
    );
}

#[tokio::test]
async fn a_row_that_changed_is_brought_up_to_date_as_a_version() {
    let app = TestApp::start().await;
    let (proposals, comments) = small(3);
    let given = |text: &str| Given::text(text);
    imported(
        &app,
        "reprise",
        Form::JsonLines,
        &given(&proposals),
        &given(&comments),
    )
    .await;
    let changed = proposals
        .replace(
            "Texte 2\"",
            "Texte 2 bis\",\"status\":\"rejected\",\"answer\":\"Non.\"",
        )
        .replace("\"votes\":3", "\"votes\":30");
    let said = comments
        .replace("Oui 1", "Oui 1, vraiment")
        .replace("\"likes\":3", "\"likes\":4");
    let again = imported(&app, "reprise", Form::JsonLines, &given(&changed), &given(&said)).await;
    assert_eq!((again.proposals.changed, again.proposals.unchanged), (2, 1));
    assert_eq!((again.comments.changed, again.comments.unchanged), (3, 3));
    assert_eq!(imports_told(&app).await, 2);
    let visitor = app.visitor();
    let told_now = told(&visitor, "reprise").await;
    assert_eq!(told_now[&2].proposal["body"], "Texte 2 bis");
    assert_eq!(told_now[&2].proposal["version"], 2);
    assert_eq!(
        told_now[&2].proposal["answer"]["ruling"],
        json!({ "decision": "REFUSED", "reason": "Non." })
    );
    assert_eq!(told_now[&3].proposal["votesTakenOver"], 30);
    assert_eq!(told_now[&3].proposal["version"], 1);
    assert_eq!(told_now[&1].comments[0].body, "Oui 1, vraiment");
    assert_eq!(told_now[&1].comments[0].useful, Some(4));
    assert_eq!(count(&app, "SELECT count(*) FROM proposal_versions").await, 4);
    assert_eq!(count(&app, "SELECT count(*) FROM comment_versions").await, 7);

    // The same files once more change nothing; a decision that changes follows.
    let same = imported(&app, "reprise", Form::JsonLines, &given(&changed), &given(&said)).await;
    assert_eq!((same.proposals.unchanged, same.comments.unchanged), (3, 6));
    let accepted = changed.replace("rejected", "accepted");
    let decided = imported(&app, "reprise", Form::JsonLines, &given(&accepted), &given(&said)).await;
    assert_eq!(decided.summary.mended, 0);
    let told_now = told(&visitor, "reprise").await;
    assert_eq!(told_now[&2].proposal["answer"]["stage"], "ACCEPTED");
    assert_eq!(told_now[&2].proposal["version"], 2);

    // What was changed here in the meantime stays as it is here, and is told.
    let raise = "UPDATE proposals SET version = 9, body = 'Ici' WHERE body = 'Texte 2 bis'";
    let connection = app.db().schema_connection();
    connection.execute_unprepared(raise).await.unwrap();
    let elsewhere = accepted.replace("Texte 2 bis", "Texte 2 ter");
    let kept = imported(
        &app,
        "reprise",
        Form::JsonLines,
        &given(&elsewhere),
        &given(&said),
    )
    .await;
    assert_eq!(kept.summary.by_code, BTreeMap::from([("row.changed_here", 1)]));
    assert_eq!(told(&visitor, "reprise").await[&2].proposal["body"], "Ici");
}

#[tokio::test]
async fn what_was_taken_away_travels_without_its_text_and_threads_stay_whole() {
    let app = TestApp::start().await;
    let proposals = "{\"id\":1,\"title\":\"Un\",\"summary\":\"Secret\",\"withdrawn\":true,\"withdrawn_at\":\"2016-03-01\",\"created_at\":\"2016-02-01\"}\n\
        {\"id\":2,\"title\":\"Deux\",\"summary\":\"Texte\",\"visibility\":\"locked\",\"created_at\":\"2016-02-01\",\"votes\":4,\"votes_taken_over\":9,\
          \"latitude\":41.5,\"longitude\":2.25,\"status\":\"delivered\",\"answer\":\"Fait.\",\"answered_at\":\"2016-05-01\",\"cost\":\"1200.50\",\"couleur\":\"bleu\",\
          \"versions\":[{\"title\":\"Avant\",\"body\":\"Texte d'avant\",\"at\":\"2016-01-31\"}]}\n";
    let comments = "{\"id\":1,\"proposal\":2,\"body\":\"Secret\",\"deleted_at\":\"2016-03-01\",\"created_at\":\"2016-02-02\",\"author\":\"a\"}\n\
        {\"id\":2,\"proposal\":2,\"parents\":[1],\"body\":\"\",\"visibility\":\"removed\",\"created_at\":\"2016-02-03\",\"author\":\"b\"}\n\
        {\"id\":3,\"proposal\":2,\"parents\":[1,2],\"body\":\"Reste\",\"created_at\":\"2016-02-04\",\"author\":\"c\",\"likes\":2,\"dislikes\":5}\n";
    let (proposals, comments) = (Given::text(proposals), Given::text(comments));
    let first = imported(&app, "un", Form::JsonLines, &proposals, &comments).await;
    let codes = BTreeMap::from([("field.unknown", 1), ("votes.two_totals", 1)]);
    assert_eq!((first.summary.refused, &first.summary.by_code), (0, &codes));
    let (proposals, comments) = exported(&app, "un").await;
    let text = |given: &Given| {
        let mut text = String::new();
        given.open().unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert!(!text(&proposals).contains("Secret") && !text(&comments).contains("Secret"));
    assert!(text(&proposals).contains("\"couleur\":\"bleu\""));
    let again = imported(&app, "deux", Form::JsonLines, &proposals, &comments).await;
    assert_eq!(
        (again.proposals.new, again.comments.new, again.summary.refused),
        (2, 3, 0)
    );
    let visitor = app.visitor();
    let (mut one, mut two) = (told(&visitor, "un").await, told(&visitor, "deux").await);
    for told in one.values_mut().chain(two.values_mut()) {
        // Each plan says its own name as the platform.
        told.proposal["author"]["source"] = Value::Null;
    }
    assert_eq!(one, two);
    assert_eq!(one[&1].proposal["title"], Value::Null);
    assert_eq!(one[&2].proposal["votesTakenOver"], 4, "totals are never summed");
    assert_eq!(one[&2].proposal["answer"]["stage"], "DELIVERED");
    assert_eq!(one[&2].comments[0].answers[0].answers[0].body, "Reste");
    let (back, _) = exported(&app, "deux").await;
    assert_eq!(text(&back), text(&proposals));
}

#[tokio::test]
async fn a_rehearsal_tells_what_would_be_stored_and_stores_nothing() {
    let app = TestApp::start().await;
    let (proposals, mut comments) = small(700);
    comments += "{\"id\":7,\"proposal\":1,\"body\":\"Deux fois\"}\n{\"id\":8000,\"proposal\":9000,\"body\":\"Ailleurs\"}\n\
        {\"id\":8001,\"proposal\":1,\"parents\":[9999],\"body\":\"Orphelin\"}\n";
    let given = (Given::text(proposals), Given::text(comments));
    let rehearsed = ImportInput {
        dry_run: true,
        ..typed("reprise")
    };
    let rehearsed = import(&app, &rehearsed, Form::JsonLines, files(&given.0, &given.1))
        .await
        .unwrap();
    for table in [
        "plans",
        "proposals",
        "comments",
        "imported_rows",
        "imports",
        "attributions",
        "outbox",
    ] {
        let rows = count(&app, &format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(rows, 0, "{table}");
    }
    let stored = imported(&app, "reprise", Form::JsonLines, &given.0, &given.1).await;
    assert_eq!(
        (stored.proposals, stored.comments),
        (rehearsed.proposals, rehearsed.comments)
    );
    assert_eq!(stored.summary, rehearsed.summary);
    assert_eq!((stored.proposals.new, stored.comments.new), (700, 1_401));
    let codes = [
        "comment.parent_missing",
        "comment.proposal_unknown",
        "id.duplicate",
        "time.missing",
    ];
    assert_eq!(stored.summary.by_code, codes.map(|code| (code, 1)).into());
    assert_eq!(stored.summary.refused, 2);
}

#[tokio::test]
async fn only_admins_take_debates_over() {
    let app = TestApp::start().await;
    let (proposals, comments) = small(1);
    let given = files(&Given::text(proposals), &Given::text(comments));
    let command = ImportDebate::parse(&typed("reprise")).unwrap();
    let staff = app.staff("M. Petit").await;
    let refused = exchange::import(staff.cx(), command, Form::JsonLines, given, Report::unwritten()).await;
    assert!(matches!(refused, Err(app::Error::Denied(_))));
    assert_eq!(count(&app, "SELECT count(*) FROM plans").await, 0);
    let nonsense = ImportInput {
        plan: "Les Tilleuls".to_owned(),
        language: "?".to_owned(),
        time_zone: "Europe/Atlantis".to_owned(),
        ..ImportInput::default()
    };
    assert_eq!(ImportDebate::parse(&nonsense).unwrap_err().len(), 3);
}
