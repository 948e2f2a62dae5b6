//! `pvc-access-mode`

use super::claims::claims;
use crate::rule::prelude::*;

declare_rule! {
    /// Volumes of a StatefulSet that more than one node may mount.
    ///
    /// ## Why is this bad?
    /// Each replica of a StatefulSet has a volume of its own. A mode for many nodes needs storage over the network
    /// that is slower, and lets a second pod write into the files of the first.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   volumeClaimTemplates:
    ///     - metadata: {name: data}
    ///       spec:
    ///         accessModes: [ReadWriteMany]
    ///         resources: {requests: {storage: 1Gi}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   volumeClaimTemplates:
    ///     - metadata: {name: data}
    ///       spec:
    ///         accessModes: [ReadWriteOnce]
    ///         resources: {requests: {storage: 1Gi}}
    /// ```
    pub PVC_ACCESS_MODE = "pvc-access-mode" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubesec:VolumeClaimAccessModeReadWriteOnce", "kyverno:enforce-readwriteonce-pod",
            "kics:incorrect_volume_claim_access_mode_read_write_once", "cwe:668",
        ],
        options: Options,
        check: Resource(&[], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Ask every claim, whoever uses it, for `ReadWriteOncePod`, which keeps a second pod out on the same node, too.
    pub one_pod: bool,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let set = resource.kind() == Kind::StatefulSet;
    for claim in claims(resource) {
        let one_pod = cx.options::<Options>().one_pod;
        for mode in claim.spec.into_iter().flat_map(|it| it.list("accessModes")) {
            let Some(name) = mode.as_str() else { continue };
            let refused = match name {
                "ReadWriteOncePod" => false,
                "ReadWriteOnce" => one_pod,
                _ => one_pod || set && claim.is_template,
            };
            if refused {
                let right = if one_pod { "ReadWriteOncePod" } else { "ReadWriteOnce" };
                cx.report(mode, format!("claim `{}` asks for `{name}`", claim.name))
                    .help(format!("ask for `{right}`; data that pods share belongs into a claim of its own"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const CLAIM: &str =
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {accessModes: [ReadWriteOnce]}\n";

    #[test]
    fn claims_of_their_own_may_be_shared_unless_the_option_says_otherwise() {
        let rule = || tester::of(&super::PVC_ACCESS_MODE);
        let strict = || rule().options(serde_json::json!({"one_pod": true}));
        rule().passes(CLAIM);
        rule().passes(&CLAIM.replace("ReadWriteOnce", "ReadWriteMany"));
        strict().fails(CLAIM);
        strict().passes(&CLAIM.replace("ReadWriteOnce", "ReadWriteOncePod"));
    }

    #[test]
    fn a_stateful_set_wants_one_node() {
        let rule = tester::of(&super::PVC_ACCESS_MODE);
        let set = |modes: &str| {
            format!(
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: s}}\nspec: {{volumeClaimTemplates: [{{metadata: {{name: d}}, spec: {{accessModes: {modes}}}}}]}}\n"
            )
        };
        rule.fails(&set("[ReadWriteOnce, ReadOnlyMany]"));
        rule.passes(&set("[ReadWriteOncePod]"));
    }
}
