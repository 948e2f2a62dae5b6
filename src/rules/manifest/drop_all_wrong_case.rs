//! `drop-all-wrong-case`

use crate::rule::prelude::*;

declare_rule! {
    /// `drop: ["all"]` instead of `drop: ["ALL"]`.
    ///
    /// ## Why is this bad?
    /// Some runtimes honour any case; Pod Security admission does not, and namespaces with the *restricted* standard
    /// refuse the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [all]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [ALL]}
    /// ```
    pub DROP_ALL_WRONG_CASE = "drop-all-wrong-case" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["drop"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.is_privileged() {
        return;
    }
    let dropped: Vec<_> = container.security("capabilities").into_iter().flat_map(|it| it.list("drop")).collect();
    if dropped.iter().any(|it| it.as_str() == Some("ALL")) {
        return;
    }
    for entry in dropped {
        let Some(name) = entry.as_str().filter(|it| it.eq_ignore_ascii_case("ALL")) else { continue };
        cx.report(entry, format!("`{name}` is not `ALL` to Pod Security")).help("write `ALL`").fix(
            Safety::Safe,
            "write `ALL`",
            Edit::set_scalar(entry, "ALL"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_right_word_beside_it_is_enough() {
        let rule = tester::of(&super::DROP_ALL_WRONG_CASE);
        rule.fails(&tester::container("securityContext: {capabilities: {drop: ['All']}}"));
        rule.passes(&tester::container("securityContext: {capabilities: {drop: [all, ALL]}}"));
        rule.passes(&tester::container("securityContext: {capabilities: {add: [all]}}"));
    }
}
