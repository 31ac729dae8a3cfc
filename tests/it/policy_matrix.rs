//! Who may do what: every policy asked for every role and state, printed as a table that reviewers read as a diff.

use std::fmt::Write;

use domain::{
    Actor, Denied, Id, Language, Timestamp, Visibility,
    accounts::{Account, AccountId, AgeBand, ApiScope, Grant, Granted, Link, LinkKind, Role, Standing},
    actor::{Allows, Person, Program},
    answers::{Answer, AnswerState, Asked, Reply, Study, Transfer},
    attachments::{Attachment, AttachmentKind},
    comments::{Comment, CommentState, Placed, Thread},
    merges::{Merge, MergeState, Parties, Pending},
    organisations::{AnsweringGrant, Entrusted, Field, Organisation, OrganisationKind, Registration, Remit},
    plans::{Phase, PhaseKind, Plan, PlanId, PlanState, Requirement, Rules, ThemeId},
    policy::{
        accounts, answers, attachments, comments, exchange, follows, merges, notifications, organisations,
        plans, profiles, proposals, recordings, rules, signals, voting, webhooks,
    },
    proposals::{Author, Origin, Place, Proposal, TextState},
    rules::{DefaultDecision, DsaCategory, Ground, Rule, RuleCode, Severity, Terms, Wording, Wordings},
    text::{Body, Description, DisplayName, Slug, Title},
    voting::Ballot,
    webhooks::{Endpoint, Networks, Wanted, Webhook, WebhookState},
};
use uuid::Uuid;

use crate::kept::assert_kept;

mod moderation;

const AT: Timestamp = Timestamp::from_micros(1_763_888_400_000_000);

fn account(number: u128) -> AccountId {
    Id::new(Uuid::from_u128(number))
}

fn plan_id(number: u128) -> PlanId {
    Id::new(Uuid::from_u128(number))
}

/// The plan that every subject belongs to.
fn here() -> PlanId {
    plan_id(1)
}

fn person(number: u128, grants: &[Grant]) -> Person {
    Person {
        account: account(number),
        age: AgeBand::FifteenOrMore,
        standing: Standing::Active,
        grants: grants.to_vec(),
        links: [].into(),
        answering: Vec::new(),
    }
}

/// The theme that the landlord answers for.
fn housing() -> ThemeId {
    Id::new(Uuid::from_u128(1))
}

/// Somebody who answers in the landlord's name about a theme of the plan.
fn entrusted(grants: &[Grant]) -> Person {
    Person {
        answering: vec![Entrusted {
            plan: here(),
            name: organisation(Some(AT)).name,
            field: Field::Theme(housing()),
        }],
        ..person(10, grants)
    }
}

/// A program that is staff of the plan, with these scopes.
fn program(scopes: &[ApiScope]) -> Actor {
    Actor::Program(Program {
        account: account(9),
        grants: vec![Grant {
            role: Role::Staff,
            plan: Some(here()),
        }],
        scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
    })
}

/// A webhook of somebody's that tells of this.
fn webhook(wanted: Wanted) -> Webhook {
    Webhook {
        id: Id::new(Uuid::from_u128(1)),
        owner: account(20),
        endpoint: Endpoint::parse("https://atlas.example/", &Networks::default()).unwrap(),
        wanted,
        state: WebhookState::Active,
        stopped: None,
        failing_since: None,
        rests_until: Timestamp::default(),
        cursor: 0,
        old_secret_until: None,
        version: 1,
        created_at: AT,
    }
}

