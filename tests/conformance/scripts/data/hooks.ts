// Hooks in TypeScript.
type Context = { vars: Record<string, unknown> };

export async function setName(context: Context): Promise<void> {
  const name: string = 'typed';
  context.vars.name = name;
}
