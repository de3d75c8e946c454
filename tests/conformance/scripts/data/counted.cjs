// A CommonJS module by its ending.
exports.count = (context, events, done) => {
  context.vars.kind = 'cjs';
  events.emit('counter', 'counted', 2);
  done();
};
