// The loader's source and the bridge's, put together as the build does it, for realms that
// run them.
import { readFileSync, readdirSync } from "node:fs";
import vm from "node:vm";

const read = (name) => {
  const folder = new URL(`../../widget/${name}/`, import.meta.url);
  return readdirSync(folder).sort().map((file) => readFileSync(new URL(file, folder), "utf8")).join("");
};
const loader = read("loader").replace("__TILLSIDE_TABLE__", () => "TABLE");
const [bridge, late] = ["bridge", "late"].map((name) => read(name).replaceAll("export ", ""));

/** The loader, for shoppers or for staff, as a script that finds its table under the name `TABLE`. */
export const script = (change = (code) => code, staff = false) =>
  new vm.Script(change(loader.replaceAll("STAFF", staff)), { filename: "loader.js" });

/** The adapters, as a script whose value is all of them by their names. */
export const adapters = new vm.Script(`(() => { ${read("adapters")}; return { gcm, tool, tcf, woo }; })()`, { filename: "adapters.js" });

/**
 * The bridge as a function of what the card's glue has: what loads the program, and what
 * starts it. What comes with the late half is there once the card was started, or needed.
 */
export const bridgeScript = new vm.Script(`((load, begun) => {
  let rest;
  const over = new Promise(() => {});
  const bringRest = async () => rest = (() => { ${late}; return rest; })();
  const whole = bringRest;
  const start = (...given) => {
    begun(...given);
    bringRest();
  };
  ${bridge};
  return { begin, forget };
})`, { filename: "bridge.js" });
