//! `cargo xtask build`: compiles the card and the console for the browser and
//! prepares everything that the server hands out. It builds no server.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::adapters::Module;
use crate::compile::{add_target, compile, compile_soon};
use crate::early::Early;
use crate::fresh::{Inputs, Note};
use crate::loader::Readers;
use crate::npm::{self, Script};
use crate::split::{Statics, split};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{
    adapters, assets, bindgen, console_page, guard, late_glue, lean, loader, shop_pages, tools,
};

/// How many steps [`steps`] runs.
pub const STEPS: usize = 5;

const LOADER: &str = "loader.js";
const STAFF_LOADER: &str = "loader-staff.js";
/// The JavaScript half of the card.
const BRIDGE: &str = "widget/bridge";
/// What of it comes with the late half.
const REST: &str = "widget/late";
/// The panel that tells why a prompt is asked or not, by a name that stays the same.
const WHY: &str = "why.js";

/// How small the result is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// With Rust's own tools alone.
    Plain,
    /// Also with wasm-opt and terser, and the card with a standard library made for size.
    Released,
}

impl Form {
    /// The form that `--release` asks for.
    pub fn new(release: bool) -> Self {
        if release { Self::Released } else { Self::Plain }
    }
}

/// Runs the task.
///
/// # Errors
/// When something does not compile or a file cannot be read or written.
pub fn run(workspace: &Workspace, form: Form) -> Result<()> {
    steps(workspace, &mut Steps::new(STEPS), form)?;
    eprintln!("built {}", workspace.show(&workspace.assets()));
    Ok(())
}

/// The steps of a build, for tasks that do more than build.
///
/// # Errors
/// Those of [`run`].
pub fn steps(workspace: &Workspace, steps: &mut Steps, form: Form) -> Result<()> {
    add_target()?;
    if form == Form::Released {
        // Before minutes of compiling, not after.
        tools::ready_to_release(workspace)?;
    }
    let (how, with) = match form {
        Form::Plain => ("", ""),
        Form::Released => (
            ", with a standard library made for size",
            ", with wasm-opt and terser",
        ),
    };
    let mut widget = PathBuf::new();
    steps.run(&format!("compile the card for the browser{how}"), || {
        widget = compile(workspace, "widget", form)?;
        Ok(String::new())
    })?;
    steps.run(&format!("prepare the loader and the card{with}"), || {
        card(workspace, &widget, form)
    })?;
    let mut console = PathBuf::new();
    steps.run("compile the console for the browser", || {
        console = compile(workspace, "console", form)?;
        Ok(String::new())
    })?;
    steps.run(&format!("prepare the console{with}"), || {
        console_page::prepare(workspace, &console, form)
    })?;
    steps.run("write the pages of the demo shop", || {
        shop_pages::write(workspace)
    })
}

/// Builds the console as its developers want it: soon.
///
/// # Errors
/// Those of [`run`].
pub fn console(workspace: &Workspace) -> Result<()> {
    add_target()?;
    let module = compile_soon(workspace, "console")?;
    eprintln!(
        "{}",
        console_page::prepare(workspace, &module, Form::Plain)?
    );
    Ok(())
}

/// Binds the compiled card, and puts its guard before it.
///
/// # Errors
/// When wasm-bindgen refuses it or has changed.
pub fn bind(workspace: &Workspace, compiled: Vec<u8>, form: Form) -> Result<bindgen::Bound> {
    let mut bound = bindgen::bind("card", compiled, None, &workspace.made("work"), form)?;
    let lean = lean::lean(&bound.glue)?;
    bound.glue = bridge(&guard::install(&lean)?, workspace)?;
    Ok(bound)
}

/// The glue with the bridge behind it, through which alone the loader reaches the card.
fn bridge(glue: &str, workspace: &Workspace) -> Result<String> {
    const START: &str = "export function start(";
    if glue.matches(START).count() != 1 {
        bail!("wasm-bindgen's glue has not exactly one `{START}`, which the bridge goes by");
    }
    let glue = glue.replace(START, "function start(");
    Ok(glue + &loader::source(workspace, BRIDGE)?)
}

/// The glue of a card in one piece, which has from the start what else comes later.
///
/// # Errors
/// When a file cannot be read.
pub fn in_one(workspace: &Workspace, glue: &str) -> Result<String> {
    let rest = loader::source(workspace, REST)?;
    // A scope of its own, for both have a function that forgets.
    let rest = rest.replace("export const rest =", "return");
    Ok(format!("{glue}rest = (() => {{\n{rest}}})();\n"))
}

/// Makes a bound crate as small as a released build has it; names go too.
///
/// # Errors
/// When a tool is missing or refuses its input.
pub fn shrink(workspace: &Workspace, name: &str, bound: &mut bindgen::Bound) -> Result<()> {
    bound.wasm = npm::optimize(workspace, name, &bound.wasm)?;
    bound.glue = npm::minify(workspace, &bound.glue, Script::Module)?;
    Ok(())
}

