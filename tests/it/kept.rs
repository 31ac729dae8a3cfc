//! Files that the code writes and people review: equal to what the code says, or the test fails.

/// Compares a file of the repository with what the code says now; `UPDATE=1` writes it instead.
pub(crate) fn assert_kept(path: &str, now: &str) {
    let path = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    #[expect(
        clippy::disallowed_methods,
        reason = "the person who runs the tests says whether to write"
    )]
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        std::fs::write(&path, now).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(now.lines()).find(|(kept, now)| kept != now);
    assert!(
        kept == now,
        "{path} is out of date: read the difference, then run the test again with UPDATE=1\nfirst difference: {differs:#?}"
    );
}
