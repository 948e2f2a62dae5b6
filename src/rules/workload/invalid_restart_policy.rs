//! `invalid-restart-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Restart policies that the kind of workload cannot have.
    ///
    /// ## Why is this bad?
    /// The pods of a Job must end, so the API server asks for `OnFailure` or `Never` there (unset means `Always`);
    /// those of a Deployment and its like must not, so it allows only `Always`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///         - name: app
    /// ```
    pub INVALID_RESTART_POLICY = "invalid-restart-policy" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-score:cronjob-restartpolicy", "kube-linter:restart-policy", "datree:10"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let allowed: &[&str] = match pod.resource().kind() {
        kind if kind.is_job() => &["OnFailure", "Never"],
        Kind::Deployment
        | Kind::ReplicaSet
        | Kind::StatefulSet
        | Kind::DaemonSet
        | Kind::ReplicationController
        | Kind::DeploymentConfig
        | Kind::Rollout => &["Always"],
        Kind::Pod | Kind::PodTemplate | Kind::SandboxTemplate => &["Always", "OnFailure", "Never"],
        _ => return,
    };
    let kind = pod.resource().kind_name();
    let help = format!("use `{}`", allowed.join("` or `"));
    match pod.get("restartPolicy") {
        Some(it) if it.as_str().is_some_and(|it| allowed.contains(&it)) => {}
        Some(it) => {
            let message = format!("`{}` is no restart policy for a {kind}", it.text().unwrap_or_default());
            cx.report(it, message).help(help);
        }
        // Without containers this is part of an object, to be merged with the rest.
        None if !allowed.contains(&"Always") && pod.get("containers").is_some() => {
            cx.report(pod, format!("the {kind} has no restart policy, which means `Always`")).help(help);
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn jobs_end_and_deployments_do_not() {
        let rule = tester::of(&super::INVALID_RESTART_POLICY);
        let cron = |policy: &str| {
            format!(
                "apiVersion: batch/v1\nkind: CronJob\nspec: {{jobTemplate: {{spec: {{template: {{spec: {{{policy}containers: [{{name: a}}]}}}}}}}}}}\n"
            )
        };
        rule.fails(&cron(""));
        rule.fails(&cron("restartPolicy: Always, "));
        rule.passes(&cron("restartPolicy: OnFailure, "));
        let deployment = |policy: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nspec: {{template: {{spec: {{{policy}containers: [{{name: a}}]}}}}}}\n"
            )
        };
        rule.passes(&deployment(""));
        rule.passes(&deployment("restartPolicy: Always, "));
        rule.fails(&deployment("restartPolicy: Never, "));
        rule.passes(&tester::pod("{restartPolicy: Never}"));
        rule.fails(&tester::pod("{restartPolicy: never}"));
    }
}
