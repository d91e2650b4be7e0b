// A coverage is reported with two numbers: how many, out of how many.
import { type Page } from '@playwright/test';
import { accessible, expect, hydrated, test } from './fixtures';

type Coverage = { id: string; name: string; last_value: string; population: string | null };

async function coverageOf(page: Page): Promise<Coverage> {
  const indicators: Coverage[] = await (await page.request.get('/api/v1/indicators')).json();
  const coverage = indicators.find(({ population }) => population !== null);
  if (!coverage) throw new Error('nobody has a coverage');
  return coverage;
}

/** How many of 240 are no fewer than the last report said. */
const counted = ({ last_value }: Coverage) => (Number(last_value) <= 95 ? '228' : '240');

/** Opens the form on the card of the coverage. */
async function open(page: Page, { name }: Coverage) {
  const card = page.getByRole('region', { name, exact: true });
  await card.getByRole('button', { name: `Lapor ${name}` }).click();
  return card;
}

test.describe('on a small phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('both numbers give the percentage and are seen wherever the report is', async ({ page, signIn }) => {
    await signIn('Pegawai');
    const coverage = await coverageOf(page);
    await page.goto('/lapor');
    await page.getByRole('main').getByRole('link', { name: coverage.name }).click();
    const [numerator, denominator] = [page.getByLabel('Jumlah'), page.getByLabel('Dari', { exact: true })];
    await expect(numerator).toBeFocused();
    await expect(denominator).toHaveValue(/^\d+$/);
    await page.keyboard.type('228');
    await denominator.fill('240');
    await expect(page.getByText('Jadi 95 %')).toBeVisible();
    const button = await page.getByRole('button', { name: 'Kirim laporan' }).boundingBox();
    expect(button && button.y + button.height).toBeLessThanOrEqual(740);
    await accessible(page);

    await numerator.fill(counted(coverage));
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    const said = `(${counted(coverage)} dari 240)`;
    await expect(page.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d: / })).toContainText(said);
    await expect(numerator).toHaveValue('');
    await expect(denominator).toHaveValue('240');
    await page.goto('/');
    await expect(page.getByRole('region', { name: coverage.name, exact: true })).toContainText(said);
    await page.goto(`/riwayat/${coverage.id}`);
    await expect(page.locator('.report-value').first()).toContainText(said);
  });

  test('a slip in the population is asked about, and a wrong number said beside its field', async ({ page, signIn }) => {
    await signIn('Pegawai');
    const coverage = await coverageOf(page);
    await page.goto(`/lapor?indikator=${coverage.id}`);
    await hydrated(page);
    const [numerator, denominator] = [page.getByLabel('Jumlah'), page.getByLabel('Dari', { exact: true })];
    await numerator.fill('dua');
    await denominator.fill('0');
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await expect(page.getByText('Tulis angka, misalnya 12,5.')).toBeVisible();
    await expect(numerator).toHaveAttribute('aria-invalid', 'true');
    await numerator.fill(counted(coverage));
    await denominator.fill('2400');
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await expect(page.getByText('Dari 2.400? Sebelumnya dari ')).toBeVisible();
    await expect(denominator).toHaveValue('2400');
  });
});

test('a dead line keeps both numbers through a reload, and the receipt takes them back', async ({ page, signIn, allow }) => {
  allow(/ERR_FAILED|Failed to load resource/);
  await signIn('Pegawai');
  await hydrated(page);
  const coverage = await coverageOf(page);
  let card = await open(page, coverage);
  await card.getByLabel('Jumlah').fill(counted(coverage));
  await card.getByLabel('Dari', { exact: true }).fill('240');
  await page.route('**/api/v1/reports', (route) => route.abort());
  await card.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(card.getByRole('alert').filter({ hasText: 'Tidak tersambung' })).toBeVisible();
  // Changed, it is no attempt any more and waits for its person.
  await card.getByLabel('Dari', { exact: true }).fill('230');
  await page.reload();
  await hydrated(page);
  card = await open(page, coverage);
  await expect(card.getByLabel('Jumlah')).toHaveValue(counted(coverage));
  await expect(card.getByLabel('Dari', { exact: true })).toHaveValue('230');
  await expect(card.getByText(/^Jadi /)).toBeVisible();
  await card.getByLabel('Dari', { exact: true }).fill('240');
  await page.unroute('**/api/v1/reports');
  await card.getByRole('button', { name: 'Kirim laporan' }).click();
  const receipt = card.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d: / });
  await expect(receipt).toContainText(`(${counted(coverage)} dari 240)`);
  const before = card.getByRole('button', { name: 'Urungkan' });
  await before.click();
  await expect(card.getByRole('status').filter({ hasText: /Laporan ditarik \d\d\.\d\d, kembali ke / })).toBeVisible();
  const [newest] = await (await page.request.get(`/api/v1/reports?indicator_id=${coverage.id}`)).json();
  expect(Number(newest.value)).toBe(Number(coverage.last_value));
});

test('the form works without JavaScript and keeps what was typed', async ({ page, signIn, other, allow }) => {
  allow(/Failed to load resource/);
  await signIn('Pegawai');
  const coverage = await coverageOf(page);
  const plain = await other('Pegawai', { javaScriptEnabled: false });
  await plain.goto(`/lapor?indikator=${coverage.id}`);
  await plain.getByLabel('Jumlah').fill('dua ratus');
  await plain.getByLabel('Dari', { exact: true }).fill('240');
  await plain.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(plain.getByText('Tulis angka, misalnya 12,5.')).toBeVisible();
  await expect(plain.getByLabel('Jumlah')).toHaveValue('dua ratus');
  await plain.getByLabel('Jumlah').fill(counted(await coverageOf(page)));
  await plain.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(plain.getByText(/Diterima \d\d\.\d\d: .* dari 240\)/)).toBeVisible();
});
