// The functions of the plugin fake-data: npm's @ngneat/falso, wherever the user has it, each with the one argument that the
// plugin's options give it (reference artillery.md §7). Templates get their values in batches from a process of their own
// (fake_data_process.h); hooks find them in `context.funcs`.
const falsoPackage = '@ngneat/falso';

/** Itself there, or as a dependency of Artillery's plugin. */
function findFalso(scriptFolder) {
  const ways = [[], ['artillery-plugin-fake-data'], ['artillery', 'artillery-plugin-fake-data']];
  for (const place of packagePlaces(scriptFolder))
    for (const way of ways) {
      try {
        const from = way.reduce((path, name) => createRequire(path).resolve(name), place);
        return createRequire(from)(falsoPackage);
      } catch (error) {
        if (!/^(MODULE_NOT_FOUND|ERR_PACKAGE_PATH_NOT_EXPORTED)$/.test(error.code)) throw error;
      }
    }
  throw new Refused(`the plugin fake-data takes its functions from the npm package ${falsoPackage}, which isn't ` +
    `${wherePackagesAre(scriptFolder)}. Run: npm install ${falsoPackage}`);
}

/** What Artillery takes: a function whose name begins with "rand", of one argument at most. */
function fakeFunctions(falso, options) {
  const found = {};
  for (const [name, made] of Object.entries(falso))
    if (name.startsWith('rand') && typeof made === 'function' && made.length <= 1)
      found[`$${name}`] = options[name] ? () => made(options[name]) : () => made();
  return found;
}

let fakeData = null; // of templates: {falso, functions, names, seed, batches}

function makeBatch(index, count) {
  const { falso, functions, names, seed, batches } = fakeData;
  falso.seed?.(`${seed}/${names[index]}/${batches[index]++}`); // so that one seed gives one order of values
  const made = functions[names[index]];
  return Array.from({ length: count }, () => String(made()));
}

function offerFakeData({ folder, options, names, seed, warn }) {
  const falso = findFalso(folder);
  const functions = fakeFunctions(falso, options);
  const known = names.filter((name) => name in functions);
  fakeData = { falso, functions, names, seed, batches: names.map(() => 0) };
  for (const name of known) {
    try {
      functions[name]();
    } catch (error) {
      throw new Refused(`the plugin fake-data can't call ${name}(): ${error.message}. An argument for it goes under ` +
        `config.plugins.fake-data.${name.slice(1)}`);
    }
  }
  if (warn) {
    for (const name of names)
      if (!known.includes(name)) console.error(`WARNING: fake-data: ${falsoPackage} has no ${name}(); texts that call it are undefined`);
    for (const name of Object.keys(options))
      if (!(`$${name}` in functions)) console.error(`WARNING: fake-data: options for ${name}, which ${falsoPackage} doesn't have`);
  }
  return known;
}
