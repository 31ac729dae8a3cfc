//! The limits of a document, at the limit and one beyond.

use std::num::NonZeroU32;

use graphql::transport::{DocumentLimits, PeerRate, TransportLimits};
use serde_json::{Value, json};

use super::toy::{Toy, post};

async fn verdict(toy: &Toy, query: &str, variables: Value) -> (String, String) {
    let answer = toy
        .send(post(&json!({"query": query, "variables": variables})))
        .await;
    assert!(!answer.status.is_server_error(), "{query}: {}", answer.text);
    (answer.code(), answer.rule())
}

fn is(code: &str, rule: &str) -> (String, String) {
    (code.to_owned(), rule.to_owned())
}

#[tokio::test]
async fn depth_follows_fragments_and_not_inline_ones() {
    let toy = Toy::new();
    let nested = |levels: usize| {
        format!(
            "{{ plan {{ {} id {} }} }}",
            "next { ".repeat(levels),
            "}".repeat(levels)
        )
    };
    assert_eq!(verdict(&toy, &nested(10), json!({})).await, is("", ""));
    assert_eq!(
        verdict(&toy, &nested(11), json!({})).await,
        is("request.too_deep", "Depth")
    );
    let inline = format!(
        "{{ plan {{ {} id {} }} }}",
        "... on Plan { ".repeat(12),
        "}".repeat(12)
    );
    assert_eq!(verdict(&toy, &inline, json!({})).await, is("", ""));
    let inline = format!("{{ plan {{ {} id {} }} }}", "... { ".repeat(36), "}".repeat(36));
    assert_eq!(
        verdict(&toy, &inline, json!({})).await,
        is("request.too_deep", "Depth")
    );
    let chain = "{ plan { ...A } } fragment A on Plan { next { next { next { next { ...B } } } } }
        fragment B on Plan { next { next { next { next { ...C } } } } } fragment C on Plan { next { next { next { id } } } }";
    assert_eq!(
        verdict(&toy, chain, json!({})).await,
        is("request.too_deep", "Depth")
    );
    for hostile in ["{a", "[", "(", "{a(b:[", "query($a:["] {
        let deep = hostile.repeat(60_000 / hostile.len());
        assert_eq!(
            verdict(&toy, &deep, json!({})).await.0,
            "request.too_deep",
            "{hostile}"
        );
    }
    let hidden = format!("{{ hello(name: \"\"\" \" {} ", "[".repeat(50_000));
    assert_eq!(verdict(&toy, &hidden, json!({})).await.0, "request.malformed");
}

#[tokio::test]
async fn fragments_cannot_turn_in_a_circle_or_multiply() {
    let toy = Toy::new();
    let circle = "{ plan { ...A } } fragment A on Plan { ...B } fragment B on Plan { ...A }";
    assert_eq!(
        verdict(&toy, circle, json!({})).await,
        is("request.malformed", "NoFragmentCycles")
    );
    let own = "{ plan { ...A } } fragment A on Plan { next { ...A } }";
    assert_eq!(
        verdict(&toy, own, json!({})).await,
        is("request.malformed", "NoFragmentCycles")
    );
    let doubling: Vec<String> = (0..40)
        .map(|n| format!("fragment F{n} on Plan {{ ...F{} ...F{} }}", n + 1, n + 1))
        .collect();
    let laughs = format!(
        "{{ plan {{ ...F0 }} }} fragment F40 on Plan {{ id }} {}",
        doubling.join(" ")
    );
    assert_eq!(
        verdict(&toy, &laughs, json!({})).await,
        is("request.too_costly", "Cost")
    );
    let unused = laughs.replacen("...F0", "id", 1);
    assert_eq!(
        verdict(&toy, &unused, json!({})).await,
        is("request.malformed", "NoUnusedFragments")
    );
}

