//! `uid-1337`

use super::proxy;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that run as the user of the sidecar.
    ///
    /// ## Why is this bad?
    /// What user or group 1337 sends is not redirected to the sidecar, because that is how the sidecar itself is told apart. A container
    /// that runs as 1337 calls whom it likes, without mutual TLS, policies or the list of allowed hosts.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, securityContext: {runAsUser: 1337}}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, securityContext: {runAsUser: 1338}}, {name: istio-proxy, image: auto, securityContext: {runAsUser: 1337}}]}
    /// ```
    pub UID_1337 = "uid-1337" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0144", "cwe:288"],
        keys: ["runAsUser", "runAsGroup"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    const FIELDS: [&str; 2] = ["runAsUser", "runAsGroup"];
    for pod in Pod::all(resource) {
        let mut seen: Vec<Value<'a>> = Vec::new();
        for container in pod.containers() {
            let mut ids = FIELDS.iter().filter_map(|it| container.effective(it)).filter(|it| it.as_int() == Some(1337));
            let Some(id) = ids.next().filter(|it| !seen.contains(it)) else { continue };
            if proxy::is_istio(container) || !proxy::may_have_sidecar(pod, index) {
                continue;
            }
            seen.push(id);
            let what = if id.key_text() == Some("runAsGroup") { "group" } else { "user" };
            cx.report(
                id,
                format!("{what} 1337 is the sidecar's: what container `{}` sends goes around it", container.name()),
            )
            .help("run as another user and group");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(namespace: &str, metadata: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{namespace}}}}}\n---\n\
             apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, {metadata}}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn every_level_counts_and_the_proxy_does_not() {
        let rule = tester::of(&super::UID_1337);
        let on = "istio-injection: enabled";
        rule.fails(&of(on, "", "securityContext: {runAsUser: 1337}, containers: [{name: a}, {name: b}]"));
        rule.fails(&of(
            on,
            "",
            "initContainers: [{name: i, securityContext: {runAsGroup: 1337}}], containers: [{name: a}]",
        ));
        rule.passes(&of(on, "", "securityContext: {runAsUser: 1337}, containers: [{name: istio-proxy}]"));
        rule.passes(&of(
            on,
            "",
            "securityContext: {runAsUser: 1337}, containers: [{name: a, securityContext: {runAsUser: 1000}}]",
        ));
        rule.passes(&of(
            "istio.io/dataplane-mode: ambient",
            "",
            "securityContext: {runAsUser: 1337}, containers: [{name: a}]",
        ));
        rule.passes(&of(
            on,
            "labels: {sidecar.istio.io/inject: 'false'}",
            "securityContext: {runAsUser: 1337}, containers: [{name: a}]",
        ));
    }
}
