//! `rbac-roleref-change-immutable`

use crate::rule::prelude::*;

declare_rule! {
    /// A binding that is written twice with different roles.
    ///
    /// ## Why is this bad?
    /// `roleRef` cannot be changed. Whoever applies the file gets an error for the second binding, and everybody keeps the
    /// permissions of the first, which is hardly what was meant by writing the other one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers-edit, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers-view, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub RBAC_ROLEREF_CHANGE_IMMUTABLE = "rbac-roleref-change-immutable" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:732"],
        keys: ["roleRef"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

/// What cannot be changed.
const FIELDS: [&str; 2] = ["kind", "name"];

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if binding.name().is_empty() || binding.path("metadata.name").is_none() {
        return;
    }
    // Files of one name each may be for clusters of their own; what stands in one file is applied together.
    let earlier = |it: &Resource<'a>| {
        it.source() == binding.source()
            && it.root().id() < binding.root().id()
            && it.namespace() == binding.namespace()
            && it.path("metadata.name").is_some()
    };
    let Some(first) = index.named(binding.kind(), binding.name()).filter(earlier).last() else { return };
    let (Some(old), Some(new)) = (first.root().get("roleRef"), binding.root().get("roleRef")) else { return };
    let differs = |field: &&&str| match (old.str(field), new.str(field)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    };
    let Some(field) = FIELDS.iter().rev().find(differs) else { return };
    let (Some(before), Some(after)) = (old.get(field), new.get(field)) else { return };
    cx.report(after, format!("the role of {} cannot be changed", binding.title()))
        .label(before, "what it is already")
        .help("give the second binding a name of its own, or delete one of them");
}

#[cfg(test)]
mod tests {
    use crate::rule::Example;
    use crate::rules::tester;

    fn of(metadata: &str, reference: &str) -> String {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{{metadata}}}\nroleRef: {{{reference}}}\n---\n"
        )
    }

    #[test]
    fn only_one_object_can_be_in_its_own_way() {
        let rule = tester::of(&super::RBAC_ROLEREF_CHANGE_IMMUTABLE);
        let first = of("name: b, namespace: x", "kind: Role, name: a");
        rule.fails(&(first.clone() + &of("name: b, namespace: x", "kind: ClusterRole, name: a")));
        rule.fails(&(first.clone() + &of("name: b, namespace: x", "kind: Role, name: c")));
        rule.passes(&(first.clone() + &first));
        rule.passes(&(first.clone() + &of("name: b, namespace: y", "kind: Role, name: c")));
        rule.passes(&(first + &of("name: b", "kind: Role, name: c")));
        let made = of("generateName: b-", "kind: Role, name: a");
        rule.passes(&(made.clone() + &made.replace("name: a", "name: c")));
    }

    #[test]
    fn variants_in_files_of_their_own_are_for_clusters_of_their_own() {
        let one = of("name: b, namespace: x", "kind: Role, name: a");
        let example =
            Example::new(&format!("# file: a/b.yaml\n{one}# file: b/b.yaml\n{}", one.replace("name: a", "name: c")));
        assert!(tester::of(&super::RBAC_ROLEREF_CHANGE_IMMUTABLE).run(&example).is_empty());
    }

    #[test]
    fn the_later_of_two_is_told() {
        let rule = tester::of(&super::RBAC_ROLEREF_CHANGE_IMMUTABLE);
        let text = of("name: b, namespace: x", "kind: Role, name: first")
            + &of("name: b, namespace: x", "kind: Role, name: second");
        let found = rule.fails(&text);
        assert_eq!(&text[found.span().range()], "second");
        assert_eq!(&text[found.labels[1].span.range()], "first");
    }
}
