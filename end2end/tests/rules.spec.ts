// Rules about groups of people: the Pengelola enters one, and it holds at once.
import { accessible, expect, hydrated, test } from './fixtures';

test('a rule is entered on a phone, a slip is led to, and the rule holds at once', async ({ page, signIn, other, allow }) => {
  // The page of the Pengelola is nobody else's.
  allow(/404/);
  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/pengelola/aturan');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Aturan penilaian' })).toBeVisible();
  const group = (name: string) => page.getByRole('region', { name, exact: true });
  await expect(group('Umum')).toContainText('Dinilai tiap bulan dan sekali setahun');
  await expect(group('PPPK Paruh Waktu')).toContainText('Dinilai tiap triwulan dan sekali setahun');
  await expect(group('Guru dan kepala sekolah')).toContainText('Dinilai sekali setahun');
  await expect(group('Regu reaksi cepat')).toContainText('akan berlaku');

  const name = `Regu siaga ${Date.now()}`;
  const form = page.getByRole('form', { name: 'Aturan baru' });
  await form.getByLabel('Untuk siapa').selectOption('Kelompok sendiri');
  await form.getByLabel('Nama kelompok sendiri').fill(name);
  await form.getByLabel('Kata dalam nama jabatan kelompok sendiri').fill('siaga');
  await form.getByLabel('Berlaku mulai').fill('2026-01-01');
  await form.getByLabel('Dinilai').selectOption('Tiap bulan dan setahun');
  await form.getByLabel('Nama tahap').fill('persiapan\nsiaga\nevaluasi');
  await form.getByRole('button', { name: 'Catat aturan' }).click();
  await expect(form.getByLabel('Sumber')).toBeFocused();
  await expect(form.getByText('Harus diisi.')).toBeVisible();

  // What is typed is kept on the device.
  await page.reload();
  await hydrated(page);
  await expect(form.getByLabel('Nama kelompok sendiri')).toHaveValue(name);
  await form.getByLabel('Sumber').fill('Surat edaran sekda 7/2026, angka 2');
  await accessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await form.getByRole('button', { name: 'Catat aturan' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Aturan dicatat.' })).toBeVisible();
  await expect(group(name)).toContainText('Berlaku sejak 1 Januari 2026');
  await expect(group(name)).toContainText('persiapan – siaga – evaluasi');
  await expect(group(name)).toContainText('Surat edaran sekda 7/2026, angka 2');

  const hers = await other('Pegawai');
  await hydrated(hers);
  await expect(hers.getByRole('link', { name: 'Aturan', exact: true })).toHaveCount(0);
  await hers.goto('/pengelola/aturan');
  await expect(hers.getByText('Yang Anda cari tidak ada, atau bukan untuk Anda.')).toBeVisible();
});

test('a plan says what applies to it and where that is written', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await page.goto('/skp');
  await hydrated(page);
  await page.getByRole('link', { name: /^Buka/ }).first().click();
  await expect(page.getByText(/Umum – Dinilai tiap bulan dan sekali setahun.*Sumber: /)).toBeVisible();
});

test('without JavaScript a rule is entered, too', async ({ other, allow }) => {
  // The rule that comes back.
  allow(/422/);
  const page = await other('Pengelola', { javaScriptEnabled: false });
  await page.goto('/pengelola/aturan');
  const source = `Perwali ${Date.now()}`;
  await page.getByLabel('Untuk siapa').selectOption('Guru dan kepala sekolah');
  await page.getByLabel('Berlaku mulai').fill('2027-01-01');
  await page.getByLabel('Dinilai').selectOption('Setahun sekali');
  await page.getByRole('button', { name: 'Catat aturan' }).click();
  await expect(page.getByText('Harus diisi.')).toBeVisible();
  await expect(page.getByLabel('Berlaku mulai')).toHaveValue('2027-01-01');
  await page.getByLabel('Sumber').fill(source);
  await page.getByRole('button', { name: 'Catat aturan' }).click();
  await expect(page.getByText(source)).toBeVisible();
});
