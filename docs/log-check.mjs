// Checks a copy of the public log of moderation; shares no code with the server: written from docs/MODERATION_LOG.md alone.
// Node 18 or newer: node log-check.mjs FILE|URL [--since HEAD] [--key FINGERPRINT]; a browser: import { check }.
const utf8 = new TextEncoder(), LOWER = /^[0-9a-f]*$/;
const crypto = globalThis.crypto ?? (await import('node:crypto')).webcrypto;
const isHex = (text, bytes) => typeof text === 'string' && text.length === bytes * 2 && LOWER.test(text);
const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text);
const toHex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const sha256 = async (...parts) => toHex(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
const number = (n) => { const bytes = new Uint8Array(8); new DataView(bytes.buffer).setBigUint64(0, BigInt(n)); return bytes; };
const link = (line) => sha256(number(line.n), fromHex(line.prev), utf8.encode(line.entry));
async function signed(key, statement, signature) {
  if (!isHex(key, 32) || !isHex(signature, 64)) return false;
  try {
    const opened = await crypto.subtle.importKey('raw', fromHex(key), { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify('Ed25519', opened, fromHex(signature), utf8.encode(statement));
  } catch { return false; }
}
// A line or a head, if its bytes are exactly the form that the log has; null otherwise.
function read(text) {
  let json;
  try { json = JSON.parse(text); } catch { return null; }
  if (json === null || typeof json !== 'object' || !Number.isSafeInteger(json.n) || json.n < 0 || !isHex(json.hash, 32)) return null;
  const { n, prev, entry, hash, at, key, public: half, signature } = json;
  const isLine = isHex(prev, 32) && typeof entry === 'string' && text === JSON.stringify({ n, prev, entry, hash });
  const isHead = isDay(at) && isHex(key, 32) && isHex(half, 32) && isHex(signature, 64) &&
    text === JSON.stringify({ n, hash, at, key, public: half, signature });
  return isLine ? json : isHead ? { n, hash, at, key, half, signature, head: true } : null;
}

/** Says what is wrong first: `{ line, fault }`; or that nothing is: `{ head, first, trusted }`. */
export async function check(text, { since, key: given } = {}) {
  const bad = (line, fault) => ({ line, fault });
  const lines = text.split('\n'), keys = [];
  if (lines.pop() !== '') lines.push('');
  const all = lines.map(read), hashes = new Map();
  const fits = async (line) => line !== null && !line.head && (await link(line)) === line.hash;
  const later = async (from, n) => { for (const line of all.slice(from)) if (line?.n === n && await fits(line)) return true; return false; };
  const lead = since && all[0], older = lead?.head && lead.n < since.n;
  const partial = lead && (lead.head ? lead.n === since.n : lead.n > 1 && lead.n - 1 === since.n);
  let n = partial ? since.n + 1 : older ? lead.n + 1 : 1, force = null, head = null;
  let prev = partial ? since.hash : older ? lead.hash : '0'.repeat(64);
  for (const [place, line] of all.entries()) {
    if (head) return bad(n, 'inserted');
    if (line === null) return bad(n, 'changed');
    if (line.head) { head = line; continue; }
    if (!(await fits(line))) return bad(n, 'changed');
    if (line.n < n) return bad(line.n, 'inserted');
    if (line.n > n && !(await later(place + 1, n))) return bad(n, 'missing');
    if (line.n > n) {
      const stray = await later(place + 1, line.n) || line.n > Math.max(0, ...all.filter((other) => other?.head).map((other) => other.n));
      return bad(line.n, stray ? 'inserted' : 'out of order');
    }
    if (line.prev !== prev) {
      if (await later(place + 1, n)) return bad(n, 'inserted');
      return partial && n === since.n + 1 ? bad(since.n, 'rolled back') : bad(Math.max(1, n - 1), 'changed');
    }
    let change = null;
    try { change = JSON.parse(line.entry).key ?? null; } catch { return bad(n, 'changed'); }
    if (change) {
      if (force !== null ? change.by !== force : n === 1 && change.by !== change.public) return bad(n, 'unknown key');
      if (!(await signed(change.by, `fabrique-log-key:v1:${n}:${prev}:${change.public}`, change.signature))) return bad(n, 'bad signature');
      if (force === null && n > 1) keys.push(await sha256(fromHex(change.by)));
      keys.push(await sha256(fromHex(force = change.public)));
    }
    if (since && n === since.n && line.hash !== since.hash) return bad(n, 'rolled back');
    [prev, n] = [line.hash, n + 1];
  }
  if (!head || head.n > n - 1) return bad(n, 'missing');
  if (head.n < n - 1) return bad(head.n + 1, 'inserted');
  if (head.hash !== prev) return partial && n === since.n + 1 ? bad(since.n, 'rolled back') : bad(Math.max(1, n - 1), 'changed');
  if ((await sha256(fromHex(head.half))) !== head.key) return bad(n, 'bad signature');
  if (force !== null && head.half !== force) return bad(n, 'unknown key');
  if (!(await signed(head.half, `fabrique-log-head:v1:${head.n}:${head.hash}:${head.at}:${head.key}`, head.signature))) return bad(n, 'bad signature');
  if (!keys.includes(head.key)) keys.push(head.key);
  if (given && !keys.includes(given)) return bad(n, 'unknown key');
  if (since && head.n < since.n) return bad(n, 'rolled back');
  return { head, first: keys[0], trusted: Boolean(given) };
}

const CODES = { changed: 10, missing: 11, 'out of order': 12, inserted: 13, 'bad signature': 14, 'unknown key': 15, 'rolled back': 16 };
async function command(args) {
  const { readFile } = await import('node:fs/promises');
  const option = (name) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : undefined);
  const [remembered, key, [source]] = [option('--since'), option('--key'), args];
  const [n, hash] = /^\d+:[0-9a-f]{64}$/.test(remembered ?? '') ? remembered.split(':') : [];
  const last = async (file) => JSON.parse((await readFile(file, 'utf8')).trimEnd().split('\n').pop());
  const since = hash ? { n: Number(n), hash } : remembered && await last(remembered);
  const text = /^https?:/.test(source) ? await (await fetch(source)).text() : await readFile(source, 'utf8');
  const found = await check(text, { since, key });
  if (found.fault) { console.log(`line ${found.line}: ${found.fault}`); return CODES[found.fault]; }
  console.log(`whole: ${found.head.n} lines, head ${found.head.n}:${found.head.hash}, signed on ${found.head.at} by ${found.head.key}`);
  if (!found.trusted) console.log(`the first key was trusted: ${found.first}`);
  return 0;
}
if (globalThis.process?.argv?.[1]?.endsWith('log-check.mjs'))
  command(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (error) => { console.error(error.message); process.exitCode = 1; });
