//! `tolerate-everything`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that run on every node, or push others off theirs.
    ///
    /// ## Why is this bad?
    /// A toleration without a key puts the pod on control-plane nodes, next to the keys of the cluster, and on nodes
    /// that are being drained or are broken. The `system-` priority classes evict everyone else when room is short.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   tolerations:
    ///     - operator: Exists
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   tolerations:
    ///     - {key: dedicated, operator: Equal, value: web, effect: NoSchedule}
    ///   containers:
    ///     - name: app
    /// ```
    pub TOLERATE_EVERYTHING = "tolerate-everything" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:priority-class-name", "cwe:653", "cwe:250"],
        keys: ["tolerations", "priorityClassName"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let (tolerations, class) = (pod.get("tolerations"), pod.get("priorityClassName"));
    if tolerations.is_none() && class.is_none() {
        return;
    }
    let resource = pod.resource();
    // An agent of the node belongs on each of them, and the system's own pods are meant to.
    if resource.kind() == Kind::DaemonSet || resource.namespace() == Some("kube-system") {
        return;
    }
    let all = |it: &Value<'_>| it.str("operator") == Some("Exists") && it.str("key").is_none_or(str::is_empty);
    if let Some(it) = tolerations.into_iter().flat_map(Value::items).find(all) {
        cx.report(it, format!("{} tolerates every taint", resource.title()))
            .covers(&["restrict-node-selection"])
            .help("name the taints that it is to tolerate");
    }
    let class = class.filter(|it| it.as_str().is_some_and(|it| it.starts_with("system-")));
    if let Some(it) = class.filter(|_| resource.namespace().is_some()) {
        cx.report(it, format!("{} is as important as the cluster itself", resource.title()))
            .help("make a PriorityClass of your own");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn agents_of_the_node_and_of_the_system_may() {
        let rule = tester::of(&super::TOLERATE_EVERYTHING);
        let of = |kind: &str, namespace: &str, spec: &str| {
            format!(
                "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: x, namespace: {namespace}}}\nspec: {{template: {{spec: {{{spec}}}}}}}\n"
            )
        };
        let all = "tolerations: [{operator: Exists, effect: NoSchedule}]";
        rule.fails(&of("Deployment", "shop", all));
        rule.passes(&of("DaemonSet", "shop", all));
        rule.passes(&of("Deployment", "kube-system", all));
        rule.passes(&of("Deployment", "shop", "tolerations: [{key: a, operator: Exists}]"));
        rule.passes(&of("Deployment", "shop", "tolerations: [{operator: Equal}]"));
    }

    #[test]
    fn the_classes_of_the_system_are_its_own() {
        let rule = tester::of(&super::TOLERATE_EVERYTHING);
        let of = |place: &str, class: &str| {
            format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: x{place}}}\nspec: {{priorityClassName: {class}}}\n")
        };
        rule.fails(&of(", namespace: shop", "system-cluster-critical"));
        rule.passes(&of(", namespace: kube-system", "system-cluster-critical"));
        rule.passes(&of(", namespace: shop", "high"));
        rule.passes(&of("", "system-node-critical"));
    }
}
