//! `ingress-host-conflict`

use crate::rule::prelude::*;

declare_rule! {
    /// Two Ingresses for one host and path.
    ///
    /// ## Why is this bad?
    /// Which one gets the traffic is up to the controller: often the older, so that a new Ingress in another
    /// namespace stays without effect until the old one is gone, or takes its place.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop-2}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop-2}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ```
    pub INGRESS_HOST_CONFLICT = "ingress-host-conflict" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["gatekeeper:k8suniqueingresshost", "kyverno:unique-ingress-host-and-path"],
        check: Related(&[Kind::Ingress], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource).filter(|it| !is_canary(*it)) else { return };
    let mut hosts: Vec<&str> = ingress.paths().map(|it| it.0).filter(|it| !it.is_empty()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let path = |it: Value<'a>| it.str("path").unwrap_or("/");
    for host in hosts {
        // Only what stands before this one: of two, the later is reported, and of many, each once.
        let earlier = index
            .naming(Kind::Ingress, host)
            .map(|it| it.0)
            .take_while(|it| it.root() != resource.root())
            .filter(|it| index.same_cluster(*it, resource))
            .filter_map(Ingress::of)
            .filter(|it| !is_canary(*it) && may_share_class(it.class(), ingress.class()))
            .take(LOOK_BACK);
        let taken: Vec<(Ingress<'a>, Value<'a>)> = earlier
            .flat_map(|it| it.paths().filter(|(other, _)| *other == host).map(move |(_, value)| (it, value)))
            .collect();
        for (_, mine) in ingress.paths().filter(|it| it.0 == host) {
            let same = |theirs: Value<'a>| path(theirs) == path(mine) && theirs.str("pathType") == mine.str("pathType");
            if let Some((other, theirs)) = taken.iter().find(|(_, it)| same(*it)) {
                cx.report(
                    mine,
                    format!("`{host}{}` is also claimed by Ingress `{}`", path(mine), other.resource().name()),
                )
                .help("keep one of them, or give them different paths")
                .label(*theirs, "claimed here as well");
                break;
            }
        }
    }
}

/// More Ingresses of one host than this are shards of one site; comparing all would cost more than it tells.
const LOOK_BACK: usize = 32;

fn is_canary(ingress: Ingress<'_>) -> bool {
    ingress.nginx("canary").and_then(Value::text) == Some("true")
}

fn may_share_class(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(name: &str, rest: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}{rest}, rules: [{{host: a.b, http: {{paths: [{{path: /}}]}}}}]}}\n---\n"
        )
    }

    #[test]
    fn canaries_classes_and_variants_do_not_conflict() {
        let rule = tester::of(&super::INGRESS_HOST_CONFLICT);
        let plain = of("one", "}\nspec: {ingressClassName: outer");
        rule.fails(&format!("{plain}{}", of("two", ", namespace: other}\nspec: {ingressClassName: outer")));
        rule.passes(&format!("{plain}{}", of("two", "}\nspec: {ingressClassName: inner")));
        rule.passes(&format!(
            "{plain}{}",
            of("two", ", annotations: {nginx.ingress.kubernetes.io/canary: 'true'}}\nspec: {ingressClassName: outer")
        ));
        rule.passes(&format!("# file: a/dev.yaml\n{plain}# file: a/prod.yaml\n{plain}"));
        rule.passes(&format!(
            "# file: x/a/dev.yaml\n{plain}# file: y/b/prod.yaml\n{}",
            of("two", "}\nspec: {ingressClassName: outer")
        ));
    }

    #[test]
    fn the_later_of_two_is_told() {
        let rule = tester::of(&super::INGRESS_HOST_CONFLICT);
        let both = of("one", ", namespace: x}\nspec: {ingressClassName: c")
            + &of("two", ", namespace: y}\nspec: {ingressClassName: c");
        assert_eq!(rule.fails(&both).subject.name, "two");
    }
}
