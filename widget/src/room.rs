//! Where a card may stand: above the page's own bars at the bottom, and never on a
//! button that pays, orders or submits.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element};

use crate::host::is_ours;
use crate::moment::{is_visible, style};
use crate::page::{document, viewport_height, visual};

/// Buttons that a purchase hangs on, those of wallets among them, which stand outside of
/// forms and often in frames.
const BUTTONS: &str = "form [type=submit],form [type=image],form button:not([type]),button[form],\
    [href*=checkout],[class*=checkout]:is(a,button),[id*=checkout]:is(a,button),[name=checkout],\
    apple-pay-button,shop-pay-wallet-button,[class*=gpay-button],[class*=apple-pay-button],\
    [class*=paypal-button],iframe:is([src*=paypal],[src*='pay.google'],[src*=stripe],[src*=klarna])";

/// The gap between a card and what it makes room for, in CSS pixels.
const GAP: f64 = 8.0;

/// How high a card must be able to be, in CSS pixels: a question and the beginning of what
/// answers it. What does not fit is scrolled inside of the card.
const LEAST: f64 = 200.0;

/// Something on the screen that a card must not stand on, from top to bottom.
type Obstacle = (f64, f64);

/// How far the card must be raised from where it stands without any raise, in CSS
/// pixels; `lifted` is its raise now. `None` where there is no room for it.
pub fn lift(card: &DomRect, lifted: f64) -> Option<f64> {
    let view = viewport_height();
    let mut obstacles = bars(card, view);
    buttons(card, view, &mut obstacles);
    obstacles.extend(keyboard(view));
    raised(card.top() + lifted, card.bottom() + lifted, &obstacles)
}

/// Pure: the least raise that clears all obstacles and leaves room for a card; the sheet
/// makes it as much lower as it would stick out at the top.
fn raised(top: f64, bottom: f64, obstacles: &[Obstacle]) -> Option<f64> {
    let mut lift = 0.0;
    // Every round clears at least one obstacle for good.
    for _ in 0..=obstacles.len() {
        let (top, bottom) = ((top - lift).max(0.0), bottom - lift);
        let hit = obstacles
            .iter()
            .find(|(from, to)| *from < bottom && top < *to);
        match hit {
            None => return (bottom >= LEAST).then_some(lift),
            Some((from, _)) => lift += bottom - from + GAP,
        }
    }
    None
}

/// The keyboard on the screen, which some browsers put over the page. Who has zoomed in sees
/// a part of the page too, and moves it at will.
fn keyboard(view: f64) -> Option<Obstacle> {
    let visual = visual()?;
    let end = visual.offset_top() + visual.height();
    (visual.scale() < 1.01 && end < view - GAP).then_some((end, view))
}

fn buttons(card: &DomRect, view: f64, obstacles: &mut Vec<Obstacle>) {
    let Ok(found) = document().query_selector_all(BUTTONS) else {
        return;
    };
    for at in 0..found.length() {
        let Some(button) = found
            .item(at)
            .and_then(|node| node.dyn_into::<Element>().ok())
        else {
            continue;
        };
        let rect = button.get_bounding_client_rect();
        let beside = rect.right() <= card.left() || rect.left() >= card.right();
        if !beside && rect.bottom() > 0.0 && rect.top() < view && is_visible(&button) {
            obstacles.push((rect.top(), rect.bottom()));
        }
    }
}

/// Bars and bubbles of the page that stick to the bottom of the screen.
fn bars(card: &DomRect, view: f64) -> Vec<Obstacle> {
    let document = document();
    let mut bars = Vec::new();
    let mut before = None;
    for across in [0.05, 0.5, 0.95] {
        for up in [4.0, 44.0, 84.0] {
            let x = card.left() + card.width() * across;
            #[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
            let stack = document.elements_from_point(x as f32, (view - up) as f32);
            let top = stack
                .iter()
                .filter_map(|element| element.dyn_into::<Element>().ok())
                .find(|element| !is_ours(element));
            if top == before {
                continue;
            }
            before.clone_from(&top);
            let mut at = top;
            while let Some(element) = at {
                let position = style(&element, "position");
                if position == "fixed" || position == "sticky" {
                    let rect = element.get_bounding_client_rect();
                    let reach = if position == "fixed" { 120.0 } else { 8.0 };
                    // A page that is one fixed box is no bar.
                    if rect.bottom() > view - reach && rect.height() < view * 0.5 {
                        bars.push((rect.top(), view));
                    }
                    break;
                }
                at = element.parent_element();
            }
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A card from 500 to 780 CSS pixels.
    fn check(obstacles: &[Obstacle], expected: Option<f64>) {
        assert_eq!(raised(500.0, 780.0, obstacles), expected);
    }

    #[test]
    fn a_card_with_nothing_below_stays_where_it_is() {
        check(&[], Some(0.0));
        check(&[(100.0, 140.0)], Some(0.0));
    }

    #[test]
    fn a_card_rises_above_a_bar() {
        check(&[(740.0, 800.0)], Some(48.0));
    }

    #[test]
    fn a_card_rises_above_everything_it_would_cover() {
        check(&[(740.0, 800.0), (460.0, 500.0)], Some(328.0));
        check(&[(460.0, 500.0), (740.0, 800.0)], Some(328.0));
    }

    #[test]
    fn a_card_that_fits_nowhere_waits() {
        check(&[(740.0, 800.0), (150.0, 480.0)], None);
    }

    #[test]
    fn a_card_that_would_stick_out_at_the_top_becomes_lower() {
        check(&[(500.0, 800.0)], Some(288.0));
        check(&[(230.0, 800.0)], Some(558.0));
    }
}
