//! YAML and Kubernetes traps: what the file says is not what the cluster does.

use crate::rule::Rule;

pub mod capability_name_invalid;
pub mod dead_hardening_annotation;
pub mod drop_all_wrong_case;
pub mod duplicate_yaml_key;
pub mod forbidden_annotation;
pub mod invalid_label_value;
pub mod invalid_security_combination;
pub mod misplaced_security_field;
mod object_name;
pub mod octal_mode_written_as_decimal;
mod pattern;
pub mod recommended_labels;
mod relocate;
pub mod required_label;
mod strings;
pub mod suppression_without_reason;
pub mod unknown_suppression;
pub mod unreadable_file;
pub mod unused_suppression;
pub mod yaml_1_1_surprise;
pub mod yaml_content_after_end;
pub mod yaml_encoding_error;
pub mod yaml_limit_exceeded;
pub mod yaml_separator_content;
pub mod yaml_syntax_error;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &capability_name_invalid::CAPABILITY_NAME_INVALID,
    &dead_hardening_annotation::DEAD_HARDENING_ANNOTATION,
    &drop_all_wrong_case::DROP_ALL_WRONG_CASE,
    &duplicate_yaml_key::DUPLICATE_YAML_KEY,
    &forbidden_annotation::FORBIDDEN_ANNOTATION,
    &invalid_label_value::INVALID_LABEL_VALUE,
    &invalid_security_combination::INVALID_SECURITY_COMBINATION,
    &misplaced_security_field::MISPLACED_SECURITY_FIELD,
    &octal_mode_written_as_decimal::OCTAL_MODE_WRITTEN_AS_DECIMAL,
    &recommended_labels::RECOMMENDED_LABELS,
    &required_label::REQUIRED_LABEL,
    &suppression_without_reason::SUPPRESSION_WITHOUT_REASON,
    &unknown_suppression::UNKNOWN_SUPPRESSION,
    &unreadable_file::UNREADABLE_FILE,
    &unused_suppression::UNUSED_SUPPRESSION,
    &yaml_1_1_surprise::YAML_1_1_SURPRISE,
    &yaml_content_after_end::YAML_CONTENT_AFTER_END,
    &yaml_encoding_error::YAML_ENCODING_ERROR,
    &yaml_limit_exceeded::YAML_LIMIT_EXCEEDED,
    &yaml_separator_content::YAML_SEPARATOR_CONTENT,
    &yaml_syntax_error::YAML_SYNTAX_ERROR,
];
