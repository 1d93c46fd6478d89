// SPDX-License-Identifier: AGPL-3.0-or-later
// Small comforts only. Every page and every act works without this file. No eval, no inline handlers, no styles.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)], root = document.documentElement;
  root.classList.add('js');
  // colours
  try { const saved = localStorage.getItem('theme'); if (saved) root.dataset.theme = saved; } catch { /* private windows */ }
  const dark = () => getComputedStyle(root).colorScheme === 'dark';
  $$('[data-theme-toggle]').forEach(b => { b.hidden = false; b.setAttribute('aria-pressed', dark()); });
  document.addEventListener('click', e => {
    const b = e.target.closest('[data-theme-toggle]'); if (!b) return;
    root.dataset.theme = dark() ? 'light' : 'dark'; b.setAttribute('aria-pressed', dark());
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* only for this page then */ }
  });
  // relative times beside the absolute ones that the server printed
  // in the server's own words (assemblies/wording/moments.py), so that no two pages tell one moment differently
  const words = JSON.parse($('[data-moments]')?.dataset.moments || 'null'), counts = new Intl.PluralRules(root.lang || 'en');
  const say = (forms, n) => (forms.find(([k]) => counts.select(k) === counts.select(n)) || forms.at(-1))[1].replace('{n}', n);
  const relative = () => words && $$('time[data-rel]').forEach(t => {
    const m = (new Date(t.dateTime) - Date.now()) / 6e4, a = Math.abs(m), [unit, n] = a < 90 ? ['minute', a] : a < 4320 ? ['hour', a / 60] : ['day', m < 0 ? a / 1440 : Math.floor(a / 1440)];
    t.title ||= t.textContent;
    t.textContent = Math.round(n) ? say(words[m < 0 ? 'past' : 'future'][unit], Math.round(n)) : words.now;
  });
  relative(); setInterval(relative, 6e4); document.addEventListener('nested:changed', relative);
  // who would decide: asked of the server while the form is filled in
  $$('form[data-placement]').forEach(form => {
    const panel = $('#placement'), bar = $('.answer', form), body = bar && $('[data-answer]', bar); let later, running;
    // on a narrow screen the answer may be far below: who decides and why stay at the edge, and unfold with the bowls
    const text = s => $(s, panel)?.textContent.trim() || '';
    const tell = () => {
      // what cannot be read as an amount is said at its field too
      $$('[id^="m-"]', form).forEach(field => {
        const code = field.id.slice(2), note = document.getElementById('e-' + code), no = $(`[data-wrong="${CSS.escape(code)}"]`, panel);
        if (!note) return;
        note.hidden = !no; $('span', note).textContent = no ? no.textContent : '';
        if (no) field.setAttribute('aria-invalid', 'true'); else field.removeAttribute('aria-invalid');
      });
      if (!bar) return;
      $('[data-answer-who]', bar).textContent = text('.answer-who') || $('[data-answer-who]', bar).textContent;
      $('[data-answer-why]', bar).textContent = text('.reason');
      const copy = document.createElement('div'); copy.className = 'stack'; copy.append(...[...panel.childNodes].map(x => x.cloneNode(true)));
      $$('.bowls', copy).forEach(svg => { svg.setAttribute('aria-labelledby', 'fold-t fold-d'); $$('[id^="who-"]', svg).forEach(x => { x.id = x.id.replace('who-', 'fold-'); }); });
      body.replaceChildren(copy);
    };
    // unfolded it lies over the form: it folds again when one goes on filling in
    if (bar) form.addEventListener('focusin', e => {
      if (bar.contains(e.target)) return;
      bar.open = false;
      requestAnimationFrame(() => {
        const over = bar.hidden || !bar.offsetHeight ? 0 : e.target.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
        if (over > 0) window.scrollBy(0, over + 12);
      });
    });
    if (bar && panel) { new IntersectionObserver(([x]) => { bar.hidden = x.isIntersecting; }).observe(panel.closest('section')); }
    const ask = async () => {
      running?.abort(); const mine = running = new AbortController(); panel.setAttribute('aria-busy', 'true');
      try {
        const answer = await fetch(form.dataset.placement, {method: 'POST', body: new FormData(form), signal: mine.signal, credentials: 'same-origin', headers: {'X-Requested-With': 'fetch'}});
        if (answer.ok || answer.status === 422) panel.innerHTML = await answer.text();
        tell();
      } catch { /* overtaken, or no line: the button still asks */ } finally { if (running === mine) panel.removeAttribute('aria-busy'); }
    };
    const soon = () => { clearTimeout(later); later = setTimeout(ask, 350); };
    if (panel) { form.addEventListener('input', soon); form.addEventListener('change', soon); }
    // the map of places ticks the list, and shows what is ticked
    const spots = $$('.packmap a[data-place]').map(a => [a, $(`[data-place-box="${CSS.escape(a.dataset.place)}"]`, form)]).filter(([, box]) => box);
    const light = () => spots.forEach(([a, box]) => { a.classList.toggle('is-lit', box.checked); a.setAttribute('aria-checked', box.checked); });
    spots.forEach(([a, box]) => {
      const tick = e => { e.preventDefault(); box.click(); };
      a.setAttribute('role', 'checkbox'); a.addEventListener('click', tick); a.addEventListener('keydown', e => { if (e.key === ' ') tick(e); });
    });
    light(); form.addEventListener('change', light);
  });
  // Escape folds a menu and leads back to where it was unfolded
  document.addEventListener('keydown', e => {
    const menu = e.key === 'Escape' && e.target.closest('.menu[open]');
    if (menu) { menu.open = false; $('summary', menu).focus(); }
  });
  // what could not be taken is said first, also to those who hear the page
  $('#errors')?.focus();
  // a long list is filtered as one types
  $$('[data-filter]').forEach(field => field.addEventListener('input', () => {
    const q = field.value.trim().toLowerCase();
    $$(field.dataset.filter).forEach(row => { row.hidden = !!q && !row.textContent.toLowerCase().includes(q) && !$('input:checked', row); });
  }));
  // the sticky vote bar steps aside while the ballot itself is on screen
  let watching;
  const watch = () => {
    watching?.disconnect(); const bar = $('.votebar'), ballot = $('.ballot'); if (!bar || !ballot) return;
    watching = new IntersectionObserver(([x]) => { bar.hidden = x.isIntersecting; }); watching.observe(ballot);
  };
  watch(); document.addEventListener('nested:changed', watch);
})();
