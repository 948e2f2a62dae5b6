//! `ingress-no-tls`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses with a host that no certificate covers.
    ///
    /// ## Why is this bad?
    /// Requests, cookies and tokens cross the network readable and changeable. A certificate at a load balancer in
    /// front counts where its annotation says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   tls: [{hosts: [shop.example.com], secretName: shop-tls}]
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_NO_TLS = "ingress-no-tls" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0263", "polaris:tlsSettingsMissing", "gatekeeper:k8shttpsonly", "kyverno:require-ingress-https", "terrascan:AC_K8S_0002", "cwe:319"],
        check: Resource(&[Kind::Ingress], check)
    }
}

/// Annotations that bring TLS without `spec.tls`.
const ELSEWHERE: [&str; 8] = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "alb.ingress.kubernetes.io/listen-ports",
    "networking.gke.io/managed-certificates",
    "networking.gke.io/certmap",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "route.openshift.io/termination",
    "traefik.ingress.kubernetes.io/router.tls",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let elsewhere = |key: &&str| {
        let text = resource.annotation(key).and_then(Value::text);
        text.is_some_and(|it| it != "false" && (!key.ends_with("listen-ports") || it.contains("HTTPS")))
    };
    if ELSEWHERE.iter().any(elsewhere) {
        return;
    }
    let help = "add the host to `spec.tls` with the Secret of its certificate";
    let Some(tls) = ingress.get("tls").filter(|it| !it.is_empty()) else {
        cx.report(resource, format!("Ingress `{}` is served without TLS", resource.name())).help(help);
        return;
    };
    // An entry without hosts is for all hosts.
    if tls.items().any(|it| it.get("hosts").is_none_or(|it| it.is_empty())) {
        return;
    }
    let covered: Vec<&str> = tls.items().flat_map(|it| it.list("hosts")).filter_map(Value::as_str).collect();
    let open = |host: &str| !covered.iter().any(|it| covers(it, host));
    let mut bare = ingress.rules().filter_map(|it| it.get("host")).filter(|it| it.as_str().is_some_and(open));
    if let Some(first) = bare.next() {
        let finding =
            cx.report(first, format!("no entry of `tls` covers the host `{}`", first.text().unwrap_or_default()));
        finding.help(help);
        for other in bare {
            finding.label(other, "nor this one");
        }
    }
}

/// A wildcard stands for one label.
fn covers(pattern: &str, host: &str) -> bool {
    pattern == host
        || pattern.strip_prefix("*.").is_some_and(|rest| host.split_once('.').is_some_and(|(_, parent)| parent == rest))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn wildcards_cover_one_label_and_load_balancers_may_end_tls() {
        let rule = tester::of(&super::INGRESS_NO_TLS);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("", "{rules: [{host: a.b.example.com}], tls: [{hosts: ['*.example.com']}]}"));
        rule.passes(&of("", "{rules: [{host: b.example.com}], tls: [{hosts: ['*.example.com']}]}"));
        rule.passes(&of("", "{rules: [{host: b.example.com}], tls: [{secretName: x}]}"));
        rule.passes(&of("networking.gke.io/managed-certificates: x", "{rules: [{host: b}]}"));
        rule.passes(&of("alb.ingress.kubernetes.io/listen-ports: '[{\"HTTPS\": 443}]'", "{rules: [{host: b}]}"));
        rule.fails(&of("alb.ingress.kubernetes.io/listen-ports: '[{\"HTTP\": 80}]'", "{rules: [{host: b}]}"));
        rule.fails(&of("", "{rules: [{host: a}, {host: b}], tls: [{hosts: [c]}]}"));
    }
}
