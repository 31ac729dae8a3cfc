//! What people and programs were entrusted with: a role in a scope, who gave it, when, until when.

use super::{AccountId, AccountRefusal, admins_remain};
use crate::{Id, Permitted, Timestamp, id::Kind, plans::PlanId, policy::accounts::EndGrant};

/// What a person was entrusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Records what people say on paper, by phone or at a meeting.
    Facilitator,
    /// Works the queue.
    Moderator,
    /// Reviews contested decisions from outside the town: a plan with fewer than two moderators needs one.
    Reviewer,
    /// Writes plans and answers proposals.
    Staff,
    /// Grants, settings, rules, service accounts.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] = &[
        Self::Facilitator,
        Self::Moderator,
        Self::Reviewer,
        Self::Staff,
        Self::Admin,
    ];

    /// The word stored and written in the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Facilitator => "facilitator",
            Self::Moderator => "moderator",
            Self::Reviewer => "reviewer",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }

    /// The role of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == word)
    }
}

/// A role in a scope: the whole site, or one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The plan; `None` is the whole site.
    pub plan: Option<PlanId>,
}

/// A role as it was given, and whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Its id.
    pub id: GrantId,
    /// To whom.
    pub account: AccountId,
    /// What.
    pub grant: Grant,
    /// Who gave it; `None` for the house itself.
    pub given_by: Option<AccountId>,
    /// When.
    pub given_at: Timestamp,
    /// Until when; `None` for good.
    pub until: Option<Timestamp>,
    /// When it was ended before that.
    pub ended_at: Option<Timestamp>,
}

/// The id of a grant.
pub type GrantId = Id<Granted>;

impl Kind for Granted {
    const PREFIX: &'static str = "role";
}

impl Granted {
    /// Whether it still holds.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.until.is_none_or(|until| now < until)
    }

    /// Whether it makes its holder an admin of the site.
    pub fn is_admin(&self) -> bool {
        self.grant.role == Role::Admin && self.grant.plan.is_none()
    }
}

impl Permitted<EndGrant, Granted> {
    /// Ends a grant that is in force. `admins` are the admins of the site that are, itself included: somebody must
    /// remain.
    pub fn end(self, admins: &[Granted], now: Timestamp) -> Result<Granted, AccountRefusal> {
        let granted = self.subject;
        if granted.is_admin() {
            let others = admins.iter().filter(|other| other.id != granted.id);
            admins_remain(others, granted.until)?;
        }
        Ok(Granted {
            ended_at: Some(now),
            ..granted
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Actor;

    fn admin(number: u128, until: Option<i64>) -> Granted {
        Granted {
            id: Id::new(Uuid::from_u128(number)),
            account: Id::new(Uuid::from_u128(number)),
            grant: Grant {
                role: Role::Admin,
                plan: None,
            },
            given_by: None,
            given_at: Timestamp::from_micros(0),
            until: until.map(Timestamp::from_micros),
            ended_at: None,
        }
    }

    #[test]
    fn an_admin_goes_when_another_stays_at_least_as_long() {
        let now = Timestamp::from_micros(1);
        let goes = |going: &Granted, all: &[Granted]| {
            let permitted = Actor::System.may(EndGrant, going.clone()).expect("the house may");
            permitted.end(all, now).map(|granted| granted.ended_at)
        };
        let (ever, also, week, month) = (
            admin(1, None),
            admin(2, None),
            admin(3, Some(7)),
            admin(4, Some(30)),
        );
        let last = Err(AccountRefusal::LastAdmin);
        assert_eq!(goes(&ever, std::slice::from_ref(&ever)), last);
        assert_eq!(
            goes(&ever, &[ever.clone(), month.clone()]),
            last,
            "a deputy leaves before long"
        );
        assert_eq!(goes(&month, &[month.clone(), week.clone()]), last);
        assert_eq!(goes(&week, &[week.clone(), month]), Ok(Some(now)));
        assert_eq!(goes(&ever, &[ever.clone(), also]), Ok(Some(now)));
        assert_eq!(goes(&week, &[week.clone(), ever]), Ok(Some(now)));
    }
}
