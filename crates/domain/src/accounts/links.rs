//! Links of people with a neighbourhood, and what confirmed them.

use unicode_normalization::UnicodeNormalization;

use super::{AccountId, AccountRefusal};
use crate::{
    Code, Id, Permitted, Timestamp,
    id::Kind,
    plans::{Plan, PlanId},
    policy::accounts::{ConfirmLink, DeclareLink},
    refusal::Fault,
    text::{Bounds, Title},
};

/// A person's link with the neighbourhood of a plan: declared by them, confirmed by somebody who saw a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whose.
    pub account: AccountId,
    /// With which plan.
    pub plan: PlanId,
    /// What links them.
    pub kind: LinkKind,
    /// When they said so.
    pub declared_at: Timestamp,
    /// Until when it is confirmed; `None` when it never was.
    pub confirmed_until: Option<Timestamp>,
    /// The proof that confirmed it.
    pub proof: Option<ProofId>,
}

impl Permitted<DeclareLink, Plan> {
    /// The link as declared now. The same kind again changes nothing; another kind has to be confirmed anew, since the
    /// proof showed the former.
    #[must_use]
    pub fn declare(self, account: AccountId, kind: LinkKind, former: Option<Link>, now: Timestamp) -> Link {
        match former {
            Some(former) if former.kind == kind => former,
            Some(_) | None => Link {
                account,
                plan: self.subject.id,
                kind,
                declared_at: now,
                confirmed_until: None,
                proof: None,
            },
        }
    }
}

impl Permitted<ConfirmLink, Link> {
    /// The link, confirmed for as long as the proof holds.
    pub fn confirm(self, proof: &Proof) -> Result<Link, AccountRefusal> {
        let link = self.subject;
        if proof.account != link.account {
            return Err(AccountRefusal::ProofUsed);
        }
        if !proof.method.shows(link.kind) {
            return Err(AccountRefusal::ProofUnfit);
        }
        Ok(Link {
            confirmed_until: Some(proof.expires_at),
            proof: Some(proof.id),
            ..link
        })
    }
}

/// What links a person with a neighbourhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// Lives there.
    Lives,
    /// Works there.
    Works,
    /// Studies there.
    Studies,
    /// Was rehoused from there: stays eligible.
    Rehoused,
    /// Keeps a shop there.
    Shop,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Lives,
        Self::Works,
        Self::Studies,
        Self::Rehoused,
        Self::Shop,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lives => "lives",
            Self::Works => "works",
            Self::Studies => "studies",
            Self::Rehoused => "rehoused",
            Self::Shop => "shop",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A proof that somebody looked at, and never copied: what it was, who issued it, who looked, until when it holds.
/// One proof serves one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub id: ProofId,
    /// Whose link it confirms.
    pub account: AccountId,
    /// What it was.
    pub method: ProofMethod,
    /// A keyed hash of issuer and reference: tells the same paper again, and nothing of what it says.
    pub fingerprint: [u8; 32],
    /// Who issued it, 1 to 100 characters.
    pub issuer: Title,
    /// Who looked at it; `None` for the house itself.
    pub looked_by: Option<AccountId>,
    /// When.
    pub looked_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// The id of a proof.
pub type ProofId = Id<Proof>;

impl Kind for Proof {
    const PREFIX: &'static str = "proof";
}

/// What a proof was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProofMethod {
    /// A lease, a rent receipt or the landlord's own list.
    Tenancy,
    /// A bill of energy, water or telephone.
    Bill,
    /// The word of whom the person stays with («hébergement»).
    Hosting,
    /// A domiciliation by the CCAS or an association.
    Domiciliation,
    /// A school or study certificate.
    School,
    /// A certificate of an employer.
    Employment,
    /// The registration of a shop.
    Shop,
    /// The landlord's or town's letter of rehousing.
    Rehousing,
    /// A code that came by letter to the address.
    Letter,
}

impl ProofMethod {
    /// Every method.
    pub const ALL: [Self; 9] = [
        Self::Tenancy,
        Self::Bill,
        Self::Hosting,
        Self::Domiciliation,
        Self::School,
        Self::Employment,
        Self::Shop,
        Self::Rehousing,
        Self::Letter,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenancy => "tenancy",
            Self::Bill => "bill",
            Self::Hosting => "hosting",
            Self::Domiciliation => "domiciliation",
            Self::School => "school",
            Self::Employment => "employment",
            Self::Shop => "shop",
            Self::Rehousing => "rehousing",
            Self::Letter => "letter",
        }
    }

    /// The method of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    /// Whether such a proof shows such a link. Being hosted and a domiciliation are homes like any other; who was
    /// rehoused shows it by a letter, or by the home that they had.
    pub const fn shows(self, kind: LinkKind) -> bool {
        match self {
            Self::Tenancy | Self::Bill => {
                matches!(kind, LinkKind::Lives | LinkKind::Rehoused | LinkKind::Shop)
            }
            Self::Hosting | Self::Domiciliation => matches!(kind, LinkKind::Lives | LinkKind::Rehoused),
            Self::School => matches!(kind, LinkKind::Studies),
            Self::Employment => matches!(kind, LinkKind::Works),
            Self::Shop => matches!(kind, LinkKind::Shop | LinkKind::Works),
            Self::Rehousing => matches!(kind, LinkKind::Rehoused),
            Self::Letter => matches!(kind, LinkKind::Lives | LinkKind::Shop),
        }
    }

    /// How many days such a proof holds at most: a domiciliation (art. L. 264-2 CASF), a word of a host and a school
    /// year are for one year.
    pub const fn days(self) -> u64 {
        match self {
            Self::Hosting | Self::Domiciliation | Self::School => 365,
            Self::Tenancy | Self::Bill | Self::Employment | Self::Shop | Self::Rehousing | Self::Letter => {
                PROOF_DAYS
            }
        }
    }
}

