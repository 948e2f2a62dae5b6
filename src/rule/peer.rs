//! [`Peer`], another linter: how it writes the identifiers of its checks, and which rules find the same.

use super::{Rule, glob};

/// A linter whose suppressions and settings are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Peer {
    /// kube-linter
    KubeLinter,
    /// Checkov
    Checkov,
    /// Trivy
    Trivy,
    /// Polaris
    Polaris,
    /// kube-score
    KubeScore,
}

impl Peer {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::KubeLinter, Self::Checkov, Self::Trivy, Self::Polaris, Self::KubeScore];

    /// What stands before the colon in `refs`, and on the command line.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::KubeLinter => "kube-linter",
            Self::Checkov => "checkov",
            Self::Trivy => "trivy",
            Self::Polaris => "polaris",
            Self::KubeScore => "kube-score",
        }
    }

    /// The name as its makers write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::KubeLinter => "kube-linter",
            Self::Checkov => "Checkov",
            Self::Trivy => "Trivy",
            Self::Polaris => "Polaris",
            Self::KubeScore => "kube-score",
        }
    }

    /// The linter with this scheme.
    pub fn of(scheme: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.scheme() == scheme)
    }

    /// Its checks that find what the rule finds, as in `refs`.
    pub fn checks(self, rule: &Rule) -> impl Iterator<Item = &'static str> {
        rule.refs.iter().filter_map(move |it| it.strip_prefix(self.scheme())?.strip_prefix(':'))
    }

    /// Whether the rule finds what the linter's check finds. Old and new forms of an identifier are the same, and where the
    /// linter understands a `*`, it is understood here.
    pub fn answers(self, id: &str, rule: &Rule) -> bool {
        self.checks(rule).any(|it| self.is_same(id, it))
    }

    fn is_same(self, id: &str, check: &str) -> bool {
        match self {
            Self::Trivy => {
                let id = without_avd(id);
                match (numbered(id), numbered(check)) {
                    (Some(a), Some(b)) => a.0.eq_ignore_ascii_case(b.0) && a.1 == b.1,
                    _ if id.contains('*') => glob(&id.to_ascii_lowercase(), &check.to_ascii_lowercase()),
                    _ => id.eq_ignore_ascii_case(check),
                }
            }
            Self::Checkov if id.contains('*') => glob(id, check),
            Self::Checkov => id.eq_ignore_ascii_case(check),
            Self::KubeLinter | Self::Polaris | Self::KubeScore => id == check,
        }
    }
}

/// Trivy's identifiers were once written `AVD-KSV-0017`.
fn without_avd(id: &str) -> &str {
    match id.split_at_checked(4) {
        Some((avd, rest)) if avd.eq_ignore_ascii_case("avd-") => rest,
        _ => id,
    }
}

/// `KSV017`, `KSV-017` and `KSV-0017` are one: letters and a number.
fn numbered(id: &str) -> Option<(&str, u32)> {
    let digits = id.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = id.split_at(digits);
    let letters = letters.strip_suffix('-').unwrap_or(letters);
    let plain = !letters.is_empty() && letters.bytes().all(|it| it.is_ascii_alphabetic());
    plain.then_some(letters).zip(number.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_forms_of_an_identifier_are_one() {
        for id in ["KSV-0017", "KSV017", "ksv-017", "AVD-KSV-0017", "avd-ksv-0017", "AVD-KSV-*", "*"] {
            assert!(Peer::Trivy.is_same(id, "KSV-0017"), "{id}");
        }
        for id in ["KSV-0018", "KSV-17x", "0017", "KCV-0017", "AVD-", "KSV", "", "AVD-AWS-*", "é-KSV-0017"] {
            assert!(!Peer::Trivy.is_same(id, "KSV-0017"), "{id}");
        }
        assert!(Peer::Trivy.is_same("KSV01010", "KSV-01010") && !Peer::Trivy.is_same("KSV0110", "KSV-01010"));
        assert!(Peer::Checkov.is_same("CKV_K8S_16", "CKV_K8S_16") && Peer::Checkov.is_same("CKV_K8S_*", "CKV_K8S_16"));
        assert!(!Peer::Checkov.is_same("CKV_K8S_1", "CKV_K8S_16"));
        assert!(!Peer::Polaris.is_same("hostpidset", "hostPIDSet") && !Peer::KubeScore.is_same("*", "pod-probes"));
    }

    #[test]
    fn the_scheme_is_the_name_on_the_command_line() {
        for peer in Peer::ALL {
            let value = clap::ValueEnum::to_possible_value(&peer).unwrap();
            assert_eq!(value.get_name(), peer.scheme());
            assert_eq!(Peer::of(peer.scheme()), Some(peer));
        }
        assert_eq!(Peer::of("kubesec"), None);
    }
}
