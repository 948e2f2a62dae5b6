//! `retries-implicit`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes with the retries that nobody wrote.
    ///
    /// ## Why is this bad?
    /// Unless a route says otherwise, Istio repeats a request twice when the connection fails, when the stream is
    /// refused and on answers of 503. A 503 of the program itself may come after work was done, and on every hop the
    /// attempts multiply.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http: [{route: [{destination: {host: web}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http: [{retries: {attempts: 0}, route: [{destination: {host: web}}]}]
    /// ```
    pub RETRIES_IMPLICIT = "retries-implicit" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let implicit =
        |route: &Value<'a>| route.get("route").is_some_and(|it| !it.is_empty()) && route.get("retries").is_none();
    let mut routes = resource.spec().into_iter().flat_map(|it| it.list("http")).filter(implicit);
    let Some(first) = routes.next() else { return };
    if index.mesh(resource).is_some_and(|it| it.get("defaultHttpRetryPolicy").is_some()) {
        return;
    }
    let message = match routes.count() {
        0 => "the route is tried twice more by default".to_owned(),
        more => format!("this route and {more} others are tried twice more by default"),
    };
    cx.report(first.get("route").unwrap_or(first), message).help("write `retries`; `attempts: 0` switches them off");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_mesh_may_have_a_policy_of_its_own() {
        let rule = tester::of(&super::RETRIES_IMPLICIT);
        let service = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec: {hosts: [v], http: [{route: [{destination: {host: v}}]}, {redirect: {uri: /}}]}\n---\n";
        rule.fails(service);
        let mesh = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {meshConfig: {defaultHttpRetryPolicy: {attempts: 1}}}\n";
        rule.passes(&format!("{service}{mesh}"));
        rule.passes(&service.replace("{route", "{retries: {attempts: 1}, route"));
    }
}
