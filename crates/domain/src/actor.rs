//! Who acts, and the proof that they may.

use std::collections::BTreeMap;

use crate::{
    Denied, Scope,
    accounts::{AccountId, AgeBand, ApiScope, Grant, Role, Standing},
    organisations::Entrusted,
    plans::{PlanId, Requirement},
    proposals::{AttributionId, Author},
    scope::{Level, PlanSet},
};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Anybody.
    Visitor,
    /// A person who is signed in.
    Person(Person),
    /// A program of the town, by its service account.
    Program(Program),
    /// Somebody without an account, by the receipt of the words that a facilitator recorded for them.
    Speaker(AttributionId),
    /// The house itself: a reaction, a job or a command.
    System,
}

/// A person who is signed in, as loaded once for the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// Answer to the question about age.
    pub age: AgeBand,
    /// Whether the account stands.
    pub standing: Standing,
    /// Roles that are in force.
    pub grants: Vec<Grant>,
    /// Links with neighbourhoods: the strongest a plan.
    pub links: BTreeMap<PlanId, Requirement>,
    /// In whose name the person answers, and about what: grants in force of organisations that were checked.
    pub answering: Vec<Entrusted>,
}

impl Person {
    /// Whether anything was entrusted to the person: a role, or answering for an organisation.
    pub fn holds_office(&self) -> bool {
        !self.grants.is_empty() || !self.answering.is_empty()
    }
}

/// A program of the town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The service account.
    pub account: AccountId,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// Named scopes: `read`, `write`, `answer`, `export`.
    pub scopes: Vec<String>,
}

/// A rule of the `policy` folder: whether an actor may do `A` to this.
pub trait Allows<A> {
    /// Says yes, or why not.
    fn allows(&self, actor: &Actor, action: &A) -> Result<(), Denied>;
}

/// The proof that an actor may do `A` to this very `T`. Only the domain makes one, and only it opens one.
#[derive(Debug)]
#[must_use]
pub struct Permitted<A, T> {
    pub(crate) action: A,
    pub(crate) subject: T,
    pub(crate) by: Option<AccountId>,
}

impl<A, T> Permitted<A, T> {
    /// What the permission is about.
    pub fn subject(&self) -> &T {
        &self.subject
    }

    /// What is permitted.
    pub fn action(&self) -> &A {
        &self.action
    }
}

impl Actor {
    /// Asks the policy, and binds its yes to the subject.
    pub fn may<A, T: Allows<A>>(&self, action: A, subject: T) -> Result<Permitted<A, T>, Denied> {
        subject.allows(self, &action)?;
        Ok(Permitted {
            action,
            subject,
            by: self.account(),
        })
    }

