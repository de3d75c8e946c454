// Runs hooks: each in its callback or async form, one after the other, until one fails (reference artillery.md §4.1).
const kinds = { function: 0, beforeRequest: 1, afterResponse: 2, onError: 3, whileTrue: 4, ifTrue: 5, connect: 6 };
const users = new Map();
const scenarios = []; // by number
const missing = new Set();
let processor = {};
let moreFunctions = {}; // of plugins, for context.funcs

class User {
  constructor(scenario) {
    this.variables = new Variables();
    this.requests = new Map(); // number of the step → its req
    this.context = {
      vars: this.variables.all,
      scenario,
      funcs: {
        $randomNumber: randomNumber,
        $randomString: randomString,
        $template: (text) => render(text, this.context),
        ...moreFunctions,
      },
      _uid: undefined,
      _successCount: 0,
    };
  }
}

function warnMissing(name) {
  if (missing.has(name)) return;
  missing.add(name);
  console.log(`WARNING: custom function ${name} could not be found`);
}

/** A plain function gets a callback; anything else is taken to return a promise, as in Artillery. */
function invoke(hook, given, isStep, done) {
  let called = false;
  const once = (outcome) => {
    if (called) return;
    called = true;
    done(outcome);
  };
  try {
    if (hook.constructor.name === 'Function') hook(...given, once);
    else hook(...given).then(isStep ? () => once() : once, (error) => once(error ?? new Error('undefined')));
  } catch (error) {
    once(error ?? new Error('undefined'));
  }
}

function runAll(names, given, isStep, done, at = 0) {
  for (; at < names.length; ++at) {
    const hook = processor[names[at]];
    if (typeof hook === 'function') break;
    warnMissing(names[at]);
  }
  if (at === names.length) return done(null);
  invoke(processor[names[at]], given, isStep, (error) => {
    if (error) done(error);
    else runAll(names, given, isStep, done, at + 1);
  });
}

/** What errors.* it counts under: a plain text has neither a code nor a message. */
function nameOf(error) {
  return String(error.code || error.message);
}

function reply(number, user, error, truth, request) {
  const { changed, gone } = user.variables.give(user.context.vars);
  const parts = [error === null ? '0' : JSON.stringify(error), truth ? '1' : '0', changed || '0',
    gone === null ? '0' : JSON.stringify(gone), request || '0'];
  while (parts.length > 0 && parts.at(-1) === '0') parts.pop();
  post('[' + [number, ...parts].join(',') + ']');
}

function answer(number, user, error, request) {
  reply(number, user, error ? nameOf(error) : null, false, request);
}

/** Of ws: it calls back, as in Artillery; one that returns a promise instead is waited for too. */
function connect(hook, params, context, done) {
  let called = false;
  const once = (error) => {
    if (called) return;
    called = true;
    done(error);
  };
  try {
    hook(params, context, once)?.then?.(() => once(), (error) => once(error ?? new Error('undefined')));
  } catch (error) {
    once(error ?? new Error('undefined'));
  }
}

function requestOf(user, step) {
  let req = user.requests.get(step);
  if (req === undefined) user.requests.set(step, (req = makeRequest(step)));
  return req;
}

function isTrue(name, vars) {
  try {
    return Boolean(processor[name](vars));
  } catch {
    return true; // a condition in error lets the request go, as in Artillery
  }
}

function run(number, user, kind, names, step, about) {
  const { context } = user;
  switch (kind) {
    case kinds.function:
      return runAll(names, [context, events], true, (error) => answer(number, user, error));
    case kinds.beforeRequest: {
      user.requests.delete(step);
      const req = requestOf(user, step);
      return runAll(names, [req, context, events], false, (error) =>
        answer(number, user, error, error ? '' : changesOfRequest(step, req)));
    }
    case kinds.afterResponse: {
      const req = requestOf(user, step);
      user.requests.delete(step);
      finishRequest(req, about);
      const res = makeResponse(about.answer, about.url);
      return runAll(names, [req, res, context, events], false, (error) => answer(number, user, error));
    }
    case kinds.onError: {
      const req = requestOf(user, step);
      user.requests.delete(step);
      if (about.headers !== undefined) finishRequest(req, about);
      return runAll(names, [makeError(about.error), req, context, events], false, (error) => answer(number, user, error));
    }
    case kinds.whileTrue:
      try {
        processor[names[0]](context, (more) => reply(number, user, null, more));
      } catch (error) {
        answer(number, user, error ?? new Error('undefined'));
      }
      return undefined;
    case kinds.connect: {
      const { target, headers, subprotocols } = about;
      const params = { target, options: { headers }, subprotocols };
      return connect(processor[names[0]], params, context, (error) => answer(number, user, error, error ? '' :
        JSON.stringify({ target: params.target, headers: params.options?.headers, subprotocols: params.subprotocols })));
    }
    default:
      return reply(number, user, null, isTrue(names[0], context.vars));
  }
}

function call(number, who, kind, names, changes, step, about) {
  const user = users.get(who);
  if (user === undefined) return;
  if (changes !== 0) {
    user.variables.take(changes);
    if ('$uuid' in changes) user.context._uid = changes.$uuid;
  }
  run(number, user, kind, names, step, about);
}
