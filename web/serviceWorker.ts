/** Keeps the page's own files, so that it opens without a network. It never sees data: that stays in the page and its worker. */
declare const files: readonly string[];
declare const version: string;

// The types of a service worker's global scope clash with those of a page.
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const cacheName: string = `seqcast-${version}`;

async function keep(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith("seqcast-") && name !== cacheName);
  await Promise.all(older.map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

addEventListener("install", (event) => (event as LifeEvent).waitUntil(keep()));
addEventListener("activate", (event) => (event as LifeEvent).waitUntil(dropOlder()));
addEventListener("fetch", (event) => {
  const { request } = event as RequestEvent;
  if (request.method === "GET") (event as RequestEvent).respondWith(answer(request));
});
