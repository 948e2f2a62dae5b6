//! `yaml-separator-content`

use crate::declare_rule;

declare_rule! {
    /// Text behind `---` on the same line.
    ///
    /// ## Why is this bad?
    /// YAML allows `--- {a: b}`; `kubectl` cuts files at lines that start with `---` and refuses anything but blanks or
    /// a comment behind it, so the file is not applied.
    pub YAML_SEPARATOR_CONTENT = "yaml-separator-content" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
