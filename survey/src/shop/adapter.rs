//! What the loader fetches for some shops only: a script that turns what other tools on the
//! page say into the public commands.

use crate::prompt::Prompt;
use crate::shop::{Consent, Platform, Shop, Signal, State};
use crate::targeting::Rule;

/// The event that tells of something put into the cart.
const ADD_TO_CART: &str = "add_to_cart";

/// A part of that script, for the shops that need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapter {
    /// Hears Google's consent mode.
    GoogleConsentMode,
    /// Asks the consent tool of the platform, WordPress or Shopify.
    ConsentTool,
    /// Hears the IAB's Transparency and Consent Framework.
    Tcf,
    /// Hears WooCommerce tell of what was put into the cart.
    WooCommerce,
}

impl Adapter {
    const ALL: [Adapter; 4] = [
        Adapter::GoogleConsentMode,
        Adapter::ConsentTool,
        Adapter::Tcf,
        Adapter::WooCommerce,
    ];

    /// The names of all that shops may need together, as [`adapters`] makes them.
    pub const SETS: [&str; 6] = ["gcm", "gcm-tool", "gcm-tool-woo", "tcf", "tcf-woo", "woo"];

    /// Its name, which is that of its source.
    fn name(self) -> &'static str {
        match self {
            Adapter::GoogleConsentMode => "gcm",
            Adapter::ConsentTool => "tool",
            Adapter::Tcf => "tcf",
            Adapter::WooCommerce => "woo",
        }
    }

    /// Whether the pages of a shop need it.
    fn is_for(self, shop: &Shop) -> bool {
        let hears = |signal| shop.consent == Consent::Required && shop.signal == signal;
        match self {
            Adapter::GoogleConsentMode => hears(Signal::Tools),
            Adapter::ConsentTool => {
                let has_tool = shop.platform.is_some_and(Platform::has_consent_tool);
                has_tool && hears(Signal::Tools)
            }
            Adapter::Tcf => hears(Signal::Tcf),
            Adapter::WooCommerce => {
                let is_live = |(state, _): &&(State, Prompt)| state.is_in_book();
                let mut live = shop.prompts.iter().filter(is_live);
                shop.platform == Some(Platform::WooCommerce)
                    && live.any(|(_, prompt)| minds_adding(prompt))
            }
        }
    }
}

/// What the pages of a shop need, by the name that the script has among the assets; empty
/// where they need nothing.
pub fn adapters(shop: &Shop) -> String {
    let needed = Adapter::ALL.into_iter().filter(|one| one.is_for(shop));
    let names: Vec<&str> = needed.map(Adapter::name).collect();
    names.join("-")
}

/// Whether it matters to a prompt that something was put into the cart.
fn minds_adding(prompt: &Prompt) -> bool {
    prompt.targeting.iter().any(Rule::is_about_adding) || prompt.trigger.hears(ADD_TO_CART)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Decoded;
    use crate::trigger::Trigger;

    #[test]
    fn a_shop_gets_what_its_consent_is_heard_by_and_no_more() -> Decoded<()> {
        let mut shop = crate::shop::tests::plain()?;
        assert_eq!(adapters(&shop), "gcm");
        shop.platform = Some(Platform::Shopify);
        assert_eq!(adapters(&shop), "gcm-tool");
        shop.platform = Some(Platform::Magento);
        assert_eq!(adapters(&shop), "gcm");
        shop.signal = Signal::Tcf;
        assert_eq!(adapters(&shop), "tcf");
        shop.signal = Signal::Call;
        assert!(adapters(&shop).is_empty());
        shop.signal = Signal::Tools;
        shop.consent = Consent::Full;
        assert!(adapters(&shop).is_empty());
        Ok(())
    }

    #[test]
    fn woocommerce_is_heard_where_a_live_prompt_minds_what_is_put_into_the_cart() -> Decoded<()> {
        let mut shop = crate::shop::tests::plain()?;
        shop.consent = Consent::Full;
        shop.platform = Some(Platform::WooCommerce);
        assert!(adapters(&shop).is_empty());
        let before = shop.prompts.clone();
        let added = Rule::AddedToCart(false);
        shop.prompts[0].1.targeting = vec![Rule::Any(vec![Rule::Not(Box::new(added))])];
        assert_eq!(adapters(&shop), "woo");
        shop.prompts[0].0 = State::Paused;
        assert!(adapters(&shop).is_empty());
        shop.prompts = before;
        let event = Trigger::Event(ADD_TO_CART.into(), Default::default());
        shop.prompts[0].1.trigger = Trigger::Any(vec![Trigger::Time(5), event]);
        assert_eq!(adapters(&shop), "woo");
        shop.platform = None;
        assert!(adapters(&shop).is_empty());
        Ok(())
    }

    #[test]
    fn every_set_that_a_shop_may_need_is_listed() -> Decoded<()> {
        let mut found = std::collections::BTreeSet::new();
        let mut shop = crate::shop::tests::plain()?;
        for consent in [Consent::Required, Consent::Full] {
            for signal in [Signal::Tools, Signal::Tcf, Signal::Call] {
                for platform in [None, Some(Platform::WooCommerce), Some(Platform::Shopify)] {
                    for targeting in [vec![], vec![Rule::AddedToCart(true)]] {
                        shop.prompts[0].1.targeting = targeting;
                        (shop.consent, shop.signal, shop.platform) = (consent, signal, platform);
                        found.insert(adapters(&shop));
                    }
                }
            }
        }
        found.remove("");
        assert!(found.iter().eq(Adapter::SETS.iter()), "{found:?}");
        Ok(())
    }
}
