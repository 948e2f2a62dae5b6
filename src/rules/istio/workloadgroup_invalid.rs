//! `workloadgroup-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Machines of the mesh without an account or a service.
    ///
    /// ## Why is this bad?
    /// A machine gets its certificate for a service account of the namespace: if there is none, it cannot join. Its
    /// labels decide which Service or ServiceEntry it stands behind; if there is none, nobody calls it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: WorkloadGroup
    /// metadata: {name: billing, namespace: vms}
    /// spec:
    ///   metadata: {labels: {app: billing}}
    ///   template: {serviceAccount: biling}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: vms}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: billing, namespace: vms}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: billing, namespace: vms}
    /// spec: {selector: {app: billing}, ports: [{name: http, port: 80}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: WorkloadGroup
    /// metadata: {name: billing, namespace: vms}
    /// spec:
    ///   metadata: {labels: {app: billing}}
    ///   template: {serviceAccount: billing}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: vms}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: billing, namespace: vms}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: billing, namespace: vms}
    /// spec: {selector: {app: billing}, ports: [{name: http, port: 80}]}
    /// ```
    pub WORKLOADGROUP_INVALID = "workloadgroup-invalid" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1701", "kiali:KIA1702"],
        check: Related(&[Kind::WorkloadGroup, Kind::WorkloadEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let group = resource.kind() == Kind::WorkloadGroup;
    let (account, labels) = if group {
        ("spec.template.serviceAccount", "spec.metadata.labels")
    } else {
        ("spec.serviceAccount", "spec.labels")
    };
    let owned = index.owns(resource.namespace(), resource);
    if let Some((at, name)) = resource.path(account).and_then(|it| Some((it, it.as_str()?))) {
        let missing = owned
            && !matches!(name, "" | "default")
            && matches!(index.find(Kind::ServiceAccount, name, resource), Lookup::Missing);
        if missing
            && index.named(Kind::ServiceAccount, name).all(|it| it.namespace().is_some())
            && !index.may_be_made(Kind::ServiceAccount, name, resource)
        {
            cx.report(at, format!("there is no service account `{name}` for these machines"))
                .help("create the ServiceAccount, or correct the name");
        }
    }
    let Some(labels) = resource.path(labels).filter(|it| !it.is_empty()) else { return };
    if group && let Some(twin) = twin(resource, labels, index) {
        cx.report(labels, format!("WorkloadGroup `{}` has the same labels", twin.name()))
            .label(twin, "the other group")
            .help("tell the groups apart by a label");
        return;
    }
    // An entry without labels of its own takes those of its group.
    let held = [Kind::Service, Kind::ServiceEntry]
        .iter()
        .any(|it| index.in_namespace(*it, resource.namespace()).next().is_some());
    if owned && held && !is_called(resource, labels, index) {
        cx.report(labels, "no Service or ServiceEntry of the namespace selects these labels")
            .help("write the labels that the Service selects");
    }
}

/// Whether some Service or ServiceEntry of the namespace stands in front of what has these labels.
fn is_called<'a>(near: Resource<'a>, labels: Value<'a>, index: &Index<'a>) -> bool {
    let selects = |it: Resource<'a>| {
        let selector = it.path("spec.selector").map(Selector::of_map);
        let selector = selector.or_else(|| it.path("spec.workloadSelector.labels").map(Selector::of_map));
        selector.is_some_and(|it| !it.is_empty() && it.matches(Some(labels)))
    };
    let places = [near.namespace(), None];
    let mut all = places.into_iter().flat_map(|place| {
        [Kind::Service, Kind::ServiceEntry].into_iter().flat_map(move |kind| index.in_namespace(kind, place))
    });
    all.any(selects)
}

/// A group before this one with the same labels.
fn twin<'a>(resource: Resource<'a>, labels: Value<'a>, index: &Index<'a>) -> Option<Resource<'a>> {
    let own = Selector::of_map(labels);
    let mut earlier =
        index.in_namespace(Kind::WorkloadGroup, resource.namespace()).take_while(|it| it.root() != resource.root());
    earlier.find(|it| {
        let same = it.path("spec.metadata.labels").map(Selector::of_map).is_some_and(|it| it.is_same(&own));
        same && it.name() != resource.name() && index.together(*it, resource)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OWNED: &str = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other, namespace: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: s, namespace: a}\nspec: {workloadSelector: {labels: {app: x}}}\n";

    fn group(name: &str, spec: &str) -> String {
        format!(
            "---\napiVersion: networking.istio.io/v1\nkind: WorkloadGroup\nmetadata: {{name: {name}, namespace: a}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn labels_lead_to_one_service_and_one_group() {
        let rule = tester::of(&super::WORKLOADGROUP_INVALID);
        let (x, y) = ("metadata: {labels: {app: x}}", "metadata: {labels: {app: y}}");
        rule.passes(&(group("g", x) + OWNED));
        rule.fails(&(group("g", y) + OWNED));
        rule.passes(&group("g", y));
        rule.fails(&(group("g", x) + &group("h", x)));
        rule.passes(&(group("g", "template: {serviceAccount: default}") + OWNED));
        let entry = "apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: e, namespace: a}\nspec: {address: 192.0.2.1, serviceAccount: b, labels: {app: x}}\n";
        rule.fails(&format!("{entry}{OWNED}"));
        rule.passes(entry);
    }
}
