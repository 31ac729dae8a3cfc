//! Batches of look-ups: whatever a selection asks of many objects is one statement.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use app::{
    Cx,
    comments::{Order, Under},
    moderation::Dossier,
};
use async_graphql::dataloader::Loader;
use domain::{
    Page, PageRequest,
    accounts::{Account, AccountId},
    answers::{Answer, AnswerDraft, AnswerId},
    attachments::Attachment,
    comments::{Comment, CommentId, Mark},
    follows::Followed,
    moderation::{CaseId, Decision, Item},
    moderation_log::RuleToken,
    organisations::{Organisation, OrganisationId},
    participation::Participation,
    plans::{Act, Document, DocumentId, DocumentVersion, Operation, Plan, PlanId, Theme, Zone},
    proposals::{Attribution, AttributionId, Precision, Proposal, ProposalId},
    reviews::Review,
    rules::{Rule, RuleId, RuleVersion},
    webhooks::{Attempt, DeliveryId},
};

/// The loaders of one request.
pub struct Batch(pub(crate) Cx);

/// A failure shared by all who waited for the batch.
pub type Shared = Arc<app::Error>;

/// Puts values under their key.
fn by_key<K: Hash + Eq, V>(values: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, V> {
    values.into_iter().map(|value| (key(&value), value)).collect()
}

/// Puts values into groups by key; every key asked for has one, be it empty.
fn groups<K: Hash + Eq + Copy, V>(keys: &[K], values: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = keys.iter().map(|key| (*key, Vec::new())).collect();
    for value in values {
        groups.entry(key(&value)).or_default().push(value);
    }
    groups
}

impl Loader<AccountId> for Batch {
    type Value = Account;
    type Error = Shared;

    async fn load(&self, ids: &[AccountId]) -> Result<HashMap<AccountId, Account>, Shared> {
        Ok(by_key(app::accounts::by_ids(&self.0, ids).await?, |account| {
            account.id
        }))
    }
}

/// A case with all that it is shown with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DossierOf(pub(crate) CaseId);

impl Loader<DossierOf> for Batch {
    type Value = Dossier;
    type Error = Shared;

    async fn load(&self, keys: &[DossierOf]) -> Result<HashMap<DossierOf, Dossier>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let dossiers = app::moderation::dossiers(&self.0, &ids).await?;
        Ok(by_key(dossiers, |dossier| DossierOf(dossier.case.id)))
    }
}

/// The last final decision about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DecisionOn(pub(crate) Item);

impl Loader<DecisionOn> for Batch {
    type Value = Decision;
    type Error = Shared;

    async fn load(&self, keys: &[DecisionOn]) -> Result<HashMap<DecisionOn, Decision>, Shared> {
        let items: Vec<_> = keys.iter().map(|key| key.0).collect();
        let decisions = app::moderation::standing_on(&self.0, &items).await?;
        Ok(decisions
            .into_iter()
            .map(|(item, decision)| (DecisionOn(item), decision))
            .collect())
    }
}

impl Loader<PlanId> for Batch {
    type Value = Plan;
    type Error = Shared;

    async fn load(&self, ids: &[PlanId]) -> Result<HashMap<PlanId, Plan>, Shared> {
        Ok(by_key(app::plans::by_ids(&self.0, ids).await?, |plan| plan.id))
    }
}

impl Loader<RuleToken> for Batch {
    type Value = Rule;
    type Error = Shared;

    async fn load(&self, codes: &[RuleToken]) -> Result<HashMap<RuleToken, Rule>, Shared> {
        Ok(app::moderation_log::rules_of(&self.0, codes).await?)
    }
}

/// The themes of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ThemesOf(pub(crate) PlanId);

impl Loader<ThemesOf> for Batch {
    type Value = Vec<Theme>;
    type Error = Shared;

    async fn load(&self, keys: &[ThemesOf]) -> Result<HashMap<ThemesOf, Vec<Theme>>, Shared> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(groups(
            keys,
            app::plans::themes_of(&self.0, &plans).await?,
            |theme| ThemesOf(theme.plan),
        ))
    }
}

