// Shortens the names by which the main module and its script know each other's functions. The binding tool writes long
// ones with hashes in them, which are in both files and which no compression makes smaller: 6 kB of the first visit.

// A number in WebAssembly's encoding: seven bits in each byte, the lowest first.
export function leb128(number) {
  const bytes = [];
  for (; number > 127; number >>>= 7) bytes.push((number & 127) | 128);
  return Buffer.from([...bytes, number]);
}

// Reads a module from its beginning.
class Reader {
  constructor(content, at = 0) {
    Object.assign(this, { content, at });
  }

  get isDone() {
    return this.at >= this.content.length;
  }

  byte() {
    this.at += 1;
    return this.content[this.at - 1];
  }

  number() {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      number |= (byte & 127) << shift;
      if (byte < 128) return number >>> 0;
    }
  }

  bytes(length) {
    this.at += length;
    return this.content.subarray(this.at - length, this.at);
  }

  name() {
    return this.bytes(this.number()).toString();
  }
}

const named = (name) => Buffer.concat([leb128(Buffer.byteLength(name)), Buffer.from(name)]);

// Passes the limits of a table or memory.
function limits(reader) {
  const hasMost = reader.byte() & 1;
  reader.number();
  if (hasMost) reader.number();
}

// Passes what an entry of the imports is: a function, a table, a memory or a global.
function kind(reader) {
  const passes = [
    () => reader.number(),
    () => {
      reader.byte();
      limits(reader);
    },
    () => limits(reader),
    () => reader.bytes(2),
  ];
  const pass = passes[reader.byte()];
  if (!pass) throw new Error('the module imports something that is not known here');
  pass();
}

// Writes the entries of a section again, each by `entry`.
function rewritten(body, entry) {
  const reader = new Reader(body);
  const count = reader.number();
  return Buffer.concat([leb128(count), ...Array.from({ length: count }, () => entry(reader))]);
}

const [IMPORTS, EXPORTS] = [2, 7];

// Returns the module with short names for what it imports from the script `from`, and for the exports whose names the
// compiler made; and a function that writes the short names into a script.
export function shortNames(content, from) {
  const names = new Map();
  const short = (name) => {
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return names.get(name);
  };
  const imported = (reader) => {
    const [module, field] = [reader.name(), reader.name()];
    const start = reader.at;
    kind(reader);
    return Buffer.concat([named(module), named(module === from ? short(field) : field), reader.content.subarray(start, reader.at)]);
  };
  const exported = (reader) => {
    const name = reader.name();
    const start = reader.at;
    reader.byte();
    reader.number();
    return Buffer.concat([named(name.startsWith('_ZN') ? short(name) : name), reader.content.subarray(start, reader.at)]);
  };
  const reader = new Reader(content, 8);
  const parts = [content.subarray(0, 8)];
  while (!reader.isDone) {
    const id = reader.byte();
    let body = reader.bytes(reader.number());
    if (id === IMPORTS) body = rewritten(body, imported);
    if (id === EXPORTS) body = rewritten(body, exported);
    parts.push(Buffer.of(id), leb128(body.length), body);
  }
  const rename = (script) => {
    const found = new Set();
    const renamed = script.replace(/[\w$]+/g, (word) => {
      if (names.has(word)) found.add(word);
      else if (/^\$[0-9a-z]+$/.test(word)) throw new Error(`${word} is a name of the script already`);
      return names.get(word) ?? word;
    });
    const missed = [...names.keys()].filter((name) => !found.has(name));
    if (missed.length > 0) throw new Error(`the script does not name ${missed.join(', ')}`);
    return renamed;
  };
  return { module: Buffer.concat(parts), rename };
}
