//! `holdshort rules`

use super::args::{Listing, Rules};
use super::failure::Failure;
use super::output;
use crate::config::parse_all;
use crate::rule::Rule;
use crate::rules;
use crate::ruleset;
use serde_json::json;

pub(super) fn run(args: &Rules) -> Result<(), Failure> {
    let selectors = parse_all(&args.select)?;
    let chosen =
        |rule: &&&'static Rule| selectors.is_empty() || selectors.iter().any(|it| it.selects(rule, rule.severity));
    let rules: Vec<&'static Rule> = rules::all().iter().filter(chosen).copied().collect();
    let homes = ruleset::homes();
    let home = |rule: &Rule| homes.get(rule.name).copied().unwrap_or("none");
    let text = match args.format {
        Listing::Table => table(&rules, home),
        Listing::Json => {
            let all: Vec<_> = rules
                .iter()
                .map(|it| {
                    json!({
                        "name": it.name,
                        "category": it.category(),
                        "severity": it.severity,
                        "confidence": it.confidence,
                        "ruleset": home(it),
                        "since": it.since,
                        "summary": it.documentation().summary,
                        "refs": it.refs,
                        "options": it.options.map(|it| (it.schema)()),
                        "url": it.url(),
                    })
                })
                .collect();
            format!("{:#}\n", serde_json::Value::from(all))
        }
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

fn table<'a>(rules: &[&'static Rule], home: impl Fn(&Rule) -> &'a str) -> String {
    let width = rules.iter().map(|it| it.name.len()).max().unwrap_or(0).max(4);
    let category = rules.iter().map(|it| it.category().len()).max().unwrap_or(0).max(8);
    let row = |name: &str, of: &str, severity: &str, ruleset: &str, summary: &str| {
        format!("{name:width$}  {of:category$}  {severity:8}  {ruleset:8}  {summary}\n")
    };
    let mut text = row("RULE", "CATEGORY", "SEVERITY", "RULESET", "WHAT IT FINDS");
    for it in rules {
        text.push_str(&row(it.name, it.category(), it.severity.as_str(), home(it), it.summary()));
    }
    text
}
