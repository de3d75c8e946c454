// The Node.js side of a load worker's hooks: thirteen parts that the build joins into one
// module inside the binary (cmake/sidecar.cmake); sidecar.h is the other side and says what travels.
//
// This part: frames on descriptor 3, each a length (32 bits, little endian) and JSON text. What goes out is gathered
// until the event loop has looked at everything that came in, so that a batch of calls is answered by one write.
import { Socket } from 'node:net';
import { writeSync } from 'node:fs';

const descriptor = 3;
const outgoing = []; // JSON texts of messages for the next frame
let flushing = false;
let socket = null;

function wantFrame() {
  if (flushing) return;
  flushing = true;
  setImmediate(flush);
}

/** Sends a message, given as JSON text, with the next frame. */
function post(text) {
  outgoing.push(text);
  wantFrame();
}

/** Half of a surrogate pair has no place in UTF-8; JSON.stringify escapes it, and escapes nothing else so. */
function mend(text) {
  return text.includes('\\ud') ? text.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\ufffd') : text;
}

function takeFrame() {
  flushing = false;
  gatherCounters(outgoing);
  if (outgoing.length === 0) return null;
  const text = mend('[' + outgoing.join(',') + ']');
  outgoing.length = 0;
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(4 + length);
  frame.writeUInt32LE(length, 0);
  frame.write(text, 4);
  return frame;
}

function flush() {
  const frame = takeFrame();
  if (frame !== null) socket.write(frame);
}

/** What is still to be said when the process ends by itself. */
function flushAtExit() {
  const frame = takeFrame();
  for (let from = 0, tries = 0; frame !== null && from < frame.length && tries < 1000; ++tries) {
    try {
      from += writeSync(descriptor, frame, from);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
    }
  }
}

/** Calls `receive(message)` for each message of each frame; ends the process when the other side has gone. */
function listen(receive) {
  socket = new Socket({ fd: descriptor, readable: true, writable: true });
  let rest = null;
  socket.on('data', (chunk) => {
    let data = rest === null ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (data.length - at >= 4) {
      const end = at + 4 + data.readUInt32LE(at);
      if (end > data.length) break;
      for (const message of JSON.parse(data.utf8Slice(at + 4, end))) receive(message);
      at = end;
    }
    rest = at === data.length ? null : data.subarray(at);
  });
  const gone = () => process.exit(0);
  socket.on('end', gone);
  socket.on('error', gone);
}
