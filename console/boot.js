// Starts the console's program, whose file names the page gives it, with the words of the
// reader's language, which it tells the page before. A file of its own, because the page's
// policy allows no script inside the page. It draws nothing itself.
(() => {
  const { glue, wasm, words } = document.currentScript.dataset;
  // The file with the words of each language.
  const files = new Map(words.split(" ").map((one) => one.split(":")));
  const chosen = (() => { try { return localStorage.getItem("tillside-language"); } catch { return null; } })();
  const primary = (tag) => tag.split("-")[0];
  const language = [chosen ?? "", ...navigator.languages].map(primary).find((tag) => files.has(tag)) ?? "en";
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
  const told = fetch(`/console/${files.get(language)}`).then((reply) => reply.ok ? reply.text() : Promise.reject(new Error(`${reply.url}: ${reply.status}`)));
  import(glue)
    .then((program) => program.default({ module_or_path: wasm }).then(async () => program.start(await told)))
    .catch(stop);
})();