/// Everybody who could ask.
fn actors() -> Vec<(&'static str, Actor)> {
    let granted = |number, role, plan| Actor::Person(person(number, &[Grant { role, plan }]));
    let author = person(1, &[]);
    vec![
        ("visitor", Actor::Visitor),
        ("author", Actor::Person(author.clone())),
        (
            "author, limited",
            Actor::Person(Person {
                standing: Standing::Limited { until: AT },
                ..author
            }),
        ),
        ("resident", Actor::Person(person(2, &[]))),
        (
            "resident, under 15",
            Actor::Person(Person {
                age: AgeBand::Under15,
                ..person(2, &[])
            }),
        ),
        (
            "resident, link declared",
            Actor::Person(Person {
                links: [(here(), Requirement::DeclaredLink)].into(),
                ..person(2, &[])
            }),
        ),
        (
            "resident, link confirmed",
            Actor::Person(Person {
                links: [(here(), Requirement::ConfirmedLink)].into(),
                ..person(2, &[])
            }),
        ),
        (
            "resident, link confirmed elsewhere",
            Actor::Person(Person {
                links: [(plan_id(2), Requirement::ConfirmedLink)].into(),
                ..person(2, &[])
            }),
        ),
        ("facilitator", granted(3, Role::Facilitator, Some(here()))),
        ("moderator", granted(4, Role::Moderator, Some(here()))),
        (
            "moderator elsewhere",
            granted(4, Role::Moderator, Some(plan_id(2))),
        ),
        ("reviewer", granted(8, Role::Reviewer, Some(here()))),
        ("staff", granted(5, Role::Staff, Some(here()))),
        ("staff elsewhere", granted(5, Role::Staff, Some(plan_id(2)))),
        ("staff of the site", granted(5, Role::Staff, None)),
        (
            "staff and moderator",
            Actor::Person(person(
                8,
                &[
                    Grant {
                        role: Role::Staff,
                        plan: Some(here()),
                    },
                    Grant {
                        role: Role::Moderator,
                        plan: Some(here()),
                    },
                ],
            )),
        ),
        (
            "author and moderator",
            Actor::Person(person(
                1,
                &[Grant {
                    role: Role::Moderator,
                    plan: Some(here()),
                }],
            )),
        ),
        ("answers for the landlord", Actor::Person(entrusted(&[]))),
        (
            "answers for the landlord, limited",
            Actor::Person(Person {
                standing: Standing::Limited { until: AT },
                ..entrusted(&[])
            }),
        ),
        (
            "answers for the landlord and moderates",
            Actor::Person(entrusted(&[Grant {
                role: Role::Moderator,
                plan: Some(here()),
            }])),
        ),
        ("admin", granted(6, Role::Admin, None)),
        ("program that reads", program(&[ApiScope::Read])),
        ("program that writes", program(&[ApiScope::Read, ApiScope::Write])),
        ("program that answers", program(&[ApiScope::Answer])),
        (
            "erased",
            Actor::Person(Person {
                standing: Standing::Erased { at: AT },
                ..person(7, &[])
            }),
        ),
    ]
}

fn plan(state: PlanState, ask: Requirement) -> Plan {
    Plan {
        id: here(),
        slug: Slug::parse("les-tilleuls").unwrap(),
        title: Title::from_history("Les Tilleuls"),
        rules: Rules {
            propose: ask,
            comment: ask,
            vote: ask,
            ..Rules::default()
        },
        phases: vec![Phase {
            id: Id::new(Uuid::from_u128(9)),
            kind: PhaseKind::Propose,
            title: "Idées".to_owned(),
            starts_at: AT,
            ends_at: AT,
            overrides: [].into(),
            suspended_since: None,
        }],
        state,
        ..test_support::blank_plan()
    }
}

fn plan_states() -> Vec<(&'static str, Plan)> {
    vec![
        ("draft", plan(PlanState::Draft, Requirement::Account)),
        (
            "published",
            plan(PlanState::Published { at: AT }, Requirement::Account),
        ),
        (
            "published, declared link",
            plan(PlanState::Published { at: AT }, Requirement::DeclaredLink),
        ),
        (
            "published, confirmed link",
            plan(PlanState::Published { at: AT }, Requirement::ConfirmedLink),
        ),
        (
            "closed",
            plan(
                PlanState::Closed {
                    published_at: AT,
                    at: AT,
                },
                Requirement::Account,
            ),
        ),
    ]
}

fn proposal(text: TextState, visibility: Visibility) -> Proposal {
    Proposal {
        id: Id::new(Uuid::from_u128(1)),
        plan: here(),
        number: Some(38),
        author: Author::Account(account(1)),
        title: Title::from_history("Garder les platanes de la place"),
        body: Body::from_history("Les arbres donnent de l'ombre."),
        language: Language::French,
        theme: None,
        place: Place::WholePerimeter,
        origin: Origin::Participant,
        text,
        visibility,
        frozen_at: None,
        merged_into: None,
        answer: None,
        version: 1,
        shuffle: 0,
        comment_count: 0,
        votes_taken_over: None,
        created_at: AT,
    }
}

