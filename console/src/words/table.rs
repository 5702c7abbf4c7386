//! Words as one text: the build writes one for each language, and a reader's browser loads the one
//! that it needs. What is written is told by nothing but its order, so that both sides have to be of
//! one build; the names of the files see to that.

/// What ends each text; no word holds it.
const END: char = '\u{1f}';

/// Something that is made of words.
pub trait Written: Sized {
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

impl Written for &'static str {
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
