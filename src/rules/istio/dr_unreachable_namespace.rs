//! `dr-unreachable-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules in a namespace where no client looks.
    ///
    /// ## Why is this bad?
    /// A client takes the DestinationRule of its own namespace, then that of the namespace of the Service, then
    /// that of the root namespace. One anywhere else is never read; `exportTo` does not change that.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web, namespace: config}
    /// spec:
    ///   host: web.shop.svc.cluster.local
    ///   trafficPolicy: {loadBalancer: {simple: RANDOM}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: config}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, namespace: config}
    /// spec: {type: ExternalName, externalName: api.example.com}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   host: web.shop.svc.cluster.local
    ///   trafficPolicy: {loadBalancer: {simple: RANDOM}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ```
    pub DR_UNREACHABLE_NAMESPACE = "dr-unreachable-namespace" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(Host::Service(name, Some(place))) = DestinationRule::of(resource).and_then(DestinationRule::host) else {
        return;
    };
    let Some(own) = resource.namespace().filter(|it| *it != place) else { return };
    if index.is_in_root_namespace(resource) || !index.owns(Some(own), resource) {
        return;
    }
    let Destination::Found(found) = index.destination(Host::Service(name, Some(place)), resource) else { return };
    // A client in the namespace would read it.
    if found.iter().all(|it| it.kind() == Kind::Service) && !index.might_pick(&Selector::default(), resource) {
        let at = resource.namespace_value().unwrap_or(resource.root());
        cx.report(at, format!("clients of `{name}.{place}` never look in namespace `{own}`"))
            .help(format!("move it to namespace `{place}`, or to that of the clients"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn clients_and_the_root_namespace_are_in_reach() {
        let rule = tester::of(&super::DR_UNREACHABLE_NAMESPACE);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let rest = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: b}\nspec: {}\n---\n";
        let spec = "{host: s.b.svc.cluster.local}";
        rule.fails(&(of("d", "a", spec) + rest));
        rule.passes(&(of("d", "b", spec) + rest));
        rule.passes(&(of("d", "istio-system", spec) + rest));
        rule.passes(&(of("d", "c", spec) + rest));
        let client = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a}\nspec: {containers: []}\n";
        rule.passes(&(of("d", "a", spec) + rest + client));
    }
}
