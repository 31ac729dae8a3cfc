//! The 38 proposals, what changed in one of them, and a merge that waits for consent.

use std::slice;

use app::{
    merges::ProposeMerge,
    proposals::{ProposalInput, ReviseProposal, SubmitProposal},
    recordings::{RecordInput, RecordWords, Spoken},
};
use domain::{
    moderation::Item,
    plans::{Plan, ThemeId, ZoneId},
    proposals::Proposal,
    recordings::Medium,
};

use super::{DemoError, Told, Town, sketch, texts};

/// Submits them all on their days; they come back in the order of their numbers.
pub(super) async fn submit(town: &Town, plan: &Plan) -> Told<Vec<Proposal>> {
    let staff = town.as_("petit")?;
    let themes: Vec<ThemeId> = app::plans::themes_of(staff, slice::from_ref(&plan.id))
        .await?
        .iter()
        .map(|theme| theme.id)
        .collect();
    let zones: Vec<ZoneId> = app::plans::zones_of(staff, slice::from_ref(&plan.id))
        .await?
        .iter()
        .map(|zone| zone.id)
        .collect();
    let mut proposals = Vec::new();
    for (hour, idea) in texts::IDEAS.iter().enumerate() {
        town.go(-idea.days, 8 + i64::try_from(hour % 12).unwrap_or(0));
        let author = match idea.by {
            Some(author) => town.author(author)?,
            None => town.as_("awa")?,
        };
        let (number, shows) = texts::SKETCHED;
        let attachments = if number == hour + 1 {
            vec![sketch::send(author, shows).await?]
        } else {
            Vec::new()
        };
        let input = ProposalInput {
            title: idea.title.to_owned(),
            body: idea.body.to_owned(),
            language: idea.language.to_owned(),
            theme: themes.get(idea.theme).copied(),
            zone: idea.zone.and_then(|zone| zones.get(zone).copied()),
            point: None,
            confirm_personal_data: false,
            attachments,
        };
        let recorded = texts::RECORDED.iter().find(|(number, ..)| *number == hour + 1);
        if let Some((_, medium, speaker)) = recorded {
            proposals.push(record(town, plan, input, *medium, speaker).await?);
            continue;
        }
        let command = SubmitProposal::parse(author, plan.id, &input, None).await?;
        proposals.push(app::proposals::submit(author, command).await?);
    }
    clarify(town, &mut proposals, &themes, &zones).await?;
    merge(town, &proposals).await?;
    Ok(proposals)
}

/// Karim records what somebody without an account says.
async fn record(
    town: &Town,
    plan: &Plan,
    said: ProposalInput,
    medium: Medium,
    speaker: &str,
) -> Told<Proposal> {
    let karim = town.as_("karim")?;
    let input = RecordInput {
        plan: plan.id,
        medium,
        place: "Maison du projet".to_owned(),
        speaker: speaker.to_owned(),
        spoken: Some(Spoken::Proposal(said)),
        read_back: true,
        agreed: true,
        idempotency_key: None,
    };
    let command = RecordWords::parse(karim, &input).await?;
    let (recording, _receipt) = app::recordings::record(karim, command).await?;
    let found = match recording.item {
        Item::Proposal(id) => app::proposals::by_id(karim, id).await?,
        Item::Comment(_) => None,
    };
    found.ok_or_else(|| DemoError::Nobody(recording.item.to_string()))
}

/// Awa makes n° 38 clearer before the vote opens.
async fn clarify(town: &Town, proposals: &mut [Proposal], themes: &[ThemeId], zones: &[ZoneId]) -> Told<()> {
    let (Some(contested), Some(idea)) = (proposals.last_mut(), texts::IDEAS.last()) else {
        return Ok(());
    };
    town.go(-6, 18);
    let author = town.as_("awa")?;
    let input = ProposalInput {
        title: idea.title.to_owned(),
        body: texts::CLEARER.to_owned(),
        language: idea.language.to_owned(),
        theme: themes.get(idea.theme).copied(),
        zone: idea.zone.and_then(|zone| zones.get(zone).copied()),
        point: None,
        confirm_personal_data: false,
        attachments: Vec::new(),
    };
    let command = ReviseProposal::parse(author, contested.id, contested.version, &input).await?;
    *contested = app::proposals::revise(author, command).await?;
    Ok(())
}

/// Two proposals on the trees of the allée are to become one; the other author has not answered yet.
async fn merge(town: &Town, proposals: &[Proposal]) -> Told<()> {
    let (Some(keep), Some(into)) = (proposals.get(4), proposals.get(12)) else {
        return Ok(());
    };
    town.go(-6, 19);
    let lina = town.author(0)?;
    let command = ProposeMerge::parse(into.id, vec![keep.id])?;
    app::merges::propose(lina, command).await?;
    Ok(())
}
