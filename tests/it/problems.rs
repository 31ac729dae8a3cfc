//! The table of everything that can go wrong, as programs and people are told.

use std::fmt::Write;

use app::problem::status;
use domain::{Code, Language};

use crate::kept::assert_kept;

#[test]
fn the_table_of_problems_is_what_the_code_says() {
    let mut table = "# Problems\n\nEvery stable code, the status that a page answers with, and its sentence without facts.\n\
                     Written by `UPDATE=1 cargo nextest run -p tests -E 'test(table_of_problems)'`.\n\n\
                     | code | status | French | English |\n|---|---|---|---|\n"
        .to_owned();
    for code in Code::ALL {
        let [french, english] =
            [Language::French, Language::English].map(|language| messages::outline(*code, &language));
        assert!(
            french != code.as_str() && english != code.as_str(),
            "{code}: a fact is missing in messages::outline"
        );
        writeln!(table, "| `{code}` | {} | {french} | {english} |", status(*code)).unwrap();
    }
    assert_kept("docs/problems.md", &table);
}

#[test]
fn statuses_are_errors_and_ours_are_told_apart() {
    for code in Code::ALL {
        assert!((400..=599).contains(&status(*code)), "{code}");
        let ours = matches!(
            code,
            Code::ServiceInternal | Code::ServiceUnavailable | Code::AttachmentNotKept
        );
        assert_eq!(status(*code) >= 500, ours, "{code}");
    }
}
