//! The names under contributions.

use std::collections::HashMap;

use app::{Result, accounts, proposals};
use domain::{accounts::Standing, proposals::Author, recordings::Medium};

use crate::{page::Page, visit::Visit};

/// Somebody whose words were recorded: «Fatou, dit au téléphone, noté par un accompagnateur (Maison du projet)».
fn recorded(page: &Page, medium: Medium, place: &str, name: &str) -> String {
    let said = page.with(&format!("author-recorded-{}", medium.as_str()), "place", place);
    if name.is_empty() {
        return said;
    }
    page.with2("author-recorded-named", "name", name, "said", said.as_str())
}

/// The names of these authors, as pages write them.
pub(crate) struct Names(HashMap<Author, String>);

impl Names {
    /// Looks the names up: two statements, however many.
    pub(crate) async fn of(visit: &Visit, page: &Page, authors: Vec<Author>) -> Result<Self> {
        let (mut accounts, mut attributions) = (Vec::new(), Vec::new());
        for author in authors {
            match author {
                Author::Account(id) => accounts.push(id),
                Author::Attribution(id) => attributions.push(id),
            }
        }
        accounts.sort_unstable();
        accounts.dedup();
        let mut names = HashMap::new();
        if !accounts.is_empty() {
            for account in accounts::by_ids(&visit.cx, &accounts).await? {
                if !matches!(account.standing, Standing::Erased { .. }) {
                    names.insert(Author::Account(account.id), account.display_name.to_string());
                }
            }
        }
        if !attributions.is_empty() {
            for taken in proposals::attributions_by_ids(&visit.cx, &attributions).await? {
                if let Some(medium) = taken.medium {
                    let name = recorded(page, medium, &taken.source, &taken.label);
                    names.insert(Author::Attribution(taken.id), name);
                    continue;
                }
                let name = if taken.label.is_empty() {
                    page.with("author-taken-over", "source", taken.source.as_str())
                } else {
                    page.with2(
                        "author-taken-over-named",
                        "source",
                        taken.source.as_str(),
                        "name",
                        taken.label.as_str(),
                    )
                };
                names.insert(Author::Attribution(taken.id), name);
            }
        }
        Ok(Self(names))
    }

    /// The name of an author; «compte supprimé» for one who left.
    pub(crate) fn name(&self, page: &Page, author: Author) -> String {
        self.0
            .get(&author)
            .cloned()
            .unwrap_or_else(|| page.t("author-erased"))
    }
}
