//! Misplaced secrets, anywhere in the input.

use crate::rule::Rule;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[];
