//! What is mailed: one thing at once, or the digest of a day.

use domain::{
    Language, Timestamp,
    accounts::AccountId,
    answers::Answer,
    merges::MergeOutcome,
    notifications::{DIGEST_LINES, NotificationKind, Stopped},
    proposals::Proposal,
    refusal::Facts,
};
use messages::sheet::{Block, Foot, Sheet};

use super::{envelope, seen::Seen, unsubscribe};
use crate::{Cx, markdown};

/// How many characters of a reply stand in a mail of its own.
const WORDS: usize = 600;
/// How many stand in a line of the digest.
const FEW_WORDS: usize = 160;

fn said(name: &str, facts: &Facts, language: &Language) -> String {
    messages::notification(name, facts, language)
}

/// The mail of one notification.
pub(super) fn letter(cx: &Cx, seen: &Seen, language: &Language, now: Timestamp) -> Sheet {
    let none = Facts::new();
    let kind = seen.notification.kind;
    let title = seen.line(language, now);
    let mut blocks = Vec::new();
    let mut turn = None;
    if let Some(plan) = &seen.plan {
        blocks.push(Block::Note(plan.title.to_string()));
    }
    if let Some(proposal) = seen.readable_proposal() {
        blocks.push(Block::Subheading(Seen::place(proposal, language)));
    }
    match kind {
        NotificationKind::Reply => blocks.extend(quote(seen)),
        NotificationKind::ProposalAnswered => {
            if let Some(answer) = &seen.answer {
                blocks.extend(answered(answer, language));
            }
        }
        NotificationKind::MergeConsent => {
            if let Some((merge, Some(leader))) = &seen.merge {
                blocks.push(Block::Paragraph(said("merge-with", &none, language)));
                blocks.push(Block::Quote {
                    language: leader.language.clone(),
                    words: Seen::place(leader, language),
                });
                if merge.outcome(now) == MergeOutcome::Open {
                    let until = vec![("until", merge.closes_at.into())];
                    turn = Some(said("merge-turn", &until, language));
                }
                blocks.push(Block::Paragraph(said("merge-text", &none, language)));
            }
        }
        NotificationKind::Decision => blocks.push(Block::Paragraph(said("decision-text", &none, language))),
        NotificationKind::NoticeAnswered => {
            blocks.push(Block::Paragraph(said("notice-text", &none, language)));
        }
        NotificationKind::ComplaintAnswered => {
            blocks.push(Block::Paragraph(said("complaint-text", &none, language)));
        }
    }
    let page = match kind {
        NotificationKind::MergeConsent => "/me/merges",
        NotificationKind::Decision | NotificationKind::ComplaintAnswered => "/me/decisions",
        NotificationKind::NoticeAnswered => "/me/notices",
        NotificationKind::Reply | NotificationKind::ProposalAnswered => "/me/notifications",
    };
    blocks.push(open(cx, page, language));
    let (why, stop) = match kind {
        NotificationKind::Reply => ("why-reply", Some(Stopped::Kind(kind))),
        NotificationKind::ProposalAnswered => ("why-answer", Some(Stopped::Kind(kind))),
        NotificationKind::MergeConsent => ("why-merge", Some(Stopped::Kind(kind))),
        NotificationKind::Decision
        | NotificationKind::NoticeAnswered
        | NotificationKind::ComplaintAnswered => ("why-law", None),
    };
    let mut footer = vec![Foot::Text(said(why, &none, language))];
    if let Some(stop) = stop {
        footer.push(stopping(cx, seen.notification.account, stop, "stop", language));
    }
    Sheet {
        language: language.clone(),
        subject: one_line(&title),
        preheader: preheader(seen, turn.as_deref(), language),
        title,
        turn,
        blocks,
        footer,
        site: cx.house().site.issuer.clone(),
    }
}

/// What the town answered: the decision as a stamp, its reason in the town's words, and when it will be done.
fn answered(answer: &Answer, language: &Language) -> Vec<Block> {
    let stage = vec![("stage", answer.state.stage().as_str().into())];
    let mut blocks = vec![Block::Stamp(said("stage", &stage, language))];
    if let Some(ruling) = answer.state.ruling() {
        blocks.push(Block::Paragraph(said("answer-reason", &Facts::new(), language)));
        blocks.push(Block::Quote {
            language: Language::French,
            words: markdown::excerpt(ruling.reason.as_str(), WORDS),
        });
    } else if let Some(transfer) = &answer.transfer {
        let facts = vec![
            ("to", transfer.to.as_str().into()),
            ("until", transfer.due.into()),
        ];
        blocks.push(Block::Paragraph(said("answer-transfer", &facts, language)));
        blocks.push(Block::Quote {
            language: Language::French,
            words: markdown::excerpt(transfer.reason.as_str(), WORDS),
        });
    }
    if !answer.calendar.as_str().is_empty() {
        let calendar = markdown::excerpt(answer.calendar.as_str(), FEW_WORDS);
        let facts = vec![("calendar", calendar.as_str().into())];
        blocks.push(Block::Paragraph(said("answer-calendar", &facts, language)));
    }
    blocks
}

