//! Typing sheets: what is wrong is said of each cell, and nothing is kept before all is right.

use std::collections::BTreeMap;

use auth::ballot_codes::BallotCode;
use domain::{
    Code, FieldError, Id,
    id::Kind,
    papers::{Aside, Batch, BatchId, BatchKind, Cell, Pass, Typed},
    plans::Plan,
    proposals::ProposalId,
    refusal::{Fault, Fields},
    voting::{Choice, limit},
};
use persistence::Tx;

use crate::{
    Cx, Result,
    proposals::ProposalInput,
    recordings::{RecordInput, RecordWords, Spoken},
    voting,
};

/// A sheet as it is typed.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The number on it.
    pub sheet: u32,
    /// Its cells; those that the batch does not have are left out.
    pub cells: BTreeMap<Cell, String>,
}

/// Keeps what somebody types of these sheets, in the place of what they typed of them before; a row without anything in it
/// forgets its sheet. Wrong cells are told as `rows.0.title`.
#[tracing::instrument(name = "papers.enter", skip_all)]
pub async fn enter(cx: &Cx, id: BatchId, rows: Vec<Row>) -> Result<Batch> {
    let (batch, plan) = super::found(cx, id).await?;
    let mut fields = Fields::default();
    let mut kept = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let twice = kept.iter().any(|one: &Typed| one.sheet == row.sheet);
        if twice {
            fields.refuse(format!("rows.{place}.sheet"), Fault::new(Code::FieldTaken));
        } else if !(1..=batch.sheets).contains(&row.sheet) {
            let most = Fault::new(Code::FieldOutOfRange)
                .with("min", 1_u32)
                .with("max", batch.sheets);
            fields.refuse(format!("rows.{place}.sheet"), most);
        }
        match read(cx, &batch, &plan, row).await {
            Ok(typed) => kept.push(typed),
            Err(crate::Error::Invalid(wrong)) => {
                for FieldError { field, fault } in wrong {
                    fields.refuse(format!("rows.{place}.{field}"), fault);
                }
                kept.push(Typed {
                    sheet: row.sheet,
                    ..Typed::default()
                });
            }
            Err(error) => return Err(error),
        }
    }
    let kept = fields.finish(Some(kept))?;
    cx.write(|tx| {
        let kept = &kept;
        async move { keep(cx, tx, id, kept).await }
    })
    .await
}

async fn keep(cx: &Cx, tx: Tx, id: BatchId, kept: &[Typed]) -> Result<Batch> {
    let (batch, _) = super::locked(cx, &tx, id).await?;
    let (batch, pass) = batch.typed_by(cx.actor.person()?.account)?;
    if batch.kind == BatchKind::Votes {
        codes_differ(cx, &tx, id, (kept, pass)).await?;
    }
    for typed in kept {
        if typed.cells.is_empty() {
            persistence::papers::drop_sheet(&tx, id, typed.sheet, pass).await?;
        } else {
            persistence::papers::keep_sheet(&tx, id, super::seal(cx, id, typed, pass)?).await?;
        }
    }
    persistence::papers::save(&tx, &batch).await?;
    Ok(batch)
}

/// No two sheets of a batch have one code.
async fn codes_differ(cx: &Cx, tx: &Tx, id: BatchId, (kept, pass): (&[Typed], Pass)) -> Result<()> {
    let both = super::typed(cx, tx, id).await?;
    let mut fields = Fields::default();
    for (place, one) in kept.iter().enumerate() {
        let code = one.cell(Cell::Code);
        let before = both
            .of(pass)
            .iter()
            .filter(|other| !kept.iter().any(|new| new.sheet == other.sheet));
        let others = kept.iter().take(place).chain(before);
        if !code.is_empty() && others.into_iter().any(|other| other.cell(Cell::Code) == code) {
            fields.refuse(format!("rows.{place}.code"), Fault::new(Code::FieldTaken));
        }
    }
    Ok(fields.finish(Some(()))?)
}

