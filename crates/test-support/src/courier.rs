//! Messages of webhooks, as far as a test lets them go.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
};

use ::app::ports::{Courier, Post};
use domain::webhooks::{Answered, DeliveryFault};

/// Keeps what was posted, and hands it on where the test says so; nobody answers otherwise.
#[derive(Default)]
pub struct PostBox {
    posted: Mutex<Vec<Post>>,
    onwards: Mutex<Option<Arc<dyn Courier>>>,
}

impl PostBox {
    /// What was posted, in order.
    ///
    /// # Panics
    /// When another test thread panicked in here.
    pub fn all(&self) -> Vec<Post> {
        self.posted.lock().expect("the post box").clone()
    }

    /// From now on messages go on in this way.
    ///
    /// # Panics
    /// When another test thread panicked in here.
    pub fn hand_on(&self, onwards: Arc<dyn Courier>) {
        *self.onwards.lock().expect("the post box") = Some(onwards);
    }
}

impl Courier for PostBox {
    fn post(&self, post: Post) -> Pin<Box<dyn Future<Output = Answered> + Send + '_>> {
        self.posted.lock().expect("the post box").push(post.clone());
        let onwards = self.onwards.lock().expect("the post box").clone();
        Box::pin(async move {
            match onwards {
                Some(onwards) => onwards.post(post).await,
                None => Answered {
                    outcome: Err(DeliveryFault::Connection),
                    millis: 0,
                },
            }
        })
    }
}
