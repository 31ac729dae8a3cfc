//! Documents of plans, and their versions.

use std::collections::HashMap;

use domain::{
    Page, PageRequest, Scope,
    plans::{Content, Document, DocumentId, DocumentVersion, PlanId},
    text::{Body, Title, WebAddress},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder, Set,
};

use super::{try_map, visible_ids};
use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Parents, Tells, pages},
    rows::{document_versions, documents},
};

/// The document, if the reader sees its plan.
pub async fn document_by_id(
    from: &impl Read,
    scope: &Scope,
    id: DocumentId,
) -> Result<Option<Document>, StoreError> {
    let row = documents::Entity::find_by_id(id)
        .filter(documents::Column::PlanId.in_subquery(visible_ids(scope)))
        .one(&from.executor())
        .await?;
    row.map(Document::try_from).transpose()
}

/// The documents of these plans, by plan and position.
pub async fn documents_of(from: &impl Read, plans: &[PlanId]) -> Result<Vec<Document>, StoreError> {
    let rows = documents::Entity::find()
        .filter(documents::Column::PlanId.is_in(plans.iter().copied()))
        .order_by_asc(documents::Column::PlanId)
        .order_by_asc(documents::Column::Position)
        .order_by_asc(documents::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Document::try_from).collect()
}

/// A page of the versions of each of these documents, newest first.
pub async fn document_versions_of(
    from: &impl Read,
    documents: &[DocumentId],
    request: &PageRequest,
) -> Result<HashMap<DocumentId, Page<DocumentVersion>>, StoreError> {
    let newest = Keyset {
        name: "newest",
        columns: vec![(
            document_versions::Column::Version.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &document_versions::Model| i64::from(row.version)),
        )],
    };
    let ids: Vec<_> = documents.iter().map(|id| id.uuid()).collect();
    let pages = pages(
        from,
        document_versions::Entity::find(),
        Parents {
            column: document_versions::Column::DocumentId,
            of: |row| row.document_id.uuid(),
            ids: &ids,
        },
        &newest,
        request,
    );
    pages
        .await?
        .into_iter()
        .map(|(id, page)| Ok((DocumentId::new(id), try_map(page)?)))
        .collect()
}

/// Adds a document with its first version.
pub async fn insert_document(tx: &Tx, document: &Document) -> Result<(), StoreError> {
    row(document).insert(tx.conn()).await?;
    version(document).insert(tx.conn()).await?;
    Ok(())
}

/// Saves a document whose present version is new, under the plan's lock.
pub async fn save_document(tx: &Tx, document: &Document) -> Result<(), StoreError> {
    row(document).update(tx.conn()).await?;
    version(document).insert(tx.conn()).await?;
    Ok(())
}

/// The words of a content: what it is, and what it holds.
fn words(content: &Content) -> (String, String) {
    let (kind, content) = match content {
        Content::Link(address) => ("link", address.as_str()),
        Content::Text(text) => ("text", text.as_str()),
    };
    (kind.to_owned(), content.to_owned())
}

fn content(id: DocumentId, kind: &str, content: String) -> Result<Content, StoreError> {
    match kind {
        "link" => Ok(Content::Link(WebAddress::from_history(content))),
        "text" => Ok(Content::Text(Body::from_history(&content))),
        other => Err(StoreError::corrupt(id, format_args!("content {other}"))),
    }
}

fn row(document: &Document) -> documents::ActiveModel {
    let Document {
        id,
        plan,
        position,
        present:
            DocumentVersion {
                number,
                title,
                content,
                at,
            },
    } = document;
    let (content_kind, content) = words(content);
    documents::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        position: Set(*position),
        version: Set(*number),
        title: Set(title.as_str().to_owned()),
        content_kind: Set(content_kind),
        content: Set(content),
        revised_at: Set(*at),
    }
}

fn version(document: &Document) -> document_versions::ActiveModel {
    let DocumentVersion {
        number,
        title,
        content,
        at,
    } = &document.present;
    let (content_kind, content) = words(content);
    document_versions::ActiveModel {
        document_id: Set(document.id),
        version: Set(*number),
        title: Set(title.as_str().to_owned()),
        content_kind: Set(content_kind),
        content: Set(content),
        at: Set(*at),
    }
}

impl TryFrom<documents::Model> for Document {
    type Error = StoreError;

    fn try_from(row: documents::Model) -> Result<Self, StoreError> {
        let documents::Model {
            id,
            plan_id,
            position,
            version,
            title,
            content_kind,
            content: held,
            revised_at,
        } = row;
        Ok(Self {
            id,
            plan: plan_id,
            position,
            present: DocumentVersion {
                number: version,
                title: Title::from_history(&title),
                content: content(id, &content_kind, held)?,
                at: revised_at,
            },
        })
    }
}

impl TryFrom<document_versions::Model> for DocumentVersion {
    type Error = StoreError;

    fn try_from(row: document_versions::Model) -> Result<Self, StoreError> {
        let document_versions::Model {
            document_id,
            version,
            title,
            content_kind,
            content: held,
            at,
        } = row;
        Ok(Self {
            number: version,
            title: Title::from_history(&title),
            content: content(document_id, &content_kind, held)?,
            at,
        })
    }
}
