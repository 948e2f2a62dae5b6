//! `name@version`: a ruleset as a release defines it.

use super::{Decisions, Mistake, Origin, Ruleset};
use crate::rule::Rule;
use crate::rules;
use serde_json::json;

/// The option that rules have which know versions.
const OPTION: &str = "version";

/// Sets the version of the rules of a ruleset that have one.
pub(super) fn set(ruleset: &Ruleset, version: &str, reference: &str, into: &mut Decisions) -> Result<(), Mistake> {
    let mut known = false;
    for rule in ruleset.rules.0.keys().filter_map(|it| rules::find(it)) {
        let Some(options) = rule.options.filter(|_| has_version(rule)) else { continue };
        known = true;
        if let Err(reason) = (options.check)(&json!({ OPTION: version })) {
            return Err(Mistake::new(format!("ruleset `{reference}`: {reason}"))
                .help(format!("write a release of Kubernetes, such as `{}@1.30`", ruleset.name)));
        }
        into.set_option(rule.name, OPTION, json!(version), &Origin::Ruleset(reference.to_owned()));
    }
    if known {
        return Ok(());
    }
    Err(Mistake::new(format!("ruleset `{}` has no versions", ruleset.name))
        .help(format!("write `{}` without `@{version}`", ruleset.name)))
}

fn has_version(rule: &Rule) -> bool {
    rule.options.is_some_and(|it| (it.schema)()["properties"].get(OPTION).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, load};
    use std::path::Path;

    fn none(_: &Path) -> Result<String, String> {
        Err("no such file".to_owned())
    }

    #[test]
    fn the_version_becomes_the_option_of_the_rules() {
        let all = load("pod-security-restricted@1.25", Path::new(""), &none).unwrap();
        let options = all.get("pod-security-restricted").and_then(|it| it.options.clone()).expect("options");
        assert_eq!(options.value, serde_json::json!({"version": "1.25"}));
        assert_eq!(options.origin, Origin::Ruleset("pod-security-restricted@1.25".to_owned()));
        assert!(load("pod-security-baseline@latest", Path::new(""), &none).is_ok());
        let plain = load("pod-security-baseline", Path::new(""), &none).unwrap();
        assert!(plain.get("pod-security-baseline").is_some_and(|it| it.on.value && it.options.is_none()));
    }

    #[test]
    fn a_version_that_is_none_is_a_mistake_where_it_is_written() {
        let base = |_: &Path| Ok("name: a\nextends:\n- pod-security-baseline@1.x\n".to_owned());
        let error = load("./a.yaml", Path::new(""), &base).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ruleset `pod-security-baseline@1.x`: `1.x` is not a version such as 1.30, and not `latest`"
        );
        assert_eq!((error.line(), error.marked()), (Some(3), Some("pod-security-baseline@1.x")));
        for (reference, message) in [
            ("default@1.30", "ruleset `default` has no versions"),
            ("defalt@1.30", "there is no ruleset `defalt`"),
            (
                "pod-security-baseline@",
                "ruleset `pod-security-baseline@`: `` is not a version such as 1.30, and not `latest`",
            ),
            (
                "pod-security-baseline@2.0",
                "ruleset `pod-security-baseline@2.0`: `2.0` is not a version such as 1.30, and not `latest`",
            ),
        ] {
            assert_eq!(load(reference, Path::new(""), &none).unwrap_err().to_string(), message);
        }
    }
}
