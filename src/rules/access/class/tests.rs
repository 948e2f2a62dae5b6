//! Vectors of `class`.

use super::*;

#[test]
fn rows_are_unique_and_say_what_they_allow() {
    for (at, row) in TABLE.iter().enumerate() {
        assert!(!row.3.is_empty() && !row.4.is_empty());
        assert!(!TABLE[..at].iter().any(|it| (it.0, it.1, it.2) == (row.0, row.1, row.2)), "{row:?}");
    }
}
