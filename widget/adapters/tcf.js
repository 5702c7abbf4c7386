// The IAB's Transparency and Consent Framework, version 2.2.

// Storing on a device, for the marks that we keep there; measuring content, for whether a
// question reached somebody and what became of it.
const PURPOSES = [1, 8];

const tcf = (tillside) => {
  let gone, listener, timer, pause = 125;
  const leave = () => {
    try {
      listener == null || window.__tcfapi("removeEventListener", 2, () => {}, listener);
    } catch {}
  };
  const hear = (told, isGood) => {
    try {
      if (!isGood) {
        return;
      }
      listener = told.listenerId;
      if (gone) {
        // The tool has queued us until it was ready, and all is over.
        leave();
      } else if (told.gdprApplies === false) {
        tillside("consent", "granted");
      } else if (/^(tcloaded|useractioncomplete)$/.test(told.eventStatus)) {
        tillside("consent", PURPOSES.every((purpose) => told.purpose.consents[purpose]) ? "granted" : "denied");
      }
    } catch {}
  };
  // The tool may come long after us; it is looked for more and more seldom, two minutes long.
  const look = () => {
    try {
      if (window.__tcfapi) {
        window.__tcfapi("addEventListener", 2, hear);
      } else if (pause < 6e4) {
        timer = setTimeout(look, pause *= 2);
      }
    } catch {}
  };
  tillside("on", "removed", () => {
    gone = true;
    clearTimeout(timer);
    leave();
  });
  look();
};
