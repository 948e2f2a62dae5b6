//! Releases of Istio and what is wrong with them: `data/istio-bulletins.csv`.

use crate::index::Index;
use crate::manifest::{IstioVersion, Kind};
use crate::yaml::Value;
use std::sync::LazyLock;

/// The oldest line that still gets fixes; see `data/README.md` for the date.
pub(super) const OLDEST_SUPPORTED: u16 = 29;

/// One security bulletin.
#[derive(Clone, Debug)]
pub(super) struct Bulletin {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) score: f32,
    feature: &'static str,
    /// First and last affected release, by line.
    affected: Vec<(IstioVersion, IstioVersion)>,
}

static BULLETINS: LazyLock<Vec<Bulletin>> = LazyLock::new(|| {
    let rows = include_str!("../../../data/istio-bulletins.csv").lines().skip(1);
    let mut all: Vec<Bulletin> = rows.filter_map(parse).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.name.cmp(a.name)));
    all
});

fn parse(row: &'static str) -> Option<Bulletin> {
    let cells: Vec<&'static str> = row.splitn(5, ',').collect();
    let [name, score, affected, feature, what] = cells[..] else { return None };
    let range = |it: &str| {
        let (first, last) = it.split_once('-')?;
        Some((IstioVersion::parse(first)?, IstioVersion::parse(last)?))
    };
    let affected = affected.split(' ').map(range).collect::<Option<Vec<_>>>()?;
    Some(Bulletin { name, what, score: score.parse().unwrap_or(0.0), feature, affected })
}

/// The bulletins that affect a release, worst first.
pub(super) fn open(release: IstioVersion) -> impl Iterator<Item = &'static Bulletin> {
    BULLETINS
        .iter()
        .filter(move |it| release.patch.is_some() && it.affected.iter().any(|it| it.0 <= release && release <= it.1))
}

/// The next release of the same line that no bulletin affects.
pub(super) fn fixed_after(release: IstioVersion) -> Option<IstioVersion> {
    let line = |it: &&(IstioVersion, IstioVersion)| it.1.minor == release.minor && it.1 >= release;
    let last = BULLETINS.iter().flat_map(|it| &it.affected).filter(line).map(|it| it.1).max()?;
    let patch = last.patch.filter(|it| *it < 99)? + 1;
    Some(IstioVersion { patch: Some(patch), ..last })
}

impl Bulletin {
    /// Whether what it is about is in use, as far as the input shows.
    pub(super) fn concerns(&self, index: &Index<'_>) -> bool {
        let any = |kind: Kind, path: &str| index.of_kind(kind).any(|it| it.path(path).is_some());
        let holds = |kind: Kind, words: &str| index.of_kind(kind).any(|it| it.root().source_text().contains(words));
        let one = |feature: &str| match feature {
            "removed" => false,
            "gateway" => {
                [Kind::IstioGateway, Kind::GatewayApiGateway, Kind::Ingress].iter().any(|it| index.has_kind(*it))
            }
            "jwt" => index.has_kind(Kind::RequestAuthentication),
            "authz" => index.has_kind(Kind::AuthorizationPolicy),
            "authz-headers" => holds(Kind::AuthorizationPolicy, "request.headers"),
            "authz-paths" => holds(Kind::AuthorizationPolicy, "aths"),
            "authz-hosts" => holds(Kind::AuthorizationPolicy, "osts"),
            "auto-passthrough" => holds(Kind::IstioGateway, "AUTO_PASSTHROUGH"),
            "credential-name" => {
                [Kind::IstioGateway, Kind::DestinationRule].iter().any(|it| holds(*it, "credentialName"))
            }
            "san" => [Kind::IstioGateway, Kind::DestinationRule].iter().any(|it| holds(*it, "subjectAltNames")),
            "cni" => {
                index.has_kind(Kind::SailIstioCni) || index.named(Kind::DaemonSet, "istio-cni-node").next().is_some()
            }
            "datadog" => index.mesh_documents().iter().any(|it| it.root().source_text().contains("datadog")),
            "service-entry-dns" => any(Kind::ServiceEntry, "spec.resolution") && holds(Kind::ServiceEntry, "DNS"),
            filter => match filter.strip_prefix("filter:") {
                Some(name) => holds(Kind::EnvoyFilter, name),
                None => true,
            },
        };
        self.feature.is_empty() || self.feature.split(' ').any(one)
    }
}

/// Where a text names the release, for a fix: the text with the other release in its place.
pub(super) fn replaced(value: Value<'_>, from: IstioVersion, to: IstioVersion) -> Option<String> {
    let (text, from) = (value.text()?, from.to_string());
    let at = text.rfind(&from)?;
    let rest = &text[at + from.len()..];
    let alone = !rest.starts_with(|it: char| it.is_ascii_digit() || it == '.') && !rest.contains('@');
    alone.then(|| format!("{}{to}{rest}", &text[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(BULLETINS.len(), include_str!("../../../data/istio-bulletins.csv").lines().count() - 1);
    }

    #[test]
    fn the_next_release_is_affected_by_nothing() {
        let v = |text: &str| IstioVersion::parse(text).unwrap();
        assert_eq!(fixed_after(v("1.29.0")), Some(v("1.29.7")));
        assert_eq!(fixed_after(v("1.28.1")), Some(v("1.28.10")));
        assert_eq!(open(v("1.29.7")).count(), 0);
        assert!(open(v("1.29.6")).any(|it| it.name == "2026-006"));
        assert!(open(v("1.12.1")).any(|it| it.name == "2022-001"));
        assert_eq!(open(v("1.12")).count(), 0);
    }
}