/// The zones of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ZonesOf(pub(crate) PlanId);

impl Loader<ZonesOf> for Batch {
    type Value = Vec<Zone>;
    type Error = Shared;

    async fn load(&self, keys: &[ZonesOf]) -> Result<HashMap<ZonesOf, Vec<Zone>>, Shared> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(groups(
            keys,
            app::plans::zones_of(&self.0, &plans).await?,
            |zone| ZonesOf(zone.plan),
        ))
    }
}

impl Loader<OrganisationId> for Batch {
    type Value = Organisation;
    type Error = Shared;

    async fn load(&self, ids: &[OrganisationId]) -> Result<HashMap<OrganisationId, Organisation>, Shared> {
        let organisations = app::organisations::by_ids(&self.0, ids).await?;
        Ok(by_key(organisations, |organisation| organisation.id))
    }
}

/// The operations of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct OperationsOf(pub(crate) PlanId);

impl Loader<OperationsOf> for Batch {
    type Value = Vec<Operation>;
    type Error = Shared;

    async fn load(&self, keys: &[OperationsOf]) -> Result<HashMap<OperationsOf, Vec<Operation>>, Shared> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        let operations = app::plans::operations_of(&self.0, &plans).await?;
        Ok(groups(keys, operations, |operation| OperationsOf(operation.plan)))
    }
}

/// The documents of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DocumentsOf(pub(crate) PlanId);

impl Loader<DocumentsOf> for Batch {
    type Value = Vec<Document>;
    type Error = Shared;

    async fn load(&self, keys: &[DocumentsOf]) -> Result<HashMap<DocumentsOf, Vec<Document>>, Shared> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        let documents = app::plans::documents_of(&self.0, &plans).await?;
        Ok(groups(keys, documents, |document| DocumentsOf(document.plan)))
    }
}

/// Parents by the page that is asked of each: one statement a page, however many parents.
fn by_page<P: Copy>(keys: impl Iterator<Item = (P, PageRequest)>) -> HashMap<PageRequest, Vec<P>> {
    let mut pages: HashMap<_, Vec<_>> = HashMap::new();
    for (parent, page) in keys {
        pages.entry(page).or_default().push(parent);
    }
    pages
}

/// A page of the acts of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ActsOf(pub(crate) PlanId, pub(crate) PageRequest);

impl Loader<ActsOf> for Batch {
    type Value = Page<Act>;
    type Error = Shared;

    async fn load(&self, keys: &[ActsOf]) -> Result<HashMap<ActsOf, Page<Act>>, Shared> {
        let mut loaded = HashMap::new();
        for (page, plans) in by_page(keys.iter().map(|key| (key.0, key.1.clone()))) {
            let acts = app::plans::acts_of(&self.0, &plans, &page).await?;
            loaded.extend(
                acts.into_iter()
                    .map(|(plan, acts)| (ActsOf(plan, page.clone()), acts)),
            );
        }
        Ok(loaded)
    }
}

/// A page of the versions of a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct VersionsOf(pub(crate) DocumentId, pub(crate) PageRequest);

impl Loader<VersionsOf> for Batch {
    type Value = Page<DocumentVersion>;
    type Error = Shared;

    async fn load(&self, keys: &[VersionsOf]) -> Result<HashMap<VersionsOf, Page<DocumentVersion>>, Shared> {
        let mut loaded = HashMap::new();
        for (page, documents) in by_page(keys.iter().map(|key| (key.0, key.1.clone()))) {
            let versions = app::plans::document_versions_of(&self.0, &documents, &page).await?;
            let keyed = |(document, versions)| (VersionsOf(document, page.clone()), versions);
            loaded.extend(versions.into_iter().map(keyed));
        }
        Ok(loaded)
    }
}

/// A page of the versions of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct TextsOf(pub(crate) ProposalId, pub(crate) PageRequest);

