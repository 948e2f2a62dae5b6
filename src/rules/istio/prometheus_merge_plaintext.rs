//! `prometheus-merge-plaintext`

use crate::rule::prelude::*;

declare_rule! {
    /// Metrics of the application served in plain text by its sidecar.
    ///
    /// ## Why is this bad?
    /// With merged metrics the sidecar fetches what the application exposes and serves it on port 15020, in plain text and outside of
    /// mutual TLS and AuthorizationPolicies: whoever reaches the pod reads it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {prometheus.istio.io/merge-metrics: "true"}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {prometheus.istio.io/merge-metrics: "false"}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub PROMETHEUS_MERGE_PLAINTEXT = "prometheus-merge-plaintext" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let is = |key: &str, word| pod.annotation(key).filter(|it| it.text() == Some(word));
        if is("prometheus.istio.io/merge-metrics", "false").is_some() {
            continue;
        }
        let off =
            || index.mesh(resource).is_some_and(|it| it.get("enablePrometheusMerge").is_some_and(Value::is_false));
        let scraped = || is("prometheus.io/scrape", "true").filter(|_| !off());
        let Some(at) = is("prometheus.istio.io/merge-metrics", "true").or_else(scraped) else { continue };
        if matches!(index.data_plane(pod), DataPlane::Sidecar(_)) {
            cx.report(at, "the metrics of the application are served in plain text on port 15020")
                .help("set `prometheus.istio.io/merge-metrics: \"false\"` and scrape the application by mutual TLS");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(namespace: &str, metadata: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{namespace}}}}}\n---\n\
             apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, {metadata}}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn it_takes_a_sidecar_and_something_to_scrape() {
        let rule = tester::of(&super::PROMETHEUS_MERGE_PLAINTEXT);
        let scrape = "annotations: {prometheus.io/scrape: 'true'}";
        rule.fails(&of("istio-injection: enabled", scrape, "containers: []"));
        rule.passes(&of("istio.io/dataplane-mode: ambient", scrape, "containers: []"));
        rule.passes(&of("istio-injection: enabled", "", "containers: []"));
        let off = "---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {meshConfig: {enablePrometheusMerge: false}}\n";
        rule.passes(&format!("{}{off}", of("istio-injection: enabled", scrape, "containers: []")));
    }
}
