// Templates of plans: the Pengelola improves one, and the owner of a plan follows it or does not.
import { type Page } from '@playwright/test';
import { accessible, expect, hydrated, test } from './fixtures';

/** The Pengelola reads the first plan whose content can become the next version, and publishes it. */
async function publish(page: Page, code: string, note: string) {
  await page.goto(`/pengelola/templat/${code}`);
  await hydrated(page);
  await page.getByRole('region', { name: 'Jadikan isi SKP sebagai versi berikutnya' }).getByRole('link').first().click();
  const proposal = page.getByRole('region', { name: 'Versi berikutnya', exact: true });
  await expect(proposal).toBeVisible();
  await proposal.getByRole('button', { name: 'Terbitkan' }).click();
  await expect(proposal.getByLabel('Apa yang diperbaiki?')).toBeFocused();
  await proposal.getByLabel('Apa yang diperbaiki?').fill(note);
  await accessible(page);
  await proposal.getByRole('button', { name: 'Terbitkan' }).click();
}

test('a template is published from a plan, taken out of use, and used again', async ({ page, signIn, allow }) => {
  // A publication without a note comes back.
  allow(/422/);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Pengelola');
  const note = `Disesuaikan dengan Renstra ${Date.now()}`;
  await publish(page, 'perawat', note);
  await expect(page.getByRole('status').filter({ hasText: /Versi \d+ diterbitkan/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Versi', exact: true })).toContainText(note);

  const retirement = page.getByRole('region', { name: 'Tidak dipakai lagi' });
  await retirement.getByText('Tidak dipakai lagi', { exact: true }).click();
  await retirement.getByLabel('Mengapa tidak dipakai lagi?').fill('Digabung');
  await retirement.getByRole('button', { name: 'Jangan pakai lagi' }).click();
  await expect(page.getByText('Alasannya: Digabung')).toBeVisible();
  await page.getByRole('region', { name: 'Pakai lagi' }).getByRole('button', { name: 'Pakai lagi' }).click();
  await expect(page.getByRole('region', { name: 'Tidak dipakai lagi' })).toBeVisible();
  await expect(page.getByText('Alasannya: Digabung')).toHaveCount(0);
});
