// A virtual user's variables: they live here as `context.vars`; only what changed travels, either way.
//
// What a hook did is found by comparing with what the other side knows: plain values by themselves, objects by their
// JSON text. Objects that all users share ($env, the lists of payload.loadAll) are compared by identity alone.
const object = Symbol('an object, see texts');
const shared = new Map(); // key → value, the ground of every user
const sharedObjects = new Set();

function shareVariables(vars) {
  for (const [key, value] of Object.entries(vars)) {
    shared.set(key, value);
    if (value !== null && typeof value === 'object') sharedObjects.add(value);
  }
  if (shared.has('$processEnvironment')) shared.set('$env', shared.get('$processEnvironment'));
}

function textOfVariable(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value === 'bigint' ? `"${value}"` : undefined; // a ring of references stays on this side
  }
}

class Variables {
  #known = new Map(); // key → what the other side has
  #texts = new Map(); // key → its JSON, where it is an object

  constructor() {
    this.all = {};
    for (const [key, value] of shared) {
      this.all[key] = value;
      this.#known.set(key, value);
    }
  }

  /** What changed on the other side. */
  take(changes) {
    for (const key in changes) this.#note(key, (this.all[key] = changes[key]));
  }

  #note(key, value) {
    if (value === null || typeof value !== 'object') {
      this.#known.set(key, value);
    } else {
      this.#known.set(key, object);
      this.#texts.set(key, JSON.stringify(value));
    }
  }

  /** What changed here in `vars`, as the JSON text of an object (or ''), and the keys that are gone (or null). */
  give(vars) {
    this.all = vars;
    const keys = Object.keys(vars);
    let changed = '';
    let fresh = 0;
    let gone = null;
    for (const key of keys) {
      const value = vars[key];
      if (!this.#known.has(key)) ++fresh;
      const text = this.#changeOf(key, value);
      if (text === null) continue;
      if (text === undefined) (gone ??= []).push(key);
      else changed += (changed === '' ? '{' : ',') + JSON.stringify(key) + ':' + text;
    }
    if (keys.length < this.#known.size) gone = this.#forgetMissing(vars, gone);
    return { changed: changed === '' ? '' : changed + '}', gone };
  }

  /** Its JSON when it changed, undefined when it has none now, null when it is as known. */
  #changeOf(key, value) {
    const known = this.#known.get(key);
    if (value === null || typeof value !== 'object') {
      if (Object.is(value, known) && (value !== undefined || this.#known.has(key))) return null;
      this.#known.set(key, value);
      return textOfVariable(value);
    }
    if (sharedObjects.has(value)) {
      if (known === value) return null;
      this.#known.set(key, value);
      return textOfVariable(value);
    }
    const text = textOfVariable(value);
    if (known === object && this.#texts.get(key) === text) return null;
    this.#known.set(key, object);
    this.#texts.set(key, text);
    return text;
  }

  #forgetMissing(vars, gone) {
    for (const key of this.#known.keys()) {
      if (Object.hasOwn(vars, key)) continue;
      this.#known.delete(key);
      this.#texts.delete(key);
      (gone ??= []).push(key);
    }
    return gone;
  }
}
