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

const sideways = () => document.documentElement.scrollWidth - window.innerWidth;

test('what is signed for later is taken back on a phone, without sideways scroll', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pengelola');
  await page.goto('/pengelola/pejabat?cari=Kelurahan');
  await hydrated(page);
  expect(await page.evaluate(sideways), 'no sideways scroll').toBeLessThanOrEqual(0);
  await page.getByRole('row', { name: /Kelurahan/ }).filter({ hasNotText: 'Kosong' }).last().getByRole('link').click();
  const letter = `800/${Date.now()}`;
  const form = page.getByRole('region', { name: 'Ganti pejabat' });
  await form.getByLabel('Cari pengganti').fill('Siti');
  await form.getByRole('button', { name: 'Cari', exact: true }).click();
  await form.getByRole('group', { name: 'Pilih orangnya' }).getByRole('radio').last().check();
  await form.getByLabel('Definitif').check();
  await form.getByLabel('Mulai tanggal').fill(inDays(60));
  await form.getByLabel('Nomor surat').fill(letter);
  await form.getByLabel('Tanggal surat').fill(inDays(-1));
  await form.getByRole('button', { name: 'Lihat siapa yang terkena' }).click();
  await expect(page.getByText(/tidak lagi memegang jabatan/)).toBeVisible();
  expect(await page.evaluate(sideways), 'no sideways scroll').toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Tanda tangani' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Ditandatangani.' })).toBeVisible();
  const planned = page.getByText(`surat ${letter}`).filter({ hasText: 'Akan berlaku' });
  await expect(planned).toBeVisible();
  // The newest one is the last of the list.
  await page.getByRole('button', { name: 'Batalkan pergantian ini' }).last().click();
  await expect(planned).toHaveCount(0);
});

test('on a phone units are cards, fifty of them at most, found by name without JavaScript', async ({ other }) => {
  const page = await other('Pengelola', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await page.goto('/pengelola/pejabat');
  const units = page.getByRole('table').getByRole('rowheader');
  expect(await units.count()).toBeLessThanOrEqual(50);
  const height = (await page.getByRole('table').boundingBox())?.height ?? 0;
  expect(height, 'short cards').toBeLessThan(50 * 140);
  await page.getByLabel('Cari unit').fill('Kelurahan');
  await page.getByRole('button', { name: 'Cari' }).click();
  await expect(page).toHaveURL(/cari=Kelurahan/);
  await expect(units.first()).toContainText('Kelurahan');
  await expect(page.getByLabel('Cari unit')).toHaveValue('Kelurahan');
});

test('a wrong superior is asked about, settled without JavaScript, and what is open goes along', async ({
  page,
  signIn,
  other,
}) => {
  const head = await other('Atasan');
  await head.goto('/atasan');
  await hydrated(head);
  const first = (of: typeof page) => of.getByRole('region', { name: 'Riwayat pejabat penilai' }).getByRole('listitem').first();
  const upper = await first(head).locator('b').innerText();

  await page.setViewportSize({ width: 320, height: 740 });
  await signIn('Pegawai');
  await hydrated(page);
  // Another journey may have asked already: what is open is open.
  const support = page.getByRole('article').getByRole('link', { name: /^(Minta|Lihat permintaan) dukungan$/ });
  await support.last().click();
  const words = `Perlu kendaraan ${Date.now()}`;
  await page.getByLabel('Tulis umpan balik').fill(words);
  await page.getByRole('button', { name: 'Kirim', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeVisible();
  const thread = page.url();
  await page.goto('/atasan');
  await hydrated(page);
  const own = await first(page).locator('b').innerText();

  const officer = await other('Pengelola', { javaScriptEnabled: false });
  // There and back again: other journeys find the agency as it was.
  for (const [wanted, before] of [[upper, own], [own, upper]]) {
    const reason = `Bekerja untuk ${wanted} ${Date.now()}`;
    await page.getByLabel('Cari atasan yang benar').fill(wanted);
    await page.getByRole('button', { name: 'Cari', exact: true }).click();
    await page.getByRole('group', { name: 'Pilih orangnya' }).getByRole('radio').first().check();
    await page.getByLabel('Mengapa').fill(reason);
    await accessibleInBothThemes(page);
    expect(await page.evaluate(sideways), 'no sideways scroll').toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Kirim permintaan' }).click();
    await expect(page.getByText('Menunggu putusan Pengelola').first()).toBeVisible();

    await officer.goto('/pengelola/atasan');
    await officer.getByRole('listitem').filter({ hasText: reason }).getByRole('button', { name: 'Terima' }).click();
    await expect(officer.getByText(reason)).toHaveCount(0);
    await expect(first(page).locator('b')).toHaveText(wanted);
    if (wanted === upper) {
      await page.goto(thread);
      await expect(page.getByText(new RegExp(`pejabat penilai adalah .*, menggantikan`)).last()).toContainText(before);
      await page.goto('/atasan');
      await hydrated(page);
    }
  }
});
