//! Takes what identifies a person or a card out of free text: card numbers by
//! Luhn's check, e-mail addresses, phone numbers and IBANs. Runs in the browser
//! before an answer leaves it and again in the collector before the queue.
//!
//! Ordinary numbers (orders, prices, dates, sizes) stay as they are. Characters that do
//! something without being seen go first, so that none can part a number.

/// `text` with every finding replaced by `[card]`, `[email]`, `[phone]` or `[iban]`, and
/// without characters that act. A tab becomes a space.
pub fn redact(text: &str) -> String {
    let mut redacted = pass(text, false);
    // What was found may have hidden what stands before it, as the second of two phone
    // numbers in a row does.
    for _ in 0..PASSES {
        let again = pass(&redacted, false);
        if again == redacted {
            return redacted;
        }
        redacted = again;
    }
    // Nobody but somebody who wants to keep a collector busy writes so many of them.
    pass(&redacted, true)
}

/// How often a text that still changes is looked through again.
const PASSES: u32 = 3;

/// Looks through a text once, from left to right; `bluntly` takes every number for a phone's
/// that has as many digits as the shortest.
fn pass(text: &str, bluntly: bool) -> String {
    let chars: Vec<char> = text
        .chars()
        .filter(|c| !acts(*c))
        .map(|c| if c == '\t' { ' ' } else { c })
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // What stands before; a finding is none of the characters that could go on.
    let mut before = None;
    let mut searched = Vec::new();
    while at < chars.len() {
        let found = email(&chars, at, before)
            .or_else(|| iban(&chars, at, before))
            .or_else(|| number(&chars, at, before, &mut searched, bluntly));
        match found {
            Some((end, name)) => {
                out.push_str(name);
                before = None;
                at = end;
            }
            None => {
                out.push(chars[at]);
                before = Some(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// Whether a character is not seen and yet acts on what is around it: it steers a terminal,
/// or turns the direction of the text that follows, of other people's too. Tabs and new lines
/// do not count, nor do the marks and joiners that Arabic, Persian or Indic texts need.
pub(crate) fn acts(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Whether nothing of a text is seen.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || acts(c))
}

/// The most digits of a phone number (ITU-T E.164).
const LONGEST_PHONE: usize = 15;

/// Where a finding ends and what stands in its place.
type Found = Option<(usize, &'static str)>;

fn email(chars: &[char], start: usize, before: Option<char>) -> Found {
    let is_local = |c: char| is_letter(c) || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    if before.is_some_and(is_local) {
        return None;
    }
    let at = start + chars[start..].iter().take_while(|c| is_local(**c)).count();
    if at == start || chars.get(at) != Some(&'@') {
        return None;
    }
    let host = &chars[at + 1..];
    let mut length = host
        .iter()
        .take_while(|c| is_letter(**c) || **c == '.' || **c == '-')
        .count();
    // A full stop after the address belongs to the sentence.
    while length > 0 && !is_letter(host[length - 1]) {
        length -= 1;
    }
    (length > 0).then_some((at + 1 + length, "[email]"))
}

fn iban(chars: &[char], start: usize, before: Option<char>) -> Found {
    if before.is_some_and(is_letter) {
        return None;
    }
    let head = chars.get(start..start + 4)?;
    if !(head[..2].iter().all(char::is_ascii_alphabetic)
        && head[2..].iter().all(char::is_ascii_digit))
    {
        return None;
    }
    // Lengths run from 15 (Norway) to 34; the longest that passes the check wins.
    let mut digits = Vec::new();
    let mut best = None;
    for (offset, c) in chars[start..].iter().enumerate() {
        if c.is_ascii_alphanumeric() {
            digits.push(c.to_ascii_uppercase());
            let last = chars
                .get(start + offset + 1)
                .is_none_or(|next| !next.is_ascii_alphanumeric());
            if last && (15..=34).contains(&digits.len()) && passes_mod_97(&digits) {
                best = Some((start + offset + 1, "[iban]"));
            }
        } else if !is_separator(*c) {
            break;
        }
        if digits.len() > 34 {
            break;
        }
    }
    best
}

/// ISO 7064 MOD 97-10, as IBAN uses it: the first four characters go to the end,
/// letters count as 10 to 35, the remainder is 1.
fn passes_mod_97(iban: &[char]) -> bool {
    let rotated = iban[4..].iter().chain(&iban[..4]);
    let remainder = rotated.fold(0_u32, |sum, c| {
        let value = c.to_digit(36).unwrap_or(0);
        (sum * if value > 9 { 100 } else { 10 } + value) % 97
    });
    remainder == 1
}

/// A card or phone number in a run of digits with separators between them. `searched`
/// holds where the digits of the last run end in which there is no card: without it,
/// each digit of a long run would have the rest of the run searched anew.
fn number(
    chars: &[char],
    start: usize,
    before: Option<char>,
    searched: &mut Vec<usize>,
    bluntly: bool,
) -> Found {
    let opens = |c: char| c == '+' || c == '(';
    let first = chars[start];
    if digit(first).is_none() && !opens(first) {
        return None;
    }
    if before.is_some_and(|c| digit(c).is_some()) {
        return None;
    }
    let left = searched
        .iter()
        .rev()
        .take_while(|end| **end > start)
        .count();
    if left > LONGEST_PHONE && !bluntly {
        return None;
    }
    // Each digit with the position after it, and the length of each group.
    let mut digits: Vec<(u32, usize)> = Vec::new();
    let mut groups: Vec<usize> = Vec::new();
    let mut gap = 1;
    for (offset, c) in chars[start..].iter().enumerate() {
        if let Some(value) = digit(*c) {
            if gap > 0 {
                groups.push(0);
            }
            if let Some(group) = groups.last_mut() {
                *group += 1;
            }
            gap = 0;
            digits.push((value, start + offset + 1));
        } else if offset == 0 || (gap < 2 && (is_separator(*c) || matches!(*c, '(' | ')'))) {
            gap += 1;
        } else {
            break;
        }
    }
    if left == 0 {
        if let Some(found) = card(&digits) {
            return Some(found);
        }
        *searched = digits.iter().map(|(_, end)| *end).collect();
    }
    let leads = |with: &[u32]| digits.iter().map(|(d, _)| d).take(with.len()).eq(with);
    let is_phone = match digits.len() {
        7.. if bluntly => true,
        // With a country code, by + or 00.
        7..=LONGEST_PHONE if first == '+' || leads(&[0, 0]) => true,
        // With an area code in brackets, or a trunk zero.
        9..=LONGEST_PHONE if first == '(' || leads(&[0]) => true,
        // As in North America.
        10 => groups == [3, 3, 4],
        _ => false,
    };
    let (_, end) = *digits.last()?;
    is_phone.then_some((end, "[phone]"))
}

/// A card number anywhere in the run: 13 to 19 digits that begin as issuers begin
/// (2 to 6, ISO/IEC 7812) and pass Luhn's check. What stands before it in the run
/// goes with it; what stands after is looked at anew.
fn card(digits: &[(u32, usize)]) -> Found {
    for from in 0..digits.len() {
        if !(2..=6).contains(&digits[from].0) {
            continue;
        }
        for length in (13..=19).rev() {
            let Some(window) = digits.get(from..from + length) else {
                continue;
            };
            if passes_luhn(window) {
                return Some((window[length - 1].1, "[card]"));
            }
        }
    }
    None
}

/// ISO/IEC 7812-1 annex B: every second digit from the right doubled, the sum of
/// all digits divisible by ten.
fn passes_luhn(digits: &[(u32, usize)]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, (digit, _))| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// ASCII, Arabic-Indic, Persian and Thai digits.
fn digit(c: char) -> Option<u32> {
    ['0', '٠', '۰', '๐'].into_iter().find_map(|zero| {
        (c as u32)
            .checked_sub(zero as u32)
            .filter(|value| *value < 10)
    })
}

/// A letter or digit of any script, without the tables that would tell exactly: they
/// are a twentieth of the card. Beyond ASCII only punctuation is known to be none.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' | '،' | '؛' | '؟' => false,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => false,
        '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff0f}' => false,
        _ => true,
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '/' | '–')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(redact(input), expected, "{input}");
    }

    #[test]
    fn card_numbers_go_however_they_are_written() {
        check("my card 4111111111111111 fails", "my card [card] fails");
        check("4111 1111 1111 1111", "[card]");
        check("4111-1111-1111-1111.", "[card].");
        check("3782 822463 10005 was refused", "[card] was refused");
        check("بطاقتي ٤١١١١١١١١١١١١١١١", "بطاقتي [card]");
        check("exp 12 4111 1111 1111 1111", "exp [card]");
    }

    #[test]
    fn addresses_phone_numbers_and_ibans_go() {
        check("write to jo.doe+x@mail.example.com.", "write to [email].");
        check("اكتب إلى jo@example.com، شكرا", "اكتب إلى [email]، شكرا");
        check("jörg@müller.example", "[email]");
        check("a@b.example%@c", "[email][email]");
        check("+49 (0)30 1234567 please", "[phone] please");
        check("call 030 123 456 78", "call [phone]");
        check("(555) 123-4567 or 555-123-4567", "[phone] or [phone]");
        check("030 23-4567 0049 30 456789", "[phone] [phone]");
        check("GB82 WEST 1234 5698 7654 32 is mine", "[iban] is mine");
        check("DE89370400440532013000", "[iban]");
    }

    #[test]
    fn a_number_at_the_end_of_a_long_run_goes_too() {
        let run = "1 ".repeat(100);
        check(&format!("{run}4111 1111 1111 1111"), "[card]");
        check(&format!("{run}0049 30 1234567"), &format!("{run}[phone]"));
        check(
            &format!("4111 1111 1111 1111 {run}"),
            &format!("[card] {run}"),
        );
    }

    #[test]
    fn a_long_row_of_phone_numbers_goes_at_once() {
        let row = "00 ".repeat(600);
        let redacted = redact(&row);
        assert!(redacted.len() < 50, "{redacted}");
        assert_eq!(redact(&redacted), redacted);
    }

    #[test]
    fn what_acts_without_being_seen_goes_and_hides_no_number() {
        check("a\0b\u{7}c\u{1b}[2Jd\u{7f}\u{85}\u{9b}", "abc[2Jd");
        check("one\r\ntwo\tthree", "one\ntwo three");
        check(
            "\u{feff}abc\u{202e}fed\u{202c} \u{2067}x\u{2069}",
            "abcfed x",
        );
        check("4111\u{202a}1111\u{0}11111111", "[card]");
        check("jo@\u{2068}mail.example\u{2069}", "[email]");
        let kept = "می\u{200c}خواهم \u{200f}\u{200e} क्\u{200d}ष 👨\u{200d}👩";
        check(kept, kept);
        assert!(is_blank("\0 \n\u{202e}\u{a0}") && !is_blank("\0."));
    }

    #[test]
    fn ordinary_numbers_stay() {
        for text in [
            "order 100045231 is late",
            "Order #2026-11-22-0042",
            "it costs 1,299.00 EUR",
            "12.11.2026 18:30",
            "size 42, room 1204",
            "SKU 8718951312432",
            "2 x 3 for 10",
            "@shop is nice",
        ] {
            check(text, text);
        }
    }
}
