//! `service-external-ips`

use super::service_ignored_field::without_address;
use crate::rule::prelude::*;

declare_rule! {
    /// Services that claim external IP addresses.
    ///
    /// ## Why is this bad?
    /// Every node sends traffic for these addresses to the Service, whoever owns them: the author of a Service can
    /// draw in the traffic of other machines (CVE-2020-8554).
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   externalIPs: [203.0.113.10]
    ///   ports: [{port: 443}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 443}]
    /// ```
    pub SERVICE_EXTERNAL_IPS = "service-external-ips" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0108", "gatekeeper:k8sexternalips", "kyverno:restrict-service-external-ips", "terrascan:AC_K8S_0112", "cwe:923"],
        keys: ["externalIPs"],
        check: Resource(&[Kind::Service], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Some(addresses) = service.get("externalIPs").filter(|it| !it.is_empty()) else { return };
    // Where they do nothing, another rule says so.
    if without_address(service).is_some() {
        return;
    }
    cx.report(addresses, format!("Service `{}` claims external IP addresses", resource.name()))
        .help("let a load balancer or an ingress controller own the address, and delete `externalIPs`")
        .fix(Safety::Unsafe, "give up the addresses", Edit::remove_entry(addresses));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_list_claims_nothing() {
        let rule = tester::of(&super::SERVICE_EXTERNAL_IPS);
        rule.passes("apiVersion: v1\nkind: Service\nspec: {externalIPs: []}\n");
        rule.passes("apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {externalIPs: [1.2.3.4]}\n");
        rule.passes("apiVersion: v1\nkind: Service\nspec:\n  clusterIP: None\n  externalIPs:\n  - 1.2.3.4\n");
        rule.passes("apiVersion: v1\nkind: Service\nspec:\n  type: ExternalName\n  externalIPs:\n  - 1.2.3.4\n");
    }

    #[test]
    fn every_type_with_an_address_counts() {
        let rule = tester::of(&super::SERVICE_EXTERNAL_IPS);
        for kind in ["ClusterIP", "NodePort", "LoadBalancer"] {
            rule.fails(&format!("apiVersion: v1\nkind: Service\nspec: {{type: {kind}, externalIPs: [203.0.113.5]}}\n"));
        }
        rule.passes("apiVersion: v1\nkind: Service\nspec: {externalIPs: null}\n");
        rule.passes("apiVersion: v1\nkind: Service\nspec: {loadBalancerIP: 203.0.113.5}\n");
    }
}
