// A head's team: what waits for an answer is shown and goes away with its answer, the focus stays in the row, a draft is
// marked.
import { type Locator, type Page } from '@playwright/test';
import { expect, hydrated, test } from './fixtures';

/** Opens the list of the team. */
async function team(page: Page) {
  await page.goto('/tim');
  await hydrated(page);
}

/** The row of a person. */
const rowOf = (page: Page, name: string) =>
  page.locator('.team-list > li').filter({ has: page.getByRole('link', { name, exact: true }) });

const opener = (row: Locator) => row.getByRole('button', { name: /^(Jawab|Tulis umpan balik) untuk/ });

/** Sends a request for support about a result by the plain form. */
async function ask(page: Page, rhk: string, text: string) {
  const form = { rhk, id: crypto.randomUUID(), kind: 'dukungan', text };
  const answer = await page.request.post('/percakapan/baru', { form, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
}

test('what waits is shown whole, and an answer leaves only what still waits', async ({ page, signIn, other }) => {
  const person = await other('Pegawai');
  const { name } = await (await person.request.get('/api/v1/me')).json();
  const links = await person.locator('.result-talk a').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  const [first, second] = links.map((link) => new URL(link).searchParams.get('rhk') ?? '');
  const stamp = Date.now();
  await ask(person, first, `Vaksin habis ${stamp}`);
  await ask(person, second, `Motor rusak ${stamp}`);

  await signIn('Atasan');
  await team(page);
  const row = rowOf(page, name);
  await opener(row).click();
  for (const text of [`Vaksin habis ${stamp}`, `Motor rusak ${stamp}`]) await expect(row.locator('blockquote', { hasText: text })).toBeVisible();
  // Requests of other journeys may wait longer: answer until the first of these is gone.
  const vaccine = row.locator('blockquote', { hasText: `Vaksin habis ${stamp}` });
  const engine = row.locator('blockquote', { hasText: `Motor rusak ${stamp}` });
  const asideOf = (quote: Locator) => quote.locator('xpath=following-sibling::form[1]').getByRole('button');
  while (!(await row.locator('.team-talk > blockquote', { hasText: `${stamp}` }).count())) {
    const shown = await row.locator('.team-talk > blockquote').last().innerText();
    await asideOf(row.locator('.team-talk > blockquote').last()).click();
    await expect(row.locator('.team-talk > blockquote', { hasText: shown })).toHaveCount(0);
  }
  const current = (await row.locator('.team-talk > blockquote', { hasText: 'Vaksin' }).count()) ? vaccine : engine;
  const next = current === vaccine ? engine : vaccine;
  await row.getByLabel('Tulis umpan balik').fill(`Besok dikirim ${stamp}`);
  await row.getByRole('button', { name: 'Kirim', exact: true }).click();
  await expect(current).toHaveCount(0);
  await expect(row.locator('.team-talk').getByText(/^Terkirim \d\d\.\d\d/)).toBeVisible();
  await expect(row.getByLabel('Tulis umpan balik')).toHaveValue('');
  await asideOf(next).focus();
  await page.keyboard.press('Enter');
  await expect(next).toHaveCount(0);
  await expect(row.getByRole('link', { name, exact: true })).toBeFocused();
});

test('the focus stays in the row when a button goes away', async ({ page, signIn }) => {
  await signIn('Atasan');
  await team(page);
  const name = await page.locator('.team-list > li .team-name a').first().innerText();
  const row = rowOf(page, name);
  await row.getByRole('button', { name: / untuk / }).first().click();
  await row.getByRole('button', { name: /^3 hari/ }).focus();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Ditangani, tunggu sampai');
  await expect(row.getByRole('link', { name, exact: true })).toBeFocused();
  await row.getByRole('button', { name: /^Tampilkan lagi hari ini/ }).focus();
  await page.keyboard.press('Enter');
  await expect(row.getByRole('button', { name: /^3 hari/ })).toBeVisible();
  await expect(row.getByRole('link', { name, exact: true })).toBeFocused();
});

test('a draft in a row is marked after a reload and comes back', async ({ page, signIn }) => {
  await signIn('Atasan');
  await team(page);
  const last = await opener(page.locator('.team-list')).last().innerText();
  const row = rowOf(page, last.replace(/^.*\suntuk /s, '').trim());
  await opener(row).click();
  const text = `Belum selesai ${Date.now()}`;
  await row.getByLabel('Tulis umpan balik').fill(text);
  await expect(row.getByText('Draf belum dikirim')).toHaveCount(0);
  await page.reload();
  await hydrated(page);
  await expect(row.getByText('Draf belum dikirim')).toBeVisible();
  await opener(row).click();
  await expect(row.getByLabel('Tulis umpan balik')).toHaveValue(text);
  await row.getByLabel('Tulis umpan balik').fill('');
  await opener(row).click();
  await expect(row.getByText('Draf belum dikirim')).toHaveCount(0);
});
