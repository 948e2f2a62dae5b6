//! `dr-multimatch`

use crate::rule::prelude::*;

declare_rule! {
    /// Two DestinationRules of one namespace for one host.
    ///
    /// ## Why is this bad?
    /// They are merged: of two policies for the host as a whole the older one counts, and files have no age. If one
    /// of them sets TLS, whether it is used is a matter of luck.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: one}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: two}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {loadBalancer: {simple: RANDOM}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: one}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: two}
    /// spec:
    ///   host: web
    ///   subsets: [{name: v1, labels: {version: v1}}]
    /// ```
    pub DR_MULTIMATCH = "dr-multimatch" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0201"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(host) = DestinationRule::of(resource).and_then(DestinationRule::host) else { return };
    let earlier = index.naming(Kind::DestinationRule, host.key()).map(|it| it.0);
    for other in earlier.take_while(|it| it.root() != resource.root()) {
        let same = DestinationRule::of(other).and_then(DestinationRule::host) == Some(host)
            && other.name() != resource.name()
            && index.together(other, resource)
            && text(other, "exportTo") == text(resource, "exportTo")
            && text(other, "workloadSelector") == text(resource, "workloadSelector");
        if same && report(resource, other, cx) {
            return;
        }
    }
}

fn report<'a>(resource: Resource<'a>, other: Resource<'a>, cx: &mut Context<'_>) -> bool {
    let message = format!("DestinationRule `{}` is for the same host", other.name());
    if let (Some(own), Some(its)) = (resource.path("spec.trafficPolicy"), other.path("spec.trafficPolicy")) {
        let tls = own.get("tls").or(its.get("tls")).is_some();
        let finding = cx.report(own, message);
        finding.label(its, "only the older of the two policies counts").help("write one DestinationRule for the host");
        if tls {
            finding.severity(Severity::High);
        }
        return true;
    }
    let names =
        |it: Resource<'a>| it.path("spec.subsets").into_iter().flat_map(Value::items).filter_map(|it| it.get("name"));
    let shared = names(resource).find_map(|own| Some((own, names(other).find(|it| it.text() == own.text())?)));
    let Some((own, its)) = shared else { return false };
    cx.report(own, message)
        .label(its, "only the older of the two subsets counts")
        .help("write one DestinationRule for the host");
    true
}

fn text<'a>(resource: Resource<'a>, field: &str) -> Option<&'a str> {
    resource.spec()?.get(field).map(Value::source_text)
}
