// Pictures of a wanted size in bytes, as no picture may be downloaded for a measurement:
// grey noise, which nothing can compress, and the same noise in every run.
import { deflateSync } from "node:zlib";

/** A PNG of 16 shades, about half a byte for each pixel. */
export function picture(width, height) {
  const row = Math.ceil(width / 2) + 1;
  const pixels = Buffer.alloc(row * height);
  let noise = width * 65_537 + height;
  for (let at = 0; at < pixels.length; at++) {
    // The numbers of "Numerical Recipes"; the low bits of such a generator are poor.
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    // A row begins with the way it is filtered: not at all.
    pixels[at] = at % row ? noise >>> 24 : 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 4;
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(checksum(named), data.length + 8);
  return whole;
}

/** The CRC that PNG asks for; zlib has it only since Node.js 22. */
function checksum(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return ~sum >>> 0;
}
