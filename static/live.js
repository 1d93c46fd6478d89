// SPDX-License-Identifier: AGPL-3.0-or-later
// The browser's half of live pages: this file owns the cursor. A page knows how far it has read each of two
// records; messages say which stretch they cover; what is doubled is dropped, what is missing is asked for again.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const EVERY = 30000, QUIET = 500;                                      // milliseconds: between questions without a socket; before a gap is asked for again
  const SILENT = 25000, LOST = 10000;                                    // milliseconds: without a word before the line is tried; that it then has for an answer
  const EACH = 4;                                                        // milliseconds for each page here over which all of them fetch themselves anew
  let live = $('#live'); if (!live || !live.dataset.live && !('asks' in live.dataset)) return;
  const seen = {}, wanted = {}; let socket, heard = 0, tried = 0, soon = 0, presence, here = 1, wait = 500, pause = QUIET, polling, asking, fetching = false, shown = 'offline';
  const read = () => { const [p, a] = live.dataset.since.split('.').map(Number); seen.public = p; seen.acts = a; };
  const cursor = () => `${seen.public}.${seen.acts}`;
  const open = () => socket?.readyState === WebSocket.OPEN;
  // The dot is hidden until this file has something true to say.
  const state = (s = shown) => {
    shown = s; document.documentElement.dataset.live = s;
    $$('[data-live-state]').forEach(e => { e.hidden = false; e.dataset.state = s; e.textContent = e.dataset[s] || e.textContent; });
  };
  // A message is the same for everyone who reads along: what its author or a facilitator may do stands in it out of sight.
  const own = () => {
    if (live.dataset.me) $$(`[data-by="${CSS.escape(live.dataset.me)}"]`, live).forEach(e => { e.hidden = false; });
    if ('mayHide' in live.dataset) $$('[data-hides]', live).forEach(e => { e.hidden = false; });
  };
  // Who lets themselves be seen is told to those who may read what they say. The choice is one person's, for this page, on this device; without it nobody is shown.
  const choice = () => `seen ${live.dataset.me} ${live.dataset.live}`;
  const chosen = () => { try { return Boolean($('#be-seen') && localStorage.getItem(choice())); } catch { return Boolean($('#be-seen')?.checked); } };
  const face = (text, colour, title) => { const e = document.createElement('span'); e.className = `face f${colour}`; e.textContent = text; e.title = title; return e; };
  const present = () => {
    const box = $('#be-seen'), said = $('[data-presence]'), faces = $('[data-faces]'), {seen: people = [], more = 0} = presence || {};
    if (box) { box.closest('label').hidden = !open(); box.checked = chosen(); }
    if (said?.dataset.say) said.textContent = presence ? said.dataset.say.replace('{n}', here) : '';
    if (!faces) return;
    faces.hidden = !people.length;
    const row = $('[aria-hidden]', faces), names = people.map(p => p.name).join(', ') + (more ? ` +${more}` : '');
    row.replaceChildren(...people.map(p => face(p.initials, p.face, p.name)), ...more ? [face(`+${more}`, 5, '')] : []);
    $('.vh', faces).textContent = faces.dataset.say.replace('{names}', () => names);
  };
  const tell = () => { if (open() && $('#be-seen')) socket.send(JSON.stringify({seen: chosen()})); };
  // A page of one kind, or of what was said earlier, takes nothing in that does not belong there.
  // A reply of that kind to something not shown here brings what it replies to along: the page fetches itself anew.
  const strays = node => $('#thread')?.dataset.kind === node.dataset.kind && $('#thread').dataset.earlier === undefined && node.dataset.kind && !document.getElementById(node.id);
  const belongs = (node, {dataset: {kind, earlier}}) => earlier === undefined && (!kind || node.dataset.kind === kind);
  // The first contribution of a kind brings that kind's link with it.
  const kinds = () => $$('#kinds [id^="n-"]').forEach(n => { if (n.textContent !== '0') n.closest('a').hidden = n.closest('nav').hidden = false; });
  const changed = () => { state(); own(); kinds(); present(); document.dispatchEvent(new CustomEvent('nested:changed')); };

  // Fragments: an element with hx-swap-oob takes the place of its namesake; an hx-partial is put at its target.
  // Who goes by keyboard stays where they were: at the same thing, or where that is gone at what it stood in.
  const like = e => e.id || [e.closest('[id]')?.id, e.localName, e.getAttribute('href'), e.name, e.value].join(' ');
  const stand = old => {
    const at = document.activeElement; if (!old.contains(at)) return () => {};
    const same = like(at), around = [];
    for (let e = at; (e = e.parentElement?.closest('[id]')) && old.contains(e);) around.push(e.id);
    return node => {
      const tell = {preventScroll: true}, twin = [node, ...$$('a[href],button,input,select,textarea,summary,[tabindex]', node)].find(e => like(e) === same);
      twin?.focus(tell); if (twin && document.activeElement === twin) return;
      const near = around.map(id => document.getElementById(id)).find(Boolean) || node;
      if (!near.hasAttribute('tabindex')) near.tabIndex = -1;
      near.focus(tell);
    };
  };
  const swap = (old, node) => {
    const unfolded = $$('details[open][id]', old).map(d => d.id), again = stand(old);
    old.replaceWith(node);
    unfolded.forEach(id => { const d = document.getElementById(id); if (d) d.open = true; });
    again(node);
  };
  const apply = html => {
    const box = document.createElement('template'); box.innerHTML = html;
    for (const part of [...box.content.children]) {
      if (part.localName !== 'hx-partial') {
        const old = part.id && document.getElementById(part.id); if (!old) continue;
        part.removeAttribute('hx-swap-oob'); swap(old, part); continue;
      }
      const target = $(part.getAttribute('hx-target')); if (!target) { if ([...part.children].some(strays)) renewSoon(); continue; }
      for (const node of [...part.children]) {
        const twin = node.id && document.getElementById(node.id);
        if (twin) swap(twin, node); else if (part.getAttribute('hx-swap') === 'beforeend' && belongs(node, target)) { target.append(node); $('#quiet')?.remove(); }
      }
    }
    changed();
  };

  // What is half written stays: fields by id, choices by name.
  const written = () => {
    const fields = $$('textarea[id],input[id]:not([type=hidden],[type=radio],[type=file])', live).map(f => [f.id, f.value, f.checked]);
    const chosen = $$('input[type=radio]:checked', live).map(f => [f.name, f.value]);
    const {id, selectionStart: from, selectionEnd: to} = document.activeElement;
    return () => {
      for (const [id, value, checked] of fields) { const f = document.getElementById(id); if (f) { f.value = value; f.checked = checked; } }
      for (const [name, value] of chosen) { const f = $(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`, live); if (f) f.checked = true; }
      if (from != null && document.activeElement.id === id) document.activeElement.setSelectionRange(from, to);
    };
  };
  // What stands in a page that takes its own place is read aloud only where it says something new.
  const standing = () => $('[data-told]', live)?.textContent.trim() || '';
  // The whole page anew. The cursor only moves once the new page is in place, so nothing is skipped if this fails.
  const renew = async () => {
    const answer = await fetch(location.href, {headers: {Accept: 'text/html'}, credentials: 'same-origin'});
    const next = answer.ok && !answer.redirected && $('#live', new DOMParser().parseFromString(await answer.text(), 'text/html'));
    if (!next) { if (answer.status < 500) location.reload(); return; }
    const moved = next.dataset.live !== live.dataset.live || next.dataset.room !== live.dataset.room;
    const restore = written(), top = scrollY, said = standing();
    swap(live, document.adoptNode(next)); live = $('#live'); restore(); scrollTo(0, top);
    if (standing() !== said) $('#announce').textContent = standing();
    if ('asks' in live.dataset) return changed();
    if (!live.dataset.live) { clearInterval(polling); socket?.close(); return; }
    read(); changed();
    if (moved) socket?.close();
  };
  const resync = async () => {
    if (fetching) return;
    fetching = true;
    try { await renew(); } catch { /* no line: the next round asks again */ } finally { fetching = false; }
    ask();
  };

  const renewSoon = () => { soon ||= setTimeout(() => { soon = 0; resync(); }, Math.random() * Math.min(here * EACH, 8000)); };
  // A gap is asked for at once, then ever more slowly until what was announced has come.
  const behind = () => Object.keys(wanted).some(book => wanted[book] > seen[book]);
  const ask = () => {
    if (asking || fetching || soon || !open() || !behind()) return;
    socket.send(JSON.stringify({since: cursor()}));
    asking = setTimeout(() => { asking = undefined; pause = behind() ? Math.min(pause * 2, EVERY) : QUIET; ask(); }, pause);
  };
  const hear = data => {
    if (data.presence) { presence = data.presence; here = presence.here; return present(); }
    if (data.typing) { const t = $('#typing'); if (t) { t.hidden = false; t.textContent = data.typing.join(', ') + ' …'; clearTimeout(t.gone); t.gone = setTimeout(() => { t.hidden = true; }, 3000); } return; }
    const shrunk = data.upto < data.after && data.after === seen[data.record];           // the record came back from a backup
    if (!(data.record in seen) || data.upto <= seen[data.record] && !shrunk) return;    // had it
    if (shrunk) wanted[data.record] = 0;
    if (fetching || soon || data.after !== seen[data.record]) {                          // a page is on its way, or it does not join on to what is here
      wanted[data.record] = Math.max(wanted[data.record] || 0, data.upto); return ask();
    }
    if (data.resync) { renewSoon(); return; }
    seen[data.record] = data.upto; live.dataset.since = cursor();
    if (data.content) apply(data.content);
  };

  const poll = on => { clearInterval(polling); if (on) polling = setInterval(() => { if (!document.hidden) resync(); }, Number(live.dataset.asks) * 1000 || EVERY); };
  let again;
  const later = () => { clearTimeout(again); again = setTimeout(connect, wait * (.5 + Math.random())); wait = Math.min(wait * 2, EVERY); };
  // Who is here is not known without a line; the page asks from time to time instead.
  const without = () => { state('offline'); poll(true); presence = undefined; present(); };
  const connect = () => {
    if (!live.dataset.live || socket?.readyState < WebSocket.CLOSING) return;
    const url = new URL(live.dataset.live, location.href); url.protocol = url.protocol.replace('http', 'ws'); url.searchParams.set('since', cursor());
    const mine = socket = new WebSocket(url);
    mine.onopen = () => { wait = 500; heard = Date.now(); tried = 0; state('live'); poll(false); if (chosen()) tell(); present(); };
    mine.onmessage = e => { heard = Date.now(); tried = 0; if (mine === socket) hear(JSON.parse(e.data)); };
    mine.onclose = async e => {
      if (mine !== socket || !live.dataset.live) return;                 // given up before, or told to be quiet
      without();
      if (e.code === 4403) return;                                       // may not follow: the page asks instead
      if (e.code === 4429) wait = EVERY;                                 // it said far too much: it comes back calmly
      if (e.code === 4401) await resync();                               // let go: too far behind, or signed out elsewhere
      later();
    };
  };
  // A line that broke without a word looks open for minutes: one that is silent is tried, and given up if nothing comes.
  const giveUp = () => { const old = socket; if (!old) return; socket = undefined; old.close(); without(); later(); };
  setInterval(() => {
    const now = Date.now();
    if (!open() || now - heard < SILENT) return;
    if (!tried) { tried = now; socket.send('{"here":true}'); } else if (now - tried >= LOST) giveUp();
  }, 5000);
  addEventListener('offline', giveUp);
  addEventListener('online', () => { wait = 500; connect(); });
  let told = 0;
  document.addEventListener('input', e => { if (e.target.closest('[data-typing]') && open() && Date.now() - told > 2000) { told = Date.now(); socket.send('{"typing":true}'); } });
  document.addEventListener('change', e => {
    if (e.target.id !== 'be-seen') return;
    const {checked} = e.target;
    try { checked ? localStorage.setItem(choice(), '1') : localStorage.removeItem(choice()); } catch { /* only for this page then */ }
    tell();
  });
  if (live.dataset.live) { read(); connect(); } else poll(true);         // a page without a room of its own only asks from time to time
})();
