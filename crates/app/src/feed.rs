//! The change feed, and those who listen to it while they are connected.
//!
//! One task of the process reads `events` by number, as the sequencer of any process gives them, and hands each to all
//! listeners. A listener holds a place in one bounded queue: who falls behind is told and let go, and reads on from its
//! last cursor with [`changes`].

use std::{sync::Arc, time::Duration};

use domain::Event;
use futures::Stream;
use persistence::StoreError;
pub use persistence::events::Filter;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::{Cx, House, Result};

/// How many events a listener may be behind.
const QUEUE: usize = 4_096;
/// How many events are read at once.
const BATCH: u64 = 500;
/// How often events are looked for that nobody announced.
const LOOK: Duration = Duration::from_secs(1);
/// How long to wait after the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// A part of the change feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The events, in order.
    pub events: Vec<Event>,
    /// Whether more of them follow, up to the head.
    pub has_next: bool,
    /// The number of the last event when this part was read: once there is no next part, everything up to here was
    /// told.
    pub head: i64,
}

/// What a listener is told when it fell behind: it is let go, and reads on with [`changes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FellBehind;

/// Those who listen in this process.
#[derive(Debug)]
pub struct Feed {
    listeners: broadcast::Sender<Arc<Event>>,
    numbered: Notify,
    counted: watch::Sender<u64>,
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            listeners: broadcast::Sender::new(QUEUE),
            numbered: Notify::new(),
            counted: watch::Sender::new(0),
        }
    }
}

impl Feed {
    /// How many listen now.
    pub fn listeners(&self) -> usize {
        self.listeners.receiver_count()
    }

    /// Tells the feed that this process has given numbers to events.
    pub(crate) fn numbered(&self) {
        self.numbered.notify_one();
    }

    /// Tells those who follow totals that votes were counted, here or elsewhere.
    pub(crate) fn counted(&self) {
        self.counted.send_modify(|times| *times = times.wrapping_add(1));
    }

    /// Changes whenever votes may have been counted.
    pub(crate) fn counts(&self) -> watch::Receiver<u64> {
        self.counted.subscribe()
    }

    /// How many follow totals now.
    pub fn followers_of_totals(&self) -> usize {
        self.counted.receiver_count()
    }
}

/// The cursor of an event: its number.
pub fn cursor(seq: i64) -> String {
    seq.to_string()
}

/// At most `first` events after the cursor that the actor may hear of, in order, none ever skipped.
pub async fn changes(cx: &Cx, filter: &Filter, after: Option<&str>, first: u32) -> Result<Changes> {
    let scope = cx.scope();
    // The head comes first: what is numbered meanwhile is left to the next part.
    let head = persistence::events::head(cx.db()).await?;
    let seq = match after {
        None => 0,
        Some(text) => text
            .parse()
            .ok()
            .filter(|seq| (0..=head).contains(seq) && cursor(*seq) == text)
            .ok_or(StoreError::BadCursor)?,
    };
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let one_more = u64::try_from(first.saturating_add(1)).unwrap_or(u64::MAX);
    let mut events = persistence::events::between(cx.db(), &scope, filter, seq, head, one_more).await?;
    let has_next = events.len() > first;
    events.truncate(first);
    Ok(Changes {
        events,
        has_next,
        head,
    })
}

/// The events of this kind from now on, whoever may hear of them: the caller shows what it reads under its own scope.
pub fn listen(cx: &Cx, filter: Filter) -> impl Stream<Item = Result<Arc<Event>, FellBehind>> + Send + use<> {
    let receiver = cx.house().feed.listeners.subscribe();
    futures::stream::unfold(Some((receiver, filter)), |state| async {
        let (mut receiver, filter) = state?;
        loop {
            match receiver.recv().await {
                Ok(event) if filter.wants(&event) => return Some((Ok(event), Some((receiver, filter)))),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    metrics::counter!("fabrique_listeners_lagged_total").increment(1);
                    return Some((Err(FellBehind), None));
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    })
}

/// Who reads events and hands them to the listeners of this process.
pub struct Reader {
    house: Arc<House>,
    last: i64,
}

/// Begins to follow the feed: from here on, no event misses those who listen. Comes before anybody can.
///
/// # Errors
/// When the database fails.
pub async fn begin(house: Arc<House>) -> Result<Reader> {
    let last = persistence::events::head(&house.db).await?;
    Ok(Reader { house, last })
}

impl Reader {
    /// Hands events to listeners, in order, until it is told to stop.
    pub async fn run(mut self, cancel: CancellationToken) {
        while let Some(Err(error)) = cancel.run_until_cancelled(self.follow()).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "events cannot be read for a moment"
            );
            if cancel
                .run_until_cancelled(tokio::time::sleep(PAUSE))
                .await
                .is_none()
            {
                return;
            }
        }
    }

    /// Follows the events after the last. Ends when the database fails.
    async fn follow(&mut self) -> Result<std::convert::Infallible> {
        let cx = Cx::system(Arc::clone(&self.house), "feed");
        let scope = cx.scope();
        let all = Filter::default();
        let feed = &self.house.feed;
        let mut ear = cx.db().listen().await?;
        loop {
            let batch =
                persistence::events::between(cx.db(), &scope, &all, self.last, i64::MAX, BATCH).await?;
            if let Some(event) = batch.last() {
                self.last = event.seq;
                for event in batch {
                    // Nobody listens: nobody misses it.
                    let _ = feed.listeners.send(Arc::new(event));
                }
                continue;
            }
            tokio::select! {
                heard = ear.heard() => {
                    heard?;
                    // Other processes announce votes that they counted in the same way.
                    feed.counted();
                }
                () = feed.numbered.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}
