//! `secret-store-inline-credential`

use super::inline;
use super::place::place;
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Custom resources that hold a credential where they could name a Secret.
    ///
    /// ## Why is this bad?
    /// Secret stores, issuers and providers take their credentials by reference. Written into the object itself they
    /// are read by everyone who may read that kind, and by whoever reads the repository.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: example.com/v1
    /// kind: ProviderConfig
    /// metadata: {name: cloud}
    /// spec:
    ///   auth:
    ///     clientId: web
    ///     clientSecret: 8a600db504d77a15b4d29552626dc8e74a0d80e2
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: external-secrets.io/v1
    /// kind: SecretStore
    /// metadata: {name: vault}
    /// spec:
    ///   provider:
    ///     vault:
    ///       server: https://vault.corp
    ///       auth: {tokenSecretRef: {name: vault-token, key: token}}
    /// ```
    pub SECRET_STORE_INLINE_CREDENTIAL = "secret-store-inline-credential" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:798"],
        check: Resource(KINDS, check)
    }
}

/// Kinds of others than Kubernetes; what their pods hold has rules of its own.
const KINDS: &[Kind] = &[
    Kind::Other,
    Kind::TektonTask,
    Kind::TektonTaskRun,
    Kind::TektonPipeline,
    Kind::TektonPipelineRun,
    Kind::Workflow,
    Kind::WorkflowTemplate,
    Kind::ClusterWorkflowTemplate,
    Kind::CronWorkflow,
    Kind::ScaledObject,
    Kind::ScaledJob,
    Kind::KubeadmControlPlane,
    Kind::CapiCluster,
    Kind::Kiali,
    Kind::ServiceMeshControlPlane,
];

/// Groups whose objects other rules read, and those that hold patterns, queries and programs.
const OTHERS: &[&str] = &[
    "argoproj.io",
    "helm.toolkit.fluxcd.io",
    "helm.cattle.io",
    "kustomize.toolkit.fluxcd.io",
    "fleet.cattle.io",
    "kyverno.io",
    "policies.kyverno.io",
    "templates.gatekeeper.sh",
    "constraints.gatekeeper.sh",
    "mutations.gatekeeper.sh",
    "config.gatekeeper.sh",
    "install.istio.io",
];

/// Kinds that only say where secrets are, and those that describe dashboards and queries.
const REFERRING: &[&str] = &[
    "PushSecret",
    "ClusterExternalSecret",
    "ClusterPushSecret",
    "SecretProviderClass",
    "VaultStaticSecret",
    "VaultDynamicSecret",
    "VaultPKISecret",
    "PrometheusRule",
    "GrafanaDashboard",
    "OnePasswordItem",
    "InfisicalSecret",
    "Certificate",
    "CompositeResourceDefinition",
];

/// What has rules of its own below an object.
const SKIPPED: &[&str] =
    &["containers", "initContainers", "ephemeralContainers", "container", "script", "steps", "sidecars", "fake"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let group = resource.group();
    let own = !group.contains('.') || group.ends_with(".k8s.io") && !group.ends_with("x-k8s.io");
    if own
        || OTHERS.contains(&group) && resource.kind() == Kind::Other
        || REFERRING.contains(&resource.kind_name())
        || resource.root().get("sops").is_some()
    {
        return;
    }
    for (key, part) in resource.root().entries() {
        if !part.is_mapping() || matches!(key.text(), Some("metadata" | "status")) {
            continue;
        }
        for found in inline::below(part, SKIPPED) {
            let message = format!("`{}` of {} holds a credential in clear text", found.name, resource.title());
            found.report(
                cx,
                message,
                "name a Secret in its place (a field with `SecretRef` or the like), and replace the credential",
            );
        }
    }
    fake(resource, cx);
}

/// The provider for tests gives out what stands in the store itself.
fn fake(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(data) = resource.path("spec.provider.fake.data").filter(|_| resource.group() == "external-secrets.io")
    else {
        return;
    };
    let real = |it: &Value<'_>| {
        let class = value::classify(it.text().unwrap_or_default().trim());
        matches!(class, ValueClass::Random | ValueClass::Mixed | ValueClass::Uuid)
    };
    if let Some(value) = data.items().filter_map(|it| it.get("value")).find(real) {
        cx.report(place(value, None, 0), "a secret store of the provider `fake` holds its secrets in clear text")
            .severity(Severity::Medium)
            .sensitive()
            .help("use the provider `fake` in tests only, with values that open nothing");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;

    #[test]
    fn references_patterns_and_objects_of_others_pass() {
        let rule = tester::of(&super::SECRET_STORE_INLINE_CREDENTIAL);
        let it = |head: &str, spec: &str| format!("{head}\nmetadata: {{name: a}}\nspec: {spec}\n");
        let head = "apiVersion: corp.test/v1\nkind: Database";
        rule.fails(&it(head, "{users: [{name: app, password: 'bStd!8AgdmX2s'}]}"));
        rule.fails(&it(head, "{config: {adminPassword: hunter3two}}"));
        for spec in [
            "{passwordSecretRef: {name: db, key: password}}",
            "{routingKey: {name: pd, key: k}, passwordSecret: {name: a, key: password}}",
            "{secretName: db-credentials, tokenTTL: 1h, tokenPath: /run/token}",
            "{containers: [{name: a, env: [{name: DB_PASSWORD, value: 'bStd!8AgdmX2s'}]}]}",
        ] {
            rule.passes(&it(head, spec));
        }
        rule.passes(&it("apiVersion: kyverno.io/v1\nkind: ClusterPolicy", "{password: 'bStd!8AgdmX2s'}"));
        let fake = it(
            "apiVersion: external-secrets.io/v1\nkind: SecretStore",
            "{provider: {fake: {data: [{key: db, value: 'qCI9@sl6OUmbX'}]}}}",
        );
        assert_eq!(rule.fails(&fake).severity, Severity::Medium);
    }
}
