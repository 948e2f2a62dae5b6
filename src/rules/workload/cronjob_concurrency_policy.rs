//! `cronjob-concurrency-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// CronJobs whose runs may pile up.
    ///
    /// ## Why is this bad?
    /// Unless it is forbidden, the next run starts while the last one still works: two write the same data, and a
    /// run that hangs is joined by another each time.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: report}
    /// spec:
    ///   schedule: "*/5 * * * *"
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers:
    ///             - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: report}
    /// spec:
    ///   schedule: "*/5 * * * *"
    ///   concurrencyPolicy: Forbid
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers:
    ///             - name: app
    /// ```
    pub CRONJOB_CONCURRENCY_POLICY = "cronjob-concurrency-policy" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["datree:24"],
        check: Resource(&[Kind::CronJob], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec().filter(|it| it.get("jobTemplate").is_some()) else { return };
    let policy = spec.get("concurrencyPolicy");
    if policy.is_some_and(|it| !matches!(it.text(), Some("" | "Allow"))) {
        return;
    }
    let message = format!("runs of {} may overlap", resource.title());
    let finding = match policy {
        Some(at) => cx.report(at, message),
        None => cx.report(resource, message),
    };
    finding.help("set `concurrencyPolicy: Forbid`, or `Replace`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unset_means_allow() {
        let rule = tester::of(&super::CRONJOB_CONCURRENCY_POLICY);
        let of = |policy: &str| {
            format!("apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: c}}\nspec: {{{policy}jobTemplate: {{}}}}\n")
        };
        rule.fails(&of(""));
        rule.fails(&of("concurrencyPolicy: Allow, "));
        rule.passes(&of("concurrencyPolicy: Replace, "));
    }
}
