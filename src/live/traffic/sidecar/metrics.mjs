// `events`: what a hook emits becomes metrics of the run.
import { EventEmitter } from 'node:events';

const counters = new Map(); // gathered until the next frame

function gatherCounters(out) {
  for (const [name, value] of counters) out.push(`["c",${JSON.stringify(name)},${value}]`);
  counters.clear();
}

function count(name, value) {
  counters.set(name, (counters.get(name) ?? 0) + value);
  wantFrame();
}

function record(name, value) {
  if (Number.isFinite(value)) post(`["h",${JSON.stringify(String(name))},${value}]`);
}

class Events extends EventEmitter {
  emit(event, name, value) {
    switch (event) {
      case 'counter':
        if (Number.isFinite((value = value === undefined ? 1 : Number(value)))) count(String(name), value);
        break;
      case 'histogram':
      case 'summary':
        record(name, Number(value));
        break;
      case 'customStat':
        record(name?.stat, Number(name?.value));
        break;
      case 'rate':
        post(`["r",${JSON.stringify(String(name))}]`);
        break;
      case 'error':
        post(`["e",${JSON.stringify(String(name instanceof Error ? name.code || name.message : name))}]`);
        break;
      default:
        return super.emit(event, name, value);
    }
    if (event !== 'error' && this.listenerCount(event) > 0) super.emit(event, name, value);
    return true;
  }
}

const events = new Events();
