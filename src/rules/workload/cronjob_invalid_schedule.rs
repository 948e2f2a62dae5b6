//! `cronjob-invalid-schedule`

use crate::manifest::schedule::{is_time_zone, schedule_error};
use crate::rule::prelude::*;

declare_rule! {
    /// CronJobs with a schedule or a time zone that the API server refuses.
    ///
    /// ## Why is this bad?
    /// Kubernetes reads five fields, or a word such as `@daily`, and is stricter than many a cron: 7 is no day of
    /// the week, and the time zone goes into a field of its own, by its name in the IANA database.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: report}
    /// spec:
    ///   schedule: "0 3 * * 7"
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
    ///   schedule: "0 3 * * 0"
    ///   timeZone: Europe/Berlin
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers:
    ///             - name: app
    /// ```
    pub CRONJOB_INVALID_SCHEDULE = "cronjob-invalid-schedule" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["datree:8"],
        check: Resource(&[Kind::CronJob], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let written = |key| spec.get(key).and_then(|it| Some((it, it.as_str()?))).filter(|it| !is_placeholder(it.1));
    if let Some((at, text)) = written("schedule")
        && let Some(why) = schedule_error(text)
    {
        cx.report(at, format!("the schedule of {} is not valid: {why}", resource.title()))
            .help("write minute, hour, day of month, month and day of week, such as \"30 3 * * 1-5\"");
    }
    if let Some((at, text)) = written("timeZone")
        && !is_time_zone(text)
    {
        cx.report(at, format!("`{text}` is no time zone"))
            .help("use a name of the IANA database, such as `Europe/Berlin` or `Etc/UTC`");
    }
}

/// Text that a tool will replace before Kubernetes sees it.
fn is_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("$(")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn schedule_and_time_zone_are_judged_apart() {
        let rule = tester::of(&super::CRONJOB_INVALID_SCHEDULE);
        let of = |spec: &str| format!("apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: c}}\nspec: {{{spec}}}\n");
        rule.fails(&of("schedule: 'TZ=UTC 0 0 * * *'"));
        rule.fails(&of("schedule: '* * * *'"));
        rule.fails(&of("schedule: '@daily', timeZone: Local"));
        rule.finds(2, &of("schedule: '@reboot', timeZone: CEST"));
        rule.passes(&of("schedule: '@every 10m', timeZone: UTC"));
        rule.passes(&of("schedule: '${SCHEDULE}'"));
        rule.passes(&of("suspend: true"));
    }
}
