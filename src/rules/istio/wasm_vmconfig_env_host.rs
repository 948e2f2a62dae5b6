//! `wasm-vmconfig-env-host`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// Plugins that get secrets or the environment of the proxy.
    ///
    /// ## Why is this bad?
    /// With `valueFrom: HOST` a plugin reads variables of the proxy, and a credential written into `pluginConfig` or
    /// `env` is readable by all who may read the object.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ///   vmConfig:
    ///     env: [{name: TOKEN, valueFrom: HOST}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ///   vmConfig:
    ///     env: [{name: LEVEL, value: info}]
    /// ```
    pub WASM_VMCONFIG_ENV_HOST = "wasm-vmconfig-env-host" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:522"],
        check: Resource(&[Kind::WasmPlugin], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    for variable in spec.path("vmConfig.env").into_iter().flat_map(Value::items) {
        if let Some(from) = variable.get("valueFrom").filter(|it| it.as_str() == Some("HOST")) {
            cx.report(
                from,
                format!("the plugin reads `{}` of the proxy's environment", variable.str("name").unwrap_or_default()),
            )
            .help("write the `value` it needs");
        } else if let Some(value) =
            variable.get("value").filter(|it| variable.str("name").is_some_and(|name| is_secret(name, *it)))
        {
            report(value, cx);
        }
    }
    for holder in spec.get("pluginConfig").into_iter().flat_map(envoy::mappings) {
        for (key, value) in holder.written() {
            if key.text().is_some_and(|it| is_secret(it, value)) {
                report(value, cx);
            }
        }
    }
}

fn report(value: Value<'_>, cx: &mut Context<'_>) {
    cx.report(value, "a credential is written into the configuration of the plugin")
        .sensitive()
        .help("let the plugin get it from a service that checks who asks, and replace it: it is known now");
}

/// Whether a name is that of a credential, and the value can be one.
fn is_secret(name: &str, value: Value<'_>) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '_'], "");
    let named = ["password", "passwd", "clientsecret", "apikey", "secretkey", "privatekey", "accesstoken", "authtoken"]
        .iter()
        .any(|it| name.ends_with(it));
    let is_reference =
        |it: &str| it.starts_with('$') || it.starts_with("{{") || it.starts_with('/') || it.contains("://");
    named && value.as_str().is_some_and(|it| it.len() >= 6 && !is_reference(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn credentials_count_wherever_they_are() {
        let rule = tester::of(&super::WASM_VMCONFIG_ENV_HOST);
        let of = |spec: &str| {
            format!("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: w}}\nspec: {spec}\n")
        };
        rule.fails(&of("{pluginConfig: {upstream: {client_secret: s3cr3t-value}}}"));
        rule.fails(&of("{vmConfig: {env: [{name: API_KEY, value: abcdef123}]}}"));
        rule.passes(&of("{pluginConfig: {client_secret: '$(FROM_FILE)', tokenPath: /var/token, apiKey: ''}}"));
    }
}
