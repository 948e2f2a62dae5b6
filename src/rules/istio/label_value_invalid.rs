//! `label-value-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Labels of Istio with a value that is none of the known ones.
    ///
    /// ## Why is this bad?
    /// The values are compared as text. `yes`, `on` or `True` are not `true`: the pod gets no proxy, the namespace
    /// is not in the mesh.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: "yes"}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ```
    pub LABEL_VALUE_INVALID = "label-value-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["istio.io/", "istio-injection"],
        check: Resource(&[], check)
    }
}

const VALUES: [(&str, &[&str]); 4] = [
    ("istio-injection", &["enabled", "disabled"]),
    ("istio.io/dataplane-mode", &["ambient", "none"]),
    ("istio.io/waypoint-for", &["service", "workload", "all", "none"]),
    ("sidecar.istio.io/inject", &["true", "false"]),
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    judge(resource.path("metadata.labels"), cx);
    if resource.kind() != Kind::Pod {
        Pod::all(resource).for_each(|it| judge(it.labels(), cx));
    }
}

fn judge(labels: Option<Value<'_>>, cx: &mut Context<'_>) {
    let Some(labels) = labels else { return };
    for (key, values) in VALUES {
        let Some(at) = labels.get(key) else { continue };
        // A value that is no text is refused by the API server.
        let Some(text) = at.as_str().filter(|it| !values.contains(it) && !it.contains(['{', '$'])) else { continue };
        let meant = match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "true" | "enabled" | "1" => values[0],
            "no" | "off" | "false" | "disabled" | "0" => values[1],
            _ => "",
        };
        let known: Vec<String> = values.iter().map(|it| format!("`{it}`")).collect();
        let finding = cx.report(at, format!("`{text}` is none of {}", known.join(", ")));
        finding.help("the value is compared as text");
        if !meant.is_empty() && values.len() == 2 {
            finding.fix(Safety::Unsafe, format!("write `{meant}`"), Edit::set_scalar(at, meant));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn values_are_compared_as_text() {
        let rule = tester::of(&super::LABEL_VALUE_INVALID);
        let pod = |meta: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, {meta}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        let with = |key: &str, value: &str| pod(&format!("labels: {{{key}: '{value}'}}"));
        assert!(rule.fails(&with("sidecar.istio.io/inject", "True")).fix.is_some());
        assert!(rule.fails(&with("istio.io/dataplane-mode", "sidecar")).fix.is_none());
        rule.fails("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {istio-injection: 'on'}}\n");
        rule.passes(&with("sidecar.istio.io/inject", "false"));
        rule.passes(&with("istio.io/waypoint-for", "all"));
        rule.passes(&with("istio-injection", "{{ injection }}"));
    }
}
