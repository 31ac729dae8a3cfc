//! Saving a draft.

use auth::token::{Token, TokenKind};
use domain::{
    Code, Denied, Language,
    drafts::{DRAFT_BODY, DRAFT_TITLE, Draft, DraftId, DraftRefusal, Holder, MAX_DRAFTS},
    plans::{PlanId, ThemeId},
    proposals::Place,
    refusal::{Fault, Fields},
    text::Body,
};
use persistence::Tx;
use secrecy::SecretString;

use super::{holders, token};
use crate::{
    Cx, Result,
    error::OrNotFound,
    proposals::ProposalInput,
    throttle::{self, What},
};

/// Saves what was typed so far, as a new draft or over one that was saved before.
#[derive(Debug)]
pub struct SaveDraft {
    plan: PlanId,
    draft: Option<DraftId>,
    begun_as: Option<DraftId>,
    token: Option<Token>,
    title: Body,
    body: Body,
    language: Language,
    theme: Option<ThemeId>,
    place: Place,
}

/// A draft, and the token that opens it when it was made for somebody who has neither account nor token.
#[derive(Debug)]
pub struct Saved {
    /// The draft.
    pub draft: Draft,
    /// The text of the token, given back this once.
    pub token: Option<SecretString>,
}

impl SaveDraft {
    /// Reads what was typed. Hardly anything is wrong with a draft: it is judged when it is submitted.
    pub async fn parse(
        cx: &Cx,
        plan: PlanId,
        draft: Option<DraftId>,
        given: Option<&str>,
        input: &ProposalInput,
    ) -> Result<Self> {
        let token = token(given)?;
        let plan = crate::plans::by_id(cx, plan)
            .await?
            .or_not_found(Code::PlanNotFound)?
            .id;
        let mut fields = Fields::default();
        let title = fields.take("title", Body::parse(&input.title, DRAFT_TITLE));
        let body = fields.take("body", Body::parse(&input.body, DRAFT_BODY));
        let language = fields.take("language", language(&input.language));
        let place = fields.take("place", input.place());
        let command = (|| {
            Some(Self {
                plan,
                draft,
                begun_as: None,
                token,
                title: title?,
                body: body?,
                language: language?,
                theme: input.theme,
                place: place?,
            })
        })();
        Ok(fields.finish(command)?)
    }

    /// Begins the draft under this id, which a form was given: sent twice, it is one draft.
    #[must_use]
    pub fn begun_as(self, begun_as: Option<DraftId>) -> Self {
        Self { begun_as, ..self }
    }
}

/// A token under which somebody without an account may begin drafts.
pub fn fresh_token() -> SecretString {
    Token::generate(TokenKind::Draft).text()
}

fn language(tag: &str) -> Result<Language, Fault> {
    let tag = if tag.is_empty() { "fr" } else { tag };
    Language::parse(tag).ok_or_else(|| Fault::new(Code::FieldMalformed))
}

/// Saves a draft. With an account it is kept until it is sent or erased; without one, 30 days after the last saving.
#[tracing::instrument(name = "drafts.save", skip_all, fields(plan.id = %command.plan))]
pub async fn save(cx: &Cx, command: SaveDraft) -> Result<Saved> {
    let reachable = holders(cx, command.token.as_ref())?;
    let subject = reachable.first().map(|holder| match holder {
        Holder::Account(account) => account.uuid().as_bytes().to_vec(),
        Holder::Token(hash) => hash.to_vec(),
    });
    let begins = command.draft.is_none() && !matches!(reachable.first(), Some(Holder::Account(_)));
    let what = if begins { What::Begin } else { What::Draft };
    throttle::pass(cx, what, subject.as_deref()).await?;
    let fresh = reachable.is_empty().then(|| Token::generate(TokenKind::Draft));
    let holder = match (reachable.first(), &fresh) {
        (Some(holder), _) => *holder,
        (None, Some(token)) => Holder::Token(token.hash()),
        (None, None) => return Err(Denied::SignInRequired.into()),
    };
    let draft = cx
        .write(|tx| save_in(cx, tx, &command, holder, &reachable))
        .await?;
    Ok(Saved {
        draft,
        token: fresh.map(|token| token.text()),
    })
}

async fn save_in(
    cx: &Cx,
    tx: Tx,
    command: &SaveDraft,
    holder: Holder,
    reachable: &[Holder],
) -> Result<Draft> {
    let now = cx.decided_at(&tx).await?;
    let before = match command.draft {
        Some(id) => Some(
            persistence::drafts::lock(&tx, reachable, id, now)
                .await?
                .or_not_found(Code::DraftNotFound)?,
        ),
        None => match command.begun_as {
            Some(id) => persistence::drafts::lock(&tx, reachable, id, now).await?,
            None => None,
        },
    };
    let draft = Draft {
        id: match (&before, command.begun_as) {
            (Some(draft), _) => draft.id,
            (None, Some(id)) => id,
            (None, None) => cx.new_id(),
        },
        plan: command.plan,
        holder,
        title: command.title.clone(),
        body: command.body.clone(),
        language: command.language.clone(),
        theme: command.theme,
        place: command.place,
        saved_at: now,
    };
    let comes = before.as_ref().is_none_or(|draft| draft.holder != holder);
    let held = if comes {
        persistence::drafts::lock_count(&tx, holder, now).await?
    } else {
        0
    };
    if comes && u64::try_from(held).unwrap_or(u64::MAX) >= MAX_DRAFTS {
        return Err(DraftRefusal::TooMany { limit: MAX_DRAFTS }.into());
    }
    if before.is_none() && persistence::drafts::insert(&tx, &draft).await? {
        return Ok(draft);
    }
    if before.is_none() {
        // The same form was faster; or the id is of somebody else's draft, which is nowhere for this one.
        persistence::drafts::lock(&tx, reachable, draft.id, now)
            .await?
            .or_not_found(Code::DraftNotFound)?;
    }
    persistence::drafts::save(&tx, &draft).await?;
    Ok(draft)
}
