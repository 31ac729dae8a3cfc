//! The house under test.

use std::sync::Arc;

use ::app::{Cx, Db, House, Limits, accounts::Ring, attachments::Files, feed::Feed, jobs, worker};
use auth::{
    keys::RootKey,
    password::{Hasher, PasswordCost},
    token::Site,
};
use domain::{
    Actor, Language,
    accounts::{Account, AgeBand, Grant, Role, Standing},
    text::{Bounds, DisplayName},
};
use graphql::Schema;
use object_store::local::LocalFileSystem;

use tokio::sync::Semaphore;

use crate::{MailBox, Person, PostBox, SeededIds, SetClock, TestDatabase};

/// A house of one test's own.
pub struct TestApp {
    /// Its database.
    pub database: TestDatabase,
    /// Its clock: starts on 23 November 2026 at 10:00 in Paris.
    pub clock: Arc<SetClock>,
    /// What was mailed.
    pub mail: Arc<MailBox>,
    /// What was sent to webhooks.
    pub courier: Arc<PostBox>,
    /// Where its files are kept.
    pub files: tempfile::TempDir,
    /// What lives as long as the program.
    pub house: Arc<House>,
    /// The API.
    pub schema: Schema,
    root: [u8; 32],
}

/// Files in this folder.
fn files_in(folder: &std::path::Path) -> Files {
    let store = LocalFileSystem::new_with_prefix(folder).expect("a store of files");
    Files::over(Arc::new(store))
}

