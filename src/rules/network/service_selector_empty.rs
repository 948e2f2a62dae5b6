//! `service-selector-empty`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that select no pod.
    ///
    /// ## Why is this bad?
    /// An empty selector picks no pod, and nothing gives the Service addresses: connections are refused. The labels
    /// were lost, often in a template.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   ports: [{port: 80}]
    /// ---
    /// apiVersion: v1
    /// kind: Endpoints
    /// metadata: {name: web}
    /// subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]
    /// ```
    pub SERVICE_SELECTOR_EMPTY = "service-selector-empty" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["terrascan:AC_K8S_0114", "popeye:POP-1105"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    if service.exposure() == "ExternalName" || service.selector().is_some() {
        return;
    }
    // An API that is served by what runs elsewhere is written without; so is one whose addresses a controller writes.
    let empty = service.get("selector");
    let known = index.is_closed() || empty.is_some();
    let slices = index.in_namespace(Kind::EndpointSlice, resource.namespace());
    let mut names = slices.filter_map(|it| it.label("kubernetes.io/service-name")?.text());
    let addressed = names.any(|it| it == resource.name())
        || index.find(Kind::Endpoints, resource.name(), resource).found().is_some();
    if known && !addressed {
        let at = empty.map_or(resource.grip(), Value::grip);
        cx.report((at, "spec.selector".to_owned()), format!("Service `{}` selects no pod", resource.name()))
            .help("give it the labels of the pods, or an EndpointSlice with the addresses");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str) -> String {
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{{spec}}}\n---\n")
    }

    #[test]
    fn addresses_of_ones_own_stand_for_a_selector() {
        let rule = tester::of(&super::SERVICE_SELECTOR_EMPTY);
        rule.passes(&of("ports: [{port: 80}]"));
        tester::of(&super::SERVICE_SELECTOR_EMPTY).closed().fails(&of("ports: [{port: 80}]"));
        rule.passes(&of("type: ExternalName, selector: {}"));
        let slice = "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: s-1, labels: {kubernetes.io/service-name: s}}\n";
        rule.passes(&format!("{}{slice}", of("selector: {}")));
        rule.fails(&format!("{}{}", of("selector: {}"), slice.replace("service-name: s", "service-name: t")));
    }
}
