// The promises of every form: a table of forms against losses, delays and impatience.
import type { Locator, Page, Request, Route } from '@playwright/test';
import { type Person, expect, hydrated, indicatorOf, plausible, test } from './fixtures';

/** Console messages of the faults that a journey causes on purpose. */
const BROKEN = /Failed to load resource|ERR_/;

type Form = {
  name: string;
  person: Person;
  /** Opens the form; the same form again after a reload. */
  open: (page: Page) => Promise<Locator>;
  /** Fills the form; returns the typed texts by the labels of their fields. */
  fill: (form: Locator, page: Page) => Promise<[string, string][]>;
  /** The field that is typed in while the answer is awaited, and its text. */
  next?: [string, string];
  send: string;
  /** The address to which the browser sends it. */
  to: RegExp;
  /** The text that confirms the storing. */
  receipt: (page: Page, form: Locator, typed: [string, string][]) => Locator;
  /** How often something of this text is stored. */
  stored?: (page: Page, text: string) => Promise<number>;
  /** Whether typed text is no secret and survives on the device. */
  kept: boolean;
  /** The address to which any page sends it again by itself. */
  again?: RegExp;
};

/** The address at which a journey opened its form, to open it again. */
const places = new WeakMap<Page, string>();

type Answer = { status: number; contentType: string; body: string };

const stamp = () => `${Date.now()} ${Math.round(Math.random() * 1e6)}`;

const report: Form = {
  name: 'a report',
  person: 'Pegawai',
  open: async (page) => {
    await page.goto('/');
    await hydrated(page);
    await page.getByRole('button', { name: /^Lapor / }).first().click();
    return page.locator('form.report-form');
  },
  fill: async (form, page) => {
    const [value, note] = [await plausible(page), `Catatan ${stamp()}`];
    await form.getByLabel('Realisasi').fill(value);
    if (!(await form.getByLabel('Catatan').isVisible())) await form.getByText('Tambah catatan').click();
    await form.getByLabel('Catatan').fill(note);
    return [
      ['Realisasi', value],
      ['Catatan', note],
    ];
  },
  next: ['Catatan', 'Untuk laporan berikutnya'],
  send: 'Kirim laporan',
  to: /\/api\/v1\/reports$/,
  receipt: (_, form) => form.getByRole('status').filter({ hasText: /Diterima \d\d\.\d\d: / }),
  stored: async (page, text) => {
    const query = `indicator_id=${(await indicatorOf(page)).id}`;
    const reports: { note: string | null }[] = await (await page.request.get(`/api/v1/reports?${query}`)).json();
    return reports.filter(({ note }) => note === text).length;
  },
  kept: true,
  again: /\/api\/v1\/reports$/,
};

const message: Form = {
  name: 'a message in a thread',
  person: 'Pegawai',
  open: async (page) => {
    await page.goto(places.get(page) ?? '/percakapan');
    // The thread with the draft moves to the top of the list, or one with something unread does.
    if (!places.has(page)) {
      await page.getByRole('main').getByRole('listitem').first().getByRole('link').first().click();
      await page.waitForURL(/\/percakapan\/[0-9a-f-]{36}/);
      places.set(page, new URL(page.url()).pathname);
    }
    await hydrated(page);
    return page.locator('form.message-form');
  },
  fill: async (form) => {
    const text = `Pesan ${stamp()}`;
    await form.getByLabel('Tulis umpan balik').fill(text);
    return [['Tulis umpan balik', text]];
  },
  next: ['Tulis umpan balik', 'Pesan berikutnya'],
  send: 'Kirim',
  to: /\/api\/say\d*$/,
  receipt: (_, form) => form.getByRole('status').filter({ hasText: /Terkirim \d\d\.\d\d/ }),
  stored: async (page, text) => {
    await page.reload();
    return page.getByRole('listitem').filter({ hasText: text }).count();
  },
  kept: true,
  again: /\/percakapan\/[^/]+$/,
};

