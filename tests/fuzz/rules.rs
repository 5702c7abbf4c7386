//! What must hold of the rules for every shop, visitor and moment: they decide without panicking, and where they ask or wait, the real loader has not said no.

use crate::case::Case;
use crate::drawn::drawn;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Tries the case that these bytes stand for. Returns whether something was asked, or may
/// still be, so that the loader had to agree.
pub fn rules(bytes: &[u8]) -> bool {
    let case = Case::of(&drawn(bytes)).expect("what is drawn is a shop");
    let (now, later) = case.decide();
    if now || later {
        let yes = loader().says(&case.line).expect("the loader answers");
        assert!(yes, "the loader said no: {}", case.line);
    }
    now || later
}

/// The real loader in a process of Node that answers line by line.
struct Loader {
    _process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Loader {
    fn start() -> std::io::Result<Loader> {
        // The folder of the tests is that of the package, or the one around it.
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = ["loader/coarse.mjs", "../loader/coarse.mjs"].map(|at| package.join(at));
        let mut node = Command::new("node");
        node.arg(if script[0].exists() {
            &script[0]
        } else {
            &script[1]
        });
        let mut process = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (to, from) = (process.stdin.take(), process.stdout.take());
        let closed = || std::io::Error::other("Node has no input or output");
        Ok(Loader {
            to: to.ok_or_else(closed)?,
            from: BufReader::new(from.ok_or_else(closed)?),
            _process: process,
        })
    }

    fn says(&mut self, line: &str) -> std::io::Result<bool> {
        writeln!(self.to, "{line}")?;
        let mut answer = String::new();
        self.from.read_line(&mut answer)?;
        let said = answer.trim().parse();
        said.map_err(|_| std::io::Error::other(format!("the loader said {answer:?}")))
    }
}

fn loader() -> std::sync::MutexGuard<'static, Loader> {
    static LOADER: OnceLock<Mutex<Loader>> = OnceLock::new();
    LOADER
        .get_or_init(|| Mutex::new(Loader::start().expect("Node starts; install Node.js")))
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}
