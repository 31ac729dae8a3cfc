//! What the town and the landlord answered: yes with a deliberation, no with a reason, handed on, late, delivered.

use app::answers::{AdvanceAnswer, DecisionInput, StudyProposals};
use domain::{
    answers::{Answer, Decision},
    plans::Plan,
    proposals::Proposal,
};

use super::{Told, Town};

struct Case {
    /// Who answers, and in whose name.
    by: &'static str,
    name: &'static str,
    /// Which proposals, by number.
    numbers: &'static [usize],
    /// When the answer was promised, in days from today.
    due: i64,
    step: Step,
}

enum Step {
    Decided(Decision, &'static str, Option<i64>, &'static str),
    Delivered(&'static str, Option<i64>, &'static str),
    Transferred(&'static str, &'static str, i64),
    Waiting,
}

pub(super) const TOWN: &str = "Ville de Saint-Exemple";
pub(super) const LANDLORD: &str = "Habitat des Tilleuls";

const CASES: &[Case] = &[
    Case {
        by: "petit",
        name: TOWN,
        numbers: &[3, 16],
        due: 20,
        step: Step::Decided(
            Decision::Accepted,
            "Le conseil municipal a voté l'éclairage et la rampe de l'allée : délibération n° 2026-104. Les travaux suivront ceux des réseaux.",
            Some(18_400_000),
            "De mars à juin de l'an prochain.",
        ),
    },
    Case {
        by: "petit",
        name: TOWN,
        numbers: &[22],
        due: 10,
        step: Step::Decided(
            Decision::Refused,
            "Le stade n'a pas de gardien le dimanche et son poste n'est pas financé cette année. La demande sera revue avec le budget suivant.",
            None,
            "",
        ),
    },
    Case {
        by: "petit",
        name: TOWN,
        numbers: &[9],
        due: 15,
        step: Step::Delivered(
            "La rue de l'école est fermée vingt minutes matin et soir depuis la rentrée ; les barrières sont tenues par des parents et un agent.",
            Some(420_000),
            "Depuis septembre.",
        ),
    },
    Case {
        by: "petit",
        name: TOWN,
        numbers: &[29],
        due: 30,
        step: Step::Transferred(
            "Habitat des Tilleuls",
            "Les clôtures des résidences sont au bailleur : nous lui transmettons la proposition et suivrons sa réponse.",
            40,
        ),
    },
    Case {
        by: "bailleur",
        name: LANDLORD,
        numbers: &[2],
        due: -9,
        step: Step::Waiting,
    },
    Case {
        by: "petit",
        name: TOWN,
        numbers: &[6, 30],
        due: 25,
        step: Step::Decided(
            Decision::Partly,
            "Un lieu d'aide aux démarches ouvrira deux soirs par semaine à la maison du projet ; le samedi reste à trouver.",
            Some(3_600_000),
            "Dès janvier.",
        ),
    },
];

/// Gives all answers, between twenty days ago and yesterday.
pub(super) async fn give(town: &Town, plan: &Plan, proposals: &[Proposal]) -> Told<()> {
    for case in CASES {
        // Whoever is late today was asked long enough ago to be so.
        town.go(if case.due < 0 { -18 } else { -10 }, 10);
        let who = town.as_(case.by)?;
        let ids: Vec<_> = case
            .numbers
            .iter()
            .filter_map(|number| proposals.get(number - 1))
            .map(|proposal| proposal.id)
            .collect();
        let study = StudyProposals::parse(plan.id, &ids, case.name, town.midnight(case.due))?;
        let answer = app::answers::study(who, study).await?;
        advance(town, case, answer).await?;
    }
    Ok(())
}

async fn advance(town: &Town, case: &Case, answer: Answer) -> Told<()> {
    let who = town.as_(case.by)?;
    town.go(-3, 9);
    match &case.step {
        Step::Waiting => {}
        Step::Transferred(to, reason, due) => {
            let due = town.midnight(*due);
            let step = AdvanceAnswer::transfer(answer.id, answer.version, to, reason, due)?;
            app::answers::advance(who, step).await?;
        }
        Step::Decided(decision, reason, cost, calendar) => {
            let step = AdvanceAnswer::decide(
                answer.id,
                answer.version,
                &input(*decision, reason, *cost, calendar),
            )?;
            app::answers::advance(who, step).await?;
        }
        Step::Delivered(reason, cost, calendar) => {
            let (id, decision) = (answer.id, Decision::Accepted);
            let step = AdvanceAnswer::decide(id, answer.version, &input(decision, reason, *cost, calendar))?;
            let decided = app::answers::advance(who, step).await?;
            app::answers::advance(who, AdvanceAnswer::deliver(id, decided.version)).await?;
        }
    }
    Ok(())
}

fn input(decision: Decision, reason: &str, cost_cents: Option<i64>, calendar: &str) -> DecisionInput {
    DecisionInput {
        decision,
        reason: reason.to_owned(),
        cost_cents,
        calendar: calendar.to_owned(),
        // The reason of what the council voted names its deliberation.
        deliberation: reason
            .split_once("délibération n° ")
            .map_or_else(String::new, |(_, rest)| {
                rest.split(". ").next().unwrap_or_default().to_owned()
            }),
    }
}
