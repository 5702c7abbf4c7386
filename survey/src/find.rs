//! Finds words in what customers typed, in any script: capital and small letters are the same,
//! and a word is found inside another one, so that scripts without spaces need nothing else.

/// What is looked for: one or more words, all of which must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought(Vec<Vec<char>>);

/// Where something stands in a text: its first character and the one after its last.
pub type Place = (usize, usize);

impl Sought {
    /// The words of a text, with anything between them that Unicode takes for white space.
    pub fn new(text: &str) -> Sought {
        let words = text.split_whitespace();
        Sought(
            words
                .map(|word| word.chars().flat_map(fold).collect())
                .collect(),
        )
    }

    /// Where the words stand in each of these texts, in order and without overlap; `None` where
    /// one of the words is in none of them.
    pub fn places(&self, texts: &[&str]) -> Option<Vec<Vec<Place>>> {
        let folded: Vec<Folded> = texts.iter().map(|text| Folded::new(text)).collect();
        let mut places = vec![Vec::new(); texts.len()];
        for word in &self.0 {
            let before: usize = places.iter().map(Vec::len).sum();
            for (text, places) in folded.iter().zip(&mut places) {
                text.find(word, places);
            }
            if places.iter().map(Vec::len).sum::<usize>() == before {
                return None;
            }
        }
        Some(places.into_iter().map(merged).collect())
    }
}

/// A letter as it is compared: the small one of its capital, so that all forms of a letter,
/// such as the two small sigmas, become one, and `ß` and `SS` the same two.
fn fold(letter: char) -> impl Iterator<Item = char> {
    letter.to_uppercase().flat_map(char::to_lowercase)
}

/// A folded text, each letter with the number of the character that it comes from.
struct Folded(Vec<(char, usize)>);

impl Folded {
    fn new(text: &str) -> Folded {
        let letters = text.chars().enumerate();
        Folded(
            letters
                .flat_map(|(at, letter)| fold(letter).map(move |f| (f, at)))
                .collect(),
        )
    }

    fn find(&self, word: &[char], places: &mut Vec<Place>) {
        for window in self.0.windows(word.len()) {
            let is_here = window
                .iter()
                .zip(word)
                .all(|((letter, _), other)| letter == other);
            if let ([(_, first), ..], [.., (_, last)], true) = (window, window, is_here) {
                places.push((*first, last + 1));
            }
        }
    }
}

fn merged(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable();
    let mut merged: Vec<Place> = Vec::new();
    for (from, to) in places {
        match merged.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(sought: &str, text: &str) -> Option<Vec<Place>> {
        let mut all = Sought::new(sought).places(&[text])?;
        all.pop()
    }

    #[test]
    fn capital_and_small_letters_are_the_same_in_every_script() {
        assert_eq!(places("SHIPPING", "the shipping cost"), Some(vec![(4, 12)]));
        assert_eq!(places("ДОСТАВКА", "где доставка?"), Some(vec![(4, 12)]));
        assert_eq!(places("ΌΔΟΣ", "η όδος"), Some(vec![(2, 6)]));
        assert_eq!(places("strasse", "In der Straße"), Some(vec![(7, 13)]));
        assert_eq!(places("évier", "un ÉVIER"), Some(vec![(3, 8)]));
    }

    #[test]
    fn a_word_is_found_where_no_spaces_are() {
        assert_eq!(places("送料", "この送料は高い"), Some(vec![(2, 4)]));
        assert_eq!(places("شحن", "تكلفة الشحن"), Some(vec![(8, 11)]));
    }

    #[test]
    fn places_are_counted_in_characters_and_do_not_overlap() {
        assert_eq!(places("aa", "🛒 aaaa b aa"), Some(vec![(2, 6), (9, 11)]));
        assert_eq!(places("ab b", "ab"), Some(vec![(0, 2)]));
    }

    #[test]
    fn every_word_must_be_in_one_of_the_texts() {
        let sought = Sought::new(" slow  checkout ");
        assert_eq!(
            sought.places(&["Slow", "the checkout"]),
            Some(vec![vec![(0, 4)], vec![(4, 12)]])
        );
        assert_eq!(sought.places(&["slow", "the basket"]), None);
        assert_eq!(Sought::new("").places(&["x"]), Some(vec![vec![]]));
    }
}
