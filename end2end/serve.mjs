// Serves the built program with a fresh demo agency for the journeys, and cleans up after them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const data = process.argv[2];
const kinerja = resolve(import.meta.dirname, '../dist/kinerja');
const clear = () => {
  if (existsSync(data)) spawnSync(kinerja, ['cluster', 'stop', '--data', data], { stdio: 'ignore' });
  rmSync(data, { recursive: true, force: true });
};
clear();
mkdirSync(data, { recursive: true, mode: 0o755 });
const { DATABASE_URL: _, ...env } = process.env;
const server = spawn(kinerja, ['serve', '--demo', '--data-dir', data], { env, stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.kill('SIGTERM'));
server.on('exit', (code) => {
  clear();
  process.exit(code ?? 1);
});
