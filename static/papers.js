// SPDX-License-Identifier: AGPL-3.0-or-later
// Ballot papers: ranking by drag, buttons and arrow keys; what is left of a pot or of dots. The form fields beneath
// are what is sent, and work alone.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const say = text => { const box = $('#announce'); if (box) { box.textContent = ''; setTimeout(() => { box.textContent = text; }, 60); } };
  class RankList extends HTMLElement {
    connectedCallback() {
      this.ol = $('ol', this);
      if (this.closest('fieldset[disabled]')) return;
      // of many options the menus of places stay: choosing one puts the option there
      this.long = this.classList.contains('long'); $$('select', this).forEach(s => { s.hidden = !this.long; });
      this.addEventListener('change', e => this.place(e.target.closest('li'), +e.target.value));
      $$('li', this.ol).forEach(li => { $('.ctl', li).hidden = false; li.classList.toggle('in-order', Boolean($('select', li).value)); });
      // those with a place stand first, in it; whoever shares one stands level with the one above
      this.ranked.reduce((above, li) => { li.classList.toggle('same', Boolean(above) && $('select', above).value === $('select', li).value); return li; }, null);
      this.addEventListener('click', e => { const b = e.target.closest('.level'); if (b) { b.closest('li').classList.toggle('same'); this.sync(b.closest('li')); b.focus(); } });
      this.addEventListener('click', e => { const b = e.target.closest('[data-move]'); if (b) { this.move(b.closest('li'), +b.dataset.move); this.hold(b); } });
      this.addEventListener('keydown', e => {
        const grip = e.target.closest('.grip'), d = {ArrowUp: -1, ArrowDown: 1}[e.key]; if (!grip || !d) return;
        e.preventDefault(); this.move(grip.closest('li'), d); grip.focus();
      });
      this.addEventListener('pointerdown', e => this.drag(e));
      this.sync();
    }
    get ranked() { return $$('li.in-order', this.ol); }
    // up from outside puts it last in the order; down from the last place takes it out again
    move(li, d) {
      this.apart(li);
      const ranked = this.ranked, at = ranked.indexOf(li);
      if (at < 0) { if (d > 0) return; li.classList.add('in-order'); this.end(li); }
      else if (d < 0) { if (!at) return; ranked[at - 1].before(li); }
      else if (at === ranked.length - 1) { li.classList.remove('in-order'); this.end(li); }
      else ranked[at + 1].after(li);
      this.sync(li);
    }
    place(li, n) {
      this.apart(li);
      const others = this.ranked.filter(x => x !== li); li.classList.toggle('in-order', n > 0);
      n && n <= others.length ? others[n - 1].before(li) : this.end(li);
      this.sync(li); $('select', li).focus();
      li.scrollIntoView({block: 'nearest'});
    }
    // moved by itself: level with nothing any more, and what was level with it is not so with another
    apart(li) { [li, li.nextElementSibling].forEach(x => x?.classList.remove('same')); }
    end(li) { const last = this.ranked.filter(x => x !== li).at(-1); last ? last.after(li) : this.ol.prepend(li); }
    hold(button) {
      const li = button.closest('li'); (button.disabled ? $('.grip', li) : button).focus();
      li.scrollIntoView({block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
    }
    drag(e) {
      const grip = e.target.closest('.grip'); if (!grip || e.button) return;
      const li = grip.closest('li'); e.preventDefault(); this.apart(li); grip.focus(); li.classList.add('drag');
      const over = ev => {
        const edge = ev.clientY < 60 ? -1 : ev.clientY > innerHeight - 60 ? 1 : 0; if (edge) scrollBy(0, 12 * edge);
        const other = $$('li', this.ol).find(x => { const r = x.getBoundingClientRect(); return x !== li && ev.clientY > r.top && ev.clientY < r.bottom; });
        if (!other) { if (!this.ranked.length) li.classList.add('in-order'); return; }
        const r = other.getBoundingClientRect(); ev.clientY < r.top + r.height / 2 ? other.before(li) : other.after(li);
        // among those in the order, or right behind them, it is in the order itself
        li.classList.toggle('in-order', !li.previousElementSibling || li.previousElementSibling.classList.contains('in-order'));
      };
      const up = () => {
        li.classList.remove('drag'); ['pointermove', 'pointerup', 'pointercancel'].forEach((type, i) => removeEventListener(type, i ? up : over));
        // whatever stood before it and was not in the order comes in with it no more than it was
        $$('li:not(.in-order)', this.ol).filter(x => x.nextElementSibling?.classList.contains('in-order')).forEach(x => this.ol.append(x));
        this.sync(li);
      };
      addEventListener('pointermove', over); addEventListener('pointerup', up); addEventListener('pointercancel', up);
    }
    sync(moved) {
      const ranked = this.ranked; let place = 0;
      $$('li:not(.in-order)', this.ol).forEach(x => { x.classList.remove('same'); $('select', x).value = ''; });
      ranked.forEach((x, i) => {
        if (!i) x.classList.remove('same');
        if (!x.classList.contains('same')) place += 1;
        if (moved) $('select', x).value = place;
      });
      $$('.level', this).forEach(b => { const x = b.closest('li'), at = ranked.indexOf(x); b.hidden = at < 1; b.setAttribute('aria-pressed', x.classList.contains('same')); });
      $$('li', this.ol).forEach(x => {
        const at = ranked.indexOf(x);
        $('[data-move="-1"]', x).disabled = at === 0; $('[data-move="1"]', x).disabled = at < 0;
      });
      if (!moved) return;
      const at = ranked.indexOf(moved), name = $('b', moved).textContent;
      say((at < 0 ? this.dataset.out : this.dataset.said).replace('{item}', name).replace('{pos}', $('select', moved).value).replace('{n}', ranked.length));
    }
  }
  customElements.define('rank-list', RankList);
  class BudgetPot extends HTMLElement {
    connectedCallback() {
      $$('.step button', this).forEach(b => { b.hidden = false; });
      const lang = document.documentElement.lang || 'en', unit = this.dataset.unit || '', fmt = new Intl.NumberFormat(lang, {maximumFractionDigits: 4});
      this.show = n => '£$€¥'.includes(unit) && unit ? `${n < 0 ? '−' : ''}${unit}${fmt.format(Math.abs(n))}` : `${fmt.format(n)} ${unit}`.trim();
      this.addEventListener('click', e => {
        const b = e.target.closest('[data-d]'); if (!b) return;
        const field = $('input', b.parentElement), n = Math.max(0, Math.min(+field.dataset.most, (+field.value || 0) + +b.dataset.d));
        field.value = n || ''; this.sync(true);
      });
      this.addEventListener('input', () => this.sync()); this.addEventListener('change', e => this.sync(e.target.type === 'checkbox'));
      this.sync();
    }
    // in ten-thousandths, so that no sum of prices is off by a hair
    used() { return $$('input', this).reduce((sum, field) => sum + Math.round((field.type === 'checkbox' ? +field.checked : +field.value || 0) * field.dataset.costs * 1e4), 0); }
    sync(aloud) {
      const left = (Math.round(this.dataset.pot * 1e4) - this.used()) / 1e4, out = $('output', this);
      out.textContent = this.show(left); this.toggleAttribute('data-over', left < 0);
      if (aloud) say(this.dataset.said.replace('{left}', out.textContent));
    }
  }
  customElements.define('budget-pot', BudgetPot);
})();
