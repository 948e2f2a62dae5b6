//! What the rules about secrets need the whole run for: what the user knows to be none, values that stand in several places, formats
//! of the user's own, and texts beside the manifests. Values are compared in memory and forgotten before anything is reported.

use crate::config::Policy;
use crate::finding::Finding;
use crate::index::Index;
use crate::manifest::Class;
use crate::rule::{Context, Rule, glob};
use crate::rules::secret::own::{self, OwnFormats};
use crate::rules::secret::secret_in_file::SECRET_IN_FILE;
use crate::rules::secret::secret_known_token::SECRET_KNOWN_TOKEN;
use crate::rules::secret::secret_kustomize_literal::SECRET_KUSTOMIZE_LITERAL;
use crate::rules::secret::secret_reused_value::SECRET_REUSED_VALUE;
use crate::rules::secret::{is_telling, text};
use crate::source::{Role, Source, SourceId, Sources};
use crate::yaml::Value;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

/// Leaves out what the user knows to be no secret.
pub(super) fn leave_out_allowed(findings: &mut Vec<Finding>, sources: &Sources, policy: &Policy) {
    let (allow, entropy) = (&policy.secrets.allow, policy.secrets.entropy);
    let keys: Vec<String> = allow.keys.iter().map(|it| it.to_lowercase()).collect();
    let allowed = |it: &Finding| {
        let Some(held) = it.held.as_deref() else { return false };
        let (name, value) = (held.name.to_lowercase(), held.value.trim());
        keys.iter().any(|it| glob(it, &name))
            || it.rule != SECRET_KNOWN_TOKEN.name && text::is_too_regular(value, entropy)
            || allow.values.iter().any(|it| it.is_of(value))
    };
    let there = |it: &Finding| it.sensitive && policy.secret_paths.is_match(sources.get(it.span().source).name());
    findings.retain(|it| !there(it) && !allowed(it));
}

/// Most places of one value that are named.
const PLACES: usize = 8;

/// One finding for each value that stands in several documents: at the first place, with the others as labels.
pub(super) fn reused(findings: &[Finding], policy: &Policy) -> Vec<Finding> {
    if !policy.rules.iter().any(|it| it.name == SECRET_REUSED_VALUE.name) {
        return Vec::new();
    }
    // The keys are drawn anew in each run.
    let keyed = RandomState::new();
    let mut groups: FxHashMap<u64, Vec<&Finding>> = FxHashMap::default();
    for it in findings {
        let held = it.held.as_deref().filter(|it| is_telling(it.value.trim()));
        if let Some(held) = held {
            groups.entry(keyed.hash_one(held.value.trim())).or_default().push(it);
        }
    }
    // By place: the order of a map with random keys must not show.
    let mut ordered: BTreeMap<(SourceId, u32), Vec<&Finding>> = BTreeMap::new();
    for mut group in groups.into_values() {
        group.sort_by_key(|it| it.span());
        group.dedup_by_key(|it| (it.span().source, it.subject.clone()));
        if let [first, _, ..] = group.as_slice() {
            ordered.insert((first.span().source, first.span().start), group);
        }
    }
    let mut cx = Context::new(&SECRET_REUSED_VALUE, &policy.settings);
    let subjects: Vec<_> = ordered.values().map(|it| it[0].subject.clone()).collect();
    for group in ordered.values() {
        let first = group[0];
        let message = format!("the value found here stands in {} places", group.len());
        let finding = cx.report((first.span(), first.path.clone()), message);
        finding.sensitive().help("give each place a credential of its own: one that leaks then opens one door");
        for other in &group[1..group.len().min(PLACES)] {
            finding.label(other.span(), "and here");
        }
    }
    let all = cx.finish().into_iter().zip(subjects);
    all.map(|(it, subject)| Finding { subject, ..it }).collect()
}

/// Before anything else looks at the findings.
pub(super) fn forget(findings: &mut [Finding]) {
    findings.iter_mut().for_each(|it| it.held = None);
}

