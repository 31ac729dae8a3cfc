//! Identical subscriptions of one audience, executed once: whoever asks for the same gets the same bytes.
//!
//! Each shared subscription has a task that fetches its answers and a bounded queue that its readers follow. Who falls
//! further behind than the queue is long is told and let go; the last to leave ends the task.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::Request;
use async_stream::stream;
use futures::stream::{BoxStream, StreamExt};
use tokio::sync::broadcast::{self, error::RecvError};

use super::answers::Answer;
use super::faults::{Fault, Reason};

/// Answers that may wait for the slowest reader of a shared subscription.
const QUEUE: usize = 64;

/// What tells one subscription from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Likeness {
    query: String,
    operation: Option<String>,
    variables: String,
    audience: String,
}

impl Likeness {
    /// The likeness of a request of this audience; `None` where its variables cannot be compared.
    pub(crate) fn of(request: &Request, audience: String) -> Option<Self> {
        Some(Self {
            query: request.query.clone(),
            operation: request.operation_name.clone(),
            variables: serde_json::to_string(&request.variables).ok()?,
            audience,
        })
    }
}

/// The shared subscriptions that run.
#[derive(Default)]
pub(crate) struct Shares {
    running: Mutex<HashMap<Likeness, broadcast::Sender<Answer>>>,
}

impl Shares {
    fn running(&self) -> MutexGuard<'_, HashMap<Likeness, broadcast::Sender<Answer>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows a subscription like this one from now on; begins it where nobody does.
    pub(crate) fn join(
        self: &Arc<Self>,
        likeness: Likeness,
        begin: impl FnOnce() -> BoxStream<'static, Answer> + Send + 'static,
    ) -> BoxStream<'static, Answer> {
        let mut running = self.running();
        if let Some(sender) = running.get(&likeness) {
            return follow(sender.subscribe(), Some(begin)).boxed();
        }
        let (sender, receiver) = broadcast::channel(QUEUE);
        running.insert(likeness.clone(), sender.clone());
        metrics::counter!("graphql_operations_total", "kind" => "subscription", "result" => "begun")
            .increment(1);
        drop(running);
        tokio::spawn(Arc::clone(self).fetch(likeness, sender, begin()));
        follow(receiver, None::<fn() -> BoxStream<'static, Answer>>).boxed()
    }

    /// Fetches answers for all who follow, until there are no more of the one or the other.
    async fn fetch(
        self: Arc<Self>,
        likeness: Likeness,
        sender: broadcast::Sender<Answer>,
        mut answers: BoxStream<'static, Answer>,
    ) {
        loop {
            let answer = tokio::select! {
                answer = answers.next() => answer,
                () = sender.closed() => {
                    let mut running = self.running();
                    // Somebody may have come between the last who left and this look.
                    if sender.receiver_count() > 0 {
                        continue;
                    }
                    running.remove(&likeness);
                    return;
                }
            };
            let Some(answer) = answer else {
                self.running().remove(&likeness);
                return;
            };
            // Who left meanwhile is seen at the next turn.
            let _ = sender.send(answer);
        }
    }

    #[cfg(test)]
    fn count(&self) -> usize {
        self.running().len()
    }
}

