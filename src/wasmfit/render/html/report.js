"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const LEVELS = ["none", "note", "warning", "error"];
  const BATCH = 100;
  const byId = (id) => document.getElementById(id);

  function make(tag, properties, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }

  const all = data.findings.map((row, number) => ({
    number, rule: words[row[0]], name: words[row[1]], capability: words[row[2]], unit: words[row[3]],
    kind: words[row[4]], symbol: words[row[5]], path: words[row[6]], line: row[7], column: row[8],
    role: words[row[9]], certainty: words[row[10]], message: words[row[11]], answers: data.answers[row[12]],
    levels: row[13], active: row[14], guard: words[row[15]], effort: row[16], excerpt: words[row[17]],
    scope: words[row[18]], via: words[row[19]], suppressed: row[20] < 0 ? null : words[row[20]],
    fresh: row[21], id: words[row[22]],
  }));
  const state = { profile: data.primary, sort: "level", down: true, set: null, shown: 0, found: [] };

  const level = (one) => Number(one.levels[state.profile]);
  const support = (one) => words[one.answers[4 * state.profile]];
  const failure = (one) => words[one.answers[4 * state.profile + 1]];
  const guarded = (one) => one.active[state.profile] === "0";
  const KEYS = {
    level: (one) => level(one), place: () => 0, symbol: (one) => one.symbol, capability: (one) => one.capability,
    support: (one) => support(one), role: (one) => one.role,
  };

  function compare(a, b) {
    const key = KEYS[state.sort];
    const left = key(a), right = key(b);
    const way = state.down ? -1 : 1;
    if (left !== right) { return left < right ? -way : way; }
    const order = a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column;
    return state.sort === "place" ? way * order : order;
  }

  function wanted() {
    const text = byId("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const least = Number(byId("f-level").value || 0);
    const [capability, role, unit] = ["f-capability", "f-role", "f-unit"].map((id) => byId(id).value);
    const [hideGuarded, hideSilent, onlyNew] = ["f-guarded", "f-silent", "f-new"].map((id) => byId(id).checked);
    return (one) => (!state.set || state.set.has(one.number)) && level(one) >= least
      && (!capability || one.capability === capability) && (!role || one.role === role)
      && (!unit || one.unit === unit) && !(hideGuarded && guarded(one))
      && !(hideSilent && one.suppressed !== null) && !(onlyNew && one.fresh === 0)
      && text.every((word) => haystack(one).includes(word));
  }

  function haystack(one) {
    one.hay ??= [one.symbol, one.path + ":" + one.line, one.message, one.capability, one.rule, one.name, one.via].join("\n").toLowerCase();
    return one.hay;
  }

  function row(one) {
    const name = LEVELS[level(one)];
    const open = make("button", { type: "button", className: "open code" }, one.symbol);
    open.setAttribute("aria-expanded", "false");
    const tr = make("tr", { className: guarded(one) ? "guarded" : "" },
      make("td", {}, make("span", { className: "level " + name }, one.suppressed !== null ? "suppressed" : guarded(one) ? "guarded" : name)),
      make("td", { className: "place" }, one.path + ":" + one.line),
      make("td", {}, open),
      make("td", { className: "code" }, one.capability),
      make("td", {}, support(one) + (failure(one) ? " (" + failure(one) + ")" : "")),
      make("td", {}, one.role));
    open.addEventListener("click", () => {
      const shown = open.getAttribute("aria-expanded") === "true";
      open.setAttribute("aria-expanded", String(!shown));
      if (shown) { tr.nextSibling.remove(); } else { tr.after(detail(one)); }
    });
    return tr;
  }

  function quoted(text) {
    return text.split("`").map((part, number) => (number % 2 ? make("code", { className: "code" }, part) : part));
  }

  function detail(one) {
    const cell = make("td", { colSpan: 6 }, make("p", {}, ...quoted(one.message)));
    if (one.excerpt) { cell.append(make("pre", {}, one.excerpt.trimEnd())); }
    const facts = [
      ["Rule", one.rule + " " + one.name], ["In", one.scope], ["Guard", one.guard], ["Pulled in by", one.via],
      ["Suppressed", one.suppressed], ["Kind", one.kind + ", certainty " + one.certainty + ", effort " + one.effort],
      ["Unit", data.units[one.unit] || one.unit], ["Finding", one.id],
    ].filter((pair) => pair[1]);
    cell.append(answers(one));
    const rule = data.rules[one.rule];
    if (rule) {
      cell.append(make("p", {}, make("b", {}, "Why "), rule.why || rule.summary));
      if (rule.remedies.length) {
        cell.append(make("p", {}, make("b", {}, "What to do")), make("ul", { className: "plain" }, ...rule.remedies.map((text) => make("li", {}, text))));
      }
      for (const link of rule.links) {
        cell.append(make("p", {}, make("a", { href: link, rel: "noreferrer noopener" }, link)));
      }
    }
    for (const [name, text] of facts) { cell.append(make("p", { className: "under" }, make("b", {}, name + " "), text)); }
    return make("tr", { className: "detail" }, cell);
  }

  function answers(one) {
    const head = make("tr", {}, ...["Target", "Level", "There it is", "How", "Known from"].map((text) => make("th", { scope: "col" }, text)));
    const rows = data.profiles.map((profile, number) => {
      const [is, fails, note, source] = one.answers.slice(4 * number, 4 * number + 4).map((index) => words[index]);
      const name = LEVELS[Number(one.levels[number])];
      const held = { 0: "guarded off", "?": name + ", guard unknown" }[one.active[number]] || name;
      return make("tr", {}, make("th", { scope: "row" }, profile), make("td", {}, make("span", { className: "level " + name }, held)),
        make("td", {}, is + (fails ? " (" + fails + ")" : "")), make("td", {}, note), make("td", { className: "quiet" }, source));
    });
    return make("div", { className: "scroll" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
  }

  const watch = new IntersectionObserver((seen) => { if (seen[0].isIntersecting && !byId("more").hidden) { more(); } }, { rootMargin: "400px" });

  function more() {
    const next = state.found.slice(state.shown, state.shown + BATCH);
    byId("rows").append(...next.map(row));
    state.shown += next.length;
    const left = state.found.length - state.shown;
    byId("more").hidden = left <= 0;
    byId("more").textContent = "Show more (" + left + " left)";
    // Watched anew: an observer tells changes only, and the button may be in view before and after.
    watch.disconnect();
    watch.observe(byId("more"));
  }

  function refresh() {
    state.found = all.filter(wanted()).sort(compare);
    state.shown = 0;
    byId("rows").replaceChildren();
    more();
    const part = state.set ? ", of a chosen set (Reset shows all)" : "";
    byId("tally").textContent = state.found.length + " of " + all.length + " findings on " + data.profiles[state.profile] + part;
    for (const th of document.querySelectorAll("#table th[data-key]")) {
      th.setAttribute("aria-sort", th.dataset.key !== state.sort ? "none" : state.down ? "descending" : "ascending");
      th.querySelector("span").textContent = th.dataset.key !== state.sort ? "" : state.down ? " \u2193" : " \u2191";
    }
  }

  function fill(id, values) {
    byId(id).append(...[...new Map(values)].sort((a, b) => (a[1] < b[1] ? -1 : 1)).map(([value, text]) => make("option", { value }, text)));
  }

  function reveal(set) {
    byId("filters").reset();
    // After the reset's own turn, which forgets the set.
    setTimeout(() => {
      state.set = set;
      byId("f-guarded").checked = byId("f-silent").checked = false;
      refresh();
    }, 0);
    byId("findings-title").focus({ preventScroll: true });
    byId("findings").scrollIntoView();
  }

  function prepare() {
    fill("f-capability", all.map((one) => [one.capability, one.capability]));
    fill("f-role", all.map((one) => [one.role, one.role]));
    fill("f-unit", all.map((one) => [one.unit, data.units[one.unit] || one.unit]));
    byId("f-unit-label").hidden = Object.keys(data.units).length < 2;
    byId("f-new-label").hidden = all.every((one) => one.fresh < 0);
    byId("filters").hidden = false;
    for (const th of document.querySelectorAll("#table th[data-key]")) {
      const button = make("button", { type: "button" }, th.textContent, make("span", {}));
      button.addEventListener("click", () => {
        state.down = state.sort === th.dataset.key ? !state.down : th.dataset.key === "level";
        state.sort = th.dataset.key;
        refresh();
      });
      th.replaceChildren(button);
    }
    let timer = 0;
    const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 80); };
    // Not every way of choosing from a list says both.
    for (const event of ["input", "change"]) { byId("filters").addEventListener(event, soon); }
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("reset", () => { state.set = null; setTimeout(refresh, 0); });
    byId("more").addEventListener("click", more);
    byId("switch").addEventListener("change", (event) => { state.profile = Number(event.target.value); refresh(); });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-set]");
      if (button) { reveal(new Set(data.sets[Number(button.dataset.set)])); }
    });
  }

  function graph(svg) {
    const edges = [...svg.querySelectorAll(".edge")];
    const nodes = new Map([...svg.querySelectorAll(".node")].map((node) => [node.dataset.box, node]));
    const under = svg.closest(".panel").querySelector("[data-under]");
    const usual = [...under.childNodes];
    const sets = new Map([...nodes].map(([box, node]) => [box, new Set(data.sets[Number(node.dataset.set)])]));
    // Lit is what the findings of a box pass through; a bundle would else lead everywhere.
    function trace(node) {
      const chosen = [...sets.get(node.dataset.box)];
      for (const [box, other] of nodes) { other.classList.toggle("lit", chosen.some((one) => sets.get(box).has(one))); }
      for (const edge of edges) {
        const from = sets.get(edge.dataset.from), to = sets.get(edge.dataset.to);
        edge.classList.toggle("lit", chosen.some((one) => from.has(one) && to.has(one)));
      }
      svg.classList.add("tracing");
      under.textContent = node.getAttribute("aria-label");
    }
    function rest() { svg.classList.remove("tracing"); under.replaceChildren(...usual); }
    for (const node of nodes.values()) {
      node.addEventListener("mouseenter", () => trace(node));
      node.addEventListener("mouseleave", rest);
      node.addEventListener("focus", () => trace(node));
      node.addEventListener("blur", rest);
      const list = () => reveal(new Set(data.sets[Number(node.dataset.set)]));
      node.addEventListener("click", list);
      node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); list(); } });
    }
  }

  document.documentElement.classList.add("js");
  prepare();
  const picked = document.querySelector("input[name=profile]:checked");
  state.profile = picked ? Number(picked.value) : data.primary;
  refresh();
  document.querySelectorAll("svg.blockers").forEach(graph);
})();