#[tokio::test]
async fn cost_reads_sizes_from_arguments_variables_and_defaults() {
    let document = DocumentLimits {
        cost: 100,
        ..DocumentLimits::default()
    };
    let toy = Toy::with(TransportLimits {
        document,
        ..TransportLimits::default()
    });
    // plans, nodes and n times id: n + 2.
    let list = |size: &str| {
        format!("query($n: Int) {{ plans({size}) {{ nodes {{ id title tags }} }} a: hello(name: \"x\") }}")
    };
    let costly = is("request.too_costly", "Cost");
    for (query, variables, fits) in [
        (
            "{ plans(first: 97) { nodes { id } totalCount } }".to_owned(),
            json!({}),
            true,
        ),
        (
            "{ plans(first: 98) { nodes { id } totalCount } }".to_owned(),
            json!({}),
            false,
        ),
        (
            "{ plans(last: 98) { nodes { id } totalCount } }".to_owned(),
            json!({}),
            false,
        ),
        (
            "{ plans(first: 1, last: 98) { nodes { id } totalCount } }".to_owned(),
            json!({}),
            false,
        ),
        // Without a size a page is 20: 2 + 20 * 4 fits, 2 + 20 * 5 does not.
        (
            "{ plans { nodes { id title tags next { id } } } }".to_owned(),
            json!({}),
            false,
        ),
        (
            "{ plans { nodes { id title tags a: id } } }".to_owned(),
            json!({}),
            true,
        ),
        (list("first: $n"), json!({"n": 33}), false),
        (list("first: $n"), json!({"n": 32}), true),
        (list("first: $n").replace("Int)", "Int = 33)"), json!({}), false),
        (
            list("first: $n").replace("Int)", "Int = 33)"),
            json!({"n": 5}),
            true,
        ),
        (list("first: $n"), json!({"n": null}), true),
        (list("first: $n"), json!({"n": 2_000_000_000}), false),
        (list("first: $n"), json!({"n": -1}), true),
        // Aliases and fragments count each time; what is skipped counts too.
        (
            "{ a: plans(first: 30) { nodes { id } } b: plans(first: 30) { nodes { id } } }".to_owned(),
            json!({}),
            true,
        ),
        (
            "{ a: plans(first: 50) { nodes { id } } b: plans(first: 50) { nodes { id } } }".to_owned(),
            json!({}),
            false,
        ),
        (
            "{ plans(first: 99) @skip(if: true) { nodes { id } } hello }".to_owned(),
            json!({}),
            false,
        ),
        // A list without pages: as many as are named, or ten.
        (
            "query($n: [Int!]!) { some(ids: $n) { id } }".to_owned(),
            json!({"n": vec![1; 100]}),
            false,
        ),
        (
            "{ some(ids: [1, 2, 3]) { id title tags } }".to_owned(),
            json!({}),
            true,
        ),
        (
            "{ plan { neighbours { neighbours { id } } } }".to_owned(),
            json!({}),
            false,
        ),
        ("{ plan { neighbours { id title } } }".to_owned(), json!({}), true),
    ] {
        let query = if query.contains("$n") {
            query
        } else {
            query.replace("query($n: Int) ", "")
        };
        let found = verdict(&toy, &query, variables.clone()).await;
        assert_eq!(found == costly, !fits, "{query} {variables}: {found:?}");
    }
}

#[tokio::test]
async fn other_parts_are_counted_too() {
    let toy = Toy::new();
    let many = |count: usize, part: &dyn Fn(usize) -> String| (0..count).map(part).collect::<String>();
    let too_many = |rule: &str| is("request.too_costly", rule);
    let operations = many(11, &|n| format!("query Q{n} {{ hello }} "));
    assert_eq!(
        verdict(&toy, &operations, json!({})).await,
        too_many("Operations")
    );
    let fragments = format!(
        "{{ hello }} {}",
        many(51, &|n| format!("fragment F{n} on Query {{ hello }} "))
    );
    assert_eq!(verdict(&toy, &fragments, json!({})).await, too_many("Fragments"));
    let variables = format!("query({}) {{ hello }}", many(51, &|n| format!("$v{n}: Int ")));
    assert_eq!(verdict(&toy, &variables, json!({})).await, too_many("Variables"));
    let directives = format!("{{ hello {} }}", "@skip(if: false) ".repeat(31));
    assert_eq!(
        verdict(&toy, &directives, json!({})).await,
        too_many("Directives")
    );
    let every_rule = format!("{{ plan {{ {} }} }}", many(60, &|n| format!("wrong{n} ")));
    let answer = toy.ask(&every_rule).await;
    assert_eq!(
        answer.json()["errors"].as_array().unwrap().len(),
        10,
        "errors are counted as well"
    );
}

