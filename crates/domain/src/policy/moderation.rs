//! Who may do what in moderation: anybody reports what they read; moderators of a plan decide, but never where they are
//! concerned; another person reviews what is contested.

use crate::{
    Actor, Denied,
    accounts::{AccountId, Role},
    actor::Allows,
    moderation::{
        self, Case, CaseFile, CaseStage, Contestation, Decision, HeldFile, Side, Target, appeals::Contested,
        transmissions::AccessFile,
    },
    plans::PlanId,
    proposals::Author,
};

/// Reading a case.
#[derive(Debug, Clone, Copy)]
pub struct See;
/// Saying that an item should not stand as it does; the subject is the [`Target`].
#[derive(Debug, Clone, Copy)]
pub struct Report;
/// Taking an item out of sight while somebody decides.
#[derive(Debug, Clone, Copy)]
pub struct Hold;
/// Opening a case about an item of one's own accord; the subject is the [`Target`].
#[derive(Debug, Clone, Copy)]
pub struct Open;
/// Reserving a case.
#[derive(Debug, Clone, Copy)]
pub struct Claim;
/// Giving it back.
#[derive(Debug, Clone, Copy)]
pub struct Release;
/// Asking another moderator to decide.
#[derive(Debug, Clone, Copy)]
pub struct AskSecond;
/// Deciding a case, or the complaint about it.
#[derive(Debug, Clone, Copy)]
pub struct Decide;
/// Deciding about the author of a case whose item was restricted.
#[derive(Debug, Clone, Copy)]
pub struct Sanction;
/// Deciding a case by passing its item on to an authority.
#[derive(Debug, Clone, Copy)]
pub struct Transmit;
/// Knowing that an item was passed on, and asking to open its sealed copy.
#[derive(Debug, Clone, Copy)]
pub struct AskAccess;
/// Confirming that somebody else opens it; the subject is the [`AccessFile`].
#[derive(Debug, Clone, Copy)]
pub struct ConfirmAccess;
/// Opening it; the subject is the [`AccessFile`].
#[derive(Debug, Clone, Copy)]
pub struct OpenCopy;
/// Taking a decision back.
#[derive(Debug, Clone, Copy)]
pub struct Undo;
/// Learning who sent a notice; the subject is the [`HeldFile`] of its case.
#[derive(Debug, Clone, Copy)]
pub struct SeeNotifier;
/// Contesting a decision; the subject is the [`Contestation`].
#[derive(Debug, Clone, Copy)]
pub struct Contest;

/// Contesting a sanction on oneself.
#[derive(Debug, Clone, Copy)]
pub struct ContestSanction;
/// Answering whoever contests a sanction; the subject is the [`Contested`] one.
#[derive(Debug, Clone, Copy)]
pub struct AnswerAppeal;

/// Whether the actor works through the queue of the plan, in whichever part of it.
fn sees(actor: &Actor, plan: PlanId, stage: CaseStage) -> bool {
    let reviews = match stage {
        CaseStage::Contested | CaseStage::Reviewed => actor.has(Role::Reviewer, plan),
        CaseStage::Open | CaseStage::Decided | CaseStage::Told | CaseStage::Final => false,
    };
    reviews || actor.has(Role::Moderator, plan)
}

