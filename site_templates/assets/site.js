// What a page can do beyond reading; nothing here is needed to read it.
"use strict";

const words = JSON.parse(document.body.dataset.words || "{}");
const language = document.documentElement.lang || "en";

// The page's word, with values in its braces.
function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (brace, name) => values[name] ?? brace);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function makeButton(text, act) {
  const button = make("button", { type: "button", class: "button" }, text);
  button.addEventListener("click", act);
  return button;
}

// Once what is there has been painted.
function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(work));
}

const SLICE = 250;

// Leaves the page responsive.
function inSlices(list, work) {
  for (const one of list.slice(0, SLICE)) work(one);
  if (list.length > SLICE) afterPaint(() => inSlices(list.slice(SLICE), work));
}

// Theme: the system's, or the choice that this browser keeps.

const THEMES = ["auto", "light", "dark"];

function storedTheme() {
  try {
    return localStorage.getItem("podium-theme");
  } catch {
    return null; // a browser may refuse to
  }
}

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("podium-theme", theme);
  } catch {
    return; // holds for this page
  }
}

function themeSwitch() {
  let theme = THEMES.includes(storedTheme()) ? storedTheme() : "auto";
  const show = () => {
    const name = say(`theme-${theme}`);
    button.textContent = `◐ ${name}`;
    button.setAttribute("aria-label", say("theme", { theme: name }));
  };
  const button = makeButton("", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    setTheme(theme);
    show();
  });
  button.classList.add("theme");
  if (theme !== "auto") setTheme(theme);
  show();
  document.querySelector(".masthead .brand")?.after(button);
}

// Times: in UTC, shown in the reader's zone.

const locale = language === "en" ? "en-GB" : language;
const DAY = { day: "numeric", month: "short", year: "numeric" };
const MOMENT = { ...DAY, hour: "2-digit", minute: "2-digit", timeZoneName: "short" };

function localTimes() {
  const inUtc = new Intl.DateTimeFormat(locale, { ...MOMENT, timeZone: "UTC" });
  const moment = new Intl.DateTimeFormat(locale, MOMENT);
  const day = new Intl.DateTimeFormat(locale, DAY);
  if (moment.resolvedOptions().timeZone === "UTC") return;
  inSlices([...document.querySelectorAll("time[datetime*='T']")], (time) => {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) return;
    const text = (time.textContent.includes(":") ? moment : day).format(at);
    time.title = inUtc.format(at);
    if (time.textContent !== text) time.textContent = text;
  });
}

const MINUTE = 60_000;
const COUNTED_DAYS = 14;

// "2 days 3 hr".
function duration(milliseconds) {
  const minutes = Math.ceil(milliseconds / MINUTE);
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count),
    )
    .join(" ");
}

function countdown(time) {
  const key = ["closes", "opens"].includes(time.dataset.countdown) ? time.dataset.countdown : "due";
  const text = make("span", { class: "countdown", "aria-live": "off" });
  const show = () => {
    const left = Date.parse(time.dateTime) - Date.now();
    const isNear = left > 0 && left <= COUNTED_DAYS * 1440 * MINUTE;
    text.textContent = isNear ? ` (${say(key, { time: duration(left) })})` : "";
  };
  time.after(text);
  show();
  setInterval(show, MINUTE);
}

// Buttons to copy.

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { class: "unseen" }); // no clipboard without https
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

// `data-copy` holds the text, or the element.
function copyButton(source) {
  const status = make("span", { class: "unseen", role: "status" });
  let waiting;
  const tell = (key) => {
    button.textContent = say(key);
    status.textContent = key === "copied" ? say(key) : "";
  };
  const button = makeButton(say("copy"), async () => {
    await copyText(source.dataset.copy || source.textContent.trim());
    button.focus();
    tell("copied");
    clearTimeout(waiting);
    waiting = setTimeout(tell, 2000, "copy");
  });
  if (!source.matches("pre")) return source.after(button, status);
  const frame = make("div", { class: "copyable" });
  source.replaceWith(frame);
  frame.append(source, button, status);
}

// Boards: their order, what is shown, and that in the address.

const SEEN_AT_ONCE = 24;
const LINES = 100;
const MOST_CHOICES = 12;

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

class Column {
  constructor(th, index) {
    const [kind, first] = (th.dataset.sort || " ").split(" ");
    const title = th.querySelector("bdi") ?? th.firstChild;
    Object.assign(this, { th, index, kind, first, key: th.dataset.key });
    this.title = title.textContent.trim();
    this.ranks = th.getAttribute("aria-sort"); // what orders the board as it is
    this.isHidden = this.wasHidden = th.hidden;
    this.orders = {};
  }

