//! `yaml-encoding-error`

use crate::declare_rule;

declare_rule! {
    /// Bytes that are no text, and control characters that YAML does not allow.
    ///
    /// ## Why is this bad?
    /// `kubectl` refuses the file. Control characters are also a way to make a terminal or a review show something else
    /// than what is written.
    pub YAML_ENCODING_ERROR = "yaml-encoding-error" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
