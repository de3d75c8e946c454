// Hooks of every kind beside those of the script's own processor, and a change of the script itself.
module.exports = { Plugin: Signer };

function Signer(script) {
  const functions = script.config.processor || {};
  functions.sign = (request, context, events, next) => {
    request.headers = { ...request.headers, 'x-signed-by': context.vars.signer };
    next();
  };
  functions.signLater = async (request) => {
    request.headers['x-signed-later'] = 'yes';
  };
  functions.prepare = (context, events, next) => {
    context.vars.signer = `plugin ${script.config.plugins.signer.key} ${context.vars.name ?? ''}`;
    next();
  };
  functions.note = (request, response, context, events, next) => {
    events.emit('counter', `signed.${response.statusCode}`, 1);
    events.emit('histogram', 'signed.bytes', response.body.length);
    next();
  };
  functions.part = (context, events, next) => {
    events.emit('rate', 'signed.users');
    next();
  };
  if (typeof functions === 'object') script.config.processor = functions;
  script.config.variables = { ...script.config.variables, colour: 'blue' };
  for (const scenario of script.scenarios) {
    scenario.beforeScenario = [].concat(scenario.beforeScenario || [], 'prepare');
    scenario.beforeRequest = [].concat(scenario.beforeRequest || [], 'sign', 'signLater');
    scenario.afterResponse = [].concat(scenario.afterResponse || [], 'note');
    scenario.afterScenario = [].concat(scenario.afterScenario || [], 'part');
    scenario.flow.push({ get: { url: '/added-by-the-plugin' } });
  }
}
