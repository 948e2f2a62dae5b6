//! `unused-suppression`

use crate::declare_rule;

declare_rule! {
    /// Suppressions that silence nothing.
    ///
    /// ## Why is this bad?
    /// What it was written for is gone. It stays behind like a spare key, and hides the next finding of its rule at that place.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: false} # holdshort: ignore[privileged-container] node agent
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
    pub UNUSED_SUPPRESSION = "unused-suppression" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
