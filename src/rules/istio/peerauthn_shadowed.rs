//! `peerauthn-shadowed`

use crate::rule::prelude::*;

declare_rule! {
    /// PeerAuthentications of one scope that disagree.
    ///
    /// ## Why is this bad?
    /// Of several for one scope only the oldest counts. Files do not say which was created first, so the mode in
    /// effect depends on the order of `kubectl apply`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: a, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: b, namespace: shop}
    /// spec: {mtls: {mode: PERMISSIVE}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: a, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: b, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ```
    pub PEERAUTHN_SHADOWED = "peerauthn-shadowed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0002", "kiali:KIA0003"],
        check: Related(&[Kind::PeerAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let at = resource.path("spec.mtls.mode");
    let earlier = index
        .in_namespace(Kind::PeerAuthentication, resource.namespace())
        .take_while(|it| it.root() != resource.root())
        .take(LOOK_BACK)
        .find(|it| {
            it.name() != resource.name()
                && scope(*it) == scope(resource)
                && mode(*it) != mode(resource)
                && index.together(*it, resource)
        });
    let Some(other) = earlier else { return };
    let message =
        format!("`{}` and `{}` are for the same workloads with different modes", resource.name(), other.name());
    let finding = match at {
        Some(at) => cx.report(at, message),
        None => cx.report(resource, message),
    };
    finding.help("keep one of them: only the older has an effect");
    match other.path("spec.mtls.mode") {
        Some(mode) => finding.label(mode, "the other mode"),
        None => finding.label(other, "the other, without a mode"),
    };
}

/// More policies than this in one namespace are compared with those nearest to the top only.
const LOOK_BACK: usize = 64;

fn mode(policy: Resource<'_>) -> &str {
    policy.path("spec.mtls.mode").and_then(Value::as_str).unwrap_or("UNSET")
}

/// The labels it selects, sorted.
fn scope(policy: Resource<'_>) -> Vec<(&str, &str)> {
    let selector = policy.path("spec.selector").map(Selector::of_label_selector).unwrap_or_default();
    let mut labels = selector.equal().to_vec();
    labels.sort_unstable();
    labels
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn pa(name: &str, namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n---\n"
        )
    }

    #[test]
    fn scopes_are_compared_not_names() {
        let rule = tester::of(&super::PEERAUTHN_SHADOWED);
        let some =
            |label: &str, mode: &str| format!("{{selector: {{matchLabels: {{{label}}}}}, mtls: {{mode: {mode}}}}}");
        rule.fails(&format!(
            "{}{}",
            pa("a", "x", &some("a: b, c: d", "STRICT")),
            pa("b", "x", &some("c: d, a: b", "DISABLE"))
        ));
        rule.passes(&format!("{}{}", pa("a", "x", &some("a: b", "STRICT")), pa("b", "x", &some("a: c", "DISABLE"))));
        rule.passes(&format!("{}{}", pa("a", "x", &some("a: b", "STRICT")), pa("b", "y", &some("a: b", "DISABLE"))));
        rule.passes(&format!(
            "# file: a/dev.yaml\n{}# file: a/prod.yaml\n{}",
            pa("a", "x", &some("a: b", "STRICT")),
            pa("a", "x", &some("a: b", "DISABLE"))
        ));
    }
}
