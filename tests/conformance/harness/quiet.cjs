// Loaded before Artillery. It changes what Artillery loads, not what it does in a run on this machine:
// 2.0.21 sends one event even with ARTILLERY_DISABLE_TELEMETRY and waits some 10 s at its exit for a network that isn't
// there; it does without the module when that can't be loaded. And what runs tests in a cloud takes two of the three seconds
// that it takes to start; nothing here is run in one.
const Module = require('node:module');
const load = Module._load;
const ofClouds = /^\.\/platform\/(aws-lambda|az\/aci)$|\/legacy\/(bom|run-cluster)$|^(@azure|aws-sdk|dependency-tree)/;
Module._load = function (name, ...rest) {
  if (name === 'posthog-node') throw new Error('posthog-node is left out of this comparison');
  if (ofClouds.test(name)) return {};
  return load.call(this, name, ...rest);
};
// It splits a phase over all cores but one, and each part rounds for itself. Two cores: one worker, the same on any machine.
const os = require('node:os');
const cores = os.cpus.bind(os);
os.cpus = () => [...cores(), ...cores()].slice(0, 2);
