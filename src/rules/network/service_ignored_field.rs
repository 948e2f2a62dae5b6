//! `service-ignored-field`

use crate::rule::prelude::*;

declare_rule! {
    /// Fields of Services that do nothing.
    ///
    /// ## Why is this bad?
    /// A headless Service has no address, so it has no external addresses and no session affinity; `externalName`
    /// counts only for the type of that name. Whoever reads the manifest believes otherwise. `loadBalancerIP` is
    /// deprecated, as each cloud reads it in its own way.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   clusterIP: None
    ///   sessionAffinity: ClientIP
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   clusterIP: None
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub SERVICE_IGNORED_FIELD = "service-ignored-field" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::Service], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let exposure = service.exposure();
    let name = service.get("externalName").filter(|it| exposure != "ExternalName" && it.text() != Some(""));
    if let Some(it) = name {
        ignore(it, &format!("a Service of type `{exposure}`"), cx);
    }
    if let Some(kind) = without_address(service) {
        service.get("externalIPs").filter(|it| !it.is_empty()).into_iter().for_each(|it| ignore(it, kind, cx));
        let affinity = service.get("sessionAffinity").filter(|it| it.text() != Some("None"));
        affinity.into_iter().for_each(|it| ignore(it, kind, cx));
    }
    let Some(address) = service.get("loadBalancerIP").filter(|it| it.text() != Some("")) else { return };
    match without_address(service) {
        Some(kind) => ignore(address, kind, cx),
        None if exposure != "LoadBalancer" => ignore(address, &format!("a Service of type `{exposure}`"), cx),
        None => {
            cx.report(address, "`loadBalancerIP` is deprecated")
                .severity(Severity::Low)
                .help("use the annotation of your load balancer for its address");
        }
    }
}

/// What kind of Service it is, where that kind has no address of its own.
pub(super) fn without_address(service: Service<'_>) -> Option<&'static str> {
    if service.exposure() == "ExternalName" {
        return Some("a Service of type `ExternalName`");
    }
    (service.get("clusterIP").and_then(Value::text) == Some("None")).then_some("a headless Service")
}

fn ignore(field: Value<'_>, by: &str, cx: &mut Context<'_>) {
    cx.report(field, format!("`{}` does nothing in {by}", field.key_text().unwrap_or_default()))
        .help("delete it, or change the Service to what was meant")
        .fix(Safety::Safe, "delete what does nothing", Edit::remove_entry(field));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_kind_of_service_ignores_its_own_fields() {
        let rule = tester::of(&super::SERVICE_IGNORED_FIELD);
        let of = |spec: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{{spec}}}\n");
        rule.finds(2, &of("clusterIP: None, externalIPs: [192.0.2.1], sessionAffinity: ClientIP"));
        rule.passes(&of("clusterIP: None, externalIPs: [], sessionAffinity: None"));
        rule.passes(&of("sessionAffinity: ClientIP"));
        assert!(rule.fails(&of("externalName: a.example.com")).fix.is_some());
        rule.passes(&of("type: ExternalName, externalName: a.example.com"));
        rule.fails(&of("type: ExternalName, externalName: a.example.com, externalIPs: [192.0.2.1]"));
        assert!(rule.fails(&of("type: LoadBalancer, loadBalancerIP: 192.0.2.1")).fix.is_none());
        assert!(rule.fails(&of("loadBalancerIP: 192.0.2.1")).fix.is_some());
    }
}
