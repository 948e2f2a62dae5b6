//! YAML and Kubernetes traps: what the file says is not what the cluster does.

use crate::rule::Rule;

pub mod unreadable_file;
pub mod yaml_content_after_end;
pub mod yaml_encoding_error;
pub mod yaml_limit_exceeded;
pub mod yaml_separator_content;
pub mod yaml_syntax_error;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &unreadable_file::UNREADABLE_FILE,
    &yaml_content_after_end::YAML_CONTENT_AFTER_END,
    &yaml_encoding_error::YAML_ENCODING_ERROR,
    &yaml_limit_exceeded::YAML_LIMIT_EXCEEDED,
    &yaml_separator_content::YAML_SEPARATOR_CONTENT,
    &yaml_syntax_error::YAML_SYNTAX_ERROR,
];
