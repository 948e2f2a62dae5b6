//! `service-selector-overlap`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that pick the pods of another one, or of another application.
    ///
    /// ## Why is this bad?
    /// Two Services with one selector are two names for the same pods: one of them is left over, or meant other
    /// pods. A selector that fits pods of two applications sends each a part of the traffic of the other.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: website}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: website}
    /// spec: {selector: {app: website}, ports: [{port: 80}]}
    /// ```
    pub SERVICE_SELECTOR_OVERLAP = "service-selector-overlap" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kyverno:require-unique-service-selector", "gatekeeper:k8suniqueserviceselector",
            "kubewarden:unique-service-selector-policy",
        ],
        check: Related(&[Kind::Service], check)
    }
}

/// Labels that say which application a pod belongs to.
const APPLICATION: [&str; 3] = ["app.kubernetes.io/name", "app", "k8s-app"];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let (Some(selector), Some(at)) = (service.selector(), service.selector_value()) else { return };
    let pods = index.selected(&selector, resource);
    let applications = pods.iter().filter_map(|&it| Some((it, application(it)?)));
    let mut applications = applications.collect::<Vec<_>>().into_iter();
    if let Some((first, one)) = applications.next()
        && let Some((second, other)) = applications.find(|it| it.1.0 == one.0 && it.1.1 != one.1)
    {
        cx.report(at, format!("Service `{}` picks pods of `{}` and of `{}`", resource.name(), one.1, other.1))
            .severity(Severity::Medium)
            .label(first.grip(), format!("belongs to `{}`", one.1))
            .label(second.grip(), format!("belongs to `{}`", other.1))
            .help("add the label that tells them apart to the selector");
        return;
    }
    let place = |it: Resource<'_>| (it.source(), it.root().id());
    let twins = index.twins(resource).into_iter().filter_map(Service::of);
    // The later one is reported.
    let twin = twins.filter(|it| place(it.resource()) < place(resource)).find(|&it| is_double(it, service));
    if let Some(twin) = twin {
        let name = twin.resource().name();
        cx.report(at, format!("Services `{name}` and `{}` pick the same pods on the same port", resource.name()))
            .label(twin.selector_value().map_or(twin.resource().grip(), Value::grip), "the other one")
            .help("delete one of them, or select what was meant");
    }
}

fn application<'a>(pod: Pod<'a>) -> Option<(&'static str, &'a str)> {
    APPLICATION.iter().find_map(|&key| Some((key, pod.label(key)?)))
}

/// Whether two Services offer the same in the same way: one headless and one not, or one inside and one outside, do not.
fn is_double(one: Service<'_>, other: Service<'_>) -> bool {
    let headless = |it: Service<'_>| it.get("clusterIP").and_then(Value::text) == Some("None");
    one.resource().name() != other.resource().name()
        && one.exposure() == other.exposure()
        && headless(one) == headless(other)
        && one.ports().any(|it| other.ports().any(|that| that.number() == it.number()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn services(one: &str, other: &str) -> String {
        let service = |name: &str, spec: &str| {
            format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
        };
        format!("{}---\n{}", service("one", one), service("two", other))
    }

    #[test]
    fn headless_and_outer_services_go_with_inner_ones() {
        let rule = tester::of(&super::SERVICE_SELECTOR_OVERLAP);
        rule.fails(&services(
            "selector: {a: b, c: d}, ports: [{port: 1}]",
            "selector: {c: d, a: b}, ports: [{port: 1}]",
        ));
        rule.passes(&services("selector: {a: b}, ports: [{port: 1}]", "selector: {a: b, c: d}, ports: [{port: 1}]"));
        rule.passes(&services("selector: {a: b}, ports: [{port: 1}]", "selector: {a: b}, ports: [{port: 2}]"));
        rule.passes(&services(
            "selector: {a: b}, ports: [{port: 1}]",
            "clusterIP: None, selector: {a: b}, ports: [{port: 1}]",
        ));
        rule.passes(&services(
            "selector: {a: b}, ports: [{port: 1}]",
            "type: LoadBalancer, selector: {a: b}, ports: [{port: 1}]",
        ));
    }

    #[test]
    fn versions_of_one_application_belong_together() {
        let rule = tester::of(&super::SERVICE_SELECTOR_OVERLAP);
        let pods = |one: &str, other: &str| {
            let pod = |name: &str, labels: &str| {
                format!(
                    "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{release: r, {labels}}}}}\nspec: {{containers: []}}\n"
                )
            };
            format!(
                "{}{}{}",
                "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {release: r}}\n",
                pod("a", one),
                pod("b", other)
            )
        };
        rule.fails(&pods("app: web", "app: db"));
        rule.passes(&pods("app: web, track: stable", "app: web, track: canary"));
        rule.passes(&pods("x: y", "x: z"));
    }

    #[test]
    fn the_later_of_two_is_told() {
        let rule = tester::of(&super::SERVICE_SELECTOR_OVERLAP);
        let same = "selector: {a: b}, ports: [{port: 1}]";
        assert_eq!(rule.fails(&services(same, same)).subject.name, "two");
    }
}