/// What a row says, or what is wrong with its cells.
async fn read(cx: &Cx, batch: &Batch, plan: &Plan, row: &Row) -> Result<Typed> {
    let mut typed = Typed {
        sheet: row.sheet,
        cells: BTreeMap::new(),
    };
    for cell in batch.kind.cells(plan.rules.voting) {
        let text = row.cells.get(cell).map_or("", |text| text.trim());
        if !text.is_empty() {
            typed.cells.insert(*cell, text.replace("\r\n", "\n"));
        }
    }
    if typed.cells.is_empty() {
        return Ok(typed);
    }
    if let Some(state) = typed.cells.get(&Cell::State) {
        let Some(aside) = Aside::parse(state) else {
            let mut fields = Fields::default();
            fields.refuse(Cell::State.as_str(), Fault::new(Code::FieldUnknown));
            return Ok(fields.finish(None)?);
        };
        // What says nothing has nothing else: a refused ballot's code is not kept.
        typed.cells = [(Cell::State, aside.as_str().to_owned())].into();
        return Ok(typed);
    }
    match batch.kind {
        BatchKind::Words => {
            words(cx, batch, plan, &typed).await?;
        }
        BatchKind::Votes => {
            let (code, marks) = ballot(cx, plan, &typed).await?;
            typed.cells.insert(Cell::Code, code.to_string());
            for (cell, numbers) in marks.written {
                typed.cells.insert(cell, numbers);
            }
        }
    }
    Ok(typed)
}

/// A form as the use case of recorded words takes it.
pub(super) async fn words(cx: &Cx, batch: &Batch, plan: &Plan, typed: &Typed) -> Result<RecordWords> {
    let mut fields = Fields::default();
    let theme = fields.take("theme", among(typed.cell(Cell::Theme))).flatten();
    let zone = fields.take("zone", among(typed.cell(Cell::Zone))).flatten();
    fields.finish(Some(()))?;
    let input = RecordInput {
        plan: plan.id,
        medium: domain::recordings::Medium::Paper,
        place: batch.place.clone(),
        speaker: typed.cell(Cell::Speaker).to_owned(),
        spoken: Some(Spoken::Proposal(ProposalInput {
            title: typed.cell(Cell::Title).to_owned(),
            body: typed.cell(Cell::Body).to_owned(),
            language: match typed.cell(Cell::Language) {
                "" => plan.language.tag().to_owned(),
                written => written.to_owned(),
            },
            theme,
            zone,
            point: None,
            confirm_personal_data: false,
            attachments: Vec::new(),
        })),
        // The person wrote it themself.
        read_back: true,
        agreed: typed.cell(Cell::Agreed) == "yes",
        idempotency_key: None,
    };
    RecordWords::parse(cx, &input).await
}

fn among<T: Kind>(text: &str) -> Result<Option<Id<T>>, Fault> {
    match text {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_malformed| Fault::new(Code::FieldUnknown)),
    }
}

/// What a ballot marks.
pub(super) struct Marks {
    /// By proposal.
    pub(super) marks: Vec<(ProposalId, Choice)>,
    /// The numbers of each column, in order: two people who write «3, 12» and «12 3» agree.
    written: Vec<(Cell, String)>,
}

/// The code of a ballot and what it marks. A ballot that is against the rules is refused by whoever types it.
pub(super) async fn ballot(cx: &Cx, plan: &Plan, typed: &Typed) -> Result<(BallotCode, Marks)> {
    let mut fields = Fields::default();
    let code = match BallotCode::parse(typed.cell(Cell::Code)) {
        None => Err(Fault::new(Code::VotingCodeNotFound)),
        Some(code) => match voting::is_open(cx, plan.id, &code).await? {
            None => Err(Fault::new(Code::VotingCodeNotFound)),
            Some(false) => Err(Fault::new(Code::VotingCodeUsed)),
            Some(true) => Ok(code),
        },
    };
    let code = fields.take("code", code);
    let (mut marks, mut written, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (cell, choice) in [
        (Cell::For, Choice::For),
        (Cell::Against, Choice::Against),
        (Cell::Neither, Choice::Neither),
    ] {
        let text = typed.cell(cell);
        if text.is_empty() {
            continue;
        }
        let Some(ids) = fields.take(cell.as_str(), voting::numbered(cx, plan.id, text).await?) else {
            continue;
        };
        let mut numbers = Vec::new();
        for proposal in crate::proposals::by_ids(cx, &ids).await? {
            numbers.extend(proposal.number);
            let group = proposal.merged_into.unwrap_or(proposal.id);
            if groups.contains(&group) || ids.iter().filter(|id| **id == proposal.id).count() > 1 {
                fields.refuse(cell.as_str(), Fault::new(Code::FieldTaken));
            }
            groups.push(group);
            marks.push((proposal.id, choice));
        }
        numbers.sort_unstable();
        let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        written.push((cell, numbers.join(" ")));
    }
    if let Some(limit) = limit(plan)
        && groups.len() > limit as usize
    {
        let most = Fault::new(Code::VotingLimitReached).with("limit", limit);
        fields.refuse(Cell::For.as_str(), most);
    }
    Ok(fields.finish(code.map(|code| (code, Marks { marks, written })))?)
}
