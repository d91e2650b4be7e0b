// A phone with a weak signal and a small screen: unsent work is marked and sent by itself, a slip is taken back, nothing
// is pushed sideways.
import { type Page } from '@playwright/test';
import { expect, hydrated, indicatorOf, plausible, reportingFetched, test } from './fixtures';

const OFFLINE = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|Failed to load resource/;

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
  const kept = article.getByRole('alert').filter({ hasText: 'Tersimpan di perangkat ini' });
  // Every page sends it.
  await expect(kept).toContainText('terkirim sendiri begitu ada sinyal dan Kinerja terbuka');
  await article.getByRole('link', { name: 'Tutup' }).click();
  await expect(article.getByText('Tersimpan di perangkat ini, belum terkirim')).toBeVisible();
  await open(page);
  await expect(article.getByLabel('Realisasi')).toHaveValue(value);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('alert').filter({ hasText: 'Tersimpan di perangkat ini' })).toBeVisible();
  await context.setOffline(false);
  await expect(article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
  const reports: { value: string }[] = await (await page.request.get(`/api/v1/reports?indicator_id=${id}`)).json();
  expect(Number(reports[0].value)).toBe(Number(value.replace(',', '.')));
  await article.getByRole('link', { name: 'Tutup' }).click();
  await expect(article.getByText('Tersimpan di perangkat ini, belum terkirim')).toBeHidden();
});

const menu = (page: Page) => page.getByRole('navigation', { name: 'Menu utama' });

test('a report whose card was closed is counted in the menu and goes out by itself after a reload, once', async ({
  page,
  signIn,
  context,
  allow,
}) => {
  allow(OFFLINE);
  await signIn('Pegawai');
  await hydrated(page);
  const { id } = await indicatorOf(page);
  const stored = async () => {
    const reports: { id: string }[] = await (await page.request.get(`/api/v1/reports?indicator_id=${id}`)).json();
    return reports.map((report) => report.id);
  };
  const before = await stored();
  const added = async () => (await stored()).filter((report) => !before.includes(report)).length;
  const article = await open(page);
  await article.getByLabel('Realisasi').fill(await plausible(page));
  await page.route('**/api/v1/reports', (route) => route.abort());
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(article.getByRole('alert').filter({ hasText: 'Tersimpan di perangkat ini' })).toBeVisible();
  await article.getByRole('link', { name: 'Tutup' }).click();
  const badge = menu(page).getByRole('link', { name: /^Lapor.*1 belum terkirim/ });
  await expect(badge).toBeVisible();

  await page.reload();
  await hydrated(page);
  await expect(badge).toBeVisible();
  await expect(article.getByText('Tersimpan di perangkat ini, belum terkirim')).toBeVisible();
  expect(await added()).toBe(0);

  await context.setOffline(true);
  await page.unroute('**/api/v1/reports');
  await context.setOffline(false);
  await expect(badge).toBeHidden();
  await expect(article.getByText('Tersimpan di perangkat ini, belum terkirim')).toBeHidden();
  expect(await added()).toBe(1);
  await page.reload();
  await hydrated(page);
  await expect(badge).toBeHidden();
  expect(await added()).toBe(1);
});

test('a message goes out by itself while another page is open', async ({ page, signIn, context, allow }) => {
  allow(OFFLINE);
  await signIn('Pegawai');
  // Without a signal Lapor opens from what Beranda has fetched.
  await reportingFetched(page);
  await page.goto('/percakapan');
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').first().click();
  await page.waitForURL(/\/percakapan\/[0-9a-f-]{36}/);
  await hydrated(page);
  const thread = new URL(page.url()).pathname;
  const text = `Sinyal hilang di posyandu ${Date.now()}`;
  await page.getByLabel('Tulis umpan balik').fill(text);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Kirim', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Tersimpan di perangkat ini' })).toBeVisible();
  await menu(page).getByRole('link', { name: 'Lapor' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lapor' })).toBeVisible();
  const badge = menu(page).getByRole('link', { name: /^Percakapan.*1 belum terkirim/ });
  await expect(badge).toBeVisible();
  await context.setOffline(false);
  await expect(badge).toBeHidden();
  await page.goto(thread);
  await hydrated(page);
  await expect(page.getByRole('listitem').filter({ hasText: text })).toHaveCount(1);
  await expect(page.getByLabel('Tulis umpan balik')).toHaveValue('');
});

