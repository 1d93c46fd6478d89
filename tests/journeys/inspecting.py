# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a page that a browser shows: axe's rules, what spills over the side, what is too small to press."""

from pathlib import Path

from playwright.sync_api import Error, Page

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations
    .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | '))"""
SPILLS = """(() => { const wide = innerWidth + 1;
    if (document.documentElement.scrollWidth <= wide) return [];
    const most = `${document.documentElement.scrollWidth} px wide`;
    return [most, ...document.querySelectorAll('body *')].filter(e => e === most || e.getBoundingClientRect().right > wide
        || e.getBoundingClientRect().left < -1).slice(0, 5).map(e => e.outerHTML?.slice(0, 120) ?? e) })()"""
# A target is whatever a finger presses: of a box to tick its label, of a tile all of it. WCAG 2.2 (2.5.8) lets three be
# small, and so do we: a link inside a sentence, what the page offers again elsewhere, and what is not to be seen.
TARGETS = """(() => {
    const shut = [...document.querySelectorAll('details:not([open])')];
    shut.forEach(d => { d.open = true; });
    const inSentence = e => {
        if (getComputedStyle(e).display !== 'inline') return false;
        let around = e.parentElement;
        while (getComputedStyle(around).display === 'inline') around = around.parentElement;
        const rest = around.cloneNode(true);
        rest.querySelectorAll('a, .vh, svg').forEach(x => x.remove());
        return /\\p{L}/u.test(rest.textContent);
    };
    const again = e => e.closest('svg') && (e.dataset.place
        ? document.querySelector(`[data-place-box="${e.dataset.place}"]`)
        : [...document.querySelectorAll('main a')].some(o => !o.closest('svg') && o.href === e.href?.baseVal));
    const unseen = e => { const r = e.getBoundingClientRect();
        return !r.width || !r.height || r.bottom <= 0 || e.closest('.vh') || getComputedStyle(e).visibility === 'hidden'; };
    const pressed = e => {
        if (['checkbox', 'radio'].includes(e.type)) return e.closest('label') || e;
        return getComputedStyle(e, '::after').position === 'absolute' ? e.offsetParent : e;
    };
    const found = [];
    for (const e of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')) {
        if (e.disabled || unseen(e) || again(e) || inSentence(e)) continue;
        const {width, height} = pressed(e).getBoundingClientRect();
        const main = e.matches('.btn, .ib, .tabs a, .chips a, .linkish, summary, input, select, textarea');
        if (Math.min(width, height) < (main ? 43.5 : 24) || Math.max(width, height) < 43.5)
            found.push(`${Math.round(width)}x${Math.round(height)} ${e.outerHTML.slice(0, 110)}`);
    }
    shut.forEach(d => { d.open = false; });
    return found;
})()"""


def wrong(page: Page) -> list[str]:
    """What is wrong with the page as it stands: violations, what spills over, what is too small for a finger.

    A page that is just left for another is inspected once the other is there.
    """
    for _left in range(3):
        try:
            return _wrong(page)
        except Error:  # its document went from under the question
            page.wait_for_load_state()
    return _wrong(page)


def _wrong(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = list(page.evaluate(VIOLATIONS, RULES))
    found += [f"spills over: {e}" for e in page.evaluate(SPILLS)]
    return found + [f"too small to press: {e}" for e in page.evaluate(TARGETS)]
