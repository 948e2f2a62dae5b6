//! The commands: the only part that prints. Findings and answers go to standard output, everything else to standard error.

mod args;
mod check;
mod completions;
mod config;
mod explain;
mod explain_policy;
mod failure;
mod fix;
mod graph;
mod init;
mod inventory;
mod manifests;
mod output;
pub mod pages;
mod project;
mod rules;
mod schema;
mod secrets;
mod target;
mod terminal;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use failure::Failure;
use std::process::ExitCode;

/// Runs the command named by the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let color = arguments.color;
    let result = match arguments.command {
        Command::Check(it) => check::run(&it, color),
        Command::Graph(it) => graph::run(&it),
        Command::Explain(it) => explain::run(&it, color).map(|()| 0),
        Command::ExplainPolicy(it) => explain_policy::run(&it),
        Command::Inventory(it) => inventory::run(&it),
        Command::Rules(it) => rules::run(&it).map(|()| 0),
        Command::Init(it) => init::run(&it).map(|()| 0),
        Command::Config(it) => config::run(&it).map(|()| 0),
        Command::Secrets(it) => secrets::run(&it.command).map(|()| 0),
        Command::Schema(it) => schema::run(it.of).map(|()| 0),
        Command::Completions(it) => completions::run(it.shell).map(|()| 0),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // Whoever reads has seen enough: `holdshort check | head`.
        Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Err(Failure::Mistake(mistake)) => {
            failure::print(&mistake, terminal::colored(color, terminal::Stream::Error));
            ExitCode::from(2)
        }
    }
}

/// The command line, for help, completions and documentation.
pub fn command() -> clap::Command {
    Arguments::command()
}
