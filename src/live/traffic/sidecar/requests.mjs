// `req` and `res` of hooks (reference artillery.md §4.2).
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

/** Attributes the other side is told of when a hook changes them; what else a hook keeps on `req` is its own. */
const carried = new Set(
  ('url method headers json body form qs searchParams cookie auth gzip followRedirect timeout ' +
    'https agent username password maxRedirects responseType encoding decompress http2 formData prefixUrl cookieJar ' +
    'methodRewriting').split(' ')
);
const requests = []; // by number

function defineRequest(number, method, spec, { target, timeout }) {
  const url = String(spec.url ?? spec.uri ?? '');
  const start = { ...spec, url: url.startsWith('/') ? target + url : url, method, timeout, https: {} };
  const texts = new Map();
  for (const [key, value] of Object.entries(start)) texts.set(key, JSON.stringify(value));
  requests[number] = { text: JSON.stringify(start), start, texts };
}

function makeRequest(number) {
  const req = JSON.parse(requests[number].text);
  req.uuid = randomUUID();
  return req;
}

function textOfAttribute(key, value) {
  if (value === undefined) return 'null';
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString());
  if (value instanceof URLSearchParams) return JSON.stringify(Object.fromEntries(value));
  if (typeof value === 'function') return 'true'; // an agent: said to be unmet on the other side
  return JSON.stringify(value) ?? 'null';
}

/** What a hook changed of `req`, as the JSON text of an object, or ''. */
function changesOfRequest(number, req) {
  const { start, texts } = requests[number];
  let changed = '';
  const note = (key, text) => (changed += (changed === '' ? '{' : ',') + JSON.stringify(key) + ':' + text);
  for (const key in req) {
    if (!carried.has(key)) continue;
    const value = req[key];
    const plain = value === null || typeof value !== 'object';
    if (plain && value === start[key]) continue;
    const text = textOfAttribute(key, value);
    if (plain || text !== texts.get(key)) note(key, text);
  }
  for (const key in start) if (carried.has(key) && !(key in req)) note(key, 'null');
  return changed === '' ? '' : changed + '}';
}

/** "name: value\n" lines. */
function parseHeaders(lines, separator) {
  const headers = {};
  let from = 0;
  while (from < lines.length) {
    let end = lines.indexOf('\n', from);
    if (end < 0) end = lines.length;
    const colon = lines.indexOf(':', from);
    const name = lines.slice(from, colon);
    const value = lines.slice(colon + separator, lines.charCodeAt(end - 1) === 13 ? end - 1 : end);
    if (name === 'set-cookie') (headers[name] ??= []).push(value);
    else headers[name] = name in headers ? headers[name] + ', ' + value : value;
    from = end + 1;
  }
  return headers;
}

/** `req` as it was sent. */
function finishRequest(req, sent) {
  req.url = sent.url;
  req.method = sent.method;
  req.headers = parseHeaders(sent.headers, 2);
  if (req.json) {
    try {
      req.json = JSON.parse(sent.body);
    } catch {
      // sent as something else
    }
  } else if (req.body) {
    req.body = sent.body;
  }
}

function makeResponse(answer, url) {
  const { start, uploaded, firstByte, end } = answer;
  return {
    statusCode: answer.status,
    statusMessage: STATUS_CODES[answer.status] ?? '',
    headers: parseHeaders(answer.headers, 1),
    body: answer.body,
    httpVersion: '1.1',
    url,
    requestUrl: url,
    timings: {
      start, socket: start, lookup: start, connect: start, secureConnect: undefined,
      upload: uploaded, response: firstByte, end, error: undefined, abort: undefined,
      phases: {
        wait: 0, dns: 0, tcp: 0, tls: undefined, request: uploaded - start,
        firstByte: firstByte - uploaded, download: end - firstByte, total: end - start,
      },
    },
  };
}

function makeError(name) {
  const error = new Error(name);
  if (/^[A-Z][A-Z0-9_]+$/.test(name)) error.code = name;
  return error;
}
