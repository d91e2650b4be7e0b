// Loads the pages that are not in the main module. `build-site.mjs` appends the splitter's `getSharedImports`, and an
// export for each page.
import { initSync } from './kinerja.js';

// Tells the server for a minute that a person is here: what an open page loads by itself prolongs no session.
const isSecure = location.protocol === 'https:';
const mark = isSecure ? '__Host-kinerja-aktif' : 'kinerja-aktif';
const secure = isSecure ? '; Secure' : '';
for (const kind of ['pointerdown', 'keydown']) {
  const here = () => {
    document.cookie = `${mark}=1; Max-Age=60; Path=/; SameSite=Strict${secure}`;
  };
  addEventListener(kind, here, { capture: true, passive: true });
}

// Says for which account the page was opened: a request of this page is not taken in the name of somebody who has signed
// in since, in another tab.
const { account } = document.documentElement.dataset;
const ask = window.fetch;
if (account) {
  window.fetch = (resource, options) => {
    const request = new Request(resource, options);
    if (request.method === 'POST') request.headers.set('Kinerja-Account', account);
    return ask(request);
  };
}

const held = new Map();
const files = new Map();

// A chunk that several pages share, from the file that arrives first. It may be instantiated only once, because it
// writes its part of the memory when it starts.
function chunk(section, imports) {
  const number = new DataView(section).getUint16(0);
  if (!held.has(number)) held.set(number, WebAssembly.instantiate(new Uint8Array(section, 2), imports));
  return held.get(number);
}

async function instantiate(file) {
  const module = await WebAssembly.compileStreaming(fetch(new URL(`./${file}.wasm`, import.meta.url)));
  const imports = getSharedImports();
  await Promise.all(WebAssembly.Module.customSections(module, 'chunk').map((section) => chunk(section, imports)));
  return WebAssembly.instantiate(module, imports);
}

// A style sheet, unless the document came with it.
function dress(file) {
  // One that failed has a sheet, too, but no rules.
  const isThere = ({ sheet, href }) => {
    try {
      return href.endsWith(`/${file}`) && sheet.cssRules.length > 0;
    } catch {
      return false;
    }
  };
  if ([...document.querySelectorAll('link[rel=stylesheet]')].some(isThere)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'stylesheet', href: new URL(`./${file}`, import.meta.url), onload: resolve });
    link.onerror = () => {
      link.remove();
      reject(new Error(file));
    };
    document.head.append(link);
  });
}

// A file, once; a failed attempt is not kept.
function bring(file) {
  if (!files.has(file)) {
    files.set(file, (file.endsWith('.css') ? dress(file) : instantiate(file)).catch((error) => {
      files.delete(file);
      throw error;
    }));
  }
  return files.get(file);
}

// Waits for a connection when a download fails, and retries; a page whose files are gone for good reloads with the
// newest package.
function whenever(...needs) {
  return async (callback, data) => {
    const { dataset } = document.documentElement;
    for (let tries = 1, done = false; !done; tries += 1) {
      try {
        await Promise.all(needs.map(bring));
        done = true;
      } catch {
        dataset.waiting = '';
        if (navigator.onLine && tries % 6 === 0) location.reload();
        await new Promise((again) => {
          setTimeout(again, Math.min(4000, 250 * 2 ** tries));
          addEventListener('online', again, { once: true });
        });
      }
    }
    delete dataset.waiting;
    getSharedImports().__wasm_split.__indirect_function_table.get(callback)(data, true);
  };
}

// The first sheet, where it did not come with the document.
const dressed = () => bring('kinerja.css').catch(() => setTimeout(dressed, 2000));
dressed();
