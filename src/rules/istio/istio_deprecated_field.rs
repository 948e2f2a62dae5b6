//! `istio-deprecated-field`

use super::lightstep;
use crate::rule::prelude::*;

declare_rule! {
    /// Fields and values of Istio that are on their way out.
    ///
    /// ## Why is this bad?
    /// A later version stops reading them, and then what they do stops.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     loadBalancer: {simple: LEAST_CONN}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     loadBalancer: {simple: LEAST_REQUEST}
    /// ```
    pub ISTIO_DEPRECATED_FIELD = "istio-deprecated-field" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0002"],
        check: Several(&[
            Check::Resource(&[Kind::VirtualService, Kind::DestinationRule, Kind::Sidecar], check),
            Check::Related(&[Kind::Telemetry], lightstep::check_telemetry),
            Check::Mesh(lightstep::check_mesh),
        ])
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    match resource.kind() {
        Kind::VirtualService => spec.list("http").for_each(|it| check_route(it, cx)),
        Kind::DestinationRule => {
            for policy in DestinationRule::of(resource).into_iter().flat_map(DestinationRule::policies) {
                check_policy(policy.value, cx);
            }
        }
        _ => {
            if let Some(at) = spec.path("outboundTrafficPolicy.egressProxy") {
                cx.report(at, "`egressProxy` is deprecated").help("route through an egress gateway instead");
            }
        }
    }
}

fn check_route<'a>(route: Value<'a>, cx: &mut Context<'_>) {
    for part in ["delay", "abort"].iter().filter_map(|it| route.get("fault")?.get(it)) {
        if let Some(at) = part.get("percent").filter(|_| part.get("percentage").is_none()) {
            share(at, part, "percent", "percentage", cx);
        }
    }
    for old in ["mirrorPercent", "mirror_percent"] {
        if let Some(at) = route.get(old).filter(|_| route.get("mirrorPercentage").is_none()) {
            share(at, route, old, "mirrorPercentage", cx);
        }
    }
    let Some(list) = route.path("corsPolicy.allowOrigin") else { return };
    let finding = cx.report(list, "`allowOrigin` is deprecated").help("write `allowOrigins` with `exact`");
    finding.covers(&["istio-unknown-field"]);
    let (Some(key), true) = (list.key(), route.path("corsPolicy.allowOrigins").is_none()) else { return };
    let items: Vec<Value<'a>> = list.items().collect();
    // `*` stood for every origin.
    if items.iter().all(|it| it.as_str().is_some_and(|it| it != "*")) && !items.is_empty() {
        let edits = items.iter().map(|it| Edit::replace(*it, format!("{{exact: {}}}", it.source_text())));
        finding.fix(
            Safety::Safe,
            "write `allowOrigins`",
            [Edit::replace(key, "allowOrigins")].into_iter().chain(edits),
        );
    }
}

fn share<'a>(at: Value<'a>, of: Value<'a>, old: &str, new: &str, cx: &mut Context<'_>) {
    let finding = cx.report(at.key().unwrap_or(at), format!("`{old}` is deprecated"));
    // Newer definitions know the old field no longer.
    finding.help(format!("write `{new}.value`")).covers(&["istio-unknown-field"]);
    if let (Some(key), Some(number)) = (at.key(), at.as_int()) {
        debug_assert!(of.get(new).is_none());
        let value = Edit::replace(at, format!("{{value: {number}}}"));
        finding.fix(Safety::Safe, format!("write `{new}`"), [Edit::replace(key, new), value]);
    }
}

fn check_policy(policy: Value<'_>, cx: &mut Context<'_>) {
    if let Some(at) = policy.path("loadBalancer.simple").filter(|it| it.as_str() == Some("LEAST_CONN")) {
        cx.report(at, "`LEAST_CONN` is deprecated").help("`LEAST_REQUEST` is the same under its new name").fix(
            Safety::Safe,
            "write `LEAST_REQUEST`",
            Edit::set_scalar(at, "LEAST_REQUEST"),
        );
    }
    if let Some(at) = policy.path("loadBalancer.consistentHash.minimumRingSize") {
        cx.report(at, "`minimumRingSize` is deprecated")
            .help("write `ringHash.minimumRingSize`")
            .covers(&["istio-schema-warning"]);
    }
    if let Some(at) = policy.path("outlierDetection.consecutiveErrors") {
        let finding = cx.report(at, "`consecutiveErrors` is deprecated");
        finding
            .help("it counts 502, 503 and 504: write `consecutiveGatewayErrors`, or `consecutive5xxErrors` for all of them")
            .covers(&["istio-schema-warning"]);
        let others = policy.path("outlierDetection.consecutiveGatewayErrors");
        if let (Some(key), None) = (at.key(), others) {
            finding.fix(
                Safety::Unsafe,
                "write `consecutiveGatewayErrors`",
                [Edit::replace(key, "consecutiveGatewayErrors")],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(kind: &str, spec: &str) -> String {
        format!("apiVersion: networking.istio.io/v1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n")
    }

    #[test]
    fn each_old_field_has_its_heir() {
        let rule = tester::of(&super::ISTIO_DEPRECATED_FIELD);
        let with = |field: &str| {
            of("VirtualService", &format!("{{hosts: [a], http: [{{{field}, route: [{{destination: {{host: a}}}}]}}]}}"))
        };
        for field in [
            "fault: {delay: {percent: 5, fixedDelay: 5s}}",
            "mirrorPercent: 5",
            "corsPolicy: {allowOrigin: [x.example.com]}",
        ] {
            assert!(rule.fails(&with(field)).fix.is_some(), "{field}");
        }
        assert!(rule.fails(&with("corsPolicy: {allowOrigin: ['*']}")).fix.is_none());
        rule.passes(&with("fault: {delay: {percentage: {value: 5}, fixedDelay: 5s}}"));
        rule.fails(&of("DestinationRule", "{host: a, trafficPolicy: {outlierDetection: {consecutiveErrors: 5}}}"));
        let mesh = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {meshConfig: {extensionProviders: [{name: ls, KIND: {service: a.b, port: 443}}]}}\n";
        rule.fails(&mesh.replace("KIND", "lightstep"));
        rule.passes(&mesh.replace("KIND", "opentelemetry"));
        let telemetry = "---\napiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: t}\nspec: {tracing: [{providers: [{name: ls}]}]}\n";
        rule.fails(&format!("{}{telemetry}", mesh.replace("KIND", "lightstep")));
        rule.fails(&of("Sidecar", "{outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a.b}}}"));
    }
}
