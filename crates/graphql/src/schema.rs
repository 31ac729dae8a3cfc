//! The roots, merged from the nouns.

use async_graphql::{MergedObject, MergedSubscription};

use crate::{
    accounts, answers, attachments, changes, comments, drafts, follows, merges, moderation, moderation_log,
    nodes, notifications, organisations, papers, plans, proposals, recordings, rules, search, signals,
    subscriptions, voting, webhooks,
};

/// Reading. Unknown or invisible things are null.
#[derive(MergedObject, Default)]
pub struct Query(
    nodes::NodeQueries,
    accounts::MeQueries,
    changes::ChangeQueries,
    plans::PlanQueries,
    organisations::OrganisationQueries,
    proposals::ProposalQueries,
    answers::AnswerQueries,
    comments::CommentQueries,
    rules::RuleQueries,
    search::SearchQueries,
    signals::SignalQueries,
    drafts::DraftQueries,
    merges::MergeQueries,
    moderation_log::ModerationLogQueries,
    accounts::TrustQueries,
    voting::VotingQueries,
    moderation::ModerationQueries,
    moderation::ModerationFiguresQueries,
    moderation::TransmissionQueries,
    moderation::AppealQueries,
    recordings::RecordingQueries,
    voting::PaperQueries,
    webhooks::WebhookQueries,
    papers::PapersQueries,
);

/// Writing. Every payload has its object and `problems`: one of the two is empty.
#[derive(MergedObject, Default)]
pub struct Mutation(
    accounts::SessionMutations,
    accounts::ProfileMutations,
    plans::PlanMutations,
    organisations::OrganisationMutations,
    proposals::ProposalMutations,
    comments::CommentMutations,
    attachments::AttachmentMutations,
    drafts::DraftMutations,
    merges::MergeMutations,
    answers::AnswerMutations,
    follows::FollowMutations,
    rules::RuleMutations,
    notifications::NotificationMutations,
    signals::SignalMutations,
    accounts::TrustMutations,
    voting::VotingMutations,
    moderation::ModerationMutations,
    moderation::TransmissionMutations,
    moderation::AppealMutations,
    recordings::RecordingMutations,
    voting::PaperMutations,
    webhooks::WebhookMutations,
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