test('what one person sent without a signal never goes out in the name of another', async ({ page, signIn, context, allow }) => {
  allow(OFFLINE);
  await signIn('Pegawai');
  await hydrated(page);
  const article = await open(page);
  await article.getByLabel('Realisasi').fill(await plausible(page));
  // On every page of the device: the one of the sign-in would send it, too.
  await context.route('**/api/v1/reports', (route) => route.abort());
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await article.getByRole('link', { name: 'Tutup' }).click();
  const badge = menu(page).getByRole('link', { name: /^Lapor.*1 belum terkirim/ });
  await expect(badge).toBeVisible();

  const theirs = await context.newPage();
  await theirs.goto('/masuk');
  await theirs.getByRole('button', { name: 'Atasan', exact: true }).click();
  await theirs.waitForURL('/');
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  await context.unroute('**/api/v1/reports');
  await page.bringToFront();
  await context.setOffline(true);
  const asked = page.waitForRequest(/\/api\/v1\/me$/);
  await context.setOffline(false);
  await (await (await asked).response())?.finished();
  await expect(menu(theirs).getByRole('link', { name: 'Lapor', exact: true })).toBeVisible();
  await expect(badge).toBeVisible();
  expect(sent.filter((url) => url.includes('/api/v1/reports'))).toEqual([]);
  await theirs.close();

  await signIn('Pegawai');
  await expect(menu(page).getByRole('link', { name: 'Lapor', exact: true })).toBeVisible();
});

test('what was typed after a failed try is not sent by itself', async ({ page, signIn, context, allow }) => {
  allow(OFFLINE);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Pegawai');
  await hydrated(page);
  const article = await open(page);
  await article.getByLabel('Realisasi').fill(await plausible(page));
  await context.setOffline(true);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(menu(page).getByRole('link', { name: /1 belum terkirim/ })).toBeVisible();
  await article.getByLabel('Realisasi').fill('7');
  await expect(menu(page).getByRole('link', { name: /belum terkirim/ })).toBeHidden();
  await article.getByRole('link', { name: 'Tutup' }).click();
  await expect(article.getByText('Tersimpan di HP, belum terkirim')).toBeVisible();
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
  await expect(article.getByRole('status').filter({ hasText: /Laporan ditarik \d\d\.\d\d, kembali ke / })).toBeVisible();
  const indicators: { id: string; last_value: string | null }[] = await (await page.request.get('/api/v1/indicators')).json();
  expect(indicators.find((indicator) => indicator.id === id)?.last_value).toBe(last_value);
});

test('a report can be taken back for half a minute', async ({ page, signIn }) => {
  await page.clock.install();
  await signIn('Pegawai');
  await hydrated(page);
  const value = await plausible(page);
  const article = await open(page);
  await article.getByLabel('Realisasi').fill(value);
  await article.getByRole('button', { name: 'Kirim laporan' }).click();
  const undo = article.getByRole('button', { name: 'Urungkan' });
  await expect(undo).toBeVisible();
  await page.clock.runFor(25_000);
  await expect(undo).toBeVisible();
  await page.clock.runFor(5_000);
  await expect(undo).toBeHidden();
  await expect(article.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d/ })).toBeVisible();
});

test('who comes back to a long list stands where they were', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Atasan');
  await page.goto('/tim');
  await hydrated(page);
  const person = page.locator('.team-list > li .team-name a').last();
  await person.scrollIntoViewIfNeeded();
  const scrolled = () => page.evaluate(() => Math.round(window.scrollY));
  const before = await scrolled();
  expect(before).toBeGreaterThan(740);
  await person.click();
  await expect(page).toHaveURL(/\/tim\/.+/);
  await expect.poll(scrolled).toBe(0);
  await page.goBack();
  await expect.poll(scrolled).toBe(before);
  await expect(person).toBeInViewport();
});

