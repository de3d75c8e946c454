// open_mirror(): a server on a free port that answers by server/routes.mjs and keeps each request as it came, by connection.
// With a certificate it speaks TLS, and HTTP/2 with who asks for it. One mirror serves one run of one tool.
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { parts } from './multipart.mjs';
import { answer } from './routes.mjs';

// {line: "METHOD TARGET VERSION", headers: ["name: value"], body: [text, or one for each part]}. The headers stand as they came and in
// their order, with the name in lower case.
function describe(request) {
  const raw = request.rawHeaders;
  const headers = [];
  for (let at = 0; at < raw.length; at += 2) headers.push(`${raw[at].toLowerCase()}: ${raw[at + 1]}`);
  const multipart = parts(request.headers['content-type'], request.body);
  return {
    line: `${request.method} ${request.url} HTTP/${request.httpVersion}`,
    headers: multipart ? headers.map(without_boundary) : headers,
    body: multipart ?? [request.body.toString()],
  };
}

const without_boundary = (header) => header.replace(/boundary=[^;]+/, 'boundary=*').replace(/^content-length: .*/, 'content-length: *');

export async function open_mirror(certificate) {
  const connections = new Map();
  const state = {};
  const receive = (request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      request.body = Buffer.concat(pieces);
      const from = request.httpVersion === '2.0' ? request.stream.session : request.socket;
      if (!connections.has(from)) connections.set(from, []);
      connections.get(from).push(describe(request));
      try {
        answer(request, response, state);
      } catch (problem) {
        console.error(`mirror: ${request.method} ${request.url}: ${problem.stack}`);
        response.destroy();
      }
    });
  };
  const server = certificate
    ? createSecureServer({ ...certificate, allowHTTP1: true, requestCert: true, rejectUnauthorized: false }, receive)
    : createServer(receive);
  server.on('clientError', (_, socket) => socket.destroy());
  const sockets = new Set();
  server.on(certificate ? 'secureConnection' : 'connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.keepAliveTimeout = 0;
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: server.address().port,
    // One list for each connection, in the order of their first requests.
    received: () => [...connections.values()],
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
