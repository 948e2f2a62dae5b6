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

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_merged_without_loss_passes() {
        let rule = tester::of(&super::DR_MULTIMATCH);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        use crate::finding::Severity;
        let two = |one: &str, other: &str| {
            of("d", "a", &format!("{{host: s, {one}}}"))
                + &of("e", "a", &format!("{{host: s.a.svc.cluster.local, {other}}}"))
        };
        let (pool, tls) =
            ("trafficPolicy: {connectionPool: {tcp: {maxConnections: 9}}}", "trafficPolicy: {tls: {mode: SIMPLE}}");
        assert_eq!(rule.fails(&two(pool, pool)).severity, Severity::Medium);
        assert_eq!(rule.fails(&two(pool, tls)).severity, Severity::High);
        rule.fails(&two("subsets: [{name: x}]", "subsets: [{name: x}]"));
        rule.passes(&two("subsets: [{name: x}]", "subsets: [{name: y}]"));
        rule.passes(&two(pool, "subsets: [{name: y}]"));
        rule.passes(&two(&format!("exportTo: ['.'], {pool}"), pool));
        rule.passes(&two(&format!("workloadSelector: {{matchLabels: {{app: c}}}}, {pool}"), pool));
        rule.passes(&two(pool, pool).replacen("namespace: a", "namespace: b", 1));
    }
}
