//! Passing something on to the authorities: a decision with a sealed copy, which two people open.

use std::collections::{HashMap, HashSet};

use auth::keys::WrappedKind;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::{
    Actor, Code, FieldError, Language, PageRequest, Scope,
    accounts::{Account, AccountId, Role},
    attachments::{Attachment, AttachmentId, AttachmentKind},
    moderation::{
        AccessId, Case, CaseFile, CaseId, Decision, DecisionId, Item, ModerationRefusal, Target,
        Transmission, TransmissionId,
        decisions::FACTS,
        transmissions::{Access, AccessFile, Authority, Fresh, Ground, Meanwhile, Passing, REASON},
    },
    policy::moderation::{AskAccess, ConfirmAccess, OpenCopy, Transmit},
    refusal::{Fault, Fields},
    rules::RuleId,
    text::Body,
};
use persistence::Tx;
use serde::{Deserialize, Serialize};

use super::{
    decide::{self, Done},
    must,
};
use crate::{
    Cx, Error, Result, attachments,
    error::{OrHidden, OrNotFound},
    moderation_log,
};

/// A transmission as it is typed.
#[derive(Debug, Clone)]
pub struct TransmitInput {
    /// The case.
    pub case: CaseId,
    /// Its version, as it was read.
    pub version: i32,
    /// To whom.
    pub to: Authority,
    /// Why.
    pub ground: Ground,
    /// What is done to the text.
    pub meanwhile: Meanwhile,
    /// By which rule, where it is removed.
    pub rule: Option<RuleId>,
    /// What happened, for the author, where it is removed: the removal, never the transmission.
    pub facts: String,
    /// Whether the author is told that it was passed on.
    pub tell_author: bool,
    /// Why they are not.
    pub silence: String,
}

/// Decides a case by passing its item on to an authority.
#[derive(Debug, Clone)]
pub struct TransmitCase {
    case: CaseId,
    version: i32,
    to: Authority,
    ground: Ground,
    meanwhile: Meanwhile,
    rule: Option<RuleId>,
    facts: Option<Body>,
    silence: Option<Body>,
}

impl TransmitCase {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(input: &TransmitInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let silence = if input.tell_author {
            None
        } else {
            fields.take("silence", Body::parse(&input.silence, REASON))
        };
        let (rule, facts) = match input.meanwhile {
            Meanwhile::Nothing => (None, None),
            Meanwhile::Removed => {
                if input.rule.is_none() {
                    fields.refuse("rule", Fault::new(Code::ModerationRuleRequired));
                }
                let facts = fields.take("facts", Body::parse(&input.facts, FACTS));
                (input.rule, facts)
            }
        };
        fields.finish(Some(Self {
            case: input.case,
            version: input.version,
            to: input.to,
            ground: input.ground,
            meanwhile: input.meanwhile,
            rule,
            facts,
            silence,
        }))
    }
}

/// Passes the item of a case on, and decides the case by it: all of it can be taken back for ten seconds, and nobody is
/// told of anything before. What an author and the public hear is what they hear of any decision that does the same to the
/// text; this program itself sends nothing to the authority.
#[tracing::instrument(name = "moderation.transmit", skip_all)]
pub async fn transmit(cx: &Cx, command: TransmitCase) -> Result<(Case, Decision)> {
    cx.actor.person()?;
    let files = &attached(cx, command.case).await?;
    cx.write(|tx| transmit_in(cx, tx, &command, files)).await
}

/// What is attached to the item of a case that the actor sees, hidden or not, with its bytes: read before anything is locked.
async fn attached(cx: &Cx, case: CaseId) -> Result<Vec<(Attachment, Option<Bytes>)>> {
    let Some(case) = persistence::moderation::by_id(cx.db(), &cx.scope(), case).await? else {
        return Ok(Vec::new());
    };
    let mut read = Vec::new();
    for attachment in persistence::attachments::of_items(cx.db(), &[case.item]).await? {
        let bytes = attachments::stored(cx, &attachment).await?;
        read.push((attachment, bytes));
    }
    Ok(read)
}

