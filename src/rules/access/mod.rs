//! RBAC, service accounts, excessive secret access, escalation paths.

use crate::rule::Rule;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[];
