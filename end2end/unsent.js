// Unsent work: what somebody has sent and the server has not answered is counted in the menu and sent again by itself,
// on whatever page is open. `ui/submission/draft.rs` keeps it on the device as typed text, key, moment, checked fields
// and the address that takes it; `ui/submission/mod.rs` has the rules.
const [PART, FIELD, VALUE] = ['\x1d', '\x1f', '\x1e'];
const RETRY_INTERVAL_MS = 30_000;
const TIME_LIMIT_MS = 20_000;

function unsent() {
  const { person } = document.documentElement.dataset;
  try {
    return Object.entries(person ? localStorage : {})
      .filter(([place]) => place.startsWith(`draf:${person}:`))
      .map(([place, kept]) => [place, kept, ...kept.split(PART)])
      .filter(([, , , , , , address]) => address);
  } catch {
    // A device without storage keeps nothing.
    return [];
  }
}

// The style sheet shows the counts as badges, with words for screen readers.
function count() {
  const { style } = document.documentElement;
  const addresses = unsent().map((draft) => draft.at(-1));
  for (const [name, start] of [['reports', '/api/'], ['messages', '/percakapan/']]) {
    const found = addresses.filter((address) => address.startsWith(start)).length;
    if (found) style.setProperty(`--unsent-${name}`, `"↑${found}" / " ${found} belum terkirim"`);
    else style.removeProperty(`--unsent-${name}`);
  }
}

// Sends one draft; throws where the next try may succeed. A stable address takes JSON, a page its plain form.
async function post([place, kept, typed, key, at, body, address]) {
  const { pathname, searchParams } = new URL(address, location.href);
  const fields = Object.fromEntries(body.split(FIELD).filter(Boolean).map((field) => field.split(VALUE)));
  const isApi = pathname.startsWith('/api/');
  const answer = await fetch(pathname, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
    headers: isApi ? { 'Content-Type': 'application/json', 'Idempotency-Key': key } : {},
    body: isApi
      ? JSON.stringify({ observed_at: at, ...fields, sent_at: new Date().toISOString() })
      : new URLSearchParams({ ...Object.fromEntries(searchParams), ...fields, id: key }),
  });
  const isStored = answer.ok || answer.type === 'opaqueredirect';
  if (!isStored && (answer.status < 400 || [401, 408, 429].includes(answer.status) || answer.status >= 500)) throw answer;
  const now = localStorage.getItem(place);
  // Refused, it is not sent again, but stays counted until its form is opened, which says why when it is sent.
  if (now === kept && isStored) localStorage.removeItem(place);
  else if (now === kept) localStorage.setItem(place, [typed, '', '', '', address].join(PART));
  // What was typed meanwhile is the next draft.
  else if (isStored && now?.split(PART)[1] === key) localStorage.setItem(place, now.split(PART)[0]);
  // An open form asks for its receipt.
  dispatchEvent(new Event('kinerja:sent'));
}

let isSending = false;

async function send() {
  const isLeft = () => unsent().some(([, , , key]) => key);
  if (isSending || !navigator.onLine || !isLeft()) return;
  isSending = true;
  try {
    // Somebody else may have signed in on this device since.
    const me = await fetch('/api/v1/me', { signal: AbortSignal.timeout(TIME_LIMIT_MS) });
    if (me.ok && (await me.json()).id === document.documentElement.dataset.person) {
      // One that fails keeps none of the others.
      for (const draft of unsent()) if (draft[3]) await post(draft).catch(() => {});
    }
  } catch {
    // No signal, or a server that is busy: the next try comes by itself.
  }
  isSending = false;
  count();
}

for (const kind of ['kinerja:draft', 'storage']) addEventListener(kind, count);
for (const kind of ['online', 'pageshow']) addEventListener(kind, send);
document.addEventListener('visibilitychange', send);
setInterval(send, RETRY_INTERVAL_MS);
count();
send();

