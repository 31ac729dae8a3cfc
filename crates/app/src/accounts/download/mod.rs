//! Everything that a person gave or did, as a ZIP of JSON files and one page to read them.
//!
//! Only the person gets it, over the same session as everything else: there is no link that works without signing in.

mod archive;
mod parts;

use domain::{
    Code,
    accounts::{Account, AccountId},
    policy::accounts::Download,
};
use futures::future::BoxFuture;
use serde_json::Value;

use crate::{
    Cx, Error, Result,
    error::OrNotFound,
    throttle::{self, What},
};

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// Its name: `fabrique-2026-11-23.zip`.
    pub name: String,
    /// The ZIP.
    pub bytes: Vec<u8>,
}

/// One kind of things in the download.
pub struct Part {
    /// Its name: that of its file and of its heading.
    pub name: &'static str,
    read: for<'a> fn(&'a Cx, AccountId) -> BoxFuture<'a, Result<Value>>,
}

/// Every part, in the order of the page. `docs/RETENTION.md` says for each table which part it is in.
pub const PARTS: &[Part] = &[
    Part {
        name: "account",
        read: |cx, id| Box::pin(parts::account(cx, id)),
    },
    Part {
        name: "sessions",
        read: |cx, id| Box::pin(parts::sessions(cx, id)),
    },
    Part {
        name: "links",
        read: |cx, id| Box::pin(parts::links(cx, id)),
    },
    Part {
        name: "roles",
        read: |cx, id| Box::pin(parts::roles(cx, id)),
    },
    Part {
        name: "lookups",
        read: |cx, id| Box::pin(parts::lookups(cx, id)),
    },
    Part {
        name: "proposals",
        read: |cx, id| Box::pin(parts::proposals(cx, id)),
    },
    Part {
        name: "comments",
        read: |cx, id| Box::pin(parts::comments(cx, id)),
    },
    Part {
        name: "votes",
        read: |cx, id| Box::pin(parts::votes(cx, id)),
    },
    Part {
        name: "drafts",
        read: |cx, id| Box::pin(parts::drafts(cx, id)),
    },
    Part {
        name: "attachments",
        read: |cx, id| Box::pin(parts::attachments(cx, id)),
    },
    Part {
        name: "follows",
        read: |cx, id| Box::pin(parts::follows(cx, id)),
    },
    Part {
        name: "merges",
        read: |cx, id| Box::pin(parts::merges(cx, id)),
    },
    Part {
        name: "notifications",
        read: |cx, id| Box::pin(parts::notifications(cx, id)),
    },
    Part {
        name: "decisions",
        read: |cx, id| Box::pin(parts::decisions(cx, id)),
    },
    Part {
        name: "notices",
        read: |cx, id| Box::pin(parts::notices(cx, id)),
    },
];

/// Makes the download of the actor's own account.
#[tracing::instrument(name = "accounts.download", skip_all)]
pub async fn download(cx: &Cx) -> Result<Archive> {
    let id = cx.actor.person()?.account;
    let account = persistence::accounts::by_id(cx.db(), id)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let permitted = cx.actor.may(Download, account)?;
    throttle::pass(cx, What::Download, Some(id.uuid().as_bytes())).await?;
    let account: Account = permitted.subject().clone();
    let mut read = Vec::with_capacity(PARTS.len());
    for part in PARTS {
        read.push((part.name, (part.read)(cx, account.id).await?));
    }
    let files = parts::files(cx, account.id).await?;
    let (language, now) = (account.language, cx.now());
    let packed = tokio::task::spawn_blocking(move || archive::pack(&read, &files, &language, now));
    let bytes = packed.await.map_err(Error::internal)?.map_err(Error::internal)?;
    let day: String = now.to_string().chars().take(10).collect();
    Ok(Archive {
        name: format!("fabrique-{day}.zip"),
        bytes,
    })
}
