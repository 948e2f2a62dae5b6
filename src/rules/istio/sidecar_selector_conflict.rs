//! `sidecar-selector-conflict`

use crate::rule::prelude::*;

declare_rule! {
    /// Two Sidecars for one workload.
    ///
    /// ## Why is this bad?
    /// A proxy takes one Sidecar; which of several, is not laid down. Hosts that only the other one lists cannot be
    /// reached.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: one}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   egress: [{hosts: ["./*"]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: two}
    /// spec:
    ///   workloadSelector: {labels: {version: v1}}
    ///   egress: [{hosts: ["istio-system/*"]}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: one}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   egress: [{hosts: ["./*"]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: two}
    /// spec:
    ///   workloadSelector: {labels: {app: api}}
    ///   egress: [{hosts: ["istio-system/*"]}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub SIDECAR_SELECTOR_CONFLICT = "sidecar-selector-conflict" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0110", "kiali:KIA0003"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(at) = resource.path("spec.workloadSelector.labels").filter(|it| !it.is_empty()) else { return };
    let own = Selector::of_map(at);
    let earlier = index.in_namespace(Kind::Sidecar, resource.namespace());
    for other in earlier.take_while(|it| it.root() != resource.root()) {
        let Some(labels) = other.path("spec.workloadSelector.labels").filter(|it| !it.is_empty()) else { continue };
        if other.name() == resource.name() || !index.together(other, resource) {
            continue;
        }
        let theirs = Selector::of_map(labels);
        let shared = index.selected(&own, resource).into_iter().find(|it| theirs.matches(it.labels()));
        let title = match shared {
            Some(pod) => pod.resource().title(),
            None if own.is_same(&theirs) => "a pod".to_owned(),
            None => continue,
        };
        cx.report(at, format!("Sidecar `{}` is for {title}, too", other.name()))
            .label(labels, "its selector")
            .help("part the selectors, or write one Sidecar");
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_pods_that_both_select_are_disputed() {
        let rule = tester::of(&super::SIDECAR_SELECTOR_CONFLICT);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |name: &str, labels: &str| of(name, "a", &format!("{{workloadSelector: {{labels: {{{labels}}}}}}}"));
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a, labels: {app: x, tier: y}}\nspec: {containers: []}\n";
        rule.fails(&(with("s", "app: x") + &with("t", "tier: y") + pod));
        rule.passes(&(with("s", "app: x") + &with("t", "tier: y")));
        rule.fails(&(with("s", "app: x") + &with("t", "app: x")));
        rule.passes(&(with("s", "app: x") + &with("t", "app: z") + pod));
    }
}
