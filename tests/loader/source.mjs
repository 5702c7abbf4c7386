// The loader's source, put together as the build does it, for realms that run it.
import { readFileSync, readdirSync } from "node:fs";
import vm from "node:vm";

const folder = new URL("../../widget/loader/", import.meta.url);
const files = readdirSync(folder).sort();
const source = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("");

/** The loader as a script that finds its table under the name `TABLE`. */
export const script = (change = (code) => code) =>
  new vm.Script(change(source.replace("__TILLSIDE_TABLE__", () => "TABLE")), { filename: "loader.js" });
