//! The colours of pages: every pair that is used together can be read, in the light and in the dark (WCAG 2.2, 1.4.3 and
//! 1.4.11).

use std::collections::BTreeMap;

/// Words on what lies below them: 4.5 to 1.
const WORDS: &[(&str, &[&str])] = &[
    (
        "ink",
        &[
            "paper",
            "mist",
            "info-pale",
            "for-pale",
            "against-pale",
            "press-pale",
        ],
    ),
    ("ink-soft", &["paper", "mist", "for-pale", "against-pale"]),
    (
        "press",
        &["paper", "mist", "info-pale", "for-pale", "against-pale"],
    ),
    (
        "press-deep",
        &[
            "paper",
            "mist",
            "info-pale",
            "for-pale",
            "against-pale",
            "press-pale",
        ],
    ),
    ("on-press", &["press", "press-deep"]),
    ("notice-ink", &["notice"]),
    ("for", &["paper", "mist", "for-pale"]),
    ("against", &["paper", "mist", "against-pale"]),
    ("wrong", &["paper", "mist"]),
    ("on-foot", &["foot"]),
    ("foot-link", &["foot"]),
];

/// Borders and bars that say something: 3 to 1.
const SHAPES: &[(&str, &[&str])] = &[
    ("line", &["paper", "mist"]),
    ("ink", &["paper", "mist", "info-pale"]),
    ("notice-ink", &["notice"]),
    ("for", &["paper", "for-pale"]),
    ("against", &["paper", "against-pale"]),
    ("wrong", &["paper", "mist"]),
    ("press", &["paper", "mist"]),
];

/// The tokens of a block of declarations that are colours.
fn colours(block: &str) -> BTreeMap<String, [u8; 3]> {
    let mut found = BTreeMap::new();
    for declaration in block.split([';', '{', '}']) {
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        let (Some(name), Some(hex)) = (name.trim().strip_prefix("--"), value.trim().strip_prefix('#')) else {
            continue;
        };
        let wide: String = if hex.len() == 3 {
            hex.chars().flat_map(|digit| [digit, digit]).collect()
        } else {
            hex.to_owned()
        };
        let number = u32::from_str_radix(&wide, 16).expect("a colour is hexadecimal");
        let [_, red, green, blue] = number.to_be_bytes();
        found.insert(name.to_owned(), [red, green, blue]);
    }
    found
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The tokens in the light, and in the dark where they differ.
fn schemes() -> [(&'static str, BTreeMap<String, [u8; 3]>); 2] {
    let css = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/web/assets/site.css"
    ))
    .unwrap();
    let (_, rest) = css
        .split_once("@layer tokens {")
        .expect("the style sheet has tokens");
    let (tokens, _) = rest.split_once("@layer").expect("tokens end");
    let (light, dark) = tokens
        .split_once("@media (prefers-color-scheme: dark)")
        .expect("there is a dark scheme");
    let light = colours(light);
    let mut in_the_dark = light.clone();
    in_the_dark.extend(colours(dark));
    [("light", light), ("dark", in_the_dark)]
}

#[test]
fn colours_that_are_used_together_can_be_read() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.01);
    let mut poor = Vec::new();
    for (scheme, tokens) in schemes() {
        let colour = |name: &str| *tokens.get(name).unwrap_or_else(|| panic!("no token --{name}"));
        for (pairs, least) in [(WORDS, 4.5), (SHAPES, 3.0)] {
            for (front, backs) in pairs {
                for back in *backs {
                    let contrast = contrast(colour(front), colour(back));
                    if contrast < least {
                        poor.push(format!(
                            "{scheme}: --{front} on --{back} is {contrast:.2}, under {least}"
                        ));
                    }
                }
            }
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

#[test]
fn colours_stand_in_tokens_alone() {
    let css = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/web/assets/site.css"
    ))
    .unwrap();
    let (_, after) = css.split_once("@layer base {").expect("a base");
    for line in after.lines().filter(|line| line.contains('#')) {
        let line = line.trim();
        // Buttons on the yellow of notices keep the colours of the light, in the dark too. What telephones read and what
        // printers print is black on white.
        let known = [
            ".notice .button {",
            ".qr { --paper: #fff; --ink: #000;",
            ":root { color-scheme: light; --ink: #000;",
        ];
        assert!(
            known.iter().any(|begins| line.starts_with(begins)),
            "a colour that no test of contrast sees: {line}"
        );
    }
}
