//! `job-without-quit`

use super::native;
use crate::rule::prelude::*;

declare_rule! {
    /// Jobs in the mesh that never end.
    ///
    /// ## Why is this bad?
    /// A pod is done when all of its containers are. The sidecar does not stop by itself, so the Job stays active after
    /// its work is done, until its deadline, and a CronJob starts no other one. Since Istio 1.27, on Kubernetes 1.29 or
    /// later, sidecars are init containers that end with the pod; before that the program must ask the proxy to quit.
    ///
    /// ## Fail
    /// ```yaml
    /// # kubernetes: 1.28
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: migrate, namespace: shop}
    /// spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "migrate:1.2", command: [migrate]}]}}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// # kubernetes: 1.28
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: migrate, namespace: shop}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///         - name: app
    ///           image: migrate:1.2
    ///           command: [sh, -c, "migrate && curl -X POST http://localhost:15020/quitquitquit"]
    /// ```
    pub JOB_WITHOUT_QUIT = "job-without-quit" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::Job, Kind::CronJob, Kind::ScaledJob], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let DataPlane::Sidecar(at) = index.data_plane(pod) else { continue };
        // What is written out ends as it is written.
        let written = pod.containers().any(|it| it.name() == "istio-proxy");
        if written || native::sidecars(pod, index, cx.kubernetes_version()) != Some(false) || quits(pod) {
            continue;
        }
        cx.report(pod, "the sidecar goes on when the work is done, so the Job never ends")
            .label(at, "the pod gets a sidecar")
            .help("call `/quitquitquit` of the proxy at the end, use native sidecars, or set `sidecar.istio.io/inject: \"false\"`");
    }
}

/// Whether the containers of a pod end the proxy.
fn quits(pod: Pod<'_>) -> bool {
    const WORDS: [&str; 4] = ["quitquitquit", "scuttle", "kubexit", "pkill"];
    let text = pod.spec().source_text();
    WORDS.iter().any(|it| text.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotations: &str, mesh: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{istio-injection: enabled}}}}\n---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: j, namespace: shop}}\nspec: {{jobTemplate: {{spec: {{template: {{metadata: {{annotations: {{{annotations}}}}}, spec: {{containers: [{{name: c}}]}}}}}}}}}}\n---\n{mesh}"
        )
    }

    fn operator(tag: &str, env: &str) -> String {
        format!(
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{tag: {tag}, meshConfig: {{}}, values: {{pilot: {{env: {{{env}}}}}}}}}\n"
        )
    }

    #[test]
    fn native_sidecars_end_with_the_pod() {
        let rule = tester::of(&super::JOB_WITHOUT_QUIT);
        rule.passes(&of("", ""));
        rule.fails(&of("", &operator("1.24.2", "")));
        rule.passes(&of("", &operator("1.27.0", "")));
        rule.passes(&of("", &operator("1.24.2", "ENABLE_NATIVE_SIDECARS: 'true'")));
        rule.fails(&of("", &operator("1.28.0", "ENABLE_NATIVE_SIDECARS: 'false'")));
        rule.passes(&of("sidecar.istio.io/nativeSidecar: 'true'", &operator("1.24.2", "")));
        tester::of(&super::JOB_WITHOUT_QUIT).kubernetes("1.28").fails(&of("", &operator("1.28.0", "")));
    }

    #[test]
    fn jobs_outside_of_the_mesh_end() {
        let rule = tester::of(&super::JOB_WITHOUT_QUIT).kubernetes("1.28");
        rule.fails(&of("", ""));
        rule.passes(&of("sidecar.istio.io/inject: 'false'", ""));
        rule.passes(&of("", "").replace("enabled", "disabled"));
    }
}