  get isOwn() {
    return this.ranks !== null || this.kind === "rank";
  }

  value(row) {
    const cell = row.cells[this.index];
    if (this.kind === "date") return Date.parse(cell.querySelector("time").dateTime);
    if (this.kind === "text") return cell.querySelector("a, bdi")?.textContent.trim() || null;
    const number = Number.parseFloat(cell.dataset.v ?? cell.textContent);
    return Number.isNaN(number) ? null : number;
  }

  // The rows' numbers in order: what is missing last, equals as on the board.
  order(rows, direction) {
    const sign = direction === "asc" ? 1 : -1;
    this.values ??= rows.map((row, number) => (this.kind === "rank" ? number : this.value(row)));
    const { compare } = new Intl.Collator(language, { numeric: true });
    const difference = this.kind === "text" ? compare : (one, other) => one - other;
    return (this.orders[direction] ??= rows
      .map((_, number) => number)
      .sort((a, b) => {
        const [one, other] = [this.values[a], this.values[b]];
        if (one === null || other === null) return (one === null) - (other === null) || a - b;
        return sign * difference(one, other) || a - b;
      }));
  }
}

function takeOut(sheet) {
  const lines = [...sheet.querySelectorAll("tr")].slice(0, LINES);
  for (const line of lines.length ? lines : [sheet]) line.remove();
}

class BoardTable {
  constructor(table) {
    this.table = table;
    this.region = table.closest(".scroll");
    this.rows = [...table.tBodies[0].rows];
    this.columns = [...table.tHead.rows[0].cells].map((th, index) => new Column(th, index));
    this.clear();
  }

  clear() {
    Object.assign(this, { sort: null, direction: "asc", search: "", filters: new Map() });
    for (const column of this.columns) this.setHidden(column, column.wasHidden);
  }

  get isChanged() {
    const moved = this.columns.some((column) => column.isHidden !== column.wasHidden);
    return Boolean(this.sort || this.search || this.filters.size || moved);
  }

  // The direction that readers want, the other, then the ranking.
  nextSort(column) {
    const other = column.first === "asc" ? "desc" : "asc";
    const turns = column.isOwn ? [other] : [column.first, other];
    const at = this.sort === column ? turns.indexOf(this.direction) : -1;
    this.sort = at + 1 < turns.length ? column : null;
    this.direction = turns[at + 1] ?? "asc";
  }

  setHidden(column, isHidden) {
    if (column.isHidden === isHidden) return;
    column.isHidden = column.th.hidden = isHidden;
    for (const row of this.rows) row.cells[column.index].hidden = isHidden;
    this.freeWidths();
  }

  matching() {
    const order = this.sort?.order(this.rows, this.direction) ?? this.rows.keys();
    const wanted = plain(this.search).split(/\s+/).filter(Boolean);
    if (wanted.length) this.texts ??= this.rows.map((row) => plain(row.cells[1].textContent));
    const tests = [...this.filters.values()];
    const found = [];
    for (const number of order) {
      const row = this.rows[number];
      const isFound = wanted.every((word) => this.texts[number].includes(word));
      if (isFound && tests.every(({ holds }) => holds(row))) found.push(row);
    }
    return found;
  }

  // A new sheet, in slices: to take out 1,000 lines at once is slow.
  paint() {
    const found = this.matching();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const focused = document.activeElement;
    this.fixWidths();
    const table = this.table.cloneNode(false);
    const atOnce = this.rows.length > LINES ? SEEN_AT_ONCE : LINES;
    this.body = make("tbody", {}, ...found.slice(0, atOnce));
    this.rest = found.slice(atOnce);
    table.append(this.table.caption, this.table.tHead, this.body);
    const before = this.table.parentNode;
    before.before(make("div", { class: "sheet" }, table));
    if (this.rows.length > LINES) before.className = "stored";
    else before.remove();
    this.table.className = "";
    this.table = table;
    if (table.contains(focused)) focused.focus({ preventScroll: true });
    this.showSort();
    this.region.scrollTop = 0;
    afterPaint(() => this.paintMore(turn));
    return found.length;
  }

  paintMore(turn) {
    if (turn !== this.turn) return;
    const stored = this.region.querySelector(".stored");
    if (this.rest.length) this.body.append(...this.rest.splice(0, LINES));
    else if (stored) takeOut(stored);
    else return;
    afterPaint(() => this.paintMore(turn));
  }

  paintAll() {
    if (this.rest) this.body.append(...this.rest.splice(0));
  }

