//! `low-group-id`

use super::identity::{self, LOWEST_FREE_ID};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that run as a group below 10000.
    ///
    /// ## Why is this bad?
    /// Small group ids are those of people and services on the nodes. Who breaks out of the container has that group
    /// there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsGroup: 1000}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsGroup: 10001}
    ///   containers:
    ///     - name: app
    /// ```
    pub LOW_GROUP_ID = "low-group-id" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-security-context-user-group-id", "trivy:KSV-0021", "kubesec:RunAsGroup", "cwe:250",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if identity::is_remapped(pod) {
        return;
    }
    // Group 0 is the cause of `root-group`.
    for (at, group, whose) in identity::ids(pod, "runAsGroup").filter(|it| (1..LOWEST_FREE_ID).contains(&it.1)) {
        cx.report(at, format!("{} runs as group {group}, which may be one of the node", identity::name(whose)))
            .help("name a group of 10000 or above that owns nothing on the nodes");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_group_that_takes_effect_counts() {
        let rule = tester::of(&super::LOW_GROUP_ID);
        let group = |id: &str| tester::container(&format!("securityContext: {{runAsGroup: {id}}}"));
        rule.fails(&group("9999"));
        rule.passes(&group("10000"));
        rule.passes(&group("0"));
        rule.passes(&tester::pod("{hostUsers: false, securityContext: {runAsGroup: 7}, containers: [{name: a}]}"));
        rule.passes(&tester::pod(
            "{securityContext: {runAsGroup: 7}, containers: [{name: a, securityContext: {runAsGroup: 20000}}]}",
        ));
    }
}
