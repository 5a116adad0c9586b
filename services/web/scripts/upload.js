// Uploads the file of a form in pieces, with its progress shown, before the form
// is sent. What was uploaded is kept at the other end: after a stop, a broken
// connection or another day, the same file goes on where it was. Without this
// script the form brings the file itself.
const box = document.querySelector('[data-upload]');
const form = box?.closest('form');
const input = form?.querySelector('input[type="file"]');

// How often a piece is sent again before people are told, and how long between.
const tries = 5;
const pause = 2000;

const words = (name, ...values) =>
  values.reduce((text, value, index) => text.replace(`%${index + 1}`, value),
    box.dataset[`words${name}`]);
const say = (text) => { box.querySelector('[data-upload-status]').textContent = text; };
const wait = (time) => new Promise((done) => { setTimeout(done, time); });
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// The same file is the same upload, whenever and in whichever form it is chosen.
const nameOf = (file) => `${file.size}-${file.lastModified}-${file.name}`.slice(0, 120);

let stopped;

// Takes the token of the page as it is now, for whoever signed in again in
// another tab. Only the same account's, of which the second half is: nothing is
// sent in the name of somebody who did not fill the form in.
async function renew() {
  const { csrf } = form.elements;
  let page;
  try {
    const answer = await fetch(location.href, { signal: stopped.signal });
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    throw words(stopped.signal.aborted ? 'Stopped' : 'Broken');
  }
  const fresh = page.querySelector('input[name="csrf"]')?.value;
  const half = csrf.value.length / 2;
  if (!fresh || fresh === csrf.value || fresh.slice(half) !== csrf.value.slice(half)) {
    throw words('Out');
  }
  csrf.value = fresh;
}

// Sends a piece, or without one asks how much is there; answers with how much
// that is, or throws words for people.
async function send(file, offset, piece) {
  const body = new FormData();
  body.set('csrf', form.elements.csrf.value);
  body.set('kind', box.dataset.upload);
  body.set('upload_id', nameOf(file));
  body.set('offset', offset);
  if (piece) body.set('piece', piece, 'piece');
  for (let left = tries; ; left -= 1) {
    let answer;
    try {
      answer = await fetch('/desk/uploads', { method: 'POST', body, signal: stopped.signal });
    } catch {
      if (stopped.signal.aborted) throw words('Stopped');
      if (left === 1) throw words('Broken');
      await wait(pause);
      continue;
    }
    if (answer.headers.get('Content-Type') !== 'application/json') {
      if (answer.status < 500) {
        await renew();
        return send(file, offset, piece);
      }
      if (left === 1) throw words('Broken');
      await wait(pause);
      continue;
    }
    const { received, problem } = await answer.json();
    if (!problem) return received;
    if (problem === 'wrong_type') throw words('Wrong');
    if (problem === 'too_large') throw words('Large');
    if (problem !== 'later') throw problem;
    if (left === 1) throw words('Broken');
    await wait(pause);
  }
}

async function upload(file) {
  const piece = Number(box.dataset.piece);
  const bar = box.querySelector('progress');
  for (let at = await send(file, 0); at < file.size;) {
    at = await send(file, at, file.slice(at, at + piece));
    bar.value = 100 * at / file.size;
    say(words('At', megabytes(at), megabytes(file.size)));
  }
}

function setHidden(name, value) {
  let field = form.elements[name];
  if (!field) {
    field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

async function begin(event) {
  const file = input.files[0];
  if (!file || input.disabled) return;
  event.preventDefault();
  if (stopped) return;
  box.hidden = false;
  if (file.size === 0 || file.size > Number(box.dataset.most)) {
    say(words(file.size ? 'Large' : 'Empty'));
    return;
  }
  stopped = new AbortController();
  try {
    await upload(file);
    setHidden('upload_id', nameOf(file));
    setHidden('upload_size', file.size);
    setHidden('upload_name', file.name.slice(0, 200));
    // What is disabled is not sent.
    input.disabled = true;
    form.submit();
  } catch (problem) {
    say(String(problem));
  } finally {
    stopped = undefined;
  }
}

if (input) {
  form.addEventListener('submit', begin);
  box.querySelector('[data-upload-stop]').addEventListener('click', () => stopped?.abort());
  // A page that the Back button brings back takes a file again.
  window.addEventListener('pageshow', () => { input.disabled = false; });
}
