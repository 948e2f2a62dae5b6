//! `vs-mirror-host-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Mirrors to a host that nothing answers at.
    ///
    /// ## Why is this bad?
    /// The copies of the requests are dropped, and nothing says so: what was to be tested with them never sees
    /// them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    ///       mirror: {host: wbe}
    ///
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
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
    ///     - route: [{destination: {host: web}}]
    ///       mirror: {host: web}
    ///
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_MIRROR_HOST_NOT_FOUND = "vs-mirror-host-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA1101"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for (mirror, host) in service.mirrors() {
        let Some(at) = mirror.get("host") else { continue };
        if matches!(index.destination(host, resource), Destination::Missing) {
            cx.report(at, format!("the copies go to `{}`, where nothing answers", at.as_str().unwrap_or_default()))
                .help("check the name; a host of another namespace is `name.namespace.svc.cluster.local`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_fields_are_looked_at_in_a_namespace_that_is_known() {
        let rule = tester::of(&super::VS_MIRROR_HOST_NOT_FOUND).closed();
        let of = |route: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {{hosts: [s], http: [{{{route}}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{}}\n"
            )
        };
        rule.fails(&of("mirror: {host: t}"));
        rule.fails(&of("mirrors: [{destination: {host: s}}, {destination: {host: s.b.svc.cluster.local}}]"));
        rule.passes(&of("mirror: {host: s.a.svc.cluster.local}"));
        tester::of(&super::VS_MIRROR_HOST_NOT_FOUND).passes(&of("mirror: {host: t.b.svc.cluster.local}"));
    }
}
