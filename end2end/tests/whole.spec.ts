// The server renders every page completely, also under many requests: the browser has nothing left to fetch.
import { expect, test } from './fixtures';

test('pages come whole, also many at once', async ({ page, signIn }) => {
  await signIn('Atasan');
  await page.goto('/tim');
  const member = await page.getByRole('list', { name: /Anggota tim/ }).getByRole('link').first().getAttribute('href');
  const marks: [string, string][] = [
    ['/', '<article'],
    ['/lapor', 'choice-list'],
    ['/dasbor', 'id="tren"'],
    ['/tim', 'team-member'],
    [member ?? '', '<article'],
    ['/percakapan', 'thread-row'],
  ];
  for (const [path, mark] of marks) {
    const answers = await Promise.all(Array.from({ length: 40 }, () => page.request.get(path)));
    for (const answer of answers) {
      expect(answer.status(), path).toBe(200);
      expect(await answer.text(), path).toContain(mark);
    }
  }
});
