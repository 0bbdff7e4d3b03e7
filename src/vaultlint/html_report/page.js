{
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const number = new Intl.NumberFormat("en-US");
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const counted = (n, word) => `${number.format(n)} ${word}${n === 1 ? "" : "s"}`;
  /* A message in which backticks hold code. */
  const messageOf = (text) => {
    const element = make("span", "what");
    element.append(...text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? make("code", "", part) : part)));
    return element;
  };
  const later = (action) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(action, 120); }; };
  const fold = (text) => text.normalize("NFC").toLowerCase();
  for (const element of document.querySelectorAll(".scripted")) element.hidden = false;

  /* Where Obsidian opens a note; "" if it cannot. */
  const vaults = [...data.vaults].sort((a, b) => b.prefix.length - a.prefix.length);
  function noteUrl(path) {
    const vault = vaults.find((one) => path.startsWith(one.prefix));
    if (!vault || vault.flavor !== "obsidian") return "";
    try {
      return `obsidian://open?vault=${encodeURIComponent(vault.name)}&file=${encodeURIComponent(path.slice(vault.prefix.length))}`;
    } catch { return ""; }
  }
  function noteLink(shown, path) {
    const url = noteUrl(path), element = make(url ? "a" : "span", "", shown);
    if (url) { element.href = url; element.title = "Open in Obsidian"; }
    return element;
  }

  /* Theme */
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  $("theme").addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; dispatchEvent(new Event("theme")); });
  dark.addEventListener("change", () => dispatchEvent(new Event("theme")));

  /* Which section is read */
  const sections = new Map([...document.querySelectorAll(".top nav a")].map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of sections.values()) link.removeAttribute("aria-current");
      sections.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-15% 0px -75% 0px" });
  for (const id of ["top", ...sections.keys()]) watch.observe($(id));

  /* Tables sort by a column, lists and tables are filtered by their text */
  const cellValue = (row, column) => row.cells[column].textContent.trim();
  for (const head of document.querySelectorAll("th[data-sort]")) {
    const button = make("button", "", head.textContent), column = head.cellIndex;
    button.type = "button";
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numeric = head.classList.contains("n"), up = head.getAttribute("aria-sort") !== (numeric ? "descending" : "ascending");
      const descending = numeric === up, body = head.closest("table").tBodies[0];
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const value = (row) => (numeric ? parseFloat(cellValue(row, column).replaceAll(",", "")) || 0 : fold(cellValue(row, column)));
      const rows = [...body.rows].map((row) => [value(row), row]);
      rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    });
  }
  for (const input of document.querySelectorAll("[data-filter]")) {
    const target = $(input.dataset.filter), found = document.querySelector(`[data-found="${input.dataset.filter}"]`);
    if (!target) { input.closest(".find").hidden = true; continue; }
    const rows = [...(target.tBodies ? target.tBodies[0].rows : target.children)].map((row) => [fold(row.textContent), row]);
    if (rows.length < 6) { input.closest(".find").hidden = true; continue; }
    input.addEventListener("input", later(() => {
      const wanted = fold(input.value.trim());
      let shown = 0;
      for (const [text, row] of rows) { row.hidden = !text.includes(wanted); shown += !row.hidden; }
      found.textContent = wanted ? `${number.format(shown)} of ${number.format(rows.length)}` : "";
    }));
  }

  /* Problems */
  {
    const size = 25, groups = [...new Set(data.rules.map(([, group]) => group))].sort();
    const texts = data.problems.map((p) => null), option = (text, value) => new Option(text, value);
    $("by-group").append(...groups.map((group) => option(group, group)));
    const rulesOf = (group) => data.rules.map(([name, own], index) => [name, own, index]).filter(([, own]) => !group || own === group).sort(([a], [b]) => (a < b ? -1 : 1));
    const fillRules = () => $("by-rule").replaceChildren(option("all", ""), ...rulesOf($("by-group").value).map(([name, , index]) => option(name, index)));
    fillRules();
    let found = [], at = 0;
    const textOf = (index) => {
      const p = data.problems[index];
      return (texts[index] ??= fold(`${data.paths[p[0]]} ${data.rules[p[3]][0]} ${data.messages[p[5]]}`));
    };
    const select = () => {
      const words = fold($("q").value).split(/\s+/).filter(Boolean), group = $("by-group").value, rule = $("by-rule").value, fix = $("by-fix").value;
      const severities = new Set([...document.querySelectorAll('[name="severity"]:checked')].map((box) => +box.value));
      found = [];
      data.problems.forEach((p, index) => {
        if (!severities.has(p[4]) || (group && data.rules[p[3]][1] !== group) || (rule !== "" && p[3] !== +rule) || (fix !== "" && p[6] !== +fix)) return;
        if (words.length) { const text = textOf(index); if (!words.every((word) => text.includes(word))) return; }
        found.push(index);
      });
      at = 0;
      show();
    };
    const show = () => {
      $("q-found").textContent = found.length ? counted(found.length, "problem") : "No problem matches.";
      $("list").replaceChildren(...found.slice(at, at + size).map((index) => {
        const [path, row, column, rule, severity, message, fix] = data.problems[index], item = make("li");
        const where = make("span", "where"), dot = make("span", `dot ${data.severities[severity]}`);
        dot.append(make("span", "visually-hidden", severity === 2 ? "hint" : data.severities[severity]));
        where.append(noteLink(data.paths[path], data.files[path] || data.paths[path]), `:${row}:${column}${["", " · safe fix", " · unsafe fix"][fix]}`);
        item.append(dot, messageOf(data.messages[message]), make("code", "", data.rules[rule][0]), where);
        return item;
      }));
      const pages = Math.max(1, Math.ceil(found.length / size));
      $("page").textContent = `Page ${number.format(at / size + 1)} of ${number.format(pages)}`;
      $("prev").disabled = at === 0;
      $("next").disabled = at + size >= found.length;
      document.querySelector(".pages").hidden = pages === 1;
    };
    $("q").addEventListener("input", later(select));
    $("by-group").addEventListener("change", () => { fillRules(); select(); });
    for (const id of ["by-rule", "by-fix"]) $(id).addEventListener("change", select);
    for (const box of document.querySelectorAll('[name="severity"]')) box.addEventListener("change", select);
    $("prev").addEventListener("click", () => { at -= size; show(); });
    $("next").addEventListener("click", () => { at += size; show(); });
    select();
  }

  /* Graph */
  {
    const canvas = $("g"), context = canvas.getContext("2d"), tip = $("g-tip"), count = data.nodes.length;
    const pairs = data.edges.length / 3, edges = new Int32Array(pairs * 2), into = Array.from({ length: count }, () => []), out = Array.from({ length: count }, () => []);
    for (let k = 0; k < pairs; k++) {
      const [a, b, status] = data.edges.slice(k * 3, k * 3 + 3);
      edges[k * 2] = a; edges[k * 2 + 1] = b;
      out[a].push([b, status]); into[b].push([a, status]);
    }
    const missing = (i) => data.nodes[i][1] < 0, name = (i) => data.nodes[i][0].replace(/^.*\//, "").replace(/\.md$/, "") || data.nodes[i][0];
    const size = new Float32Array(count), folded = data.nodes.map(([text]) => fold(text));
    for (let i = 0; i < count; i++) size[i] = 2.6 + 1.25 * Math.sqrt(into[i].length);
    const folderCount = new Array(data.folders.length).fill(0);
    for (const node of data.nodes) if (node[1] >= 0) folderCount[node[1]]++;
    const order = [...folderCount.keys()].sort((a, b) => folderCount[b] - folderCount[a]);
    const palette = {
      light: ["#3b6fc4", "#2e9a76", "#8e5bc0", "#c98a12", "#2aa3b8", "#b4568f", "#6d8f2d", "#8a6a4f", "#5560c9", "#4f8a8b", "#a77b2c", "#7a7f8c"],
      dark: ["#7aa7f7", "#58c9a2", "#c098f0", "#edc05a", "#5fcfe0", "#e592c2", "#a8cb62", "#c7a587", "#959ef5", "#8cc4c4", "#d8b26a", "#a9b0bd"],
    };
    const slot = new Array(data.folders.length);
    order.forEach((folder, place) => { slot[folder] = Math.min(place, 11); });
    let colors, x = null, y = null, scale = 1, ox = 0, oy = 0, chosen = -1, over = -1, moved = false, pending = false;
    let off = new Set();
    const visibleNode = (i) => (missing(i) ? $("g-missing").checked : !off.has(data.nodes[i][1])) && ($("g-alone").checked || into[i].length + out[i].length > 0);
    let shownNodes = new Uint8Array(count);
    const settle = () => { for (let i = 0; i < count; i++) shownNodes[i] = visibleNode(i) ? 1 : 0; draw(); };
    const readColors = () => {
      const style = getComputedStyle(root), get = (variable) => style.getPropertyValue(variable).trim();
      colors = { folders: palette[isDark() ? "dark" : "light"], red: get("--error-bar"), orange: get("--warning-bar"), ink: get("--ink"), soft: get("--soft"), bg: get("--bg"), accent: get("--accent"), edge: isDark() ? "rgba(160,175,200,0.16)" : "rgba(70,85,110,0.16)" };
    };
    const colorOf = (i) => (missing(i) ? colors.red : colors.folders[slot[data.nodes[i][1]]]);

    function resize() {
      const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
      canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
      if (!moved) fit(false);
      draw();
    }
    function fit(redraw = true) {
      if (!x || !count) return;
      const xs = [], ys = [];
      for (let i = 0; i < count; i++) if (shownNodes[i]) { xs.push(x[i]); ys.push(y[i]); }
      if (!xs.length) return;
      /* A few nodes far out do not make all others small. */
      const part = (values, share) => values.sort((a, b) => a - b)[Math.round((values.length - 1) * share)];
      const left = part(xs, 0.004), right = part(xs, 0.996), top = part(ys, 0.004), low = part(ys, 0.996);
      const width = canvas.clientWidth, height = canvas.clientHeight;
      scale = Math.min(3, 0.92 * Math.min(width / Math.max(right - left, 60), height / Math.max(low - top, 60)));
      ox = width / 2 - scale * (left + right) / 2; oy = height / 2 - scale * (top + low) / 2;
      if (redraw) draw();
    }
    /* While a large drawing moves it shows a part of its links; all of them when it rests. */
    let moving = false, rest = 0;
    function move() {
      moving = pairs > 6000;
      clearTimeout(rest);
      rest = setTimeout(() => { moving = false; draw(); }, 140);
      draw();
    }
    function draw() { if (!pending) { pending = true; requestAnimationFrame(paint); } }
    function paint() {
      pending = false;
      if (!x) return;
      const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const focus = chosen >= 0 ? chosen : over, near = new Set(focus >= 0 ? [focus, ...into[focus].map(([i]) => i), ...out[focus].map(([i]) => i)] : []);
      const sx = (i) => x[i] * scale + ox, sy = (i) => y[i] * scale + oy;
      const lines = (wanted, color, thick, step = 1) => {
        context.beginPath();
        for (let k = 0; k < pairs; k += step) {
          const a = edges[k * 2], b = edges[k * 2 + 1];
          if (!shownNodes[a] || !shownNodes[b] || !wanted(a, b, data.edges[k * 3 + 2])) continue;
          const ax = sx(a), ay = sy(a), bx = sx(b), by = sy(b);
          if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > width || Math.max(ay, by) < 0 || Math.min(ay, by) > height) continue;
          context.moveTo(ax, ay); context.lineTo(bx, by);
        }
        context.strokeStyle = color; context.lineWidth = thick; context.stroke();
      };
      context.globalAlpha = focus >= 0 ? 0.35 : 1;
      const busy = pairs > 12000 ? 0.5 : 0.8, part = moving ? Math.ceil(pairs / 4000) : 1;
      lines((a, b, status) => status < 2, colors.edge, busy, part);
      context.globalAlpha = focus >= 0 ? 0.12 : pairs > 12000 ? 0.28 : 0.5;
      lines((a, b, status) => status >= 2, colors.red, busy, part);
      context.globalAlpha = 1;
      if (focus >= 0) {
        lines((a, b, status) => (a === focus || b === focus) && status < 2, colors.accent, 1.2);
        lines((a, b, status) => (a === focus || b === focus) && status >= 2, colors.red, 1.2);
      }
      const grow = Math.max(0.55, Math.min(1.6, Math.sqrt(scale)));
      const byColor = new Map();
      for (let i = 0; i < count; i++) {
        if (!shownNodes[i]) continue;
        const px = sx(i), py = sy(i);
        if (px < -30 || px > width + 30 || py < -30 || py > height + 30) continue;
        const key = colorOf(i) + (focus >= 0 && !near.has(i) ? "~" : "");
        if (!byColor.has(key)) byColor.set(key, []);
        byColor.get(key).push(i);
      }
      for (const [key, nodes] of byColor) {
        context.globalAlpha = key.endsWith("~") ? 0.22 : 1;
        context.fillStyle = key.replace("~", "");
        context.beginPath();
        for (const i of nodes) {
          const r = size[i] * grow, px = sx(i), py = sy(i);
          if (r < (moving ? 3 : 1.1)) context.rect(px - r, py - r, 2 * r, 2 * r);
          else { context.moveTo(px + r, py); context.arc(px, py, r, 0, 6.2832); }
        }
        context.fill();
      }
      context.globalAlpha = 1;
      for (const i of [over, chosen]) {
        if (i < 0 || !shownNodes[i]) continue;
        context.beginPath(); context.arc(sx(i), sy(i), size[i] * grow + 3, 0, 6.2832);
        context.strokeStyle = colors.ink; context.lineWidth = 1.6; context.stroke();
      }
      labels(sx, sy, grow, width, height, focus, near);
    }
    const bySize = [...Array(count).keys()].sort((a, b) => size[b] - size[a]);
    function labels(sx, sy, grow, width, height, focus, near) {
      const boxes = [], most = Math.round(width / 24);
      context.font = '12px system-ui, -apple-system, "Segoe UI", sans-serif';
      context.textAlign = "center"; context.textBaseline = "top"; context.lineJoin = "round";
      const candidates = focus >= 0 ? [focus, ...bySize.filter((i) => i !== focus && near.has(i))] : bySize;
      for (const i of candidates) {
        if (boxes.length >= most) break;
        if (!shownNodes[i]) continue;
        if (focus < 0 && size[i] * grow < 4.4 && scale < 1.9) break;
        const at = sx(i), py = sy(i) + size[i] * grow + 2;
        if (at < 0 || at > width || py < 0 || py > height - 16) continue;
        let text = name(i);
        if (text.length > 32) text = `${[...text].slice(0, 31).join("")}…`;
        const half = context.measureText(text).width / 2 + 3, px = Math.min(Math.max(at, half), Math.max(width - half, half));
        if (boxes.some(([l, t, r, b]) => px - half < r && px + half > l && py < b && py + 15 > t)) continue;
        boxes.push([px - half, py, px + half, py + 15]);
        context.strokeStyle = colors.bg; context.lineWidth = 3; context.strokeText(text, px, py);
        context.fillStyle = missing(i) ? colors.red : colors.ink; context.fillText(text, px, py);
      }
    }

    function nodeAt(px, py) {
      if (!x) return -1;
      const grow = Math.max(0.55, Math.min(1.6, Math.sqrt(scale)));
      let best = -1, least = Infinity;
      for (let i = 0; i < count; i++) {
        if (!shownNodes[i]) continue;
        const dx = x[i] * scale + ox - px, dy = y[i] * scale + oy - py, d = dx * dx + dy * dy, r = size[i] * grow + 4;
        if (d < r * r && d < least) { least = d; best = i; }
      }
      return best;
    }
    function zoom(factor, px = canvas.clientWidth / 2, py = canvas.clientHeight / 2) {
      const next = Math.min(12, Math.max(0.02, scale * factor));
      ox = px - (px - ox) * next / scale; oy = py - (py - oy) * next / scale;
      scale = next; moved = true;
      move();
    }
    function choose(i, centre) {
      chosen = i;
      side();
      if (centre && i >= 0 && x) {
        moved = true;
        scale = Math.max(scale, 1.1);
        ox = canvas.clientWidth / 2 - x[i] * scale; oy = canvas.clientHeight / 2 - y[i] * scale;
      }
      draw();
    }
    function side() {
      const panel = $("g-side");
      if (chosen < 0) {
        panel.replaceChildren(make("p", "empty", "Choose a note in the drawing or in the search to see its links."));
        return;
      }
      const [path, folder, problems, raw] = data.nodes[chosen], title = make("h3", missing(chosen) ? "broken" : "");
      if (missing(chosen)) title.textContent = path; else title.append(noteLink(name(chosen), raw || path));
      const facts = missing(chosen) ? "not written yet" : `${data.folders[folder] || "top of the vault"}${problems ? ` · ${counted(problems, "problem")}` : ""}`;
      panel.replaceChildren(title, make("p", "", facts));
      for (const [label, links] of [["Links here", into[chosen]], ["Links to", out[chosen]]]) {
        panel.append(make("h4", "", `${label} (${number.format(links.length)})`));
        const list = make("ul");
        for (const [i, status] of links.slice(0, 100)) {
          const item = make("li"), button = make("button", status >= 2 ? "broken" : "", name(i) + (status === 2 ? " (no such heading)" : status === 3 ? " (unwritten)" : ""));
          button.type = "button";
          button.addEventListener("click", () => choose(i, true));
          item.append(button);
          list.append(item);
        }
        if (links.length) panel.append(list); else panel.append(make("p", "", "none"));
        if (links.length > 100) panel.append(make("p", "", `and ${number.format(links.length - 100)} more`));
      }
    }

    /* Pointer and keys */
    const pointers = new Map();
    let start = null, spread = 0;
    const place = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    canvas.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, place(event));
      try { canvas.setPointerCapture(event.pointerId); } catch { /* the pointer is gone */ }
      start = place(event);
      canvas.classList.add("drag");
    });
    canvas.addEventListener("pointermove", (event) => {
      const here = place(event), before = pointers.get(event.pointerId);
      if (!before) {
        const i = nodeAt(...here);
        canvas.classList.toggle("over", i >= 0);
        tip.hidden = i < 0;
        if (i >= 0) {
          tip.textContent = `${data.nodes[i][0]} · ${counted(into[i].length, "backlink")}`;
          tip.style.left = `${Math.min(here[0] + 14, canvas.clientWidth - 200)}px`; tip.style.top = `${here[1] + 14}px`;
        }
        if (i !== over) { over = i; draw(); }
        return;
      }
      pointers.set(event.pointerId, here);
      if (pointers.size === 2) {
        const [[ax, ay], [bx, by]] = [...pointers.values()], now = Math.hypot(ax - bx, ay - by);
        if (spread) zoom(now / spread, (ax + bx) / 2, (ay + by) / 2);
        spread = now;
        return;
      }
      ox += here[0] - before[0]; oy += here[1] - before[1]; moved = true;
      move();
    });
    const release = (event) => {
      const here = place(event), was = pointers.delete(event.pointerId);
      spread = 0;
      canvas.classList.remove("drag");
      if (event.type === "pointerup" && was && start && Math.hypot(here[0] - start[0], here[1] - start[1]) < 5) choose(nodeAt(...here), false);
      start = null;
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => { tip.hidden = true; if (over >= 0) { over = -1; draw(); } });
    canvas.addEventListener("wheel", (event) => {
      if (!(event.ctrlKey || event.metaKey || document.activeElement === canvas)) return; /* else the page scrolls */
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), ...place(event));
    }, { passive: false });
    canvas.addEventListener("dblclick", (event) => zoom(1.8, ...place(event)));
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (step) { ox += step[0]; oy += step[1]; moved = true; move(); }
      else if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else if (event.key === "0") { moved = false; fit(); }
      else if (event.key === "Escape") choose(-1, false);
      else return;
      event.preventDefault();
    });
    $("g-in").addEventListener("click", () => zoom(1.4));
    $("g-out").addEventListener("click", () => zoom(1 / 1.4));
    $("g-fit").addEventListener("click", () => { moved = false; fit(); });
    for (const id of ["g-missing", "g-alone"]) $(id).addEventListener("change", settle);

    /* Search */
    const input = $("g-q"), hits = $("g-hits");
    let picks = [], active = -1;
    const close = () => { hits.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (index) => {
      active = index;
      [...hits.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === index)));
      if (index >= 0) { input.setAttribute("aria-activedescendant", `hit-${index}`); hits.children[index].scrollIntoView({ block: "nearest" }); }
    };
    const pick = (index) => { if (picks[index] !== undefined) { choose(picks[index], true); input.value = name(picks[index]); close(); } };
    input.addEventListener("input", later(() => {
      const wanted = fold(input.value.trim());
      if (!wanted) { close(); return; }
      picks = [];
      for (const i of bySize) if (folded[i].includes(wanted)) picks.push(i);
      const rank = (i) => (fold(name(i)) === wanted ? 0 : fold(name(i)).startsWith(wanted) ? 1 : 2);
      picks = picks.slice(0, 400).sort((a, b) => rank(a) - rank(b)).slice(0, 12);
      hits.replaceChildren(...picks.map((i, n) => {
        const item = make("li", "", data.nodes[i][0] + (missing(i) ? " (unwritten)" : ""));
        item.id = `hit-${n}`;
        item.setAttribute("role", "option");
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(n); });
        return item;
      }));
      hits.hidden = !picks.length;
      input.setAttribute("aria-expanded", String(picks.length > 0));
      mark(picks.length ? 0 : -1);
    }));
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { if (picks.length) mark((active + (event.key === "ArrowDown" ? 1 : -1) + picks.length) % picks.length); }
      else if (event.key === "Enter") pick(active);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);

    /* Legend */
    readColors();
    const legend = () => {
      const swatch = (color) => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
        svg.setAttribute("viewBox", "0 0 10 10"); svg.setAttribute("aria-hidden", "true");
        for (const [key, value] of [["cx", 5], ["cy", 5], ["r", 5], ["fill", color]]) dot.setAttribute(key, value);
        svg.append(dot);
        return svg;
      };
      const buttons = order.map((folder) => {
        const button = make("button");
        button.type = "button";
        button.setAttribute("aria-pressed", String(!off.has(folder)));
        button.append(swatch(colors.folders[slot[folder]]), `${data.folders[folder] || "top of the vault"} (${number.format(folderCount[folder])})`);
        button.addEventListener("click", () => {
          if (!off.delete(folder)) off.add(folder);
          button.setAttribute("aria-pressed", String(!off.has(folder)));
          settle();
        });
        return button;
      });
      $("g-legend").replaceChildren(...buttons);
    };
    legend();
    addEventListener("theme", () => { readColors(); legend(); draw(); });
    new ResizeObserver(resize).observe(canvas);
    settle();
    let shown = false;
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const begin = () => {
      if (shown) return;
      shown = true;
      const group = Int32Array.from(data.nodes, (node) => node[1] + 1);
      canvas.dataset.state = "running";
      let last = null;
      runLayout({ count, edges, group, groups: data.folders.length + 1 }, () => {
        if (last) [x, y] = last;
        if (!moved) fit(false);
        canvas.dataset.state = "done";
        draw();
      }, (px, py) => {
        last = [px, py];
        if (quiet && x) return;
        [x, y] = last;
        if (!moved) fit(false);
        move();
      });
    };
    /* The layout takes a while: it starts when the drawing is about to be seen. */
    new IntersectionObserver((entries, observer) => {
      if (entries.some((entry) => entry.isIntersecting)) { observer.disconnect(); begin(); }
    }, { rootMargin: "800px" }).observe(canvas);
    addEventListener("beforeprint", begin);
  }
}
