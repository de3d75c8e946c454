// node mirror.mjs PORT LOG: answers what rampart heavy has no route for (cookies, redirects) and writes each request to LOG
// as it came: "METHOD TARGET | header: value | … | body". Header names in lower case and in sorted order, since neither
// case nor order means anything in HTTP.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, log] = process.argv.slice(2);
// Brotli is asked for by Artillery and not by Rampart, which unpacks gzip and deflate; the header is there in both.
const shown = ([name, value]) => (name === 'accept-encoding' ? `${name}: ${value.replace(', br', '')}` : `${name}: ${value}`);

function answer(request, response, body) {
  const headers = Object.entries(request.headers).map(shown).sort();
  appendFileSync(log, [`${request.method} ${request.url}`, ...headers, body].join(' | ') + '\n');
  const redirect = request.url.match(/^\/redirect\/(\d+)$/);
  if (redirect) {
    response.writeHead(Number(redirect[1]), { location: '/landed', 'set-cookie': 'hop=1; Path=/' });
    return response.end();
  }
  if (request.url === '/cookie') response.setHeader('set-cookie', ['sid=abc; Path=/; HttpOnly', 'only=deep; Path=/deep']);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ zero: 0, nothing: null, list: [1, { a: 'x' }] }));
}

createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  // 40 ms, as rampart heavy here: so that the clients' own time is the smaller part of a session.
  request.on('end', () => setTimeout(answer, 40, request, response, body));
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
