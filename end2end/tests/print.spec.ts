// On paper: a page's content, black on white and complete, without its controls, on sheets that say whose they are.
import type { Page } from '@playwright/test';
import { extractText } from 'unpdf';
import { type Person, expect, hydrated, test } from './fixtures';

// A4 between its margins, in CSS pixels.
const PAPER = { width: 718, height: 1047 };

for (const [path, table] of [
  ['/dasbor', 'Unit di bawahnya'],
  ['/dasbor/pelaporan', /Laporan per pegawai dan minggu/],
] as const) {
  test(`${path} fits on paper`, async ({ page, signIn }) => {
    await signIn('Pimpinan');
    await page.setViewportSize(PAPER);
    await page.goto(path);
    await hydrated(page);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(page.getByRole('table', { name: table })).toBeVisible();
    await expect(page.getByRole('navigation', { name: /Menu utama|Tampilan dasbor|Urutkan/ })).toHaveCount(0);
    await expect(page.getByRole('link', { name: /Unduh/ })).toHaveCount(0);
    await expect(page.getByRole('button')).toHaveCount(0);
    const paper = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      const cut = [...document.querySelectorAll('main *')].filter(
        (box) => box.clientHeight && box.scrollHeight > box.clientHeight && getComputedStyle(box).overflowY === 'auto',
      );
      const { scrollWidth: width } = document.documentElement;
      return { backgroundColor, isDark: color === 'rgb(255, 255, 255)', width, cut: cut.map((box) => box.className) };
    });
    expect(paper).toEqual({ backgroundColor: 'rgb(255, 255, 255)', isDark: false, width: PAPER.width, cut: [] });
  });
}

/** The words of each sheet that the browser prints of a page. */
async function sheets(page: Page): Promise<string[]> {
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  const { text } = await extractText(new Uint8Array(pdf), { mergePages: false });
  return text.map((sheet) => sheet.replace(/\s+/g, ' '));
}

const pages: [Person, string[]][] = [
  ['Pegawai', ['/', '/lapor', '/percakapan', '/tindak-lanjut', '/skp', 'a[href^="/riwayat/"]']],
  ['Atasan', ['/tim', '.team-list a[href^="/tim/"]']],
  ['Pimpinan', ['/dasbor', '/dasbor/pelaporan', '/dasbor/layar', '/tindak-lanjut']],
];

for (const [person, places] of pages) {
  test(`each sheet of ${person} says who printed it, when, and which it is`, async ({ page, signIn }) => {
    await signIn(person);
    for (const place of places) {
      await test.step(place, async () => {
        if (place.startsWith('/')) {
          await page.goto(place);
        } else {
          await page.goto(person === 'Atasan' ? '/tim' : '/');
          await page.goto((await page.locator(place).first().getAttribute('href')) ?? '');
        }
        await hydrated(page);
        const head = await page.getByRole('heading', { level: 1 }).innerText();
        const [name, unit] = await page.locator('.shell-person > *').allInnerTexts();
        const agency = await page.locator('.shell-agency').innerText();
        const printed = await sheets(page);
        expect(printed[0]).toContain(head.replace(/\s+/g, ' '));
        for (const [index, sheet] of printed.entries()) {
          expect(sheet).toContain([name, unit, agency].filter((part, at, all) => all.indexOf(part) === at).join(' · '));
          expect(sheet).toMatch(/dicetak \d{1,2} \p{L}+ \d{4} pukul \d\d\.\d\d/u);
          expect(sheet).toContain(`Halaman ${index + 1} dari ${printed.length}`);
          // Something stands on it; on the first one more than the name of the page.
          const content = sheet.replace(/^.*? dicetak .*? pukul \d\d\.\d\d/, '').replace(`Kinerja ${agency}`, '').replace(head, '').trim();
          expect(content.length, `sheet ${index + 1} of ${printed.length}`).toBeGreaterThan(20);
          expect(sheet).not.toMatch(/Langsung ke isi|Lainnya|Menunggu sinyal|Unduh|Urutkan/);
        }
      });
    }
  });
}

test('a long table repeats its head, keeps its rows whole and says how much of it there is', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await page.goto('/dasbor');
  await hydrated(page);
  const trend = (await sheets(page)).filter((sheet) => sheet.includes('Pekan mulai'));
  expect(trend.length).toBeGreaterThan(1);

  await page.goto('/dasbor/pelaporan');
  await hydrated(page);
  const printed = await sheets(page);
  expect(printed.join(' ')).toMatch(/25 dari [\d.]+ orang – yang tercetak hanya bagian ini/);
  const rows = await page.locator('.heat-grid tbody th').evaluateAll((all) => all.map((row) => [...row.children].map((part) => part.textContent ?? '')));
  expect(rows.length).toBe(25);
  for (const [name, post] of rows) {
    expect(printed.filter((sheet) => sheet.includes(name) && sheet.includes(post)), name).not.toEqual([]);
  }
});

test('what is folded on the screen is open on paper', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await page.goto('/percakapan');
  const thread = (await page.getByRole('main').getByRole('listitem').first().getByRole('link').first().getAttribute('href')) ?? '';
  const text = `${'Vaksin habis sejak Senin, ibu-ibu pulang lagi. '.repeat(12)}Selesai ${Date.now()}`;
  await page.request.post(thread.split('#')[0], { form: { kind: 'biasa', text } });
  await page.goto(thread);
  await hydrated(page);
  const end = text.slice(-20);
  await expect(page.locator('details.folded').last()).not.toHaveAttribute('open');
  const printed = (await sheets(page)).join(' ');
  expect(printed).toContain(end);
  expect(printed).not.toContain('Selengkapnya');
});
