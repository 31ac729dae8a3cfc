//! Passing something on to the authorities: seen by the plan's moderators and by admins, and by nobody else.

use app::moderation::{AskToOpen, Passed, SealedCopy, SealedVersion, TransmitCase, TransmitInput};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::{moderation::transmissions, text::Body};

use super::{Case, ReviewerDecision};
use crate::{
    Fault,
    accounts::{Account, account},
    context::Here,
    problems::{Problem, outcome},
    scalars::{DateTime, id, optional_id},
};

/// To whom something is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "transmissions::Authority")]
pub enum TransmissionAuthority {
    /// The public prosecutor (procureur de la République).
    Prosecutor,
    /// PHAROS, the platform of the national police.
    Pharos,
    /// Police or gendarmerie: 17, 112.
    Police,
    /// Those who act for a child in danger: the département's unit, 119.
    ChildProtection,
}

/// Why something is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "transmissions::Ground")]
pub enum TransmissionGround {
    /// A crime or an offence (code of criminal procedure, art. 40, second paragraph).
    CrimeOrOffence,
    /// A threat to the life or safety of a person (Digital Services Act, art. 18).
    ThreatToLife,
}

/// What is done to the text meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "transmissions::Meanwhile")]
pub enum TransmissionMeanwhile {
    /// Nothing; where it is held, the hold ends.
    Nothing,
    /// It is removed, under a rule; or goes back to its author, where it waits for its review.
    Removed,
}

/// Where an access to a sealed copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "transmissions::AccessStage")]
pub enum TransmissionAccessStage {
    /// It waits for another person, for a day.
    Asked,
    /// Whoever asked may open the copy, once, for a day.
    Confirmed,
    /// The copy was opened.
    Opened,
    /// Nobody confirmed it, or used it, in time.
    Expired,
}

/// That a contribution was passed on, with a sealed copy of its text.
pub struct Transmission(Passed);

#[Object]
impl Transmission {
    /// Its id: what `askSealedCopy` takes.
    async fn id(&self) -> ID {
        self.0.transmission.id.to_string().into()
    }
    /// The id of the case.
    async fn case_id(&self) -> ID {
        self.0.transmission.case.to_string().into()
    }
    /// To whom.
    async fn authority(&self) -> TransmissionAuthority {
        self.0.transmission.to.into()
    }
    /// Why.
    async fn ground(&self) -> TransmissionGround {
        self.0.transmission.ground.into()
    }
    /// Why the author is told nothing of it; null where they are told.
    async fn silence(&self) -> Option<&str> {
        self.0.transmission.silence.as_ref().map(Body::as_str)
    }
    /// When it was decided.
    async fn at(&self) -> DateTime {
        DateTime(self.0.transmission.at)
    }
    /// Who decided it.
    async fn by(&self) -> Option<Account> {
        self.0.people.get(&self.0.transmission.by).cloned().map(Account)
    }
    /// When the sealed copy is destroyed: a year after the decision. Nothing prolongs it; to whom it went and when stays.
    async fn kept_until(&self) -> DateTime {
        DateTime(self.0.transmission.kept_until)
    }
    /// Who asked to open the copy, newest first.
    async fn accesses(&self) -> Vec<SealedCopyAccess> {
        self.0.accesses.iter().cloned().map(SealedCopyAccess).collect()
    }
}

/// That somebody asked to open a sealed copy; who confirmed it, and when it was opened.
pub struct SealedCopyAccess(transmissions::Access);

#[Object]
impl SealedCopyAccess {
    /// Its id: what `confirmSealedCopy` and `openSealedCopy` take.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Where it stands.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn stage(&self, ctx: &Context<'_>) -> Result<TransmissionAccessStage, Fault> {
        Ok(self.0.stage(ctx.cx()?.now()).into())
    }
    /// Why, in the words of who asked.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }
    /// When it was asked for.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
    /// Who asked.
    async fn asked_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        account(ctx, self.0.by).await
    }
    /// Whether the viewer asked.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn by_viewer(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(ctx.cx()?.actor.account() == Some(self.0.by))
    }
    /// When another person confirmed it; null before.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed.map(|(_, at)| DateTime(at))
    }
    /// Who confirmed it; null before.
    async fn confirmed_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        match self.0.confirmed {
            Some((by, _)) => account(ctx, by).await,
            None => Ok(None),
        }
    }
    /// When the copy was opened; null before.
    async fn opened_at(&self) -> Option<DateTime> {
        self.0.opened_at.map(DateTime)
    }
}

