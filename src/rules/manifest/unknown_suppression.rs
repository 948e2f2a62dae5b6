//! `unknown-suppression`

use crate::declare_rule;

declare_rule! {
    /// Suppressions that are not understood, or name a rule that does not exist.
    ///
    /// ## Why is this bad?
    /// A misspelt suppression silences nothing, and the one who wrote it believes that it does.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true} # holdshort: ignore[priviledged-container] node agent
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true} # holdshort: ignore[privileged-container] node agent
    /// ```
    pub UNKNOWN_SUPPRESSION = "unknown-suppression" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
