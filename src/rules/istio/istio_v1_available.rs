//! `istio-v1-available`

use crate::manifest::istio_schema;
use crate::rule::prelude::*;

declare_rule! {
    /// Istio objects in an older version of an API that has a `v1`.
    ///
    /// ## Why is this bad?
    /// The versions have one schema, so nothing is gained by the old one, and one day it goes. Istio serves `v1`
    /// since 1.22; the option `minimum` says which Istio the manifests must work with, and without it, or with an
    /// older one, the rule is silent.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"minimum": "1.22"}
    /// apiVersion: networking.istio.io/v1beta1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"minimum": "1.22"}
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec: {}
    /// ```
    pub ISTIO_V1_AVAILABLE = "istio-v1-available" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        options: Options,
        check: Resource(&istio_schema::KINDS, check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The oldest Istio that the manifests must work with, such as `1.22`.
    pub minimum: Option<String>,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(version) = istio_schema::stable_version(resource) else { return };
    let minimum = cx.options::<Options>().minimum.and_then(|it| it.parse::<Version>().ok());
    if minimum.is_none_or(|it| it < Version::new(1, 22)) {
        return;
    }
    let Some(at) = resource.root().get("apiVersion") else { return };
    let new = format!("{}/{version}", resource.group());
    cx.report(at, format!("{} has `{new}`", resource.kind_name())).help(format!("write `{new}`")).fix(
        Safety::Safe,
        format!("use `{new}`"),
        Edit::set_scalar(at, &new),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn kinds_without_v1_stay() {
        let rule = tester::of(&super::ISTIO_V1_AVAILABLE).options(serde_json::json!({"minimum": "1.24"}));
        rule.passes("apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: a}\n");
        rule.fails("apiVersion: telemetry.istio.io/v1alpha1\nkind: Telemetry\nmetadata: {name: a}\n");
        tester::of(&super::ISTIO_V1_AVAILABLE)
            .passes("apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {name: a}\n");
    }
}
