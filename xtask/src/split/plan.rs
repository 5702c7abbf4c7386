//! Which functions are late, and the place in the table of each that is called.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Result, bail};
use walrus::ir::{Call, RefFunc, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, Module, RefType,
    TableId,
};

/// An early function of no more instructions is in both halves, for its link would weigh
/// as much.
const COPIED: u64 = 30;

/// What both halves agree on.
pub struct Plan {
    /// The table that indirect calls go through.
    pub table: TableId,
    /// How many places it has in the end.
    pub places: u64,
    /// The functions of the late half.
    pub late: HashSet<FunctionId>,
    /// Where the late half puts its functions.
    pub taken: BTreeMap<u32, FunctionId>,
    /// Late functions that the early half calls by name, each with one of its places.
    pub called: Vec<(FunctionId, u32)>,
    /// What the late half may take from the early one, each with a name for it.
    pub links: Vec<(String, ExportItem)>,
}

impl Plan {
    /// Makes the plan for a module.
    ///
    /// # Errors
    /// When the module has not one table of functions with fixed places.
    pub fn of(module: &Module, is_early: impl Fn(&str) -> bool) -> Result<Self> {
        let table = table(module)?;
        let is_late = |id: &FunctionId| {
            let name = module.funcs.get(*id).name.as_deref();
            name.is_some_and(|name| !is_early(name))
        };
        let local = || module.funcs.iter_local().map(|(id, _)| id);
        let late: HashSet<FunctionId> = local().filter(is_late).collect();
        let mut taken = BTreeMap::new();
        let mut homes = HashMap::new();
        for (first, functions) in lists(module, table)? {
            for (place, id) in (first..).zip(functions) {
                if late.contains(id) {
                    taken.insert(place, *id);
                    homes.entry(*id).or_insert(place);
                }
            }
        }
        let mut places = module.tables.get(table).initial;
        let wanted = called_early(module, &late);
        let mut called = Vec::new();
        for id in local().filter(|id| wanted.contains(id)) {
            let place = match homes.get(&id) {
                Some(place) => *place,
                None => {
                    let place = u32::try_from(places)?;
                    taken.insert(place, id);
                    places += 1;
                    place
                }
            };
            called.push((id, place));
        }
        Ok(Self {
            table,
            places,
            taken,
            called,
            links: links(module, table, &late),
            late,
        })
    }
}

/// Everything that both halves may use.
fn links(module: &Module, table: TableId, late: &HashSet<FunctionId>) -> Vec<(String, ExportItem)> {
    let others = module.tables.iter().map(walrus::Table::id);
    let functions = module
        .funcs
        .iter_local()
        .filter(|(id, function)| !late.contains(id) && function.size() > COPIED);
    // The table is the first, and so its name is 0.
    std::iter::once(table)
        .chain(others.filter(|id| *id != table))
        .map(ExportItem::Table)
        .chain(
            module
                .memories
                .iter()
                .map(|memory| ExportItem::Memory(memory.id())),
        )
        .chain(
            module
                .globals
                .iter()
                .map(|global| ExportItem::Global(global.id())),
        )
        .chain(functions.map(|(id, _)| ExportItem::Function(id)))
        .enumerate()
        .map(|(number, item)| (number.to_string(), item))
        .collect()
}

fn table(module: &Module) -> Result<TableId> {
    let mut tables = module.tables.iter();
    let functions = tables.find(|table| table.element_ty == RefType::FUNCREF);
    match (
        functions,
        tables.any(|one| one.element_ty == RefType::FUNCREF),
    ) {
        (Some(table), false) => Ok(table.id()),
        _ => bail!("a module to be split must have exactly one table of functions"),
    }
}

/// The functions that the module itself puts into the table, with the first one's place.
fn lists(module: &Module, table: TableId) -> Result<Vec<(u32, &[FunctionId])>> {
    let mut lists = Vec::new();
    for list in module.elements.iter() {
        match (&list.kind, &list.items) {
            (
                ElementKind::Active {
                    table: filled,
                    offset: ConstExpr::Value(Value::I32(first)),
                },
                ElementItems::Functions(functions),
            ) if *filled == table => lists.push((u32::try_from(*first)?, functions.as_slice())),
            _ => bail!("a module to be split must fill its table with functions at fixed places"),
        }
    }
    Ok(lists)
}

/// The late functions that the early half calls by name, or exports.
fn called_early(module: &Module, late: &HashSet<FunctionId>) -> HashSet<FunctionId> {
    let mut called = Called(HashSet::new());
    for export in module.exports.iter() {
        if let ExportItem::Function(id) = export.item {
            called.0.insert(id);
        }
    }
    for function in module.funcs.iter() {
        if let FunctionKind::Local(local) = &function.kind
            && !late.contains(&function.id())
        {
            dfs_in_order(&mut called, local, local.entry_block());
        }
    }
    called.0.retain(|id| late.contains(id));
    called.0
}

struct Called(HashSet<FunctionId>);

impl<'instr> Visitor<'instr> for Called {
    fn visit_call(&mut self, call: &Call) {
        self.0.insert(call.func);
    }

    fn visit_ref_func(&mut self, reference: &RefFunc) {
        self.0.insert(reference.func);
    }
}
