//! Changing the themes of a plan: the whole list at once, so that names and order change together.

use domain::{
    Code, FieldError,
    plans::{ActKind, MAX_THEMES, NAME, Plan, PlanId, PlanRefusal, Theme, ThemeId},
    policy::plans::Edit,
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;
use serde_json::{Value, json};

use super::amendments::{self, Amendment, Change};
use crate::{Cx, Result};

/// A theme as it is typed.
#[derive(Debug, Clone)]
pub struct ThemeInput {
    /// The theme that it changes; a new one if none.
    pub id: Option<ThemeId>,
    /// Its name.
    pub title: String,
}

#[derive(Debug, Clone)]
struct NewTheme {
    id: Option<ThemeId>,
    title: Title,
}

/// Gives a plan that was read at a version other themes, in this order; those left out go.
#[derive(Debug, Clone)]
pub struct ChangeThemes {
    amendment: Amendment,
    themes: Vec<NewTheme>,
}

impl ChangeThemes {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub fn parse(
        plan: PlanId,
        read_version: i64,
        input: &[ThemeInput],
        reason: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        if input.len() > MAX_THEMES {
            let fault = Fault::new(Code::FieldOutOfRange).with("max", MAX_THEMES);
            fields.refuse("themes", fault);
        }
        let mut themes = Vec::new();
        for (place, theme) in input.iter().enumerate() {
            let title = fields.take(format!("themes.{place}.title"), Title::parse(&theme.title, NAME));
            themes.extend(title.map(|title| NewTheme { id: theme.id, title }));
        }
        let names: Vec<_> = themes.iter().map(|theme| theme.title.as_str()).collect();
        amendments::refuse_twins("themes", &names, &mut fields);
        let amendment = Amendment::read(plan, read_version, reason, &mut fields);
        fields.finish(amendment.map(|amendment| Self { amendment, themes }))
    }
}

/// Changes the themes; one that contributions name stays.
#[tracing::instrument(name = "plans.change_themes", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn change_themes(cx: &Cx, command: ChangeThemes) -> Result<Plan> {
    cx.write(|tx| change_themes_in(cx, tx, &command)).await
}

async fn change_themes_in(cx: &Cx, tx: Tx, command: &ChangeThemes) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Edit).await?;
    let plan = permitted.amend()?;
    let present = persistence::plans::themes_of(&tx, &[plan.id]).await?;
    let typed: Vec<_> = command.themes.iter().map(|theme| theme.id).collect();
    let ids: Vec<_> = present.iter().map(|theme| theme.id).collect();
    let gone = amendments::left_out("themes", &typed, &ids)?;
    let count = persistence::plans::theme_uses(&tx, &gone).await?;
    if count > 0 {
        return Err(PlanRefusal::InUse { count }.into());
    }
    for id in gone {
        persistence::plans::delete_theme(&tx, id).await?;
    }
    let mut after = Vec::new();
    for (new, position) in command.themes.iter().cloned().zip(0..) {
        let theme = Theme {
            id: new.id.unwrap_or_else(|| cx.new_id()),
            plan: plan.id,
            title: new.title,

            position,
        };
        match new.id {
            Some(_) => persistence::plans::save_theme(&tx, &theme).await?,
            None => persistence::plans::insert_theme(&tx, &theme).await?,
        }
        after.push(theme);
    }
    let change = Change {
        kind: ActKind::Themes,
        before: facts(&present),
        after: facts(&after),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// Themes as an act shows them.
fn facts(themes: &[Theme]) -> Value {
    let theme = |theme: &Theme| json!({ "id": theme.id, "title": theme.title });
    themes.iter().map(theme).collect()
}
