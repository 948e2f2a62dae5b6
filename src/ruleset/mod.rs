//! `rulesets/*.yaml`: which rules are on, how severe, with which options. The ones that come with the program and those of
//! users are read by the same code.

mod decisions;
mod file;
mod mistake;
mod nearest;
mod setting;
mod text;
mod versions;

pub use decisions::{Decision, Decisions, Origin, Sourced};
pub use file::{Assessment, Control, Ruleset};
pub use mistake::Mistake;
pub use nearest::nearest;
pub use setting::{Rules, Setting};
pub use text::Text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The rulesets that come with the program: name and text. First the profiles, each extending those before it, then benchmarks,
/// which extend none and may share rules with them.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("default", include_str!("../../rulesets/default.yaml")),
    ("strict", include_str!("../../rulesets/strict.yaml")),
    ("pedantic", include_str!("../../rulesets/pedantic.yaml")),
    ("istio-migration-ambient", include_str!("../../rulesets/istio-migration-ambient.yaml")),
    ("istio-security", include_str!("../../rulesets/istio-security.yaml")),
    ("nsa-cisa", include_str!("../../rulesets/nsa-cisa.yaml")),
    ("pod-security-baseline", include_str!("../../rulesets/pod-security-baseline.yaml")),
    ("pod-security-restricted", include_str!("../../rulesets/pod-security-restricted.yaml")),
];

/// Whether a rule has a ruleset of its own name: a benchmark as a whole, which repeats what other rules say one by one. It is on
/// in that ruleset and where it is named.
pub fn stands_alone(rule: &str) -> bool {
    EMBEDDED.iter().any(|(name, _)| *name == rule)
}

/// How deep rulesets may extend one another.
const MAX_DEPTH: usize = 16;

/// Reads a file of settings. This layer knows no disk; the reason of a failure is for people.
pub type ReadFile<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// What a ruleset and all that it extends decide.
///
/// `reference` is the name of an embedded ruleset, perhaps with a version (`pod-security-baseline@1.30`), or a path (it holds a `/` or ends in `.yaml` or `.yml`) relative to
/// `folder`.
pub fn load(reference: &str, folder: &Path, read: ReadFile<'_>) -> Result<Decisions, Mistake> {
    let mut decisions = Decisions::default();
    Loader { read, open: Vec::new() }.load(reference, folder, &mut decisions)?;
    Ok(decisions)
}

/// The first embedded ruleset that turns a rule on, by rule name.
pub fn homes() -> BTreeMap<&'static str, &'static str> {
    let mut homes = BTreeMap::new();
    for (name, _) in EMBEDDED {
        let set = load(name, Path::new(""), &|_| Err("embedded rulesets extend only one another".to_owned()));
        debug_assert!(set.is_ok(), "embedded rulesets are sound: {set:?}");
        for rule in set.iter().flat_map(Decisions::on) {
            homes.entry(rule).or_insert(*name);
        }
    }
    homes
}

struct Loader<'a> {
    read: ReadFile<'a>,
    /// The rulesets being read, outermost first.
    open: Vec<String>,
}

impl Loader<'_> {
    fn load(&mut self, reference: &str, folder: &Path, into: &mut Decisions) -> Result<(), Mistake> {
        let (base, version) = match reference.split_once('@').filter(|_| !is_path(reference)) {
            Some((base, version)) => (base, Some(version)),
            None => (reference, None),
        };
        let (name, text, folder) = self.open(base, folder)?;
        if self.open.contains(&name) {
            return Err(Mistake::new(format!("ruleset `{name}` extends itself"))
                .help(format!("the chain is {} → {name}", self.open.join(" → "))));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(Mistake::new(format!("rulesets extend one another more than {MAX_DEPTH} deep")));
        }
        let text = Text::new(&name, text);
        let ruleset: Ruleset = text.read()?;
        self.open.push(name.clone());
        for (at, base) in ruleset.extends.iter().enumerate() {
            self.load(base, &folder, into).map_err(|it| it.or_at(&text, text.item("extends", at)))?;
        }
        self.open.pop();
        file::check_controls(&ruleset.controls, &text)?;
        into.apply(&ruleset.rules, &text, text.get("rules"), &|line| match is_path(reference) {
            true => Origin::File { name: name.clone(), line },
            false => Origin::Ruleset(name.clone()),
        })?;
        match version {
            Some(version) => versions::set(&ruleset, version, reference, into),
            None => Ok(()),
        }
    }

    fn open(&self, reference: &str, folder: &Path) -> Result<(String, String, PathBuf), Mistake> {
        if let Some((name, text)) = EMBEDDED.iter().find(|it| it.0 == reference) {
            return Ok(((*name).to_owned(), (*text).to_owned(), PathBuf::new()));
        }
        if !is_path(reference) {
            let known = || EMBEDDED.iter().map(|it| it.0);
            let help = match nearest(reference, known()) {
                Some(name) => {
                    format!("did you mean `{name}`? A file of your own is named by its path: `./{reference}.yaml`")
                }
                None => format!("there are {}; a file of your own is named by its path", listed(known())),
            };
            return Err(Mistake::new(format!("there is no ruleset `{reference}`")).help(help));
        }
        let path = plain(&folder.join(reference));
        let text = (self.read)(&path)
            .map_err(|reason| Mistake::new(format!("cannot read ruleset `{}`: {reason}", path.display())))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok((path.display().to_string(), text, folder))
    }
}

