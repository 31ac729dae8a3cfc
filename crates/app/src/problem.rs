//! The one table from an error to what a person or a program is told: code, status, sentence.

use std::borrow::Cow;

use domain::{Code, Language, refusal::Facts};
use persistence::StoreError;

use crate::Error;

/// One thing that went wrong, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The stable code.
    pub code: Code,
    /// The field it is about, by its name in forms and in the API.
    pub field: Option<Cow<'static, str>>,
    /// What happened, why, and what to do, in the reader's language.
    pub message: String,
}

/// What an error tells: problems to show as data, or a failure that ends the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The answer is these problems.
    Problems(Vec<Problem>),
    /// There is no answer: only these codes do that.
    Failure {
        /// The stable code.
        code: Code,
        /// The sentence.
        message: String,
        /// Seconds to wait before trying again, if that helps.
        retry_after: Option<u64>,
    },
}

/// The HTTP status of a code: what a page answers with.
pub const fn status(code: Code) -> u16 {
    match code {
        Code::RequestMalformed
        | Code::RequestTooDeep
        | Code::RequestTooCostly
        | Code::RequestBadCursor
        | Code::RequestBadId => 400,
        Code::AuthRequired | Code::AuthExpired | Code::AccountCredentialsWrong | Code::AccountTokenReused => {
            401
        }
        Code::PermissionNotYours
        | Code::PermissionRoleRequired
        | Code::PermissionDeclaredLinkRequired
        | Code::PermissionConfirmedLinkRequired
        | Code::PermissionTooYoung
        | Code::PermissionOwnContribution
        | Code::PermissionConflictOfInterest
        | Code::PermissionLimited
        | Code::PermissionScopeRequired
        | Code::AccountSignInAgain => 403,
        Code::AccountNotFound
        | Code::PlanNotFound
        | Code::DocumentNotFound
        | Code::OrganisationNotFound
        | Code::GrantNotFound
        | Code::AccountSessionNotFound
        | Code::AccountGrantNotFound
        | Code::ProposalNotFound
        | Code::CommentNotFound
        | Code::AnswerNotFound
        | Code::MergeNotFound
        | Code::DraftNotFound
        | Code::AttachmentNotFound
        | Code::RuleNotFound
        | Code::RecordingNotFound
        | Code::BatchNotFound
        | Code::ModerationNotFound
        | Code::VotingCodeNotFound
        | Code::VotingPileNotFound
        | Code::WebhookNotFound
        | Code::VotingNothingPending => 404,
        Code::RequestKeyReused
        | Code::AccountErased
        | Code::AccountCodeExpired
        | Code::AccountPasswordLocked
        | Code::AccountEmailTaken
        | Code::AccountProofUsed
        | Code::AccountProofUnfit
        | Code::AccountAlreadyGranted
        | Code::AccountLinkNotDeclared
        | Code::AccountLastAdmin
        | Code::PlanWrongState
        | Code::PlanChangedMeanwhile
        | Code::PlanIncomplete
        | Code::PlanNobodyOnDuty
        | Code::PlanVoteSuspended
        | Code::PlanVoteNotOpen
        | Code::PlanVoteNotSuspended
        | Code::PlanInUse
        | Code::PlanVoteDatesFrozen
        | Code::OrganisationUnchecked
        | Code::OrganisationChecked
        | Code::OrganisationChangedMeanwhile
        | Code::PlanRulesFrozen
        | Code::PhaseClosed
        | Code::ProposalFrozen
        | Code::ProposalWithdrawn
        | Code::ProposalWrongState
        | Code::ProposalNotShown
        | Code::ProposalChangedMeanwhile
        | Code::ProposalNotFrozen
        | Code::ProposalTooManyPrecisions
        | Code::CommentDeleted
        | Code::CommentNotShown
        | Code::CommentWrongState
        | Code::CommentThreadLocked
        | Code::CommentMasked
        | Code::CommentChangedMeanwhile
        | Code::AnswerWrongState
        | Code::AnswerExists
        | Code::AnswerChangedMeanwhile
        | Code::AnswerOwnDraft
        | Code::MergeClosed
        | Code::MergeVoteOpen
        | Code::MergeAlreadyMerged
        | Code::MergeNotMerged
        | Code::MergeUnfit
        | Code::MergeAuthorAbsent
        | Code::MergeTooManyOpen
        | Code::DraftTooMany
        | Code::ModerationChangedMeanwhile
        | Code::ModerationClaimedByOther
        | Code::ModerationAlreadyDecided
        | Code::ModerationNotDecided
        | Code::ModerationWrongStage
        | Code::ModerationSecondOpinionAsked
        | Code::ModerationItemGone
        | Code::ModerationWrongAction
        | Code::ModerationTooLateToUndo
        | Code::ModerationDecidedByOther
        | Code::ModerationAlreadyContested
        | Code::ModerationTooLateToContest
        | Code::ModerationFinallyDecided
        | Code::ModerationNoticeFollowed
        | Code::ModerationHeldAlready
        | Code::ModerationNotShown
        | Code::ModerationNobodyToSanction
        | Code::ModerationCopyDestroyed
        | Code::ModerationAccessConfirmed
        | Code::ModerationAccessNotConfirmed
        | Code::ModerationAccessOver
        | Code::ModerationSanctionedAlready
        | Code::ModerationWarningFirst
        | Code::ModerationPeopleOnly
        | Code::RuleRetired
        | Code::RuleNotYet
        | Code::RuleInForce
        | Code::RuleChangedMeanwhile
        | Code::SignalChangedMeanwhile
        | Code::NotificationMustBeTold
        | Code::WebhookChangedMeanwhile
        | Code::WebhookTooMany
        | Code::VotingLimitReached
        | Code::VotingAlreadyUsed
        | Code::VotingAlreadyVoted
        | Code::VotingSealed
        | Code::BatchClosed
        | Code::BatchTypedByOther
        | Code::BatchTypedOnce
        | Code::BatchDiffers
        | Code::BatchOtherCount
        | Code::BatchSamePerson
        | Code::BatchChangedMeanwhile
        | Code::VotingOnPaper
        | Code::VotingCodeUsed
        | Code::VotingHasAccount
        | Code::VotingNotHandedOut
        | Code::VotingTooManyPending => 409,
        Code::DraftBadToken
        | Code::WebhookAddressRefused
        | Code::WebhookHttpsOnly
        | Code::AttachmentWrongKind
        | Code::AttachmentTooBig
        | Code::AttachmentTooManyPixels
        | Code::AttachmentUnreadable
        | Code::AttachmentLocked
        | Code::AttachmentActive
        | Code::AttachmentTooMany
        | Code::AttachmentPeople
        | Code::ModerationRuleRequired
        | Code::ModerationBadPassages
        | Code::ModerationNotAWave
        | Code::ModerationWaveIsWhole
        | Code::ModerationBadTerm
        | Code::CommentPositionOnAnswer
        | Code::VotingBadToken
        | Code::VotingWrongChoice
        | Code::TextPersonalData
        | Code::FieldRequired
        | Code::FieldTooShort
        | Code::FieldTooLong
        | Code::FieldMalformed
        | Code::FieldOutOfRange
        | Code::FieldForbiddenCharacter
        | Code::FieldOneLine
        | Code::FieldUnknown
        | Code::FieldTaken
        | Code::FieldDatesOutOfOrder
        | Code::FieldOutsidePerimeter
        | Code::FieldPointOutside
        | Code::AccountCodeWrong
        | Code::AccountPasswordWeak
        | Code::AccountPseudonymImposed => 422,
        Code::RequestThrottled => 429,
        Code::ServiceInternal => 500,
        Code::AttachmentNotKept | Code::ServiceUnavailable => 503,
    }
}

