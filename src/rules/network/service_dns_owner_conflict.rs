//! `service-dns-owner-conflict`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that ask external-dns for a host name which another one has.
    ///
    /// ## Why is this bad?
    /// Which of them the name leads to depends on who is looked at last, and may change with every run: a part of the
    /// traffic, or all of it, goes to the wrong place.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, annotations: {external-dns.alpha.kubernetes.io/hostname: shop.example.com}}
    /// spec: {type: LoadBalancer}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, annotations: {external-dns.alpha.kubernetes.io/hostname: shop.example.com}}
    /// spec: {type: LoadBalancer}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, annotations: {external-dns.alpha.kubernetes.io/hostname: shop.example.com}}
    /// spec: {type: LoadBalancer}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, annotations: {external-dns.alpha.kubernetes.io/hostname: api.example.com}}
    /// spec: {type: LoadBalancer}
    /// ```
    pub SERVICE_DNS_OWNER_CONFLICT = "service-dns-owner-conflict" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:require-unique-external-dns"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(names) = resource.annotation("external-dns.alpha.kubernetes.io/hostname") else { return };
    // Records that share a name on purpose have an identifier each.
    let shares = |it: Resource<'a>| it.annotation("external-dns.alpha.kubernetes.io/set-identifier").is_some();
    if shares(resource) {
        return;
    }
    for name in names.text().unwrap_or_default().split(',').map(str::trim).filter(|it| !it.is_empty()) {
        let earlier = index.naming(Kind::Service, name).take_while(|it| it.0.root() != resource.root());
        let mut others = earlier
            .chain(index.naming(Kind::Ingress, name))
            .filter(|(it, _)| index.same_cluster(*it, resource) && !shares(*it));
        if let Some((other, place)) = others.find(|it| it.0.kind() == Kind::Service || is_published(it.0)) {
            cx.report(names, format!("`{name}` is also the name of {}", other.title()))
                .label(place, "the other one")
                .help("give each its own name, or a `set-identifier` where they are meant to share it");
            return;
        }
    }
}

/// Hosts of an Ingress become names unless external-dns is told to look at annotations only, which this Ingress then lacks.
fn is_published(ingress: Resource<'_>) -> bool {
    let source = ingress.annotation("external-dns.alpha.kubernetes.io/ingress-hostname-source");
    source.and_then(Value::text) != Some("annotation-only")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn service(name: &str, annotations: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, annotations: {{{annotations}}}}}\nspec: {{}}\n---\n"
        )
    }

    #[test]
    fn lists_ingresses_and_shared_names() {
        let rule = tester::of(&super::SERVICE_DNS_OWNER_CONFLICT);
        let host = "external-dns.alpha.kubernetes.io/hostname";
        let one = service("a", &format!("{host}: a.example.com"));
        rule.fails(&format!("{one}{}", service("b", &format!("{host}: 'x.example.com, a.example.com'"))));
        let shared = format!("{host}: a.example.com, external-dns.alpha.kubernetes.io/set-identifier: x");
        rule.passes(&format!("{one}{}", service("b", &shared)));
        let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec: {rules: [{host: a.example.com, http: {paths: [{path: /}]}}]}\n";
        rule.fails(&format!("{one}{ingress}"));
    }

    #[test]
    fn the_later_of_two_is_told() {
        let rule = tester::of(&super::SERVICE_DNS_OWNER_CONFLICT);
        let host = "external-dns.alpha.kubernetes.io/hostname: a.example.com";
        assert_eq!(rule.fails(&(service("a", host) + &service("b", host))).subject.name, "b");
    }
}
