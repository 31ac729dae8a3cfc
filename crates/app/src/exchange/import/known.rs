//! What an import knows of the plan it stores into: by ids and names, never texts.

use std::collections::{HashMap, HashSet};

use domain::{
    Timestamp,
    comments::CommentId,
    exchange::Above,
    plans::{MAX_THEMES, MAX_ZONES, Theme, ThemeId, Zone, ZoneId},
    proposals::{Attribution, AttributionId, ProposalId},
    text::Title,
};
use persistence::{
    Read, Tx,
    exchange::{ItemKind, Origin, Trace},
};

use super::{Run, comments, proposals::Planned};
use crate::{
    Cx, Result,
    exchange::{File, Finding, Severity, SourceId},
};

/// What is known.
pub(super) struct Known {
    earlier: Vec<String>,
    pub(super) proposals: HashMap<String, ProposalId>,
    /// Comments of this import, with their places where it made them.
    pub(super) comments: HashMap<String, (CommentId, Option<Above>)>,
    authors: HashMap<String, AttributionId>,
    themes: HashMap<String, ThemeId>,
    zones: HashMap<String, ZoneId>,
    /// Numbers given so far by an import that stores nothing.
    pub(super) numbers: HashSet<i32>,
}

impl Known {
    pub(super) async fn load(cx: &Cx, origin: &Origin) -> Result<Self> {
        let db = cx.db();
        let themes = persistence::plans::themes_of(db, &[origin.plan]).await?;
        let zones = persistence::plans::zones_of(db, &[origin.plan]).await?;
        Ok(Self {
            earlier: persistence::exchange::external_ids(db, origin, ItemKind::Proposal).await?,
            proposals: HashMap::new(),
            comments: HashMap::new(),
            authors: HashMap::new(),
            themes: themes
                .into_iter()
                .map(|it| (it.title.to_string(), it.id))
                .collect(),
            zones: zones
                .into_iter()
                .map(|it| (it.title.to_string(), it.id))
                .collect(),
            numbers: HashSet::new(),
        })
    }

    /// The proposals that were taken over before this import.
    pub(super) fn earlier_proposals(&self) -> HashSet<SourceId> {
        self.earlier.iter().filter_map(|id| SourceId::parse(id)).collect()
    }

    /// Keeps what a batch has added, once it is stored.
    pub(super) fn learn(&mut self, planned: Planned, is_rehearsal: bool, tell: impl FnMut(Finding)) {
        let Planned {
            parts,
            numbers,
            known,
            ..
        } = planned;
        parts.findings.into_iter().for_each(tell);
        self.proposals.extend(known);
        let named = |theme: Theme| (theme.title.to_string(), theme.id);
        self.themes.extend(parts.themes.into_iter().map(named));
        let named = |zone: Zone| (zone.title.to_string(), zone.id);
        self.zones.extend(parts.zones.into_iter().map(named));
        self.authors.extend(parts.authors);
        if is_rehearsal {
            self.numbers.extend(numbers.into_iter().map(|(number, _)| number));
        }
    }
}

impl Known {
    /// Keeps what a batch of comments has added, once it is stored.
    pub(super) fn learn_comments(&mut self, planned: comments::Planned, tell: impl FnMut(Finding)) {
        let comments::Planned { parts, known, .. } = planned;
        parts.findings.into_iter().for_each(tell);
        self.authors.extend(parts.authors);
        self.comments.extend(known);
    }
}

/// What a batch adds besides its rows.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) findings: Vec<Finding>,
    pub(super) themes: Vec<Theme>,
    pub(super) zones: Vec<Zone>,
    /// Authors found or added.
    pub(super) authors: HashMap<String, AttributionId>,
    pub(super) attributions: Vec<Attribution>,
    pub(super) traces: Vec<Trace>,
}

/// Somebody who speaks in a row: their id there, and the name to show.
pub(super) type Speaker<'r> = (Option<&'r str>, Option<&'r str>);

/// Who speaks, by one key: the id, or else the name; nobody is the empty key.
fn key((id, name): Speaker<'_>) -> &str {
    id.or(name).unwrap_or_default()
}

