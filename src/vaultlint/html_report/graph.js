"use strict";
/* Positions of the nodes of a graph: links pull, all nodes push each other (Barnes-Hut), folders keep together. It runs
   in a worker, so it may use nothing from outside of this function. */
function layoutWorker() {
  let count, edges, degree, group, groups, x, y, vx, vy, radius;

  function start(data) {
    ({ count, edges, group, groups } = data);
    degree = new Float32Array(count);
    for (const end of edges) degree[end]++;
    x = new Float32Array(count); y = new Float32Array(count); vx = new Float32Array(count); vy = new Float32Array(count);
    radius = 26 * Math.sqrt(count) + 60;
    place();
  }

  /* Folders on a sunflower, larger ones first and in the middle; in each its notes on a smaller one. */
  function place() {
    const size = new Float32Array(groups), seen = new Float32Array(groups), before = new Float32Array(groups);
    for (let i = 0; i < count; i++) size[group[i]]++;
    const order = [...size.keys()].sort((a, b) => size[b] - size[a]);
    let sum = 0;
    for (const g of order) { before[g] = sum + size[g] / 2; sum += size[g]; }
    for (let i = 0; i < count; i++) {
      const g = group[i], turn = order.indexOf(g) * 2.39996, far = radius * 0.62 * Math.sqrt(before[g] / (count || 1));
      const n = seen[g]++, angle = n * 2.39996, near = 13 * Math.sqrt(n + 0.5);
      x[i] = Math.cos(turn) * far + Math.cos(angle) * near;
      y[i] = Math.sin(turn) * far + Math.sin(angle) * near;
    }
  }

  let child, mass, cx, cy, half, used;

  function grow(size) {
    child = new Int32Array(size * 4); mass = new Float32Array(size); cx = new Float32Array(size); cy = new Float32Array(size);
    half = new Float32Array(size);
  }

  /* A quadtree in arrays. A child is 0 for none, -(node + 1) for a leaf, else a cell. */
  function build() {
    let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
    for (let i = 0; i < count; i++) {
      if (x[i] < left) left = x[i]; if (x[i] > right) right = x[i];
      if (y[i] < low) low = y[i]; if (y[i] > high) high = y[i];
    }
    const span = Math.max(right - left, high - low, 1) / 2 + 1, mx = (left + right) / 2, my = (low + high) / 2;
    if (!child) grow(count * 4 + 64);
    child.fill(0); mass.fill(0); cx.fill(0); cy.fill(0);
    used = 2; half[1] = span;
    for (let i = 0; i < count; i++) insert(i, mx, my, span);
    for (let c = 1; c < used; c++) { cx[c] /= mass[c]; cy[c] /= mass[c]; }
  }

  function insert(i, mx, my, span) {
    let cell = 1;
    for (let depth = 0; depth < 40; depth++) {
      mass[cell]++; cx[cell] += x[i]; cy[cell] += y[i];
      const right = x[i] > mx ? 1 : 0, low = y[i] > my ? 2 : 0, slot = cell * 4 + right + low, there = child[slot];
      span /= 2; mx += right ? span : -span; my += low ? span : -span;
      if (there === 0) { child[slot] = -(i + 1); return; }
      if (there > 0) { cell = there; continue; }
      const other = -there - 1;
      if (used >= mass.length || (Math.abs(x[other] - x[i]) < 1e-3 && Math.abs(y[other] - y[i]) < 1e-3)) {
        x[i] += (i % 7) * 0.01 + 0.01; return;
      }
      const made = used++;
      half[made] = span; child[slot] = made;
      mass[made] = 1; cx[made] = x[other]; cy[made] = y[other];
      child[made * 4 + (x[other] > mx ? 1 : 0) + (y[other] > my ? 2 : 0)] = -(other + 1);
      cell = made;
    }
  }

  const stack = new Int32Array(4096);

  function push(i, strength) {
    let top = 0, fx = 0, fy = 0;
    stack[top++] = 1;
    while (top) {
      const cell = stack[--top], dx = cx[cell] - x[i], dy = cy[cell] - y[i], d2 = dx * dx + dy * dy + 1, wide = half[cell] * 2;
      if (wide * wide < d2 * 0.9) { const f = strength * mass[cell] / d2; fx -= dx * f; fy -= dy * f; continue; }
      for (let k = cell * 4; k < cell * 4 + 4; k++) {
        const there = child[k];
        if (there > 0) { if (top < 4095) stack[top++] = there; }
        else if (there < 0 && there !== -(i + 1)) {
          const o = -there - 1, ox = x[o] - x[i], oy = y[o] - y[i], f = strength / (ox * ox + oy * oy + 4);
          fx -= ox * f; fy -= oy * f;
        }
      }
    }
    vx[i] += fx; vy[i] += fy;
  }

  function tick(alpha) {
    build();
    for (let i = 0; i < count; i++) push(i, 34 * alpha);
    for (let k = 0; k < edges.length; k += 2) {
      const a = edges[k], b = edges[k + 1], dx = x[b] - x[a], dy = y[b] - y[a], d = Math.sqrt(dx * dx + dy * dy) || 1;
      const few = Math.min(degree[a], degree[b]), pull = (d - 30) / d * alpha * 0.9 / Math.max(1, few) * 0.5;
      const share = degree[a] / (degree[a] + degree[b]);
      vx[b] -= dx * pull * share; vy[b] -= dy * pull * share;
      vx[a] += dx * pull * (1 - share); vy[a] += dy * pull * (1 - share);
    }
    const gx = new Float32Array(groups), gy = new Float32Array(groups), gn = new Float32Array(groups);
    for (let i = 0; i < count; i++) { const g = group[i]; gx[g] += x[i]; gy[g] += y[i]; gn[g]++; }
    for (let i = 0; i < count; i++) {
      const g = group[i], hold = degree[i] ? 0.02 : 0.06;
      if (g) { vx[i] += (gx[g] / gn[g] - x[i]) * hold * alpha; vy[i] += (gy[g] / gn[g] - y[i]) * hold * alpha; }
      vx[i] -= x[i] * 0.012 * alpha; vy[i] -= y[i] * 0.012 * alpha;
      vx[i] *= 0.6; vy[i] *= 0.6;
      x[i] += vx[i]; y[i] += vy[i];
    }
  }

  return { start, tick, positions: () => ({ x: x.slice(), y: y.slice() }) };
}

