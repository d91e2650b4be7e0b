// A plan from the first word to the agreement: written on a phone, returned with a note, mended, agreed on.
import { type Page } from '@playwright/test';
import { accessible, expect, hydrated, test } from './fixtures';

/** Begins an empty plan and opens its editor. */
async function begin(page: Page) {
  await page.goto('/skp');
  await hydrated(page);
  await page.getByRole('button', { name: /^Buat SKP/ }).first().click();
  await expect(page).toHaveURL(/\/skp\/[^/]+\/ubah$/);
  await expect(page.getByLabel('Rumusan hasil kerja')).toBeVisible();
}

/** The first indicator of the form. */
function indicator(page: Page) {
  return page.locator('details.plan-indicator').first();
}

test('a plan is written on a phone, returned with a note, mended and agreed on, and both see it at once', async ({
  page,
  signIn,
  other,
  allow,
}) => {
  allow(/404/);
  await page.setViewportSize({ width: 360, height: 740 });
  const head = await other('Atasan');
  await signIn('Pegawai');
  await begin(page);
  const editor = page.url();
  const text = `Terlayaninya ibu hamil di posyandu ${Date.now()}`;
  await page.getByLabel('Rumusan hasil kerja').fill(text);
  await indicator(page).getByLabel('Nama indikator').fill('Kunjungan posyandu');
  await indicator(page).getByLabel('Target setahun').fill('120');
  await indicator(page).getByLabel('Satuan').fill('kunjungan');
  await expect(page.getByRole('status').filter({ hasText: /Tersimpan \d\d\.\d\d/ })).toBeVisible();
  await accessible(page);
  await page.reload();
  await hydrated(page);
  await page.getByRole('link', { name: text }).click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue(text);
  await expect(indicator(page).getByLabel('Target setahun')).toHaveValue('120');
  await page.getByRole('button', { name: 'Simpan hasil kerja' }).click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue('');
  await expect(page.getByLabel('Rumusan hasil kerja')).toBeFocused();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  // The list is far below the form: above it stands what is in it.
  await expect(page.getByRole('status').filter({ hasText: /^1 hasil kerja sudah ada di rancangan ini/ })).toBeVisible();
  await page.getByRole('link', { name: 'Lihat daftarnya' }).click();
  await expect(page.getByRole('link', { name: text })).toBeInViewport();

  await page.getByRole('link', { name: 'Lihat dan ajukan' }).click();
  await page.getByRole('button', { name: 'Ajukan' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Diajukan' })).toBeVisible();
  const plan = new URL(page.url()).pathname;

  await expect(head.getByRole('link', { name: /SKP menunggu persetujuan Anda/ })).toBeVisible();
  await head.goto(plan);
  await hydrated(head);
  await expect(head.getByRole('heading', { level: 3, name: text })).toBeVisible();
  await accessible(head);
  await head.getByLabel('Catatan').fill('Target 150, posyandu bertambah dua');
  await head.getByRole('button', { name: 'Kembalikan' }).click();
  await expect(head.getByRole('status').filter({ hasText: 'Dikembalikan' })).toBeVisible();

  await expect(page.getByText('Target 150, posyandu bertambah dua').first()).toBeVisible();
  const receipt = page.getByText('Diajukan. Pejabat penilai melihatnya sekarang.');
  await expect(receipt, 'a receipt does not outlive what it says').toHaveCount(0);
  await page.goto('/');
  await hydrated(page);
  await page.getByRole('region', { name: 'Yang harus saya lakukan' }).getByRole('link', { name: /dikembalikan/ }).click();
  await page.getByRole('link', { name: 'Lanjut mengisi' }).click();
  await page.getByRole('link', { name: text }).click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue(text);
  await indicator(page).getByLabel('Target setahun').fill('150');
  await page.getByRole('button', { name: 'Simpan hasil kerja' }).click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue('');
  await page.getByRole('link', { name: 'Lihat dan ajukan' }).click();
  await page.getByRole('button', { name: 'Ajukan' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Diajukan' })).toBeVisible();

  await expect(head.getByText('150 kunjungan').first()).toBeVisible();
  await head.getByRole('button', { name: 'Setujui' }).click();
  await expect(head.getByRole('status').filter({ hasText: 'Disetujui' })).toBeVisible();
  await expect(page.getByText('Disetujui', { exact: true })).toBeVisible();
  await expect(receipt).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Ubah SKP' })).toBeVisible();

  const stranger = await other('Pengelola');
  const attempt = await stranger.request.post(plan, { form: { aksi: 'setujui' } });
  expect(attempt.status()).toBe(404);
  await stranger.goto(plan);
  await expect(stranger.getByText('Yang Anda cari tidak ada')).toBeVisible();
  await stranger.goto(new URL(editor).pathname);
  await expect(stranger.getByText('Yang Anda cari tidak ada')).toBeVisible();
});

test('a plan that was begun by mistake is discarded and can be begun again', async ({ page, signIn, allow }) => {
  // The open page may ask for the plan once more before it leads away.
  allow(/status of 404/);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Atasan');
  await begin(page);
  await page.getByLabel('Rumusan hasil kerja').fill('Terwujudnya puskesmas yang ramah');
  await expect(page.getByRole('status').filter({ hasText: /Tersimpan \d\d\.\d\d/ })).toBeVisible();
  await page.getByRole('link', { name: 'Lihat dan ajukan' }).click();
  const confirm = page.getByRole('button', { name: 'Ya, buang rancangan ini' });
  await expect(page.getByText('Buang rancangan ini', { exact: true })).toBeVisible();
  await expect(confirm).toBeHidden();
  await page.getByText('Buang rancangan ini', { exact: true }).click();
  await expect(page.getByText(/^Seluruh rancangan SKP 20\d\d hilang: 1 hasil kerja/)).toBeVisible();
  await accessible(page);
  await confirm.click();
  await expect(page).toHaveURL(/\/skp$/);
  await expect(page.getByRole('button', { name: /^Buat SKP/ }).first()).toBeVisible();
});

test('a plan is measured in words once its owner chooses the qualitative approach', async ({ page, signIn, allow }) => {
  // The refusal below; and the open page may ask for the plan once more before it leads away.
  allow(/status of (404|422)/);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Atasan');
  await begin(page);
  await page.getByText('Pendekatan, perilaku kerja, dan lampiran').click();
  await page.getByLabel('Pendekatan', { exact: true }).selectOption('Kualitatif: ukuran dengan kata-kata');
  await page.getByRole('button', { name: 'Simpan pendekatan, perilaku, dan lampiran' }).click();
  const measure = indicator(page).getByLabel('Ukuran keberhasilan');
  await expect(measure, 'the form asks for words at once').toBeVisible();
  await expect(indicator(page).getByLabel('Target setahun')).toHaveCount(0);
  const text = `Terwujudnya layanan yang dipercaya ${Date.now()}`;
  await page.getByLabel('Rumusan hasil kerja').fill(text);
  await measure.fill('Warga tahu lama layanan sebelum mengantre');
  await indicator(page).getByLabel('Tercapai paling lambat akhir').selectOption('Sep');
  await accessible(page);
  await page.getByRole('button', { name: 'Simpan hasil kerja' }).click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue('');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await page.getByText('Pendekatan, perilaku kerja, dan lampiran').click();
  await page.getByLabel('Pendekatan', { exact: true }).selectOption('Kuantitatif: target dengan angka');
  await page.getByRole('button', { name: 'Simpan pendekatan, perilaku, dan lampiran' }).click();
  await expect(page.locator('#pendekatan-salah')).toHaveText(/Hapus dulu indikator yang sudah ada/);
  await page.getByRole('link', { name: 'Lihat dan ajukan' }).click();
  await expect(page.getByText('Kualitatif', { exact: true })).toBeVisible();
  await expect(page.getByText('Warga tahu lama layanan sebelum mengantre', { exact: true })).toBeVisible();
  await expect(page.getByText('dari 2 tahap')).toHaveCount(0);
  await accessible(page);
  await page.getByText('Buang rancangan ini', { exact: true }).click();
  await page.getByRole('button', { name: 'Ya, buang rancangan ini' }).click();
  await expect(page).toHaveURL(/\/skp$/);
});

test('ten results are typed without a mouse', async ({ page, signIn }) => {
  await signIn('Pimpinan');
  await begin(page);
  await page.getByLabel('Rumusan hasil kerja').focus();
  for (let number = 1; number <= 10; number++) {
    await page.keyboard.type(`Hasil kerja nomor ${number}`);
    // Basis, kind, classification, the superior's result, the link, the indicator itself, its name.
    for (let step = 0; step < 7; step++) await page.keyboard.press('Tab');
    await page.keyboard.type(`Laporan ${number}`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('12');
    for (let step = 0; step < 3; step++) await page.keyboard.press('Tab');
    await page.keyboard.type('laporan');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: `Hasil kerja nomor ${number}`, exact: true })).toBeVisible();
    await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue('');
    await expect(page.getByLabel('Rumusan hasil kerja')).toBeFocused();
  }
  await expect(page.locator('.plan-lines > li')).toHaveCount(10);
  await expect(page.locator('.plan-lines .plan-missing')).toHaveCount(0);
});

test('what is typed without a signal stays on the phone and is said to', async ({ page, signIn, context, allow }) => {
  allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load resource/);
  await signIn('Atasan');
  await begin(page);
  await context.setOffline(true);
  await page.getByLabel('Rumusan hasil kerja').fill('Terwujudnya puskesmas yang ramah');
  const kept = page.getByRole('alert').filter({ hasText: 'Tersimpan di perangkat ini' });
  // Only this page sends it.
  await expect(kept).toContainText('terkirim sendiri begitu ada sinyal dan halaman ini terbuka');
  await context.setOffline(false);
  await expect(page.getByRole('status').filter({ hasText: /Tersimpan \d\d\.\d\d/ })).toBeVisible();
});

test('a head gives results like in a sheet, and the member finds one at once', async ({ page, signIn, other }) => {
  const member = await other('Pegawai');
  await member.goto('/skp');
  await hydrated(member);
  await member.getByRole('link', { name: /^Buka SKP 2026/ }).first().click();
  const name = (await member.locator('.plan-facts dd').first().innerText()).trim();

  await signIn('Atasan');
  await page.goto('/skp');
  await hydrated(page);
  await page.getByRole('link', { name: /^Buka SKP 2026/ }).first().click();
  await page.getByRole('link', { name: 'Bagi hasil ke tim (matriks)' }).click();
  const row = page.locator('.matrix tbody tr').filter({ hasText: name });
  const cells = row.getByRole('textbox');
  const text = `Terlaksananya kelas ibu ${Date.now()}`;
  await cells.first().fill(text);
  await page.keyboard.press('Enter');
  await expect(cells.first()).not.toBeFocused();
  await expect(row.getByText('belum dilengkapi')).toBeVisible();
  await expect(cells.first()).toHaveValue(text);
  await accessible(page);

  await member.goto('/skp');
  await hydrated(member);
  await member.getByRole('link', { name: /^Lanjut mengisi ?: SKP 2026/ }).click();
  const given = member.locator('.plan-lines > li').filter({ hasText: text });
  await expect(given.getByText('penugasan dari')).toBeVisible();

  // A part of a sheet is spread over the cells from the focused one on.
  const rows = page.locator('.matrix tbody tr');
  const at = (await rows.first().innerText()).includes(name) ? 1 : 0;
  const first = rows.nth(at).getByRole('textbox').first();
  await first.focus();
  await first.evaluate((cell) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'Tertatanya berkas\tTerlatihnya kader\r\n');
    cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(rows.nth(at).getByText('belum dilengkapi')).toHaveCount(2);

  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  // What was given is taken back before anybody has worked on it.
  await rows.nth(at).getByRole('textbox').first().fill('');
  await page.keyboard.press('Enter');
  await expect(rows.nth(at).getByText('belum dilengkapi')).toHaveCount(1);
});

test('a row that takes nothing is skipped and what was pasted there is named', async ({ page, signIn }) => {
  await signIn('Atasan');
  await page.goto('/skp');
  await hydrated(page);
  await page.getByRole('link', { name: /^Buka SKP 2026/ }).first().click();
  await page.getByRole('link', { name: 'Bagi hasil ke tim (matriks)' }).click();
  const rows = page.locator('.matrix tbody tr');
  await expect(rows.first()).toBeVisible();
  const free = await rows.evaluateAll((all) => all.map((row) => row.querySelectorAll('textarea').length > 0));
  // A row that takes nothing, between two that do.
  const locked = free.findIndex((takes, at) => !takes && free[at - 1] && free[at + 1]);
  expect(locked, 'a plan of the team waits for its agreement').toBeGreaterThan(0);
  const [above, below] = [locked - 1, locked + 1].map((at) => rows.nth(at).getByRole('textbox').first());
  await expect(rows.nth(locked)).toContainText('SKP-nya sedang menunggu persetujuan');
  const stamp = Date.now();
  await below.fill(`Terbinanya kader ${stamp}`);
  await page.keyboard.press('Enter');
  await expect(rows.nth(locked + 1).getByText('belum dilengkapi')).toHaveCount(1);

  await above.fill(`Terlaksananya senam ${stamp}`);
  await page.keyboard.press('Enter');
  await expect(below).toBeFocused();
  // It goes on behind what stands there.
  await page.keyboard.type(' desa');
  await expect(below).toHaveValue(`Terbinanya kader ${stamp} desa`);
  await page.keyboard.press('Enter');
  await expect(rows.nth(locked - 1).getByText('belum dilengkapi')).toHaveCount(1);
  await expect(above).toHaveValue(`Terlaksananya senam ${stamp}`);
  await page.reload();
  await hydrated(page);
  await expect(below).toHaveValue(`Terbinanya kader ${stamp} desa`);

  await above.focus();
  await above.evaluate((cell) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'Tertatanya berkas\tTerlatihnya kader\tDi luar lembar\r\nTakada tempat\t\r\n\tTerpantaunya gizi\r\n');
    cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  const told = '3 sel ditempelkan. 2 tidak ada tempatnya di lembar ini, jadi tidak disimpan: “Di luar lembar”, “Takada tempat”';
  await expect(page.getByRole('status').filter({ hasText: told })).toBeVisible();
  for (const at of [locked - 1, locked + 1]) await expect(rows.nth(at).getByText('belum dilengkapi')).toHaveCount(2);
  await expect(above).toHaveValue('Tertatanya berkas');
  await expect(below, 'a blank cell takes nothing back').toHaveValue(`Terbinanya kader ${stamp} desa`);
});

test('a result says which part of the superior’s it is, and the targets of its months are drawn', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn('Pegawai');
  await page.goto('/skp');
  await hydrated(page);
  await page.getByRole('link', { name: /^Buka SKP 2026/ }).first().click();
  await expect(page).toHaveURL(/\/skp\/[0-9a-f-]{36}$/);
  const plan = new URL(page.url()).pathname;
  const revise = page.getByRole('button', { name: 'Ubah SKP' });
  const goOn = page.getByRole('link', { name: 'Lanjut mengisi' });
  await expect(revise.or(goOn).first()).toBeVisible();
  if (await revise.isVisible()) await revise.click();
  else await goOn.click();
  await expect(page).toHaveURL(/\/ubah/);
  const line = page.locator('.plan-lines > li').filter({ hasText: /[1-9] indikator/ }).first();
  // Where one goes on writing stands another result until then.
  const text = await line.getByRole('link').innerText();
  await line.getByRole('link').click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue(text);
  await page.getByText('Bagian dari hasil atasan', { exact: true }).click();
  await page.getByLabel('Dibagi menurut').selectOption('region');
  await page.getByLabel('Bagian Anda (%)').fill('12,5');
  await page.getByLabel('Hubungan').selectOption('direct');

  const first = indicator(page);
  await expect(first.getByLabel('Ditambahkan ke indikator atasan').locator('option')).not.toHaveCount(2);
  await first.getByText('Isi target sendiri tiap bulan').click();
  const curve = first.getByRole('group', { name: 'Geser target tiap bulan' });
  const june = curve.getByRole('slider', { name: 'Jun' });
  await june.focus();
  await page.keyboard.press('ArrowUp');
  const field = first.getByRole('textbox', { name: 'Jun', exact: true });
  await expect(field).not.toHaveValue('');
  await expect(june).toHaveAttribute('aria-valuetext', await field.inputValue());
  await accessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, 'no sideways scroll').toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Simpan hasil kerja' }).click();
  await expect(page.getByLabel('Rumusan hasil kerja')).toHaveValue('');

  await page.goto(`${plan}?versi=2`);
  await hydrated(page);
  const shown = page.locator('.plan-sheet > li').filter({ hasText: text });
  await expect(shown).toContainText('(langsung, bagian 12,5 % menurut wilayah)');
});
