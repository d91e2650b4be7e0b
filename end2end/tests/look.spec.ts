// Every page in both themes: one heading, the landmarks, no sideways scroll, no accessibility violation.
import { type Person, accessibleInBothThemes, expect, hydrated, test } from './fixtures';

const pages: [Person, string[]][] = [
  ['Pegawai', ['/', '/lapor', '/skp', '/percakapan', '/tindak-lanjut', '/atasan', '/akun']],
  ['Atasan', ['/tim', '/skp/menunggu', '/dasbor']],
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

async function looksRight(page: import('@playwright/test').Page) {
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.getByRole('main')).toHaveCount(1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await accessibleInBothThemes(page);
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
