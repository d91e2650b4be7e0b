// The Pengelola replaces the head of a unit: found in the menu, looked at, signed.
import { accessibleInBothThemes, expect, hydrated, test } from './fixtures';

/** A day in so many days, as a date field has it. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a head is replaced from a later day after a look at everybody touched', async ({ page, signIn }) => {
  await signIn('Pengelola');
  await hydrated(page);
  const link = page.getByRole('link', { name: 'Pejabat', exact: true });
  if (!(await link.isVisible())) await page.getByRole('button', { name: 'Lainnya' }).click();
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pejabat' })).toBeVisible();
  await page.getByLabel('Cari unit').fill('Kelurahan');
  await page.getByRole('button', { name: 'Cari' }).click();
  const row = page.getByRole('row', { name: /Kelurahan/ }).filter({ hasNotText: 'Kosong' }).first();
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Pemegang jabatan' })).toBeVisible();
  await accessibleInBothThemes(page);

  const form = page.getByRole('region', { name: 'Ganti pejabat' });
  await form.getByLabel('Nomor surat').fill('800/77/2026');
  await form.getByLabel('Cari pengganti').fill('Siti');
  await form.getByRole('button', { name: 'Cari', exact: true }).click();
  await expect(form.getByLabel('Nomor surat')).toHaveValue('800/77/2026');
  await form.getByRole('group', { name: 'Pilih orangnya' }).getByRole('radio').first().check();
  await form.getByRole('button', { name: 'Lihat siapa yang terkena' }).click();
  await expect(form.getByText('Pilih salah satu.')).toBeVisible();

  await form.getByLabel('Plt: jabatan kosong').check();
  await form.getByLabel('Mulai tanggal').fill(inDays(20));
  await form.getByLabel('Sampai tanggal').fill(inDays(50));
  await form.getByLabel('Tanggal surat').fill(inDays(-1));
  await form.getByRole('button', { name: 'Lihat siapa yang terkena' }).click();
  const told = page.getByRole('table', { name: 'Akan berganti pejabat penilai' }).getByRole('rowheader');
  await expect(told.first()).toBeVisible();
  const people = await told.allInnerTexts();
  await page.getByRole('button', { name: 'Tanda tangani' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Ditandatangani.' })).toBeVisible();
  const done = page.getByRole('table', { name: 'Berganti pejabat penilai', exact: true }).getByRole('rowheader');
  expect(await done.allInnerTexts()).toEqual(people);
  await expect(page.getByText(/^Akan berlaku: .*, Plt, mulai /)).toBeVisible();
  await accessibleInBothThemes(page);
});