/// Secrets that no rule is asked about: in formats of the user's own, in files that a kustomization packs into a Secret or ConfigMap,
/// and, where that is wanted, in every text.
pub(super) fn beside(sources: &Sources, index: &Index<'_>, policy: &Policy) -> Vec<Finding> {
    let mut findings = own_formats(sources, index, policy);
    let is_on = |rule: &Rule| policy.rules.iter().any(|it| it.name == rule.name);
    let packed = packed(sources, index);
    let report = |source: &Source| matches!(source.role(), Role::Report | Role::Text);
    let reader = |source: &Source| {
        let rule = if packed.contains(source.name()) { &SECRET_KUSTOMIZE_LITERAL } else { &SECRET_IN_FILE };
        let wanted = source.role() == Role::Text || packed.contains(source.name());
        (report(source) && wanted && is_on(rule)).then_some(rule)
    };
    let all: Vec<_> = sources.iter().filter_map(|(id, it)| Some((id, it, reader(it)?))).collect();
    findings.par_extend(all.into_par_iter().flat_map_iter(|(id, source, rule)| {
        let mut cx = Context::new(rule, &policy.settings);
        text::scan(id, source.name(), source.text(), &mut cx);
        cx.finish()
    }));
    if policy.secrets.everywhere && is_on(&SECRET_IN_FILE) {
        let others = index.units().iter().filter(|it| it.class == Class::Other);
        let others = others.filter(|it| sources.get(it.source).role() == Role::Report);
        let mut cx = Context::new(&SECRET_IN_FILE, &policy.settings);
        for root in others.filter_map(|it| it.document.root()) {
            text::leaves(root, &mut cx);
        }
        findings.extend(cx.finish());
    }
    findings
}

/// Names of the files that generators of kustomizations pack into objects.
fn packed<'a>(sources: &'a Sources, index: &Index<'_>) -> FxHashSet<&'a str> {
    let mut names: FxHashSet<String> = FxHashSet::default();
    for unit in index.units().iter().filter(|it| it.class == Class::Kustomization) {
        if let Some(root) = unit.document.root() {
            names.extend(text::packed(sources.get(unit.source).folder(), root));
        }
    }
    sources.iter().map(|(_, it)| it.name()).filter(|it| names.contains(*it)).collect()
}

