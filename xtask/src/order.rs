//! Puts the functions of a finished module into the order in which they compress best:
//! those of one type together, and those that begin alike beside each other. A call costs
//! the same bytes wherever the function lies, and what is near and alike costs few.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, MemArg};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef,
};

/// The same module in another order.
///
/// # Errors
/// When the module is none.
pub fn order(module: &[u8]) -> Result<Vec<u8>> {
    let mut order = Order::of(module)?;
    let mut ordered = wasm_encoder::Module::new();
    order
        .parse_core_module(&mut ordered, Parser::new(0), module)
        .map_err(|error| anyhow!("a module cannot be ordered: {error}"))?;
    Ok(ordered.finish())
}

/// Functions of a module are numbered with those that it imports first.
struct Order {
    imported: u32,
    /// The present place of the function that goes to each place.
    from: Vec<usize>,
    /// The new number of the function at each place.
    to: Vec<u32>,
}

impl Order {
    fn of(module: &[u8]) -> Result<Self> {
        let mut imported = 0;
        let mut types = Vec::new();
        let mut bodies = Vec::new();
        for part in Parser::new(0).parse_all(module) {
            match part? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    types = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                _ => {}
            }
        }
        let mut from: Vec<usize> = (0..bodies.len()).collect();
        from.sort_by_key(|place| (types.get(*place), bodies[*place]));
        let mut to = vec![0; from.len()];
        for (number, place) in (imported..).zip(&from) {
            to[*place] = number;
        }
        Ok(Self { imported, from, to })
    }

    /// What a section holds for each function, in the new order.
    fn sort<T: Clone>(&self, held: &[T]) -> Vec<T> {
        self.from.iter().map(|place| held[*place].clone()).collect()
    }
}

impl Reencode for Order {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, number: u32) -> Result<u32, Error> {
        Ok(match number.checked_sub(self.imported) {
            Some(place) => self.to[place as usize],
            None => number,
        })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for kind in self.sort(&types) {
            functions.function(kind);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies: Vec<FunctionBody> = section.into_iter().collect::<Result<_, _>>()?;
        for body in self.sort(&bodies) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }

    /// How a place in memory is aligned is a hint that browsers do without; the same one
    /// with every instruction of a kind costs nothing.
    fn mem_arg(&mut self, place: wasmparser::MemArg) -> Result<MemArg, Error> {
        utils::mem_arg(
            self,
            wasmparser::MemArg {
                align: place.max_align,
                ..place
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use walrus::ir::{Instr, Value};
    use walrus::{ExportItem, FunctionBuilder, FunctionKind, Module, ValType};

    use super::*;

    /// Functions that return these numbers or take one, each exported by its number.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[ValType::I32]);
        module.add_import_func("page", "now", kind);
        for (number, takes) in [(30, false), (10, true), (20, false), (40, true)] {
            let takes: &[_] = if takes { &[ValType::I32] } else { &[] };
            let arguments: Vec<_> = takes.iter().map(|kind| module.locals.add(*kind)).collect();
            let mut body = FunctionBuilder::new(&mut module.types, takes, &[ValType::I32]);
            body.func_body().i32_const(number);
            let id = body.finish(arguments, &mut module.funcs);
            module.exports.add(&number.to_string(), id);
        }
        module.emit_wasm()
    }

    /// The numbers that functions return, in their order.
    fn returned(module: &Module) -> Vec<i32> {
        let local = module
            .funcs
            .iter()
            .filter_map(|function| match &function.kind {
                FunctionKind::Local(local) => Some(local),
                _ => None,
            });
        let body = local.map(|local| &local.block(local.entry_block()).instrs);
        body.filter_map(|body| match body.first() {
            Some((Instr::Const(number), _)) => match number.value {
                Value::I32(number) => Some(number),
                _ => None,
            },
            _ => None,
        })
        .collect()
    }

    #[test]
    fn functions_of_one_type_that_begin_alike_lie_together() -> Result<()> {
        let ordered = Module::from_buffer(&order(&module())?)?;
        let order = returned(&ordered);
        let (first, second) = order.split_at(2);
        assert!(
            [[20, 30], [10, 40]].contains(&[first[0], first[1]]),
            "{order:?}"
        );
        assert!(
            [[20, 30], [10, 40]].contains(&[second[0], second[1]]),
            "{order:?}"
        );
        Ok(())
    }

    #[test]
    fn everything_still_means_the_same_function() -> Result<()> {
        let mut ordered = Module::from_buffer(&order(&module())?)?;
        let exports: Vec<_> = ordered
            .exports
            .iter()
            .map(|one| (one.name.clone(), one.item))
            .collect();
        assert_eq!(exports.len(), 4);
        for (name, item) in exports {
            let ExportItem::Function(id) = item else {
                panic!("{name} is no function any more");
            };
            let FunctionKind::Local(local) = &ordered.funcs.get_mut(id).kind else {
                panic!("{name} is imported now");
            };
            let body = &local.block(local.entry_block()).instrs;
            let number: i32 = name.parse()?;
            assert!(
                matches!(&body[0].0, Instr::Const(one) if matches!(one.value, Value::I32(it) if it == number)),
                "{name} returns something else"
            );
        }
        Ok(())
    }
}
