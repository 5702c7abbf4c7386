// How the panel looks. A constructable sheet in a shadow root: no policy of a page refuses
// it, no style of a page reaches it, and nothing of it reaches the page.

const SHEET = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: 12px auto auto 12px !important;
  inline-size: 380px !important;
  max-inline-size: calc(100vw - 24px) !important;
  z-index: 2147483646 !important;
  font: 400 13px/1.45 system-ui, sans-serif !important;
  --ground: #fff; --ink: #1b1f23; --quiet: #58616b; --line: #d5dae0; --hover: #eef1f4;
  --good: #14713d; --bad: #b3261e; --wait: #8a5a00;
  color-scheme: light;
}
:host([side=right]) { inset: 12px 12px auto auto !important; }
@media (prefers-color-scheme: dark) {
  :host {
    --ground: #1d2024; --ink: #f2f4f6; --quiet: #b3bac2; --line: #4a5159; --hover: #2b3036;
    --good: #7fd6a2; --bad: #ff9d94; --wait: #f0c36a;
    color-scheme: dark;
  }
}
@media (max-width: 599px) {
  :host, :host([side=right]) { inset: 8px 8px auto 8px !important; inline-size: auto !important; max-inline-size: none !important; }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.panel {
  display: flex;
  flex-direction: column;
  max-block-size: min(70vh, calc(100vh - 24px));
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--ground);
  color: var(--ink);
  box-shadow: 0 1px 2px rgb(0 0 0 / .08), 0 10px 28px rgb(0 0 0 / .18);
  overflow-wrap: anywhere;
}
@media (max-width: 599px) { .panel { max-block-size: 42vh; } }
header { display: flex; align-items: center; gap: 4px; padding: 2px 4px 2px 12px; }
h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
h2 { flex: 1; font-size: 14px; }
h3 { margin-block: 12px 4px; font-size: 12px; color: var(--quiet); }
h3:only-child { flex: 1; margin: 0; }
.body > :first-child { border: 0; }
button { min-inline-size: 44px; min-block-size: 36px; padding: 0 10px; border: 0; border-radius: 8px; background: none; color: inherit; font: inherit; cursor: pointer; }
button:hover, summary:hover { background: var(--hover); }
:focus-visible { outline: 2px solid var(--ink); outline-offset: -2px; }
.body { overflow: auto; overscroll-behavior: contain; padding: 0 12px 12px; border-block-start: 1px solid var(--line); }
ul { list-style: none; }
dl > div { display: grid; grid-template-columns: 112px 1fr; padding-block: 2px; }
dt { display: flex; }
dt, .there { color: var(--quiet); }
.sign { flex: none; inline-size: 18px; font-weight: 700; }
.sign[data-sign="✓"] { color: var(--good); }
.sign[data-sign="✗"] { color: var(--bad); }
.sign[data-sign="…"] { color: var(--wait); }
details { border-block-start: 1px solid var(--line); }
summary { display: flex; padding-block: 9px; cursor: pointer; list-style: none; border-radius: 6px; }
summary::-webkit-details-marker { display: none; }
summary::after { content: "+"; inline-size: 20px; color: var(--quiet); text-align: center; }
[open] > summary::after { content: "–"; }
summary > span:nth-of-type(3) { flex: 1; }
.id { font-weight: 600; }
.word, .there { display: block; }
details > ul { padding-block-end: 8px; }
li > div { display: flex; padding-block: 2px; }
li > ul { padding-inline-start: 18px; }
.spoken { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .panel { border-color: CanvasText; } }
`;
