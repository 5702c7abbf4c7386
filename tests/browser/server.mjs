// One running `tillside` process with data of its own and, if wanted, a Redis of its own.
// It speaks to the server as a marketer would: imports shop files, reads results.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "./waiting.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const place = (name, usual) => process.env[name] || join(root, usual);
const binary = place("TILLSIDE_BIN", "target/debug/tillside");

/** The shop file of the demo, or of the tests with one prompt per kind of question. */
export const demoShop = () => readShop("demo-site/shop.json");
export const testShop = () => readShop("tests/fixtures/shop.json");
const readShop = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/**
 * Starts a server on a shop file, or with no shop at all where that is `null`; `redis: true`
 * gives it a Redis as its queue, and with `publicUrl: true` it says in its script where it is;
 * `more` are further arguments.
 */
export async function startServer({ shop = demoShop(), redis = false, publicUrl = false, more = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tillside-"));
  const server = new Server(folder, shop?.key);
  try {
    if (shop) {
      await server.import(shop);
    }
    await server.start(redis, publicUrl, more);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class Server {
  #folder;
  #key;
  #processes = [];
  #cookie;
  /** What the server wrote to its log. */
  log = "";

  constructor(folder, key) {
    this.#folder = folder;
    this.#key = key;
  }

  async import(shop) {
    const file = join(this.#folder, "shop.json");
    writeFileSync(file, JSON.stringify(shop));
    await promisify(execFile)(binary, ["import", "--data", join(this.#folder, "data"), file]);
  }

  /** Fills a pool with codes. */
  async addCoupons(pool, codes) {
    const file = join(this.#folder, `${pool}.txt`);
    writeFileSync(file, codes.join("\n"));
    await promisify(execFile)(binary, ["coupons", "add", "--data", join(this.#folder, "data"), "--shop", this.#key, "--pool", pool, file]);
  }

  async start(redis, publicUrl, others) {
    const more = redis ? ["--redis", await this.#startRedis(), ...others] : [...others];
    const listen = `127.0.0.1:${publicUrl ? await freePort() : 0}`;
    if (publicUrl) {
      more.push("--public-url", `http://${listen}`);
    }
    const child = spawn(binary, [
      "serve", "--listen", listen, "--data", join(this.#folder, "data"),
      "--assets", place("TILLSIDE_ASSETS", "target/tillside/assets"),
      "--demo", place("TILLSIDE_DEMO", "target/tillside/demo"),
      // These shoppers are machines.
      "--doubt-faster-than", "0", ...more,
    ]);
    this.#processes.push(child);
    child.stderr.on("data", (text) => (this.log += text));
    for await (const line of createInterface({ input: child.stdout })) {
      this.signInLink ??= line.match(/sign in to the console: (\S+)/)?.[1];
      this.base ??= line.match(/^ready .*collector=(\S+)/)?.[1];
      if (this.base) {
        child.stdout.resume();
        return;
      }
    }
    throw new Error(`the server ended before it was ready: ${this.log}`);
  }

  async #startRedis() {
    const port = await freePort();
    const settings = ["--port", port, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    const child = spawn("redis-server", [...settings, "--appendonly", "yes"], { stdio: "ignore" });
    this.#processes.push(child);
    const { connect } = await import("node:net");
    const answers = () => new Promise((tell) => {
      const socket = connect(port, "127.0.0.1", () => socket.end("PING\r\n"));
      socket.on("data", (text) => tell(String(text).includes("PONG")));
      socket.on("error", () => tell(false));
    });
    await until("Redis to answer", answers);
    return `redis://127.0.0.1:${port}`;
  }

  /** A fresh link that signs one person in, once. */
  async newSignInLink() {
    const data = ["--data", join(this.#folder, "data"), "--public-url", this.base];
    const { stdout } = await promisify(execFile)(binary, ["sign-in-link", ...data]);
    return stdout.match(/http\S+/)[0];
  }

  /** Asks the console's API about the shop, signed in. */
  async #ask(what, request = {}) {
    if (!this.#cookie) {
      // The printed link opens the console once, and is left to the browser.
      const reply = await fetch(await this.newSignInLink(), { redirect: "manual" });
      this.#cookie = reply.headers.get("set-cookie")?.split(";")[0];
    }
    const address = `${this.base}/console/api/shops/${this.#key}/${what}`;
    const reply = await fetch(address, { ...request, headers: { cookie: this.#cookie } });
    if (!reply.ok) {
      throw new Error(`${what}: ${reply.status} ${await reply.text()}`);
    }
    return reply.json();
  }

  /** The results of the shop as the console gets them. */
  results() {
    return this.#ask("results");
  }

  /** A preview of a draft. */
  preview(draft) {
    return this.#ask("previews", { method: "POST", body: JSON.stringify(draft) });
  }

  /** The results of one prompt. */
  async prompt(id) {
    return (await this.results()).prompts.find((one) => one.prompt == id);
  }

  /** Waits until a prompt's results are as `wanted` says, and returns them. */
  async until(id, wanted) {
    let seen;
    try {
      return await until(id, async () => wanted((seen = await this.prompt(id))) && seen);
    } catch (error) {
      throw new Error(`${error.message}; last seen: ${JSON.stringify(seen)}`);
    }
  }

  /** A number of `/metrics`: the sum of the samples whose name and labels begin so. */
  async metric(start) {
    const text = await (await fetch(`${this.base}/metrics`)).text();
    const lines = text.split("\n").filter((line) => line.startsWith(start));
    return lines.reduce((sum, line) => sum + Number(line.split(" ").pop()), 0);
  }

  /** The book in one language. */
  async book(lang) {
    return (await fetch(`${this.base}/v1/shops/${this.#key}/book?lang=${lang}`)).json();
  }

  async stop() {
    for (const child of this.#processes) {
      child.kill("SIGKILL");
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Counts by option without the zeros, such as `{ shipping: 1 }`. */
export function counts(results) {
  const taken = results.distribution.filter((one) => one.count > 0);
  return Object.fromEntries(taken.map((one) => [one.option, one.count]));
}

const freePort = () => new Promise((tell) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => tell(port));
  });
});
