//! Organisations (organismes): they answer and speak under their name, and never vote.

use std::fmt;

use crate::{
    Code, Id, Permitted, Timestamp,
    accounts::AccountId,
    geo::Shape,
    id::Kind,
    plans::{OperationId, PlanId, ThemeId},
    policy::organisations::{Check, Edit},
    proposals::{Place, Proposal},
    refusal::{Facts, Fault},
    text::{Bounds, Title},
};

/// A name has 2 to 150 characters.
pub const NAME: Bounds = Bounds::new(2, 150);

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name, 2 to 150 characters.
    pub name: Title,
    /// Its number in a public register.
    pub registration: Registration,
    /// When staff compared name and number with the register; none until then.
    pub checked_at: Option<Timestamp>,
    /// Increases with every change.
    pub version: i64,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// The id of an organisation.
pub type OrganisationId = Id<Organisation>;

impl Kind for Organisation {
    const PREFIX: &'static str = "organisation";
}

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// Commune.
    Town,
    /// Établissement public territorial.
    Ept,
    /// Bailleur.
    Landlord,
    /// Agence nationale pour la rénovation urbaine.
    Anru,
    /// Association.
    Association,
    /// Conseil citoyen.
    CitizensCouncil,
}

impl OrganisationKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Town,
        Self::Ept,
        Self::Landlord,
        Self::Anru,
        Self::Association,
        Self::CitizensCouncil,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Ept => "ept",
            Self::Landlord => "landlord",
            Self::Anru => "anru",
            Self::Association => "association",
            Self::CitizensCouncil => "citizens_council",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// A number in a public register: SIRET (INSEE) or RNA (associations).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Registration(String);

/// The SIREN of La Poste, whose establishments follow a rule of their own.
const LA_POSTE: &str = "356000000";

impl Registration {
    /// Reads a SIRET (14 digits whose Luhn sum is a multiple of 10; for La Poste the plain sum may be a multiple of 5
    /// instead) or an RNA number (`W` and 9 digits). Spaces do not matter.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let number: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fits = match number.strip_prefix(['W', 'w']) {
            Some(rna) => rna.len() == 9 && digits(rna),
            None => number.len() == 14 && digits(&number) && siret_adds_up(&number),
        };
        match number.as_str() {
            "" => Err(Fault::new(Code::FieldRequired)),
            _ if fits => Ok(Self(number.to_ascii_uppercase())),
            _ => Err(Fault::new(Code::FieldMalformed)),
        }
    }

    /// Takes a number as it was stored.
    pub fn from_history(number: String) -> Self {
        Self(number)
    }

    /// The number, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which register it is of.
    pub fn register(&self) -> Register {
        if self.0.starts_with('W') {
            Register::Rna
        } else {
            Register::Siret
        }
    }
}

impl fmt::Display for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A public register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Register {
    /// Establishments (INSEE).
    Siret,
    /// Associations (ministry of the interior).
    Rna,
}

fn siret_adds_up(siret: &str) -> bool {
    let digits = siret.bytes().rev().map(|b| u32::from(b - b'0'));
    let luhn: u32 = digits
        .clone()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| {
            let product = digit * weight;
            if product > 9 { product - 9 } else { product }
        })
        .sum();
    let plain: u32 = digits.sum();
    luhn.is_multiple_of(10) && plain > 0 || siret.starts_with(LA_POSTE) && plain.is_multiple_of(5)
}

impl Permitted<Check, Organisation> {
    /// Staff compared name and number with the register.
    pub fn check(self, now: Timestamp) -> Result<Organisation, OrganisationRefusal> {
        let organisation = self.subject;
        match organisation.checked_at {
            None => Ok(Organisation {
                checked_at: Some(now),
                version: organisation.version + 1,
                ..organisation
            }),
            Some(_) => Err(OrganisationRefusal::Checked),
        }
    }
}

impl Permitted<Edit, Organisation> {
    /// Another kind, name or number; a changed name or number is checked anew.
    #[must_use]
    pub fn describe(self, kind: OrganisationKind, name: Title, registration: Registration) -> Organisation {
        let organisation = self.subject;
        let same = organisation.name == name && organisation.registration == registration;
        Organisation {
            kind,
            name,
            registration,
            checked_at: organisation.checked_at.filter(|_| same),
            version: organisation.version + 1,
            ..organisation
        }
    }
}

impl Organisation {
    /// The organisation, once its number was checked: it speaks only then.
    pub fn must_be_checked(&self) -> Result<(), OrganisationRefusal> {
        match self.checked_at {
            Some(_) => Ok(()),
            None => Err(OrganisationRefusal::Unchecked),
        }
    }
}

