//! `duplicate-yaml-key`

use crate::rule::prelude::*;
use crate::yaml::Scalar;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

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

/// Up to this many keys are compared pair by pair, which is faster than hashing them.
const FEW: usize = 12;

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    for mapping in document.nodes().filter(|it| it.is_mapping() && !it.is_alias()) {
        let keys: Vec<_> = mapping.written().map(|it| it.0).filter(|it| !it.is_merge()).collect();
        if keys.len() <= FEW {
            let distinct = keys.iter().enumerate().all(|(at, key)| keys[..at].iter().all(|it| name(*it) != name(*key)));
            if distinct {
                continue;
            }
        }
        let mut places: FxHashMap<Cow<'_, str>, (Value<'_>, Value<'_>)> = FxHashMap::default();
        let mut twice = Vec::new();
        for key in keys {
            let Some(name) = name(key) else { continue };
            match places.get_mut(&name) {
                Some(place) => {
                    place.1 = key;
                    if !twice.contains(&name) {
                        twice.push(name);
                    }
                }
                None => drop(places.insert(name, (key, key))),
            }
        }
        for name in twice {
            let (first, last) = places[&name];
            cx.report(last, format!("key `{name}` is written more than once"))
                .caption("this one wins")
                .label(first, "this one is ignored")
                .help("keep one of them");
        }
    }
}

/// The key as it is in JSON: `yes` and `true` are one key, and so are `010` and `8`.
fn name(key: Value<'_>) -> Option<Cow<'_, str>> {
    Some(match key.scalar()? {
        Scalar::Bool(it) => Cow::Owned(it.to_string()),
        Scalar::Int(it) => Cow::Owned(it.to_string()),
        _ => Cow::Borrowed(key.text()?),
    })
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
