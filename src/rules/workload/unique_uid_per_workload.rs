//! `unique-uid-per-workload`

use super::identity;
use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that run as the same user as another one.
    ///
    /// ## Why is this bad?
    /// To the kernel they are one user: who breaks out of one may signal the processes of the other and read its
    /// files, on any node where both run. It matters where workloads do not trust each other.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       securityContext: {runAsUser: 10001}
    ///       containers: [{name: app}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: bank}
    /// spec:
    ///   template:
    ///     spec:
    ///       securityContext: {runAsUser: 10001}
    ///       containers: [{name: app}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       securityContext: {runAsUser: 10001}
    ///       containers: [{name: app}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: bank}
    /// spec:
    ///   template:
    ///     spec:
    ///       securityContext: {runAsUser: 10002}
    ///       containers: [{name: app}]
    /// ```
    pub UNIQUE_UID_PER_WORKLOAD = "unique-uid-per-workload" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:require-unique-uid-per-workload", "cwe:653"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut told = Vec::new();
    let pods = Pod::templates(resource).filter(|&it| !identity::is_remapped(it));
    // Sharing root is the least of the problems that root has.
    for (at, user, _) in pods.flat_map(|it| identity::ids(it, "runAsUser")).filter(|it| it.1 != 0) {
        if told.contains(&user) {
            continue;
        }
        told.push(user);
        let Some((other, there)) = index.first_with_user(user, resource) else { continue };
        cx.report(at, format!("{} runs as user {user}, as {} does", resource.title(), other.title()))
            .label(there, "the same user")
            .help("give each workload a user of its own, or a user namespace by `hostUsers: false`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn two(one: &str, other: &str) -> String {
        let pod =
            |name: &str, spec: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {spec}\n");
        format!("{}---\n{}", pod("a", one), pod("b", other))
    }

    #[test]
    fn users_that_take_effect_are_compared() {
        let rule = tester::of(&super::UNIQUE_UID_PER_WORKLOAD);
        let user = |id: u32| format!("{{containers: [{{name: a, securityContext: {{runAsUser: {id}}}}}]}}");
        let found = rule.fails(&two(&user(70), &user(70)));
        assert!(found.message.starts_with("Pod `b`"), "{}", found.message);
        rule.passes(&two(&user(70), &user(71)));
        rule.passes(&two(&user(0), &user(0)));
        let remapped = "{hostUsers: false, containers: [{name: a, securityContext: {runAsUser: 70}}]}";
        rule.passes(&two(remapped, &user(70)));
        rule.passes(&two(&user(70), remapped));
        let overridden = "{securityContext: {runAsUser: 70}, containers: [{name: a, securityContext: {runAsUser: 9}}]}";
        rule.passes(&two(overridden, &user(70)));
        rule.passes(&tester::pod(
            "{containers: [{name: a, securityContext: {runAsUser: 7}}, {name: b, securityContext: {runAsUser: 7}}]}",
        ));
    }
}
