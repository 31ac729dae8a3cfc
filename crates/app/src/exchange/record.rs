//! What a proposal or a comment is while it travels: plain values, without a database's ids or rules.

use domain::{Language, Timestamp, Visibility};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The id of a row where it comes from: a number, or a short word of letters, digits and `-_.:` that begins
/// with a letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceId {
    /// A number; `7` and `"7"` are the same id.
    Number(u64),
    /// Anything else, 64 bytes at most.
    Text(Box<str>),
}

impl SourceId {
    /// Reads an id; nothing if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
        if text.len() > 64
            || !text.starts_with(|c: char| c.is_ascii_alphanumeric())
            || !text.bytes().all(plain)
        {
            return None;
        }
        match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => Some(Self::Number(number)),
            _ => Some(Self::Text(text.into())),
        }
    }

    /// Reads a JSON number or string.
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_u64().map(Self::Number),
            Value::String(text) => Self::parse(text),
            _ => None,
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Number(number) => Value::from(*number),
            Self::Text(text) => Value::from(&**text),
        }
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// What a first-level comment says of its proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// In favour (`alignment` 1).
    For,
    /// Against (`alignment` -1).
    Against,
    /// Neither for nor against (`alignment` 0).
    Neither,
    /// A question, which only Fabrique knows.
    Question,
}

/// How moderation left a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moderated {
    /// Everybody reads it; nobody answers.
    Locked,
    /// Not shown; its text does not travel.
    Hidden,
    /// Gone; its text does not travel.
    Removed,
}

impl Moderated {
    /// Every way.
    const ALL: [Self; 3] = [Self::Locked, Self::Hidden, Self::Removed];

    /// The word in the file.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Hidden => "hidden",
            Self::Removed => "removed",
        }
    }

    /// Whether the text is not shown.
    pub(super) const fn is_textless(self) -> bool {
        !matches!(self, Self::Locked)
    }

    /// How a row says that it was left; nothing where it is shown like any other, masked passages aside. What is held
    /// travels as hidden.
    pub(super) fn of(visibility: &Visibility) -> Option<Self> {
        match visibility {
            Visibility::Shown | Visibility::Masked { .. } => None,
            Visibility::Locked => Some(Self::Locked),
            Visibility::Held { .. } | Visibility::Returned | Visibility::Hidden => Some(Self::Hidden),
            Visibility::Removed => Some(Self::Removed),
        }
    }

    /// The way of this word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }
}

impl From<Moderated> for Visibility {
    fn from(way: Moderated) -> Self {
        match way {
            Moderated::Locked => Self::Locked,
            Moderated::Hidden => Self::Hidden,
            Moderated::Removed => Self::Removed,
        }
    }
}

/// A point on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Degrees north of the equator, times ten million.
    pub latitude_e7: i32,
    /// Degrees east of Greenwich, times ten million.
    pub longitude_e7: i32,
}

/// The same text in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// Its language.
    pub language: Language,
    /// Its title, on one line.
    pub title: Option<String>,
    /// Its body, Markdown.
    pub body: String,
}

/// An earlier text of the same row, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The title it had, on one line; comments have none.
    pub title: Option<String>,
    /// The body it had, Markdown.
    pub body: String,
    /// When it was written.
    pub at: Option<Timestamp>,
}

