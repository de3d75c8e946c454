// run_tool(): one script through one of the two tools, beside its own servers. What comes back is all that is compared:
// {code, report, printed, errors, received, hung}, with the run's ports and what the script masks shown as names.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { open_servers } from '../server/servers.mjs';

const quiet = new URL('./quiet.cjs', import.meta.url).pathname;
const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');

function spawned(command, options, limitSeconds) {
  return new Promise((ended, failed) => {
    const child = spawn(command[0], command.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { printed: '', errors: '' };
    child.stdout.on('data', (piece) => (texts.printed += piece));
    child.stderr.on('data', (piece) => (texts.errors += piece));
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, limitSeconds * 1000);
    child.on('error', failed);
    child.on('close', (code) => {
      clearTimeout(timer);
      ended({ ...texts, code, hung });
    });
  });
}

// Ports, folders and masked texts under names, in every text of a run.
function masking(servers, masks, folder) {
  const ports = Object.entries(servers).map(([name, { port }]) => [new RegExp(`\\b${port}\\b`, 'g'), `{${name}}`]);
  return (text) => {
    let shown = text.replaceAll(folder, '{folder}').replaceAll(root, '{root}');
    for (const [pattern, name] of ports) shown = shown.replace(pattern, name);
    for (const pattern of masks) shown = shown.replace(pattern, '*');
    return shown;
  };
}

export async function run_tool(tool, script, { binary, folder, certificate, caFile }) {
  mkdirSync(folder, { recursive: true });
  const servers = await open_servers(script.needs, { certificate });
  const output = `${folder}/${script.name}.${tool}.json`;
  rmSync(output, { force: true });
  const env = { ...process.env, NO_COLOR: '1', TZ: 'UTC', ARTILLERY_DISABLE_TELEMETRY: 'true', CA_FILE: caFile, ...script.env };
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'NODE_OPTIONS', 'FORCE_COLOR']) delete env[name];
  if (tool === 'artillery') env.NODE_OPTIONS = `--require ${quiet}`;
  for (const [name, { port }] of Object.entries(servers)) env[name] = String(port);
  const of = (text) => Object.entries(servers).reduce((made, [name, { port }]) => made.replaceAll(`{${name.toLowerCase()}}`, port), text);
  const flags = script.flags.map(of);
  const file = script.command === 'run' ? [script.path.split('/').pop()] : [];
  const own = tool === 'rampart' ? script.rampart : [];
  const command = [binary, script.command, ...file, '-o', output, ...flags, ...own];
  const limit = tool === 'artillery' && script.artillery === 'hangs' ? 20 : script.limit;
  const run = await spawned(command, { cwd: dirname(script.path), env }, limit);
  const masked = masking(servers, script.masks, folder);
  for (const server of Object.values(servers)) await server.settled?.();
  const received = Object.fromEntries(
    Object.entries(servers).map(([name, server]) => [name, JSON.parse(masked(JSON.stringify(server.received())))]),
  );
  for (const server of Object.values(servers)) server.close();
  return {
    code: run.code,
    hung: run.hung,
    report: existsSync(output) ? JSON.parse(masked(readFileSync(output, 'utf8'))) : null,
    printed: masked(run.printed),
    errors: masked(run.errors),
    received,
  };
}
