//! Webhooks: what happens, told to a program of the town or of an association by a request to its address.
//!
//! Messages carry ids, codes and numbers, never texts: whoever hears of something reads it as it is today. What was
//! removed is told as something to delete.

use std::time::Duration;

use crate::{
    Code, EventKind, Id, Permitted, Timestamp,
    accounts::AccountId,
    plans::{PlanId, ThemeId, ZoneId},
    policy::webhooks::Keep,
    refusal::Facts,
    rules::words,
    time::{days, hours, minutes},
};

mod endpoint;

pub use endpoint::{Endpoint, Network, Networks};

/// How many webhooks a house has at most.
pub const MOST: u64 = 50;
/// How long a delivery and its attempts are kept in the log.
pub const KEPT: Duration = days(30);
/// How long the former secret signs beside the new one.
pub const OVERLAP: Duration = hours(24);
/// After how long without one success a webhook is switched off.
pub const PATIENCE: Duration = days(5);
/// How long others wait at most after one delivery failed: a receiver that is down is not asked for each of them.
const LONGEST_REST: Duration = minutes(1);
/// The waits after each failure, as Standard Webhooks proposes them.
const WAITS: [Duration; 9] = [
    Duration::from_secs(5),
    minutes(5),
    minutes(30),
    hours(2),
    hours(5),
    hours(10),
    hours(14),
    hours(20),
    hours(24),
];

/// The id of a webhook.
pub type WebhookId = Id<Webhook>;
/// The id of a delivery, which is that of its message however often it is sent.
pub type DeliveryId = Id<Delivery>;

words! {
    /// How a webhook stands.
    WebhookState {
        /// Its deliveries arrive.
        Active = "active",
        /// The last delivery failed; it is tried again.
        Failing = "failing",
        /// Its keepers stopped it for a while: what happens meanwhile is delivered afterwards.
        Paused = "paused",
        /// It was switched off: its receiver is gone, or failed for five days.
        Disabled = "disabled",
    }

    /// Why a webhook was switched off.
    Stopped {
        /// The receiver answered that it is gone (410).
        Gone = "gone",
        /// Nothing arrived for five days.
        Failures = "failures",
        /// The service account that made it was stopped.
        Owner = "owner",
    }

    /// How a delivery stands.
    DeliveryState {
        /// It was not tried yet, or is tried again.
        Waiting = "waiting",
        /// It arrived.
        Delivered = "delivered",
        /// It never arrived.
        Failed = "failed",
    }

    /// Why an attempt failed.
    DeliveryFault {
        /// The receiver answered with another status than 2xx.
        Status = "status",
        /// The receiver answered with a redirection, which is not followed.
        Redirect = "redirect",
        /// The receiver took too long.
        Timeout = "timeout",
        /// Its name is unknown.
        Name = "name",
        /// Its name stands for an address that nothing is sent to.
        Address = "address",
        /// No connection.
        Connection = "connection",
        /// Its certificate is not good.
        Certificate = "certificate",
        /// What it answered is no HTTP.
        Protocol = "protocol",
    }
}

/// Which events a webhook tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of these kinds; none means all.
    pub kinds: Vec<EventKind>,
    /// Of this plan, or of those that concern everybody.
    pub plan: Option<PlanId>,
    /// About proposals that are in this theme today, and their comments.
    pub theme: Option<ThemeId>,
    /// About proposals that are in this zone today, and their comments.
    pub zone: Option<ZoneId>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Which one.
    pub id: WebhookId,
    /// Who made it: a person, or a service account.
    pub owner: AccountId,
    /// Where messages go.
    pub endpoint: Endpoint,
    /// Which events it tells of.
    pub wanted: Wanted,
    /// How it stands.
    pub state: WebhookState,
    /// Why it was switched off.
    pub stopped: Option<Stopped>,
    /// Since when nothing has arrived.
    pub failing_since: Option<Timestamp>,
    /// Until when deliveries that were not tried yet wait.
    pub rests_until: Timestamp,
    /// The number of the last event that it was told of, or passed over.
    pub cursor: i64,
    /// Until when a former secret signs too.
    pub old_secret_until: Option<Timestamp>,
    /// Increases with every change by people.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl crate::id::Kind for Webhook {
    const PREFIX: &'static str = "webhook";
}

/// What the people of a webhook change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Where messages go.
    pub endpoint: Endpoint,
    /// Which events it tells of.
    pub wanted: Wanted,
    /// Whether it rests.
    pub paused: bool,
    /// From which number on events are told again, if they are.
    pub cursor: Option<i64>,
}

impl Permitted<Keep, Webhook> {
    /// Changes it as it was read at this version. One that was switched off works again.
    pub fn change(self, version: i64, changed: Changed) -> Result<Webhook, WebhookRefusal> {
        let webhook = self.subject;
        if webhook.version != version {
            return Err(WebhookRefusal::ChangedMeanwhile);
        }
        let Changed {
            endpoint,
            wanted,
            paused,
            cursor,
        } = changed;
        Ok(Webhook {
            endpoint,
            wanted,
            state: if paused {
                WebhookState::Paused
            } else {
                WebhookState::Active
            },
            stopped: None,
            failing_since: None,
            rests_until: Timestamp::default(),
            cursor: cursor.unwrap_or(webhook.cursor),
            version: webhook.version + 1,
            ..webhook
        })
    }

