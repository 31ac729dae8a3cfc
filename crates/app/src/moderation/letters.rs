//! What people are told by mail: that a notice has arrived, what was decided about their words or their notice and why,
//! what a review says. Written when they leave, from the fields of the decision, in the language of whoever reads them;
//! under the name of the responsible authority, never a moderator's or a notifier's.

use auth::keys::WrappedKind;
use domain::{
    Language, Timestamp,
    accounts::AccountId,
    moderation::{
        AppealId, Complaint, ComplaintId, Decision, DecisionId, Notice, NoticeId, SanctionId, TransmissionId,
    },
    refusal::Facts,
    rules::RuleVersion,
    text::EmailAddress,
};
use persistence::{Tx, jobs::Job};
use serde::{Deserialize, Serialize};

use super::terms::contestable_until;
use crate::{
    Cx, Error, Result,
    jobs::{self, JobKind, NewJob},
    ports::{Mail, MailError},
    worker::Done,
};

/// A mail that is due. It names rows alone, so it lies open in the table of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    /// A notice of somebody without an account has arrived (DSA art. 16(4)).
    Acknowledged(NoticeId),
    /// What was decided about one's contribution (art. 17).
    Statement(DecisionId),
    /// What became of one's notice (art. 16(5)).
    Answer(NoticeId),
    /// What became of one's complaint (art. 20(5)).
    Reviewed(ComplaintId),
    /// What was decided about one's account (art. 17 and 23).
    Sanction(SanctionId),
    /// What became of one's complaint about that (art. 20(5)): the answer of that instant, unless it was taken back.
    Appeal(AppealId, Timestamp),
    /// That one's contribution was passed on to an authority, where saying so harms nobody.
    Transmitted(TransmissionId),
}

impl Letter {
    const fn word(self) -> &'static str {
        match self {
            Self::Acknowledged(_) => "acknowledged",
            Self::Statement(_) => "statement",
            Self::Answer(_) => "answer",
            Self::Reviewed(_) => "reviewed",
            Self::Sanction(_) => "sanction",
            Self::Appeal(..) => "appeal",
            Self::Transmitted(_) => "transmitted",
        }
    }

    fn subject(self) -> String {
        let id = match self {
            Self::Acknowledged(id) | Self::Answer(id) => id.to_string(),
            Self::Statement(id) => id.to_string(),
            Self::Reviewed(id) => id.to_string(),
            Self::Sanction(id) => id.to_string(),
            Self::Appeal(id, at) => format!("{id} {}", at.micros()),
            Self::Transmitted(id) => id.to_string(),
        };
        format!("{} {id}", self.word())
    }

    fn parse(subject: &str) -> Option<Self> {
        let (word, id) = subject.split_once(' ')?;
        Some(match word {
            "acknowledged" => Self::Acknowledged(id.parse().ok()?),
            "statement" => Self::Statement(id.parse().ok()?),
            "answer" => Self::Answer(id.parse().ok()?),
            "reviewed" => Self::Reviewed(id.parse().ok()?),
            "sanction" => Self::Sanction(id.parse().ok()?),
            "appeal" => {
                let (id, at) = id.split_once(' ')?;
                Self::Appeal(id.parse().ok()?, Timestamp::from_micros(at.parse().ok()?))
            }
            "transmitted" => Self::Transmitted(id.parse().ok()?),
            _ => return None,
        })
    }
}

/// Has mails sent once the transaction is committed: one statement, however many.
pub(super) async fn enqueue_all(cx: &Cx, tx: &Tx, letters: Vec<Letter>, now: Timestamp) -> Result<()> {
    let due = letters
        .into_iter()
        .map(|letter| NewJob::new(JobKind::SendModerationMail, &letter.subject(), now));
    jobs::enqueue_all(cx, tx, due.collect()).await
}

/// Has a mail sent once the transaction is committed.
pub(super) async fn enqueue(cx: &Cx, tx: &Tx, letter: Letter, now: Timestamp) -> Result<()> {
    enqueue_all(cx, tx, vec![letter], now).await
}

/// How to reach somebody without an account: kept sealed beside their notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Contact {
    pub(super) email: String,
    pub(super) name: Option<String>,
}

pub(super) fn seal_contact(cx: &Cx, notice: NoticeId, contact: &Contact) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(contact).map_err(Error::internal)?;
    let place = notice.to_string();
    Ok(cx.root_key().wrap(&plain, WrappedKind::Contact, place.as_bytes()))
}

pub(super) fn open_contact(cx: &Cx, notice: NoticeId, sealed: &[u8]) -> Option<Contact> {
    let place = notice.to_string();
    let plain = cx
        .root_key()
        .open(sealed, WrappedKind::Contact, place.as_bytes())
        .ok()?;
    serde_json::from_slice(&plain).ok()
}

/// Whom a mail goes to.
struct Reader {
    to: EmailAddress,
    language: Language,
}

