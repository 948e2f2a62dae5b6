//! `envoyfilter-lua`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// Lua scripts in the proxy.
    ///
    /// ## Why is this bad?
    /// A script runs in the proxy, with the keys and identity of the workload, and Lua in Envoy has no sandbox worth
    /// the name: it opens files and starts programs. Errors of it let requests pass.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: INSERT_BEFORE
    ///         value:
    ///           name: envoy.filters.http.lua
    ///           typed_config:
    ///             "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
    ///             inline_code: "function envoy_on_request(handle) end"
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: INSERT_BEFORE
    ///         value: {name: envoy.filters.http.compressor}
    /// ```
    pub ENVOYFILTER_LUA = "envoyfilter-lua" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:94"],
        check: Resource(&[Kind::EnvoyFilter], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for value in envoy::patches(resource).filter_map(|it| it.path("patch.value")) {
        for holder in envoy::mappings(value) {
            let is_lua = |it: &Value<'_>| it.as_str().is_some_and(|it| it.contains("filters.http.lua"));
            let code =
                ["inline_code", "inlineCode", "inline_string", "inlineString"].iter().find_map(|it| holder.get(it));
            let lua = holder.get("name").filter(is_lua);
            let Some(at) = code.filter(|it| is_script(*it)).or(lua.filter(|_| !has_code(holder))) else { continue };
            let text = at.as_str().unwrap_or_default();
            let starts = ["os.execute", "io.popen", "io.open", "package.loadlib"].iter().find(|it| text.contains(**it));
            let message = match starts {
                Some(call) => format!("a script in the proxy calls `{call}`"),
                None => "a script runs in the proxy, with its keys and identity".to_owned(),
            };
            cx.report(at, message)
                .severity(if starts.is_some() { Severity::High } else { Severity::Medium })
                .help("use a field of the API, a WasmPlugin or an external authorizer")
                .covers(&["envoyfilter-present"]);
        }
    }
}

fn is_script(value: Value<'_>) -> bool {
    value.as_str().is_some_and(|it| it.contains("envoy_on_re"))
}

fn has_code(holder: Value<'_>) -> bool {
    envoy::mappings(holder).into_iter().any(|it| it.written().any(|it| is_script(it.1)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn scripts_are_known_by_their_entry() {
        let rule = tester::of(&super::ENVOYFILTER_LUA);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: e}}\nspec: {spec}\n"
            )
        };
        let value = |it: &str| of(&format!("{{configPatches: [{{patch: {{value: {it}}}}}]}}"));
        let found = rule.fails(&value("{typed_config: {default_source_code: {inline_string: 'function envoy_on_response(h) os.execute(\"id\") end'}}}"));
        assert_eq!(found.severity, crate::finding::Severity::High);
        rule.fails(&value("{name: envoy.filters.http.lua, typed_config: {source_codes: {a: {filename: /a.lua}}}}"));
        rule.passes(&value("{typed_config: {body: {inline_string: 'hello'}}}"));
    }
}
