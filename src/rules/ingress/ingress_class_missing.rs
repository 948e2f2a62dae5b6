//! `ingress-class-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses without a class, where there are several and none is the default.
    ///
    /// ## Why is this bad?
    /// No controller, or each of them, takes the Ingress: it may stay without effect, or be open at an entrance that it
    /// was not meant for.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: inner}
    /// spec: {controller: example.com/inner}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: outer}
    /// spec: {controller: example.com/outer}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: inner}
    /// spec: {controller: example.com/inner}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: outer, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
    /// spec: {controller: example.com/outer}
    /// ```
    pub INGRESS_CLASS_MISSING = "ingress-class-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:restrict-ingress-classes"],
        check: Related(&[Kind::Ingress], check)
    }
}

/// More classes than this are not looked at.
const MANY: usize = 64;

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource).filter(|it| it.class().is_none()) else { return };
    let classes = index.of_kind(Kind::IngressClass).take(MANY).filter(|it| index.same_cluster(*it, resource));
    let classes: Vec<_> = classes.collect();
    let is_default = |it: &Resource<'a>| {
        it.annotation("ingressclass.kubernetes.io/is-default-class").and_then(Value::text) == Some("true")
    };
    let [first, second, ..] = classes[..] else { return };
    if first.name() != second.name() && !classes.iter().any(is_default) {
        let finding = cx.report(ingress.resource(), format!("Ingress `{}` names no class", resource.name()));
        finding.label(first, "one class").label(second, "another one").help("set `ingressClassName`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_class_or_an_annotation_is_enough() {
        let rule = tester::of(&super::INGRESS_CLASS_MISSING);
        let of = |annotations: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {{rules: []}}\n---\n"
            )
        };
        let class = |name: &str| {
            format!("apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}}}\n---\n")
        };
        let two = format!("{}{}", class("a"), class("b"));
        rule.fails(&format!("{}{two}", of("")));
        rule.passes(&format!("{}{two}", of("kubernetes.io/ingress.class: a")));
        rule.passes(&format!("{}{}", of(""), class("a")));
    }
}
