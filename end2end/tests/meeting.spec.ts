// A meeting: reports arrive without names, names are shown on purpose and for a while, and follow-ups are assigned by
// the keyboard alone, found by the assignee, done, and gone from the screen.
import { type Locator, type Page, accessibleInBothThemes, expect, hydrated, reportAgain, test } from './fixtures';

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

async function ownName(page: Page): Promise<string> {
  await hydrated(page);
  await page.getByRole('button', { name: 'Akun' }).click();
  const name = await page.locator('.shell-person b').innerText();
  await page.keyboard.press('Escape');
  return name;
}

/** A day from now in the agency's zone, as a date field takes it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Jakarta' });
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, goal: Locator) {
  for (let tabs = 0; tabs < 12; tabs += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(goal).toBeFocused();
}

const view = (page: Page, name: RegExp) => page.getByRole('heading', { level: 2, name });

test('reports come in on the meeting’s screen, by name only for a while and on purpose', async ({ page, signIn, other }) => {
  const hers = await other('Pegawai');
  const name = await ownName(hers);
  await signIn('Pimpinan');
  // The journey decides when five minutes are over; a fake clock numbers its timers beyond Rust's type for them.
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window);
    const watched = (run: () => void, ms?: number) => {
      if (ms === 300_000) Object.assign(window, { over: run });
      return wait(run, ms);
    };
    window.setTimeout = watched as typeof window.setTimeout;
  });
  await page.goto('/dasbor/layar?lihat=masuk');
  await hydrated(page);
  await expect(view(page, /^Baru masuk/)).toBeVisible();
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Lanjutkan putaran' })).toBeVisible();
  const first = page.locator('.screen-view').getByRole('listitem').first();
  await expect(first).toBeVisible();

  await reportAgain(hers);
  await expect(first).toHaveClass(/row-lit/);
  await expect(first).toContainText('Hari ini');
  await expect(page.getByRole('main')).not.toContainText(name);

  await page.keyboard.press('n');
  await expect(first).toContainText(name);
  await expect(page.getByRole('button', { name: 'Sembunyikan nama' })).toBeVisible();
  expect(page.url()).not.toContain('nama');
  await page.evaluate(() => (window as unknown as { over: () => void }).over());
  await expect(page.getByRole('button', { name: 'Tampilkan nama' })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(name);
  await expect(first).toBeVisible();

  await page.keyboard.press('n');
  await expect(first).toContainText(name);
  await page.reload();
  await hydrated(page);
  await expect(first).toContainText('Hari ini');
  await expect(page.getByRole('main')).not.toContainText(name);
});

test('what is agreed on is written by keyboard alone, reaches the one responsible and goes when it is done', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  const hers = await other('Pegawai', phone);
  const name = await ownName(hers);
  await signIn('Pimpinan');
  await page.goto('/dasbor/layar');
  await hydrated(page);
  const heading = page.getByRole('heading', { level: 2 });
  for (let title = await heading.innerText(); !title.startsWith('Baru masuk'); title = await heading.innerText()) {
    await page.keyboard.press('PageDown');
    await expect(heading).not.toHaveText(title);
  }

  const agreed = `Jadwal posyandu Melati disepakati ${Date.now()}`;
  await page.keyboard.press('t');
  const text = page.getByLabel('Apa yang disepakati');
  await expect(text).toBeFocused();
  await page.keyboard.type(agreed);
  // The draft is restored after a reload, and the keys of the screen are letters while typing.
  await page.reload();
  await hydrated(page);
  await page.keyboard.press('t');
  await expect(text).toHaveValue(agreed);
  await expect(text).toBeFocused();

  // A whole room reads the search: nobody is searched before names are shown.
  const search = page.getByRole('searchbox', { name: 'Penanggung jawab' });
  await expect(search).toHaveCount(0);
  await tabTo(page, page.getByRole('button', { name: 'Tampilkan nama untuk memilih' }));
  await page.keyboard.press('Enter');
  await expect(search).toBeFocused();
  await page.keyboard.type(name);
  const choice = page.getByRole('radio', { name });
  await expect(choice).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(choice).toBeChecked();
  const until = page.getByLabel('Sampai tanggal');
  await tabTo(page, until);
  await page.locator(':focus').fill(inDays(-1));
  await accessibleInBothThemes(page);
  const save = page.getByRole('button', { name: 'Simpan' });
  await tabTo(page, save);
  allow(/Failed to load resource/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Tanggal ini sudah lewat.')).toBeVisible();
  await expect(until).toBeFocused();
  // A slip in the year is asked about.
  await page.locator(':focus').fill(inDays(800));
  await tabTo(page, save);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Lebih dari setahun lagi. Simpan sekali lagi bila tahunnya memang benar.')).toBeVisible();
  await expect(until).toBeFocused();
  await page.locator(':focus').fill(inDays(3));

  allow(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  await tabTo(page, save);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Tidak tersambung ke server.').first()).toBeVisible();
  // Sent by itself: another Enter would open the next form.
  await page.context().setOffline(false);
  await expect(view(page, /^Tindak lanjut/)).toBeVisible();
  await expect(page).toHaveURL(/lihat=tindak-lanjut/);
  const onScreen = page.getByRole('listitem').filter({ hasText: agreed });
  await expect(onScreen).toHaveCount(1);
  // The names that were shown for choosing stay until they are hidden again.
  await expect(onScreen).toContainText(name);
  await page.keyboard.press('n');
  await expect(onScreen).not.toContainText(name);

  await hers.getByRole('link', { name: /tindak lanjut rapat untuk Anda/ }).click();
  await hydrated(hers);
  const mine = hers.getByRole('region', { name: 'Untuk saya' }).getByRole('listitem').filter({ hasText: agreed });
  await expect(mine).toBeVisible();
  const done = mine.getByRole('button', { name: 'Tandai selesai' });
  await done.focus();
  await hers.keyboard.press('Enter');
  await expect(mine.getByRole('button', { name: 'Buka lagi' })).toBeVisible();
  await expect(onScreen).toHaveCount(0);
});

test('hidden names are hidden: no count leads to people, and the chosen person has no name on the screen', async ({
  page,
  signIn,
  other,
}) => {
  const hers = await other('Pegawai');
  const name = await ownName(hers);
  await signIn('Pimpinan');
  // The journey decides when five minutes are over.
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window);
    const watched = (run: () => void, ms?: number) => {
      if (ms === 300_000) Object.assign(window, { over: run });
      return wait(run, ms);
    };
    window.setTimeout = watched as typeof window.setTimeout;
  });
  const main = page.getByRole('main');
  for (const place of ['keadaan', 'unit', 'tindak-lanjut']) {
    await page.goto(`/dasbor/layar?lihat=${place}`);
    await hydrated(page);
    await expect(page.locator('.chart-place')).toHaveCount(0);
    await expect(main.locator('a[href*="status="], a[href^="/tim"], a[href="/tindak-lanjut"]')).toHaveCount(0);
  }
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Tampilkan nama untuk memilih' }).click();
  await page.getByRole('searchbox', { name: 'Penanggung jawab' }).fill(name);
  const choice = page.getByRole('radio', { name });
  await choice.check();
  await page.evaluate(() => (window as unknown as { over: () => void }).over());
  await expect(page.getByRole('searchbox', { name: 'Penanggung jawab' })).toHaveCount(0);
  await expect(main).not.toContainText(name);
  await expect(page.getByRole('radio', { name: 'Sudah dipilih' })).toBeChecked();
});

test('all units of a large dinas are on the screen: nobody scrolls in front of an audience', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor/layar?lihat=unit');
  await hydrated(page);
  await expect(page.locator('.chart-place')).toHaveCount(0);
  const units = page.locator('.unit-bars > *');
  expect(await units.count()).toBeGreaterThan(15);
  await expect(units.last()).toBeInViewport({ ratio: 1 });
});
