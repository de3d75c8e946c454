// `context.funcs` and `artillery.util.template`: templates for code. The run's own templates are rendered on the other
// side; this is the same language (reference artillery.md §1.8) over a context.
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const whole = /^\s*\{?\{\{\s*([\w\s$.[\]'"-]+?)\s*\}\}\}?\s*$/;
const within = /\{?\{\{\s*([\w\s$.[\]'"-]+?)\s*\}\}\}?/;
const functionCall = /\{\{\s*(\$\w+)\(([\w\s,]*)\)\s*\}\}/;

function lookUp(vars, path) {
  if (Object.hasOwn(vars, path)) return vars[path];
  const keys = path.match(/[^.[\]'"]+/g) ?? [];
  return keys.reduce((value, key) => (value === undefined || value === null ? undefined : value[key]), vars);
}

function textOf(value) {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function renderText(text, context) {
  for (let found; (found = functionCall.exec(text)) !== null; ) {
    const made = context.funcs?.[found[1]];
    if (typeof made !== 'function') return undefined;
    const given = found[2].split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : undefined));
    text = text.replace(found[0], () => String(made(...given)));
  }
  const only = whole.exec(text);
  if (only !== null) return lookUp(context.vars, only[1]);
  for (let found, left = 1000; left > 0 && (found = within.exec(text)) !== null; --left)
    text = text.replace(found[0], () => textOf(lookUp(context.vars, found[1])));
  return text;
}

/** Strings of a value, at any depth, with their placeholders filled in. */
function render(value, context) {
  if (typeof value === 'string') return renderText(value, context);
  if (Array.isArray(value)) return value.map((item) => render(item, context));
  if (value === null || typeof value !== 'object') return value;
  const out = {};
  for (const [key, item] of Object.entries(value)) out[renderText(key, context)] = render(item, context);
  return out;
}

function randomNumber(from, to) {
  return Math.floor(Math.random() * (to - from + 1)) + from;
}

function randomString(length = 10) {
  let text = '';
  for (let i = 0; i < length; ++i) text += letters[Math.floor(Math.random() * letters.length)];
  return text;
}
