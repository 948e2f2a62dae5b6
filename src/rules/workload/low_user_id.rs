//! `low-user-id`

use super::identity::{self, LOWEST_FREE_ID};
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that run as a user below 10000.
    ///
    /// ## Why is this bad?
    /// Small user ids are those of people and services on the nodes. Who breaks out of the container is that user
    /// there, with its files and processes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 1000}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 10001}
    ///   containers:
    ///     - name: app
    /// ```
    pub LOW_USER_ID = "low-user-id" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-security-context-user-group-id", "trivy:KSV-0020", "checkov:CKV_K8S_40",
            "kubesec:RunAsUser", "kics:container_running_with_low_uid", "cwe:250",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if identity::is_remapped(pod) {
        return;
    }
    // Root is the cause of `run-as-root-user`.
    for (at, user, whose) in identity::ids(pod, "runAsUser").filter(|it| (1..LOWEST_FREE_ID).contains(&it.1)) {
        cx.report(at, format!("{} runs as user {user}, which may be one of the node", identity::name(whose)))
            .help("name a user of 10000 or above that owns nothing on the nodes");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_border_is_10000_and_root_is_another_finding() {
        let rule = tester::of(&super::LOW_USER_ID);
        let user = |id: &str| tester::container(&format!("securityContext: {{runAsUser: {id}}}"));
        rule.fails(&user("9999"));
        rule.fails(&user("1"));
        rule.passes(&user("10000"));
        rule.passes(&user("0"));
        rule.passes(&user("null"));
    }

    #[test]
    fn what_takes_effect_counts_where_it_is_written() {
        let rule = tester::of(&super::LOW_USER_ID);
        rule.passes(&tester::pod(
            "{securityContext: {runAsUser: 7}, containers: [{name: a, securityContext: {runAsUser: 20000}}]}",
        ));
        rule.fails(&tester::pod("{securityContext: {runAsUser: 7}, containers: [{name: a}, {name: b}]}"));
        rule.finds(
            2,
            &tester::pod(
                "{securityContext: {runAsUser: 7}, containers: [{name: a}], initContainers: [{name: b, securityContext: {runAsUser: 8}}]}",
            ),
        );
        rule.passes(&tester::pod("{hostUsers: false, securityContext: {runAsUser: 7}, containers: [{name: a}]}"));
    }
}
