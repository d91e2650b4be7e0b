// The main job without JavaScript: real forms, real links.
import { expect, plausible, test } from './fixtures';

test('a report goes out and is acknowledged by plain forms', async ({ page, signIn, allow }) => {
  allow(/422/);
  await signIn('Pegawai');
  await expect(page.getByRole('heading', { level: 1, name: 'Beranda' })).toBeVisible();
  await page.getByRole('button', { name: /^Lapor / }).first().click();
  await expect(page).toHaveURL(/\/lapor\?indikator=/);

  await page.getByRole('link', { name: 'Tutup' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Beranda' })).toBeVisible();
  await page.getByRole('button', { name: /^Lapor / }).first().click();
  await expect(page).toHaveURL(/\/lapor\?indikator=/);
  const value = await plausible(page);
  await page.getByLabel('Realisasi').fill('dua puluh');
  await page.getByText('Tambah catatan').click();
  await page.getByLabel('Catatan').fill('Sinyal lemah di posyandu');
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByText('Tulis angka, misalnya 12,5.')).toBeVisible();
  await expect(page.getByLabel('Realisasi')).toHaveValue('dua puluh');
  await expect(page.getByLabel('Catatan')).toBeVisible();
  await expect(page.getByLabel('Catatan')).toHaveValue('Sinyal lemah di posyandu');

  await page.getByLabel('Realisasi').fill(value);
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
});

test('a wrong password keeps the name that was typed', async ({ page, allow }) => {
  allow(/401/);
  await page.goto('/masuk');
  await page.getByLabel('NIP atau nama pengguna').fill('198609262015051001');
  await page.getByLabel('Kata sandi').fill('bukan ini');
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await expect(page.getByText('NIP atau kata sandi salah')).toBeVisible();
  await expect(page.getByLabel('NIP atau nama pengguna')).toHaveValue('198609262015051001');
});

test('a blank password is told by the server and keeps the name that was typed', async ({ page, allow }) => {
  allow(/422/);
  await page.goto('/masuk');
  await page.getByLabel('NIP atau nama pengguna').fill('198609262015051001');
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await expect(page.getByText('Isi kata sandi Anda.')).toBeVisible();
  await expect(page.getByLabel('NIP atau nama pengguna')).toHaveValue('198609262015051001');
});

test('plans for a unit are made and taken back by plain forms', async ({ page, signIn }) => {
  await signIn('Pengelola');
  await page.goto('/skp/kelengkapan');
  await page.getByRole('table', { name: 'Unit di bawahnya' }).getByRole('row').nth(4).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Buat SKP dari templat' }).click();
  await page.getByRole('button', { name: /^Buat [\d.]+ SKP$/ }).click();
  await expect(page.getByText(/^Terakhir dibuat dari templat: [\d.]+ SKP 20\d\d, hari ini/)).toBeVisible();
  await page.getByRole('button', { name: /^Hapus [\d.]+ SKP itu$/ }).click();
  await expect(page.getByRole('button', { name: /^Buat [\d.]+ SKP$/ })).toBeVisible();
});

test('a plan that was begun by mistake is discarded by plain forms', async ({ page, signIn }) => {
  await signIn('Atasan');
  await page.goto('/skp');
  // Another journey may have begun it.
  const begin = page.getByRole('button', { name: /^Buat SKP/ }).first();
  if ((await begin.count()) > 0) {
    await begin.click();
    await page.getByRole('link', { name: 'Lihat dan ajukan' }).click();
  } else {
    await page.getByRole('link', { name: /^SKP 20\d\d$/ }).first().click();
  }
  await page.getByText('Buang rancangan ini', { exact: true }).click();
  await page.getByRole('button', { name: 'Ya, buang rancangan ini' }).click();
  await expect(page).toHaveURL(/\/skp$/);
  await expect(page.getByRole('button', { name: /^Buat SKP/ }).first()).toBeVisible();
});

test('the board, its table and its lists open by links', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await expect(page.getByRole('heading', { level: 1, name: 'Dasbor' })).toBeVisible();
  const unit = page.getByRole('table', { name: 'Unit di bawahnya' }).getByRole('row').nth(1).getByRole('link').first();
  const name = await unit.innerText();
  await unit.click();
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
  await page.getByRole('button', { name: /^Lihat tabel/ }).first().click();
  await expect(page.getByRole('table').first()).toBeVisible();
});

test('somebody of the team is taken care of by plain forms', async ({ page, signIn }) => {
  await signIn('Atasan');
  await page.goto('/tim');
  const first = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^(Jawab|Tulis umpan balik)/ }) }).first();
  const name = await first.getByRole('link').first().innerText();
  await first.getByRole('button', { name: /^(Jawab|Tulis umpan balik)/ }).click();
  const open = page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
  await expect(open.getByLabel('Tulis umpan balik')).toBeVisible();
  await open.getByRole('button', { name: /^7 hari/ }).click();
  await expect(open).toContainText('Ditangani, tunggu sampai');
  await open.getByRole('button', { name: /^(Jawab|Tulis umpan balik)/ }).click();
  await open.getByRole('button', { name: /^Tampilkan lagi hari ini/ }).click();
  await expect(open).not.toContainText('Ditangani, tunggu sampai');
});

test('a head is replaced by plain forms, which keep what was typed', async ({ page, signIn }) => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await signIn('Pengelola');
  await page.goto('/pengelola/pejabat?cari=Kelurahan');
  await page.getByRole('row', { name: /Kelurahan/ }).filter({ hasNotText: 'Kosong' }).last().getByRole('link').click();
  await page.getByLabel('Cari pengganti').fill('Siti');
  await page.getByLabel('Nomor surat').fill('800/78/2026');
  await page.getByRole('button', { name: 'Cari', exact: true }).click();
  await expect(page.getByLabel('Nomor surat')).toHaveValue('800/78/2026');
  await page.getByRole('group', { name: 'Pilih orangnya' }).getByRole('radio').first().check();
  await page.getByLabel('Plh: pejabatnya berhalangan sementara').check();
  await page.getByLabel('Mulai tanggal').fill(inDays(30));
  await page.getByLabel('Sampai tanggal').fill(inDays(40));
  await page.getByLabel('Tanggal surat').fill(inDays(0));
  await page.getByRole('button', { name: 'Lihat siapa yang terkena' }).click();
  await page.getByRole('button', { name: 'Tanda tangani' }).click();
  await expect(page.getByText('Ditandatangani.')).toBeVisible();
  await expect(page.getByText(/^Akan berlaku: .*, Plh, mulai /)).toBeVisible();
});
