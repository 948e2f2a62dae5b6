//! `memory-limit-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that may use all memory of their node.
    ///
    /// ## Why is this bad?
    /// A leak, or a request that makes the program allocate, takes the memory of the neighbours, and the kernel picks
    /// the victims. A limit at the container, at the pod or by a LimitRange of the namespace keeps the damage where
    /// it began.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         requests: {memory: 64Mi}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 128Mi}
    /// ```
    pub MEMORY_LIMIT_MISSING = "memory-limit-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:unset-memory-requirements", "kube-score:container-resources", "polaris:memoryLimitsMissing",
            "trivy:KSV-0018", "checkov:CKV_K8S_13", "kubescape:C-0271", "kubesec:LimitsMemory",
            "kyverno:require-requests-limits", "cwe:770",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource) else { return };
    if limits_memory(pod.spec())
        || index.of_kind(Kind::LimitRange).any(|it| defaults_memory(it) && index.together(it, resource))
    {
        return;
    }
    // Init containers end before the pod works; ephemeral ones cannot have resources.
    for container in pod.containers().filter(|it| it.is_long_running() && !limits_memory(it.value())) {
        cx.report(container, format!("container `{}` has no memory limit", container.name()))
            .help("set `resources.limits.memory` to what it may use at worst");
    }
}

fn limits_memory(value: Value<'_>) -> bool {
    let limit = value.path("resources.limits").and_then(|it| it.get("memory"));
    limit.is_some_and(|it| Quantity::of(it).is_none_or(|it| !it.is_zero()))
}

/// A default, or a maximum, which is the default where none is written.
fn defaults_memory(range: Resource<'_>) -> bool {
    let limits = range.spec().into_iter().flat_map(|it| it.list("limits"));
    let mut limits = limits.filter(|it| it.str("type") == Some("Container"));
    limits.any(|it| ["default", "max"].iter().any(|key| it.get(key).is_some_and(|it| it.get("memory").is_some())))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_pod_or_a_limit_range_may_set_it() {
        let rule = tester::of(&super::MEMORY_LIMIT_MISSING);
        rule.passes(&tester::pod("{resources: {limits: {memory: 1Gi}}, containers: [{name: a}]}"));
        let range = |kind: &str, namespace: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x}}\nspec: {{containers: [{{name: a}}]}}\n---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: {namespace}}}\nspec: {{limits: [{{type: {kind}, default: {{memory: 1Gi}}}}]}}\n"
            )
        };
        rule.passes(&range("Container", "x"));
        rule.fails(&range("Container", "other"));
        rule.fails(&range("Pod", "x"));
    }

    #[test]
    fn sidecars_count_plain_init_containers_do_not_and_zero_is_no_limit() {
        let rule = tester::of(&super::MEMORY_LIMIT_MISSING);
        rule.fails(&tester::pod("{initContainers: [{name: a, restartPolicy: Always}, {name: b}]}"));
        rule.fails(&tester::container("resources: {limits: {memory: 0}}"));
        rule.fails(&tester::container("resources: {limits: {cpu: 1}}"));
    }
}
