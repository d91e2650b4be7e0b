// Calibration: two people look at one board; a card is moved by keyboard alone, by the mouse and on a phone, and the other reads
// it without a reload.
import type { Page } from '@playwright/test';
import { accessible, accessibleInBothThemes, expect, hydrated, test } from './fixtures';

/** Signs the evaluations at these addresses: results above and as expected in turn, conduct as expected. */
const sign = async (page: Page, addresses: string[]) => {
  for (const [at, address] of addresses.entries()) {
    await page.goto(address);
    await hydrated(page);
    const results = page.getByRole('group', { name: 'Rating hasil kerja' });
    await results.getByLabel(at % 2 ? 'Sesuai ekspektasi' : 'Di atas ekspektasi').check();
    await results.getByLabel('Alasan').fill('Menurut laporan triwulan ini');
    const conduct = page.getByRole('group', { name: 'Rating perilaku kerja' });
    await conduct.getByLabel('Sesuai ekspektasi').check();
    await conduct.getByLabel('Alasan').fill('Selalu menjawab pasien');
    await page.getByRole('button', { name: 'Tetapkan' }).click();
    await expect(page.getByText(/^Ditetapkan\. Pegawai yang dinilai belum melihatnya/)).toBeVisible();
  }
};

test('a card is moved by keyboard, mouse and on a phone, and the room reads it at once', async ({ page, signIn, other, allow }) => {
  // A move without a reason.
  allow(/422/);
  await signIn('Atasan');
  await page.goto('/penilaian');
  await hydrated(page);
  // Others evaluate the person of the demo.
  const waiting = page.locator('.plan-waiting').filter({ hasText: 'Belum dinilai', hasNotText: 'Siti Rahmah' });
  const links = waiting.getByRole('link');
  const [name] = await links.allInnerTexts();
  const addresses = await links.evaluateAll((links) => links.slice(0, 2).map((link) => (link as HTMLAnchorElement).href));
  await sign(page, addresses);
  await page.goto('/penilaian');
  await hydrated(page);
  await page.getByRole('link', { name: 'Kalibrasi' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kalibrasi' })).toBeVisible();
  const card = page.locator('.calibration-card').filter({ hasText: name });
  await expect(card).toBeVisible();
  await accessibleInBothThemes(page);

  // By keyboard alone.
  await page.getByRole('button', { name: `Pindah ke… : ${name}` }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name })).toBeFocused();
  const unit = await page.locator('form input[name="unit"]').first().inputValue();
  const form = page.getByRole('form', { name: 'Pindahkan' });
  await page.keyboard.press('Tab');
  await expect(form.getByLabel('Pindah ke')).toBeFocused();
  await form.getByLabel('Pindah ke').selectOption({ label: 'Hasil di atas, perilaku di atas: Sangat Baik' });
  await expect(page.getByText(/^Sesudah pindah: /)).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(form.getByText(/^Tulis alasannya/)).toBeVisible();
  await form.getByLabel('Alasan').fill('Rujukan dihitung');
  await page.reload();
  await hydrated(page);
  await expect(form.getByLabel('Alasan'), 'what is typed survives a reload').toHaveValue('Rujukan dihitung');
  await accessible(page);

  const leader = await other('Pimpinan');
  const period = new URL(page.url()).searchParams.get('periode');
  await leader.goto(`/penilaian/kalibrasi?unit=${unit}&periode=${period}`);
  await hydrated(leader);
  const there = leader.locator('[data-place="above-above"]');
  await expect(there).not.toContainText(name);
  await form.getByRole('button', { name: 'Pindahkan' }).press('Enter');
  await expect(page.getByText(/dipindah \d\d\.\d\d: Sangat Baik\.$/)).toBeVisible();
  await expect(page.getByRole('button', { name: `Pindah ke… : ${name}` }), 'the focus stays with the card').toBeFocused();
  await expect(page.locator('[data-place="above-above"]')).toContainText(name);
  await expect(there, 'without a reload').toContainText(name);

  // Taken back with one tap.
  await page.getByRole('button', { name: 'Urungkan' }).click();
  await expect(page.getByText(/kembali ke tempat semula/)).toBeVisible();
  await expect(page.locator('[data-place="above-above"]')).not.toContainText(name);

  // With the mouse.
  await card.locator('.plan-about').hover();
  await page.mouse.down();
  await page.locator('[data-place="above-above"]').hover();
  await page.mouse.up();
  await expect(form.getByLabel('Pindah ke')).toHaveValue('above-above');
  await form.getByLabel('Alasan').fill('Rujukan dihitung lagi');
  await form.getByRole('button', { name: 'Pindahkan' }).click();
  await expect(page.locator('[data-place="above-above"]')).toContainText(name);

  // On a phone.
  await page.setViewportSize({ width: 320, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await accessible(page);
});
