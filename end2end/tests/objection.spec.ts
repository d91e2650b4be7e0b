// An objection: filed on a phone, decided by the superior row by row, read by both sides without a reload.
import { accessible, expect, hydrated, test } from './fixtures';

const PHONE = { viewport: { width: 320, height: 740 } };

test('somebody objects on a phone, and reads the decision of the assessor’s superior at once', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  // An objection without a reason, and a decision that is not complete.
  allow(/422/);
  const hers = await other('Pegawai', PHONE);
  await hers.goto('/penilaian');
  await hydrated(hers);
  // The oldest: another journey releases the newest one.
  await hers.locator('.plan-versions > li').filter({ hasText: /Triwulan .*Dirilis/s }).last().getByRole('link').first().click();
  await expect(hers.getByRole('heading', { level: 1, name: /^Evaluasi Triwulan/ })).toBeVisible();
  const address = new URL(hers.url()).pathname;
  await hers.goto(`${address}/keberatan`);
  await hydrated(hers);
  await expect(hers.getByText(/^Masa keberatan berakhir .* pukul 23\.59, jadi keberatan tidak dapat diajukan lagi\.$/)).toBeVisible();
  await expect(hers.getByRole('button', { name: 'Ajukan keberatan' })).toBeDisabled();

  // Another version is served today, with a window of its own.
  await signIn('Atasan');
  await page.goto(address);
  await hydrated(page);
  await page.getByRole('button', { name: 'Ubah penilaian' }).click();
  await expect(page).toHaveURL(/\/nilai$/);
  const results = page.getByRole('group', { name: 'Rating hasil kerja' });
  await results.getByLabel('Di bawah ekspektasi').check();
  await results.getByLabel('Alasan').fill(`Sasaran bulan terakhir tidak tercapai ${Date.now()}`);
  await page.getByLabel('Alasan perubahan').fill('Laporan terakhir dihitung ulang');
  await page.getByRole('button', { name: 'Tetapkan' }).click();
  await expect(page.getByText('Ditetapkan dan langsung terbaca pegawai yang dinilai.')).toBeVisible();

  await hers.goto(address);
  await hydrated(hers);
  await hers.getByRole('link', { name: 'Ajukan keberatan' }).click();
  await hydrated(hers);
  const form = hers.getByRole('form', { name: 'Ajukan keberatan' });
  await form.getByRole('button', { name: 'Ajukan keberatan' }).click();
  const reason = form.getByLabel('Alasan keberatan: Rating hasil kerja');
  await expect(reason, 'led to what is missing').toBeFocused();
  const words = `Rujukan ke rumah sakit tidak dihitung ${Date.now()}`;
  await reason.fill(words);
  await form.getByText('Akuntabel', { exact: true }).click();
  await form.getByLabel('Alasan keberatan: Akuntabel').fill('Tidak ada kejadian yang dicatat');
  const wide = await hers.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await accessible(hers);
  await hers.reload();
  await hydrated(hers);
  await expect(reason, 'what is typed survives a reload').toHaveValue(words);
  await form.getByRole('button', { name: 'Ajukan keberatan' }).click();
  await expect(hers.getByText(/^Keberatan terkirim \d\d\.\d\d\./)).toBeVisible();
  await expect(hers.getByText('Menunggu putusan', { exact: true })).toBeVisible();

  await page.goto('/penilaian');
  await hydrated(page);
  const leader = await other('Pimpinan');
  await leader.goto('/keberatan');
  await hydrated(leader);
  await accessible(leader);
  await leader.getByRole('region', { name: /^Menunggu putusan Anda/ }).getByRole('link').last().click();
  await hydrated(leader);
  await expect(leader.getByText(words)).toBeVisible();
  const pack = leader.waitForEvent('download');
  await leader.getByRole('link', { name: /^Unduh berkas perkara/ }).click();
  expect((await pack).suggestedFilename()).toMatch(/^berkas-keberatan-[a-z0-9-]+\.pdf$/);
  const decision = leader.getByRole('form', { name: 'Putuskan keberatan' });
  await decision.getByLabel('Putusan: Rating hasil kerja', { exact: true }).selectOption('Diterima seluruhnya');
  await decision.getByLabel('Alasan putusan: Rating hasil kerja').fill('Rujukan termasuk persalinan ditolong');
  await decision.getByRole('button', { name: 'Putuskan keberatan' }).click();
  await expect(decision.getByLabel('Putusan: Akuntabel', { exact: true }), 'led to what is missing').toBeFocused();
  await decision.getByLabel('Putusan: Akuntabel', { exact: true }).selectOption('Ditolak');
  await decision.getByLabel('Alasan putusan: Akuntabel').fill('Ratingnya tidak bergantung pada ini');
  await decision.getByRole('group', { name: 'Rating hasil kerja' }).getByLabel('Sesuai ekspektasi').check();
  await accessible(leader);
  await decision.getByRole('button', { name: 'Putuskan keberatan' }).click();
  await expect(leader.getByText(/^Putusan tercatat \d\d\.\d\d/)).toBeVisible();
  await expect(hers.getByText('Putusan: Diterima seluruhnya'), 'without a reload').toBeVisible();
  await expect(hers.getByText('Putusan: Ditolak')).toBeVisible();
  await page.goto(address);
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Ubah penilaian' }), 'it is final').toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Keberatan dan putusannya' })).toBeVisible();
});
