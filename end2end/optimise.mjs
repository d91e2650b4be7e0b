// A thread of `build-site.mjs`: makes modules smaller, one after the other, each where it lies. Told a file, it answers
// with the names of what it dropped. The optimiser runs in the thread: starting its command takes longer than most modules.

import { readFileSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

// It complains of names that it does not know and that are dropped anyway; what fails still throws.
console.error = () => {};
const { default: binaryen } = await import('binaryen');

const { Features } = binaryen;
// What the Rust compiler emits by default for this target; the optimiser has to be told.
const WASM_FEATURES = [
  Features.BulkMemory, Features.BulkMemoryOpt, Features.CallIndirectOverlong, Features.Multivalue, Features.MutableGlobals,
  Features.NontrappingFPToInt, Features.ReferenceTypes, Features.SignExt,
].reduce((all, feature) => all | feature);
// As the compiler writes names: each part behind its length, then in crates a hash, in the standard library nothing.
const UNUSED_SYMBOL = new RegExp(
  `(?:${workerData.unused.map((name) => `${name.length}(${name})`).join('|')})(?:(?:28_\\$u7b\\$\\$u7b\\$closure\\$u7d\\$\\$u7d\\$)*17h[0-9a-f]{16}E)?$`,
);

// As `-Oz` of the command.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);

// Leptos keeps what every view can do behind function pointers, where no compiler sees that it is never done in
// our pages: taking over while downloads are awaited (`src/hydrate.rs` has them before it begins), listing the
// routes (the server does), and templates (we have none). What the standard library says of a text that is cut amid a
// letter is nothing that a browser needs: it stops there. The names are there until the optimiser drops them.
// Returns what it dropped, and the module without it.
function dropUnused(content) {
  const dropped = new Set();
  const module = binaryen.readBinary(content);
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const { name, module: importedFrom } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    const unused = importedFrom ? undefined : name.match(UNUSED_SYMBOL)?.slice(1).find(Boolean);
    if (!unused) continue;
    binaryen.Function(module.getFunction(name)).body = module.unreachable();
    dropped.add(unused);
  }
  const smaller = module.emitBinary();
  module.dispose();
  return { dropped, smaller };
}

function optimise(content) {
  const module = binaryen.readBinary(content);
  module.setFeatures(WASM_FEATURES);
  // A second round finds another third of a per cent.
  for (let round = 0; round < 2; round += 1) {
    module.runPasses(['flatten', 'rereloop']);
    module.optimize();
    module.optimize();
  }
  // Without the hints about alignment, which engines ignore, code repeats itself more: 1.4 % less to download.
  module.runPasses(['dealign', 'strip-debug', 'strip-producers']);
  const smaller = module.emitBinary();
  module.dispose();
  return smaller;
}

// What the standard library says of files and sockets, what other libraries say of servers and threads, of which a browser
// has none, and how they remind their authors' users of rules that a page that opens at all has kept.
const FOR_NOBODY = [
  'entity not found', 'permission denied', 'connection refused', 'connection reset', 'host unreachable',
  'network unreachable', 'connection aborted', 'not connected', 'address in use', 'address not available', 'network down',
  'broken pipe', 'entity already exists', 'operation would block', 'not a directory', 'is a directory',
  'directory not empty', 'read-only filesystem or storage medium',
  'filesystem loop or indirection limit \\(e\\.g\\. symlink loop\\)', 'stale network file handle', 'invalid input parameter',
  'no storage space', 'seek on unseekable file', 'quota exceeded', 'file too large', 'resource busy',
  'executable file busy', 'cross-device link or rename', 'too many links', 'invalid filename', 'argument list too long',
  'operation interrupted', 'uncategorized error',
  'Lazy(?:Cell|Lock) instance has previously been poisoned', 'cannot modify the panic hook from a panicking thread',
  'failed to generate unique thread ID: bitspace exhausted', 'thread name may not contain interior null bytes',
  'use of std::thread::current\\(\\) is not possible after the thread\'s local data has been destroyed',
  'there is no such thing as an acquire-release (?:load|store)', 'one-time initialization may not be performed recursively',
  'cannot recursively acquire mutex', 'Attempted to initialize thread-local while it is being dropped',
  'the guard should always be in place until the Drop implementation', 'could not retrieve random bytes for uuid',
  '<Outlet/> used without RouteContext being provided\\.', 'You cannot call `use_navigate` outside a <Router>\\.',
  'Tried to access reactive URL outside a <Router> component\\.', 'Tried to access Location outside a <Router>\\.',
  'AcceptMaybeDone polled after value taken', 'Map must not be polled after it returned `Poll::Ready`',
  'attempted to take ownership of Rust value while it was borrowed', 'null pointer passed to rust',
  'stream did not contain valid UTF-8', 'finish: callbacks should be Some', 'finish: result should be None',
  'Value is None because the `ssr` feature is active\\.[ -~]*?identify the source\\.',
  '(?:Polling|Dereferenced|Dropped) SendWrapper<T> variable from a thread different to the one it has been created with\\.',
  'no leptos_meta HEAD marker comment found\\.[ -~]*?server-rendered app\\?',
];
const BLANKED = new RegExp(String.raw`(?:(?:\/[\w.-]+)+\/)?(?:library|src)\/[\w./-]+?\.rs|` + FOR_NOBODY.join('|'), 'g');

// Blanks the names of source files in messages about panics, which name the folders of whoever built it, and messages that
// no browser has a use for.
function blankMessages(content) {
  const text = Buffer.from(content).toString('latin1');
  return Buffer.from(text.replace(BLANKED, (words) => '-'.repeat(words.length)), 'latin1');
}

parentPort.on('message', (file) => {
  const { dropped, smaller } = dropUnused(readFileSync(file));
  writeFileSync(file, blankMessages(optimise(smaller)));
  parentPort.postMessage([...dropped]);
});
