// SPDX-License-Identifier: AGPL-3.0-or-later
// Comforts of the founding: the browser's own time zone, and ways to keep the recovery key. It works without them.
(() => {
  const zones = document.querySelector('select[data-zones]');
  if (zones && !zones.value) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone, now = JSON.parse(zones.dataset.zones);
    zones.value = now[own] || own || '';
    if (!zones.value) zones.value = '';
  }
  document.querySelectorAll('[data-print]').forEach(b => { b.hidden = false; b.addEventListener('click', () => window.print()); });
  if (navigator.clipboard) document.querySelectorAll('[data-copy]').forEach(b => {
    b.hidden = false;
    b.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.querySelector(b.dataset.copy).textContent.trim() + '\n');
      b.setAttribute('role', 'status'); b.lastChild.textContent = b.dataset.copied;
    });
  });
  const $ = query => document.querySelector(query);
  $('#amiss')?.focus();
  const around = (box, from, to) => [box.value.lastIndexOf('\n', from - 1) + 1, (box.value + '\n').indexOf('\n', Math.max(from, to))];
  document.querySelectorAll('[data-line]').forEach(a => a.addEventListener('click', e => {
    const box = $(a.getAttribute('href')), start = box.value.split('\n').slice(0, a.dataset.line - 1).join('\n').length + (a.dataset.line > 1);
    e.preventDefault(); box.focus(); box.setSelectionRange(...around(box, start, start));
    box.scrollTop = (a.dataset.line - 3) * parseFloat(getComputedStyle(box).lineHeight);
  }));
  // A telephone's keyboard has its dashes and spaces far away: two buttons move the lines that the cursor is in.
  const further = $('[data-further]');
  if (further) {
    const box = document.getElementById(further.dataset.further);
    further.hidden = false;
    further.addEventListener('click', e => {
      const by = e.target.closest('[data-by]')?.dataset.by;
      if (!by) return;
      const [start, end] = around(box, box.selectionStart, box.selectionEnd), was = box.value.slice(start, end);
      const moved = was.split('\n').map(line => by > 0 ? (/^[->]/.test(line) ? line[0] : '    ') + line : line.replace(/^([->] ?| {1,4}|\t)/, '')).join('\n');
      const caret = Math.max(start, box.selectionEnd + moved.length - was.length);
      box.setRangeText(moved, start, end);
      box.focus(); box.setSelectionRange(caret, caret);
      box.dispatchEvent(new Event('input', {bubbles: true}));
    });
    // The server reads and draws, so that what is drawn is what would be founded.
    const form = box.form, drawing = $('#drawing'); let later, running;
    const draw = async () => {
      running?.abort(); const mine = running = new AbortController();
      const body = new FormData(form); body.set('step', 'draw');
      try {
        const answer = await fetch(location.href, {method: 'POST', body, signal: mine.signal, credentials: 'same-origin', headers: {'X-Requested-With': 'fetch'}});
        if (answer.ok && !answer.redirected) drawing.innerHTML = await answer.text();
      } catch { /* not now: the next letter asks again */ }
    };
    drawing.parentElement.hidden = false;
    form.addEventListener('input', e => { if (/^(places|scales)$/.test(e.target.name)) { clearTimeout(later); later = setTimeout(draw, 300); } });
  }
})();
