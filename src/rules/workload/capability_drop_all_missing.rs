//! `capability-drop-all-missing`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that keep the capabilities of the runtime.
    ///
    /// ## Why is this bad?
    /// Runtimes grant about a dozen capabilities by default, `NET_RAW` and `SETUID` among them. Few programs need
    /// any. The *restricted* standard asks for `drop: ["ALL"]`, spelled exactly so; what is needed is added back by
    /// name. `drop: ["all"]` is left to `drop-all-wrong-case`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [NET_RAW]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
    /// ```
    pub CAPABILITY_DROP_ALL_MISSING = "capability-drop-all-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:capability-none-dropped", "pss:restricted", "kube-score:container-security-context", "polaris:insecureCapabilities",
            "trivy:KSV-0003", "trivy:KSV-0106", "checkov:CKV_K8S_37", "kubescape:C-0211", "kubesec:CapDropAll",
            "kyverno:require-drop-all", "gatekeeper:k8spspcapabilities", "kubeaudit:CapabilityShouldDropAll",
            "kics:no_drop_capabilities_for_containers", "trivy:KSV-0004", "kubesec:CapDropAny",
            "kyverno:disallow-capabilities-strict", "cis-1.12:5.2.10", "cwe:250",
        ],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.is_privileged() || pss::exempts_windows(container.pod(), cx.kubernetes_version()) {
        return;
    }
    let dropped = container.security("capabilities").and_then(|it| it.get("drop"));
    // What is only spelled wrong is the cause of `drop-all-wrong-case`.
    let all = |it: Value<'_>| it.as_str().is_some_and(|it| it.eq_ignore_ascii_case("ALL"));
    if dropped.into_iter().flat_map(Value::items).any(all) {
        return;
    }
    let message = format!("container `{}` does not drop all capabilities", container.name());
    let finding = match dropped.filter(|it| !it.is_empty()) {
        Some(list) => cx.report(list, message).label(container, "this container"),
        None => cx.report(container, message),
    };
    finding.help("set `capabilities: {drop: [\"ALL\"]}` in its `securityContext`, and add back what it needs").fix(
        Safety::Unsafe,
        "drop all capabilities",
        Edit::insert_all(container.value(), &[Put::item(&["securityContext", "capabilities", "drop"], "\"ALL\"")]),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_the_word_itself_counts() {
        let rule = tester::of(&super::CAPABILITY_DROP_ALL_MISSING);
        let dropping =
            |names: &str| tester::container(&format!("securityContext: {{capabilities: {{drop: {names}}}}}"));
        rule.fails(&tester::container(""));
        rule.passes(&dropping("[all]"));
        rule.fails(&dropping("[CAP_ALL]"));
        rule.fails(&dropping("[]"));
        rule.fails(&dropping("[ALLOW]"));
        rule.passes(&dropping("[NET_RAW, 'ALL']"));
        rule.passes(&dropping("[ALL, CHOWN, KILL]"));
        rule.fails(&dropping("[CHOWN, KILL, NET_RAW]"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
    }

    #[test]
    fn windows_is_exempt_from_1_25_on() {
        let text = tester::pod("{os: {name: windows}, containers: [{name: a}]}");
        tester::of(&super::CAPABILITY_DROP_ALL_MISSING).passes(&text);
        tester::of(&super::CAPABILITY_DROP_ALL_MISSING).kubernetes("1.24").fails(&text);
        let label = tester::pod("{nodeSelector: {kubernetes.io/os: windows}, containers: [{name: a}]}");
        tester::of(&super::CAPABILITY_DROP_ALL_MISSING).fails(&label);
    }
}
