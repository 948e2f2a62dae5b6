//! `fractional-bytes`

use crate::rule::prelude::*;

declare_rule! {
    /// Sizes in parts of a byte.
    ///
    /// ## Why is this bad?
    /// `m` means thousandth: `500m` of memory is half a byte, rounded up to one. `500Mi` was meant, and the container
    /// cannot start.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 500m}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       resources:
    ///         limits: {memory: 500Mi, cpu: 500m}
    /// ```
    pub FRACTIONAL_BYTES = "fractional-bytes" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["limits", "requests", "sizeLimit"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let owners = pod.containers().map(Container::value).chain([pod.spec()]);
    for resources in owners.filter_map(|it| it.get("resources")) {
        for list in ["requests", "limits"].into_iter().filter_map(|it| resources.get(it)) {
            for name in ["memory", "ephemeral-storage"] {
                judge(list.get(name), cx);
            }
        }
    }
    for volume in pod.volumes() {
        judge(volume.get("emptyDir").and_then(|it| it.get("sizeLimit")), cx);
    }
}

fn judge(size: Option<Value<'_>>, cx: &mut Context<'_>) {
    let Some((size, text)) = size.and_then(|it| Some((it, it.text()?))) else { return };
    if !Quantity::of(size).is_some_and(Quantity::has_fraction) {
        return;
    }
    let finding = cx.report(size, format!("`{text}` is not a whole number of bytes"));
    finding.help("`m` is a thousandth; `M` and `Mi` are millions");
    if let Some(number) = text.strip_suffix('m') {
        finding.fix(Safety::Unsafe, "mean mebibytes", [Edit::replace(size, format!("{number}Mi"))]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_sizes_are_bytes() {
        let rule = tester::of(&super::FRACTIONAL_BYTES);
        rule.fails(&tester::container("resources: {requests: {ephemeral-storage: '100m'}}"));
        rule.fails(&tester::container("resources: {requests: {memory: 1.5}}"));
        rule.fails(&tester::pod("{volumes: [{name: v, emptyDir: {sizeLimit: 64m}}]}"));
        rule.passes(&tester::container("resources: {requests: {memory: 0.5Gi, cpu: 100m}}"));
        rule.passes(&tester::container("resources: {requests: {memory: 1000m}}"));
    }
}
