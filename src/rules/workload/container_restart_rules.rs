//! `container-restart-rules`

use crate::rule::prelude::*;

declare_rule! {
    /// Restart rules of a container that are refused or hide crashes.
    ///
    /// ## Why is this bad?
    /// `restartPolicyRules` without a `restartPolicy` beside them are refused. A container that is always started
    /// again, in a pod that is to end, or on every exit code but a few, crashes for ever without the pod ever failing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   restartPolicy: Never
    ///   containers:
    ///     - name: app
    ///       restartPolicyRules:
    ///         - action: Restart
    ///           exitCodes: {operator: In, values: [42]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   restartPolicy: Never
    ///   containers:
    ///     - name: app
    ///       restartPolicy: Never
    ///       restartPolicyRules:
    ///         - action: Restart
    ///           exitCodes: {operator: In, values: [42]}
    /// ```
    pub CONTAINER_RESTART_RULES = "container-restart-rules" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:703"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let (own, rules) = (container.get("restartPolicy"), container.get("restartPolicyRules"));
    if own.is_none() && rules.is_none() {
        return;
    }
    let Some(own) = own else {
        if let Some(rules) = rules.filter(|it| !it.is_empty()) {
            cx.report(
                rules,
                format!("the restart rules of container `{}` need a `restartPolicy` of its own", container.name()),
            )
            .help("set the container's `restartPolicy` to what holds where no rule fits");
        }
        return;
    };
    let ends = container.pod().get("restartPolicy").filter(|it| matches!(it.as_str(), Some("Never" | "OnFailure")));
    if let Some(ends) = ends.filter(|_| container.class() == ContainerClass::Regular && own.as_str() == Some("Always"))
    {
        cx.report(own, format!("container `{}` is started again for ever in a pod that is to end", container.name()))
            .label(ends, "the pod is to end")
            .help("use `OnFailure`, or a rule for the exit codes that are worth another try");
    }
    for rule in rules.into_iter().flat_map(Value::items).filter(|it| it.str("action") == Some("Restart")) {
        let Some(operator) = rule.path("exitCodes.operator").filter(|it| it.as_str() == Some("NotIn")) else {
            continue;
        };
        cx.report(
            operator,
            format!("container `{}` is started again after any crash but the listed ones", container.name()),
        )
        .help("list the exit codes that are worth another try, with `In`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn sidecars_may_always_be_started_again() {
        let rule = tester::of(&super::CONTAINER_RESTART_RULES);
        rule.fails(&tester::pod("{restartPolicy: Never, containers: [{name: a, restartPolicy: Always}]}"));
        rule.passes(&tester::pod("{restartPolicy: Never, initContainers: [{name: a, restartPolicy: Always}]}"));
        rule.passes(&tester::pod("{restartPolicy: Always, containers: [{name: a, restartPolicy: Always}]}"));
        rule.fails(&tester::container(
            "restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: NotIn, values: [1]}}]",
        ));
    }
}
