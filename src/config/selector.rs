//! What `--select` and `--ignore` take: a word that stands for rules.

use crate::finding::Severity;
use crate::rule::{Peer, Rule, glob};
use crate::rules;
use crate::ruleset::{Mistake, nearest, stands_alone};

/// A word that stands for rules: a name, a category, a severity, an identifier of a peer or benchmark, or a glob over names
/// or identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    word: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Name,
    Category,
    Severity(Severity),
    /// `scheme:id`; with globs or without.
    Reference,
    /// An identifier without its scheme: `CKV_K8S_16`.
    BareReference,
    Glob,
}

impl Selector {
    /// Understands a word. One that stands for no rule is a mistake.
    pub fn parse(word: &str) -> Result<Self, Mistake> {
        let word = word.trim();
        let all = rules::all();
        let severity = Severity::ALL.into_iter().find(|it| it.as_str() == word);
        let reference = word.contains(':');
        let what = if rules::find(word).is_some() {
            What::Name
        } else if let Some(severity) = severity {
            What::Severity(severity)
        } else if all.iter().any(|it| it.category() == word) {
            What::Category
        } else if reference {
            What::Reference
        } else if word.contains(['*', '?']) {
            What::Glob
        } else {
            What::BareReference
        };
        let it = Self { word: word.to_owned(), what };
        let some = severity.is_some() || all.iter().any(|rule| it.selects(rule, rule.severity));
        if some { Ok(it) } else { Err(it.nothing()) }
    }

    /// The word.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Whether it names rules one by one; such a word outweighs an `off` in the configuration.
    pub fn is_exact(&self) -> bool {
        match self.what {
            What::Name | What::BareReference => true,
            What::Reference => !self.word.contains(['*', '?']),
            What::Category | What::Severity(_) | What::Glob => false,
        }
    }

    /// Whether it stands for this rule, which has this severity in the run.
    pub fn selects(&self, rule: &Rule, severity: Severity) -> bool {
        match self.what {
            What::Name => rule.name == self.word,
            What::Category => rule.category() == self.word && !stands_alone(rule.name),
            What::Severity(it) => severity == it && !stands_alone(rule.name),
            What::Glob => glob(&self.word, rule.name),
            What::Reference => {
                let peer = self.word.split_once(':').and_then(|(scheme, id)| Some((Peer::of(scheme)?, id)));
                peer.is_some_and(|(peer, id)| peer.answers(id, rule))
                    || rule.refs.iter().any(|it| is_reference(&self.word, it))
            }
            What::BareReference => {
                // Bare numbers (`5.2.2`, `250`) mean nothing without their scheme.
                let id = self.word.as_str();
                let is = |it: &&str| it.split_once(':').is_some_and(|it| it.1.eq_ignore_ascii_case(id));
                id.bytes().any(|it| it.is_ascii_alphabetic())
                    && (Peer::Trivy.answers(id, rule) || rule.refs.iter().any(is))
            }
        }
    }

    fn nothing(&self) -> Mistake {
        let word = &self.word;
        if self.word.contains(['*', '?']) {
            return Mistake::new(format!("`{word}` matches no rule")).help("`holdshort rules` lists them");
        }
        let schemes = ["cis", "checkov", "cwe", "kube-linter", "kube-score", "kubescape", "polaris", "pss", "trivy"];
        if let Some((scheme, _)) = word.split_once(':') {
            let known = rules::all().iter().flat_map(|it| it.refs).any(|it| it.split(':').next() == Some(scheme));
            let help = match nearest(scheme, schemes).filter(|_| !known) {
                Some(scheme) => format!("did you mean `{scheme}:…`?"),
                None => {
                    format!("`holdshort rules --select '{scheme}:*'` lists what answers to identifiers of `{scheme}`")
                }
            };
            return Mistake::new(format!("no rule answers to `{word}`")).help(help);
        }
        let names = rules::all().iter().flat_map(|it| [it.name, it.category()]);
        let severities = Severity::ALL.iter().map(|it| it.as_str());
        let help = match nearest(word, names.chain(severities)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "`holdshort rules` lists names, categories and severities".to_owned(),
        };
        Mistake::new(format!("`{word}` is no rule, category, severity or known identifier")).help(help)
    }
}

/// Understands words; several may stand in one, parted by commas.
pub fn parse_all<'a>(words: impl IntoIterator<Item = &'a String>) -> Result<Vec<Selector>, Mistake> {
    words.into_iter().flat_map(|it| it.split(',')).filter(|it| !it.trim().is_empty()).map(Selector::parse).collect()
}

/// Whether `pattern` stands for a reference. The version in a benchmark's scheme (`cis-1.12:5.2.2`) may be left out.
fn is_reference(pattern: &str, reference: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let reference = reference.to_ascii_lowercase();
    let (Some((scheme, id)), Some((of, its))) = (pattern.split_once(':'), reference.split_once(':')) else {
        return false;
    };
    let unversioned = of.rsplit_once('-').filter(|it| it.1.starts_with(|c: char| c.is_ascii_digit())).map(|it| it.0);
    (glob(scheme, of) || unversioned.is_some_and(|it| it == scheme)) && glob(id, its)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(word: &str) -> bool {
        let rule = rules::find("privileged-container").unwrap();
        Selector::parse(word).is_ok_and(|it| it.selects(rule, rule.severity))
    }

    #[test]
    fn a_rule_answers_to_its_name_category_severity_identifiers_and_globs() {
        for word in [
            "privileged-container",
            "workload",
            "critical",
            "pss:baseline",
            "pss:*",
            "trivy:KSV-0017",
            "trivy:ksv-0017",
            "trivy:AVD-KSV-0017",
            "AVD-KSV-0017",
            "KSV017",
            "cis-1.12:5.2.2",
            "cis:5.2.*",
            "cis:5.2.2",
            "CKV_K8S_16",
            "checkov:CKV_K8S_16",
            "privileged-*",
            "*container",
            "*",
        ] {
            assert!(selects(word), "{word}");
        }
        for word in ["high", "cis:5.3.*", "trivy:KSV-001", "5.2.2", "250", "yaml-*", "manifest"] {
            assert!(!selects(word), "{word}");
        }
    }

    #[test]
    fn a_word_for_nothing_is_a_mistake_with_advice() {
        let advice = |word: &str| Selector::parse(word).unwrap_err().advice().map(str::to_owned).unwrap();
        assert_eq!(advice("privileged-containr"), "did you mean `privileged-container`?");
        assert_eq!(advice("worklod"), "did you mean `workload`?");
        assert_eq!(advice("trivvy:KSV-0017"), "did you mean `trivy:…`?");
        assert!(Selector::parse("pss:nothing").is_err());
        assert!(Selector::parse("zzz-*").is_err());
        assert!(Selector::parse("").is_err());
    }
}