/// What was sealed of a contribution.
#[derive(SimpleObject)]
pub struct SealedText {
    /// The id of the contribution.
    item: ID,
    /// The version of its text.
    version: i32,
    /// The title; null for comments.
    title: Option<String>,
    /// The text, whole.
    body: String,
    /// BCP 47 tag of its language.
    language: String,
    /// What it said before and says, newest first, at most a hundred.
    versions: Vec<SealedTextVersion>,
    /// The id of the account that wrote it; null where none did.
    author: Option<ID>,
    /// The address of that account; null where it had none.
    email: Option<String>,
    /// What was attached to it, hidden or not, as people saw it.
    attachments: Vec<SealedAttachment>,
}

/// A photo or a document that was attached.
#[derive(SimpleObject)]
pub struct SealedAttachment {
    /// The id that it had.
    id: ID,
    /// Its media type.
    media_type: String,
    /// What it shows, in the words of whoever added it.
    description: String,
    /// When it was added, in UTC.
    added_at: String,
    /// Its bytes in base 64; null where they had gone before it was sealed.
    content: Option<String>,
}

impl From<SealedCopy> for SealedText {
    fn from(copy: SealedCopy) -> Self {
        let versions = copy.versions.into_iter().map(
            |SealedVersion {
                 number,
                 at,
                 title,
                 body,
             }| SealedTextVersion {
                number,
                at,
                title,
                body,
            },
        );
        let files = copy.files.into_iter().map(|file| SealedAttachment {
            content: file.base64(),
            id: file.id.into(),
            media_type: file.kind,
            description: file.description,
            added_at: file.at,
        });
        Self {
            item: copy.item.into(),
            version: copy.version,
            title: copy.title,
            body: copy.body,
            language: copy.language,
            versions: versions.collect(),
            author: copy.author.map(Into::into),
            email: copy.email,
            attachments: files.collect(),
        }
    }
}

/// A text that the contribution has had.
#[derive(SimpleObject)]
pub struct SealedTextVersion {
    /// Its number.
    number: i32,
    /// When it was written, in UTC.
    at: String,
    /// The title; null for comments.
    title: Option<String>,
    /// The text.
    body: String,
}

/// A transmission as it is typed.
#[derive(Debug, InputObject)]
pub struct TransmissionInput {
    /// To whom.
    authority: TransmissionAuthority,
    /// Why.
    ground: TransmissionGround,
    /// What is done to the text meanwhile.
    #[graphql(default_with = "TransmissionMeanwhile::Nothing")]
    meanwhile: TransmissionMeanwhile,
    /// The rule: asked for where it is removed.
    rule: Option<ID>,
    /// What happened, 10 to 2,000 characters, where it is removed: the author reads it. Never the transmission, never who
    /// sent a notice.
    #[graphql(default)]
    facts: String,
    /// Whether the author is told, by mail, to whom it was passed on and why: never where it would harm.
    tell_author: bool,
    /// Why the author is told nothing, 10 to 500 characters: asked for unless they are.
    #[graphql(default)]
    silence: String,
}

