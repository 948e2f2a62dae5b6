//! `ingress-tls-secret-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses whose certificate is not there, or is no certificate.
    ///
    /// ## Why is this bad?
    /// The controller serves the host with its default certificate instead, which no client trusts, or does not serve it at all. Those
    /// who click the warning away do so for an attacker as well.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   tls: [{hosts: [shop.example.com], secretName: shop-tls}]
    ///   rules: [{host: shop.example.com}]
    /// ---
    /// apiVersion: cert-manager.io/v1
    /// kind: Certificate
    /// metadata: {name: shop, namespace: shop}
    /// spec: {secretName: shop-certificate, dnsNames: [shop.example.com]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   tls: [{hosts: [shop.example.com], secretName: shop-certificate}]
    ///   rules: [{host: shop.example.com}]
    /// ---
    /// apiVersion: cert-manager.io/v1
    /// kind: Certificate
    /// metadata: {name: shop, namespace: shop}
    /// spec: {secretName: shop-certificate, dnsNames: [shop.example.com]}
    /// ```
    pub INGRESS_TLS_SECRET_MISSING = "ingress-tls-secret-missing" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:ingress-host-match-tls", "popeye:POP-1403", "cwe:295"],
        keys: ["tls"],
        check: Related(&[Kind::Ingress], check)
    }
}

/// Starts of annotations by which something makes the Secret.
const MAKERS: [&str; 4] = ["cert-manager.io/", "certmanager.k8s.io/", "kubernetes.io/tls-acme", "cert.gardener.cloud/"];

/// Types of Secrets that hold no certificate.
const OTHER_TYPES: [&str; 6] = [
    "kubernetes.io/basic-auth",
    "kubernetes.io/ssh-auth",
    "kubernetes.io/dockercfg",
    "kubernetes.io/dockerconfigjson",
    "kubernetes.io/service-account-token",
    "bootstrap.kubernetes.io/token",
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    for entry in ingress.get("tls").into_iter().flat_map(|it| it.items()) {
        let Some(at) = entry.get("secretName") else { continue };
        let Some(name) = at.as_str().filter(|it| !it.is_empty()) else { continue };
        match index.find(Kind::Secret, name, resource) {
            Lookup::Found(secret) => {
                if let Some((place, what)) = flaw(secret).filter(|_| index.together(resource, secret)) {
                    cx.report(at, format!("Secret `{name}` {what}"))
                        .label(place, "here")
                        .help("name a Secret of type `kubernetes.io/tls` with `tls.crt` and `tls.key`");
                }
            }
            _ if is_made(resource) || index.may_be_made(Kind::Secret, name, resource) => {}
            lookup => {
                // Certificates are often made by hand: one is missing only where the others are written.
                let known = matches!(lookup, Lookup::Missing) || has_certificates(resource, index);
                if known && keeps_certificates(resource, index) {
                    cx.report(
                        at,
                        format!(
                            "nothing makes Secret `{name}`, whose certificate Ingress `{}` serves",
                            resource.name()
                        ),
                    )
                    .help("correct the name, or add the Certificate that makes the Secret");
                }
            }
        }
    }
}

/// What keeps a Secret from being served, and where that is written.
fn flaw(secret: Resource<'_>) -> Option<(Value<'_>, String)> {
    let root = secret.root();
    if let Some(kind) = root.get("type").filter(|it| it.as_str().is_some_and(|it| OTHER_TYPES.contains(&it))) {
        return Some((kind, format!("is of type `{}`, which holds no certificate", kind.text().unwrap_or_default())));
    }
    let parts = ["data", "stringData"].map(|it| root.get(it));
    let first = parts.into_iter().flatten().find(|it| !it.is_empty())?;
    let has = |key: &str| parts.into_iter().flatten().any(|it| it.get_raw(key).is_some());
    let lacking = ["tls.crt", "tls.key"].into_iter().find(|it| !has(it))?;
    Some((first, format!("has no `{lacking}`")))
}

fn is_made(ingress: Resource<'_>) -> bool {
    let mut annotations = ingress.path("metadata.annotations").into_iter().flat_map(|it| it.entries());
    annotations.any(|(key, _)| key.text().is_some_and(|it| MAKERS.iter().any(|maker| it.starts_with(maker))))
}

/// Whether cert-manager's Certificates of the namespace are in the input.
fn has_certificates<'a>(near: Resource<'a>, index: &Index<'a>) -> bool {
    index.in_namespace(Kind::CertManagerCertificate, near.namespace()).any(|it| index.together(it, near))
}

/// Whether the input holds the certificates of the namespace at all.
fn keeps_certificates<'a>(near: Resource<'a>, index: &Index<'a>) -> bool {
    let mut secrets = index.in_namespace(Kind::Secret, near.namespace()).filter(|it| index.together(*it, near));
    has_certificates(near, index)
        || index.is_closed()
        || secrets.any(|it| it.root().str("type") == Some("kubernetes.io/tls"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn ingress(annotation: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, namespace: x, annotations: {{{annotation}}}}}\n\
             spec: {{tls: [{{hosts: [a], secretName: s}}], rules: [{{host: a}}]}}\n---\n"
        )
    }

    fn secret(name: &str, fields: &str) -> String {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: x}}\n{fields}\n---\n")
    }

    #[test]
    fn a_secret_is_missing_only_where_certificates_are_written() {
        let rule = tester::of(&super::INGRESS_TLS_SECRET_MISSING);
        rule.passes(&ingress(""));
        rule.passes(&(ingress("") + &secret("db", "stringData: {password: x}")));
        rule.fails(&(ingress("") + &secret("other", "type: kubernetes.io/tls")));
        rule.passes(&(ingress("cert-manager.io/cluster-issuer: le") + &secret("other", "type: kubernetes.io/tls")));
        rule.passes(&(ingress("") + &secret("s", "type: kubernetes.io/tls")));
        let made =
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: s, namespace: x}\nspec: {}\n";
        rule.passes(&format!("{}{}{made}", ingress(""), secret("other", "type: kubernetes.io/tls")));
        tester::of(&super::INGRESS_TLS_SECRET_MISSING).closed().fails(&ingress(""));
    }

    #[test]
    fn what_is_served_has_a_certificate_and_a_key() {
        let rule = tester::of(&super::INGRESS_TLS_SECRET_MISSING);
        rule.fails(&(ingress("") + &secret("s", "type: kubernetes.io/dockerconfigjson")));
        rule.fails(&(ingress("") + &secret("s", "data: {tls.crt: ''}")));
        rule.passes(&(ingress("") + &secret("s", "type: Opaque\ndata: {tls.crt: ''}\nstringData: {tls.key: ''}")));
        rule.passes(&(ingress("") + &secret("s", "type: Opaque")));
    }
}