fn proposal_states() -> Vec<(&'static str, Proposal)> {
    let published = TextState::Published { at: AT };
    vec![
        (
            "pending review",
            proposal(TextState::PendingReview { since: AT }, Visibility::Shown),
        ),
        ("published", proposal(published, Visibility::Shown)),
        ("published, hidden", proposal(published, Visibility::Hidden)),
        (
            "withdrawn",
            proposal(
                TextState::Withdrawn {
                    published_at: Some(AT),
                    at: AT,
                },
                Visibility::Shown,
            ),
        ),
        (
            "withdrawn before review",
            proposal(
                TextState::Withdrawn {
                    published_at: None,
                    at: AT,
                },
                Visibility::Shown,
            ),
        ),
    ]
}

fn attachments_of_the_author() -> Vec<(&'static str, Attachment)> {
    let attachment = |owner| Attachment {
        id: Id::new(Uuid::from_u128(1)),
        kind: AttachmentKind::Pdf,
        bytes: 1,
        description: Description::from_history("Le plan du passage"),
        on: None,
        owner,
        nobody_shown: false,
        at: AT,
    };
    vec![
        ("the author's", attachment(Some(account(1)))),
        ("of a draft without an account", attachment(None)),
    ]
}

fn organisation(checked_at: Option<Timestamp>) -> Organisation {
    Organisation {
        id: Id::new(Uuid::from_u128(1)),
        kind: OrganisationKind::Landlord,
        name: Title::from_history("Habitat des Tilleuls"),
        registration: Registration::from_history("73282932000074".to_owned()),
        checked_at,
        version: 1,
        created_at: AT,
    }
}

fn answering_grant() -> AnsweringGrant {
    AnsweringGrant {
        id: Id::new(Uuid::from_u128(1)),
        account: account(1),
        organisation: Id::new(Uuid::from_u128(1)),
        plan: here(),
        about: Remit::Theme(Id::new(Uuid::from_u128(1))),
        given_by: None,
        given_at: AT,
        until: None,
    }
}

fn asked(plan: &Plan, name: &str, themes: &[Option<ThemeId>]) -> Asked {
    Asked {
        plan: plan.clone(),
        organisation: Title::from_history(name),
        proposals: themes.iter().map(|theme| about(*theme)).collect(),
    }
}

/// A published proposal of a theme.
fn about(theme: Option<ThemeId>) -> Proposal {
    Proposal {
        theme,
        ..proposal(TextState::Published { at: AT }, Visibility::Shown)
    }
}

fn asked_of_the_landlord() -> Vec<(&'static str, Asked)> {
    let (plan, draft) = (
        plan(PlanState::Published { at: AT }, Requirement::Account),
        plan(PlanState::Draft, Requirement::Account),
    );
    let (own, other) = (Some(housing()), Some(Id::new(Uuid::from_u128(2))));
    let landlord = "Habitat des Tilleuls";
    vec![
        ("its theme", asked(&plan, landlord, &[own])),
        ("its theme, draft plan", asked(&draft, landlord, &[own])),
        ("its theme, another name", asked(&plan, "La ville", &[own])),
        ("another theme", asked(&plan, landlord, &[other])),
        ("without theme", asked(&plan, landlord, &[None])),
        ("its theme and another", asked(&plan, landlord, &[own, other])),
        ("nothing", asked(&plan, landlord, &[])),
    ]
}

