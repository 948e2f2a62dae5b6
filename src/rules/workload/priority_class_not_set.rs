//! `priority-class-not-set`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods without a priority class.
    ///
    /// ## Why is this bad?
    /// When nodes run full, the scheduler and the kubelet choose by priority which pods have to go. Without a class
    /// all pods of the cluster are equal, however much depends on them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   priorityClassName: business-critical
    ///   containers:
    ///     - name: app
    /// ```
    pub PRIORITY_CLASS_NOT_SET = "priority-class-not-set" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:priority-class-name", "polaris:priorityClassNotSet",
            "kyverno:require-pod-priorityclassname", "kubewarden:priority-class-policy",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let named = |it: Value<'_>| it.text() != Some("");
    let has_one = |it: &Pod<'_>| it.get("priorityClassName").is_some_and(named) || it.get("priority").is_some();
    let mut without = Pod::templates(resource).filter(|it| it.get("containers").is_some() && !has_one(it));
    let Some(pod) = without.next() else { return };
    if index.of_kind(Kind::PriorityClass).any(|it| it.root().flag("globalDefault")) {
        return;
    }
    cx.report(pod, format!("the pods of {} have no priority class", resource.title()))
        .help("set `priorityClassName`, or mark one PriorityClass as `globalDefault`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn any_class_will_do_and_a_default_class_serves_all() {
        let rule = tester::of(&super::PRIORITY_CLASS_NOT_SET);
        let pod = |spec: &str| tester::pod(&format!("{{{spec}containers: [{{name: a}}]}}"));
        rule.passes(&pod("priorityClassName: mine, "));
        rule.passes(&pod("priorityClassName: system-node-critical, "));
        rule.fails(&pod("priorityClassName: '', "));
        rule.passes(&format!(
            "{}---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: c}}\nvalue: 1\nglobalDefault: true\n",
            pod("")
        ));
    }
}
