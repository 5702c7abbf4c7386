//! The card's style sheet as a shopper downloads it: without the line breaks, the
//! indentation and the other spaces that only people need. It is made while compiling.

const WRITTEN: &[u8] = include_bytes!("card.css");
const SQUEEZED: ([u8; WRITTEN.len()], usize) = squeeze();

/// The sheet.
pub const SHEET: &str = match str::from_utf8(SQUEEZED.0.split_at(SQUEEZED.1).0) {
    Ok(sheet) => sheet,
    Err(_) => panic!("the sheet is no UTF-8"),
};

/// The bytes that matter, and how many they are.
const fn squeeze() -> ([u8; WRITTEN.len()], usize) {
    let mut bytes = [0; WRITTEN.len()];
    let mut length = 0;
    let mut at = 0;
    while at < WRITTEN.len() {
        let byte = WRITTEN[at];
        at += 1;
        let last = if length == 0 { b'}' } else { bytes[length - 1] };
        if byte.is_ascii_whitespace() {
            let is_end = at == WRITTEN.len() || matches!(WRITTEN[at], b'{' | b'}');
            // A space before a colon is left alone: it stands between two selectors.
            if is_end
                || WRITTEN[at].is_ascii_whitespace()
                || matches!(last, b'{' | b'}' | b';' | b':' | b',')
            {
                continue;
            }
            bytes[length] = b' ';
        } else {
            // What ends a block ends its last declaration too.
            if byte == b'}' && last == b';' {
                length -= 1;
            }
            bytes[length] = byte;
        }
        length += 1;
    }
    (bytes, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_loses_spaces_and_last_semicolons_and_nothing_else() {
        let bare = |sheet: &str| {
            sheet
                .split_whitespace()
                .collect::<String>()
                .replace(";}", "}")
        };
        assert_eq!(bare(SHEET), bare(include_str!("card.css")));
        assert!(!SHEET.contains('\n') && !SHEET.contains("  ") && !SHEET.contains(": "));
        assert!(SHEET.contains(".card:not(.inline) > .grip{display:block;"));
        assert!(SHEET.contains("[role=checkbox] i{border-radius:4px}"));
    }
}
