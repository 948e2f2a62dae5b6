//! `host-partially-qualified`

use super::hosts;
use crate::rule::prelude::*;

declare_rule! {
    /// Hosts such as `web.shop` that Istio does not complete.
    ///
    /// ## Why is this bad?
    /// Istio completes a host only if it has no dot. `web.shop` and `web.shop.svc` are taken as whole DNS names,
    /// match no Service, and whatever is configured for them has no effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec: {host: web.shop.svc}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec: {host: web.shop.svc.cluster.local}
    /// ```
    pub HOST_PARTIALLY_QUALIFIED = "host-partially-qualified" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::VirtualService, Kind::DestinationRule, Kind::ServiceEntry, Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for named in hosts::of(resource) {
        let parts: Vec<&str> = named.host.split('.').collect();
        let (service, namespace) = match parts[..] {
            [service, namespace, "svc"] | [service, namespace] => (service, namespace),
            _ => continue,
        };
        if named.host.contains('*') || service.is_empty() || namespace.is_empty() {
            continue;
        }
        let there = index.named(Kind::Service, service).any(|it| it.namespace() == Some(namespace));
        let declared = || !index.covering(Kind::ServiceEntry, Host::Other(named.host)).is_empty();
        // A gateway may well serve such a name.
        if parts.len() == 2 && (!there || named.is_served) || declared() {
            continue;
        }
        let whole = format!("{service}.{namespace}.svc.cluster.local");
        let finding = cx.report(named.at, format!("`{}` is taken as a whole name and matches no Service", named.host));
        finding.help(format!("write `{whole}`"));
        if there {
            let text = format!("{}{whole}", named.prefix);
            finding.fix(Safety::Unsafe, format!("write `{whole}`"), Edit::set_scalar(named.at, &text));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn two_parts_need_the_service() {
        let rule = tester::of(&super::HOST_PARTIALLY_QUALIFIED);
        let of = |host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a], http: [{{route: [{{destination: {{host: {host}}}}}]}}]}}\n"
            )
        };
        let service =
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
        rule.passes(&of("web.shop"));
        assert!(rule.fails(&format!("{}{service}", of("web.shop"))).fix.is_some());
        rule.fails(&of("web.shop.svc"));
        rule.passes(&format!("{}{service}", of("web.shop.svc.cluster.local")));
        rule.passes(&format!("{}{service}", of("example.com")));
    }
}
