//! From the settings of another linter to a `holdshort.yaml`: what can be said in both is translated, the rest is listed
//! with a reason. Nothing is guessed: a check that no rule answers to is one of the rest.

mod checkov;
mod draft;
mod kube_linter;
mod polaris;
mod read;
#[cfg(test)]
mod tests;
mod trivy;
mod trivy_ignore;

pub use draft::Draft;
pub use trivy::ignore_file;

use crate::rule::Peer;
use crate::ruleset::{Mistake, Text};

/// Where a linter looks for its settings without being told: the first that is there counts, of Trivy's all.
pub fn file_names(peer: Peer) -> &'static [&'static str] {
    match peer {
        Peer::KubeLinter => &[".kube-linter.yaml", ".kube-linter.yml"],
        Peer::Checkov => &[".checkov.yaml", ".checkov.yml"],
        Peer::Trivy => &["trivy.yaml", ".trivyignore", ".trivyignore.yaml"],
        // Polaris is told by `--config`; these are names that people give the file.
        Peer::Polaris => &["polaris.yaml", "polaris.yml", "polaris-config.yaml", "config.yaml"],
        Peer::KubeScore => &[],
    }
}

/// Adds what a file says to a draft.
pub fn translate(peer: Peer, text: &Text, draft: &mut Draft) -> Result<(), Mistake> {
    draft.begin(text);
    match peer {
        Peer::KubeLinter => kube_linter::translate(text, draft),
        Peer::Checkov => checkov::translate(text, draft),
        Peer::Trivy => trivy::translate(text, draft),
        Peer::Polaris => polaris::translate(text, draft),
        Peer::KubeScore => Err(no_file()),
    }
}

/// kube-score has nothing to read.
pub fn no_file() -> Mistake {
    let help = "write `--ignore-test ID` as `ignore: [\"kube-score:ID\"]`; annotations count as they stand";
    Mistake::new("kube-score has no configuration file, only flags").help(help)
}
