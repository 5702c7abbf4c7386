//! Whether a text holds a word, in any script. Capital and small letters are the same, and so
//! are letters that are put together in different ways; Arabic vowel signs, which people write or
//! leave out, do not count. Where a script has spaces, only whole
//! words count.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A text as it is compared: composed, in small letters, with one space for any white space.
pub fn compared(text: &str) -> String {
    let folded = text.nfc().flat_map(char::to_uppercase);
    let folded = folded.flat_map(char::to_lowercase).nfc();
    let folded: String = folded.filter(|letter| !is_vowel_sign(*letter)).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Arabic vowel signs, and what draws a word out.
fn is_vowel_sign(letter: char) -> bool {
    matches!(letter, '\u{0640}' | '\u{064b}'..='\u{0652}' | '\u{0670}')
}

/// Whether a text holds a word or several; both as [`compared`] gives them. Nothing is in no
/// text.
pub fn holds(text: &str, word: &str) -> bool {
    let (Some(first), Some(last)) = (word.chars().next(), word.chars().next_back()) else {
        return false;
    };
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..);
        let after = after.and_then(|after| after.chars().next());
        is_edge(before, first) && is_edge(after, last)
    })
}

/// Whether a word can end here: beside its letter at the end stands this one.
fn is_edge(beside: Option<char>, own: char) -> bool {
    let Some(beside) = beside else {
        return true;
    };
    let goes_on = |letter: char| letter.is_alphanumeric() || is_combining_mark(letter);
    has_no_spaces(own) || has_no_spaces(beside) || !goes_on(own) || !goes_on(beside)
}

/// Whether a letter is of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer,
/// Japanese, Chinese.
fn has_no_spaces(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, word: &str) -> bool {
        holds(&compared(text), &compared(word))
    }

    #[test]
    fn only_whole_words_count_where_there_are_spaces() {
        assert!(found("The parcel was BROKEN!", "broken"));
        assert!(!found("unbroken", "broken") && !found("brokenness", "broken"));
        assert!(found("брак, и грубо", "Брак") && !found("брака нет", "брак"));
        assert!(found("الطرد مكسور", "مكسور") && !found("المكسور", "مكسور"));
        assert!(found("مكسورٌ", "مكسور") && !found("مكسورٌ", "مكسو"));
        assert!(found("l’attente", "attente") && found("e-mail", "mail"));
        assert!(found("unbroken or broken", "broken"));
    }

    #[test]
    fn a_part_is_enough_where_there_are_none() {
        assert!(found("ของแตกตอนมาถึง", "แตก"));
        assert!(found("この送料は高い", "送料"));
        assert!(found("ราคาiPhoneแพง", "iphone") && !found("iphones", "iphone"));
    }

    #[test]
    fn letters_are_the_same_however_they_are_written() {
        assert!(found("cafe\u{301} noir", "CAFÉ") && found("STRASSE", "straße"));
        assert!(!found("cafe\u{301}", "cafe"));
        assert!(found("за\u{301}мок", "за\u{301}мок") && !found("за\u{301}мок", "за"));
    }

    #[test]
    fn several_words_are_found_with_any_white_space_between() {
        assert!(found("far too\n  slow", "too slow") && !found("too very slow", "too slow"));
        assert!(!found("anything", " ") && !found("", ""));
    }
}
