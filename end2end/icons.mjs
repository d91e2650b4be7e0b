// The icons of the installed application, drawn from public/favicon.svg: `node icons.mjs` after the drawing changed.
import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';

const folder = new URL('../public/', import.meta.url).pathname;
const drawing = readFileSync(`${folder}favicon.svg`, 'utf8');
// Where the system cuts its own shape out, the edge must be empty and the background reaches into the corners.
const ground = drawing.match(/<rect [^>]*fill="([^"]+)"/)[1];
const browser = await chromium.launch({
  executablePath: process.env.KINERJA_CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
for (const [name, size, scale] of [
  ['icon-192', 192, null],
  ['icon-512', 512, null],
  ['icon-maskable-512', 512, 0.8],
  ['icon-180', 180, 0.9],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const side = Math.round(size * (scale ?? 1));
  const picture = drawing.replace('<svg ', `<svg width="${side}" height="${side}" `);
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${scale ? ground : 'transparent'}">${picture}`,
  );
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
