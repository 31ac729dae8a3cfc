//! `schema.graphql` is what the code says.

use crate::kept::assert_kept;

#[test]
fn the_schema_file_equals_the_code() {
    assert_kept("schema.graphql", &graphql::sdl());
}