async fn transmit_in(
    cx: &Cx,
    tx: Tx,
    command: &TransmitCase,
    files: &[(Attachment, Option<Bytes>)],
) -> Result<(Case, Decision)> {
    let (file, item) = super::file(cx, &tx, command.case).await?;
    let now = cx.decided_at(&tx).await?;
    let rule = decide::rule(&tx, command.rule, now).await?;
    let permitted = cx
        .actor
        .may(Transmit, file.clone())
        .or_hidden(Code::ModerationNotFound)?;
    let action = command.meanwhile.action(&file.target);
    let facts = command.facts.clone().unwrap_or_else(|| unchanged(&file.target));
    let judgement = decide::judgement(&file, action, rule, facts);
    let fresh = Fresh {
        id: cx.new_id(),
        decision: cx.new_id(),
        reference: moderation_log::reference(cx),
    };
    let passing = Passing {
        to: command.to,
        ground: command.ground,
        silence: command.silence.clone(),
        kept: cx.limits().sealed,
    };
    let (decided, transmission) = permitted.transmit(fresh, command.version, passing, judgement, now)?;
    let copy = SealedCopy {
        files: files.iter().map(|(one, _)| SealedFile::of(one)).collect(),
        ..copy(&tx, &file.target).await?
    };
    let done = Done {
        answer: Transmission::answers(&decided.decision.action),
        author: file
            .target
            .author
            .filter(|_| !transmission.is_hidden(&decided.decision.action)),
        file,
        item,
        decided,
        covered: Vec::new(),
    };
    let told = (done.decided.case.clone(), done.decided.decision.clone());
    decide::save(cx, &tx, &[done], now).await?;
    let plain = serde_json::to_vec(&copy).map_err(Error::internal)?;
    let place = transmission.id.uuid();
    let sealed = cx
        .root_key()
        .wrap(&plain, WrappedKind::Transmission, place.as_bytes());
    let seal = |id: AttachmentId, bytes: &[u8]| {
        let row = file_row(transmission.id, id);
        cx.root_key().wrap(bytes, WrappedKind::Transmission, &row)
    };
    let files = files
        .iter()
        .filter_map(|(one, bytes)| Some((one.id, seal(one.id, bytes.as_ref()?))));
    persistence::moderation::insert_transmission(&tx, &transmission, sealed, files.collect()).await?;
    Ok(told)
}

/// What the sealed bytes of an attachment are bound to.
fn file_row(transmission: TransmissionId, attachment: AttachmentId) -> Vec<u8> {
    [
        transmission.uuid().as_bytes().as_slice(),
        attachment.uuid().as_bytes(),
    ]
    .concat()
}

/// What the decision says where nothing is done to the text: nothing of why it was read.
fn unchanged(target: &Target) -> Body {
    let language = match target.language {
        Language::English => Language::English,
        _ => Language::French,
    };
    let said = messages::sentence("facts-unchanged", [], &language);
    Body::from_history(&said.unwrap_or_default())
}

/// What is sealed: the text as it was, all that it said before, what was attached to it, and who wrote it.
///
/// Attachments are sealed as people saw them, bytes included, in a table of their own. A reference with a hash would be worth
/// nothing on the day it is asked for: the original goes when its author deletes the text, or leaves, and an authority needs
/// what was there (DSA art. 18, code of criminal procedure art. 40). A transmission is rare and has four files at most, so that
/// the database bears what it would not for every photo of the town; and the copy goes with its row, in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedCopy {
    /// The id of the contribution.
    pub item: String,
    /// The version of its text.
    pub version: i32,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Its text, whole.
    pub body: String,
    /// BCP 47 tag of its language.
    pub language: String,
    /// What it said before and says, newest first, at most a hundred.
    pub versions: Vec<SealedVersion>,
    /// The id of the account that wrote it, where one did.
    pub author: Option<String>,
    /// The address of that account, where it has one.
    pub email: Option<String>,
    /// What was attached to it, hidden or not.
    #[serde(default)]
    pub files: Vec<SealedFile>,
}