fn card(workspace: &Workspace, input: &Path, form: Form) -> Result<String> {
    let dir = workspace.assets();
    let source = loader::source(workspace, "widget/loader")?;
    let early = Early::read(workspace)?;
    let mut inputs = Inputs::new()?;
    inputs.add_tools(workspace, form)?;
    inputs.add(source.as_bytes());
    inputs.add(loader::source(workspace, BRIDGE)?.as_bytes());
    let rest = loader::source(workspace, REST)?;
    inputs.add(rest.as_bytes());
    let why = loader::source(workspace, "widget/why")?;
    inputs.add(why.as_bytes());
    inputs.add(loader::source(workspace, "widget/adapters")?.as_bytes());
    inputs.add(early.text().as_bytes());
    let compiled = read(input)?;
    inputs.add(&compiled);
    let note = Note::new(workspace, "card", inputs);
    if note.files(&dir, form).is_some() {
        return Ok("up to date".to_owned());
    }

    for (file, readers) in [(LOADER, Readers::Shoppers), (STAFF_LOADER, Readers::Staff)] {
        let prepared = loader::prepare(workspace, &source, readers, form)?;
        assets::write(&dir.join(file), prepared.as_bytes())?;
    }
    let mut why = loader::strip(&why);
    if form == Form::Released {
        why = npm::minify(workspace, &why, Script::Module)?;
    }
    assets::write_packed(&dir, WHY, why.as_bytes())?;
    let adapters = adapters::modules(workspace, form)?;
    let mut card = bind(workspace, compiled.clone(), form)?;
    let (mut late, mut script) = (Vec::new(), String::new());
    if form == Form::Released {
        let statics = Statics::read(&compiled)?;
        let halves = split(&card.wasm, &statics, |name| early.holds(name))?;
        card.wasm = halves.early;
        (card.glue, script) = late_glue::part(&card.glue, &rest, &bindgen::imports(&card.wasm)?)?;
        shrink(workspace, "card", &mut card)?;
        script = npm::minify(workspace, &script, Script::Module)?;
        late = npm::optimize(workspace, "card-late", &halves.late)?;
    } else {
        card.glue = in_one(workspace, &card.glue)?;
    }
    let mut parts: Vec<&[u8]> = vec![card.glue.as_bytes(), &card.wasm, &late, script.as_bytes()];
    parts.extend(adapters.iter().map(|adapter| adapter.code.as_bytes()));
    let hash = assets::hash(&parts);
    let (glue, wasm) = (format!("card-{hash}.js"), format!("card-{hash}.wasm"));
    let mut manifest =
        json!({ "loader": LOADER, "staff": STAFF_LOADER, "card": glue, "wasm": wasm });
    let mut files = vec![glue.clone(), wasm.clone()];
    assets::write_packed(&dir, &glue, card.glue.as_bytes())?;
    assets::write_packed(&dir, &wasm, &card.wasm)?;
    if !late.is_empty() {
        // guard.js makes these names of its own.
        for (what, name, content) in [
            ("late", format!("card-{hash}-late.wasm"), late.as_slice()),
            ("rest", format!("card-{hash}-late.js"), script.as_bytes()),
        ] {
            assets::write_packed(&dir, &name, content)?;
            manifest[what] = name.as_str().into();
            files.push(name);
        }
    }
    for Module { name, code } in &adapters {
        let file = format!("{name}-{hash}.js");
        assets::write_packed(&dir, &file, code.as_bytes())?;
        manifest["adapters"][name] = file.as_str().into();
        files.push(file);
    }
    assets::write_packed(&dir, "manifest.json", format!("{manifest:#}\n").as_bytes())?;
    assets::sweep(&dir, "card-", &files)?;
    adapters::sweep(workspace, &files)?;
    files.extend([LOADER, STAFF_LOADER, WHY, "manifest.json"].map(str::to_owned));
    note.write(&files, form)?;
    let (first, then) = (card.wasm.len() / 1024, late.len() / 1024);
    Ok(format!("{first} KB of wasm, {then} KB later"))
}

/// Reads a compiled crate.
///
/// # Errors
/// When it is not there.
pub fn read(compiled: &Path) -> Result<Vec<u8>> {
    std::fs::read(compiled).with_context(|| format!("cannot read {}", compiled.display()))
}

/// Reads a file of the checkout.
///
/// # Errors
/// When it is not there or not text.
pub fn read_text(workspace: &Workspace, inside: &str) -> Result<String> {
    std::fs::read_to_string(workspace.path(inside)).with_context(|| format!("cannot read {inside}"))
}
