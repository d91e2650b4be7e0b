// Makes the site folder from the compiled browser module: splits it into lazily loaded pages, binds it to JavaScript,
// optimises, styles and compresses it, and puts it into a folder named by the hash of its content, so that browsers may
// keep every file for a year. `make build` calls it.
//
//   node end2end/build-site.mjs MODULE.wasm TOOLS_FOLDER DIST_FOLDER
//
//   DIST/site/…                    the files of public/
//   DIST/site/pkg/HASH/kinerja.*   script, main module and style sheet; beside them a file for each lazy page, and the
//                                  style sheet of these pages
//   DIST/hash.txt                  HASH; written last, so a reader never sees half a package

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { minify } from 'terser';
import { leb128, shortNames } from './short-names.mjs';

const NAME = 'kinerja';
// Leptos preloads the loader under this name; the splitter's own name is another.
const LOADER = '__wasm_split.______________________.js';
const MANIFEST = '__wasm_split_manifest.json';
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest', '.xml']);
// Functions that no page of ours calls (`optimise.mjs`).
const UNUSED = [
  'hydrate_async', 'new_with_async_value_erased', 'generate_routes', 'hydrate_from_template', 'slice_error_fail_rt',
];
// Beranda fetches this page once it is usable. What so many pages share with it is in a file of its own.
const FETCHED = 'report_route';
const COMMON = 'common';
const COMMON_FROM = 2;
// A page that was opened before a deployment may still fetch a page of its own package.
const PACKAGES_KEPT = 3;

const [wasm, tools, dist] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
// What runs beside the application, in one file: the loader, and what shares its request.
const scripts = ['loader.js', 'unsent.js', 'print.js'].map((script) => join(here, script));
const npmBin = (tool) => join(here, 'node_modules', '.bin', tool);
const run = promisify(execFile);

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

