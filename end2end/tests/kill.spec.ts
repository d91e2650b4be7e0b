// The server or its database is killed during a stream of reports: acknowledged reports are stored, once.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SERVERS, address } from '../servers';
import { expect, test } from './fixtures';

const kinerja = resolve(import.meta.dirname, '../../dist/kinerja');
const data = join(tmpdir(), 'kinerja-e2e-kill');
const base = address(SERVERS);
const { DATABASE_URL: _, ...env } = process.env;

function clear() {
  spawnSync(kinerja, ['cluster', 'stop', '--data', data], { env, stdio: 'ignore' });
  rmSync(data, { recursive: true, force: true });
}

/** Starts a server and resolves when it prints its address. */
function start() {
  const server = spawn(kinerja, ['serve', '--demo', '--data-dir', data], {
    env: { ...env, LEPTOS_SITE_ADDR: new URL(base).host, RUST_LOG: 'error' },
  });
  return new Promise<ChildProcess>((ready, failed) => {
    server.stdout.on('data', (text) => String(text).includes('listens on') && ready(server));
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}`)));
  });
}

/** Resolves when the server has ended. */
function ended(server: ChildProcess) {
  return new Promise<void>((done) => server.removeAllListeners('exit').once('exit', () => done()));
}

/** Signs in as Pegawai; returns a function that reports on the first indicator, and that indicator. */
async function reporter() {
  const entered = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ demo: 'pegawai' }),
  });
  expect(entered.status).toBe(204);
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0];
  const [{ id: indicator }] = await (await fetch(`${base}/api/v1/indicators`, { headers: { cookie } })).json();
  const observedAt = new Date().toISOString();
  const post = (key: string, value: string) =>
    fetch(`${base}/api/v1/reports`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ indicator_id: indicator, value, note: null, observed_at: observedAt }),
    });
  return { cookie, indicator, post };
}

/** Recounts everything and ends the server. */
async function endClean(server: ChildProcess) {
  const check = spawnSync(kinerja, ['check', '--data-dir', data], { env, encoding: 'utf8' });
  expect(check.stdout.trim()).toBe('All counts agree.');
  expect(check.status).toBe(0);
  const end = ended(server);
  server.kill('SIGTERM');
  await end;
}

type Sent = { key: string; value: string; acknowledged: boolean };

test.beforeEach(() => {
  clear();
  mkdirSync(data, { recursive: true, mode: 0o755 });
});
test.afterEach(clear);

test('each acknowledged report survives kill -9 of the server, once', async () => {
  test.setTimeout(180_000);
  let server = await start();
  const { cookie, indicator, post } = await reporter();
  const sent: Sent[] = [];
  for (const round of [40, 65, 90]) {
    let acknowledged = 0;
    const end = ended(server);
    const stream = async () => {
      for (;;) {
        const report = { key: randomUUID(), value: String(sent.length + 1), acknowledged: false };
        sent.push(report);
        try {
          report.acknowledged = (await post(report.key, report.value)).status === 201;
        } catch {
          return;
        }
        if (report.acknowledged && ++acknowledged === round) server.kill('SIGKILL');
      }
    };
    await Promise.all([stream(), stream(), stream(), stream()]);
    await end;
    server = await start();
  }

  // Reports in flight are sent again under their key: stored once, whether they had been stored or not.
  for (const report of sent) {
    const again = await post(report.key, report.value);
    expect(report.acknowledged ? [200] : [200, 201]).toContain(again.status);
  }
  const stored = new Map<string, number>();
  for (let after = ''; ; ) {
    const query = `indicator_id=${indicator}${after && `&after=${after}`}`;
    const page: { id: string }[] = await (await fetch(`${base}/api/v1/reports?${query}`, { headers: { cookie } })).json();
    for (const { id } of page) stored.set(id, (stored.get(id) ?? 0) + 1);
    if (page.length < 200) break;
    after = page[page.length - 1].id;
  }
  expect(sent.filter(({ key }) => stored.get(key) !== 1)).toEqual([]);
  await endClean(server);
});

test('after kill -9 of the database reports are answered 503, and it recovers without help', async () => {
  test.setTimeout(180_000);
  const server = await start();
  const { post } = await reporter();
  const first = { key: randomUUID(), receipt: {} };
  first.receipt = await (await post(first.key, '1')).json();
  const postmaster = () => {
    const file = join(data, 'postgres/cluster/postmaster.pid');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] : '';
  };
  const killed = postmaster();
  process.kill(Number(killed), 'SIGKILL');
  const key = randomUUID();
  // Sent with the database gone; processes that are left of it may still accept some, and it may be back before it was
  // missed: a request waits for a moment.
  let answer = await post(randomUUID(), '2');
  while (answer.status === 201 && postmaster() === killed) answer = await post(randomUUID(), '2');
  expect([201, 503]).toContain(answer.status);
  expect(answer.headers.get('retry-after')).toBe(answer.status === 503 ? '3' : null);
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  await expect.poll(async () => (await post(key, '3')).ok, { timeout: 60_000 }).toBe(true);
  await expect.poll(async () => (await fetch(`${base}/readyz`)).status).toBe(200);
  const again = await post(first.key, '1');
  expect([again.status, await again.json()]).toEqual([200, first.receipt]);
  await endClean(server);
});
