//! `istio-unknown-field`

use crate::manifest::istio_schema;
use crate::rule::prelude::*;

declare_rule! {
    /// Fields that Istio does not know.
    ///
    /// ## Why is this bad?
    /// The API server drops what the schema does not name, or refuses the object when it is applied by the server
    /// side. What the field was meant to do does not happen: a misspelt `tls` leaves the connection in plain text.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     tsl: {mode: ISTIO_MUTUAL}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     tls: {mode: ISTIO_MUTUAL}
    /// ```
    pub ISTIO_UNKNOWN_FIELD = "istio-unknown-field" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&istio_schema::KINDS, check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for unknown in istio_schema::unknown_fields(resource) {
        let name = unknown.name;
        let Some(key) = unknown.value.key() else { continue };
        let message = match unknown.value.key().and_then(|it| it.parent()?.key_text()) {
            Some(above) => format!("`{above}` has no field `{name}`"),
            None => format!("{} has no field `{name}`", resource.kind_name()),
        };
        let finding = cx.report(key, message);
        match (unknown.meant, unknown.belongs) {
            (Some(meant), _) => {
                finding.help(format!("write `{meant}`")).fix(
                    Safety::Unsafe,
                    "write the field as Istio knows it",
                    [Edit::replace(key, meant)],
                );
            }
            (None, Some(place)) => {
                finding.help(format!("the field belongs in `{place}`"));
            }
            (None, None) => {
                finding.help("remove the field, or write it where it belongs");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_the_fields_of_istio_are_judged() {
        let rule = tester::of(&super::ISTIO_UNKNOWN_FIELD);
        let of = |text: &str| format!("apiVersion: networking.istio.io/v1alpha3\nkind: {text}\n");
        rule.passes(&of("EnvoyFilter\nmetadata: {name: e}\nspec: {configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {any: {thing: 1}}}}]}\nstatus: {x: 1}"));
        let found = rule
            .fails(&of("VirtualService\nmetadata: {name: e}\nspec: {hosts: [a], http: [{matches: [], route: []}]}"));
        assert_eq!(found.help.as_deref(), Some("write `match`"));
        let found = rule
            .fails(&of("VirtualService\nmetadata: {name: e}\nspec: {hosts: [a], http: [{destination: {host: a}}]}"));
        assert_eq!(found.help.as_deref(), Some("remove the field, or write it where it belongs"));
        let found = rule.fails(&of("Gateway\nmetadata: {name: e}\nspec: {servers: []}\nselector: {a: b}"));
        assert_eq!(found.help.as_deref(), Some("the field belongs in `spec`"));
        rule.passes(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: e}\nspec: {nothing: 1}\n",
        );
    }
}
