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