/// A reply, with its lines where it is short enough to be shown whole.
fn quote(seen: &Seen) -> Option<Block> {
    let (language, words) = words(seen, WORDS)?;
    let comment = seen.comment.as_ref()?;
    let whole = markdown::to_plain(&comment.visibility.masked(comment.body.as_str()));
    let words = if whole.chars().count() <= WORDS {
        whole
    } else {
        words
    };
    Some(Block::Quote { language, words })
}

/// The beginning of a reply, masked passages written as `[…]`, in its own language.
fn words(seen: &Seen, most: usize) -> Option<(Language, String)> {
    let comment = seen.comment.as_ref().filter(|_| seen.is_shown())?;
    let shown = comment.visibility.masked(comment.body.as_str());
    Some((comment.language.clone(), markdown::excerpt(&shown, most)))
}

/// What mail boxes show beside the subject: the words themselves where there are some, or until when one is asked.
fn preheader(seen: &Seen, turn: Option<&str>, language: &Language) -> String {
    if let Some(turn) = turn {
        return turn.to_owned();
    }
    if let Some((_, words)) =
        words(seen, FEW_WORDS).filter(|_| seen.notification.kind == NotificationKind::Reply)
    {
        return words;
    }
    seen.readable_proposal()
        .map(|proposal| Seen::place(proposal, language))
        .unwrap_or_default()
}

/// The digest of what was seen, newest first: by plan, then by proposal, at most [`DIGEST_LINES`] lines, and how many
/// more there are. `seen` is not empty.
pub(super) fn digest(
    cx: &Cx,
    account: AccountId,
    seen: &[Seen],
    language: &Language,
    now: Timestamp,
) -> Sheet {
    let shown: Vec<&Seen> = seen.iter().take(DIGEST_LINES).collect();
    let mut blocks = Vec::new();
    let plans = grouped(&shown, |seen| seen.plan.as_ref().map(|plan| plan.id));
    // One plan stands in the title already.
    let many = plans.len() > 1;
    for (_, of_plan) in plans {
        if many {
            let plan = of_plan.first().and_then(|seen| seen.plan.as_ref());
            blocks.push(Block::Heading(plan.map_or_else(
                || said("digest-elsewhere", &Facts::new(), language),
                |plan| plan.title.to_string(),
            )));
        }
        for (_, of_proposal) in grouped(&of_plan, |seen| {
            seen.readable_proposal().map(|proposal| proposal.id)
        }) {
            let proposal: Option<&Proposal> = of_proposal.first().and_then(|seen| seen.readable_proposal());
            if let Some(proposal) = proposal {
                blocks.push(Block::Subheading(Seen::place(proposal, language)));
            }
            blocks.extend(of_proposal.into_iter().map(|seen| Block::Item {
                what: seen.line(language, now),
                words: words(seen, FEW_WORDS).filter(|_| seen.notification.kind == NotificationKind::Reply),
            }));
        }
    }
    let others = seen.len().saturating_sub(DIGEST_LINES);
    if others > 0 {
        blocks.push(Block::Note(said(
            "digest-others",
            &vec![("count", others.into())],
            language,
        )));
    }
    blocks.push(open(cx, "/me/notifications", language));
    let subject = digest_subject(seen, language);
    Sheet {
        language: language.clone(),
        preheader: shown
            .first()
            .map(|seen| seen.sentence(language, now))
            .unwrap_or_default(),
        title: subject.clone(),
        subject: one_line(&subject),
        turn: None,
        blocks,
        footer: vec![
            Foot::Text(said("why-digest", &Facts::new(), language)),
            stopping(cx, account, Stopped::Digest, "stop-digest", language),
        ],
        site: cx.house().site.issuer.clone(),
    }
}

fn digest_subject(seen: &[Seen], language: &Language) -> String {
    let mut plans: Vec<_> = seen.iter().map(|seen| seen.plan.as_ref()).collect();
    plans.sort_by_key(|plan| plan.map(|plan| plan.id));
    plans.dedup_by_key(|plan| plan.map(|plan| plan.id));
    let mut facts: Facts = vec![("count", seen.len().into())];
    match plans.as_slice() {
        [Some(plan)] => {
            facts.push(("plan", plan.title.as_str().into()));
            said("digest-subject-plan", &facts, language)
        }
        _ => said("digest-subject", &facts, language),
    }
}

/// Things by their group, groups in the order of their first thing.
fn grouped<'s, K: PartialEq>(things: &[&'s Seen], group: impl Fn(&'s Seen) -> K) -> Vec<(K, Vec<&'s Seen>)> {
    let mut groups: Vec<(K, Vec<&'s Seen>)> = Vec::new();
    for thing in things {
        let key = group(thing);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, things)) => things.push(thing),
            None => groups.push((key, vec![thing])),
        }
    }
    groups
}

/// The button that opens a page of the site: the one where what is told is read, and answered.
fn open(cx: &Cx, page: &str, language: &Language) -> Block {
    Block::Button {
        label: said("open", &Facts::new(), language),
        href: format!("{}{page}", envelope::site(cx).trim_end_matches('/')),
    }
}

fn stopping(cx: &Cx, account: AccountId, stop: Stopped, label: &str, language: &Language) -> Foot {
    Foot::Link {
        label: said(label, &Facts::new(), language),
        href: unsubscribe::address(cx, account, stop),
    }
}

/// A subject is one line, whatever a title or a name holds.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
