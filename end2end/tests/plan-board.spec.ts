// How far the plans of a year have come: each count leads to its people, reminders, and plans for many with their undo.
import { accessible, expect, hydrated, test } from './fixtures';

test('a leader finds who has no plan yet, and reminds them in one tap', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  await page.getByRole('navigation', { name: 'Tampilan dasbor' }).getByRole('link', { name: 'SKP' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kelengkapan SKP' })).toBeVisible();
  // The last unit is not the one of the other journeys.
  const row = page.getByRole('table', { name: 'Unit di bawahnya' }).getByRole('row').last();
  const count = row.getByRole('link', { name: /Belum ada di/ });
  const number = (await count.innerText()).match(/[\d.]+/)?.[0];
  await count.click();
  await expect(page.getByRole('heading', { level: 2, name: new RegExp(`: ${number} pegawai$`) })).toBeVisible();
  await expect(page.locator('.people-list li').first()).toContainText('Belum ada SKP');
  await accessible(page);
  await page.getByRole('button', { name: `Ingatkan ${number} orang` }).click();
  await expect(page.getByRole('status').filter({ hasText: /orang diingatkan|sudah diingatkan hari ini/ })).toBeVisible();
  await expect(page.locator('.people-list li').first()).toContainText('Diingatkan hari ini');
  await page.getByRole('link', { name: 'Kembali ke semua unit' }).click();
  await expect(page.getByRole('table', { name: 'Unit di bawahnya' })).toBeVisible();
});

test('the Pengelola makes plans for a unit as the preview says, and takes them back', async ({ page, signIn }) => {
  await signIn('Pengelola');
  await page.goto('/skp/kelengkapan');
  await hydrated(page);
  await page.getByRole('table', { name: 'Unit di bawahnya' }).getByRole('row').nth(3).getByRole('link').first().click();
  await expect(page.getByRole('navigation', { name: 'Unit di atasnya' }).getByRole('link')).toHaveCount(1);
  await page.getByRole('link', { name: 'Buat SKP dari templat' }).click();
  const section = page.getByRole('region', { name: 'Buat SKP dari templat' });
  const make = section.getByRole('button', { name: /^Buat [\d.]+ SKP$/ });
  await expect(section.getByText(/SKP 20\d\d akan dibuat di .+, dan langsung berlaku:/)).toBeVisible();
  const number = (await make.innerText()).match(/[\d.]+/)?.[0];
  await accessible(page);
  await make.click();
  await expect(section.getByRole('status').filter({ hasText: /^[\d.]+ SKP 20\d\d dibuat\.$/ })).toBeVisible();
  await expect(section.getByText(/^Terakhir dibuat dari templat: [\d.]+ SKP 20\d\d, hari ini/)).toBeVisible();
  await expect(make).toHaveCount(0);
  await section.getByRole('button', { name: new RegExp(`^Hapus [\\d.]+ SKP itu$`) }).click();
  await expect(section.getByRole('status').filter({ hasText: /^[\d.]+ SKP 20\d\d dihapus\./ })).toBeVisible();
  await expect(make).toHaveText(`Buat ${number} SKP`);
});

for (const width of [320, 360]) {
  test(`the board of plans is not pushed sideways at ${width} px`, async ({ page, signIn }) => {
    await page.setViewportSize({ width, height: 740 });
    await signIn('Pengelola');
    for (const path of ['/skp/kelengkapan', '/skp/kelengkapan?keadaan=belum', '/skp/kelengkapan?templat=ya']) {
      await page.goto(path);
      await hydrated(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    }
  });
}
