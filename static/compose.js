// SPDX-License-Identifier: AGPL-3.0-or-later
// Composing a ballot: the sentence of what it takes follows what is chosen, in the server's own words.
(() => {
  const form = document.querySelector('[data-composer]'), rule = document.querySelector('#rule');
  if (!form || !rule) return;
  let waits, asked = 0;
  const follow = async () => {
    const sent = new FormData(form), mine = ++asked; sent.set('step', 'rule');
    try {
      const answer = await fetch(location.href.split('#')[0], {method: 'POST', body: sent}), text = answer.ok && await answer.text();
      // an answer that was overtaken says nothing any more
      if (text && mine === asked && text !== rule.textContent) rule.textContent = text;
    } catch { /* the next page says it */ }
  };
  const wait = e => { if (e.target.matches('[name=method],[name=variant],[name^=places],[name=minimum]')) { clearTimeout(waits); waits = setTimeout(follow, e.type === 'input' ? 250 : 0); } };
  form.addEventListener('change', wait); form.addEventListener('input', wait);
  if (form.querySelector('[name=method]:checked')) follow();
})();