function runLayout(data, settled, show) {
  const steps = data.count > 4000 ? 130 : 240, alpha = (n) => Math.pow(0.012, n / steps);
  const source = `const layout = (${layoutWorker})(); onmessage = (event) => { layout.start(event.data);
    const steps = ${steps}; let last = Date.now();
    for (let n = 0; n < steps; n++) { layout.tick(Math.pow(0.012, n / steps));
      if (Date.now() - last > 40) { last = Date.now(); postMessage({ at: n / steps, ...layout.positions() }); } }
    postMessage({ at: 1, ...layout.positions() }); };`;
  const fallback = () => {
    const layout = layoutWorker();
    layout.start(data);
    let n = 0;
    const some = () => {
      const until = performance.now() + 12;
      while (n < steps && performance.now() < until) layout.tick(alpha(n++));
      const p = layout.positions();
      show(p.x, p.y);
      if (n < steps) requestAnimationFrame(some); else settled();
    };
    some();
  };
  try {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" })), worker = new Worker(url);
    let any = false;
    worker.onmessage = ({ data: p }) => {
      any = true;
      show(p.x, p.y);
      if (p.at === 1) { worker.terminate(); URL.revokeObjectURL(url); settled(); }
    };
    worker.onerror = () => { worker.terminate(); if (!any) fallback(); };
    worker.postMessage(data);
  } catch { fallback(); }
}
