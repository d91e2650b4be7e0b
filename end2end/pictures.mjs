// The README's pictures, from a running demo server: `node pictures.mjs [ADDRESS]`.
import { chromium } from '@playwright/test';
import { mkdirSync } from 'node:fs';

const address = process.argv[2] ?? 'http://127.0.0.1:3000';
const folder = new URL('pictures/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.KINERJA_CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
for (const [name, person, path, viewport] of [
  ['beranda', 'Pegawai', '/', { width: 360, height: 740 }],
  ['lapor', 'Pegawai', '/lapor', { width: 360, height: 740 }],
  ['dasbor', 'Pimpinan', '/dasbor', { width: 1280, height: 800 }],
]) {
  const page = await (await browser.newContext({ viewport, locale: 'id-ID', timezoneId: 'Asia/Jakarta' })).newPage();
  await page.goto(`${address}/masuk`);
  const offer = page.getByRole('region', { name: 'Coba tanpa akun' });
  await offer.getByRole('button', { name: person, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/masuk'));
  await page.goto(address + path);
  if (name === 'lapor') await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
  await page.locator('html[data-hydrated]').waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.screenshot({ path: `${folder}${name}.png` });
}
await browser.close();
