// The user's own plugins (reference artillery.md §4.3): npm modules artillery-plugin-NAME. Each is made once in the process
// that hears of the run (plugin_events.mjs) with a copy of the script, and once in each worker's, one after the other with
// one script, which is then the run's: what they add to `script.config.processor` are hooks.
import { resolve } from 'node:path';

const plugins = []; // made: {name, plugin}
let pluggedProcessor = null; // the functions of the processor and of the plugins

/** A plugin that can't be used; `index`: which, of those asked for. */
class PluginRefused extends Refused {
  constructor(text, index, missing = false) {
    super(text);
    Object.assign(this, { index, missing });
  }
}

/** The file to load; null: it isn't anywhere. */
function findPlugin(module, scriptFolder) {
  const here = join(process.cwd(), '-');
  const named = (process.env.ARTILLERY_PLUGIN_PATH ?? '').split(':').filter(Boolean);
  const tries = [...packagePlaces(scriptFolder).map((from) => [from, module]),
    ...named.map((folder) => [here, join(resolve(folder), module)])];
  for (const [from, name] of tries) {
    try {
      return createRequire(from).resolve(name);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return null;
}

/** Its function and how that is called: (config, events) for a module that is a function, else (script, events, options). */
async function loadPlugin({ name, module }, index, scriptFolder) {
  let loaded;
  try {
    const path = findPlugin(module, scriptFolder);
    if (path !== null) loaded = await loadModule(path, []);
  } catch (error) {
    throw new PluginRefused(`the plugin "${name}" can't be loaded: ${describe(error)}`, index);
  }
  if (loaded === undefined)
    throw new PluginRefused(`the plugin "${name}" isn't built in, and its module ${module} isn't ` +
      `${wherePackagesAre(scriptFolder)}, nor in ARTILLERY_PLUGIN_PATH. Run: npm install ${module}`, index, true);
  for (const from of [loaded, loaded?.default]) {
    if (typeof from === 'function') return { make: from, takesConfig: true, older: true };
    if (typeof from?.Plugin === 'function')
      return { make: from.Plugin, takesConfig: false, older: from.LEGACY_METRICS_FORMAT !== false };
  }
  throw new PluginRefused(`the plugin "${name}": ${module} exports neither a function nor one called Plugin`, index);
}

function makePlugin({ make, takesConfig }, name, index, script, events, options) {
  try {
    const plugin = takesConfig ? new make(script.config, events) : new make(script, events, options);
    plugins.push({ name, plugin });
    artillery.plugins.push({ name, plugin, isLoaded: true });
  } catch (error) {
    throw new PluginRefused(`the plugin "${name}" failed while it was made: ${describe(error)}`, index);
  }
}

/** The script as data, with the processor as it was written. */
function textOfScript(script, processor, name, index) {
  const refuseFunctions = (key, value) => {
    if (typeof value !== 'function') return value;
    throw new Refused(`it puts a function into the script as "${key}"; hooks are functions of ` +
      'script.config.processor, named in scenarios');
  };
  try {
    return JSON.stringify({ ...script, config: { ...script.config, processor } }, refuseFunctions);
  } catch (error) {
    throw new PluginRefused(`the plugin "${name}" makes a script that can't be run: ${describe(error)}`, index);
  }
}

async function plugWorker({ wanted, script, processor, external, folder, options }) {
  const written = script.config.processor;
  const functions = processor ? await loadProcessor(processor, external) : {};
  script.config.processor = processor ? { ...functions } : undefined;
  const silent = new PluginEvents(); // in workers nobody tells them anything, as in Artillery
  let text = JSON.stringify(script);
  for (const [index, plugin] of wanted.entries()) {
    makePlugin(await loadPlugin(plugin, index, folder), plugin.name, index, script, silent, options);
    text = textOfScript(script, written, plugin.name, index);
  }
  pluggedProcessor = Object.create(null);
  if (script.config.processor) addFunctions(script.config.processor, pluggedProcessor);
  return text;
}

async function plug(given) {
  Object.assign(process.env, given.env);
  if (given.worker > 0) process.env.LOCAL_WORKER_ID = String(given.worker);
  offerGlobals(given);
  try {
    const text = given.worker > 0 ? await plugWorker(given) : await plugMain(given);
    post(JSON.stringify(['plugged', text]));
  } catch (error) {
    post(JSON.stringify(['refused', describe(error), error.index ?? -1, error.missing ?? false]));
  }
}

/** A plugin's cleanup calls back, or, when it takes no callback, returns. */
function calledBack(plugin) {
  return new Promise((done, failed) => {
    const made = plugin.cleanup((error) => (error ? failed(error) : done()));
    if (plugin.cleanup.length === 0) Promise.resolve(made).then(done, failed);
    else made?.catch?.(failed);
  });
}

/** Waits for it until `deadline` and never fails: what goes wrong is said. */
async function waitUntil(deadline, what, promise) {
  let timer;
  const late = new Promise((_, failed) => {
    const say = () => failed(new Refused('it goes on and on; the run ends without it'));
    timer = setTimeout(say, Math.max(0, deadline - Date.now()));
  });
  try {
    await Promise.race([promise, late]);
  } catch (error) {
    console.error(`WARNING: ${what}: ${describe(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function cleanPlugins(deadline) {
  for (const { name, plugin } of plugins)
    if (typeof plugin?.cleanup === 'function')
      await waitUntil(deadline, `cleanup of the plugin "${name}"`, calledBack(plugin));
}

/** Of a worker. */
async function cleanWorker(patience) {
  await cleanPlugins(Date.now() + patience);
  post(JSON.stringify(['clean', artillery.suggestedExitCode ?? 0]));
}
