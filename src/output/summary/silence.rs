//! Which rules could not judge what they met, and what to add so that they can.

use crate::engine::Silent;
use crate::index::doubt::Doubt;
use crate::output::escape;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Names that are listed of one kind.
const MOST: usize = 5;

/// Writes a line for each rule, and what to do.
pub(super) fn write(silent: &[Silent], out: &mut dyn Write) -> io::Result<()> {
    if silent.is_empty() {
        return Ok(());
    }
    writeln!(out, "Rules that could not judge all they met")?;
    let width = silent.iter().map(|it| it.objects.to_string().len()).max().unwrap_or_default();
    let column = silent.iter().map(|it| it.rule.len()).max().unwrap_or_default();
    for it in silent {
        writeln!(out, "  {:>width$}  {:<column$}  for want of {}", it.objects, it.rule, wants(&it.doubts))?;
    }
    let doubts: BTreeSet<&Doubt> = silent.iter().flat_map(|it| &it.doubts).collect();
    let mut advice = Vec::new();
    if doubts.iter().any(|it| matches!(it, Doubt::Namespace(_))) {
        advice.push("the other files of these namespaces (`--context DIR`)");
    }
    if doubts.contains(&Doubt::Mesh) {
        advice.push("the mesh configuration and the policies of its root namespace");
    }
    if doubts.contains(&Doubt::Release) {
        advice.push("the values or the operator's object that name the release of Istio");
    }
    let advice = listed(&advice);
    writeln!(
        out,
        "Add {advice}, or an inventory of the cluster (`--inventory FILE`); `--closed-world` says that there is no more."
    )?;
    writeln!(out)
}

fn wants(doubts: &BTreeSet<Doubt>) -> String {
    let names: Vec<String> = doubts
        .iter()
        .filter_map(|it| match it {
            Doubt::Namespace(name) => Some(format!("`{}`", escape::visible(name.as_deref()?))),
            _ => None,
        })
        .collect();
    let mut wants = Vec::new();
    if doubts.contains(&Doubt::Namespace(None)) {
        wants.push("the namespace that is left open".to_owned());
    }
    if !names.is_empty() {
        let more = names.len().saturating_sub(MOST);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let noun = if names.len() == 1 { "namespace" } else { "namespaces" };
        wants.push(format!("{noun} {}{rest}", names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ")));
    }
    if doubts.contains(&Doubt::Mesh) {
        wants.push("the mesh configuration".to_owned());
    }
    if doubts.contains(&Doubt::Release) {
        wants.push("the release of Istio".to_owned());
    }
    listed(&wants.iter().map(String::as_str).collect::<Vec<_>>())
}

/// "one", "one and another", "one, another and a third".
fn listed(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
