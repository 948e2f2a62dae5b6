//! `sidecar-multiple-default`

use crate::rule::prelude::*;

declare_rule! {
    /// Two Sidecars without a selector in one namespace.
    ///
    /// ## Why is this bad?
    /// A namespace has one default. Which of two it is, is not laid down, and hosts that only the other one lists
    /// cannot be reached.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: one}
    /// spec:
    ///   egress: [{hosts: ["./*"]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: two}
    /// spec:
    ///   egress: [{hosts: ["istio-system/*"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: one}
    /// spec:
    ///   egress: [{hosts: ["./*"]}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: two}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   egress: [{hosts: ["istio-system/*"]}]
    /// ```
    pub SIDECAR_MULTIPLE_DEFAULT = "sidecar-multiple-default" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0111", "kiali:KIA0002"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let default = |it: &Resource<'a>| it.path("spec.workloadSelector.labels").is_none_or(Value::is_empty);
    if !default(&resource) {
        return;
    }
    let earlier = index.in_namespace(Kind::Sidecar, resource.namespace());
    let mut earlier = earlier.take_while(|it| it.root() != resource.root());
    let other = earlier.find(|it| default(it) && it.name() != resource.name() && index.together(*it, resource));
    if let Some(other) = other {
        cx.report(resource, format!("Sidecar `{}` is for the whole namespace, too", other.name()))
            .label(other, "the other one")
            .help("write one Sidecar for the namespace, or give one of them a selector");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_selector_is_none() {
        let rule = tester::of(&super::SIDECAR_MULTIPLE_DEFAULT);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        rule.fails(&(of("s", "a", "{egress: []}") + &of("t", "a", "{workloadSelector: {labels: {}}}")));
        rule.passes(&(of("s", "a", "{egress: []}") + &of("t", "b", "{egress: []}")));
        rule.passes(&(of("s", "a", "{egress: []}") + &of("t", "a", "{workloadSelector: {labels: {x: y}}}")));
    }
}
