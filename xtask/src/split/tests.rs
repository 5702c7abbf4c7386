//! Cuts a small module as the card is cut, and looks at what each half has.

use anyhow::{Context, Result};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId,
    FunctionKind, ImportKind, Module, RefType,
};

use super::*;

/// Instructions that keep a function out of the other half.
const LONG: usize = 40;

/// A function of this name that adds to memory and calls another one, if there is one.
fn function(module: &mut Module, name: &str, calls: Option<FunctionId>) -> Result<FunctionId> {
    let memory = module.memories.iter().next().context("no memory")?.id();
    let kept = walrus::ir::StoreKind::I32 { atomic: false };
    let place = walrus::ir::MemArg {
        align: 4,
        offset: 0,
    };
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = builder.func_body();
    for _ in 0..LONG {
        body.i32_const(8).i32_const(1).store(memory, kept, place);
    }
    if let Some(called) = calls {
        body.call(called);
    }
    let id = builder.finish(vec![], &mut module.funcs);
    module.funcs.get_mut(id).name = Some(name.to_owned());
    Ok(id)
}

/// `draw` runs early and calls `tap`, which runs late and calls `helper`, an early one.
/// `pull` is late and lies in the table only; `told` is late too and nobody's.
fn whole() -> Result<Vec<u8>> {
    let mut module = Module::default();
    let memory = module.memories.add_local(false, false, 1, None, None);
    let offset = ConstExpr::Value(Value::I32(8));
    let data = module
        .data
        .add(DataKind::Active { memory, offset }, vec![1, 2, 3]);
    module.memories.get_mut(memory).data_segments.insert(data);
    let helper = function(&mut module, "helper", None)?;
    let tap = function(&mut module, "tap", Some(helper))?;
    let pull = function(&mut module, "pull", Some(tap))?;
    function(&mut module, "told", None)?;
    let draw = function(&mut module, "draw", Some(tap))?;
    let table = module.tables.add_local(false, 3, Some(3), RefType::FUNCREF);
    let offset = ConstExpr::Value(Value::I32(1));
    let list = module.elements.add(
        ElementKind::Active { table, offset },
        ElementItems::Functions(vec![draw, pull]),
    );
    module.tables.get_mut(table).elem_segments.insert(list);
    module.exports.add("draw", draw);
    module.exports.add("memory", memory);
    Ok(module.emit_wasm())
}

/// All functions know the first piece by its address, and through it the third.
fn statics() -> Statics {
    Statics::of(&[(8..9, &[2]), (9..10, &[0]), (10..11, &[])])
}

fn halves() -> Result<(Module, Module)> {
    let halves = split(&whole()?, &statics(), |name| {
        ["draw", "helper"].contains(&name)
    })?;
    Ok((
        Module::from_buffer(&halves.early)?,
        Module::from_buffer(&halves.late)?,
    ))
}

/// The names of the functions that a half has itself, in the order of the alphabet.
fn own(module: &Module) -> Vec<&str> {
    let local = module.funcs.iter().filter(|function| {
        matches!(&function.kind, FunctionKind::Local(local) if local.size() > LONG as u64)
    });
    let mut names: Vec<_> = local
        .filter_map(|function| function.name.as_deref())
        .collect();
    names.sort_unstable();
    names
}

/// What a half puts into memory, and where.
fn data(module: &Module) -> Vec<(i32, Vec<u8>)> {
    let placed = module.data.iter().filter_map(|data| match data.kind {
        DataKind::Active {
            offset: ConstExpr::Value(Value::I32(first)),
            ..
        } => Some((first, data.value.clone())),
        _ => None,
    });
    placed.collect()
}

#[test]
fn each_half_has_its_own_functions_and_data() -> Result<()> {
    let (early, late) = halves()?;
    assert_eq!(own(&early), ["draw", "helper"]);
    assert_eq!(
        own(&late),
        ["pull", "tap"],
        "what nobody calls is in neither"
    );
    assert_eq!(data(&early), [(8, vec![1, 0, 3])]);
    assert_eq!(data(&late), [(9, vec![2])], "nobody early comes to it");
    assert_eq!((late.exports.iter().count(), late.start), (0, None));
    Ok(())
}

#[test]
fn the_late_half_takes_from_the_early_one_what_both_use() -> Result<()> {
    let (early, late) = halves()?;
    let first = late.imports.iter().next().context("no link")?;
    assert!(matches!(first.kind, ImportKind::Table(_)) && first.name == "0");
    assert!(late.imports.iter().count() >= 3, "table, memory and helper");
    for import in late.imports.iter() {
        assert_eq!(import.module, EARLY);
        let export = early
            .exports
            .iter()
            .find(|export| export.name == import.name);
        let item = export.context("the early half lacks a link")?.item;
        let same = match (&import.kind, item) {
            (ImportKind::Function(theirs), ExportItem::Function(ours)) => {
                let (theirs, ours) = (late.funcs.get(*theirs), early.funcs.get(ours));
                theirs.name == ours.name
            }
            (ImportKind::Table(_), ExportItem::Table(_))
            | (ImportKind::Memory(_), ExportItem::Memory(_)) => true,
            _ => false,
        };
        assert!(same, "{} is something else there", import.name);
    }
    Ok(())
}

#[test]
fn late_functions_land_where_the_early_half_calls_them() -> Result<()> {
    let (early, late) = halves()?;
    let filled = |module: &Module| -> Vec<(u32, String)> {
        let mut filled = Vec::new();
        for list in module.elements.iter() {
            if let (
                ElementKind::Active {
                    offset: ConstExpr::Value(Value::I32(first)),
                    ..
                },
                ElementItems::Functions(functions),
            ) = (&list.kind, &list.items)
            {
                for (place, id) in (first.cast_unsigned()..).zip(functions) {
                    filled.push((
                        place,
                        module.funcs.get(*id).name.clone().unwrap_or_default(),
                    ));
                }
            }
        }
        filled
    };
    let places = |list: &[(u32, &str)]| {
        list.iter()
            .map(|(place, name)| (*place, (*name).to_owned()))
            .collect::<Vec<_>>()
    };
    // What is not there yet leaves a hole, which has no name.
    assert_eq!(filled(&early), places(&[(1, "draw"), (2, "")]));
    assert_eq!(filled(&late), places(&[(2, "pull"), (3, "tap")]));
    for module in [&early, &late] {
        let table = module.tables.iter().next().context("no table")?;
        assert_eq!((table.initial, table.maximum), (4, Some(4)));
    }
    Ok(())
}

#[test]
fn the_same_module_is_always_cut_the_same_way() -> Result<()> {
    let whole = whole()?;
    let cut = || split(&whole, &statics(), |name| name == "draw");
    let (first, second) = (cut()?, cut()?);
    assert!(first.early == second.early && first.late == second.late);
    Ok(())
}

#[test]
fn a_function_without_a_name_is_early() -> Result<()> {
    let mut module = Module::from_buffer(&whole()?)?;
    for function in module.funcs.iter_mut() {
        function.name = None;
    }
    let halves = split(&module.emit_wasm(), &statics(), |_| false)?;
    assert_eq!(
        Module::from_buffer(&halves.late)?
            .funcs
            .iter_local()
            .count(),
        0
    );
    Ok(())
}
