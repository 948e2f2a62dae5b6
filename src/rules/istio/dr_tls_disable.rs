//! `dr-tls-disable`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules that switch TLS off for a host.
    ///
    /// ## Why is this bad?
    /// Any `tls` setting takes the host out of automatic mutual TLS; with `DISABLE` clients send plain text to it,
    /// and where the workload requires mutual TLS they are turned away.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {tls: {mode: DISABLE}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
    /// ```
    pub DR_TLS_DISABLE = "dr-tls-disable" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0207", "kiali:KIA0208", "kiali:KIA0505", "kiali:KIA0506", "cwe:319"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    let Some(host) = rule.host() else { return };
    // The API server is not in the mesh and has TLS of its own.
    if matches!(host, Host::Service("kubernetes", Some("default"))) {
        return;
    }
    for tls in rule.tls() {
        let Some(mode) = tls.get("mode").filter(|it| it.as_str() == Some("DISABLE")) else { continue };
        let finding = cx.report(mode, format!("clients send plain text to `{}`", host.key()));
        finding.help("delete the `tls` block: mutual TLS is automatic between workloads of the mesh");
        if !host.is_local() && !is_of_mesh(host, index) {
            finding.severity(Severity::Low);
        } else if tls.len() == 1 {
            // A policy may not be empty.
            let whole = tls.parent().filter(|it| it.len() == 1 && it.key_text() == Some("trafficPolicy"));
            finding.fix(Safety::Unsafe, "leave TLS to the mesh", Edit::remove_entry(whole.unwrap_or(tls)));
        }
    }
}

/// Whether a ServiceEntry says that a host is a part of the mesh.
fn is_of_mesh<'a>(host: Host<'a>, index: &Index<'a>) -> bool {
    let entries = index.covering(Kind::ServiceEntry, host);
    entries.iter().any(|it| it.0.path("spec.location").and_then(Value::as_str) == Some("MESH_INTERNAL"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn subsets_and_ports_count_and_the_world_outside_less() {
        let rule = tester::of(&super::DR_TLS_DISABLE);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{host: web, subsets: [{name: a, trafficPolicy: {tls: {mode: DISABLE}}}]}"));
        rule.fails(&of("{host: web.a.svc.cluster.local, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}}"));
        assert_eq!(
            rule.fails(&of("{host: example.com, trafficPolicy: {tls: {mode: DISABLE}}}")).severity,
            crate::finding::Severity::Low
        );
        rule.passes(&of("{host: kubernetes.default.svc.cluster.local, trafficPolicy: {tls: {mode: DISABLE}}}"));
        rule.fails(&of("{host: '*.local', trafficPolicy: {tls: {mode: DISABLE}}}"));
    }

    #[test]
    fn an_entry_may_make_a_host_a_part_of_the_mesh() {
        use crate::finding::Severity;
        let rule = tester::of(&super::DR_TLS_DISABLE);
        let of = |location: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: vm.example.com, trafficPolicy: {{tls: {{mode: DISABLE}}}}}}\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: s}}\nspec: {{hosts: [vm.example.com], location: {location}}}\n"
            )
        };
        assert_eq!(rule.fails(&of("MESH_INTERNAL")).severity, Severity::High);
        assert_eq!(rule.fails(&of("MESH_EXTERNAL")).severity, Severity::Low);
        assert!(rule.fails(&of("MESH_INTERNAL")).fix.is_some());
    }
}
