//! `duplicate-yaml-key`

use crate::rule::prelude::*;
use crate::yaml::duplicate_keys;

declare_rule! {
    /// The same key twice in one mapping.
    ///
    /// ## Why is this bad?
    /// `kubectl` and Helm take the last one without a word; other readers take the first or refuse the file. What a
    /// reviewer sees at the first place is not what runs.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsNonRoot: true}
    ///       image: app:1
    ///       securityContext: {privileged: true}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: app:1
    ///       securityContext: {runAsNonRoot: true}
    /// ```
    pub DUPLICATE_YAML_KEY = "duplicate-yaml-key" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Document(check)
    }
}

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    // Entries that repeat one key follow each other; the last one wins.
    let mut all = duplicate_keys(document);
    all.sort_by_key(|(first, again)| (first.id(), again.id()));
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(first, last)) = same.last() else { continue };
        let name = last.key_name().unwrap_or_default();
        cx.report(last, format!("key `{name}` is written more than once"))
            .caption("this one wins")
            .label(first, "this one is ignored")
            .help("keep one of them");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn keys_compare_as_json_has_them() {
        let rule = tester::of(&super::DUPLICATE_YAML_KEY);
        let data = |keys: &str| format!("apiVersion: v1\nkind: ConfigMap\ndata: {{{keys}}}\n");
        rule.fails(&data("a: x, 'a': y"));
        rule.fails(&data("yes: x, true: y"));
        rule.fails(&data("010: x, 8: y"));
        rule.fails(&data("a: x, a: y, a: z"));
        rule.finds(2, &data("a: x, a: y, b: x, b: y"));
        rule.passes(&data("a: x, A: y, 'yes': x, 'true': y"));
        let many: String = (0..200).map(|it| format!("k{it}: v, ")).collect();
        rule.fails(&data(&format!("{many}k7: w")));
        rule.passes(&data(&many));
    }

    #[test]
    fn the_labels_name_the_first_and_the_winner() {
        let found = tester::of(&super::DUPLICATE_YAML_KEY)
            .fails("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n");
        assert!(found.labels[0].span.start > found.labels[1].span.start);
    }
}