async fn account_reader(cx: &Cx, id: AccountId) -> Result<Option<Reader>> {
    let Some(account) = persistence::accounts::by_id(cx.db(), id).await? else {
        return Ok(None);
    };
    Ok(persistence::accounts::email(cx.db(), id).await?.map(|to| Reader {
        to,
        language: account.language,
    }))
}

async fn notice_reader(cx: &Cx, notice: &Notice) -> Result<Option<Reader>> {
    if let Some(account) = notice.by.account() {
        return account_reader(cx, account).await;
    }
    let contacts = persistence::moderation::contacts_of(cx.db(), &[notice.case]).await?;
    let sealed = contacts.iter().find(|contact| contact.notice == notice.id);
    let contact = sealed.and_then(|contact| open_contact(cx, notice.id, &contact.sealed));
    Ok(contact.map(|contact| Reader {
        to: EmailAddress::from_history(contact.email),
        language: notice.language.clone(),
    }))
}

/// The job: writes one mail and sends it. Who has no address, or has left, reads nothing.
pub(crate) async fn send(cx: &Cx, job: &Job) -> Result<Done> {
    let Some(letter) = Letter::parse(&job.subject) else {
        return Ok(Done::GivenUp("there is no such letter"));
    };
    let Some((reader, name, facts)) = write(cx, letter).await? else {
        return Ok(Done::Finished);
    };
    let Some(written) = messages::mail(name, &facts, &reader.language) else {
        return Ok(Done::GivenUp("there is no such mail"));
    };
    let mail = Mail {
        to: reader.to,
        subject: written.subject,
        text: written.text,
        html: Some(written.html),
        headers: vec![("Auto-Submitted", "auto-generated".to_owned())],
    };
    match cx.house().mailer.send(mail).await {
        Ok(()) => Ok(Done::Finished),
        Err(MailError::Refused { .. }) => Ok(Done::GivenUp("the address was refused")),
        Err(error @ MailError::Later(_)) => Err(Error::internal(error)),
    }
}

