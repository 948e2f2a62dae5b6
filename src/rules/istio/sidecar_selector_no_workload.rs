//! `sidecar-selector-no-workload`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars whose selector fits no workload.
    ///
    /// ## Why is this bad?
    /// The Sidecar has no effect; the workload it was meant for keeps what holds for the namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   workloadSelector: {labels: {app: wbe}}
    ///   egress: [{hosts: ["./*"]}]
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
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   egress: [{hosts: ["./*"]}]
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
    pub SIDECAR_SELECTOR_NO_WORKLOAD = "sidecar-selector-no-workload" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA0004"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(labels) = resource.path("spec.workloadSelector.labels").filter(|it| !it.is_empty()) else { return };
    if matches!(index.pick(&Selector::of_map(labels), resource), Selected::Nothing) {
        cx.report(labels, "no pod of the namespace has these labels").help("write the labels of the pod template");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn templates_of_all_kinds_count() {
        let rule = tester::of(&super::SIDECAR_SELECTOR_NO_WORKLOAD);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let work = |kind: &str| {
            format!(
                "apiVersion: {kind}\nmetadata: {{name: w, namespace: a, labels: {{app: y}}}}\nspec: {{template: {{metadata: {{labels: {{app: x}}}}, spec: {{containers: []}}}}}}\n"
            )
        };
        let with = |app: &str| of("s", "a", &format!("{{workloadSelector: {{labels: {{app: {app}}}}}}}"));
        rule.passes(&(with("x") + &work("apps/v1\nkind: DaemonSet")));
        rule.fails(&(with("y") + &work("apps/v1\nkind: DaemonSet")));
        rule.passes(&with("y"));
    }
}
