//! Signals in the API: how each is set, what it has hit, and what it would have hit.

use app::signals::TuneSignal;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::{moderation::Item, signals};

use crate::{
    Fault,
    context::{Here, load},
    nodes::Node,
    problems::{Problem, outcome},
    relay::{self, List},
    scalars::{DateTime, id},
};

/// What a machine sees in a text without understanding it. Signals order the queue, or have a text read before it is
/// published; they never hide and never refuse.
pub struct Signal {
    signal: signals::Signal,
    hits: u64,
}

#[Object]
impl Signal {
    /// What it looks at.
    async fn kind(&self) -> SignalKind {
        self.signal.kind.into()
    }
    /// What it does.
    async fn mode(&self) -> SignalMode {
        self.signal.mode.into()
    }
    /// From which measure it hits; `FIRST_POST` hits below it.
    async fn threshold(&self) -> u32 {
        self.signal.threshold
    }
    /// The least threshold that it takes.
    async fn least(&self) -> u32 {
        self.signal.kind.range().0
    }
    /// The greatest threshold that it takes.
    async fn greatest(&self) -> u32 {
        self.signal.kind.range().1
    }
    /// Increases with every change, 0 until the first: give it back when you tune it.
    async fn version(&self) -> i64 {
        self.signal.version
    }
    /// How many texts it has hit, those of rehearsals included.
    async fn hits(&self) -> u64 {
        self.hits
    }
    /// How it was set before, newest first. At most 100 at once, 20 unless said.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<SignalChange>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let changes = app::signals::changes(cx, self.signal.kind, &page).await;
        Ok(relay::list(
            changes.map_err(|error| Fault::of(cx, &error))?,
            SignalChange::from,
        ))
    }
}

/// A change of a signal.
#[derive(Debug, SimpleObject)]
pub struct SignalChange {
    /// The version that it led to.
    version: i64,
    /// When.
    at: DateTime,
    /// The account of who changed it; null for the house itself.
    by: Option<ID>,
    /// What it did before.
    from_mode: SignalMode,
    /// From which measure it hit before.
    from_threshold: u32,
    /// What it did from then on.
    to_mode: SignalMode,
    /// From which measure it hit from then on.
    to_threshold: u32,
}

impl From<signals::SignalChange> for SignalChange {
    fn from(change: signals::SignalChange) -> Self {
        let signals::SignalChange {
            to,
            from_mode,
            from_threshold,
            by,
            at,
        } = change;
        Self {
            version: to.version,
            at: DateTime(at),
            by: by.map(|by| by.to_string().into()),
            from_mode: from_mode.into(),
            from_threshold,
            to_mode: to.mode.into(),
            to_threshold: to.threshold,
        }
    }
}

/// What a signal looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "signals::SignalKind")]
pub enum SignalKind {
    /// How many links a text has.
    Links,
    /// How many of a hundred letters are capitals, in a text of 20 letters or more.
    Capitals,
    /// How many telephone numbers, addresses and e-mail addresses a text has, and people named beside them.
    Contact,
    /// How many contributions of the author to the plan were accepted before: it hits below its threshold.
    FirstPost,
    /// How many contributions the author has sent within ten minutes, this one included.
    Burst,
}

/// What a signal does when it hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "signals::SignalMode")]
pub enum SignalMode {
    /// It does not look.
    Off,
    /// It counts its hits, and nothing else happens.
    Rehearsing,
    /// Its hits are told to those who moderate, and order their queue.
    Ordering,
    /// The same, and a text that it hits is read before it is published.
    Holding,
}

/// What a signal would have hit in a plan.
pub struct SignalRehearsal(app::signals::Rehearsal);

