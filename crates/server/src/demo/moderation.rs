//! What moderation did in the town: an insult, a telephone number, a false report on somebody who criticises the mayor,
//! a decision that was reversed, one that is contested, a wave of spam, and a hold that ends in two hours.

use app::{
    Cx,
    comments::{CommentInput, PostComment},
    moderation::{
        ContestDecision, DecideCases, DecideInput, HoldItem, Queue, ReportContent, ReportInput, View,
    },
    ports::Clock,
};
use domain::{
    PageRequest,
    comments::CommentId,
    moderation::{Action, Case, Decision, Item, NoticeKind, cases::UNDO},
    page::Direction,
    proposals::{Proposal, ProposalId},
    rules::{RuleCode, RuleId},
    time::{hours, minutes},
};

use super::{DemoError, Told, Town, texts::Moderated};
use crate::outside::WallClock;

/// Everything that moderation did, told on the proposals before the contested one.
pub(super) async fn happen(town: &Town, proposals: &[Proposal]) -> Told<()> {
    let Some(proposal) = proposals.get(1).map(|proposal| proposal.id) else {
        return Ok(());
    };
    let (ines, bachir) = (town.as_("ines")?, town.as_("bachir")?);
    let [insult, number, critic, reversed, contested, held] = super::texts::MODERATED;

    town.go(-3, 9);
    let said = say(town, proposal, &insult).await?;
    report(town, said, NoticeKind::HouseRule, &insult).await?;
    let hidden = (Action::Hide, Some("insult"), insult.facts);
    decide(town, ines, said, hidden).await?;

    town.go(-3, 11);
    let said = say(town, proposal, &number).await?;
    report(town, said, NoticeKind::PersonalData, &number).await?;
    let passages = vec![passage(number.text, "06 00 00 00 00")];
    let masked = (
        Action::Mask {
            passages,
            attachments: Vec::new(),
        },
        Some("personal_data"),
        number.facts,
    );
    decide(town, bachir, said, masked).await?;

    town.go(-2, 9);
    let said = say(town, proposal, &critic).await?;
    report(town, said, NoticeKind::HouseRule, &critic).await?;
    decide(town, ines, said, (Action::Keep, None, critic.facts)).await?;

    town.go(-2, 14);
    let said = say(town, proposal, &reversed).await?;
    report(town, said, NoticeKind::HouseRule, &reversed).await?;
    let hidden = (Action::Hide, Some("insult"), reversed.facts);
    let decision = decide(town, ines, said, hidden).await?;
    town.go(-1, 10);
    let grounds = "Je cite le nom d'une fleur, pas une personne.";
    contest(town.author(reversed.by)?, &decision, grounds).await?;
    decide(
        town,
        bachir,
        said,
        (
            Action::Keep,
            None,
            "C'est bien le nom d'une fleur : rien n'est enfreint.",
        ),
    )
    .await?;

    town.go(-1, 14);
    let said = say(town, proposal, &contested).await?;
    report(town, said, NoticeKind::HouseRule, &contested).await?;
    let hidden = (Action::Hide, Some("insult"), contested.facts);
    let decision = decide(town, bachir, said, hidden).await?;
    town.go(-1, 18);
    contest(
        town.author(contested.by)?,
        &decision,
        "C'est une image, tout le monde l'a compris.",
    )
    .await?;

    wave(town, proposals).await?;

    town.go(-1, 20);
    let said = say(town, proposal, &held).await?;
    town.clock.set(WallClock.now());
    let command = HoldItem {
        item: Item::Comment(said),
        length: hours(2),
    };
    app::moderation::hold(town.as_("karim")?, command).await?;
    Ok(())
}

