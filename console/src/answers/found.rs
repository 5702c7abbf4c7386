//! A text with what was looked for marked in it. No browser here.

/// Cuts a text at what was found: pieces in order, each with whether it was looked for. The
/// ranges count Unicode characters; what reaches beyond the text or back is left out.
pub fn pieces(text: &str, found: &[(usize, usize)]) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    let mut characters = text.chars();
    let mut place = 0;
    for (from, to) in found {
        if *from < place || to <= from {
            continue;
        }
        let before: String = characters.by_ref().take(from - place).collect();
        let hit: String = characters.by_ref().take(to - from).collect();
        place = *to;
        pieces.extend([(false, before), (true, hit)]);
    }
    pieces.push((false, characters.collect()));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, found: &[(usize, usize)]) -> String {
        let told = pieces(text, found)
            .into_iter()
            .map(|(is_hit, piece)| match is_hit {
                true => format!("[{piece}]"),
                false => piece,
            });
        told.collect()
    }

    #[test]
    fn marks_stand_at_characters_and_not_at_bytes() {
        assert_eq!(told("سعر الشحن", &[(4, 9)]), "سعر [الشحن]");
        assert_eq!(told("🛒 no size", &[(0, 1), (5, 9)]), "[🛒] no [size]");
    }

    #[test]
    fn a_range_that_fits_nowhere_loses_no_text() {
        assert_eq!(told("short", &[(3, 9)]), "sho[rt]");
        assert_eq!(told("short", &[(9, 12)]), "short");
        assert_eq!(told("short", &[(2, 4), (1, 3)]), "sh[or]t");
        assert_eq!(told("", &[]), "");
    }
}
