/**
 * Simulates `service-metrics.csv`: hourly metrics of five invented services over twelve weeks. No row was measured.
 *
 * node datasets/simulate-service-metrics.mjs [output]     (default output: service-metrics.csv beside this script)
 *
 * The bytes are the same on every machine: chance comes from the seeded generator below, the arithmetic is made of
 * + - * / and Math.sqrt alone (exact by IEEE 754; no sin, exp or log), and toFixed is exact by ECMAScript.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SEED = 20250106;
const WEEKS = 12;
const HOURS = WEEKS * 168;
const START = Date.UTC(2025, 0, 6); // a Monday

/** Requests by hour of the day (UTC), 1 = the level of the service; `week` holds factors from Monday to Sunday. */
const services = [
  {
    name: "checkout",
    level: 4200,
    growthPerWeek: 0.011,
    weekday: [22, 13, 9, 7, 8, 15, 34, 62, 85, 98, 108, 122, 138, 128, 112, 108, 114, 128, 148, 172, 186, 168, 112, 54],
    weekend: [
      34, 21, 13, 9, 8, 11, 22, 44, 78, 116, 146, 162, 166, 160, 154, 150, 152, 160, 172, 184, 178, 146, 96, 56,
    ],
    week: [0.94, 0.91, 0.93, 0.98, 1.04, 1.16, 1.12],
    noise: 0.035,
    latency: 182,
    queueing: 0.55,
    errors: 0.0032,
  },
  {
    name: "search",
    level: 21500,
    growthPerWeek: 0.007,
    weekday: [
      38, 26, 19, 16, 18, 30, 56, 84, 106, 122, 128, 132, 134, 132, 130, 130, 132, 138, 146, 156, 158, 140, 104, 64,
    ],
    weekend: [
      52, 36, 26, 20, 18, 24, 40, 64, 96, 124, 142, 148, 148, 144, 140, 138, 140, 146, 152, 154, 148, 130, 102, 72,
    ],
    week: [1.03, 1.02, 1.02, 1.0, 0.96, 0.95, 1.02],
    noise: 0.022,
    latency: 64,
    queueing: 0.38,
    errors: 0.0009,
  },
  {
    name: "login",
    level: 6100,
    growthPerWeek: 0.004,
    weekday: [10, 7, 6, 8, 16, 44, 118, 236, 268, 206, 158, 136, 122, 164, 150, 132, 118, 104, 92, 86, 74, 54, 34, 18],
    weekend: [14, 10, 8, 8, 10, 18, 34, 58, 82, 98, 104, 102, 98, 94, 92, 92, 94, 98, 104, 102, 88, 64, 40, 24],
    week: [1.12, 1.04, 1.02, 1.0, 0.9, 0.55, 0.6],
    noise: 0.04,
    latency: 96,
    queueing: 0.8,
    errors: 0.011,
  },
  {
    name: "catalog",
    level: 36800,
    growthPerWeek: 0.008,
    weekday: [
      36, 24, 17, 14, 16, 28, 54, 80, 100, 116, 124, 132, 140, 134, 126, 124, 128, 140, 154, 168, 170, 148, 104, 60,
    ],
    weekend: [
      50, 34, 24, 18, 16, 20, 36, 62, 98, 130, 150, 156, 156, 152, 148, 146, 148, 154, 162, 166, 158, 136, 102, 70,
    ],
    week: [0.98, 0.96, 0.97, 0.98, 1.0, 1.1, 1.12],
    noise: 0.024,
    latency: 47,
    queueing: 0.3,
    errors: 0.0006,
  },
  {
    name: "images", // crawlers and a nightly warm-up of the cache keep it busy when people sleep
    level: 88000,
    growthPerWeek: 0.013,
    weekday: [
      62, 58, 128, 146, 92, 56, 64, 80, 96, 108, 114, 120, 126, 122, 116, 114, 118, 126, 136, 146, 146, 130, 100, 76,
    ],
    weekend: [
      70, 62, 130, 148, 92, 54, 56, 70, 94, 118, 132, 138, 138, 134, 130, 130, 132, 136, 142, 144, 138, 122, 100, 80,
    ],
    week: [0.99, 0.97, 0.97, 0.98, 1.0, 1.06, 1.07],
    noise: 0.018,
    latency: 23,
    queueing: 0.22,
    errors: 0.0003,
  },
];