test('a talk on a phone has its box of one line in view, its kinds folded, and breaks long words', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn('Pegawai');
  await page.goto('/percakapan');
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').first().click();
  await page.waitForURL(/\/percakapan\/[0-9a-f-]{36}/);
  await hydrated(page);
  const box = page.getByLabel('Tulis umpan balik');
  await expect(box).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Kirim', exact: true })).toBeInViewport({ ratio: 1 });
  expect((await box.boundingBox())?.height, 'one line').toBeLessThan(64);
  await expect(page.getByRole('radio').first()).toBeHidden();
  await page.getByText('Jenis pesan').first().click();
  await expect(page.getByRole('radio').first()).toBeVisible();

  const address = `https://kinerja.example.go.id/${'pedoman'.repeat(20)}`;
  await page.request.post(new URL(page.url()).pathname, { form: { kind: 'biasa', text: `${'panjang'.repeat(30)} ${address}` } });
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('link', { name: address })).toHaveAttribute('href', address);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
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
  await expect(page.locator('.field-hint').first()).toContainText(`: ${wrong}`);
  // What it said fits between its neighbours.
  await page.getByLabel('Realisasi').fill(wrong.replace(/[^\d.,]/g, ''));
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d, laporan .+ diperbaiki: / })).toBeVisible();
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

