//! `trafficextension-lua`

use crate::rule::prelude::*;

declare_rule! {
    /// Lua scripts in a TrafficExtension.
    ///
    /// ## Why is this bad?
    /// A script runs in the proxy, with the keys and identity of the workload. Whoever may write the object runs code
    /// there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: TrafficExtension
    /// metadata: {name: tweak}
    /// spec:
    ///   lua: {inlineCode: "function envoy_on_request(handle) end"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: TrafficExtension
    /// metadata: {name: tweak}
    /// spec:
    ///   wasm: {url: oci://registry.example.com/auth@sha256:aa}
    /// ```
    pub TRAFFICEXTENSION_LUA = "trafficextension-lua" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:94"],
        check: Resource(&[Kind::TrafficExtension], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(lua) = resource.path("spec.lua") {
        cx.report(lua, "a script runs in the proxy, with its keys and identity")
            .help("use a field of the API, a Wasm plugin or an external authorizer");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_groups_are_not_meant() {
        let rule = tester::of(&super::TRAFFICEXTENSION_LUA);
        rule.passes("apiVersion: example.com/v1\nkind: TrafficExtension\nmetadata: {name: a}\nspec: {lua: {}}\n");
        rule.fails("apiVersion: extensions.istio.io/v1alpha1\nkind: TrafficExtension\nmetadata: {name: a}\nspec: {lua: {inlineCode: x}}\n");
    }
}
