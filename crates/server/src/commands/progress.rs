//! How far long work has come: a bar on a terminal, otherwise a line when it begins.

use std::{
    fs::File,
    io::{IsTerminal, Read},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

/// Shows how much of a file was read, by its size on disk.
pub(super) fn reading(label: &str, file: File) -> Box<dyn Read> {
    let size = file.metadata().map(|known| known.len()).unwrap_or_default();
    let style = "{msg:22} [{wide_bar}] {percent:>3} %, {eta} left";
    Box::new(bar(label, ProgressBar::new(size), style).wrap_read(file))
}

/// Shows how many rows were written.
pub(super) fn writing(label: &str) -> ProgressBar {
    bar(
        label,
        ProgressBar::new_spinner(),
        "{msg:22} {pos} rows, {per_sec}",
    )
}

#[expect(
    clippy::print_stderr,
    reason = "this is what the person at the terminal reads"
)]
fn bar(label: &str, bar: ProgressBar, style: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        eprintln!("{label} …");
        bar.finish_and_clear();
        return ProgressBar::hidden();
    }
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.set_message(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar.with_finish(ProgressFinish::AndClear)
}
