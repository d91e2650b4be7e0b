// A year that is opened to some units first: the Pengelola says which, people outside read it on Beranda and boards.
import { accessibleInBothThemes, expect, hydrated, test } from './fixtures';

const sideways = () => document.documentElement.scrollWidth - window.innerWidth;

test('a unit is opened first, people outside read since when, and it is taken out again', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  // The unit that comes back.
  allow(/422/);
  const hers = await other('Pegawai', { javaScriptEnabled: false });
  await hers.goto('/');
  await expect(hers.getByText(/Uji coba/)).toHaveCount(0);

  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/kalender');
  await hydrated(page);
  await page.getByText('Uji coba: hanya unit ini').click();
  const form = page.getByRole('form', { name: 'Uji coba: hanya unit ini' });
  const year = String(new Date().getFullYear());
  await form.getByLabel('Tahun').selectOption(year);
  await form.getByLabel('Mulai').fill(`${year}-01-01`);
  await form.getByLabel('Sumber').fill('SE uji coba');
  await form.getByLabel('Unit', { exact: true }).fill('badan');
  await form.getByRole('button', { name: 'Catat uji coba' }).click();
  const refused = form.getByText(/^Tulis salah satu: /);
  await expect(refused).toBeVisible();
  // Neither the unit of the employee nor one above it.
  const unit = (await refused.innerText()).replace('Tulis salah satu: ', '').split(';')[0].replace(/\.$/, '').trim();
  await form.getByLabel('Unit', { exact: true }).fill(unit);
  await accessibleInBothThemes(page);
  expect(await page.evaluate(sideways), 'no sideways scroll').toBeLessThanOrEqual(0);
  await form.getByRole('button', { name: 'Catat uji coba' }).click();
  await expect(page.getByText(/^Uji coba dicatat/)).toBeVisible();

  await hers.reload();
  await expect(hers.getByText(new RegExp(`Uji coba ${year}: SKP dan laporan diminta dari .* Unit Anda belum diminta`))).toBeVisible();
  const head = await other('Atasan');
  await head.goto('/skp/kelengkapan');
  await hydrated(head);

  const section = page.getByRole('region', { name: 'Uji coba', exact: true });
  await section.getByRole('button', { name: /^Keluarkan dari uji coba/ }).click();
  await expect(section.getByRole('button', { name: /^Keluarkan/ })).toHaveCount(0);
  await hers.reload();
  await expect(hers.getByText(/Uji coba/)).toHaveCount(0);
});