const row: Form = {
  ...message,
  name: 'feedback in a row of the team',
  person: 'Atasan',
  open: async (page) => {
    await page.goto('/tim');
    await hydrated(page);
    // An answered person moves to another place in the list.
    const buttons = page.getByRole('button', { name: /^(Tulis umpan balik|Jawab) untuk/ });
    const name = places.get(page) ?? (await buttons.last().innerText()).replace(/^.*\suntuk /s, '').trim();
    places.set(page, name);
    await buttons.and(page.getByRole('button', { name: ` untuk ${name}` })).click();
    return page.locator('form.message-form');
  },
  stored: async (page, text) => {
    await page.goto('/percakapan');
    return page.getByRole('listitem').filter({ hasText: text }).count();
  },
};

const followUp: Form = {
  name: 'a follow-up of a meeting',
  person: 'Pimpinan',
  open: async (page) => {
    await page.goto('/dasbor/layar?lihat=tindak-lanjut');
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 2, name: /^Tindak lanjut/ })).toBeVisible();
    const form = page.getByRole('form', { name: 'Tindak lanjut baru' });
    // The form is a download of its own.
    await expect(async () => {
      if (!(await form.isVisible())) await page.keyboard.press('t');
      await expect(form).toBeVisible({ timeout: 500 });
    }).toPass();
    return form;
  },
  fill: async (form, page) => {
    const text = `Kesepakatan ${stamp()}`;
    const until = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Jakarta' });
    await form.getByLabel('Apa yang disepakati').fill(text);
    const [names, search] = [
      form.getByRole('button', { name: 'Tampilkan nama untuk memilih' }),
      form.getByRole('searchbox', { name: 'Penanggung jawab' }),
    ];
    // Names stay shown for five minutes.
    await expect(names.or(search)).toBeVisible();
    if (await names.isVisible()) await names.click();
    await search.fill('siti');
    await expect(form.getByRole('radio').first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(form.getByRole('radio').first()).toBeChecked();
    await form.getByLabel('Sampai tanggal').fill(until);
    return [
      ['Apa yang disepakati', text],
      ['Sampai tanggal', until],
    ];
  },
  next: ['Apa yang disepakati', 'Kesepakatan berikutnya'],
  send: 'Simpan',
  to: /\/api\/assign_follow_up\d*$/,
  receipt: (page, _, [[, text]]) => page.locator('.follow-ups').getByRole('listitem').filter({ hasText: text }),
  stored: async (page, text) => {
    await page.goto('/tindak-lanjut');
    return page.getByRole('listitem').filter({ hasText: text }).count();
  },
  kept: true,
};

// The prepared people have no password: the journey answers in place of the server.
const password: Form = {
  name: 'a new password',
  person: 'Pegawai',
  open: async (page) => {
    await page.goto('/akun');
    await hydrated(page);
    return page.getByRole('region', { name: 'Ganti kata sandi' });
  },
  fill: async (form) => {
    const typed: [string, string][] = [
      ['Kata sandi sekarang', 'yang lama sekali'],
      ['Kata sandi baru', 'kuda baterai jepit benar'],
      ['Sekali lagi', 'kuda baterai jepit benar'],
    ];
    for (const [label, text] of typed) await form.getByLabel(label).fill(text);
    return typed;
  },
  send: 'Ganti kata sandi',
  to: /\/api\/change_password\d*$/,
  receipt: (_, form) => form.getByRole('status').filter({ hasText: 'sudah diganti' }),
  kept: false,
};

const forms = [report, message, row, followUp, password];
const drafts = forms.filter(({ kept }) => kept);

const sendButton = (form: Locator, { send }: Form) => form.getByRole('button', { name: send, exact: true });

async function holds(form: Locator, typed: [string, string][]) {
  for (const [label, text] of typed) await expect(form.getByLabel(label)).toHaveValue(text);
}

