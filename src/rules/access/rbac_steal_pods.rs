//! `rbac-steal-pods`

use super::grant::{Grant, held_beside};
use super::permission::{CHANGE, Needed, Permission, ROLES, Weight, partner};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may drive pods off their nodes and keep them from others.
    ///
    /// ## Why is this bad?
    /// Two permissions together move pods: one removes them from where they run, the other taints every node but one.
    /// Whoever holds such a token on a node they have taken draws the pods of the cluster to it and reads their tokens.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/eviction]
    ///     verbs: [create]
    ///   - apiGroups: [""]
    ///     resources: [nodes]
    ///     verbs: [patch]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods/eviction]
    ///     verbs: [create]
    ///   - apiGroups: [""]
    ///     resources: [nodes]
    ///     verbs: [get]
    /// ```
    pub RBAC_STEAL_PODS = "rbac-steal-pods" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: &["delete"], group: "", resources: &["pods", "nodes"] },
        Needed { verbs: &["create"], group: "", resources: &["pods/eviction"] },
        Needed { verbs: CHANGE, group: "", resources: &["pods/status"] },
    ],
    does: "may drive pods to a node of its choice",
    help: "keep the verbs that remove pods and those that change nodes in roles of different accounts",
    weight: Weight::cluster(Severity::Medium),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let steer = Needed { verbs: CHANGE, group: "", resources: &["nodes"] };
    let mut rules = PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|it| !it.narrowed);
    // One pair is enough to say it.
    let Some(granted) = rules.next() else { return };
    let grant = Grant::of(role, index);
    let own = partner(role, &steer).map(|it| it.resource);
    let Some(steer) = own.or_else(|| held_beside(&grant, index, CHANGE, "", &["nodes"])) else { return };
    if let Some(finding) = PERMISSION.report(granted, &grant, index, cx) {
        finding.label(steer, "and steer them");
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_STEAL_PODS);
        assert_eq!(rule.fails(&granted("cluster", "apiGroups: [''], resources: [pods], verbs: [delete] & apiGroups: [''], resources: [nodes], verbs: [update]")).severity, Severity::Medium);
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [pods], verbs: [delete]"),
            ("cluster", "apiGroups: [''], resources: [nodes], verbs: [patch]"),
            (
                "namespace",
                "apiGroups: [''], resources: [pods], verbs: [delete] & apiGroups: [''], resources: [nodes], verbs: [patch]",
            ),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn every_way_to_drive_pods_out_counts_and_the_other_half_may_come_by_another_role() {
        let rule = tester::of(&super::RBAC_STEAL_PODS);
        let steer = "apiGroups: [''], resources: [nodes], verbs: [patch]";
        for out in [
            "apiGroups: [''], resources: [pods/eviction], verbs: [create]",
            "apiGroups: [''], resources: [pods/status], verbs: [update]",
            "apiGroups: [''], resources: [nodes], verbs: [delete]",
        ] {
            rule.fails(&granted("cluster", &format!("{out} & {steer}")));
        }
        let other = granted("cluster", steer)
            .replace("{name: r}", "{name: q}")
            .replace("name: r}", "name: q}")
            .replace("{name: b}", "{name: c}");
        rule.fails(&(granted("cluster", "apiGroups: [''], resources: [pods], verbs: [delete]") + &other));
    }
}
