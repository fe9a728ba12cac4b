/**
 * The script of a plot's page, as the text that is put into it: it gives the panels' plain options their functions
 * (theme, ticks, legend), and the page its buttons and keys. Plain JavaScript without backslashes or backticks.
 */
export const pageScript: string = `
'use strict';
(function () {
  const { panels, dark, width, font, theme } = JSON.parse(document.getElementById('plot').textContent);
  const screenDark = matchMedia('(prefers-color-scheme: dark)');
  let printing = false;
  const FONT = '12px ' + (font || 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif');
  // #rrggbb or #rrggbbaa as the theme has it; see-through fills need more strength on a dark page.
  const colour = (c) => {
    if (printing || !(theme ? theme === 'dark' : screenDark.matches)) return c;
    const alpha = c.length > 7 ? Math.min(255, Math.round(parseInt(c.slice(7), 16) * 1.5)).toString(16).padStart(2, '0') : '';
    return (dark[c.slice(0, 7)] || c.slice(0, 7)) + alpha;
  };
  const element = (tag, className, parent, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return parent.appendChild(node);
  };

  // A column came without the nulls at its ends, the times as start, step and count where they are even.
  const expand = (column, rows) => {
    const full = new Array(rows).fill(null);
    for (let i = 0; i < column.values.length; i++) full[column.from + i] = column.values[i];
    return full;
  };
  const unpack = ({ times, columns }) => {
    const x = Array.isArray(times) ? times : Array.from({ length: times.count }, (_, i) => times.start + i * times.step);
    return [x].concat(columns.map((column) => expand(column, x.length)));
  };

  const { show, free, compact, cut } = plotNumbers();

  function makePanel(panel, section, group) {
    const { options, legend, cutoffs, precision } = panel;
    const data = unpack(panel.packed), x = data[0];
    const clock = plotClock(panel.timezone);
    const view = { min: options.scales.x.min, max: options.scales.x.max };
    const pad = panel.pad || 0, map = legend.find(({ kind }) => kind === 'map');
    const timed = options.scales.x.time, ticks = panel.ticks, spread = ({ kind }) => kind === 'band' || kind === 'interval';
    const limits = { min: x[0] - pad, max: x[x.length - 1] + pad };
    view.min -= pad;
    view.max += pad;
    const widen = ({ min, max }) => (min < max ? { min, max } : { min: min - (timed ? 43200 : 0.5), max: max + (timed ? 43200 : 0.5) });

    if (group.several) element(panel.host ? 'h4' : 'h2', '', section, options.title).title = options.title;
    const list = element('div', 'legend', section);
    list.setAttribute('role', 'group');
    list.setAttribute('aria-label', 'Legend: values at the cursor; press to show or hide');
    const frame = element('div', 'plot', section);
    frame.tabIndex = 0;
    frame.setAttribute('role', 'application');
    frame.setAttribute('aria-label', 'Chart of ' + (options.axes[1].label || options.title) + ' over ' + (options.axes[0].label || 'time')
      + '. Left and right arrows pan, plus and minus zoom, 0 resets, A shows all.');

    // Range of the drawn values: decides how many decimals a value needs.
    let low = Infinity, high = -Infinity;
    for (const column of data.slice(1)) for (const v of column) if (v !== null) { if (v < low) low = v; if (v > high) high = v; }
    // What differs by less than rounding does, beside its own size or that of what it is a part of, is drawn as constant.
    const size = Math.max(low <= high ? Math.max(Math.abs(low), Math.abs(high)) : 0, options.scales.y.size || 0);
    const isFlat = (min, max) => max - min <= 1e-9 * Math.max(Math.abs(min), Math.abs(max), size);
    const resolution = map ? (high || 1) / 200 : isFlat(low, high) || !(low <= high) ? (size || 1) / 1000 : (high - low) / 2000;
    const text = (value) => show(value, resolution, size);
    const places = low <= high ? Math.max(text(low).length, text(high).length) : 1;
    const rangeOf = (u, min, max) => {
      if (min === null || max === null) return [null, null];
      const zero = options.scales.y.zero, middle = (min + max) / 2;
      if (!isFlat(min, max)) return zero ? uPlot.rangeNum(Math.min(0, min), Math.max(0, max), 0.1, true) : uPlot.rangeNum(min, max, 0.1, true);
      if (Math.abs(middle) > 1e-9 * size) return [Math.min(0, 2 * middle), Math.max(0, 2 * middle)];
      return zero ? [0, size || 1] : [-(size || 1), size || 1];
    };

    const when = element('span', 'when', list);
    let row = list;
    const entries = legend.map((entry) => {
      if (!spread(entry)) row = element('span', 'group', list);
      const button = element('button', 'entry ' + entry.kind, row);
      button.type = 'button';
      const swatch = element('span', 'swatch', button);
      const paint = () => {
        swatch.style.background = entry.kind === 'band' || entry.kind === 'bar' || entry.kind === 'gap' || entry.kind === 'point' ? colour(entry.color)
          : entry.kind === 'map' ? 'linear-gradient(to right, transparent, ' + colour(entry.color) + ')' : 'none';
        swatch.style.borderTopColor = colour(entry.color);
        swatch.style.borderTopStyle = entry.dash.length === 0 ? 'solid' : entry.dash[0] < 4 ? 'dotted' : 'dashed';
      };
      element('span', 'label', button, entry.label);
      if (entry.kind === 'band') button.setAttribute('aria-label', entry.model + ' ' + entry.label + ' interval');
      const value = element('span', 'value', button);
      const room = (spread(entry) ? 2 * places + 3 : entry.kind === 'map' ? places + 10 : entry.kind === 'gap' ? 0 : places) + 'ch';
      const mark = (on) => {
        entry.shown = on;
        button.setAttribute('aria-pressed', String(on));
        value.style.minWidth = on ? room : '0';
      };
      const press = (on) => {
        mark(on);
        plot.batch(() => entry.columns.forEach((column) => plot.setSeries(column, { show: on })));
        if (entry.kind === 'gap') plot.redraw(false);
        readOut(plot);
      };
      mark(entry.show);
      button.addEventListener('click', () => press(!entry.shown));
      return { entry, value, paint, press };
    });

    // The texts of an entry at a row: one for each lane that holds a value there.
    const textsAt = (entry, i) => {
      const texts = [], columns = entry.columns;
      const at = (column) => data[column][i];
      for (let c = 0; c < columns.length; c += spread(entry) ? 2 : 1) {
        if (at(columns[c]) === null || at(columns[c]) === undefined) continue;
        const first = text(at(columns[c]));
        texts.push(spread(entry) ? first + ' – ' + text(at(columns[c + 1])) : first);
      }
      return texts;
    };
    const textAt = (entry, i) => {
      const texts = textsAt(entry, i);
      return entry.kind === 'gap' ? '' : texts.length === 0 ? '–' : texts.slice(0, 2).join(' | ') + (texts.length > 2 ? ' …' : '');
    };

    // The cell of a map under the cursor; without one, how dark the darkest is.
    const cellAt = (u, i) => {
      if (!(u.cursor.top >= 0 && u.cursor.left >= 0)) return '0 – ' + text(high);
      const row = Math.min(Math.max(Math.round(u.posToVal(u.cursor.top, 'y')), 1), map.columns.length);
      return options.series[row].label + ': ' + text(data[row][i]);
    };
    function drawMap(u) {
      const { ctx, bbox } = u, start = (i) => Math.round(u.valToPos(x[i] - pad, 'x', true));
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      ctx.fillStyle = colour(map.color);
      for (const row of map.shown ? map.columns : []) {
        const top = Math.round(u.valToPos(row - 0.5, 'y', true)), bottom = Math.round(u.valToPos(row + 0.5, 'y', true));
        for (let i = 0; i < x.length; i++) {
          const right = Math.round(u.valToPos(i + 1 < x.length ? x[i + 1] - pad : x[i] + pad, 'x', true));
          ctx.globalAlpha = high > 0 ? data[row][i] / high : 0;
          ctx.fillRect(start(i), top, right - start(i), bottom - top);
        }
      }
      ctx.restore();
    }

    // What is missing, from top to bottom and at least a pixel wide.
    function drawGaps(u) {
      const { ctx, bbox } = u;
      ctx.save();
      for (const { spans, color, shown } of legend.filter(({ kind }) => kind === 'gap')) {
        ctx.fillStyle = colour(color);
        for (const [from, to] of shown ? spans : []) {
          if (to < u.scales.x.min || from > u.scales.x.max) continue;
          const left = Math.max(bbox.left, u.valToPos(from, 'x', true)), right = Math.min(bbox.left + bbox.width, u.valToPos(to, 'x', true));
          ctx.fillRect(left, bbox.top, Math.max(right - left, devicePixelRatio || 1), bbox.height);
        }
      }
      ctx.restore();
    }

    // Upright strokes from end to end with a bar at both, over the points that they belong to.
    function drawIntervals(u) {
      const { ctx, bbox } = u, ratio = devicePixelRatio || 1;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      ctx.lineWidth = 2 * ratio;
      for (const { columns, color, shown } of legend.filter(({ kind }) => kind === 'interval')) {
        ctx.strokeStyle = colour(color);
        for (let i = 0; shown && i < x.length; i++) {
          const ends = columns.map((column) => data[column][i]);
          if (ends.includes(null)) continue;
          const middle = u.valToPos(x[i], 'x', true), [low, high] = ends.map((end) => u.valToPos(end, 'y', true)), half = 6 * ratio;
          ctx.beginPath();
          ctx.moveTo(middle, low);
          ctx.lineTo(middle, high);
          for (const end of [low, high]) {
            ctx.moveTo(middle - half, end);
            ctx.lineTo(middle + half, end);
          }
          ctx.stroke();
        }
      }
      ctx.restore();
    }

    const resting = (u) => {
      let i = u.valToIdx(Math.min(u.scales.x.max, limits.max));
      while (i > 0 && x[i] > u.scales.x.max) i--;
      return i;
    };
    const readOut = (u) => {
      const i = u.cursor.left >= 0 && u.cursor.idx != null ? u.cursor.idx : resting(u);
      when.textContent = timed ? clock.full(x[i], precision) : ticks ? ticks[x[i]] : options.axes[0].label + ' ' + free(x[i]);
      for (const { entry, value } of entries) value.textContent = !entry.shown ? '' : entry === map ? cellAt(u, i) : textAt(entry, i);
    };

    function drawCutoffs(u) {
      const { ctx, bbox } = u, ratio = devicePixelRatio || 1;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left - ratio, 0, bbox.width + 2 * ratio, bbox.top + bbox.height);
      ctx.clip();
      ctx.strokeStyle = ctx.fillStyle = colour(panel.cutoffColor);
      ctx.lineWidth = ratio;
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.font = FONT.replace('12px', 11 * ratio + 'px');
      ctx.textBaseline = 'bottom';
      for (const cutoff of cutoffs) {
        const left = Math.round(u.valToPos(cutoff, 'x', true)) + 0.5 * (ratio % 2);
        ctx.beginPath();
        ctx.moveTo(left, bbox.top);
        ctx.lineTo(left, bbox.top + bbox.height);
        ctx.stroke();
        if (cutoffs.length > 3) continue;
        ctx.textAlign = left > bbox.left + bbox.width - 50 * ratio ? 'right' : left < bbox.left + 50 * ratio ? 'left' : 'center';
        ctx.fillText(panel.mark || 'cutoff', left, bbox.top - 3 * ratio);
      }
      ctx.restore();
    }

    // A value between two missing ones has no line: it gets a point.
    const lonely = (u, s) => {
      const column = data[s], found = [], range = u.series[0].idxs || [0, -1];
      for (let i = range[0]; i <= range[1]; i++)
        if (column[i] !== null && (column[i - 1] ?? null) === null && (column[i + 1] ?? null) === null) found.push(i);
      return found.length > 0 ? found : null;
    };
    const lengthwise = Math.floor((options.height - 60) / 6.5); // letters of a label beside the chart
    const axisLook = (a) => Object.assign({}, a, {
      label: a.label ? (a === options.axes[1] ? cut(a.label, lengthwise) : a.label) : undefined, font: FONT, labelFont: FONT, stroke: () => colour(a.stroke),
      grid: Object.assign({}, a.grid, { stroke: () => colour(a.grid.stroke) }),
      ticks: Object.assign({}, a.ticks, { stroke: () => colour(a.ticks.stroke) }),
    });
    // Steps are 1, 2, 2.5 or 5 times a power of ten: those of 2.5 need one more decimal.
    const tickUnit = (step) => (Math.abs(step / 10 ** Math.floor(Math.log10(step) + 1e-9) - 2.5) < 1e-6 ? step / 10 : step);
    const yValues = (u, splits, a, space, step) => {
      const unit = step ? tickUnit(step) : resolution, largest = Math.max(...splits.map(Math.abs)) || size;
      return splits.map((v) => (options.axes[1].label ? show(v, unit, largest) : compact(v, unit, largest)));
    };
    const yLook = { values: yValues, space: options.height < 200 ? 22 : 42, size: (u, values) => 16 + 7 * Math.max(pad ? 6 : 3, ...(values || []).map((v) => v.length)),
      labelSize: 22, labelGap: 2 };
    if (map) yLook.incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]; // rows are counted
    // A name in at most two lines of so many letters, broken where a word ends; null where it does not fit.
    const fit = (name, letters) => {
      if (name.length <= letters) return name;
      const at = 1 + Math.max(name.lastIndexOf('-', letters - 1), name.lastIndexOf(' ', letters - 1));
      return at === 0 || name.length - at > letters ? null : name.slice(0, at) + String.fromCharCode(10) + name.slice(at);
    };
    const whole = x.every(Number.isInteger);
    const numberLook = { values: (u, splits) => splits.map(free), size: 30, labelSize: 18, labelGap: 0, space: 60 };
    if (panel.increments) numberLook.incrs = panel.increments;
    else if (whole) numberLook.incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
    let aslant = false; // names stand level if all fit
    const nameLook = { labelSize: 18, labelGap: 0, grid: { show: false }, splits: (u, a, min, max) => x.filter((v) => v >= min && v <= max),
      values: (u, splits) => {
        const letters = Math.floor(u.bbox.width / (devicePixelRatio || 1) / splits.length / 8), level = splits.map((v) => fit(ticks[v], letters));
        aslant = level.includes(null);
        return aslant ? splits.map((v) => cut(ticks[v], 22)) : level;
      },
      rotate: () => (aslant ? 60 : 0),
      size: (u, texts) => (!texts ? 30 : aslant ? 20 + 6.2 * Math.max(...texts.map((t) => t.length)) : texts.some((t) => t.includes(String.fromCharCode(10))) ? 44 : 30) };
    const timeLook = { values: (u, splits) => clock.labels(splits), size: 44, labelSize: 18, labelGap: 0,
      splits: (u, a, min, max) => clock.ticks(min, max, u.bbox.width / (devicePixelRatio || 1)) };

    const named = (i) => (options.axes[i].label ? {} : { labelSize: 0 }); // small charts go without
    const dotted = legend.some(({ kind }) => kind === 'point'); // points lie over their intervals
    const kindOf = (column) => (legend.find(({ columns }) => columns.includes(column)) || {}).kind;
    const plot = new uPlot(Object.assign({}, options, {
      title: undefined,
      width: Math.max(200, frame.clientWidth),
      padding: [18, 14, 0, 0],
      legend: { show: false },
      cursor: { points: map ? { show: false } : { size: 7, width: 0 }, y: map !== undefined, drag: { x: true, y: false, dist: 4 },
        sync: group.shared ? { key: 'plot' + (panel.host || ''), setSeries: false, scales: ['x', null] } : undefined,
        bind: { dblclick: () => () => { group.reset(); return null; } } },
      series: options.series.map((s, i) => Object.assign({}, s, i === 0 ? {} : {
        stroke: s.stroke ? () => colour(s.stroke) : undefined,
        fill: s.fill ? () => colour(s.fill) : undefined,
        dash: s.dash ? s.dash.map((length) => length * (devicePixelRatio || 1)) : undefined,
        paths: kindOf(i) === 'bar' ? uPlot.paths.bars({ size: [0.7, 72] }) : kindOf(i) === 'point' ? () => null : undefined,
        points: { show: kindOf(i) === 'point', filter: s.width > 0 ? lonely : null, size: kindOf(i) === 'point' ? 9 : 5, width: 0, fill: s.stroke ? () => colour(s.stroke) : undefined },
      })),
      bands: options.bands.map((b) => ({ series: b.series, fill: () => colour(b.fill) })),
      scales: { x: Object.assign({}, options.scales.x, widen(view)), y: Object.assign({}, options.scales.y, options.scales.y.range ? {} : { range: rangeOf }) },
      axes: [Object.assign(axisLook(options.axes[0]), timed ? timeLook : ticks ? nameLook : numberLook, named(0)), Object.assign(axisLook(options.axes[1]), yLook, named(1))],
      hooks: { drawAxes: dotted ? [drawGaps, drawCutoffs, drawIntervals] : [drawGaps, drawCutoffs], draw: map ? [drawMap] : dotted ? [] : [drawIntervals], setCursor: [readOut], setScale: [(u, key) => { if (key === 'x') readOut(u); }] },
    }), data, frame);

    function range(min, max) {
      const least = x.length > 1 ? 2 * Math.min(x[1] - x[0], limits.max - limits.min) : 1;
      const length = Math.min(Math.max(max - min, least), limits.max - limits.min);
      const start = Math.min(Math.max((min + max - length) / 2, limits.min), limits.max - length);
      plot.setScale('x', widen({ min: start, max: start + length }));
    }
    const zoom = (factor) => {
      const { min, max } = plot.scales.x, middle = (min + max) / 2, half = ((max - min) / 2) * factor;
      range(middle - half, middle + half);
    };
    const pan = (part) => {
      const { min, max } = plot.scales.x, by = (max - min) * part;
      range(min + by, max + by);
    };
    const last = () => plot.setScale('x', widen(view));
    const all = () => plot.setScale('x', widen(limits));
    const restore = () => { last(); entries.forEach(({ entry, press }) => { if (entry.shown !== entry.show) press(entry.show); }); };
    const repaint = () => { entries.forEach(({ paint }) => paint()); plot.redraw(false); };
    new ResizeObserver(() => {
      if (frame.clientWidth >= 200 && frame.clientWidth !== plot.width) plot.setSize({ width: frame.clientWidth, height: options.height });
    }).observe(frame);
    repaint();
    readOut(plot);
    addTable(section);

    function addTable(parent) {
      const columns = legend.filter(({ kind }) => kind === 'forecast' || kind === 'band' || kind === 'actual' || kind === 'point');
      const forecasts = legend.filter(({ kind }) => kind === 'forecast');
      if (forecasts.length === 0) return;
      const tableLabel = ({ kind, model, label }) => (kind === 'band' && forecasts.length > 1 ? model + ' ' + label : label);
      const details = element('details', '', parent);
      element('summary', '', details, 'Forecast values');
      details.addEventListener('toggle', () => {
        const table = element('table', '', element('div', 'scroll', details));
        const head = element('tr', '', element('thead', '', table));
        [options.axes[0].label || 'time'].concat(columns.map(tableLabel)).forEach((text) => element('th', '', head, text).scope = 'col');
        const body = element('tbody', '', table);
        for (let i = 0; i < x.length; i++) {
          if (!forecasts.some((entry) => textsAt(entry, i).length > 0)) continue;
          const row = element('tr', '', body);
          element('th', '', row, clock.full(x[i], precision)).scope = 'row';
          columns.forEach((entry) => element('td', '', row, textsAt(entry, i).join(' | ')));
        }
      }, { once: true });
    }
    return { plot, frame, zoom, pan, last, all, restore, repaint };
  }

  document.querySelector('main').style.maxWidth = width + 'px';
  const first = (p) => { const t = p.packed.times; return Array.isArray(t) ? [t[0], t[t.length - 1]] : [t.start, t.start + t.step * (t.count - 1)]; };
  const drawn = [];
  // The panels of one plot: they share buttons, keys and, where their times are the same, the cursor.
  function makePlot(host) {
    const own = panels.filter((p) => p.host === host), members = [];
    const each = (act, value) => () => members.forEach((panel) => panel[act](value));
    const reset = each('restore'), several = own.length > 1;
    const group = { several, reset, shared: several && own.every((p) => String(first(p)) === String(first(own[0]))) };
    const place = document.getElementById(host || 'panels');
    for (const panel of own) members.push(makePanel(panel, element('section', '', place), group));
    drawn.push(...members);

    const actions = { last: each('last'), all: each('all'), in: each('zoom', 0.5), out: each('zoom', 2), reset };
    const buttons = document.querySelectorAll((host ? '[data-of="' + host + '"] ' : '') + '[data-act]');
    for (const button of buttons) button.addEventListener('click', actions[button.dataset.act]);
    const keys = { ArrowLeft: each('pan', -0.2), ArrowRight: each('pan', 0.2), '+': actions.in, '=': actions.in, '-': actions.out, _: actions.out, 0: reset, a: actions.all };
    for (const { frame } of members) frame.addEventListener('keydown', (event) => {
      const act = keys[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
  }
  for (const host of new Set(panels.map((p) => p.host))) makePlot(host);

  const repaint = () => drawn.forEach((panel) => panel.repaint());
  screenDark.addEventListener('change', repaint);
  addEventListener('beforeprint', () => { printing = true; repaint(); });
  addEventListener('afterprint', () => { printing = false; repaint(); });
  document.documentElement.dataset.ready = 'yes';
})();
`;
