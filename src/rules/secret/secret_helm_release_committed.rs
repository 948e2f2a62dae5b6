//! `secret-helm-release-committed`

use super::evidence::is_known;
use super::place::place;
use super::score::{Location, Verdict, judge};
use super::{content, unpack};
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
    let found = unpack::release(release.text().unwrap_or_default()).map_or(0, |it| credentials(&it.0, &it.1));
    let within = match found {
        0 => String::new(),
        1 => ", which hold a credential".to_owned(),
        many => format!(", which hold {many} credentials"),
    };
    let finding = cx.report(
        place(release, None, 0),
        format!("`{}` is Helm's record of a release, with its values and manifests{within}", record.name()),
    );
    if found > 0 {
        finding.severity(Severity::Critical);
    }
    finding
        .sensitive()
        .help("delete it from the repository, and replace the credentials among the values of the release")
        .covers(&["secret-cleartext-manifest", "secret-in-configmap"])
        .fix(Safety::Manual, "delete this document", []);
}

/// How many credentials are among the values and in the manifests.
fn credentials(config: &serde_json::Value, manifest: &str) -> usize {
    let mut count = content::find("manifest.yaml", manifest).len();
    let mut stack = vec![("", config)];
    while let Some((name, node)) = stack.pop() {
        match node {
            serde_json::Value::Object(map) => stack.extend(map.iter().map(|(key, value)| (key.as_str(), value))),
            serde_json::Value::Array(list) => stack.extend(list.iter().map(|it| (name, it))),
            serde_json::Value::String(text) => {
                let secret = judge(name, text, Location::Embedded) != Verdict::Nothing || is_known(text);
                count += usize::from(secret);
            }
            _ => {}
        }
    }
    count
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

    #[test]
    fn what_is_packed_in_it_is_counted_and_not_shown() {
        use crate::rules::secret::{base64::tests::encode, unpack::tests::gzip};
        let json = r#"{"config": {"db": {"password": "kW7!mZq2xT9v"}, "url": "redis://:kW7mZq2xT9v@r"}, "manifest": "kind: ConfigMap\ndata:\n  token: Zq7kWm2xT9vLb4Rn8sYd\n"}"#;
        let data = encode(encode(&gzip(json.as_bytes())).as_bytes());
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: sh.helm.release.v1.a.v1}}\ndata: {{release: {data}}}\n"
        );
        let found = tester::of(&super::SECRET_HELM_RELEASE_COMMITTED).fails(&text);
        assert!(found.message.ends_with("which hold 3 credentials"), "{}", found.message);
        assert_eq!(found.severity, crate::finding::Severity::Critical);
    }
}
