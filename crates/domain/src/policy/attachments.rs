//! Who may change what is attached to a text: whoever added it, always.

use crate::{
    Actor, Denied,
    actor::{Allows, Permitted},
    attachments::Attachment,
    text::Description,
};

/// Taking an attachment away.
#[derive(Debug, Clone, Copy)]
pub struct RemoveAttachment;

/// Describing an attachment in other words.
#[derive(Debug, Clone, Copy)]
pub struct DescribeAttachment;

fn owners_alone(attachment: &Attachment, actor: &Actor) -> Result<(), Denied> {
    let person = actor.person()?;
    match attachment.owner {
        Some(owner) if owner == person.account => Ok(()),
        _ => Err(Denied::NotYours),
    }
}

impl Allows<RemoveAttachment> for Attachment {
    fn allows(&self, actor: &Actor, _: &RemoveAttachment) -> Result<(), Denied> {
        owners_alone(self, actor)
    }
}

impl Allows<DescribeAttachment> for Attachment {
    fn allows(&self, actor: &Actor, _: &DescribeAttachment) -> Result<(), Denied> {
        owners_alone(self, actor)
    }
}

impl Permitted<RemoveAttachment, Attachment> {
    /// What goes.
    pub fn remove(self) -> Attachment {
        self.subject
    }
}

impl Permitted<DescribeAttachment, Attachment> {
    /// The same under other words.
    #[must_use]
    pub fn describe(self, description: Description) -> Attachment {
        Attachment {
            description,
            ..self.subject
        }
    }
}
