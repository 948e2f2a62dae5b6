//! `capability-name-invalid`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Capabilities under a name that does not exist.
    ///
    /// ## Why is this bad?
    /// Names are upper case and without `CAP_`, which the runtime puts in front. `drop: [CAP_NET_RAW]` drops nothing
    /// or keeps the container from starting, and Pod Security compares the names as they are.
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
    ///         capabilities: {drop: [CAP_NET_RAW]}
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
    ///         capabilities: {drop: [NET_RAW]}
    /// ```
    pub CAPABILITY_NAME_INVALID = "capability-name-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["checkov:CKV_K8S_28"],
        keys: ["drop", "add"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.is_privileged() {
        return;
    }
    let Some(capabilities) = container.security("capabilities") else { return };
    for entry in capabilities.list("add").chain(capabilities.list("drop")) {
        let Some(name) = entry.text() else { continue };
        // The spelling of `ALL` is judged by `drop-all-wrong-case`.
        if pss::is_capability(name) || name.eq_ignore_ascii_case("ALL") || name.contains(['$', '{']) {
            continue;
        }
        let right = pss::normal_capability(name);
        let finding = cx.report(entry, format!("there is no capability `{name}`"));
        if pss::is_capability(&right) || right == "ALL" {
            finding.help(format!("write `{right}`"));
            finding.fix(Safety::Unsafe, format!("name it `{right}`"), Edit::set_scalar(entry, &right));
        } else {
            finding.help("see capabilities(7) for the names; leave out `CAP_`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn prefix_case_and_unknown_names_are_wrong() {
        let rule = tester::of(&super::CAPABILITY_NAME_INVALID);
        let dropping =
            |names: &str| tester::container(&format!("securityContext: {{capabilities: {{drop: {names}}}}}"));
        rule.finds(4, &dropping("[CAP_NET_RAW, net_raw, NETRAW, CAP_ALL, NET_RAW, ALL, all]"));
        assert!(rule.fails(&dropping("[NETRAW]")).fix.is_none());
        assert_eq!(rule.fails(&dropping("[cap_chown]")).fix.unwrap().edits[0].text, "CHOWN");
        rule.passes(&tester::container("securityContext: {privileged: true, capabilities: {add: [CAP_X]}}"));
    }
}
