// Loads the user's module, as its name asks for: CommonJS, an ES module, or TypeScript.
import { createRequire, Module } from 'node:module';
import { pathToFileURL } from 'node:url';
import { dirname } from 'node:path';
import { readFileSync } from 'node:fs';

class Refused extends Error {}

function requirePackage(name, path) {
  for (const from of [path, `${process.cwd()}/`]) {
    try {
      return createRequire(from)(name);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return null;
}

function compile(text, path) {
  const made = new Module(path);
  made.filename = path;
  made.paths = Module._nodeModulePaths(dirname(path));
  made._compile(text, path);
  return made.exports;
}

/** As Artillery does: one CommonJS bundle, packages and all. */
function bundle(esbuild, path, external) {
  const built = esbuild.buildSync({
    entryPoints: [path], bundle: true, write: false, platform: 'node', format: 'cjs', sourcemap: 'inline',
    target: `node${process.versions.node}`, external: ['@playwright/test', ...external], logLevel: 'silent',
  });
  return compile(built.outputFiles[0].text, path);
}

/** Each file by itself, when it is required. */
function transpile(typescript, path) {
  Module._extensions['.ts'] = (made, file) => {
    const { outputText } = typescript.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: { module: 'commonjs', target: 'es2022', esModuleInterop: true, inlineSourceMap: true },
    });
    made._compile(outputText, file);
  };
  return createRequire(path)(path);
}

async function loadTypeScript(path, external) {
  process.setSourceMapsEnabled(true);
  const esbuild = requirePackage('esbuild', path);
  if (esbuild !== null) return bundle(esbuild, path, external);
  const typescript = requirePackage('typescript', path);
  if (typescript !== null) return transpile(typescript, path);
  if (process.features.typescript) return import(pathToFileURL(path)); // wants extensions in its imports
  throw new Refused(`Node.js ${process.versions.node} can't read TypeScript. Install esbuild beside the processor ` +
    '(npm install esbuild), or use Node.js 22.18 or later');
}

async function loadModule(path, external) {
  if (path.endsWith('.mjs')) return import(pathToFileURL(path));
  if (path.endsWith('.ts')) return loadTypeScript(path, external);
  try {
    return createRequire(path)(path);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(createRequire(path).resolve(path))); // "type": "module"
  }
}

function addFunctions(from, functions) {
  if (from === null || from === undefined || from === Object.prototype || from === Function.prototype) return;
  addFunctions(Object.getPrototypeOf(from), functions); // the methods of an exported object
  for (const name of Object.getOwnPropertyNames(from))
    if (name !== 'constructor' && typeof from[name] === 'function') functions[name] = from[name];
}

/** The functions of the module by name: its own exports, and those of its default export. */
async function loadProcessor(path, external) {
  const loaded = await loadModule(path, external);
  const functions = Object.create(null);
  const isHolder = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');
  for (const from of [loaded?.default, loaded]) if (isHolder(from)) addFunctions(from, functions);
  return functions;
}
