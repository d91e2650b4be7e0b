// The bytes of the first visit of Beranda, as a phone with an empty cache downloads it.
import { expect, hydrated, reportingFetched, test } from './fixtures';

// Brotli, all bytes, in kB (1,000 bytes).
const FIRST_VISIT = 270;
const PAGE_OF_DATA = 40;

test('the first visit of Beranda keeps to its budget', async ({ page, signIn, browser, baseURL }) => {
  await signIn('Pegawai');
  const cookies = await page.context().cookies();
  const context = await browser.newContext({ baseURL });
  await context.addCookies(cookies);
  const fresh = await context.newPage();
  const client = await context.newCDPSession(fresh);
  await client.send('Network.enable');
  const kinds = new Map<string, string>();
  const bytes = new Map<string, number>();
  client.on('Network.responseReceived', (event) => kinds.set(event.requestId, new URL(event.response.url).pathname));
  client.on('Network.loadingFinished', (event) => bytes.set(event.requestId, event.encodedDataLength));
  await fresh.goto('/');
  await hydrated(fresh);
  await reportingFetched(fresh);
  const sizes = [...bytes].map(([id, size]) => ({ path: kinds.get(id) ?? '?', size }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  console.log(`first visit of Beranda: ${total} bytes`, sizes.sort((a, b) => b.size - a.size).slice(0, 12));
  expect(total / 1000).toBeLessThanOrEqual(FIRST_VISIT);
  expect((sizes.find(({ path }) => path === '/')?.size ?? Infinity) / 1000).toBeLessThanOrEqual(PAGE_OF_DATA);
  await context.close();
});
