//! `share-process-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods whose containers see each other's processes.
    ///
    /// ## Why is this bad?
    /// Through `/proc` each container reads the environment and the files of the others, so a helper is as powerful
    /// as the program it helps.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   shareProcessNamespace: true
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    pub SHARE_PROCESS_NAMESPACE = "share-process-namespace" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubewarden:share-pid-namespace", "cwe:668"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(shared) = pod.get("shareProcessNamespace").filter(|it| it.is_true()) {
        cx.report(shared, "the containers of the pod share one process table")
            .help("delete the line unless one container must signal or watch another")
            .fix(Safety::Unsafe, "keep the processes apart", Edit::remove_entry(shared));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_true_counts() {
        let rule = tester::of(&super::SHARE_PROCESS_NAMESPACE);
        rule.passes(&tester::pod("{shareProcessNamespace: false}"));
        rule.fails(&tester::pod("{shareProcessNamespace: yes, containers: []}"));
    }
}
