//! `.checkov.yaml`: the long flags of the command line, as keys.

use super::draft::{Draft, List, UNANSWERED};
use super::read;
use crate::rule::Peer;
use crate::ruleset::{Mistake, Text};
use crate::source::Span;

/// Keys without a counterpart, and why.
const OTHERS: &[(&[&str], &str)] = &[
    (
        &["output", "output-file-path", "quiet", "compact", "summary-position"],
        "`holdshort check --format` says how to report",
    ),
    (&["framework", "skip-framework"], "only Kubernetes and Istio are linted"),
    (&["hard-fail-on", "soft-fail-on"], "give these rules a severity, and choose `fail-on`"),
    (&["baseline", "create-baseline", "output-baseline-as-skipped"], "there is no counterpart to its baseline format"),
    (
        &["external-checks-dir", "external-checks-git", "run-all-external-checks"],
        "a check of your own, written for Checkov",
    ),
    (&["bc-api-key", "repo-id", "branch", "skip-results-upload", "prisma-api-url"], "nothing is uploaded"),
];

pub(super) fn translate(text: &Text, draft: &mut Draft) -> Result<(), Mistake> {
    for (key, at, value) in read::file(text)? {
        match key {
            "check" => {
                draft.select_only();
                checks(List::Select, text, &read::words(text, value)?, draft);
            }
            "skip-check" => checks(List::Ignore, text, &read::words(text, value)?, draft),
            "skip-path" => {
                for (path, at) in read::words(text, value)? {
                    let glob = part_of_path(path);
                    let remark = "anywhere in a path";
                    if let Err(why) = glob.and_then(|it| draft.path(List::Exclude, &it, remark)) {
                        draft.leave(text, at, path, &why);
                    }
                }
            }
            "directory" | "file" => {
                for (path, at) in read::words(text, value)? {
                    if matches!(path, "." | "./") {
                        draft.agree();
                    } else if let Err(why) = read::below(path).and_then(|it| draft.path(List::Include, &it, "")) {
                        draft.leave(text, at, path, &why);
                    }
                }
            }
            "soft-fail" => match read::flag(text, value)? {
                true => draft.value("fail-on", "never", "`soft-fail: true`: findings are shown and fail nothing."),
                false => draft.agree(),
            },
            _ => {
                let known = OTHERS.iter().find(|it| it.0.contains(&key)).map(|it| it.1);
                draft.leave(text, at, key, known.unwrap_or("no counterpart here"));
            }
        }
    }
    Ok(())
}

fn checks(to: List, text: &Text, ids: &[(&str, Span)], draft: &mut Draft) {
    for (id, at) in ids {
        if ["LOW", "MEDIUM", "HIGH", "CRITICAL", "NONE", "INFO"].contains(id) {
            draft.leave(text, *at, id, "severities of Checkov's checks come from its platform; see `min-severity`");
        } else if !draft.check(to, Peer::Checkov, id, "") {
            draft.leave(text, *at, id, UNANSWERED);
        }
    }
}

/// A regular expression that is found anywhere in a path, where it is nothing but letters.
fn part_of_path(pattern: &str) -> Result<String, String> {
    let plain = pattern.replace("\\.", ".").replace("\\/", "/").replace("\\-", "-");
    let clean = plain.strip_prefix("./").unwrap_or(&plain).trim_matches('/');
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if clean.is_empty() || !clean.chars().all(is_plain) || clean.contains("..") {
        return Err("a regular expression; write a glob below `exclude`".to_owned());
    }
    Ok(if clean.contains('/') { format!("**/{clean}") } else { clean.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::part_of_path;

    #[test]
    fn only_a_plain_text_becomes_a_glob() {
        assert_eq!(part_of_path("tests").as_deref(), Ok("tests"));
        assert_eq!(part_of_path("/charts/vendor/").as_deref(), Ok("**/charts/vendor"));
        assert_eq!(part_of_path("a\\.yaml").as_deref(), Ok("a.yaml"));
        for regex in ["^tests", "tests/.*", "(a|b)", "", "a+", "..", "/"] {
            assert!(part_of_path(regex).is_err(), "{regex}");
        }
    }
}