/** Releases, "week.day.hour" counted from 0, with what they multiply from that hour on. */
const deploys = [
  ["checkout", "1.1.10", { latency: 1.09 }],
  ["checkout", "3.2.13", { latency: 0.96, errors: 0.9 }],
  ["checkout", "5.0.9", { latency: 1.26, errors: 1.5 }], // new payment provider
  ["checkout", "6.3.11", { latency: 0.93, errors: 0.75 }],
  ["checkout", "8.1.14", { latency: 1.02, requests: 1.1 }], // guests may check out
  ["checkout", "10.2.10", { latency: 0.84 }],
  ["search", "0.3.9", { latency: 1.04 }],
  ["search", "2.1.13", { latency: 0.74 }], // new index
  ["search", "4.2.15", { latency: 1.06 }],
  ["search", "7.1.10", { latency: 1.11, requests: 1.18 }], // suggestions while typing
  ["search", "9.3.13", { latency: 0.95 }],
  ["login", "1.2.8", { errors: 0.9 }],
  ["login", "4.0.13", { requests: 0.71, latency: 1.05 }], // sessions last longer
  ["login", "6.1.9", { latency: 1.16, errors: 1.35 }], // second factor
  ["login", "6.1.15", { latency: 0.91, errors: 0.8 }],
  ["login", "9.2.12", { latency: 0.97 }],
  ["catalog", "1.0.14", { latency: 1.05 }],
  ["catalog", "2.3.10", { latency: 1.0, requests: 1.03 }],
  ["catalog", "5.1.12", { latency: 0.88 }],
  ["catalog", "5.1.16", { latency: 1.13 }], // rolled back
  ["catalog", "8.2.10", { latency: 0.86 }],
  ["catalog", "10.3.15", { latency: 1.03 }],
  ["images", "2.2.11", { latency: 1.03 }],
  ["images", "5.3.13", { requests: 0.78, latency: 1.08 }], // browsers keep images longer
  ["images", "9.1.9", { latency: 0.81 }], // smaller format
];

/** Incidents: the peaks of the latency factor, the added error rate and the lost share of requests, and the hours they last. */
const incidents = [
  ["checkout", "2.4.19", 4, { latency: 2.6, errors: 0.061, lost: 0.22 }],
  ["checkout", "5.1.17", 6, { latency: 3.4, errors: 0.14, lost: 0.41 }], // the provider fails
  ["checkout", "9.5.11", 2, { latency: 1.8, errors: 0.03, lost: 0.08 }],
  ["search", "3.3.14", 3, { latency: 4.8, errors: 0.034, lost: 0.12 }],
  ["search", "7.1.18", 5, { latency: 2.3, errors: 0.011, lost: 0.04 }],
  ["login", "0.2.7", 3, { latency: 3.9, errors: 0.19, lost: 0.35 }],
  ["login", "6.1.9", 6, { latency: 2.1, errors: 0.085, lost: 0.12 }], // ends with the second release of the day
  ["login", "10.0.7", 2, { latency: 5.2, errors: 0.31, lost: 0.58 }],
  ["catalog", "4.6.20", 4, { latency: 3.1, errors: 0.027, lost: 0.1 }],
  ["catalog", "5.1.12", 4, { latency: 2.7, errors: 0.05, lost: 0.16 }], // a bad release, rolled back
  ["images", "1.5.2", 7, { latency: 2.2, errors: 0.006, lost: 0.05 }], // the warm-up runs into itself
  ["images", "8.3.16", 3, { latency: 6.1, errors: 0.043, lost: 0.47 }],
];

/** Outages of the collector: rows that are missing altogether. Checkout has them all. */
const outages = [
  ["search", "1.3.2", 3],
  ["search", "8.6.22", 9],
  ["login", "2.6.23", 14],
  ["login", "7.4.16", 2],
  ["catalog", "1.3.2", 3],
  ["catalog", "6.5.4", 31],
  ["images", "3.0.1", 1],
  ["images", "8.6.22", 9],
];

/** Days on which more people come than usual, by day counted from 0: a sale and the day before and after it. */
const crowds = new Map([
  [38, 1.12],
  [39, 1.46],
  [40, 1.19],
]);
const crowded = new Set(["checkout", "search", "catalog", "images"]);

/** Hour of the simulation from "week.day.hour". */
function hourOf(address) {
  const [week, day, hour] = address.split(".").map(Number);
  return week * 168 + day * 24 + hour;
}

