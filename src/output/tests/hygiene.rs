//! What no output may do: show a credential, obey the input, or depend on anything but the report.

use super::sample::PLANTED;
use super::{Sample, render, sample};
use crate::output::{Format, Style, markdown_summary};

const FORMATS: [Format; 6] =
    [Format::Rich, Format::Concise, Format::Json, Format::Sarif, Format::Github, Format::Markdown];

fn outputs() -> Vec<String> {
    let Sample { report, sources } = sample();
    let shown = Style { show_suppressed: true, statistics: true, ..Style::default() };
    FORMATS.iter().map(|&it| render(it, &report, &sources, shown)).collect()
}

#[test]
fn no_output_shows_a_credential() {
    for output in outputs() {
        for planted in PLANTED {
            assert!(!output.contains(planted), "`{planted}` in:\n{output}");
        }
    }
}

#[test]
fn no_output_commands_a_terminal_or_hides_or_reorders_text() {
    for output in outputs() {
        let bad = |c: char| c != '\n' && (c.is_control() || ['\u{202e}', '\u{200b}'].contains(&c));
        assert_eq!(output.chars().find(|&c| bad(c)), None, "{output}");
    }
}

#[test]
fn no_output_gives_a_command_to_a_workflow_runner() {
    let Sample { report, sources } = sample();
    for output in outputs() {
        assert!(!output.contains("##["), "{output}");
        let github = output == render(Format::Github, &report, &sources, Style::default());
        for line in output.lines() {
            let line = line.trim_start();
            if github {
                let level = ["::error file=", "::warning file=", "::notice file="];
                assert!(level.iter().any(|it| line.starts_with(it)), "{line}");
                let (_, rest) = line.split_once(' ').unwrap();
                let (properties, _) = rest.split_once("::").unwrap();
                for property in properties.split(',') {
                    let (key, value) = property.split_once('=').unwrap();
                    assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{line}");
                    assert!(!value.contains([':', '\r', '\n']), "{line}");
                }
            } else {
                assert!(!line.starts_with("::"), "{line}");
            }
        }
    }
}

#[test]
fn markdown_holds_no_markup_of_the_input() {
    let Sample { report, sources } = sample();
    let text = markdown_summary(&report, &sources);
    assert!(!text.contains("<script") && !text.contains("](http://"), "{text}");
}

#[test]
fn the_same_report_gives_the_same_bytes_on_any_thread() {
    let expected = outputs();
    let others: Vec<_> = (0..4).map(|_| std::thread::spawn(outputs)).collect();
    for other in others {
        assert_eq!(other.join().unwrap(), expected);
    }
}
