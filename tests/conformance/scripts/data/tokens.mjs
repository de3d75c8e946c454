// A token that is drawn anew when it has been used twice.
let drawn = 0;
export async function freshToken(request, context) {
  context.vars.uses = (context.vars.uses ?? 0) + 1;
  if (context.vars.uses % 2 === 1) context.vars.token = `token-${++drawn}`;
}
