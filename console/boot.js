// Starts the console's program, whose file names the page gives it, and before that tells the
// page its language. A file of its own, because the page's policy allows no script inside the
// page. It draws nothing itself.
(() => {
  const { glue, wasm } = document.currentScript.dataset;
  const chosen = (() => { try { return localStorage.getItem("tillside-language"); } catch { return null; } })();
  const languages = ["en", "ar", "th", "ru"];
  const primary = (tag) => tag.split("-")[0];
  const language = [chosen ?? "", ...navigator.languages].map(primary).find((tag) => languages.includes(tag)) ?? "en";
  document.documentElement.lang = language;
  document.documentElement.dir = language == "ar" ? "rtl" : "ltr";
  // Numbers that stand still would mislead, so that nothing of a broken program stays.
  const stop = (error) => {
    console.error(error);
    document.getElementById("app")?.remove();
    document.getElementById("skeleton")?.remove();
    document.getElementById("broken")?.removeAttribute("hidden");
  };
  const broke = (error) => error instanceof WebAssembly.RuntimeError && stop(error);
  addEventListener("error", (event) => broke(event.error));
  addEventListener("unhandledrejection", (event) => broke(event.reason));
  import(glue).then((program) => program.default({ module_or_path: wasm })).catch(stop);
})();
