//! `pre-stop-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that stop at once when their pod is deleted.
    ///
    /// ## Why is this bad?
    /// A pod gets traffic for a moment after it was told to stop, as proxies learn of it later than the container.
    /// A program that exits on the signal drops those requests; a `preStop` hook that sleeps for a few seconds lets
    /// them through. Programs that do so themselves need none.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           image: nginx:1.29.3
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           image: nginx:1.29.3
    ///           lifecycle:
    ///             preStop: {sleep: {seconds: 5}}
    /// ```
    pub PRE_STOP_MISSING = "pre-stop-missing" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["datree:60"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let kind = container.pod().resource().kind();
    // Knative drains by itself.
    let drained = kind.is_job() || matches!(kind, Kind::KnativeService | Kind::KnativeConfiguration);
    if drained || container.class() != ContainerClass::Regular {
        return;
    }
    if container.get("lifecycle").and_then(|it| it.get("preStop")).is_none() {
        cx.report(container, format!("container `{}` has no `preStop` hook", container.name()))
            .help("add `lifecycle.preStop`, such as `sleep: {seconds: 5}`, unless the program drains by itself");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_ends_by_itself_needs_none() {
        let rule = tester::of(&super::PRE_STOP_MISSING);
        rule.fails(&tester::container("lifecycle: {preStop: null, postStart: {exec: {command: [a]}}}"));
        rule.fails(&tester::pod("{initContainers: [{name: i}], containers: [{name: a}]}"));
        rule.passes("apiVersion: batch/v1\nkind: Job\nspec: {template: {spec: {containers: [{name: a}]}}}\n");
    }
}
