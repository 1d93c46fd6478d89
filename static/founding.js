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
})();
