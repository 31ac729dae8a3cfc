//! Paper ballots: printed with a code each, handed out to people whose right was looked at, counted once.
//!
//! Two lists are kept apart, as in a polling station. The list of who was given a ballot is of claims: keyed hashes of
//! proofs. The ballots are known by the hashes of their codes. Nothing joins them, whoever holds the key; only the code
//! that a person with an account asked for is theirs, so that counting it closes their ballot on the web.

use auth::{ballot_codes::BallotCode, keys::VotingKey};
use domain::{
    Actor, Code, Denied, FieldError, PageRequest,
    accounts::{ProofMethod, Standing},
    page::MAX_PAGE,
    plans::{Plan, PlanId, Verb},
    policy::voting::{Cast, KeepBallots},
    proposals::{Proposal, ProposalId, TextState},
    recordings::PLACE,
    refusal::{Fault, Fields},
    text::Title,
    voting::{
        Choice, Counting, LARGEST_PILE, Means, Pile, PileId, ReceiptId, Sheet, VoterKey, VotingRefusal,
    },
};
use persistence::{Tx, voting::Codes};
use tracing::field::Empty;

use super::{
    cast::scrubbed,
    claims::{claim_in, proof_claim},
    keys,
};
use crate::{
    Cx, Error, Result, accounts,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
    proposals,
    throttle::{self, What},
};

