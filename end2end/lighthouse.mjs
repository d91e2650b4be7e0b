// Lighthouse's results for the main pages on a phone: slow 4G, a processor four times slower; `make bench` calls it.
//
//   SESSIONS='{"person": "kinerja=…", "overseer": "kinerja=…"}' node lighthouse.mjs ADDRESS
//
// One line of JSON for each page: the median of its runs by performance, and its accessibility failures.
import lighthouse from 'lighthouse';
import { launch } from 'puppeteer-core';

const RUNS = 3;
const PAGES = [
  ['Beranda', '/', 'person'],
  ['Lapor', '/lapor', 'person'],
  ['Dasbor', '/dasbor', 'overseer'],
];

const address = process.argv[2];
const sessions = JSON.parse(process.env.SESSIONS);

/**
 * One look at a page by a browser of its own. It has been at the address before, where nothing is to be seen: the
 * process that draws the page is then there and its trace complete. A new one misses its own beginning now and then.
 */
async function look(path, who) {
  const browser = await launch({
    executablePath: process.env.KINERJA_CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${address}/healthz`);
    const flags = {
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      extraHeaders: { Cookie: sessions[who] },
      skipAboutBlank: true,
    };
    const { lhr } = await lighthouse(address + path, flags, undefined, page);
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
    return lhr;
  } finally {
    await browser.close();
  }
}

for (const [name, path, who] of PAGES) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await look(path, who));
  runs.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
  const { audits, categories } = runs[Math.floor(RUNS / 2)];
  const percent = (category) => Math.round(100 * category.score);
  const value = (audit) => Math.round(audits[audit].numericValue);
  const wrong = categories.accessibility.auditRefs.map(({ id }) => audits[id]).filter(({ score }) => score === 0);
  console.log(
    JSON.stringify({
      name,
      performance: percent(categories.performance),
      accessibility: percent(categories.accessibility),
      contentful: value('first-contentful-paint'),
      largest: value('largest-contentful-paint'),
      blocked: value('total-blocking-time'),
      shift: Number(audits['cumulative-layout-shift'].numericValue.toFixed(3)),
      kilobytes: Math.round(value('total-byte-weight') / 1000),
      wrong: wrong.map(({ id }) => id),
    }),
  );
}
