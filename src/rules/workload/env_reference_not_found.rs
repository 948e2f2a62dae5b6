//! `env-reference-not-found`

use super::config_data::{EVERYWHERE, holds, is_complete};
use crate::manifest::ConfigReference;
use crate::rule::prelude::*;

declare_rule! {
    /// References to a ConfigMap, a Secret or a key in one that is not there.
    ///
    /// ## Why is this bad?
    /// The container does not start until somebody creates what is missing, or, with a volume, the pod hangs while
    /// it is set up. Objects are looked for where the input holds others of their kind; what Kustomize, an operator
    /// or an external store makes is not missing.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: LEVEL
    ///           valueFrom: {configMapKeyRef: {name: settings, key: level}}
    /// # file: settings.yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: settings}
    /// data: {verbosity: info}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: LEVEL
    ///           valueFrom: {configMapKeyRef: {name: settings, key: level}}
    /// # file: settings.yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: settings}
    /// data: {level: info}
    /// ```
    pub ENV_REFERENCE_NOT_FOUND = "env-reference-not-found" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:env-value-from", "popeye:POP-304", "popeye:POP-407", "popeye:POP-401"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let references = Pod::all(resource).flat_map(ConfigReference::of);
    for reference in references.filter(|it| !it.optional && !EVERYWHERE.contains(&it.name)) {
        match index.find(reference.kind, reference.name, resource) {
            Lookup::Found(object) => judge_keys(&reference, object, index, cx),
            Lookup::Missing if !index.may_be_made(reference.kind, reference.name, resource) => {
                let kind = reference.kind.name();
                cx.report(reference.at, format!("there is no {kind} `{}`", reference.name))
                    .help(format!("create the {kind}, correct the name, or mark the reference `optional`"));
            }
            _ => {}
        }
    }
}

fn judge_keys<'a>(reference: &ConfigReference<'a>, object: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // A key in any object of that name will do: the input may hold variants of it.
    let has = |key: &str| index.named(reference.kind, reference.name).any(|it| !is_complete(it) || holds(it, key));
    for key in &reference.keys {
        let Some(text) = key.as_str().filter(|it| !has(it)) else { continue };
        cx.report(*key, format!("{} has no key `{text}`", object.title()))
            .label(object, "this object")
            .help("correct the key, or add it to the object");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rule::Example;

    fn it(env: &str, more: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: a, {env}}}]}}\n---\n{more}"
        )
    }

    const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: there}\ndata: {a: b}\n";

    #[test]
    fn every_place_counts_unless_it_is_optional() {
        let rule = tester::of(&super::ENV_REFERENCE_NOT_FOUND);
        rule.fails(&it("envFrom: [{configMapRef: {name: gone}}]", MAP));
        rule.fails(&it("env: [{name: A, valueFrom: {configMapKeyRef: {name: gone, key: a}}}]", MAP));
        rule.passes(&it("env: [{name: A, valueFrom: {configMapKeyRef: {name: gone, key: a, optional: true}}}]", MAP));
        rule.passes(&it("envFrom: [{configMapRef: {name: there}}]", MAP));
        let volume =
            |source: &str| format!("{}---\n{MAP}", tester::pod(&format!("{{volumes: [{{name: v, {source}}}]}}")));
        rule.fails(&volume("configMap: {name: gone}"));
        rule.fails(&volume("configMap: {name: there, items: [{key: b, path: b}]}"));
        rule.fails(&volume("projected: {sources: [{configMap: {name: gone}}, {configMap: {name: there}}]}"));
        rule.passes(&volume("configMap: {name: kube-root-ca.crt}"));
    }

    #[test]
    fn what_may_be_elsewhere_or_made_is_not_missing() {
        let rule = tester::of(&super::ENV_REFERENCE_NOT_FOUND);
        let secret = "envFrom: [{secretRef: {name: gone}}]";
        rule.passes(&it(secret, MAP));
        let other = "apiVersion: v1\nkind: Secret\nmetadata: {name: other}\n---\n";
        rule.fails(&it(secret, other));
        for maker in [
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: e}\nspec: {target: {name: gone}}\n",
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: gone}\n",
            "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c}\nspec: {secretName: gone}\n",
            "apiVersion: example.com/v1\nkind: Database\nmetadata: {name: d}\nspec: {connection: {toSecret: {name: gone}}}\n",
        ] {
            rule.passes(&it(secret, &format!("{other}{maker}")));
        }
        let text = it("envFrom: [{configMapRef: {name: gone}}]", MAP);
        let kustomization = "# file: kustomization.yaml\nkind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nconfigMapGenerator: [{name: gone}]\n";
        assert_eq!(rule.run(&Example::new(&format!("# file: a.yaml\n{text}{kustomization}"))).len(), 0);
    }

    #[test]
    fn controllers_fill_objects_that_are_created_empty() {
        let rule = tester::of(&super::ENV_REFERENCE_NOT_FOUND);
        let secret = |fields: &str| {
            let secret = format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n{fields}\n");
            it("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: token}}}]", &secret)
        };
        rule.fails(&secret("stringData: {password: x}"));
        rule.passes(&secret("stringData: {token: x}"));
        rule.passes(&secret("type: Opaque"));
        rule.passes(&secret("type: kubernetes.io/service-account-token\ndata: {a: b}"));
    }
}
