//! What can be wrong with a value that somebody sent: the one table of codes with their English
//! sentences. The console has a sentence for each in every language of its own.

/// Writes the enum of faults and all that is said of them from the same lines.
macro_rules! table {
    ($($name:ident $(($($param:ident: $of:ty),+))? $code:literal $sentence:literal;)*) => {
        /// What is wrong with a value. The code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $(#[doc = $sentence] $name $(($($of),+))?,)* }

        /// Every code with its sentence, in which `{name}` stands for a parameter.
        pub const TABLE: &[(&str, &str)] = &[$(($code, $sentence),)*];

        impl Fault {
            /// The code on the wire.
            pub fn code(self) -> &'static str {
                match self { $(Fault::$name { .. } => $code,)* }
            }

            /// What the sentence says, with its parameters still to be filled in.
            fn sentence(self) -> &'static str {
                match self { $(Fault::$name { .. } => $sentence,)* }
            }

            /// The parameters by name. Several names stand in one with commas.
            pub fn params(self) -> Vec<(&'static str, String)> {
                match self {
                    $(Fault::$name $(($($param),+))? => vec![$($((stringify!($param), $param.to_string())),+)?],)*
                }
            }
        }
    };
}

table! {
    Missing "missing" "is missing";
    List "list" "must be an array";
    Object "object" "must be an object";
    OneMember "one_member" "must be an object with exactly one member";
    Text "text" "must be a string";
    Number "number" "must be a number";
    Whole "whole" "must be a whole number";
    Truth "truth" "must be true or false";
    Pair "pair" "must be two numbers";
    Texts "texts" "must map languages to texts";
    Scalar "scalar" "must be a text, a whole number, true or false";
    Uuid "uuid" "must be a UUID";
    Shape(line: usize, column: usize) "shape" "does not have the expected shape, at line {line} column {column}";

    OneOf(names: &'static str) "one_of" "must be {names}";
    Lacks(names: &'static str) "lacks" "must have {names}";
    Unknown "unknown" "is not known";
    Between(low: u32, high: u32) "between" "must be {low} to {high}";
    Length(low: u32, high: u32) "length" "must have {low} to {high} characters";
    TooLong(n: u32) "too_long" "must be at most {n} characters";
    Each(n: u32, length: u32) "each" "must be at most {n}, each of 1 to {length} characters";
    Blank "blank" "must not be blank";
    Empty "empty" "must name at least one";
    Twice "twice" "is there twice";
    SameId "same_id" "must have distinct ids";
    Id "id" "must be 1 to 64 of a-z, 0-9, - and _";
    BelowMin "below_min" "must not be below min";
    BeforeFrom "before_from" "must lie after from";
    Day "day" "must be a day, such as 2026-03-29";

    Language "language" "is no language tag";
    AmongLanguages "among_languages" "must be among languages";
    Zone "zone" "must be the name of a time zone, such as Europe/Berlin";
    Country "country" "must be a country's two letters, such as AT";
    Key "key" "must begin with pk_";
    Origin "origin" "must be scheme://host or scheme://host:port, without a path";
    ConsentOnly "consent_only" "counts only where consent is required";
    Colour "colour" "must be a colour such as #1f5f4a";
    Fonts "fonts" "must be a list of font families such as 'Open Sans', sans-serif";
    Contrast "contrast" "must have a contrast of at least 4.5 to accent (WCAG 2.2, 1.4.3): choose a darker or a lighter one of the two";
    Fixed "fixed" "is made by the server and never changes";
    Elsewhere "elsewhere" "are changed one by one, not here";

    AttributeName(n: u32) "attribute_name" "must have 1 to {n} characters, none of them a comma";
    Customer "customer" "must not be customer, which is never kept with answers";

    Others "others" "must have at most one \"other\"";
    Never "never" "can never hold for this question";
    Hours "hours" "must be two different hours, the first below 24";
    Property "property" "must be names with dots between, at most four";
    Link "link" "must be an https, http, mailto, tel or relative address";
    Spaces "spaces" "must not contain spaces or control characters";

    Email "email" "must be an e-mail address";
    Unpublished "unpublished" "was never published in this shop";
    Follower "follower" "must be somebody who follows up in this shop";
    Readers(n: u32) "readers" "must be at most {n}, of those who may read the shop's results";
    Full(n: u32) "full" "at most {n} are kept; remove one first";
    FindsNothing "finds_nothing" "needs a score or a word, or it would find nothing";
    TellsNobody "tells_nobody" "needs somebody or an address to tell";
    Operator "operator" "an operator has no address that a digest could go to";
    Webhook "webhook" "must be an address such as https://…, without name or password, of at most 1000 characters";
    Inside "inside" "leads into a private network; an operator can allow it with --webhook-hosts";
    CouponLine(line: usize, n: usize) "coupon_line" "line {line}: a code has at most {n} characters and no control characters";
    TooMany(n: u32) "too_many" "must be at most {n} at once; `tillside coupons add` takes any number";
    Request "request" "cannot be taken";
}

impl core::fmt::Display for Fault {
    /// The sentence in English; the last of several names comes after an "or".
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut sentence = self.sentence().to_owned();
        for (name, value) in self.params() {
            let value = match value.rsplit_once(", ") {
                Some((others, last)) => format!("{others} or {last}"),
                None => value,
            };
            sentence = sentence.replace(&["{", name, "}"].concat(), &value);
        }
        f.write_str(&sentence)
    }
}

impl core::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_there_once() {
        let codes: BTreeSet<_> = TABLE.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), TABLE.len());
    }

    #[test]
    fn a_fault_is_told_with_its_parameters() {
        assert_eq!(Fault::Missing.to_string(), "is missing");
        assert_eq!(Fault::Between(2, 20).to_string(), "must be 2 to 20");
        assert_eq!(Fault::OneOf("on").to_string(), "must be on");
        let one = Fault::OneOf("email, phone, either");
        assert_eq!(one.to_string(), "must be email, phone or either");
        assert_eq!(one.code(), "one_of");
        assert_eq!(one.params(), [("names", "email, phone, either".to_owned())]);
    }
}