/** Holds the form's requests until they are released; requests after `pass` are answered at once. */
async function hold(page: Page, { to }: Form, packed?: Answer) {
  const held: Route[] = [];
  let [letGo, passing] = [() => {}, false];
  const gone = new Promise<void>((done) => (letGo = done));
  await page.route(to, async (route) => {
    if (!passing) {
      held.push(route);
      await gone;
    }
    // An aborted request has no reader any more.
    await (packed ? route.fulfill(packed) : route.continue()).catch(() => {});
  });
  return { held, letGo, pass: () => (passing = true) };
}

/** Lets the journey decide when ten seconds are over. */
async function watchTheClock(page: Page) {
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window);
    const watched = (run: () => void, ms?: number) => {
      if (ms === 10_000) Object.assign(window, { over: run });
      return wait(run, ms);
    };
    window.setTimeout = watched as typeof window.setTimeout;
  });
  return () => page.evaluate(() => (window as unknown as { over: () => void }).over());
}

for (const each of drafts) {
  test(`${each.name}: after a lost answer and a reload it is sent under the same key and stored once`, async ({
    page,
    signIn,
    allow,
  }) => {
    allow(BROKEN);
    await signIn(each.person);
    let form = await each.open(page);
    const typed = await each.fill(form, page);
    const keys: string[] = [];
    // Without a header: everything up to what was typed, the key among it. What follows says which question is answered,
    // and the first answer has changed that.
    const [, said] = typed.find(([, value]) => value.includes(' ')) ?? typed[0];
    const body = (request: Request) => (request.postData() ?? '').split(said)[0];
    const key = (request: Request) => request.headers()['idempotency-key'] ?? body(request);
    await page.route(each.to, async (route) => {
      keys.push(key(route.request()));
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await sendButton(form, each).click();
    await expect(form.getByRole('alert').filter({ hasText: 'Tidak tersambung' })).toBeVisible();
    if (each.again) {
      // A form's answer leads on, which its sender does not follow: such an answer is not told here.
      const again = page.waitForRequest((request) => request.method() === 'POST' && !!each.again?.test(request.url()));
      await page.goto('/');
      await again;
      await expect(page.locator('html')).not.toHaveAttribute('style', /--unsent/);
    } else {
      form = await each.open(page);
      await holds(form, typed);
      await sendButton(form, each).click();
      await expect.poll(() => keys.length).toBe(2);
      await expect(each.receipt(page, form, typed)).toBeVisible();
      // A list may hear of it before the form has its answer; who leaves before the answer keeps the draft.
      await expect(form.locator('[aria-busy=true]')).toHaveCount(0);
    }
    expect(new Set(keys).size).toBe(1);
    if (each === message) await page.goto(places.get(page) ?? '');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await expect.poll(() => each.stored?.(page, said)).toBe(1);
    form = await each.open(page);
    await expect(form.getByLabel(typed[0][0])).toHaveValue('');
  });

  test(`${each.name}: what is typed while the answer is awaited stays, for the next one`, async ({ page, signIn }) => {
    await signIn(each.person);
    let form = await each.open(page);
    const typed = await each.fill(form, page);
    const { held, letGo } = await hold(page, each);
    await sendButton(form, each).click();
    await expect.poll(() => held.length).toBe(1);
    const [label, text] = each.next ?? ['', ''];
    await form.getByLabel(label).fill(text);
    letGo();
    await expect(each.receipt(page, form, typed)).toBeVisible();
    await expect(form.locator('[aria-busy=true]')).toHaveCount(0);
    if (await form.isVisible()) await expect(form.getByLabel(label)).toHaveValue(text);
    form = await each.open(page);
    await expect(form.getByLabel(label)).toHaveValue(text);
    await form.getByLabel(label).fill('');
    for (const rest of ['Realisasi', 'Sampai tanggal']) {
      if (await form.getByLabel(rest).isVisible()) await form.getByLabel(rest).fill('');
    }
  });
}

for (const each of forms) {
  test(`${each.name}: a second tap shows the receipt and sends nothing`, async ({ page, signIn }) => {
    await signIn(each.person);
    const form = await each.open(page);
    const typed = await each.fill(form, page);
    let sent = 0;
    const packed = await answerOf(page, each);
    await page.route(each.to, async (route) => {
      sent += 1;
      if (packed) return route.fulfill(packed);
      await route.continue();
    });
    await sendButton(form, each).dblclick();
    await expect(each.receipt(page, form, typed)).toBeVisible();
    // Just afterwards: the form may already be gone, as it should.
    if (await form.isVisible()) {
      await sendButton(form, each).click();
      await expect(each.receipt(page, form, typed)).toBeVisible();
    }
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
    await expect(page.locator('[aria-invalid]')).toHaveCount(0);
    expect(sent).toBe(1);
  });

  test(`${each.name}: without an answer for ten seconds it offers to send again or to cancel`, async ({
    page,
    signIn,
    allow,
  }) => {
    allow(BROKEN);
    const tenSeconds = await watchTheClock(page);
    await signIn(each.person);
    const form = await each.open(page);
    const typed = await each.fill(form, page);
    const packed = await answerOf(page, each);
    const { held, letGo, pass } = await hold(page, each, packed);
    await sendButton(form, each).click();
    await expect.poll(() => held.length).toBe(1);
    await expect(sendButton(form, each)).toHaveAttribute('aria-busy', 'true');
    await expect(form.getByRole('button', { name: 'Batal' })).toBeHidden();
    await tenSeconds();
    await expect(form.getByText('Belum ada jawaban setelah 10 detik.')).toBeVisible();
    await form.getByRole('button', { name: 'Batal' }).click();
    await expect(form.getByText('Dibatalkan.')).toBeVisible();
    await expect(sendButton(form, each)).not.toHaveAttribute('aria-busy', 'true');
    await holds(form, typed);

    await sendButton(form, each).click();
    await expect.poll(() => held.length).toBe(2);
    await tenSeconds();
    pass();
    await form.getByRole('button', { name: 'Coba lagi' }).click();
    await expect(each.receipt(page, form, typed)).toBeVisible();
    await expect(page.getByText('Belum ada jawaban')).toHaveCount(0);
    letGo();
  });

  test(`${each.name}: a lost session keeps what was typed and leads back`, async ({ page, signIn, context, allow }) => {
    allow(BROKEN);
    await signIn(each.person);
    let form = await each.open(page);
    const typed = await each.fill(form, page);
    const cookies = await context.cookies();
    await context.clearCookies();
    await sendButton(form, each).click();
    const link = form.getByRole('link', { name: 'Masuk lagi' });
    await expect(link).toHaveAttribute('href', /^\/masuk\?lanjut=/);
    await holds(form, typed);
    if (!each.kept) {
      await expect(link).toHaveAttribute('target', '_blank');
      return;
    }
    await link.click();
    await page.waitForURL(/\/masuk/);
    await context.addCookies(cookies);
    await signIn(each.person);
    if (each.again) {
      // It goes out by itself.
      if (each === message) await page.goto(places.get(page) ?? '');
      const [, said] = typed.find(([, value]) => value.includes(' ')) ?? typed[0];
      await expect.poll(() => each.stored?.(page, said)).toBe(1);
      return;
    }
    form = await each.open(page);
    await holds(form, typed);
    await sendButton(form, each).click();
    await expect(each.receipt(page, form, typed)).toBeVisible();
  });

  test(`${each.name}: a success leaves no error behind`, async ({ page, signIn, allow }) => {
    allow(BROKEN);
    await signIn(each.person);
    const form = await each.open(page);
    // Nothing is filled in.
    await sendButton(form, each).click();
    await expect(form.locator('[aria-invalid]').first()).toBeFocused();
    const typed = await each.fill(form, page);
    await page.route(each.to, (route) => route.abort(), { times: 1 });
    await sendButton(form, each).click();
    await expect(form.getByRole('alert').filter({ hasText: 'Tidak tersambung' })).toBeVisible();
    const packed = await answerOf(page, each);
    if (packed) await page.route(each.to, (route) => route.fulfill(packed));
    await form.getByRole('button', { name: 'Coba lagi' }).click();
    await expect(each.receipt(page, form, typed)).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
    await expect(page.locator('[aria-invalid]')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Coba lagi' })).toHaveCount(0);
  });
}

/** The server's answer after storing, where it cannot store for a prepared person. */
async function answerOf(page: Page, each: Form): Promise<Answer | undefined> {
  if (each.kept) return undefined;
  // An empty answer in the wire format of this build: that of another device that was signed out.
  const [mark] = (await page.locator('script').allTextContents()).join('\n').match(/K:[0-9a-f]{16}/) ?? ['K:'];
  return { status: 200, contentType: 'text/plain', body: mark };
}

test('nobody sees the draft of another person on the same device', async ({ page, signIn }) => {
  await signIn('Pegawai');
  let form = await message.open(page);
  const [[label, text]] = await message.fill(form, page);
  const thread = new URL(page.url()).pathname;
  await signIn('Atasan');
  await page.goto(thread);
  await hydrated(page);
  await expect(page.getByLabel(label)).toHaveValue('');
  await signIn('Pegawai');
  form = await message.open(page);
  await expect(form.getByLabel(label)).toHaveValue(text);
});

test('a page left open sends nothing in the name of somebody who signed in since', async ({
  page,
  signIn,
  context,
  allow,
}) => {
  allow(BROKEN);
  await signIn('Pegawai');
  const form = await message.open(page);
  const [[label, text]] = await message.fill(form, page);
  const thread = new URL(page.url()).pathname;
  const theirs = await context.newPage();
  await theirs.goto('/masuk');
  await theirs.getByRole('button', { name: 'Atasan', exact: true }).click();
  await theirs.waitForURL('/');
  await page.bringToFront();
  await sendButton(form, message).click();
  await expect(form.getByRole('alert')).toContainText('Sekarang akun lain yang masuk di peramban ini');
  await expect(form.getByRole('link', { name: 'Masuk lagi' })).toBeVisible();
  await expect(form.getByLabel(label)).toHaveValue(text);
  await theirs.goto(thread);
  await hydrated(theirs);
  await expect(theirs.getByRole('listitem').filter({ hasText: text })).toHaveCount(0);
  await theirs.close();
});

test('buttons of a list wait for each other, and each is done once', async ({ page, signIn, other }) => {
  const leader = await other('Pimpinan');
  await followUp.open(leader).then(async (form) => {
    for (const _ of [1, 2]) {
      await followUp.fill(form, leader);
      await sendButton(form, followUp).click();
      await expect(form).toBeHidden();
      await leader.keyboard.press('t');
    }
  });
  await signIn('Pimpinan');
  await page.goto('/tindak-lanjut');
  await hydrated(page);
  const given = page.getByRole('region', { name: 'Dari saya' });
  const buttons = given.getByRole('button', { name: /^Tandai selesai/ });
  const before = await buttons.count();
  const sent: string[] = [];
  let letGo = () => {};
  const gone = new Promise<void>((done) => (letGo = done));
  await page.route(/\/api\/finish_follow_up\d*$/, async (route) => {
    sent.push(route.request().postData() ?? '');
    await gone;
    await route.continue();
  });
  await buttons.first().dblclick();
  await buttons.nth(1).click();
  await expect.poll(() => sent.length).toBe(1);
  letGo();
  await expect(buttons).toHaveCount(before - 2);
  expect(new Set(sent).size).toBe(2);
  expect(sent.length).toBe(2);
  await expect(page.getByRole('status').filter({ hasText: 'Sudah ditandai selesai.' })).toBeVisible();
});
