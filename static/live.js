// SPDX-License-Identifier: AGPL-3.0-or-later
// The browser's half of live pages: this file owns the cursor. A page knows how far it has read each of two
// records; messages say which stretch they cover; what is doubled is dropped, what is missing is asked for again.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  let live = $('#live'); if (!live) return;
  const seen = {}; let socket, wait = 500, polling, asked = 0;
  const read = () => { const [p, a] = live.dataset.since.split('.').map(Number); seen.public = p; seen.acts = a; };
  const cursor = () => `${seen.public}.${seen.acts}`;
  const state = s => { document.documentElement.dataset.live = s; $$('[data-live-state]').forEach(e => { e.dataset.state = s; e.textContent = e.dataset[s] || e.textContent; }); };

  // Fragments: an element with hx-swap-oob takes the place of its namesake; an hx-partial is put at its target.
  const apply = html => {
    const box = document.createElement('template'); box.innerHTML = html;
    for (const part of [...box.content.children]) {
      if (part.localName === 'hx-partial') {
        const target = $(part.getAttribute('hx-target')); if (!target) continue;
        const how = part.getAttribute('hx-swap');
        for (const node of [...part.children]) {
          const twin = node.id && document.getElementById(node.id);
          if (twin) twin.replaceWith(node); else if (how === 'beforeend') target.append(node);
        }
        $('#quiet')?.remove();
      } else {
        const old = part.id && document.getElementById(part.id); if (!old) continue;
        part.removeAttribute('hx-swap-oob');
        const open = $$('details[open]', old).map(d => d.id); old.replaceWith(part);
        open.forEach(id => { const d = id && document.getElementById(id); if (d) d.open = true; });
      }
    }
    document.dispatchEvent(new CustomEvent('nested:changed'));
  };

  // The whole page anew, without losing what someone is writing or where they are.
  const resync = async () => {
    const answer = await fetch(location.href, {headers: {Accept: 'text/html'}, credentials: 'same-origin'});
    if (!answer.ok || answer.redirected) { location.reload(); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html'), next = $('#live', fresh);
    if (!next) { location.reload(); return; }
    const kept = $$('textarea[id],input[id]:not([type=hidden])', live).map(f => [f.id, f.value, f.checked]);
    const chosen = $$('input[type=radio]:checked', live).map(f => [f.name, f.value]);
    const focus = document.activeElement?.id, top = scrollY, moved = next.dataset.live !== live.dataset.live || next.dataset.room !== live.dataset.room;
    live.replaceWith(document.adoptNode(next)); live = $('#live'); read();
    for (const [id, value, checked] of kept) { const f = document.getElementById(id); if (f && f.type !== 'radio') { f.value = value; f.checked = checked; } }
    for (const [name, value] of chosen) { const f = $(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`, live); if (f) f.checked = true; }
    if (focus) document.getElementById(focus)?.focus({preventScroll: true});
    scrollTo(0, top); state(socket?.readyState === 1 ? 'live' : 'offline');
    document.dispatchEvent(new CustomEvent('nested:changed'));
    if (moved && socket) socket.close();
  };

  const hear = data => {
    if (data.presence) { const p = $('[data-presence]'); if (p) p.textContent = p.dataset.say ? p.dataset.say.replace('{n}', data.presence.here) : ''; return; }
    if (data.typing) { const t = $('#typing'); if (t) { t.hidden = false; t.textContent = data.typing.join(', ') + ' …'; clearTimeout(t.gone); t.gone = setTimeout(() => { t.hidden = true; }, 3000); } return; }
    if (!(data.record in seen) || data.upto <= seen[data.record]) return;               // had it
    if (data.after > seen[data.record]) { if (Date.now() - asked > 500) { asked = Date.now(); socket.send(JSON.stringify({since: cursor()})); } return; }
    seen[data.record] = data.upto; live.dataset.since = cursor();
    if (data.resync) return resync();
    if (data.content) apply(data.content);
  };

  const poll = on => { clearInterval(polling); if (on) polling = setInterval(resync, 30000); };
  const connect = () => {
    const url = new URL(live.dataset.live, location.href); url.protocol = url.protocol.replace('http', 'ws'); url.searchParams.set('since', cursor());
    socket = new WebSocket(url);
    socket.onopen = () => { wait = 500; state('live'); poll(false); };
    socket.onmessage = e => hear(JSON.parse(e.data));
    socket.onclose = e => { state('offline'); poll(true); if (e.code === 4401 || e.code === 4403) return; setTimeout(connect, wait * (.5 + Math.random())); wait = Math.min(wait * 2, 30000); };
  };
  let told = 0;
  document.addEventListener('input', e => { if (e.target.closest('[data-typing]') && socket?.readyState === 1 && Date.now() - told > 2000) { told = Date.now(); socket.send('{"typing":true}'); } });
  read(); connect();
})();