/// A person's right to answer proposals in an organisation's name, about an operation or a theme of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweringGrant {
    /// Its id.
    pub id: AnsweringGrantId,
    /// Who answers.
    pub account: AccountId,
    /// In whose name.
    pub organisation: OrganisationId,
    /// The plan.
    pub plan: PlanId,
    /// About what.
    pub about: Remit,
    /// Who gave it.
    pub given_by: Option<AccountId>,
    /// When.
    pub given_at: Timestamp,
    /// Until when; without end if none.
    pub until: Option<Timestamp>,
}

/// The id of a grant for answering.
pub type AnsweringGrantId = Id<AnsweringGrant>;

impl Kind for AnsweringGrant {
    const PREFIX: &'static str = "grant";
}

/// What a grant for answering is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remit {
    /// An operation.
    Operation(OperationId),
    /// A theme.
    Theme(ThemeId),
}

/// What a grant for answering lets its holder do, as it is loaded with them: speak for an organisation in a plan, about
/// the proposals that it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrusted {
    /// The plan.
    pub plan: PlanId,
    /// The name of the organisation, which was checked.
    pub name: Title,
    /// What it covers.
    pub field: Field,
}

/// What a grant covers, by what a proposal says of itself.
///
/// A proposal names its theme and its place, never an operation. So a grant for a theme covers the proposals of that
/// theme, and a grant for an operation those whose point lies on the ground of the operation. A proposal about a zone
/// or about the whole perimeter concerns more than one operation: staff of the plan, or a grant for its theme,
/// answer it; and an operation that nobody drew covers none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// The proposals of a theme.
    Theme(ThemeId),
    /// The proposals on the ground of an operation, if it was drawn.
    Ground(Option<Shape>),
}

impl Entrusted {
    /// Whether it is about this proposal.
    pub fn covers(&self, proposal: &Proposal) -> bool {
        let falls_within = match (&self.field, proposal.place) {
            (Field::Theme(theme), _) => proposal.theme == Some(*theme),
            (Field::Ground(Some(ground)), Place::Point { latitude, longitude }) => {
                ground.contains(latitude, longitude)
            }
            (Field::Ground(_), Place::Point { .. } | Place::Zone(_) | Place::WholePerimeter) => false,
        };
        proposal.plan == self.plan && falls_within
    }
}

impl AnsweringGrant {
    /// Whether it is in force.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Why a rule about organisations says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationRefusal {
    /// Staff did not compare its number with the register.
    #[error("not checked")]
    Unchecked,
    /// It was checked already.
    #[error("checked already")]
    Checked,
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
}

impl OrganisationRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Unchecked => Code::OrganisationUnchecked,
            Self::Checked => Code::OrganisationChecked,
            Self::ChangedMeanwhile => Code::OrganisationChangedMeanwhile,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Unchecked | Self::Checked | Self::ChangedMeanwhile => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_both_registers_are_read() {
        for (raw, number) in [
            ("732 829 320 00074", "73282932000074"),
            ("35600000000048", "35600000000048"),
            // A post office: its Luhn sum is no multiple of ten, its plain sum is one of five.
            ("35600000049837", "35600000049837"),
            ("w751234567", "W751234567"),
        ] {
            assert_eq!(
                Registration::parse(raw).map(|n| n.to_string()),
                Ok(number.to_owned())
            );
        }
        for raw in [
            "73282932000075",
            "356000000498370",
            "35600000049838",
            "W75123456",
            "W7512345678",
            "WABCDEFGHI",
            "00000000000000",
            "７３２８２９３２０００７４",
        ] {
            assert_eq!(
                Registration::parse(raw).map_err(|f| f.code),
                Err(Code::FieldMalformed),
                "{raw}"
            );
        }
        assert_eq!(Registration::parse(" ").unwrap_err().code, Code::FieldRequired);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(digits in proptest::collection::vec(0_u8..10, 13), place in 0_usize..14, other in 1_u8..10) {
            prop_assume!(!digits.starts_with(&[3, 5, 6, 0, 0, 0, 0, 0, 0]) && digits.iter().any(|d| *d > 0));
            let text = |digits: &[u8]| digits.iter().map(|d| char::from(b'0' + d)).collect::<String>();
            let valid = (0..10)
                .map(|last| [digits.as_slice(), &[last]].concat())
                .find(|all| Registration::parse(&text(all)).is_ok())
                .expect("one check digit of ten fits");
            let mut wrong = valid.clone();
            wrong[place] = (wrong[place] + other) % 10;
            prop_assume!(!wrong.starts_with(&[3, 5, 6, 0, 0, 0, 0, 0, 0]));
            prop_assert!(Registration::parse(&text(&wrong)).is_err());
        }
    }
}
