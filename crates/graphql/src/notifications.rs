//! Notifications in the API: what one was told of, and how soon one is written to.

use app::{
    Cx,
    notifications::{MarkRead, PacesInput, Seen, UpdatePaces},
};
use async_graphql::{
    Context, Enum, ID, InputObject, Object, SimpleObject,
    connection::{Connection, Edge, EmptyFields},
};
use domain::{PageRequest, notifications};

use crate::{
    Fault,
    answers::Answer,
    comments::Comment,
    context::Here,
    merges::Merge,
    plans::Plan,
    problems::{Problem, outcome},
    proposals::Proposal,
    scalars::{DateTime, id},
};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "notifications::NotificationKind")]
pub enum NotificationKind {
    /// A decision of moderation on one's own content or account. The law asks to tell it.
    Decision,
    /// What became of one's notice. The law asks to tell it.
    NoticeAnswered,
    /// What became of one's complaint against a decision. The law asks to tell it.
    ComplaintAnswered,
    /// Somebody answered one's comment, or commented one's proposal.
    Reply,
    /// The town answered a proposal that one wrote or follows, or its answer went a step further.
    ProposalAnswered,
    /// Somebody proposes to merge one's proposal with others, and waits for one's word.
    MergeConsent,
}

/// How soon a kind of notification is mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "notifications::Pace")]
pub enum NotificationPace {
    /// By itself, ten seconds after it happened.
    AtOnce,
    /// In one mail a day, at `digestHour`.
    Daily,
    /// No mail: it stands in the list alone.
    Never,
}

/// Something that the viewer was told of. It holds ids alone: what it says and shows is read as it is today.
pub struct Notification(Seen);

#[Object]
impl Notification {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.notification.id.to_string().into()
    }
    /// What it is about.
    async fn kind(&self) -> NotificationKind {
        self.0.notification.kind.into()
    }
    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.0.notification.at)
    }
    /// When the viewer read it; null while they have not.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.notification.read_at.map(DateTime)
    }
    /// What happened, in one sentence in the language of the request; that it is no longer shown, where it is not.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn sentence(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        let cx = ctx.cx()?;
        Ok(self.0.sentence(&cx.language, cx.now()))
    }
    /// Whether what it tells of can still be read: not when a reply was deleted or hidden meanwhile.
    async fn shown(&self) -> bool {
        self.0.is_shown()
    }
    /// The id of the viewer's side of it: their comment, their proposal, the proposal they follow, their notice.
    async fn subject(&self) -> ID {
        self.0.notification.subject.to_string().into()
    }
    /// The id of what it tells of: the reply, the answer, the merge, the decision.
    async fn cause(&self) -> ID {
        self.0.notification.cause.to_string().into()
    }
    /// The plan it belongs to; null where there is none, or when it cannot be read.
    async fn plan(&self) -> Option<Plan> {
        self.0.plan.clone().map(Plan)
    }
    /// The proposal it is about, or that its comment stands under; null when it cannot be read.
    async fn proposal(&self) -> Option<Proposal> {
        self.0.proposal.clone().map(Proposal)
    }
    /// The reply, or the comment that was decided on; null for other kinds, and when it cannot be read.
    async fn comment(&self) -> Option<Comment> {
        self.0.comment.clone().map(Comment)
    }
    /// The town's answer; null for other kinds.
    async fn answer(&self) -> Option<Answer> {
        self.0.answer.clone().map(Answer)
    }
    /// The merge that waits, or waited, for the viewer's word; null for other kinds.
    async fn merge(&self) -> Option<Merge> {
        self.0.merge.clone().map(|(merge, _)| Merge(merge))
    }
}

/// The fields that the list has besides edges and page info.
pub struct Unread {
    cx: Cx,
    total: Option<u64>,
}

#[Object]
impl Unread {
    /// The number of items in the whole list; costs a count, so ask only when it is shown.
    async fn total_count(&self) -> Option<u64> {
        self.total
    }
    /// How many notifications the viewer has not read, whatever part of the list is asked for.
    async fn unread_count(&self) -> Result<u64, Fault> {
        unread(&self.cx).await
    }
}

async fn unread(cx: &Cx) -> Result<u64, Fault> {
    let count = app::notifications::unread_count(cx).await;
    count.map_err(|error| Fault::of(cx, &error))
}

/// What a person was told of.
pub(crate) type Notifications = Connection<String, Notification, Unread, EmptyFields>;

/// A page of what a person was told of.
pub(crate) async fn list(cx: &Cx, page: PageRequest, unread_only: bool) -> Result<Notifications, Fault> {
    let seen = app::notifications::list(cx, unread_only, &page)
        .await
        .map_err(|error| Fault::of(cx, &error))?;
    let counts = Unread {
        cx: cx.clone(),
        total: seen.total,
    };
    let mut list = Connection::with_additional_fields(seen.has_previous, seen.has_next, counts);
    list.edges.extend(
        seen.items
            .into_iter()
            .map(|(cursor, seen)| Edge::new(cursor, Notification(seen))),
    );
    Ok(list)
}

/// How soon a person is written to.
pub struct NotificationSettings(pub(crate) notifications::Paces);

