// What the consent tools of a shop's platform say of statistics: those of WordPress, which
// share an API, and Shopify's own.
const tool = (tillside) => {
  const ask = () => {
    try {
      const { Shopify, wp_has_consent, wp_consent_type, waitfor_consent_hook } = window;
      // WordPress agrees to everything until the tool has said what law holds here.
      if (document.readyState == "loading" || waitfor_consent_hook && !wp_consent_type) {
        return;
      }
      const privacy = Shopify?.customerPrivacy;
      const said = privacy ? privacy.analyticsProcessingAllowed() : wp_has_consent?.("statistics");
      // Where no tool is there, nothing is said.
      said == null || tillside("consent", said ? "granted" : "denied");
    } catch {}
  };
  // Also when somebody comes back, because not every tool tells of a change. Captured,
  // because what is told on the document need not bubble.
  const moments = "wp_listen_for_consent_change wp_consent_type_defined shopifyCustomerPrivacyApiLoaded visitorConsentCollected DOMContentLoaded load popstate visibilitychange".split(" ");
  moments.forEach((moment) => addEventListener(moment, ask, true));
  tillside("on", "removed", () => moments.forEach((moment) => removeEventListener(moment, ask, true)));
  ask();
};
