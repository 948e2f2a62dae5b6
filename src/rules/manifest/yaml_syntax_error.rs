//! `yaml-syntax-error`

use crate::declare_rule;

declare_rule! {
    /// Documents that are not YAML (or not JSON).
    ///
    /// ## Why is this bad?
    /// `kubectl` stops at a broken document, and nothing in it was judged. The other documents of the file were.
    pub YAML_SYNTAX_ERROR = "yaml-syntax-error" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
