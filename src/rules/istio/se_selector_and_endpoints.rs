//! `se-selector-and-endpoints`

use crate::rule::prelude::*;

declare_rule! {
    /// ServiceEntries with endpoints that cannot be used.
    ///
    /// ## Why is this bad?
    /// With a `workloadSelector` the endpoints come from pods and WorkloadEntries, and with resolution NONE there
    /// are none: Istio refuses the object.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [db.example.com]
    ///   ports: [{number: 5432, name: tcp, protocol: TCP}]
    ///   resolution: STATIC
    ///   workloadSelector: {labels: {app: db}}
    ///   endpoints: [{address: 192.0.2.10}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [db.example.com]
    ///   ports: [{number: 5432, name: tcp, protocol: TCP}]
    ///   resolution: STATIC
    ///   endpoints: [{address: 192.0.2.10}]
    /// ```
    pub SE_SELECTOR_AND_ENDPOINTS = "se-selector-and-endpoints" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::ServiceEntry], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let Some(at) = spec.get("endpoints").filter(|it| !it.is_empty()) else { return };
    if let Some(selector) = spec.get("workloadSelector") {
        cx.report(at, "`endpoints` and `workloadSelector` exclude each other")
            .label(selector, "the selector")
            .help("keep one of them")
            .covers(&["istio-schema-invalid"]);
    } else if matches!(spec.str("resolution"), None | Some("NONE")) {
        cx.report(at, "with resolution NONE there are no endpoints")
            .help("set `resolution` to STATIC or DNS")
            .covers(&["istio-schema-invalid"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_pair_is_said_once() {
        let rule = tester::of(&super::SE_SELECTOR_AND_ENDPOINTS);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        rule.fails(&of("s", "a", "{workloadSelector: {labels: {x: y}}, endpoints: [{address: 192.0.2.1}]}"));
        rule.fails(&of("s", "a", "{resolution: NONE, endpoints: [{address: 192.0.2.1}]}"));
        rule.passes(&of("s", "a", "{resolution: STATIC, endpoints: [{address: 192.0.2.1}]}"));
        rule.passes(&of("s", "a", "{workloadSelector: {labels: {x: y}}, endpoints: []}"));
    }
}
