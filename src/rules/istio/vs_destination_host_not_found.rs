//! `vs-destination-host-not-found`

use super::meant;
use crate::rule::prelude::*;

declare_rule! {
    /// Routes to a host that nothing answers at.
    ///
    /// ## Why is this bad?
    /// Requests that take the route get 503. Short names are looked up in the namespace of the VirtualService. The
    /// rule speaks only where the input holds the namespace the host would be in.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: wbe}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
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
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_DESTINATION_HOST_NOT_FOUND = "vs-destination-host-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA1101"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for (destination, host) in service.destinations() {
        if !matches!(index.destination(host, resource), Destination::Missing) {
            continue;
        }
        let at = destination.get("host").unwrap_or(destination);
        let message = match host {
            Host::Service(name, Some(namespace)) => format!("there is no Service `{name}` in namespace `{namespace}`"),
            Host::Service(name, None) => format!("there is no Service `{name}` beside this VirtualService"),
            Host::Other(name) => format!("neither a Service nor a ServiceEntry answers at `{name}`"),
        };
        let finding = cx.report(at, message);
        finding.help("check the name; a host of another namespace is `name.namespace.svc.cluster.local`");
        let (Host::Service(name, namespace), Some(text)) = (host, at.as_str()) else { continue };
        let services = index.in_namespace(Kind::Service, namespace).map(Resource::name);
        if let Some(meant) = meant::nearest(name, services) {
            let text = text.replacen(name, meant, 1);
            finding.help(format!("there is a Service `{meant}`"));
            finding.fix(Safety::Unsafe, format!("write `{text}`"), Edit::set_scalar(at, &text));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OWNED: &str = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {}\n";

    #[test]
    fn the_target_namespace_must_be_in_the_input() {
        let rule = tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let to = |host: &str| of(&format!("{{http: [{{route: [{{destination: {{host: '{host}'}}}}]}}]}}"));
        rule.passes(&to("nothing"));
        tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND).closed().fails(&to("nothing"));
        tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND).closed().fails(&to("api.example.com"));
        rule.passes(&format!("{}{OWNED}", to("api.example.com")));
        rule.fails(&format!("{}{OWNED}", to("nothing")));
        rule.passes(&format!("{}{OWNED}", to("nothing.other.svc.cluster.local")));
        rule.fails(&format!(
            "{}---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: other}}\n",
            to("nothing.other.svc.cluster.local")
        ));
        rule.passes(&format!(
            "# file: a/v.yaml\n{}# file: a/s.yaml\n{OWNED}# file: b/t.yaml\n{}",
            to("x"),
            OWNED.replace("name: web", "name: x")
        ));
    }

    #[test]
    fn a_name_with_a_slip_is_mended() {
        let rule = tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND).closed();
        let of = |host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {{hosts: [x.com], http: [{{route: [{{destination: {{host: {host}}}}}]}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: ratings, namespace: a}}\nspec: {{}}\n"
            )
        };
        let title = |host: &str| rule.fails(&of(host)).fix.map(|it| it.title);
        assert_eq!(title("ratngs").as_deref(), Some("write `ratings`"));
        let full = title("ratngs.a.svc.cluster.local");
        assert_eq!(full.as_deref(), Some("write `ratings.a.svc.cluster.local`"));
        assert_eq!(title("reviews"), None);
    }

    #[test]
    fn where_the_mesh_is_installed_there_is_more_than_the_input_shows() {
        let rule = tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND);
        let root = |text: &str| text.replace("name: web", "name: web, namespace: istio-system");
        let service = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec: {tcp: [{route: [{destination: {host: istiod.istio-system.svc.cluster.local}}]}]}\n";
        rule.passes(&format!("{service}{}", root(OWNED)));
    }

    #[test]
    fn services_may_be_hidden_from_other_namespaces() {
        let rule = tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND).closed();
        let of = |export: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: a}}\nspec: {{tcp: [{{route: [{{destination: {{host: web.b.svc.cluster.local}}}}]}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: b, annotations: {{networking.istio.io/exportTo: '{export}'}}}}\nspec: {{}}\n"
            )
        };
        [".", "c, d"].iter().for_each(|it| drop(rule.fails(&of(it))));
        ["c, a", "*"].iter().for_each(|it| rule.passes(&of(it)));
    }

    #[test]
    fn service_entries_answer_by_name_and_pattern() {
        let rule = tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND).closed();
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let to = |host: &str| of(&format!("{{tcp: [{{route: [{{destination: {{host: '{host}'}}}}]}}]}}"));
        let entry = |host: &str| {
            format!(
                "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: s}}\nspec: {{hosts: ['{host}']}}\n"
            )
        };
        rule.passes(&format!("{}{}", to("a.example.com"), entry("a.example.com")));
        rule.passes(&format!("{}{}", to("a.example.com"), entry("*.example.com")));
        rule.fails(&format!("{}{}", to("example.com"), entry("*.example.com")));
    }

    #[test]
    fn a_slip_in_the_name_is_mended() {
        let rule = tester::of(&super::VS_DESTINATION_HOST_NOT_FOUND);
        let of = |host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{tcp: [{{route: [{{destination: {{host: {host}}}}}]}}]}}\n{}",
                OWNED.replace("web", "store")
            )
        };
        assert!(rule.fails(&of("stroe")).fix.is_some());
        assert!(rule.fails(&of("payments")).fix.is_none());
    }
}