impl Parts {
    /// Finds these authors, and adds those that are new.
    pub(super) async fn meet<'r>(
        &mut self,
        run: &Run<'_>,
        from: &impl Read,
        speakers: impl Iterator<Item = Speaker<'r>>,
    ) -> Result<()> {
        let mut new: HashMap<&str, Speaker<'r>> = HashMap::new();
        for speaker in speakers {
            let key = key(speaker);
            if !run.known.authors.contains_key(key) && !self.authors.contains_key(key) {
                new.entry(key).or_insert(speaker);
            }
        }
        let keys: Vec<String> = new.keys().map(|&key| key.to_owned()).collect();
        for trace in persistence::exchange::traces(from, &run.origin, ItemKind::Author, &keys).await? {
            new.remove(&*trace.external_id);
            self.authors
                .insert(trace.external_id, AttributionId::new(trace.item));
        }
        let mut new: Vec<_> = new.into_iter().collect();
        new.sort_unstable();
        for (key, (id, name)) in new {
            let attribution = Attribution {
                medium: None,
                id: run.cx.new_id(),
                plan: run.plan.id,
                source: run.origin.source.clone(),
                label: name.or(id).unwrap_or_default().to_owned(),
            };
            self.authors.insert(key.to_owned(), attribution.id);
            self.traces.push(Trace {
                kind: ItemKind::Author,
                external_id: key.to_owned(),
                item: attribution.id.uuid(),
                version: 1,
                content_hash: Vec::new(),
                kept: String::new(),
            });
            self.attributions.push(attribution);
        }
        Ok(())
    }

    /// The attribution of somebody who was met.
    pub(super) fn author(&self, run: &Run<'_>, speaker: Speaker<'_>) -> Result<AttributionId> {
        let key = key(speaker);
        let found = self.authors.get(key).or_else(|| run.known.authors.get(key));
        found
            .copied()
            .ok_or_else(|| crate::Error::internal(format!("the author {key} was not met")))
    }

    /// The theme of this name, added if it is new and there is room.
    pub(super) fn theme(&mut self, run: &Run<'_>, row: u64, name: &str) -> Option<ThemeId> {
        let title = Title::from_history(name);
        let added = self.themes.iter().find(|theme| theme.title == title);
        let found = added
            .map(|theme| theme.id)
            .or_else(|| run.known.themes.get(title.as_str()).copied());
        if found.is_some() {
            return found;
        }
        let position = run.known.themes.len() + self.themes.len();
        if position >= MAX_THEMES {
            self.mend(
                File::Proposals,
                row,
                ("category", name),
                "theme.too_many",
                "a plan has at most 100 themes; the name is kept beside the row",
            );
            return None;
        }
        let theme = Theme {
            id: run.cx.new_id(),
            plan: run.plan.id,
            title,
            position: i32::try_from(position).unwrap_or(i32::MAX),
        };
        let id = theme.id;
        self.themes.push(theme);
        Some(id)
    }

    /// The zone of this name, added if it is new and there is room.
    pub(super) fn zone(&mut self, run: &Run<'_>, row: u64, name: &str) -> Option<ZoneId> {
        let title = Title::from_history(name);
        let added = self.zones.iter().find(|zone| zone.title == title);
        let found = added
            .map(|zone| zone.id)
            .or_else(|| run.known.zones.get(title.as_str()).copied());
        if found.is_some() {
            return found;
        }
        let position = run.known.zones.len() + self.zones.len();
        if position >= MAX_ZONES {
            self.mend(
                File::Proposals,
                row,
                ("district", name),
                "zone.too_many",
                "a plan has at most 200 zones; the name is kept beside the row",
            );
            return None;
        }
        let zone = Zone {
            id: run.cx.new_id(),
            plan: run.plan.id,
            title,
            geometry: None,
            position: i32::try_from(position).unwrap_or(i32::MAX),
        };
        let id = zone.id;
        self.zones.push(zone);
        Some(id)
    }

    /// Tells what was put right while a row was stored.
    pub(super) fn mend(
        &mut self,
        file: File,
        row: u64,
        (field, value): (&str, &str),
        code: &'static str,
        message: &str,
    ) {
        self.findings.push(Finding {
            file,
            row,
            field: field.to_owned(),
            value: value.chars().take(100).collect(),
            code,
            message: message.to_owned(),
            severity: Severity::Mended,
        });
    }

    /// Stores authors, themes and zones.
    pub(super) async fn store(&self, tx: &Tx, origin: &Origin, at: Timestamp) -> Result<()> {
        persistence::attributions::insert_all(tx, &self.attributions, at).await?;
        for theme in &self.themes {
            persistence::plans::insert_theme(tx, theme).await?;
        }
        for zone in &self.zones {
            persistence::plans::insert_zone(tx, zone).await?;
        }
        persistence::exchange::insert_traces(tx, origin, &self.traces, at).await?;
        Ok(())
    }
}
