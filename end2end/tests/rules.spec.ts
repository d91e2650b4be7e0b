// Rules about groups of people: the Pengelola enters one, and it holds at once.
import { type Page } from '@playwright/test';
import { accessible, expect, hydrated, test } from './fixtures';

test('a rule is entered on a phone, a slip is led to, and the rule holds at once', async ({ page, signIn, other, allow }) => {
  // The page of the Pengelola is nobody else's, and a rule without a source comes back.
  allow(/404|422/);
  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/pengelola/aturan');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Aturan penilaian' })).toBeVisible();
  const group = (name: string) => page.getByRole('region', { name, exact: true });
  await expect(group('Umum')).toContainText('Dinilai tiap triwulan dan sekali setahun');
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
  // Beside a plan of next year, which says nothing before it is agreed on.
  await page.getByRole('link', { name: new RegExp(`^Buka SKP ${new Date().getFullYear()}`) }).first().click();
  await expect(page.getByText(/Umum – Dinilai tiap triwulan dan sekali setahun.*Sumber: /)).toBeVisible();
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

/** Completes what a leader has given and opens the plan. */
async function complete(page: Page) {
  await expect(page.getByLabel('Rumusan hasil kerja')).toBeVisible();
  const open = page.locator('.plan-lines > li').filter({ has: page.locator('.plan-missing') });
  for (let left = await open.count(); left > 0; left--) {
    await open.first().getByRole('link').first().click();
    await expect(page.getByLabel('Rumusan hasil kerja')).not.toHaveValue('');
    const indicator = page.locator('details.plan-indicator').first();
    await indicator.getByLabel('Nama indikator').fill('Laporan');
    await indicator.getByLabel('Target setahun').fill('12');
    await indicator.getByLabel('Satuan').fill('laporan');
    await page.getByRole('button', { name: 'Simpan hasil kerja' }).click();
    await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue('');
    await expect(open).toHaveCount(left - 1);
  }
  await page.getByRole('link', { name: 'Lihat dan ajukan' }).click();
}

test('a plan that is agreed on afterwards shows the rule of its group with the source, whatever is typed there', async ({
  page,
  signIn,
  other,
}) => {
  const year = new Date().getFullYear();
  const hers = await other('Pegawai');
  await hers.goto('/skp');
  await hydrated(hers);
  await hers.getByRole('link', { name: new RegExp(`^Buka SKP ${year}`) }).first().click();
  const facts = hers.locator('.plan-facts dd');
  await expect(facts.nth(1)).toBeVisible();
  const post = (await facts.nth(1).innerText()).split(',')[0].trim();
  const plan = new URL(hers.url()).pathname;

  await signIn('Pengelola');
  await page.goto('/pengelola/aturan');
  await hydrated(page);
  const name = `Kelompok <b>${Date.now()}</b>`;
  const source = `SE "7"/${year} </textarea><script>kenari()</script><img src=x onerror=kenari()> ${Date.now()}`;
  const form = page.getByRole('form', { name: 'Aturan baru' });
  await form.getByLabel('Untuk siapa').selectOption('Kelompok sendiri');
  await form.getByLabel('Nama kelompok sendiri').fill(name);
  await form.getByLabel('Kata dalam nama jabatan kelompok sendiri').fill(post);
  await form.getByLabel('Berlaku mulai').fill(`${year}-01-01`);
  await form.getByLabel('Dinilai').selectOption('Setahun sekali');
  await form.getByLabel('Sumber').fill(source);
  await form.getByRole('button', { name: 'Catat aturan' }).click();
  await expect(page.getByRole('region', { name, exact: true })).toContainText(source);
  await expect(page.locator('img[src=x]')).toHaveCount(0);

  // The plan that is in force keeps its rule until it is agreed on again.
  await hers.goto(plan);
  await hydrated(hers);
  await expect(hers.locator('.plan-facts')).not.toContainText(source);
  const revise = hers.getByRole('button', { name: 'Ubah SKP' });
  if ((await revise.count()) > 0) {
    await revise.click();
    await expect(hers).toHaveURL(/\/ubah$/);
  } else {
    await hers.goto(`${plan}/ubah`);
  }
  await hydrated(hers);
  await complete(hers);
  await hers.getByRole('button', { name: 'Ajukan' }).click();
  await expect(hers.getByRole('status').filter({ hasText: 'Diajukan' })).toBeVisible();
  const head = await other('Atasan');
  await head.goto(plan);
  await hydrated(head);
  await head.getByRole('button', { name: 'Setujui' }).click();
  await expect(head.getByRole('status').filter({ hasText: 'Disetujui' })).toBeVisible();

  await hers.goto(plan);
  await hydrated(hers);
  const rule = hers.locator('.plan-facts dd').filter({ hasText: 'Sumber: ' });
  await expect(rule).toContainText(`${name} – Dinilai sekali setahun`);
  await expect(rule).toContainText(`Sumber: ${source}, berlaku sejak 1 Januari ${year}`);
  await expect(hers.locator('img[src=x]')).toHaveCount(0);
  await hers.setViewportSize({ width: 320, height: 740 });
  const wide = await hers.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
});
