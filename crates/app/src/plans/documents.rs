//! Documents of a plan: added, and revised in versions that stay readable.

use domain::{
    Code, FieldError,
    plans::{
        ActKind, Content, DOCUMENT_TEXT, Document, DocumentId, DocumentVersion, MAX_DOCUMENTS, Plan, PlanId,
        TITLE,
    },
    policy::plans::Edit,
    refusal::{Fault, Fields},
    text::{Body, Title, WebAddress},
};
use persistence::Tx;
use serde_json::{Value, json};

use super::amendments::{self, Amendment, Change};
use crate::{Cx, Error, Result, error::OrNotFound};

/// A document as it is typed: a link or a text.
#[derive(Debug, Clone, Default)]
pub struct DocumentInput {
    /// The title.
    pub title: String,
    /// The address of a page or a file elsewhere.
    pub link: Option<String>,
    /// The text, Markdown.
    pub text: Option<String>,
}

impl DocumentInput {
    fn read(&self, fields: &mut Fields) -> Option<(Title, Content)> {
        let title = fields.take("title", Title::parse(&self.title, TITLE));
        let content = match (&self.link, &self.text) {
            (Some(link), None) => fields.take("link", WebAddress::parse(link)).map(Content::Link),
            (None, Some(text)) => fields
                .take("text", Body::parse(text, DOCUMENT_TEXT))
                .map(Content::Text),
            (None, None) => fields.take("link", Err(Fault::new(Code::FieldRequired))),
            (Some(_), Some(_)) => fields.take("text", Err(Fault::new(Code::FieldMalformed))),
        };
        title.zip(content)
    }
}

/// Adds a document to a plan that was read at a version.
#[derive(Debug, Clone)]
pub struct AddDocument {
    amendment: Amendment,
    title: Title,
    content: Content,
}

impl AddDocument {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub fn parse(
        plan: PlanId,
        read_version: i64,
        input: &DocumentInput,
        reason: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let document = input.read(&mut fields);
        let amendment = Amendment::read(plan, read_version, reason, &mut fields);
        let command = amendment.zip(document).map(|(amendment, (title, content))| Self {
            amendment,
            title,
            content,
        });
        fields.finish(command)
    }
}

/// Adds a document at the end of the plan's list.
#[tracing::instrument(name = "plans.add_document", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn add_document(cx: &Cx, command: AddDocument) -> Result<Plan> {
    cx.write(|tx| add_document_in(cx, tx, &command)).await
}

async fn add_document_in(cx: &Cx, tx: Tx, command: &AddDocument) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Edit).await?;
    let plan = permitted.amend()?;
    let present = persistence::plans::documents_of(&tx, &[plan.id]).await?;
    if present.len() >= MAX_DOCUMENTS {
        let fault = Fault::new(Code::FieldOutOfRange).with("max", MAX_DOCUMENTS);
        return Err(Error::Invalid(vec![FieldError {
            field: "title".into(),
            fault,
        }]));
    }
    let document = Document {
        id: cx.new_id(),
        plan: plan.id,
        position: present.last().map_or(0, |last| last.position + 1),
        present: DocumentVersion {
            number: 1,
            title: command.title.clone(),
            content: command.content.clone(),
            at: now,
        },
    };
    persistence::plans::insert_document(&tx, &document).await?;
    let change = Change {
        kind: ActKind::Documents,
        before: Value::Null,
        after: facts(&document),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// Gives a document of a plan that was read at a version a new version.
#[derive(Debug, Clone)]
pub struct ReviseDocument {
    amendment: Amendment,
    document: DocumentId,
    title: Title,
    content: Content,
}

impl ReviseDocument {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub async fn parse(
        cx: &Cx,
        id: DocumentId,
        read_version: i64,
        input: &DocumentInput,
        reason: &str,
    ) -> Result<Self> {
        let document = super::document_by_id(cx, id)
            .await?
            .or_not_found(Code::DocumentNotFound)?;
        let mut fields = Fields::default();
        let typed = input.read(&mut fields);
        let amendment = Amendment::read(document.plan, read_version, reason, &mut fields);
        let command = amendment.zip(typed).map(|(amendment, (title, content))| Self {
            amendment,
            document: id,
            title,
            content,
        });
        fields.finish(command).map_err(Vec::<FieldError>::into)
    }
}

/// Adds a version; the earlier ones stay readable.
#[tracing::instrument(name = "plans.revise_document", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn revise_document(cx: &Cx, command: ReviseDocument) -> Result<Plan> {
    cx.write(|tx| revise_document_in(cx, tx, &command)).await
}

async fn revise_document_in(cx: &Cx, tx: Tx, command: &ReviseDocument) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Edit).await?;
    let plan = permitted.amend()?;
    let present = persistence::plans::document_by_id(&tx, &cx.scope(), command.document)
        .await?
        .or_not_found(Code::DocumentNotFound)?;
    let document = present
        .clone()
        .revise(command.title.clone(), command.content.clone(), now);
    persistence::plans::save_document(&tx, &document).await?;
    let change = Change {
        kind: ActKind::Documents,
        before: facts(&present),
        after: facts(&document),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// A document as an act shows it; the text itself stays in its version.
fn facts(document: &Document) -> Value {
    let DocumentVersion {
        number,
        title,
        content,
        at: _,
    } = &document.present;
    let link = match content {
        Content::Link(address) => Some(address.as_str()),
        Content::Text(_) => None,
    };
    json!({ "id": document.id, "version": number, "title": title, "link": link })
}
