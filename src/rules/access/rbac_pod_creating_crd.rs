//! `rbac-pod-creating-crd`

use super::permission::{Needed, Permission, ROLES, Weight, owns_group};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may write custom resources which run as pods.
    ///
    /// ## Why is this bad?
    /// Workflows, pipelines, virtual machines and the like hold pod templates or something as good as one: their
    /// controllers create pods with the service account and the image that the resource names. That they are custom
    /// resources hides it from whoever counts roles with `create` on pods.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [argoproj.io]
    ///     resources: [workflows]
    ///     verbs: [create]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: app, namespace: shop}
    /// rules:
    ///   - apiGroups: [argoproj.io]
    ///     resources: [workflows]
    ///     verbs: [get, list, watch]
    /// ```
    pub RBAC_POD_CREATING_CRD = "rbac-pod-creating-crd" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(ROLES, check)
    }
}

pub(super) static PERMISSION: Permission = Permission {
    needed: &[
        Needed {
            verbs: &["create", "update", "patch"],
            group: "argoproj.io",
            resources: &["workflows", "cronworkflows", "workflowtemplates", "clusterworkflowtemplates", "rollouts"],
        },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "tekton.dev",
            resources: &["taskruns", "pipelineruns", "tasks", "pipelines"],
        },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "serving.knative.dev",
            resources: &["services", "configurations"],
        },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "kubevirt.io",
            resources: &["virtualmachines", "virtualmachineinstances"],
        },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "ray.io",
            resources: &["rayclusters", "rayjobs", "rayservices"],
        },
        Needed { verbs: &["create", "update", "patch"], group: "batch.volcano.sh", resources: &["jobs"] },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "sparkoperator.k8s.io",
            resources: &["sparkapplications", "scheduledsparkapplications"],
        },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "kubeflow.org",
            resources: &["tfjobs", "pytorchjobs", "mpijobs", "notebooks"],
        },
        Needed { verbs: &["create", "update", "patch"], group: "keda.sh", resources: &["scaledjobs"] },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "apps.kruise.io",
            resources: &["clonesets", "statefulsets", "daemonsets", "broadcastjobs", "advancedcronjobs"],
        },
        Needed { verbs: &["create", "update", "patch"], group: "jobset.x-k8s.io", resources: &["jobsets"] },
        Needed {
            verbs: &["create", "update", "patch"],
            group: "actions.github.com",
            resources: &["autoscalingrunnersets", "ephemeralrunnersets", "ephemeralrunners"],
        },
        Needed { verbs: &["create", "update", "patch"], group: "apps.openshift.io", resources: &["deploymentconfigs"] },
    ],
    does: "may run pods through custom resources",
    help: "drop the verbs that write, or keep such resources in a namespace of their own",
    weight: Weight::both(Severity::Medium, Severity::Low),
    beneath: &[],
};

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    PERMISSION.check_if(role, index, cx, |grant, granted| {
        // The project that defines the kinds writes them.
        !granted.rule.groups().filter_map(Value::text).any(|it| owns_group(grant, it))
    });
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::granted;
    use crate::rules::tester;

    #[test]
    fn what_the_permission_is_and_what_is_not() {
        let rule = tester::of(&super::RBAC_POD_CREATING_CRD);
        for (reach, rules, severity) in [
            ("cluster", "apiGroups: ['tekton.dev'], resources: [taskruns], verbs: [create]", Severity::Medium),
            ("namespace", "apiGroups: ['serving.knative.dev'], resources: [services], verbs: [patch]", Severity::Low),
        ] {
            assert_eq!(rule.fails(&granted(reach, rules)).severity, severity, "{rules}");
        }
        for (reach, rules) in [
            ("cluster", "apiGroups: [''], resources: [services], verbs: [create]"),
            ("cluster", "apiGroups: ['argoproj.io'], resources: [workflows], verbs: [get]"),
            ("cluster", "apiGroups: ['argoproj.io'], resources: ['*'], verbs: [create]"),
            ("cluster", "apiGroups: ['example.com'], resources: [workflows], verbs: [create]"),
        ] {
            rule.passes(&granted(reach, rules));
        }
    }

    #[test]
    fn the_controller_of_a_kind_may_write_it() {
        let own = granted("cluster", "apiGroups: [tekton.dev], resources: [taskruns], verbs: [create]");
        tester::of(&super::RBAC_POD_CREATING_CRD).passes(&own.replace("name: r", "name: tekton-pipelines-controller"));
    }
}
