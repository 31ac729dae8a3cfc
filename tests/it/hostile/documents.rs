//! Documents that fit the schema, with values that fit nothing.

use std::fmt::Write;

use super::{
    chance::Chance,
    schema::{Named, Ref, Shape},
};

/// Texts that have broken something somewhere.
pub(super) const STRINGS: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "null",
    "undefined",
    "\0",
    "a\0b",
    "\u{202e}txt.exe",
    "\u{feff}",
    "😀😀😀",
    "e\u{301}\u{301}\u{301}\u{301}",
    "' OR 1=1 --",
    "\"; DROP TABLE proposals; --",
    "%",
    "_",
    "\\",
    "*",
    "NEAR(a b)",
    "\"a",
    "a*",
    "NOT",
    "AND",
    "a & !",
    "::",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "../../etc/passwd",
    "http://169.254.169.254/",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "%s%s%n",
    "\r\nX-A: b",
    "ana@example.org",
    "ANA@EXAMPLE.ORG",
    "@",
    "a@b",
    "proposal_",
    "proposal_00000000000000000000000000",
    "plan_7zzzzzzzzzzzzzzzzzzzzzzzzz",
    "account_01jzzzzzzzfzzzzzzzzzzzzzzz",
    "comment_01h455vb4pex5vsknk084sn02q",
    "AAAAAAAAAAA",
    "eyJhbGciOiJub25lIn0.e30.",
    "2026-13-45T99:99:99Z",
    "9999-12-31T23:59:59Z",
    "-9999-01-01T00:00:00Z",
    "fr",
    "xx-zzzz-9999",
    "NaN",
    "Infinity",
    "1e400",
    "9223372036854775807",
    "{\"type\":\"Polygon\",\"coordinates\":[]}",
    "{\"type\":\"Polygon\",\"coordinates\":[[[1e308,0],[0,0],[0,0],[1e308,0]]]}",
    "000000",
    "123456",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "100",
    "101",
    "2147483647",
    "-2147483648",
    "2147483648",
    "9223372036854775807",
    "1.5",
    "1e10",
];

/// Writes one document.
pub(super) struct Writer<'a> {
    shape: &'a Shape,
    known: &'a [String],
    chance: &'a mut Chance,
}

impl<'a> Writer<'a> {
    pub(super) fn new(shape: &'a Shape, known: &'a [String], chance: &'a mut Chance) -> Self {
        Self { shape, known, chance }
    }

    /// A query or a mutation of up to three root fields.
    pub(super) fn document(&mut self) -> String {
        let root = self.chance.below(2);
        let word = ["query", "mutation"][root];
        let fields = &self.shape.types[&self.shape.roots[root]].fields;
        let mut document = format!("{word} {{");
        for alias in 0..=self.chance.below(3) {
            let field = self.chance.pick(fields).clone();
            let _ = write!(document, " a{alias}: ");
            self.field(&mut document, &field, 0);
        }
        document.push_str(" }");
        document
    }

    fn field(&mut self, out: &mut String, field: &Named, depth: usize) {
        out.push_str(&field.name);
        let arguments: Vec<_> = field
            .arguments
            .iter()
            .filter(|argument| argument.of.required || self.chance.once_in(2))
            .cloned()
            .collect();
        if !arguments.is_empty() {
            out.push('(');
            for argument in arguments {
                let value = self.value(&argument.of, 0);
                let _ = write!(out, "{}: {value} ", argument.name);
            }
            out.push(')');
        }
        self.selection(out, &field.of, depth);
    }

    fn selection(&mut self, out: &mut String, of: &Ref, depth: usize) {
        let one = &self.shape.types[&of.name];
        match one.kind.as_str() {
            "OBJECT" | "INTERFACE" => {
                let leaf = depth > 4;
                let fields: Vec<_> = one
                    .fields
                    .iter()
                    .filter(|field| !leaf || self.shape.types[&field.of.name].fields.is_empty())
                    .filter(|field| field.arguments.iter().all(|argument| !argument.of.required) || depth < 2)
                    .cloned()
                    .collect();
                out.push_str(" { __typename");
                if !fields.is_empty() {
                    for place in 0..=self.chance.below(4) {
                        let field = self.chance.pick(&fields).clone();
                        let _ = write!(out, " f{depth}{place}: ");
                        self.field(out, &field, depth + 1);
                    }
                }
                out.push_str(" }");
            }
            "UNION" => {
                let possible = one.possible.clone();
                let name = self.chance.pick(&possible).clone();
                let _ = write!(out, " {{ __typename ... on {name}");
                let inner = Ref {
                    name,
                    list: false,
                    required: false,
                };
                self.selection(out, &inner, depth + 1);
                out.push_str(" }");
            }
            _ => {}
        }
    }

