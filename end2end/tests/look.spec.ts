// Every page in both themes: one heading, the landmarks, no sideways scroll and no text on text, also on a phone with text
// twice as large; no accessibility violation.
import { type Person, accessibleInBothThemes, expect, hydrated, test } from './fixtures';

const pages: [Person, string[]][] = [
  ['Pegawai', ['/', '/lapor', '/skp', '/percakapan', '/tindak-lanjut', '/atasan', '/akun']],
  ['Atasan', ['/', '/tim', '/skp/menunggu', '/dasbor']],
  [
    'Pimpinan',
    [
      '/dasbor',
      '/dasbor/pelaporan',
      '/dasbor/layar',
      '/dasbor/layar?lihat=masuk',
      '/dasbor/layar?lihat=tindak-lanjut',
      '/dasbor/layar?lihat=tren',
      '/tindak-lanjut',
      '/tim',
    ],
  ],
  [
    'Pengelola',
    [
      '/dasbor',
      '/dasbor/pelaporan',
      '/skp/kelengkapan',
      '/skp/kelengkapan?keadaan=belum',
      '/pengelola/atasan',
      '/pengelola/pejabat',
      '/pengelola/sistem',
      '/pengelola/aturan',
      '/kalender',
    ],
  ],
];

// Pairs of texts that cover each other. Charts draw marks on purpose where they meet, and what is hidden from the eye
// lies anywhere.
async function textOnText(page: import('@playwright/test').Page): Promise<string[]> {
  return page.evaluate(() => {
    // A menu or a head of a table that stays in view lies above what is scrolled.
    const floats = (of: Element | null): boolean =>
      of !== null && (['fixed', 'sticky'].includes(getComputedStyle(of).position) || floats(of.parentElement));
    // What is seen of a box: scrolled and folded parts are cut off.
    const seen = (box: DOMRect, of: Element): DOMRect => {
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
      for (let cut: Element | null = of; cut; cut = cut.parentElement) {
        if (getComputedStyle(cut).overflow === 'visible') continue;
        const edge = cut.getBoundingClientRect();
        [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
        [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    };
    const boxes: { text: Node; words: string; box: DOMRect }[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const of = texts.currentNode.parentElement;
      const words = texts.currentNode.textContent?.trim() ?? '';
      if (!of || !words || of.closest('svg, .visually-hidden, [hidden], script, style, option')) continue;
      if (!of.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (floats(of)) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      for (const whole of range.getClientRects()) {
        const box = seen(whole, of);
        // A sliver at an edge is no text.
        if (box.width > 4 && box.height > whole.height / 2) boxes.push({ text: texts.currentNode, words: words.slice(0, 40), box });
      }
    }
    const found: string[] = [];
    boxes.forEach((one, at) => {
      for (const other of boxes.slice(at + 1).filter((other) => other.text !== one.text)) {
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Lines that are set close touch each other by a few pixels.
        if (wide > 4 && high > Math.min(one.box.height, other.box.height) / 2) found.push(`${one.words} | ${other.words}`);
      }
    });
    return found;
  });
}

async function fits(page: import('@playwright/test').Page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  expect(await textOnText(page), 'no text lies on another').toEqual([]);
}

async function looksRight(page: import('@playwright/test').Page) {
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.getByRole('main')).toHaveCount(1);
  await fits(page);
  await accessibleInBothThemes(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  await fits(page);
}

test('the sign-in page', async ({ page }) => {
  await page.goto('/masuk');
  await hydrated(page);
  await looksRight(page);
});

for (const [person, paths] of pages) {
  for (const path of paths) {
    test(`${path} of ${person}`, async ({ page, signIn }) => {
      await signIn(person);
      await page.goto(path);
      await hydrated(page);
      await looksRight(page);
    });
  }
}

test('the first thing the keyboard reaches leads past the menu', async ({ page, signIn }) => {
  await signIn('Pegawai');
  await hydrated(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Langsung ke isi' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#isi')).toBeFocused();
});

test('in colours of the person’s own the open page of the menu and the tags keep a line around them', async ({ page, signIn }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await signIn('Atasan');
  await page.goto('/tim');
  await hydrated(page);
  const style = (part: string) =>
    page.locator(part).first().evaluate((mark) => {
      const { borderTopStyle, outlineStyle } = getComputedStyle(mark);
      return { borderTopStyle, outlineStyle };
    });
  expect(await style('.shell-link[aria-current]')).toMatchObject({ outlineStyle: 'solid' });
  expect(await style('.tag, .chip')).toMatchObject({ borderTopStyle: 'solid' });
});
