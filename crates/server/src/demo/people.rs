//! The people of the town: each signs up with an address and the code that was mailed there, as everybody does.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use app::{
    Cx, House,
    accounts::{ConfirmCode, GrantRole, NewcomerInput, RequestCode, SignUp, Whom},
    ports::{Mail, MailError, Mailer},
};
use domain::{
    Actor, Language,
    accounts::{AgeBand, AttemptId, Purpose, Role},
    text::EmailAddress,
};
use secrecy::SecretString;

use super::{DemoError, Told, texts::Someone};
use crate::mail::MailFolder;

/// The password of everybody one can enter as: this town holds nothing that is worth a better one.
pub(super) const PASSWORD: &str = "les tilleuls en fleurs";

/// Hears the mails of the story: keeps the last one with a code, and lays the others where visitors read them.
pub(super) struct LastMail {
    code: Mutex<Option<String>>,
    others: MailFolder,
}

impl LastMail {
    /// Lays mails without a code into this folder.
    pub(super) fn new(others: MailFolder) -> Self {
        Self {
            code: Mutex::default(),
            others,
        }
    }
}

impl Mailer for LastMail {
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>> {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let code = mail.text.lines().find(is_code).map(str::to_owned);
        if code.is_none() {
            return self.others.send(mail);
        }
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = code;
        Box::pin(std::future::ready(Ok(())))
    }

    fn forget<'a>(
        &'a self,
        to: &'a EmailAddress,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>> {
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.others.forget(to)
    }
}

impl LastMail {
    /// The six digits that came last.
    fn code(&self) -> Option<String> {
        self.code.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Where people of the town get their mail: a domain that exists nowhere (RFC 2606).
pub(super) fn address(key: &str) -> String {
    format!("{key}@saint-exemple.example")
}

/// Signs somebody up with a password, for entering as them later.
pub(super) async fn sign_up(house: &Arc<House>, mail: &LastMail, someone: &Someone) -> Told<Cx> {
    let visitor = Cx::new(house.clone(), Actor::Visitor, Language::French, "demo");
    let newcomer = newcomer(someone.name);
    let password = SecretString::from(PASSWORD);
    let command = SignUp::parse(&visitor, &address(someone.key), &password, &newcomer).await?;
    let attempt = app::accounts::sign_up(&visitor, command).await?;
    confirm(house, mail, &visitor, attempt, &newcomer).await
}

/// Signs somebody up with a code alone.
pub(super) async fn enter(house: &Arc<House>, mail: &LastMail, key: &str, name: &str) -> Told<Cx> {
    let visitor = Cx::new(house.clone(), Actor::Visitor, Language::French, "demo");
    let command = RequestCode::parse(&address(key), Purpose::SignIn)?;
    let attempt = app::accounts::request_code(&visitor, command).await?;
    confirm(house, mail, &visitor, attempt, &newcomer(name)).await
}

fn newcomer(name: &str) -> NewcomerInput {
    NewcomerInput {
        display_name: Some(name.to_owned()),
        age: Some(AgeBand::FifteenOrMore),
    }
}

async fn confirm(
    house: &Arc<House>,
    mail: &LastMail,
    visitor: &Cx,
    attempt: AttemptId,
    newcomer: &NewcomerInput,
) -> Told<Cx> {
    app::worker::run_due(house).await?;
    let code = mail.code().ok_or(DemoError::NoCode)?;
    let command = ConfirmCode::parse(visitor, attempt, &code, newcomer, None, None)?;
    let signed_in = app::accounts::confirm_code(visitor, command).await?;
    again(visitor, &signed_in.tokens.access).await
}

/// The context of whoever holds this token, with the rights of now.
async fn again(visitor: &Cx, access: &SecretString) -> Told<Cx> {
    use secrecy::ExposeSecret;

    match app::accounts::admit(visitor, access.expose_secret()).await? {
        Ok(admitted) => Ok(visitor.acting(admitted.actor, admitted.session)),
        Err(_stranger) => Err(DemoError::NoCode),
    }
}

/// Gives somebody a role in the whole site.
pub(super) async fn grant(house: &Arc<House>, key: &str, role: Role) -> Told<()> {
    let cx = Cx::system(house.clone(), "demo");
    let whom = Whom::parse(None, Some(&address(key)))?;
    let command = GrantRole::parse(&cx, whom, role, None, None)?;
    app::accounts::grant_role(&cx, command).await?;
    Ok(())
}
