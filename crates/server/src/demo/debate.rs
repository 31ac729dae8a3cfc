//! The debate on n° 38, and the vote that is running.

use app::{
    comments::{CommentInput, PostComment},
    voting::CastVote,
};
use domain::{
    comments::{CommentId, Mark, Position},
    proposals::Proposal,
    voting::Choice,
};

use super::{Told, Town, sketch, texts};

/// How many people vote for n° 38, and how many against.
const FOR: usize = 61;
const AGAINST: usize = 23;

fn position(sign: char) -> Option<Position> {
    match sign {
        '+' => Some(Position::For),
        '-' => Some(Position::Against),
        '=' => Some(Position::Neither),
        '?' => Some(Position::Question),
        _ => None,
    }
}

/// Comments, answers, and what others found useful.
pub(super) async fn hold(town: &Town, contested: &Proposal) -> Told<()> {
    let mut posted: Vec<CommentId> = Vec::new();
    for (place, word) in texts::DEBATE.iter().enumerate() {
        town.go(-4, 8 + i64::try_from(place).unwrap_or(0));
        let author = town.author(word.by)?;
        let input = CommentInput {
            parent: word.answers.and_then(|answered| posted.get(answered).copied()),
            position: position(word.position),
            body: word.text.to_owned(),
            ..CommentInput::default()
        };
        let command = PostComment::parse(contested.id, &input, author.limits())?;
        let comment = app::comments::post(author, command).await?.id;
        posted.push(comment);
        for reader in 0..texts::AUTHORS.len() {
            if reader != word.by && (reader + place) % 3 == 0 {
                app::comments::react(town.author(reader)?, comment, Mark::Useful).await?;
            }
        }
    }
    Ok(())
}

/// Somebody answers the proposal that has a sketch by another.
pub(super) async fn draw(town: &Town, sketched: &Proposal) -> Told<()> {
    let word = &texts::SKETCHED_WORD;
    town.go(-5, 17);
    let author = town.author(word.by)?;
    let input = CommentInput {
        position: position(word.position),
        body: word.text.to_owned(),
        attachments: vec![sketch::send(author, texts::SKETCHED_THERE).await?],
        ..CommentInput::default()
    };
    let command = PostComment::parse(sketched.id, &input, author.limits())?;
    app::comments::post(author, command).await?;
    Ok(())
}

/// Casts the votes: 61 for and 23 against n° 38, and some on the others.
pub(super) async fn vote(town: &Town, proposals: &[Proposal]) -> Told<()> {
    town.go(-2, 12);
    for number in 0..FOR + AGAINST {
        let voter = town.voter(number).await?;
        for (place, proposal) in proposals.iter().enumerate() {
            let contested = place + 1 == proposals.len();
            if !contested && (number * 7 + place * 5) % 19 != 0 {
                continue;
            }
            let choice = match (contested, number) {
                (true, number) if number < FOR => Choice::For,
                (true, _) => Choice::Against,
                (false, number) if (number + place) % 6 == 0 => Choice::Neither,
                (false, _) => Choice::For,
            };
            let proposal = proposal.id;
            app::voting::cast(&voter, CastVote { proposal, choice }).await?;
        }
    }
    Ok(())
}
