//! What the fuzz targets share.

#[path = "../coarse/case.rs"]
mod case;
pub mod checks;
mod drawn;
pub mod rules;