#[tokio::test]
async fn introspection_is_open_and_bounded() {
    let toy = Toy::new();
    let type_ref = "fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";
    let standard = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
        subscriptionType {{ name kind }} types {{ ...FullType }}
        directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
        fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
          fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
            type {{ ...TypeRef }} isDeprecated deprecationReason }}
          inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
          enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
          possibleTypes {{ ...TypeRef }} }}
        fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }}
        {type_ref}"
    );
    let answer = toy.ask(&standard).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(
        answer.json()["data"]["__schema"]["types"]
            .as_array()
            .unwrap()
            .len()
            > 10
    );
    let circular = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(
        verdict(&toy, circular, json!({})).await,
        is("request.too_deep", "IntrospectionDepth")
    );
    let doubled = standard.replacen(
        "types { ...FullType }",
        "types { ...FullType } more: types { ...FullType }",
        1,
    );
    assert_eq!(verdict(&toy, &doubled, json!({})).await.0, "request.too_costly");
}

/// Documents made of anything: whatever comes, the answer is one of ours and in no case a failure.
#[tokio::test]
async fn a_soup_of_tokens_is_answered_and_breaks_nothing() {
    const TOKENS: [&str; 48] = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "$",
        "!",
        "=",
        "@",
        "...",
        "|",
        "&",
        "query",
        "mutation",
        "subscription",
        "fragment",
        "on",
        "F",
        "Plan",
        "Query",
        "hello",
        "plan",
        "plans",
        "nodes",
        "edges",
        "id",
        "title",
        "first",
        "name",
        "a",
        "null",
        "true",
        "0",
        "-1",
        "1.5e400",
        "99999999999999999999",
        "\"x\"",
        "\"\\u0041\"",
        "\"\\uD800\"",
        "\"\"\"b\"\"\"",
        "\"",
        "#",
        "__typename",
        "__schema",
        "\u{0}",
        "é",
    ];
    let toy = Toy::with(TransportLimits {
        peer: unshed(),
        ..TransportLimits::default()
    });
    let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0_u64);
    println!("seed {seed}");
    let mut state = seed | 1;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(limit).unwrap()).unwrap()
    };
    let starts = [
        "{ hello plan { id title } }",
        "query Q($n: Int = 3, $s: String) { plans(first: $n) { nodes { ...F } } hello(name: $s) }",
        "mutation { castVote } fragment F on Plan { id plans(last: 2) { edges { node { title } } } }",
        "",
    ];
    for round in 0..3_000 {
        let mut tokens: Vec<&str> = starts[below(starts.len())].split(' ').collect();
        for _ in 0..=below(8) {
            let (at, token) = (below(tokens.len() + 1), TOKENS[below(TOKENS.len())]);
            if below(3) == 0 && at < tokens.len() {
                tokens.remove(at);
            } else {
                tokens.insert(at, token);
            }
        }
        let document = tokens.join(" ");
        let answer = toy.ask(&document).await;
        let sound = answer.status == 200 || answer.status == 400 || answer.status == 406;
        assert!(
            sound && !answer.text.contains("service.unavailable"),
            "seed {seed}, round {round}: {document}: {}",
            answer.text
        );
    }
}

/// A rate that no test reaches.
fn unshed() -> PeerRate {
    PeerRate {
        per_second: NonZeroU32::MAX,
        burst: NonZeroU32::MAX,
    }
}
