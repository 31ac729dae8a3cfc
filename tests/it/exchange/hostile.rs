//! Files that no honest platform writes: every row is stored, or in the report.

use super::*;

/// A value that no honest file has.
fn hostile(rng: &mut SmallRng) -> Value {
    let texts = [
        "",
        " ",
        "\u{0}",
        "\u{202e}x",
        "<script>alert(1)</script>",
        "<p>",
        "'; DROP TABLE proposals; --",
        "=1+1",
        "99999999999999999999",
        "-1",
        "NaN",
        "1e400",
        "2016-13-45",
        "31/02/2016",
        "9999-12-31T23:59:59Z",
        "a\nb",
        "😀😀",
        "proposal_01m83t4cm0e008000000000005",
        "\u{fffd}",
        "accepted",
        "for",
        "https://x.exemple/a/b",
        "true",
    ];
    match rng.random_range(0..10) {
        0 => Value::Null,
        1 => json!(rng.random_range(-3..40)),
        2 => json!(rng.random::<i64>()),
        3 => json!([rng.random_range(0..9), "x", null]),
        4 => json!({ "language": "fr", "body": "x", "title": texts[rng.random_range(0..texts.len())] }),
        5 => json!(rng.random::<bool>()),
        6 => json!("x".repeat(rng.random_range(0..3_000))),
        _ => json!(texts[rng.random_range(0..texts.len())]),
    }
}

const FIELDS: [&str; 34] = [
    "id",
    "title",
    "summary",
    "body",
    "author",
    "author_name",
    "source",
    "district",
    "category",
    "created_at",
    "published_at",
    "updated_at",
    "status",
    "answer",
    "votes",
    "votes_taken_over",
    "number",
    "latitude",
    "longitude",
    "withdrawn",
    "visibility",
    "versions",
    "translations",
    "proposal",
    "parents",
    "alignment",
    "position",
    "likes",
    "dislikes",
    "deleted_at",
    "language",
    "format",
    "cost",
    "whatever",
];

#[tokio::test]
async fn hostile_files_are_stored_or_in_the_report_row_by_row() {
    let seed = crate::hostile::seed();
    let mut rng = SmallRng::seed_from_u64(seed);
    let app = TestApp::start().await;
    for case in 0..12 {
        let rows = rng.random_range(1..80);
        let (mut proposals, mut comments) = (Vec::new(), Vec::new());
        for id in 0..rows {
            let mut proposal = json!({ "id": id, "title": "Un titre", "summary": "Un texte" });
            let mut comment = json!({ "id": id, "proposal": rng.random_range(0..rows), "body": "Oui" });
            if id > 0 && rng.random_range(0..2) == 0 {
                comment["parents"] = json!([rng.random_range(0..rows)]);
            }
            for row in [&mut proposal, &mut comment] {
                for _ in 0..rng.random_range(0..4) {
                    row[FIELDS[rng.random_range(0..FIELDS.len())]] = hostile(&mut rng);
                }
            }
            proposals.push(proposal.to_string());
            comments.push(comment.to_string());
        }
        if rng.random_range(0..3) == 0 {
            let at = rng.random_range(0..rows);
            let broken: Vec<char> = proposals[at].chars().collect();
            proposals[at] = broken[..broken.len() / 2].iter().collect();
            proposals[at].push('x');
        }
        let (proposals, comments) = (
            Given::text(proposals.join("\n")),
            Given::text(comments.join("\n")),
        );
        let slug = format!("hostile-{case}");
        let outcome = imported(&app, &slug, Form::JsonLines, &proposals, &comments).await;
        let stored = outcome.proposals.rows() + outcome.comments.rows();
        let rows = u64::try_from(rows).unwrap() * 2;
        assert_eq!(
            stored + outcome.summary.refused,
            rows,
            "case {case}: {:?}",
            outcome.summary
        );
        // What is stored can be read by everybody, again, and written back.
        let again = imported(&app, &slug, Form::JsonLines, &proposals, &comments).await;
        assert_eq!(again.proposals.unchanged, outcome.proposals.rows(), "case {case}");
        assert_eq!(again.comments.unchanged, outcome.comments.rows(), "case {case}");
        if outcome.proposals.rows() > 0 {
            let told = told(&app.visitor(), &slug).await;
            assert_eq!(u64::try_from(told.len()).unwrap(), outcome.proposals.rows());
            let (proposals, comments) = exported(&app, &slug).await;
            let back = imported(
                &app,
                &format!("{slug}-back"),
                Form::JsonLines,
                &proposals,
                &comments,
            )
            .await;
            assert_eq!(back.summary.refused, 0, "case {case}: {:?}", back.first);
            assert_eq!(back.proposals.new, outcome.proposals.rows());
        }
    }
}
