//! `tracing-sampling-100`

use crate::rule::At;
use crate::rule::prelude::*;

declare_rule! {
    /// Meshes that trace every request, or many of them.
    ///
    /// ## Why is this bad?
    /// Every traced request costs time in the proxy and room where traces are kept, and traces hold addresses and paths. The default is one
    /// request in a hundred.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     defaultConfig: {tracing: {sampling: 100}}
    /// ```
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: mesh}
    /// spec: {tracing: [{randomSamplingPercentage: 100.0}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: mesh}
    /// spec: {tracing: [{randomSamplingPercentage: 1.0}]}
    /// ```
    pub TRACING_SAMPLING_100 = "tracing-sampling-100" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:400"],
        check: Several(&[Check::Mesh(check_mesh), Check::Resource(&[Kind::Telemetry], check)])
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    if let Some(sampling) = mesh.get("defaultConfig.tracing.sampling").filter(|it| is_much(*it)) {
        report(mesh.at(sampling), sampling, mesh.set(sampling, "1.0"), cx);
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for tracing in resource.spec().into_iter().flat_map(|it| it.list("tracing")) {
        if let Some(sampling) = tracing.get("randomSamplingPercentage").filter(|it| is_much(*it)) {
            report(sampling, sampling, Edit::set_scalar(sampling, "1.0"), cx);
        }
    }
}

fn is_much(value: Value<'_>) -> bool {
    value.text().and_then(|it| it.parse::<f64>().ok()).is_some_and(|it| it > 10.0)
}

fn report(at: impl At, sampling: Value<'_>, fix: Vec<Edit>, cx: &mut Context<'_>) {
    cx.report(at, format!("{} of 100 requests are traced", sampling.text().unwrap_or_default()))
        .help("trace one request in a hundred, and more for a while where you are looking for something")
        .fix(Safety::Unsafe, "trace one request in a hundred", fix);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_tenth_is_not_much() {
        let rule = tester::of(&super::TRACING_SAMPLING_100);
        let of = |share: &str| {
            format!(
                "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {{name: t}}\nspec: {{tracing: [{{randomSamplingPercentage: {share}}}]}}\n"
            )
        };
        rule.fails(&of("50"));
        rule.passes(&of("10"));
        rule.passes(&of("0.5"));
    }
}
