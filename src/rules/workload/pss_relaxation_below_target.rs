//! `pss-relaxation-below-target`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that run as root in a user namespace under a policy that does not take that into account.
    ///
    /// ## Why is this bad?
    /// Only from version 1.35 of the policy on does the *restricted* Pod Security Standard let a pod with `hostUsers:
    /// false` run as root. What counts is the version of the policy that the namespace pins, not that of the cluster:
    /// under an older one the pod is refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/warn: restricted
    ///     pod-security.kubernetes.io/warn-version: v1.34
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hostUsers: false
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/warn: restricted
    ///     pod-security.kubernetes.io/warn-version: v1.35
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hostUsers: false
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 0}
    /// ```
    pub PSS_RELAXATION_BELOW_TARGET = "pss-relaxation-below-target" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["pss:restricted"],
        keys: ["hostUsers"],
        check: Related(Kind::WITH_PODS, check)
    }
}

const SINCE: Version = Version::new(1, 35);

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource) else { return };
    let Some(users) = pod.get("hostUsers").filter(|it| it.is_false()) else { return };
    let Some(root) = relies_on_it(pod) else { return };
    let namespace = resource.namespace().and_then(|it| index.find(Kind::Namespace, it, resource).found());
    let Some(namespace) = namespace else {
        if cx.kubernetes_version() < SINCE {
            let message = "running as root in a user namespace is not *restricted* before Kubernetes 1.35";
            cx.report(root, message)
                .label(users, "does not help there")
                .help("run as another user, or move to Kubernetes 1.35");
        }
        return;
    };
    for mode in ["enforce", "warn", "audit"] {
        let label = |suffix: &str| namespace.label(&format!("pod-security.kubernetes.io/{mode}{suffix}"));
        let Some(level) = label("").filter(|it| it.text() == Some("restricted")) else { continue };
        let pinned = label("-version");
        let version = pinned.and_then(Value::text).and_then(|it| it.parse().ok()).unwrap_or(cx.kubernetes_version());
        if version < SINCE {
            let message =
                format!("policy {version} of namespace `{}` takes no account of `hostUsers: false`", namespace.name());
            cx.report(root, message)
                .label(users, "meant to allow it")
                .label(pinned.unwrap_or(level), format!("the policy to {mode}"))
                .help("pin version v1.35 of the policy, or run as another user");
            return;
        }
    }
}

/// What the *restricted* standard forbids unless the pod has a user namespace.
fn relies_on_it(pod: Pod<'_>) -> Option<Value<'_>> {
    let root = |field: &str, it: Value<'_>| match field {
        "runAsUser" => it.as_int() == Some(0),
        _ => it.is_false(),
    };
    let fields = ["runAsUser", "runAsNonRoot"];
    let in_pod = fields.into_iter().find_map(|field| pod.security(field).filter(|&it| root(field, it)));
    in_pod.or_else(|| {
        let mut containers = pod.containers();
        containers.find_map(|container| {
            fields.into_iter().find_map(|field| container.security(field).filter(|&it| root(field, it)))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn pod(labels: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {labels}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{hostUsers: false, securityContext: {{runAsNonRoot: false}}, containers: [{{name: a}}]}}\n"
        )
    }

    #[test]
    fn the_version_of_the_policy_counts() {
        let rule = tester::of(&super::PSS_RELAXATION_BELOW_TARGET);
        rule.fails(&pod(
            "{pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/enforce-version: v1.30}",
        ));
        rule.passes(&pod("{pod-security.kubernetes.io/enforce: restricted}"));
        rule.passes(&pod(
            "{pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.30}",
        ));
        tester::of(&super::PSS_RELAXATION_BELOW_TARGET)
            .kubernetes("1.34")
            .fails(&pod("{pod-security.kubernetes.io/enforce: restricted}"));
    }

    #[test]
    fn without_a_namespace_the_target_counts() {
        let text = tester::pod("{hostUsers: false, containers: [{name: a, securityContext: {runAsUser: 0}}]}");
        tester::of(&super::PSS_RELAXATION_BELOW_TARGET).passes(&text);
        tester::of(&super::PSS_RELAXATION_BELOW_TARGET).kubernetes("1.34").fails(&text);
        tester::of(&super::PSS_RELAXATION_BELOW_TARGET)
            .kubernetes("1.34")
            .passes(&tester::pod("{hostUsers: false, containers: [{name: a, securityContext: {runAsUser: 1}}]}"));
    }
}
