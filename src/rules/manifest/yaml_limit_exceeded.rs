//! `yaml-limit-exceeded`

use crate::declare_rule;

declare_rule! {
    /// Documents beyond the limits on depth, size or alias expansion.
    ///
    /// ## Why is this bad?
    /// A few hundred bytes of nested aliases expand to gigabytes, and nesting without end overflows the stack of a
    /// careless reader. The API server refuses such documents; so does this linter, and nothing in them was judged.
    pub YAML_LIMIT_EXCEEDED = "yaml-limit-exceeded" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
