//! `interactive-container`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers of a workload that keep a terminal or their input open.
    ///
    /// ## Why is this bad?
    /// Nobody types into a workload, but whoever may attach to it finds a shell or a program that takes input, and
    /// programs behave differently on a terminal. The fields are leftovers of a debugging session.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           image: busybox:1.37
    ///           stdin: true
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           image: busybox:1.37
    /// ```
    pub INTERACTIVE_CONTAINER = "interactive-container" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["gatekeeper:k8sdisallowinteractivetty", "cwe:489"],
        keys: ["stdin", "tty"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    // A pod on its own is what people debug with, and a sandbox is there to be typed into.
    if matches!(container.pod().resource().kind(), Kind::Pod | Kind::SandboxTemplate) {
        return;
    }
    let set = |field| container.get(field).filter(|it: &Value<'_>| it.is_true());
    let (stdin, tty) = (set("stdin"), set("tty"));
    let Some(first) = stdin.or(tty) else { return };
    let what = match (stdin, tty) {
        (Some(_), Some(_)) => "its input and a terminal",
        (Some(_), None) => "its input",
        _ => "a terminal",
    };
    let finding = cx.report(first, format!("container `{}` keeps {what} open", container.name()));
    if let Some(tty) = tty.filter(|it| *it != first) {
        finding.label(tty, "the terminal");
    }
    let mut edits = Edit::remove_entry(first);
    if let Some(tty) = tty.filter(|it| *it != first) {
        let more = Edit::remove_entry(tty);
        let apart = |a: &Edit, b: &Edit| a.span.end <= b.span.start || b.span.end <= a.span.start;
        // In flow style both may claim the comma between them.
        if more.is_empty() || !edits.iter().all(|a| more.iter().all(|b| apart(a, b))) {
            edits = vec![Edit::replace(first, "false"), Edit::replace(tty, "false")];
        } else {
            edits.extend(more);
        }
    }
    finding.help("delete the fields").fix(Safety::Unsafe, "close it", edits);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn deployment(fields: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nspec: {{template: {{spec: {{containers: [{{name: a, {fields}}}]}}}}}}\n"
        )
    }

    #[test]
    fn both_fields_are_one_cause() {
        let rule = tester::of(&super::INTERACTIVE_CONTAINER);
        let found = rule.fails(&deployment("stdin: yes, tty: true"));
        let texts: Vec<_> = found.fix.unwrap().edits.into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["false", "false"]);
        assert!(rule.fails(&deployment("tty: true")).message.contains("a terminal"));
        rule.passes(&deployment("stdin: false, tty: null"));
        let block = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          stdin: true\n          tty: true\n";
        assert!(rule.fails(block).fix.unwrap().edits.iter().all(|it| it.text.is_empty()));
    }

    #[test]
    fn a_pod_on_its_own_is_for_debugging() {
        tester::of(&super::INTERACTIVE_CONTAINER).passes(&tester::container("stdin: true, tty: true"));
    }
}
