//! `unreadable-file`

use crate::declare_rule;

declare_rule! {
    /// Files that are there but cannot be read.
    ///
    /// ## Why is this bad?
    /// A linter that passes over a file in silence is green about something it has not seen. Missing permission, a
    /// broken link, or more bytes than the limit: what is in the file is not judged.
    pub UNREADABLE_FILE = "unreadable-file" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
