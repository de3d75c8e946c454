// open_connect(): a forward proxy that opens the tunnels it is asked for (CONNECT) and keeps which, by connection. A name and
// password come along as they were sent.
import { createServer } from 'node:http';
import { connect } from 'node:net';

export async function open_connect() {
  const connections = [];
  const sockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer();
  server.on('connection', keep);
  server.on('connect', (request, socket, head) => {
    const { 'proxy-authorization': credentials } = request.headers;
    connections.push([{ line: `CONNECT ${request.url}`, headers: credentials ? [`proxy-authorization: ${credentials}`] : [], body: [] }]);
    const { hostname, port } = new URL(`http://${request.url}`);
    const goal = connect(port, hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      goal.write(head);
      socket.pipe(goal).pipe(socket);
    });
    keep(goal);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: server.address().port,
    received: () => connections,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