/// A photo or a document that was attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// The id of the attachment.
    pub id: String,
    /// Its media type.
    pub kind: String,
    /// What it shows, in the words of whoever added it.
    pub description: String,
    /// When it was added.
    pub at: String,
    /// Its bytes, once the copy is opened; none where they had gone before it was sealed.
    #[serde(skip)]
    pub bytes: Option<Vec<u8>>,
}

impl SealedFile {
    fn of(attachment: &Attachment) -> Self {
        Self {
            id: attachment.id.to_string(),
            kind: match attachment.kind {
                AttachmentKind::Photo { .. } => "image/jpeg",
                AttachmentKind::Pdf => "application/pdf",
            }
            .to_owned(),
            description: attachment.description.to_string(),
            at: attachment.at.to_string(),
            bytes: None,
        }
    }

    /// Its bytes in base 64.
    pub fn base64(&self) -> Option<String> {
        self.bytes.as_ref().map(|bytes| BASE64_STANDARD.encode(bytes))
    }
}

/// A text that a contribution has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedVersion {
    /// Its number.
    pub number: i32,
    /// When it was written.
    pub at: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Its text.
    pub body: String,
}

async fn copy(tx: &Tx, target: &Target) -> Result<SealedCopy> {
    let (system, newest) = (Scope::system(), PageRequest::first(domain::page::MAX_PAGE));
    let versions = match target.item {
        Item::Proposal(id) => {
            let mut found = persistence::proposals::versions_of(tx, &system, &[id], &newest).await?;
            let found = found.remove(&id).unwrap_or_default().into_items();
            let sealed = found.into_iter().map(|one| SealedVersion {
                number: one.number,
                at: one.at.to_string(),
                title: Some(one.title.as_str().to_owned()),
                body: one.body.as_str().to_owned(),
            });
            sealed.collect()
        }
        Item::Comment(id) => {
            let found = persistence::comments::versions_of(tx, &system, id, &newest).await?;
            let sealed = found.into_items().into_iter().map(|one| SealedVersion {
                number: one.number,
                at: one.at.to_string(),
                title: None,
                body: one.body.as_str().to_owned(),
            });
            sealed.collect()
        }
    };
    let email = match target.author {
        Some(author) => persistence::accounts::email(tx, author).await?,
        None => None,
    };
    Ok(SealedCopy {
        item: target.item.to_string(),
        version: target.version,
        title: target.title.as_ref().map(|title| title.as_str().to_owned()),
        body: target.body.as_str().to_owned(),
        language: target.language.tag().to_owned(),
        versions,
        author: target.author.map(|author| author.to_string()),
        email: email.map(|email| email.canonical().to_owned()),
        files: Vec::new(),
    })
}

/// Asks to open a sealed copy.
#[derive(Debug, Clone)]
pub struct AskToOpen {
    transmission: TransmissionId,
    reason: Body,
}

impl AskToOpen {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(transmission: TransmissionId, reason: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let reason = fields.take("reason", Body::parse(reason, REASON));
        fields.finish(reason.map(|reason| Self { transmission, reason }))
    }
}

/// The file of a case, whoever reads it: the policy of what is done with it decides.
async fn file(tx: &Tx, id: CaseId) -> Result<CaseFile> {
    let files = persistence::moderation::files(tx, &Scope::system(), &[id]).await?;
    let (file, _) = files.into_iter().next().or_not_found(Code::ModerationNotFound)?;
    Ok(file)
}

/// Asks to open a sealed copy: another person confirms it within a day.
#[tracing::instrument(name = "moderation.ask_access", skip_all)]
pub async fn ask_access(cx: &Cx, command: AskToOpen) -> Result<Access> {
    cx.actor.person()?;
    cx.write(|tx| ask_in(cx, tx, &command)).await
}

