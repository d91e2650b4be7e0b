// Reporting from Beranda: four taps, a truthful receipt, and typed text is never lost.
import { expect, hydrated, indicatorOf, plausible, test } from './fixtures';

test('a repeat report takes four taps and says when it was received', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  await expect(article.getByLabel('Realisasi')).toBeFocused();
  const value = await plausible(page);
  await page.keyboard.type(value);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
  const shown = Number(value.replace(',', '.')).toLocaleString('id-ID', { maximumFractionDigits: 4 });
  await expect.poll(() => article.locator('dd').first().innerText()).toContain(`${shown} `);
});

test('what was typed survives a dead network, a reload and a lost session', async ({ page, signIn, context, allow }) => {
  allow(/ERR_FAILED|Failed to load resource/);
  await signIn('Pegawai');
  await hydrated(page);
  // Of a card with one number; the third one is of a coverage.
  const button = page.getByRole('button', { name: /^Lapor / }).nth(1);
  const [value, { id }] = [await plausible(page, 1), await indicatorOf(page, 1)];
  const note = `Data dari posyandu Melati ${Date.now()}`;
  await button.click();
  await page.getByLabel('Realisasi').fill(value);
  await page.getByText('Tambah catatan').click();
  await page.getByLabel('Catatan').fill(note);
  await page.route('**/api/v1/reports', (route) => route.abort());
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Tidak tersambung' })).toBeVisible();
  await expect(page.getByLabel('Realisasi')).toHaveValue(value);

  await page.reload();
  await hydrated(page);
  await button.click();
  await expect(page.getByLabel('Realisasi')).toHaveValue(value);
  await expect(page.getByLabel('Catatan')).toHaveValue(note);

  await context.clearCookies();
  await page.unroute('**/api/v1/reports');
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('link', { name: 'Masuk lagi' })).toBeVisible();
  // Signed in again, it goes out by itself.
  await signIn('Pegawai');
  const stored = async () => {
    const reports: { note: string | null }[] = await (await page.request.get(`/api/v1/reports?indicator_id=${id}`)).json();
    return reports.filter((report) => report.note === note).length;
  };
  await expect.poll(stored).toBe(1);
  await page.reload();
  await hydrated(page);
  await button.click();
  await expect(page.getByLabel('Realisasi')).toHaveValue('');
});

test('a wrong number is told beside the field', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  await page.getByRole('button', { name: /^Lapor / }).first().click();
  await page.getByLabel('Realisasi').fill('1,2,3');
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByText('Tulis angka, misalnya 12,5.')).toBeVisible();
  await expect(page.getByLabel('Realisasi')).toHaveAttribute('aria-invalid', 'true');
});

test('a likely slip is asked about once, beside the field', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  const field = article.getByLabel('Realisasi');
  const question = article.getByText('Kirim sekali lagi bila memang benar.');
  await field.fill('99999999999');
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(question).toBeVisible();
  await field.fill('-5');
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByText('Angka di sini tidak bisa kurang dari 0.')).toBeVisible();
  await field.fill(await plausible(page));
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
  await expect(question).toBeHidden();
});

test('the receipt goes when something else is typed, and only then', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  const receipt = article.getByRole('status').filter({ hasText: /Diterima/ });
  await article.getByLabel('Realisasi').fill(await plausible(page));
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(receipt).toBeVisible();
  // A second tap shows the receipt.
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByText('Tulis angka, misalnya 12,5.')).toBeHidden();
  await expect(receipt).toBeVisible();
  await article.getByLabel('Realisasi').fill('7');
  await expect(receipt).toBeHidden();
  await article.getByLabel('Realisasi').fill('');
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByText('Tulis angka, misalnya 12,5.')).toBeVisible();
  await expect(receipt).toBeHidden();
  await article.getByLabel('Realisasi').fill(await plausible(page));
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(receipt).toBeVisible();
  await article.getByLabel('Realisasi').fill('7');
  await expect(receipt).toBeHidden();
});

