// The calendar: the Pengelola moves a due day and enters a holiday, everybody reads it, in whatever zone the browser is.
import { accessible, expect, hydrated, test } from './fixtures';

test('a moved due day is read alike by everybody, also from a browser in another zone', async ({ page, signIn, other }) => {
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
  await line.getByRole('button', { name: `Hapus: ${name}` }).click();
  await expect(line).toHaveCount(0);
});
