//! `ingress-class-default-duplicate`

use crate::rule::prelude::*;

declare_rule! {
    /// Two IngressClasses that are both the default.
    ///
    /// ## Why is this bad?
    /// The API server refuses every new Ingress that names no class, since it cannot tell which is meant.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: inner, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
    /// spec: {controller: example.com/inner}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: outer, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
    /// spec: {controller: example.com/outer}
    /// ```
    /// ## Pass
    /// ```yaml
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
    pub INGRESS_CLASS_DEFAULT_DUPLICATE = "ingress-class-default-duplicate" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::IngressClass], check)
    }
}

/// More classes than this are not looked at.
const MANY: usize = 64;

const DEFAULT: &str = "ingressclass.kubernetes.io/is-default-class";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let default = |it: Resource<'a>| it.annotation(DEFAULT).filter(|it| it.text() == Some("true"));
    let Some(mine) = default(resource) else { return };
    let earlier = index.of_kind(Kind::IngressClass).take(MANY).take_while(|it| it.root() != resource.root());
    let mut others = earlier.filter(|it| it.name() != resource.name() && index.same_cluster(*it, resource));
    if let Some((other, theirs)) = others.find_map(|it| Some((it, default(it)?))) {
        cx.report(mine, format!("IngressClass `{}` is the default already", other.name()))
            .label(theirs, "the other one")
            .help("keep the annotation on one of them");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn variants_of_one_cluster_do_not_meet() {
        let rule = tester::of(&super::INGRESS_CLASS_DEFAULT_DUPLICATE);
        let class = |name: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}, annotations: {{ingressclass.kubernetes.io/is-default-class: 'true'}}}}\n---\n"
            )
        };
        rule.fails(&format!("{}{}", class("a"), class("b")));
        rule.passes(&format!("# file: x/a/one.yaml\n{}# file: y/b/two.yaml\n{}", class("a"), class("b")));
        rule.passes(&class("a").replace("'true'", "'false'").repeat(2));
    }

    #[test]
    fn the_later_of_two_is_told() {
        let class = |name: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}, annotations: {{ingressclass.kubernetes.io/is-default-class: 'true'}}}}\n---\n"
            )
        };
        let found = tester::of(&super::INGRESS_CLASS_DEFAULT_DUPLICATE).fails(&format!("{}{}", class("a"), class("b")));
        assert_eq!(found.subject.name, "b");
    }
}