fn replies() -> Vec<(&'static str, Reply)> {
    let reply = |name: Option<&str>, handed_to: Option<&str>, theme| Reply {
        answer: Answer {
            id: Id::new(Uuid::from_u128(1)),
            plan: here(),
            study: Study {
                organisation: name.map(Title::from_history),
                due: AT,
                since: AT,
            },
            recommendation: None,
            transfer: handed_to.map(|to| Transfer {
                to: Title::from_history(to),
                reason: Body::from_history("Elle est à d'autres."),
                due: AT,
                at: AT,
            }),
            state: handed_to.map_or(AnswerState::UnderStudy, |_| AnswerState::Transferred),
            cost_cents: None,
            calendar: Body::default(),
            deliberation: None,
            version: 1,
        },
        proposals: vec![about(theme)],
    };
    let (landlord, town) = (Some("Habitat des Tilleuls"), Some("La ville"));
    let (own, other) = (Some(housing()), Some(Id::new(Uuid::from_u128(2))));
    vec![
        ("landlord's", reply(landlord, None, own)),
        ("landlord's, another theme", reply(landlord, None, other)),
        ("town's", reply(town, None, own)),
        ("handed on to the landlord", reply(town, landlord, own)),
        ("handed on by the landlord", reply(landlord, town, own)),
        ("taken over, names nobody", reply(None, None, own)),
    ]
}

/// The author's account: standing, and erased.
fn accounts_of_the_author() -> Vec<(&'static str, Account)> {
    let standing = Account {
        id: account(1),
        display_name: DisplayName::from_history("Awa"),
        age: AgeBand::FifteenOrMore,
        language: Language::French,
        standing: Standing::Active,
        created_at: AT,
        seen_at: AT,
    };
    let erased = Account {
        standing: Standing::Erased { at: AT },
        ..standing.clone()
    };
    vec![("standing", standing), ("erased", erased)]
}

/// A link that the author declared.
fn link() -> Link {
    Link {
        account: account(1),
        plan: here(),
        kind: LinkKind::Lives,
        declared_at: AT,
        confirmed_until: None,
        proof: None,
    }
}

/// A role of the author.
fn granted() -> Granted {
    Granted {
        id: Id::new(Uuid::from_u128(1)),
        account: account(1),
        grant: Grant {
            role: Role::Staff,
            plan: Some(here()),
        },
        given_by: None,
        given_at: AT,
        until: None,
        ended_at: None,
    }
}

/// A rule of moderation.
fn rule() -> Rule {
    let wording = Wording {
        title: Title::from_history("Pas d'insultes"),
        explanation: Body::from_history("On critique, on n'insulte pas."),
        refused: Body::from_history("Non."),
        accepted: Body::from_history("Oui."),
    };
    let both = vec![(Language::French, wording.clone()), (Language::English, wording)];
    Rule {
        id: Id::new(Uuid::from_u128(1)),
        code: RuleCode::parse("insult").unwrap(),
        version: 1,
        terms: Terms {
            severity: Severity::Serious,
            ground: Ground::HouseRule,
            default_decision: DefaultDecision::Mask,
            legal: None,
            category: DsaCategory::OtherTerms,
            keywords: Vec::new(),
            wordings: Wordings::new(both).unwrap(),
        },
        version_at: AT,
        active_from: AT,
        active_to: None,
        created_at: AT,
    }
}

/// Two proposals to merge: the author's, and somebody else's.
fn parties(plan: &Plan) -> Parties {
    let ours = proposal(TextState::Published { at: AT }, Visibility::Shown);
    let theirs = Proposal {
        id: Id::new(Uuid::from_u128(2)),
        author: Author::Account(account(20)),
        ..ours.clone()
    };
    Parties {
        plan: plan.clone(),
        leader: theirs.id,
        proposals: vec![ours, theirs],
    }
}

fn pending(parties: &Parties) -> Pending {
    Pending {
        merge: Merge {
            id: Id::new(Uuid::from_u128(3)),
            plan: here(),
            leader: parties.leader,
            proposed_by: account(20),
            proposed_at: AT,
            closes_at: AT,
            state: MergeState::Open,
            consents: Vec::new(),
        },
        parties: parties.clone(),
    }
}

fn comment(text: CommentState, visibility: Visibility) -> Comment {
    let id = Id::new(Uuid::from_u128(1));
    Comment {
        id,
        plan: here(),
        proposal: Id::new(Uuid::from_u128(1)),
        parent: None,
        root: id,
        depth: 0,
        author: Author::Account(account(1)),
        position: None,
        body: Body::from_history("Oui, et des bancs."),
        language: Language::French,
        origin: Origin::Participant,
        text,
        visibility,
        version: 1,
        edited_at: None,
        useful: 0,
        not_useful: 0,
        useful_taken_over: None,
        not_useful_taken_over: None,
        answer_count: 0,
        below_count: 0,
        created_at: AT,
    }
}

