//! Opening a plan, as a draft that its staff see.

use domain::{
    Code, FieldError,
    plans::{MAX_THEMES, MAX_ZONES, NAME, Plan, PlanState, Rules, Texts, Theme, Totals, VotingRule, Zone},
    policy::plans::{Create, Site},
    refusal::{Fault, Fields},
    text::{Slug, Title},
};
use persistence::{Constraint, StoreError, Tx};

use super::{
    PhaseInput, RulesInput,
    phases::{NewPhase, read_phases},
    texts::TextsInput,
};
use crate::{Cx, Error, Result};

/// A plan as it is typed.
#[derive(Debug, Clone, Default)]
pub struct PlanInput {
    /// The name in addresses.
    pub slug: String,
    /// The title.
    pub title: String,
    /// Three sentences.
    pub summary: String,
    /// The easy-to-read summary.
    pub easy_summary: String,
    /// The whole text, Markdown.
    pub body: String,
    /// What is decided.
    pub decided: String,
    /// What is open.
    pub open_to_debate: String,
    /// The perimeter as GeoJSON; empty is none.
    pub perimeter: String,
    /// BCP 47 tag; empty is French.
    pub language: String,
    /// The rules of taking part; what is left out is Fabrique's choice.
    pub rules: RulesInput,
    /// Phases in any order.
    pub phases: Vec<PhaseInput>,
    /// Names of themes, in order.
    pub themes: Vec<String>,
    /// Names of zones, in order.
    pub zones: Vec<String>,
}

/// Opens a plan.
#[derive(Debug, Clone)]
pub struct CreatePlan {
    slug: Slug,
    texts: Texts,
    rules: Rules,
    phases: Vec<NewPhase>,
    themes: Vec<Title>,
    zones: Vec<Title>,
}

impl CreatePlan {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(cx: &Cx, input: &PlanInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let slug = fields.take("slug", Slug::parse(&input.slug));
        let texts = TextsInput {
            title: Some(input.title.clone()),
            summary: Some(input.summary.clone()),
            easy_summary: Some(input.easy_summary.clone()),
            body: Some(input.body.clone()),
            decided: Some(input.decided.clone()),
            open_to_debate: Some(input.open_to_debate.clone()),
            perimeter: Some(input.perimeter.clone()),
            language: Some(input.language.clone()),
        };
        let texts = texts.read(None, &mut fields);
        let rules = input.rules.read(&Rules::default(), cx.now(), &mut fields);
        let rules = rules.map(|rules| match (input.rules.totals, rules.voting) {
            (None, VotingRule::ForAgainst) => Rules {
                totals: Totals::HiddenUntilEnd,
                ..rules
            },
            _ => rules,
        });
        let mut titles = |list: &'static str, names: &[String], most: usize| {
            if names.len() > most {
                fields.refuse(list, Fault::new(Code::FieldOutOfRange).with("max", most));
            }
            let mut titles = Vec::new();
            for (place, name) in names.iter().enumerate() {
                titles.extend(fields.take(format!("{list}.{place}"), Title::parse(name, NAME)));
            }
            titles
        };
        let themes = titles("themes", &input.themes, MAX_THEMES);
        let zones = titles("zones", &input.zones, MAX_ZONES);
        let phases = read_phases(&input.phases, &mut fields);
        let command = (|| {
            Some(Self {
                slug: slug?,
                texts: texts?,
                rules: rules?,
                phases: phases?,
                themes,
                zones,
            })
        })();
        fields.finish(command)
    }
}

/// Opens a plan, for staff or admins of the whole site.
#[tracing::instrument(name = "plans.create", skip_all)]
pub async fn create(cx: &Cx, command: CreatePlan) -> Result<Plan> {
    let _permitted = cx.actor.may(Create, Site)?;
    cx.write(|tx| create_in(cx, tx, &command))
        .await
        .map_err(|error| match error {
            Error::Store(StoreError::Taken(Constraint::PlanSlug)) => Error::Invalid(vec![FieldError {
                field: "slug".into(),
                fault: Fault::new(Code::FieldTaken),
            }]),
            error => error,
        })
}

async fn create_in(cx: &Cx, tx: Tx, command: &CreatePlan) -> Result<Plan> {
    let CreatePlan {
        slug,
        texts,
        rules,
        phases,
        themes,
        zones,
    } = command.clone();
    let mut phases: Vec<_> = phases
        .into_iter()
        .map(|phase| phase.with_id(cx.new_id(), None))
        .collect();
    phases.sort_by_key(|phase| (phase.starts_at, phase.ends_at));
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
    let plan = Plan {
        id: cx.new_id(),
        slug,
        title,
        summary,
        easy_summary,
        body,
        decided,
        open_to_debate,
        perimeter,
        language,
        state: PlanState::Draft,
        rules,
        phases,
        version: 1,
        created_at: cx.now(),
    };
    persistence::plans::insert(&tx, &plan).await?;
    for (title, position) in themes.into_iter().zip(0..) {
        let theme = Theme {
            id: cx.new_id(),
            plan: plan.id,
            title,
            position,
        };
        persistence::plans::insert_theme(&tx, &theme).await?;
    }
    for (title, position) in zones.into_iter().zip(0..) {
        let zone = Zone {
            id: cx.new_id(),
            plan: plan.id,
            title,
            geometry: None,
            position,
        };
        persistence::plans::insert_zone(&tx, &zone).await?;
    }
    Ok(plan)
}
