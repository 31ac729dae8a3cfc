//! Deciding a case, asking somebody else to, and taking a text out of sight meanwhile.

use app::{
    Error,
    moderation::{self, AskSecond, DecideCases, DecideInput, Dossier, HoldItem},
    rules,
};
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Language,
    attachments::AttachmentId,
    moderation::{Action, CaseStage},
    refusal::{Fact, Fault, Fields},
    rules::{Rule, RuleId},
    time::hours,
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    case::{answer, beside, dossier, moved},
    passages,
};
use crate::{
    error::{Failed, Problems},
    forms::typed,
    page::Answer,
    plans::among,
    uploads::Sent,
    visit::Visit,
};

/// What can be done about a text that is published, in the order of the buttons.
pub(super) const ACTIONS: [&str; 5] = ["keep", "mask", "lock", "hide", "remove"];
/// What can be done about a text that waits for its review.
pub(super) const BEFORE: [&str; 2] = ["publish", "return"];

/// A decision as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(super) version: i32,
    pub(super) action: String,
    pub(super) rule: String,
    pub(super) facts: String,
    pub(super) passages: String,
    /// The boxes of photos and documents that are ticked.
    #[serde(skip)]
    pub(super) attachments: Vec<String>,
    /// What one would do, who asks somebody else to decide.
    pub(super) would: String,
    pub(super) note: String,
    pub(super) hours: u64,
}

impl Typed {
    /// What a form sent, its boxes of one name included.
    fn of(sent: Sent<Self>) -> Self {
        let boxes = sent.parts.fields.into_iter();
        let ticked = boxes.filter(|(name, _)| name == "attachments");
        Self {
            attachments: ticked.map(|(_, id)| id).collect(),
            ..sent.typed
        }
    }

    /// What was typed in words of one's own.
    pub(super) fn words(&self) -> Vec<String> {
        let words = [&self.facts, &self.passages, &self.note].into_iter();
        words
            .filter_map(|words| typed(words))
            .map(ToOwned::to_owned)
            .collect()
    }

    /// The action of a word, with the passages that were marked and the files that were ticked; or what is wrong.
    fn action(&self, word: &str, dossier: &Dossier) -> Result<Action, Error> {
        let mut fields = Fields::default();
        let action = match word {
            "keep" => Some(Action::Keep),
            "publish" => Some(Action::Publish),
            "return" => Some(Action::Return),
            "lock" => Some(Action::Lock),
            "hide" => Some(Action::Hide),
            "remove" => Some(Action::Remove),
            "mask" => {
                let text = dossier.target.as_ref().map_or("", |target| target.body.as_str());
                let ticked: Vec<AttachmentId> =
                    self.attachments.iter().filter_map(|id| id.parse().ok()).collect();
                match passages::find(text, &self.passages) {
                    Ok(passages) if !passages.is_empty() || !ticked.is_empty() => {
                        Some(Action::mask(passages, ticked))
                    }
                    Ok(_) => {
                        fields.refuse("passages", Fault::new(Code::FieldRequired));
                        None
                    }
                    Err(_not_there) => {
                        fields.refuse("passages", Fault::new(Code::ModerationBadPassages));
                        None
                    }
                }
            }
            _ => {
                fields.refuse("action", Fault::new(Code::FieldRequired));
                None
            }
        };
        Ok(fields.finish(action)?)
    }
}

/// Decides a case, and shows the next one, with ten seconds to take the decision back.
pub(crate) async fn decide(visit: Visit, Path(id): Path<String>, sent: Sent<Typed>) -> Answer {
    let typed = Typed::of(sent);
    let dossier = dossier(&visit, &id).await?;
    let (_, next) = beside(&visit, &dossier.case).await?;
    let case = dossier.case.id;
    let address = match next {
        Some(next) => format!("/moderation/cases/{next}?undo={case}"),
        None => format!("/moderation?undo={case}"),
    };
    match decided(&visit, &dossier, &typed).await {
        Ok(()) => Ok(Redirect::to(&address).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            if status == StatusCode::CONFLICT && is_mine(&visit, &id, &typed).await? {
                // The same form came twice, as two taps on a slow line do: the first one counts.
                return Ok(Redirect::to(&address).into_response());
            }
            answer(&visit, &id, Some(typed), "", status, problems).await
        }
    }
}

