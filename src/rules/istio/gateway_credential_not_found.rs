//! `gateway-credential-not-found`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Credentials of a Gateway that are no Secret where its pods are.
    ///
    /// ## Why is this bad?
    /// The Secret is read in the namespace of the gateway pods, not in that of the Gateway. Without it the server
    /// is not opened: connections are refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web, namespace: infra}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web-tsl}}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: infra}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web-tls, namespace: infra}
    /// type: kubernetes.io/tls
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web, namespace: infra}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web-tls}}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: infra}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web-tls, namespace: infra}
    /// type: kubernetes.io/tls
    /// ```
    pub GATEWAY_CREDENTIAL_NOT_FOUND = "gateway-credential-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

/// What makes Secrets of names that the input may not tell.
const MAKERS: [Kind; 4] =
    [Kind::CertManagerCertificate, Kind::ExternalSecret, Kind::SealedSecret, Kind::SecretProviderClass];

/// Whether neither a Secret, whose data is written down, nor the one beside it holds the certificate of an authority.
fn lacks_authority<'a>(secret: Resource<'a>, place: Option<&str>, index: &Index<'a>) -> bool {
    let field = |name: &str| {
        ["data", "stringData"].iter().any(|it| secret.path(it).is_some_and(|it| it.get_raw(name).is_some()))
    };
    let written = secret.path("data").or(secret.path("stringData")).is_some_and(|it| !it.is_empty());
    let beside = format!("{}-cacert", secret.name());
    written
        && !field("ca.crt")
        && !field("cacert")
        && matches!(index.find_in(Kind::Secret, &beside, place, secret), Lookup::Missing)
        && !index.may_be_made(Kind::Secret, &beside, secret)
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let pods = index.gateway_pods(resource);
    let Some(first) = pods.first() else { return };
    let place = first.resource().namespace();
    let many = pods.iter().any(|it| it.resource().namespace() != place);
    // Who writes Secrets into the repository writes all of them there.
    let held = index.closes(Kind::Secret) || index.in_namespace(Kind::Secret, place).any(|it| !index.is_outline(it));
    if many || !held || MAKERS.iter().any(|it| index.in_namespace(*it, place).next().is_some()) {
        return;
    }
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")) {
        let named = tls.get("credentialName").into_iter().chain(tls.list("credentialNames"));
        for (at, name) in
            named.filter_map(|it| Some((it, it.as_str()?))).filter(|it| !it.1.is_empty() && !it.1.contains("://"))
        {
            let there = index.find_in(Kind::Secret, name, place, first.resource());
            if let Lookup::Found(secret) = there
                && let Some(mode) =
                    tls.get("mode").filter(|it| matches!(it.as_str(), Some("MUTUAL" | "OPTIONAL_MUTUAL")))
                && lacks_authority(secret, place, index)
            {
                cx.report(at, format!("no authority to check clients by: Secret `{name}` has no `ca.crt`"))
                    .label(mode, "clients show certificates")
                    .help(format!("put `ca.crt` into the Secret, or create the Secret `{name}-cacert` with it"));
            }
            if matches!(there, Lookup::Missing) && !index.may_be_made(Kind::Secret, name, first.resource()) {
                let message = match place {
                    Some(place) => {
                        format!("there is no Secret `{name}` in namespace `{place}`, where the gateway runs")
                    }
                    None => format!("there is no Secret `{name}` beside the pods of the gateway"),
                };
                cx.report(at, message).help("create the Secret in the namespace of the gateway pods");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(tls: &str, more: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: apps}}\nspec: {{selector: {{istio: edge}}, servers: [{{port: {{number: 443, name: s, protocol: HTTPS}}, hosts: ['*'], tls: {{{tls}}}}}]}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: infra, labels: {{istio: edge}}}}\nspec: {{containers: [{{name: istio-proxy}}]}}\n---\n{more}"
        )
    }

    fn secret(name: &str, place: &str, data: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: {place}}}\nstringData: {{{data}}}\n---\n"
        )
    }

    #[test]
    fn secrets_are_those_of_the_pods() {
        let rule = tester::of(&super::GATEWAY_CREDENTIAL_NOT_FOUND);
        let simple = "mode: SIMPLE, credentialName: c";
        rule.passes(&of(simple, ""));
        rule.passes(&of(simple, &secret("c", "infra", "")));
        rule.fails(&of(simple, &(secret("c", "apps", "") + &secret("d", "infra", ""))));
        rule.passes(&of("mode: SIMPLE, credentialName: 'kubernetes-gateway://x/c'", &secret("d", "infra", "")));
        let maker = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c, namespace: infra}\nspec: {secretName: x}\n";
        rule.passes(&of(simple, &(secret("d", "infra", "") + maker)));
    }

    #[test]
    fn to_check_clients_takes_an_authority() {
        let rule = tester::of(&super::GATEWAY_CREDENTIAL_NOT_FOUND);
        let mutual = "mode: MUTUAL, credentialName: c";
        rule.fails(&of(mutual, &secret("c", "infra", "tls.crt: a, tls.key: b")));
        rule.passes(&of(mutual, &secret("c", "infra", "tls.crt: a, tls.key: b, ca.crt: c")));
        rule.passes(&of(
            mutual,
            &(secret("c", "infra", "tls.crt: a, tls.key: b") + &secret("c-cacert", "infra", "ca.crt: c")),
        ));
        rule.passes(&of(mutual, &secret("c", "infra", "")));
    }
}
