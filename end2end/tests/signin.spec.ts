// The plain forms of signing in: what is missing is said by the page, not by the browser in its own language.
import { expect, hydrated, test } from './fixtures';

test('a blank field is told beside it before anything is sent, and the typed password stays', async ({ page }) => {
  await page.goto('/masuk');
  await hydrated(page);
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  const [login, password] = [page.getByLabel('NIP atau nama pengguna'), page.getByLabel('Kata sandi')];
  await password.fill('lampu kuning di dermaga');
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await expect(page.getByText('Isi NIP atau nama pengguna Anda.')).toBeVisible();
  await expect(login).toBeFocused();
  await expect(password).toHaveValue('lampu kuning di dermaga');
  await login.fill('198609262015051001');
  await password.fill('');
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await expect(page.getByText('Isi kata sandi Anda.')).toBeVisible();
  await expect(page.getByText('Isi NIP atau nama pengguna Anda.')).toBeHidden();
  await expect(login).toHaveValue('198609262015051001');
  expect(sent).toEqual([]);
});
