//! The files that bring the tag to the pages of Magento 2.

/// A layout that puts the tag into the head of every page.
pub(super) fn layout(tag: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>
<page xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="urn:magento:framework:View/Layout/etc/page_configuration.xsd">
  <body>
    <referenceBlock name="head.additional">
      <block class="Magento\Framework\View\Element\Text" name="tillside">
        <arguments>
          <argument name="text" xsi:type="string"><![CDATA[{tag}]]></argument>
        </arguments>
      </block>
    </referenceBlock>
  </body>
</page>"#
    )
}

/// What a module adds to the shop's Content-Security-Policy.
pub(super) fn policy(script: &str) -> String {
    let origin = script.split("/s/").next().unwrap_or_default();
    // A base with a path of its own is of the same host.
    let host: Vec<&str> = origin.splitn(4, '/').take(3).collect();
    let host = host.join("/");
    let directive = |name: &str| {
        format!(
            "    <policy id=\"{name}\">\n      <values><value id=\"tillside\" type=\"host\">{host}</value></values>\n    </policy>"
        )
    };
    format!(
        r#"<?xml version="1.0"?>
<csp_whitelist xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="urn:magento:module:Magento_Csp:etc/csp_whitelist.xsd">
  <policies>
{}
{}
  </policies>
</csp_whitelist>"#,
        directive("script-src"),
        directive("connect-src")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_origin_for_scripts_and_for_requests() {
        let text = policy("https://ask.example:8443/till/s/pk_plain.js");
        let value = "type=\"host\">https://ask.example:8443</value>";
        assert_eq!(text.matches(value).count(), 2, "{text}");
        assert!(text.contains("script-src") && text.contains("connect-src"));
    }
}
