//! Saying that a contribution should not stand as it does.

use auth::token::{Token, TokenKind};
use domain::{
    Code, FieldError, Id, Language,
    moderation::{
        Case, Item, ModerationRefusal, Notice, NoticeKind, NoticeStage, Notifier,
        notices::{EXPLANATION, NoticeVerb, Read},
        priority::Priority,
    },
    policy::moderation::Report,
    refusal::{Fault, Fields},
    rules::{DsaCategory, RuleId, Severity},
    text::{Body, Bounds, DisplayName, EmailAddress},
};
use persistence::{Tx, moderation::Arrived};
use secrecy::SecretString;

use super::{
    item,
    letters::{self, Contact, Letter},
    record,
    terms::case_due,
};
use crate::{
    Cx, Limits, Result,
    error::{OrHidden, OrNotFound},
    signals,
    throttle::{self, What},
};

/// A notice as it is typed.
#[derive(Debug, Clone)]
pub struct ReportInput {
    /// What it is about.
    pub item: Item,
    /// What is wrong.
    pub kind: NoticeKind,
    /// The rule, where its sender names one.
    pub rule: Option<RuleId>,
    /// What its sender says.
    pub explanation: String,
    /// That it is sent in good faith: asked for illegal content.
    pub good_faith: bool,
    /// The name of somebody without an account.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// BCP 47 tag; empty is French.
    pub language: String,
}

/// Reports a contribution.
#[derive(Debug, Clone)]
pub struct ReportContent {
    item: Item,
    kind: NoticeKind,
    rule: Option<RuleId>,
    explanation: Body,
    language: Language,
    contact: Option<Contact>,
}

impl ReportContent {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(input: &ReportInput, limits: &Limits) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let illegal = input.kind == NoticeKind::Illegal;
        // Art. 16(2)(a): reasons are asked for where the law is said to be broken.
        let bounds = if illegal {
            Bounds {
                min: 10,
                ..EXPLANATION
            }
        } else {
            EXPLANATION
        };
        let explanation = fields.take("explanation", Body::parse(&input.explanation, bounds));
        let language = fields.take("language", language(&input.language));
        if illegal && !input.good_faith {
            fields.refuse("goodFaith", Fault::new(Code::FieldRequired));
        }
        let email = match input.email.as_deref().filter(|email| !email.trim().is_empty()) {
            None => Some(None),
            Some(email) => fields.take("email", EmailAddress::parse(email)).map(Some),
        };
        let name = match input.name.as_deref().filter(|name| !name.trim().is_empty()) {
            None => Some(None),
            Some(name) => fields
                .take("name", DisplayName::parse(name, limits.display_name))
                .map(Some),
        };
        let command = (|| {
            let (name, email) = (name?, email?);
            let contact = email.map(|email| Contact {
                email: email.canonical().to_owned(),
                name: name.map(|name| name.to_string()),
            });
            Some(Self {
                item: input.item,
                kind: input.kind,
                rule: input.rule,
                explanation: explanation?,
                language: language?,
                contact,
            })
        })();
        fields.finish(command)
    }
}

fn language(tag: &str) -> Result<Language, Fault> {
    if tag.is_empty() {
        return Ok(Language::French);
    }
    Language::parse(tag).ok_or_else(|| Fault::new(Code::FieldMalformed))
}

/// What the sender of a notice takes home.
#[derive(Debug)]
pub struct Receipt {
    /// The notice, acknowledged.
    pub notice: Notice,
    /// What opens it for somebody without an account, given this once.
    pub token: Option<SecretString>,
}

/// Reports a contribution: the notice joins the open case of the item, or opens one, and is acknowledged by the answer.
#[tracing::instrument(name = "moderation.report", skip_all, fields(item = %command.item))]
pub async fn report(cx: &Cx, command: ReportContent) -> Result<Receipt> {
    let sender = cx.actor.account().map(Id::uuid);
    let account = sender.as_ref().map(|id| id.as_bytes().as_slice());
    throttle::pass(cx, What::Notice, account).await?;
    // Only somebody without an account needs a token.
    let token = match sender {
        Some(_) => None,
        None => Some(Token::generate(TokenKind::Notice)),
    };
    let hash = token.as_ref().map(|token| token.hash().to_vec());
    let notice = cx.write(|tx| report_in(cx, tx, &command, hash.clone())).await?;
    Ok(Receipt {
        notice,
        token: token.map(|token| token.text()),
    })
}