impl TestApp {
    /// Opens the house, with two moderators of the whole site, so that plans can be published.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn start() -> Self {
        Self::within(Limits::default()).await
    }

    /// The same, within these limits.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn within(limits: Limits) -> Self {
        let app = Self::furnished(limits).await;
        for name in ["Inès", "Bachir"] {
            app.with_grants(
                name,
                &[Grant {
                    role: Role::Moderator,
                    plan: None,
                }],
            )
            .await;
        }
        app
    }

    /// Opens the house before anybody has an account.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn unmoderated() -> Self {
        Self::furnished(Limits::default()).await
    }

    async fn furnished(limits: Limits) -> Self {
        let database = TestDatabase::migrated().await;
        let clock = Arc::new(SetClock::at("2026-11-23T10:00:00+01:00"));
        let mail = Arc::new(MailBox::default());
        let courier = Arc::new(PostBox::default());
        #[expect(clippy::disallowed_methods, reason = "a key that no other test has")]
        let root: [u8; 32] = rand::random();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let house = Arc::new(House {
            db: database.connect().await,
            clock: clock.clone(),
            ids: Arc::new(SeededIds::default()),
            limits,
            root_key: RootKey::from_bytes(&root).expect("32 bytes"),
            hasher: Hasher {
                cost: PasswordCost::CHEAP,
                slots: Arc::new(Semaphore::new(2)),
            },
            files: files_in(folder.path()),
            mailer: mail.clone(),
            courier: courier.clone(),
            site: Site {
                issuer: "https://fabrique.example".to_owned(),
                audience: "https://fabrique.example/graphql".to_owned(),
            },
            authority: "Le maire de Saint-Exemple".to_owned(),
            ring: Ring::default(),
            feed: Feed::default(),
        });
        Self {
            database,
            clock,
            mail,
            courier,
            files: folder,
            house,
            schema: graphql::schema(),
            root,
        }
    }

    /// The 32 bytes of the root key, for a program that is to open a copy of this house.
    pub fn root_key(&self) -> &[u8; 32] {
        &self.root
    }

    /// Another process on the same database, under the same key: the house of this one shares nothing else with it.
    ///
    /// # Panics
    /// When it cannot connect.
    pub async fn second_process(&self) -> Arc<House> {
        self.opened_over(&self.database).await
    }

    /// Another process on the same database that keeps its files elsewhere.
    ///
    /// # Panics
    /// When it cannot connect.
    pub async fn with_files(&self, files: Files) -> Arc<House> {
        let mut house = self.opened_over(&self.database).await;
        Arc::get_mut(&mut house).expect("nobody else has it yet").files = files;
        house
    }

    /// The names of the files that are kept.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn kept_files(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.files.path()).expect("the folder of files");
        let names = folder.map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// A process under the same key on another database: one that a backup was restored into.
    ///
    /// # Panics
    /// When it cannot connect.
    pub async fn opened_over(&self, database: &TestDatabase) -> Arc<House> {
        Arc::new(House {
            db: database.connect().await,
            clock: self.clock.clone(),
            ids: self.house.ids.clone(),
            limits: self.house.limits.clone(),
            root_key: RootKey::from_bytes(&self.root).expect("32 bytes"),
            hasher: Hasher {
                cost: PasswordCost::CHEAP,
                slots: Arc::new(Semaphore::new(2)),
            },
            files: files_in(self.files.path()),
            mailer: self.mail.clone(),
            courier: self.courier.clone(),
            site: self.house.site.clone(),
            authority: "Le maire de Saint-Exemple".to_owned(),
            ring: Ring::default(),
            feed: Feed::default(),
        })
    }

    /// The database, as the house sees it.
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// Gives events their numbers and runs every job that is due by the clock of the test; how many jobs ran.
    ///
    /// # Panics
    /// When the database fails: a job that fails does not, it waits for its next try.
    pub async fn run_worker(&self) -> usize {
        let cx = Cx::system(self.house.clone(), "test");
        jobs::plant(&cx).await.expect("recurring jobs are there");
        worker::run_due(&self.house).await.expect("the worker runs")
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Person {
        self.person_of(Actor::Visitor)
    }

    /// A resident with an account and no role.
    ///
    /// # Panics
    /// When the account cannot be made.
    pub async fn resident(&self, name: &str) -> Person {
        self.with_grants(name, &[]).await
    }

    /// Staff of the whole site.
    ///
    /// # Panics
    /// When the account cannot be made.
    pub async fn staff(&self, name: &str) -> Person {
        self.with_grants(
            name,
            &[Grant {
                role: Role::Staff,
                plan: None,
            }],
        )
        .await
    }

    /// A person with these roles.
    ///
    /// # Panics
    /// When the account cannot be made.
    pub async fn with_grants(&self, name: &str, grants: &[Grant]) -> Person {
        let cx = Cx::system(self.house.clone(), "test");
        let account = Account {
            id: cx.new_id(),
            display_name: DisplayName::parse(name, Bounds::new(1, 60)).expect("a display name"),
            age: AgeBand::FifteenOrMore,
            language: Language::English,
            standing: Standing::Active,
            created_at: cx.now(),
            seen_at: cx.now(),
        };
        let now = cx.now();
        let ids = &self.house.ids;
        cx.write(|tx| {
            let account = &account;
            async move {
                persistence::accounts::insert(&tx, account).await?;
                for grant in grants {
                    persistence::accounts::grant(&tx, ids.uuid(now), account.id, *grant, None, now, None)
                        .await?;
                }
                Ok(())
            }
        })
        .await
        .expect("the account is made");
        let person = persistence::accounts::person(cx.db(), account.id, now)
            .await
            .expect("the account is read");
        self.person_of(person.map_or(Actor::Visitor, Actor::Person))
    }

    /// The same person with the roles and links that they have by now, as their next request brings them.
    ///
    /// # Panics
    /// When the account cannot be read.
    pub async fn again(&self, person: &Person) -> Person {
        let cx = Cx::system(self.house.clone(), "test");
        let read = persistence::accounts::person(cx.db(), person.account(), cx.now()).await;
        let read = read.expect("the account is read");
        self.person_of(read.map_or(Actor::Visitor, Actor::Person))
    }

    /// Gives a person a confirmed address.
    ///
    /// # Panics
    /// When the address is wrong or taken.
    pub async fn confirm_email(&self, person: &Person, email: &str) {
        let cx = Cx::system(self.house.clone(), "test");
        let email = domain::text::EmailAddress::parse(email).expect("an address");
        let (account, email, now) = (person.account(), &email, cx.now());
        cx.write(|tx| async move { Ok(persistence::accounts::set_email(&tx, account, email, now).await?) })
            .await
            .expect("the address is kept");
    }

    /// The program of this token, if the house knows it.
    ///
    /// # Panics
    /// When the token cannot be looked up.
    pub async fn program(&self, token: &str) -> Option<Person> {
        let cx = Cx::system(self.house.clone(), "test");
        let program = ::app::accounts::program_of(&cx, token).await;
        let program = program.expect("the token is looked up")?;
        Some(self.person_of(Actor::Program(program)))
    }

    fn person_of(&self, actor: Actor) -> Person {
        let cx = Cx::new(self.house.clone(), actor, Language::English, "test");
        Person::new(cx, self.schema.clone())
    }
}
