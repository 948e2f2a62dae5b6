//! `rbac-serviceaccount-subject-missing-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// Service accounts in bindings without their namespace.
    ///
    /// ## Why is this bad?
    /// A service account has a namespace. A ClusterRoleBinding has none to lend, so the API server refuses it. In a
    /// RoleBinding the namespace of the binding is taken, which not all tools know: some read such a binding as a
    /// grant, others drop it. There the finding is low, and a RoleBinding that gets its namespace when it is applied is
    /// left alone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: app, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {kind: ServiceAccount, name: app, namespace: shop}
    /// ```
    pub RBAC_SERVICEACCOUNT_SUBJECT_MISSING_NAMESPACE = "rbac-serviceaccount-subject-missing-namespace" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cwe:1164",
        ],
        check: Resource(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check(binding: Resource<'_>, cx: &mut Context<'_>) {
    for subject in binding.root().list("subjects") {
        if subject.str("kind") != Some("ServiceAccount") || subject.str("namespace").is_some_and(|it| !it.is_empty()) {
            continue;
        }
        let Some(name) = subject.get("name").filter(|it| it.is_scalar()) else { continue };
        let wide = binding.kind() == Kind::ClusterRoleBinding;
        // What is to be put into a namespace later takes its subjects along.
        if !wide && binding.namespace().is_none() {
            return;
        }
        let effect = if wide { "the binding is refused" } else { "that of the binding is taken" };
        let message = format!("service account `{}` has no namespace: {effect}", name.text().unwrap_or_default());
        let finding = cx.report(subject, message).help("name the namespace of the service account");
        if !wide {
            finding.severity(Severity::Low);
        }
        match binding.namespace() {
            Some(namespace) if subject.get_raw("namespace").is_none() => {
                finding.fix(
                    Safety::Safe,
                    format!("name `{namespace}`"),
                    Edit::insert_entry(subject, "namespace", namespace),
                );
            }
            Some(_) | None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::bound;
    use crate::rules::tester;

    #[test]
    fn the_fix_writes_the_namespace_of_the_binding_in_either_style() {
        let rule = tester::of(&super::RBAC_SERVICEACCOUNT_SUBJECT_MISSING_NAMESPACE);
        let head = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: ns}\nsubjects:\n";
        for (subject, fixed) in [
            ("- {kind: ServiceAccount, name: a}\n", "- {kind: ServiceAccount, name: a, namespace: ns}\n"),
            ("- name: a\n  kind: ServiceAccount\n", "- name: a\n  kind: ServiceAccount\n  namespace: ns\n"),
        ] {
            let text = format!("{head}{subject}");
            let fix = rule.fails(&text).fix.unwrap();
            let edit = &fix.edits[0];
            let mut after = text.clone();
            after.replace_range(edit.span.range(), &edit.text);
            assert_eq!(after, format!("{head}{fixed}"));
            rule.passes(&after);
        }
    }

    #[test]
    fn users_and_groups_have_none() {
        let rule = tester::of(&super::RBAC_SERVICEACCOUNT_SUBJECT_MISSING_NAMESPACE);
        let refused = rule.fails(&bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: r",
            "{kind: ServiceAccount, name: a, namespace: ''}",
        ));
        assert_eq!(refused.severity, Severity::Medium);
        let taken = bound("RoleBinding", "kind: ClusterRole, name: r", "{kind: ServiceAccount, name: a}");
        rule.passes(&taken);
        let taken = rule.fails(&taken.replace("{name: b}", "{name: b, namespace: x}"));
        assert_eq!(taken.severity, Severity::Low);
        rule.passes(&bound(
            "ClusterRoleBinding",
            "kind: ClusterRole, name: r",
            "{kind: User, name: a}, {kind: Group, name: b}",
        ));
    }
}
