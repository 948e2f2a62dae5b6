//! `secret-replicated-everywhere`

use super::replication::everywhere;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets that a controller copies, or lets be copied, into every namespace.
    ///
    /// ## Why is this bad?
    /// Who may read Secrets in any one namespace then reads this one. The annotations of Reflector, Kubernetes Replicator and
    /// Config Syncer (kubed) mean all namespaces where the list of namespaces is missing, empty or a pattern for everything.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: wildcard-tls
    ///   annotations:
    ///     reflector.v1.k8s.emberstack.com/reflection-allowed: "true"
    /// type: kubernetes.io/tls
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: wildcard-tls
    ///   annotations:
    ///     reflector.v1.k8s.emberstack.com/reflection-allowed: "true"
    ///     reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces: "shop,blog"
    /// type: kubernetes.io/tls
    /// ```
    pub SECRET_REPLICATED_EVERYWHERE = "secret-replicated-everywhere" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:668", "cwe:522"],
        check: Resource(
            &[Kind::Secret, Kind::ExternalSecret, Kind::SealedSecret, Kind::CertManagerCertificate],
            check,
        )
    }
}

/// Where annotations of a Secret stand, in the Secret and in what makes one.
const PLACES: [&str; 4] = [
    "metadata.annotations",
    "spec.target.template.metadata.annotations",
    "spec.template.metadata.annotations",
    "spec.secretTemplate.annotations",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    // The annotations of what makes a Secret are its own; it is their template that counts.
    let places = if resource.kind() == Kind::Secret { &PLACES[..1] } else { &PLACES[1..] };
    let Some((at, copies)) = places.iter().filter_map(|it| resource.path(it)).find_map(everywhere) else { return };
    let what = if copies { "is copied into every namespace" } else { "may be copied into every namespace" };
    cx.report(at, format!("{} {what}", title(resource)))
        .help("list the namespaces that need it, or give each a Secret of its own");
}

fn title(resource: Resource<'_>) -> String {
    match resource.kind() {
        Kind::Secret => resource.title(),
        _ => format!("the Secret of {}", resource.title()),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn secret(annotations: &str) -> String {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s, annotations: {{{annotations}}}}}\n")
    }

    #[test]
    fn each_controller_has_its_own_word_for_all() {
        let rule = tester::of(&super::SECRET_REPLICATED_EVERYWHERE);
        for bad in [
            "kubed.appscode.com/sync: ''",
            "replicator.v1.mittwald.de/replicate-to: 'a,.*'",
            "replicator.v1.mittwald.de/replicate-to-matching: ''",
            "replicator.v1.mittwald.de/replication-allowed: 'true'",
            "replicator.v1.mittwald.de/replication-allowed: 'true', replicator.v1.mittwald.de/replication-allowed-namespaces: '.*'",
            "reflector.v1.k8s.emberstack.com/reflection-allowed: 'true', reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces: ''",
        ] {
            rule.fails(&secret(bad));
        }
        for good in [
            "kubed.appscode.com/sync: 'team=a'",
            "replicator.v1.mittwald.de/replicate-to: 'a,b-.*'",
            "replicator.v1.mittwald.de/replicate-to-matching: 'a=b'",
            "replicator.v1.mittwald.de/replication-allowed: 'false'",
            "reflector.v1.k8s.emberstack.com/reflection-allowed: 'false'",
            "reflector.v1.k8s.emberstack.com/reflection-allowed: 'true', reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces: 'a'",
            "reflector.v1.k8s.emberstack.com/reflection-allowed: 'true', reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces-selector: 'a=b'",
            "a: b",
        ] {
            rule.passes(&secret(good));
        }
    }

    #[test]
    fn what_is_copied_unasked_is_told_apart_and_templates_count() {
        let rule = tester::of(&super::SECRET_REPLICATED_EVERYWHERE);
        let auto = "reflector.v1.k8s.emberstack.com/reflection-allowed: 'true', reflector.v1.k8s.emberstack.com/reflection-auto-enabled: 'true'";
        assert_eq!(rule.fails(&secret(auto)).message, "Secret `s` is copied into every namespace");
        let certificate = format!(
            "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {{name: c}}\nspec: {{secretTemplate: {{annotations: {{{auto}}}}}}}\n"
        );
        assert!(rule.fails(&certificate).message.starts_with("the Secret of Certificate `c`"));
        rule.passes(&secret(auto).replace("apiVersion: v1\nkind: Secret", "apiVersion: v1\nkind: ConfigMap"));
    }
}
