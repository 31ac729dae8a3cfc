//! What an owner changes of their account.

use super::{Account, AccountRefusal, AgeBand, pseudonym};
use crate::{
    Language,
    actor::Permitted,
    policy::profiles::{Keep, Rename},
    text::DisplayName,
};

impl Permitted<Rename, Account> {
    /// Takes a name that was chosen; refused under 15.
    pub fn rename(self, name: DisplayName) -> Result<Account, AccountRefusal> {
        self.subject.age.may_choose_name()?;
        Ok(Account {
            display_name: name,
            ..self.subject
        })
    }

    /// Takes another pseudonym, drawn from this random number.
    pub fn draw_name(self, drawn: i32) -> Account {
        Account {
            display_name: pseudonym(drawn),
            ..self.subject
        }
    }
}

impl Permitted<Keep, Account> {
    /// Is written to in another language from now on.
    pub fn speak(self, language: Language) -> Account {
        Account {
            language,
            ..self.subject
        }
    }

    /// Has turned 15; nobody turns younger, and saying it again changes nothing.
    pub fn turn_fifteen(self) -> Account {
        Account {
            age: AgeBand::FifteenOrMore,
            ..self.subject
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Actor, Id, Timestamp, accounts::Standing, actor::Person, text::Bounds};

    fn account(age: AgeBand) -> Account {
        Account {
            id: Id::new(Uuid::from_u128(1)),
            display_name: pseudonym(1),
            age,
            language: Language::French,
            standing: Standing::Active,
            created_at: Timestamp::default(),
            seen_at: Timestamp::default(),
        }
    }

    fn owner(age: AgeBand) -> Actor {
        Actor::Person(Person {
            account: Id::new(Uuid::from_u128(1)),
            age,
            standing: Standing::Active,
            grants: Vec::new(),
            links: [].into(),
            answering: Vec::new(),
        })
    }

    #[test]
    fn under_fifteen_a_name_is_drawn_and_never_chosen() {
        let name = DisplayName::parse("Léa Martin", Bounds::new(2, 60)).unwrap();
        let (young, old) = (AgeBand::Under15, AgeBand::FifteenOrMore);
        let may = |age| owner(age).may(Rename, account(age)).unwrap();
        assert_eq!(
            may(young).rename(name.clone()),
            Err(AccountRefusal::PseudonymImposed)
        );
        assert_eq!(may(young).draw_name(2).display_name, pseudonym(2));
        assert_eq!(may(old).rename(name.clone()).map(|a| a.display_name), Ok(name));
        let turned = owner(young).may(Keep, account(young)).unwrap().turn_fifteen();
        assert_eq!(turned.age, old);
    }
}