/// The plan, for whoever keeps its ballots.
async fn kept_plan(cx: &Cx, tx: &Tx, plan: PlanId) -> Result<Plan> {
    let plan = persistence::plans::by_id(tx, &cx.scope(), plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let permitted = cx.actor.may(KeepBallots, plan).or_hidden(Code::PlanNotFound)?;
    Ok(permitted.subject().clone())
}

/// Prints a pile of ballots.
#[derive(Debug, Clone)]
pub struct IssueCodes {
    plan: PlanId,
    size: u32,
    place: Title,
    key: Option<Key>,
}

impl IssueCodes {
    /// Reads what was typed, or says all that is wrong with it. `key` makes a repeated request have the effect of one.
    pub fn parse(plan: PlanId, size: u32, place: &str, key: Option<&str>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let key = fields.take("idempotencyKey", Key::parse(key));
        let place = fields.take("place", Title::parse(place, PLACE));
        let fits = (1..=LARGEST_PILE).contains(&size);
        let size = fits.then_some(size).ok_or_else(|| {
            Fault::new(Code::FieldOutOfRange)
                .with("min", 1_u32)
                .with("max", LARGEST_PILE)
        });
        let size = fields.take("size", size);
        let command = match (place, size, key) {
            (Some(place), Some(size), Some(key)) => Some(Self {
                plan,
                size,
                place,
                key,
            }),
            _ => None,
        };
        fields.finish(command)
    }
}

/// Prints a pile of ballots while the vote is open: their codes are told once, and stored nowhere, so that a repeated
/// request under one key tells none.
#[tracing::instrument(name = "voting.issue_codes", skip_all, fields(plan.id = %command.plan))]
pub async fn issue_codes(cx: &Cx, command: IssueCodes) -> Result<(Pile, Vec<BallotCode>)> {
    let once = Once::new(cx, command.key.as_ref(), "IssueCodes", &command);
    cx.write(|tx| {
        once.run(
            cx,
            tx,
            |tx| issue_in(cx, tx, &command),
            |(pile, _)| pile.id.uuid(),
            |tx, id| issued_before_in(tx, PileId::new(id)),
        )
    })
    .await
}

async fn issued_before_in(tx: Tx, id: PileId) -> Result<(Pile, Vec<BallotCode>)> {
    let pile = persistence::voting::pile(&tx, id).await?;
    Ok((pile.or_not_found(Code::VotingPileNotFound)?, Vec::new()))
}

async fn issue_in(cx: &Cx, tx: Tx, command: &IssueCodes) -> Result<(Pile, Vec<BallotCode>)> {
    let plan = kept_plan(cx, &tx, command.plan).await?;
    let now = cx.decided_at(&tx).await?;
    plan.allows_now(Verb::Vote, now)?;
    let key = keys::key_in(cx, &tx, plan.id).await?;
    let pile = Pile {
        id: cx.new_id(),
        plan: plan.id,
        by: cx.actor.person()?.account,
        place: command.place.to_string(),
        size: command.size,
        at: now,
    };
    let codes: Vec<_> = (0..command.size).map(|_| BallotCode::draw()).collect();
    persistence::voting::insert_pile(&tx, &pile).await?;
    let hashes = codes.iter().map(|code| key.code_hash(code));
    persistence::voting::insert_codes(&tx, plan.id, pile.id, hashes).await?;
    Ok((pile, codes))
}

/// Makes the ballots of a pile void that were not counted: a sheet was lost, or the codes were seen. How many.
#[tracing::instrument(name = "voting.revoke_codes", skip_all)]
pub async fn revoke_codes(cx: &Cx, pile: PileId) -> Result<u64> {
    cx.actor.person()?;
    cx.write(|tx| async move {
        let pile = persistence::voting::pile(&tx, pile)
            .await?
            .or_not_found(Code::VotingPileNotFound)?;
        let permitted = cx
            .actor
            .may(KeepBallots, pile)
            .or_hidden(Code::VotingPileNotFound)?;
        let pile = permitted.subject();
        Ok(persistence::voting::revoke_codes(&tx, pile.plan, pile.id).await?)
    })
    .await
}

/// Hands a ballot out to somebody without an account, whose proof was looked at.
#[derive(Debug, Clone)]
pub struct HandOut {
    plan: PlanId,
    method: ProofMethod,
    fingerprint: [u8; 32],
}

impl HandOut {
    /// Reads the proof that was shown: only a keyed hash of it goes further.
    pub fn parse(
        cx: &Cx,
        plan: PlanId,
        method: ProofMethod,
        (issuer, subject): (&str, &str),
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let fingerprint = accounts::fingerprint(cx, &mut fields, (issuer, subject));
        fields.finish(fingerprint.map(|fingerprint| Self {
            plan,
            method,
            fingerprint,
        }))
    }
}

/// Notes that whoever this proof serves was given a ballot: they are given no other, and their proof opens no vote on the
/// web. Which ballot they took is written nowhere.
#[tracing::instrument(name = "voting.hand_out", skip_all, fields(plan.id = %command.plan))]
pub async fn hand_out(cx: &Cx, command: HandOut) -> Result<()> {
    scrubbed(cx.write(|tx| hand_out_in(cx, tx, &command)).await)
}

async fn hand_out_in(cx: &Cx, tx: Tx, command: &HandOut) -> Result<()> {
    let plan = kept_plan(cx, &tx, command.plan).await?;
    let now = cx.decided_at(&tx).await?;
    plan.allows_now(Verb::Vote, now)?;
    // The proof's lock: nobody confirms a link by it meanwhile.
    let proof = persistence::accounts::lock_proof(&tx, command.method, &command.fingerprint).await?;
    if let Some(proof) = proof {
        let account = persistence::accounts::by_id(&tx, proof.account).await?;
        if account.is_some_and(|account| !matches!(account.standing, Standing::Erased { .. })) {
            return Err(VotingRefusal::HasAccount.into());
        }
    }
    let key = keys::key_in(cx, &tx, plan.id).await?;
    let claim = proof_claim(&key, command.method, &command.fingerprint);
    let claimant = VoterKey::new(auth::keys::draw_claimant());
    if !persistence::voting::claim(&tx, plan.id, claimant, claim).await? {
        return Err(VotingRefusal::AlreadyUsed.into());
    }
    persistence::voting::hand_out(&tx, plan.id).await?;
    Ok(())
}

/// The code of the actor's own paper ballot, in the place of one that they did not use. Until it is counted they vote on
/// the web as before; then the paper takes the place of all of it.
#[tracing::instrument(name = "voting.ask_code", skip_all, fields(plan.id = %plan))]
pub async fn ask_code(cx: &Cx, plan: PlanId) -> Result<(Plan, BallotCode)> {
    cx.actor.person()?;
    scrubbed(cx.write(|tx| ask_in(cx, tx, plan, true)).await).and_then(|(plan, code)| {
        let code = code.ok_or_else(|| Error::internal("no code was drawn"))?;
        Ok((plan, code))
    })
}

/// Gives the actor's own code back, unless it is counted: nobody votes with it any more.
#[tracing::instrument(name = "voting.give_code_back", skip_all, fields(plan.id = %plan))]
pub async fn give_code_back(cx: &Cx, plan: PlanId) -> Result<Plan> {
    cx.actor.person()?;
    scrubbed(cx.write(|tx| ask_in(cx, tx, plan, false)).await).map(|(plan, _)| plan)
}

async fn ask_in(cx: &Cx, tx: Tx, plan: PlanId, fresh: bool) -> Result<(Plan, Option<BallotCode>)> {
    let account = cx.actor.person()?.account;
    let plan = persistence::plans::by_id(&tx, &cx.scope(), plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    persistence::accounts::lock(&tx, account).await?;
    let key = keys::key_in(cx, &tx, plan.id).await?;
    let voter = keys::voter(&key, account);
    let (first, means) = persistence::voting::lock_ballot(&tx, plan.id, voter).await?;
    let now = cx.decided_at(&tx).await?;
    let person = persistence::accounts::person(&tx, account, now)
        .await?
        .ok_or(Denied::SignInRequired)?;
    let permitted = Actor::Person(person)
        .may(Cast, plan)
        .or_hidden(Code::PlanNotFound)?;
    let plan = permitted.subject().clone();
    plan.allows_now(Verb::Vote, now)?;
    if means == Means::Paper {
        return Err(VotingRefusal::OnPaper.into());
    }
    claim_in(&tx, &key, &plan, (account, voter), first, now).await?;
    let code = fresh.then(BallotCode::draw);
    let hash = code.as_ref().map(|code| key.code_hash(code));
    persistence::voting::replace_code(&tx, plan.id, voter, hash).await?;
    Ok((plan, code))
}

/// What a paper ballot asks.
#[derive(Debug, Clone)]
pub struct PaperBallot {
    /// The plan.
    pub plan: Plan,
    /// The code of the ballot.
    pub code: BallotCode,
}

/// The ballot of a code that is not used yet. Guesses are counted by place.
#[tracing::instrument(name = "voting.paper_ballot", skip_all, fields(plan.id = %plan))]
pub async fn paper_ballot(cx: &Cx, plan: PlanId, typed: &str) -> Result<PaperBallot> {
    throttle::pass(cx, What::Confirm, None).await?;
    let plan = crate::plans::by_id(cx, plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let code = BallotCode::parse(typed).ok_or(Error::NotFound(Code::VotingCodeNotFound))?;
    let key = keys::key_of(cx, cx.db(), plan.id)
        .await?
        .or_not_found(Code::VotingCodeNotFound)?;
    let stored = persistence::voting::code(cx.db(), plan.id, key.code_hash(&code))
        .await?
        .or_not_found(Code::VotingCodeNotFound)?;
    if !stored.open {
        return Err(VotingRefusal::CodeUsed.into());
    }
    plan.allows_now(Verb::Vote, cx.now())?;
    Ok(PaperBallot { plan, code })
}

/// Whether the ballot of a code is not counted and not void; nothing where no ballot of the plan has it.
pub(crate) async fn is_open(cx: &Cx, plan: PlanId, code: &BallotCode) -> Result<Option<bool>> {
    let Some(key) = keys::key_of(cx, cx.db(), plan).await? else {
        return Ok(None);
    };
    let stored = persistence::voting::code(cx.db(), plan, key.code_hash(code)).await?;
    Ok(stored.map(|stored| stored.open))
}

/// Counts a paper ballot that its voter types.
#[derive(Debug, Clone)]
pub struct CastByCode {
    /// The plan.
    pub plan: PlanId,
    /// The code as it is typed.
    pub code: String,
    /// What the ballot says of which proposals.
    pub marks: Vec<(ProposalId, Choice)>,
}

/// Counts a ballot by its code, once and for all; the receipts of its votes. It needs no account, and takes the place of
/// what the person voted on the web where the code is theirs.
#[tracing::instrument(name = "voting.cast_by_code", skip_all, fields(plan.id = %command.plan, code = Empty))]
pub async fn cast_by_code(cx: &Cx, command: CastByCode) -> Result<(Plan, Vec<ReceiptId>)> {
    throttle::pass(cx, What::Confirm, None).await?;
    let code = BallotCode::parse(&command.code).ok_or(Error::NotFound(Code::VotingCodeNotFound))?;
    let mut fields = Fields::default();
    if command.marks.is_empty() {
        fields.refuse("votes", Fault::new(Code::FieldRequired));
    }
    fields.take("votes", must_fit(command.marks.len()));
    fields.finish(Some(()))?;
    scrubbed(
        cx.write(|tx| {
            let (code, marks) = (&code, &command.marks);
            async move { count_in(cx, &tx, command.plan, code, marks).await }
        })
        .await,
    )
}

/// Counts one ballot. Its code is all that is asked for: whoever types it has the sheet.
pub(crate) async fn count_in(
    cx: &Cx,
    tx: &Tx,
    plan: PlanId,
    code: &BallotCode,
    marks: &[(ProposalId, Choice)],
) -> Result<(Plan, Vec<ReceiptId>)> {
    let scope = cx.scope();
    let key = keys::key_of(cx, tx, plan)
        .await?
        .or_not_found(Code::VotingCodeNotFound)?;
    let hash = key.code_hash(code);
    let stored = persistence::voting::code(tx, plan, hash)
        .await?
        .or_not_found(Code::VotingCodeNotFound)?;
    let voter = stored.voter.unwrap_or_else(|| code_voter(&key, code));
    let (_, means) = persistence::voting::lock_ballot(tx, plan, voter).await?;
    if means == Means::Paper || !persistence::voting::use_code(tx, plan, hash).await? {
        return Err(VotingRefusal::CodeUsed.into());
    }
    if stored.voter.is_none() && !persistence::voting::count_paper(tx, plan).await? {
        return Err(VotingRefusal::NotHandedOut.into());
    }
    let now = cx.decided_at(tx).await?;
    let plan = persistence::plans::by_id(tx, &scope, plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let ids: Vec<_> = marks.iter().map(|(id, _)| *id).collect();
    let found = persistence::proposals::by_ids(tx, &scope, &ids).await?;
    let marks = marks
        .iter()
        .map(|(id, choice)| {
            let proposal = found.iter().find(|one| one.id == *id && one.plan == plan.id);
            let proposal: &Proposal = proposal.or_not_found(Code::ProposalNotFound)?;
            Ok((proposal.clone(), *choice))
        })
        .collect::<Result<_>>()?;
    let held = persistence::voting::held(tx, plan.id, voter).await?;
    let sheet = Sheet { plan, marks, held };
    let mut receipts = Vec::with_capacity(ids.len());
    let Counting { steps, freezes } = sheet.count(
        || {
            let receipt = ReceiptId::new(auth::keys::draw_receipt());
            receipts.push(receipt);
            receipt
        },
        now,
    )?;
    persistence::voting::take_steps(tx, sheet.plan.id, voter, &steps, auth::keys::draw_receipt).await?;
    for (proposal, at) in freezes {
        persistence::proposals::freeze(tx, proposal, at).await?;
    }
    persistence::voting::set_means(tx, sheet.plan.id, voter, Means::Paper).await?;
    Ok((sheet.plan, receipts))
}

/// At most so many proposals are listed on a ballot; where more are put to the vote, their numbers are written on it.
pub const LISTED: usize = 200;

/// What is put to the vote in a plan, in the order of publication: a group once. Nothing where there is too much to list.
pub async fn put_to_vote(cx: &Cx, plan: PlanId) -> Result<Option<Vec<Proposal>>> {
    let filter = proposals::Filter {
        plan: Some(plan),
        ..proposals::Filter::default()
    };
    let mut found = Vec::new();
    let mut request = PageRequest::first(MAX_PAGE);
    loop {
        let page = proposals::list(cx, &filter, proposals::Sort::Oldest, &request).await?;
        let (last, more) = (page.items.last().map(|(cursor, _)| cursor.clone()), page.has_next);
        found.extend(page.into_items().into_iter().filter(|one| {
            one.merged_into.is_none()
                && one.visibility.is_readable()
                && matches!(one.text, TextState::Published { .. })
        }));
        if found.len() > LISTED {
            return Ok(None);
        }
        match last {
            Some(cursor) if more => request = PageRequest::first(MAX_PAGE).after(cursor),
            _ => return Ok(Some(found)),
        }
    }
}

/// Refuses more marks than a ballot has room for: no plan lets anybody choose so many.
fn must_fit(marks: usize) -> Result<(), Fault> {
    if marks > LISTED {
        return Err(Fault::new(Code::FieldOutOfRange)
            .with("min", 1_u32)
            .with("max", LISTED));
    }
    Ok(())
}

/// The proposals that numbers name, as people write them: «3, 12 et 38», «n° 3». Everything else is malformed.
pub async fn numbered(cx: &Cx, plan: PlanId, text: &str) -> Result<Result<Vec<ProposalId>, Fault>> {
    let numbers: Result<Vec<i32>, _> = text
        .split(|letter: char| letter.is_whitespace() || ",;.+".contains(letter))
        .map(|word| word.trim_start_matches("n°"))
        .filter(|word| !word.is_empty() && !["et", "and", "&", "-"].contains(word))
        .map(str::parse)
        .collect();
    match numbers {
        Ok(numbers) => of_numbers(cx, plan, &numbers).await,
        Err(_not_a_number) => Ok(Err(Fault::new(Code::FieldMalformed))),
    }
}

/// The proposals of these numbers, in their order: one statement, however many.
pub async fn of_numbers(cx: &Cx, plan: PlanId, numbers: &[i32]) -> Result<Result<Vec<ProposalId>, Fault>> {
    if let Err(too_many) = must_fit(numbers.len()) {
        return Ok(Err(too_many));
    }
    let found = persistence::proposals::by_numbers(cx.db(), &cx.scope(), plan, numbers).await?;
    let ids = numbers.iter().map(|number| {
        let named = found.iter().find(|one| one.number == Some(*number));
        named.map(|one| one.id)
    });
    Ok(ids
        .collect::<Option<_>>()
        .ok_or_else(|| Fault::new(Code::FieldUnknown)))
}

fn code_voter(key: &VotingKey, code: &BallotCode) -> VoterKey {
    VoterKey::new(key.code_voter(code))
}

/// What everybody knows of the paper ballots of a plan.
#[derive(Debug, Clone)]
pub struct PaperDesk {
    /// The plan.
    pub plan: Plan,
    /// The piles, oldest first, each with its codes by state once totals are shown, and who printed it as a number.
    pub piles: Vec<(Pile, u32, Option<Codes>)>,
    /// How many ballots of the piles were handed out.
    pub handed_out: u64,
    /// How many of those are counted; unknown while totals are hidden.
    pub counted: Option<u64>,
}

/// The paper ballots of a plan, as anybody may know them: printed by whom, as a number and never as a name, handed out,
/// and counted once totals are shown. Whoever printed a pile sees how many of its codes are left.
pub async fn paper_desk(cx: &Cx, plan: PlanId) -> Result<Option<PaperDesk>> {
    let Some(plan) = crate::plans::by_id(cx, plan).await? else {
        return Ok(None);
    };
    let shown = plan.totals_visible(cx.decided_at(cx.db()).await?);
    let (handed_out, counted) = persistence::voting::paper_counts(cx.db(), plan.id).await?;
    let mut printers = Vec::new();
    let piles = persistence::voting::piles(cx.db(), plan.id)
        .await?
        .into_iter()
        .map(|(pile, codes)| {
            let place = printers.iter().position(|by| *by == pile.by).unwrap_or_else(|| {
                printers.push(pile.by);
                printers.len() - 1
            });
            let number = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
            (pile, number, shown.then_some(codes))
        })
        .collect();
    Ok(Some(PaperDesk {
        plan,
        piles,
        handed_out,
        counted: shown.then_some(counted),
    }))
}
