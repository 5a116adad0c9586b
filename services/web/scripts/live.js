// Keeps the numbers of places on a page as they are now, while it is looked at.
// Without this script they are as they were when the page was loaded. Nothing
// moves: words change where they stand, and a quiet line tells screen readers.
const shown = new Map();
for (const place of document.querySelectorAll('[data-session]')) {
  shown.set(place.dataset.session, place);
}
const teller = document.querySelector('[data-live-status]');

// What changed waits this long, so that several changes are told in one go.
const together = 10000;
let changed = new Map();
let timer;
let stream;

function tell() {
  timer = undefined;
  teller.textContent = [...changed].map(([what, words]) => `${what}: ${words}.`).join(' ');
  changed = new Map();
}

function show(event) {
  for (const [session, words] of Object.entries(JSON.parse(event.data))) {
    const place = shown.get(session);
    if (!place || place.textContent === words) continue;
    place.textContent = words;
    if (!teller) continue;
    changed.set(place.dataset.label, words);
    timer ??= setTimeout(tell, together);
  }
}

function follow() {
  if (document.hidden) {
    stream?.close();
    stream = undefined;
  } else if (!stream) {
    stream = new EventSource(`/live/places?sessions=${[...shown.keys()].join(',')}`);
    stream.addEventListener('places', show);
  }
}

if (shown.size && 'EventSource' in window) {
  document.addEventListener('visibilitychange', follow);
  // A page that the Back button brings back has lost its stream.
  window.addEventListener('pagehide', () => {
    stream?.close();
    stream = undefined;
  });
  window.addEventListener('pageshow', follow);
  follow();
}
