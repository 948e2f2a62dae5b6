//! `exportto-namespace-not-found`

use super::around;
use crate::manifest::istio_schema::is_dns_label;
use crate::rule::prelude::*;

declare_rule! {
    /// Objects of Istio exported to a namespace that does not exist.
    ///
    /// ## Why is this bad?
    /// Nobody sees them: clients in the namespace that was meant go on without the routes or the entry. The rule speaks
    /// only where the input is said to be all there is (a closed world).
    ///
    /// ## Fail
    /// ```yaml
    /// # world: closed
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hosts: [web]
    ///   exportTo: [".", chekout]
    ///   http: [{route: [{destination: {host: web}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   hosts: [web]
    ///   exportTo: ["."]
    ///   http: [{route: [{destination: {host: web}}]}]
    /// ```
    pub EXPORTTO_NAMESPACE_NOT_FOUND = "exportto-namespace-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA0005"],
        check: Related(&[Kind::VirtualService, Kind::DestinationRule, Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.closes(Kind::Namespace) {
        return;
    }
    for at in resource.spec().into_iter().flat_map(|it| it.list("exportTo")) {
        let Some(name) = at.as_str().filter(|it| is_dns_label(it)) else { continue };
        if around::is_no_namespace(name, index) {
            cx.report(at, format!("there is no namespace `{name}`")).help("check the name of the namespace");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn words_of_their_own_are_no_namespaces() {
        let rule = tester::of(&super::EXPORTTO_NAMESPACE_NOT_FOUND).closed();
        let of = |list: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: s, namespace: a}}\nspec: {{hosts: [e.com], exportTo: [{list}]}}\n"
            )
        };
        rule.fails(&of("'.', b"));
        ["'*'", "'.'", "'~'", "a"].iter().for_each(|it| rule.passes(&of(it)));
        rule.passes(&(of("b") + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n"));
        tester::of(&super::EXPORTTO_NAMESPACE_NOT_FOUND).passes(&of("b"));
    }
}
