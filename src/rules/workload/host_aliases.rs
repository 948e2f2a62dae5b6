//! `host-aliases`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that answer names by a list of their own.
    ///
    /// ## Why is this bad?
    /// `hostAliases` writes addresses into `/etc/hosts` of the pod, before any DNS. They grow stale where nobody
    /// looks, and a wrong one sends the traffic of the pod to somebody else.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostAliases:
    ///     - ip: 10.1.2.3
    ///       hostnames: [db.example.com]
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    pub HOST_ALIASES = "host-aliases" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubesec:HostAliases", "trivy:KSV-0007", "cwe:350"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(aliases) = pod.get("hostAliases").filter(|it| !it.is_empty()) {
        cx.report(aliases, "the pod answers names by a list of its own")
            .help("use DNS: a Service, also one without a selector, gives an address a name");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_list_answers_nothing() {
        let rule = tester::of(&super::HOST_ALIASES);
        rule.passes(&tester::pod("{hostAliases: [], containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostAliases: null, containers: [{name: a}]}"));
        rule.fails(&tester::pod("{hostAliases: [{ip: 10.0.0.1, hostnames: [a]}, {ip: 10.0.0.2, hostnames: [b]}]}"));
    }
}