impl Allows<See> for Case {
    /// The plan's moderators; its reviewers from outside what is contested. The author of the item never, whatever
    /// their role: they read the decision, not the file.
    fn allows(&self, actor: &Actor, _: &See) -> Result<(), Denied> {
        if sees(actor, self.plan, self.state.stage()) {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}

impl Allows<Report> for Target {
    /// Anybody who reads it, signed in or not, under a sanction or not. Programs report nothing.
    fn allows(&self, actor: &Actor, _: &Report) -> Result<(), Denied> {
        match actor {
            Actor::Visitor | Actor::Speaker(_) | Actor::Person(_) => {}
            Actor::Program(_) | Actor::System => return Err(Denied::RoleRequired),
        }
        if self.author.is_some() && self.author == actor.account() {
            return Err(Denied::OwnContribution);
        }
        Ok(())
    }
}

impl Allows<Hold> for Target {
    /// Moderators, staff on duty and facilitators of the plan, but not the author.
    fn allows(&self, actor: &Actor, _: &Hold) -> Result<(), Denied> {
        let person = actor.must_stand()?;
        let on_duty = [Role::Moderator, Role::Staff, Role::Facilitator]
            .into_iter()
            .any(|role| actor.has(role, self.plan));
        if !on_duty {
            return Err(Denied::RoleRequired);
        }
        if self.author == Some(person.account) {
            return Err(Denied::OwnContribution);
        }
        Ok(())
    }
}

impl Allows<Open> for Target {
    /// The plan's moderators, but neither the author nor whoever recorded it, nor those who answer for the town there.
    fn allows(&self, actor: &Actor, _: &Open) -> Result<(), Denied> {
        let person = actor.must_stand()?;
        if !actor.has(Role::Moderator, self.plan) {
            return Err(Denied::RoleRequired);
        }
        if self.author == Some(person.account) {
            return Err(Denied::OwnContribution);
        }
        if self.recorder == Some(person.account) || actor.has(Role::Staff, self.plan) {
            return Err(Denied::ConflictOfInterest);
        }
        Ok(())
    }
}

/// Whether this person took part in the decision.
fn took_part(decision: &Decision, person: AccountId) -> bool {
    decision.by == person || decision.first == Some(person)
}

/// Yes to those who may work on the case: people in good standing with the role, who neither wrote the item nor recorded it
/// for somebody nor sent a notice about it, do not answer for the town in that plan, and did not take the decision that is
/// contested.
fn works_on(file: &CaseFile, actor: &Actor) -> Result<(), Denied> {
    let stage = file.case.state.stage();
    if !sees(actor, file.case.plan, stage) {
        return Err(Denied::Invisible);
    }
    let person = actor.must_stand()?.account;
    if file.target.author == Some(person) {
        return Err(Denied::OwnContribution);
    }
    let decided = match stage {
        CaseStage::Contested => file
            .decision
            .as_ref()
            .is_some_and(|decision| took_part(decision, person)),
        CaseStage::Open | CaseStage::Decided | CaseStage::Told | CaseStage::Reviewed | CaseStage::Final => {
            false
        }
    };
    let concerned = file.notifiers.contains(&person) || file.target.recorder == Some(person);
    if decided || concerned || actor.has(Role::Staff, file.case.plan) {
        return Err(Denied::ConflictOfInterest);
    }
    Ok(())
}

macro_rules! work {
    ($($verb:ty),*) => {$(
        impl Allows<$verb> for CaseFile {
            fn allows(&self, actor: &Actor, _: &$verb) -> Result<(), Denied> {
                works_on(self, actor)
            }
        }
    )*};
}
work!(Claim, Release, AskSecond, Decide, Transmit, Undo, Sanction);

/// Yes to the plan's moderators and to admins, in good standing, who neither wrote nor recorded the item nor sent a notice
/// about it and do not answer for the town there. Nobody else learns that there is anything.
fn guards(file: &CaseFile, actor: &Actor) -> Result<AccountId, Denied> {
    let plan = file.case.plan;
    if !actor.has(Role::Moderator, plan) && !actor.has(Role::Admin, plan) {
        return Err(Denied::Invisible);
    }
    let person = actor.must_stand()?.account;
    let target = &file.target;
    let spoke = target.author == Some(person) || target.recorder == Some(person);
    let concerned = spoke || file.notifiers.contains(&person);
    if concerned || actor.has(Role::Staff, plan) {
        return Err(Denied::Invisible);
    }
    Ok(person)
}

impl Allows<AskAccess> for CaseFile {
    fn allows(&self, actor: &Actor, _: &AskAccess) -> Result<(), Denied> {
        guards(self, actor).map(|_| ())
    }
}

impl Allows<ConfirmAccess> for AccessFile {
    /// Another one than asked.
    fn allows(&self, actor: &Actor, _: &ConfirmAccess) -> Result<(), Denied> {
        if guards(&self.file, actor)? == self.access.by {
            Err(Denied::ConflictOfInterest)
        } else {
            Ok(())
        }
    }
}

impl Allows<OpenCopy> for AccessFile {
    /// Whoever asked, and nobody else.
    fn allows(&self, actor: &Actor, _: &OpenCopy) -> Result<(), Denied> {
        if guards(&self.file, actor)? == self.access.by {
            Ok(())
        } else {
            Err(Denied::ConflictOfInterest)
        }
    }
}

impl Allows<SeeNotifier> for HeldFile {
    /// The reviewer who has taken the contested case, as long as they hold it; for everybody else there is nothing.
    fn allows(&self, actor: &Actor, _: &SeeNotifier) -> Result<(), Denied> {
        let is_contested = self.file.case.state.stage() == CaseStage::Contested;
        let holds = self.held_by.is_some() && self.held_by == actor.account();
        if !(is_contested && holds) {
            return Err(Denied::Invisible);
        }
        works_on(&self.file, actor)
    }
}

impl Allows<Contest> for Contestation {
    /// The author of what was restricted, sanctions or not, without an account by their receipt; or whoever sent a notice that was not followed, by their
    /// account or by the receipt of the notice.
    fn allows(&self, actor: &Actor, _: &Contest) -> Result<(), Denied> {
        let account = actor.account();
        match self.side() {
            Side::Author => {
                let restricted = self
                    .file
                    .decision
                    .as_ref()
                    .is_some_and(|decision| decision.action.restricts());
                let target = &self.file.target;
                let author = target.author.map(Author::Account);
                let author = author.or(target.speaker.map(Author::Attribution));
                let theirs = author.is_some_and(|author| actor.speaks_as(author));
                if theirs && restricted {
                    Ok(())
                } else {
                    Err(Denied::Invisible)
                }
            }
            Side::Notifier => {
                let sender = self.notice.as_ref().and_then(|notice| notice.by.account());
                let theirs = account.is_some() && account == sender;
                if theirs || self.by_receipt {
                    Ok(())
                } else {
                    Err(Denied::Invisible)
                }
            }
        }
    }
}

impl Allows<ContestSanction> for moderation::Sanction {
    /// The person alone, however they stand.
    fn allows(&self, actor: &Actor, _: &ContestSanction) -> Result<(), Denied> {
        if actor.account() == Some(self.account) {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}

impl Allows<AnswerAppeal> for Contested {
    /// Moderators and reviewers of the plan in good standing: not the person, nor who imposed it, nor who sent a notice,
    /// nor who answers for the town there.
    fn allows(&self, actor: &Actor, _: &AnswerAppeal) -> Result<(), Denied> {
        let Self {
            sanction, notifiers, ..
        } = self;
        if !sees(actor, sanction.plan, CaseStage::Contested) {
            return Err(Denied::Invisible);
        }
        let person = actor.must_stand()?.account;
        let concerned = [sanction.account, sanction.by].contains(&person) || notifiers.contains(&person);
        if concerned || actor.has(Role::Staff, sanction.plan) {
            return Err(Denied::ConflictOfInterest);
        }
        Ok(())
    }
}
