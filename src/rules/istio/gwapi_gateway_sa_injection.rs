//! `gwapi-gateway-sa-injection`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that choose what their proxy runs with.
    ///
    /// ## Why is this bad?
    /// The annotation `gateway.istio.io/service-account` runs the generated proxy as any service account of the
    /// namespace, and `parametersRef` patches its pod. Who may write the Gateway thereby acts as that account.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata:
    ///   name: edge
    ///   annotations: {gateway.istio.io/service-account: deployer}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: []
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: edge}
    /// spec:
    ///   gatewayClassName: istio
    ///   listeners: []
    /// ```
    pub GWAPI_GATEWAY_SA_INJECTION = "gwapi-gateway-sa-injection" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:250"],
        check: Resource(&[Kind::GatewayApiGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(account) = resource.annotation("gateway.istio.io/service-account") {
        cx.report(account, format!("the proxy runs as the service account `{}`", account.text().unwrap_or_default()))
            .help("leave the annotation out: Istio makes an account without rights");
    }
    let is_istio =
        resource.path("spec.gatewayClassName").and_then(Value::as_str).is_some_and(|it| it.starts_with("istio"));
    if let Some(parameters) = resource.path("spec.infrastructure.parametersRef").filter(|_| is_istio) {
        cx.report(parameters, "the pod of the proxy is patched by a ConfigMap")
            .help("guard the ConfigMap like the pods of the gateway, or leave the reference out");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_classes_have_parameters_of_their_own() {
        let rule = tester::of(&super::GWAPI_GATEWAY_SA_INJECTION);
        let of = |class: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{gatewayClassName: {class}, infrastructure: {{parametersRef: {{group: '', kind: ConfigMap, name: a}}}}}}\n"
            )
        };
        rule.fails(&of("istio"));
        rule.passes(&of("eg"));
    }
}
