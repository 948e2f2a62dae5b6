//! `peerauthn-duplicate-scope`

use super::scope::scope;
use crate::rule::prelude::*;

declare_rule! {
    /// Two PeerAuthentications for the same workloads.
    ///
    /// ## Why is this bad?
    /// The older one counts, and files have no age. If their modes differ, whether plain text is taken is a matter
    /// of luck.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: one}
    /// spec:
    ///   mtls: {mode: STRICT}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: two}
    /// spec:
    ///   mtls: {mode: PERMISSIVE}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: one}
    /// spec:
    ///   mtls: {mode: STRICT}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: two}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   mtls: {mode: PERMISSIVE}
    /// ```
    pub PEERAUTHN_DUPLICATE_SCOPE = "peerauthn-duplicate-scope" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0002"],
        check: Related(&[Kind::PeerAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(own) = scope(resource) else { return };
    let earlier = index.in_namespace(Kind::PeerAuthentication, resource.namespace());
    for other in earlier.take_while(|it| it.root() != resource.root()) {
        let same = scope(other).is_some_and(|it| it.is_same(&own));
        if same && other.name() != resource.name() && index.together(other, resource) {
            let finding =
                cx.report(resource, format!("PeerAuthentication `{}` is for the same workloads", other.name()));
            finding.label(other, "only the older of the two counts").help("write one policy for these workloads");
            if other.path("spec.mtls.mode").and_then(Value::as_str)
                != resource.path("spec.mtls.mode").and_then(Value::as_str)
            {
                finding.severity(Severity::High);
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn modes_that_differ_are_worse() {
        let rule = tester::of(&super::PEERAUTHN_DUPLICATE_SCOPE);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        use crate::finding::Severity;
        let with = |name: &str, place: &str, mode: &str| of(name, place, &format!("{{mtls: {{mode: {mode}}}}}"));
        assert_eq!(rule.fails(&(with("p", "a", "STRICT") + &with("q", "a", "STRICT"))).severity, Severity::Medium);
        assert_eq!(rule.fails(&(with("p", "a", "STRICT") + &with("q", "a", "DISABLE"))).severity, Severity::High);
        rule.passes(&(with("p", "a", "STRICT") + &with("q", "b", "STRICT")));
        rule.passes(&(with("p", "a", "STRICT") + &of("q", "a", "{selector: {matchLabels: {x: y}}}")));
    }
}
