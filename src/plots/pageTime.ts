/**
 * The clock of a plot's page, as the text that is put into it: ticks and labels on the wall clock of the series' zone,
 * whatever the zone of the reader's machine. Plain JavaScript without backslashes or backticks.
 */
export const pageTime: string = `
function plotClock(zone) {
  const DAY = 86400, MONTH = 30.44 * DAY;
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const fixed = zone === 'floating' || zone === 'UTC';
  const number = 'numeric';
  const format = fixed ? null : new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23',
    year: number, month: number, day: number, hour: number, minute: number, second: number });
  const known = new Map();

  // Seconds by which the zone's wall clock is ahead of UTC; zones change on quarter hours only.
  function offset(t) {
    if (fixed) return 0;
    const start = Math.floor(t / 900) * 900;
    if (!known.has(start)) {
      const p = {};
      for (const part of format.formatToParts(new Date(start * 1000))) p[part.type] = +part.value;
      known.set(start, Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) / 1000 - start);
    }
    return known.get(start);
  }
  const toWall = (t) => t + offset(t);
  const fromWall = (w) => w - offset(w - offset(w));
  const read = (w) => new Date(w * 1000);
  const two = (n) => String(n).padStart(2, '0');

  const seconds = [1, 5, 10, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, DAY, 2 * DAY, 7 * DAY];
  const months = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000];
  // Clock labels are wider than dates, with the day below them.
  const room = (step) => (step.length < DAY ? 86 : 58);
  const chooseStep = (span, pixels) =>
    seconds.map((s) => ({ s, m: 0, length: s })).concat(months.map((m) => ({ s: 0, m, length: m * MONTH })))
      .find((step) => span / step.length <= pixels / room(step)) || { s: 0, m: 120000, length: 120000 * MONTH };

  // Instants between min and max, round on the zone's calendar, as many as fit; weeks begin on Monday.
  function ticks(min, max, pixels) {
    const { s, m } = chooseStep(max - min, Math.max(1, pixels));
    const found = [];
    const from = toWall(min);
    if (s > 0) {
      const anchor = s === 7 * DAY ? 4 * DAY : 0;
      for (let w = anchor + Math.ceil((from - anchor) / s) * s; fromWall(w) <= max; w += s) found.push(fromWall(w));
    } else {
      const first = read(from);
      const start = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / m) * m;
      for (let i = start; ; i += m) {
        const t = fromWall(Date.UTC(Math.floor(i / 12), ((i % 12) + 12) % 12, 1) / 1000);
        if (t > max) break;
        if (t >= min) found.push(t);
      }
    }
    return found.filter((t, i) => t >= min && (i === 0 || t > found[i - 1]));
  }

  const day = (d) => d.getUTCDate() + ' ' + MONTHS[d.getUTCMonth()];

  // Two lines a tick: the finest part, and what it belongs to wherever that changes.
  function labels(times) {
    const step = times.length > 1 ? Math.min.apply(null, times.slice(1).map((t, i) => t - times[i])) : 3600;
    let before = null;
    return times.map((t) => {
      const d = read(toWall(t)), year = String(d.getUTCFullYear());
      const clock = two(d.getUTCHours()) + ':' + two(d.getUTCMinutes());
      const level = step < 60 ? 0 : step < 0.9 * DAY ? 1 : step < 27 * DAY ? 2 : step < 360 * DAY ? 3 : 4;
      const fine = [clock + ':' + two(d.getUTCSeconds()), clock, day(d), MONTHS[d.getUTCMonth()], year][level];
      const context = level < 2 ? DAYS[d.getUTCDay()] + ' ' + day(d) : level < 4 ? year : '';
      const label = context === '' || context === before ? fine : fine + String.fromCharCode(10)
        + (level < 2 && before === null ? day(d) + ' ' + year : context);
      before = context;
      return label;
    });
  }

  // One instant in full; the offset tells apart the two hours of one name when clocks are set back.
  function full(t, precision) {
    const d = read(toWall(t));
    const date = DAYS[d.getUTCDay()] + ' ' + day(d) + ' ' + d.getUTCFullYear();
    if (precision === 'day') return date;
    const minutes = offset(t) / 60, size = Math.abs(minutes);
    const sign = minutes < 0 ? '-' : '+';
    return date + ' ' + two(d.getUTCHours()) + ':' + two(d.getUTCMinutes())
      + (precision === 'second' ? ':' + two(d.getUTCSeconds()) : '')
      + (fixed ? '' : ' ' + sign + two(Math.floor(size / 60)) + ':' + two(size % 60));
  }

  return { ticks, labels, full };
}
`;
