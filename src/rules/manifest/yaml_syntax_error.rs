//! `yaml-syntax-error`

use crate::declare_rule;

declare_rule! {
    /// Documents that are not YAML (or not JSON).
    ///
    /// ## Why is this bad?
    /// `kubectl` stops at a broken document, and nothing in it was judged. The other documents of the file were.
    ///
    /// A document that does not even mention `apiVersion` is hardly a manifest: JSON with comments, or a template of another
    /// tool. It is reported with low severity, so that nothing is passed over in silence.
    pub YAML_SYNTAX_ERROR = "yaml-syntax-error" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