/// Whether the visitor has just decided this case so, and may still take it back.
async fn is_mine(visit: &Visit, id: &str, typed: &Typed) -> Result<bool, Failed> {
    let dossier = dossier(visit, id).await?;
    let interim = dossier.case.state.interim();
    Ok(interim.is_some_and(|(decision, until)| {
        visit.cx.now() < until
            && dossier.decisions.iter().any(|one| {
                one.id == decision
                    && Some(one.by) == visit.cx.actor.account()
                    && one.action.word() == typed.action
            })
    }))
}

async fn decided(visit: &Visit, dossier: &Dossier, typed: &Typed) -> Result<(), Error> {
    let action = typed.action(&typed.action, dossier)?;
    let rule: Option<RuleId> = among(&typed.rule).filter(|_| action.restricts());
    let facts = facts(visit, dossier, typed, &action, rule).await?;
    let command = DecideCases::parse(DecideInput {
        cases: vec![(dossier.case.id, typed.version)],
        action,
        rule,
        facts,
    })?;
    moderation::decide_one(&visit.cx, command).await?;
    Ok(())
}

/// What the author is told: what was typed, or a sentence ready for it. Reviews are always answered in own words.
async fn facts(
    visit: &Visit,
    dossier: &Dossier,
    given: &Typed,
    action: &Action,
    rule: Option<RuleId>,
) -> Result<String, Error> {
    let language = told_in(dossier);
    let named = match rule.or_else(|| among(&given.rule)) {
        Some(id) => rules::by_id(&visit.cx, id).await?,
        None => None,
    };
    let of_rule = named.map(|rule| ready(&rule, &language));
    // What says that a rule is broken says nothing of a text that stays.
    let prepared = !action.restricts() && of_rule.as_deref() == typed(&given.facts);
    let written = typed(&given.facts).filter(|_| !prepared);
    if written.is_some() || dossier.case.state.stage() == CaseStage::Contested {
        return Ok(given.facts.clone());
    }
    Ok(match (of_rule, action.restricts()) {
        (_, false) => messages::sentence(&format!("facts-{}", action.word()), [], &language),
        (Some(ready), true) => Some(ready),
        // What restricts without a rule is refused, whatever is said of it.
        (None, true) => messages::sentence("facts-no-rule", [], &language),
    }
    .unwrap_or_default())
}

/// The language in which an author is told what was decided: theirs, where the house speaks it.
pub(super) fn told_in(dossier: &Dossier) -> Language {
    match dossier.target.as_ref().map(|target| &target.language) {
        Some(Language::English) => Language::English,
        _ => Language::French,
    }
}

/// What an author reads of a rule where nobody wrote anything else.
pub(super) fn ready(rule: &Rule, language: &Language) -> String {
    let words = rule.terms.wordings.for_reader(language).0;
    let title = Fact::Text(words.title.to_string());
    messages::sentence("facts-rule", [("title", &title)], language).unwrap_or_default()
}

/// Says what one would do, and leaves the case to somebody else.
pub(crate) async fn second(visit: Visit, Path(id): Path<String>, sent: Sent<Typed>) -> Answer {
    let typed = Typed::of(sent);
    let dossier = dossier(&visit, &id).await?;
    let asked = match typed.action(&typed.would, &dossier) {
        Ok(action) => match AskSecond::parse(dossier.case.id, typed.version, action, &typed.note) {
            Ok(command) => moderation::ask_second(&visit.cx, command).await,
            Err(fields) => Err(fields.into()),
        },
        Err(error) => Err(error),
    };
    match asked {
        Ok(case) => moved(&visit, &id, Ok(case), "second-asked").await,
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, &id, Some(typed), "", status, problems).await
        }
    }
}

/// Takes the text of a case out of sight, for a day at most, while somebody decides.
pub(crate) async fn hold(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let dossier = dossier(&visit, &id).await?;
    let command = HoldItem {
        item: dossier.case.item,
        length: hours(typed.hours.clamp(1, 24)),
    };
    let held = moderation::hold(&visit.cx, command).await;
    moved(&visit, &id, held, "text-held").await
}
