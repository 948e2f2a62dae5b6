//! `istiod-insecure-env`

use crate::rule::prelude::*;

declare_rule! {
    /// Switches of istiod that take its protection away.
    ///
    /// ## Why is this bad?
    /// These variables exist for migrations and tests. Each of them makes istiod believe callers without proof, open pages for debugging,
    /// or fetch from addresses that it should not reach; who reaches istiod then gets certificates, configuration or a way inside.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {values: {pilot: {env: {ENABLE_DEBUG_ENDPOINT_AUTH: "false"}}}}
    /// ```
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istiod}
    /// spec: {template: {spec: {containers: [{name: discovery, image: docker.io/istio/pilot:1.29.7, env: [{name: XDS_AUTH, value: "false"}]}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {values: {pilot: {env: {PILOT_ENABLE_XDS_IDENTITY_CHECK: "true"}}}}
    /// ```
    pub ISTIOD_INSECURE_ENV = "istiod-insecure-env" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:306", "cwe:1188"],
        check: Several(&[Check::Mesh(check_mesh), Check::Container(check)])
    }
}

/// Which values are the bad ones.
#[derive(Clone, Copy)]
enum Bad {
    Is(&'static str),
    Empty,
    Written,
}

/// Name, values, and what they do. `Written` stands for any value at all.
const SWITCHES: &[(&str, Bad, &str)] = &[
    ("XDS_AUTH", Bad::Is("false"), "proxies get configuration without proof of who they are"),
    ("XDS_AUTH_PLAINTEXT", Bad::Is("true"), "tokens of proxies travel in plain text"),
    ("PILOT_ENABLE_XDS_IDENTITY_CHECK", Bad::Is("false"), "a proxy may ask for the configuration of another"),
    ("PILOT_SKIP_VALIDATE_TRUST_DOMAIN", Bad::Is("true"), "identities of any trust domain are taken"),
    ("UNSAFE_ENABLE_ADMIN_ENDPOINTS", Bad::Is("true"), "pages for administration are open to anyone"),
    ("ENABLE_DEBUG_ENDPOINT_AUTH", Bad::Is("false"), "pages for debugging are open to anyone"),
    ("ENABLE_XDS_API_GENERATOR_AUTH", Bad::Is("false"), "the configuration of the mesh is open to anyone"),
    ("JWKS_RESOLVER_INSECURE_SKIP_VERIFY", Bad::Is("true"), "keys for tokens are taken from whoever answers"),
    ("PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS", Bad::Written, "kubeconfigs of remote clusters may run programs"),
    ("TRUSTED_GATEWAY_CIDR", Bad::Written, "callers from these addresses are believed what they claim to be"),
    ("BLOCKED_CIDRS_IN_JWKS_URIS", Bad::Empty, "addresses inside of the cluster may be asked for keys"),
    ("BLOCKED_CIDRS_IN_WASM_FETCH", Bad::Empty, "addresses inside of the cluster may be asked for plugins"),
    ("WASM_INSECURE_REGISTRIES", Bad::Written, "plugins from these registries come without TLS"),
];

fn judge(name: &str, value: &str) -> Option<&'static str> {
    let &(_, bad, what) = SWITCHES.iter().find(|it| it.0 == name)?;
    let hit = match bad {
        Bad::Is(text) => value.eq_ignore_ascii_case(text),
        Bad::Empty => value.trim().is_empty(),
        Bad::Written => !value.trim().is_empty(),
    };
    hit.then_some(what)
}

const HELP: &str = "delete the variable: the default is safe";

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let old = mesh.version().is_some_and(|it| it.1.is_before(24));
    for (name, value) in mesh.environment() {
        let text = value.text().unwrap_or_default();
        let client = name == "VERIFY_CERT_AT_CLIENT" && text == "false" && old;
        let what = judge(name, text).or_else(|| client.then_some("clients take any certificate"));
        let accounts = name == "CA_TRUSTED_NODE_ACCOUNTS"
            && text.split(',').any(|it| !it.trim().ends_with("/ztunnel") && !it.trim().is_empty());
        let what =
            what.or_else(|| accounts.then_some("these accounts may take the identity of any workload of their node"));
        if let Some(what) = what {
            let finding = cx.report(mesh.at(value), format!("`{name}`: {what}"));
            finding.help(HELP);
            if value.key_text() == Some(name) {
                finding.fix(Safety::Unsafe, "delete the variable", mesh.remove(value));
            }
        }
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(list) = container.get("env") else { return };
    if container.name() != "discovery" && container.image().is_none_or(|it| it.base_name() != "pilot") {
        return;
    }
    for entry in list.items() {
        let (Some(name), Some(value)) = (entry.str("name"), entry.get_raw("value")) else { continue };
        if let Some(what) = judge(name, value.text().unwrap_or_default()) {
            cx.report(value, format!("`{name}`: {what}")).help(HELP).fix(
                Safety::Unsafe,
                "delete the variable",
                Edit::remove_entry(entry),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn env(pairs: &str) -> String {
        format!(
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{tag: 1.23.1, values: {{pilot: {{env: {{{pairs}}}}}}}}}\n"
        )
    }

    #[test]
    fn each_switch_has_its_bad_value() {
        let rule = tester::of(&super::ISTIOD_INSECURE_ENV);
        let bad = "UNSAFE_ENABLE_ADMIN_ENDPOINTS: true|BLOCKED_CIDRS_IN_JWKS_URIS: ''|WASM_INSECURE_REGISTRIES: a.example.com|\
                   VERIFY_CERT_AT_CLIENT: 'false'|CA_TRUSTED_NODE_ACCOUNTS: 'istio-system/ztunnel,shop/web'";
        bad.split('|').for_each(|it| drop(rule.fails(&env(it))));
        let good = "XDS_AUTH: 'true'|WASM_INSECURE_REGISTRIES: ''|CA_TRUSTED_NODE_ACCOUNTS: istio-system/ztunnel|PILOT_TRACE_SAMPLING: '1'";
        good.split('|').for_each(|it| rule.passes(&env(it)));
    }

    #[test]
    fn only_istiod_reads_them() {
        let rule = tester::of(&super::ISTIOD_INSECURE_ENV);
        rule.passes(&tester::container("env: [{name: XDS_AUTH, value: 'false'}]"));
        rule.fails("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {components: {pilot: {k8s: {env: [{name: XDS_AUTH, value: 'false'}]}}}}\n");
    }
}