/// The most days that a proof holds: two years.
pub const PROOF_DAYS: u64 = 730;

/// What tells a paper from any other: who issued it, or the number or name on it. It is read to make a fingerprint
/// and never kept; two spellings that differ by case, accents, spaces or punctuation are one.
#[derive(Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// Reads what was typed: 1 to 100 characters, at least `least` of them letters or digits.
    pub fn parse(raw: &str, least: u32) -> Result<Self, Fault> {
        let typed = Title::parse(raw, Bounds::new(1, 100))?;
        let told: String = typed
            .as_str()
            .nfkd()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let length = u32::try_from(told.chars().count()).unwrap_or(u32::MAX);
        if length < least {
            return Err(Fault::new(Code::FieldTooShort)
                .with("min", least)
                .with("length", length));
        }
        Ok(Self(told))
    }

    /// The form that two spellings share.
    pub fn canonical(&self) -> &str {
        &self.0
    }
}

/// Never what it says: a lease number or a name must not reach a log.
impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reference(…)")
    }
}

/// A reason to look at who somebody is has 10 to 500 characters.
pub const LOOKUP_REASON: Bounds = Bounds::new(10, 500);

/// A look-up of a person's identity by somebody of the town: logged, and shown to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Its id.
    pub id: LookupId,
    /// Whose identity.
    pub account: AccountId,
    /// Who looked; `None` for the house itself, and for the reviewer of a contested case, who is never named.
    pub by: Option<AccountId>,
    /// What was looked at: `email`, or `notice` for who sent one.
    pub what: String,
    /// Why, in the words of who looked, 10 to 500 characters.
    pub reason: Title,
    /// When.
    pub at: Timestamp,
}

/// The id of a look-up.
pub type LookupId = Id<Lookup>;

impl Kind for Lookup {
    const PREFIX: &'static str = "lookup";
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Actor;

    fn link(kind: LinkKind) -> Link {
        Link {
            account: Id::new(Uuid::from_u128(1)),
            plan: Id::new(Uuid::from_u128(1)),
            kind,
            declared_at: Timestamp::default(),
            confirmed_until: None,
            proof: None,
        }
    }

    fn proof(account: u128, method: ProofMethod) -> Proof {
        Proof {
            id: Id::new(Uuid::from_u128(1)),
            account: Id::new(Uuid::from_u128(account)),
            method,
            fingerprint: [0; 32],
            issuer: Title::from_history("CCAS"),
            looked_by: None,
            looked_at: Timestamp::default(),
            expires_at: Timestamp::from_micros(9),
        }
    }

    #[test]
    fn every_link_can_be_shown_and_no_proof_shows_all_of_them() {
        let confirm = |kind, proof: &Proof| {
            let permitted = Actor::System.may(ConfirmLink, link(kind)).expect("the house may");
            permitted.confirm(proof).map(|link| link.confirmed_until)
        };
        for kind in LinkKind::ALL {
            assert!(
                ProofMethod::ALL.iter().any(|method| method.shows(kind)),
                "{kind:?}"
            );
        }
        for method in ProofMethod::ALL {
            let shown = LinkKind::ALL
                .into_iter()
                .map(|kind| confirm(kind, &proof(1, method)))
                .filter(|confirmed| *confirmed == Ok(Some(Timestamp::from_micros(9))))
                .count();
            assert!((1..LinkKind::ALL.len()).contains(&shown), "{method:?}");
            assert!(method.days() <= PROOF_DAYS);
        }
        assert_eq!(
            confirm(LinkKind::Works, &proof(1, ProofMethod::Domiciliation)),
            Err(AccountRefusal::ProofUnfit)
        );
        assert_eq!(
            confirm(LinkKind::Lives, &proof(2, ProofMethod::Domiciliation)),
            Err(AccountRefusal::ProofUsed),
            "of somebody else"
        );
    }

    #[test]
    fn spellings_of_one_reference_are_one() {
        let read = |raw| Reference::parse(raw, 3).expect("a reference");
        assert_eq!(read("Bail n° 2024-0117 / É"), read("bail N°20240117e"));
        assert_ne!(read("2024-0117"), read("2024-0118"));
        assert_eq!(
            Reference::parse(" - / - ", 3).map_err(|fault| fault.code),
            Err(Code::FieldTooShort)
        );
        assert_eq!(format!("{:?}", read("2024-0117")), "Reference(…)");
    }
}
