//! `secret-helm-release-committed`

use super::place::place;
use crate::rule::prelude::*;

declare_rule! {
    /// Helm's own records of releases, committed as manifests.
    ///
    /// ## Why is this bad?
    /// Helm keeps each release in a Secret with all values and rendered manifests in it, packed but not encrypted.
    /// Whoever unpacks it has every password that was given with `--set`. It is state of a cluster and of no use in a
    /// repository.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: sh.helm.release.v1.web.v1
    ///   labels: {owner: helm}
    /// type: helm.sh/release.v1
    /// data:
    ///   release: SDRzSUFBQUFBQUFBLzZ0V3lrdk1UVld5VWxCS0xDaFEwbEZRU3M1SUxDb0I4cXVWeWhKelNsT0xRY3phV3BCRWZsNWFaanBZSmlVSlRCVWtGaGVYNXhlbGdIVDdKbGQ2
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web}
    /// type: Opaque
    /// ```
    pub SECRET_HELM_RELEASE_COMMITTED = "secret-helm-release-committed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:312", "cwe:538"],
        check: Resource(&[Kind::Secret, Kind::ConfigMap], check)
    }
}

fn check(record: Resource<'_>, cx: &mut Context<'_>) {
    let of_helm =
        record.root().str("type") == Some("helm.sh/release.v1") || record.name().starts_with("sh.helm.release.v1.");
    let Some(release) = record.path("data.release").filter(|_| of_helm) else { return };
    if release.text().is_none_or(|it| it.len() < 32) {
        return;
    }
    cx.report(
        place(release, None, 0),
        format!("`{}` is Helm's record of a release, with its values and manifests", record.name()),
    )
    .sensitive()
    .help("delete it from the repository, and replace the credentials among the values of the release")
    .covers(&["secret-cleartext-manifest", "secret-in-configmap"])
    .fix(Safety::Manual, "delete this document", []);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_type_or_the_name_tells_and_an_empty_one_passes() {
        let rule = tester::of(&super::SECRET_HELM_RELEASE_COMMITTED);
        let it = |head: &str| {
            format!("apiVersion: v1\nkind: Secret\n{head}\ndata: {{release: {}}}\n", "SDRzSUFBQUFB".repeat(4))
        };
        rule.fails(&it("metadata: {name: sh.helm.release.v1.a.v3}"));
        rule.fails(&it("metadata: {name: a}\ntype: helm.sh/release.v1"));
        rule.passes(&it("metadata: {name: a}"));
        rule.passes("apiVersion: v1\nkind: Secret\ntype: helm.sh/release.v1\ndata: {}\n");
    }
}
