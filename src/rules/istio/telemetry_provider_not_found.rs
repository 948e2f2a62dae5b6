//! `telemetry-provider-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Telemetries that name a provider the mesh does not have.
    ///
    /// ## Why is this bad?
    /// The block has no effect: what it was to record is not recorded. The rule speaks where the mesh configuration
    /// is in the input.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: web}
    /// spec:
    ///   tracing: [{providers: [{name: zipkni}]}]
    /// ---
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: mesh}
    /// spec: {meshConfig: {extensionProviders: [{name: zipkin, zipkin: {service: zipkin.obs.svc.cluster.local, port: 9411}}]}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: web}
    /// spec:
    ///   tracing: [{providers: [{name: zipkin}]}]
    /// ---
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: mesh}
    /// spec: {meshConfig: {extensionProviders: [{name: zipkin, zipkin: {service: zipkin.obs.svc.cluster.local, port: 9411}}]}}
    /// ```
    pub TELEMETRY_PROVIDER_NOT_FOUND = "telemetry-provider-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0157"],
        check: Related(&[Kind::Telemetry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.owns_mesh(resource) {
        return;
    }
    let mesh = index.mesh(resource);
    let has = |name: &str| {
        matches!(name, "prometheus" | "stackdriver" | "envoy")
            || mesh.is_some_and(|it| it.extension_providers().any(|it| it == name))
    };
    let blocks = ["tracing", "metrics", "accessLogging"]
        .into_iter()
        .flat_map(|it| resource.spec().into_iter().flat_map(move |spec| spec.list(it)));
    for at in blocks.flat_map(|it| it.list("providers")).filter_map(|it| it.get("name")) {
        let Some(name) = at.as_str().filter(|it| !has(it)) else { continue };
        cx.report(at, format!("the mesh has no provider `{name}`"))
            .help("declare it in `extensionProviders` of the mesh configuration");
    }
    check_logging(resource, index, cx);
}

/// A block that names no provider goes to the default ones, if there are any, or to those of the Telemetry above it.
fn check_logging<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let defaults = index.mesh(resource).and_then(|it| it.get("defaultProviders.accessLogging"));
    let names = |it: Value<'a>| it.list("providers").next().is_some();
    let logging = |it: Resource<'a>| it.spec().into_iter().flat_map(|it| it.list("accessLogging"));
    let inherits = || {
        let mut above = index.policies_at(Kind::Telemetry, resource).filter(|it| it.root() != resource.root());
        above.any(|it| logging(it).any(names))
    };
    if defaults.is_some_and(|it| !it.is_empty()) {
        return;
    }
    let records = |it: &Value<'a>| it.is_mapping() && !names(*it) && !it.get("disabled").is_some_and(Value::is_true);
    if let Some(block) = logging(resource).find(records)
        && !inherits()
    {
        cx.report(block, "the block names no provider, and the mesh has none by default")
            .severity(Severity::Medium)
            .help("name one in `providers`, or set `defaultProviders.accessLogging` in the mesh configuration");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn logging_without_a_provider_goes_to_the_default_one() {
        let rule = tester::of(&super::TELEMETRY_PROVIDER_NOT_FOUND);
        let of = |config: &str, spec: &str| {
            format!(
                "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {{name: t, namespace: a}}\nspec: {spec}\n---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: mesh}}\nspec: {{meshConfig: {config}}}\n"
            )
        };
        let block = "{accessLogging: [{filter: {expression: 'response.code >= 400'}}]}";
        rule.fails(&of("{enableAutoMtls: true}", block));
        rule.passes(&of("{defaultProviders: {accessLogging: [envoy]}}", block));
        rule.passes(&of("{enableAutoMtls: true}", "{accessLogging: [{disabled: true}]}"));
        rule.passes(&of("{enableAutoMtls: true}", "{accessLogging: [{providers: [{name: envoy}]}]}"));
        let above = "---\napiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: t, namespace: istio-system}\nspec: {accessLogging: [{providers: [{name: envoy}]}]}\n";
        rule.passes(&format!("{}{above}", of("{enableAutoMtls: true}", block)));
        rule.passes(&of("{enableAutoMtls: true}", block).replace("install.istio.io/v1alpha1", "example.com/v1"));
    }

    #[test]
    fn a_mesh_in_a_folder_beside_is_another_one() {
        let rule = tester::of(&super::TELEMETRY_PROVIDER_NOT_FOUND);
        let (mesh, telemetry) = (
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {meshConfig: {extensionProviders: [{name: otel}]}}\n",
            "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: t}\nspec: {tracing: [{providers: [{name: other}]}]}\n",
        );
        rule.passes(&format!("# file: a/mesh.yaml\n{mesh}# file: b/t.yaml\n{telemetry}"));
        rule.fails(&format!("# file: mesh.yaml\n{mesh}# file: b/t.yaml\n{telemetry}"));
    }
}
