// The loader's source and the bridge's, put together as the build does it, for realms that
// run them.
import { readFileSync, readdirSync } from "node:fs";
import vm from "node:vm";

const read = (name) => {
  const folder = new URL(`../../widget/${name}/`, import.meta.url);
  return readdirSync(folder).sort().map((file) => readFileSync(new URL(file, folder), "utf8")).join("");
};
const loader = read("loader").replace("__TILLSIDE_TABLE__", () => "TABLE");
const bridge = read("bridge").replaceAll("export ", "");

/** The loader, for shoppers or for staff, as a script that finds its table under the name `TABLE`. */
export const script = (change = (code) => code, staff = false) =>
  new vm.Script(change(loader.replaceAll("STAFF", staff)), { filename: "loader.js" });

/** The adapters, as a script whose value is all of them by their names. */
export const adapters = new vm.Script(`(() => { ${read("adapters")}; return { gcm, tool, tcf, woo }; })()`, { filename: "adapters.js" });

/** The bridge as a function of the three that the card's glue has. */
export const bridgeScript = new vm.Script(`((__wbg_init, start, whole) => { ${bridge}; return { begin, forget }; })`, { filename: "bridge.js" });
