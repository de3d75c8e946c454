// The shape of Artillery's hello-world example: a hook for every scenario, a custom counter, an option, a cleanup.
module.exports.Plugin = function Greeter(script, events) {
  this.inWorker = process.env.LOCAL_WORKER_ID !== undefined;
  const { greeting } = script.config.plugins.greeter;
  script.config.processor = script.config.processor || {};
  script.config.processor.greet = (request, context, emitter, next) => {
    console.log(`${greeting} from ${context.scenario.name}`);
    emitter.emit('counter', 'greetings', 1);
    next();
  };
  for (const scenario of script.scenarios) scenario.beforeRequest = [...(scenario.beforeRequest || []), 'greet'];
};
module.exports.Plugin.prototype.cleanup = function cleanup(done) {
  if (!this.inWorker) console.log('cleaned up');
  setTimeout(done, 20);
};
