import { safe } from './safe.js';

// Makes an element. Texts become text nodes through safe(); no text is ever read as markup.
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

const svgSpace = 'http://www.w3.org/2000/svg';

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(svgSpace, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : safe(value));
  }
  add(element, children);
  return element;
}

function add(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(safe(child)));
  }
}

export function replace(parent, ...children) {
  const fresh = document.createDocumentFragment();
  add(fresh, children);
  parent.replaceChildren(fresh);
}

// Sets text only if it changed, so that screen readers and selections are left in peace.
export function setText(element, text) {
  const shown = safe(text ?? '');
  if (element.textContent !== shown) element.textContent = shown;
}

// Shows a list in a parent. Rows are kept by their keys, so the focus stays on a row that changes.
export function keyed(parent, list, keyOf, make, update) {
  const rows = parent.keyedRows ??= new Map();
  const wanted = new Set(list.map(keyOf));
  for (const [key, row] of rows) {
    if (wanted.has(key)) continue;
    row.element.remove();
    rows.delete(key);
  }
  let at = parent.firstElementChild;
  for (const one of list) {
    const key = keyOf(one);
    let row = rows.get(key);
    if (!row) rows.set(key, row = make(one));
    update(row, one);
    if (row.element === at) at = at.nextElementSibling;
    else parent.insertBefore(row.element, at);
  }
}
