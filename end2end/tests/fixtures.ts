// Helpers of every journey: signing in as a prepared person, waiting for hydration, and two gates for every journey: a
// clean console, and an axe run for each checked page.
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, type Page, test as base, expect } from '@playwright/test';
import { address } from '../servers';

export type Person = 'Pegawai' | 'Atasan' | 'Pimpinan' | 'Pengelola';

/** Console messages of a page that fail the journey at its end. */
function listen(page: Page, complaints: string[]) {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
}

/** What the console said, and what of it may be said. */
type Gate = { complaints: string[]; allowed: RegExp[] };

type Fixtures = {
  /** Signs this page in. */
  signIn: (person: Person) => Promise<void>;
  /** A second browser, signed in as somebody else. */
  other: (person: Person, options?: BrowserContextOptions) => Promise<Page>;
  /** Console messages that a journey causes on purpose and therefore allows. */
  allow: (pattern: RegExp) => void;
};

async function enter(page: Page, person: Person) {
  await page.goto('/masuk');
  await page.getByRole('region', { name: 'Coba tanpa akun' }).getByRole('button', { name: person, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/masuk'));
}

export const test = base.extend<Fixtures & { gate: Gate }>({
  baseURL: async ({}, use, { parallelIndex }) => {
    await use(address(parallelIndex));
  },
  gate: [
    async ({ page }, use) => {
      const gate: Gate = { complaints: [], allowed: [] };
      listen(page, gate.complaints);
      await use(gate);
      const left = gate.complaints.filter((text) => !gate.allowed.some((pattern) => pattern.test(text)));
      expect(left, 'the browser console has nothing to say').toEqual([]);
    },
    { auto: true },
  ],
  allow: async ({ gate }, use) => {
    await use((pattern) => gate.allowed.push(pattern));
  },
  signIn: async ({ page }, use) => {
    await use((person) => enter(page, person));
  },
  other: async ({ browser, baseURL, gate }: { browser: Browser; baseURL?: string; gate: Gate }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (person, options) => {
      const context = await browser.newContext({ baseURL, locale: 'id-ID', timezoneId: 'Asia/Jakarta', ...options });
      contexts.push(context);
      const page = await context.newPage();
      listen(page, gate.complaints);
      // A browser without JavaScript uses nothing of what the page preloads for it, and says so after some seconds.
      if (options?.javaScriptEnabled === false) gate.allowed.push(/was preloaded using link preload but not used/);
      await enter(page, person);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

/** Waits until the page is hydrated: the application marks the document then. */
export async function hydrated(page: Page) {
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
}

type Indicator = { id: string; unit: string; last_value: string | null };

/** The indicator that the page reports on or tells the history of, or the one of a button `Lapor` of the page, or else the first one. */
export async function indicatorOf(page: Page, at = 0): Promise<Indicator> {
  const indicators: Indicator[] = await (await page.request.get('/api/v1/indicators')).json();
  const buttons = await page.locator('a.report-button').evaluateAll((all) => all.map((button) => button.getAttribute('href')));
  const address = new URL(buttons[at] ?? page.url(), page.url());
  const id = address.searchParams.get('indikator') ?? address.pathname.match(/^\/riwayat\/(.+)$/)?.[1];
  return indicators.find((indicator) => indicator.id === id) ?? indicators[at];
}

/** A number for an indicator as people type it, a little more than the last one: plausible, so without a question. */
export async function plausible(page: Page, at = 0): Promise<string> {
  const { unit, last_value } = await indicatorOf(page, at);
  const last = Number(last_value ?? 0);
  const next = unit === '%' ? Math.max(last, Math.min(last + 0.01, 100)) : last + 1;
  return next.toLocaleString('id-ID', { useGrouping: false, maximumFractionDigits: 4 });
}

/** Waits until Beranda has fetched the page of reporting, which it does once it is usable. */
export async function reportingFetched(page: Page) {
  const fetched = () =>
    performance.getEntriesByType('resource').filter(({ name }) => /\/(common|[^/]*report_route[^/]*)\.wasm$/.test(name)).length;
  await expect.poll(() => page.evaluate(fetched)).toBe(2);
}

/** Reports the last value of the person's first indicator once more. */
export async function reportAgain(page: Page) {
  const status = await page.evaluate(async () => {
    const [indicator] = await (await fetch('/api/v1/indicators')).json();
    const body = { indicator_id: indicator.id, value: indicator.last_value ?? '1', note: null, observed_at: new Date().toISOString() };
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    return (await fetch('/api/v1/reports', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  });
  expect(status).toBe(201);
}

/** No violation of WCAG 2.0–2.2 A and AA on the page as it is. */
export async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

export async function accessibleInBothThemes(page: Page) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours in transition belong to neither theme.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
    await accessible(page);
  }
}

export { expect };
