//! The ways in which a shop's tag comes to its pages, one per platform: what is to be pasted, and
//! into which file or field. What an owner is told around it is the console's.

use crate::shop::{Consent, Platform, Shop, Signal};

mod magento;
mod scripts;

/// A way in which the tag comes to the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By what the software of the shop offers for it.
    Platform(Platform),
    /// By a tag manager that is on the pages already.
    TagManager,
    /// By hand.
    Html,
}

/// Something to paste, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paste {
    /// By which it is known: `tag`, `step`, `cart` and the like.
    pub id: &'static str,
    /// The file it is written in, as the platform calls it; empty where it is a field, or any page.
    pub file: &'static str,
    /// What is pasted.
    pub text: String,
}

impl Way {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Way; 7] = [
        Way::Platform(Platform::WooCommerce),
        Way::Platform(Platform::Shopify),
        Way::Platform(Platform::Magento),
        Way::Platform(Platform::PrestaShop),
        Way::Platform(Platform::OpenCart),
        Way::TagManager,
        Way::Html,
    ];

    /// All of them, the one of the shop's own platform first.
    pub fn of(platform: Option<Platform>) -> Vec<Way> {
        let mut ways = Way::ALL.to_vec();
        // What is the same for both keeps its order.
        ways.sort_by_key(|way| way.platform().is_none() || way.platform() != platform);
        ways
    }

    /// The name, which for a platform is the one in files.
    pub fn name(self) -> &'static str {
        match self {
            Way::Platform(platform) => platform.name(),
            Way::TagManager => "tag_manager",
            Way::Html => "html",
        }
    }

    /// The platform whose way it is.
    pub fn platform(self) -> Option<Platform> {
        match self {
            Way::Platform(platform) => Some(platform),
            _ => None,
        }
    }

    /// What is pasted to bring `tag`, the shop's own as the check tells it. Nothing for
    /// WooCommerce, for which there is a plugin.
    pub fn pastes(self, tag: &str, shop: &Shop) -> Vec<Paste> {
        let script = script_in(tag);
        let whole = |file| paste("tag", file, tag.to_owned());
        match self {
            Way::Platform(Platform::WooCommerce) => Vec::new(),
            Way::Platform(Platform::Shopify) => {
                let text = [&*scripts::shopify_cart(), tag].join("\n");
                vec![paste("tag", "layout/theme.liquid", text)]
            }
            Way::Platform(Platform::Magento) => vec![
                whole(""),
                paste(
                    "layout",
                    "Magento_Theme/layout/default.xml",
                    magento::layout(tag),
                ),
                paste("policy", "etc/csp_whitelist.xml", magento::policy(script)),
            ],
            // Smarty reads braces, and the tag has none.
            Way::Platform(Platform::PrestaShop) => vec![whole("templates/_partials/head.tpl")],
            Way::Platform(Platform::OpenCart) => vec![whole("common/header.twig")],
            Way::TagManager => {
                let mut pastes = vec![paste("tag", "", scripts::tag_manager(script, false))];
                if shop.consent == Consent::Required && shop.signal != Signal::Tcf {
                    let agreed = scripts::tag_manager(script, true);
                    pastes.push(paste("agreed", "", agreed));
                }
                pastes
            }
            Way::Html => vec![
                whole(""),
                paste("step", "", "<body data-tillside-step=\"cart\">".to_owned()),
                paste("cart", "", scripts::cart()),
            ],
        }
    }
}

fn paste(id: &'static str, file: &'static str, text: String) -> Paste {
    Paste { id, file, text }
}

/// The address in a tag; empty where it is no tag.
fn script_in(tag: &str) -> &str {
    let after = tag.split_once("src=\"").map_or("", |(_, after)| after);
    after.split_once('"').map_or("", |(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Decoded;

    const SCRIPT: &str = "https://ask.example/s/pk_plain.js";
    const TAG: &str =
        r#"<script async crossorigin src="https://ask.example/s/pk_plain.js"></script>"#;

    #[test]
    fn the_way_of_the_shops_own_platform_comes_first_and_none_is_lost() {
        assert_eq!(Way::of(None), Way::ALL);
        let ways = Way::of(Some(Platform::Magento));
        let names: Vec<_> = ways.iter().map(|way| way.name()).collect();
        let wanted = "magento woocommerce shopify prestashop opencart tag_manager html";
        assert_eq!(names.join(" "), wanted);
    }

    #[test]
    fn every_way_that_is_pasted_brings_the_script_of_the_shop() -> Decoded<()> {
        let shop = crate::shop::tests::plain()?;
        for way in Way::ALL {
            let pastes = way.pastes(TAG, &shop);
            let is_plugin = way == Way::Platform(Platform::WooCommerce);
            assert_eq!(pastes.is_empty(), is_plugin, "{}", way.name());
            for paste in pastes {
                let brings = match paste.id {
                    "step" | "cart" => "tillside",
                    "policy" => "type=\"host\">https://ask.example</value>",
                    _ => SCRIPT,
                };
                assert!(paste.text.contains(brings), "{}: {paste:?}", way.name());
            }
        }
        assert_eq!(script_in(TAG), SCRIPT);
        assert_eq!(script_in("no tag"), "");
        Ok(())
    }

    #[test]
    fn a_tag_manager_may_speak_of_consent_only_where_nothing_else_has_to() -> Decoded<()> {
        let mut shop = crate::shop::tests::plain()?;
        let ids = |shop: &Shop| -> Vec<(&str, bool)> {
            let pastes = Way::TagManager.pastes(TAG, shop);
            let told = |one: &Paste| one.text.contains("'consent', 'granted'");
            pastes.iter().map(|one| (one.id, told(one))).collect()
        };
        let both = vec![("tag", false), ("agreed", true)];
        let alone = vec![("tag", false)];
        assert_eq!(shop.consent, Consent::Required);
        assert_eq!(ids(&shop), both);
        shop.signal = Signal::Call;
        assert_eq!(ids(&shop), both);
        shop.signal = Signal::Tcf;
        assert_eq!(ids(&shop), alone);
        (shop.consent, shop.signal) = (Consent::Full, Signal::Tools);
        assert_eq!(ids(&shop), alone);
        Ok(())
    }
}
