module.exports.Plugin = class {
  constructor() {
    throw new Error('there is no licence');
  }
};
