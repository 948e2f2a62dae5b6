//! `too-many-containers`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods with more containers than one unit of work has.
    ///
    /// ## Why is this bad?
    /// The containers of a pod are placed, scaled and restarted together, and share one address and one identity:
    /// what one of them may do, all may. Many of them are mostly several workloads in one. The option `max` says
    /// how many are fine, by default 4; sidecars count, init containers that end do not.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: web
    ///     - name: api
    ///     - name: worker
    ///     - name: cache
    ///     - name: cron
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: web
    ///     - name: proxy
    /// ```
    pub TOO_MANY_CONTAINERS = "too-many-containers" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:limit-containers-per-pod"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How many containers a pod may have.
    pub max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { max: 4 }
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let count = pod.containers().filter(|it| it.is_long_running()).count();
    let most = cx.options::<Options>().max;
    if count > most {
        cx.report(
            pod.get("containers").unwrap_or(pod.spec()),
            format!("the pod has {count} containers, more than {most}"),
        )
        .help("give what can run apart a workload of its own");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_runs_together_counts() {
        let rule = tester::of(&super::TOO_MANY_CONTAINERS).options(serde_json::json!({"max": 1}));
        rule.passes(&tester::pod("{initContainers: [{name: a}, {name: b}], containers: [{name: c}]}"));
        rule.fails(&tester::pod("{initContainers: [{name: a, restartPolicy: Always}], containers: [{name: c}]}"));
        rule.fails(&tester::pod("{containers: [{name: a}, {name: b}]}"));
    }
}
