//! `run-as-non-root-not-set`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that nothing keeps from running as root.
    ///
    /// ## Why is this bad?
    /// Root in a container is root on the node as soon as one wall between them falls. `runAsNonRoot: true` makes the
    /// kubelet refuse to start a container as user 0; a `runAsUser` alone does not, since a later override can undo
    /// it unnoticed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 1000}
    ///     - name: helper
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
    ///     - name: helper
    /// ```
    pub RUN_AS_NON_ROOT_NOT_SET = "run-as-non-root-not-set" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:run-as-root-image-default", "pss:restricted", "kube-linter:run-as-non-root", "kube-score:container-security-context-user-group-id",
            "polaris:runAsRootAllowed", "trivy:KSV-0012", "checkov:CKV_K8S_23", "kubescape:C-0013",
            "kyverno:require-run-as-nonroot", "kubesec:RunAsNonRoot", "gatekeeper:k8spspallowedusers",
            "kics:containers_running_as_root", "cis-1.12:5.2.7", "cwe:250",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pss::allows_root(pod, cx.kubernetes_version()) {
        return;
    }
    let of_pod = pod.security("runAsNonRoot");
    if let Some(it) = of_pod.filter(|it| it.is_false()) {
        let starts = pod.containers().all(|it| it.security("runAsNonRoot").is_some() || !is_root(it));
        allowed(it, "the pod may run as root", starts, cx);
    }
    let (mut open, mut overridden) = (Vec::new(), false);
    for container in pod.containers() {
        match container.security("runAsNonRoot") {
            Some(it) if it.is_false() => {
                overridden = true;
                let message = format!("container `{}` may run as root", container.name());
                allowed(it, &message, !is_root(container), cx);
            }
            Some(_) => {}
            None if of_pod.is_none() => open.push(container),
            None => {}
        }
    }
    if open.is_empty() {
        return;
    }
    let user = |it: &Container<'_>| it.effective("runAsUser").and_then(Value::as_int).filter(|it| *it != 0);
    let exposed: Vec<_> = open.iter().copied().filter(|it| user(it).is_none()).collect();
    let (what, whom) = if exposed.is_empty() { ("nothing but `runAsUser`", &open) } else { ("nothing", &exposed) };
    let message = format!("{what} keeps {} from running as root", super::naming::containers(whom));
    let finding = cx.report(pod, message).help(
        "set `runAsNonRoot: true` in the `securityContext` of the pod; the images must name a user by number, or \
         `runAsUser` must",
    );
    // A container that is root and must not be never starts.
    if !open.iter().copied().any(is_root) {
        let path = ["securityContext", "runAsNonRoot"];
        let each = || open.iter().flat_map(|it| Edit::insert_into(it.value(), &path, "true")).collect();
        let edits = if overridden { each() } else { Edit::insert_into(pod.spec(), &path, "true") };
        finding.fix(Safety::Unsafe, REFUSE, edits);
    }
    for container in open {
        match user(&container) {
            Some(user) => finding.label(container, format!("is user {user}, but root is not refused")),
            None => finding.label(container, "may be root"),
        };
    }
}

const REFUSE: &str = "require a user other than root";

fn is_root(container: Container<'_>) -> bool {
    container.effective("runAsUser").and_then(Value::as_int) == Some(0)
}

fn allowed(at: Value<'_>, message: &str, starts: bool, cx: &mut Context<'_>) {
    let finding = cx.report(at, message).help("set it to `true`");
    if starts {
        finding.fix(Safety::Unsafe, REFUSE, [Edit::replace(at, "true")]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_user_id_alone_does_not_satisfy_it() {
        let rule = tester::of(&super::RUN_AS_NON_ROOT_NOT_SET);
        let found = rule.fails(&tester::pod("{securityContext: {runAsUser: 1000}, containers: [{name: a}]}"));
        assert!(found.message.starts_with("nothing but `runAsUser` keeps container `a`"), "{}", found.message);
        let found = rule.fails(&tester::pod(
            "{securityContext: {runAsUser: 1000}, containers: [{name: a}, {name: b, securityContext: {runAsUser: 0}}]}",
        ));
        assert!(found.message.starts_with("nothing keeps container `b`"), "{}", found.message);
        rule.passes(&tester::container("securityContext: {runAsNonRoot: true}"));
        rule.fails(&tester::pod("{securityContext: {runAsNonRoot: true}, initContainers: [{name: a, securityContext: {runAsNonRoot: false}}]}"));
    }

    #[test]
    fn an_explicit_false_counts_even_where_all_containers_override_it() {
        let rule = tester::of(&super::RUN_AS_NON_ROOT_NOT_SET);
        rule.fails(&tester::pod(
            "{securityContext: {runAsNonRoot: false}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]}",
        ));
        rule.fails(&tester::pod("{securityContext: {runAsNonRoot: no}, containers: [{name: a}, {name: b}]}"));
    }

    #[test]
    fn many_containers_give_one_finding_and_windows_is_asked_too() {
        let pod = "{os: {name: windows}, initContainers: [{name: i}], containers: [{name: a}, {name: b}]}";
        assert_eq!(tester::of(&super::RUN_AS_NON_ROOT_NOT_SET).fails(&tester::pod(pod)).labels.len(), 4);
    }

    #[test]
    fn a_user_namespace_relaxes_it_from_1_35_on() {
        let text = tester::pod("{hostUsers: false, containers: [{name: a}]}");
        tester::of(&super::RUN_AS_NON_ROOT_NOT_SET).kubernetes("1.35").passes(&text);
        tester::of(&super::RUN_AS_NON_ROOT_NOT_SET).kubernetes("1.34").fails(&text);
    }
}
