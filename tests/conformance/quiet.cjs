// Loaded before Artillery: 2.0.21 sends one event even with ARTILLERY_DISABLE_TELEMETRY and waits some 10 s at its exit
// for a network that isn't there. It does without the module when that can't be loaded; nothing else is changed.
const Module = require('node:module');
const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === 'posthog-node') throw new Error('posthog-node is left out of this comparison');
  return load.call(this, name, ...rest);
};
