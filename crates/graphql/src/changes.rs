//! The change feed in the API: what happened, in one order, told as ids and resolved to today's state.

use std::borrow::Cow;

use app::feed::{self, Filter};
use async_graphql::{
    Context, ContextSelectionSet, ID, InputType, InputValueError, InputValueResult, Name, Object, OutputType,
    Positioned, ServerResult, SimpleObject, Value,
    connection::{Connection, Edge, EmptyFields},
    indexmap::IndexMap,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use domain::{Event, comments::CommentId, id::Kind, plans::PlanId, proposals::ProposalId, rules::RuleId};

use crate::{
    Fault,
    comments::Comment,
    context::{Here, load},
    nodes::Node,
    plans::Plan,
    proposals::Proposal,
    relay,
    rules::ModerationRule,
    scalars::{DateTime, optional_id},
};

/// The kind of an event as a value of the schema's enum, which is generated from the one list of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventKind(pub domain::EventKind);

impl EventKind {
    /// The enum as the schema has it.
    fn describe() -> MetaType {
        let value = |kind: &domain::EventKind| MetaEnumValue {
            name: kind.in_capitals(),
            description: Some(kind.sentence().to_owned()),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        let values: IndexMap<_, _> = domain::EventKind::ALL
            .iter()
            .map(|kind| (kind.in_capitals(), value(kind)))
            .collect();
        MetaType::Enum {
            name: "EventKind".to_owned(),
            description: Some("What happened. Kinds are never renamed; new ones may come.".to_owned()),
            enum_values: values,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        }
    }
}

impl InputType for EventKind {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        "EventKind".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, |_| Self::describe())
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let name = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(name) => name.as_str(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        let kind = domain::EventKind::ALL
            .iter()
            .find(|kind| kind.in_capitals() == name);
        match kind {
            Some(kind) => Ok(Self(*kind)),
            None => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(self.0.in_capitals()))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl OutputType for EventKind {
    fn type_name() -> Cow<'static, str> {
        "EventKind".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| Self::describe())
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.to_value())
    }
}

/// Something that happened: ids, codes and numbers, never texts. What it is about is read as it is today.
pub struct Change(pub Event);

#[Object]
impl Change {
    /// Its place in the feed: give it back as `after`, wherever the change was received.
    async fn cursor(&self) -> String {
        feed::cursor(self.0.seq)
    }
    /// What happened.
    async fn kind(&self) -> EventKind {
        EventKind(self.0.event.kind)
    }
    /// When it happened. The order of the feed is that of cursors: times may stand a little out of it.
    async fn at(&self) -> DateTime {
        DateTime(self.0.event.at)
    }
    /// The id of what it happened to. After `ACCOUNT_ERASED` it is the account's: delete what you hold of it.
    async fn subject(&self) -> ID {
        self.0.event.subject.to_string().into()
    }
    /// What it happened to, as it is today; null when it is gone, cannot be read, or has no object of its own. A
    /// withdrawn or removed contribution is a tombstone without text: delete the text you hold.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>, Fault> {
        let subject = &self.0.event.subject;
        Ok(match subject.kind.as_str() {
            domain::plans::Plan::PREFIX => load(ctx, PlanId::new(subject.id))
                .await?
                .map(Plan)
                .map(Node::Plan),
            domain::proposals::Proposal::PREFIX => load(ctx, ProposalId::new(subject.id))
                .await?
                .map(Proposal)
                .map(Node::Proposal),
            domain::rules::Rule::PREFIX => load(ctx, RuleId::new(subject.id))
                .await?
                .map(ModerationRule)
                .map(Node::ModerationRule),
            domain::comments::Comment::PREFIX => load(ctx, CommentId::new(subject.id))
                .await?
                .map(Comment)
                .map(Node::Comment),
            _ => None,
        })
    }
    /// The plan it belongs to; null where there is none, or when it cannot be read.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        match self.0.event.plan {
            Some(plan) => Ok(load(ctx, plan).await?.map(Plan)),
            None => Ok(None),
        }
    }
    /// The version that it led to, of the subject or of its answer, where there is one.
    async fn version(&self) -> Option<i64> {
        self.0.event.data.version
    }
    /// The new state in one word of a closed list, where the kind has one.
    async fn state(&self) -> Option<&str> {
        self.0.event.data.state.as_deref()
    }
    /// The version of this shape, 1 at present: what a kind says is never changed, only said anew.
    async fn v(&self) -> u16 {
        self.0.v
    }
}

/// The fields that the feed has besides edges and page info.
#[derive(Debug, SimpleObject)]
pub struct Head {
    /// The cursor of the last change of the whole feed when this was read, whatever the filter. Where there is no next
    /// page, everything up to here was told: go on from here.
    head: String,
}

/// Reading what happened.
#[derive(Default)]
pub struct ChangeQueries;

#[Object]
impl ChangeQueries {
    /// What happened after the cursor, oldest first, as far as the viewer may hear of it; from the beginning without
    /// one. Nothing is ever inserted before a cursor that was given out, so nobody who reads on from it misses
    /// anything. At most 100 at once, 20 unless said. `plan` lets pass what concerns everybody too: `ACCOUNT_ERASED`.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        after: Option<String>,
        #[graphql(
            validator(max_items = 50),
            desc = "Of one of these kinds; any if left out or empty."
        )]
        kinds: Option<Vec<EventKind>>,
        plan: Option<ID>,
        first: Option<i32>,
    ) -> Result<Connection<String, Change, Head, EmptyFields>, Fault> {
        let cx = ctx.cx()?;
        let size = relay::page(ctx, (first, None), (None, None))?.size;
        let filter = Filter {
            kinds: kinds.unwrap_or_default().into_iter().map(|kind| kind.0).collect(),
            plan: optional_id(plan.as_ref())?,
        };
        let changes = feed::changes(cx, &filter, after.as_deref(), size)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        let head = Head {
            head: feed::cursor(changes.head),
        };
        let mut list = Connection::with_additional_fields(after.is_some(), changes.has_next, head);
        list.edges.extend(
            changes
                .events
                .into_iter()
                .map(|event| Edge::new(feed::cursor(event.seq), Change(event))),
        );
        Ok(list)
    }
}