  showSort() {
    this.table.classList.toggle("rearranged", Boolean(this.sort));
    for (const { th, ranks } of this.columns) {
      if (ranks && !this.sort) th.setAttribute("aria-sort", ranks);
      else th.removeAttribute("aria-sort");
    }
    this.sort?.th.setAttribute("aria-sort", `${this.direction}ending`);
  }

  // As wide as they are now.
  fixWidths() {
    if (getComputedStyle(this.table).tableLayout === "fixed") return;
    const parts = [this.table, ...this.columns.map(({ th }) => th)];
    const widths = parts.map((part) => part.getBoundingClientRect().width);
    parts.forEach(({ style }, index) => (style.width = `${widths[index]}px`));
    this.table.style.tableLayout = "fixed";
  }

  freeWidths() {
    for (const { style } of [this.table, ...this.columns.map(({ th }) => th)]) style.width = "";
    this.table.style.tableLayout = "";
  }
}

// As a query: only what differs from the board as it comes.
function toQuery(board) {
  const query = new URLSearchParams();
  if (board.sort) query.set("sort", board.sort.key);
  if (board.sort) query.set("dir", board.direction);
  if (board.search) query.set("q", board.search);
  for (const { key, isHidden, wasHidden } of board.columns) {
    if (isHidden !== wasHidden) query.append(isHidden ? "hide" : "show", key);
  }
  for (const [key, { value }] of board.filters) query.set(`f.${key}`, value);
  return query;
}

// What the board does not know is passed over.
function fromQuery(board, choices, query) {
  board.clear();
  const sort = board.columns.find(({ key, kind }) => kind && key === query.get("sort"));
  const asked = query.get("dir");
  const direction = ["asc", "desc"].includes(asked) ? asked : sort?.first;
  if (sort) Object.assign(board, { sort, direction });
  board.search = query.get("q") ?? "";
  for (const column of board.columns.slice(2)) {
    if (query.getAll("hide").includes(column.key)) board.setHidden(column, true);
    if (query.getAll("show").includes(column.key)) board.setHidden(column, false);
  }
  for (const choice of choices) choice.choose(query.get(`f.${choice.key}`) ?? "");
}

// Among an attribute's answers, or of a chip; `choose` takes an unknown value for none.
function makeChoice(board, key, label, values, holds) {
  const options = Object.entries({ "": say("any"), ...values });
  const select = make("select", {}, ...options.map(([value, text]) => make("option", { value }, text)));
  const choose = (value) => {
    select.value = Object.hasOwn(values, value) ? value : "";
    if (select.value) board.filters.set(key, { value, holds: (row) => holds(row, value) });
    else board.filters.delete(key);
  };
  return { key, choose, select, field: make("label", {}, label, select) };
}

function makeChoices(board) {
  const has = (row, kind) => (row.dataset.is ?? "").split(" ").includes(kind);
  const choices = ["baseline", "verified", "partial", "new"]
    .filter((kind) => board.rows.some((row) => has(row, kind)))
    .map((kind) => {
      const values = { no: say("without"), only: say("only") };
      const holds = (row, value) => has(row, kind) === (value === "only");
      return makeChoice(board, `_${kind}`, say(kind), values, holds);
    });
  for (const column of board.columns.filter(({ th }) => "filter" in th.dataset)) {
    const answers = new Set(board.rows.map((row) => column.value(row)).filter(Boolean));
    if (answers.size < 2 || answers.size > MOST_CHOICES) continue;
    const values = Object.fromEntries([...answers].sort().map((answer) => [answer, answer]));
    const holds = (row, value) => column.value(row) === value;
    choices.push(makeChoice(board, `a.${column.title}`, column.title, values, holds));
  }
  return choices;
}

function makeMenu(key, parts) {
  const fields = make("div", {}, ...parts.map(({ field }) => field));
  const menu = make("details", { class: "menu" }, make("summary", { class: "button" }, say(key)), fields);
  const close = () => (menu.open = false);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.firstChild.focus();
  });
  document.addEventListener("click", (event) => menu.contains(event.target) || close());
  menu.hidden = !parts.length;
  return menu;
}

function columnBox(board, column, update) {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => {
    board.setHidden(column, !box.checked);
    update();
  });
  return { box, column, field: make("label", {}, box, column.title) };
}

function sortButton(board, column, update) {
  const button = makeButton("", () => {
    board.nextSort(column);
    update();
  });
  button.className = "";
  button.dataset.sort = "";
  button.append(...column.th.childNodes);
  column.th.append(button);
}