/// A proposal on its way in or out. Texts are whole, in NFC and without control characters; bodies are Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalRecord {
    /// `id`: unique in its file.
    pub id: SourceId,
    /// `number`: what people call it by («n° 38»).
    pub number: Option<u64>,
    /// `language`.
    pub language: Option<Language>,
    /// `title`: one line, empty only where the text is not shown: withdrawn, hidden or removed.
    pub title: String,
    /// `summary`: may be empty.
    pub body: String,
    /// `translations`.
    pub translations: Vec<Translation>,
    /// `author`: a stable pseudonym where the file comes from.
    pub author: Option<String>,
    /// `author_name`: the name to show in «repris de …».
    pub author_name: Option<String>,
    /// `source`: who it comes from (`citizen`, `organization`, `official`, `meeting`, `paper`, or a town's own word).
    pub source: Option<String>,
    /// `scope`: `city`, `district`, or a town's own word.
    pub scope: Option<String>,
    /// `district`: the name of the zone.
    pub district: Option<String>,
    /// `category`: the name of the theme.
    pub category: Option<String>,
    /// `subcategory`: the name of the theme within it.
    pub subcategory: Option<String>,
    /// `address`.
    pub address: Option<String>,
    /// `latitude` and `longitude`.
    pub place: Option<Place>,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `published_at`.
    pub published_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
    /// `visibility`: how moderation left it where the file comes from, unless it is shown there like any other.
    pub visibility: Option<Moderated>,
    /// `withdrawn`: the author took it back.
    pub withdrawn: bool,
    /// `withdrawn_at`.
    pub withdrawn_at: Option<Timestamp>,
    /// `status`: the answer's (`accepted`, `rejected`, `evaluating`, or a town's own word); none before any answer.
    pub status: Option<String>,
    /// `answer`: the answer's text, Markdown.
    pub answer: Option<String>,
    /// `answered_at`.
    pub answered_at: Option<Timestamp>,
    /// `answer_due_at`.
    pub answer_due_at: Option<Timestamp>,
    /// `cost`, as the answer words it.
    pub cost: Option<String>,
    /// `execution_period`, as the answer words it.
    pub execution_period: Option<String>,
    /// `votes`: the total where the file comes from; who voted is not told.
    pub votes: Option<u64>,
    /// `votes_taken_over`: an older total that the place it comes from had itself taken over.
    pub votes_taken_over: Option<u64>,
    /// `url`: its page where it comes from.
    pub url: Option<String>,
    /// `reference`: its name in a town's files.
    pub reference: Option<String>,
    /// `versions`: earlier texts.
    pub versions: Vec<Version>,
    /// Every other field of the row, as it was.
    pub extra: BTreeMap<String, Value>,
}

impl ProposalRecord {
    /// A proposal of which nothing but its id and title is known.
    pub fn new(id: SourceId, title: String) -> Self {
        Self {
            id,
            number: None,
            language: None,
            title,
            body: String::new(),
            translations: Vec::new(),
            author: None,
            author_name: None,
            source: None,
            scope: None,
            district: None,
            category: None,
            subcategory: None,
            address: None,
            place: None,
            created_at: None,
            published_at: None,
            updated_at: None,
            visibility: None,
            withdrawn: false,
            withdrawn_at: None,
            status: None,
            answer: None,
            answered_at: None,
            answer_due_at: None,
            cost: None,
            execution_period: None,
            votes: None,
            votes_taken_over: None,
            url: None,
            reference: None,
            versions: Vec::new(),
            extra: BTreeMap::new(),
        }
    }
}

/// A comment on its way in or out. Texts are whole, in NFC and without control characters; the body is Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct CommentRecord {
    /// `id`: unique in its file.
    pub id: SourceId,
    /// `proposal`: the id of the proposal it is about.
    pub proposal: SourceId,
    /// `parents`: the comments it answers, from the first level down, or only the last of them; empty on the first level.
    pub parents: Vec<SourceId>,
    /// `depth`: how deep the file says it is, 0 on the first level, where it says so beside `parents`.
    pub depth: Option<u32>,
    /// `author`: a stable pseudonym where the file comes from.
    pub author: Option<String>,
    /// `author_name`: the name to show in «repris de …».
    pub author_name: Option<String>,
    /// `language`.
    pub language: Option<Language>,
    /// `alignment`, or `position` in words.
    pub position: Option<Position>,
    /// `body`: empty only where the text is not shown: deleted, hidden or removed.
    pub body: String,
    /// `created_at`.
    pub created_at: Option<Timestamp>,
    /// `updated_at`.
    pub updated_at: Option<Timestamp>,
    /// `visibility`: how moderation left it where the file comes from, unless it is shown there like any other.
    pub visibility: Option<Moderated>,
    /// `deleted_at`: only its place in the thread is left.
    pub deleted_at: Option<Timestamp>,
    /// `likes`.
    pub likes: Option<u64>,
    /// `dislikes`.
    pub dislikes: Option<u64>,
    /// `url`: its page where it comes from.
    pub url: Option<String>,
    /// `versions`: earlier texts.
    pub versions: Vec<Version>,
    /// Every other field of the row, as it was.
    pub extra: BTreeMap<String, Value>,
}

impl CommentRecord {
    /// A first-level comment of which nothing but its id, proposal and body is known.
    pub fn new(id: SourceId, proposal: SourceId, body: String) -> Self {
        Self {
            id,
            proposal,
            parents: Vec::new(),
            depth: None,
            author: None,
            author_name: None,
            language: None,
            position: None,
            body,
            created_at: None,
            updated_at: None,
            visibility: None,
            deleted_at: None,
            likes: None,
            dislikes: None,
            url: None,
            versions: Vec::new(),
            extra: BTreeMap::new(),
        }
    }

    /// The comment that this one answers, as the file names it.
    pub fn parent(&self) -> Option<&SourceId> {
        self.parents.last()
    }
}
