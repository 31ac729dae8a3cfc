//! The fonts of the pages, from npm by their lock file. Nothing else needs Node to build, and without them every page
//! works in the fonts of the system.

use std::process::{Command, Stdio};

use crate::workspace;

/// Installs the fonts where npm is there and they are not; says so where they stay out.
pub(crate) fn install() {
    let assets = workspace().join("crates/web/assets");
    if assets.join("node_modules/@fontsource-variable").is_dir() {
        return;
    }
    let installed = Command::new("npm")
        .current_dir(&assets)
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    match installed {
        Ok(status) if status.success() => println!("── fonts of the pages: installed from npm"),
        Ok(_) => println!("── fonts of the pages: npm failed; pages use the fonts of the system"),
        Err(_) => println!("── fonts of the pages: no npm here; pages use the fonts of the system"),
    }
}
