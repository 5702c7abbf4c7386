// Pages of other people's shops on an origin of their own, as strange as pages can be.
// Each carries the script tag of the README and, unless it says so, nothing else of ours.
import { createServer } from "node:http";

/** The embed line for a server. */
export const tag = (server, key = "pk_tests") =>
  `<script async crossorigin src="${server.base}/s/${key}.js"></script>`;

/** An ordinary page: a heading, a form with a button that pays, some text to scroll. */
export const page = ({ head = "", body = "", lang = "en", dir = "ltr", step = "cart" }) => `<!doctype html>
<html lang="${lang}" dir="${dir}"${step && ` data-tillside-step="${step}"`}>
<head><meta charset="utf-8"><title>A shop</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">${head}</head>
<body><main><h1>A shop</h1>
<form><label>Name <input id="name"></label> <label>Card <input id="number" inputmode="numeric"></label> <button id="pay">Pay</button></form>
<p>${"Soap, towels and a very long text about them. ".repeat(60)}</p>${body}</main></body></html>`;

/** Serves pages by path; each is HTML or `{ html, headers }`. */
export async function servePages(pages) {
  const server = createServer((request, response) => {
    const found = pages[new URL(request.url, "http://shop").pathname];
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    const { html, headers = {}, type = "text/html; charset=utf-8" } = found.html ? found : { html: found };
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers }).end(html);
  });
  await new Promise((go) => server.listen(0, "127.0.0.1", go));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((go) => {
      server.closeAllConnections();
      server.close(go);
    }),
  };
}
