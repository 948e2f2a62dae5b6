//! The command.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdshort::cli::run()
}
