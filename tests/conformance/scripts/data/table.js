// A table of requests and what they must answer.
module.exports = {
  loadTable(context, events, next) {
    context.vars.table = [
      { path: '/items/1', code: 200 },
      { path: '/status/404', code: 404 },
      { path: '/redirect/302', code: 302 },
      { path: '/status/500', code: 200 },
    ];
    return next();
  },
};
