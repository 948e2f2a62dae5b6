//! `service-port-range`

use crate::rule::prelude::*;

declare_rule! {
    /// Service ports outside the range that is allowed.
    ///
    /// ## Why is this bad?
    /// Firewalls between networks are often opened for a range of ports. A Service outside of it works in the test
    /// cluster and nowhere else. The range is an option; without it nothing is reported.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"min": 32000, "max": 33000}
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"min": 32000, "max": 33000}
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 32080}]
    /// ```
    pub SERVICE_PORT_RANGE = "service-port-range" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-service-port-range"],
        options: Options,
        check: Resource(&[Kind::Service], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The lowest allowed port.
    pub min: Option<u16>,
    /// The highest allowed port.
    pub max: Option<u16>,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Options { min, max } = cx.options();
    let (low, high) = (min.unwrap_or(0), max.unwrap_or(u16::MAX));
    for port in service.ports() {
        let (Some(number), Some(at)) = (port.number(), port.value().get("port")) else { continue };
        if !(i64::from(low)..=i64::from(high)).contains(&number) {
            cx.report(at, format!("port {number} of Service `{}` is outside of {low} to {high}", resource.name()))
                .help("use a port of the range");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_bound_is_optional() {
        let text = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}, {port: 443}]}\n";
        let with = |options| tester::of(&super::SERVICE_PORT_RANGE).options(options);
        tester::of(&super::SERVICE_PORT_RANGE).passes(text);
        with(serde_json::json!({"min": 100})).fails(text);
        with(serde_json::json!({"max": 100})).fails(text);
        with(serde_json::json!({"min": 80, "max": 443})).passes(text);
    }
}
