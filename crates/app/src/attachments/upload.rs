//! Taking in a file: its sender's name for it and word on its kind are never read.

use bytes::Bytes;
use domain::{
    Actor, Code, FieldError, Timestamp,
    accounts::{AccountId, AgeBand},
    attachments::{Attachment, AttachmentId, AttachmentKind, AttachmentRefusal, DESCRIPTION, Size},
    refusal::{Fault, Fields},
    text::Description,
};
use image::ImageFormat;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{documents, files::Files, forget, pictures};
use crate::{
    Cx, Error, Limits, Result,
    error::OrNotFound,
    throttle::{self, What},
};

/// A file as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Its bytes, as far as they were read.
    pub bytes: Bytes,
    /// Whether it has more than were read.
    pub cut: bool,
    /// What it shows, in words.
    pub description: String,
    /// Whether its sender says that nobody can be recognised on it.
    pub nobody_shown: bool,
    /// What makes a repeated request have the effect of one.
    pub key: Option<String>,
}

/// What the bytes are.
#[derive(Debug, Clone, Copy)]
enum Sniffed {
    Photo(ImageFormat),
    Pdf,
}

/// A file whose head and description are right.
#[derive(Debug, Clone)]
pub struct Upload {
    bytes: Bytes,
    sniffed: Sniffed,
    description: Description,
    nobody_shown: bool,
    key: Option<String>,
}

impl Upload {
    /// What its sender says of it.
    pub(super) const fn description(&self) -> &Description {
        &self.description
    }

    /// Reads what was sent, or says all that is wrong with it: `file`, `description`, `nobody`.
    pub fn parse(actor: &Actor, given: Given, limits: &Limits) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let sniffed = fields.take("file", sniff(&given, limits));
        let description = fields.take("description", Description::parse(&given.description, DESCRIPTION));
        let young = matches!(actor, Actor::Person(person) if person.age == AgeBand::Under15);
        if young && matches!(sniffed, Some(Sniffed::Photo(_))) && !given.nobody_shown {
            fields.refuse("nobody", Fault::new(Code::AttachmentPeople));
        }
        let upload = sniffed.zip(description).map(|(sniffed, description)| Self {
            bytes: given.bytes,
            sniffed,
            description,
            nobody_shown: given.nobody_shown,
            key: given.key,
        });
        fields.finish(upload)
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }
}

fn sniff(given: &Given, limits: &Limits) -> Result<Sniffed, Fault> {
    if given.bytes.is_empty() {
        return Err(Fault::new(Code::FieldRequired));
    }
    let (sniffed, most) = if let Some(format) = pictures::sniff(&given.bytes) {
        (Sniffed::Photo(format), limits.files.photo_bytes)
    } else if documents::sniff(&given.bytes) {
        (Sniffed::Pdf, limits.files.pdf_bytes)
    } else {
        return Err(Fault::new(Code::AttachmentWrongKind));
    };
    if given.cut || given.bytes.len() > most {
        return Err(Fault::new(Code::AttachmentTooBig).with("limit", most >> 20));
    }
    Ok(sniffed)
}

/// A file made anew: what it is, and its bytes by size.
pub(super) struct Made {
    pub(super) kind: AttachmentKind,
    pub(super) files: Vec<(Size, Bytes)>,
}

impl Made {
    fn bytes(&self) -> u64 {
        let (_, bytes) = self.files.last().cloned().unwrap_or((Size::Whole, Bytes::new()));
        bytes.len() as u64
    }
}

/// Makes the file anew, when it is its turn.
pub(super) async fn make(cx: &Cx, upload: &Upload) -> Result<Made> {
    let (bytes, sniffed, pixels) = (upload.bytes.clone(), upload.sniffed, cx.limits().files.pixels);
    let work = move || match sniffed {
        Sniffed::Photo(format) => pictures::make(&bytes, format, pixels).map(|photo| Made {
            kind: AttachmentKind::Photo {
                width: photo.width,
                height: photo.height,
            },
            files: vec![(Size::Small, photo.small), (Size::Large, photo.large)],
        }),
        Sniffed::Pdf => documents::make(&bytes).map(|pdf| Made {
            kind: AttachmentKind::Pdf,
            files: vec![(Size::Whole, pdf.into())],
        }),
    };
    let made = cx.house().files.in_turn(work).await?;
    let made = made.unwrap_or_else(|| Err(Fault::new(Code::AttachmentUnreadable)));
    let mut fields = Fields::default();
    let made = fields.take("file", made);
    Ok(fields.finish(made)?)
}

/// The attachment that was made of an upload.
pub(super) fn attachment(
    id: AttachmentId,
    upload: &Upload,
    made: &Made,
    owner: Option<AccountId>,
    at: Timestamp,
) -> Attachment {
    Attachment {
        id,
        kind: made.kind,
        bytes: made.bytes(),
        description: upload.description.clone(),
        on: None,
        owner,
        nobody_shown: upload.nobody_shown,
        at,
    }
}

/// Keeps the bytes of an attachment whose row is there. Where there is no room nothing of it stays.
pub(super) async fn keep_bytes(cx: &Cx, id: AttachmentId, made: Made) -> Result<()> {
    let files: &Files = &cx.house().files;
    for (size, bytes) in made.files {
        if let Err(error) = files.put(id, size, bytes).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a file could not be kept"
            );
            forget::let_go(cx, id).await?;
            return Err(AttachmentRefusal::NotKept.into());
        }
    }
    Ok(())
}

/// The id of what an account sends under a key: sending it again finds it.
fn id_under(account: AccountId, key: &str) -> AttachmentId {
    let mut hash = Sha256::new();
    hash.update(account.uuid().as_bytes());
    hash.update(key.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let [bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = hash;
    AttachmentId::new(Uuid::from_bytes(bytes))
}

/// Takes in a file of somebody with an account, to be put on a text within a day. Its row is there before its bytes are, so
/// that none lie about that no row knows.
#[tracing::instrument(name = "attachments.upload", skip_all)]
pub async fn upload(cx: &Cx, upload: Upload) -> Result<Attachment> {
    let account = cx.actor.person()?.account;
    let (id, digest) = match &upload.key {
        Some(key) => (id_under(account, key), upload.digest()),
        None => (cx.new_id(), upload.digest()),
    };
    if let Some(before) = persistence::attachments::given(cx.db(), id, account, digest).await?
        && persistence::attachments::by_id(cx.db(), id).await?.is_some()
    {
        return Ok(before);
    }
    throttle::pass(cx, What::File, Some(account.uuid().as_bytes())).await?;
    let made = make(cx, &upload).await?;
    let new = attachment(id, &upload, &made, Some(account), cx.now());
    let added = cx
        .write(|tx| {
            let new = &new;
            async move { Ok(persistence::attachments::insert(&tx, new, digest).await?) }
        })
        .await?;
    // The same request is being answered, or was cut off; another file under the same key is another command.
    if !added
        && persistence::attachments::given(cx.db(), id, account, digest)
            .await?
            .is_none()
    {
        return Err(Error::KeyReused);
    }
    keep_bytes(cx, id, made).await?;
    cx.write(|tx| async move {
        persistence::attachments::keep(&tx, id, None).await?;
        persistence::attachments::by_id(&tx, id)
            .await?
            .or_not_found(Code::AttachmentNotFound)
    })
    .await
}
