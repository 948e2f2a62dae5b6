//! `vs-regex-cost`

use crate::rule::prelude::*;

declare_rule! {
    /// Regular expressions that cost much or say little.
    ///
    /// ## Why is this bad?
    /// A regular expression is tried on every request, and a long one takes more of the proxy than all other routes together. One that is
    /// plain text followed by `.*` is a prefix, which is faster and cannot be got wrong by a dot.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {regex: "/api/v1/.*"}}]
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
    ///     - match: [{uri: {prefix: /api/v1/}}]
    ///       route: [{destination: {host: web}}]
    /// ```
    pub VS_REGEX_COST = "vs-regex-cost" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1333"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for found in service.routes("http").flat_map(|it| it.list("match")) {
        let uri = found.get("uri").and_then(|it| it.get("regex"));
        let maps = ["headers", "withoutHeaders", "queryParams"].into_iter().filter_map(|it| found.get(it));
        let others = maps.flat_map(Value::entries).filter_map(|it| it.1.get("regex"));
        for regex in uri.into_iter().chain(others) {
            let text = regex.as_str().unwrap_or_default();
            if text.len() > 1024 {
                cx.report(
                    regex,
                    format!("a regular expression of {} characters is tried on every request", text.len()),
                )
                .help("match by prefixes, or route by a header that the caller sets");
            }
        }
        if let Some(regex) = uri
            && let Some(plain) = regex.as_str().and_then(|it| it.strip_suffix(".*")).filter(|it| is_plain(it))
        {
            let finding = cx.report(regex, format!("this is the prefix `{plain}`"));
            finding.help(format!("write `prefix: {plain}`"));
            if let Some(key) = regex.key() {
                let value = Edit::set_scalar(regex, plain);
                let edits = [Edit::replace(key, "prefix")].into_iter().chain(value.iter().cloned());
                finding.fix(Safety::Unsafe, "match by the prefix", edits.filter(|_| !value.is_empty()));
            }
        }
    }
}

fn is_plain(text: &str) -> bool {
    text.starts_with('/') && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"/-_".contains(&it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(route: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a], http: [{route}]}}\n"
        )
    }

    #[test]
    fn what_is_more_than_a_prefix_is_left_alone() {
        let rule = tester::of(&super::VS_REGEX_COST);
        rule.passes(&of("{match: [{uri: {regex: '/api/v[12]/.*'}}]}"));
        rule.passes(&of("{match: [{headers: {x-a: {regex: 'b.*'}}}]}"));
        rule.fails(&of(&format!("{{match: [{{headers: {{x-a: {{regex: '{}'}}}}}}]}}", "(a|b)".repeat(300))));
    }
}
