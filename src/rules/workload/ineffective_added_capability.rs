//! `ineffective-added-capability`

use crate::rule::prelude::*;

declare_rule! {
    /// Capabilities added to containers that do not run as root.
    ///
    /// ## Why is this bad?
    /// Kubernetes has no ambient capabilities: for a user other than root an added capability is only what the program
    /// may get, not what it has, unless the file of the program carries it. The line grants nothing today, and
    /// something one day when the image changes.
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
    ///         runAsUser: 1000
    ///         allowPrivilegeEscalation: false
    ///         capabilities: {drop: [ALL], add: [NET_ADMIN]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports: [{containerPort: 80}]
    ///       securityContext:
    ///         runAsUser: 1000
    ///         allowPrivilegeEscalation: false
    ///         capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
    /// ```
    pub INEFFECTIVE_ADDED_CAPABILITY = "ineffective-added-capability" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["cwe:1188"],
        keys: ["add"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(added) = container.security("capabilities").and_then(|it| it.get("add")).filter(|it| !it.is_empty())
    else {
        return;
    };
    let Some(user) = container.effective("runAsUser").filter(|it| it.as_int().is_some_and(|it| it != 0)) else {
        return;
    };
    // Without this the file of the program may carry the capability, and then the entry is what lets it.
    let escalates = !container.security("allowPrivilegeEscalation").is_some_and(Value::is_false);
    if container.is_privileged() || escalates {
        return;
    }
    let fitting = |it: &Value<'_>| it.text().is_some_and(|it| !explained(container, it));
    let Some(entry) = added.items().find(fitting) else { return };
    let name = entry.text().unwrap_or_default();
    let others = added.items().filter(fitting).count() > 1;
    let edits = if others || added.len() > 1 { Edit::remove_entry(entry) } else { Edit::remove_entry(added) };
    cx.report(entry, format!("`{name}` grants container `{}` nothing, as it does not run as root", container.name()))
        .label(user, "not root")
        .help("delete the entry, or give the capability to the file of the program with `setcap`")
        .fix(Safety::Unsafe, "do not add the capability", edits);
}

/// A low port is the sign of a program whose file carries the capability to bind it.
fn explained(container: Container<'_>, name: &str) -> bool {
    let low = |it: Value<'_>| it.get("containerPort").and_then(Value::as_int).is_some_and(|it| it < 1024);
    name == "NET_BIND_SERVICE" && container.value().list("ports").any(low)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_user_may_be_inherited_and_root_is_root() {
        let rule = tester::of(&super::INEFFECTIVE_ADDED_CAPABILITY);
        let with = |user: &str, context: &str| {
            tester::pod(&format!(
                "{{securityContext: {{{user}}}, containers: [{{name: a, securityContext: {{capabilities: {{add: [NET_ADMIN]}}, {context}}}}}]}}"
            ))
        };
        rule.fails(&with("runAsUser: 1000", "allowPrivilegeEscalation: false"));
        rule.passes(&with("runAsUser: 1000", "allowPrivilegeEscalation: false, runAsUser: 0"));
        rule.passes(&with("runAsUser: 1000", "allowPrivilegeEscalation: true"));
        rule.passes(&with("runAsUser: 1000", ""));
        rule.passes(&with("", "allowPrivilegeEscalation: false"));
    }

    #[test]
    fn a_port_above_1023_needs_no_capability() {
        let rule = tester::of(&super::INEFFECTIVE_ADDED_CAPABILITY);
        let with = |port: u16| {
            tester::container(&format!(
                "ports: [{{containerPort: {port}}}], securityContext: {{runAsUser: 101, allowPrivilegeEscalation: false, capabilities: {{add: [NET_BIND_SERVICE]}}}}"
            ))
        };
        rule.fails(&with(8080));
        rule.passes(&with(443));
    }
}