impl Loader<TextsOf> for Batch {
    type Value = Page<app::proposals::Version>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[TextsOf],
    ) -> Result<HashMap<TextsOf, Page<app::proposals::Version>>, Shared> {
        let mut loaded = HashMap::new();
        for (page, proposals) in by_page(keys.iter().map(|key| (key.0, key.1.clone()))) {
            let versions = app::proposals::versions_of(&self.0, &proposals, &page).await?;
            let keyed = |(proposal, versions)| (TextsOf(proposal, page.clone()), versions);
            loaded.extend(versions.into_iter().map(keyed));
        }
        Ok(loaded)
    }
}

impl Loader<AttributionId> for Batch {
    type Value = Attribution;
    type Error = Shared;

    async fn load(&self, ids: &[AttributionId]) -> Result<HashMap<AttributionId, Attribution>, Shared> {
        let attributions = app::proposals::attributions_by_ids(&self.0, ids).await?;
        Ok(by_key(attributions, |attribution| attribution.id))
    }
}

impl Loader<ProposalId> for Batch {
    type Value = Proposal;
    type Error = Shared;

    async fn load(&self, ids: &[ProposalId]) -> Result<HashMap<ProposalId, Proposal>, Shared> {
        Ok(by_key(app::proposals::by_ids(&self.0, ids).await?, |proposal| {
            proposal.id
        }))
    }
}

impl Loader<AnswerId> for Batch {
    type Value = Answer;
    type Error = Shared;

    async fn load(&self, ids: &[AnswerId]) -> Result<HashMap<AnswerId, Answer>, Shared> {
        Ok(by_key(app::answers::by_ids(&self.0, ids).await?, |answer| {
            answer.id
        }))
    }
}

/// The proposals that were merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MembersOf(pub(crate) ProposalId);

impl Loader<MembersOf> for Batch {
    type Value = Vec<Proposal>;
    type Error = Shared;

    async fn load(&self, keys: &[MembersOf]) -> Result<HashMap<MembersOf, Vec<Proposal>>, Shared> {
        let leaders: Vec<_> = keys.iter().map(|key| key.0).collect();
        let members = app::proposals::members_of(&self.0, &leaders).await?;
        Ok(groups(keys, members, |member| {
            MembersOf(member.merged_into.unwrap_or(member.id))
        }))
    }
}

/// The proposals that an answer covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CoveredBy(pub(crate) AnswerId);

impl Loader<CoveredBy> for Batch {
    type Value = Vec<Proposal>;
    type Error = Shared;

    async fn load(&self, keys: &[CoveredBy]) -> Result<HashMap<CoveredBy, Vec<Proposal>>, Shared> {
        let answers: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut covered: HashMap<_, Vec<_>> = keys.iter().map(|key| (*key, Vec::new())).collect();
        for proposal in app::answers::proposals_of(&self.0, &answers).await? {
            if let Some(answer) = proposal.answer {
                covered.entry(CoveredBy(answer)).or_default().push(proposal);
            }
        }
        Ok(covered)
    }
}

/// What is attached to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AttachmentsOn(pub(crate) Item);

impl Loader<AttachmentsOn> for Batch {
    type Value = Vec<Attachment>;
    type Error = Shared;

    async fn load(&self, keys: &[AttachmentsOn]) -> Result<HashMap<AttachmentsOn, Vec<Attachment>>, Shared> {
        let items: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<_, Vec<_>> = keys.iter().map(|key| (*key, Vec::new())).collect();
        for (item, attachment) in app::attachments::of_items(&self.0, &items).await? {
            found.entry(AttachmentsOn(item)).or_default().push(attachment);
        }
        Ok(found)
    }
}

/// The precisions of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PrecisionsOf(pub(crate) ProposalId);

impl Loader<PrecisionsOf> for Batch {
    type Value = Vec<Precision>;
    type Error = Shared;

    async fn load(&self, keys: &[PrecisionsOf]) -> Result<HashMap<PrecisionsOf, Vec<Precision>>, Shared> {
        let proposals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let precisions = app::proposals::precisions_of(&self.0, &proposals).await?;
        Ok(groups(keys, precisions, |precision| {
            PrecisionsOf(precision.proposal)
        }))
    }
}

/// One version of a proposal, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct VersionAt(pub(crate) ProposalId, pub(crate) i32);

impl Loader<VersionAt> for Batch {
    type Value = app::proposals::Version;
    type Error = Shared;

