//! The command line.

use super::explain_policy::ExplainPolicy;
use super::graph::Graph;
use super::inventory::WriteInventory;
use super::target::{From, Output, origin, output};
use crate::config::{FailOn, Flags};
use crate::finding::{Safety, Severity};
use crate::manifest::Version;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

const EXIT_CODES: &str = "Exit codes:
  0  no finding at or above --fail-on (default: high)
  1  findings at or above --fail-on
  2  the run failed: flags, configuration, files that cannot be read
  3  there was nothing to lint (0 with --allow-empty)";

/// Holds a risky deployment short of the cluster: lints Kubernetes and Istio manifests.
#[derive(Debug, Parser)]
#[command(name = "holdshort", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(super) color: Color,
}

/// When to use colours. `NO_COLOR` counts for `auto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lint files and folders
    Check(Check),
    /// Draw who gets where: from outside over pods, accounts and bindings to nodes, Secrets and cluster-admin
    Graph(Graph),
    /// Say what a rule finds, why it is bad, and what to do
    Explain(Explain),
    /// Say in words who may call each workload, by the AuthorizationPolicies of the mesh
    ExplainPolicy(ExplainPolicy),
    /// Write down what is in a cluster, by name, for the projects that are deployed to it
    Inventory(WriteInventory),
    /// List the rules
    Rules(Rules),
    /// Write a commented holdshort.yaml
    Init(Init),
    /// Print the configuration that counts, with the origin of each value
    Config(Config),
    /// Help with secrets that are known and wanted
    Secrets(Secrets),
    /// Print a JSON Schema
    Schema(Schema),
    /// Print a completion script for a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) choice: Choice,

    /// rich, concise, json, sarif, github or markdown; to standard output or to a file; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = output, help_heading = "Output")]
    pub(super) format: Vec<Output>,

    /// Show suppressed findings, too
    #[arg(long, help_heading = "Output")]
    pub(super) show_suppressed: bool,

    /// Count findings by rule, and name the rules that could not judge what they met
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,

    /// Print findings and nothing else
    #[arg(short, long, help_heading = "Output")]
    pub(super) quiet: bool,

    /// Apply fixes: safe ones, or with `--fix=unsafe` also those that may break a workload relying on the weakness
    #[arg(
        long,
        value_name = "WHICH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "safe",
        help_heading = "Fixes"
    )]
    pub(super) fix: Option<Fixes>,

    /// Print what the fixes would change instead of the findings, and change nothing
    #[arg(long, help_heading = "Fixes")]
    pub(super) diff: bool,

    /// Report only what is new against a git revision, read from the object database; `a...b` is where two branches parted
    ///
    /// Findings are matched by what they are about, not by their lines, so that one in a line that moved is not new.
    #[arg(
        long,
        value_name = "REV",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "HEAD",
        help_heading = "Input"
    )]
    pub(super) new_only: Option<String>,

    /// Name of what comes from standard input
    #[arg(long, value_name = "PATH", help_heading = "Input")]
    pub(super) stdin_filename: Option<PathBuf>,

    /// Read this folder, too, without reporting on it, so that what the named files refer to is known
    ///
    /// If only files are named, this is the project they are in: the repository, or the folder with holdshort.yaml.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Input")]
    pub(super) context: Option<PathBuf>,

    /// Read what .gitignore and its like hide
    #[arg(long, help_heading = "Input")]
    pub(super) no_ignore: bool,

    /// Look for secrets in every text file, not only in what a deployment uses
    #[arg(long, help_heading = "Input")]
    pub(super) secrets_everywhere: bool,

    /// Apply --include and --exclude to files that are named, too: for hooks, which name every changed file
    #[arg(long, help_heading = "Input")]
    pub(super) force_exclude: bool,

    /// Exit 0 where nothing is a manifest: for hooks, which name every changed file
    #[arg(long, help_heading = "Input")]
    pub(super) allow_empty: bool,

    /// Threads; as many as there are cores if not given
    #[arg(short = 'j', long, value_name = "N", help_heading = "Input")]
    pub(super) jobs: Option<usize>,
}

