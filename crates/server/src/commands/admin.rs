//! Appointing people from where the operator stands: possible while the server runs.

use std::sync::Arc;

use app::{
    Cx, Error, House,
    accounts::{Appointed, GrantRole, Whom, appoint_admin, grant_role},
    moderation_log::{self, NewKey},
    problem::{Told, tell},
};
use clap::Subcommand;
use domain::{
    Code, Language,
    accounts::{AccountRefusal, Role},
    refusal::Refusal,
    text::{DisplayName, EmailAddress, Slug},
};
use secrecy::ExposeSecret;

use super::{Failure, migrate, say};
use crate::{compose, config::Config};

/// Whom the house trusts.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum Admin {
    /// Makes somebody admin of the whole site, opens their account where there is none, and prints a code with which
    /// they choose a password. Running it again prints another code.
    Create {
        /// The address of the admin.
        #[arg(long)]
        email: String,
        /// The name shown, 2 to 60 characters; a pseudonym unless said.
        #[arg(long)]
        name: Option<String>,
    },
    /// Gives a role to somebody who has an account. Running it again changes nothing.
    Grant {
        /// The address of the account.
        #[arg(long)]
        email: String,
        /// facilitator, moderator, reviewer, staff or admin.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The plan it is for, by its slug; the whole site unless said.
        #[arg(long)]
        plan: Option<String>,
    },
}

/// Keys.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Keys {
    /// Draws new keys and moves the others one place on; nobody is signed out.
    Rotate {
        /// Which keys.
        which: Rotated,
    },
}

/// Keys that can be rotated.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum Rotated {
    /// Those that sign access tokens. Rotate twice, ten minutes apart, and no token of the present key is left.
    Jwt,
    /// The one that signs the public log of moderation: the present key signs the line that brings the next one.
    Log,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| {
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("one of {}", roles.join(", "))
    })
}

/// The house beside a server that may be running: nothing is locked, nothing is served.
pub(super) async fn house(config: &Config) -> Result<Arc<House>, Failure> {
    let db = compose::database(config).await?;
    if !config.is_postgres() {
        migrate::up(config, &db).await?;
    } else if !migrate::is_up_to_date(&db).await {
        let why = "the schema is not up to date: run `fabrique migrate up`";
        return Err(Failure::NotReady(why.to_owned()));
    }
    Ok(compose::house(config, db).await?)
}

/// What a use case says no with, in a sentence.
fn said(error: Error) -> Failure {
    match tell(&error, &Language::English) {
        Told::Problems(problems) => {
            let say = |problem: app::Problem| match problem.field {
                Some(field) => format!("{field}: {}", problem.message),
                None => problem.message,
            };
            Failure::Refused(problems.into_iter().map(say).collect::<Vec<_>>().join(" "))
        }
        Told::Failure { .. } => Failure::App(error),
    }
}

pub(super) async fn run(config: &Config, command: Admin) -> Result<(), Failure> {
    let cx = Cx::system(house(config).await?, "admin");
    match command {
        Admin::Create { email, name } => create(&cx, &email, name.as_deref()).await,
        Admin::Grant { email, role, plan } => grant(&cx, &email, role, plan.as_deref()).await,
    }
}

async fn create(cx: &Cx, email: &str, name: Option<&str>) -> Result<(), Failure> {
    let mut fields = domain::refusal::Fields::default();
    let email = fields.take("--email", EmailAddress::parse(email));
    let bounds = cx.limits().display_name;
    let name = fields.take(
        "--name",
        name.map(|name| DisplayName::parse(name, bounds)).transpose(),
    );
    let typed = fields
        .finish(email.zip(name))
        .map_err(|wrong| said(wrong.into()))?;
    let (email, name) = typed;
    let Appointed {
        account,
        created,
        granted,
        attempt,
        code,
    } = appoint_admin(cx, &email, name.as_ref()).await.map_err(said)?;
    let done = match (created, granted) {
        (true, _) => "The account was opened, as admin of the whole site",
        (false, true) => "The account is admin of the whole site from now on",
        (false, false) => "The account is admin of the whole site already",
    };
    say(&format!(
        "{done}: {} ({}).\n\
         Choose a password of 15 characters or more within 15 minutes:\n\n  \
         mutation {{ resetPassword(attempt: \"{attempt}\", code: \"{}\", password: \"…\") {{ tokens {{ accessToken }} problems {{ message }} }} }}\n\n\
         at {}, or ask there for a code by mail later.\n",
        account.display_name,
        account.id,
        code.expose_secret(),
        cx.house().site.audience,
    ))
}

async fn grant(cx: &Cx, email: &str, role: Role, plan: Option<&str>) -> Result<(), Failure> {
    let whom = Whom::parse(None, Some(email)).map_err(|wrong| said(wrong.into()))?;
    let plan = match plan {
        None => None,
        Some(slug) => {
            let unknown = || said(Error::NotFound(Code::PlanNotFound));
            let slug = Slug::parse(slug).map_err(|_malformed| unknown())?;
            let plan = app::plans::by_slug(cx, &slug).await.map_err(said)?;
            Some(plan.ok_or_else(unknown)?.id)
        }
    };
    let command = GrantRole::parse(cx, whom, role, plan, None).map_err(|wrong| said(wrong.into()))?;
    match grant_role(cx, command).await {
        Ok(granted) => say(&format!("{} is given: {}.\n", role.as_str(), granted.id)),
        Err(Error::Refused(Refusal::Account(AccountRefusal::AlreadyGranted))) => {
            say(&format!("{} was given already.\n", role.as_str()))
        }
        Err(error) => Err(said(error)),
    }
}

pub(super) async fn keys(config: &Config, command: Keys) -> Result<(), Failure> {
    let cx = Cx::system(house(config).await?, "keys");
    match command {
        Keys::Rotate { which: Rotated::Jwt } => {
            app::accounts::rotate_signing_keys(&cx).await?;
            say("New tokens are signed by the next key within a minute; those given out still work.\n")
        }
        Keys::Rotate { which: Rotated::Log } => {
            let NewKey { n, fingerprint } = moderation_log::rotate_key(&cx).await?;
            say(&format!(
                "Line {n} of the log brings the new key. Publish its fingerprint apart from the log:\n\n  {fingerprint}\n"
            ))
        }
    }
}