    async fn load(&self, keys: &[VersionAt]) -> Result<HashMap<VersionAt, app::proposals::Version>, Shared> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let versions = app::proposals::versions_at(&self.0, &pairs).await?;
        Ok(by_key(versions, |version| {
            VersionAt(version.proposal, version.number)
        }))
    }
}

/// Whether the viewer recorded an item for somebody without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RecordedByViewer(pub(crate) Item);

impl Loader<RecordedByViewer> for Batch {
    type Value = ();
    type Error = Shared;

    async fn load(&self, keys: &[RecordedByViewer]) -> Result<HashMap<RecordedByViewer, ()>, Shared> {
        let items: Vec<_> = keys.iter().map(|key| key.0).collect();
        let recorded = app::recordings::among(&self.0, &items).await?;
        Ok(recorded
            .into_iter()
            .map(|item| (RecordedByViewer(item), ()))
            .collect())
    }
}

impl Loader<Followed> for Batch {
    type Value = ();
    type Error = Shared;

    async fn load(&self, these: &[Followed]) -> Result<HashMap<Followed, ()>, Shared> {
        let followed = app::follows::among(&self.0, these).await?;
        Ok(followed.into_iter().map(|followed| (followed, ())).collect())
    }
}

impl Loader<CommentId> for Batch {
    type Value = Comment;
    type Error = Shared;

    async fn load(&self, ids: &[CommentId]) -> Result<HashMap<CommentId, Comment>, Shared> {
        Ok(by_key(app::comments::by_ids(&self.0, ids).await?, |comment| {
            comment.id
        }))
    }
}

/// A page of what hangs under a proposal or a comment, in an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CommentsUnder(pub(crate) Under, pub(crate) Order, pub(crate) PageRequest);

impl Loader<CommentsUnder> for Batch {
    type Value = Page<Comment>;
    type Error = Shared;

    async fn load(&self, keys: &[CommentsUnder]) -> Result<HashMap<CommentsUnder, Page<Comment>>, Shared> {
        let mut alike: HashMap<(Order, &PageRequest), Vec<Under>> = HashMap::new();
        for CommentsUnder(under, order, page) in keys {
            alike.entry((*order, page)).or_default().push(*under);
        }
        let mut loaded = HashMap::new();
        for ((order, page), under) in alike {
            let lists = app::comments::lists(&self.0, &under, order, page).await?;
            let keyed = |(under, list)| (CommentsUnder(under, order, page.clone()), list);
            loaded.extend(lists.into_iter().map(keyed));
        }
        Ok(loaded)
    }
}

/// What first-level comments say of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CountsOn(pub(crate) ProposalId);

impl Loader<CountsOn> for Batch {
    type Value = app::comments::Counts;
    type Error = Shared;

    async fn load(&self, keys: &[CountsOn]) -> Result<HashMap<CountsOn, app::comments::Counts>, Shared> {
        let proposals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counts = app::comments::counts_of(&self.0, &proposals).await?;
        Ok(counts
            .into_iter()
            .map(|(proposal, counts)| (CountsOn(proposal), counts))
            .collect())
    }
}

/// What the viewer marked a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MarkOn(pub(crate) CommentId);

impl Loader<MarkOn> for Batch {
    type Value = Mark;
    type Error = Shared;

    async fn load(&self, keys: &[MarkOn]) -> Result<HashMap<MarkOn, Mark>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let marks = app::comments::marks_among(&self.0, &ids).await?;
        Ok(marks.into_iter().map(|(id, mark)| (MarkOn(id), mark)).collect())
    }
}

/// One version of a comment, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CommentVersionAt(pub(crate) CommentId, pub(crate) i32);

impl Loader<CommentVersionAt> for Batch {
    type Value = app::comments::Version;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[CommentVersionAt],
    ) -> Result<HashMap<CommentVersionAt, app::comments::Version>, Shared> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let versions = app::comments::versions_at(&self.0, &pairs).await?;
        Ok(by_key(versions, |version| {
            CommentVersionAt(version.comment, version.number)
        }))
    }
}

