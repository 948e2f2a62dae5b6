//! `projected-token-audience`

use crate::manifest::host_path::mounts;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that switch the mounted token off and project one for the API server all the same.
    ///
    /// ## Why is this bad?
    /// `automountServiceAccountToken: false` says that the pod does not talk to the API server, and checks believe it.
    /// A projected token without an audience, or with that of the API server, is as good as the one that was switched
    /// off.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: token
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: token}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: token
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: token, audience: vault}
    /// ```
    pub PROJECTED_TOKEN_AUDIENCE = "projected-token-audience" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:668", "cwe:522"],
        keys: ["projected"],
        check: Pod(check)
    }
}

/// Audiences that API servers take unless they are told others.
const API_SERVER: [&str; 5] = [
    "",
    "api",
    "kubernetes.default.svc",
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(off) = pod.get("automountServiceAccountToken").filter(|it| it.is_false()) else { return };
    for volume in pod.volumes() {
        for token in volume.path("projected").into_iter().flat_map(|it| it.list("sources")) {
            let Some(token) = token.get("serviceAccountToken") else { continue };
            let audience = token.get("audience");
            if !audience.is_none_or(|it| it.text().is_some_and(|it| API_SERVER.contains(&it)))
                || is_narrowed(pod, volume)
            {
                continue;
            }
            cx.report(audience.unwrap_or(token), "the pod has a token for the API server after all")
                .label(off, "says that it has none")
                .help("name the audience that the token is for, or mount it in the one container that needs it");
        }
    }
}

/// Mounted in some containers only: that is what switching it off for the others is for.
fn is_narrowed(pod: Pod<'_>, volume: Value<'_>) -> bool {
    let all = pod.containers().filter(|it| it.is_long_running()).count();
    let mut with: Vec<u32> = mounts(pod, volume).map(|(it, _)| it.value().id()).collect();
    with.dedup();
    !with.is_empty() && with.len() < all
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_the_audience_of_the_api_server_counts() {
        let rule = tester::of(&super::PROJECTED_TOKEN_AUDIENCE);
        let with = |audience: &str| {
            tester::pod(&format!(
                "{{automountServiceAccountToken: false, containers: [{{name: a}}], volumes: [{{name: v, projected: {{sources: [{{serviceAccountToken: {{path: t{audience}}}}}]}}}}]}}"
            ))
        };
        rule.fails(&with(""));
        rule.fails(&with(", audience: https://kubernetes.default.svc"));
        rule.passes(&with(", audience: sts.amazonaws.com"));
    }

    #[test]
    fn one_container_of_many_may_have_it() {
        let rule = tester::of(&super::PROJECTED_TOKEN_AUDIENCE);
        let with = |second: &str| {
            tester::pod(&format!(
                "{{automountServiceAccountToken: false, containers: [{{name: a, volumeMounts: [{{name: v}}]}}, {{name: b{second}}}], volumes: [{{name: v, projected: {{sources: [{{serviceAccountToken: {{path: t}}}}]}}}}]}}"
            ))
        };
        rule.passes(&with(""));
        rule.fails(&with(", volumeMounts: [{name: v}]"));
    }
}
