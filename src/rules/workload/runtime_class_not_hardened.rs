//! `runtime-class-not-hardened`

use crate::rule::prelude::*;

declare_rule! {
    /// Sandboxes that share the kernel of the node.
    ///
    /// ## Why is this bad?
    /// A sandbox is for code that nobody trusts. Without a runtime that puts a kernel of its own between, such as
    /// gVisor or Kata Containers, one fault of the kernel gives the node away.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.agents.x-k8s.io/v1alpha1
    /// kind: SandboxTemplate
    /// metadata: {name: agent}
    /// spec:
    ///   podTemplate:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.agents.x-k8s.io/v1alpha1
    /// kind: SandboxTemplate
    /// metadata: {name: agent}
    /// spec:
    ///   podTemplate:
    ///     spec:
    ///       runtimeClassName: gvisor
    ///       containers:
    ///         - name: app
    /// ```
    pub RUNTIME_CLASS_NOT_HARDENED = "runtime-class-not-hardened" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0297", "kubewarden:pod-runtime-class", "kyverno:restrict-runtimeclass", "cwe:653"],
        options: Options,
        check: Related(Kind::WITH_PODS, check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Runtime classes that count as hardened; instead of those whose name begins with `gvisor`, `kata` or `runsc`.
    pub classes: Vec<String>,
    /// A label of namespaces whose pods are sandboxes, too: `key` or `key=value`.
    pub namespace_label: Option<String>,
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let options = cx.options::<Options>();
    let sandbox = resource.kind() == Kind::SandboxTemplate;
    if !sandbox && !options.namespace_label.as_deref().is_some_and(|it| lives_in_labelled(resource, it, index)) {
        return;
    }
    Pod::templates(resource).for_each(|pod| judge(pod, &options, cx));
}

fn judge(pod: Pod<'_>, options: &Options, cx: &mut Context<'_>) {
    let class = pod.get("runtimeClassName");
    let help = "set `runtimeClassName` to a class whose containers have a kernel of their own";
    match class.and_then(Value::as_str) {
        Some(name) if is_hardened(name, &options.classes) => {}
        Some(name) => {
            cx.report(class.unwrap_or(pod.spec()), format!("runtime class `{name}` is not among the hardened ones"))
                .help(help);
        }
        None => {
            cx.report(pod, format!("{} runs on the kernel of the node", pod.resource().title())).help(help);
        }
    }
}

fn is_hardened(class: &str, listed: &[String]) -> bool {
    if listed.is_empty() {
        return ["gvisor", "kata", "runsc"].iter().any(|it| class.starts_with(it));
    }
    listed.iter().any(|it| it == class)
}

fn lives_in_labelled<'a>(resource: Resource<'a>, label: &str, index: &Index<'a>) -> bool {
    let Some(namespace) = resource.namespace() else { return false };
    let Lookup::Found(namespace) = index.find(Kind::Namespace, namespace, resource) else { return false };
    let (key, value) = label.split_once('=').map_or((label, None), |(key, value)| (key, Some(value)));
    namespace.label(key).is_some_and(|it| value.is_none_or(|value| it.text() == Some(value)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;
    use serde_json::json;

    const SANDBOX: &str = "apiVersion: extensions.agents.x-k8s.io/v1alpha1\nkind: SandboxTemplate\nmetadata: {name: s}\nspec: {podTemplate: {spec: {runtimeClassName: kata-qemu, containers: [{name: a}]}}}\n";

    #[test]
    fn the_list_of_classes_can_be_set() {
        let rule = || tester::of(&super::RUNTIME_CLASS_NOT_HARDENED);
        rule().passes(SANDBOX);
        rule().options(json!({"classes": ["gvisor"]})).fails(SANDBOX);
        rule().fails(&SANDBOX.replace("kata-qemu", "nvidia"));
    }

    #[test]
    fn other_pods_are_asked_where_their_namespace_says_so() {
        let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: ns, labels: {tenant: guest}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ns}\nspec: {containers: [{name: a}]}\n";
        let rule = || tester::of(&super::RUNTIME_CLASS_NOT_HARDENED);
        rule().passes(text);
        rule().options(json!({"namespace_label": "tenant"})).fails(text);
        rule().options(json!({"namespace_label": "tenant=guest"})).fails(text);
        rule().options(json!({"namespace_label": "tenant=us"})).passes(text);
    }
}