impl Loader<RuleId> for Batch {
    type Value = Rule;
    type Error = Shared;

    async fn load(&self, ids: &[RuleId]) -> Result<HashMap<RuleId, Rule>, Shared> {
        Ok(by_key(app::rules::by_ids(&self.0, ids).await?, |rule| rule.id))
    }
}

/// One version of a rule, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RuleVersionAt(pub(crate) RuleId, pub(crate) i32);

impl Loader<RuleVersionAt> for Batch {
    type Value = RuleVersion;
    type Error = Shared;

    async fn load(&self, keys: &[RuleVersionAt]) -> Result<HashMap<RuleVersionAt, RuleVersion>, Shared> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let versions = app::rules::versions_at(&self.0, &pairs).await?;
        Ok(by_key(versions, |version| {
            RuleVersionAt(version.rule, version.number)
        }))
    }
}

/// A page of the versions of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RuleVersionsOf(pub(crate) RuleId, pub(crate) PageRequest);

impl Loader<RuleVersionsOf> for Batch {
    type Value = Page<RuleVersion>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RuleVersionsOf],
    ) -> Result<HashMap<RuleVersionsOf, Page<RuleVersion>>, Shared> {
        let mut loaded = HashMap::new();
        for (page, rules) in by_page(keys.iter().map(|key| (key.0, key.1.clone()))) {
            let versions = app::rules::versions_of(&self.0, &rules, &page).await?;
            let keyed = |(rule, versions)| (RuleVersionsOf(rule, page.clone()), versions);
            loaded.extend(versions.into_iter().map(keyed));
        }
        Ok(loaded)
    }
}

/// The review that a text waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ReviewOf(pub(crate) Item);

impl Loader<ReviewOf> for Batch {
    type Value = Review;
    type Error = Shared;

    async fn load(&self, keys: &[ReviewOf]) -> Result<HashMap<ReviewOf, Review>, Shared> {
        let items: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(by_key(app::reviews::open_of(&self.0, &items).await?, |review| {
            ReviewOf(review.item)
        }))
    }
}

/// How many reviews of a plan were late, or are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LateReviewsOf(pub(crate) PlanId);

impl Loader<LateReviewsOf> for Batch {
    type Value = u64;
    type Error = Shared;

    async fn load(&self, keys: &[LateReviewsOf]) -> Result<HashMap<LateReviewsOf, u64>, Shared> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        let late = app::reviews::late(&self.0, &plans).await?;
        Ok(late
            .into_iter()
            .map(|(plan, count)| (LateReviewsOf(plan), count))
            .collect())
    }
}

/// Who takes part in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ParticipationIn(pub(crate) PlanId);

impl Loader<ParticipationIn> for Batch {
    type Value = Participation;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ParticipationIn],
    ) -> Result<HashMap<ParticipationIn, Participation>, Shared> {
        let plans: Vec<_> = keys.iter().map(|key| key.0).collect();
        let told = app::plans::participation_of(&self.0, &plans).await?;
        Ok(told
            .into_iter()
            .map(|(plan, participation)| (ParticipationIn(plan), participation))
            .collect())
    }
}

/// The draft of an answer, for whoever may give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DraftOf(pub(crate) AnswerId);

impl Loader<DraftOf> for Batch {
    type Value = AnswerDraft;
    type Error = Shared;

    async fn load(&self, keys: &[DraftOf]) -> Result<HashMap<DraftOf, AnswerDraft>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let drafts = app::answers::drafts_of(&self.0, &ids).await?;
        Ok(drafts
            .into_iter()
            .map(|(id, draft)| (DraftOf(id), draft))
            .collect())
    }
}

/// The attempts of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AttemptsOf(pub(crate) DeliveryId);

impl Loader<AttemptsOf> for Batch {
    type Value = Vec<Attempt>;
    type Error = Shared;

    async fn load(&self, keys: &[AttemptsOf]) -> Result<HashMap<AttemptsOf, Vec<Attempt>>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let attempts = app::webhooks::attempts_of(&self.0, &ids).await?;
        Ok(groups(keys, attempts, |attempt| AttemptsOf(attempt.delivery)))
    }
}