type Written = Option<(Reader, &'static str, Facts)>;

async fn write(cx: &Cx, letter: Letter) -> Result<Written> {
    match letter {
        Letter::Acknowledged(id) => {
            let Some(notice) = persistence::moderation::notice(cx.db(), id).await? else {
                return Ok(None);
            };
            let reader = notice_reader(cx, &notice).await?;
            Ok(reader.map(|reader| (reader, "notice_received", about_notice(cx, &notice))))
        }
        Letter::Answer(id) => {
            let Some(notice) = persistence::moderation::notice(cx.db(), id).await? else {
                return Ok(None);
            };
            let Some(reader) = notice_reader(cx, &notice).await? else {
                return Ok(None);
            };
            let mut facts = about_notice(cx, &notice);
            let outcome = notice.outcome.map_or("not_acted", |outcome| outcome.as_str());
            facts.push(("outcome", outcome.into()));
            let told = notice.told_at.unwrap_or(notice.received_at);
            facts.push(("until", contestable_until(told).into()));
            Ok(Some((reader, "notice_answered", facts)))
        }
        Letter::Statement(id) => {
            let Some(decision) = persistence::moderation::decision(cx.db(), id).await? else {
                return Ok(None);
            };
            let Some(author) = author_of(cx, &decision).await? else {
                return Ok(None);
            };
            let facts = statement(cx, &decision, &author.language).await?;
            Ok(Some((author, "statement", facts)))
        }
        Letter::Reviewed(id) => {
            let Some(complaint) = persistence::moderation::complaint(cx.db(), id).await? else {
                return Ok(None);
            };
            reviewed(cx, &complaint).await
        }
        Letter::Sanction(id) => sanctioned(cx, id).await,
        Letter::Appeal(id, at) => appealed(cx, id, at).await,
        Letter::Transmitted(id) => transmitted(cx, id).await,
    }
}

async fn sanctioned(cx: &Cx, id: SanctionId) -> Result<Written> {
    let Some(sanction) = persistence::moderation::sanction(cx.db(), id).await? else {
        return Ok(None);
    };
    let Some(reader) = account_reader(cx, sanction.account).await? else {
        return Ok(None);
    };
    let mut facts = signed(cx);
    let case = persistence::moderation::by_id(cx.db(), &cx.scope(), sanction.case).await?;
    let item = case.map_or_else(String::new, |case| case.item.to_string());
    facts.push(("id", item.as_str().into()));
    facts.push(("kind", sanction.kind.as_str().into()));
    facts.push(("facts", sanction.facts.as_str().into()));
    facts.push(("until", sanction.until().unwrap_or(sanction.at).into()));
    let contestable = sanction.contestable_until().unwrap_or(sanction.at);
    facts.push(("contestable", contestable.into()));
    let rule = persistence::rules::versions_at(cx.db(), &[(sanction.rule.rule, sanction.rule.version)])
        .await?
        .pop();
    facts.extend(of_rule(rule.as_ref(), &reader.language));
    Ok(Some((reader, "sanction", facts)))
}

async fn appealed(cx: &Cx, id: AppealId, at: Timestamp) -> Result<Written> {
    let Some(appeal) = persistence::moderation::appeal(cx.db(), id).await? else {
        return Ok(None);
    };
    let reader = account_reader(cx, appeal.account).await?;
    // What was answered after that was taken back has a letter of its own.
    let answer = appeal.answer.filter(|answer| answer.at == at);
    let Some((reader, answer)) = reader.zip(answer) else {
        return Ok(None);
    };
    let mut facts = signed(cx);
    facts.push(("outcome", answer.outcome.as_str().into()));
    facts.push(("facts", answer.reasons.as_str().into()));
    Ok(Some((reader, "appeal_answered", facts)))
}

async fn transmitted(cx: &Cx, id: TransmissionId) -> Result<Written> {
    let Some((passed, _)) = persistence::moderation::sealed_copy(cx.db(), id).await? else {
        return Ok(None);
    };
    let Some(decision) = persistence::moderation::decision(cx.db(), passed.decision).await? else {
        return Ok(None);
    };
    let Some(author) = author_of(cx, &decision).await? else {
        return Ok(None);
    };
    let mut facts = signed(cx);
    facts.push(("item", passed.item.kind().into()));
    facts.push(("id", passed.item.to_string().as_str().into()));
    facts.push(("kind", passed.to.as_str().into()));
    facts.push(("ground", passed.ground.as_str().into()));
    facts.push(("decided", passed.at.into()));
    Ok(Some((author, "transmitted", facts)))
}

async fn reviewed(cx: &Cx, complaint: &Complaint) -> Result<Written> {
    let Some(answer) = complaint.answered_by else {
        return Ok(None);
    };
    let Some(decision) = persistence::moderation::decision(cx.db(), answer).await? else {
        return Ok(None);
    };
    let reader = match complaint.notice {
        None => author_of(cx, &decision).await?,
        Some(notice) => match persistence::moderation::notice(cx.db(), notice).await? {
            Some(notice) => notice_reader(cx, &notice).await?,
            None => None,
        },
    };
    let Some(reader) = reader else { return Ok(None) };
    let mut facts = statement(cx, &decision, &reader.language).await?;
    let outcome = decision.review.map_or("upheld", |review| review.outcome.as_str());
    facts.push(("outcome", outcome.into()));
    Ok(Some((reader, "complaint_answered", facts)))
}

async fn author_of(cx: &Cx, decision: &Decision) -> Result<Option<Reader>> {
    let targets = persistence::moderation::targets(cx.db(), &[decision.item]).await?;
    match targets.first().and_then(|target| target.author) {
        Some(author) => account_reader(cx, author).await,
        None => Ok(None),
    }
}

fn signed(cx: &Cx) -> Facts {
    vec![
        ("site", cx.house().site.issuer.as_str().into()),
        ("authority", cx.house().authority.as_str().into()),
    ]
}

fn about_notice(cx: &Cx, notice: &Notice) -> Facts {
    let mut facts = signed(cx);
    facts.push(("item", notice.item.kind().into()));
    facts.push(("id", notice.item.to_string().as_str().into()));
    facts.push(("kind", notice.kind.as_str().into()));
    facts.push(("received", notice.received_at.into()));
    facts
}

/// What a statement of reasons says (DSA art. 17(3)): the restriction and how long it lasts, the facts and what led to
/// it, what part programs had, the rule and its law, and what can be done about it.
async fn statement(cx: &Cx, decision: &Decision, language: &Language) -> Result<Facts> {
    let mut facts = signed(cx);
    facts.push(("item", decision.item.kind().into()));
    facts.push(("id", decision.item.to_string().as_str().into()));
    facts.push(("action", decision.action.told().into()));
    facts.push(("facts", decision.facts.as_str().into()));
    facts.push(("source", decision.source.as_str().into()));
    let detection = if decision.automated_detection { "yes" } else { "no" };
    facts.push(("detection", detection.into()));
    facts.push(("reference", decision.reference.to_string().as_str().into()));
    facts.push(("decided", decision.at.into()));
    let told = decision.final_at.unwrap_or(decision.at);
    facts.push(("until", contestable_until(told).into()));
    let final_word = if decision.review.is_some() { "yes" } else { "no" };
    facts.push(("final", final_word.into()));
    let rule = match decision.rule {
        None => None,
        Some(applied) => persistence::rules::versions_at(cx.db(), &[(applied.rule, applied.version)])
            .await?
            .pop(),
    };
    facts.extend(of_rule(rule.as_ref(), language));
    Ok(facts)
}

fn of_rule(rule: Option<&RuleVersion>, language: &Language) -> Facts {
    let Some(rule) = rule else {
        return vec![
            ("ground", "none".into()),
            ("rule", "".into()),
            ("explanation", "".into()),
            ("law", "".into()),
        ];
    };
    let (wording, _) = rule.terms.wordings.for_reader(language);
    let law = rule.terms.legal.as_ref().map_or("", |legal| legal.text.as_str());
    vec![
        ("ground", rule.terms.ground.as_str().into()),
        ("rule", wording.title.as_str().into()),
        ("explanation", wording.explanation.as_str().into()),
        ("law", law.into()),
    ]
}
