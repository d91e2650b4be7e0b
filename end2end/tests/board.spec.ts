// The board beyond its first view: new reports, how regularly people report, the meeting room, the workbook.
import { expect, hydrated, reportAgain, test } from './fixtures';

test('a report comes in at the top of the leader’s list without a reload', async ({ page, signIn, other }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor/pelaporan');
  await hydrated(page);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  const feed = page.getByRole('region', { name: 'Baru masuk' });
  const hers = await other('Pegawai');
  await hers.getByRole('button', { name: 'Akun' }).click();
  const name = await hers.locator('.shell-person b').innerText();
  await reportAgain(hers);
  const first = feed.getByRole('listitem').first();
  await expect(first).toContainText(name);
  await expect(first).toContainText('Hari ini');
  await expect(first).toHaveClass(/row-lit/);
  await expect(feed.locator('li.row-lit')).toHaveCount(1);
});

test('who only oversees sees counts and no names', async ({ page, signIn }) => {
  await signIn('Pengelola');
  await page.goto('/dasbor');
  await hydrated(page);
  await page.getByRole('navigation', { name: 'Tampilan dasbor' }).getByRole('link', { name: 'Pelaporan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dasbor: pelaporan' })).toBeVisible();
  await expect(page.getByText('Laporan per orang tampil bagi atasan')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Baru masuk' }).getByRole('listitem')).toHaveCount(0);
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('the grid leads from a person to their results', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  await page.getByRole('navigation', { name: 'Tampilan dasbor' }).getByRole('link', { name: 'Pelaporan' }).click();
  const grid = page.getByRole('table', { name: /Laporan per pegawai dan minggu/ });
  await expect(grid).toBeVisible();
  await expect(grid.getByRole('columnheader')).toHaveCount(13);
  const row = grid.getByRole('row').nth(1);
  await expect(row.getByRole('cell')).toHaveCount(12);
  const link = row.getByRole('link');
  const name = await link.innerText();
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
});

test('the meeting room is driven by keys, shows nobody by name, and ends with Escape', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor/layar');
  await hydrated(page);
  const view = (name: RegExp) => page.getByRole('heading', { level: 2, name });
  await expect(view(/^Angka utama/)).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Menu utama' })).toBeHidden();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Lanjutkan putaran' })).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(view(/^Keadaan pegawai dan indikator/)).toBeVisible();
  await expect(page).toHaveURL(/lihat=keadaan/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(view(/^Unit/)).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(view(/^Unit/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'Dasbor', exact: true })).toBeVisible();
});

test('the views of the meeting room give way to each other by themselves, unless they are held', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  // The journey decides when twenty seconds are over.
  await page.addInitScript(() => {
    const every = window.setInterval.bind(window);
    const turns: Map<number, () => void> = new Map();
    const clear = window.clearInterval.bind(window);
    window.setInterval = ((run: () => void, ms?: number) => {
      const clock = every(run, ms) as unknown as number;
      if (ms === 20_000) turns.set(clock, run);
      return clock;
    }) as typeof window.setInterval;
    window.clearInterval = ((clock: number) => {
      turns.delete(clock);
      clear(clock);
    }) as typeof window.clearInterval;
    Object.assign(window, { over: () => turns.forEach((run) => run()) });
  });
  await page.goto('/dasbor/layar');
  await hydrated(page);
  const over = () => page.evaluate(() => (window as unknown as { over: () => void }).over());
  const view = (name: RegExp) => page.getByRole('heading', { level: 2, name });
  await expect(view(/^Angka utama/)).toBeVisible();
  await over();
  await expect(view(/^Keadaan pegawai dan indikator/)).toBeVisible();
  await page.getByRole('button', { name: 'Jeda' }).click();
  await expect(page.getByRole('button', { name: 'Lanjutkan putaran' })).toBeVisible();
  await over();
  await expect(view(/^Keadaan pegawai dan indikator/)).toBeVisible();
  await page.getByRole('button', { name: 'Lanjutkan putaran' }).click();
  await page.getByRole('heading', { level: 1 }).click();
  await over();
  await expect(view(/^Minggu ini/)).toBeVisible();
});

test('the board can be used before its charts have come, and they take their place unseen', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/board_charts_/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/dasbor');
  await hydrated(page);
  const chart = page.getByRole('figure').filter({ hasText: 'Tren tahun ini per minggu' });
  await expect(chart).toBeVisible();
  const place = await chart.boundingBox();
  await chart.getByRole('button', { name: /^Lihat tabel/ }).click();
  const table = page.getByRole('dialog', { name: 'Tren tahun ini per minggu' });
  await expect(table).toBeVisible();
  const come = page.waitForResponse(/\/board_charts_/);
  release();
  await (await come).finished();
  // The other chart is there; this one waits for its reader.
  await expect(page.locator('.chart-place')).toHaveCount(1);
  await expect(table).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1 }).click();
  await expect(page.locator('.chart-place')).toHaveCount(0);
  expect(await chart.boundingBox()).toEqual(place);
  const told = await chart.locator('.chart-readout').innerText();
  await chart.locator('svg [tabindex="0"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(chart.locator('.chart-readout')).not.toHaveText(told);
});

test('rhythm, team and history can be taken along as workbooks', async ({ page, signIn }) => {
  await signIn('Atasan');
  const take = async (words: string | RegExp, file: RegExp) => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: words }).first().click();
    expect((await download).suggestedFilename()).toMatch(file);
  };
  await page.goto('/tim');
  await hydrated(page);
  await take('Unduh Excel', /^tim-\d{4}-\d\d-\d\d\.xlsx$/);
  await page.goto('/dasbor/pelaporan');
  await hydrated(page);
  await take('Unduh laporan per minggu (Excel)', /^laporan-per-minggu-\d{4}-\d\d-\d\d\.xlsx$/);
  await page.goto('/');
  await hydrated(page);
  await page.locator('a[href^="/riwayat/"]').first().click();
  await expect(page.getByRole('heading', { level: 2, name: 'Laporan' })).toBeVisible();
  await take('Unduh Excel', /^riwayat-\d{4}-\d\d-\d\d\.xlsx$/);
});

test('the board can be taken along as a workbook', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Unduh Excel' }).click();
  expect((await download).suggestedFilename()).toMatch(/^dasbor-\d{4}-\d\d-\d\d\.xlsx$/);
});

test('a count of the board opens the list behind it, with a way back', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  const count = page.getByRole('table', { name: 'Unit di bawahnya' }).getByRole('cell').getByRole('link').first();
  const people = Number(await count.innerText());
  await count.click();
  const list = page.getByRole('region', { name: 'Perlu dukungan' });
  await expect(list.getByRole('listitem')).toHaveCount(people);
  const download = page.waitForEvent('download');
  await list.getByRole('link', { name: 'Unduh Excel' }).click();
  expect((await download).suggestedFilename()).toMatch(/^pegawai-.*\.xlsx$/);
  await list.getByRole('link', { name: 'Kembali ke dasbor' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dasbor', exact: true })).toBeVisible();
});
