//! `misplaced-security-field`

use super::relocate::{BOTH, CONTAINER, POD, SPEC, moved, to_containers};
use crate::rule::prelude::*;

declare_rule! {
    /// Security settings at a place where Kubernetes does not read them.
    ///
    /// ## Why is this bad?
    /// Unknown fields are dropped, by Helm and Argo CD with a warning at most: the manifest looks hardened and the
    /// pod is not.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       runAsUser: 1001
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 1001}
    /// ```
    pub MISPLACED_SECURITY_FIELD = "misplaced-security-field" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&KINDS, check)
    }
}

const KINDS: [Kind; 9] = [
    Kind::Pod,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
    Kind::PodTemplate,
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource) else { return };
    let home = |field: &str| if CONTAINER.contains(&field) { "of a container" } else { "of the pod" };
    let context = |field: &str| format!("move it into the `securityContext` {}", home(field));
    if let Some(it) = pod.get("securityContext") {
        judge(it, &[&CONTAINER], "the `securityContext` of a pod", context, |it, _| to_containers(it, pod), cx);
    }
    let in_pod = |it: Value<'_>, field: &str| {
        if CONTAINER.contains(&field) {
            to_containers(it, pod)
        } else {
            moved(it, pod.spec(), &["securityContext", field])
        }
    };
    judge(pod.spec(), &[&CONTAINER, &POD, &BOTH], "the spec of a pod", context, in_pod, cx);
    for container in pod.containers() {
        if let Some(it) = container.get("securityContext") {
            judge(it, &[&POD], "the `securityContext` of a container", context, in_pod, cx);
        }
        let in_container = |it: Value<'_>, field: &str| match field {
            _ if SPEC.contains(&field) => moved(it, pod.spec(), &[field]),
            _ if POD.contains(&field) => in_pod(it, field),
            _ => moved(it, container.value(), &["securityContext", field]),
        };
        let own = |field: &str| match field {
            _ if SPEC.contains(&field) => "move it to the spec of the pod".to_owned(),
            _ if POD.contains(&field) => context(field),
            _ => "move it into the `securityContext` of the container".to_owned(),
        };
        judge(container.value(), &[&CONTAINER, &POD, &BOTH, &SPEC], "a container", own, in_container, cx);
    }
    let in_template = |_: &str| "move it to the spec of the pod template".to_owned();
    let outside: [&[&str]; 5] = [&["securityContext"], &CONTAINER, &POD, &BOTH, &SPEC];
    let around = ["spec", "spec.jobTemplate.spec", "spec.template", "spec.jobTemplate.spec.template"];
    for place in around.into_iter().filter_map(|it| resource.path(it)).filter(|&it| it != pod.spec()) {
        // Below a CronJob's spec another template would be that of the Job; its kind has none.
        let fix = |it: Value<'_>, field: &str| match field {
            "securityContext" => moved(it, pod.spec(), &[field]),
            _ if SPEC.contains(&field) => moved(it, pod.spec(), &[field]),
            _ => in_pod(it, field),
        };
        judge(place, &outside, &format!("the spec of a {}", resource.kind_name()), in_template, fix, cx);
    }
}

fn judge<'a>(
    at: Value<'a>,
    fields: &[&[&str]],
    place: &str,
    help: impl Fn(&str) -> String,
    fix: impl Fn(Value<'a>, &str) -> Vec<Edit>,
    cx: &mut Context<'_>,
) {
    for &field in fields.iter().copied().flatten() {
        // A flag that is off is off anyway.
        let Some(value) = at.get(field).filter(|it| !(SPEC.contains(&field) && it.is_false())) else { continue };
        let key = value.key().unwrap_or(value);
        let finding = cx.report(key, format!("`{field}` has no effect in {place}")).help(help(field));
        finding.fix(Safety::Unsafe, "move it to where it counts", fix(value, field));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_level_has_its_fields() {
        let rule = tester::of(&super::MISPLACED_SECURITY_FIELD);
        rule.finds(2, &tester::pod("{securityContext: {privileged: true, capabilities: {drop: [ALL]}, runAsUser: 1}}"));
        rule.finds(2, &tester::container("securityContext: {fsGroup: 1, sysctls: [], runAsUser: 1}"));
        rule.finds(2, &tester::pod("{runAsNonRoot: true, readOnlyRootFilesystem: true, hostNetwork: true}"));
        rule.finds(2, &tester::container("hostNetwork: true, privileged: false"));
        let deployment = |spec: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d}}\nspec: {{{spec}template: {{spec: {{containers: [{{name: a}}]}}}}}}\n"
            )
        };
        rule.fails(&deployment("securityContext: {runAsUser: 1}, "));
        rule.fails(&deployment("hostPID: true, "));
        rule.passes(&deployment(""));
        rule.fails("apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {securityContext: {}, spec: {}}}}}\n");
    }
}
