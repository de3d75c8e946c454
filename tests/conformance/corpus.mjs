// node corpus.mjs FOLDER [NAME…]: every script under scripts/ (or those named) through Rampart and through Artillery, each beside its
// own server; prints every difference and a summary line; ends with 1 when there is a difference nobody excused, or when fewer
// scripts were compared than must be. RAMPART and ARTILLERY are the two programs. What Artillery made of a script is recorded in
// recorded/, under a digest of the script, its data, the server, the harness and Artillery's version; Artillery itself runs where
// there is no such recording, for the scripts that run alone, and for every sixth other one. REAL=all runs it for all of them and
// writes the recordings anew.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { differences, unexcused } from './harness/compare.mjs';
import { read_directives } from './harness/directives.mjs';
import { run_tool } from './harness/outcome.mjs';

const here = new URL('.', import.meta.url).pathname;
const [folder, ...wanted] = process.argv.slice(2);
const { RAMPART, ARTILLERY, REAL } = process.env;
const recorded = `${here}recorded/`;
const fewest = 80;  // scripts that must really be compared
// Artillery takes two seconds of a core to start and waits for three more; Rampart mostly waits.
const atOnce = Number(process.env.AT_ONCE ?? 4 * Math.min(cpus().length, 4));

function files_under(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`).sort();
}
const digest_of = (paths) => paths.reduce((digest, path) => digest.update(readFileSync(path)), createHash('sha256')).digest('hex');
const artilleryVersion = JSON.parse(readFileSync(`${here}package.json`, 'utf8')).dependencies.artillery;
const around = digest_of([...files_under(`${here}server`), `${here}harness/outcome.mjs`, `${here}harness/quiet.cjs`]);

// The files under data/ that a text names, and those that these name.
function data_of(text, found = new Set()) {
  for (const [name] of text.matchAll(/\bdata\/[\w.-]+/g)) {
    const path = `${here}scripts/${name}`;
    if (found.has(path) || !existsSync(path)) continue;
    found.add(path);
    data_of(readFileSync(path, 'utf8'), found);
  }
  return [...found].sort();
}

// Whatever Artillery's outcome depends on. Excuses and other words about it are not among it.
function key_of(script) {
  const { command, flags, env, masks, needs } = script;
  const text = readFileSync(script.path, 'utf8');
  const steering = JSON.stringify([artilleryVersion, around, command, flags, env, masks.map(String), needs]);
  const data = data_of(`${text} ${flags.join(' ')}`);
  return createHash('sha256').update(steering).update(text.replace(/^#.*\n/gm, '')).update(digest_of(data)).digest('hex').slice(0, 16);
}

function certificate_in(folder) {
  const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'ignore' });
  return { certificate: { key: readFileSync(key), cert: readFileSync(cert) }, caFile: cert };
}

async function of_artillery(script, settings) {
  const key = key_of(script);
  const kept = `${recorded}${script.name}-${key}.json`;
  const asked = REAL === 'all' || script.alone || parseInt(key.slice(0, 8), 16) % 6 === 0;
  if (!asked && existsSync(kept)) return { ...JSON.parse(readFileSync(kept, 'utf8')), recording: true };
  const outcome = await run_tool('artillery', script, { ...settings, binary: ARTILLERY });
  // What it says on stderr isn't compared and names folders. A request that names one has a length of its own in every checkout.
  const ofThisCheckout = /\{(root|folder)\}/.test(JSON.stringify(outcome.received));
  if (REAL === 'all' && !ofThisCheckout && (!outcome.hung || script.artillery === 'hangs')) writeFileSync(kept, `${JSON.stringify({ ...outcome, errors: '' })}\n`);
  return outcome;
}

let real = 0;  // scripts that Artillery itself ran

// What is left to report of one script: {script, left: [differences], excused: how many}.
async function compared(script, settings) {
  const theirs = await of_artillery(script, settings);
  const ours = await run_tool('rampart', script, { ...settings, binary: RAMPART });
  real += theirs.recording ? 0 : 1;
  const left = [];
  if (script.artillery === 'hangs' && !theirs.hung) left.push('artillery ended, though the script says that it hangs');
  const exits = /^exits (\d+)$/.exec(script.artillery ?? '')?.[1];
  if (exits && theirs.code !== Number(exits)) left.push(`artillery ended with ${theirs.code}, the script says with ${exits}`);
  if (script.refused) {
    const asked = Object.values(ours.received).flat(1).reduce((sum, requests) => sum + requests.length, 0);
    if (ours.code !== 1 || ours.report || asked > 0) left.push(`rampart ended with ${ours.code} after ${asked} requests; the script says that it refuses: ${ours.errors}`);
    return { script, left, ours, theirs, excused: 1 };
  }
  // What this version can't do yet it says by name before any load; the script waits for it and is compared once it is there.
  const missing = ours.code === 1 && !ours.report ? /[^\n]*isn't supported yet[^\n]*/.exec(ours.errors)?.[0] : undefined;
  if (missing) return { script, left, ours, theirs, missing };
  const found = differences(ours, theirs, { timed: script.alone, unordered: script.unordered });
  left.push(...unexcused(found, script.differs));
  return { script, left, ours, theirs, excused: script.differs.length };
}

function show({ script, left, ours, theirs, excused, missing }) {
  const verdict = left.length > 0 ? 'DIFFERENT' : missing ? 'missing' : excused > 0 ? 'excused' : 'same';
  console.log(`${verdict.padEnd(9)} ${script.name}: ${script.shows}`);
  if (missing) console.log(`            missing: ${missing}`);
  else for (const { reason } of script.differs) console.log(`            excused: ${reason}`);
  if (script.refused) console.log(`            refused: ${script.refused}`);
  for (const difference of left) console.log(`            DIFFERENT ${difference}`);
  if (left.length > 0) for (const [tool, { errors }] of Object.entries({ artillery: theirs, rampart: ours })) if (errors.trim()) console.log(`            stderr of ${tool}: ${errors.trim().slice(0, 1500)}`);
  return verdict;
}

async function run_all(scripts, settings) {
  const verdicts = { same: 0, excused: 0, missing: 0, DIFFERENT: 0 };
  const queue = scripts.filter((script) => !script.alone);
  const worker = async () => {
    for (let script = queue.shift(); script; script = queue.shift()) ++verdicts[show(await compared(script, settings))];
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const script of scripts.filter(({ alone }) => alone)) ++verdicts[show(await compared(script, settings))];
  return verdicts;
}

mkdirSync(folder, { recursive: true });
if (REAL === 'all' && wanted.length === 0) rmSync(recorded, { recursive: true, force: true });
mkdirSync(recorded, { recursive: true });
const all = readdirSync(`${here}scripts`).filter((name) => /\.(yml|json)$/.test(name)).sort().map((name) => read_directives(`${here}scripts/${name}`));
const scripts = wanted.length > 0 ? all.filter(({ name }) => wanted.includes(name)) : all;
const verdicts = await run_all(scripts, { folder, ...certificate_in(folder) });
const ran = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
console.log(`${ran} scripts, ${verdicts.same} same, ${verdicts.excused} excused, ${verdicts.missing} of features that aren't there yet, ${verdicts.DIFFERENT} different; Artillery ran ${real} of them now, the others are recorded`);
process.exit(verdicts.DIFFERENT > 0 || ran - verdicts.missing < (wanted.length > 0 ? 1 : fewest) ? 1 : 0);
