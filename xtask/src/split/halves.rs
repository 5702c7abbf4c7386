//! Makes the halves of a module after a plan.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, bail};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId,
    FunctionKind, GlobalKind, ImportKind, ImportedFunction, LocalFunction, Module,
};

use super::EARLY;
use super::plan::Plan;

/// Leaves what is late, and returns the links that it wants: the plan's name of each, and
/// the name that it has in the end.
///
/// # Errors
/// When the module does by itself what only the early half may do.
pub fn make_late(module: &mut Module, plan: &Plan) -> Result<HashMap<String, String>> {
    if module.start.is_some() || module.data.iter().any(walrus::Data::is_passive) {
        bail!("a module to be split must not start by itself, and must have its data in memory");
    }
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    for export in exports {
        module.exports.delete(export);
    }
    // What both need in memory the early half brings, before anything of this one runs.
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in data {
        module.data.delete(id);
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
    let lists: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    for list in lists {
        module.elements.delete(list);
    }
    let table = module.tables.get_mut(plan.table);
    table.elem_segments.clear();
    resize(table, plan.places);
    for (first, functions) in runs(plan) {
        let (table, offset) = (
            plan.table,
            ConstExpr::Value(Value::I32(first.cast_signed())),
        );
        let kind = ElementKind::Active { table, offset };
        let list = module
            .elements
            .add(kind, ElementItems::Functions(functions));
        module.tables.get_mut(table).elem_segments.insert(list);
    }
    for (name, item) in &plan.links {
        import(module, name, *item);
    }
    walrus::passes::gc::run(module);
    // Names that are short, now that it is known which are wanted. The table's is the first.
    let links = module.imports.iter_mut();
    let links = links.filter(|import| import.module == EARLY).enumerate();
    Ok(links
        .map(|(number, import)| {
            let name = number.to_string();
            (std::mem::replace(&mut import.name, name.clone()), name)
        })
        .collect())
}

/// Takes something from the early half instead of having it.
fn import(module: &mut Module, name: &str, item: ExportItem) {
    let imports = &mut module.imports;
    match item {
        ExportItem::Table(id) => {
            module.tables.get_mut(id).import =
                Some(imports.add(EARLY, name, ImportKind::Table(id)));
        }
        ExportItem::Memory(id) => {
            module.memories.get_mut(id).import =
                Some(imports.add(EARLY, name, ImportKind::Memory(id)));
        }
        ExportItem::Global(id) => {
            module.globals.get_mut(id).kind =
                GlobalKind::Import(imports.add(EARLY, name, ImportKind::Global(id)));
        }
        ExportItem::Function(id) => {
            let import = imports.add(EARLY, name, ImportKind::Function(id));
            let function = module.funcs.get_mut(id);
            let ty = function.ty();
            function.kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
        ExportItem::Tag(_) => {}
    }
}

/// Leaves what is early, with the links that the late half wants.
pub fn make_early(module: &mut Module, plan: &Plan, wanted: &HashMap<String, String>) {
    resize(module.tables.get_mut(plan.table), plan.places);
    for (id, place) in &plan.called {
        let stub = stub(module, plan, *id, *place);
        module.funcs.get_mut(*id).kind = FunctionKind::Local(stub);
    }
    // A place that is still free traps, whoever calls it.
    let mut hole = FunctionBuilder::new(&mut module.types, &[], &[]);
    hole.func_body().unreachable();
    let hole = hole.finish(vec![], &mut module.funcs);
    for list in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut list.items {
            for id in functions.iter_mut().filter(|id| plan.late.contains(id)) {
                *id = hole;
            }
        }
    }
    for (name, item) in &plan.links {
        if let Some(name) = wanted.get(name) {
            module.exports.add(name, *item);
        }
    }
    walrus::passes::gc::run(module);
}

/// Moves the data that the early half does not reach to the late one. Until that comes there
/// are zeros, which nobody reads.
///
/// # Errors
/// When the data has no fixed place.
pub fn part_data(early: &mut Module, late: &mut Module, reached: &HashSet<u32>) -> Result<()> {
    let Some(memory) = late.memories.iter().next().map(walrus::Memory::id) else {
        return Ok(());
    };
    let all: Vec<_> = early.data.iter().map(walrus::Data::id).collect();
    for id in all {
        let data = early.data.get_mut(id);
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(first)),
            ..
        } = data.kind
        else {
            bail!("a module to be split must have its data at fixed places");
        };
        let addresses = first.cast_unsigned()..;
        let mut moved: Vec<(u32, Vec<u8>)> = Vec::new();
        for (at, byte) in addresses.zip(&mut data.value) {
            if *byte == 0 || reached.contains(&at) {
                continue;
            }
            let byte = std::mem::take(byte);
            match moved.last_mut() {
                Some((first, run)) if *first as usize + run.len() == at as usize => run.push(byte),
                _ => moved.push((at, vec![byte])),
            }
        }
        for (first, bytes) in moved {
            let offset = ConstExpr::Value(Value::I32(first.cast_signed()));
            let id = late.data.add(DataKind::Active { memory, offset }, bytes);
            late.memories.get_mut(memory).data_segments.insert(id);
        }
    }
    Ok(())
}

/// Calls a late function through its place.
fn stub(module: &mut Module, plan: &Plan, id: FunctionId, place: u32) -> LocalFunction {
    let ty = module.funcs.get(id).ty();
    let kind = module.types.get(ty);
    let (takes, gives) = (kind.params().to_vec(), kind.results().to_vec());
    let arguments: Vec<_> = takes.iter().map(|kind| module.locals.add(*kind)).collect();
    let mut stub = FunctionBuilder::new(&mut module.types, &takes, &gives);
    let mut body = stub.func_body();
    for argument in &arguments {
        body.local_get(*argument);
    }
    body.i32_const(place.cast_signed())
        .call_indirect(ty, plan.table);
    stub.local_func(arguments)
}

fn resize(table: &mut walrus::Table, places: u64) {
    table.initial = places;
    table.maximum = table.maximum.map(|_| places);
}

/// The places of the late half, those beside each other together.
fn runs(plan: &Plan) -> Vec<(u32, Vec<FunctionId>)> {
    let mut runs: Vec<(u32, Vec<FunctionId>)> = Vec::new();
    for (place, id) in &plan.taken {
        match runs.last_mut() {
            Some((first, run)) if *first as usize + run.len() == *place as usize => run.push(*id),
            _ => runs.push((*place, vec![*id])),
        }
    }
    runs
}
