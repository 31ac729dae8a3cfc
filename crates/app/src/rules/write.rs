//! Making, revising and retiring a rule, and putting it back.

use std::fmt;

use domain::{
    Code, EventKind, FieldError, Language, NewEvent, Timestamp,
    policy::{
        plans::Site,
        rules::{Create, Restore, Retire, Revise},
    },
    refusal::{Fault, Fields},
    rules::{
        DefaultDecision, DsaCategory, DsaKeyword, EXAMPLE, EXPLANATION, Ground, LegalReference, MAX_KEYWORDS,
        REFERENCE, Rule, RuleCode, RuleId, Severity, TITLE, Terms, Wording, Wordings,
    },
    text::{Body, Title, WebAddress},
};
use persistence::{Constraint, StoreError, Tx};

use crate::{Cx, Error, Result, error::OrNotFound};

/// What a rule says, as it is typed.
#[derive(Debug, Clone)]
pub struct RuleInput {
    /// How much harm it is about.
    pub severity: Severity,
    /// Whether the law forbids it, or the house.
    pub ground: Ground,
    /// What is usually decided.
    pub default_decision: DefaultDecision,
    /// Where the law says so.
    pub legal: Option<LegalInput>,
    /// Its place in the European database.
    pub category: DsaCategory,
    /// The words of that database for it.
    pub keywords: Vec<DsaKeyword>,
    /// What people read, by language.
    pub wordings: Vec<WordingInput>,
}

/// A legal reference as it is typed.
#[derive(Debug, Clone)]
pub struct LegalInput {
    /// The law and the article.
    pub text: String,
    /// Where it can be read.
    pub address: String,
}

/// A wording as it is typed.
#[derive(Debug, Clone)]
pub struct WordingInput {
    /// BCP 47 tag.
    pub language: String,
    /// The title.
    pub title: String,
    /// What it means.
    pub explanation: String,
    /// A text that it refuses.
    pub refused: String,
    /// A text that says the same and is accepted.
    pub accepted: String,
}

impl RuleInput {
    /// The terms, noting what is wrong.
    fn read(&self, fields: &mut Fields) -> Option<Terms> {
        let legal = match &self.legal {
            None => Some(None),
            Some(LegalInput { text, address }) => {
                let text = fields.take("legalReference.text", Title::parse(text, REFERENCE));
                let address = fields.take("legalReference.address", WebAddress::parse(address));
                text.zip(address)
                    .map(|(text, address)| Some(LegalReference { text, address }))
            }
        };
        let twice = |place: usize, keyword| self.keywords.iter().take(place).any(|other| other == keyword);
        if self.keywords.len() > MAX_KEYWORDS {
            let fault = Fault::new(Code::FieldOutOfRange).with("min", 0_u32);
            fields.refuse("keywords", fault.with("max", MAX_KEYWORDS));
        } else if self
            .keywords
            .iter()
            .enumerate()
            .any(|(place, one)| twice(place, one))
        {
            fields.refuse("keywords", Fault::new(Code::FieldTaken));
        }
        let mut written = Vec::new();
        let mut all_written = true;
        for (place, typed) in self.wordings.iter().enumerate() {
            match typed.read(place, fields) {
                Some(wording) => written.push(wording),
                None => all_written = false,
            }
        }
        let wordings = if all_written {
            fields.take("texts", Wordings::new(written))
        } else {
            None
        };
        let terms = Terms {
            severity: self.severity,
            ground: self.ground,
            default_decision: self.default_decision,
            legal: legal?,
            category: self.category,
            keywords: self.keywords.clone(),
            wordings: wordings?,
        };
        fields.take("legalReference", terms.check())
    }
}

impl WordingInput {
    fn read(&self, place: usize, fields: &mut Fields) -> Option<(Language, Wording)> {
        let field = |name: &str| format!("texts.{place}.{name}");
        let language = Language::parse(&self.language).ok_or_else(|| Fault::new(Code::FieldMalformed));
        let language = fields.take(field("language"), language);
        let title = fields.take(field("title"), Title::parse(&self.title, TITLE));
        let explanation = fields.take(field("explanation"), Body::parse(&self.explanation, EXPLANATION));
        let refused = fields.take(field("refusedExample"), Body::parse(&self.refused, EXAMPLE));
        let accepted = fields.take(field("acceptedExample"), Body::parse(&self.accepted, EXAMPLE));
        let wording = Wording {
            title: title?,
            explanation: explanation?,
            refused: refused?,
            accepted: accepted?,
        };
        Some((language?, wording))
    }
}

/// Makes a rule.
#[derive(Debug, Clone)]
pub struct CreateRule {
    code: RuleCode,
    active_from: Option<Timestamp>,
    terms: Terms,
}

impl CreateRule {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        code: &str,
        active_from: Option<Timestamp>,
        input: &RuleInput,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let code = fields.take("code", RuleCode::parse(code));
        let terms = input.read(&mut fields);
        let command = code.zip(terms).map(|(code, terms)| Self {
            code,
            active_from,
            terms,
        });
        fields.finish(command)
    }

    /// The code of the rule that is made.
    pub(super) fn code(&self) -> &RuleCode {
        &self.code
    }
}

