//! The pages of the documentation that the program itself knows best: rules, configuration, command line, schemas. A test
//! holds the files in the repository equal to them.

use super::init;
use crate::config;
use crate::rule::{Peer, Rule};
use crate::rules;
use crate::ruleset::{self, Ruleset};
use serde_json::Value;
use std::collections::BTreeMap;

/// The page of a rule, as Markdown.
pub fn rule(rule: &Rule) -> String {
    let home = ruleset::homes().get(rule.name).copied().unwrap_or("none");
    let mut page = format!(
        "# {}\n\n**{}** severity · {} confidence · category `{}` · ruleset `{home}` · since {}\n\n",
        rule.name,
        rule.severity,
        rule.confidence.as_str(),
        rule.category(),
        rule.since,
    );
    page.push_str(rule.documentation().markdown.trim());
    page.push('\n');
    if let Some(options) = rule.options {
        page.push_str("\n## Options\n\n");
        keys(&(options.schema)(), &mut page);
    }
    page.push_str(&format!(
        "\n## Settings\n```yaml\n# holdshort.yaml\nrules:\n  {}: off # or a severity\n```\n",
        rule.name
    ));
    if !rule.refs.is_empty() {
        let refs: Vec<String> = rule.refs.iter().map(|it| format!("`{it}`")).collect();
        page.push_str(&format!("\n## Also known as\n{}\n", refs.join(", ")));
    }
    page
}

/// The list of all rules, by category, as Markdown.
pub fn rules() -> String {
    let homes = ruleset::homes();
    let mut categories: Vec<&str> = rules::all().iter().map(|it| it.category()).collect();
    categories.sort_unstable();
    categories.dedup();
    let mut page = "# Rules\n\nThe ruleset is the first of `default`, `strict` and `pedantic` in which a rule is on; each holds those before it. A few rules are on in a ruleset of their own only.\n".to_owned();
    for category in categories {
        page.push_str(&format!(
            "\n## {category}\n\n| rule | severity | ruleset | what it finds |\n|---|---|---|---|\n"
        ));
        for it in rules::all().iter().filter(|it| it.category() == category) {
            let home = homes.get(it.name).copied().unwrap_or("none");
            let summary = it.summary().replace('|', "\\|");
            page.push_str(&format!("| [{0}]({0}.md) | {1} | {home} | {summary} |\n", it.name, it.severity));
        }
    }
    page
}

/// The page about `holdshort.yaml`, as Markdown.
pub fn configuration() -> String {
    let mut page = include_str!("configuration.md").to_owned();
    page.push_str("\n## Keys\n\n");
    let schema = config::schema();
    keys(&schema, &mut page);
    page.push_str(
        "\n## An example\n\n`holdshort init` writes this file, which says what counts without it:\n\n```yaml\n",
    );
    page.push_str(init::TEMPLATE);
    page.push_str("```\n");
    page
}

/// The page for those who come from another linter, as Markdown: which rules find what its checks find.
pub fn migrating() -> String {
    let mut page = include_str!("migrating.md").to_owned();
    for peer in Peer::ALL {
        let mut checks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for rule in rules::all() {
            peer.checks(rule).for_each(|it| checks.entry(it).or_default().push(rule.name));
        }
        page.push_str(&format!("\n### {}\n\n| check | rules |\n|---|---|\n", peer.title()));
        let mut checks: Vec<_> = checks.into_iter().collect();
        // `CKV_K8S_9` before `CKV_K8S_13`.
        checks.sort_by_key(|(id, _)| {
            let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
            (letters, id[letters.len()..].parse::<u32>().ok(), *id)
        });
        for (id, mut rules) in checks {
            rules.sort_unstable();
            let rules: Vec<String> = rules.iter().map(|it| format!("[{it}](rules/{it}.md)")).collect();
            page.push_str(&format!("| `{id}` | {} |\n", rules.join(", ")));
        }
    }
    page
}

/// Properties of a schema as a list: name, type, default, what it is.
fn keys(schema: &Value, page: &mut String) {
    for (name, it) in schema["properties"].as_object().into_iter().flatten() {
        let of = resolve(schema, it);
        let text = it["description"].as_str().or(of["description"].as_str()).unwrap_or_default();
        let default =
            Some(&it["default"]).filter(|it| !matches!(it, Value::Null)).filter(|_| !text.contains("Default:"));
        let default = default.filter(|it| it.as_array().is_none_or(|it| !it.is_empty()) && !it.is_object());
        let default = default.map(|it| format!(" Default: `{it}`.")).unwrap_or_default();
        page.push_str(&format!("* `{name}` ({}): {}{default}\n", kind(schema, it), text.replace('\n', " ")));
    }
}

fn resolve<'a>(schema: &'a Value, of: &'a Value) -> &'a Value {
    let parts = of["anyOf"].as_array().and_then(|it| it.iter().find(|it| it["type"] != "null"));
    let of = parts.unwrap_or(of);
    let target = of["$ref"].as_str().and_then(|it| schema.pointer(it.strip_prefix('#')?));
    target.unwrap_or(of)
}

/// The type of a value in a word or two.
fn kind(schema: &Value, of: &Value) -> String {
    let of = resolve(schema, of);
    let words = |of: &Value| -> Vec<String> {
        let one = of["oneOf"].as_array().into_iter().flatten().filter_map(|it| it["const"].as_str());
        let many = of["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        one.chain(many).map(|it| format!("`{it}`")).collect()
    };
    let choice = words(of);
    if !choice.is_empty() {
        return choice.join(", ");
    }
    let name = match &of["type"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).find(|it| *it != "null").unwrap_or("any"),
        name => name.as_str().unwrap_or("any"),
    };
    match name {
        "array" => format!("list of {}", plural(&kind(schema, &of["items"]))),
        "object" => "mapping".to_owned(),
        other => other.to_owned(),
    }
}

fn plural(word: &str) -> String {
    if word.contains('`') { word.to_owned() } else { format!("{word}s") }
}

/// What `--help` prints, for every command.
pub fn help() -> String {
    let mut command = super::command().term_width(100);
    command.build();
    let mut text = command.render_long_help().to_string();
    for name in command.get_subcommands().map(|it| it.get_name().to_owned()).collect::<Vec<_>>() {
        if let Some(it) = command.find_subcommand_mut(&name).filter(|_| name != "help") {
            text.push_str(&format!("\n==== holdshort {name} ====\n\n{}", it.render_long_help()));
        }
    }
    // Lines without trailing blanks, so that editors leave the file alone.
    text.lines().map(|it| format!("{}\n", it.trim_end())).collect()
}

/// The JSON Schema of `holdshort.yaml`.
pub fn config_schema() -> String {
    format!("{:#}\n", config::schema())
}

/// The JSON Schema of what `holdshort inventory` writes.
pub fn inventory_schema() -> String {
    format!("{:#}\n", crate::manifest::inventory_schema())
}

/// The JSON Schema of a ruleset.
pub fn ruleset_schema() -> String {
    format!("{:#}\n", schemars::schema_for!(Ruleset).to_value())
}

/// The JSON Schema of the report that `--format json` writes.
pub fn report_schema() -> String {
    format!("{:#}\n", crate::output::json_schema())
}