/// Somebody posts the same advertisement forty times; a moderator removes all of it in one decision.
async fn wave(town: &Town, proposals: &[Proposal]) -> Told<()> {
    let (spammer, awa) = (town.as_("spam")?, town.as_("awa")?);
    let mut last = None;
    for (number, proposal) in (0..super::texts::WAVE).zip(proposals.iter().take(10).cycle()) {
        // A comment every two minutes, in the night.
        town.go(-1, 2);
        town.clock.set(town.clock.now() + minutes(2 * number));
        let input = CommentInput {
            body: super::texts::spam(number),
            confirm_personal_data: true,
            ..CommentInput::default()
        };
        let command = PostComment::parse(proposal.id, &input, spammer.limits())?;
        last = Some(app::comments::post(spammer, command).await?.id);
    }
    let Some(last) = last else { return Ok(()) };
    town.go(-1, 19);
    let input = ReportInput {
        item: Item::Comment(last),
        kind: NoticeKind::HouseRule,
        rule: None,
        explanation: "La même publicité est partout.".to_owned(),
        good_faith: true,
        name: None,
        email: None,
        language: String::new(),
    };
    let command = ReportContent::parse(&input, awa.limits())?;
    app::moderation::report(awa, command).await?;
    let wave = (
        Action::RemoveWave { count: 1 },
        Some("spam"),
        "Le même message publicitaire a été publié quarante fois par un seul compte.",
    );
    decide(town, town.as_("ines")?, last, wave).await?;
    Ok(())
}

async fn say(town: &Town, proposal: ProposalId, said: &Moderated) -> Told<CommentId> {
    let author = town.author(said.by)?;
    let input = CommentInput {
        body: said.text.to_owned(),
        confirm_personal_data: true,
        ..CommentInput::default()
    };
    let command = PostComment::parse(proposal, &input, author.limits())?;
    Ok(app::comments::post(author, command).await?.id)
}

async fn report(town: &Town, comment: CommentId, kind: NoticeKind, said: &Moderated) -> Told<()> {
    let reporter = town.author(said.reported_by)?;
    let input = ReportInput {
        item: Item::Comment(comment),
        kind,
        rule: None,
        explanation: said.reported_as.to_owned(),
        good_faith: true,
        name: None,
        email: None,
        language: String::new(),
    };
    let command = ReportContent::parse(&input, reporter.limits())?;
    app::moderation::report(reporter, command).await?;
    Ok(())
}

/// Decides the case of a comment, and lets ten seconds pass.
async fn decide(
    town: &Town,
    moderator: &Cx,
    comment: CommentId,
    (action, rule, facts): (Action, Option<&str>, &str),
) -> Told<Decision> {
    let case = case(moderator, comment).await?;
    let rule = match rule {
        None => None,
        Some(code) => Some(self::rule(moderator, code).await?),
    };
    let command = DecideCases::parse(DecideInput {
        cases: vec![(case.id, case.version)],
        action,
        rule,
        facts: facts.to_owned(),
    })?;
    let (_, decision) = app::moderation::decide_one(moderator, command).await?;
    town.clock.set(town.clock.now() + UNDO);
    app::worker::run_due(&town.house).await?;
    Ok(decision)
}

/// The case of a comment that waits for a decision or a review.
async fn case(moderator: &Cx, comment: CommentId) -> Told<Case> {
    let page = PageRequest {
        size: 1,
        direction: Direction::Forward,
        cursor: None,
        count: false,
    };
    for view in [View::Open, View::Contested] {
        let queue = Queue {
            plan: None,
            view,
            free_at: None,
            overdue_at: None,
            claimed: None,
            kind: None,
            item: Some(Item::Comment(comment)),
        };
        let cases = app::moderation::queue(moderator, &queue, &page).await?;
        if let Some((_, case)) = cases.items.into_iter().next() {
            return Ok(case);
        }
    }
    Err(DemoError::Nobody("the case".to_owned()))
}

async fn rule(cx: &Cx, code: &str) -> Told<RuleId> {
    let missing = || DemoError::Nobody(code.to_owned());
    let code = RuleCode::parse(code).map_err(|_fault| missing())?;
    let rule = app::rules::by_code(cx, &code).await?;
    Ok(rule.ok_or_else(missing)?.id)
}

async fn contest(author: &Cx, decision: &Decision, grounds: &str) -> Told<()> {
    let command = ContestDecision::parse(Some(decision.id), None, None, grounds)?;
    app::moderation::contest(author, command).await?;
    Ok(())
}

/// Where these words lie in a text, in bytes.
fn passage(text: &str, words: &str) -> (u32, u32) {
    let from = text.find(words).unwrap_or_default();
    let byte = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    (byte(from), byte(from + words.len()))
}
