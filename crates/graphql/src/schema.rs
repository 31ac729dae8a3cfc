//! The roots, merged from the nouns.

use async_graphql::{MergedObject, MergedSubscription};

use crate::{
    accounts, answers, attachments, changes, comments, drafts, follows, merges, moderation, moderation_log,
    nodes, notifications, organisations, papers, plans, proposals, recordings, rules, search, signals,
    subscriptions, voting, webhooks,
};

// Each root is merged from four or five groups. A merged object calls the next through a frame of its own: twenty in one
// row take more of a thread's stack than a use case does.

/// Reading. Unknown or invisible things are null.
#[derive(MergedObject, Default)]
pub struct Query(
    PeopleQueries,
    PlanningQueries,
    DebateQueries,
    ModeratingQueries,
    PaperDeskQueries,
);

#[derive(MergedObject, Default)]
pub(crate) struct PeopleQueries(
    nodes::NodeQueries,
    accounts::MeQueries,
    changes::ChangeQueries,
    accounts::TrustQueries,
    webhooks::WebhookQueries,
);

#[derive(MergedObject, Default)]
pub(crate) struct PlanningQueries(
    plans::PlanQueries,
    organisations::OrganisationQueries,
    answers::AnswerQueries,
    voting::VotingQueries,
    search::SearchQueries,
);

#[derive(MergedObject, Default)]
pub(crate) struct DebateQueries(
    proposals::ProposalQueries,
    comments::CommentQueries,
    drafts::DraftQueries,
    merges::MergeQueries,
);

#[derive(MergedObject, Default)]
pub(crate) struct ModeratingQueries(
    rules::RuleQueries,
    signals::SignalQueries,
    moderation_log::ModerationLogQueries,
    moderation::ModerationQueries,
    moderation::ModerationFiguresQueries,
    moderation::TransmissionQueries,
    moderation::AppealQueries,
);

#[derive(MergedObject, Default)]
pub(crate) struct PaperDeskQueries(
    recordings::RecordingQueries,
    voting::PaperQueries,
    papers::PapersQueries,
);

/// Writing. Every payload has its object and `problems`: one of the two is empty.
#[derive(MergedObject, Default)]
pub struct Mutation(
    PeopleMutations,
    PlanningMutations,
    DebateMutations,
    ModeratingMutations,
    PaperDeskMutations,
);

#[derive(MergedObject, Default)]
pub(crate) struct PeopleMutations(
    accounts::SessionMutations,
    accounts::ProfileMutations,
    accounts::TrustMutations,
    follows::FollowMutations,
    notifications::NotificationMutations,
    webhooks::WebhookMutations,
);

#[derive(MergedObject, Default)]
pub(crate) struct PlanningMutations(
    plans::PlanMutations,
    organisations::OrganisationMutations,
    answers::AnswerMutations,
    voting::VotingMutations,
);

#[derive(MergedObject, Default)]
pub(crate) struct DebateMutations(
    proposals::ProposalMutations,
    comments::CommentMutations,
    attachments::AttachmentMutations,
    drafts::DraftMutations,
    merges::MergeMutations,
);

#[derive(MergedObject, Default)]
pub(crate) struct ModeratingMutations(
    rules::RuleMutations,
    signals::SignalMutations,
    moderation::ModerationMutations,
    moderation::TransmissionMutations,
    moderation::AppealMutations,
);

#[derive(MergedObject, Default)]
pub(crate) struct PaperDeskMutations(
    recordings::RecordingMutations,
    voting::PaperMutations,
    papers::PapersMutations,
);

/// Following, over WebSocket or server-sent events. Messages carry cursors of `changes`, which is how to read what came
/// while nobody was connected.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    subscriptions::ProposalSubscriptions,
    subscriptions::CommentSubscriptions,
    subscriptions::TotalsSubscriptions,
    moderation::ModerationSubscriptions,
);

/// The schema of Fabrique.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema.
pub fn schema() -> Schema {
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .disable_suggestions()
        .finish()
}

/// The schema in the schema definition language: what `schema.graphql` holds.
pub fn sdl() -> String {
    schema().sdl()
}
