//! `sidecar-egress-missing-istio-system`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars whose proxies cannot reach the control plane's namespace.
    ///
    /// ## Why is this bad?
    /// Telemetry, tracing and the keys for tokens are often served there. A list of hosts without `istio-system/*`
    /// closes them to the workload.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   egress: [{hosts: ["./*"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    pub SIDECAR_EGRESS_MISSING_ISTIO_SYSTEM = "sidecar-egress-missing-istio-system" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(list) = resource.path("spec.egress") else { return };
    let root = index.root_namespace(resource).to_owned();
    let mut lists = list.items().filter_map(|it| it.get("hosts"));
    let Some(first) = lists.next() else { return };
    let all = || list.items().flat_map(|it| it.list("hosts")).filter_map(Value::as_str);
    // `~/*` closes everything on purpose.
    let open = |it: &str| it.split_once('/').is_some_and(|(place, _)| place == "*" || place == "~" || place == root);
    if all().any(open) || all().next().is_none() || index.is_in_root_namespace(resource) {
        return;
    }
    let item = format!("{root}/*");
    cx.report(first, format!("the list leaves out `{item}`")).help(format!("add `{item}`")).fix(
        Safety::Unsafe,
        format!("add `{item}`"),
        [Edit::append_item(first, &item)].concat(),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn lists_may_cover_it_in_any_entry() {
        let rule = tester::of(&super::SIDECAR_EGRESS_MISSING_ISTIO_SYSTEM);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |hosts: &str| of("s", "a", &format!("{{egress: [{{hosts: ['./*']}}, {{hosts: [{hosts}]}}]}}"));
        rule.fails(&with("'b/*'"));
        for hosts in ["'istio-system/*'", "'*/*'", "'*/s.b.svc.cluster.local'", "'~/*'"] {
            rule.passes(&with(hosts));
        }
        rule.passes(&of("s", "a", "{workloadSelector: {labels: {x: y}}}"));
    }
}