fn comment_states() -> Vec<(&'static str, Comment)> {
    let published = CommentState::Published { at: AT };
    let deleted = |published_at| CommentState::Deleted { published_at, at: AT };
    vec![
        (
            "pending review",
            comment(CommentState::PendingReview { since: AT }, Visibility::Shown),
        ),
        ("published", comment(published, Visibility::Shown)),
        ("published, hidden", comment(published, Visibility::Hidden)),
        ("deleted", comment(deleted(Some(AT)), Visibility::Shown)),
        ("deleted before review", comment(deleted(None), Visibility::Shown)),
    ]
}

/// Comments where they stand, in a plan that asks for this.
fn placed(ask: Requirement) -> Vec<(&'static str, Placed)> {
    let place = |comment| Placed {
        plan: plan(PlanState::Published { at: AT }, ask),
        proposal: proposal(TextState::Published { at: AT }, Visibility::Shown),
        comment,
    };
    comment_states()
        .into_iter()
        .map(|(state, comment)| (state, place(comment)))
        .collect()
}

/// The first level of a proposal, and an answer to a comment on it.
fn threads() -> Vec<(String, Thread)> {
    let mut threads = Vec::new();
    for (state, proposal) in proposal_states() {
        threads.push((format!("proposal {state}"), proposal, None));
    }
    for (state, comment) in comment_states() {
        let proposal = proposal(TextState::Published { at: AT }, Visibility::Shown);
        threads.push((format!("comment {state}"), proposal, Some(comment)));
    }
    let thread = |(state, proposal, parent)| {
        let thread = Thread {
            plan: plan(PlanState::Published { at: AT }, Requirement::Account),
            proposal,
            parent,
            root: None,
        };
        (state, thread)
    };
    threads.into_iter().map(thread).collect()
}

/// An empty ballot with this proposal in front of the voter.
fn ballot(proposal: &Proposal) -> Ballot {
    Ballot {
        plan: plan(PlanState::Published { at: AT }, Requirement::Account),
        proposal: proposal.clone(),
        held: Vec::new(),
        means: domain::voting::Means::Link(Requirement::Account),
    }
}

/// The table of one action.
fn table<A, T: Allows<A>>(out: &mut String, name: &str, action: &A, subjects: &[(&str, T)]) {
    let states: Vec<&str> = subjects.iter().map(|(state, _)| *state).collect();
    writeln!(
        out,
        "\n## {name}\n\n| | {} |\n|---|{}",
        states.join(" | "),
        "---|".repeat(states.len())
    )
    .unwrap();
    for (role, actor) in actors() {
        let cells: Vec<String> = subjects
            .iter()
            .map(|(_, subject)| match subject.allows(&actor, action) {
                Ok(()) => "**yes**".to_owned(),
                Err(Denied::Invisible) => "not found".to_owned(),
                Err(denied) => denied.code().to_string(),
            })
            .collect();
        writeln!(out, "| {role} | {} |", cells.join(" | ")).unwrap();
    }
}

