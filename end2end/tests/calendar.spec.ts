// The calendar: the Pengelola moves a due day and enters a holiday, everybody reads it, in whatever zone the browser is.
import type { Locator, Page } from '@playwright/test';
import { accessible, accessibleInBothThemes, expect, hydrated, test } from './fixtures';

/** Opens a form or a part of a list that is folded away. */
const unfold = async (within: Page | Locator, summary: string | RegExp) => {
  const fold = within.locator('details:not([open])').filter({ hasText: summary }).locator('summary').first();
  if (await fold.count()) await fold.click();
};

const sideways = () => document.documentElement.scrollWidth - window.innerWidth;

test('a moved due day is read alike by everybody, also from a browser in another zone', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  // The day that comes back.
  allow(/422/);
  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/kalender');
  await hydrated(page);
  await unfold(page, 'Pindah tenggat satu periode');
  const form = page.getByRole('form', { name: 'Pindah tenggat' });
  const period = form.getByLabel('Periode');
  const label = await period.locator('option').last().innerText();
  await period.selectOption({ label });
  await form.getByLabel('Tenggat baru').fill('2020-01-01');
  await form.getByLabel('Alasan').fill('Banjir di tiga kecamatan');
  await form.getByRole('button', { name: 'Pindah tenggat' }).click();
  await expect(form.getByText(/Tenggat periode ini dapat dipilih dari/)).toBeVisible();
  await expect(form.getByLabel('Tenggat baru')).toBeFocused();
  const year = Number(label.match(/\d{4}/)?.[0]);
  await form.getByLabel('Tenggat baru').fill(`${year + 1}-01-29`);
  await accessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await form.getByRole('button', { name: 'Pindah tenggat' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Tenggat dipindah.' })).toBeVisible();
  // The next period can be moved at once.
  await expect(form.getByLabel('Alasan')).toHaveValue('');
  await expect(period).not.toHaveValue('');

  const abroad = await other('Pegawai', { timezoneId: 'America/Los_Angeles' });
  await abroad.goto('/skp');
  await hydrated(abroad);
  await abroad.getByRole('link', { name: 'Kalender: tenggat laporan dan hari libur' }).click();
  await expect(abroad.getByRole('region', { name: 'Tenggat laporan' })).toBeVisible();
  await unfold(abroad, /^Berikutnya/);
  const line = abroad.getByRole('listitem').filter({ hasText: `${label}: sampai` });
  await expect(line).toContainText(`29 Januari ${year + 1}`);
  await expect(line).toContainText('alasan: Banjir di tiga kecamatan');
  await expect(abroad.getByText(/sampai akhir hari itu, pukul 23\.59\.59 WI/)).toBeVisible();
  await expect(abroad.getByRole('button', { name: 'Pindah tenggat' })).toHaveCount(0);
});

test('a local holiday is entered and removed', async ({ page, signIn }) => {
  await signIn('Pengelola');
  await page.goto('/kalender');
  await hydrated(page);
  await unfold(page, 'Catat hari libur daerah');
  const form = page.getByRole('form', { name: 'Hari libur daerah' });
  const name = `Pawai ${Date.now()}`;
  const year = new Date().getFullYear() + 1;
  const day = `${year}-07-${String(2 + Math.floor(Math.random() * 26)).padStart(2, '0')}`;
  await form.getByLabel('Tanggal libur').fill(day);
  await form.getByLabel('Nama hari libur').fill(name);
  await form.getByRole('button', { name: 'Catat hari libur' }).click();
  await expect(page.getByText('Hari libur dicatat.')).toBeVisible();
  await unfold(page.getByRole('region', { name: 'Hari kerja dan hari libur' }), /^Berikutnya/);
  const line = page.getByRole('listitem').filter({ hasText: name });
  await expect(line).toContainText(String(year));
  await line.getByRole('button', { name: `: ${name}` }).click();
  await expect(line).toHaveCount(0);
});

test('one unit is given longer with a reason, and everybody reads it', async ({ page, signIn, other, allow }) => {
  // The unit that comes back.
  allow(/422/);
  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/kalender');
  await hydrated(page);
  await unfold(page, 'Perpanjang tenggat satu unit');
  const form = page.getByRole('form', { name: 'Perpanjang tenggat satu unit' });
  const period = form.getByLabel('Periode');
  const label = await period.locator('option').last().innerText();
  const year = Number(label.match(/\d{4}/)?.[0]);
  const reason = `Banjir <script>kenari()</script> ${Date.now()}`;
  await period.selectOption({ label });
  await form.getByLabel('Unit', { exact: true }).fill('dinas');
  await form.getByLabel('Tenggat unit').fill(`${year + 1}-02-26`);
  await form.getByLabel('Alasan').fill(reason);
  await form.getByRole('button', { name: 'Perpanjang tenggat' }).click();
  const refused = form.getByText(/^Tulis salah satu: /);
  await expect(refused).toBeVisible();
  await expect(form.getByLabel('Unit', { exact: true })).toBeFocused();
  const unit = (await refused.innerText()).replace('Tulis salah satu: ', '').split(';')[0].replace(/\.$/, '').trim();
  await form.getByLabel('Unit', { exact: true }).fill(unit);
  await accessible(page);
  await form.getByRole('button', { name: 'Perpanjang tenggat' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Tenggat unit diperpanjang.' })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);

  const hers = await other('Pegawai', { javaScriptEnabled: false });
  await hers.goto('/kalender');
  await unfold(hers, /^Berikutnya/);
  const line = hers.getByRole('listitem').filter({ hasText: `${label}: sampai` });
  await expect(line).toContainText(`sampai 26 Februari ${year + 1}, alasan: ${reason}`);
  await expect(hers.getByRole('button', { name: /^Batalkan perpanjangan/ })).toHaveCount(0);

  await unfold(page.getByRole('region', { name: 'Tenggat laporan' }), /^Berikutnya/);
  const mine = page.getByRole('listitem').filter({ hasText: reason });
  await mine.getByRole('button', { name: /^Batalkan perpanjangan/ }).last().click();
  await expect(page.getByText(reason)).toHaveCount(0);
});

test('without JavaScript a holiday is entered and removed, too', async ({ other, allow }) => {
  // The holiday that comes back.
  allow(/422/);
  const page = await other('Pengelola', { javaScriptEnabled: false });
  await page.goto('/kalender');
  const name = `Pawai <b>${Date.now()}</b>`;
  const day = `${new Date().getFullYear() + 1}-06-${String(2 + Math.floor(Math.random() * 12)).padStart(2, '0')}`;
  await expect(page.getByLabel('Tanggal libur')).toBeHidden();
  await unfold(page, 'Catat hari libur daerah');
  await page.getByLabel('Tanggal libur').fill(day);
  await page.getByRole('button', { name: 'Catat hari libur' }).click();
  // The form that comes back is not folded away.
  await expect(page.getByText('Harus diisi.')).toBeVisible();
  await expect(page.getByLabel('Tanggal libur')).toHaveValue(day);
  await page.getByLabel('Nama hari libur').fill(name);
  await page.getByRole('button', { name: 'Catat hari libur' }).click();
  await unfold(page.getByRole('region', { name: 'Hari kerja dan hari libur' }), /^Berikutnya/);
  const line = page.getByRole('listitem').filter({ hasText: name });
  await line.getByRole('button', { name: `: ${name}` }).click();
  await expect(line).toHaveCount(0);
});

test('a rule in working days is looked at before it is saved, on a desk and at 320 pixels', async ({ page, signIn, other }) => {
  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/kalender');
  await hydrated(page);
  await unfold(page, 'Ubah aturan tenggat');
  const form = page.getByRole('form', { name: 'Aturan tenggat', exact: true });
  await form.getByLabel('Untuk').selectOption({ label: 'Laporan tahunan' });
  await form.getByLabel('Jumlah hari').fill('61');
  await form.getByLabel('Dihitung dalam').selectOption({ label: 'Hari kerja' });
  // Far enough that other journeys find their deadlines as they were.
  const year = new Date().getFullYear() + 2;
  await form.getByLabel('Berlaku mulai').fill(`${year}-12-31`);
  await form.getByLabel('Sumber').fill('SE <b>7</b>');
  await form.getByRole('button', { name: 'Lihat tanggalnya' }).click();
  await expect(form.getByText('Isi angka 0 sampai 60.')).toBeVisible();
  await expect(form.getByLabel('Sumber')).toHaveValue('SE <b>7</b>');
  await form.getByLabel('Jumlah hari').fill('10');
  await form.getByRole('button', { name: 'Lihat tanggalnya' }).click();
  await hydrated(page);
  await expect(page.getByText(new RegExp(`Tahun ${year} sampai \\d+ Januari ${year + 1}`))).toBeVisible();
  await accessibleInBothThemes(page);
  expect(await page.evaluate(sideways), 'no sideways scroll').toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Simpan aturan' }).click();
  await expect(page.getByText('Aturan tenggat dicatat.')).toBeVisible();
  await expect(page).toHaveURL(/\/kalender$/);
  const abroad = await other('Pegawai', { timezoneId: 'America/Los_Angeles' });
  await abroad.goto('/kalender');
  await expect(abroad.getByText(`Mulai 31 Desember ${year}: 10 hari kerja sesudah tahun berakhir. Sumber: SE <b>7</b>`)).toBeVisible();
  await abroad.setViewportSize({ width: 1280, height: 800 });
  expect(await abroad.evaluate(() => document.documentElement.scrollHeight), 'not a long way down').toBeLessThan(2600);
});
