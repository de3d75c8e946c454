// node published.mjs FOLDER: what Artillery and Rampart send of one script to an OpenTelemetry collector and to Dynatrace, beside
// one server that is all of these and the target, too. RAMPART and ARTILLERY are the two programs, MODULES Artillery's
// node_modules. Prints what differs; ends with 1 when something does.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { isDeepStrictEqual, promisify } from 'node:util';

const { RAMPART, ARTILLERY, MODULES } = process.env;
const [folder] = process.argv.slice(2);
const quiet = new URL('./harness/quiet.cjs', import.meta.url).pathname;
const { opentelemetry } = createRequire(`${MODULES}/`)('@opentelemetry/otlp-proto-exporter-base/build/src/generated/root.js');
const Traces = opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

const plugins = (port) => ({
  'otlp-http': { type: 'open-telemetry', serviceName: 'shop', traces: { endpoint: `http://127.0.0.1:${port}/v1/traces`, attributes: { team: 'blue', size: 3 }, useRequestNames: true, replaceSpanNameRegex: [{ pattern: 'o+', as: '0' }] } },
  'otlp-proto': { type: 'open-telemetry', traces: { exporter: 'otlp-proto', endpoint: `http://127.0.0.1:${port}/v1/traces`, headers: { 'x-key': 'k' }, smartSampling: { thresholds: { total: 100000 } } } },
  dynatrace: { type: 'dynatrace', apiToken: 't', envUrl: `http://127.0.0.1:${port}/`, dimensions: ['host:a'], includeOnly: ['http.requests', 'http.codes.404', 'vusers.created'], event: { title: 'test', properties: ['a:b'] }, traces: { serviceName: 'shop', attributes: ['team:blue'] } },
});

const script = (port, reporter) => ({
  config: { target: `http://127.0.0.1:${port}`, phases: [{ duration: 1, arrivalCount: 1 }], variables: { id: 7 }, plugins: { 'publish-metrics': [reporter] } },
  scenarios: [{ name: 'shopping', flow: [
    { get: { url: '/items/{{ id }}?a=b', name: 'look at one' } },
    { post: { url: '/none', json: { a: 1 } } },
    { get: { url: 'http://127.0.0.1:1/refused' } },
  ] }],
});

const hex = (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes ?? []).toString('hex'));
const bare = (value) => (value?.toNumber ? value.toNumber() : value);
const ownDeviations = new Set(['exception.stacktrace', 'exception.type', 'exception.message']);
const measured = /\.duration$|^response\.time\.ms$/;

function attributes_of(list) {
  const shown = {};
  for (const { key, value } of list ?? []) {
    const [given] = Object.values(typeof value.toJSON === 'function' ? value.toJSON() : value);
    if (!ownDeviations.has(key)) shown[key] = measured.test(key) ? 'measured' : /^(vu\.uuid|test_id)$/.test(key) ? 'id' : /^[0-9]+$/.test(String(given)) && typeof given === 'string' && value.intValue !== undefined ? Number(given) : bare(given);
  }
  return shown;
}

function spans_of(message) {
  const all = message.resourceSpans.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ span, scope: scope.name, service: attributes_of(resource.attributes)['service.name'] }))));
  const root = all.find(({ span }) => hex(span.parentSpanId) === '')?.span;
  return all.map(({ span, scope, service }) => ({
    scope, service, name: span.name, kind: span.kind, attributes: attributes_of(span.attributes), code: span.status?.code ?? 0,
    trace: hex(span.traceId).length === 32 && hex(span.traceId) === hex(root?.traceId), id: hex(span.spanId).length,
    below: span === root ? 'nothing' : hex(span.parentSpanId) === hex(root?.spanId) ? 'root' : 'another',
    lasts: BigInt(bare(span.endTimeUnixNano)) >= BigInt(bare(span.startTimeUnixNano)),
    events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: attributes_of(attributes) })),
  }));
}

function shown(url, headers, body) {
  const key = headers['x-key'] ?? headers.authorization ?? '';
  if (url.endsWith('/v1/traces')) return { url, key, spans: spans_of(headers['content-type'] === 'application/json' ? JSON.parse(body) : Traces.decode(body)) };
  const text = String(body).replace(/\d{13}/g, '{time}');
  return { url, key, text: url.includes('/metrics/') ? text.split('\n').sort() : JSON.parse(text.replace(/{time}/g, '0')) };
}

async function sent_by(program, kind) {
  const sent = [];
  const server = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      if (request.url.includes('/v1/traces') || request.url.includes('/ingest')) sent.push(shown(request.url, request.headers, Buffer.concat(pieces)));
      response.writeHead(request.url === '/none' ? 404 : 200, { 'content-type': 'application/json', 'content-length': 2 });
      response.end('{}');
    });
  });
  await new Promise((open) => server.listen(0, '127.0.0.1', open));
  const { port } = server.address();
  const path = `${folder}/${kind}.${port}.json`;  // each program has a script of its own: the servers' ports differ
  writeFileSync(path, JSON.stringify(script(port, plugins(port)[kind])));
  const env = { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true', ...(program === ARTILLERY ? { NODE_OPTIONS: `--require ${quiet}` } : {}) };
  const { stdout, stderr } = await promisify(execFile)(program, ['run', path], { env }).catch((error) => error);
  server.close();
  const exported = /plugins\.publish-metrics\.spans\.exported:[ .]*(\d+)/.exec(stdout.split('Summary report').pop())?.[1];
  // Which window an event falls beside is chance, and so is the order of services.
  const portless = JSON.parse(JSON.stringify(sent).replaceAll(`127.0.0.1:${port}`, '127.0.0.1:{port}').replaceAll(`"${port}"`, '"{port}"').replaceAll(`:${port}`, ':0'));
  portless.sort((a, b) => a.url.localeCompare(b.url) || JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return { sent: portless.filter(({ spans, text }) => (spans ?? text).length !== 0), exported, stderr };
}

mkdirSync(folder, { recursive: true });
let different = 0;
for (const kind of Object.keys(plugins(0))) {
  const [theirs, ours] = await Promise.all([sent_by(ARTILLERY, kind), sent_by(RAMPART, kind)]);
  const same = theirs.sent.length > 0 && isDeepStrictEqual(ours.sent, theirs.sent) && ours.exported === theirs.exported;
  console.log(`${same ? 'same     ' : 'DIFFERENT'} ${kind}: ${theirs.sent.length} messages, ${theirs.exported} spans`);
  if (same) continue;
  ++different;
  console.log(`artillery: ${JSON.stringify(theirs, null, 1)}\nrampart: ${JSON.stringify(ours, null, 1)}`);
}
process.exit(different > 0 ? 1 : 0);
