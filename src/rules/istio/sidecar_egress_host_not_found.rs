//! `sidecar-egress-host-not-found`

use super::hosts;
use crate::rule::prelude::*;

declare_rule! {
    /// Hosts of a Sidecar that are not in the namespace they name.
    ///
    /// ## Why is this bad?
    /// The proxy keeps only what the list names. A host that is not there opens nothing, and what was meant stays
    /// closed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./wbe.shop.svc.cluster.local"]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./web.shop.svc.cluster.local"]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ```
    pub SIDECAR_EGRESS_HOST_NOT_FOUND = "sidecar-egress-host-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1004"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for named in hosts::of(resource) {
        let place = named.prefix.trim_end_matches('/');
        let namespace = match place {
            "." => resource.namespace(),
            "" | "*" => continue,
            other if other.starts_with('~') => continue,
            other => Some(other),
        };
        let host = Host::resolve(named.host, namespace);
        let Host::Service(name, Some(owner)) = host else { continue };
        let missing = matches!(index.destination(host, resource), Destination::Missing);
        if missing || namespace.is_some_and(|it| it != owner) {
            let message = match missing {
                true => format!("there is no Service `{name}` in namespace `{owner}`"),
                false => format!("`{}` is not in namespace `{}`", named.host, namespace.unwrap_or_default()),
            };
            cx.report(named.at, message)
                .help("write the namespace of the Service before the slash, and its whole name behind it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn forms_before_the_slash_are_known() {
        let rule = tester::of(&super::SIDECAR_EGRESS_HOST_NOT_FOUND);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let rest = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\nspec: {}\n";
        let with = |host: &str| of("s", "a", &format!("{{egress: [{{hosts: ['{host}']}}]}}")) + rest;
        rule.fails(&with("./t.a.svc.cluster.local"));
        rule.fails(&with("b/s.a.svc.cluster.local"));
        for host in
            ["./s.a.svc.cluster.local", "./*", "*/t.a.svc.cluster.local", "~/*", "b/t.b.svc.cluster.local", "*/*"]
        {
            rule.passes(&with(host));
        }
    }
}
