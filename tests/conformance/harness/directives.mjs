// What a script of the corpus says about itself, in comment lines before its first key ("comment": [...] in a JSON script).
// The first line is what it shows; lines that begin with one of the words below steer the harness.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

// flags: what is passed on beside the script, split as a shell would; {port}, {tls_port}, … are the servers'
// rampart: further flags for Rampart alone
// env: NAME=value …                 {folder} is the script's. command: quick (instead of run; no script is passed)
// mask: REGEXP                      shown as * wherever it matches: what each client draws anew
// differs: REGEXP | REASON          differences that match are excused; one that matches none is out of date, and an error
// refused: REASON                   Rampart refuses before any load, whatever Artillery does
// artillery: hangs | exits N        what Artillery does where Rampart doesn't follow it; that it still does so is checked
// needs: WORD …                     servers beside the mirror: tls, ws, io, proxy
// alone:                            runs with nothing beside it, and its latencies are compared
// unordered:                        requests of one user come in any order, as of several
// limit: SECONDS                    how long a run may take
const words = ['flags', 'rampart', 'env', 'command', 'mask', 'differs', 'refused', 'artillery', 'needs', 'alone', 'unordered', 'limit'];

function comments(path, text) {
  if (path.endsWith('.json')) return JSON.parse(text).comment ?? [];
  const lines = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break;
    lines.push(line.replace(/^# ?/, ''));
  }
  return lines;
}

// "a 'b c' d" → a, "b c", d.
export const split = (text) => [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare);

export function read_directives(path) {
  const found = { path, name: basename(path).replace(/\.\w+$/, ''), shows: '', flags: [], rampart: [], env: {}, command: 'run', masks: [], differs: [], needs: [], limit: 240 };
  for (const line of comments(path, readFileSync(path, 'utf8'))) {
    const [, word, rest] = /^([a-z]+):\s*(.*)$/.exec(line) ?? [];
    if (!words.includes(word)) {
      found.shows = `${found.shows} ${line}`.trim();
      continue;
    }
    if (word === 'flags') found.flags.push(...split(rest));
    else if (word === 'rampart') found.rampart.push(...split(rest));
    else if (word === 'env') for (const pair of split(rest)) found.env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1).replaceAll('{folder}', dirname(path));
    else if (word === 'mask') found.masks.push(new RegExp(rest, 'g'));
    else if (word === 'needs') found.needs.push(...split(rest));
    else if (word === 'limit') found.limit = Number(rest);
    else if (word === 'alone' || word === 'unordered') found[word] = true;
    else if (word === 'differs') {
      const [pattern, reason] = rest.split(' | ');
      if (!reason) throw new Error(`${path}: "differs:" needs "PATTERN | REASON"`);
      found.differs.push({ pattern: new RegExp(pattern), reason });
    } else found[word] = rest;
  }
  if (!found.shows) throw new Error(`${path}: say in a comment what it shows`);
  return found;
}