async fn ask_in(cx: &Cx, tx: Tx, command: &AskToOpen) -> Result<Access> {
    let (transmission, _) = persistence::moderation::sealed_copy(&tx, command.transmission)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let file = file(&tx, transmission.case).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx
        .actor
        .may(AskAccess, file)
        .or_hidden(Code::ModerationNotFound)?;
    let access = permitted.ask(cx.new_id(), &transmission, command.reason.clone(), now)?;
    persistence::moderation::insert_access(&tx, &access).await?;
    Ok(access)
}

/// The access, locked, with its case, what was passed on and the sealed copy.
async fn access(tx: &Tx, id: AccessId) -> Result<(AccessFile, Transmission, Option<Vec<u8>>)> {
    let access = persistence::moderation::lock_access(tx, id)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let found = persistence::moderation::sealed_copy(tx, access.transmission).await?;
    let (transmission, sealed) = must(found, "an access is about a transmission")?;
    let file = file(tx, transmission.case).await?;
    Ok((AccessFile { file, access }, transmission, sealed))
}

/// Confirms that somebody else may open a sealed copy, once, within a day.
#[tracing::instrument(name = "moderation.confirm_access", skip_all)]
pub async fn confirm_access(cx: &Cx, id: AccessId) -> Result<Access> {
    cx.actor.person()?;
    cx.write(|tx| confirm_in(cx, tx, id)).await
}

