//! `admission-policy-hygiene`

use crate::rule::prelude::*;

declare_rule! {
    /// Admission policies that let through what they are meant to stop, or stop everything.
    ///
    /// ## Why is this bad?
    /// A binding that only warns or audits denies nothing. A policy that is ignored when it cannot be evaluated is off
    /// as soon as it has an error. One that matches every kind of object without an exception can lock the cluster out
    /// of its own repair.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: ValidatingAdmissionPolicyBinding
    /// metadata: {name: replicas}
    /// spec:
    ///   policyName: replicas
    ///   validationActions: [Warn, Audit]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: ValidatingAdmissionPolicyBinding
    /// metadata: {name: replicas}
    /// spec:
    ///   policyName: replicas
    ///   validationActions: [Deny, Audit]
    /// ```
    pub ADMISSION_POLICY_HYGIENE = "admission-policy-hygiene" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:636"],
        check: Resource(&[Kind::ValidatingAdmissionPolicyBinding, Kind::ValidatingAdmissionPolicy, Kind::MutatingAdmissionPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let actions = spec.get("validationActions").filter(|it| !it.is_empty());
    if let Some(actions) = actions.filter(|it| !it.items().any(|it| it.as_str() == Some("Deny"))) {
        cx.report(actions, format!("{} denies nothing", resource.title()))
            .help("add `Deny` when the warnings have stopped");
    }
    if let Some(it) = spec.get("failurePolicy").filter(|it| it.as_str() == Some("Ignore")) {
        cx.report(it, format!("{} is skipped when it cannot be evaluated", resource.title()))
            .help("write `failurePolicy: Fail`, and let the expressions test with `has()` what may be missing");
    }
    if let Some(it) = everything(spec) {
        cx.report(it, format!("{} matches every object of the cluster", resource.title()))
            .help("name the groups and resources, or exclude with `excludeResourceRules` what repairs need");
    }
}

/// The rule that matches all groups and resources, in a policy that excepts nothing.
fn everything(spec: Value<'_>) -> Option<Value<'_>> {
    let constraints = spec.get("matchConstraints")?;
    let narrows = |field: &str| constraints.get(field).is_some_and(|it| !it.is_empty());
    let conditions = spec.get("matchConditions").is_some_and(|it| !it.is_empty());
    if conditions || ["namespaceSelector", "objectSelector", "excludeResourceRules"].into_iter().any(narrows) {
        return None;
    }
    let all = |rule: &Value<'_>, field: &str| rule.list(field).any(|it| matches!(it.as_str(), Some("*" | "*/*")));
    constraints.list("resourceRules").find(|it| all(it, "apiGroups") && all(it, "resources"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn policy(spec: &str) -> String {
        format!(
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: p}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn exceptions_and_conditions_narrow_a_policy() {
        let rule = tester::of(&super::ADMISSION_POLICY_HYGIENE);
        let all = "resourceRules: [{apiGroups: ['*'], resources: ['*'], operations: ['*']}]";
        rule.fails(&policy(&format!("matchConstraints: {{{all}}}")));
        rule.passes(&policy(&format!("matchConstraints: {{{all}, excludeResourceRules: [{{resources: [nodes]}}]}}")));
        rule.passes(&policy(&format!("matchConditions: [{{name: a, expression: b}}], matchConstraints: {{{all}}}")));
        rule.passes(&policy("matchConstraints: {resourceRules: [{apiGroups: ['*'], resources: [pods]}]}"));
        rule.fails(&policy("failurePolicy: Ignore"));
    }
}
