//! `sample-addons-in-prod`

use crate::rule::prelude::*;

declare_rule! {
    /// Add-ons from the samples of Istio.
    ///
    /// ## Why is this bad?
    /// The manifests in Istio's `samples/addons` are for looking around: everything in memory, one copy, nobody asked who they are. Jaeger
    /// in one container loses its traces at every restart and takes them from anyone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: jaeger}
    /// spec: {containers: [{name: jaeger, image: docker.io/jaegertracing/all-in-one:1.58}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: jaeger}
    /// spec: {containers: [{name: jaeger, image: docker.io/jaegertracing/jaeger-collector:1.58}]}
    /// ```
    pub SAMPLE_ADDONS_IN_PROD = "sample-addons-in-prod" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let (Some(at), Some(image)) = (container.image_value(), container.image()) else { return };
    if image.path == "jaegertracing/all-in-one" {
        cx.report(at, "this Jaeger keeps traces in memory and takes them from anyone")
            .help("install the collector and the query service with storage");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_images_are_left_alone() {
        let rule = tester::of(&super::SAMPLE_ADDONS_IN_PROD);
        rule.fails(&tester::container("image: jaegertracing/all-in-one"));
        rule.passes(&tester::container("image: 'grafana/grafana:11'"));
    }
}
