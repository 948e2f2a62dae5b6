//! YAML and Kubernetes traps: what the file says is not what the cluster does.

use crate::rule::Rule;

pub mod suppression_without_reason;
pub mod unknown_suppression;
pub mod unreadable_file;
pub mod unused_suppression;
pub mod yaml_content_after_end;
pub mod yaml_encoding_error;
pub mod yaml_limit_exceeded;
pub mod yaml_separator_content;
pub mod yaml_syntax_error;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &suppression_without_reason::SUPPRESSION_WITHOUT_REASON,
    &unknown_suppression::UNKNOWN_SUPPRESSION,
    &unreadable_file::UNREADABLE_FILE,
    &unused_suppression::UNUSED_SUPPRESSION,
    &yaml_content_after_end::YAML_CONTENT_AFTER_END,
    &yaml_encoding_error::YAML_ENCODING_ERROR,
    &yaml_limit_exceeded::YAML_LIMIT_EXCEEDED,
    &yaml_separator_content::YAML_SEPARATOR_CONTENT,
    &yaml_syntax_error::YAML_SYNTAX_ERROR,
];
