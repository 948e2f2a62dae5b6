//! `host-user-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods whose root is root of the node.
    ///
    /// ## Why is this bad?
    /// Without a user namespace of its own a process that is root in the container, and breaks out, is root of the
    /// node. With `hostUsers: false` it is nobody there. Kubernetes can do so by default since 1.33.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostUsers: false
    ///   containers:
    ///     - name: app
    /// ```
    pub HOST_USER_NAMESPACE = "host-user-namespace" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubesec:HostUsers", "cwe:250"],
        check: Pod(check)
    }
}

/// Ids in a user namespace end here.
const HIGHEST_ID: i64 = 65_535;

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let own = pod.get("hostUsers");
    if own.is_some_and(Value::is_false) || cx.kubernetes_version() < Version::new(1, 33) || !can_have_one(pod) {
        return;
    }
    let message = "users of the pod are users of the node";
    let finding = match own {
        Some(own) => cx.report(own, message),
        None => cx.report(pod, message),
    };
    let edits = Edit::insert_into(pod.spec(), &["hostUsers"], "false");
    finding.help("set `hostUsers: false`; the runtime, the kernel and the volumes of the pod must support it").fix(
        Safety::Unsafe,
        "give the pod a user namespace of its own",
        edits,
    );
}

/// Whether the API server and the kubelet would accept a user namespace.
fn can_have_one(pod: Pod<'_>) -> bool {
    let host = ["hostNetwork", "hostPID", "hostIPC"].iter().any(|it| pod.spec().flag(it));
    let excludes = |it: Container<'_>| {
        // Who is privileged is so on the node.
        it.is_privileged() || it.get("volumeDevices").is_some_and(|it| !it.is_empty())
    };
    let high = |it: Option<Value<'_>>| it.and_then(Value::as_int).is_some_and(|it| it > HIGHEST_ID);
    !host
        && !pod.is_windows()
        && !pod.containers().any(excludes)
        && !["runAsUser", "runAsGroup", "fsGroup"].iter().any(|it| high(pod.security(it)))
        && !pod.containers().any(|it| high(it.security("runAsUser")) || high(it.security("runAsGroup")))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_asked_only_of_pods_that_can_have_one() {
        let rule = tester::of(&super::HOST_USER_NAMESPACE);
        let found = rule.fails(&tester::pod("{hostUsers: true, containers: [{name: a}]}"));
        assert_eq!(found.fix.unwrap().edits[0].text, "false");
        for spec in [
            "{hostNetwork: true, containers: [{name: a}]}",
            "{hostPID: true, containers: [{name: a}]}",
            "{containers: [{name: a, volumeDevices: [{name: v, devicePath: /dev/x}]}]}",
            "{containers: [{name: a, securityContext: {privileged: true}}]}",
            "{containers: [{name: a, securityContext: {runAsUser: 1000600000}}]}",
            "{os: {name: windows}, containers: [{name: a}]}",
            "{hostUsers: no, containers: [{name: a}]}",
        ] {
            rule.passes(&tester::pod(spec));
        }
        tester::of(&super::HOST_USER_NAMESPACE).kubernetes("1.32").passes(&tester::container("image: a"));
    }
}
