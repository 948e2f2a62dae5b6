//! `exportto-default-all`

use crate::rule::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

declare_rule! {
    /// Configuration that every namespace sees.
    ///
    /// ## Why is this bad?
    /// What is not exported to some namespaces is exported to all. Where tenants share a mesh, each should see its own
    /// configuration only. Silent unless the option `multi-tenant` is set.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"multi-tenant": true}
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   hosts: [shop]
    ///   http:
    ///     - route: [{destination: {host: shop}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"multi-tenant": true}
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   exportTo: ['.']
    ///   hosts: [shop]
    ///   http:
    ///     - route: [{destination: {host: shop}}]
    /// ```
    pub EXPORTTO_DEFAULT_ALL = "exportto-default-all" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        options: ExportOptions,
        check: Related(&[Kind::VirtualService, Kind::DestinationRule, Kind::ServiceEntry], check)
    }
}

/// Options of `exportto-default-all`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExportOptions {
    /// Whether namespaces belong to tenants that must not see each other.
    multi_tenant: bool,
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec().filter(|it| it.is_mapping()) else { return };
    if spec.get("exportTo").is_some_and(|it| !it.is_empty()) || !cx.options::<ExportOptions>().multi_tenant {
        return;
    }
    let default = match resource.kind() {
        Kind::ServiceEntry => "Service",
        _ => resource.kind_name(),
    };
    if index.mesh(resource).is_some_and(|it| it.default_export_to(default).is_some()) {
        return;
    }
    cx.report(resource, format!("`{}` is exported to every namespace", resource.name()))
        .help("write `exportTo: ['.']`, or the namespaces that need it")
        .fix(Safety::Unsafe, "keep it to the own namespace", Edit::insert_into(spec, &["exportTo"], "['.']"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn silent_unless_asked() {
        let rule = tester::of(&super::EXPORTTO_DEFAULT_ALL);
        let entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e}\nspec: {hosts: [a.b], exportTo: []}\n";
        rule.passes(entry);
        tester::of(&super::EXPORTTO_DEFAULT_ALL).options(serde_json::json!({"multi-tenant": true})).fails(entry);
    }

    #[test]
    fn the_mesh_may_have_another_default() {
        let rule = tester::of(&super::EXPORTTO_DEFAULT_ALL).options(serde_json::json!({"multi-tenant": true}));
        let of = |default: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: e}}\nspec: {{hosts: [a.b]}}\n---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{meshConfig: {{defaultServiceExportTo: [{default}]}}}}\n"
            )
        };
        rule.passes(&of("'.'"));
        rule.fails(&of("'*'"));
    }
}
