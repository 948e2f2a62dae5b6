//! `sidecar-as-plain-container`

use super::sidecar::promoted;
use crate::rule::prelude::*;

declare_rule! {
    /// Jobs with a sidecar among their plain containers.
    ///
    /// ## Why is this bad?
    /// A Job is complete when all plain containers have ended, and a proxy or agent never does: the Job hangs until its
    /// deadline, and a CronJob piles up. As an init container with `restartPolicy: Always` it is a real sidecar, which
    /// is stopped when the work is done.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: migrate}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///         - name: migrate
    ///           image: registry.example.com/migrate:1.4.2
    ///         - name: proxy
    ///           image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0
    ///           args: [project:region:instance]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: migrate}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///         - name: proxy
    ///           image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0
    ///           restartPolicy: Always
    ///           args: [project:region:instance]
    ///       containers:
    ///         - name: migrate
    ///           image: registry.example.com/migrate:1.4.2
    /// ```
    pub SIDECAR_AS_PLAIN_CONTAINER = "sidecar-as-plain-container" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:772"],
        check: Pod(check)
    }
}

/// Last part of the image path of programs that run until they are stopped.
const SIDECARS: [(&str, &str); 8] = [
    ("proxyv2", "the proxy of Istio"),
    ("cloud-sql-proxy", "the Cloud SQL proxy"),
    ("gce-proxy", "the Cloud SQL proxy"),
    ("vault-agent", "the Vault agent"),
    ("linkerd-proxy", "the proxy of Linkerd"),
    ("linkerd2-proxy", "the proxy of Linkerd"),
    ("daprd", "Dapr"),
    ("fluent-bit", "Fluent Bit"),
];

/// Words that show that somebody stops it when the work is done.
const STOPPED: [&str; 6] = ["quitquitquit", "quitall", "exit-after-auth", "exit_after_auth", "pkill", "killall"];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if !pod.resource().kind().is_job() || cx.kubernetes_version() < Version::new(1, 29) {
        return;
    }
    let regular = || pod.containers().filter(|it| it.class() == ContainerClass::Regular);
    if regular().count() < 2 || pod.spec().flag("shareProcessNamespace") || regular().any(is_stopped) {
        return;
    }
    for container in regular() {
        let Some((_, what)) = container.image().and_then(|image| SIDECARS.iter().find(|it| it.0 == image.base_name()))
        else {
            continue;
        };
        cx.report(
            container,
            format!("{} never completes, as container `{}` runs on", pod.resource().title(), container.name()),
        )
        .label(container.image_value().map_or(container.grip(), Value::grip), *what)
        .help("move it to `initContainers` and give it `restartPolicy: Always`")
        .fix(Safety::Unsafe, "make it a sidecar", promoted(container));
    }
}

fn is_stopped(container: Container<'_>) -> bool {
    let words = container.value().list("command").chain(container.value().list("args"));
    words.filter_map(Value::text).any(|text| STOPPED.iter().any(|it| text.contains(it)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn job(containers: &str) -> String {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nspec: {{jobTemplate: {{spec: {{template: {{spec: {containers}}}}}}}}}\n"
        )
    }

    #[test]
    fn somebody_may_stop_it() {
        let rule = tester::of(&super::SIDECAR_AS_PLAIN_CONTAINER);
        rule.fails(&job("{containers: [{name: a, image: a}, {name: b, image: docker.io/istio/proxyv2:1.28.0}]}"));
        rule.passes(&job(
            "{containers: [{name: a, image: a, command: [sh, -c, 'work; curl -X POST localhost:15020/quitquitquit']}, {name: b, image: istio/proxyv2:1.28.0}]}",
        ));
        rule.passes(&job(
            "{shareProcessNamespace: true, containers: [{name: a, image: a}, {name: b, image: istio/proxyv2}]}",
        ));
        rule.passes(&job("{containers: [{name: b, image: fluent/fluent-bit:4.1}]}"));
        rule.passes(&tester::pod("{containers: [{name: a, image: a}, {name: b, image: istio/proxyv2}]}"));
    }

    #[test]
    fn the_fix_moves_the_whole_container() {
        let text = "apiVersion: batch/v1\nkind: Job\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: a\n      - name: b\n        image: istio/proxyv2\n        args: [x]\n";
        let fix = tester::of(&super::SIDECAR_AS_PLAIN_CONTAINER).fails(text).fix.unwrap();
        let mut fixed = text.to_owned();
        let mut edits = fix.edits;
        edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
        edits.iter().for_each(|it| fixed.replace_range(it.span.range(), &it.text));
        assert_eq!(
            fixed,
            "apiVersion: batch/v1\nkind: Job\nspec:\n  template:\n    spec:\n      initContainers:\n      - name: b\n        image: istio/proxyv2\n        args: [x]\n        restartPolicy: Always\n      containers:\n      - name: a\n        image: a\n"
        );
    }
}
