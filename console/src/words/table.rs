//! Words as one text: the build writes one for each language, and a reader's browser loads the one
//! that it needs. What is written is told by nothing but its order, so it begins with a number that
//! stands for the names and the order of all fields.

/// What ends each text; no word holds it.
const END: char = '\u{1f}';

/// Something that is made of words.
pub trait Written: Sized {
    /// Another number for other fields, or the same in another order.
    const SHAPE: u32;

    /// Takes the next texts; empty ones where there are none left.
    fn read(texts: &mut Texts) -> Self;

    /// Appends the same texts; only the build does.
    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, to: &mut String);
}

/// The texts of a language that have not been read yet.
pub struct Texts(core::str::Split<'static, char>);

impl Texts {
    /// The texts in what the build wrote. They stay for as long as the program runs.
    pub fn of(whole: String) -> Self {
        Self(String::leak(whole).split(END))
    }
}

/// A name as a number (FNV-1a).
pub const fn number(name: &str) -> u32 {
    let (bytes, mut hash, mut at) = (name.as_bytes(), 0x811c_9dc5, 0);
    while at < bytes.len() {
        hash = mix(hash, bytes[at] as u32);
        at += 1;
    }
    hash
}

/// Two numbers as one.
pub const fn mix(one: u32, other: u32) -> u32 {
    (one ^ other).wrapping_mul(0x0100_0193)
}

impl Written for &'static str {
    const SHAPE: u32 = 1;

    fn read(texts: &mut Texts) -> Self {
        texts.0.next().unwrap_or_default()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, to: &mut String) {
        to.push_str(self);
        to.push(END);
    }
}

impl<A: Written, B: Written> Written for (A, B) {
    const SHAPE: u32 = mix(A::SHAPE, mix(2, B::SHAPE));

    fn read(texts: &mut Texts) -> Self {
        (A::read(texts), B::read(texts))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, to: &mut String) {
        self.0.write(to);
        self.1.write(to);
    }
}

impl<T: Written> Written for &'static [T] {
    const SHAPE: u32 = mix(3, T::SHAPE);

    fn read(texts: &mut Texts) -> Self {
        let count = <&str>::read(texts).parse().unwrap_or(0);
        Vec::leak((0..count).map(|_| T::read(texts)).collect())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, to: &mut String) {
        to.push_str(&self.len().to_string());
        to.push(END);
        for one in *self {
            one.write(to);
        }
    }
}

/// Makes a struct of words [`Written`] in the order of its fields.
macro_rules! written {
    ($(#[$meaning:meta])* pub struct $Name:ident {
        $($(#[$means:meta])* pub $field:ident: $of:ty,)*
    }) => {
        $(#[$meaning])*
        pub struct $Name {
            $($(#[$means])* pub $field: $of,)*
        }

        impl $crate::words::table::Written for $Name {
            const SHAPE: u32 = {
                use $crate::words::table::{Written, mix, number};
                let shape = number(stringify!($Name));
                $(let shape = mix(shape, mix(number(stringify!($field)), <$of as Written>::SHAPE));)*
                shape
            };

            fn read(texts: &mut $crate::words::table::Texts) -> Self {
                Self { $($field: $crate::words::table::Written::read(texts),)* }
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn write(&self, to: &mut String) {
                $($crate::words::table::Written::write(&self.$field, to);)*
            }
        }
    };
}

pub(super) use written;
