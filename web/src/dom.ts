// Elements from values. Text always goes in as text, never as HTML: a log line can hold anything.

export type Child = Node | string | number | null | undefined | false;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export interface Column<Row> {
  head: string;
  /** "number" is set in columns that are compared by eye. */
  kind?: 'number' | 'time' | 'wide';
  cell: (row: Row, index: number) => Child;
}

/** More rows than this wait for a click: a page of days has thousands. */
const rowsAtOnce = 300;

/** A table with a caption; its wrapper scrolls sideways on small screens. */
export function table<Row>(caption: string, columns: Column<Row>[], rows: Row[]): HTMLElement {
  const head = h('tr', {}, ...columns.map((c) => h('th', { scope: 'col', class: c.kind ?? '' }, c.head)));
  const line = (row: Row, index: number) =>
    h('tr', {}, ...columns.map((c) => h('td', { class: c.kind ?? '' }, c.cell(row, index))));
  const body = h('tbody', {}, ...rows.slice(0, rowsAtOnce).map(line));
  const left = rows.slice(rowsAtOnce);
  const all = h('button', { type: 'button' }, `Show all ${rows.length.toLocaleString('en-US')}`);
  all.addEventListener('click', () => {
    body.append(...left.map((row, i) => line(row, rowsAtOnce + i)));
    all.remove();
  });
  return h(
    'div',
    { class: 'table', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', {}, caption), h('thead', {}, head), body),
    left.length > 0 ? all : null,
  );
}

export function section(id: string, title: string, intro: string | null, ...children: Child[]): HTMLElement {
  return h(
    'section',
    { 'aria-labelledby': id },
    h('h2', { id }, title),
    intro ? h('p', { class: 'intro' }, intro) : null,
    ...children,
  );
}