#[Object]
impl NotificationSettings {
    /// The hour of the daily digest in Paris, 0 to 23; 18 unless chosen. A day without news has no digest.
    async fn digest_hour(&self) -> u8 {
        self.0.digest_hour
    }
    /// The pace of every kind, the most pressing first.
    async fn paces(&self) -> Vec<KindPace> {
        notifications::NotificationKind::ALL
            .iter()
            .map(|kind| KindPace {
                kind: (*kind).into(),
                pace: self.0.of(*kind).into(),
                usual: kind.usual_pace().into(),
                can_stop: !kind.must_be_told(),
            })
            .collect()
    }
}

/// How soon one kind of notification is mailed.
#[derive(SimpleObject)]
pub struct KindPace {
    /// The kind.
    kind: NotificationKind,
    /// How soon.
    pace: NotificationPace,
    /// How soon unless chosen otherwise.
    usual: NotificationPace,
    /// Whether its mails can be stopped. What the law asks to tell can wait for the digest, and no longer.
    can_stop: bool,
}

/// What is wrong with a person's address.
pub struct MailTrouble(pub(crate) notifications::Bounces);

#[Object]
impl MailTrouble {
    /// How often the address refused our mail for good.
    async fn count(&self) -> i32 {
        self.0.count
    }
    /// The last reason in the numbers of mail servers: `550`, `5.1.1`; empty where none was given.
    async fn last_code(&self) -> &str {
        &self.0.last_code
    }
    /// When it last did.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
    /// Whether notifications are mailed there no more, after three refusals. Codes still are: typing one, or
    /// confirming another address, starts notifications again.
    async fn stopped(&self) -> bool {
        self.0.stop()
    }
}

/// A pace for one kind of notification.
#[derive(Debug, InputObject)]
pub struct KindPaceInput {
    /// The kind.
    kind: NotificationKind,
    /// How soon it is mailed.
    pace: NotificationPace,
}

/// What changes of how soon one is written to; what is left out stays.
#[derive(Debug, InputObject)]
pub struct NotificationSettingsInput {
    /// Kinds that get another pace; the last one counts where a kind comes twice.
    #[graphql(validator(max_items = 20))]
    paces: Option<Vec<KindPaceInput>>,
    /// The hour of the daily digest in Paris, 0 to 23.
    digest_hour: Option<i32>,
}

/// The viewer's settings, or why they were not changed.
#[derive(SimpleObject)]
pub struct NotificationSettingsPayload {
    /// The settings after the change; null when it was refused.
    settings: Option<NotificationSettings>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// How much was noted as read, or why nothing was.
#[derive(SimpleObject)]
pub struct NotificationsReadPayload {
    /// How many were not read before; null when it was refused.
    marked: Option<u64>,
    /// How many notifications the viewer has not read now; null when it was refused.
    unread_count: Option<u64>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Reading notifications, and choosing how soon one is written to.
#[derive(Default)]
pub struct NotificationMutations;

#[Object]
impl NotificationMutations {
    /// Notes that the viewer has read these notifications, or all of them where `ids` is left out; doing it twice
    /// changes nothing, and ids of others change nothing. Codes: `AUTH_REQUIRED`, `FIELD_OUT_OF_RANGE`.
    async fn mark_notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            validator(max_items = 100),
            desc = "Ids of notifications, at most 100; all of them if left out."
        )]
        ids: Option<Vec<ID>>,
    ) -> Result<NotificationsReadPayload, Fault> {
        let cx = ctx.cx()?;
        let ids = ids
            .map(|ids| ids.iter().map(id).collect::<Result<Vec<_>, _>>())
            .transpose()?;
        let marked = match MarkRead::parse(ids) {
            Ok(command) => app::notifications::mark_read(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (marked, problems) = outcome(cx, marked)?;
        let unread_count = match marked {
            Some(_) => Some(unread(cx).await?),
            None => None,
        };
        Ok(NotificationsReadPayload {
            marked,
            unread_count,
            problems,
        })
    }

    /// Changes how soon the viewer is written to, by kind, and the hour of their digest. Decisions of moderation and
    /// what became of notices and complaints can be put off to the digest, not stopped: the law asks to tell them.
    /// Codes: `AUTH_REQUIRED`, `FIELD_OUT_OF_RANGE`, `NOTIFICATION_MUST_BE_TOLD`.
    async fn update_notification_settings(
        &self,
        ctx: &Context<'_>,
        input: NotificationSettingsInput,
    ) -> Result<NotificationSettingsPayload, Fault> {
        let cx = ctx.cx()?;
        let NotificationSettingsInput { paces, digest_hour } = input;
        let typed = PacesInput {
            paces: paces
                .unwrap_or_default()
                .into_iter()
                .map(|chosen| (chosen.kind.into(), chosen.pace.into()))
                .collect(),
            digest_hour,
        };
        let updated = match UpdatePaces::parse(&typed) {
            Ok(command) => app::notifications::update_paces(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (settings, problems) = outcome(cx, updated)?;
        Ok(NotificationSettingsPayload {
            settings: settings.map(NotificationSettings),
            problems,
        })
    }
}
