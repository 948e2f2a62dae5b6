//! `se-wildcard-host`

use crate::rule::prelude::*;

declare_rule! {
    /// Entries for domains where everyone has a host.
    ///
    /// ## Why is this bad?
    /// With `*.com`, or `*.s3.amazonaws.com`, the entry is for hosts of strangers as well. Where the mesh is closed to
    /// the outside otherwise, that is a way to carry data out.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside}
    /// spec:
    ///   hosts: ['*.com']
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DYNAMIC_DNS
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside}
    /// spec:
    ///   hosts: ['*.example.com']
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DYNAMIC_DNS
    /// ```
    pub SE_WILDCARD_HOST = "se-wildcard-host" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::ServiceEntry], check)
    }
}

/// Domains below which anyone can have a host.
const SHARED: [&str; 14] = [
    "amazonaws.com",
    "s3.amazonaws.com",
    "cloudfront.net",
    "blob.core.windows.net",
    "azurewebsites.net",
    "cloudapp.azure.com",
    "storage.googleapis.com",
    "appspot.com",
    "run.app",
    "web.app",
    "github.io",
    "herokuapp.com",
    "workers.dev",
    "ngrok.io",
];

/// Second levels that a country uses like a top level.
const SECOND: [&str; 6] = ["co", "com", "org", "net", "ac", "gov"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for host in resource.spec().into_iter().flat_map(|it| it.list("hosts")) {
        let Some(domain) = host.as_str().and_then(|it| it.strip_prefix("*.")) else { continue };
        let parts: Vec<&str> = domain.split('.').collect();
        let top = match parts[..] {
            [it] => !matches!(it, "local" | "internal" | "global" | "mesh" | "lan" | "corp" | "home" | "intranet"),
            [second, country] => country.len() == 2 && SECOND.contains(&second),
            _ => false,
        };
        if top || SHARED.contains(&domain) {
            let finding = cx.report(host, format!("anyone can have a host below `{domain}`"));
            finding.help("list the hosts that are needed").covers(&["se-resolution-none"]);
            if let Some(resolution) = resource.path("spec.resolution") {
                finding.label(resolution, "and the client chooses its address");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn private_zones_are_not_shared() {
        let rule = tester::of(&super::SE_WILDCARD_HOST);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: e, namespace: x}}\nspec: {spec}\n"
            )
        };
        for it in ["*.co.uk", "*.github.io", "*.io"] {
            rule.fails(&of(&format!("{{hosts: ['{it}']}}")));
        }
        for it in ["*.example.com", "*.local", "*.googleapis.com", "github.io", "*.svc.cluster.local", "*.x.fr"] {
            rule.passes(&of(&format!("{{hosts: ['{it}']}}")));
        }
    }
}
