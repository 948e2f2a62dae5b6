//! `enable-service-links`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that get the address of every Service of their namespace as environment variables.
    ///
    /// ## Why is this bad?
    /// The variables tell an intruder what else is there, clash with those of the program, and in namespaces with
    /// thousands of Services they keep the pod from starting. DNS does what they were for.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   enableServiceLinks: false
    ///   containers:
    ///     - name: app
    /// ```
    pub ENABLE_SERVICE_LINKS = "enable-service-links" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:disable-service-links", "cwe:497"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let links = pod.get("enableServiceLinks");
    // Knative switches them off by itself.
    let knative = matches!(pod.resource().kind(), Kind::KnativeService | Kind::KnativeConfiguration);
    if links.is_some_and(Value::is_false) || knative && links.is_none() {
        return;
    }
    let finding = match links {
        Some(it) => cx.report(it, "the pod gets the address of every Service of its namespace"),
        None => cx.report(pod, "the pod gets the address of every Service of its namespace"),
    };
    let edits = Edit::insert_into(pod.spec(), &["enableServiceLinks"], "false");
    finding.help("set `enableServiceLinks: false`, and find Services by DNS").fix(
        Safety::Unsafe,
        "find Services by DNS",
        edits,
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unset_is_on() {
        let rule = tester::of(&super::ENABLE_SERVICE_LINKS);
        rule.fails(&tester::pod("{enableServiceLinks: true, containers: []}"));
        rule.passes(&tester::pod("{enableServiceLinks: no, containers: []}"));
        rule.passes(
            "apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {template: {spec: {containers: [{name: a}]}}}\n",
        );
    }
}