test('a request for support says what follows, reaches the head and stays on the card', async ({ page, signIn, other }) => {
  const head = await other('Atasan');
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn('Pegawai');
  await hydrated(page);
  const card = page.getByRole('article').filter({ has: page.getByRole('link', { name: 'Minta dukungan' }) }).first();
  const result = await card.getByRole('heading', { level: 2 }).innerText();
  await expect(card.getByText(/^Belum diminta\. Bila diminta hari ini, .* diminta menjawab paling lambat/).first()).toBeVisible();
  await card.getByRole('link', { name: 'Minta dukungan' }).first().click();
  const box = page.getByLabel('Tulis umpan balik');
  await expect(box).toBeFocused();
  await expect(box).toBeInViewport({ ratio: 1 });
  await expect(page.getByText(/melihat permintaan ini di bagian atas halaman Tim .* paling lambat/)).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Dukungan' })).toBeChecked();
  const words = `Vaksin habis sejak Senin ${Date.now()}`;
  await page.getByLabel('Tulis umpan balik').fill(words);
  await page.getByRole('button', { name: 'Kirim', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeVisible();
  const asked = /Dukungan diminta hari ini \d\d\.\d\d, menunggu jawaban .* paling lambat/;
  await expect(page.getByRole('main').getByText(asked)).toBeVisible();
  await page.goto('/');
  await hydrated(page);
  const again = page.getByRole('article').filter({ has: page.getByRole('heading', { level: 2, name: result }) });
  await expect(again.getByText(asked).first()).toBeVisible();
  await expect(again.getByRole('link', { name: 'Minta dukungan' })).toHaveCount(0);
  await again.getByRole('link', { name: 'Lihat permintaan dukungan' }).first().click();
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeVisible();

  await expect(head.getByRole('link', { name: /orang di tim Anda perlu perhatian/ })).toBeVisible();
  await head.goto('/tim');
  await hydrated(head);
  const row = head.getByRole('listitem').filter({ hasText: 'Minta dukungan, menunggu jawaban Anda' }).first();
  await row.getByRole('button', { name: /^Jawab/ }).click();
  await expect(row.getByRole('checkbox', { name: /Ini menjawab/ })).toBeChecked();
});

test('a word of the figures on Beranda is whole on every width', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  for (const width of [320, 360, 768, 1024, 1280, 1600]) {
    await page.setViewportSize({ width, height: 800 });
    const broken = await page.evaluate(() => {
      const found: string[] = [];
      for (const line of document.querySelectorAll('.indicator-figures dt, .indicator-figures dd')) {
        for (const text of line.childNodes) {
          for (const word of (text.textContent ?? '').matchAll(/\p{L}+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (range.getClientRects().length > 1) found.push(word[0]);
          }
        }
      }
      return found;
    });
    expect(broken, `${width} px`).toEqual([]);
  }
});

const people = [
  ['Atasan', '/tim'],
  ['Pimpinan', '/tim'],
  ['Pimpinan', '/dasbor'],
  ['Pegawai', '/'],
  ['Pegawai', '/percakapan'],
  ['Pengelola', '/kalender'],
  ['Pengelola', '/pengelola/pejabat'],
] as const;

for (const [person, path] of people) {
  for (const [what, width, size] of [
    ['at 320 px', 320, '100%'],
    ['with text twice as large', 640, '200%'],
    ['with text twice as large on a phone', 360, '200%'],
    ['with text twice as large on a small desk', 1024, '200%'],
  ] as const) {
    // Wide tables of a desk do not fold yet.
    if (width === 1024 && ['/dasbor', '/pengelola/pejabat'].includes(path)) continue;
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

test('/percakapan is not pushed sideways with text twice as large at 320 px', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn('Pegawai');
  await page.goto('/percakapan');
  await hydrated(page);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  const { row, when } = await page.locator('.thread-row').first().evaluate((row) => ({
    row: row.getBoundingClientRect().right,
    when: row.querySelector('.thread-when')?.getBoundingClientRect().right ?? Infinity,
  }));
  expect(when, 'the time is inside its row').toBeLessThanOrEqual(row);
});

for (const width of [320, 360]) {
  test(`a reason in a team is shown whole at ${width} px`, async ({ page, signIn }) => {
    await page.setViewportSize({ width, height: 640 });
    await signIn('Atasan');
    await page.goto('/tim');
    await hydrated(page);
    const cut = await page.locator('.team-why p').evaluateAll((all) => all.filter((p) => p.scrollHeight > p.clientHeight + 1).length);
    expect(cut).toBe(0);
  });
}

test('the rows of a team are compact on a phone and the first one is in view', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Atasan');
  await page.goto('/tim');
  await hydrated(page);
  const rows = page.locator('.team-list > li');
  const [first, bar] = [await rows.first().boundingBox(), await page.locator('.shell-first').boundingBox()];
  expect(first && first.y + first.height, 'the first row ends above the bottom bar').toBeLessThanOrEqual(bar?.y ?? 0);
  const height = await page.locator('.team-list').evaluate((list) => list.getBoundingClientRect().height);
  expect((height / (await rows.count())) * 25).toBeLessThan(3100);
});

for (const width of [320, 360]) {
  test(`the table of a chart can be read at ${width} px and leads back`, async ({ page, signIn }) => {
    await page.setViewportSize({ width, height: 640 });
    await signIn('Pimpinan');
    await page.goto('/dasbor');
    await hydrated(page);
    await expect(page.locator('.chart-place')).toHaveCount(0);
    for (const caption of ['Tren tahun ini per minggu', 'Pegawai per unit menurut keadaan']) {
      const button = page.getByRole('figure').filter({ hasText: caption }).getByRole('button', { name: /^Lihat tabel/ });
      await button.click();
      const dialog = page.getByRole('dialog', { name: caption });
      const data = dialog.locator('.chart-data');
      await expect(data).toBeFocused();
      const shown = await data.evaluate((data) => {
        data.scrollTo(data.scrollWidth, data.scrollHeight);
        const boxes = [...data.querySelectorAll('th, td')].map((cell) => cell.getBoundingClientRect());
        const [last, inside] = [boxes[boxes.length - 1], data.getBoundingClientRect()];
        return {
          isWhole: last.right <= inside.right && last.bottom <= inside.bottom,
          narrowest: Math.min(...boxes.map((box) => box.width)),
        };
      });
      expect(shown.isWhole, 'its last cell can be reached').toBe(true);
      expect(shown.narrowest, 'words stay whole').toBeGreaterThanOrEqual(64);
      await expect(dialog.getByRole('button', { name: 'Tutup' })).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      await dialog.getByRole('button', { name: 'Tutup' }).click();
      await expect(dialog).toBeHidden();
      await expect(button).toBeFocused();
    }
  });
}

test('an address that does not exist keeps the menu', async ({ page, signIn, allow }) => {
  allow(/404/);
  await signIn('Pegawai');
  const answer = await page.goto('/tidak-ada');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Halaman tidak ada' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Menu utama' })).toBeVisible();
});