async function digest(base, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file);
    hash.update(`${relative(base, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

const exists = (path) => stat(path).then(() => true, () => false);

// The splitter's manifest: how its modules import the main one, and which of them each lazy page needs.
const SHARED_IMPORTS = /let sharedImports = undefined;\nfunction getSharedImports\(\) \{[^]*?\n\}\n/;

function readLoader(text) {
  const loads = new Map();
  for (const [, name, body] of text.matchAll(/^(?:export )?const (\w+) = ((?:wrapAsyncCb\()?makeLoad\([^]*?\[[^\]]*\]\)+);$/gm)) {
    const file = body.match(/new URL\("\.\/(.+?)\.wasm", import\.meta\.url\)/)?.[1];
    const needs = body.match(/\[([^\]]*)\]\)+$/)[1].split(',').map((need) => need.trim()).filter(Boolean);
    loads.set(name, { file, needs });
  }
  const pages = new Map();
  for (const [name, { file, needs }] of loads) {
    const page = name.match(/^__wasm_split_load_(.+)$/)?.[1];
    if (page) pages.set(page, { file, chunks: needs.map((need) => loads.get(need).file) });
  }
  const shared = text.match(SHARED_IMPORTS)?.[0];
  if (!shared || pages.size === 0) throw new Error("the splitter's loader is not as it was");
  return { shared, pages };
}

// A custom section "chunk": the chunk's number in two bytes, then its module. `loader.js` reads it.
function chunkSection(chunk, module) {
  const number = Buffer.alloc(2);
  number.writeUInt16BE(Number(chunk.match(/^chunk_(\d+)$/)[1]));
  const name = Buffer.from('chunk');
  const content = Buffer.concat([leb128(name.length), name, number, module]);
  return Buffer.concat([Buffer.of(0), leb128(content.length), content]);
}

// The splitter makes a chunk for each set of pages that share code: some fifty for a page, most of a few hundred bytes.
// One file for each page is one request instead of fifty and a quarter smaller, because brotli sees the likeness of its
// chunks. Chunks that many pages share with the one that is fetched in any case are in a file of their own; others come
// with each page that needs them, and the first one is used.
async function gather(split, pkg, pages) {
  const users = new Map();
  for (const { chunks } of pages.values()) for (const chunk of chunks) users.set(chunk, (users.get(chunk) ?? 0) + 1);
  const sections = new Map();
  for (const chunk of users.keys()) sections.set(chunk, chunkSection(chunk, await readFile(join(split, `${chunk}.wasm`))));
  const fetched = [...pages.keys()].find((page) => page.includes(FETCHED));
  if (!fetched) throw new Error(`no lazy page is named ${FETCHED}`);
  const isCommon = (chunk) => users.get(chunk) >= COMMON_FROM && pages.get(fetched).chunks.includes(chunk);
  const empty = Buffer.from('\0asm\x01\0\0\0');
  // The larger ones first: what is alike lies nearer together.
  const gathered = (chunks) => chunks.map((chunk) => sections.get(chunk)).sort((a, b) => b.length - a.length);
  const common = gathered([...users.keys()].filter(isCommon));
  await writeFile(join(pkg, `${COMMON}.wasm`), Buffer.concat([empty, ...common]));
  const manifest = {};
  for (const [page, { file, chunks }] of pages) {
    const own = file ? await readFile(join(split, `${file}.wasm`)) : empty;
    const rest = gathered(chunks.filter((chunk) => !isCommon(chunk)));
    await writeFile(join(pkg, `${page}.wasm`), Buffer.concat([own, ...rest]));
    manifest[page] = chunks.some(isCommon) ? [COMMON, page] : [page];
  }
  // Leptos preloads these files in the HTML.
  await writeFile(join(pkg, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

// Optimises modules in two threads. Fails where nothing had a name of what is dropped.
async function optimise(files) {
  const queue = [...files];
  const dropped = new Set();
  const thread = async () => {
    const worker = new Worker(join(here, 'optimise.mjs'), { workerData: { unused: UNUSED } });
    for (let file = queue.shift(); file; file = queue.shift()) {
      worker.postMessage(file);
      for (const name of (await once(worker, 'message'))[0]) dropped.add(name);
    }
    await worker.terminate();
  };
  await Promise.all([thread(), thread()]);
  const missed = UNUSED.filter((name) => !dropped.has(name));
  // Leptos or the compiler writes them otherwise now: the download would grow in silence.
  if (missed.length > 0) throw new Error(`nothing to drop is named ${missed.join(', ')}`);
}

async function compress(file) {
  const content = await readFile(file);
  const isModule = extname(file) === '.wasm';
  // Which of these reads a module best changes with a few bytes of it: all are tried, which saves 0.3 % of the main one.
  // Modules change their kind of content often, which small blocks follow.
  const { BROTLI_MODE_FONT: font, BROTLI_MODE_GENERIC: general, BROTLI_MODE_TEXT: text } = constants;
  const ways = isModule ? [font, general].flatMap((mode) => [16, 17].map((block) => [mode, block])) : [[text, 0]];
  const packed = ways.map(([mode, block]) =>
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_LGBLOCK]: block,
        [constants.BROTLI_PARAM_MODE]: mode,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  );
  const gz = await promisify(gzip)(content, { level: 9 });
  const [br] = (await Promise.all(packed)).sort((a, b) => a.length - b.length);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}

// A module without comments and long names.
async function small(script) {
  return (await minify(script, { module: true, ecma: 2020, compress: { passes: 2 } })).code;
}

async function makePackage(work) {
  const split = join(work, 'split');
  const pkg = join(work, 'pkg');
  await mkdir(pkg, { recursive: true });
  await run(join(tools, 'wasm-split-cli'), ['--target', 'web', '--out-name', NAME, wasm, split], { maxBuffer: 1 << 28 });
  await run(join(tools, 'wasm-bindgen'), [
    '--target=web', '--keep-lld-exports', '--no-demangle', '--no-typescript',
    `--out-name=${NAME}`, `--out-dir=${pkg}`, join(split, `${NAME}.wasm`),
  ]);

  // HydrationScripts expects NAME.wasm.
  await rename(join(pkg, `${NAME}_bg.wasm`), join(pkg, `${NAME}.wasm`));
  const main = join(pkg, `${NAME}.wasm`);
  const { module, rename: shorten } = shortNames(await readFile(main), `./${NAME}_bg.js`);
  await writeFile(main, module);
  let script = shorten(await readFile(join(pkg, `${NAME}.js`), 'utf8'));
  script = script.replaceAll(`${NAME}_bg.wasm`, `${NAME}.wasm`);
  const { shared, pages } = readLoader(await readFile(join(split, '__wasm_split.js'), 'utf8'));
  script = script.replaceAll('from "./__wasm_split.js"', `from "./${LOADER}"`);
  if (pages.size !== script.split(LOADER).length - 1) {
    throw new Error(`${NAME}.js does not import ${LOADER} once for each lazy page`);
  }
  await writeFile(join(pkg, `${NAME}.js`), await small(script));

  const parts = (await filesBelow(split)).filter((file) => /^(split|chunk)_.*\.wasm$/.test(basename(file)));
  await optimise([main, ...parts]);
  const manifest = await gather(split, pkg, pages);
  // The looks of the page that Beranda fetches are in the first sheet.
  const looks = (page) => (page.includes(FETCHED) ? [] : ['pages.css']);
  const files = (page) => [...manifest[page], ...looks(page)].map((file) => `'${file}'`).join(', ');
  const loads = [...pages.keys()].map((page) => `export const __wasm_split_load_${page} = whenever(${files(page)});\n`);
  const beside = await Promise.all(scripts.map((script) => readFile(script, 'utf8')));
  await writeFile(join(pkg, LOADER), await small([...beside, shared, ...loads].join('')));
  const sheets = [['main', NAME], ['pages', 'pages']].map(([from, to]) => `${join(root, 'style', `${from}.scss`)}:${join(pkg, `${to}.css`)}`);
  await run(npmBin('sass'), ['--style=compressed', '--no-source-map', ...sheets]);
  return pkg;
}

async function inPairs(items, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

async function copyPublic(site) {
  for (const entry of await readdir(site)) {
    if (entry !== 'pkg') await rm(join(site, entry), { recursive: true });
  }
  if (!(await exists(join(root, 'public')))) return;
  await cp(join(root, 'public'), site, { recursive: true });
  const files = (await filesBelow(site)).filter((file) => !relative(site, file).startsWith('pkg'));
  await inPairs(files.filter((file) => COMPRESSIBLE.has(extname(file))), compress);
}

async function dropOldPackages(packages) {
  const dated = await Promise.all(
    (await readdir(packages)).map(async (name) => ({ name, made: (await stat(join(packages, name))).mtimeMs })),
  );
  dated.sort((a, b) => b.made - a.made);
  for (const { name } of dated.slice(PACKAGES_KEPT)) await rm(join(packages, name), { recursive: true });
}

const inputs = [
  wasm,
  fileURLToPath(import.meta.url),
  join(here, 'optimise.mjs'),
  join(here, 'short-names.mjs'),
  ...scripts,
  join(here, 'package-lock.json'),
  ...(await filesBelow(join(root, 'style'))),
  ...(await filesBelow(join(root, 'public'))),
];
const state = `${await digest(root, inputs)} ${(await run(join(tools, 'wasm-bindgen'), ['--version'])).stdout.trim()}\n`;
const stateFile = join(dist, '.site-inputs');
const hashFile = join(dist, 'hash.txt');
const built = (await readFile(hashFile, 'utf8').catch(() => '')).trim();
const unchanged = (await readFile(stateFile, 'utf8').catch(() => '')) === state;
if (unchanged && built && (await exists(join(dist, 'site', 'pkg', built, `${NAME}.wasm`)))) {
  console.log(`site: unchanged, package ${built}`);
} else {
  const work = join(dist, '.site-work');
  const packages = join(dist, 'site', 'pkg');
  await rm(work, { recursive: true, force: true });
  await mkdir(packages, { recursive: true });
  const pkg = await makePackage(work);
  const files = await filesBelow(pkg);
  const hash = await digest(pkg, files);
  await inPairs(files.filter((file) => COMPRESSIBLE.has(extname(file)) && basename(file) !== MANIFEST), compress);
  await rm(join(packages, hash), { recursive: true, force: true });
  await rename(pkg, join(packages, hash));
  await utimes(join(packages, hash), new Date(), new Date());
  await copyPublic(join(dist, 'site'));
  await writeFile(join(work, 'hash.txt'), `${hash}\n`);
  await rename(join(work, 'hash.txt'), hashFile);
  await writeFile(stateFile, state);
  await dropOldPackages(packages);
  await rm(work, { recursive: true });
  console.log(`site: package ${hash}`);
}
