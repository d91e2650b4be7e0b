// Weak signal: a page that cannot be fetched waits, and a shown page stays and catches up.
import { type Page } from '@playwright/test';
import { expect, hydrated, reportAgain, test } from './fixtures';

const OFFLINE = /ERR_INTERNET_DISCONNECTED|Failed to fetch/;

test('a page that cannot be fetched says so and opens when the signal is back', async ({ page, signIn, allow }) => {
  allow(OFFLINE);
  await signIn('Pimpinan');
  await hydrated(page);
  await page.context().setOffline(true);
  await page.getByRole('navigation', { name: 'Menu utama' }).getByRole('link', { name: 'Dasbor' }).click();
  await expect(page.getByText('Menunggu sinyal untuk membuka halaman')).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole('heading', { level: 1, name: 'Dasbor' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Unit di bawahnya' })).toBeVisible();
});

test('without a signal the board keeps its numbers, and then it catches up', async ({ page, signIn, other, allow }) => {
  allow(OFFLINE);
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  const today = page.locator('dl.figures div').filter({ hasText: 'Laporan hari ini' }).locator('dd');
  const before = Number(await today.innerText());
  await page.context().setOffline(true);
  const hers = await other('Pegawai');
  const status = await hers.evaluate(async () => {
    const [indicator] = await (await fetch('/api/v1/indicators')).json();
    const body = { indicator_id: indicator.id, value: indicator.last_value ?? '1', note: null, observed_at: new Date().toISOString() };
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    return (await fetch('/api/v1/reports', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  });
  expect(status).toBe(201);
  await expect(today).toBeVisible();
  await page.context().setOffline(false);
  await expect(today).toHaveText(String(before + 1));
});

/** How the parts of a board look that both style sheets dress. */
const look = (page: Page) =>
  page.evaluate(() =>
    ['body', 'nav', 'main', 'dl.figures', '.unit-table', '.unit-table caption'].map((part) => {
      const { display, fontFamily, padding, textAlign, borderCollapse } = getComputedStyle(document.querySelector(part) as Element);
      return { part, display, fontFamily, padding, textAlign, borderCollapse };
    }),
  );

test('a page whose style sheets failed to load is dressed soon after', async ({ page, signIn, allow }) => {
  allow(/ERR_FAILED/);
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  await expect(page.getByRole('table', { name: 'Unit di bawahnya' })).toBeVisible();
  const dressed = await look(page);
  for (const file of ['kinerja.css', 'pages.css']) {
    let failed = 0;
    await page.route(
      `**/${file}`,
      async (route) => {
        failed += 1;
        await route.abort();
      },
      { times: 1 },
    );
    await page.goto('/dasbor', { waitUntil: 'commit' });
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Unit di bawahnya' })).toBeVisible();
    await expect.poll(() => look(page), file).toEqual(dressed);
    expect(failed, file).toBe(1);
  }
});

test('that numbers may be old is told above the cards, also on a phone', async ({ page, signIn, allow }) => {
  allow(/ERR_FAILED|Failed to fetch/);
  await page.setViewportSize({ width: 360, height: 740 });
  const live = page.waitForResponse(/\/live\?/);
  await signIn('Pegawai');
  await hydrated(page);
  await live;
  const card = page.getByRole('article').first();
  await page.route('**/api/my_home*', (route) => route.abort());
  await reportAgain(page);
  const told = page.getByRole('alert').filter({ hasText: 'Yang tampil mungkin bukan keadaan terbaru.' });
  await expect(told).toBeInViewport();
  await expect(card).toBeVisible();
  const top = async (part: typeof card) => (await part.boundingBox())?.y ?? NaN;
  expect(await top(told)).toBeLessThan(await top(card));
  await page.unroute('**/api/my_home*');
  await told.getByRole('button', { name: 'Coba lagi' }).click();
  await expect(told).toBeHidden();
});

for (const [person, paths] of [
  ['Pegawai', ['/', '/lapor', '/skp', '/percakapan']],
  ['Pimpinan', ['/tim', '/dasbor', '/dasbor/layar', '/dasbor/pelaporan']],
] as const) {
  test(`an open page of ${person} complains of nothing while nothing is awaited`, async ({ page, signIn }) => {
    await signIn(person);
    await page.clock.install();
    for (const path of paths) {
      await page.goto(path);
      await hydrated(page);
      await page.clock.runFor(11_000);
      await expect(page.getByRole('alert').filter({ hasText: /\S/ }), path).toHaveCount(0);
      await expect(page.getByText('Belum ada jawaban'), path).toHaveCount(0);
    }
  });
}
