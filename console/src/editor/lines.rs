//! How many lines a text takes on the card of a phone that is 390 CSS pixels wide, in letters of
//! 16 pixels. It is a bound by the script of each letter, for the shop's own font is not known
//! here: of the usual fonts of systems, few letters are wider. No browser here.

/// The room for the question: 390 pixels less the card's edges and the button that closes it.
pub const QUESTION: f64 = 20.6 / BOLD;
/// The room for a question that follows, which has no such button beside it.
pub const FOLLOW_UP: f64 = 22.9 / BOLD;
/// The room for a choice: less its own edges and its mark.
pub const CHOICE: f64 = 19.5;
/// How much wider letters of a question are: they are bolder.
const BOLD: f64 = 1.06;
/// More lines than these are rather many for one tap.
pub const MOST: usize = 2;

/// The lines that a text takes where this many `em` have room; at least 1.
pub fn lines(text: &str, room: f64) -> usize {
    let (mut lines, mut filled) = (1, 0.0);
    for word in text.split_whitespace() {
        let space = if filled > 0.0 { em(' ') } else { 0.0 };
        let width: f64 = word.chars().map(em).sum();
        let may_break = width > room || word.chars().any(breaks_anywhere);
        if filled + space + width <= room {
            filled += space + width;
        } else if may_break {
            // It fills what is left of this line, and goes on.
            let whole = filled + space + width;
            lines += (whole / room).ceil() as usize - 1;
            filled = whole % room;
        } else {
            lines += 1;
            filled = width;
        }
    }
    lines
}

/// Scripts that have no spaces between words.
fn breaks_anywhere(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// The width of a letter in `em`.
fn em(letter: char) -> f64 {
    match letter {
        // Marks above and below letters take no room.
        '\u{300}'..='\u{36f}'
        | '\u{64b}'..='\u{65f}'
        | '\u{e31}'
        | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' => 0.0,
        ' ' => 0.3,
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | '\'' | '.' | ',' | ':' | ';' | '!' | '('
        | ')' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' => 0.9,
        'A'..='Z' => 0.68,
        'ж' | 'м' | 'ш' | 'щ' | 'ы' | 'ю' => 0.8,
        '\u{410}'..='\u{42f}' => 0.72,
        '\u{600}'..='\u{6ff}' => 0.52,
        '\u{1100}'.. if !matches!(letter, '\u{1e00}'..='\u{206f}') => 1.0,
        _ => 0.58,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_to_the_next_line_as_a_whole() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("Why?", 10.0), 1);
        assert_eq!(lines("aaaaaaaaaa aaaaaaaaaa", 10.0), 2);
        assert_eq!(lines("aaaaaaaaaa aaaaaaaaaa aaaaaaaaaa", 10.0), 3);
        assert_eq!(lines(&"a".repeat(50), 10.0), 3);
    }

    #[test]
    fn short_questions_of_every_script_are_not_long() {
        for text in [
            "What keeps you from ordering?",
            "ما الذي يمنعك من الطلب؟",
            "อะไรทำให้คุณยังไม่สั่งซื้อ",
            "Что мешает вам оформить заказ?",
        ] {
            assert!(lines(text, QUESTION) <= MOST, "{text}");
        }
        let long = "What would have to change about our delivery, our prices or our service before you order again?";
        assert!(lines(long, QUESTION) > MOST);
    }

    #[test]
    fn marks_of_thai_and_arabic_take_no_room() {
        assert_eq!(lines(&"ก่".repeat(16), 10.0), 1);
        assert_eq!(lines(&"مَ".repeat(19), 10.0), 1);
    }
}
