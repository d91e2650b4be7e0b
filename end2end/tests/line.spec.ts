// A line that dies without closing: bytes stop, and nothing says so. A proxy in between lets it die.
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { expect, hydrated, test } from './fixtures';

/** A proxy to a server. Dead, it takes connections and passes nothing on. */
async function line(to: string) {
  const { hostname, port } = new URL(to);
  const open = new Set<Socket>();
  let dead = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ]) {
      open.add(from);
      from.on('data', (bytes) => {
        if (!dead) into.write(bytes);
      });
      from.on('error', () => into.destroy());
      from.on('close', () => into.destroy());
    }
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    die: () => {
      dead = true;
    },
    revive: () => {
      dead = false;
      for (const socket of open) socket.destroy();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

test('a dead line is told within 20 seconds, and no old numbers stand under a new address', async ({ page, baseURL, allow }) => {
  allow(/ERR_|Failed to (fetch|load)/);
  const proxy = await line(baseURL ?? '');
  await page.clock.install();
  await page.goto(`${proxy.address}/masuk`);
  await page.getByRole('region', { name: 'Coba tanpa akun' }).getByRole('button', { name: 'Pimpinan', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/masuk'));
  await page.goto(`${proxy.address}/dasbor`);
  await hydrated(page);
  await expect(page.getByText('Langsung', { exact: true })).toBeVisible();
  const units = page.getByRole('table', { name: 'Unit di bawahnya' });
  await expect(units).toBeVisible();

  proxy.die();
  await units.getByRole('row').nth(1).getByRole('link').first().click();
  await page.waitForURL(/unit=/);
  await page.clock.runFor(400);
  await expect(units, 'the numbers of the unit before').toBeHidden();
  await expect(page.locator('.skeleton')).toBeVisible();
  await page.clock.runFor(10_000);
  await expect(page.getByText('Belum ada jawaban setelah 10 detik')).toBeVisible();
  await page.clock.runFor(9_500);
  await expect(page.getByText(/^Terputus \d\d\.\d\d$/)).toBeVisible();

  // The page comes back by itself, as the line does.
  proxy.revive();
  await expect(async () => {
    await page.clock.runFor(1000);
    await expect(page.getByText('Langsung', { exact: true })).toBeVisible({ timeout: 200 });
  }).toPass();
  await expect(async () => {
    await page.clock.runFor(1000);
    await expect(units).toBeVisible({ timeout: 200 });
  }).toPass();
  proxy.close();
});
