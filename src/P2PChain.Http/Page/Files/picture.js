import { replace, svg } from './dom.js';
import { count, milliseconds, number, short } from './text.js';

const shownMax = 12;
const labelMax = 20;

// Draws this node in the centre and its peers around it. A dashed line is a dialled address without a connection.
export function picture(frame, { connected, dialling }, status) {
  const width = Math.max(280, frame.clientWidth);
  const around = [
    ...connected.map((peer) => ({
      kind: peer.tip === status.chain.tip ? 'step' : 'apart',
      label: peer.key?.name ?? (peer.key ? short(peer.key.key) : peer.address),
      detail: `height ${number(peer.height)}`,
      line: peer.roundTripMs === null ? '' : milliseconds(peer.roundTripMs),
    })),
    ...dialling.map((dial) => ({
      kind: 'off', label: dial.address, detail: dial.refusal ?? dial.failure ?? 'no answer yet', line: '',
    })),
  ];
  const shown = around.slice(0, shownMax);
  const isNarrow = width < 520;
  const height = isNarrow && shown.length > 1 || shown.length > 6 ? 400 : shown.length > 2 ? 320 : 200;
  const centre = { x: width / 2, y: height / 2 - 8 };
  const reach = { x: Math.max(60, Math.min(width / 2 - 80, 300)), y: height / 2 - 52 };
  const places = shown.map((peer, at) => {
    const turn = 2 * Math.PI * at / shown.length - Math.PI / 2 + (shown.length <= 2 && !isNarrow ? Math.PI / 2 : 0);
    return { ...peer, x: centre.x + reach.x * Math.cos(turn), y: centre.y + reach.y * Math.sin(turn) };
  });
  const name = status.node.key.name ?? short(status.node.key.key);
  replace(frame, svg('svg', {
    role: 'img', viewBox: `0 0 ${width} ${height}`, width, height,
    'aria-label': `${name} has ${count(connected.length, 'connection')}; `
      + `${status.peersInStep} of them are in step. ${dialling.length} dialled without a connection.`
      + ' The tables below have the details.',
  },
  places.map(({ kind, x, y }) => svg('line', { class: `edge ${kind}`, x1: centre.x, y1: centre.y, x2: x, y2: y })),
  places.map(({ x, y, line }) => line
    ? text('edge-label', (centre.x + x) / 2, (centre.y + y) / 2 - 5, line) : null),
  places.map(({ kind, x, y, label, detail }) => svg('g', { class: `peer ${kind}` },
    svg('circle', { cx: x, cy: y, r: 13 }),
    text('label', x, y + 30, cut(label)),
    text('detail', x, y + 45, cut(detail)))),
  svg('g', { class: 'peer self' },
    svg('circle', { cx: centre.x, cy: centre.y, r: 22 }),
    text('label', centre.x, centre.y + 40, cut(name)),
    text('detail', centre.x, centre.y + 55, `height ${number(status.chain.height)}`)),
  around.length > shownMax
    ? text('detail', width / 2, height - 4, `and ${count(around.length - shownMax, 'more address', 'more addresses')}`)
    : null));
}

const cut = (label) => label.length > labelMax ? `${label.slice(0, labelMax - 1)}…` : label;

const text = (kind, x, y, content) => svg('text', { class: kind, x, y, 'text-anchor': 'middle' }, content);