fn is_path(reference: &str) -> bool {
    reference.contains(['/', '\\']) || reference.ends_with(".yaml") || reference.ends_with(".yml")
}

/// Without `.` parts.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|it| !matches!(it, std::path::Component::CurDir)).collect()
}

/// Names in backticks: "`a`, `b` and `c`".
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|it| format!("`{it}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::rules;

    fn none(_: &Path) -> Result<String, String> {
        Err("no such file".to_owned())
    }

    #[test]
    fn every_rule_is_in_exactly_one_embedded_ruleset() {
        let sets: Vec<(&str, Ruleset)> = EMBEDDED[..3]
            .iter()
            .map(|(name, text)| {
                (*name, Text::new(name, (*text).to_owned()).read().expect("embedded rulesets are sound"))
            })
            .collect();
        let holders = |rule: &str| -> Vec<&str> {
            sets.iter().filter(|(_, set)| set.rules.0.contains_key(rule)).map(|(name, _)| *name).collect()
        };
        let missing: Vec<_> = rules::all().iter().map(|it| it.name).filter(|it| holders(it).is_empty()).collect();
        let missing: Vec<_> = missing.into_iter().filter(|it| !stands_alone(it)).collect();
        assert!(missing.is_empty(), "add to rulesets/default.yaml, strict.yaml or pedantic.yaml: {missing:#?}");
        let twice: Vec<_> = rules::all().iter().map(|it| it.name).filter(|it| holders(it).len() > 1).collect();
        assert!(twice.is_empty(), "in more than one of default, strict, pedantic: {twice:#?}");
        for (name, set) in &sets {
            assert_eq!(name, &set.name);
            let off: Vec<_> = set.rules.0.iter().filter(|(_, it)| !it.on).collect();
            assert!(off.is_empty(), "{name} turns off {off:?}");
        }
        for (name, _) in EMBEDDED {
            load(name, Path::new(""), &none).unwrap();
        }
    }

    #[test]
    fn pedantic_holds_strict_holds_default() {
        let on = |name: &str| load(name, Path::new(""), &none).unwrap().on().count();
        assert!(on("default") <= on("strict") && on("strict") <= on("pedantic"));
        assert_eq!(on("pedantic"), rules::all().iter().filter(|it| !stands_alone(it.name)).count());
    }

    #[test]
    fn a_file_extends_an_embedded_ruleset_and_another_file() {
        let read = |path: &Path| match path.to_str() {
            Some("sets/house.yaml") => {
                Ok("name: house\nextends: [default, base/more.yaml]\nrules:\n  privileged-container: low\n".to_owned())
            }
            Some("sets/base/more.yaml") => Ok("name: more\nrules:\n  yaml-syntax-error: off\n".to_owned()),
            _ => Err("no such file".to_owned()),
        };
        let all = load("./house.yaml", Path::new("sets"), &read).unwrap();
        let severity = all.get("privileged-container").and_then(|it| it.severity.as_ref()).expect("a severity");
        assert_eq!(severity.value, Severity::Low);
        assert_eq!(severity.origin, Origin::File { name: "sets/house.yaml".to_owned(), line: 4 });
        assert!(!all.get("yaml-syntax-error").expect("decided").on.value);
        assert_eq!(all.get("unreadable-file").expect("decided").on.origin, Origin::Ruleset("default".to_owned()));
    }

    #[test]
    fn benchmarks_turn_on_what_their_controls_name_and_nothing_off() {
        for (name, text) in &EMBEDDED[3..] {
            let set: Ruleset = Text::new(name, (*text).to_owned()).read().expect("embedded rulesets are sound");
            assert_eq!(name, &set.name);
            let on = load(name, Path::new(""), &none).unwrap();
            let named = set.controls.iter().flat_map(|it| &it.rules);
            let off: Vec<_> = named.filter(|it| !on.get(it).is_some_and(|it| it.on.value)).collect();
            assert!(off.is_empty(), "controls of {name} name rules that are off: {off:?}");
            assert!(set.rules.0.values().all(|it| it.on), "{name} turns rules off");
        }
    }

    #[test]
    fn a_circle_and_a_missing_base_are_errors_at_the_place() {
        let circle = |_: &Path| Ok("name: a\nextends: [./a.yaml]\n".to_owned());
        let error = load("./a.yaml", Path::new(""), &circle).unwrap_err();
        assert_eq!(error.to_string(), "ruleset `a.yaml` extends itself");
        assert_eq!(error.line(), Some(2));
        let error = load("./b.yaml", Path::new(""), &|_| Ok("name: b\nextends: [strikt]\n".to_owned())).unwrap_err();
        assert_eq!(error.to_string(), "there is no ruleset `strikt`");
        assert!(error.advice().is_some_and(|it| it.contains("`strict`")));
        assert_eq!(error.marked(), Some("strikt"));
    }
}
