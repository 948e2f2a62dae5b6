//! `service-loadbalancer-open`

use crate::manifest::exposure;
use crate::rule::prelude::*;

declare_rule! {
    /// Load balancers that take traffic from everywhere.
    ///
    /// ## Why is this bad?
    /// Without source ranges and without an annotation that keeps it internal, the cloud gives the Service a public
    /// address that the whole Internet reaches.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   loadBalancerSourceRanges: [192.0.2.0/24]
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub SERVICE_LOADBALANCER_OPEN = "service-loadbalancer-open" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:service-load-balancer-public", "kube-linter:exposed-services", "gatekeeper:k8sblockloadbalancer", "kubescape:C-0256", "popeye:POP-1103", "kics:service_with_external_load_balancer", "kyverno:no-loadbalancer-service", "cwe:668"],
        check: Resource(&[Kind::Service], check)
    }
}

/// What is there to be reached from outside.
const EDGE: [&str; 9] =
    ["ingress", "gateway", "traefik", "envoy", "haproxy", "kong", "nginx-controller", "ambassador", "contour"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() == "LoadBalancer") else { return };
    // What a class makes of it is known to its controller only.
    if exposure::is_internal(resource) || service.get("loadBalancerClass").is_some() || service.is_called(&EDGE) {
        return;
    }
    let ranges = service.get("loadBalancerSourceRanges").filter(|it| !it.is_empty());
    let (at, message) = match ranges {
        None => (service.get("type"), "takes traffic from everywhere"),
        Some(ranges) => (
            ranges.items().find(|it| matches!(it.text(), Some("0.0.0.0/0" | "::/0"))),
            "lists the whole Internet as a source",
        ),
    };
    if let Some(at) = at {
        cx.report(at, format!("load balancer `{}` {message}", resource.name()))
            .help("set `loadBalancerSourceRanges`, or the annotation of your cloud for an internal load balancer");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn internal_load_balancers_and_gateways_are_meant_to_be() {
        let rule = tester::of(&super::SERVICE_LOADBALANCER_OPEN);
        let with = |annotation: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata:\n  annotations: {{{annotation}}}\nspec: {{type: LoadBalancer}}\n"
            )
        };
        rule.passes(&with("networking.gke.io/load-balancer-type: Internal"));
        rule.passes(&with("service.beta.kubernetes.io/aws-load-balancer-scheme: internal"));
        rule.fails(&with("service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing"));
        rule.fails(&with("service.beta.kubernetes.io/azure-load-balancer-internal: 'false'"));
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer, selector: {istio: ingressgateway}}\n");
        rule.fails(
            "apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0]}\n",
        );
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: NodePort}\n");
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer, loadBalancerClass: tailscale}\n");
    }

    #[test]
    fn every_cloud_has_a_word_for_internal_and_a_range_is_narrow_only_as_a_whole() {
        let rule = tester::of(&super::SERVICE_LOADBALANCER_OPEN);
        let with = |annotation: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{annotations: {{{annotation}}}}}\nspec: {{type: LoadBalancer}}\n"
            )
        };
        for internal in [
            "service.beta.kubernetes.io/aws-load-balancer-internal: 'true'",
            "service.beta.kubernetes.io/azure-load-balancer-internal: 'true'",
            "service.beta.kubernetes.io/openstack-internal-load-balancer: 'true'",
            "metallb.io/address-pool: inner",
        ] {
            rule.passes(&with(internal));
        }
        let ranges = |list: &str| {
            format!("apiVersion: v1\nkind: Service\nspec: {{type: LoadBalancer, loadBalancerSourceRanges: [{list}]}}\n")
        };
        rule.passes(&ranges("10.0.0.0/8"));
        rule.fails(&ranges("10.0.0.0/8, 0.0.0.0/0"));
        rule.fails(&ranges("'::/0'"));
        rule.fails(&ranges(""));
    }
}
