//! `suppression-without-reason`

use crate::declare_rule;

declare_rule! {
    /// Suppressions that give no reason.
    ///
    /// ## Why is this bad?
    /// A suppression is a decision that somebody will want to review. Without a reason nobody can tell whether it still holds,
    /// so it is not honoured: the finding stays.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: web # holdshort: ignore[privileged-container]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: web # holdshort: ignore[privileged-container] node agent, reviewed by the platform team
    /// ```
    pub SUPPRESSION_WITHOUT_REASON = "suppression-without-reason" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Engine
    }
}
