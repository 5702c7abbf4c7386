// Google's consent mode: what a consent tool says of `analytics_storage` by gtag('consent', …).
//
// The files of this folder are adapters. What a shop needs of them comes as one module, often
// before there is consent: it is the same for everyone and sends nothing. An adapter is given
// the public commands and uses no others, never throws into the page, and goes when all of
// Tillside goes.
const gcm = (tillside) => {
  const layer = window.dataLayer;
  const hear = (entry) => {
    try {
      const [command, occasion, given] = [entry[0], entry[1], entry[2]];
      const answer = command == "consent" && given.analytics_storage;
      // What is denied by default is not yet decided.
      if (answer == "granted" || answer && occasion == "update") {
        tillside("consent", answer);
      }
    } catch {}
  };
  const push = layer.push;
  const ours = (...entries) => {
    const result = push.apply(layer, entries);
    entries.forEach(hear);
    return result;
  };
  layer.push = ours;
  // What others wrapped again after us stays, and then only passes on.
  tillside("on", "removed", () => layer.push == ours && (layer.push = push));
  Array.from(layer).forEach(hear);
};
