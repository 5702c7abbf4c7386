//! What is known of shop platforms: how their pages tell the step, and whether they have
//! consent tools of their own. It goes into the loader's table, for the shop's own platform
//! only.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::shop::StepRule;

/// The software that a shop runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// WooCommerce, whose page slugs are translated.
    WooCommerce,
    /// Shopify; its checkout runs no script of ours.
    Shopify,
    /// Magento 2 and Adobe Commerce.
    Magento,
    /// PrestaShop 1.7 and later.
    PrestaShop,
    /// OpenCart 2 and later.
    OpenCart,
}

impl Platform {
    const ALL: [Platform; 5] = [
        Platform::WooCommerce,
        Platform::Shopify,
        Platform::Magento,
        Platform::PrestaShop,
        Platform::OpenCart,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Platform::WooCommerce => "woocommerce",
            Platform::Shopify => "shopify",
            Platform::Magento => "magento",
            Platform::PrestaShop => "prestashop",
            Platform::OpenCart => "opencart",
        }
    }

    pub(super) fn decode(json: &Json) -> Decoded<Platform> {
        let name = json.str()?;
        let found = Platform::ALL.into_iter().find(|one| one.name() == name);
        found.ok_or_else(|| {
            DecodeError::new(Fault::OneOf(
                "woocommerce, shopify, magento, prestashop, opencart",
            ))
        })
    }

    /// How its pages tell the step, the surest sign first; `languages` are the shop's.
    pub fn step_rules(self, languages: &[String]) -> Vec<StepRule> {
        let rules: [(&str, String, &str); 4] = match self {
            Platform::WooCommerce => {
                let slugs = |of: fn(&Slugs) -> &'static str| slugs(languages, of);
                [
                    (
                        "confirmation",
                        "/order-received/".into(),
                        ".woocommerce-order-received",
                    ),
                    (
                        "checkout",
                        slugs(|(_, _, checkout, _)| checkout),
                        ".woocommerce-checkout",
                    ),
                    ("cart", slugs(|(_, cart, ..)| cart), ".woocommerce-cart"),
                    (
                        "product",
                        slugs(|(_, _, _, product)| product),
                        ".single-product",
                    ),
                ]
            }
            Platform::Shopify => [
                ("confirmation", "/thank[-_]you|/orders/".into(), ""),
                ("checkout", "/checkouts?/".into(), ""),
                ("cart", "/cart([?#]|$)".into(), ".template-cart"),
                ("product", "/products/".into(), ".template-product"),
            ],
            Platform::Magento => [
                (
                    "confirmation",
                    "/checkout/onepage/success".into(),
                    ".checkout-onepage-success,.multishipping-checkout-success",
                ),
                ("cart", "/checkout/cart".into(), ".checkout-cart-index"),
                (
                    "checkout",
                    "/checkout/([?#]|$)".into(),
                    ".checkout-index-index",
                ),
                (
                    "product",
                    "/catalog/product/view".into(),
                    ".catalog-product-view",
                ),
            ],
            Platform::PrestaShop => [
                (
                    "confirmation",
                    "controller=order-confirmation".into(),
                    "#order-confirmation",
                ),
                ("checkout", "controller=order(&|$)".into(), "body#checkout"),
                ("cart", "controller=cart".into(), "body#cart"),
                ("product", "controller=product".into(), "body#product"),
            ],
            Platform::OpenCart => [
                (
                    "confirmation",
                    "route=checkout/success".into(),
                    ".checkout-success",
                ),
                (
                    "checkout",
                    "route=checkout/checkout".into(),
                    ".checkout-checkout",
                ),
                ("cart", "route=checkout/cart".into(), ".checkout-cart"),
                (
                    "product",
                    "route=product/product".into(),
                    "[class^=product-product]",
                ),
            ],
        };
        rules
            .into_iter()
            .map(|(step, pattern, selector)| StepRule {
                step: step.to_owned(),
                pattern,
                selector: selector.to_owned(),
            })
            .collect()
    }

    /// Whether its pages can be asked if the visitor agreed to statistics.
    pub fn has_consent_tool(self) -> bool {
        matches!(self, Platform::WooCommerce | Platform::Shopify)
    }
}

/// A language, and what its pages of cart, checkout and product are called.
type Slugs = (&'static str, &'static str, &'static str, &'static str);

/// What WooCommerce, translated, calls its pages when it is set up; for scripts other than
/// the Latin one as the browser writes it in an address.
const SLUGS: [Slugs; 20] = [
    ("en", "cart|basket", "checkout", "product"),
    ("cs", "kosik", "pokladna", "produkt"),
    ("da", "kurv|indkoebskurv", "kasse", "vare|produkt"),
    ("de", "warenkorb", "kasse", "produkt"),
    ("es", "carrito", "finalizar-compra", "producto"),
    ("fi", "ostoskori", "kassa", "tuote"),
    ("fr", "panier", "commande|commander", "produit"),
    ("hu", "kosar", "penztar", "termek"),
    ("id", "keranjang", "pembayaran", "produk"),
    ("it", "carrello", "pagamento|cassa", "prodotto"),
    ("nb", "handlekurv", "kasse|kassen", "produkt"),
    ("nl", "winkelwagen|winkelmand", "afrekenen", "product"),
    ("pl", "koszyk", "zamowienie", "produkt"),
    (
        "pt",
        "carrinho",
        "finalizar-compra|finalizar-encomenda",
        "produto",
    ),
    ("ro", "cos", "finalizare", "produs"),
    // How the Cyrillic ones begin; every page would pay for the rest.
    (
        "ru",
        "korzina|%D0%BA%D0%BE%D1%80%D0%B7.{18}",
        "oformlenie.+|%D0%BE%D1%84%D0%BE.+",
        "product",
    ),
    ("sv", "varukorg", "kassa|till-kassan", "produkt"),
    ("tr", "sepet", "odeme", "urun"),
    ("uk", "koshyk", "oformlennia-zamovlennia", "product"),
    ("vi", "gio-hang", "thanh-toan", "san-pham"),
];

/// A pattern of the slugs that a shop's pages may have; English is what they are called
/// before a translation comes.
fn slugs(languages: &[String], of: fn(&Slugs) -> &'static str) -> String {
    let spoken = |language: &str| {
        language == "en"
            || languages
                .iter()
                .any(|one| one.split('-').next() == Some(language))
    };
    let mut words: Vec<&str> = Vec::new();
    for slugs in SLUGS.iter().filter(|(language, ..)| spoken(language)) {
        for word in of(slugs).split('|') {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    ["/(", &words.join("|"), ")/"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_the_languages_of_the_shop() {
        let rules = Platform::WooCommerce.step_rules(&["de-AT".into(), "ar".into()]);
        let cart = rules.iter().find(|rule| rule.step == "cart");
        assert_eq!(
            cart.map(|rule| rule.pattern.as_str()),
            Some("/(cart|basket|warenkorb)/")
        );
    }

    #[test]
    fn every_platform_knows_all_steps_and_is_read_by_its_name() {
        for platform in Platform::ALL {
            assert_eq!(Platform::decode(&platform.name().into()), Ok(platform));
            let mut steps: Vec<_> = platform
                .step_rules(&[])
                .into_iter()
                .map(|r| r.step)
                .collect();
            steps.sort();
            assert_eq!(steps, ["cart", "checkout", "confirmation", "product"]);
        }
        assert!(Platform::decode(&"wix".into()).is_err());
    }
}
