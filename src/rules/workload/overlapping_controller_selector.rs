//! `overlapping-controller-selector`

use crate::rule::prelude::*;

declare_rule! {
    /// Controllers whose selectors pick each other's pods.
    ///
    /// ## Why is this bad?
    /// Each of them takes the pods of the other for its own: counts are wrong, rollouts wait for pods that are not
    /// theirs, autoscalers and disruption budgets act on both. Kubernetes does not prevent it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop, tier: web}}
    ///     spec: {containers: []}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: worker}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop, tier: worker}}
    ///     spec: {containers: []}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: shop, tier: web}}
    ///   template:
    ///     metadata: {labels: {app: shop, tier: web}}
    ///     spec: {containers: []}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: worker}
    /// spec:
    ///   selector: {matchLabels: {app: shop, tier: worker}}
    ///   template:
    ///     metadata: {labels: {app: shop, tier: worker}}
    ///     spec: {containers: []}
    /// ```
    pub OVERLAPPING_CONTROLLER_SELECTOR = "overlapping-controller-selector" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:prevent-duplicate-selectors", "cwe:694"],
        check: Related(&CONTROLLERS, check)
    }
}

const CONTROLLERS: [Kind; 5] =
    [Kind::Deployment, Kind::ReplicaSet, Kind::StatefulSet, Kind::DaemonSet, Kind::ReplicationController];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Some(pod), Some((at, selector))) = (Pod::of(resource), selector(resource)) else { return };
    if !selector.matches(pod.labels()) {
        return;
    }
    // Only the later of the two reports, and only the first it meets.
    let earlier = index.selected(&selector, resource).into_iter().map(Pod::resource).find(|&it| {
        let before = (it.source(), it.root().id()) < (resource.source(), resource.root().id());
        before && CONTROLLERS.contains(&it.kind()) && meet(it, resource) && picks(it, pod)
    });
    let Some(other) = earlier else { return };
    let place = self::selector(other).map_or(other.grip(), |it| it.0.grip());
    cx.report(at, format!("{} and {} pick each other's pods", resource.title(), other.title()))
        .label(place, "picks these pods, too")
        .help(
            "give each a label of its own, in selector and template; selectors are immutable, so recreate one of them",
        );
}

fn picks(controller: Resource<'_>, pod: Pod<'_>) -> bool {
    selector(controller).is_some_and(|it| it.1.matches(pod.labels()))
}

/// Separate examples of a repository are often labelled alike: to accuse, both must be written for one place.
fn meet(one: Resource<'_>, other: Resource<'_>) -> bool {
    let namespaces = one.namespace().is_some() && one.namespace() == other.namespace();
    let same = (one.kind_name(), one.name()) == (other.kind_name(), other.name());
    !same && (one.source() == other.source() || namespaces && one.folder() == other.folder())
}

fn selector(resource: Resource<'_>) -> Option<(Value<'_>, Selector<'_>)> {
    let value = resource.path("spec.selector")?;
    let plain = resource.kind() == Kind::ReplicationController;
    let selector = if plain { Selector::of_map(value) } else { Selector::of_label_selector(value) };
    (!selector.is_empty()).then_some((value, selector))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn two(one: &str, other: &str, namespace: &str) -> String {
        let object = |kind: &str, name: &str, label: &str, namespace: &str| {
            format!(
                "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{selector: {{matchLabels: {label}}}, template: {{metadata: {{labels: {{app: a, tier: {name}}}}}, spec: {{containers: []}}}}}}\n"
            )
        };
        format!("{}---\n{}", object("Deployment", "x", one, "shop"), object("StatefulSet", "z", other, namespace))
    }

    #[test]
    fn both_must_pick_the_other_in_one_namespace() {
        let rule = tester::of(&super::OVERLAPPING_CONTROLLER_SELECTOR);
        rule.fails(&two("{app: a}", "{app: a}", "shop"));
        rule.passes(&two("{app: a}", "{app: a}", "desk"));
        rule.passes(&two("{app: a, tier: x}", "{app: a}", "shop"));
        rule.passes(&two("{app: a}", "{}", "shop"));
    }

    #[test]
    fn separate_examples_do_not_meet() {
        let rule = tester::of(&super::OVERLAPPING_CONTROLLER_SELECTOR);
        let text = two("{app: a}", "{app: a}", "shop").replace(", namespace: shop", "");
        rule.fails(&text);
        let files = text.split("---\n").enumerate().map(|(at, it)| (format!("{at}.yaml"), it.to_owned())).collect();
        assert!(rule.run(&crate::rule::Example { files, ..Default::default() }).is_empty());
    }
}
