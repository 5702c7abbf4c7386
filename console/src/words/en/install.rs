//! The words of installing, in English.

use crate::words::{Install, Told};

pub const WORDS: Install = Install {
    ways: "How it comes into your shop",
    ways_mean: "Choose what your shop runs on. Nobody has to program anything.",
    names: &[
        ("woocommerce", "WooCommerce"),
        ("shopify", "Shopify"),
        ("magento", "Magento 2"),
        ("prestashop", "PrestaShop"),
        ("opencart", "OpenCart"),
        ("tag_manager", "Google Tag Manager"),
        ("html", "Any other shop"),
    ],
    own: "Your platform",
    told: &[
        ("woocommerce", WOOCOMMERCE),
        ("shopify", SHOPIFY),
        ("magento", MAGENTO),
        ("prestashop", PRESTASHOP),
        ("opencart", OPENCART),
        ("tag_manager", TAG_MANAGER),
        ("html", HTML),
    ],
    pastes: &[
        ("tag", "The tag"),
        (
            "layout",
            "Or in a theme, where it is kept under version control",
        ),
        (
            "policy",
            "For the policy of payment pages, in a module of your own",
        ),
        (
            "tag_manager/tag",
            "The tag, where the consent tool can be heard",
        ),
        (
            "agreed",
            "The tag, where Tag Manager alone knows of consent",
        ),
        ("step", "To name the step of a page"),
        ("cart", "To tell what the cart is worth"),
        ("shopify/tag", "The tag, and what the cart is worth"),
    ],
    file: "File: `{file}`",
    download: "Download the plugin",
    agreed_means: "Use this in place of the other if your consent tool is a template inside Tag Manager: it speaks with Tag Manager alone. Under Consent Settings choose “Require additional consent for tag to fire”, `analytics_storage`, and let the tag fire also on the event that your tool sends after consent.",
    copy_of: "Copy: {what}",
    choose: "My shop runs on {platform}",
    choose_means: "Then the steps are known by what {platform} calls its pages.",
    chosen: "Your shop runs on {platform} now.",
    consent: "Consent",
    consents: &[
        (
            "tools",
            "This shop asks only after consent. It hears of it from `gtag('consent', …)` of Google's consent mode (`analytics_storage`), and with WooCommerce or Shopify as its platform also from their own consent tools. If yours is another one, let it call `tillside('consent', 'granted')` on every page.",
        ),
        (
            "tcf",
            "This shop asks only after consent, which it hears from a consent tool of the IAB's framework: purposes 1 and 8.",
        ),
        (
            "call",
            "This shop asks only after consent. Let your consent tool call `tillside('consent', 'granted')` on every page, and `tillside('consent', 'denied')` when it is withdrawn.",
        ),
        (
            "ask_without_id",
            "This shop asks without an id and does not wait for consent.",
        ),
        ("full", "This shop does not wait for consent."),
    ],
    try_out: "Try it yourself",
    try_out_means: "Open your shop by this address, on your phone too. What that browser answers from then on is marked as a test and stays out of all numbers. The address is good for a day.",
    try_make: "Make the address",
    try_open: "Open the shop",
    try_fragment: "Put this behind the address of any page of your shop:",
    privacy: "For your privacy policy",
    privacy_means: "This paragraph follows what this shop does about consent, and how long it keeps answers. When you change that, copy it again.",
    privacy_more: "It names no legal basis and no contact: add yours, and let somebody who knows your law read it. If your pages tell Tillside who a signed-in customer is (`customer`), or pass on attributes with `tillside('set', …)`, say that too.",
    no_retention: "No time is set after which answers are deleted. An owner can set one in the settings.",
    copy_paragraph: "Copy the paragraph in {language}",
};

const WOOCOMMERCE: Told = Told {
    steps: &[
        "Download the plugin. It is made for this shop and needs no settings.",
        "In WordPress, open Plugins, Add New, Upload Plugin, choose the file, install and activate it.",
        "Empty the page cache, if there is one.",
    ],
    notes: &[
        "Product page, cart, checkout and confirmation are known by WooCommerce itself, also under addresses of your own.",
        "What the cart is worth is asked for by the browser, so page caches may stay on. The script is kept out of WP Rocket, LiteSpeed Cache, Autoptimize, Perfmatters, SiteGround Speed Optimizer, Jetpack Boost and Cloudflare's Rocket Loader; other optimisers may delay it, and then questions come later.",
    ],
};

const SHOPIFY: Told = Told {
    steps: &[
        "Open Online Store, Themes, and at your theme Edit code.",
        "Open `layout/theme.liquid` and paste this before `</head>`.",
        "Save.",
    ],
    notes: &[
        "Product pages and the cart are known by their addresses.",
        "Shopify's checkout and thank-you pages run no script tags, so nothing can be asked there by the tag. After an order, answers can come in by the HTTP API only.",
    ],
};

const MAGENTO: Told = Told {
    steps: &[
        "Open Content, Design, Configuration and edit your store view.",
        "Open HTML Head and paste the tag into Scripts and Style Sheets.",
        "Save, and flush the cache under System, Cache Management.",
    ],
    notes: &[
        "Product page, cart, checkout and success page are known by the classes of the page.",
        "From 2.4.7 on, Magento enforces a Content-Security-Policy on payment pages. There the collector has to be allowed, by a file of a module. Browsers also want `'wasm-unsafe-eval'` or `'unsafe-eval'` in `script-src`; whether something is missing, the check below tells.",
    ],
};

const PRESTASHOP: Told = Told {
    steps: &[
        "In a child theme, copy `templates/_partials/head.tpl` from its parent.",
        "Paste the tag at the end of the file.",
        "Clear the cache under Advanced Parameters, Performance.",
    ],
    notes: &[
        "Product page, cart, checkout and confirmation are known by the id of the page's body, which themes made for PrestaShop 1.7 and later have.",
    ],
};

const OPENCART: Told = Told {
    steps: &[
        "Open Design, Theme Editor, and choose `common/header`.",
        "Paste the tag before `</head>` and save.",
        "Refresh the theme's cache with the gear on the dashboard.",
    ],
    notes: &[
        "The steps are known by `route=` in the address or by the classes of the page. With search-friendly addresses and a theme without these classes, name the step on the page or list its address in the shop's file under `addresses`.",
        "In OpenCart 2 the file is `common/header.tpl` of your theme.",
    ],
};

const TAG_MANAGER: Told = Told {
    steps: &[
        "Make a new tag of the kind Custom HTML and paste this.",
        "Let it fire on all pages. Under Consent Settings choose “No additional consent required” where this shop waits for consent by itself, as it says below; require it where the law asks for consent and the shop does not wait.",
        "Submit and publish.",
    ],
    notes: &[
        "The events of Google Analytics 4 that your shop pushes to `dataLayer` (`view_item`, `view_cart`, `begin_checkout`, `purchase`) tell the step and the cart.",
        "A browser that blocks Tag Manager never loads the tag. In the page itself more shoppers are reached.",
    ],
};

const HTML: Told = Told {
    steps: &[
        "Paste the tag into every page, anywhere in the head or the body.",
        "If the shop pushes the events of Google Analytics 4 to `dataLayer`, or has addresses that its file lists, you are done.",
        "Otherwise name the step of each page: `product`, `cart`, `checkout`, `confirmation`, or a name of your own.",
    ],
    notes: &[
        "What the cart is worth is optional, and helps to choose whom to ask. Nothing has to wait for the script: calls before it are kept.",
    ],
};
