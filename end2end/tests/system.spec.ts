// The health of the system: found in the menu by the Pengelola alone, and refreshed without a reload.
import { expect, hydrated, indicatorOf, plausible, test } from './fixtures';

test('the Pengelola sees that all is saved and live, and the count of reports grows by itself', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  // The page of the Pengelola is nobody else's.
  allow(/404/);
  await signIn('Pengelola');
  await hydrated(page);
  const link = page.getByRole('link', { name: 'Sistem', exact: true });
  const more = page.getByRole('button', { name: 'Lainnya' });
  if (!(await link.isVisible())) await more.click();
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kesehatan sistem' })).toBeVisible();
  const line = (name: string) =>
    page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await expect(line('Penyimpanan laporan')).toContainText('Baik');
  await expect(line('Papan langsung')).toContainText('Baik');
  await expect(line('Disk')).toContainText(/Terisi \d+ %/);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  const before = Number((await line('Laporan hari ini').innerText()).match(/([\d.]+) laporan/)?.[1].replace('.', ''));

  const hers = await other('Pegawai');
  const indicator = await indicatorOf(hers);
  const sent = await hers.request.post('/api/v1/reports', {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    data: {
      indicator_id: indicator.id,
      value: (await plausible(hers)).replace(',', '.'),
      note: null,
      observed_at: new Date().toISOString(),
    },
  });
  expect(sent.status()).toBe(201);
  await expect(line('Laporan hari ini')).toContainText(`${(before + 1).toLocaleString('id-ID')} laporan`);

  await expect(hers.getByRole('link', { name: 'Sistem', exact: true })).toHaveCount(0);
  await hers.goto('/pengelola/sistem');
  await expect(hers.getByText('Yang Anda cari tidak ada, atau bukan untuk Anda.')).toBeVisible();
});
