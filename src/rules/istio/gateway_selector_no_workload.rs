//! `gateway-selector-no-workload`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways whose selector fits no pod.
    ///
    /// ## Why is this bad?
    /// No proxy takes the Gateway on, so nothing listens on its ports. The rule speaks where the input holds
    /// gateway pods with the same label, or is all there is; the default gateways may be installed elsewhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: egde}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge}
    /// spec: {selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [web.example.com]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge}
    /// spec: {selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ```
    pub GATEWAY_SELECTOR_NO_WORKLOAD = "gateway-selector-no-workload" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA0302"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(at) = resource.path("spec.selector").filter(|it| it.is_mapping() && !it.is_empty()) else { return };
    let selector = Selector::of_map(at);
    if selector.is_empty() || !index.gateway_pods(resource).is_empty() {
        return;
    }
    let default = |it: &(&str, &str)| *it == ("istio", "ingressgateway") || *it == ("istio", "egressgateway");
    let known = || {
        let key = selector.equal()[0].0;
        let mut near = index.selected(&Selector::default(), resource).into_iter();
        !selector.equal().iter().any(default)
            && index.owns(resource.namespace(), resource)
            && near.any(|it| it.label(key).is_some() && it.containers().any(|it| it.name() == "istio-proxy"))
    };
    if index.is_closed() || known() {
        cx.report(at, "no pod has these labels, so nothing listens").help("write the labels of the gateway pods");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn gateways_of_the_mesh_are_elsewhere() {
        let rule = tester::of(&super::GATEWAY_SELECTOR_NO_WORKLOAD);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };
        let pods = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a, labels: {istio: edge}}\nspec: {containers: [{name: istio-proxy}]}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";
        let with = |selector: &str| of("g", "a", &format!("{{selector: {{{selector}}}}}")) + pods;
        rule.passes(&with("istio: edge"));
        rule.fails(&with("istio: egde"));
        rule.passes(&with("istio: ingressgateway"));
        rule.passes(&with("app: other"));
        rule.passes(&of("g", "a", "{selector: {istio: egde}}"));
        tester::of(&super::GATEWAY_SELECTOR_NO_WORKLOAD).closed().fails(&with("istio: ingressgateway"));
    }
}