test('after a correction the next report is an ordinary one again', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  const receipt = article.getByRole('status').filter({ hasText: /Diterima/ });
  const tick = article.getByLabel('Ini memperbaiki laporan terakhir');
  const send = async () => {
    await article.getByLabel('Realisasi').fill(await plausible(page));
    await article.getByRole('button', { name: 'Kirim laporan' }).click();
    await expect(receipt).toBeVisible();
  };
  await send();
  const before = await tick.getAttribute('value');
  await article.getByText('Tambah catatan').click();
  await tick.check();
  await send();
  await expect(tick).not.toBeChecked();
  await expect(tick).not.toHaveAttribute('value', before ?? '');
});

test('a correction after a lost answer is of the report that was stored', async ({ page, signIn, allow }) => {
  allow(/Failed to load resource/);
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  const send = article.getByRole('button', { name: 'Kirim laporan' });
  const wrong = await plausible(page);
  await article.getByLabel('Realisasi').fill(wrong);
  await page.route(
    '**/api/v1/reports',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await send.click();
  await expect(article.getByRole('alert').filter({ hasText: 'Tidak tersambung' })).toBeVisible();

  const tick = article.getByLabel('Ini memperbaiki laporan terakhir');
  const before = await tick.getAttribute('value');
  await article.getByText('Tambah catatan').click();
  await tick.check();
  await article.getByLabel('Realisasi').fill(await plausible(page));
  await send.click();
  await expect(article.getByRole('alert').filter({ hasText: 'tandai sebagai perbaikan' })).toBeVisible();
  await expect(tick).toBeChecked();
  await expect(tick).not.toHaveAttribute('value', before ?? '');
  await send.click();
  await expect(article.getByRole('status').filter({ hasText: /Diterima/ })).toBeVisible();

  await article.getByRole('heading', { level: 3 }).first().getByRole('link').click();
  const [newest, second] = [page.locator('li:has(.report-value)').nth(0), page.locator('li:has(.report-value)').nth(1)];
  await expect(newest).toContainText('memperbaiki laporan');
  await expect(second).toContainText('sudah diperbaiki');
  await expect(second).toContainText(wrong);
});

test('of two tabs that correct one report the second is told and keeps what was typed', async ({ page, signIn, context, allow }) => {
  allow(/Failed to load resource/);
  await signIn('Pegawai');
  const other = await context.newPage();
  await other.goto('/');
  const tabs = [page, other];
  for (const tab of tabs) {
    await hydrated(tab);
    const article = tab.getByRole('article').first();
    await article.getByRole('button', { name: /^Lapor / }).first().click();
    await article.getByText('Tambah catatan').click();
    await article.getByLabel('Ini memperbaiki laporan terakhir').check();
  }
  const value = await plausible(other);
  const [first, second] = tabs.map((tab) => tab.getByRole('article').first());
  await second.getByLabel('Realisasi').fill(value);
  await first.getByLabel('Realisasi').fill(await plausible(page));
  await first.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(first.getByRole('status').filter({ hasText: /Diterima/ })).toBeVisible();
  await second.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(second.getByRole('alert').filter({ hasText: 'sudah diperbaiki dari tab' })).toBeVisible();
  await expect(second.getByLabel('Realisasi')).toHaveValue(value);
});

test('the keyboard opens the form by Space and closes it', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  const button = article.getByRole('button', { name: /^Lapor / }).first();
  await button.focus();
  await page.keyboard.press('Space');
  await expect(article.getByLabel('Realisasi')).toBeFocused();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await article.getByRole('link', { name: 'Tutup' }).click();
  await expect(article.getByLabel('Realisasi')).toBeHidden();
});

test.describe('on a small phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('the field and its button are in sight without scrolling', async ({ page, signIn }) => {
    await signIn('Pegawai');
    await page.goto('/lapor');
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
    await hydrated(page);
    await expect(page.getByLabel('Realisasi')).toBeFocused();
    await expect(page.getByLabel('Catatan')).toBeHidden();
    // The rest of the screen when the keypad of the phone is open.
    const button = await page.getByRole('button', { name: 'Kirim laporan' }).boundingBox();
    expect(button && button.y + button.height).toBeLessThanOrEqual(480);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  });
});
