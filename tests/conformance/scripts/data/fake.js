module.exports = {
  make(context, events, next) {
    context.vars.made = `${context.funcs.$randNumber()} ${typeof context.funcs.$randNumber()}`;
    return next();
  },
};