    /// The account behind the actor, if there is one.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Visitor | Self::Speaker(_) | Self::System => None,
            Self::Person(person) => Some(person.account),
            Self::Program(program) => Some(program.account),
        }
    }

    /// The person, if one is signed in.
    pub fn person(&self) -> Result<&Person, Denied> {
        match self {
            Self::Person(person) => Ok(person),
            Self::Visitor | Self::Speaker(_) => Err(Denied::SignInRequired),
            Self::Program(_) | Self::System => Err(Denied::RoleRequired),
        }
    }

    /// Whether the actor wrote, or said, what this author signs.
    pub fn speaks_as(&self, author: Author) -> bool {
        match (self, author) {
            (Self::Speaker(speaker), Author::Attribution(attribution)) => *speaker == attribution,
            (_, Author::Account(account)) => self.account() == Some(account),
            (_, Author::Attribution(_)) => false,
        }
    }

    fn grants(&self) -> &[Grant] {
        match self {
            Self::Visitor | Self::Speaker(_) | Self::System => &[],
            Self::Person(person) => &person.grants,
            Self::Program(program) => &program.grants,
        }
    }

    /// Whether the actor has this role for the plan, or for the whole site.
    pub fn has(&self, role: Role, plan: PlanId) -> bool {
        matches!(self, Self::System)
            || self
                .grants()
                .iter()
                .any(|grant| grant.role == role && grant.plan.is_none_or(|p| p == plan))
    }

    /// Whether the actor has this role for the whole site.
    pub fn has_everywhere(&self, role: Role) -> bool {
        matches!(self, Self::System)
            || self
                .grants()
                .iter()
                .any(|grant| grant.role == role && grant.plan.is_none())
    }

    /// Yes unless the actor is a program that was not given this scope. People have no scopes: their roles say all.
    pub fn must_hold(&self, scope: ApiScope) -> Result<(), Denied> {
        match self {
            Self::Program(program) if !program.scopes.iter().any(|held| held == scope.as_str()) => {
                Err(Denied::ScopeRequired)
            }
            Self::Visitor | Self::Person(_) | Self::Program(_) | Self::Speaker(_) | Self::System => Ok(()),
        }
    }

    /// Whether the actor sees what is prepared for this plan: its staff, an admin, or a program that reads for them.
    pub fn staffs(&self, plan: PlanId) -> bool {
        self.serves(plan) && self.must_hold(ApiScope::Read).is_ok()
    }

    fn serves(&self, plan: PlanId) -> bool {
        self.has(Role::Staff, plan) || self.has_everywhere(Role::Admin)
    }

    /// Yes when the actor is staff of the plan, and may write if it is a program; otherwise why not.
    pub fn must_staff(&self, plan: PlanId) -> Result<(), Denied> {
        self.must_staff_by(plan, ApiScope::Write)
    }

    /// Yes when the actor is staff of the plan, with this scope if it is a program; otherwise why not.
    pub fn must_staff_by(&self, plan: PlanId, scope: ApiScope) -> Result<(), Denied> {
        match self {
            _ if self.serves(plan) => self.must_hold(scope),
            Self::Visitor | Self::Speaker(_) => Err(Denied::SignInRequired),
            _ => Err(Denied::RoleRequired),
        }
    }

    /// Yes when the actor is staff of the whole site or an admin, with this scope if it is a program.
    pub fn must_staff_site(&self, scope: ApiScope) -> Result<(), Denied> {
        match self {
            _ if self.has_everywhere(Role::Staff) || self.has_everywhere(Role::Admin) => {
                self.must_hold(scope)
            }
            Self::Visitor | Self::Speaker(_) => Err(Denied::SignInRequired),
            _ => Err(Denied::RoleRequired),
        }
    }

    /// Yes to admins who are people, and to the house itself: a program never says whom the town trusts.
    pub fn must_administer(&self) -> Result<(), Denied> {
        match self {
            Self::Visitor | Self::Speaker(_) => Err(Denied::SignInRequired),
            Self::Person(_) | Self::System if self.has_everywhere(Role::Admin) => Ok(()),
            Self::Person(_) | Self::Program(_) | Self::System => Err(Denied::RoleRequired),
        }
    }

    /// Yes when a person stands and meets what the plan asks for; otherwise why not.
    pub fn must_meet(&self, requirement: Requirement, plan: PlanId) -> Result<&Person, Denied> {
        let person = self.must_stand()?;
        let link = person.links.get(&plan).copied().unwrap_or(Requirement::Account);
        if link >= requirement {
            Ok(person)
        } else {
            Err(Denied::LinkRequired(requirement))
        }
    }

    /// Yes when a person is signed in and under no sanction; otherwise why not.
    pub fn must_stand(&self) -> Result<&Person, Denied> {
        let person = self.person()?;
        match person.standing {
            Standing::Active => Ok(person),
            Standing::Limited { until } => Err(Denied::Limited(until)),
            Standing::Erased { .. } => Err(Denied::SignInRequired),
        }
    }

    /// What the actor may see.
    pub fn scope(&self) -> Scope {
        let set = |roles: &[Role]| -> PlanSet {
            self.grants()
                .iter()
                .filter(|grant| roles.contains(&grant.role))
                .map(|grant| grant.plan)
                .collect()
        };
        let site_admin = self.has_everywhere(Role::Admin);
        match self {
            Self::System => Scope::system(),
            // Its roles show nothing to a program that was not allowed to read.
            Self::Program(program) if self.must_hold(ApiScope::Read).is_err() => Scope {
                viewer: Some(program.account),
                ..Scope::public()
            },
            Self::Speaker(speaker) => Scope {
                speaker: Some(*speaker),
                ..Scope::public()
            },
            _ => Scope {
                viewer: self.account(),
                speaker: None,
                staffs: if site_admin {
                    PlanSet::All
                } else {
                    set(&[Role::Staff])
                },
                moderates: set(&[Role::Moderator]),
                reviews: set(&[Role::Reviewer]),
                level: Level::Reader,
            },
        }
    }
}