/// The answers of a queue. Where it ends before it gave any, the subscription was over when this reader came: theirs
/// begins by itself.
fn follow<B>(
    mut receiver: broadcast::Receiver<Answer>,
    mut begin: Option<B>,
) -> impl futures::Stream<Item = Answer> + Send
where
    B: FnOnce() -> BoxStream<'static, Answer> + Send,
{
    stream! {
        loop {
            match receiver.recv().await {
                Ok(answer) => {
                    begin = None;
                    yield answer;
                }
                Err(RecvError::Lagged(_)) => {
                    metrics::counter!("graphql_shed_total", "reason" => "slow_reader").increment(1);
                    let limit = u64::try_from(QUEUE).unwrap_or(u64::MAX);
                    yield Answer::from(Fault::new(Reason::Throttled).rule("SlowReader").limit(limit));
                    break;
                }
                Err(RecvError::Closed) => break,
            }
        }
        if let Some(begin) = begin {
            let mut own = begin();
            while let Some(answer) = own.next().await {
                yield answer;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use bytes::Bytes;
    use tokio::sync::mpsc;

    use super::*;

    fn likeness(query: &str, audience: &str) -> Likeness {
        Likeness::of(&Request::new(query), audience.to_owned()).unwrap()
    }

    fn source() -> (
        mpsc::UnboundedSender<&'static str>,
        Arc<AtomicU32>,
        impl FnOnce() -> BoxStream<'static, Answer> + Send + 'static,
    ) {
        let (say, mut said) = mpsc::unbounded_channel();
        let begun = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&begun);
        let begin = move || {
            count.fetch_add(1, Ordering::SeqCst);
            stream! {
                while let Some(text) = said.recv().await {
                    yield Answer::Executed(Bytes::from_static(str::as_bytes(text)));
                }
            }
            .boxed()
        };
        (say, begun, begin)
    }

    async fn heard(reader: &mut BoxStream<'static, Answer>) -> Option<String> {
        match reader.next().await? {
            Answer::Executed(bytes) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
            Answer::Refused(faults) => Some(faults[0].to_json("t")["extensions"]["rule"].to_string()),
        }
    }

    #[tokio::test]
    async fn the_same_is_executed_once_for_one_audience_and_apart_for_another() {
        let shares = Arc::new(Shares::default());
        let (say, begun, begin) = source();
        let mut first = shares.join(likeness("q", "visitor"), begin);
        let (_, unused, never) = source();
        let mut second = shares.join(likeness("q", "visitor"), never);
        let (say_other, _, begin) = source();
        let mut other = shares.join(likeness("q", "awa"), begin);
        say.send("one").unwrap();
        say_other.send("hers").unwrap();
        assert_eq!(heard(&mut first).await.as_deref(), Some("one"));
        assert_eq!(heard(&mut second).await.as_deref(), Some("one"));
        assert_eq!(heard(&mut other).await.as_deref(), Some("hers"));
        assert_eq!(
            (begun.load(Ordering::SeqCst), unused.load(Ordering::SeqCst)),
            (1, 0)
        );
        drop((first, second, other));
        while shares.count() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(say.is_closed(), "the last to leave ends it");
    }

    #[tokio::test]
    async fn who_takes_too_little_is_told_and_let_go_and_the_others_are_not() {
        let shares = Arc::new(Shares::default());
        let (say, _, begin) = source();
        let mut quick = shares.join(likeness("q", "visitor"), begin);
        let (_, _, never) = source();
        let mut slow = shares.join(likeness("q", "visitor"), never);
        for _ in 0..=QUEUE {
            say.send("more").unwrap();
            assert_eq!(heard(&mut quick).await.as_deref(), Some("more"));
        }
        assert_eq!(heard(&mut slow).await.as_deref(), Some("\"SlowReader\""));
        assert_eq!(heard(&mut slow).await, None);
        say.send("on").unwrap();
        assert_eq!(heard(&mut quick).await.as_deref(), Some("on"));
    }

    #[tokio::test]
    async fn the_end_of_a_subscription_is_the_end_for_all() {
        let shares = Arc::new(Shares::default());
        let (say, _, begin) = source();
        let mut first = shares.join(likeness("q", "visitor"), begin);
        say.send("last").unwrap();
        drop(say);
        assert_eq!(heard(&mut first).await.as_deref(), Some("last"));
        assert_eq!(heard(&mut first).await, None);
        let (say, begun, begin) = source();
        let mut next = shares.join(likeness("q", "visitor"), begin);
        say.send("again").unwrap();
        assert_eq!(heard(&mut next).await.as_deref(), Some("again"));
        assert_eq!(begun.load(Ordering::SeqCst), 1);
    }
}