async fn report_in(cx: &Cx, tx: Tx, command: &ReportContent, receipt: Option<Vec<u8>>) -> Result<Notice> {
    let seen = persistence::moderation::target(&tx, &cx.scope(), command.item)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let _permitted = cx.actor.may(Report, seen).or_hidden(Code::ModerationNotFound)?;
    // The lock of the item lets one case be opened, not two.
    let target = item(&tx, command.item).await?.target();
    let now = cx.decided_at(&tx).await?;
    if !target.is_readable() {
        return Err(ModerationRefusal::NotShown.into());
    }
    let rule = match command.rule {
        None => None,
        Some(id) => {
            let found = persistence::rules::find(&tx, id).await?;
            if found.as_ref().is_none_or(|rule| !rule.is_in_force(now)) {
                return unknown_rule();
            }
            found
        }
    };
    let account = cx.actor.account();
    // Art. 16(2)(c): nobody is asked for their name about offences against children.
    let about_children = rule
        .as_ref()
        .is_some_and(|rule| rule.terms.category == DsaCategory::Minors);
    if account.is_none() && command.kind == NoticeKind::Illegal && !about_children {
        must_be_reachable(command.contact.as_ref())?;
    }
    let id = cx.new_id();
    let (case, is_new) = match persistence::moderation::lock_open(&tx, command.item).await? {
        Some(case) => (case, false),
        None => (
            Case::open(cx.new_id(), command.item, target.plan, now, case_due(now)),
            true,
        ),
    };
    let contact = match account {
        Some(_) => None,
        None => command.contact.clone(),
    };
    let stage = NoticeStage::Received
        .after(NoticeVerb::Acknowledge)?
        .after(NoticeVerb::Attach)?;
    let notice = Notice {
        id,
        kind: command.kind,
        rule: command.rule,
        explanation: command.explanation.clone(),
        language: command.language.clone(),
        item: command.item,
        plan: target.plan,
        read: Read {
            version: target.version,
            title: target.title.clone(),
            body: target.body.clone(),
        },
        by: match (account, &contact) {
            (Some(account), _) => Notifier::Account(account),
            (None, Some(_)) => Notifier::Reachable,
            (None, None) => Notifier::Unknown,
        },
        case: case.id,
        stage,
        outcome: None,
        received_at: now,
        told_at: None,
    };
    let sealed = contact
        .as_ref()
        .map(|contact| letters::seal_contact(cx, id, contact))
        .transpose()?;
    persistence::moderation::insert_notice(
        &tx,
        &Arrived {
            notice: notice.clone(),
            contact: sealed,
            receipt,
        },
    )
    .await?;
    let notifiers = persistence::moderation::records_of(&tx, case.id).await?;
    let severity = most_severe(&tx, case.id).await?;
    let hits = signals::ordering(&tx, command.item).await?;
    let priority = Priority::of(severity, &notifiers, target.takes_part, about_children).with_signals(hits);
    let minors = priority.minors.max(case.priority.minors);
    let case = case.attach(Priority { minors, ..priority })?;
    if is_new {
        persistence::moderation::insert(&tx, &case).await?;
    } else {
        persistence::moderation::save(&tx, std::slice::from_ref(&case)).await?;
    }
    if contact.is_some() {
        letters::enqueue(cx, &tx, Letter::Acknowledged(id), now).await?;
    }
    record(&tx, &case, now).await?;
    Ok(notice)
}

fn unknown_rule<T>() -> Result<T> {
    let mut fields = Fields::default();
    fields.refuse("rule", Fault::new(Code::FieldUnknown));
    Ok(fields.finish(None)?)
}

fn must_be_reachable(contact: Option<&Contact>) -> Result<()> {
    let mut fields = Fields::default();
    if contact.is_none() {
        fields.refuse("email", Fault::new(Code::FieldRequired));
    }
    if contact.is_none_or(|contact| contact.name.is_none()) {
        fields.refuse("name", Fault::new(Code::FieldRequired));
    }
    Ok(fields.finish(Some(()))?)
}

/// The severity of the gravest rule that the notices of a case name.
async fn most_severe(tx: &Tx, case: domain::moderation::CaseId) -> Result<Option<Severity>> {
    let rules = persistence::moderation::rules_named(tx, case).await?;
    if rules.is_empty() {
        return Ok(None);
    }
    let rules = persistence::rules::by_ids(tx, &rules).await?;
    Ok(rules.iter().map(|rule| rule.terms.severity).max())
}
