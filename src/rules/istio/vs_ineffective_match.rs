//! `vs-ineffective-match`

use crate::manifest::route_match::covers;
use crate::rule::prelude::*;

declare_rule! {
    /// Matches that an earlier one makes superfluous.
    ///
    /// ## Why is this bad?
    /// Every request that fulfils the match has been taken before it is looked at. Either it is left over, or it
    /// stands in the wrong order.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {prefix: /api}}, {uri: {prefix: /api/v1}}]
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {prefix: /api}}, {uri: {prefix: /admin}}]
    ///       route: [{destination: {host: web}}]
    /// ```
    pub VS_INEFFECTIVE_MATCH = "vs-ineffective-match" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0131"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let mut before: Vec<Value<'_>> = Vec::new();
    for route in service.routes("http") {
        let own: Vec<Value<'_>> = route.list("match").filter(|it| it.is_mapping()).collect();
        let outside = before.len();
        let mut hidden: Vec<(Value<'_>, Value<'_>)> = Vec::new();
        let mut all_from_outside = true;
        for condition in &own {
            // An exact path below a prefix is often spelt out on purpose.
            let exact = condition.path("uri.exact").is_some();
            let wide =
                before.iter().position(|it| covers(*it, *condition) && !(exact && it.path("uri.exact").is_none()));
            match wide {
                Some(at) => {
                    all_from_outside &= at < outside;
                    hidden.push((*condition, before[at]));
                }
                None => all_from_outside = false,
            }
            before.push(*condition);
        }
        // A route that is hidden as a whole is another matter.
        if own.is_empty() || all_from_outside {
            continue;
        }
        for (at, wide) in hidden {
            cx.report(at, "an earlier match takes every request that this one takes")
                .label(wide, "the earlier match")
                .help("remove it, or put it first")
                .fix(Safety::Safe, "remove the match", Edit::remove_entry(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn equal_matches_and_narrower_ones_count() {
        let rule = tester::of(&super::VS_INEFFECTIVE_MATCH);
        let of = |matches: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a], http: [{{match: [{matches}]}}]}}\n"
            )
        };
        rule.fails(&of("{uri: {prefix: /a}}, {uri: {prefix: /ab}, method: {exact: GET}}"));
        rule.fails(&of("{uri: {exact: /a}}, {uri: {exact: /a}}"));
        rule.passes(&of("{uri: {prefix: /}}, {uri: {exact: /}, method: {exact: GET}}"));
        rule.passes(&of("{uri: {prefix: /a}, method: {exact: GET}}, {uri: {prefix: /a}}"));
    }
}
