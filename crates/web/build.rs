//! Makes the table of assets that the binary carries: each under a name that changes with its bytes, so that browsers
//! keep it for ever, and compressed once rather than at each request.
//!
//! Fonts come from npm (`assets/package-lock.json`). Where nobody has run `npm ci` the pages use the fonts of the system.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The fonts: the name here, the file in `node_modules`, the family, when text waits for it.
const FONTS: [(&str, &str, &str, &str); 2] = [
    (
        "text.woff2",
        "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
        "Atkinson Hyperlegible Next Variable",
        "swap",
    ),
    (
        "headings.woff2",
        "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
        "Bricolage Grotesque Variable",
        "optional",
    ),
];

struct Asset {
    plain: String,
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    fn new(plain: &str, kind: &'static str, bytes: Vec<u8>) -> Self {
        let hash = data_encoding::HEXLOWER.encode(Sha256::digest(&bytes).get(..6).unwrap_or_default());
        let (stem, extension) = plain.rsplit_once('.').unwrap_or((plain, "bin"));
        Self {
            name: format!("{stem}-{hash}.{extension}"),
            plain: plain.to_owned(),
            kind,
            bytes,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo tells build scripts where to write by the environment"
    )]
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // Cargo runs it in the folder of this package; a path kept at compile time would be that of another clone.
    let assets = Path::new("assets");
    println!("cargo::rerun-if-changed={}", assets.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut table = Vec::new();
    let mut faces = String::new();
    for (plain, file, family, display) in FONTS {
        let Ok(bytes) = fs::read(assets.join("node_modules").join(file)) else {
            continue;
        };
        let asset = Asset::new(plain, "font/woff2", bytes);
        writeln!(
            faces,
            "@font-face{{font-family:\"{family}\";src:url(/assets/{}) format(\"woff2\");font-weight:200 800;font-display:{display}}}",
            asset.name
        )?;
        table.push(asset);
    }
    let css = fs::read_to_string(assets.join("site.css"))?;
    table.push(Asset::new(
        "site.css",
        "text/css; charset=utf-8",
        (faces + &css).into_bytes(),
    ));
    let script = fs::read(assets.join("site.js"))?;
    table.push(Asset::new("site.js", "text/javascript; charset=utf-8", script));
    let icon = fs::read(assets.join("icon.svg"))?;
    table.push(Asset::new("icon.svg", "image/svg+xml", icon));
    write(&out, &table)
}

/// Writes the files and the Rust table that names them.
fn write(out: &Path, table: &[Asset]) -> Result<(), Box<dyn Error>> {
    let mut rust =
        String::from("/// Every asset, in the order it was made.\npub(crate) static ASSETS: &[Asset] = &[\n");
    for Asset {
        plain,
        name,
        kind,
        bytes,
    } in table
    {
        // Fonts are compressed already.
        let packed = !kind.starts_with("font/");
        let file = |suffix: &str, bytes: &[u8]| -> io::Result<String> {
            let file = format!("{name}{suffix}");
            fs::write(out.join(&file), bytes)?;
            Ok(format!("include_bytes!({file:?})"))
        };
        let as_is = file("", bytes)?;
        let (brotli, gzip) = if packed {
            let (brotli, gzip) = (file(".br", &brotli(bytes)?)?, file(".gz", &gzip(bytes)?)?);
            (format!("Some({brotli})"), format!("Some({gzip})"))
        } else {
            ("None".to_owned(), "None".to_owned())
        };
        writeln!(
            rust,
            "    Asset {{ plain: {plain:?}, name: {name:?}, kind: {kind:?}, bytes: {as_is}, brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    rust.push_str("];\n");
    fs::write(out.join("assets.rs"), rust)?;
    Ok(())
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}
