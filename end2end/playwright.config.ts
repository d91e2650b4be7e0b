// Journeys through the built program: `dist/` with a demo agency of its own in a throw-away data folder.
import { defineConfig, devices } from '@playwright/test';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVERS, address } from './servers';

// PostgreSQL does not run as root: its data must lie where another account may go.
const data = process.env.KINERJA_E2E_DATA ?? join(tmpdir(), 'kinerja-e2e');

export default defineConfig({
  testDir: 'tests',
  // Journeys side by side never meet: each worker has a server and a demo agency of its own. One agency serves all
  // journeys of a worker; those that report do so as people of their own.
  workers: SERVERS,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.KINERJA_CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'desktop',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
      testIgnore: /plain\.spec\.ts/,
    },
    {
      name: 'phone',
      use: { ...devices['Pixel 5'], viewport: { width: 360, height: 740 } },
      testMatch: /(report|look|system|threads)\.spec\.ts/,
    },
    {
      name: 'no-js',
      use: { ...devices['Desktop Chrome'], javaScriptEnabled: false },
      testMatch: /plain\.spec\.ts/,
    },
  ],
  webServer: Array.from({ length: SERVERS }, (_, worker) => ({
    command: `node serve.mjs ${data}-${worker}`,
    url: `${address(worker)}/readyz`,
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 12_000 },
    env: { LEPTOS_SITE_ADDR: new URL(address(worker)).host, KINERJA_FREE_FAILURES: '3', RUST_LOG: 'warn' },
  })),
});
