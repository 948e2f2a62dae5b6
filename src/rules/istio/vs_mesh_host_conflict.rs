//! `vs-mesh-host-conflict`

use crate::rule::prelude::*;

declare_rule! {
    /// Two VirtualServices for one host inside the mesh.
    ///
    /// ## Why is this bad?
    /// On calls between services they are not merged: the older takes effect, the other is ignored as a whole. Files
    /// do not say which is older.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web-2}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web-2}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web-2}
    /// spec:
    ///   hosts: [web]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web-2}}]
    /// ```
    pub VS_MESH_HOST_CONFLICT = "vs-mesh-host-conflict" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0109", "kiali:KIA1106"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource).filter(|it| it.is_on_mesh()) else { return };
    for (value, host) in service.hosts() {
        let mut earlier = index
            .naming(Kind::VirtualService, host.key())
            .take_while(|(it, _)| it.root() != resource.root())
            .filter(|(it, at)| at.as_str().is_some_and(|text| Host::resolve(text, it.namespace()) == host))
            .filter(|(it, _)| it.name() != resource.name() || it.namespace() != resource.namespace())
            .filter(|(it, _)| meet(index, *it, resource));
        if let Some((other, at)) = earlier.next() {
            cx.report(value, format!("`{}` is also routed by VirtualService `{}`", host.key(), other.name()))
                .label(at, "only the older of the two has an effect")
                .help("merge them into one, or bind one of them to a gateway");
            continue;
        }
        // Of overlapping names the more specific one counts, and routes are not put together either.
        let wider = index.covering(Kind::VirtualService, host).into_iter().filter(|(it, at)| {
            it.root() != resource.root()
                && at.as_str().is_some_and(|it| it != value.as_str().unwrap_or_default() && host.is_covered_by(it))
        });
        if let Some((other, at)) = wider.into_iter().find(|it| meet(index, it.0, resource)) {
            let message = format!("the routes of VirtualService `{}` do not hold for `{}`", other.name(), host.key());
            cx.report(value, message)
                .severity(Severity::Low)
                .label(at, "the more specific name counts")
                .help("repeat here what is to hold for this host as well, or merge the two");
        }
    }
}

/// Whether some client sees both.
fn meet<'a>(index: &Index<'a>, one: Resource<'a>, other: Resource<'a>) -> bool {
    if one.namespace() == other.namespace() {
        return index.together(one, other);
    }
    let seen = |it: Resource<'a>| -> Option<Vec<&'a str>> {
        let written = it.path("spec.exportTo").is_some_and(|it| !it.is_empty());
        let default = || index.mesh(it)?.default_export_to("VirtualService").map(|it| it.contains(&"."));
        if !written && default() == Some(true) {
            return Some(vec![it.namespace()?]);
        }
        let names = VirtualService::of(it)?.exported_to()?;
        names.into_iter().map(|name| if name == "." { it.namespace() } else { Some(name) }).collect()
    };
    index.same_cluster(one, other)
        && match (seen(one), seen(other)) {
            (Some(one), Some(other)) => one.iter().any(|it| other.contains(it)),
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(name: &str, rest: &str, spec: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}{rest}}}\nspec: {spec}\n---\n"
        )
    }

    #[test]
    fn names_are_resolved_and_exports_part() {
        let rule = tester::of(&super::VS_MESH_HOST_CONFLICT);
        let (a, b) = (", namespace: a", ", namespace: b");
        rule.fails(&format!("{}{}", of("x", a, "{hosts: [web]}"), of("y", a, "{hosts: [web.a.svc.cluster.local]}")));
        rule.passes(&format!("{}{}", of("x", a, "{hosts: [web]}"), of("y", b, "{hosts: [web]}")));
        rule.fails(&format!("{}{}", of("x", a, "{hosts: [e.com]}"), of("y", b, "{hosts: [e.com]}")));
        rule.passes(&format!(
            "{}{}",
            of("x", a, "{hosts: [e.com], exportTo: ['.']}"),
            of("y", b, "{hosts: [e.com], exportTo: ['.']}")
        ));
        rule.fails(&format!(
            "{}{}",
            of("x", a, "{hosts: [e.com], exportTo: [c, .]}"),
            of("y", b, "{hosts: [e.com], exportTo: [d, c]}")
        ));
        rule.passes(&format!("{}{}", of("x", a, "{hosts: [web], gateways: [g]}"), of("y", a, "{hosts: [web]}")));
        rule.fails(&format!("{}{}", of("x", a, "{hosts: [web], gateways: [g, mesh]}"), of("y", a, "{hosts: [web]}")));
    }

    #[test]
    fn variants_of_one_another_never_meet() {
        let rule = tester::of(&super::VS_MESH_HOST_CONFLICT);
        let one = of("x", "", "{hosts: [web]}");
        let two = format!("{one}{}", of("y", "", "{hosts: [web]}"));
        rule.passes(&format!("# file: a/v1.yaml\n{one}# file: a/v2.yaml\n{one}"));
        rule.fails(&two);
    }

    #[test]
    fn of_overlapping_names_the_wider_has_no_effect() {
        use crate::finding::Severity;
        let rule = tester::of(&super::VS_MESH_HOST_CONFLICT);
        let two = |one: &str, other: &str| {
            format!(
                "{}{}",
                of("x", "", &format!("{{hosts: ['{one}']}}")),
                of("y", "", &format!("{{hosts: ['{other}']}}"))
            )
        };
        assert_eq!(rule.fails(&two("*.e.com", "a.e.com")).severity, Severity::Low);
        assert_eq!(rule.fails(&two("a.b.e.com", "*.e.com")).severity, Severity::Low);
        rule.fails(&two("*.b.e.com", "*.e.com"));
        assert_eq!(rule.fails(&two("*.e.com", "*.e.com")).severity, Severity::High);
        rule.passes(&two("*.e.com", "e.com"));
        rule.passes(&two("*.e.com", "*.f.com"));
    }

    #[test]
    fn the_mesh_may_keep_them_to_their_namespaces() {
        let rule = tester::of(&super::VS_MESH_HOST_CONFLICT);
        let mesh = |default: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{meshConfig: {{defaultVirtualServiceExportTo: ['{default}']}}}}\n"
            )
        };
        let two = of("x", ", namespace: a", "{hosts: [e.com]}") + &of("y", ", namespace: b", "{hosts: [e.com]}");
        rule.fails(&(two.clone() + &mesh("*")));
        rule.passes(&(two + &mesh(".")));
    }
}
