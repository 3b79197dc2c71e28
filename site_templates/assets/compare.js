// Compares two to four entries as compare/page.py does the first.
"use strict";

const root = document.querySelector("[data-comparison]");
const setup = JSON.parse(root.dataset.comparison);
const [DOTS, MIDDLE, HALF, NEAR, STEP, LANES] = setup.strip;

const find = (selector, part = root) => part.querySelector(selector);
const tell = (key, name) => setup.words[key].replace("{name}", () => name);
const count = (number) => number.toLocaleString(language);
const hundredth = (value) => Math.floor(value * 100 + 0.5) / 100;

function set(element, attributes) {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
}

// A template, its slots filled.
function fill(name, ...texts) {
  const made = find(`#${name}`).content.firstElementChild.cloneNode(true);
  made.querySelectorAll("[data-slot]").forEach((slot, at) => slot.append(texts[at]));
  return made;
}

// Half up, as it is written.
function fixed(value, places) {
  const [digits, power = 0] = String(Math.abs(value)).split("e");
  const whole = Math.round(`${digits}e${Number(power) + places}`);
  if (whole > 9e15) return value.toFixed(places);
  return (value < 0 && whole ? "-" : "") + Number(`${whole}e-${places}`).toFixed(places);
}

// Numbers by case.
function valuesOf(tables, metric) {
  const ours = ({ splits, has_names: named }) => named && splits.includes(setup.split);
  const { cases = [], metrics } = tables.find(ours) ?? {};
  const values = cases.map((name, at) => [name, metrics[metric]?.[at]]);
  return Object.fromEntries(values.filter(([, value]) => value === +value));
}

// The largest difference first.
function pairOf(reference, entry) {
  const found = Object.keys(reference)
    .filter((name) => Math.abs(reference[name]) + Math.abs(entry[name]) < 1e100)
    .map((name) => ({ name, a: reference[name], b: entry[name], gap: entry[name] - reference[name] }))
    .sort((x, y) => Math.abs(y.gap) - Math.abs(x.gap) || (x.name < y.name ? -1 : 1));
  const n = found.length;
  const sum = (term) => found.reduce((total, { gap }) => total + term(gap), 0);
  const mean = sum((gap) => gap) / n || 0;
  const error = Math.sqrt(sum((gap) => (gap - mean) * (gap - mean)) / (n - 1) / n);
  const leftOut = Object.keys({ ...reference, ...entry }).length - n;
  return { found, n, mean, error, leftOut };
}

function showCases(part, entries) {
  const { title, caseSign: sign, decimals, metric } = setup.columns[part.dataset.pairs];
  const [reference, ...others] = entries.map(({ tables }) => valuesOf(tables, metric));
  const pairs = others.map((other) => pairOf(reference, other));
  const reach = Math.max(...pairs.map(({ found: [first] }) => Math.abs(first?.gap ?? 0)));
  let places = decimals;
  while (reach && reach * 10 ** places < 99 && places < 20) places++;

  const plain = (value) => fixed(value, places);
  const kind = (gap) => ["worse", "equal", "better"][Math.sign(gap) * sign + 1];
  const place = (gap) => 50 + HALF * sign * (reach && gap / reach);
  const percent = (gap) => `${hundredth(place(gap))}%`;
  const signed = (gap) => {
    const text = plain(Math.abs(gap));
    return Number(text) ? (gap < 0 ? "−" : "+") + text : text;
  };
  const figure = (gap) => {
    const turn = Number(plain(gap)) ? kind(gap) : "equal";
    const made = fill("figure", signed(gap), tell(turn));
    made.classList.add(`turn-${turn}`);
    return made;
  };
  const band = (element, middle, half) => {
    if (half > 0) set(element, { x: percent(middle - half * sign), width: `${hundredth((2 * HALF * half) / reach)}%` });
    else element.remove();
  };

  const card = ({ found, n, mean, error, leftOut }, at) => {
    const letter = "BCD"[at];
    const ends = [-sign * reach, sign * reach].map(signed);
    const tally = [1, 0, -1].map((turn) => count(found.filter(({ gap }) => Math.sign(gap) * sign === turn).length));
    const facts = [figure(mean), n > 1 ? plain(error) : "–", tally.join(" / "), count(n), count(leftOut)];
    const made = fill("pair", letter, entries[at + 1].name, ...facts, `${letter} − A, ${title}`, ...ends, letter);
    made.classList.toggle("apart", !n);
    made.classList.toggle("thinned", n > DOTS);
    const model = find("circle", made);
    const stacks = {};
    for (const { name, gap } of found.slice(0, DOTS)) {
      const dot = model.cloneNode(true);
      const stack = Math.floor(place(gap) / NEAR);
      const lane = (stacks[stack] = (stacks[stack] ?? -1) + 1) % LANES;
      const cy = MIDDLE + STEP * Math.ceil(lane / 2) * (lane % 2 ? -1 : 1);
      set(dot, { class: kind(gap), cx: percent(gap), cy });
      dot.firstChild.append(`${name}: ${signed(gap)}`);
      model.before(dot);
    }
    model.remove();
    band(find(".rest", made), 0, Math.abs(found[DOTS]?.gap));
    band(find(".spread", made), mean, error);
    set(find(".mean", made), { x1: percent(mean), x2: percent(mean) });
    const rows = found.slice(0, 10).map(({ name, a, b, gap }) => fill("case", name, plain(a), plain(b), figure(gap)));
    find("tbody", made).append(...rows);
    return made;
  };
  part.replaceChildren(...pairs.map(card));
}

