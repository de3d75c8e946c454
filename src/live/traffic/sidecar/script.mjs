// A test script that is a module: what it exports as data. Functions in it are told by the names they are exported
// under; the module is then its own processor, unless its config names another.
const namesFor = (functions) => (key, value) => {
  if (typeof value !== 'function') return value;
  const found = functions.find(([, exported]) => exported === value);
  if (found !== undefined) return found[0];
  if (key === 'testFunction') return value.name; // of an engine that isn't ours
  throw new Refused(`"${key}" holds a function that the script doesn't export: functions are found by name`);
};

async function readScript(path) {
  const loaded = await loadModule(path, []);
  const named = Object.entries(loaded ?? {}).filter(([name]) => name !== 'default' && name !== '__esModule');
  const isScript = named.some(([name]) => name === 'scenarios' || name === 'config');
  const exported = isScript ? named : Object.entries(loaded?.default ?? {});
  const isFunction = ([, value]) => typeof value === 'function';
  const functions = [...named, ...exported].filter(isFunction);
  const script = Object.fromEntries(exported.filter((entry) => !isFunction(entry)));
  if (functions.length > 0 && script.config && !script.config.processor)
    script.config = { ...script.config, processor: path };
  return JSON.stringify(script, namesFor(functions));
}
