//! Pages of a list: keyset cursors, never offsets.

/// The most items a page may hold.
pub const MAX_PAGE: u32 = 100;
/// What a page holds when the reader does not say.
pub const DEFAULT_PAGE: u32 = 20;

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// How many items, 1 to [`MAX_PAGE`].
    pub size: u32,
    /// Forwards from the start of the list, or backwards from its end.
    pub direction: Direction,
    /// The cursor to go on from, as the reader sent it; persistence checks it against the list's order and filter.
    pub cursor: Option<String>,
    /// Whether the reader wants the number of items in the whole list.
    pub count: bool,
}

/// Where a page lies from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The items after the cursor.
    Forward,
    /// The items before the cursor, still in the list's own order.
    Backward,
}

impl PageRequest {
    /// The first `size` items, at most [`MAX_PAGE`].
    pub fn first(size: u32) -> Self {
        Self {
            size: size.clamp(1, MAX_PAGE),
            direction: Direction::Forward,
            cursor: None,
            count: false,
        }
    }

    /// The page after this cursor.
    #[must_use]
    pub fn after(self, cursor: impl Into<String>) -> Self {
        Self {
            cursor: Some(cursor.into()),
            direction: Direction::Forward,
            ..self
        }
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::first(DEFAULT_PAGE)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, each with its cursor.
    pub items: Vec<(String, T)>,
    /// Whether the list goes on after the last item.
    pub has_next: bool,
    /// Whether the list has items before the first.
    pub has_previous: bool,
    /// The number of items in the whole list, when it was asked for.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Page<U> {
        let Self {
            items,
            has_next,
            has_previous,
            total,
        } = self;
        Page {
            items: items
                .into_iter()
                .map(|(cursor, item)| (cursor, f(item)))
                .collect(),
            has_next,
            has_previous,
            total,
        }
    }

    /// The items alone.
    pub fn into_items(self) -> Vec<T> {
        self.items.into_iter().map(|(_, item)| item).collect()
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            has_next: false,
            has_previous: false,
            total: None,
        }
    }
}
