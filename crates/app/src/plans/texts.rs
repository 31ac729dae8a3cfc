//! Changing the texts of a plan, before and after publication.

use domain::{
    Code, FieldError, Language,
    geo::Shape,
    plans::{ActKind, BODY, EASY_SUMMARY, Plan, PlanId, SECTION, SUMMARY, TITLE, Texts},
    policy::plans::Edit,
    refusal::{Fault, Fields},
    text::{Body, Bounds, Title},
};
use persistence::Tx;
use serde_json::{Map, Value};

use super::amendments::{self, Amendment, Change};
use crate::{Cx, Result, error::OrNotFound};

/// Texts of a plan as they are typed; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct TextsInput {
    /// The title.
    pub title: Option<String>,
    /// Three sentences.
    pub summary: Option<String>,
    /// The easy-to-read summary.
    pub easy_summary: Option<String>,
    /// The whole text, Markdown.
    pub body: Option<String>,
    /// What is decided.
    pub decided: Option<String>,
    /// What is open.
    pub open_to_debate: Option<String>,
    /// The perimeter as GeoJSON; empty takes it away.
    pub perimeter: Option<String>,
    /// BCP 47 tag; empty is French.
    pub language: Option<String>,
}

/// The parsed value of a text that was typed, or the one that was there.
fn typed<T: Clone>(
    fields: &mut Fields,
    name: &'static str,
    typed: Option<&String>,
    present: Option<&T>,
    parse: impl Fn(&str) -> Result<T, Fault>,
) -> Option<T> {
    match (typed, present) {
        (Some(raw), _) => fields.take(name, parse(raw)),
        (None, Some(present)) => Some(present.clone()),
        (None, None) => fields.take(name, parse("")),
    }
}

impl TextsInput {
    /// The texts after the change, noting what is wrong. `present` is what they are now.
    pub(super) fn read(&self, present: Option<&Texts>, fields: &mut Fields) -> Option<Texts> {
        let body = |bounds: Bounds| move |raw: &str| Body::parse(raw, bounds);
        let title = typed(
            fields,
            "title",
            self.title.as_ref(),
            present.map(|t| &t.title),
            |raw| Title::parse(raw, TITLE),
        );
        let summary = present.map(|t| &t.summary);
        let summary = typed(fields, "summary", self.summary.as_ref(), summary, body(SUMMARY));
        let easy = present.map(|t| &t.easy_summary);
        let easy = typed(
            fields,
            "easySummary",
            self.easy_summary.as_ref(),
            easy,
            body(EASY_SUMMARY),
        );
        let whole = typed(
            fields,
            "body",
            self.body.as_ref(),
            present.map(|t| &t.body),
            body(BODY),
        );
        let decided = present.map(|t| &t.decided);
        let decided = typed(fields, "decided", self.decided.as_ref(), decided, body(SECTION));
        let open = present.map(|t| &t.open_to_debate);
        let open = typed(
            fields,
            "openToDebate",
            self.open_to_debate.as_ref(),
            open,
            body(SECTION),
        );
        let perimeter = present.map(|t| &t.perimeter);
        let perimeter = typed(
            fields,
            "perimeter",
            self.perimeter.as_ref(),
            perimeter,
            perimeter_of,
        );
        let language = present.map(|t| &t.language);
        let language = typed(fields, "language", self.language.as_ref(), language, |raw| {
            let tag = if raw.is_empty() { "fr" } else { raw };
            Language::parse(tag).ok_or_else(|| Fault::new(Code::FieldMalformed))
        });
        Some(Texts {
            title: title?,
            summary: summary?,
            easy_summary: easy?,
            body: whole?,
            decided: decided?,
            open_to_debate: open?,
            perimeter: perimeter?,
            language: language?,
        })
    }
}

/// A perimeter as it is typed; empty is none.
pub(super) fn perimeter_of(raw: &str) -> Result<Option<Shape>, Fault> {
    if raw.is_empty() {
        Ok(None)
    } else {
        Shape::area(raw).map(Some)
    }
}

/// Changes the texts of a plan that was read at a version.
#[derive(Debug, Clone)]
pub struct EditPlan {
    amendment: Amendment,
    texts: Texts,
}

impl EditPlan {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub async fn parse(
        cx: &Cx,
        id: PlanId,
        read_version: i64,
        input: &TextsInput,
        reason: &str,
    ) -> Result<Self> {
        let plan = super::by_id(cx, id).await?.or_not_found(Code::PlanNotFound)?;
        let mut fields = Fields::default();
        let texts = input.read(Some(&plan.texts()), &mut fields);
        let amendment = Amendment::read(id, read_version, reason, &mut fields);
        let command = amendment
            .zip(texts)
            .map(|(amendment, texts)| Self { amendment, texts });
        fields.finish(command).map_err(Vec::<FieldError>::into)
    }
}

/// Changes the texts; since publication the change is an act that everybody reads. A perimeter holds the zones that are
/// there: to draw both again is to change zones.
#[tracing::instrument(name = "plans.edit", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn edit(cx: &Cx, command: EditPlan) -> Result<Plan> {
    cx.write(|tx| edit_in(cx, tx, &command)).await
}

async fn edit_in(cx: &Cx, tx: Tx, command: &EditPlan) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Edit).await?;
    let plan = permitted.subject();
    let (before, after) = differences(&plan.texts(), &command.texts);
    if plan.perimeter != command.texts.perimeter {
        let mut fields = Fields::default();
        for zone in persistence::plans::zones_of(&tx, &[plan.id]).await? {
            fields.take("perimeter", zone.must_lie_in(command.texts.perimeter.as_ref()));
        }
        fields.finish(Some(()))?;
    }
    let plan = permitted.rewrite(command.texts.clone())?;
    let change = Change {
        kind: ActKind::Texts,
        before,
        after,
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// What changed, before and after.
fn differences(before: &Texts, after: &Texts) -> (Value, Value) {
    let facts = |texts: &Texts| {
        let Texts {
            title,
            summary,
            easy_summary,
            body,
            decided,
            open_to_debate,
            perimeter,
            language,
        } = texts;
        [
            ("title", Value::from(title.as_str())),
            ("summary", summary.as_str().into()),
            ("easySummary", easy_summary.as_str().into()),
            ("body", body.as_str().into()),
            ("decided", decided.as_str().into()),
            ("openToDebate", open_to_debate.as_str().into()),
            ("perimeter", perimeter.as_ref().map(Shape::as_str).into()),
            ("language", language.tag().into()),
        ]
    };
    let (mut old, mut new) = (Map::new(), Map::new());
    for ((name, before), (_, after)) in facts(before).into_iter().zip(facts(after)) {
        if before != after {
            old.insert(name.to_owned(), before);
            new.insert(name.to_owned(), after);
        }
    }
    (old.into(), new.into())
}
