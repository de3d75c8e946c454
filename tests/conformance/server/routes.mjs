// What the mirror answers, by the first word of the path. A route gets the request (with .path, .query, .body) and the
// response; whatever has no route gets one JSON document. Everything a client can see is fixed by the request alone (and
// by how many came before, at /count), so that two clients that ask the same are told the same.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

const plainDocument = { zero: 0, nothing: null, empty: '', no: false, list: [1, { a: 'x' }], text: 'a "quoted" é', deep: { er: { value: 7.5 } } };

const send = (response, type, body, status = 200) => {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
};
const json = (response, value, status = 200) => send(response, 'application/json', JSON.stringify(value), status);
const packed = (response, encoding, body) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
  response.end(body);
};
const item = (id) => ({ id: Number(id), name: `Item ${id}`, price_cents: Number(id) * 100, tags: ['a', `t${id}`] });
const bulk = JSON.stringify({ packed: true, filler: 'x'.repeat(3000), id: 11 });

const html = `<!DOCTYPE html><html><head><title>Shop</title></head><body>
<form id="login" action="/session"><input type="hidden" name="csrf" value="c-s-r-f"></form>
<ul class="list"><li data-id="1"><a href="/items/1">One</a></li><li data-id="2"><a href="/items/2">Two</a></li>
<li data-id="3" class="last"><a class="buy now" href="/items/3">Three &amp; more</a></li></ul></body></html>`;
const xml = `<?xml version="1.0"?><shop><book id="b1" lang="en"><title>First</title><price>12.50</price></book><book id="b2"><title>Second &amp; last</title></book></shop>`;

function redirect(request, response) {
  const status = Number(request.path[1]) || 404;
  const headers = { location: request.query.get('to') ?? '/landed' };
  if (request.query.has('cookie')) headers['set-cookie'] = request.query.getAll('cookie');
  response.writeHead(status, headers);
  response.end(request.query.get('body') ?? '');
}

function basicAuth(request, response) {
  const given = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  if (given === 'ann:s3cret') return json(response, { user: 'ann' });
  response.setHeader('www-authenticate', 'Basic realm="mirror"');
  json(response, { error: 'who are you?' }, 401);
}

function inPieces(response) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"pieces":[1,');
  setTimeout(() => response.write('2,'), 5);
  setTimeout(() => response.end('3]}'), 10);
}

// Instead of an answer: "reset" closes at once, "garbage" isn't HTTP, "half" promises more than it sends.
const broken = {
  reset: (socket) => socket.destroy(),
  garbage: (socket) => socket.end('this is no HTTP\r\n\r\n'),
  half: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nonly this'),
};

function login(request, response) {
  let user = 'nobody';
  try {
    user = JSON.parse(request.body).user ?? user;
  } catch {
    user = new URLSearchParams(request.body.toString()).get('user') ?? user;
  }
  response.setHeader('set-cookie', [`session=s-${user}; Path=/; HttpOnly`]);
  json(response, { token: `token-of-${user}`, user, roles: ['reader', 'writer'] });
}

export const routes = {
  items: (request, response) => {
    const id = request.path[1];
    if (id) return json(response, item(id));
    json(response, { items: [1, 2, 3].map(item), total: 3 });
  },
  login,
  echo: (request, response) =>
    json(response, { method: request.method, target: request.url, headers: request.headers, body: request.body.toString() }),
  return: (request, response) => send(response, request.headers['content-type'] ?? 'text/plain', request.body),
  count: (request, response, state) => json(response, { count: (state.count = (state.count ?? 0) + 1) }),
  status: (request, response) => {
    response.writeHead(Number(request.path[1]), { 'content-type': 'application/json' });
    response.end(['204', '304'].includes(request.path[1]) ? undefined : JSON.stringify({ status: Number(request.path[1]) }));
  },
  redirect,
  'no-location': (request, response) => json(response, { status: Number(request.path[1]) }, Number(request.path[1])),
  endless: (request, response) => {
    response.writeHead(302, { location: '/endless' });
    response.end();
  },
  // /cookie?set=a%3D1;%20Path=/deep&set=…: the answer's set-cookie headers, word by word.
  cookie: (request, response) => {
    response.setHeader('set-cookie', request.query.getAll('set'));
    json(response, { cookie: request.headers.cookie ?? null });
  },
  header: (request, response) => {
    for (const [name, value] of request.query) response.setHeader(name, value);
    json(response, plainDocument);
  },
  two: (request, response) => {
    response.setHeader('x-two', ['first', 'second']);
    json(response, plainDocument);
  },
  auth: basicAuth,
  slow: (request, response) => setTimeout(json, Number(request.path[1]), response, { slept: Number(request.path[1]) }),
  drip: (request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('head');
    setTimeout(() => response.end('tail'), Number(request.path[1]));
  },
  gzip: (request, response) => packed(response, 'gzip', gzipSync(bulk)),
  deflate: (request, response) => packed(response, 'deflate', deflateSync(bulk)),
  'raw-deflate': (request, response) => packed(response, 'deflate', deflateRawSync(bulk)),
  brotli: (request, response) => packed(response, 'br', brotliCompressSync(bulk)),
  'not-gzip': (request, response) => packed(response, 'gzip', 'this is not gzip'),
  pieces: (request, response) => inPieces(response),
  empty: (request, response) => response.end(),
  text: (request, response) => send(response, 'text/plain; charset=utf-8', 'order 4711 of ann\nsecond line: ORDER 4712\n'),
  html: (request, response) => send(response, 'text/html', html),
  xml: (request, response) => send(response, 'application/xml', xml),
  'bad-json': (request, response) => send(response, 'application/json', '{"cut": '),
  'json-as-text': (request, response) => send(response, 'text/plain', '{"id": 5}'),
  'json-list': (request, response) => json(response, [{ id: 1, kind: 'a' }, { id: 2, kind: 'b' }, { id: 3, kind: 'a' }]),
  'json-number': (request, response) => json(response, 42),
  problem: (request, response) => send(response, 'application/problem+json', '{"title":"no"}', 400),
  timing: (request, response) => {
    response.setHeader('server-timing', 'db;dur=5, total;dur=12.5');
    json(response, plainDocument);
  },
  graphql: (request, response) => {
    const { query, variables } = JSON.parse(request.body);
    json(response, { data: { asked: query, given: variables ?? null, user: { id: 'u1' } } });
  },
  ...Object.fromEntries(Object.entries(broken).map(([name, act]) => [name, (request) => act(request.socket)])),
};

export function answer(request, response, state) {
  const url = new URL(request.url, 'http://mirror');
  request.path = url.pathname.split('/').slice(1);
  request.query = url.searchParams;
  const route = Object.hasOwn(routes, request.path[0]) ? routes[request.path[0]] : (_, response) => json(response, plainDocument);
  route(request, response, state);
}