/** Uniform numbers in [0, 1) from a 32-bit seed: mulberry32 by Tommy Ettinger. */
function createUniform(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

/** Nearly normal numbers of mean 0 and variance 1: twelve uniforms, less their mean. */
function createNormal(seed) {
  const uniform = createUniform(seed);
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
}

/** An autoregressive stream of variance 1: each value keeps the share `memory` of the one before. */
function createDrift(normal, memory) {
  const fresh = Math.sqrt(1 - memory * memory);
  let value = normal();
  return () => (value = memory * value + fresh * normal());
}

/** The product of one field over the releases of a service up to an hour. */
function released(name, hour, field) {
  let factor = 1;
  for (const [service, at, effects] of deploys) {
    if (service === name && hourOf(at) <= hour) factor *= effects[field] ?? 1;
  }
  return factor;
}

/** The strength of an incident from 0 to 1: at its worst in the second hour, then easing off. */
function strength(hour, at, lasting) {
  const k = hour - hourOf(at);
  if (k < 0 || k >= lasting) return 0;
  return k === 0 ? 0.6 : 1 - (k - 1) / lasting;
}

/** What the incidents do to a service at an hour. */
function trouble(name, hour) {
  let latency = 1;
  let errors = 0;
  let served = 1;
  for (const [service, at, lasting, peak] of incidents) {
    if (service !== name) continue;
    const s = strength(hour, at, lasting);
    latency += (peak.latency - 1) * s;
    errors += peak.errors * s;
    served -= peak.lost * s;
    if (hour === hourOf(at) + lasting) served += 0.25 * peak.lost; // people come back
  }
  return { latency, errors, served };
}

/** The lines of one service by hour, those included that the collector will miss. */
function simulate(service, index, mood) {
  const normal = createNormal(SEED + 1000 * (index + 1));
  const own = createDrift(normal, 0.86);
  const slow = createDrift(normal, 0.94);
  let trend = 1;
  const lines = [];
  for (let hour = 0; hour < HOURS; hour++) {
    trend *= 1 + service.growthPerWeek / 168;
    const day = Math.floor(hour / 24);
    const profile = (day % 7 < 5 ? service.weekday : service.weekend)[hour % 24] / 100;
    const crowd = crowded.has(service.name) ? (crowds.get(day) ?? 1) : 1;
    const event = trouble(service.name, hour);

    const lift = 1 + 0.03 * mood[day] + service.noise * (0.8 * own() + 0.6 * normal());
    const wanted =
      service.level * trend * profile * service.week[day % 7] * crowd * released(service.name, hour, "requests") * lift;
    const requests = Math.max(0, Math.round(wanted * event.served + Math.sqrt(wanted) * normal()));

    const load = wanted / (service.level * 1.8);
    const jitter = 1 + 0.035 * slow() + 0.02 * normal() + 0.03 * Math.max(0, normal() - 1.6);
    const steady = service.latency * (1 + service.queueing * load * load) * released(service.name, hour, "latency");
    const latency = Math.max(1, steady * event.latency * jitter);

    const rate = service.errors * released(service.name, hour, "errors") * (0.85 + 0.3 * load) + event.errors;
    const failed = Math.round(requests * rate * (1 + 0.06 * normal()) + Math.sqrt(requests * rate) * normal());
    const errorRate = requests === 0 ? 0 : Math.min(requests, Math.max(0, failed)) / requests;

    const deploy = deploys.some(([name, at]) => name === service.name && hourOf(at) === hour) ? 1 : 0;
    const stamp = `${new Date(START + hour * 3600000).toISOString().slice(0, 19)}Z`;
    lines.push(`${stamp},${service.name},${requests},${latency.toFixed(1)},${errorRate.toFixed(5)},${deploy}`);
  }
  return lines;
}

function isCollected(name, hour) {
  return !outages.some(([service, at, lasting]) => {
    const first = hourOf(at);
    return service === name && hour >= first && hour < first + lasting;
  });
}

const nextMood = createDrift(createNormal(SEED), 0.5);
const mood = Array.from({ length: WEEKS * 7 }, nextMood); // good and bad days, shared by all services
const simulated = services.map((service, index) => simulate(service, index, mood));
const rows = ["timestamp,service,requests,latency_ms,error_rate,deploy"];
for (let hour = 0; hour < HOURS; hour++) {
  services.forEach((service, index) => {
    if (isCollected(service.name, hour)) rows.push(simulated[index][hour]);
  });
}
const output = process.argv[2] ?? fileURLToPath(new URL("service-metrics.csv", import.meta.url));
writeFileSync(output, `${rows.join("\n")}\n`);
