// The bridge between the loader and the card. It comes with the card, so that a page on
// which nothing may be asked does not pay for it. It turns what the loader knows into what
// the card reads, and keeps what a card leaves behind. It decides nothing.
//
// The files of this folder are put behind the card's glue, of which they use `load`, `start`,
// `whole`, `rest` and `bringRest`. The loader calls what they export, and nothing else of the
// glue.

/** Long enough for a slow network, short enough for the moment to be still there. */
const PATIENCE = 2e3;

const soon = (milliseconds, value) => new Promise((go) => setTimeout(go, milliseconds, value));

/**
 * Begins to work with a book, once the program is there and the main thread was given back:
 * compiling and mounting in one go would hold up the page. `loader` is the loader's side,
 * `program` the promise of the wasm, `current` whether all this is still wanted. Rejected
 * where something cannot be had.
 */
export async function begin(loader, program, book, current) {
  const customer = customerOf(loader, book);
  await Promise.all([compile(loader, program), meet(loader, customer), learn(book)]);
  // A coupon that was promised is shown by what else comes after the first question.
  loader.history().gift && await whole();
  await soon();
  if (current()) {
    const again = () => {
      loader.stop?.();
      begin(loader, program, book, current).catch(() => {});
    };
    rest?.bring(loader);
    start(bridgeTo(loader, book, customer, again), book);
  }
}

let told;

/** Compiles the program; a page whose policy forbids that is told of, once. */
async function compile(loader, program) {
  try {
    await load(program);
  } catch (error) {
    if ((await program).ok && error instanceof WebAssembly.CompileError && !told) {
      told = loader.get("/blocked?by=wasm&page=" + encodeURIComponent(location.pathname)).catch(() => {});
    }
    throw error;
  }
}

/** What the card gets in its hands. None of it throws. */
function bridgeTo(loader, book, customer, again) {
  const { history, update } = loader;
  return Object.assign(loader, {
    context() {
      if (customerOf(loader, book) != customer) {
        // What this customer was asked elsewhere comes first.
        setTimeout(again);
      }
      return contextOf(loader, book);
    },
    record: (prompt, what) => update((visitor) => {
      const mark = visitor.shown[prompt] = { n: 0, ...visitor.shown[prompt] };
      if (what == "shown") {
        mark.n++;
        mark.at = Date.now();
      } else if (what == "answered") {
        mark.answered = true;
        delete visitor.gift;
      } else if (what == "promised") {
        visitor.gift = rest.promise(book, prompt);
      } else if (what == "taken") {
        // The shopper has it.
        delete visitor.gift;
      } else {
        visitor.closed = Date.now();
      }
    }),
    // Only an answer earns a coupon, and nobody answers before the rest is there.
    send: (event) => (rest || loader).post({ ...event, customer }, loader),
    heard: (id, fate) => rest?.receive(loader, id, fate),
    claim,
    hour,
    copy: (text) => rest.copy(text),
    book: () => Promise.race([loader.read("no-cache"), soon(PATIENCE, null)]).then(
      (now) => now && (book = now),
      () => null,
    ),
    emit(name, detail) {
      loader.tell(name, detail);
      if (book.data_layer && !book.preview) {
        (window.dataLayer ||= []).push({ event: "tillside_" + name, tillside_prompt: detail.prompt, ...rest?.said(detail.values) });
      }
    },
  });
}

/**
 * Claims a name before all other tabs, and returns what gives it back. Unless that is called
 * before, `told` hears whether this tab has it: yes where no other one does, or where the
 * browser keeps no locks for this page. The claim of a card that dies goes with it.
 */
function claim(name, told) {
  let ended, end;
  const refused = () => ended || told(true);
  try {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!ended) {
        const held = lock && Promise.race([over, new Promise((go) => end = go)]);
        told(!!lock);
        return held;
      }
    }).catch(refused);
  } catch {
    refused();
  }
  return () => {
    ended = true;
    end?.();
  };
}

/** Has a visitor forgotten, wherever that was called. */
export async function forget(...whom) {
  await bringRest();
  return rest.forget(...whom);
}