#[test]
fn the_matrix_of_permissions_is_what_the_policies_say() {
    let mut out = "# Who may do what\n\nEvery policy asked for every role and state. «yes» is who; whether the phase, the \
                   limit and the rest allow it is decided later, under the lock.\n"
        .to_owned();
    let plans = plan_states();
    table(&mut out, "See a plan", &plans::See, &plans);
    table(&mut out, "Open a plan", &plans::Create, &[("", plans::Site)]);
    table(&mut out, "Edit a plan", &plans::Edit, &plans);
    table(
        &mut out,
        "Publish, close or archive a plan; change its phases and rules",
        &plans::Govern,
        &plans,
    );
    table(
        &mut out,
        "Take over a debate from files",
        &exchange::Import,
        &[("", plans::Site)],
    );
    table(
        &mut out,
        "Write a plan's debate to files",
        &exchange::Export,
        &plans,
    );
    table(&mut out, "Submit a proposal", &proposals::Propose, &plans);
    table(&mut out, "Record somebody's words", &recordings::Record, &plans);
    table(
        &mut out,
        "Print paper ballots, hand them out, type them",
        &voting::KeepBallots,
        &plans,
    );
    let pile = domain::voting::Pile {
        id: Id::new(Uuid::nil()),
        plan: plans[0].1.id,
        by: AccountId::new(Uuid::nil()),
        place: String::new(),
        size: 1,
        at: AT,
    };
    table(
        &mut out,
        "Make another facilitator's pile of ballots void",
        &voting::KeepBallots,
        &[("", pile)],
    );
    let recorded = domain::recordings::Recording {
        id: Id::new(Uuid::from_u128(1)),
        plan: here(),
        item: domain::moderation::Item::Comment(Id::new(Uuid::from_u128(1))),
        speaker: Id::new(Uuid::from_u128(1)),
        by: account(4),
        at: AT,
    };
    table(
        &mut out,
        "Publish recorded words, where their item lets",
        &recordings::PublishRecorded,
        &[("recorded by the moderator", &recorded)],
    );
    let all = proposal_states();
    table(&mut out, "See a proposal", &proposals::See, &all);
    table(&mut out, "Revise a proposal", &proposals::Revise, &all);
    table(&mut out, "Withdraw a proposal", &proposals::Withdraw, &all);
    let both = [
        ("unchecked", organisation(None)),
        ("checked", organisation(Some(AT))),
    ];
    table(&mut out, "See an organisation", &organisations::See, &both);
    table(
        &mut out,
        "Write an organisation down",
        &organisations::Register,
        &[("", plans::Site)],
    );
    table(
        &mut out,
        "Describe an organisation otherwise",
        &organisations::Edit,
        &both,
    );
    table(&mut out, "Check an organisation", &organisations::Check, &both);
    table(
        &mut out,
        "Let somebody answer in an organisation's name",
        &organisations::Entrust,
        &plans,
    );
    let grant = answering_grant();
    table(
        &mut out,
        "End a grant for answering",
        &organisations::End,
        &[("in force", &grant)],
    );
    table(&mut out, "Add a precision", &proposals::Precise, &all);
    table(
        &mut out,
        "Publish what waits for review",
        &proposals::PublishReviewed,
        &all,
    );
    let threads = threads();
    let threads: Vec<_> = threads
        .iter()
        .map(|(state, thread)| (state.as_str(), thread.clone()))
        .collect();
    table(
        &mut out,
        "Comment, or answer a comment",
        &comments::Post,
        &threads,
    );
    let by_link: Vec<_> = plans
        .iter()
        .map(|(state, plan)| {
            let thread = Thread {
                plan: plan.clone(),
                proposal: proposal(TextState::Published { at: AT }, Visibility::Shown),
                parent: None,
                root: None,
            };
            (*state, thread)
        })
        .collect();
    table(&mut out, "Comment, by plan", &comments::Post, &by_link);
    let said = comment_states();
    table(&mut out, "See a comment", &comments::See, &said);
    let stand = placed(Requirement::Account);
    table(&mut out, "Edit a comment", &comments::Edit, &stand);
    table(&mut out, "Delete a comment", &comments::Delete, &said);
    table(&mut out, "Mark a comment", &comments::React, &stand);
    table(
        &mut out,
        "Mark a comment, confirmed link",
        &comments::React,
        &placed(Requirement::ConfirmedLink),
    );
    table(&mut out, "Take a mark back", &comments::Unreact, &said);
    table(
        &mut out,
        "Publish a comment that waits for review",
        &comments::PublishReviewed,
        &said,
    );
    let attached = attachments_of_the_author();
    table(
        &mut out,
        "Take an attachment away",
        &attachments::RemoveAttachment,
        &attached,
    );
    table(
        &mut out,
        "Describe an attachment in other words",
        &attachments::DescribeAttachment,
        &attached,
    );
    table(&mut out, "Follow a proposal", &follows::Follow, &all);
    table(&mut out, "Follow a plan", &follows::Follow, &plans);
    let asked: Vec<_> = plans
        .iter()
        .map(|(state, plan)| (*state, asked(plan, "La ville", &[])))
        .collect();
    table(&mut out, "Take proposals under study", &answers::Give, &asked);
    table(
        &mut out,
        "Take proposals under study in the landlord's name",
        &answers::Give,
        &asked_of_the_landlord(),
    );
    table(&mut out, "Go on with an answer", &answers::Give, &replies());
    let parties: Vec<_> = plans
        .iter()
        .map(|(state, plan)| (*state, parties(plan)))
        .collect();
    table(&mut out, "Propose a merge", &merges::ProposeMerge, &parties);
    let pending: Vec<_> = parties
        .iter()
        .map(|(state, parties)| (*state, pending(parties)))
        .collect();
    table(&mut out, "Agree to a merge", &merges::Consent, &pending);
    table(&mut out, "Leave a group", &merges::Leave, &all);
    table(
        &mut out,
        "Declare a link with the neighbourhood",
        &accounts::DeclareLink,
        &plans,
    );
    table(
        &mut out,
        "Take the author's link back",
        &accounts::WithdrawLink,
        &[("", link())],
    );
    table(
        &mut out,
        "Confirm the author's link",
        &accounts::ConfirmLink,
        &[("declared", link())],
    );
    table(
        &mut out,
        "See who has which role",
        &accounts::SeeGrants,
        &[("", plans::Site)],
    );
    table(
        &mut out,
        "Give a role",
        &accounts::GrantRole,
        &[("", plans::Site)],
    );
    table(
        &mut out,
        "End a role of the author",
        &accounts::EndGrant,
        &[("in force", granted())],
    );
    table(
        &mut out,
        "Make, list and stop service accounts",
        &accounts::KeepPrograms,
        &[("", plans::Site)],
    );
    let of = |plan| Wanted {
        plan,
        ..Wanted::default()
    };
    let (site, plan) = (of(None), of(Some(here())));
    table(
        &mut out,
        "Make a webhook",
        &webhooks::Keep,
        &[("of every plan", &site), ("of the plan", &plan)],
    );
    table(
        &mut out,
        "Keep a webhook: see, change, delete, test, send again",
        &webhooks::Keep,
        &[
            ("of every plan", webhook(site.clone())),
            ("of the plan", webhook(plan.clone())),
        ],
    );
    table(
        &mut out,
        "Make a rule of moderation",
        &rules::Create,
        &[("", plans::Site)],
    );
    let standing = [("in force", rule())];
    table(&mut out, "Revise a rule of moderation", &rules::Revise, &standing);
    table(&mut out, "Retire a rule of moderation", &rules::Retire, &standing);
    table(
        &mut out,
        "Put a rule of moderation back",
        &rules::Restore,
        &standing,
    );
    table(
        &mut out,
        "See how signals are set",
        &signals::See,
        &[("", plans::Site)],
    );
    let links = domain::signals::Signal::first(domain::signals::SignalKind::Links);
    table(&mut out, "Set a signal otherwise", &signals::Tune, &[("", links)]);
    table(&mut out, "Try a signal on a plan", &signals::Rehearse, &plans);
    let author = accounts_of_the_author();
    table(&mut out, "Look up who the author is", &accounts::LookUp, &author);
    table(
        &mut out,
        "Download what the author gave and did",
        &accounts::Download,
        &author,
    );
    table(&mut out, "Erase the author's account", &accounts::Erase, &author);
    table(
        &mut out,
        "See address, sessions and roles of an account",
        &profiles::SeeOwn,
        &author,
    );
    table(
        &mut out,
        "Keep an account: password, address, sessions",
        &profiles::Keep,
        &author,
    );
    table(&mut out, "Take another name", &profiles::Rename, &author);
    table(
        &mut out,
        "Read what an account was told of",
        &notifications::ReadNotifications,
        &author,
    );
    table(
        &mut out,
        "Choose how soon an account is written to",
        &notifications::SetPaces,
        &author,
    );
    table(&mut out, "Vote in a plan", &voting::Cast, &plans);
    let ballots: Vec<_> = all
        .iter()
        .map(|(state, proposal)| (*state, ballot(proposal)))
        .collect();
    table(&mut out, "Vote on a proposal", &voting::Cast, &ballots);
    table(&mut out, "Take a vote back", &voting::Withdraw, &ballots);
    moderation::tables(&mut out);
    assert_kept("docs/policy-matrix.md", &out);
}
