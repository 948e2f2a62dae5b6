//! `cronjob-suspended`

use crate::rule::prelude::*;

declare_rule! {
    /// CronJobs that are switched off.
    ///
    /// ## Why is this bad?
    /// A suspended CronJob looks like a backup or a clean-up that runs, and does not. Nobody notices until its
    /// result is needed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: report}
    /// spec:
    ///   schedule: "0 3 * * *"
    ///   suspend: true
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
    ///   schedule: "0 3 * * *"
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers:
    ///             - name: app
    /// ```
    pub CRONJOB_SUSPENDED = "cronjob-suspended" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-1500"],
        check: Resource(&[Kind::CronJob], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(at) = resource.path("spec.suspend").filter(|it| it.is_true()) else { return };
    cx.report(at, format!("{} is suspended", resource.title()))
        .help("delete the line, or the CronJob if it is not needed any more");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_true_counts() {
        let rule = tester::of(&super::CRONJOB_SUSPENDED);
        rule.fails("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {suspend: yes}\n");
        rule.passes("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {suspend: false}\n");
        rule.passes("apiVersion: batch/v1\nkind: Job\nmetadata: {name: c}\nspec: {suspend: true}\n");
    }
}
