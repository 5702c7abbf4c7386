//! Empties functions that only lie in the module's table because a library's classes,
//! which no page can make, would have put them there. Who is called by a number cannot be
//! told from the code, so the linker and wasm-opt keep every function of the table.

use std::collections::HashSet;

use walrus::ir::{Call, RefFunc, Visitor, dfs_in_order};
use walrus::{ElementItems, ExportItem, FunctionBuilder, FunctionId, FunctionKind, Module};

/// The crates, as they occur in names of functions. Streams are all that they are here for.
const CRATES: [&str; 1] = ["wasm_streams"];

/// Puts a trap in place of each such function, unless something else calls it.
pub fn empty(module: &mut Module) {
    let is_theirs = |id: FunctionId| {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        CRATES.iter().any(|one| name.contains(one))
    };
    let tabled = table(module);
    let exported = module
        .exports
        .iter()
        .filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
    let mut due: Vec<FunctionId> = exported.chain(module.start).collect();
    due.extend(tabled.iter().filter(|id| !is_theirs(**id)));
    let called = called_from(module, due);
    let left: Vec<FunctionId> = tabled
        .into_iter()
        .filter(|id| is_theirs(*id) && !called.contains(id))
        .collect();
    for id in left {
        let kind = module.types.get(module.funcs.get(id).ty());
        let (takes, gives) = (kind.params().to_vec(), kind.results().to_vec());
        let arguments = takes.iter().map(|kind| module.locals.add(*kind)).collect();
        let mut trap = FunctionBuilder::new(&mut module.types, &takes, &gives);
        trap.func_body().unreachable();
        let trap = trap.local_func(arguments);
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap);
    }
}

/// Every function of every table.
fn table(module: &Module) -> HashSet<FunctionId> {
    let lists = module.elements.iter().filter_map(|list| match &list.items {
        ElementItems::Functions(functions) => Some(functions.iter().copied()),
        ElementItems::Expressions(..) => None,
    });
    lists.flatten().collect()
}

/// Everything that is called from these by name, directly or not; these too.
fn called_from(module: &Module, mut due: Vec<FunctionId>) -> HashSet<FunctionId> {
    let mut called = HashSet::new();
    while let Some(id) = due.pop() {
        if called.insert(id)
            && let FunctionKind::Local(function) = &module.funcs.get(id).kind
        {
            dfs_in_order(&mut Calls(&mut due), function, function.entry_block());
        }
    }
    called
}

struct Calls<'a>(&'a mut Vec<FunctionId>);

impl<'instr> Visitor<'instr> for Calls<'_> {
    fn visit_call(&mut self, call: &Call) {
        self.0.push(call.func);
    }

    fn visit_ref_func(&mut self, reference: &RefFunc) {
        self.0.push(reference.func);
    }
}

#[cfg(test)]
mod tests {
    use walrus::{ConstExpr, ElementKind, RefType, ir::Value};

    use super::*;

    /// A function of this name that calls another one, if there is one.
    fn function(module: &mut Module, name: &str, calls: Option<FunctionId>) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        match calls {
            Some(id) => builder.func_body().call(id),
            None => builder.func_body().i32_const(1).drop(),
        };
        let id = builder.finish(vec![], &mut module.funcs);
        module.funcs.get_mut(id).name = Some(name.to_owned());
        id
    }

    #[test]
    fn only_what_nothing_else_calls_becomes_a_trap() {
        let mut module = Module::default();
        let deep = function(&mut module, "deep", None);
        let lost = function(&mut module, "_RN12wasm_streams4pull", Some(deep));
        let kept = function(&mut module, "_RN12wasm_streams4size", None);
        let ours = function(&mut module, "_RN6widget4draw", None);
        let start = function(&mut module, "start", Some(kept));
        module.exports.add("start", start);
        let table = module.tables.add_local(false, 3, Some(3), RefType::FUNCREF);
        module.exports.add("table", table);
        let functions = ElementItems::Functions(vec![lost, kept, ours]);
        let offset = ConstExpr::Value(Value::I32(0));
        let list = module
            .elements
            .add(ElementKind::Active { table, offset }, functions);
        module.tables.get_mut(table).elem_segments.insert(list);

        empty(&mut module);
        walrus::passes::gc::run(&mut module);
        let names: HashSet<&str> = module
            .funcs
            .iter()
            .filter_map(|f| f.name.as_deref())
            .collect();
        assert!(!names.contains("deep"), "{names:?}");
        let traps = |id| match &module.funcs.get(id).kind {
            FunctionKind::Local(function) => {
                let body = function.block(function.entry_block());
                matches!(body.instrs[..], [(walrus::ir::Instr::Unreachable(_), _)])
            }
            _ => false,
        };
        assert_eq!([lost, kept, ours].map(traps), [true, false, false]);
    }
}
