//! `agent-sandbox-hardening`

use crate::rule::prelude::*;

declare_rule! {
    /// Templates of agent sandboxes without a boundary of their own.
    ///
    /// ## Why is this bad?
    /// A sandbox runs code that nobody has read. On the kernel that all pods share one hole is enough to leave it; a
    /// runtime such as gVisor or Kata gives it a kernel of its own. Egress to everywhere takes out what the agent can
    /// read, and reaches what is open inside.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.agents.x-k8s.io/v1alpha1
    /// kind: SandboxTemplate
    /// metadata: {name: python}
    /// spec:
    ///   podTemplate:
    ///     spec:
    ///       containers:
    ///         - name: python
    ///           image: registry.example.com/python:3.14
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.agents.x-k8s.io/v1alpha1
    /// kind: SandboxTemplate
    /// metadata: {name: python}
    /// spec:
    ///   networkPolicy:
    ///     egress:
    ///       - to: [{podSelector: {matchLabels: {app: proxy}}}]
    ///   podTemplate:
    ///     spec:
    ///       runtimeClassName: gvisor
    ///       containers:
    ///         - name: python
    ///           image: registry.example.com/python:3.14
    /// ```
    pub AGENT_SANDBOX_HARDENING = "agent-sandbox-hardening" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0297", "kubescape:C-0301", "kubescape:C-0303", "kubescape:C-0304", "cwe:653"],
        check: Resource(&[Kind::SandboxTemplate], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for pod in Pod::templates(resource).filter(|it| it.get("runtimeClassName").is_none()) {
        cx.report(pod.spec(), format!("{} runs untrusted code on the kernel of the node", resource.title()))
            .help("set `runtimeClassName` to a sandboxed runtime, such as gVisor or Kata");
    }
    let managed = resource.path("spec.networkPolicyManagement");
    if let Some(it) = managed.filter(|it| it.as_str() == Some("Unmanaged")) {
        cx.report(it, format!("{} leaves its sandboxes without a network policy", resource.title()))
            .help("delete the line, and list under `spec.networkPolicy` what they may reach");
    }
    for rule in resource.path("spec.networkPolicy").into_iter().flat_map(|it| it.list("egress")) {
        let peers = rule.get("to");
        let open = rule.is_mapping() && peers.is_none_or(|it| it.is_empty() || it.items().any(is_everything));
        if open {
            cx.report(peers.unwrap_or(rule), format!("{} lets its sandboxes reach everything", resource.title()))
                .help("list what they need, or send them through a proxy that does");
        }
    }
}

/// All addresses, those inside among them.
fn is_everything(peer: Value<'_>) -> bool {
    let Some(block) = peer.get("ipBlock") else { return false };
    matches!(block.str("cidr"), Some("0.0.0.0/0" | "::/0")) && block.get("except").is_none_or(|it| it.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn template(spec: &str) -> String {
        format!(
            "apiVersion: extensions.agents.x-k8s.io/v1alpha1\nkind: SandboxTemplate\nmetadata: {{name: t}}\nspec: {{podTemplate: {{spec: {{runtimeClassName: kata, containers: [{{name: a}}]}}}}, {spec}}}\n"
        )
    }

    #[test]
    fn egress_is_judged_where_it_is_written() {
        let rule = tester::of(&super::AGENT_SANDBOX_HARDENING);
        rule.fails(&template("networkPolicyManagement: Unmanaged"));
        rule.fails(&template("networkPolicy: {egress: [{}]}"));
        rule.fails(&template("networkPolicy: {egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}"));
        rule.passes(&template("networkPolicy: {egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}"));
        rule.passes(&template("networkPolicyManagement: Managed"));
    }
}
