module.exports.Plugin = class {
  constructor(script, events) {
    events.on('done', () => {
      throw new Error('clumsy');
    });
  }
};
