//! `service-external-name`

use crate::manifest::address;
use crate::rule::prelude::*;

declare_rule! {
    /// ExternalName Services that lead to an internal address.
    ///
    /// ## Why is this bad?
    /// The name is a DNS alias that NetworkPolicies and ReferenceGrants do not see. An alias for a Service of another
    /// namespace, for the node itself or for the metadata service of the cloud lets ingress controllers be used to
    /// reach what they should not.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: ExternalName
    ///   externalName: vault.secrets.svc.cluster.local
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: ExternalName
    ///   externalName: db.example.com
    /// ```
    pub SERVICE_EXTERNAL_NAME = "service-external-name" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0108", "kyverno:disallow-localhost-services", "cwe:441"],
        keys: ["externalName"],
        check: Resource(&[Kind::Service], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() == "ExternalName") else { return };
    let Some(name) = service.get("externalName") else { return };
    let Some(kind) = name.text().and_then(internal) else { return };
    cx.report(name, format!("ExternalName Service `{}` leads to {kind}", resource.name()))
        .help("refer to the target where it is used, so that policies for it apply");
}

fn internal(name: &str) -> Option<&'static str> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if matches!(name.as_str(), "metadata.google.internal" | "instance-data" | "metadata.azure.com") {
        return Some("the metadata service of the cloud");
    }
    if name == "localhost" || name.ends_with(".localhost") {
        return Some("the client itself");
    }
    if let Some(address) = address(&name) {
        let metadata = name.starts_with("169.254.") || matches!(name.as_str(), "fd00:ec2::254" | "100.100.100.200");
        return Some(match metadata {
            true => "the metadata service of the cloud",
            false if address.is_loopback() => "the client itself",
            false => "an IP address, which is no DNS name",
        });
    }
    (name.ends_with(".svc") || name.ends_with(".cluster.local")).then_some("a Service of the cluster")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_internal_names_count() {
        let rule = tester::of(&super::SERVICE_EXTERNAL_NAME);
        let of = |name: &str| {
            format!("apiVersion: v1\nkind: Service\nspec: {{type: ExternalName, externalName: '{name}'}}\n")
        };
        for name in [
            "localhost",
            "169.254.169.254",
            "a.b.svc",
            "metadata.google.internal",
            "127.0.0.1",
            "A.B.SVC.cluster.local.",
        ] {
            rule.fails(&of(name));
        }
        for name in ["example.com", "svc.example.com", ""] {
            rule.passes(&of(name));
        }
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: ClusterIP, externalName: localhost}\n");
    }
}
