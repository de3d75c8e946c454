// Hooks of the corpus: each in Artillery's signatures, with what a test can see of it.
module.exports = {
  setName(context, events, next) {
    context.vars.name = 'ann';
    context.vars.list = [1, { a: 'x' }];
    return next();
  },
  async setLater(context, events) {
    await new Promise((done) => setTimeout(done, 5));
    context.vars.later = `${context.vars.name}-later`;
    events.emit('counter', 'hooks.async', 2);
  },
  count(context, events, next) {
    events.emit('counter', 'hooks.counted', 3);
    events.emit('histogram', 'hooks.size', 12.5);
    events.emit('rate', 'hooks.rate');
    return next();
  },
  addHeader(request, context, events, next) {
    request.headers = request.headers || {};
    request.headers['x-hook'] = `${context.vars.name}`;
    request.json = { from: 'hook', method: request.method };
    return next();
  },
  async addQuery(request, context, events) {
    request.url = `${request.url}?hook=1`;
  },
  readAnswer(request, response, context, events, next) {
    const body = JSON.parse(response.body);
    context.vars.seen = `${response.statusCode} ${body.name} ${response.headers['content-type']}`;
    return next();
  },
  async readLater(request, response, context, events) {
    context.vars.laterSeen = response.statusCode + 1;
  },
  failWithError(context, events, next) {
    return next(new Error('a hook said no'));
  },
  failWithCode(context, events, next) {
    const error = new Error('with a code');
    error.code = 'EHOOK';
    return next(error);
  },
  failWithText(context, events, next) {
    return next('only a text');
  },
  async throwLater(context, events) {
    throw new Error('thrown later');
  },
  throwAtOnce(context, events, next) {
    throw new Error('thrown at once');
  },
  untilThree(context, next) {
    context.vars.rounds = (context.vars.rounds || 0) + 1;
    return next(context.vars.rounds < 3);
  },
  isAnn(vars) {
    return vars.name === 'ann';
  },
  isBen(vars) {
    return vars.name === 'ben';
  },
  print(context, events, next) {
    console.log(`hook of ${context.scenario.name}: ${context.vars.name}`);
    return next();
  },
  onProblem(error, request, context, events, next) {
    events.emit('counter', `hooks.problem.${error.code || error.message}`, 1);
    return next();
  },
};
