"""What is asked of a page from inside it. Each is a function that a page evaluates; a list that it
gives holds what is wrong, in words."""

from __future__ import annotations

# Every text whose contrast with what is behind it is below WCAG AA. axe leaves those undecided that
# stand on a gradient; here they must be legible on each of its colours.
FAINT_TEXTS = """
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const channels = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = (top, below) =>
    [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => {
      const s = c / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const COLOUR = /(?:rgba?|hsla?|color|oklch|oklab|lab|lch)\\([^()]*\\)/g;
  // A list's parts: commas inside of brackets are not between them.
  const parts = (list) => {
    const found = [''];
    let depth = 0;
    for (const letter of list) {
      depth += (letter === '(') - (letter === ')');
      if (letter === ',' && depth === 0) found.push('');
      else found[found.length - 1] += letter;
    }
    return found;
  };
  // The gradients behind an element's text: what is thinner than a letter stands beside it.
  const gradients = (style) => {
    const sizes = parts(style.backgroundSize).map((size) => size.trim().split(' '));
    return parts(style.backgroundImage).filter((_, index) => {
      const isThin = (length) => length.endsWith('px') && parseFloat(length) < 12;
      return !sizes[index % sizes.length].some(isThin);
    }).flatMap((image) => image.match(COLOUR) ?? []);
  };
  // Every colour that can be behind the element's text.
  const grounds = (element) => {
    const layers = [];
    let solid = [255, 255, 255, 1];
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      layers.push(...gradients(style).map(channels));
      const colour = channels(style.backgroundColor);
      if (colour[3] === 1) {
        solid = colour;
        break;
      }
      if (colour[3] > 0) layers.push(colour);
    }
    return [solid, ...layers.filter((layer) => layer[3] > 0).map((layer) => over(layer, solid))];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body, body *')) {
    const says = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!says || element.closest('[aria-hidden], svg, [disabled]')) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) opacity *= getComputedStyle(e).opacity;
    const ratios = grounds(element).map((ground) => {
      const [r, g, b, alpha] = channels(style.color);
      const text = over([r, g, b, alpha * opacity], ground);
      const [a, c] = [luminance(text), luminance(ground)];
      return (Math.max(a, c) + 0.05) / (Math.min(a, c) + 0.05);
    });
    const ratio = Math.min(...ratios);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) {
      faint.push(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
    }
  }
  return [...new Set(faint)];
}
"""

# What makes the page wider than the window: the elements that stick out of it, outermost first.
STICKS_OUT = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return [];
  const out = [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 0.5 || box.left < -0.5);
  });
  const outermost = out.filter((element) => !out.includes(element.parentElement));
  return [`the page is ${root.scrollWidth} px wide`].concat(
    outermost.slice(0, 5).map((e) => `${e.tagName}.${e.getAttribute('class') ?? ''}`));
}
"""

# Whatever still moves for a reader who asked for no motion.
MOVES = """
() => {
  const lasts = (text) => text.split(',').some((each) => parseFloat(each) > 0.01);
  const moves = [];
  for (const element of document.querySelectorAll('*')) {
    for (const pseudo of [null, '::before', '::after']) {
      const style = getComputedStyle(element, pseudo);
      const hasAnimation = style.animationName !== 'none' && lasts(style.animationDuration);
      const isSmooth = style.scrollBehavior === 'smooth';
      if (lasts(style.transitionDuration) || hasAnimation || isSmooth) {
        moves.push(`${element.tagName}.${element.getAttribute('class') ?? ''}${pseudo ?? ''}`);
      }
    }
  }
  return [...new Set(moves)];
}
"""

# On paper nothing can be scrolled to: what a box hides is lost. Where an ellipsis says so, it was
# meant to be shortened.
CLIPPED = """
() => [...document.querySelectorAll('body, body *')].filter((element) => {
  const style = getComputedStyle(element);
  const cuts = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  const isForReadersOnly = style.position === 'absolute' &&
    (style.clipPath !== 'none' || style.clip !== 'auto');
  if (!cuts || isForReadersOnly || !element.clientWidth) return false;
  if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') return false;
  return element.scrollHeight > element.clientHeight + 1 ||
    element.scrollWidth > element.clientWidth + 1;
}).map((e) => `${e.tagName}.${e.getAttribute('class') ?? ''} shows ` +
  `${e.clientWidth}×${e.clientHeight} of ${e.scrollWidth}×${e.scrollHeight}`)
"""

# What the Tab key must reach, numbered in the order of the page.
NUMBER_STOPS = """
() => {
  const stops = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"], [contenteditable]')]
    .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }));
  // Of radio buttons of one name the Tab key stops at one.
  const groups = new Set();
  const reached = stops.filter((e) => {
    if (e.type !== 'radio') return true;
    const chosen = document.querySelector(`input[name="${CSS.escape(e.name)}"]:checked`);
    if (chosen ? chosen !== e : groups.has(e.name)) return false;
    groups.add(e.name);
    return true;
  });
  reached.forEach((stop, index) => { stop.dataset.stop = index; });
  return reached.map((e) => `${e.tagName} ${(e.textContent || e.name).trim().slice(0, 40)}`);
}
"""

# What axe-core, once it is on the page, finds in WCAG 2.2 AA and its best practice. The size of a
# target (2.5.8) is off in it unless it is asked for.
RUN_AXE = """
async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  });
  return found.violations.map((violation) => `${violation.id}: ${violation.help}: ` +
    violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ') +
    ` (${violation.nodes.length})`);
}
"""

# Keeps in ``followed``, at every key that is let go, where the focus is and what is wrong with how
# it shows there: by then the page has done what the key asks.
FOLLOW_FOCUS = """
() => {
  window.followed = [];
  addEventListener('keyup', () => followed.push(focus()), true);
  const focus = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return { stop: null, wrong: [] };
    const style = getComputedStyle(element);
    const wrong = [];
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    if (!outline && style.boxShadow === 'none') wrong.push('focus does not show');
    const boxes = [...element.getClientRects()].filter((box) => box.width && box.height);
    if (!boxes.length) wrong.push('has no size');
    // Of a box that is larger than the window any part will do.
    const isSeen = boxes.some((box) => {
      const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      if (left >= right || top >= bottom) return false;
      return [0.5, 0.1, 0.9].some((x) => [0.5, 0.1, 0.9].some((y) => {
        const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        return hit && (element.contains(hit) || hit.contains(element));
      }));
    });
    if (boxes.length && !isSeen) wrong.push('is covered or out of sight');
    return { stop: element.dataset.stop ?? null, wrong };
  };
}
"""
