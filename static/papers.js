// SPDX-License-Identifier: AGPL-3.0-or-later
// Ballot papers: ranking by drag, buttons and arrow keys; what is left of a pot or of dots. The form fields beneath
// are what is sent, and work alone.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const say = text => { const box = $('#announce'); if (box) { box.textContent = ''; setTimeout(() => { box.textContent = text; }, 60); } };
  const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const number = field => +field.value.trim().replace(/[٠-٩۰-۹]/g, digit => digit.codePointAt() & 15) || 0;
  // the buttons that a row needs, from the one pattern in the page, with the row's name in their labels
  const drawn = (list, name) => {
    const made = $('template', list).content.cloneNode(true);
    $$('[aria-label]', made).forEach(b => b.setAttribute('aria-label', b.getAttribute('aria-label').replace('{name}', () => name)));
    $$('.vh', made).forEach(x => { x.textContent = x.textContent.replace('{name}', () => name); });
    return made;
  };
  // many options: those are shown that have the words one types
  $$('.sift').forEach(box => {
    const field = $('input', box), out = $('output', box), around = box.closest('rank-list, budget-pot, fieldset:not(.scored), .stack');
    const rows = $$('.rank li, .brow, .scored, .opt', around).filter(row => !$('[value=abstain]', row)).map(row => [row, fold($$('[dir=auto]', row).map(x => x.textContent).join(' '))]);
    box.hidden = false;
    field.addEventListener('input', e => {
      e.stopPropagation();
      const wanted = fold(field.value).split(/\s+/).filter(Boolean);
      rows.forEach(([row, text]) => { row.hidden = !wanted.every(word => text.includes(word)); });
      const n = rows.filter(([row]) => !row.hidden).length;
      out.textContent = !wanted.length ? '' : n ? out.dataset.shown.replace('{n}', n).replace('{all}', rows.length) : out.dataset.none;
    });
    field.addEventListener('change', e => e.stopPropagation());
    // what is found has to be seen beside a phone's own keyboard and above the button to go on
    field.addEventListener('focus', () => box.scrollIntoView({block: 'start', behavior: 'instant'}));
    field.addEventListener('keydown', e => { if (e.key === 'Enter') e.preventDefault(); });  // it would send the paper
  });
  class RankList extends HTMLElement {
    connectedCallback() {
      this.ol = $('ol', this);
      // of many options the fields of places stay: a number written there puts the option in that place
      this.long = this.classList.contains('long');
      $$('li', this.ol).forEach(li => {
        const made = drawn(this, $('b', li).textContent), level = $('.level', made), field = $('.place', li);
        if (level) $('span', li).append(level);
        field.before($('.ctl', made)); field.hidden = !this.long; li.classList.toggle('in-order', number(field) > 0);
      });
      this.ranked.sort((a, b) => number($('.place', a)) - number($('.place', b))).reverse().forEach(li => this.ol.prepend(li));
      this.addEventListener('pointerdown', () => { this.byKey = false; }, true);
      this.addEventListener('keydown', e => {
        this.byKey = true;
        if (e.key === 'Enter' && e.target.matches('input.place')) { e.preventDefault(); this.place(e.target.closest('li'), number(e.target)); e.target.focus(); }  // it would send the paper
      }, true);
      this.addEventListener('change', e => this.place(e.target.closest('li'), number(e.target)));
      // those with a place stand first, in it; whoever shares one stands level with the one above
      this.ranked.reduce((above, li) => { li.classList.toggle('same', Boolean(above) && number($('.place', above)) === number($('.place', li))); return li; }, null);
      this.addEventListener('click', e => { const b = e.target.closest('.level'); if (b) { b.closest('li').classList.toggle('same'); this.sync(b.closest('li')); b.focus(); } });
      this.addEventListener('click', e => { const b = e.target.closest('[data-move]'); if (b) { const li = b.closest('li'); this.still(li, () => this.move(li, +b.dataset.move)); this.hold(b); } });
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
      const at = document.activeElement;
      this.still(li, () => {
        this.apart(li);
        const others = this.ranked.filter(x => x !== li); li.classList.toggle('in-order', n > 0);
        n && n <= others.length ? others[n - 1].before(li) : this.end(li);
        this.sync(li);
      });
      if (at.isConnected && li.contains(at)) at.focus({preventScroll: !this.byKey});
    }
    // an option that goes far leaves the page where it is, with the row that stood behind it where it stood; sent by
    // key it is followed, because the focus goes with it
    still(li, act) {
      const near = li.nextElementSibling || li.previousElementSibling, was = near?.getBoundingClientRect().top, before = li.classList.contains('in-order');
      act();
      this.stays = !this.byKey && (this.long || before !== li.classList.contains('in-order'));
      if (near && this.stays) scrollBy({top: near.getBoundingClientRect().top - was, behavior: 'instant'});
    }
    // moved by itself: level with nothing any more, and what was level with it is not so with another
    apart(li) { [li, li.nextElementSibling].forEach(x => x?.classList.remove('same')); }
    end(li) { const last = this.ranked.filter(x => x !== li).at(-1); last ? last.after(li) : this.ol.prepend(li); }
    hold(button) {
      const li = button.closest('li'); (button.disabled ? $('.grip', li) : button).focus({preventScroll: true});
      if (this.stays) return;
      li.scrollIntoView({block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
    }
    drag(e) {
      const grip = e.target.closest('.grip'); if (!grip || e.button || grip.matches(':disabled')) return;
      const li = grip.closest('li'); e.preventDefault(); this.apart(li); grip.focus(); li.classList.add('drag');
      const over = ev => {
        const edge = ev.clientY < 60 ? -1 : ev.clientY > innerHeight - 60 ? 1 : 0; if (edge) scrollBy(0, 12 * edge);
        const y = ev.clientY, own = li.getBoundingClientRect(), rows = $$('li:not([hidden])', this.ol).filter(x => x !== li);
        // above the first row is before it, below the last behind it; over itself it stays
        const other = rows.find(x => y < x.getBoundingClientRect().bottom) || rows.at(-1);
        if (!other || y >= own.top && y <= own.bottom) { if (!this.ranked.length) li.classList.add('in-order'); return; }
        const r = other.getBoundingClientRect(); y < r.top + r.height / 2 ? other.before(li) : other.after(li);
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
      $$('li:not(.in-order)', this.ol).forEach(x => { x.classList.remove('same'); $('.place', x).value = ''; });
      ranked.forEach((x, i) => {
        if (!i) x.classList.remove('same');
        if (!x.classList.contains('same')) place += 1;
        if (moved) $('.place', x).value = place;
      });
      $$('.level', this).forEach(b => { const x = b.closest('li'), at = ranked.indexOf(x); b.hidden = at < 1; b.setAttribute('aria-pressed', x.classList.contains('same')); });
      $$('li', this.ol).forEach(x => {
        const at = ranked.indexOf(x);
        $('[data-move="-1"]', x).disabled = at === 0; $('[data-move="1"]', x).disabled = at < 0;
      });
      if (!moved) return;
      const at = ranked.indexOf(moved), name = $('b', moved).textContent;
      say((at < 0 ? this.dataset.out : this.dataset.said).replace('{item}', name).replace('{pos}', $('.place', moved).value).replace('{n}', ranked.length));
    }
  }
  customElements.define('rank-list', RankList);
  class BudgetPot extends HTMLElement {
    connectedCallback() {
      const lang = document.documentElement.lang || 'en', unit = this.dataset.unit || '', sign = unit && '£$€¥'.includes(unit);
      // as the server writes it: parts of money with two decimals, a whole number without
      const written = n => new Intl.NumberFormat(lang, {minimumFractionDigits: sign && n % 1 ? 2 : 0, maximumFractionDigits: 4}).format(n);
      this.show = n => sign ? `${n < 0 ? '−' : ''}${unit}${written(Math.abs(n))}` : `${written(n)} ${unit}`.trim();
      $$('.step', this).forEach(step => { const [less, more] = drawn(this, this.name($('input', step))).children; step.prepend(less); step.append(more); });
      this.addEventListener('click', e => {
        const b = e.target.closest('[data-d]'); if (!b) return;
        const field = $('input', b.parentElement), n = number(field) + +b.dataset.d, no = this.refused(field, +b.dataset.d);
        if (no) { this.note(no); say(no); return; }
        field.value = Math.max(0, n) || ''; this.sync(true);
      });
      this.addEventListener('input', () => this.sync()); this.addEventListener('change', e => this.sync(e.target.type === 'checkbox'));
      this.sync();
    }
    name(field) { return $(`label[for="${field.id}"]`, this).textContent; }
    // in ten-thousandths, so that no sum of prices is off by a hair
    cents(text) { return Math.round(text * 1e4); }
    used() { return $$('input[data-costs]', this).reduce((sum, field) => sum + (field.type === 'checkbox' ? +field.checked : number(field)) * this.cents(field.dataset.costs), 0); }
    left() { return this.cents(this.dataset.pot) - this.used(); }
    // why one more cannot be had, in words with what to take back; '' where it can
    refused(field, d) {
      const words = (text, n) => text.replace('{item}', () => this.name(field)).replace('{n}', () => n);
      if (d < 0) return '';
      if (number(field) >= +field.dataset.most) return words(this.dataset.full, field.dataset.most);
      const short = this.cents(field.dataset.costs) - this.left();
      return short > 0 ? words(this.dataset.short, this.show(short / 1e4)) : '';
    }
    note(text) { const p = $('[data-note]', this); p.hidden = !text; p.textContent = text; }
    sync(aloud) {
      const left = this.left() / 1e4, out = $('output.big', this);
      out.textContent = this.show(left); this.toggleAttribute('data-over', left < 0);
      this.note(left < 0 ? this.dataset.much.replaceAll('{n}', () => this.show(-left)) : left ? '' : this.dataset.spent);
      $$('.step', this).forEach(step => {
        const field = $('input', step);
        $('[data-d="-1"]', step).setAttribute('aria-disabled', number(field) <= 0);
        $('[data-d="1"]', step).setAttribute('aria-disabled', Boolean(this.refused(field, 1)));
      });
      if (aloud) say([this.dataset.said.replace('{left}', () => out.textContent), $('[data-note]', this).textContent].join('. '));
    }
  }
  customElements.define('budget-pot', BudgetPot);
})();
