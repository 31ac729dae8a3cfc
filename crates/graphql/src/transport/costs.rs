//! How deep a document goes and what it costs, counted on the parsed document before execution.
//!
//! Every field costs one; what stands below a list costs as many times as the list may have items. Fragments are
//! followed and counted wherever they are spread. `@skip` and `@include` change nothing: the dearest reading counts.

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentSpread, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Value, Variables};
use std::collections::HashSet;
use std::convert::Infallible;

use super::faults::{Fault, Reason};
use super::limits::DocumentLimits;
use super::shapes::{Shape, is_connection};

/// What the walk over one document has found so far.
pub(crate) struct Walk<'a> {
    document: &'a ExecutableDocument,
    shape: &'a Shape,
    limits: &'a DocumentLimits,
    variables: &'a Variables,
    operation: &'a OperationDefinition,
    /// Selections looked at: bounds the walk itself.
    seen: u64,
    roots: u64,
    once: u64,
    introspection: u64,
    /// Fragments that are being followed: one that returns is a cycle.
    open: Vec<&'a Name>,
    /// Fragments that some operation uses.
    pub(crate) used: HashSet<&'a Name>,
}

/// The place of a selection set.
#[derive(Clone, Copy)]
struct Place<'a> {
    on: &'a str,
    depth: u64,
    /// The page size in force, where `on` is a connection.
    page: u64,
    root: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        document: &'a ExecutableDocument,
        shape: &'a Shape,
        limits: &'a DocumentLimits,
        variables: &'a Variables,
        operation: &'a OperationDefinition,
    ) -> Self {
        Self {
            document,
            shape,
            limits,
            variables,
            operation,
            seen: 0,
            roots: 0,
            once: 0,
            introspection: 0,
            open: Vec::new(),
            used: HashSet::new(),
        }
    }

    /// Counts another operation of the same document: votes are counted over the whole document.
    pub(crate) fn turn_to(&mut self, operation: &'a OperationDefinition) {
        self.operation = operation;
        self.roots = 0;
        self.seen = 0;
        self.introspection = 0;
    }

    /// Checks the operation: depth, cost, root fields, votes.
    pub(crate) fn check(&mut self) -> Result<(), Fault> {
        let operation = self.operation;
        let place = Place {
            on: self.shape.root(operation.ty),
            depth: 1,
            page: 1,
            root: true,
        };
        self.selections(&operation.selection_set, place).map(|_| ())
    }

    fn selections(&mut self, set: &'a Positioned<SelectionSet>, place: Place<'a>) -> Result<u64, Fault> {
        let mut cost = 0_u64;
        for selection in &set.node.items {
            self.look(selection.pos)?;
            let more = match &selection.node {
                Selection::Field(field) => self.field(field, place)?,
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(place.on, |on| on.node.on.node.as_str());
                    self.selections(&inline.node.selection_set, Place { on, ..place })?
                }
                Selection::FragmentSpread(spread) => self.follow(spread, |walk, on, set| {
                    walk.selections(set, Place { on, ..place })
                })?,
            };
            cost = cost.saturating_add(more);
            if cost > self.limits.cost {
                return Err(self.costly(selection.pos));
            }
        }
        Ok(cost)
    }

    fn field(&mut self, field: &'a Positioned<Field>, place: Place<'a>) -> Result<u64, Fault> {
        if place.depth > self.limits.depth {
            return Err(Fault::new(Reason::Deep)
                .rule("Depth")
                .limit(self.limits.depth)
                .at(field.pos));
        }
        let name = field.node.name.node.as_str();
        if place.root {
            self.root_field(field.pos, name)?;
        }
        if name == "__schema" || name == "__type" {
            self.introspect(&field.node.selection_set, 1, 0, 1)?;
            return Ok(1);
        }
        let known = self.shape.field(place.on, name);
        let (on, is_list) = known.map_or(("", false), |known| (known.leads_to.as_str(), known.is_list));
        let items = match (is_list, is_connection(place.on)) {
            (false, _) => 1,
            (true, true) => place.page,
            (true, false) => self.list_size(&field.node),
        };
        let page = if is_connection(on) {
            self.page_size(&field.node)
        } else {
            1
        };
        let below = Place {
            on,
            depth: place.depth + 1,
            page,
            root: false,
        };
        let cost = self.selections(&field.node.selection_set, below)?;
        let cost = cost.saturating_mul(items).saturating_add(1);
        if cost > self.limits.cost {
            return Err(self.costly(field.pos));
        }
        Ok(cost)
    }

    /// Counts a field at the root, and the mutations that stand alone in a document.
    fn root_field(&mut self, pos: Pos, name: &str) -> Result<(), Fault> {
        self.roots += 1;
        if self.roots > self.limits.root_fields {
            let limit = self.limits.root_fields;
            return Err(Fault::new(Reason::TooMany)
                .rule("RootFields")
                .limit(limit)
                .at(pos));
        }
        let alone =
            self.operation.ty == OperationType::Mutation && self.limits.once.iter().any(|once| once == name);
        self.once += u64::from(alone);
        if self.once > 1 {
            return Err(Fault::new(Reason::TooMany)
                .rule("OneVoteADocument")
                .named(name)
                .limit(1)
                .at(pos));
        }
        Ok(())
    }

    /// Follows a fragment spread; refuses one that leads back to itself. An unknown one is left to validation.
    fn follow<T: Default>(
        &mut self,
        spread: &'a Positioned<FragmentSpread>,
        go: impl FnOnce(&mut Self, &'a str, &'a Positioned<SelectionSet>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let name = &spread.node.fragment_name.node;
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(T::default());
        };
        if self.open.contains(&name) {
            let fault = Fault::new(Reason::Schema).rule("NoFragmentCycles").named(name);
            return Err(fault.at(spread.pos));
        }
        self.used.insert(name);
        self.open.push(name);
        let on = fragment.node.type_condition.node.on.node.as_str();
        let found = go(self, on, &fragment.node.selection_set);
        self.open.pop();
        found
    }

    /// Counts introspection with nominal sizes of its lists, on a budget of its own.
    ///
    /// The schema is public, so introspection is open; but types lead to fields that lead to types, and without a
    /// bound a short document asks for the schema many times over. `nested` counts the lists of that kind above.
    fn introspect(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        depth: u64,
        nested: u64,
        times: u64,
    ) -> Result<(), Fault> {
        let limit = self.limits.introspection_depth;
        for selection in &set.node.items {
            self.look(selection.pos)?;
            match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let loops = matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes");
                    let nested = nested + u64::from(loops);
                    if depth > limit || nested > 2 {
                        let fault = Fault::new(Reason::Deep).rule("IntrospectionDepth").limit(limit);
                        return Err(fault.at(field.pos));
                    }
                    self.introspection = self.introspection.saturating_add(times);
                    if self.introspection > self.limits.introspection_cost {
                        return Err(self.costly(field.pos));
                    }
                    let times = times.saturating_mul(nominal_size(name));
                    self.introspect(&field.node.selection_set, depth + 1, nested, times)?;
                }
                Selection::InlineFragment(inline) => {
                    self.introspect(&inline.node.selection_set, depth, nested, times)?;
                }
                Selection::FragmentSpread(spread) => {
                    self.follow(spread, |walk, _, set| walk.introspect(set, depth, nested, times))?;
                }
            }
        }
        Ok(())
    }

    /// Counts a selection; the walk ends where a document without lists would already be too dear.
    fn look(&mut self, pos: Pos) -> Result<(), Fault> {
        self.seen += 1;
        if self.seen > self.limits.cost {
            return Err(self.costly(pos));
        }
        Ok(())
    }

    fn costly(&self, pos: Pos) -> Fault {
        Fault::new(Reason::Costly)
            .rule("Cost")
            .limit(self.limits.cost)
            .at(pos)
    }

    /// The page size that a connection field asks for.
    fn page_size(&self, field: &Field) -> u64 {
        let asked = ["first", "last"]
            .iter()
            .filter_map(|name| self.size_argument(field, name))
            .max();
        asked
            .unwrap_or(self.limits.page_default)
            .clamp(1, self.limits.page_max)
    }

    /// The size of a list without pages: what it asks for, the things it names, or the nominal size.
    fn list_size(&self, field: &Field) -> u64 {
        if let Some(asked) = ["first", "last"]
            .iter()
            .filter_map(|name| self.size_argument(field, name))
            .max()
        {
            return asked.clamp(1, self.limits.page_max);
        }
        let names = field.arguments.iter().map(|(name, _)| name.node.as_str());
        let lengths = names.filter_map(|name| match self.argument(field, name)? {
            Value::List(items) => u64::try_from(items.len()).ok(),
            _ => None,
        });
        lengths.max().unwrap_or(self.limits.list_default).max(1)
    }

    /// The whole number given for an argument; a value that cannot be one counts as the largest page.
    fn size_argument(&self, field: &Field, name: &str) -> Option<u64> {
        match self.argument(field, name)? {
            Value::Null => None,
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(size), _) => Some(size),
                (None, Some(_negative)) => Some(1),
                (None, None) => Some(self.limits.page_max),
            },
            _ => Some(self.limits.page_max),
        }
    }

    /// The value of an argument, with the values or defaults of variables in their places.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let written = field.get_argument(name)?.node.clone();
        let value = written
            .into_const_with(|variable| Ok::<_, Infallible>(self.variable(&variable).unwrap_or_default()));
        match value {
            Ok(value) => Some(value),
        }
    }

    /// The value given for a variable, or its default.
    fn variable(&self, name: &Name) -> Option<Value> {
        if let Some(given) = self.variables.get(name) {
            return Some(given.clone());
        }
        let declared = self
            .operation
            .variable_definitions
            .iter()
            .find(|known| known.node.name.node == *name)?;
        declared
            .node
            .default_value
            .as_ref()
            .map(|default| default.node.clone())
    }
}

/// How many items an introspection list is taken to have.
fn nominal_size(name: &str) -> u64 {
    match name {
        "types" => 100,
        "fields" => 10,
        "inputFields" | "enumValues" | "directives" => 5,
        "args" | "possibleTypes" => 2,
        _ => 1,
    }
}
