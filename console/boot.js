// Starts the console's program, whose file names the page gives it. A file of its own,
// because the page's policy allows no script inside the page. It draws nothing itself.
(() => {
  const { glue, wasm } = document.currentScript.dataset;
  import(glue)
    .then((program) => program.default({ module_or_path: wasm }))
    .catch((error) => {
      console.error(error);
      document.getElementById("skeleton")?.remove();
      document.getElementById("broken")?.removeAttribute("hidden");
    });
})();
