//! `dr-host-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules for a host that nothing answers at.
    ///
    /// ## Why is this bad?
    /// The rule has no effect: TLS, limits and subsets in it are for nobody. For a host outside of the mesh a
    /// ServiceEntry is needed first.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: wbe
    ///   trafficPolicy: {loadBalancer: {simple: RANDOM}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {simple: RANDOM}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub DR_HOST_NOT_FOUND = "dr-host-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0174", "kiali:KIA0202"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    let (Some(host), Some(at)) = (rule.host(), resource.path("spec.host")) else { return };
    if at.as_str().is_some_and(|it| it.contains('*'))
        || !matches!(index.destination(host, resource), Destination::Missing)
    {
        return;
    }
    cx.report(at, format!("neither a Service nor a ServiceEntry answers at `{}`", at.as_str().unwrap_or_default()))
        .help("check the name; a host of another namespace is `name.namespace.svc.cluster.local`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn patterns_and_hosts_elsewhere_pass() {
        let rule = tester::of(&super::DR_HOST_NOT_FOUND);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };
        let owned = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\nspec: {selector: {app: s}, ports: [{port: 80, targetPort: 8080}]}\n---\n";
        let to = |host: &str| of("d", "a", &format!("{{host: '{host}'}}")) + owned;
        rule.fails(&to("t"));
        rule.fails(&to("t.a.svc.cluster.local"));
        for host in ["s", "*.a.svc.cluster.local", "t.b.svc.cluster.local", "www.example.com"] {
            rule.passes(&to(host));
        }
    }
}