/// Makes a rule, to which people are held from its day on. Its code is its own for good.
#[tracing::instrument(name = "rules.create", skip_all, fields(rule.code = %command.code))]
pub async fn create(cx: &Cx, command: CreateRule) -> Result<Rule> {
    let command = &command;
    let made = cx.write(|tx| async move { create_in(cx, &tx, command).await });
    made.await.map_err(|error| match error {
        Error::Store(StoreError::Taken(Constraint::RuleCode)) => Error::Invalid(vec![FieldError {
            field: "code".into(),
            fault: Fault::new(Code::FieldTaken),
        }]),
        error => error,
    })
}

pub(super) async fn create_in(cx: &Cx, tx: &Tx, command: &CreateRule) -> Result<Rule> {
    let now = cx.decided_at(tx).await?;
    let CreateRule {
        code,
        active_from,
        terms,
    } = command.clone();
    let permitted = cx.actor.may(Create, Site)?;
    let rule = permitted.create(cx.new_id(), code, terms, active_from, now);
    persistence::rules::insert(tx, &rule, cx.actor.account()).await?;
    record(tx, &rule, Happened::Created, now).await?;
    Ok(rule)
}

/// Whether the actor writes rules at all: asked before what they typed is read.
pub fn must_write(cx: &Cx) -> Result<()> {
    Ok(cx.actor.must_administer()?)
}

/// Gives a rule that was read at a version other terms.
#[derive(Debug, Clone)]
pub struct ReviseRule {
    rule: RuleId,
    read_version: i32,
    terms: Terms,
}

impl ReviseRule {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(rule: RuleId, read_version: i32, input: &RuleInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let command = input.read(&mut fields).map(|terms| Self {
            rule,
            read_version,
            terms,
        });
        fields.finish(command)
    }
}

/// Writes a new version of a rule; decisions that were taken go on citing the old one. A rule that was retired is in
/// force again.
#[tracing::instrument(name = "rules.revise", skip_all, fields(rule.id = %command.rule))]
pub async fn revise(cx: &Cx, command: ReviseRule) -> Result<Rule> {
    cx.write(|tx| revise_in(cx, tx, &command)).await
}

async fn revise_in(cx: &Cx, tx: Tx, command: &ReviseRule) -> Result<Rule> {
    let rule = persistence::rules::lock(&tx, command.rule)
        .await?
        .or_not_found(Code::RuleNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Revise, rule)?;
    let rule = permitted.revise(command.read_version, command.terms.clone(), now)?;
    persistence::rules::save(&tx, &rule, command.read_version, cx.actor.account()).await??;
    record(&tx, &rule, Happened::Revised, now).await?;
    Ok(rule)
}

/// Ends a rule that was read at a version: nobody is held to it any more, and everybody can still read it.
#[tracing::instrument(name = "rules.retire", skip_all, fields(rule.id = %id))]
pub async fn retire(cx: &Cx, id: RuleId, read_version: i32) -> Result<Rule> {
    cx.write(|tx| retire_in(cx, tx, id, read_version)).await
}

async fn retire_in(cx: &Cx, tx: Tx, id: RuleId, read_version: i32) -> Result<Rule> {
    let rule = persistence::rules::lock(&tx, id)
        .await?
        .or_not_found(Code::RuleNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let rule = cx.actor.may(Retire, rule)?.retire(read_version, now)?;
    persistence::rules::save(&tx, &rule, read_version, cx.actor.account()).await??;
    record(&tx, &rule, Happened::Retired, now).await?;
    Ok(rule)
}

/// Puts a rule back that was retired and read at a version: people are held to it again, as it stood.
#[tracing::instrument(name = "rules.restore", skip_all, fields(rule.id = %id))]
pub async fn restore(cx: &Cx, id: RuleId, read_version: i32) -> Result<Rule> {
    cx.write(|tx| restore_in(cx, tx, id, read_version)).await
}

async fn restore_in(cx: &Cx, tx: Tx, id: RuleId, read_version: i32) -> Result<Rule> {
    let rule = persistence::rules::lock(&tx, id)
        .await?
        .or_not_found(Code::RuleNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let rule = cx.actor.may(Restore, rule)?.restore(read_version, now)?;
    persistence::rules::save(&tx, &rule, read_version, cx.actor.account()).await??;
    record(&tx, &rule, Happened::Restored, now).await?;
    Ok(rule)
}

/// What happened to a rule, as its event says it.
#[derive(Debug, Clone, Copy)]
enum Happened {
    Created,
    Revised,
    Retired,
    Restored,
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Revised => "revised",
            Self::Retired => "retired",
            Self::Restored => "restored",
        })
    }
}

async fn record(tx: &Tx, rule: &Rule, happened: Happened, now: Timestamp) -> Result<()> {
    let mut event = NewEvent::new(EventKind::RuleChanged, None, rule.id, now);
    event.data.version = Some(rule.version.into());
    event.data.state = Some(happened.to_string());
    Ok(persistence::outbox::record(tx, event).await?)
}
