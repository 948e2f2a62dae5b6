//! `policy-selector-no-workload`

use super::meant;
use crate::rule::prelude::*;

declare_rule! {
    /// Policies whose selector fits no workload.
    ///
    /// ## Why is this bad?
    /// The policy applies to nothing. One that was to deny, to demand a token or to log does not, and nothing says
    /// so. Selectors are compared with the labels of pod templates.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: wbe}}
    ///   action: DENY
    ///   rules: [{}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   action: DENY
    ///   rules: [{}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub POLICY_SELECTOR_NO_WORKLOAD = "policy-selector-no-workload" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0127", "istioctl:IST0101", "kiali:KIA0004"],
        check: Related(&[Kind::AuthorizationPolicy, Kind::PeerAuthentication, Kind::RequestAuthentication, Kind::Telemetry, Kind::WasmPlugin, Kind::EnvoyFilter, Kind::TrafficExtension], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let field =
        if resource.kind() == Kind::EnvoyFilter { "spec.workloadSelector.labels" } else { "spec.selector.matchLabels" };
    let Some(labels) = resource.path(field).filter(|it| it.is_mapping() && !it.is_empty()) else {
        return check_whole(resource, index, cx);
    };
    let selector = Selector::of_map(labels);
    // Labels of Istio's own are put on pods when they run. A policy of the root namespace is for the whole mesh.
    let made =
        selector.equal().iter().any(|it| it.0.contains("istio.io/") || it.0.contains("gateway.networking.k8s.io/"));
    if made {
        return;
    }
    if index.is_in_root_namespace(resource) && resource.kind() != Kind::PeerAuthentication {
        let known = index.is_closed() && !index.has_kind(Kind::WorkloadEntry) && !index.has_kind(Kind::WorkloadGroup);
        if known && index.labelled(&selector).next().is_none() {
            cx.report(labels, "no pod of the mesh has these labels: the policy applies to nothing")
                .help("write the labels of the pod template");
        }
        return;
    }
    let entries = index.in_namespace(Kind::WorkloadEntry, resource.namespace());
    let mut outside = entries.chain(index.in_namespace(Kind::WorkloadGroup, resource.namespace()));
    if outside.next().is_none() && matches!(index.pick(&selector, resource), Selected::Nothing) {
        let finding = cx.report(labels, "no pod of the namespace has these labels: the policy applies to nothing");
        finding.help("write the labels of the pod template");
        if let Some((at, value)) = slip(labels, index, resource) {
            finding.help(format!("there are pods with `{value}`"));
            finding.fix(Safety::Unsafe, format!("write `{value}`"), Edit::set_scalar(at, value));
        }
    }
}

/// The one label that no pod has, with the value that was meant.
fn slip<'a>(labels: Value<'a>, index: &Index<'a>, policy: Resource<'a>) -> Option<(Value<'a>, &'a str)> {
    let pods = || index.selected(&Selector::default(), policy).into_iter();
    let mut wrong = labels.entries().filter_map(|(key, at)| Some((key.text()?, at, at.text()?)));
    let (key, at, value) = wrong.find(|(key, _, value)| pods().all(|it| it.label(key) != Some(value)))?;
    Some((at, meant::nearest(value, pods().filter_map(|it| it.label(key)))?))
}

/// A policy for a whole namespace is for nothing where there is no workload. Only a closed world is that empty.
fn check_whole<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let targets =
        ["targetRef", "targetRefs"].iter().any(|it| resource.spec().is_some_and(|spec| spec.get(it).is_some()));
    let whole = index.is_closed() && resource.kind() == Kind::AuthorizationPolicy && !targets;
    if !whole || resource.namespace().is_none() || index.is_in_root_namespace(resource) {
        return;
    }
    let entries = index.in_namespace(Kind::WorkloadEntry, resource.namespace());
    let mut outside = entries.chain(index.in_namespace(Kind::WorkloadGroup, resource.namespace()));
    if outside.next().is_none() && matches!(index.pick(&Selector::default(), resource), Selected::Nothing) {
        cx.report(resource, "there is no workload in the namespace: the policy applies to nothing")
            .help("move it to the namespace of the workloads");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn slips_are_mended_and_machines_count() {
        let rule = tester::of(&super::POLICY_SELECTOR_NO_WORKLOAD);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a, labels: {app: store}}\nspec: {containers: []}\n---\n";
        let with = |labels: &str| of("p", "a", &format!("{{selector: {{matchLabels: {{{labels}}}}}}}")) + pod;
        rule.passes(&with("app: store"));
        assert!(rule.fails(&with("app: sotre")).fix.is_some());
        assert!(rule.fails(&with("app: payments")).fix.is_none());
        rule.passes(&with("service.istio.io/canonical-name: store"));
        let entry = "apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: w, namespace: a}\nspec: {address: 192.0.2.1}\n";
        rule.passes(&(with("app: vm") + entry));
    }
}
