// Journeys through the built program: `dist/` with a demo agency of its own in a throw-away data folder.
import { defineConfig, devices } from '@playwright/test';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const port = Number(process.env.KINERJA_PORT ?? 3177);
const baseURL = `http://127.0.0.1:${port}`;
// PostgreSQL does not run as root: another account must be able to enter its folder.
const data = process.env.KINERJA_E2E_DATA ?? join(tmpdir(), `kinerja-e2e-${port}`);

export default defineConfig({
  testDir: 'tests',
  // One demo agency serves all journeys; reporting journeys use people of their own.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL,
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
  webServer: {
    command: `node serve.mjs ${data}`,
    url: `${baseURL}/readyz`,
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
    env: { LEPTOS_SITE_ADDR: `127.0.0.1:${port}`, KINERJA_FREE_FAILURES: '3', RUST_LOG: 'warn' },
  },
});
