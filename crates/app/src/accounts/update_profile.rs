//! Name, language, and having turned 15.

use domain::{
    Code, Language,
    accounts::{Account, AgeBand},
    policy::profiles::{Keep, Rename},
    refusal::{Fault, Fields},
    text::DisplayName,
};
use persistence::Tx;

use super::sessions;
use crate::{Cx, Result, error::OrHidden};

/// Changes what is given, and nothing else.
#[derive(Debug, Default)]
pub struct UpdateProfile {
    name: Option<NewName>,
    language: Option<Language>,
    turned_fifteen: bool,
}

#[derive(Debug)]
enum NewName {
    Chosen(DisplayName),
    Drawn,
}

/// What is to change, as it is typed.
#[derive(Debug, Default)]
pub struct ProfileInput {
    /// Another name.
    pub display_name: Option<String>,
    /// A pseudonym that the house draws, in the place of a name.
    pub draw_pseudonym: bool,
    /// Another language for mails: French or English.
    pub language: Option<String>,
    /// The person has turned 15; nobody turns younger.
    pub turned_fifteen: bool,
}

impl UpdateProfile {
    /// Reads what was typed, or says all that is wrong with it, to people who are signed in.
    pub fn parse(cx: &Cx, input: &ProfileInput) -> Result<Self> {
        cx.actor.person()?;
        let mut fields = Fields::default();
        let name = match (&input.display_name, input.draw_pseudonym) {
            (None, false) => Some(None),
            (None, true) => Some(Some(NewName::Drawn)),
            (Some(_), true) => fields.take("drawPseudonym", Err(Fault::new(Code::FieldMalformed))),
            (Some(name), false) => fields
                .take("displayName", DisplayName::parse(name, cx.limits().display_name))
                .map(|name| Some(NewName::Chosen(name))),
        };
        let language = match &input.language {
            None => Some(None),
            Some(tag) => fields.take("language", written(tag)).map(Some),
        };
        let command = (|| {
            Some(Self {
                name: name?,
                language: language?,
                turned_fifteen: input.turned_fifteen,
            })
        })();
        Ok(fields.finish(command)?)
    }
}

/// A language that mails are written in.
fn written(tag: &str) -> Result<Language, Fault> {
    match Language::parse(tag) {
        Some(language @ (Language::French | Language::English)) => Ok(language),
        _ => Err(Fault::new(Code::FieldUnknown)),
    }
}

/// Changes the actor's own account.
#[tracing::instrument(name = "accounts.update_profile", skip_all)]
pub async fn update_profile(cx: &Cx, command: UpdateProfile) -> Result<Account> {
    cx.write(|tx| update_profile_in(cx, tx, &command)).await
}

async fn update_profile_in(cx: &Cx, tx: Tx, command: &UpdateProfile) -> Result<Account> {
    let mut account = sessions::own(cx, &tx).await?;
    let keep = |account: Account| cx.actor.may(Keep, account).or_hidden(Code::AccountNotFound);
    if command.turned_fifteen && account.age == AgeBand::Under15 {
        account = keep(account)?.turn_fifteen();
    }
    if let Some(language) = &command.language {
        account = keep(account)?.speak(language.clone());
    }
    if let Some(name) = &command.name {
        let permitted = cx.actor.may(Rename, account).or_hidden(Code::AccountNotFound)?;
        account = match name {
            NewName::Chosen(name) => permitted.rename(name.clone())?,
            NewName::Drawn => permitted.draw_name(cx.random()),
        };
    }
    let account = keep(account)?.subject().clone();
    persistence::accounts::save(&tx, &account).await?;
    Ok(account)
}
