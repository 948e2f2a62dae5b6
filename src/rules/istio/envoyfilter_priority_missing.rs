//! `envoyfilter-priority-missing`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// EnvoyFilters for one place whose order nobody set.
    ///
    /// ## Why is this bad?
    /// Patches of the same place are applied by `priority`, then by the time of creation: applied to a new cluster in
    /// another order, the filters run in another order, so that one no longer sees what another one prepares.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: first}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {context: SIDECAR_INBOUND, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}
    ///       patch: {operation: INSERT_BEFORE, value: {name: first}}
    /// ---
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: second}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {context: SIDECAR_INBOUND, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}
    ///       patch: {operation: INSERT_BEFORE, value: {name: second}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: first}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {context: SIDECAR_INBOUND, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}
    ///       patch: {operation: INSERT_BEFORE, value: {name: first}}
    /// ---
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: second}
    /// spec:
    ///   priority: 10
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {context: SIDECAR_INBOUND, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}
    ///       patch: {operation: INSERT_BEFORE, value: {name: second}}
    /// ```
    pub ENVOYFILTER_PRIORITY_MISSING = "envoyfilter-priority-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::EnvoyFilter], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if has_priority(resource) || envoy::is_of_istio(resource) {
        return;
    }
    let earlier = index.in_namespace(Kind::EnvoyFilter, resource.namespace());
    let others = earlier.take_while(|it| it.root() != resource.root()).take(MANY).filter(|it| !has_priority(*it));
    for other in others.filter(|it| it.name() != resource.name() && index.together(*it, resource)) {
        if !overlap(resource, other) {
            continue;
        }
        for patch in envoy::patches(resource) {
            let Some(twin) = envoy::patches(other).find(|it| same_place(*it, patch)) else { continue };
            let Some(at) = patch.path("patch.operation") else { continue };
            cx.report(at, format!("EnvoyFilter `{}` patches the same place, and neither has a priority", other.name()))
                .label(twin.path("patch.operation").unwrap_or(twin), "whichever is created first")
                .help("set `spec.priority` on one of them")
                .covers(&["envoyfilter-relative-without-priority"]);
            return;
        }
    }
}

/// More than this many in one namespace are examples.
const MANY: usize = 64;

fn has_priority(resource: Resource<'_>) -> bool {
    resource.path("spec.priority").and_then(Value::as_int).is_some_and(|it| it != 0)
}

/// Whether some workload may take on both: the labels of one are among those of the other.
fn overlap(one: Resource<'_>, other: Resource<'_>) -> bool {
    let labels = |it: Resource<'_>| {
        it.path("spec.workloadSelector.labels")
            .map(Selector::of_map)
            .unwrap_or_default()
            .equal()
            .iter()
            .map(|it| (it.0.to_owned(), it.1.to_owned()))
            .collect::<Vec<_>>()
    };
    let (a, b) = (labels(one), labels(other));
    let targets = |it: Resource<'_>| it.path("spec.targetRefs").is_some_and(|it| !it.is_empty());
    !targets(one) && !targets(other) && (a.iter().all(|it| b.contains(it)) || b.iter().all(|it| a.contains(it)))
}

/// Whether two patches go to the same place of the same list, so that their order matters.
fn same_place(one: Value<'_>, other: Value<'_>) -> bool {
    const ORDERED: [&str; 4] = ["INSERT_BEFORE", "INSERT_AFTER", "INSERT_FIRST", "REPLACE"];
    let text = |it: Value<'_>, path: &str| it.path(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let same = |path: &str| text(one, path) == text(other, path);
    let context = |it| match text(it, "match.context").as_str() {
        "" | "ANY" => None,
        context => Some(context.to_owned()),
    };
    let (a, b) = (context(one), context(other));
    ORDERED.contains(&text(one, "patch.operation").as_str())
        && matches!(one.str("applyTo"), Some("HTTP_FILTER" | "NETWORK_FILTER"))
        && same("applyTo")
        && same("patch.operation")
        && (a.is_none() || b.is_none() || a == b)
        && same("match.proxy.proxyVersion")
        && same("match.listener.filterChain.filter.name")
        && same("match.listener.filterChain.filter.subFilter.name")
        && same("match.listener.filterChain.sni")
        && port(one) == port(other)
}

fn port(patch: Value<'_>) -> Option<i64> {
    patch.path("match.listener.portNumber")?.as_int()
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(name: &str, spec: &str, filter: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: {name}}}\nspec: {{{spec}configPatches: [{{applyTo: HTTP_FILTER, match: {{{filter}}}, patch: {{operation: INSERT_BEFORE, value: {{name: {name}}}}}}}]}}\n---\n"
        )
    }

    #[test]
    fn only_one_list_of_one_workload_has_an_order() {
        let rule = tester::of(&super::ENVOYFILTER_PRIORITY_MISSING);
        let two =
            |one: (&str, &str), other: (&str, &str)| format!("{}{}", of("a", one.0, one.1), of("b", other.0, other.1));
        let (web, api) = ("workloadSelector: {labels: {app: web}}, ", "workloadSelector: {labels: {app: api}}, ");
        rule.fails(&two(("", ""), (web, "")));
        rule.passes(&two((web, ""), (api, "")));
        rule.passes(&two((web, "context: GATEWAY"), (web, "context: SIDECAR_INBOUND")));
        rule.fails(&two((web, "context: ANY"), (web, "context: SIDECAR_INBOUND")));
        rule.passes(&two((web, "proxy: {proxyVersion: '^1.27.*'}"), (web, "proxy: {proxyVersion: '^1.28.*'}")));
        rule.passes(&two((web, ""), ("priority: -1, ", "")));
        rule.passes(&two((web, "listener: {portNumber: 80}"), (web, "listener: {portNumber: 81}")));
    }
}
