//! The walls of the house: who may know whom, and names that no module has.

use std::{collections::BTreeMap, path::Path};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .exec()
        .unwrap()
}

/// What each crate of the house may depend on, of the house and of what is named here.
fn walls() -> BTreeMap<&'static str, Vec<&'static str>> {
    BTreeMap::from([
        ("domain", vec!["sea-orm"]),
        ("messages", vec!["domain"]),
        ("auth", vec![]),
        ("persistence", vec!["domain", "sea-orm"]),
        ("migrations", vec!["sea-orm-migration"]),
        ("app", vec!["auth", "domain", "messages", "persistence"]),
        (
            "graphql",
            vec!["app", "auth", "domain", "messages", "async-graphql", "axum"],
        ),
        ("web", vec!["app", "domain", "messages", "axum"]),
        (
            "server",
            vec![
                "app",
                "auth",
                "domain",
                "graphql",
                "web",
                "messages",
                "migrations",
                "async-graphql",
                "axum",
                "sea-orm-migration",
            ],
        ),
    ])
}

#[test]
fn crates_know_only_what_the_plan_of_the_house_allows() {
    let metadata = metadata();
    let walls = walls();
    let watched: Vec<&str> = walls
        .keys()
        .copied()
        .chain(["sea-orm", "sea-orm-migration", "async-graphql", "axum"])
        .collect();
    for package in metadata.workspace_packages() {
        let Some(allowed) = walls.get(package.name.as_str()) else {
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|d| d.kind == DependencyKind::Normal)
        {
            let name = dependency.name.as_str();
            assert!(
                !watched.contains(&name) || allowed.contains(&name),
                "{} must not know {name}: see docs/ARCHITECTURE.md",
                package.name
            );
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let metadata = metadata();
    let domain = metadata
        .workspace_packages()
        .into_iter()
        .find(|p| p.name.as_str() == "domain")
        .unwrap();
    for dependency in &domain.dependencies {
        let name = dependency.name.as_str();
        assert!(
            !["tokio", "axum", "async-graphql", "rand", "reqwest"].contains(&name),
            "the domain knows {name}"
        );
        assert!(
            name != "sea-orm" || dependency.optional,
            "SeaORM is behind a feature of the domain"
        );
    }
}

/// Every Rust file below `folder`.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    found
}

fn crates() -> Vec<(String, String)> {
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates")))
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    for (path, _) in crates() {
        for name in [
            "core", "common", "utils", "util", "helpers", "helper", "manager", "service",
        ] {
            assert!(
                !path.ends_with(&format!("/{name}.rs")) && !path.contains(&format!("/{name}/")),
                "{path}: call it by what it holds"
            );
        }
    }
}

#[test]
fn typed_ids_and_sea_orm_meet_in_one_file_of_the_domain() {
    for (path, text) in crates() {
        if path.contains("/domain/src/") && !path.ends_with("id/sea_orm.rs") && !path.ends_with("/id.rs") {
            assert!(!text.contains("sea_orm"), "{path} names SeaORM");
        }
    }
}

#[test]
fn the_system_scope_belongs_to_reactions_jobs_and_commands() {
    for (path, text) in crates() {
        let edge = path.contains("/graphql/src/") || path.contains("/web/src/");
        assert!(
            !edge || !text.contains("Scope::system"),
            "{path}: an edge reads as its actor"
        );
        assert!(
            !edge || !text.contains("Cx::system"),
            "{path}: an edge acts as its actor"
        );
    }
}

#[test]
fn no_file_outgrows_what_can_be_read_in_one_sitting() {
    for (path, text) in crates() {
        let code = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        assert!(
            code <= 700,
            "{path} has {code} lines of code: make it a folder, one file a verb"
        );
    }
}
