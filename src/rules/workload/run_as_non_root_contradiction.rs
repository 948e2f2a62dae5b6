//! `run-as-non-root-contradiction`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that must not run as root and are told to.
    ///
    /// ## Why is this bad?
    /// The kubelet refuses to start a container with `runAsNonRoot: true` whose user is 0: the pod hangs in
    /// `CreateContainerConfigError`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsNonRoot: true}
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsNonRoot: true}
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 1000}
    /// ```
    pub RUN_AS_NON_ROOT_CONTRADICTION = "run-as-non-root-contradiction" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:run-as-non-root"],
        keys: ["runAsUser"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pod.is_windows() {
        return;
    }
    let mut seen = Vec::new();
    for container in pod.containers() {
        let user = container.effective("runAsUser").filter(|it| it.as_int() == Some(0));
        let strict = container.effective("runAsNonRoot").filter(|it| it.is_true());
        let (Some(user), Some(strict)) = (user, strict) else { continue };
        // Where the pod says both, its containers share one contradiction.
        if seen.contains(&(user.id(), strict.id())) {
            continue;
        }
        seen.push((user.id(), strict.id()));
        cx.report(user, format!("container `{}` cannot start: it is to run as root and must not", container.name()))
            .label(strict, "the kubelet refuses user 0 here")
            .help("name a user other than 0, or delete one of the two lines");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_must_take_effect_on_one_container() {
        let rule = tester::of(&super::RUN_AS_NON_ROOT_CONTRADICTION);
        rule.fails(&tester::pod(
            "{securityContext: {runAsNonRoot: true, runAsUser: 0}, containers: [{name: a}, {name: b}]}",
        ));
        rule.passes(&tester::pod("{securityContext: {runAsNonRoot: true, runAsUser: 0}, containers: [{name: a, securityContext: {runAsUser: 5}}]}"));
        rule.passes(&tester::pod("{securityContext: {runAsNonRoot: true}, containers: [{name: a, securityContext: {runAsUser: 0, runAsNonRoot: false}}]}"));
    }
}
