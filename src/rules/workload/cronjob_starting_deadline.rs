//! `cronjob-starting-deadline`

use crate::rule::prelude::*;

declare_rule! {
    /// CronJobs that may never start, or start too late.
    ///
    /// ## Why is this bad?
    /// The controller looks at CronJobs every ten seconds: with a deadline below that a start can always be missed.
    /// Without any deadline a run that was missed is made up for however late it is; the option `required` asks for
    /// one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: report}
    /// spec:
    ///   schedule: "0 3 * * *"
    ///   startingDeadlineSeconds: 5
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
    ///   startingDeadlineSeconds: 300
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers:
    ///             - name: app
    /// ```
    pub CRONJOB_STARTING_DEADLINE = "cronjob-starting-deadline" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:cronjob-has-deadline", "kics:cronjob_deadline_not_configured",
            "datree:17",
        ],
        options: Options,
        check: Resource(&[Kind::CronJob], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report CronJobs without a deadline, too.
    pub required: bool,
}

/// Seconds between two looks of the controller.
const LOOK: i64 = 10;

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    // Without a job this is part of an object, to be merged with the rest.
    let Some(spec) = resource.spec().filter(|it| it.get("jobTemplate").is_some()) else { return };
    match spec.get("startingDeadlineSeconds") {
        Some(at) => {
            if let Some(seconds) = at.as_int().filter(|&it| it < LOOK) {
                cx.report(at, format!("{} may miss every start with {seconds} seconds to do it", resource.title()))
                    .help("allow at least 10 seconds, better some minutes");
            }
        }
        None if cx.options::<Options>().required => {
            cx.report(resource, format!("{} has no deadline for a start that was missed", resource.title()))
                .severity(Severity::Low)
                .help("set `startingDeadlineSeconds` to how late a run still makes sense");
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unset_is_reported_only_on_request() {
        let of = |deadline: &str| {
            format!(
                "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: c}}\nspec: {{{deadline}jobTemplate: {{}}}}\n"
            )
        };
        let rule = tester::of(&super::CRONJOB_STARTING_DEADLINE);
        rule.fails(&of("startingDeadlineSeconds: 9, "));
        rule.passes(&of("startingDeadlineSeconds: 10, "));
        rule.passes(&of(""));
        let strict = tester::of(&super::CRONJOB_STARTING_DEADLINE).options(serde_json::json!({"required": true}));
        strict.fails(&of(""));
        strict.fails(&of("startingDeadlineSeconds: null, "));
        strict.passes(&of("startingDeadlineSeconds: 60, "));
    }
}
