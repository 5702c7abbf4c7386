//! What lies in memory from the start, piece by piece, as the linker notes it: which bytes
//! each text, table or variable has, and which others it points to.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use walrus::ir::{Const, Load, Store, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, FunctionKind, GlobalKind, Module};
use wasmparser::{
    DefinedDataSymbol, KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType,
    SymbolInfo,
};

/// All pieces.
#[derive(Default)]
pub struct Statics(Vec<Piece>);

#[derive(Default)]
struct Piece {
    at: Range<u32>,
    to: Vec<usize>,
}

/// What the linker noted in a module.
#[derive(Default)]
struct Notes {
    /// Where each segment's bytes lie in the section of data, and where in memory.
    segments: Vec<(Range<u32>, u32)>,
    symbols: Vec<Option<DefinedDataSymbol>>,
    /// Pointers in the data.
    pointers: Vec<RelocationEntry>,
    /// Addresses in the code.
    addresses: Vec<RelocationEntry>,
}

impl Statics {
    /// Reads what the linker noted in a module that it was told to write notes into.
    ///
    /// # Errors
    /// When there are no notes, or some that this does not understand.
    pub fn read(compiled: &[u8]) -> Result<Self> {
        let notes = Notes::read(compiled)?;
        let mut pieces = Vec::new();
        for symbol in &notes.symbols {
            pieces.push(match symbol {
                Some(symbol) => notes.piece(symbol)?,
                // A function, say, to which nothing in here points.
                None => Piece::default(),
            });
        }
        if pieces.is_empty() {
            bail!("the linker has not noted what lies in memory");
        }
        for pointer in notes.pointers.iter().chain(&notes.addresses) {
            let to = pieces.get(pointer.index as usize);
            let size = to.map_or(0, |piece| piece.at.len());
            if !usize::try_from(pointer.addend).is_ok_and(|inside| inside < size.max(1)) {
                bail!("something points beside what it means, so nobody can tell what that is");
            }
        }
        for pointer in &notes.pointers {
            let at = notes.address(pointer.offset)?;
            for piece in pieces.iter_mut().filter(|piece| piece.at.contains(&at)) {
                piece.to.push(pointer.index as usize);
            }
        }
        Ok(Self(pieces))
    }

    /// The bytes that the functions of a module can come to, by an address of their own or by
    /// a pointer at such a one. A number that only looks like an address counts too.
    pub fn reached(&self, module: &Module) -> HashSet<u32> {
        let mut numbers = Numbers::default();
        for function in module.funcs.iter() {
            if let FunctionKind::Local(local) = &function.kind {
                dfs_in_order(&mut numbers, local, local.entry_block());
            }
        }
        for global in module.globals.iter() {
            if let GlobalKind::Local(ConstExpr::Value(Value::I32(number))) = global.kind {
                numbers.0.insert(number.cast_unsigned());
            }
        }
        let is_meant = |piece: &Piece| {
            numbers.0.contains(&piece.at.start)
                || piece.at.clone().any(|at| numbers.0.contains(&at))
        };
        let mut due: Vec<usize> = (0..self.0.len())
            .filter(|number| is_meant(&self.0[*number]))
            .collect();
        let mut pieces = HashSet::new();
        while let Some(number) = due.pop() {
            if pieces.insert(number) {
                due.extend(&self.0[number].to);
            }
        }
        pieces
            .into_iter()
            .flat_map(|number| self.0[number].at.clone())
            .collect()
    }
}

#[cfg(test)]
impl Statics {
    /// Pieces by their places, each with the numbers of those that it points to.
    pub fn of(pieces: &[(Range<u32>, &[usize])]) -> Self {
        let pieces = pieces.iter().map(|(at, to)| Piece {
            at: at.clone(),
            to: to.to_vec(),
        });
        Self(pieces.collect())
    }
}

impl Notes {
    fn read(compiled: &[u8]) -> Result<Self> {
        let mut notes = Self::default();
        for part in Parser::new(0).parse_all(compiled) {
            match part? {
                Payload::DataSection(section) => {
                    let start = section.range().start;
                    for data in section {
                        let data = data?;
                        let wasmparser::DataKind::Active { offset_expr, .. } = data.kind else {
                            bail!("a module to be split must have its data in memory");
                        };
                        let wasmparser::Operator::I32Const { value } =
                            offset_expr.get_operators_reader().read()?
                        else {
                            bail!("a module to be split must have its data at fixed places");
                        };
                        let end = u32::try_from(data.range.end - start)?;
                        let length = u32::try_from(data.data.len())?;
                        let bytes = end - length..end;
                        notes.segments.push((bytes, value.cast_unsigned()));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = part? {
                                for symbol in symbols {
                                    notes.symbols.push(match symbol? {
                                        SymbolInfo::Data { symbol, .. } => symbol,
                                        _ => None,
                                    });
                                }
                            }
                        }
                    }
                    KnownCustom::Reloc(entries) => {
                        let kept = match section.name() {
                            "reloc.DATA" => &mut notes.pointers,
                            _ => &mut notes.addresses,
                        };
                        for entry in entries.entries() {
                            kept.extend(Some(entry?).filter(|entry| is_address(entry.ty)));
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(notes)
    }

    fn piece(&self, symbol: &DefinedDataSymbol) -> Result<Piece> {
        let segment = self.segments.get(symbol.index as usize);
        let (_, first) = segment.context("a piece of data lies in no segment")?;
        let start = first + symbol.offset;
        let at = start..start + symbol.size;
        Ok(Piece { at, to: Vec::new() })
    }

    /// Where something in the section of data lies in memory.
    fn address(&self, offset: u32) -> Result<u32> {
        let mut segments = self.segments.iter();
        let found = segments.find(|(bytes, _)| bytes.contains(&offset));
        let (bytes, first) = found.context("a pointer lies in no segment")?;
        Ok(first + (offset - bytes.start))
    }
}

fn is_address(kind: RelocationType) -> bool {
    use RelocationType::{MemoryAddrI32, MemoryAddrLeb, MemoryAddrSleb};
    matches!(kind, MemoryAddrI32 | MemoryAddrLeb | MemoryAddrSleb)
}

/// All numbers in functions that may be addresses.
#[derive(Default)]
struct Numbers(HashSet<u32>);

impl<'instr> Visitor<'instr> for Numbers {
    fn visit_const(&mut self, number: &Const) {
        if let Value::I32(number) = number.value {
            self.0.insert(number.cast_unsigned());
        }
    }

    fn visit_load(&mut self, load: &Load) {
        self.0.extend(u32::try_from(load.arg.offset));
    }

    fn visit_store(&mut self, store: &Store) {
        self.0.extend(u32::try_from(store.arg.offset));
    }
}
