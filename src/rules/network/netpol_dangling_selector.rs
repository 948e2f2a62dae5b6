//! `netpol-dangling-selector`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies whose selector picks no pod.
    ///
    /// ## Why is this bad?
    /// The policy isolates nothing; the pods it was written for are open.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: wbe}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: web}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]
    /// ```
    pub NETPOL_DANGLING_SELECTOR = "netpol-dangling-selector" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:dangling-networkpolicy", "kube-score:networkpolicy-targets-pod", "kubescape:C-0299", "popeye:POP-1200"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    let (selector, Some(at)) = (policy.selector(), policy.get("podSelector")) else { return };
    // What an operator runs carries this label, and is in no file.
    let operated = selector.equal().iter().any(|it| it.0 == "app.kubernetes.io/managed-by");
    if !operated && !selector.is_empty() && matches!(index.pick(&selector, resource), Selected::Nothing) {
        cx.report(at, format!("no pod fits the selector of NetworkPolicy `{}`", resource.name()))
            .help("compare it with the labels of the pod template, not with those of the workload");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn expressions_count_and_an_empty_selector_takes_all() {
        let rule = tester::of(&super::NETPOL_DANGLING_SELECTOR);
        let of = |selector: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {selector}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: web}}}}\nspec: {{}}\n"
            )
        };
        rule.passes(&of("{}"));
        rule.passes(&of("{matchExpressions: [{key: app, operator: In, values: [web, db]}]}"));
        rule.fails(&of("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}"));
        rule.passes(&of("{matchLabels: {app.kubernetes.io/managed-by: operator}}"));
    }

    #[test]
    fn labels_of_the_workload_are_not_those_of_its_pods() {
        let rule = tester::of(&super::NETPOL_DANGLING_SELECTOR);
        let of = |namespace: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n, namespace: x}}\nspec: {{podSelector: {{matchLabels: {{app: web}}}}}}\n---\n\
                 apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d, namespace: {namespace}, labels: {{app: web}}}}\n\
                 spec: {{selector: {{matchLabels: {{app: api}}}}, template: {{metadata: {{labels: {{app: api}}}}, spec: {{}}}}}}\n"
            )
        };
        rule.fails(&of("x"));
        // Of another namespace nothing is known.
        rule.passes(&of("z"));
    }
}
