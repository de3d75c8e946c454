// Functions of the HTTP scripts called doc-….
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

// Puts a body together from a file that the step names, with values the step gives.
export const fillBody = async (requestParameters, context) => {
  const { bodyFile } = requestParameters;
  if (!bodyFile) return;
  const text = readFileSync(join(context.vars.$dirname, bodyFile.path), 'utf8');
  requestParameters.json = JSON.parse(text.replace(/<(\w+)>/g, (_, name) => bodyFile.values[name]));
};

// A header whose value another service knows.
export function askForHeader(requestParameters, context, events, next) {
  const answered = (answer) => {
    let text = '';
    answer.on('data', (piece) => (text += piece));
    answer.on('end', () => {
      requestParameters.headers['x-first-word'] = text.split(' ')[0];
      next();
    });
  };
  request(`${context.vars.target}/text`, answered).on('error', next).end();
}

// Metrics of one's own: how many, and what a header of the answer says.
export async function countOrders(requestParameters, response, context, events) {
  events.emit('counter', 'orders made', 1);
  const [, took] = /stock;dur=([\d.]+)/.exec(response.headers['server-timing']);
  events.emit('histogram', 'orders.stock_time', Number(took));
}

// A call that Artillery's engines know nothing of, with its own counters.
export async function callRemotely(context, events) {
  events.emit('counter', 'remote.calls', 1);
  events.emit('rate', 'remote.call_rate');
  try {
    if (context.vars.$uuid) throw Object.assign(new Error('no such method'), { code: 'unimplemented' });
  } catch (error) {
    events.emit('counter', `remote.errors.${error.code}`, 1);
  }
  events.emit('histogram', 'remote.took', 7);
}

export function tellError(error, requestParameters, context, events, next) {
  console.log(`failed: ${error.code ?? error.message}`);
  next();
}
