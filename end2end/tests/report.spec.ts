// Reporting from Beranda: four taps, a truthful receipt, and nothing typed is ever lost.
import { expect, hydrated, test } from './fixtures';

test('a repeat report takes four taps and says when it was received', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  await expect(article.getByLabel('Realisasi')).toBeFocused();
  await page.keyboard.type('31');
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
  await expect(article.locator('dd').filter({ hasText: /^31 / }).first()).toBeVisible();
});

test('what was typed survives a dead network, a reload and a lost session', async ({ page, signIn, context, allow }) => {
  allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await signIn('Pegawai');
  await hydrated(page);
  const button = page.getByRole('button', { name: /^Lapor / }).nth(1);
  await button.click();
  await page.getByLabel('Realisasi').fill('42');
  await page.getByLabel('Catatan').fill('Data dari posyandu Melati');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Tidak tersambung' })).toBeVisible();
  await expect(page.getByLabel('Realisasi')).toHaveValue('42');

  await context.setOffline(false);
  await page.reload();
  await hydrated(page);
  await button.click();
  await expect(page.getByLabel('Realisasi')).toHaveValue('42');
  await expect(page.getByLabel('Catatan')).toHaveValue('Data dari posyandu Melati');

  await context.clearCookies();
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('link', { name: 'Masuk lagi' })).toBeVisible();
  await signIn('Pegawai');
  await hydrated(page);
  await button.click();
  await expect(page.getByLabel('Realisasi')).toHaveValue('42');
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('status').filter({ hasText: /Diterima/ })).toBeVisible();
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
