//! `job-ttl`

use crate::rule::prelude::*;

declare_rule! {
    /// Jobs that stay behind when they are done, and Jobs of a CronJob that are deleted twice.
    ///
    /// ## Why is this bad?
    /// A finished Job keeps its pods with their logs and secrets until someone deletes it. Those of a CronJob are
    /// deleted by its history limits; a time to live there makes the history shorter than the limits say.
    ///
    /// ## Fail
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
    /// ## Pass
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   ttlSecondsAfterFinished: 3600
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///         - name: app
    /// ```
    pub JOB_TTL = "job-ttl" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:job-ttl-seconds-after-finished", "kyverno:add-ttl-jobs"],
        check: Resource(&[Kind::Job, Kind::CronJob], check)
    }
}

/// Annotations by which Helm and Argo CD delete a Job themselves.
const HOOKS: [&str; 2] = ["helm.sh/hook", "argocd.argoproj.io/hook"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    const TTL: &str = "ttlSecondsAfterFinished";
    if resource.kind() == Kind::CronJob {
        let Some(at) = resource.path("spec.jobTemplate.spec").and_then(|it| it.get(TTL)) else { return };
        cx.report(at, format!("the Jobs of {} go by their age and by the history limits", resource.title()))
            .help("delete the line, and set `successfulJobsHistoryLimit` and `failedJobsHistoryLimit`");
        return;
    }
    let Some(spec) = resource.spec().filter(|it| it.get("template").is_some()) else { return };
    let owned = resource.path("metadata.ownerReferences").is_some_and(|it| !it.is_empty());
    if owned || spec.get(TTL).is_some() || HOOKS.iter().any(|it| resource.annotation(it).is_some()) {
        return;
    }
    cx.report(resource, format!("{} stays behind when it is done", resource.title()))
        .help(format!("set `{TTL}` to how long its logs may be needed"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_jobs_of_a_cron_job_are_the_other_way_round() {
        let rule = tester::of(&super::JOB_TTL);
        let cron = |ttl: &str| {
            format!(
                "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: c}}\nspec: {{jobTemplate: {{spec: {{{ttl}template: {{}}}}}}}}\n"
            )
        };
        rule.passes(&cron(""));
        rule.fails(&cron("ttlSecondsAfterFinished: 60, "));
        let job = |metadata: &str| {
            format!("apiVersion: batch/v1\nkind: Job\nmetadata: {{name: j{metadata}}}\nspec: {{template: {{}}}}\n")
        };
        rule.fails(&job(""));
        rule.passes(&job(", annotations: {helm.sh/hook: pre-install}"));
        rule.passes(&job(", ownerReferences: [{kind: CronJob, name: c}]"));
    }
}