function boardTools(table) {
  const board = new BoardTable(table);
  const choices = makeChoices(board);
  const search = make("input", { type: "search", placeholder: say("search"), "aria-label": say("search") });
  const count = make("output");
  let writing;
  const show = (shown = board.rows.length) => {
    const [n, all] = [shown, board.rows.length].map((number) => number.toLocaleString(language));
    count.textContent = n === all ? "" : say("count", { n, all });
    reset.hidden = !board.isChanged;
    search.value = board.search;
    for (const { column, box } of boxes) box.checked = !column.isHidden;
  };
  const update = () => {
    show(board.paint());
    clearTimeout(writing); // browsers refuse one at every key
    writing = setTimeout(writeAddress, 150, toQuery(board));
  };
  const read = () => fromQuery(board, choices, new URLSearchParams(location.search));
  const reset = makeButton(say("reset"), () => {
    fromQuery(board, choices, new URLSearchParams());
    update();
    search.focus();
  });
  const boxes = board.columns.slice(2).map((column) => columnBox(board, column, update));
  search.addEventListener("input", () => {
    board.search = search.value;
    update();
  });
  for (const { choose, select } of choices) {
    select.addEventListener("change", () => {
      choose(select.value);
      update();
    });
  }
  for (const column of board.columns) if (column.kind) sortButton(board, column, update);
  const menus = [makeMenu("filter", choices), makeMenu("columns", boxes)];
  board.region.before(make("div", { class: "tools", role: "search" }, search, ...menus, reset, count));
  board.region.addEventListener("click", openRow);
  addEventListener("popstate", () => (read(), show(board.paint())));
  addEventListener("beforeprint", () => board.paintAll());
  let width = innerWidth;
  addEventListener("resize", () => width === (width = innerWidth) || board.freeWidths());
  read();
  show(board.isChanged ? board.paint() : undefined);
  const compare = document.querySelector("a[data-compare]");
  if (compare) comparison(board.rows, compare, board.region);
}

function writeAddress(query) {
  const address = location.pathname + (query.size ? `?${query}` : "") + location.hash;
  history.replaceState(history.state, "", address);
}

// A click on a line opens its details.
function openRow({ target }) {
  const own = "a, button, input, label, summary, select, .opened";
  if (target.closest(own) || String(getSelection())) return;
  const details = target.closest("tbody tr")?.querySelector("details");
  if (details) details.open = !details.open;
}

const MOST_COMPARED = 4;

// Boxes to choose by, and the way to compare.
function comparison(rows, hint, place) {
  const chosen = new Map();
  const text = make("span", { role: "status" });
  const link = make("a", { class: "button", href: hint.getAttribute("href") }, say("compare"));
  const clear = makeButton(say("clear"), () => {
    for (const box of chosen.values()) box.checked = false;
    chosen.clear();
    show();
  });
  const ways = make("span", {}, link, " ", clear);
  const bar = make("div", { class: "compare-bar", hidden: true }, text, ways);
  const show = () => {
    const query = new URLSearchParams([...chosen.keys()].map((id) => ["e", id]));
    bar.hidden = !chosen.size;
    link.hidden = chosen.size < 2;
    link.href = `${hint.getAttribute("href")}?${query}`;
    text.textContent = say(chosen.size < 2 ? "compare-one" : "compare-some", { n: chosen.size });
    if (chosen.size === MOST_COMPARED) text.append(" ", say("compare-full"));
  };
  place.after(bar);
  inSlices(rows, (row) => {
    const name = row.cells[1].firstElementChild.textContent;
    const label = say("compare-name", { name });
    const box = make("input", { type: "checkbox", class: "pick", "aria-label": label });
    box.addEventListener("change", () => {
      const id = row.id.slice(2);
      if (box.checked && chosen.size === MOST_COMPARED) box.checked = false;
      if (box.checked) chosen.set(id, box);
      else chosen.delete(id);
      show();
    });
    row.cells[1].prepend(box);
  });
}

// A long board: pages are joined, but from a disk.
async function joinPages(table) {
  const pages = document.querySelector("[data-pages]");
  if (pages && location.protocol === "file:") return;
  for (const { href } of pages?.querySelectorAll("li + li a") ?? []) {
    const page = make("template");
    page.innerHTML = await (await fetch(href)).text();
    table.tBodies[0].append(...page.content.querySelector(".board tbody").rows);
  }
  pages?.remove();
  boardTools(table);
}

themeSwitch();
localTimes();
document.querySelectorAll("time[data-countdown]").forEach(countdown);
document.querySelectorAll("pre, [data-copy]").forEach(copyButton);
document.querySelectorAll("table[data-board]").forEach(joinPages);
