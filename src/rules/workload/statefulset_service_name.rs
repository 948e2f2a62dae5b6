//! `statefulset-service-name`

use crate::rule::prelude::*;

declare_rule! {
    /// StatefulSets whose pods get no stable names.
    ///
    /// ## Why is this bad?
    /// The pods of a StatefulSet are found by names such as `db-0.db`. These exist only if `serviceName` names a
    /// headless Service of the same namespace that selects the pods; members of a cluster that look for each other
    /// do not find anyone without it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   serviceName: database
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///         - name: db
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec:
    ///   clusterIP: None
    ///   selector: {app: db}
    ///   ports: [{port: 5432}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   serviceName: db
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///         - name: db
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec:
    ///   clusterIP: None
    ///   selector: {app: db}
    ///   ports: [{port: 5432}]
    /// ```
    pub STATEFULSET_SERVICE_NAME = "statefulset-service-name" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-score:statefulset-has-servicename", "kics:statefulset_without_service_name"],
        check: Related(&[Kind::StatefulSet], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Without containers this is part of an object, to be merged with the rest.
    let Some(pod) = Pod::of(resource).filter(|it| it.get("containers").is_some()) else { return };
    const HELP: &str = "name a headless Service (`clusterIP: None`) that selects the labels of the pods";
    let Some(at) = resource.path("spec.serviceName").filter(|it| it.text() != Some("")) else {
        cx.report(resource, format!("{} names no Service, so its pods have no stable names", resource.title()))
            .help(HELP);
        return;
    };
    let Some(name) = at.as_str() else { return };
    let service = match index.find(Kind::Service, name, resource) {
        Lookup::Found(it) => it,
        Lookup::Missing => {
            let message =
                format!("Service `{name}`, by which the pods of {} are named, does not exist", resource.title());
            cx.report(at, message).help(HELP);
            return;
        }
        Lookup::Unknown => return,
    };
    let Some(view) = Service::of(service) else { return };
    if view.get("clusterIP").and_then(Value::text) != Some("None") {
        let message = format!("Service `{name}` is not headless, so the pods of {} get no names", resource.title());
        cx.report(at, message).label(service.grip(), "has an address of its own").help(HELP);
    } else if let Some(selector) = view.selector_value()
        && view.selector().is_some_and(|it| !it.matches(pod.labels()))
    {
        let message = format!("Service `{name}` does not select the pods of {}", resource.title());
        cx.report(at, message).label(selector, "does not fit the pods").help(HELP);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(name: &str, service: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: db}}\nspec: {{{name}template: {{metadata: {{labels: {{app: db}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: db}}\nspec: {{{service}}}\n"
        )
    }

    #[test]
    fn the_service_must_be_headless_and_select_the_pods() {
        let rule = tester::of(&super::STATEFULSET_SERVICE_NAME);
        let headless = "clusterIP: None, selector: {app: db}";
        rule.passes(&both("serviceName: db, ", headless));
        rule.fails(&both("", headless));
        rule.fails(&both("serviceName: '', ", headless));
        rule.fails(&both("serviceName: db, ", "selector: {app: db}"));
        rule.fails(&both("serviceName: db, ", "clusterIP: None, selector: {app: web}"));
        rule.passes(&both("serviceName: db, ", "clusterIP: None"));
    }

    #[test]
    fn a_service_may_be_elsewhere() {
        let rule = tester::of(&super::STATEFULSET_SERVICE_NAME);
        let alone = both("serviceName: x, ", "").split("---").next().unwrap().to_owned();
        rule.passes(&alone);
        tester::of(&super::STATEFULSET_SERVICE_NAME).closed().fails(&alone);
    }
}
