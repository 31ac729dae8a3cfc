//! Links with a neighbourhood: declared by the person, confirmed at the desk by somebody who saw a proof.

use auth::keys::Purpose;
use domain::{
    Code, FieldError, Timestamp,
    accounts::{AccountId, AccountRefusal, Link, LinkKind, Proof, ProofMethod, Reference},
    plans::PlanId,
    policy::accounts::{ConfirmLink as Confirm, DeclareLink, WithdrawLink},
    refusal::{Fault, Fields},
    text::{Bounds, Title},
    time::days,
};
use persistence::{Constraint, StoreError, Tx};

use super::Whom;
use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
};

/// Declares the actor's link with the neighbourhood of a plan; another kind takes the place of the former, and is
/// confirmed anew.
#[tracing::instrument(name = "accounts.declare_link", skip_all, fields(plan.id = %plan))]
pub async fn declare_link(cx: &Cx, plan: PlanId, kind: LinkKind) -> Result<Link> {
    cx.write(|tx| declare_link_in(cx, tx, plan, kind)).await
}

async fn declare_link_in(cx: &Cx, tx: Tx, plan: PlanId, kind: LinkKind) -> Result<Link> {
    let plan = persistence::plans::by_id(&tx, &cx.scope(), plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let permitted = cx.actor.may(DeclareLink, plan).or_hidden(Code::PlanNotFound)?;
    let account = cx.actor.person()?.account;
    let former = persistence::accounts::lock_link(&tx, account, permitted.subject().id).await?;
    let now = cx.decided_at(&tx).await?;
    let link = permitted.declare(account, kind, former, now);
    persistence::accounts::save_link(&tx, &link).await?;
    Ok(link)
}

/// Takes the actor's link with a plan back; without one, nothing changes. Votes that it allowed stay.
#[tracing::instrument(name = "accounts.withdraw_link", skip_all, fields(plan.id = %plan))]
pub async fn withdraw_link(cx: &Cx, plan: PlanId) -> Result<PlanId> {
    cx.write(|tx| withdraw_link_in(cx, tx, plan)).await
}

async fn withdraw_link_in(cx: &Cx, tx: Tx, plan: PlanId) -> Result<PlanId> {
    let account = cx.actor.person()?.account;
    if let Some(link) = persistence::accounts::lock_link(&tx, account, plan).await? {
        let permitted = cx.actor.may(WithdrawLink, link)?;
        let link = permitted.subject();
        persistence::accounts::remove_link(&tx, link.account, link.plan).await?;
    }
    Ok(plan)
}

/// The actor's own links, oldest first.
pub async fn my_links(cx: &Cx) -> Result<Vec<Link>> {
    Ok(persistence::accounts::links(cx.db(), cx.actor.person()?.account).await?)
}

/// A proof as it is typed at the desk.
#[derive(Debug, Clone)]
pub struct ProofInput {
    /// What it was.
    pub method: ProofMethod,
    /// Who issued it.
    pub issuer: String,
    /// The number or the name on it: fingerprinted, never kept.
    pub subject: String,
    /// Until when it holds.
    pub expires_at: Option<Timestamp>,
}

/// Confirms somebody's declared link.
#[derive(Debug, Clone)]
pub struct ConfirmLink {
    whom: Whom,
    plan: PlanId,
    method: ProofMethod,
    issuer: Title,
    fingerprint: [u8; 32],
    expires_at: Timestamp,
}

impl ConfirmLink {
    /// Reads what was typed, or says all that is wrong with it. The proof is fingerprinted here: what is on it goes no
    /// further.
    pub fn parse(cx: &Cx, whom: Whom, plan: PlanId, proof: &ProofInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let issuer = fields.take("issuer", Title::parse(&proof.issuer, Bounds::new(2, 100)));
        let fingerprint = fingerprint(cx, &mut fields, (&proof.issuer, &proof.subject));
        let now = cx.now();
        let latest = now + days(proof.method.days());
        let expires_at = proof.expires_at.unwrap_or(latest);
        if expires_at <= now {
            fields.refuse("expiresAt", Fault::new(Code::FieldDatesOutOfOrder));
        } else if expires_at > latest {
            let most = Fault::new(Code::FieldOutOfRange).with("max", proof.method.days());
            fields.refuse("expiresAt", most);
        }
        let command = match (issuer, fingerprint) {
            (Some(issuer), Some(fingerprint)) => Some(Self {
                whom,
                plan,
                method: proof.method,
                issuer,
                fingerprint,
                expires_at,
            }),
            _ => None,
        };
        fields.finish(command)
    }
}

/// What the database knows a proof by: a keyed hash of who issued it and of the number or name on it.
pub(crate) fn fingerprint(cx: &Cx, fields: &mut Fields, (issuer, subject): (&str, &str)) -> Option<[u8; 32]> {
    let issuer = fields.take("issuer", Reference::parse(issuer, 2));
    let subject = fields.take("subject", Reference::parse(subject, 3));
    let (issuer, subject) = (issuer?, subject?);
    let key = cx.root_key().derive(Purpose::Proof);
    Some(key.hmac(&[issuer.canonical().as_bytes(), subject.canonical().as_bytes()]))
}

/// Confirms a link that the person declared. Of a person who declared none nothing is said, not even whether there is
/// an account.
#[tracing::instrument(name = "accounts.confirm_link", skip_all, fields(plan.id = %command.plan))]
pub async fn confirm_link(cx: &Cx, command: ConfirmLink) -> Result<Link> {
    let confirmed = cx.write(|tx| confirm_link_in(cx, tx, &command)).await;
    confirmed.map_err(|error| match error {
        // Somebody else's proof with this fingerprint was kept at the same moment.
        Error::Store(StoreError::Taken(Constraint::Proof)) => AccountRefusal::ProofUsed.into(),
        error => error,
    })
}

async fn confirm_link_in(cx: &Cx, tx: Tx, command: &ConfirmLink) -> Result<Link> {
    let plan = persistence::plans::by_id(&tx, &cx.scope(), command.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?
        .id;
    let account = command.whom.find(&tx).await?;
    let declared = match account {
        Some(account) => persistence::accounts::lock_link(&tx, account, plan).await?,
        None => None,
    };
    let Some(link) = declared else {
        // Who may not ask hears that, whoever the person is.
        let _permitted = cx.actor.may(Confirm, nobodys(plan))?;
        return Err(AccountRefusal::LinkNotDeclared.into());
    };
    let permitted = cx.actor.may(Confirm, link)?;
    let account = permitted.subject().account;
    let now = cx.decided_at(&tx).await?;
    let seen = persistence::accounts::lock_proof(&tx, command.method, &command.fingerprint).await?;
    let proof = Proof {
        id: seen.as_ref().map_or_else(|| cx.new_id(), |proof| proof.id),
        account: seen.as_ref().map_or(account, |proof| proof.account),
        method: command.method,
        fingerprint: command.fingerprint,
        issuer: command.issuer.clone(),
        looked_by: cx.actor.account(),
        looked_at: now,
        expires_at: command.expires_at,
    };
    let link = permitted.confirm(&proof)?;
    match seen {
        Some(_) => persistence::accounts::save_proof(&tx, &proof).await?,
        None => persistence::accounts::insert_proof(&tx, &proof).await?,
    }
    persistence::accounts::save_link(&tx, &link).await?;
    Ok(link)
}

/// A link that nobody has, to ask whether the actor could confirm one in this plan.
fn nobodys(plan: PlanId) -> Link {
    Link {
        account: AccountId::new(uuid::Uuid::nil()),
        plan,
        kind: LinkKind::Lives,
        declared_at: Timestamp::default(),
        confirmed_until: None,
        proof: None,
    }
}
