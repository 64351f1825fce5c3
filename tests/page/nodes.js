// Starts real nodes from the Release build, each with a key, a name, free ports and a directory of its own.
import { spawn, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = new URL('../../src/P2PChain.Node/bin/Release/net10.0/p2pchain', import.meta.url).pathname;
const patience = 30_000;

export class Network {
  // With a disk size, as mount takes it, each node has a disk of its own in memory. That needs the right to mount.
  static async start(names, diskSize = null) {
    const network = new Network();
    network.hasDisks = diskSize !== null;
    network.directory = mkdtempSync(join(tmpdir(), 'p2pchain-page-'));
    network.nodes = await Promise.all(names.map((name) => make(network.directory, name, diskSize)));
    const known = network.nodes.map(({ key, name }) => `"${key}" = "${name}"`).join('\n');
    network.nodes.forEach((node, at) => {
      const peers = network.nodes.slice(0, at).map(({ port }) => `"127.0.0.1:${port}"`);
      configure(node, known, peers);
    });
    await Promise.all(network.nodes.map((node) => node.start()));
    await until('each node is connected with all others', async () => {
      const all = await Promise.all(network.nodes.map((node) => node.get('/api/status')));
      return all.every(({ peers }) => peers === names.length - 1);
    });
    return network;
  }

  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop('SIGTERM')));
    if (this.hasDisks) for (const { data } of this.nodes) execFileSync('umount', ['--lazy', data]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

class LiveNode {
  #process = null;

  get address() {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  async start() {
    this.log = '';
    this.#process = spawn(program, [this.file, '--headless'], { cwd: this.directory });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream.on('data', (text) => { this.log += text; });
    await until(`${this.name} is ready`, async () => {
      if (this.#process.exitCode !== null) throw new Error(`${this.name} ended:\n${this.log}`);
      return (await fetch(`${this.address}/health/ready`)).ok;
    });
  }

  async stop(signal) {
    const ended = this.#process;
    if (ended === null || ended.exitCode !== null || ended.signalCode !== null) return;
    const gone = new Promise((done) => ended.once('exit', done));
    ended.kill(signal);
    await gone;
  }

  // An address that lets one browser in.
  async open() {
    return `${this.address}/#${(await this.post('/api/codes', {})).code}`;
  }

  // The same, as a person gets it.
  openByCommand() {
    return execFileSync(program, ['open', '--data', this.file], { cwd: this.directory, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString().trim();
  }

  async get(path) {
    return (await fetch(this.address + path)).json();
  }

  async post(path, body) {
    const token = readFileSync(join(this.data, 'http.token'), 'utf8').trim();
    const answer = await fetch(this.address + path, {
      method: 'POST',
      headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  request(items, note) {
    return this.post('/api/requests?wait=20', { items, ...(note ? { note } : {}) });
  }
}

export async function until(what, isSo, within = patience) {
  const end = performance.now() + within;
  let last = null;
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      if (error.message.includes(' ended:')) throw error;
      last = error;
    }
    if (performance.now() > end) throw new Error(`not in time: ${what}${last ? ` (${last.message})` : ''}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export function canMount() {
  const place = mkdtempSync(join(tmpdir(), 'p2pchain-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'p2pchain-test', place], { stdio: 'ignore' });
    execFileSync('umount', ['--lazy', place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function make(parent, name, diskSize) {
  const node = new LiveNode();
  node.name = name;
  node.directory = join(parent, name.replaceAll(/\W/g, '').toLowerCase());
  node.data = join(node.directory, 'data');
  node.file = join(node.directory, 'node.conf');
  mkdirSync(node.data, { recursive: true, mode: 0o700 });
  if (diskSize) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskSize},mode=0700`, 'p2pchain-test', node.data]);
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(
    join(node.data, 'node.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const hex = (text) => Buffer.from(text, 'base64url').toString('hex');
  node.key = (parseInt(hex(y).at(-1), 16) % 2 === 0 ? '02' : '03') + hex(x);
  [node.port, node.httpPort] = await freePorts(2);
  return node;
}

function configure(node, names, peers) {
  writeFileSync(node.file, `
p2pchain {
  listen = "127.0.0.1:${node.port}"
  data = "${node.data}"
  peers = [${peers.join(', ')}]
  http.listen = "127.0.0.1:${node.httpPort}"
  discovery.lan = "off"
  network.name = "page-tests"
  names {
    ${names}
  }
}
`);
}

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => done(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
