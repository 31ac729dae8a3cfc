//! The dictionary that travels with the data: `datapackage.json` (Data Package, Table Schema) and two pages to read.

use domain::{Language, refusal::Fact};
use serde_json::{Value, json};

use super::{
    Edition, Format, Run, Table,
    read::filled as object,
    tables::{self, Kind},
};

/// A sentence of the package.
pub(super) fn said(id: &str, language: &Language) -> String {
    messages::sentence(id, [], language).unwrap_or_else(|| id.to_owned())
}

fn told(id: &str, facts: &[(&str, Fact)], language: &Language) -> String {
    let facts = facts.iter().map(|(name, fact)| (*name, fact));
    messages::sentence(id, facts, language).unwrap_or_else(|| id.to_owned())
}

/// What is said of a column: of this table's own, or of the name alone.
fn described(table: Table, column: &str, language: &Language) -> String {
    let own = format!("export-{}-{}", table.as_str(), column.replace('_', "-"));
    messages::sentence(&own, [], language)
        .unwrap_or_else(|| said(&format!("export-column-{}", column.replace('_', "-")), language))
}

/// The pages to read, in both languages whatever the reader's.
pub(super) fn readmes(run: &Run) -> [(&'static str, String); 2] {
    [
        ("LISEZMOI.md", readme(run, &Language::French)),
        ("README.md", readme(run, &Language::English)),
    ]
}

fn readme(run: &Run, language: &Language) -> String {
    let facts: [(&str, Fact); 3] = [
        ("title", run.plan.title.as_str().into()),
        ("at", run.reader.now().into()),
        ("address", page_of(run).as_str().into()),
    ];
    let edition = run.edition.as_str();
    let mut lines = vec![
        told("export-readme-title", &facts, language),
        String::new(),
        told("export-readme-when", &facts, language),
        said(&format!("export-readme-{edition}"), language),
        told("export-readme-tombstones", &facts, language),
        said(&format!("export-readme-{}", run.format.as_str()), language),
        said("export-readme-whole", language),
        String::new(),
    ];
    if run.edition == Edition::Open {
        lines.extend([said("export-readme-licence", language), String::new()]);
    }
    for table in Table::ALL {
        if run.format == Format::GeoJson && !table.is_placed() {
            continue;
        }
        let name = said(&format!("export-table-{}", table.as_str()), language);
        lines.push(format!("## {name} (`{}`)\n", tables::path(table, run.format)));
        for column in table.columns(run.edition) {
            lines.push(format!(
                "- `{}`: {}",
                column.name,
                described(table, column.name, language)
            ));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

fn page_of(run: &Run) -> String {
    format!("{}/plans/{}", run.reader.house().site.issuer, run.plan.slug)
}

/// `datapackage.json`, with the number of rows that each table has: it is written last.
pub(super) fn descriptor(run: &Run, counted: &[(Table, u64)]) -> String {
    let language = &run.reader.language;
    let resources: Vec<Value> = counted
        .iter()
        .map(|(table, rows)| {
            let mut resource = object(json!({
                "name": table.as_str(),
                "path": tables::path(*table, run.format),
                "title": said(&format!("export-table-{}", table.as_str()), language),
                "format": run.format.as_str(),
                "mediatype": run.format.media_type(),
                "encoding": "utf-8",
                "rows": rows,
                "schema": schema(*table, run),
            }));
            if run.format == Format::Csv {
                resource.insert("profile".to_owned(), json!("tabular-data-resource"));
                let dialect = json!({ "delimiter": ",", "lineTerminator": "\r\n", "header": true });
                resource.insert("dialect".to_owned(), dialect);
            }
            Value::Object(resource)
        })
        .collect();
    let mut package = object(json!({
        "profile": "data-package",
        "name": format!("{}-{}", run.plan.slug, run.edition.as_str()),
        "title": run.plan.title.as_str(),
        "homepage": page_of(run),
        "created": run.reader.now().to_string(),
        "edition": run.edition.as_str(),
        "description": said(&format!("export-readme-{}", run.edition.as_str()), language),
        "resources": resources,
    }));
    if run.edition == Edition::Open {
        let licence = json!([{
            "name": "etalab-2.0",
            "title": "Licence Ouverte / Open Licence 2.0",
            "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        }]);
        package.insert("licenses".to_owned(), licence);
    }
    serde_json::to_string_pretty(&package).unwrap_or_default()
}

fn schema(table: Table, run: &Run) -> Value {
    let fields: Vec<Value> = table
        .columns(run.edition)
        .into_iter()
        .filter(|column| run.format != Format::GeoJson || column.kind != Kind::Shape)
        .map(|column| {
            json!({
                "name": column.name,
                "type": column.kind.as_str(),
                "description": described(table, column.name, &run.reader.language),
            })
        })
        .collect();
    json!({ "fields": fields, "primaryKey": table.key(), "missingValues": [""] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_column_is_described_in_both_languages() {
        for language in [Language::French, Language::English] {
            for table in Table::ALL {
                let name = format!("export-table-{}", table.as_str());
                assert_ne!(said(&name, &language), name);
                for column in table.columns(Edition::Internal) {
                    let described = described(table, column.name, &language);
                    assert!(!described.starts_with("export-"), "{described} in {language}");
                }
            }
        }
    }
}
