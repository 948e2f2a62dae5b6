//! `vs-subset-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes to a subset that no DestinationRule declares.
    ///
    /// ## Why is this bad?
    /// Requests that take the route get 503. Clients look for the subset in DestinationRules of their own namespace,
    /// of that of the Service, and of the root namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web, subset: v2}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec: {host: web, subsets: [{name: v1}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web, subset: v1}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec: {host: web, subsets: [{name: v1}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_SUBSET_NOT_FOUND = "vs-subset-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA1107"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for (destination, host) in service.destinations() {
        let Some(subset) = destination.get("subset") else { continue };
        let Some(name) = subset.as_str().filter(|it| !it.is_empty()) else { continue };
        // Where the host itself is missing, that is the finding.
        if matches!(index.destination(host, resource), Destination::Missing)
            || !matches!(index.subset(host, name, resource), Lookup::Missing)
        {
            continue;
        }
        let finding = cx.report(subset, format!("no DestinationRule declares the subset `{name}` of `{}`", host.key()));
        finding.help("declare it in `subsets` of the DestinationRule for the host");
        let others = index.covering(Kind::DestinationRule, host);
        if let Some((_, at)) = others.iter().find(|(rule, _)| index.together(*rule, resource)) {
            finding.label(*at, "this one does not");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OWNED: &str = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {}\n";

    #[test]
    fn any_rule_in_reach_may_declare_it() {
        let rule = tester::of(&super::VS_SUBSET_NOT_FOUND);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let route = of("{http: [{route: [{destination: {host: web, subset: v1}}]}]}");
        let declares = |host: &str, namespace: &str, subset: &str| {
            format!(
                "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d{namespace}}}\nspec: {{host: '{host}', subsets: [{{name: {subset}}}]}}\n"
            )
        };
        rule.passes(&route);
        rule.fails(&format!("{route}{OWNED}"));
        rule.fails(&format!("{route}{OWNED}{}", declares("web", "", "v2")));
        rule.passes(&format!("{route}{OWNED}{}", declares("web", "", "v1")));
        rule.passes(&format!(
            "{route}{OWNED}{}",
            declares("web.x.svc.cluster.local", ", namespace: istio-system", "v1")
        ));
        rule.passes(&format!("{route}{OWNED}{}", declares("*.local", "", "v1")));
        rule.fails(&format!("{route}{OWNED}{}", declares("other", "", "v1")));
        rule.passes(&format!("# file: a/v.yaml\n{route}{OWNED}# file: b/d.yaml\n{}", declares("web", "", "v1")));
    }
}
