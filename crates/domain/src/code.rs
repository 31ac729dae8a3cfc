//! The stable codes of everything that can go wrong: one list.
//!
//! A code is dotted in logs, extensions and pages (`voting.limit_reached`) and the same in capitals in the schema
//! (`VOTING_LIMIT_REACHED`). It is never renamed. Its status is in `app::problem`, its sentences are in `messages`.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// A stable code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The dotted form.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    /// The request is not of the form that is asked for.
    RequestMalformed = "request.malformed",
    /// The document nests too deeply.
    RequestTooDeep = "request.too_deep",
    /// The document asks for too much at once.
    RequestTooCostly = "request.too_costly",
    /// Too many requests; wait as long as the answer says.
    RequestThrottled = "request.throttled",
    /// The cursor is not one of this list.
    RequestBadCursor = "request.bad_cursor",
    /// The id is malformed or names another kind.
    RequestBadId = "request.bad_id",
    /// The idempotency key was used for another command.
    RequestKeyReused = "request.key_reused",
    /// Signing in is needed.
    AuthRequired = "auth.required",
    /// The token or the session has ended.
    AuthExpired = "auth.expired",
    /// The server cannot answer now.
    ServiceUnavailable = "service.unavailable",
    /// Something went wrong on our side; the trace id finds it.
    ServiceInternal = "service.internal",

    /// A value is missing.
    FieldRequired = "field.required",
    /// A text is too short.
    FieldTooShort = "field.too_short",
    /// A text is too long.
    FieldTooLong = "field.too_long",
    /// A value is not of the right form.
    FieldMalformed = "field.malformed",
    /// A number is out of its range.
    FieldOutOfRange = "field.out_of_range",
    /// A text has a character that cannot be kept.
    FieldForbiddenCharacter = "field.forbidden_character",
    /// A text must be one line.
    FieldOneLine = "field.one_line",
    /// A value names something that does not exist here.
    FieldUnknown = "field.unknown",
    /// A value repeats another that must be unique.
    FieldTaken = "field.taken",
    /// Dates are not in order.
    FieldDatesOutOfOrder = "field.dates_out_of_order",
    /// A shape lies outside the perimeter of its plan.
    FieldOutsidePerimeter = "field.outside_perimeter",
    /// A point lies outside the perimeter of its plan.
    FieldPointOutside = "field.point_outside",

    /// It belongs to somebody else.
    PermissionNotYours = "permission.not_yours",
    /// A role is needed.
    PermissionRoleRequired = "permission.role_required",
    /// A declared link with the neighbourhood is needed.
    PermissionDeclaredLinkRequired = "permission.declared_link_required",
    /// A confirmed link with the neighbourhood is needed.
    PermissionConfirmedLinkRequired = "permission.confirmed_link_required",
    /// The person is too young for this here.
    PermissionTooYoung = "permission.too_young",
    /// It is one's own contribution: somebody else decides.
    PermissionOwnContribution = "permission.own_contribution",
    /// Whoever is concerned, or answers for the town there, does not decide.
    PermissionConflictOfInterest = "permission.conflict_of_interest",
    /// A sanction is running.
    PermissionLimited = "permission.limited",
    /// The program lacks a scope.
    PermissionScopeRequired = "permission.scope_required",

    /// No such account.
    AccountNotFound = "account.not_found",
    /// The account was erased.
    AccountErased = "account.erased",
    /// The typed code is not the one that was sent.
    AccountCodeWrong = "account.code_wrong",
    /// The code was used, tried five times, or is older than 15 minutes.
    AccountCodeExpired = "account.code_expired",
    /// Address and password do not go together.
    AccountCredentialsWrong = "account.credentials_wrong",
    /// Another account has this address.
    AccountEmailTaken = "account.email_taken",
    /// The refresh token came a second time; the session was ended.
    AccountTokenReused = "account.token_reused",
    /// The proof serves another account already.
    AccountProofUsed = "account.proof_used",
    /// This kind of proof does not show this kind of link.
    AccountProofUnfit = "account.proof_unfit",
    /// The account has this role here already.
    AccountAlreadyGranted = "account.already_granted",
    /// The link was not declared by the person.
    AccountLinkNotDeclared = "account.link_not_declared",
    /// The last admin cannot go.
    AccountLastAdmin = "account.last_admin",
    /// No such session, or it is somebody else's.
    AccountSessionNotFound = "account.session_not_found",
    /// No such grant.
    AccountGrantNotFound = "account.grant_not_found",
    /// The password is too short, common, guessable, or says who its owner is.
    AccountPasswordWeak = "account.password_weak",
    /// A hundred wrong passwords in a row: a code opens the account, and a new password can be set.
    AccountPasswordLocked = "account.password_locked",
    /// Under 15 the house gives the pseudonym.
    AccountPseudonymImposed = "account.pseudonym_imposed",
    /// The session is too old for this: give the present password, or sign in again.
    AccountSignInAgain = "account.sign_in_again",

    /// No such plan.
    PlanNotFound = "plan.not_found",
    /// The plan's state does not allow this.
    PlanWrongState = "plan.wrong_state",
    /// Something was changed meanwhile; read it again.
    PlanChangedMeanwhile = "plan.changed_meanwhile",
    /// A plan cannot be published without phases, themes or the rest that it lacks.
    PlanIncomplete = "plan.incomplete",
    /// Two moderators, or a reviewer from outside, come before publication.
    PlanNobodyOnDuty = "plan.nobody_on_duty",
    /// The vote is suspended.
    PlanVoteSuspended = "plan.vote_suspended",
    /// No vote is open in this phase.
    PlanVoteNotOpen = "plan.vote_not_open",
    /// No vote is suspended in this phase.
    PlanVoteNotSuspended = "plan.vote_not_suspended",
    /// A theme, zone or operation that something names cannot go.
    PlanInUse = "plan.in_use",
    /// The dates of a vote cannot be shortened, nor extended once totals are visible.
    PlanVoteDatesFrozen = "plan.vote_dates_frozen",
    /// What was frozen at publication cannot change.
    PlanRulesFrozen = "plan.rules_frozen",
    /// The phase does not allow this; the sentence says which one does and when.
    PhaseClosed = "phase.closed",

    /// No such document.
    DocumentNotFound = "document.not_found",
    /// No such organisation.
    OrganisationNotFound = "organisation.not_found",
    /// The organisation's number was not checked by staff.
    OrganisationUnchecked = "organisation.unchecked",
    /// The organisation was checked already.
    OrganisationChecked = "organisation.checked",
    /// Somebody changed the organisation meanwhile.
    OrganisationChangedMeanwhile = "organisation.changed_meanwhile",
    /// No such grant, or it has ended.
    GrantNotFound = "grant.not_found",

    /// No such proposal.
    ProposalNotFound = "proposal.not_found",
    /// The proposal's text cannot change any more.
    ProposalFrozen = "proposal.frozen",
    /// The proposal was withdrawn.
    ProposalWithdrawn = "proposal.withdrawn",
    /// The proposal's text is not in the state that this needs.
    ProposalWrongState = "proposal.wrong_state",
    /// The proposal is not shown at present.
    ProposalNotShown = "proposal.not_shown",
    /// Somebody changed the proposal meanwhile.
    ProposalChangedMeanwhile = "proposal.changed_meanwhile",
    /// The text may still change: revise it instead of adding a precision.
    ProposalNotFrozen = "proposal.not_frozen",
    /// The proposal has as many precisions as it may.
    ProposalTooManyPrecisions = "proposal.too_many_precisions",

    /// No such comment.
    CommentNotFound = "comment.not_found",
    /// Its author deleted the comment.
    CommentDeleted = "comment.deleted",
    /// The comment is not shown at present.
    CommentNotShown = "comment.not_shown",
    /// The comment is not in the state that this needs.
    CommentWrongState = "comment.wrong_state",
    /// The thread takes no answers any more.
    CommentThreadLocked = "comment.thread_locked",
    /// A moderator masked a passage: the text stays as it is.
    CommentMasked = "comment.masked",
    /// Only first-level comments take a position.
    CommentPositionOnAnswer = "comment.position_on_answer",
    /// The comment was changed meanwhile.
    CommentChangedMeanwhile = "comment.changed_meanwhile",

    /// No such case, notice, decision or complaint.
    ModerationNotFound = "moderation.not_found",
    /// The case changed meanwhile.
    ModerationChangedMeanwhile = "moderation.changed_meanwhile",
    /// Another moderator works on the case.
    ModerationClaimedByOther = "moderation.claimed_by_other",
    /// The case is decided.
    ModerationAlreadyDecided = "moderation.already_decided",
    /// The case is not decided yet.
    ModerationNotDecided = "moderation.not_decided",
    /// The case or the notice stands where this is not possible.
    ModerationWrongStage = "moderation.wrong_stage",
    /// A second opinion was asked for: another moderator decides.
    ModerationSecondOpinionAsked = "moderation.second_opinion_asked",
    /// A restriction names the rule that it applies.
    ModerationRuleRequired = "moderation.rule_required",
    /// The passages to mask do not lie in the text, in order.
    ModerationBadPassages = "moderation.bad_passages",
    /// Its author has taken the contribution away.
    ModerationItemGone = "moderation.item_gone",
    /// What waits for its review is published or returned; what is published is neither.
    ModerationWrongAction = "moderation.wrong_action",
    /// The ten seconds in which a decision can be taken back are over.
    ModerationTooLateToUndo = "moderation.too_late_to_undo",
    /// Another person took the decision.
    ModerationDecidedByOther = "moderation.decided_by_other",
    /// The decision is contested already.
    ModerationAlreadyContested = "moderation.already_contested",
    /// The time in which a decision can be contested is over.
    ModerationTooLateToContest = "moderation.too_late_to_contest",
    /// A review has decided finally.
    ModerationFinallyDecided = "moderation.finally_decided",
    /// The notice was followed: its sender has nothing to contest.
    ModerationNoticeFollowed = "moderation.notice_followed",
    /// The contribution was held once already.
    ModerationHeldAlready = "moderation.held_already",
    /// The contribution is not shown at present.
    ModerationNotShown = "moderation.not_shown",
    /// Only spam is removed in waves, and what one account published.
    ModerationNotAWave = "moderation.not_a_wave",
    /// A wave is reviewed as a whole, and nothing else becomes one.
    ModerationWaveIsWhole = "moderation.wave_is_whole",
    /// The sealed copy was kept long enough, and is destroyed.
    ModerationCopyDestroyed = "moderation.copy_destroyed",
    /// Somebody has confirmed this access already.
    ModerationAccessConfirmed = "moderation.access_confirmed",
    /// A second person has not confirmed this access.
    ModerationAccessNotConfirmed = "moderation.access_not_confirmed",
    /// This access was used, or its day is over.
    ModerationAccessOver = "moderation.access_over",
    /// The contribution has no author with an account.
    ModerationNobodyToSanction = "moderation.nobody_to_sanction",
    /// The author was sanctioned in this case already.
    ModerationSanctionedAlready = "moderation.sanctioned_already",
    /// A warning has no term; a limit lasts 1 to 30 days, a suspension 1 to 365.
    ModerationBadTerm = "moderation.bad_term",
    /// Nobody is suspended who was not warned before.
    ModerationWarningFirst = "moderation.warning_first",
    /// People decide, not programs.
    ModerationPeopleOnly = "moderation.people_only",

    /// No such answer.
    AnswerNotFound = "answer.not_found",
    /// The answer is not in the state that this needs.
    AnswerWrongState = "answer.wrong_state",
    /// The proposal has an answer, or one is being prepared.
    AnswerExists = "answer.exists",
    /// Somebody changed the answer meanwhile.
    AnswerChangedMeanwhile = "answer.changed_meanwhile",
    /// A draft is published by another person than its author.
    AnswerOwnDraft = "answer.own_draft",

    /// No such merge.
    MergeNotFound = "merge.not_found",
    /// The merge was decided, or its 14 days have passed.
    MergeClosed = "merge.closed",
    /// Nothing is merged once the vote has opened.
    MergeVoteOpen = "merge.vote_open",
    /// The proposal belongs to a group already.
    MergeAlreadyMerged = "merge.already_merged",
    /// The proposal belongs to no group.
    MergeNotMerged = "merge.not_merged",
    /// The proposals are not of one plan, not readable, or repeated.
    MergeUnfit = "merge.unfit",
    /// An author has no account here and cannot agree.
    MergeAuthorAbsent = "merge.author_absent",
    /// The person has as many open merges as they may.
    MergeTooManyOpen = "merge.too_many_open",

    /// No such attachment, or it may not be seen.
    AttachmentNotFound = "attachment.not_found",
    /// The file is neither a photo (JPEG, PNG, WebP, GIF) nor a PDF.
    AttachmentWrongKind = "attachment.wrong_kind",
    /// The file has more bytes than it may.
    AttachmentTooBig = "attachment.too_big",
    /// The photo has more pixels than it may.
    AttachmentTooManyPixels = "attachment.too_many_pixels",
    /// The file is damaged.
    AttachmentUnreadable = "attachment.unreadable",
    /// The PDF asks for a password.
    AttachmentLocked = "attachment.locked",
    /// The PDF has scripts, other files or programs to start in it.
    AttachmentActive = "attachment.active",
    /// The text has as many attachments as it may.
    AttachmentTooMany = "attachment.too_many",
    /// Under 15, whoever adds a photo says that nobody can be recognised on it.
    AttachmentPeople = "attachment.people",
    /// There is no room for the file at present.
    AttachmentNotKept = "attachment.not_kept",

    /// No such draft, or it belongs to somebody else.
    DraftNotFound = "draft.not_found",
    /// There are as many drafts as there may be.
    DraftTooMany = "draft.too_many",
    /// The token is not one of drafts.
    DraftBadToken = "draft.bad_token",

    /// There is no such batch, or the actor does not type in its plan.
    BatchNotFound = "batch.not_found",
    /// Two people have signed the count of the batch.
    BatchClosed = "batch.closed",
    /// Somebody else types the batch.
    BatchTypedByOther = "batch.typed_by_other",
    /// A second person has not typed the batch.
    BatchTypedOnce = "batch.typed_once",
    /// The two people did not type the same.
    BatchDiffers = "batch.differs",
    /// Another number of sheets was typed.
    BatchOtherCount = "batch.other_count",
    /// One person does not sign twice.
    BatchSamePerson = "batch.same_person",
    /// Somebody changed the batch meanwhile.
    BatchChangedMeanwhile = "batch.changed_meanwhile",

    /// There is no such rule of moderation.
    RuleNotFound = "rule.not_found",
    /// Nothing was recorded under this receipt, or it cannot be seen.
    RecordingNotFound = "recording.not_found",
    /// Nobody is held to the rule any more.
    RuleRetired = "rule.retired",
    /// Nobody is held to the rule yet.
    RuleNotYet = "rule.not_yet",
    /// The rule was not retired.
    RuleInForce = "rule.in_force",
    /// Somebody changed the rule meanwhile.
    RuleChangedMeanwhile = "rule.changed_meanwhile",

    /// The text has passages by which somebody can be reached; confirm that they are meant, or take them out.
    TextPersonalData = "text.personal_data",
    /// Somebody changed the signal meanwhile.
    SignalChangedMeanwhile = "signal.changed_meanwhile",

    /// The law asks to tell this kind of news: it can be put off to the digest, not stopped.
    NotificationMustBeTold = "notification.must_be_told",

    /// No such webhook or delivery, or not one of the actor's.
    WebhookNotFound = "webhook.not_found",
    /// The webhook was changed meanwhile; read it again.
    WebhookChangedMeanwhile = "webhook.changed_meanwhile",
    /// There are as many webhooks as a house has.
    WebhookTooMany = "webhook.too_many",
    /// Nothing is sent to this address: it is not of the public network.
    WebhookAddressRefused = "webhook.address_refused",
    /// Messages leave by https alone.
    WebhookHttpsOnly = "webhook.https_only",

    /// The person supports as many proposals as the plan allows.
    VotingLimitReached = "voting.limit_reached",
    /// The plan's rule knows no such choice.
    VotingWrongChoice = "voting.wrong_choice",
    /// The address or the proof has voted in this plan with another account.
    VotingAlreadyUsed = "voting.already_used",
    /// There is another vote on the proposal already.
    VotingAlreadyVoted = "voting.already_voted",
    /// The votes of the plan are anonymous for good.
    VotingSealed = "voting.sealed",
    /// No vote waits under the token.
    VotingNothingPending = "voting.nothing_pending",
    /// The token is not one of votes that wait.
    VotingBadToken = "voting.bad_token",
    /// As many votes wait under the token as may.
    VotingTooManyPending = "voting.too_many_pending",
    /// The person's paper ballot is counted: nothing on it changes any more.
    VotingOnPaper = "voting.on_paper",
    /// No paper ballot of the plan has this code.
    VotingCodeNotFound = "voting.code_not_found",
    /// The ballot of this code is counted, or was made void.
    VotingCodeUsed = "voting.code_used",
    /// Whoever the proof serves has an account, and asks for their own paper ballot with it.
    VotingHasAccount = "voting.has_account",
    /// More ballots would be counted than were handed out.
    VotingNotHandedOut = "voting.not_handed_out",
    /// There is no such pile of paper ballots, or it is somebody else's.
    VotingPileNotFound = "voting.pile_not_found",
}

impl Code {
    /// The code of this dotted form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }

    /// The form that the GraphQL schema uses: `VOTING_LIMIT_REACHED`.
    pub fn in_capitals(self) -> String {
        self.as_str().replace('.', "_").to_ascii_uppercase()
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn codes_are_unique_in_both_forms() {
        let dotted: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let capitals: BTreeSet<_> = Code::ALL.iter().map(|code| code.in_capitals()).collect();
        assert_eq!((dotted.len(), capitals.len()), (Code::ALL.len(), Code::ALL.len()));
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(*code));
        }
    }
}
