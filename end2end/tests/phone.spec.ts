// A phone with a weak signal and a small screen: unsent work is marked and sent by itself, a slip is taken back, nothing
// is pushed sideways.
import { type Page } from '@playwright/test';
import { expect, hydrated, indicatorOf, plausible, reportingFetched, test } from './fixtures';

const OFFLINE = /ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load resource/;

async function open(page: Page) {
  const article = page.getByRole('article').first();
  await article.getByRole('button', { name: /^Lapor / }).first().click();
  return article;
}

test('a report without a signal is marked on its card and sent by itself when the signal is back', async ({
  page,
  signIn,
  context,
  allow,
}) => {
  allow(OFFLINE);
  await signIn('Pegawai');
  await hydrated(page);
  const [value, { id }] = [await plausible(page), await indicatorOf(page)];
  const article = await open(page);
  await article.getByLabel('Realisasi').fill(value);
  await context.setOffline(true);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('alert').filter({ hasText: 'Tersimpan di HP' })).toBeVisible();
  await article.getByRole('link', { name: 'Tutup' }).click();
  await expect(article.getByText('Tersimpan di HP, belum terkirim')).toBeVisible();
  await open(page);
  await expect(article.getByLabel('Realisasi')).toHaveValue(value);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('alert').filter({ hasText: 'Tersimpan di HP' })).toBeVisible();
  await context.setOffline(false);
  await expect(article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
  const reports: { value: string }[] = await (await page.request.get(`/api/v1/reports?indicator_id=${id}`)).json();
  expect(Number(reports[0].value)).toBe(Number(value.replace(',', '.')));
  await article.getByRole('link', { name: 'Tutup' }).click();
  await expect(article.getByText('Tersimpan di HP, belum terkirim')).toBeHidden();
});

test('without a signal Lapor shows what Beranda knew', async ({ page, signIn, context, allow }) => {
  allow(OFFLINE);
  await signIn('Pegawai');
  await hydrated(page);
  const name = await page.getByRole('heading', { level: 3 }).first().innerText();
  await reportingFetched(page);
  await context.setOffline(true);
  await page.getByRole('navigation', { name: 'Menu utama' }).getByRole('link', { name: 'Lapor' }).click();
  const choice = page.getByRole('main').getByRole('link', { name });
  await expect(choice).toBeVisible();
  await choice.click();
  await expect(page.getByLabel('Realisasi')).toBeVisible();
});

test('the receipt names the value and takes it back', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const { id, last_value } = await indicatorOf(page);
  const article = await open(page);
  const value = await plausible(page);
  await article.getByLabel('Realisasi').fill(value);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  const receipt = article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d: / });
  await expect(receipt).toContainText(value.replace(/^\d+/, (whole) => Number(whole).toLocaleString('id-ID')));
  await article.getByRole('button', { name: 'Urungkan' }).click();
  await expect(article.getByRole('button', { name: 'Urungkan' })).toBeHidden();
  await expect(receipt).toBeVisible();
  const indicators: { id: string; last_value: string | null }[] = await (await page.request.get('/api/v1/indicators')).json();
  expect(indicators.find((indicator) => indicator.id === id)?.last_value).toBe(last_value);
});

test('an older report is corrected from its history and the newest stays', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const { id, last_value } = await indicatorOf(page);
  await page.goto(`/riwayat/${id}`);
  await hydrated(page);
  // What was taken back is of the same moment as the one before it.
  const older = page.locator('.report-list li:not(.corrected)').nth(4);
  const wrong = await older.locator('.report-value').innerText();
  await older.getByRole('link', { name: /^Perbaiki/ }).click();
  await expect(page.getByLabel('Ini memperbaiki laporan yang dipilih')).toBeChecked();
  await page.getByLabel('Realisasi').fill(await plausible(page));
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('status').filter({ hasText: /Diterima/ })).toBeVisible();
  // Nothing here would take the newest report back.
  await expect(page.getByRole('button', { name: 'Urungkan' })).toHaveCount(0);
  await expect(page.getByLabel('Ini memperbaiki laporan terakhir')).toBeAttached();
  await page.goto(`/riwayat/${id}`);
  const corrected = page.locator('li.corrected').filter({ has: page.locator('.report-value', { hasText: wrong }) });
  await expect(corrected).toContainText('sudah diperbaiki');
  expect((await indicatorOf(page)).last_value).toBe(last_value);
});

test('a receipt cannot be made by an address', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  const { id } = await indicatorOf(page);
  for (const made of ['14.05', crypto.randomUUID()]) {
    await page.goto(`/lapor?indikator=${id}&diterima=${made}`);
    await expect(page.getByRole('button', { name: 'Kirim laporan' })).toBeVisible();
    await expect(page.getByText('Diterima')).toHaveCount(0);
  }
});

test('a request for support says what follows and reaches the head', async ({ page, signIn, other }) => {
  const head = await other('Atasan');
  await signIn('Pegawai');
  await hydrated(page);
  await page.getByRole('link', { name: 'Minta dukungan' }).first().click();
  await expect(page.getByText(/melihat permintaan ini paling atas di halaman Tim .* paling lambat/)).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Dukungan' })).toBeChecked();
  const words = `Vaksin habis sejak Senin ${Date.now()}`;
  await page.getByLabel('Tulis umpan balik').fill(words);
  await page.getByRole('button', { name: 'Kirim', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeVisible();

  await expect(head.getByRole('link', { name: /orang di tim Anda perlu perhatian/ })).toBeVisible();
  await head.goto('/tim');
  await hydrated(head);
  const row = head.getByRole('listitem').filter({ hasText: 'Minta dukungan, menunggu jawaban Anda' }).first();
  await row.getByRole('button', { name: /^Jawab/ }).click();
  await expect(row.getByRole('checkbox', { name: /Ini menjawab/ })).toBeChecked();
});

const people = [
  ['Atasan', '/tim'],
  ['Pimpinan', '/tim'],
  ['Pimpinan', '/dasbor'],
  ['Pegawai', '/'],
] as const;

for (const [person, path] of people) {
  for (const [what, width, size] of [
    ['at 320 px', 320, '100%'],
    ['with text twice as large', 640, '200%'],
  ] as const) {
    test(`${path} of ${person} is not pushed sideways ${what}`, async ({ page, signIn }) => {
      await page.setViewportSize({ width, height: 640 });
      await signIn(person);
      await page.goto(path);
      await hydrated(page);
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, size);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      await expect(page.getByRole('link', { name: 'Beranda' })).toBeInViewport();
    });
  }
}

test('the rows of a team are compact on a phone and the first one is in view', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Atasan');
  await page.goto('/tim');
  await hydrated(page);
  const rows = page.locator('.team-list > li');
  await expect(rows.first()).toBeInViewport();
  const height = await page.locator('.team-list').evaluate((list) => list.getBoundingClientRect().height);
  expect((height / (await rows.count())) * 25).toBeLessThan(3000);
});

test('an address that does not exist keeps the menu', async ({ page, signIn, allow }) => {
  allow(/404/);
  await signIn('Pegawai');
  const answer = await page.goto('/tidak-ada');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Halaman tidak ada' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Menu utama' })).toBeVisible();
});
