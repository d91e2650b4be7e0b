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
  // What libraries say of JSON that is none, of tasks, locks and lists that their own code broke.
  'EOF while parsing an? (?:object|list|string|value)', 'expected `,` or `[\\]}]`', 'expected `[:"]`', 'expected (?:ident|value)',
  'number out of range', 'invalid unicode code point', 'invalid (?:escape|number)', 'unexpected end of hex escape',
  'control character \\(\\\\u0000-\\\\u001F\\) found while parsing a string', 'key must be a string', 'recursion limit exceeded',
  'invalid value: expected key to be a number in quotes', 'float key must be finite \\(got NaN or \\+/-inf\\)',
  'lone leading surrogate in hex escape', 'trailing (?:comma|characters)', 'time not implemented on this platform',
  'buffer space exhausted; sending this messages would overflow the state',
  'lazy routes not supported with hydrate_body\\(\\); use hydrate_lazy\\(\\) instead',
  '<Routes> should be used inside a <Router> component', 'creating Routes, but no Owner was found',
  'could not access browser navigation',
  'EventListener was not inserted into the linked list, make sure you\'re not polling EventListener/listener! after it has finished',
  '`event_listener` should never be `None`', 'cannot clone `Sender` -- too many outstanding senders',
  'Executor::spawn(?:_local)? called, but no global \'spawn(?:_local)?\' function is configured\\.',
  'QueueHead dropped without a waker list', 'Got a QuickInitGuard in slow init', 'No guard available even without polling',
  'recursive use of an object detected which would lead to unsafe aliasing in rust',
  'a formatting trait implementation returned an error when the underlying stream did not',
  'a Display implementation returned an error unexpectedly',
  'The JS binding should only ever produce a valid value or the specific \'invalid\' value',
  'closure invoked recursively or after being dropped', 'future still here when dropping',
  'first child of keyed list has no parent', 'parent of keyed list should be an element',
  'JsValue passed is not an Error type -- this is a bug', ', not `Response` - this is a bug',
  'assertion failed: psize [<>]= size \\+ m(?:in|ax)_overhead', 'assertion failed: \\(\\*(?:tail|next)\\)\\.value\\.is_(?:none|some)\\(\\)',
  'polled Feed after completion', '`async fn` resumed after completion', 'future polled after completion', 'Polled future after finished',
  'inner is None only in drop', 'placeholder parent should be Element', 'description\\(\\) is deprecated; use Display',
  'Expected a \\[number, string\\] tuple', 'Tried to shrink to a larger capacity', 'Hash table capacity overflow',
  'cannot access a Thread Local Storage value during or after destruction: ',
  'NOTE: View transitions are not supported in this browser; unless you provide a polyfill, view transitions will not be applied\\.',
  'no `finished` property on ViewTransition', 'invalid Once state', 'FnOnce called more than once', 'write zero', 'deadlock',
  'unexpected end of file', 'out of memory', 'operation successful', 'invalid data', 'timed out', 'Write lock already acquired',
  'attempt to divide by zero',
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
