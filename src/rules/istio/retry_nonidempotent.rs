//! `retry-nonidempotent`

use crate::manifest::istio_schema::duration;
use crate::rule::prelude::*;

declare_rule! {
    /// Retries that repeat what must not be repeated, or that no time is left for.
    ///
    /// ## Why is this bad?
    /// An answer of 5xx does not say that nothing was done: an order that is placed again after one may be placed
    /// twice. More than five attempts multiply the load on a service that is failing already. Attempts that together
    /// take longer than the timeout of the route never come to be.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{method: {exact: POST}}]
    ///       retries: {attempts: 3, retryOn: 5xx}
    ///       route: [{destination: {host: web}}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{method: {exact: POST}}]
    ///       retries: {attempts: 3, retryOn: "connect-failure,refused-stream"}
    ///       route: [{destination: {host: web}}]
    ///     - retries: {attempts: 3, retryOn: 5xx, perTryTimeout: 2s}
    ///       timeout: 10s
    ///       route: [{destination: {host: web}}]
    /// ```
    pub RETRY_NONIDEMPOTENT = "retry-nonidempotent" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:799"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

/// Conditions under which the server may have done its work.
const AFTER_WORK: [&str; 4] = ["5xx", "gateway-error", "reset", "retriable-status-codes"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for route in resource.spec().into_iter().flat_map(|it| it.list("http")) {
        let Some(retries) = route.get("retries").filter(|it| it.is_mapping()) else { continue };
        let attempts = retries.get("attempts").and_then(Value::as_int).unwrap_or_default();
        if let Some((at, method)) = repeats(route, retries).filter(|_| attempts != 0) {
            cx.report(at, format!("a {method} that the server may have carried out is sent again"))
                .help("retry these requests on `connect-failure,refused-stream` only");
        }
        if let Some(at) = retries.get("attempts").filter(|_| attempts > 5) {
            cx.report(at, format!("{attempts} more attempts multiply the load on a service that fails"))
                .help("use two or three attempts");
        }
        let time = |of: Value<'_>, field: &str| duration(of.str(field)?).filter(|it| *it > 0.0);
        if let (Some(each), Some(all)) = (time(retries, "perTryTimeout"), time(route, "timeout"))
            && attempts > 0
            && each * attempts as f64 > all
        {
            let at = retries.get("perTryTimeout").unwrap_or(retries);
            let finding = cx.report(at, format!("{attempts} attempts of this time do not fit into the timeout"));
            finding.help("shorten the attempts, or lengthen the timeout of the route");
            if let Some(timeout) = route.get("timeout") {
                finding.label(timeout, "the timeout of the route");
            }
        }
    }
}

/// Where a route repeats requests that change something after the server may have worked on them, and the method.
fn repeats<'a>(route: Value<'a>, retries: Value<'a>) -> Option<(Value<'a>, &'a str)> {
    let on = retries.get("retryOn")?;
    on.as_str()?.split(',').map(str::trim).find(|it| AFTER_WORK.contains(it))?;
    let methods = route.list("match").filter_map(|it| it.path("method.exact")?.as_str());
    Some((on, methods.into_iter().find(|it| matches!(*it, "POST" | "PATCH"))?))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(route: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [v], http: [{{{route}, route: [{{destination: {{host: v}}}}]}}]}}\n"
        )
    }

    #[test]
    fn methods_that_may_be_repeated_are() {
        let rule = tester::of(&super::RETRY_NONIDEMPOTENT);
        let on = |method: &str, on: &str| {
            of(&format!("match: [{{method: {{exact: {method}}}}}], retries: {{attempts: 2, retryOn: '{on}'}}"))
        };
        rule.fails(&on("POST", "connect-failure, gateway-error"));
        rule.fails(&on("PATCH", "5xx"));
        rule.passes(&on("GET", "5xx"));
        rule.passes(&on("POST", "connect-failure"));
        rule.passes(&of("retries: {attempts: 2, retryOn: 5xx}"));
        rule.passes(&of("match: [{method: {exact: POST}}], retries: {attempts: 0, retryOn: 5xx}"));
    }

    #[test]
    fn attempts_must_fit_into_the_timeout() {
        let rule = tester::of(&super::RETRY_NONIDEMPOTENT);
        rule.fails(&of("timeout: 5s, retries: {attempts: 3, perTryTimeout: 2s}"));
        rule.passes(&of("timeout: 6s, retries: {attempts: 3, perTryTimeout: 2s}"));
        rule.passes(&of("timeout: 0s, retries: {attempts: 3, perTryTimeout: 2s}"));
        rule.fails(&of("retries: {attempts: 6}"));
        rule.passes(&of("retries: {attempts: 5}"));
    }
}
