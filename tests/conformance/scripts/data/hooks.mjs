// Hooks as an ES module.
export async function setName(context, events) {
  context.vars.name = 'of a module';
}
export function addHeader(request, context, events, next) {
  request.headers = request.headers ?? {};
  request.headers['x-hook'] = context.vars.name;
  return next();
}