/// What decides which rules run, and how; shared by `check` and `config`.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct Choice {
    /// Run only these rules, whatever the rulesets say: names, categories, severities, `pss:*`, `cis:5.2.*`, identifiers of
    /// other linters (`trivy:KSV-0017`), globs
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Do not run these rules; written as for --select
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

    /// Rulesets to start from: default, strict, pedantic, istio-security, istio-migration-ambient, pod-security-baseline, pod-security-restricted (also as of a
    /// release: pod-security-restricted@1.30), nsa-cisa, or the path of your own
    #[arg(long, value_name = "RULESET", value_delimiter = ',')]
    pub(super) ruleset: Vec<String>,

    /// Show findings from this severity on [default: low]
    #[arg(long, value_name = "SEVERITY")]
    pub(super) min_severity: Option<Severity>,

    /// Fail from this severity on [default: high]
    #[arg(long, value_name = "SEVERITY", hide_possible_values = true)]
    pub(super) fail_on: Option<FailOn>,

    /// The Kubernetes that the manifests are for, such as 1.34
    #[arg(long, value_name = "VERSION")]
    pub(super) kubernetes_version: Option<Version>,

    /// Findings count whatever annotations and comments for other linters say
    #[arg(long)]
    pub(super) no_peer_suppressions: bool,

    #[command(flatten)]
    pub(super) scope: Scope,
}

/// What decides which files are read, and under which configuration; shared by all commands that read manifests.
#[derive(Clone, Debug, Args)]
pub(super) struct Scope {
    /// What is not among the files does not exist in the cluster
    #[arg(long, help_heading = "Input")]
    pub(super) closed_world: bool,

    /// What is in the cluster besides, as `holdshort inventory` wrote it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Input")]
    pub(super) inventory: Option<PathBuf>,

    /// Read only files that match; may be repeated
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(super) include: Vec<String>,

    /// Pass over files that match; may be repeated
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(super) exclude: Vec<String>,

    /// Configuration file, instead of the nearest holdshort.yaml upwards
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Configuration")]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub(super) isolated: bool,
}

impl Scope {
    pub(super) fn flags(&self) -> Flags {
        Flags {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            closed_world: self.closed_world,
            inventory: self.inventory.clone(),
            ..Flags::default()
        }
    }
}

impl Choice {
    pub(super) fn flags(&self) -> Flags {
        Flags {
            rulesets: self.ruleset.clone(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            min_severity: self.min_severity,
            fail_on: self.fail_on,
            kubernetes_version: self.kubernetes_version,
            no_peer_suppressions: self.no_peer_suppressions,
            ..self.scope.flags()
        }
    }
}

/// Which fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Fixes {
    /// Those that cannot change what the cluster runs or admits
    Safe,
    /// Also those that harden, and may break a workload relying on the weakness
    Unsafe,
}

impl Fixes {
    pub(super) fn safety(self) -> Safety {
        match self {
            Self::Safe => Safety::Safe,
            Self::Unsafe => Safety::Unsafe,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Name of the rule, or its identifier in another linter or a benchmark, such as CKV_K8S_16
    #[arg(required = true, value_name = "RULE")]
    pub(super) rules: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// Only these: names, categories, severities, identifiers, globs
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// How to list them
    #[arg(long, default_value = "table")]
    pub(super) format: Listing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Listing {
    /// For people
    Table,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder to write it to
    #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(super) folder: PathBuf,

    /// Overwrite the file that is there
    #[arg(long)]
    pub(super) force: bool,

    /// Translate the configuration of another linter: kube-linter, checkov, trivy, polaris or kube-score; the one in the
    /// folder, or in a file that is named
    #[arg(long, value_name = "LINTER[=FILE]", value_parser = origin)]
    pub(super) from: Option<From>,
}

#[derive(Debug, Args)]
pub(super) struct Config {
    /// The configuration that counts for this file or folder
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(super) path: PathBuf,

    #[command(flatten)]
    pub(super) choice: Choice,
}

#[derive(Debug, Args)]
pub(super) struct Secrets {
    #[command(subcommand)]
    pub(super) command: SecretsCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SecretsCommand {
    /// Read a value from standard input and print its salted hash, for `secrets.allow.values` of holdshort.yaml
    ///
    /// The value itself is printed nowhere. Only its first line counts.
    Hash,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// What the schema describes
    #[arg(value_name = "OF", default_value = "config")]
    pub(super) of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// holdshort.yaml
    Config,
    /// The report that `--format json` writes
    Report,
    /// A ruleset
    Ruleset,
    /// What `holdshort inventory` writes
    Inventory,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}
