// A browser that spares data (`Save-Data: on`): an open board loads again less often, and misses nothing.
import { type Page, expect, hydrated, indicatorOf, plausible, test } from './fixtures';

const today = (page: Page) => page.locator('dl.figures div').filter({ hasText: 'Laporan hari ini' }).locator('dd');

/** Opens the board and counts its loads, in times and bytes. */
async function watch(page: Page) {
  const asked = { times: 0, bytes: 0 };
  page.on('requestfinished', async (request) => {
    if (!request.url().includes('/api/get_board')) return;
    asked.times += 1;
    asked.bytes += (await request.sizes()).responseBodySize;
  });
  await page.goto('/dasbor');
  await hydrated(page);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  return asked;
}

test('a board that spares data asks anew less often and ends with the same numbers', async ({ page, signIn, other }) => {
  test.slow();
  await signIn('Pimpinan');
  const sparing = await other('Pimpinan', { extraHTTPHeaders: { 'Save-Data': 'on' } });
  const [usual, spared] = [await watch(page), await watch(sparing)];
  const hers = await other('Pegawai');
  const before = Number(await today(page).innerText());
  for (let report = 1; report <= 4; report += 1) {
    const indicator = await indicatorOf(hers);
    const sent = await hers.request.post('/api/v1/reports', {
      headers: { 'Idempotency-Key': crypto.randomUUID() },
      data: {
        indicator_id: indicator.id,
        value: (await plausible(hers)).replace(',', '.'),
        note: null,
        observed_at: new Date().toISOString(),
      },
    });
    expect(sent.status()).toBe(201);
    await expect(today(page)).toHaveText(String(before + report));
  }
  console.log('asked anew:', { usual, spared });
  expect(usual.times).toBeGreaterThanOrEqual(4);
  expect(spared.times).toBeLessThan(usual.times);
  await expect(today(sparing)).toHaveText(String(before + 4), { timeout: 20_000 });
});