#[Object]
impl SignalRehearsal {
    /// How many published texts were looked at, in the order in which they were sent.
    async fn examined(&self) -> u64 {
        self.0.examined
    }
    /// How many of them it would have hit.
    async fn hits(&self) -> u64 {
        self.0.hits
    }
    /// The ids of the first of those, at most 20.
    async fn ids(&self) -> Vec<ID> {
        let ids = self.0.items.iter().map(|item| match item {
            Item::Proposal(id) => id.to_string(),
            Item::Comment(id) => id.to_string(),
        });
        ids.map(ID::from).collect()
    }
    /// The first of those as they are today, at most 20.
    async fn nodes(&self, ctx: &Context<'_>) -> Result<Vec<Node>, Fault> {
        let mut nodes = Vec::new();
        for item in &self.0.items {
            nodes.extend(match item {
                Item::Proposal(id) => load(ctx, *id)
                    .await?
                    .map(crate::proposals::Proposal)
                    .map(Node::Proposal),
                Item::Comment(id) => load(ctx, *id)
                    .await?
                    .map(crate::comments::Comment)
                    .map(Node::Comment),
            });
        }
        Ok(nodes)
    }
    /// Whether the whole plan was looked at: one rehearsal looks at 50,000 texts at most.
    async fn complete(&self) -> bool {
        self.0.complete
    }
}

/// A rehearsal, or why there is none.
#[derive(SimpleObject)]
pub struct SignalRehearsalPayload {
    /// What it would have hit; null when it was refused.
    rehearsal: Option<SignalRehearsal>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// The signals, or why they are not shown.
#[derive(SimpleObject)]
pub struct SignalsPayload {
    /// Every signal; empty when it was refused.
    signals: Vec<Signal>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A signal, or why it was not changed.
#[derive(SimpleObject)]
pub struct SignalPayload {
    /// The signal after the change; null when it was refused.
    signal: Option<Signal>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Reading signals, and trying them.
#[derive(Default)]
pub struct SignalQueries;

#[Object]
impl SignalQueries {
    /// Every signal as it is set now: those who moderate anything, and admins; whoever knows a threshold can stay below
    /// it. Codes: `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn signals(&self, ctx: &Context<'_>) -> Result<SignalsPayload, Fault> {
        let cx = ctx.cx()?;
        let (signals, problems) = outcome(cx, app::signals::all(cx).await)?;
        let mut hits = match signals {
            Some(_) => app::signals::hit_counts(cx)
                .await
                .map_err(|error| Fault::of(cx, &error))?,
            None => std::collections::HashMap::new(),
        };
        let signals = signals.unwrap_or_default().into_iter().map(|signal| Signal {
            hits: hits.remove(&signal.kind).unwrap_or(0),
            signal,
        });
        Ok(SignalsPayload {
            signals: signals.collect(),
            problems,
        })
    }

    /// What a signal would have hit in a plan at this threshold, before it is switched on: the plan's moderators, and
    /// admins. Nothing is changed. Codes: `FIELD_OUT_OF_RANGE`, `PLAN_NOT_FOUND`, `AUTH_REQUIRED`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn rehearse_signal(
        &self,
        ctx: &Context<'_>,
        kind: SignalKind,
        threshold: i32,
        plan: ID,
    ) -> Result<SignalRehearsalPayload, Fault> {
        let cx = ctx.cx()?;
        let rehearsed = app::signals::rehearse(cx, kind.into(), threshold, id(&plan)?).await;
        let (rehearsal, problems) = outcome(cx, rehearsed)?;
        Ok(SignalRehearsalPayload {
            rehearsal: rehearsal.map(SignalRehearsal),
            problems,
        })
    }
}

/// Setting signals.
#[derive(Default)]
pub struct SignalMutations;

#[Object]
impl SignalMutations {
    /// Sets a signal that was read at `version` otherwise; who did, when, and how it was set before is kept. Texts that
    /// were sent before are not looked at again. Admins alone. Codes: `FIELD_OUT_OF_RANGE`,
    /// `SIGNAL_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn tune_signal(
        &self,
        ctx: &Context<'_>,
        kind: SignalKind,
        version: i64,
        mode: SignalMode,
        threshold: i32,
    ) -> Result<SignalPayload, Fault> {
        let cx = ctx.cx()?;
        let tuned = match TuneSignal::parse(kind.into(), version, mode.into(), threshold) {
            Ok(command) => app::signals::tune(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (signal, problems) = outcome(cx, tuned)?;
        let signal = match signal {
            Some(signal) => {
                let hits = app::signals::hit_counts(cx)
                    .await
                    .map_err(|error| Fault::of(cx, &error))?;
                Some(Signal {
                    hits: hits.get(&signal.kind).copied().unwrap_or(0),
                    signal,
                })
            }
            None => None,
        };
        Ok(SignalPayload { signal, problems })
    }
}