fn own_formats(sources: &Sources, index: &Index<'_>, policy: &Policy) -> Vec<Finding> {
    let set = policy.settings.options.get(SECRET_KNOWN_TOKEN.name);
    let options = set.and_then(|it| serde_json::from_value::<OwnFormats>(it.clone()).ok());
    let Some(options) = options.filter(|it| !it.formats.is_empty()) else { return Vec::new() };
    let mut cx = Context::new(&SECRET_KNOWN_TOKEN, &policy.settings);
    for unit in index.units().iter().filter(|it| sources.get(it.source).role() == Role::Report) {
        let objects = index.resources().get(unit.resources.clone()).unwrap_or_default();
        let values = unit.document.nodes().filter(|it: &Value<'_>| it.is_scalar() && !it.is_alias() && !it.is_key());
        for value in values {
            let at = objects.partition_point(|it| it.root().id() <= value.id());
            cx.about(at.checked_sub(1).map(|at| objects[at]), None);
            own::find(value, &options, &mut cx);
        }
    }
    cx.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Input, check};
    use crate::rule::secrets::Hashed;

    fn found(files: &[(&str, &str, Role)], policy: &Policy) -> Vec<(&'static str, String)> {
        let mut sources = Sources::new();
        for (name, text, role) in files {
            sources.add(Source::new(*name, *text, *role));
        }
        let input = Input { sources, ..Input::default() };
        let report = check(&input, policy);
        assert!(report.findings.iter().all(|it| it.held.is_none()), "values are forgotten");
        let place =
            |it: &Finding| format!("{}:{}", input.sources.get(it.span().source).name(), input.sources.slice(it.span()));
        report.findings.iter().filter(|it| it.sensitive).map(|it| (it.rule, place(it))).collect()
    }

    const VALUE: &str = "Zq7kWm2xT9vLb4Rn";

    fn map(name: &str) -> String {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  DB_PASSWORD: {VALUE}\n")
    }

    #[test]
    fn a_value_in_two_documents_is_one_finding_more() {
        let (a, b) = (map("a"), map("b").replace("ConfigMap\n", "ConfigMap\nx: {password: postgres}\n"));
        let all = found(&[("a.yaml", &a, Role::Report), ("b.yaml", &b, Role::Report)], &Policy::default());
        let reused: Vec<_> = all.iter().filter(|it| it.0 == "secret-reused-value").collect();
        assert_eq!(reused, [&("secret-reused-value", "a.yaml:DB_PASSWORD".to_owned())]);
        let once = found(&[("a.yaml", &a, Role::Report)], &Policy::default());
        assert_eq!(once, [("secret-in-configmap", "a.yaml:DB_PASSWORD".to_owned())]);
    }

    #[test]
    fn what_is_allowed_is_left_out_by_name_file_value_and_randomness() {
        let text = map("a");
        let files = [("a.yaml", text.as_str(), Role::Report)];
        let with = |change: &dyn Fn(&mut Policy)| {
            let mut policy = Policy::default();
            change(&mut policy);
            found(&files, &policy).len()
        };
        assert_eq!(with(&|_| ()), 1);
        assert_eq!(with(&|it| it.secrets.allow.keys = vec!["db_*".to_owned()]), 0);
        assert_eq!(with(&|it| it.secrets.allow.values = vec![Hashed::of(VALUE)]), 0);
        assert_eq!(with(&|it| it.secrets.allow.values = vec![Hashed::of("other")]), 1);
        assert_eq!(with(&|it| it.secrets.entropy.base64 = 5.5), 0);
    }

    #[test]
    fn formats_of_ones_own_are_found_plain_and_in_base64() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: corp_0a1b2c3d4e\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\ndata:\n  y: Y29ycF8wYTFiMmMzZDRl\n  z: Y29ycA==\n";
        let mut policy = Policy::default();
        let formats = serde_json::json!({"formats": [{"name": "corp token", "literal": "corp_", "pattern": "corp_[0-9a-f]{10}", "severity": "high"}]});
        policy.settings.options.insert("secret-known-token".to_owned(), formats);
        let all = found(&[("a.yaml", text, Role::Report)], &policy);
        let tokens: Vec<_> = all.iter().filter(|it| it.0 == "secret-known-token").map(|it| it.1.as_str()).collect();
        assert_eq!(tokens, ["a.yaml:x", "a.yaml:y"]);
    }

    #[test]
    fn files_of_a_generator_are_looked_through_where_they_are() {
        let kustomization = "secretGenerator:\n- name: a\n  envs: [.env.secret]\n  files: [app.ini, c=conf/x.yaml]\n";
        let files = [
            ("k/kustomization.yaml", kustomization, Role::Report),
            ("k/.env.secret", "A=1\nDB_PASSWORD=Zq7kWm2xT9v\n", Role::Text),
            ("k/app.ini", "[a]\npassword = ${PW}\n", Role::Text),
            ("k/conf/x.yaml", "smtp:\n  password: Zq7kWm2xT9w\n", Role::Report),
        ];
        let all = found(&files, &Policy::default());
        let rule = "secret-kustomize-literal";
        assert_eq!(all, [(rule, "k/.env.secret:DB_PASSWORD".to_owned()), (rule, "k/conf/x.yaml:password".to_owned())]);
    }

    #[test]
    fn every_text_is_looked_through_where_that_is_wanted() {
        let files = [
            ("a.ini", "password = Zq7kWm2xT9v\n", Role::Text),
            ("ci.yml", "env: {API_TOKEN: 'Zq7kWm2xT9vLb4Rn8sYd'}\n", Role::Report),
        ];
        let mut policy = Policy::default();
        policy.secrets.everywhere = true;
        let all = found(&files, &policy);
        assert_eq!(
            all,
            [("secret-in-file", "a.ini:password".to_owned()), ("secret-in-file", "ci.yml:API_TOKEN".to_owned())]
        );
    }
}
