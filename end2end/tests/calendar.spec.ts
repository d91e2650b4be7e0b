// The calendar: the Pengelola moves a due day and enters a holiday, everybody reads it, in whatever zone the browser is.
import { accessible, expect, hydrated, test } from './fixtures';

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
  const form = page.getByRole('form', { name: 'Hari libur daerah' });
  const name = `Pawai ${Date.now()}`;
  const year = new Date().getFullYear() + 1;
  const day = `${year}-07-${String(2 + Math.floor(Math.random() * 26)).padStart(2, '0')}`;
  await form.getByLabel('Tanggal libur').fill(day);
  await form.getByLabel('Nama hari libur').fill(name);
  await form.getByRole('button', { name: 'Catat hari libur' }).click();
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
  const line = hers.getByRole('listitem').filter({ hasText: `${label}: sampai` });
  await expect(line).toContainText(`sampai 26 Februari ${year + 1}, alasan: ${reason}`);
  await expect(hers.getByRole('button', { name: /^Batalkan perpanjangan/ })).toHaveCount(0);

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
  await page.getByLabel('Tanggal libur').fill(day);
  await page.getByRole('button', { name: 'Catat hari libur' }).click();
  await expect(page.getByText('Harus diisi.')).toBeVisible();
  await expect(page.getByLabel('Tanggal libur')).toHaveValue(day);
  await page.getByLabel('Nama hari libur').fill(name);
  await page.getByRole('button', { name: 'Catat hari libur' }).click();
  const line = page.getByRole('listitem').filter({ hasText: name });
  await line.getByRole('button', { name: `: ${name}` }).click();
  await expect(line).toHaveCount(0);
});
