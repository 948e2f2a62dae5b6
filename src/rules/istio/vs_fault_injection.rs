//! `vs-fault-injection`

use crate::rule::prelude::*;

declare_rule! {
    /// Faults that are made on purpose.
    ///
    /// ## Why is this bad?
    /// `fault` delays or breaks requests to see what the callers do. Left in after the test, it is an outage that looks
    /// like the application's.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop]
    ///   http:
    ///     - fault: {abort: {httpStatus: 500, percentage: {value: 10}}}
    ///       route: [{destination: {host: shop}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop]
    ///   http:
    ///     - route: [{destination: {host: shop}}]
    /// ```
    pub VS_FAULT_INJECTION = "vs-fault-injection" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:489"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let is_test = |text: &str| ["test", "chaos", "fault", "experiment"].iter().any(|it| text.contains(it));
    if is_test(resource.name()) || resource.namespace().is_some_and(is_test) {
        return;
    }
    for fault in service.routes("http").filter_map(|it| it.get("fault")) {
        // A header in the condition keeps it to those who ask for it.
        let route = fault.parent();
        let asked = route.is_some_and(|it| {
            it.list("match").next().is_some() && it.list("match").all(|it| it.get("headers").is_some())
        });
        let off = |it: Value<'_>| it.path("percentage.value").and_then(Value::as_int) == Some(0);
        let active = ["delay", "abort"].iter().filter_map(|it| fault.get(it)).any(|it| !off(it));
        if active && !asked {
            cx.report(fault, "requests are delayed or broken on purpose").help("take it out once the test is over");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn tests_and_callers_who_ask_are_meant() {
        let rule = tester::of(&super::VS_FAULT_INJECTION);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.fails(&of("{http: [{fault: {delay: {fixedDelay: 5s}}}]}"));
        rule.passes(&of("{http: [{fault: {delay: {fixedDelay: 5s, percentage: {value: 0}}}}]}"));
        rule.passes(&of("{http: [{match: [{headers: {x: {exact: y}}}], fault: {abort: {httpStatus: 500}}}]}"));
        rule.passes(&of("{http: [{fault: {abort: {httpStatus: 500}}}]}").replace("name: g", "name: chaos"));
    }
}
