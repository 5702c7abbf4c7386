//! How the checks speak of times, places and lists. No facts here.

use survey::Millis;

/// How long ago something was.
pub fn ago(at: Millis, now: Millis) -> String {
    let seconds = (now - at).max(0) / 1000;
    let (n, unit) = match seconds {
        0..5 => return "just now".to_owned(),
        5..90 => (seconds, "second"),
        90..5_400 => (seconds / 60, "minute"),
        5_400..129_600 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(n, unit))
}

/// A number of things.
pub fn count(n: i64, thing: &str) -> String {
    match n {
        1 => format!("1 {thing}"),
        _ => format!("{n} {thing}s"),
    }
}

/// A few things of a list, and how many others there are.
pub fn list<T: AsRef<str>>(all: &[T]) -> String {
    const NAMED: usize = 3;
    let named: Vec<&str> = all.iter().take(NAMED).map(AsRef::as_ref).collect();
    let text = named.join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// The page at which a step is, in words.
pub fn page_of(step: &str) -> String {
    match step {
        "product" => "a product page".to_owned(),
        "cart" => "the cart".to_owned(),
        "checkout" => "the checkout".to_owned(),
        "confirmation" => "the order confirmation".to_owned(),
        "" => "a page without a step".to_owned(),
        custom => format!("a page of the step {custom}"),
    }
}

/// A page's origin, which servers do not have.
pub fn origin_of(origin: &str) -> String {
    match origin {
        "" => "a server".to_owned(),
        origin => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_unit_that_fits() {
        let told = |seconds: Millis| ago(0, seconds * 1000);
        for (seconds, wanted) in [
            (-5, "just now"),
            (4, "just now"),
            (60, "60 seconds ago"),
            (90, "1 minute ago"),
            (7_200, "2 hours ago"),
            (200_000, "2 days ago"),
        ] {
            assert_eq!(told(seconds), wanted);
        }
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    }
}
