// Starts the console's program, whose file names the page gives it, with the words of the
// reader's language, which it tells the page before; the few that stand there without the program
// are here. A file of its own, because the page's policy allows no script inside the page. It draws
// nothing itself.
(() => {
  const { glue, wasm, words } = document.currentScript.dataset;
  // The file with the words of each language.
  const files = new Map(words.split(" ").map((one) => one.split(":")));
  const chosen = (() => { try { return localStorage.getItem("tillside-language"); } catch { return null; } })();
  // What stands where is said in the order of the page; English stands there already.
  const standing = {
    en: [],
    ar: ["جارٍ التحميل…", "توقفت لوحة التحكم", "لم يستطع برنامجها المتابعة. إجاباتك آمنة على الخادم.", "أعد تحميل هذه الصفحة. وإن لم يفد ذلك فحدّث المتصفح، أو انظر هل يحجب شيء الملفات أو WebAssembly.", "إعادة التحميل"],
    th: ["กำลังโหลด…", "คอนโซลหยุดทำงาน", "โปรแกรมทำงานต่อไม่ได้ คำตอบของคุณยังปลอดภัยบนเซิร์ฟเวอร์", "โหลดหน้านี้ใหม่ ถ้ายังไม่ได้ ให้อัปเดตเบราว์เซอร์ หรือดูว่ามีอะไรบล็อกไฟล์หรือ WebAssembly", "โหลดใหม่"],
    ru: ["Загрузка…", "Консоль остановилась", "Её программа не смогла работать дальше. Ваши ответы в безопасности на сервере.", "Обновите эту страницу. Если не поможет, обновите браузер или проверьте, не блокирует ли что-то файлы или WebAssembly.", "Обновить"],
  };
  const primary = (tag) => tag.split("-")[0];
  const language = [chosen ?? "", ...navigator.languages].map(primary).find((tag) => files.has(tag)) ?? "en";
  document.documentElement.lang = language;
  document.documentElement.dir = language == "ar" ? "rtl" : "ltr";
  const places = document.querySelectorAll("#skeleton h1, #broken h1, #broken p:not(:last-child), #broken a");
  standing[language].forEach((text, place) => { places[place].textContent = text; });
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
