// On paper: a page's content, black on white and complete, without its controls.
import { expect, hydrated, test } from './fixtures';

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
    await expect(page.getByRole('navigation', { name: /Menu utama|Tampilan dasbor/ })).toHaveCount(0);
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
