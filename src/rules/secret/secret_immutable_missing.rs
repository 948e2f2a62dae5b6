//! `secret-immutable-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Secrets that may be changed in place.
    ///
    /// ## Why is this bad?
    /// A change of a Secret that is mounted reaches running pods at some time or not at all, and one by mistake takes
    /// all of them down. An immutable one is replaced under a new name, pods roll to it, and the kubelet need not
    /// watch it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// type: Opaque
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// type: Opaque
    /// immutable: true
    /// ```
    pub SECRET_IMMUTABLE_MISSING = "secret-immutable-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:471"],
        check: Resource(&[Kind::Secret], check)
    }
}

fn check(secret: Resource<'_>, cx: &mut Context<'_>) {
    // What controllers fill or rotate must stay changeable.
    let written_by_others = matches!(
        secret.root().str("type"),
        Some("kubernetes.io/service-account-token" | "bootstrap.kubernetes.io/token" | "helm.sh/release.v1")
    );
    if written_by_others || secret.root().get("immutable").is_some() {
        return;
    }
    cx.report(secret, format!("Secret `{}` can be changed in place", secret.name()))
        .help("set `immutable: true`, and give it a new name with each change, as generators of Kustomize do")
        .fix(Safety::Unsafe, "make it immutable", Edit::insert_entry(secret.root(), "immutable", "true"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_controllers_write_passes() {
        let rule = tester::of(&super::SECRET_IMMUTABLE_MISSING);
        rule.passes("apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\n");
        rule.passes("apiVersion: v1\nkind: Secret\nimmutable: false\n");
        assert!(rule.fails("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n").fix.is_some());
    }
}
