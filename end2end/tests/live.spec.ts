// The main job: a report on a phone changes the leader's board; the answer comes back; no reload in either.
import { expect, hydrated, plausible, test } from './fixtures';

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

test('a report on a phone moves the open board of the leader, and the answer reaches the phone', async ({
  page,
  signIn,
  other,
}) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Puskesmas' }).first();
  await expect(row).toBeVisible();
  const today = page.locator('dl.figures div').filter({ hasText: 'Laporan hari ini' }).locator('dd');
  const before = Number(await today.innerText());
  // Opened and chosen parts stay so, whatever changes.
  await page.getByRole('button', { name: /Lihat tabel.*Pegawai per unit/ }).click();
  const table = page.getByRole('dialog', { name: 'Pegawai per unit menurut keadaan' });
  await expect(table).toBeVisible();

  const hers = await other('Pegawai', phone);
  await hydrated(hers);
  const button = hers.getByRole('button', { name: /^Lapor/ }).first();
  const result = hers.getByRole('article').filter({ has: button }).first();
  await button.click();
  await hers.getByLabel('Realisasi').first().fill(await plausible(hers));
  await hers.getByText('Tambah catatan').first().click();
  await hers.getByLabel('Catatan').first().fill('Kunjungan pagi selesai');
  await hers.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(result.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();

  await expect(today).toHaveText(String(before + 1));
  await expect(page.getByRole('table', { name: 'Unit di bawahnya' }).locator('tr.row-lit')).toHaveCount(1);
  await expect(table).toBeVisible();
});

test('the answer of the superior reaches the phone without a reload', async ({ page, signIn, other }) => {
  await signIn('Atasan');
  const hers = await other('Pegawai', phone);
  await hydrated(hers);
  await hers.getByRole('link', { name: 'Percakapan hasil ini' }).first().click();
  await hydrated(hers);
  const question = `Bagaimana dengan posyandu Melati? ${Date.now()}`;
  await hers.getByLabel('Tulis umpan balik').fill(question);
  await hers.getByRole('button', { name: 'Kirim', exact: true }).click();
  await expect(hers.getByRole('listitem').filter({ hasText: question })).toBeVisible();

  await page.goto('/percakapan');
  await page.getByRole('listitem').filter({ hasText: question }).getByRole('link').first().click();
  await hydrated(page);
  await expect(page.getByRole('listitem').filter({ hasText: question })).toBeVisible();
  const answer = `Baik, saya carikan tambahan vaksin. ${Date.now()}`;
  await page.getByLabel('Tulis umpan balik').fill(answer);
  await page.getByRole('button', { name: 'Kirim', exact: true }).click();

  await expect(hers.getByRole('listitem').filter({ hasText: answer })).toBeVisible();
});
