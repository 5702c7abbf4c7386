//! The scripts that stand beside the tag or in its place.

/// With which a page speaks before the loader is there.
const QUEUE: &str = "window.tillside = window.tillside || function () { (tillside.q = tillside.q || []).push(arguments); };";

/// What a page says of the cart.
pub(super) fn cart() -> String {
    format!(
        "<script>\n  {QUEUE}\n  tillside('step', 'cart', {{ value: 49.9, currency: 'EUR', items: 2 }});\n</script>"
    )
}

/// What Shopify's cart page says of the cart, whose money is in hundredths.
pub(super) fn shopify_cart() -> String {
    format!(
        r"{{% if template.name == 'cart' %}}
<script>
  {QUEUE}
  tillside('step', 'cart', {{ value: {{{{ cart.total_price | divided_by: 100.0 | json }}}}, currency: {{{{ cart.currency.iso_code | json }}}}, items: {{{{ cart.item_count | json }}}} }});
</script>
{{% endif %}}"
    )
}

/// A tag of Google Tag Manager, which drops attributes that it does not know. A script that is
/// made by another one holds nothing up. Where it fires only after consent it may say so.
pub(super) fn tag_manager(script: &str, has_agreed: bool) -> String {
    let consent = match has_agreed {
        true => format!("  {QUEUE}\n  tillside('consent', 'granted');\n"),
        false => String::new(),
    };
    format!(
        "<script>\n{consent}  (function () {{
    var script = document.createElement('script');
    script.src = '{script}';
    script.crossOrigin = 'anonymous';
    document.head.appendChild(script);
  }})();\n</script>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn liquid_and_scripts_keep_their_braces() {
        let shopify = shopify_cart();
        assert!(shopify.starts_with("{% if template.name == 'cart' %}\n<script>"));
        assert!(shopify.contains("items: {{ cart.item_count | json }} });"));
        assert!(cart().contains("{ value: 49.9, currency: 'EUR', items: 2 }"));
        assert!(tag_manager("https://ask.example/s/pk_a.js", true).contains("(function () {\n"));
    }
}