/// Says an error in the reader's language.
pub fn tell(error: &Error, language: &Language) -> Told {
    let one = |code: Code, facts: &Facts| {
        Told::Problems(vec![Problem {
            code,
            field: None,
            message: messages::problem(code, facts, language),
        }])
    };
    let failure = |code: Code, facts: &Facts, retry_after| Told::Failure {
        code,
        message: messages::problem(code, facts, language),
        retry_after,
    };
    match error {
        Error::Refused(refusal) => one(refusal.code(), &refusal.facts()),
        Error::Denied(denied) => one(denied.code(), &denied.facts()),
        Error::NotFound(code) => one(*code, &Facts::new()),
        Error::KeyReused => one(Code::RequestKeyReused, &Facts::new()),
        Error::Invalid(fields) => Told::Problems(
            fields
                .iter()
                .map(|error| Problem {
                    code: error.fault.code,
                    field: Some(error.field.clone()),
                    message: messages::problem(error.fault.code, &error.fault.facts, language),
                })
                .collect(),
        ),
        Error::Throttled { retry_after } => {
            let seconds = retry_after.as_secs().max(1);
            failure(
                Code::RequestThrottled,
                &vec![("seconds", seconds.into())],
                Some(seconds),
            )
        }
        Error::Store(StoreError::BadCursor) => failure(Code::RequestBadCursor, &Facts::new(), None),
        Error::Store(StoreError::Unavailable(_) | StoreError::Contention(_)) => {
            failure(Code::ServiceUnavailable, &Facts::new(), Some(2))
        }
        Error::Store(StoreError::Taken(_) | StoreError::Corrupt { .. } | StoreError::Db(_))
        | Error::Internal(_) => failure(Code::ServiceInternal, &Facts::new(), None),
    }
}

/// Whether the error is ours, and so must be logged at the boundary that tells it.
pub fn is_ours(error: &Error) -> bool {
    match error {
        Error::Store(error) => !matches!(error, StoreError::BadCursor),
        Error::Internal(_) => true,
        Error::Refused(_)
        | Error::Denied(_)
        | Error::NotFound(_)
        | Error::Invalid(_)
        | Error::Throttled { .. }
        | Error::KeyReused => false,
    }
}
