// Goes between the browser and the card's wasm. A trap in there would leave a
// dead card on a shop's page and an error in the page's own handlers; here it
// removes the card, and the page hears nothing. It is no error report.
//
// A released card comes in two halves, and this brings them together. The early half
// has what runs until a card can be seen; then the late half is fetched, or earlier where
// the prompt waits for its moment. What happens to the card meanwhile waits for it. Where
// the early half alone does not get that far, a second one begins anew that has the late
// half from the start.
let early, waiting, begun, anew, arriving, other, loading, rest;
let depth = 0, dead = false, seen = 0, stopping = false;
let end;
const over = new Promise((go) => { end = go; });
let ears = [];
const half = (name) => import.meta.url.replace(/\.js#?$/, name);

function guard(exports) {
  const guarded = {};
  if (exports[0]) {
    early = exports;
    waiting = [];
  }
  for (const [name, value] of Object.entries(exports)) {
    // A number is the name of what the late half alone takes.
    if (name < ':') continue;
    // The wasm that called these relies on what they do, so once dead they end
    // it by an error, which the entry that it came in by takes in.
    const helper = /^__.*(alloc|exn_store)/.test(name);
    const start = name === 'start';
    guarded[name] = typeof value !== 'function' ? value : (...args) => {
      if (start) begun = args;
      // What the browser clears away by itself may wait; how to is in the late half.
      if (waiting && !depth && /destroy/.test(name)) {
        waiting.push([{ cnt: 1 }, guarded[name], args]);
        return;
      }
      // Why nothing is asked is told by the late half, and to the shop's own people.
      if (name === 'explain') {
        if (other) return other.explain(...args);
        if (waiting) {
          whole();
          return null;
        }
      }
      // The glue reads results by index; of an empty list it reads nothing.
      if (dead && !(helper && depth)) {
        start && waiting && again();
        return [];
      }
      depth++;
      try {
        if (dead) throw 0;
        const result = value(...args);
        if (start && waiting) {
          // Whoever takes all away does not wait.
          const [bridge] = args, { stop } = bridge;
          bridge.stop = stop && (() => {
            stopping = true;
            stop();
            stopping = false;
          });
          setTimeout(whole, 1500);
        }
        return result;
      } catch (error) {
        die();
        if (helper && depth > 1) throw error;
        return [];
      } finally {
        if (!--depth && waiting && !seen) {
          if (dead) {
            begun && !stopping && again();
          } else if (document.querySelector('tillside-prompt:not([hidden])')) {
            seen = 1;
            // What the card does as soon as it is painted, such as telling so, is its last
            // work of its own.
            setTimeout(() => { seen = 2; });
            setTimeout(whole, 200);
          }
        }
      }
    };
  }
  return guarded;
}

function die() {
  dead = true;
  end();
  for (const [target, type, ear, how] of ears) target.removeEventListener(type, ear, how);
  ears = [];
  document.querySelectorAll('tillside-prompt').forEach((card) => card.remove());
}

// Begins anew, unless the loader has changed its mind when both halves are there. The
// browser takes an address with another end for another script, and has it already.
async function again() {
  const mine = begun;
  let wanted = true;
  mine[0].stop = () => { wanted = false; };
  try {
    other = await (anew ??= import(half('.js#')).then((card) => card.both()));
    wanted && mine === begun && other.start(...mine);
  } catch {
    anew = 0;
  }
}

// Listens for the card; what nobody is left to take away goes with the dead.
function hear(target, ...ear) {
  ears.push([target, ...ear]);
  target.addEventListener(...ear);
}

// Loads the program, once. A browser compiles while it comes only what is named as wasm.
function load(program) {
  return loading ??= (async () => {
    const reply = await program, imports = __wbg_get_imports();
    if (!reply.ok) throw 0;
    const { instance } = await (reply.headers.get('Content-Type') === 'application/wasm'
      ? WebAssembly.instantiateStreaming(reply, imports)
      : WebAssembly.instantiate(await reply.arrayBuffer(), imports));
    wasm = guard(instance.exports);
    wasm.__wbindgen_start();
  })().catch((error) => {
    loading = 0;
    throw error;
  });
}

// What a second one can do, when both halves are there.
export async function both() {
  await load(fetch(half('.wasm')));
  await whole();
  return { start, explain };
}

// Brings what goes with the late half in JavaScript. A browser that could not have an address
// may not try the same one again.
async function bringRest(time = '') {
  return rest ??= (await import(half('-late.js' + time))).rest;
}

// Links the late half with the early one, and lets happen what has waited for it.
function whole() {
  return arriving ??= early && (async () => {
    for (const pause of [0, 1e3, 4e3]) {
      try {
        await new Promise((go) => setTimeout(go, pause));
        const imports = __wbg_get_imports();
        const [bytes, { link }] = await Promise.all([
          fetch(half('-late.wasm'), { priority: 'low', signal: AbortSignal.timeout?.(2e4) }).then((reply) => reply.arrayBuffer()),
          bringRest('#' + pause),
        ]);
        Object.assign(imports['./card_bg.js'], link(/* what late imports go by */));
        await WebAssembly.instantiate(bytes, { ...imports, early });
        const calls = waiting;
        waiting = 0;
        for (const [state, real, args] of calls) state.cnt && real(...args);
        return;
      } catch {}
    }
    die();
  })();
}

// Whether a call has to wait; `real` is what the browser calls, and `state` counts who
// still wants it to be called.
function waits(state, real, args) {
  const [event] = args, happened = event instanceof Event;
  if (!waiting || depth || stopping || seen < 2 - happened) return;
  // Who taps again because nothing has happened does not mean a second tap.
  const facts = ['type', 'target', 'key'];
  if (!waiting.some(([, other, [known]]) => other === real && facts.every((fact) => known?.[fact] === event?.[fact]))) {
    waiting.push([state, real, happened ? [still(event)] : args]);
  }
  return true;
}

// An event as it is now: later the browser has forgotten where it was.
function still(event) {
  const path = event.composedPath(), facts = {};
  for (const name in event) {
    const value = event[name];
    facts[name] = { value: typeof value === 'function' ? value.bind(event) : value };
  }
  facts.composedPath = { value: () => path };
  return Object.create(Object.getPrototypeOf(event), facts);
}
