// Start: what the process is, and what messages mean. The first message is the settings; the answer to it is
// ["ready", names] or ["refused", text]. Or it is ["script", path]; then ["script", JSON text] or ["refused", text]. Or
// ["plugins", about], see plugin_host.h; settings may follow.
import { EventEmitter as GlobalEvents } from 'node:events';

let settings = {};

function describe(error) {
  if (error instanceof Refused) return error.message;
  const stack = String(error?.stack ?? error);
  return stack.split('\n').filter((line) => !/\[eval|\(node:|^\s*$|^Require stack|^- /.test(line)).slice(0, 6).join('\n');
}

function offerGlobals({ version, testRunId }) {
  globalThis.artillery = {
    version,
    testRunId,
    globalEvents: new GlobalEvents(),
    plugins: [],
    extensionEvents: [],
    log: (...given) => console.log(...given),
    logger: () => ({ log: (...given) => console.log(...given) }),
    ext: () => undefined,
    util: { template: (value, context) => render(value, context) },
    metrics: { event: async () => undefined },
  };
}

async function answerWithScript(path) {
  try {
    post(JSON.stringify(['script', await readScript(path)]));
  } catch (error) {
    post(JSON.stringify(['refused', describe(error)]));
  }
}

async function begin(given) {
  settings = given;
  shareVariables(given.vars);
  if (pluggedProcessor === null) offerGlobals(given);
  return answerReady(async () => {
    processor = pluggedProcessor ?? (given.processor ? await loadProcessor(given.processor, given.external) : {});
    const { fakeData: plugin } = given;
    if (plugin) moreFunctions = fakeFunctions(findFalso(plugin.folder), plugin.options);
    return Object.keys(processor);
  });
}

async function answerReady(load) {
  try {
    post(JSON.stringify(['ready', ...(await load())]));
  } catch (error) {
    post(JSON.stringify(['refused', describe(error)]));
  }
}

function receive(message) {
  switch (message[0]) {
    case 'call':
      return call(message[1], message[2], message[3], message[4], message[5], message[6], message[7]);
    case 'open':
      return users.set(message[1], new User(scenarios[message[2]]));
    case 'close':
      return users.delete(message[1]);
    case 'request':
      return defineRequest(message[1], message[2], message[3], settings);
    case 'scenario':
      return (scenarios[message[1]] = message[2]);
    case 'fake':
      return post(JSON.stringify([message[1], makeBatch(message[1], message[2])]));
    case 'fake data':
      process.title = 'rampart-fake-data';
      return answerReady(() => offerFakeData(message[1]));
    case 'script':
      return answerWithScript(message[1]);
    case 'plugins':
      return plug(message[1]);
    case 'event':
      return hear(message[1], message[2]);
    case 'end':
      return endPlugins(message[1]);
    case 'clean up':
      return cleanWorker(message[1]);
    default:
      return begin(message[1]);
  }
}

process.title = 'rampart-hooks';
process.execArgv = []; // else fork() of a hook's would start with ours
process.on('SIGINT', () => undefined); // the run ends it
process.on('uncaughtExceptionMonitor', (error) => post(JSON.stringify(['died', describe(error)])));
process.on('exit', flushAtExit);
listen(receive);
