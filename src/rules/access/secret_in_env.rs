//! `secret-in-env`

use super::secret_use::variables;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that get keys of Secrets as environment variables.
    ///
    /// ## Why is this bad?
    /// Variables are inherited by every child process, end up in crash reports and debug pages, and keep their value until the
    /// pod is restarted. A file is read by whom it is for and follows the Secret when it changes. Images that read nothing but
    /// variables leave no choice. One finding stands for all variables of a container.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: PASSWORD
    ///           valueFrom: {secretKeyRef: {name: database, key: password}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - {name: PASSWORD_FILE, value: /database/password}
    ///       volumeMounts:
    ///         - {name: database, mountPath: /database, readOnly: true}
    ///   volumes:
    ///     - name: database
    ///       secret: {secretName: database}
    /// ```
    pub SECRET_IN_ENV = "secret-in-env" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:secret-from-env", "kubescape:C-0207", "checkov:CKV_K8S_35", "kube-linter:read-secret-from-env-var", "terrascan:AC_K8S_0051",
            "kyverno:disallow-secrets-from-env-vars", "cis-1.12:5.4.1", "cwe:526",
        ],
        check: Container(check)
    }
}

/// More places than this say nothing new.
const MAX_LABELS: usize = 3;

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let mut all = variables(container);
    let Some((first, from)) = all.next() else { return };
    let rest: Vec<Value<'_>> = all.map(|it| it.1).collect();
    let name = first.get("name").and_then(Value::text).unwrap_or_default();
    let more = match rest.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!("container `{}` has a key of a Secret in its variable `{name}`{more}", container.name());
    let finding = cx.report(from, message).help("mount the Secret as a volume, and name the file to the program");
    for from in rest.into_iter().take(MAX_LABELS) {
        finding.label(from, "so has this one");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_finding_stands_for_the_variables_of_a_container_of_any_class() {
        let rule = tester::of(&super::SECRET_IN_ENV);
        let variable = "{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}";
        let found = rule.fails(&tester::container(&format!("env: [{{name: B, value: c}}, {variable}, {variable}]")));
        assert!(found.message.ends_with("`A` and 1 more"));
        rule.fails(&tester::pod(&format!("{{initContainers: [{{name: i, env: [{variable}]}}]}}")));
        rule.passes(&tester::container("env: [{name: A, valueFrom: {configMapKeyRef: {name: s, key: k}}}]"));
        rule.passes(&tester::container("envFrom: [{secretRef: {name: s}}]"));
        rule.passes(&tester::container("env: [{name: A, valueFrom: {secretKeyRef: null}}]"));
    }

    #[test]
    fn ephemeral_containers_and_templates_are_read_as_well() {
        let rule = tester::of(&super::SECRET_IN_ENV);
        let variable = "{name: A, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}";
        rule.fails(&tester::container(&format!("env: [{variable}]")));
        rule.fails(&format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: c}}\nspec: {{jobTemplate: {{spec: {{template: {{spec: {{containers: [{{name: a, env: [{variable}]}}]}}}}}}}}}}\n"
        ));
        rule.passes(&tester::container("env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]"));
    }
}
