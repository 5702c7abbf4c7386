// A slow phone on a slow line, and a count of the bytes that one origin sent over it. The
// browser's own brakes are used: they delay every reply and share the bandwidth, but leave
// out what it takes to open a connection.
import { until } from "../browser/waiting.mjs";

/** How slow: kilobits a second, milliseconds there and back, times slower. */
export const SLOW = { cpu: 4, down_kbit: 1600, up_kbit: 750, rtt_ms: 150 };

const BYTES = 1000 / 8;

/** Slows a page down and counts what `origin` sends to it from now on. */
export async function slowDown(session, origin) {
  const wire = new Wire(session, origin);
  await session.send("Network.enable");
  await session.send("Performance.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false, latency: SLOW.rtt_ms,
    downloadThroughput: SLOW.down_kbit * BYTES, uploadThroughput: SLOW.up_kbit * BYTES,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW.cpu });
  return wire;
}

class Wire {
  #session;
  #requests = new Map();
  #last = 0;

  constructor(session, origin) {
    this.#session = session;
    session.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
      if (request.url.startsWith(origin)) {
        this.#requests.set(requestId, { begun: timestamp, pieces: [] });
        this.#last = Date.now();
      }
    });
    session.on("Network.dataReceived", ({ requestId, timestamp, encodedDataLength }) => {
      this.#requests.get(requestId)?.pieces.push({ timestamp, bytes: encodedDataLength });
    });
    session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
      this.#end(requestId, timestamp, encodedDataLength);
    });
    // It is a fault as well, which the visit notes and nobody overlooks.
    session.on("Network.loadingFailed", ({ requestId, timestamp }) => this.#end(requestId, timestamp, 0));
  }

  #end(id, timestamp, bytes) {
    const request = this.#requests.get(id);
    if (request) {
      Object.assign(request, { ended: timestamp, bytes });
      this.#last = Date.now();
    }
  }

  /** Begins to count anew. */
  forget() {
    this.#requests.clear();
  }

  /** Waits until nothing is under way and for so many milliseconds nothing was. */
  async isQuietFor(milliseconds) {
    this.#last = Date.now();
    await until("the line to be quiet", () => {
      const open = [...this.#requests.values()].some((request) => !request.ended);
      return !open && Date.now() - this.#last >= milliseconds;
    });
  }

  /** What came over the line, headers included; until a time of the page's own clock. */
  async received(until = Infinity) {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    const zero = metrics.find(({ name }) => name == "NavigationStart").value;
    const end = zero + until / 1000;
    const begun = [...this.#requests.values()].filter((request) => request.begun <= end);
    const bytes = begun.map(({ ended, bytes, pieces }) => {
      const arrived = pieces.filter(({ timestamp }) => timestamp <= end);
      return ended <= end ? bytes : arrived.reduce((sum, piece) => sum + piece.bytes, 0);
    });
    return { requests: begun.length, bytes: bytes.reduce((sum, one) => sum + one, 0) };
  }
}
