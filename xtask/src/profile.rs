//! `cargo xtask profile`: finds out which functions of the card run until a prompt can be
//! seen, and writes their names into the checkout. A browser walks through first prompts
//! of every kind with a card whose functions tell that they were called.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::json;
use walrus::ir::{Call, Const, Instr, Value};
use walrus::{Module, ValType};

use crate::build::{self, Form};
use crate::compile::{add_target, compile};
use crate::early::{self, Early};
use crate::loader::Readers;
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{adapters, assets, loader, server, shop_pages, test, tools};

/// Runs the task.
///
/// # Errors
/// When the card does not compile or a prompt never becomes visible.
pub fn run(workspace: &Workspace) -> Result<()> {
    add_target()?;
    tools::ready_to_release(workspace)?;
    let mut steps = Steps::new(3);
    let mut names = Vec::new();
    steps.run("compile the card for the browser", || {
        names = prepare(workspace)?;
        Ok(format!("{} functions", names.len()))
    })?;
    steps.run("compile the server", || server::build(workspace))?;
    steps.run("walk through first prompts", || {
        let mut early = Early::default();
        for number in walk(workspace)? {
            let name = names
                .get(number)
                .context("the card told of a function that it lacks")?;
            early.add(name.as_deref().unwrap_or_default());
        }
        assets::write(&workspace.path(early::FILE), early.text().as_bytes())?;
        Ok(format!("{} of them run early", early.len()))
    })
}

/// Writes assets whose card tells what it calls; the names of its functions by number.
fn prepare(workspace: &Workspace) -> Result<Vec<Option<String>>> {
    let form = Form::Released;
    let input = compile(workspace, "widget", form)?;
    let card = build::bind(workspace, build::read(&input)?, form)?;
    let dir = workspace.made("profile");
    let mut module = Module::from_buffer(&card.wasm)?;
    let names = make_it_tell(&mut module);
    let source = loader::source(workspace, "widget/loader")?;
    let loader = loader::prepare(workspace, &source, Readers::Shoppers, form)?;
    let mut manifest = json!({ "loader": "loader.js", "staff": "loader.js", "card": "card-1.js", "wasm": "card-1.wasm" });
    for adapters::Module { name, code } in adapters::modules(workspace, form)? {
        let file = format!("{name}-1.js");
        assets::write(&dir.join(&file), code.as_bytes())?;
        manifest["adapters"][name] = file.into();
    }
    for (name, content) in [
        ("loader.js", loader.into_bytes()),
        (
            "card-1.js",
            build::in_one(workspace, &card.glue)?.into_bytes(),
        ),
        ("card-1.wasm", module.emit_wasm()),
        ("manifest.json", manifest.to_string().into_bytes()),
    ] {
        assets::write(&dir.join(name), &content)?;
    }
    shop_pages::write(workspace)?;
    Ok(names)
}

/// Has every function say its number when it is called.
fn make_it_tell(module: &mut Module) -> Vec<Option<String>> {
    let kind = module.types.add(&[ValType::I32], &[]);
    let (ran, _) = module.add_import_func("profile", "ran", kind);
    let mut names = Vec::new();
    for function in module.funcs.iter_mut() {
        if let walrus::FunctionKind::Local(local) = &mut function.kind {
            let number = i32::try_from(names.len()).unwrap_or(i32::MAX);
            let entry = local.entry_block();
            let mut body = local.builder_mut().instr_seq(entry);
            body.instr_at(0, Instr::Call(Call { func: ran }));
            body.instr_at(
                0,
                Instr::Const(Const {
                    value: Value::I32(number),
                }),
            );
            names.push(function.name.clone());
        }
    }
    names
}

/// The numbers of the functions that ran in a browser before a prompt was visible.
fn walk(workspace: &Workspace) -> Result<Vec<usize>> {
    let mut command = Command::new("node");
    command
        .current_dir(workspace.root())
        .arg("tests/profile/walk.mjs")
        // Its progress is for whoever waits.
        .stderr(Stdio::inherit());
    let output = test::tell(workspace, &mut command)
        .env("TILLSIDE_ASSETS", workspace.made("profile"))
        .output()
        .context("cannot start `node`")?;
    if !output.status.success() {
        bail!("the walk did not come to its end; see above");
    }
    serde_json::from_slice(&output.stdout).context("tests/profile/walk.mjs printed no JSON")
}