    /// Lets another secret sign; the former one signs too for a day.
    pub fn rotate(self, now: Timestamp) -> Webhook {
        Webhook {
            old_secret_until: Some(now + OVERLAP),
            ..self.subject
        }
    }
}

/// A message to a webhook, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which one: the `webhook-id` of every attempt.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// The number of the event; 0 for a test.
    pub seq: i64,
    /// What happened; none for a test.
    pub kind: Option<EventKind>,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// How often since it was last asked for.
    pub tries: u32,
    /// When it is tried next, or was to be.
    pub run_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

impl crate::id::Kind for Delivery {
    const PREFIX: &'static str = "delivery";
}

/// One attempt, as the log keeps it: nothing of what was sent or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Of which delivery.
    pub delivery: DeliveryId,
    /// The first is 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// The status that was answered, if one was.
    pub status: Option<u16>,
    /// Why it failed; none where it arrived.
    pub fault: Option<DeliveryFault>,
    /// How long it took.
    pub millis: u32,
}

/// What a receiver answered, or why none did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The status, or why there is none.
    pub outcome: Result<u16, DeliveryFault>,
    /// How long it took.
    pub millis: u32,
}

impl Answered {
    /// The status that was answered, and what was wrong.
    pub const fn read(self) -> (Option<u16>, Option<DeliveryFault>) {
        match self.outcome {
            Ok(status @ 200..=299) => (Some(status), None),
            Ok(status @ 300..=399) => (Some(status), Some(DeliveryFault::Redirect)),
            Ok(status) => (Some(status), Some(DeliveryFault::Status)),
            Err(fault) => (None, Some(fault)),
        }
    }
}

/// What an attempt changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// The delivery afterwards.
    pub delivery: Delivery,
    /// The webhook afterwards.
    pub webhook: Webhook,
    /// The line of the log.
    pub attempt: Attempt,
}

impl Delivery {
    /// Whether it is a test, which is tried once and says nothing about the webhook.
    pub const fn is_test(&self) -> bool {
        self.kind.is_none()
    }

    /// Whether it waits because an earlier one has just failed.
    pub fn must_rest(&self, webhook: &Webhook, now: Timestamp) -> bool {
        !self.is_test() && self.attempts == 0 && webhook.rests_until > now
    }

    /// Asks for it again: the waits begin anew.
    #[must_use]
    pub fn again(self, now: Timestamp) -> Self {
        Self {
            state: DeliveryState::Waiting,
            tries: 0,
            run_at: now,
            ..self
        }
    }

    /// What an attempt at `now` changes. `chance`, from 0 to 1, makes each wait up to a tenth longer, so
    /// that what failed together is not tried together.
    pub fn attempted(self, webhook: Webhook, answered: Answered, now: Timestamp, chance: f64) -> Attempted {
        let (status, fault) = answered.read();
        let attempt = Attempt {
            delivery: self.id,
            number: self.attempts + 1,
            at: now,
            status,
            fault,
            millis: answered.millis,
        };
        let test = self.is_test();
        let wait = usize::try_from(self.tries)
            .ok()
            .and_then(|tries| WAITS.get(tries))
            .filter(|_| !test)
            .map(|wait| *wait + wait.mul_f64(chance / 10.0));
        let mut delivery = Self {
            attempts: self.attempts + 1,
            tries: self.tries + 1,
            ..self
        };
        let mut webhook = webhook;
        if fault.is_none() {
            delivery.state = DeliveryState::Delivered;
        } else if status == Some(410) && !test {
            delivery.state = DeliveryState::Failed;
        } else if let Some(wait) = wait {
            delivery.run_at = now + wait;
        } else {
            delivery.state = DeliveryState::Failed;
        }
        if !test {
            webhook.hear(status, fault, wait, now);
        }
        Attempted {
            delivery,
            webhook,
            attempt,
        }
    }
}

impl Webhook {
    /// Whether events are made into deliveries.
    pub const fn follows(&self) -> bool {
        matches!(self.state, WebhookState::Active | WebhookState::Failing)
    }

    fn hear(
        &mut self,
        status: Option<u16>,
        fault: Option<DeliveryFault>,
        wait: Option<Duration>,
        now: Timestamp,
    ) {
        if !self.follows() {
            return;
        }
        if fault.is_none() {
            self.state = WebhookState::Active;
            self.failing_since = None;
            self.rests_until = Timestamp::default();
            return;
        }
        let since = *self.failing_since.get_or_insert(now);
        self.state = WebhookState::Failing;
        self.rests_until = now + wait.unwrap_or(LONGEST_REST).min(LONGEST_REST);
        if status == Some(410) {
            self.stop(Stopped::Gone);
        } else if now.since(since) >= PATIENCE {
            self.stop(Stopped::Failures);
        }
    }

    fn stop(&mut self, why: Stopped) {
        self.state = WebhookState::Disabled;
        self.stopped = Some(why);
    }
}

/// Why a rule about webhooks says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefusal {
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// There are as many as a house has.
    #[error("there are {MOST} webhooks already")]
    TooMany,
}

impl WebhookRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::ChangedMeanwhile => Code::WebhookChangedMeanwhile,
            Self::TooMany => Code::WebhookTooMany,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::ChangedMeanwhile => Vec::new(),
            Self::TooMany => vec![("limit", MOST.into())],
        }
    }
}

#[cfg(test)]
mod tests;
