//! Network policies, Services, exposure.

use crate::rule::Rule;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[];
