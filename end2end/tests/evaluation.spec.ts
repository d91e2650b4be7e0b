// Evaluations: the own words on a phone, the ratings with the evidence in view, the reasons after the release.
import { type Page } from '@playwright/test';
import { accessible, expect, hydrated, test } from './fixtures';

const PHONE = { viewport: { width: 360, height: 740 } };

async function sideways(page: Page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
}

test('somebody is evaluated with the evidence in view, and reads the whole reasoning after the release', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  // A signature without a reason comes back.
  allow(/422/);
  const hers = await other('Pegawai', PHONE);
  await hydrated(hers);
  await hers.getByRole('link', { name: /Penilaian diri .* belum dikirim/ }).click();
  await hydrated(hers);
  const heading = hers.getByRole('heading', { level: 1, name: /^Evaluasi / });
  await expect(heading).toBeVisible();
  const title = await heading.innerText();
  const [period, name] = title.replace('Evaluasi ', '').split(': ');
  await sideways(hers);
  await accessible(hers);
  const words = `Kunjungan terlambat karena banjir ${Date.now()}`;
  await hers.getByRole('textbox', { name: 'Penilaian diri' }).first().fill(words);
  await expect(hers.getByText(/Tersimpan \d\d\.\d\d/), 'what is typed is saved by itself').toBeVisible();
  await hers.getByRole('button', { name: 'Kirim ke pejabat penilai' }).click();
  await expect(hers.getByText(/terkirim hari ini/)).toBeVisible();
  await expect(hers.getByText('Penilaian periode ini belum dirilis.', { exact: false })).toBeVisible();

  await signIn('Atasan');
  await hydrated(page);
  await page.getByRole('link', { name: new RegExp(`orang menunggu penilaian ${period}`) }).click();
  await hydrated(page);
  await accessible(page);
  const team = page.getByRole('region', { name: 'Lembar tim' });
  await team.getByRole('link', { name }).click();
  await expect(page.getByText(words)).toBeVisible();
  await accessible(page);
  const region = page.getByRole('region', { name: 'Predikat', exact: true });
  await expect(region.getByText('di sini')).toHaveCount(0);
  const results = page.getByRole('group', { name: 'Rating hasil kerja' });
  const conduct = page.getByRole('group', { name: 'Rating perilaku kerja' });
  await results.getByLabel('Sesuai ekspektasi').check();
  await conduct.getByLabel('Di atas ekspektasi').check();
  await expect(region.locator('[aria-current]')).toHaveText(/Baik\s*di sini/);
  await conduct.getByLabel('Alasan').fill('Menjadi contoh bagi kader');
  await page.getByRole('button', { name: 'Tetapkan' }).click();
  await expect(results.getByLabel('Alasan'), 'led to what is missing').toBeFocused();
  await results.getByLabel('Alasan').fill('Target tercapai walau banjir');
  await page.getByLabel('Laporan dan percakapannya sudah saya baca').first().check();

  // What is typed survives a reload.
  await page.reload();
  await hydrated(page);
  await expect(results.getByLabel('Alasan')).toHaveValue('Target tercapai walau banjir');
  await expect(conduct.getByLabel('Di atas ekspektasi')).toBeChecked();
  await page.getByRole('button', { name: 'Tetapkan' }).click();
  await expect(page.getByText('Ditetapkan. Pegawai yang dinilai belum melihatnya; rilis bila sudah yakin.')).toBeVisible();
  await page.getByRole('link', { name: /^Lihat penilaian dengan/ }).click();
  await expect(page.getByText('Menjadi contoh bagi kader')).toBeVisible();
  await expect(hers.getByText('Menjadi contoh bagi kader'), 'unread before the release').toHaveCount(0);

  await page.getByRole('button', { name: 'Rilis' }).click();
  await expect(page.getByText('Dirilis. Pegawai yang dinilai sekarang membaca seluruh alasannya.')).toBeVisible();
  await expect(hers.getByText('Menjadi contoh bagi kader'), 'without a reload').toBeVisible();
  await expect(hers.getByText('Target tercapai walau banjir')).toBeVisible();
  await sideways(hers);
  await accessible(hers);
  await hers.goto('/');
  await hydrated(hers);
  await hers.getByRole('link', { name: `Penilaian ${period} sudah dirilis: baca alasannya` }).click();
  const paper = hers.waitForEvent('download');
  await hers.getByRole('link', { name: 'Unduh PDF' }).click();
  expect((await paper).suggestedFilename()).toMatch(/^evaluasi-[a-z0-9-]+\.pdf$/);
  await hers.getByRole('button', { name: 'Sudah saya terima' }).click();
  await expect(hers.getByText('Hak Anda untuk berkeberatan tetap ada.', { exact: false })).toBeVisible();
  await expect(page.getByText('Diterima oleh pegawai yang dinilai hari ini', { exact: false })).toBeVisible();
});

test('a leader says on a phone what a unit achieved', async ({ page, signIn, allow }) => {
  allow(/422/);
  await page.setViewportSize(PHONE.viewport);
  await signIn('Pimpinan');
  await page.goto('/penilaian');
  await hydrated(page);
  await page.getByRole('link', { name: 'Capaian unit' }).click();
  await hydrated(page);
  await page.getByRole('region', { name: /Triwulan/ }).getByRole('link').first().click();
  const form = page.getByRole('form', { name: 'Capaian unit' });
  await form.getByLabel('Capaian kinerja organisasi').selectOption('Baik');
  await form.getByRole('button', { name: 'Tetapkan capaian' }).click();
  await expect(form.getByText('Harus diisi.')).toBeVisible();
  await form.getByLabel('Dasar').fill('Rencana aksi triwulan ini tercapai');
  await sideways(page);
  await accessible(page);
  await form.getByRole('button', { name: 'Tetapkan capaian' }).click();
  await expect(form.getByText(/^Capaian .*: Baik\.$/)).toBeVisible();
});
