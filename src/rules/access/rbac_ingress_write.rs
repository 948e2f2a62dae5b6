//! `rbac-ingress-write`

use super::grant::Grant;
use super::permission::{Needed, Permission, ROLES, WRITE, Weight, feeds_built_in, weigh};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write Ingresses where ingress-nginx serves them.
    ///
    /// ## Why is this bad?
    /// ingress-nginx turns Ingresses into the configuration of nginx, and time and again a field of an Ingress became code
    /// in it. Its service account reads the Secrets of every namespace, so whoever writes an Ingress is close to all of
    /// them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [networking.k8s.io]
    ///     resources: [ingresses]
    ///     verbs: [create]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: nginx}
    /// spec: {controller: k8s.io/ingress-nginx}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [networking.k8s.io]
    ///     resources: [ingresses]
    ///     verbs: [get, list]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata: {name: nginx}
    /// spec: {controller: k8s.io/ingress-nginx}
    /// ```
    pub RBAC_INGRESS_WRITE = "rbac-ingress-write" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cve:CVE-2021-25742", "cve:CVE-2025-24514", "cwe:94"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed { verbs: WRITE, group: "networking.k8s.io", resources: &["ingresses"] },
        Needed { verbs: WRITE, group: "extensions", resources: &["ingresses"] },
    ],
    does: "may write Ingresses, which ingress-nginx runs with access to all Secrets",
    help: "drop the verbs that write, or serve Ingresses with a controller that does not generate code from them",
    weight: Weight::both(Severity::High, Severity::High),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for granted in PolicyRule::all(role).filter_map(|it| PERMISSION.on_top(it)).filter(|_| !feeds_built_in(role)) {
        let Some(controller) = index.nginx_controller(role) else { return };
        let grant = Grant::of(role, index);
        let Some(finding) = PERMISSION.report(granted, &grant, index, cx) else { return };
        if controller.outdated {
            finding.label(controller.at, "this release runs what Ingresses say");
            finding.severity(weigh(Severity::Critical, &grant, index));
        } else {
            finding.label(controller.at, "ingress-nginx serves Ingresses");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;

    const WRITE: &str = "apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [patch]";

    #[test]
    fn only_ingress_nginx_matters_and_a_namespace_is_enough() {
        let rule = tester::of(&super::RBAC_INGRESS_WRITE);
        let class = |it: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: i}}\nspec: {{controller: {it}}}\n---\n"
            )
        };
        for reach in ["cluster", "namespace"] {
            let found = rule.fails(&(class("k8s.io/ingress-nginx") + &granted(reach, WRITE)));
            assert_eq!(found.severity, Severity::High, "{reach}");
            rule.passes(&(class("traefik.io/ingress-controller") + &granted(reach, WRITE)));
            rule.passes(&granted(reach, WRITE));
        }
    }

    #[test]
    fn the_release_of_the_controller_decides_how_bad_it_is() {
        let rule = tester::of(&super::RBAC_INGRESS_WRITE);
        let with = |tag: &str| {
            let pod = tester::pod(&format!(
                "{{containers: [{{name: c, image: 'registry.k8s.io/ingress-nginx/controller{tag}'}}]}}"
            ));
            rule.fails(&format!("{pod}---\n{}", granted("cluster", WRITE))).severity
        };
        for old in [":v1.13.8", ":v1.14.4", ":v1.15.0", ":v1.12.9", ":v0.51.0"] {
            assert_eq!(with(old), Severity::Critical, "{old}");
        }
        for sound in [
            ":v1.13.9",
            ":v1.14.5",
            ":v1.15.1",
            "@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        ] {
            assert_eq!(with(sound), Severity::High, "{sound}");
        }
    }
}