async fn confirm_in(cx: &Cx, tx: Tx, id: AccessId) -> Result<Access> {
    let (file, _, _) = access(&tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx
        .actor
        .may(ConfirmAccess, file)
        .or_hidden(Code::ModerationNotFound)?;
    let confirmed = permitted.confirm(now)?;
    persistence::moderation::save_access(&tx, &confirmed).await?;
    Ok(confirmed)
}

/// Opens a sealed copy whose access another person confirmed: once, by whoever asked.
#[tracing::instrument(name = "moderation.open_copy", skip_all)]
pub async fn open_copy(cx: &Cx, id: AccessId) -> Result<SealedCopy> {
    cx.actor.person()?;
    cx.write(|tx| open_in(cx, tx, id)).await
}

async fn open_in(cx: &Cx, tx: Tx, id: AccessId) -> Result<SealedCopy> {
    let (file, transmission, sealed) = access(&tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(OpenCopy, file).or_hidden(Code::ModerationNotFound)?;
    let opened = permitted.open(now)?;
    let sealed = sealed
        .filter(|_| now < transmission.kept_until)
        .ok_or(ModerationRefusal::CopyDestroyed)?;
    persistence::moderation::save_access(&tx, &opened).await?;
    let place = transmission.id.uuid();
    let plain = cx
        .root_key()
        .open(&sealed, WrappedKind::Transmission, place.as_bytes())
        .map_err(Error::internal)?;
    let mut copy: SealedCopy = serde_json::from_slice(&plain).map_err(Error::internal)?;
    for (attachment, sealed) in persistence::moderation::sealed_files(&tx, transmission.id).await? {
        let row = file_row(transmission.id, attachment);
        let bytes = cx
            .root_key()
            .open(&sealed, WrappedKind::Transmission, &row)
            .map_err(Error::internal)?;
        let named = attachment.to_string();
        if let Some(file) = copy.files.iter_mut().find(|file| file.id == named) {
            file.bytes = Some(bytes.to_vec());
        }
    }
    Ok(copy)
}

/// What was passed on, with who asked to open it, and the people who are named in it.
#[derive(Debug, Clone)]
pub struct Passed {
    /// What was passed on.
    pub transmission: Transmission,
    /// Who asked to open its copy, newest first.
    pub accesses: Vec<Access>,
    /// Whoever decided, asked or confirmed.
    pub people: HashMap<AccountId, Account>,
}

/// Whether the actor opens sealed copies anywhere.
pub fn guards_copies(actor: &Actor) -> bool {
    match actor {
        Actor::Person(person) => person
            .grants
            .iter()
            .any(|grant| matches!(grant.role, Role::Moderator | Role::Admin)),
        Actor::Visitor | Actor::Speaker(_) | Actor::Program(_) | Actor::System => false,
    }
}

/// Whether the actor's own decision passes something on; for as long as it can be taken back, nobody else asks.
pub async fn passes_on(cx: &Cx, decision: DecisionId) -> Result<bool> {
    let found = persistence::moderation::transmission_by(cx.db(), decision).await?;
    Ok(found.is_some_and(|one| Some(one.by) == cx.actor.account()))
}

/// What was passed on, of one case or the newest hundred: where the actor may know it. A number of statements that does
/// not depend on how many they are.
pub async fn transmissions(cx: &Cx, case: Option<CaseId>) -> Result<Vec<Passed>> {
    if !guards_copies(&cx.actor) {
        return Ok(Vec::new());
    }
    let found = persistence::moderation::transmissions_in(cx.db(), case).await?;
    passed(cx, found).await
}

/// What was passed on under this id, where the actor may know it.
pub async fn transmission(cx: &Cx, id: TransmissionId) -> Result<Option<Passed>> {
    if !guards_copies(&cx.actor) {
        return Ok(None);
    }
    let found = persistence::moderation::sealed_copy(cx.db(), id).await?;
    let found = found.into_iter().map(|(transmission, _)| transmission);
    Ok(passed(cx, found.collect()).await?.pop())
}

async fn passed(cx: &Cx, mut found: Vec<Transmission>) -> Result<Vec<Passed>> {
    let known = known(cx, &found).await?;
    found.retain(|one| known.contains(&one.case));
    let ids: Vec<TransmissionId> = found.iter().map(|one| one.id).collect();
    let mut accesses: HashMap<TransmissionId, Vec<Access>> = HashMap::new();
    for access in persistence::moderation::accesses_of(cx.db(), &ids).await? {
        accesses.entry(access.transmission).or_default().push(access);
    }
    let mut named: Vec<AccountId> = found.iter().map(|one| one.by).collect();
    for access in accesses.values().flatten() {
        named.push(access.by);
        named.extend(access.confirmed.map(|(by, _)| by));
    }
    named.sort_unstable();
    named.dedup();
    let people = persistence::accounts::by_ids(cx.db(), &named).await?;
    let people: HashMap<AccountId, Account> = people.into_iter().map(|one| (one.id, one)).collect();
    let passed = found.into_iter().map(|transmission| Passed {
        accesses: accesses.remove(&transmission.id).unwrap_or_default(),
        people: people.clone(),
        transmission,
    });
    Ok(passed.collect())
}

/// The cases, among those of these transmissions, of which the actor may know that there is one.
async fn known(cx: &Cx, found: &[Transmission]) -> Result<HashSet<CaseId>> {
    let (db, system) = (cx.db(), Scope::system());
    let cases: Vec<CaseId> = found.iter().map(|one| one.case).collect();
    let cases = persistence::moderation::by_ids(db, &system, &cases).await?;
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let items: Vec<Item> = cases.iter().map(|case| case.item).collect();
    let targets = persistence::moderation::targets(db, &items).await?;
    let notified = match cx.actor.account() {
        Some(person) => persistence::moderation::notified_by(db, &ids, person).await?,
        None => Vec::new(),
    };
    let known = cases.into_iter().filter_map(|case| {
        let (id, sent) = (case.id, notified.contains(&case.id));
        let file = CaseFile {
            target: targets.iter().find(|target| target.item == case.item)?.clone(),
            notifiers: cx.actor.account().filter(|_| sent).into_iter().collect(),
            decision: None,
            case,
        };
        cx.actor.may(AskAccess, file).is_ok().then_some(id)
    });
    Ok(known.collect())
}
