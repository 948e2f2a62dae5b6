//! `ingress-tls-host-mismatch`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses whose TLS is for hosts that they do not serve.
    ///
    /// ## Why is this bad?
    /// The certificate is read for nothing, and the host that was meant is served with another one, or with the default
    /// certificate of the controller, which no client trusts.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   tls: [{hosts: [shop.example.org], secretName: tls}]
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   tls: [{hosts: [shop.example.com], secretName: tls}]
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ```
    pub INGRESS_TLS_HOST_MISMATCH = "ingress-tls-host-mismatch" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:ingress-host-match-tls", "cwe:295"],
        check: Related(&[Kind::Ingress], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let Some(tls) = ingress.get("tls") else { return };
    let hosts: Vec<&str> = ingress.rules().map(|it| it.str("host").unwrap_or_default()).collect();
    let default = ingress.get("defaultBackend").is_some() || hosts.contains(&"") || hosts.is_empty();
    // Other names of the same site.
    let more = ["server-alias", "from-to-www-redirect"].iter().any(|it| ingress.nginx(it).is_some());
    for entry in tls.items() {
        for host in entry.list("hosts") {
            let Some(name) = host.as_str().filter(|it| !it.is_empty()) else { continue };
            let served = hosts.iter().any(|it| covers(name, it) || covers(it, name));
            if !served && !default && !more {
                cx.report(host, format!("no rule of Ingress `{}` is for `{name}`", resource.name()))
                    .help("name the hosts of the rules in `tls`");
            } else if let Some((certificate, names)) = certificate(entry, resource, index)
                && !names.items().filter_map(Value::as_str).any(|it| covers(it, name))
            {
                cx.report(host, format!("Certificate `{}` is not for `{name}`", certificate.name()))
                    .label(names, "what it is for")
                    .help("add the host to `dnsNames` of the Certificate");
            }
        }
    }
}

/// The Certificate of cert-manager that makes the Secret of an entry, with its names.
fn certificate<'a>(entry: Value<'a>, near: Resource<'a>, index: &Index<'a>) -> Option<(Resource<'a>, Value<'a>)> {
    let secret = entry.str("secretName")?;
    let mut all = index.in_namespace(Kind::CertManagerCertificate, near.namespace());
    let made =
        all.find(|it| it.path("spec.secretName").and_then(Value::as_str) == Some(secret) && index.together(*it, near))?;
    // A common name counts as well, and is a thing of the past.
    let names = made.path("spec.dnsNames").filter(|_| made.path("spec.commonName").is_none())?;
    Some((made, names))
}

/// A wildcard stands for one label.
fn covers(pattern: &str, host: &str) -> bool {
    pattern == host
        || pattern.strip_prefix("*.").is_some_and(|rest| host.split_once('.').is_some_and(|(_, parent)| parent == rest))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str) -> String {
        format!("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec: {spec}\n---\n")
    }

    #[test]
    fn wildcards_and_catch_alls_serve_other_hosts() {
        let rule = tester::of(&super::INGRESS_TLS_HOST_MISMATCH);
        rule.passes(&of("{tls: [{hosts: ['*.example.com']}], rules: [{host: a.example.com}]}"));
        rule.passes(&of("{tls: [{hosts: [a.example.com]}], rules: [{host: '*.example.com'}]}"));
        rule.fails(&of("{tls: [{hosts: [example.com]}], rules: [{host: '*.example.com'}]}"));
        rule.passes(&of("{tls: [{hosts: [a.example.com]}], rules: [{http: {}}]}"));
        rule.passes(&of("{tls: [{hosts: [a.example.com]}], defaultBackend: {}}"));
    }

    #[test]
    fn a_certificate_is_for_its_names() {
        let rule = tester::of(&super::INGRESS_TLS_HOST_MISMATCH);
        let ingress = of("{tls: [{hosts: [a.example.com], secretName: s}], rules: [{host: a.example.com}]}");
        let certificate = |name: &str| {
            format!(
                "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {{name: c}}\nspec: {{secretName: s, dnsNames: ['{name}']}}\n"
            )
        };
        rule.fails(&format!("{ingress}{}", certificate("b.example.com")));
        rule.passes(&format!("{ingress}{}", certificate("*.example.com")));
    }
}
