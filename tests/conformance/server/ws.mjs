// open_ws(require): a WebSocket server that keeps what it receives, by connection, and answers by the message:
// JSON {"reply": X} is answered with X, {"echo": …} with itself, {"close": code} closes; "ping me" with "pong"; other text with
// {"got": text}. `require` finds the npm package ws.
import { createServer } from 'node:http';

export async function open_ws(require) {
  const { Server, WebSocketServer = Server } = require('ws');  // it was called Server up to version 7
  const http = createServer();
  const server = new WebSocketServer({ server: http, handleProtocols: (asked) => [...asked][0] });
  const connections = [];
  server.on('connection', (socket, request) => {
    const shown = ['x-mine', 'sec-websocket-protocol', 'authorization', 'cookie'].filter((name) => name in request.headers).map((name) => `${name}: ${request.headers[name]}`);
    const received = [{ line: `CONNECT ${request.url}`, headers: shown, body: [] }];
    connections.push(received);
    socket.on('error', () => {});
    socket.on('message', (data, isBinary = typeof data !== 'string') => {
      const text = data.toString();
      received.push({ line: isBinary ? 'BINARY' : 'TEXT', headers: [], body: [text] });
      answer(socket, text);
    });
    socket.on('close', (code) => received.push({ line: `CLOSE ${code}`, headers: [], body: [] }));
  });
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  return {
    port: http.address().port,
    received: () => connections,
    // The last good-byes may still be on their way when the tool has ended.
    settled: async () => {
      for (let waited = 0; server.clients.size > 0 && waited < 1000; waited += 10) await new Promise((done) => setTimeout(done, 10));
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      http.close();
    },
  };
}

function answer(socket, text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return socket.send(text === 'ping me' ? 'pong' : JSON.stringify({ got: text }));
  }
  if (message?.silent) return;
  if (message?.close) return socket.close(message.close);
  if (message?.reply !== undefined) return socket.send(typeof message.reply === 'string' ? message.reply : JSON.stringify(message.reply));
  socket.send(text);
}
