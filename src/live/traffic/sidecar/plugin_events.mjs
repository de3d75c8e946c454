// The process of plugins that hears of the run: phases, the report of every ten seconds (`stats`) and of all (`done`), and the
// end. A listener that fails is said and makes the exit code 1; the run goes on.
class PluginEvents extends EventEmitter {
  emit(event, ...given) {
    return event === 'error' && this.listenerCount(event) === 0 ? false : super.emit(event, ...given);
  }
}

const pluginEvents = new PluginEvents(); // of those that say LEGACY_METRICS_FORMAT = false
const olderPluginEvents = new PluginEvents();
const extensions = []; // of artillery.ext(): {ext, method}
const phasesSeen = new Map(); // index → what is told of it
let scriptPhases = [];
let pluginsFailed = false;

function pluginFailed(error) {
  pluginsFailed = true;
  console.error(`WARNING: a plugin failed: ${describe(error)}`);
}

async function plugMain({ wanted, script, folder, options }) {
  process.title = 'rampart-plugins';
  process.on('uncaughtException', pluginFailed);
  process.on('unhandledRejection', pluginFailed);
  artillery.ext = async (extension) => void extensions.push(extension);
  artillery.shutdown = async ({ exitCode = 0 } = {}) =>
    post(JSON.stringify(['stop', artillery.suggestedExitCode || exitCode]));
  scriptPhases = script.config.phases ?? [];
  const text = JSON.stringify(script);
  for (const [index, plugin] of wanted.entries()) {
    const copy = JSON.parse(text);
    // In Artillery it is its path, which strict code can't add functions to.
    if (typeof copy.config.processor === 'string') copy.config.processor = {};
    const loaded = await loadPlugin(plugin, index, folder);
    makePlugin(loaded, plugin.name, index, copy, loaded.older ? olderPluginEvents : pluginEvents, options);
  }
  return null;
}

/** One after the other, so that one's failure isn't another's. */
function tell(emitter, event, data) {
  for (const listener of emitter.rawListeners(event)) {
    try {
      listener.call(emitter, data);
    } catch (error) {
      pluginFailed(error);
    }
  }
}

/** A report in the form of Artillery 1.6. */
function olderReport({ counters, rates, summaries, period }) {
  const first = (from, ...names) => names.map((name) => from[name]).find(Boolean);
  const under = (prefix) =>
    Object.fromEntries(Object.entries(counters).flatMap(([name, n]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), n]] : [])));
  const report = {
    customStats: {},
    counters: {},
    scenariosAvoided: counters['vusers.skipped'] ?? 0,
    timestamp: new Date(Number(period)),
    scenariosCreated: counters['vusers.created'] ?? 0,
    scenariosCompleted: counters['vusers.completed'] ?? 0,
    requestsCompleted: first(counters, 'http.responses', 'socketio.emit', 'websocket.messages_sent') ?? 0,
    latency: first(summaries, 'http.response_time', 'socketio.response_time') ?? {},
    rps: {
      mean: first(rates, 'http.response_rate', 'socketio.emit_rate') ?? 0,
      count: first(counters, 'http.responses', 'socketio.emit') ?? 0,
    },
    scenarioDuration: summaries['vusers.session_length'] ?? {},
    scenarioCounts: under('vusers.created_by_name.'),
    errors: under('errors.'),
    codes: { ...under('http.codes.'), ...under('socketio.codes.') },
  };
  return { report: () => report };
}

/** The phase as written, and when. */
function phaseOf(event, { index, at }) {
  if (!phasesSeen.has(index)) phasesSeen.set(index, { ...scriptPhases[index], index, id: randomUUID(), startTime: at });
  return event === 'phaseStarted' ? phasesSeen.get(index) : { ...phasesSeen.get(index), endTime: at };
}

function hear(event, given) {
  const isReport = event === 'stats' || event === 'done';
  const data = isReport ? given : phaseOf(event, given);
  tell(pluginEvents, event, data);
  tell(artillery.globalEvents, event, data);
  tell(olderPluginEvents, event, isReport ? olderReport(given) : data);
  post('["heard"]');
}

async function extend(ext, deadline, about) {
  const chosen = extensions.filter((extension) => extension?.ext === ext && typeof extension.method === 'function');
  await Promise.all(chosen.map(({ method }) => waitUntil(deadline, `a plugin's ${ext}`, (async () => method(about))())));
}

async function endPlugins({ exitCode, earlyStop, report, patience }) {
  const deadline = Date.now() + patience;
  const about = { exitCode, ...(earlyStop ? { earlyStop } : {}) };
  tell(artillery.globalEvents, 'shutdown:start', about);
  await extend('beforeExit', deadline, { ...about, report, flags: {}, runnerOpts: {}, testInfo: { endTime: Date.now() } });
  await extend('onShutdown', deadline, about);
  await cleanPlugins(deadline);
  post(JSON.stringify(['ended', artillery.suggestedExitCode ?? 0, pluginsFailed]));
}
