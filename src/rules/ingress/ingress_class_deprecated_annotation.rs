//! `ingress-class-deprecated-annotation`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses that name their class by the old annotation.
    ///
    /// ## Why is this bad?
    /// `kubernetes.io/ingress.class` has been deprecated since Kubernetes 1.18 in favour of `spec.ingressClassName`.
    /// Controllers disagree on which of the two wins, and new ones read the field alone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {kubernetes.io/ingress.class: nginx}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_CLASS_DEPRECATED_ANNOTATION = "ingress-class-deprecated-annotation" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let Some(class) = resource.annotation("kubernetes.io/ingress.class") else { return };
    let name = class.text().unwrap_or_default();
    let field = ingress.get("ingressClassName");
    let message = match field.and_then(Value::text) {
        Some(other) if other != name => format!("the class is `{name}` here and `{other}` in `ingressClassName`"),
        _ => "the class is named by an annotation that is deprecated".to_owned(),
    };
    let finding = cx.report(class, message);
    finding.help(format!("write `ingressClassName: {name}` in the spec, and delete the annotation"));
    if field.is_some_and(|it| it.text() == Some(name)) {
        finding.fix(Safety::Unsafe, "keep the field alone", Edit::remove_entry(class));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_may_be_set_and_differ() {
        let rule = tester::of(&super::INGRESS_CLASS_DEPRECATED_ANNOTATION);
        let of = |annotations: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {spec}\n"
            )
        };
        let found = rule.fails(&of("kubernetes.io/ingress.class: a", "{ingressClassName: b}"));
        assert!(found.message.contains("`b`") && found.fix.is_none());
        assert!(rule.fails(&of("kubernetes.io/ingress.class: a", "{ingressClassName: a}")).fix.is_some());
    }
}
