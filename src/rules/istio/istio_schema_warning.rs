//! `istio-schema-warning`

use crate::manifest::istio_schema;
use crate::rule::prelude::*;

declare_rule! {
    /// Istio objects that the control plane takes with a warning.
    ///
    /// ## Why is this bad?
    /// The object is accepted, and a part of it has no effect, is ignored, or does more than it says. `kubectl
    /// apply` prints the warning once; in a pipeline nobody reads it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   egress:
    ///     - hosts: ["shop/*", "shop/web.example.com"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   egress:
    ///     - hosts: ["shop/*"]
    /// ```
    pub ISTIO_SCHEMA_WARNING = "istio-schema-warning" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133"],
        check: Resource(&istio_schema::KINDS, check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for problem in istio_schema::problems(resource).into_iter().filter(|it| !it.is_refused) {
        cx.report(problem.at, problem.text).help("Istio warns about this when the object is applied");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn denying_by_http_alone_denies_all_of_tcp() {
        let rule = tester::of(&super::ISTIO_SCHEMA_WARNING);
        let of = |to: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: x}}\nspec: {{action: DENY, rules: [{{to: [{{operation: {to}}}]}}]}}\n"
            )
        };
        rule.fails(&of("{methods: [GET]}"));
        rule.passes(&of("{methods: [GET], ports: ['8080']}"));
    }
}