// What a line says that the list of choices does not.
const CELLS = {
  score: ({ place }) => fixed(place.rank_score, 1).replace(".0", ""),
  submitted: ({ submitted_at: at }) =>
    make("time", { datetime: at }, new Date(at).toLocaleDateString(locale, DAY)),
  attribute: ({ metadata: { attributes } }, name) =>
    [attributes[name] ?? []].flat().map((one) => (one === !!one ? tell(one) : one)).join(", "),
  metric: ({ place: { values, errors, rank_per_metric: ranks } }, path, entries) => {
    const { sign, decimals } = setup.columns[path];
    const [value, error] = [values[path], errors[path]];
    if (value == null) return "";
    const rank = setup.metricRanks && ranks[path] ? `#${ranks[path]}` : "";
    const made = fill("metric", fixed(value, decimals), error == null ? "" : ` ± ${fixed(error, decimals)}`, rank);
    const leads = entries.map(({ place }) => sign * (value - (place.values[path] ?? value)));
    made.lastElementChild.hidden = Math.min(...leads) < 0 || Math.max(...leads) === 0;
    return made;
  },
};

function headOf({ name, page, kinds }, letter) {
  const made = fill("head", letter, name);
  find("a", made).href = page;
  made.querySelectorAll("li").forEach((chip) => (chip.hidden = !kinds.includes(chip.dataset.kind)));
  return made;
}

function showTable(entries) {
  const table = find("table");
  table.className = `of-${entries.length}`;
  for (const row of table.rows) {
    const { line, name } = row.dataset;
    const cells = entries.map((entry, at) => {
      if (!line) return headOf(entry, "ABCD"[at]);
      const said = CELLS[line]?.(entry, name, entries) ?? entry[line];
      return make("td", {}, said.nodeType ? said : fill("text", said || "–"));
    });
    row.hidden = cells.every(({ textContent: text }) => text === "–");
    row.replaceChildren(row.cells[0], ...cells);
  }
}

// Which entries: in the address, and a menu for each.

const pickers = find(".pickers");
const adding = pickers.lastElementChild;
const menus = [...pickers.querySelectorAll("select")];
const status = find(".picked");
const choices = new Map();
let chosen = setup.first;

const load = async (address) => (await fetch(address)).json();

async function entryOf(id) {
  const choice = choices.get(id);
  const page = root.dataset.submissions.replace("index.html", encodeURIComponent(id));
  try {
    const found = await load(`${page}/submission.json`);
    const tables = found.cases_file ? (await load(`${page}/cases.json`)).tables : [];
    const place = found.positions.find(({ phase, split }) => phase === setup.phase && split === setup.split);
    return { ...found, ...choice, tables, place, page: `${page}/index.html` };
  } catch {
    throw tell("failed", choice.name);
  }
}

function showPickers() {
  menus.forEach((menu, at) => {
    menu.parentNode.hidden = at >= chosen.length;
    menu.nextElementSibling.hidden = chosen.length < 3;
    menu.value = chosen[at];
  });
  adding.hidden = chosen.length >= Math.min(4, setup.count);
}

async function show(ids, said = []) {
  chosen = ids;
  showPickers();
  status.textContent = tell("loading");
  history.replaceState(null, "", `?${new URLSearchParams(ids.map((id) => ["e", id]))}${location.hash}`);
  try {
    const entries = await Promise.all(ids.map(entryOf));
    if (chosen !== ids) return;
    showTable(entries);
    root.querySelectorAll("[data-pairs]").forEach((part) => showCases(part, entries));
    said.push(tell("done"));
  } catch (problem) {
    said.push(problem);
  }
  status.textContent = said.join(" ");
}

async function start() {
  showPickers();
  const [keys, ...lines] = await load(root.dataset.choices);
  const all = lines.map((line) => Object.fromEntries(keys.map((key, at) => [key, line[at]])));
  for (const one of all) choices.set(one.id, one);
  const unused = (ids) => all.find(({ id }) => !ids.includes(id)).id;
  menus.forEach((menu, at) => {
    menu.replaceChildren(...all.map(({ id, rank, name, method }) => new Option(`${rank}. ${name} · ${method}`, id)));
    menu.onchange = () => show(chosen.with(at, menu.value));
    menu.nextElementSibling.onclick = () => {
      show(chosen.toSpliced(at, 1));
      menus[Math.min(at, chosen.length - 1)].focus();
    };
  });
  adding.onclick = () => {
    show([...chosen, unused(chosen)]);
    menus[chosen.length - 1].focus();
  };
  pickers.hidden = false;
  const asked = [...new Set(new URLSearchParams(location.search).getAll("e"))];
  const known = asked.filter((id) => choices.has(id));
  const said = asked.filter((id) => !choices.has(id)).map((id) => tell("unknown", id));
  if (known.length > 4) said.push(tell("most"));
  while (known.length < 2) known.push(unused(known));
  if (asked.length) show(known.slice(0, 4), said);
  else showPickers();
}

start().catch(() => {
  pickers.remove();
  status.textContent = tell("offline");
});
