//! Reading the log.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    moderation_log::{Day, Head, KeyText, Line, RuleToken, SignatureText, head_statement, hex},
    rules::Rule,
};
use futures::{Stream, StreamExt, stream};
use persistence::moderation_log as store;

use super::{Filter, begin, fingerprint, keys::ring};
use crate::{Cx, Error, Result};

/// How many lines are read at once.
const BATCH: u64 = 500;

/// Lines, newest first.
pub async fn list(cx: &Cx, filter: &Filter, page: &PageRequest) -> Result<Page<Line>> {
    Ok(store::list(cx.db(), filter, page).await?)
}

/// The rules that these codes name, by code: for their titles.
pub async fn rules_of(cx: &Cx, codes: &[RuleToken]) -> Result<HashMap<RuleToken, Rule>> {
    let names: Vec<String> = codes.iter().map(ToString::to_string).collect();
    let rules = persistence::rules::by_codes(cx.db(), &names).await?;
    let by_code = |rule: Rule| Some((rule.code.as_str().parse().ok()?, rule));
    Ok(rules.into_iter().filter_map(by_code).collect())
}

/// The head: the key in force vouches today for everything up to the last line. A log that has no line begins.
pub async fn head(cx: &Cx) -> Result<Head> {
    let mut last = store::last(cx.db()).await?;
    if last.is_none() {
        begin(cx).await?;
        last = store::last(cx.db()).await?;
    }
    let last = last.ok_or_else(|| Error::internal("the log did not begin"))?;
    // The key that the chain up to here names, even if it was rotated since.
    let named = store::last_key(cx.db(), last.n).await?;
    let public = named
        .and_then(|line| line.dated()?.entry.key)
        .map(|key| key.public)
        .ok_or_else(|| Error::internal("no line of the log names a key"))?;
    let ring = ring(cx, cx.db()).await?;
    let key = ring
        .keys()
        .find(|key| key.public() == public.bytes())
        .ok_or_else(|| Error::internal("the key that the log names is missing"))?;
    let (at, named) = (Day::of(cx.now()), fingerprint(&public));
    let statement = head_statement(last.n, &last.hash, at, &named);
    Ok(Head {
        n: last.n,
        hash: last.hash,
        at,
        key: named,
        public: KeyText::new(*key.public()),
        signature: SignatureText::new(key.sign(statement.as_bytes())),
    })
}

/// The log after a line as it is downloaded, up to its head; what stands for it in an `ETag` comes first. Never more
/// than a few hundred lines are in memory.
pub async fn download(
    cx: &Cx,
    after: u64,
) -> Result<(String, impl Stream<Item = Result<String>> + Send + use<>)> {
    let head = head(cx).await?;
    let tag = format!("{after}-{}-{}-{}", head.n, hex(&head.hash), head.at);
    let (cx, until) = (cx.clone(), head.n);
    let lines = stream::try_unfold(after, move |after| {
        let cx = cx.clone();
        async move {
            let lines = store::between(cx.db(), after, until, BATCH).await?;
            let Some(last) = lines.last() else { return Ok(None) };
            let next = last.n;
            let text: String = lines
                .iter()
                .flat_map(|line| [line.to_json(), "\n".to_owned()])
                .collect();
            Ok::<_, Error>(Some((text, next)))
        }
    });
    let end = stream::once(async move { Ok(format!("{}\n", head.to_json())) });
    Ok((tag, lines.chain(end)))
}
