//! `namespace-not-injected`

use super::{around, proxy};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with pods that are not in the mesh.
    ///
    /// ## Why is this bad?
    /// Neither label, `istio-injection` nor `istio.io/dataplane-mode`, is there: the pods run without a proxy, so that
    /// no policy is enforced for them and what they send is not encrypted. The rule speaks where the input is about
    /// Istio at all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: app}]}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: app}]}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web, namespace: shop}
    /// spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
    /// ```
    pub NAMESPACE_NOT_INJECTED = "namespace-not-injected" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0102"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    const KEYS: [&str; 3] = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"];
    let name = namespace.name();
    let spared = name.starts_with("kube-")
        || matches!(name, "istio-system" | "istio-operator")
        || name == index.root_namespace(namespace);
    if spared || KEYS.iter().any(|it| namespace.label(it).is_some()) || !around::has_istio(index) && !index.is_closed()
    {
        return;
    }
    // That other namespaces are in the mesh is the better reason.
    if cx.is_left_to("namespace-injection-missing") && index.enrolled_namespace(namespace).is_some() {
        return;
    }
    let told = |it: Pod<'a>| it.label("sidecar.istio.io/inject").or(it.label("istio.io/dataplane-mode")).is_some();
    let mut pods = index.pods_in(namespace);
    if let Some(pod) = pods.find(|it| !told(*it) && !it.containers().any(proxy::is_istio)) {
        cx.report(namespace, format!("namespace `{name}` has pods and is not in the mesh"))
            .label(pod.resource(), "runs without a proxy")
            .help("label it `istio-injection: enabled` or `istio.io/dataplane-mode: ambient`, or `istio-injection: disabled` to say it is meant");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(name: &str, labels: &str, pod: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: {name}, labels: {{{pod}}}}}\nspec: {{containers: [{{name: c}}]}}\n---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: d, namespace: {name}}}\n"
        )
    }

    #[test]
    fn a_word_either_way_or_none_about_istio_is_enough() {
        let rule = tester::of(&super::NAMESPACE_NOT_INJECTED);
        rule.fails(&of("a", "", ""));
        rule.passes(&of("kube-system", "", ""));
        rule.passes(&of("a", "istio-injection: disabled", ""));
        rule.passes(&of("a", "", "sidecar.istio.io/inject: 'true'"));
        rule.passes(of("a", "", "").rsplit_once("---").unwrap().0);
        rule.passes(of("a", "", "").replace("kind: Pod", "kind: Secret").as_str());
    }
}
