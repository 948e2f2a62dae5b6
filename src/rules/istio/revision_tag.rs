//! `revision-tag`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces that name a revision of the control plane instead of a tag.
    ///
    /// ## Why is this bad?
    /// A revision such as `1-24-2` goes away with the next update. Each namespace must then be relabelled and its pods
    /// restarted in one go; a tag such as `stable` is moved to the new revision once.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/rev: 1-24-2}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/rev: stable}}
    /// ```
    pub REVISION_TAG = "revision-tag" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        keys: ["istio.io/"],
        check: Several(&[Check::Resource(&[Kind::Namespace], check), Check::Pod(check_pod)])
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    judge(resource.label("istio.io/rev"), cx);
}

fn check_pod(pod: Pod<'_>, cx: &mut Context<'_>) {
    judge(pod.labels().and_then(|it| it.get("istio.io/rev")), cx);
}

fn judge(label: Option<Value<'_>>, cx: &mut Context<'_>) {
    let Some((at, text)) = label.and_then(|it| Some((it, it.text()?))).filter(|it| is_release(it.1)) else { return };
    cx.report(at, format!("`{text}` is one release of the control plane"))
        .help("name a tag, as made by `istioctl tag set` or `revisionTags` of the chart");
}

/// Whether a revision is called after a release: `1-24-2`, `asm-1234-5`, `istio-1-9`.
fn is_release(text: &str) -> bool {
    let mut numbers = text.split(['-', '.']).map(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
    let mut before = false;
    numbers.any(|it| std::mem::replace(&mut before, it) && it)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn two_numbers_make_a_release() {
        for text in ["1-24-2", "asm-1234-5", "istio-1-9", "v-1-2"] {
            assert!(super::is_release(text), "{text}");
        }
        for text in ["default", "stable", "prod-1", "asm-managed", "asm-managed-rapid", "canary-2", ""] {
            assert!(!super::is_release(text), "{text}");
        }
    }

    #[test]
    fn pods_may_name_one_as_well() {
        let rule = tester::of(&super::REVISION_TAG);
        rule.fails(&tester::pod("{}").replace("name: p", "name: p, labels: {istio.io/rev: 1-24-2}"));
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {istio-injection: enabled}}\n");
    }
}
