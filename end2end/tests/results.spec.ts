// The results of a unit's head on its board: a report below moves them, and a figure leads down to the reports.
import { type Page, accessible, accessibleInBothThemes, expect, hydrated, plausible, test } from './fixtures';

const phone = { viewport: { width: 320, height: 740 }, isMobile: true, hasTouch: true };
const visits = 'Kunjungan rumah ibu hamil dan nifas';

/** The row of the visits among the results of the open board. */
const rowOf = (page: Page) =>
  page.getByRole('table', { name: /^Hasil pimpinan unit/ }).getByRole('row').filter({ hasText: visits });

/** The number in the row's cell `Sekarang`. */
async function now(page: Page): Promise<number> {
  const text = await rowOf(page).getByRole('cell').first().innerText();
  return Number(text.replace(/\D/g, ''));
}

test('a report on a phone changes the head’s result, which says where it comes from', async ({ page, signIn, other }) => {
  await signIn('Atasan');
  await page.goto('/dasbor');
  await hydrated(page);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  const before = await now(page);

  const hers = await other('Pegawai', phone);
  const indicators: { id: string; name: string }[] = await (await hers.request.get('/api/v1/indicators')).json();
  const own = indicators.find(({ name }) => name.startsWith(visits));
  await hers.goto(`/lapor?indikator=${own?.id}`);
  await hydrated(hers);
  await hers.getByLabel('Realisasi').first().fill(await plausible(hers));
  await hers.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(hers.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();

  await expect.poll(() => now(page)).toBe(before + 1);
  await expect(rowOf(page)).toHaveClass(/row-lit/);
  await rowOf(page).getByRole('link', { name: /^Dari mana angka ini/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dasbor: dari mana angka ini?' })).toBeVisible();
  await expect(page.getByText(/= jumlah \d+ laporan terbaru/)).toBeVisible();
  const people = page.getByRole('table', { name: 'Indikator yang menyumbang' });
  const mine = people.getByRole('row').filter({ has: page.locator(`a[href="/riwayat/${own?.id}"]`) });
  await expect(mine.getByText('Hari ini')).toBeVisible();
  await mine.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/riwayat/${own?.id}$`));
  await page.goBack();
  await page.getByRole('link', { name: /^Dasbor / }).click();
  await expect(rowOf(page)).toBeVisible();
});

test('the office adds up what its health centres have, and leads down through them', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  await expect(page.getByRole('region', { name: 'Hasil unit' })).toContainText(/Paling tertinggal|Tidak ada hasil yang tertinggal/);
  await rowOf(page).getByRole('link', { name: /^Dari mana angka ini/ }).click();
  await expect(page.getByRole('table', { name: 'Menurut unit' }).getByRole('row').filter({ hasText: 'Puskesmas' }).first()).toBeVisible();
  const heads = page.getByRole('table', { name: 'Indikator yang menyumbang' });
  await heads.getByRole('row').nth(1).getByRole('link').click();
  await expect(page.getByRole('link', { name: /^Hasil di atasnya: Kunjungan rumah/ })).toBeVisible();
  await accessibleInBothThemes(page);
});

test('who only oversees sees the sums and no persons', async ({ page, signIn }) => {
  await signIn('Pengelola');
  await page.goto('/dasbor');
  await expect(page.getByRole('region', { name: 'Hasil unit' })).toContainText('tidak menyusun SKP');
  await page.getByRole('table', { name: 'Unit di bawahnya' }).getByRole('link', { name: 'Dinas Kesehatan' }).click();
  await rowOf(page).getByRole('link', { name: /^Dari mana angka ini/ }).click();
  await expect(page.getByText(/= jumlah \d+ laporan terbaru/)).toBeVisible();
  await expect(page.getByRole('table', { name: 'Menurut unit' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Indikator yang menyumbang' })).toHaveCount(0);
});

test('without JavaScript the results and their origin can be read at 320 px', async ({ other }) => {
  const plain = await other('Atasan', { ...phone, javaScriptEnabled: false });
  await plain.goto('/dasbor');
  await expect(rowOf(plain)).toBeVisible();
  const sideways = () => plain.evaluate(() => document.documentElement.scrollWidth);
  expect(await sideways()).toBeLessThanOrEqual(320);
  await rowOf(plain).getByRole('link', { name: /^Dari mana angka ini/ }).click();
  await expect(plain.getByRole('table', { name: 'Indikator yang menyumbang' })).toBeVisible();
  expect(await sideways()).toBeLessThanOrEqual(320);
});

test('the origin of a figure is accessible on a phone', async ({ other }) => {
  const small = await other('Atasan', phone);
  await small.goto('/dasbor');
  await hydrated(small);
  await accessible(small);
  await rowOf(small).getByRole('link', { name: /^Dari mana angka ini/ }).click();
  await expect(small.getByRole('table', { name: 'Indikator yang menyumbang' })).toBeVisible();
  await accessible(small);
});

test('text twice as large pushes nothing sideways', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Atasan');
  await page.goto('/dasbor');
  await hydrated(page);
  await rowOf(page).getByRole('link', { name: /^Dari mana angka ini/ }).click();
  await expect(page.getByRole('table', { name: 'Indikator yang menyumbang' })).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});