    fn value(&mut self, of: &Ref, depth: usize) -> String {
        if of.list {
            let count = self.chance.below(4);
            let inner = Ref {
                list: false,
                ..of.clone()
            };
            let items: Vec<_> = (0..count).map(|_| self.value(&inner, depth + 1)).collect();
            return format!("[{}]", items.join(" "));
        }
        if !of.required && self.chance.once_in(8) {
            return "null".to_owned();
        }
        let one = &self.shape.types[&of.name];
        match (one.kind.as_str(), of.name.as_str()) {
            ("ENUM", _) => {
                let values = one.values.clone();
                self.chance.pick(&values).clone()
            }
            ("INPUT_OBJECT", _) => {
                let inputs: Vec<_> = one
                    .inputs
                    .iter()
                    .filter(|input| input.of.required || (depth < 4 && self.chance.once_in(2)))
                    .cloned()
                    .collect();
                let parts: Vec<_> = inputs
                    .iter()
                    .map(|input| format!("{}: {}", input.name, self.value(&input.of, depth + 1)))
                    .collect();
                format!("{{ {} }}", parts.join(" "))
            }
            (_, "Int") => (*self.chance.pick(&NUMBERS[..7])).to_owned(),
            (_, "Float") => (*self.chance.pick(NUMBERS)).to_owned(),
            (_, "Boolean") => (*self.chance.pick(&["true", "false"])).to_owned(),
            _ => self.text(),
        }
    }

    fn text(&mut self) -> String {
        let text = match self.chance.below(5) {
            0 | 1 => self.chance.pick(self.known).clone(),
            2 => "x".repeat([1, 3, 40, 200, 3_000][self.chance.below(5)]),
            _ => (*self.chance.pick(STRINGS)).to_owned(),
        };
        let text = if self.chance.once_in(6) {
            self.chance.mangled(&text)
        } else {
            text
        };
        serde_json::Value::from(text).to_string()
    }
}

/// The required arguments of a field with values that nobody could object to: ids of the kind that the argument is
/// named after, of things that do not exist, save the plan.
pub(crate) fn plain_arguments(shape: &Shape, field: &Named, plan: &str) -> String {
    let required = field.arguments.iter().filter(|argument| is_needed(argument));
    let parts: Vec<_> = required
        .map(|argument| format!("{}: {}", argument.name, plain(shape, argument, plan)))
        // Roles and remits are both given by grants.
        .map(|argument| match field.name.as_str() {
            "endGrant" => argument.replace("\"grant_", "\"role_"),
            _ => argument,
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("({})", parts.join(" "))
    }
}

fn plain(shape: &Shape, argument: &Named, plan: &str) -> String {
    let Ref { name, list, .. } = &argument.of;
    let one = &shape.types[name];
    let value = match (one.kind.as_str(), name.as_str()) {
        ("ENUM", _) => one.values[0].clone(),
        ("INPUT_OBJECT", _) => {
            let inputs = one.inputs.iter().filter(|input| is_needed(input));
            let parts: Vec<_> = inputs
                .map(|input| format!("{}: {}", input.name, plain(shape, input, plan)))
                .collect();
            format!("{{ {} }}", parts.join(" "))
        }
        (_, "Int") => "1".to_owned(),
        (_, "Float") => "1.0".to_owned(),
        (_, "Boolean") => "true".to_owned(),
        (_, "ID") if argument.name == "plan" => format!("\"{plan}\""),
        (_, "ID") => {
            let name = argument.name.as_str();
            // Of many, and no other word that ends so: «access».
            let one = name.strip_suffix('s').filter(|one| !one.ends_with('s'));
            let kind = match one.unwrap_or(name) {
                "into" | "id" => "proposal",
                "item" => "comment",
                kind => kind,
            };
            format!("\"{kind}_01h455vb4pex5vsknk084sn02q\"")
        }
        _ => format!("\"{}\"", fitting(&argument.name)),
    };
    if *list { format!("[{value}]") } else { value }
}

/// Whether an argument is required, by the schema or as one of two that must be there.
fn is_needed(argument: &Named) -> bool {
    argument.of.required || ["text", "theme", "email"].contains(&argument.name.as_str())
}

/// A text that fits a scalar of this name.
fn fitting(name: &str) -> &'static str {
    match name {
        "slug" => "un-plan",
        "startsAt" => "2026-12-01T10:00:00+01:00",
        "endsAt" | "dueAt" | "until" => "2026-12-02T10:00:00+01:00",
        "registration" => "99999000100011",
        "language" => "fr",
        "email" => "quelqu-un@example.org",
        _ => "Un texte assez long pour passer",
    }
}
