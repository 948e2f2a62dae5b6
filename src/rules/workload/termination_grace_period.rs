//! `termination-grace-period`

use crate::rule::prelude::*;

declare_rule! {
    /// Grace periods that the API server replaces, or that the house rules forbid.
    ///
    /// ## Why is this bad?
    /// A negative number of seconds is taken for one, so that the program is killed long before it is done. On
    /// request, zero is reported, which kills the program without asking and may run two pods of a StatefulSet at
    /// once, and so are periods that hold up the drain of a node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   terminationGracePeriodSeconds: -1
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   terminationGracePeriodSeconds: 60
    ///   containers:
    ///     - name: app
    /// ```
    pub TERMINATION_GRACE_PERIOD = "termination-grace-period" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:mutate-large-termination-gps"],
        options: Options,
        keys: ["terminationGracePeriodSeconds"],
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report zero, which kills at once.
    pub zero: bool,
    /// The longest period, in seconds.
    pub max: Option<i64>,
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(written) = pod.get("terminationGracePeriodSeconds") else { return };
    let Some(seconds) = written.as_int() else { return };
    if seconds < 0 {
        cx.report(written, "a negative grace period is taken for one second")
            .help("write how long the program needs to stop, or delete the line for 30 seconds");
        return;
    }
    let options: Options = cx.options();
    if seconds == 0 && options.zero {
        cx.report(written, "the pod is killed without time to stop").help("write how long the program needs to stop");
    } else if let Some(most) = options.max.filter(|it| seconds > *it) {
        cx.report(written, format!("the pod may take {seconds} seconds to stop, more than {most}"))
            .help(format!("let it stop within {most} seconds"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn zero_and_long_periods_are_reported_on_request() {
        let text = |seconds: &str| tester::pod(&format!("{{terminationGracePeriodSeconds: {seconds}}}"));
        let rule = tester::of(&super::TERMINATION_GRACE_PERIOD);
        rule.fails(&text("-30"));
        for seconds in ["0", "1", "86400", "null", "soon"] {
            rule.passes(&text(seconds));
        }
        let rule = tester::of(&super::TERMINATION_GRACE_PERIOD).options(serde_json::json!({"zero": true, "max": 300}));
        rule.fails(&text("0"));
        rule.fails(&text("301"));
        rule.passes(&text("300"));
    }
}
