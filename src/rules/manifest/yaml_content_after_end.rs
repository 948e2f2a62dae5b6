//! `yaml-content-after-end`

use crate::declare_rule;

declare_rule! {
    /// Content behind a `...` line.
    ///
    /// ## Why is this bad?
    /// `...` ends a document. `kubectl` reads one document between two `---` lines and ignores in silence what follows
    /// `...`; other tools read it. It is a place where an object is lost, or hidden.
    pub YAML_CONTENT_AFTER_END = "yaml-content-after-end" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
