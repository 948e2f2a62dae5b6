//! `vs-cross-namespace-host-capture`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes for the services of another namespace.
    ///
    /// ## Why is this bad?
    /// A VirtualService for calls inside the mesh holds for every caller it is exported to, and that is everyone by
    /// default. For a host of another namespace it takes over that service's traffic: whoever may write it here reads
    /// and answers what is meant for others.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   hosts: [pay.bank.svc.cluster.local]
    ///   http:
    ///     - route: [{destination: {host: proxy}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   hosts: [pay.bank.svc.cluster.local]
    ///   exportTo: ['.']
    ///   http:
    ///     - route: [{destination: {host: proxy}}]
    /// ```
    pub VS_CROSS_NAMESPACE_HOST_CAPTURE = "vs-cross-namespace-host-capture" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:441"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let Some(own) = resource.namespace().filter(|it| !it.starts_with("istio-")) else { return };
    if !service.is_on_mesh()
        || index.is_in_root_namespace(resource)
        || service.exported_to().is_some_and(|it| it.iter().all(|it| matches!(*it, "." | "~") || *it == own))
    {
        return;
    }
    for (value, host) in service.hosts() {
        let whose = match host {
            Host::Service(_, Some(other)) if other != own => format!("of the service in `{other}`"),
            Host::Other(name) if takes_cluster(name, own) => "of services of other namespaces".to_owned(),
            _ => continue,
        };
        let finding = cx.report(value, format!("this takes over the traffic {whose}, for every caller"));
        finding.help("write it in the namespace of the service, or keep it to your own callers by `exportTo: ['.']`");
        if service.get("exportTo").is_none()
            && let Some(spec) = resource.spec()
        {
            finding.fix(
                Safety::Unsafe,
                "keep it to the own namespace",
                Edit::insert_into(spec, &["exportTo"], "['.']"),
            );
        }
    }
}

/// Whether a pattern is for names of the cluster beyond the own namespace.
fn takes_cluster(name: &str, own: &str) -> bool {
    let Some(rest) = name.strip_prefix("*.") else { return false };
    let rest = rest.strip_suffix("svc.cluster.local").unwrap_or(if rest == "cluster.local" || rest == "local" {
        ""
    } else {
        own
    });
    rest.trim_end_matches('.') != own
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_seen_by_others_counts() {
        let rule = tester::of(&super::VS_CROSS_NAMESPACE_HOST_CAPTURE);
        let of = |namespace: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v{namespace}}}\nspec: {spec}\n"
            )
        };
        let x = ", namespace: x";
        rule.fails(&of(x, "{hosts: ['*.bank.svc.cluster.local']}"));
        rule.fails(&of(x, "{hosts: ['*.local'], exportTo: ['*']}"));
        rule.fails(&of(x, "{hosts: [a.b.svc.cluster.local], gateways: [edge, mesh], exportTo: [x, z]}"));
        for spec in [
            "{hosts: [a.x.svc.cluster.local]}",
            "{hosts: ['*.x.svc.cluster.local']}",
            "{hosts: [a]}",
            "{hosts: ['*.example.com']}",
            "{hosts: [a.b.svc.cluster.local], gateways: [edge]}",
            "{hosts: [a.b.svc.cluster.local], exportTo: [x]}",
        ] {
            rule.passes(&of(x, spec));
        }
        rule.passes(&of("", "{hosts: [a.b.svc.cluster.local]}"));
        rule.passes(&of(", namespace: istio-system", "{hosts: [a.b.svc.cluster.local]}"));
    }
}
