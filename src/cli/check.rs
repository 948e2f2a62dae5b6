//! `holdshort check`

use super::args::{Check, Color, Fixes};
use super::failure::Failure;
use super::project::{self, Project};
use super::target::Output;
use super::terminal::{self, Stream};
use super::{failure, fix, inventory, manifests, output};
use crate::config::{Configuration, Policy};
use crate::engine::{self, Input, Report, Verdict};
use crate::finding::Safety;
use crate::input::{self, Request};
use crate::output::{Format, Style};
use crate::ruleset::Mistake;
use std::io::Write;
use std::path::Path;

/// Texts up to so many bytes are judged faster than threads start.
const FEW_BYTES: usize = 256 << 10;

/// Lints, writes the report, and returns the exit code.
pub(super) fn run(args: &Check, color: Color) -> Result<u8, Failure> {
    let outputs = outputs(args)?;
    if args.fix.is_some() && !args.diff && args.paths.iter().any(|it| it.as_os_str() == "-") {
        let help = "`--diff` shows what the fixes would change";
        return Err(Mistake::new("what comes from standard input cannot be fixed in its place").help(help).into());
    }
    for path in args.paths.iter().filter(|it| it.as_os_str() != "-") {
        project::must_exist(path)?;
    }
    let first = args.paths.iter().find(|it| it.as_os_str() != "-").or(args.stdin_filename.as_ref());
    let project = Project::of(first.map_or(Path::new("."), |it| it))?;
    let configuration = project.configuration(&args.choice.scope, &args.choice.flags())?;
    let mut policy = configuration.policy(&project.folder(&args.choice.scope)?)?;
    policy.settings.explains_silence = args.statistics;
    policy.secrets.everywhere |= args.secrets_everywhere;
    let request = request(args, &project, &configuration)?;
    if let Some(threads) = args.jobs {
        start(threads);
    }
    let mut input = input::read(&request, &mut std::io::stdin().lock());
    inventory::must_be_sound(&input.sources)?;
    let before = args.new_only.as_ref().map(|it| Before::read(&request, it, &policy)).transpose()?;
    let judge = |input: &Input| {
        let mut report = judge(input, &policy);
        if let Some(it) = &before {
            engine::mark_known(&mut report, &input.sources, &it.report, &it.input.sources, it.name.clone());
        }
        report
    };
    let mut report = judge(&input);
    let fixes = args.fix.map(Fixes::safety);
    if args.diff {
        fix::show(&input, &report, &policy, fixes.unwrap_or(Safety::Safe))?;
    } else if let Some(safety) = fixes
        && fix::apply(&input, &report, &policy, safety, &project.root)?
    {
        input = input::read(&request, &mut std::io::empty());
        report = judge(&input);
    }
    // The diff stands where the findings would.
    for it in outputs.iter().filter(|it| !args.diff || it.file.is_some()) {
        write(it, &report, &input, args, color)?;
    }
    Ok(match report.verdict() {
        Verdict::NothingToLint if args.allow_empty => Verdict::Clean.code(),
        _ => conclude(&report, &input, color).code(),
    })
}

/// What was there at a revision.
struct Before {
    input: Input,
    report: Report,
    name: String,
}

impl Before {
    fn read(request: &Request, revision: &str, policy: &Policy) -> Result<Self, Failure> {
        let (input, name) = manifests::at(request, revision)?;
        let report = engine::check(&input, policy);
        Ok(Self { input, report, name })
    }
}

fn outputs(args: &Check) -> Result<Vec<Output>, Failure> {
    if args.format.is_empty() {
        return Ok(vec![Output { format: Format::Rich, file: None }]);
    }
    if args.format.iter().filter(|it| it.file.is_none()).count() > 1 {
        let help = "send all but one to a file: `--format rich --format sarif=report.sarif`";
        return Err(Mistake::new("two formats cannot both go to standard output").help(help).into());
    }
    Ok(args.format.clone())
}

fn request(args: &Check, project: &Project, configuration: &Configuration) -> Result<Request, Failure> {
    let [include, exclude] = project.globs(&args.choice.scope, configuration)?;
    if let Some(context) = &args.context {
        project::must_exist(context)?;
    }
    // Whoever names single files wants them judged as part of what they are part of.
    let only_files = args.paths.iter().all(|it| it.as_os_str() == "-" && args.stdin_filename.is_some() || it.is_file());
    let around = (project.known && only_files).then(|| project.root.clone());
    let stdin = args
        .paths
        .iter()
        .any(|it| it.as_os_str() == "-")
        .then(|| args.stdin_filename.as_ref().map_or_else(String::new, |it| it.to_string_lossy().into_owned()));
    Ok(Request {
        root: project.root.clone(),
        paths: args.paths.clone(),
        context: args.context.clone().or(around),
        inventory: configuration.inventory.value.clone(),
        stdin,
        include,
        exclude,
        force_exclude: args.force_exclude,
        no_ignore: args.no_ignore,
        every_text: args.secrets_everywhere || configuration.secrets.value.everywhere,
        threads: args.jobs.unwrap_or(0),
    })
}

fn judge(input: &Input, policy: &Policy) -> Report {
    if input.sources.iter().map(|(_, it)| it.text().len()).sum::<usize>() <= FEW_BYTES {
        start(1);
    }
    engine::check(input, policy)
}

/// Sets the number of threads. The first call counts, and a later one changes nothing; one thread means this one.
fn start(threads: usize) {
    let mut pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    if threads == 1 {
        pool = pool.use_current_thread();
    }
    drop(pool.build_global());
}

fn write(to: &Output, report: &Report, input: &Input, args: &Check, color: Color) -> Result<(), Failure> {
    let style = Style {
        color: color == Color::Always || to.file.is_none() && terminal::colored(color, Stream::Output),
        links: to.file.is_none() && terminal::linked(color),
        show_suppressed: args.show_suppressed,
        statistics: args.statistics,
        no_summary: args.quiet,
    };
    let write = |out: &mut dyn Write| crate::output::write(to.format, report, &input.sources, style, out);
    match &to.file {
        None => output::to_stdout(write),
        Some(file) => {
            let mut bytes = Vec::new();
            write(&mut bytes)?;
            output::to_file(file, &bytes)
        }
    }
}

/// Says on standard error what the exit code alone would leave open.
fn conclude(report: &Report, input: &Input, color: Color) -> Verdict {
    let verdict = report.verdict();
    let say = |mistake: &Mistake| failure::print(mistake, terminal::colored(color, Stream::Error));
    match verdict {
        Verdict::Failed => {
            for unread in input.unread.iter().filter(|it| it.fatal) {
                let name = input.sources.get(unread.source).name();
                say(&Mistake::new(format!("cannot read `{name}`: {}", unread.message)));
            }
        }
        Verdict::NothingToLint => {
            let summary = &report.summary;
            let met = match summary.files {
                0 => "no file was found".to_owned(),
                1 => "the file holds no Kubernetes object".to_owned(),
                many => format!("none of {many} files holds a Kubernetes object"),
            };
            let help = match summary.files {
                0 => "check the paths, `.gitignore` (`--no-ignore` reads all), `include` and `exclude`",
                _ => "name the files or folders that hold manifests",
            };
            say(&Mistake::new(format!("nothing was linted: {met}")).help(help));
        }
        Verdict::Clean | Verdict::Findings => {}
    }
    verdict
}