/// A case that was decided by a transmission, or why it was not.
#[derive(SimpleObject)]
pub struct TransmissionPayload {
    /// The case, decided; null when it was refused.
    case: Option<Case>,
    /// The decision, to be taken back within ten seconds by `undoDecision`; null when it was refused.
    decision: Option<ReviewerDecision>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// An access, or why it was refused.
#[derive(SimpleObject)]
pub struct SealedCopyAccessPayload {
    /// The access; null when it was refused.
    access: Option<SealedCopyAccess>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A sealed copy, open, or why it stays closed.
#[derive(SimpleObject)]
pub struct OpenedCopyPayload {
    /// The copy; null when it stays closed.
    copy: Option<SealedText>,
    /// Why it stays closed; empty when it was opened.
    problems: Vec<Problem>,
}

/// Reading what was passed on.
#[derive(Default)]
pub struct TransmissionQueries;

#[Object]
impl TransmissionQueries {
    /// What was passed on to the authorities, of one case or, without one, the newest hundred: where the viewer may open
    /// the sealed copies. Empty for everybody else.
    async fn transmissions(&self, ctx: &Context<'_>, case: Option<ID>) -> Result<Vec<Transmission>, Fault> {
        let cx = ctx.cx()?;
        let found = app::moderation::transmissions(cx, optional_id(case.as_ref())?).await;
        let found = found.map_err(|error| Fault::of(cx, &error))?;
        Ok(found.into_iter().map(Transmission).collect())
    }
}

fn access(
    cx: &app::Cx,
    result: app::Result<transmissions::Access>,
) -> Result<SealedCopyAccessPayload, Fault> {
    let (access, problems) = outcome(cx, result)?;
    Ok(SealedCopyAccessPayload {
        access: access.map(SealedCopyAccess),
        problems,
    })
}

/// Passing something on, and opening its copy.
#[derive(Default)]
pub struct TransmissionMutations;

#[Object]
impl TransmissionMutations {
    /// Decides a case by passing its contribution on to an authority, with a sealed copy of the text, its versions and who
    /// wrote it: as any decision, it takes effect at the click, and can be taken back for ten seconds, which destroys the
    /// copy. Nobody but those who may open the copy learns of it, and the author where `tellAuthor` says so; senders of
    /// notices learn that it was decided, or that the text was removed. This program sends nothing to the authority:
    /// whoever decides does.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_RULE_REQUIRED`,
    /// `MODERATION_CHANGED_MEANWHILE`, `MODERATION_CLAIMED_BY_OTHER`, `MODERATION_ALREADY_DECIDED`,
    /// `MODERATION_WRONG_STAGE`, `MODERATION_SECOND_OPINION_ASKED`, `MODERATION_ITEM_GONE`,
    /// `PERMISSION_OWN_CONTRIBUTION`, `PERMISSION_CONFLICT_OF_INTEREST`, `PERMISSION_LIMITED`.
    async fn transmit_case(
        &self,
        ctx: &Context<'_>,
        case: ID,
        version: i32,
        input: TransmissionInput,
    ) -> Result<TransmissionPayload, Fault> {
        let cx = ctx.cx()?;
        let typed = TransmitInput {
            case: id(&case)?,
            version,
            to: input.authority.into(),
            ground: input.ground.into(),
            meanwhile: input.meanwhile.into(),
            rule: optional_id(input.rule.as_ref())?,
            facts: input.facts,
            tell_author: input.tell_author,
            silence: input.silence,
        };
        let done = async {
            cx.actor.person()?;
            app::moderation::transmit(cx, TransmitCase::parse(&typed)?).await
        };
        let (done, problems) = outcome(cx, done.await)?;
        let (case, decision) = done.unzip();
        Ok(TransmissionPayload {
            case: case.map(Case),
            decision: decision.map(ReviewerDecision),
            problems,
        })
    }

    /// Asks to open a sealed copy, with a reason of 10 to 500 characters: another person confirms it within a day.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_COPY_DESTROYED`, `PERMISSION_LIMITED`.
    async fn ask_sealed_copy(
        &self,
        ctx: &Context<'_>,
        transmission: ID,
        reason: String,
    ) -> Result<SealedCopyAccessPayload, Fault> {
        let cx = ctx.cx()?;
        let transmission = id(&transmission)?;
        let asked = async {
            cx.actor.person()?;
            app::moderation::ask_access(cx, AskToOpen::parse(transmission, &reason)?).await
        };
        access(cx, asked.await)
    }

    /// Confirms that somebody else may open a sealed copy, once, within a day.
    /// Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_ACCESS_CONFIRMED`, `MODERATION_ACCESS_OVER`,
    /// `PERMISSION_CONFLICT_OF_INTEREST` for whoever asked, `PERMISSION_LIMITED`.
    async fn confirm_sealed_copy(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "access")] asked: ID,
    ) -> Result<SealedCopyAccessPayload, Fault> {
        let cx = ctx.cx()?;
        access(cx, app::moderation::confirm_access(cx, id(&asked)?).await)
    }

    /// Opens a sealed copy, once, after another person confirmed it: by whoever asked.
    /// Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_ACCESS_NOT_CONFIRMED`, `MODERATION_ACCESS_OVER`,
    /// `MODERATION_COPY_DESTROYED`, `PERMISSION_CONFLICT_OF_INTEREST` for whoever did not ask, `PERMISSION_LIMITED`.
    async fn open_sealed_copy(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "access")] asked: ID,
    ) -> Result<OpenedCopyPayload, Fault> {
        let cx = ctx.cx()?;
        let (copy, problems) = outcome(cx, app::moderation::open_copy(cx, id(&asked)?).await)?;
        Ok(OpenedCopyPayload {
            copy: copy.map(Into::into),
            problems,
        })
    }
}
