//! `mesh-ca-private-key`

use crate::rule::prelude::*;

declare_rule! {
    /// The key of the mesh's certificate authority.
    ///
    /// ## Why is this bad?
    /// Every identity in the mesh rests on this key. Who has it signs a certificate for any workload, reads all
    /// traffic, and passes every authorization policy.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: cacerts, namespace: istio-system}
    /// data:
    ///   ca-key.pem: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcFFJQkFBS0NBUUVBMVp4VEdITjVZaFlHZVNwenFF
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: cacerts, namespace: istio-system}
    /// data:
    ///   ca-cert.pem: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUQ=
    /// ```
    pub MESH_CA_PRIVATE_KEY = "mesh-ca-private-key" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:321", "cwe:312"],
        check: Resource(&[Kind::Secret, Kind::ConfigMap], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for field in ["data", "stringData"] {
        for (key, value) in resource.root().get(field).into_iter().flat_map(|it| it.entries()) {
            let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
            let own =
                matches!(resource.name(), "cacerts" | "istio-ca-secret" | "linkerd-identity-issuer" | "cilium-ca");
            let of_ca = matches!(name, "ca-key.pem" | "root-key.pem")
                || own && name.ends_with("key.pem")
                || own && matches!(name, "tls.key" | "ca.key");
            let real = text.len() >= 40 && (text.contains("PRIVATE KEY") || text.starts_with("LS0tLS1CRUdJTi"));
            if of_ca && real {
                cx.report((key.span(), value.location()), format!("`{name}` is the key of the certificate authority of the mesh"))
                    .sensitive()
                    .help("make a new root, keep its key off the cluster, and sign with a short-lived intermediate or cert-manager's istio-csr")
                    .covers(&["secret-cleartext-manifest"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_tell_and_stand_ins_pass() {
        let rule = tester::of(&super::MESH_CA_PRIVATE_KEY);
        let it = |name: &str, entry: &str| {
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\ndata: {{{entry}}}\n")
        };
        let key = format!("LS0tLS1CRUdJTi{}", "BSU0Eg".repeat(10));
        rule.fails(&it("other", &format!("root-key.pem: {key}")));
        rule.fails(&it("istio-ca-secret", &format!("key.pem: {key}, cert-chain.pem: ''")));
        rule.passes(&it("web", &format!("tls.key: {key}")));
        rule.passes(&it("cacerts", "ca-key.pem: ''"));
    }
}
