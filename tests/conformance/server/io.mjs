// open_io(require): a Socket.IO server that keeps the events it receives, by connection, and answers: "echo" with "echoed" and the
// same arguments; "ask" through its acknowledgement; "join" with "joined" and the name; "quiet" not at all. Namespaces: / and /shop.
// `require` finds the npm package socket.io.
import { createServer } from 'node:http';

export async function open_io(require) {
  const { Server } = require('socket.io');
  const http = createServer();
  const io = new Server(http);
  const connections = [];
  for (const namespace of ['/', '/shop'])
    io.of(namespace).on('connection', (socket) => {
      const { query, headers } = socket.handshake;
      const shown = Object.entries(query).filter(([name]) => !['EIO', 'transport', 't', 'b64', 'sid'].includes(name)).map(([name, value]) => `${name}=${value}`);
      if (headers['x-mine']) shown.push(`x-mine: ${headers['x-mine']}`);
      const received = [{ line: `CONNECT ${namespace}`, headers: shown, body: [] }];
      connections.push(received);
      socket.onAny((event, ...given) => {
        const told = typeof given.at(-1) === 'function' ? given.pop() : undefined;
        received.push({ line: `EVENT ${event}`, headers: [], body: [JSON.stringify(given)] });
        if (event === 'echo') socket.emit('echoed', ...given);
        if (event === 'join') socket.emit('joined', { name: given[0], members: [1, 2] });
        if (event === 'twice') for (const n of [1, 2]) socket.emit('counted', n, given[0]);
        if (told) told({ status: 'ok', given: given[0] ?? null }, 'second');
      });
      socket.on('disconnect', (reason) => received.push({ line: `DISCONNECT ${reason}`, headers: [], body: [] }));
    });
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  return {
    port: http.address().port,
    received: () => connections,
    close: () => io.close(),
  };
}
