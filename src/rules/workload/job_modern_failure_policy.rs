//! `job-modern-failure-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Jobs whose failure policy contradicts the rest of their spec.
    ///
    /// ## Why is this bad?
    /// A pod failure policy needs pods that are not restarted in place, a limit per index needs indexes, and only some
    /// values of `managedBy` exist. The API server refuses the Job, a CronJob only when the hour has come.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: work}
    /// spec:
    ///   podFailurePolicy:
    ///     rules:
    ///       - action: FailJob
    ///         onExitCodes: {operator: In, values: [42]}
    ///   template:
    ///     spec:
    ///       restartPolicy: OnFailure
    ///       containers:
    ///         - name: work
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: work}
    /// spec:
    ///   podFailurePolicy:
    ///     rules:
    ///       - action: FailJob
    ///         onExitCodes: {operator: In, values: [42]}
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///         - name: work
    /// ```
    pub JOB_MODERN_FAILURE_POLICY = "job-modern-failure-policy" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188"],
        check: Resource(&[Kind::Job, Kind::CronJob, Kind::ScaledJob], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let path = match resource.kind() {
        Kind::CronJob => "spec.jobTemplate.spec",
        Kind::ScaledJob => "spec.jobTargetRef",
        _ => "spec",
    };
    let Some(spec) = resource.path(path) else { return };
    let (policy, per_index) = (spec.get("podFailurePolicy"), spec.get("backoffLimitPerIndex"));
    if let Some(policy) = policy {
        of_policy(spec, policy, per_index, cx);
    }
    if let Some(it) = per_index.filter(|_| spec.str("completionMode") != Some("Indexed")) {
        cx.report(it, "a limit for each index needs indexes")
            .help("set `completionMode: Indexed`, or use `backoffLimit`");
    }
    if let Some(it) = spec.get("maxFailedIndexes").filter(|_| per_index.is_none()) {
        cx.report(it, "`maxFailedIndexes` needs `backoffLimitPerIndex`").help("set it, or delete the line");
    }
    let manager = spec.get("managedBy");
    if let Some(it) = manager.filter(|it| it.text().is_some_and(|it| !is_domain_path(it))) {
        cx.report(it, "`managedBy` must be a domain and a path")
            .help("write a name such as `kueue.x-k8s.io/multikueue`");
    }
}

fn of_policy(spec: Value<'_>, policy: Value<'_>, per_index: Option<Value<'_>>, cx: &mut Context<'_>) {
    let restart = spec.path("template.spec.restartPolicy");
    if let Some(it) = restart.filter(|it| it.as_str() == Some("OnFailure")) {
        cx.report(it, "a pod failure policy needs pods that are not restarted in place")
            .label(policy, "the policy")
            .help("write `restartPolicy: Never`; the Job makes a new pod instead");
    }
    if let Some(it) = spec.get("podReplacementPolicy").filter(|it| it.as_str() == Some("TerminatingOrFailed")) {
        cx.report(it, "a pod failure policy needs pods to be replaced only when they have failed")
            .label(policy, "the policy")
            .help("write `podReplacementPolicy: Failed`, or delete the line");
    }
    for action in policy.list("rules").filter_map(|it| it.get("action")) {
        if action.as_str() == Some("FailIndex") && per_index.is_none() {
            cx.report(action, "`FailIndex` needs `backoffLimitPerIndex`").help("set it, or use `FailJob`");
        }
    }
}

fn is_domain_path(text: &str) -> bool {
    text.len() <= 63 && text.split_once('/').is_some_and(|(domain, path)| !domain.is_empty() && !path.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn job(spec: &str) -> String {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nspec: {{jobTemplate: {{spec: {{{spec}, template: {{spec: {{restartPolicy: Never, containers: [{{name: a}}]}}}}}}}}}}\n"
        )
    }

    #[test]
    fn each_part_needs_its_counterpart() {
        let rule = tester::of(&super::JOB_MODERN_FAILURE_POLICY);
        rule.fails(&job("backoffLimitPerIndex: 1"));
        rule.fails(&job("maxFailedIndexes: 1"));
        rule.fails(&job("podFailurePolicy: {rules: [{action: FailIndex}]}"));
        rule.fails(&job("podReplacementPolicy: TerminatingOrFailed, podFailurePolicy: {rules: []}"));
        rule.fails(&job("managedBy: kueue"));
        rule.passes(&job("completionMode: Indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 5, podFailurePolicy: {rules: [{action: FailIndex}]}"));
        rule.passes(&job("managedBy: kubernetes.io/job-controller"));
    }
}
