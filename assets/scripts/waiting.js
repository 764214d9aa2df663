// Nothing given is lost: it is kept in this browser first, locked to its writer, then sent, in order and once.
// Other scripts see only what stands in window.waiting at the end.
"use strict";

(() => {
  const panel = document.getElementById("waiting");
  if (!panel) return;
  const words = panel.dataset;
  const keeper = words.keeper;
  const LONGEST = 15_000; // milliseconds until an answer of the server is given up
  const PAUSES = [5, 10, 20, 40, 60]; // seconds between attempts
  const ATTEMPTS = 5; // faults of the server after which one is set aside, so that the rest can go
  const uuid = () => crypto.randomUUID();
  const isAble = window.isSecureContext && Boolean(window.crypto?.subtle && window.indexedDB && navigator.locks);

  // --- the store: rows whose content is sealed; what can be read says nothing ---------------------------------

  let opened = null;
  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("tracker-waiting", 1);
    asked.onupgradeneeded = () => {
      const rows = asked.result.createObjectStore("rows", { keyPath: "n", autoIncrement: true });
      rows.createIndex("keeper", "keeper");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const act = async (mode, work) => {
    const base = await (opened ??= open());
    return new Promise((resolve, reject) => {
      const deed = base.transaction("rows", mode);
      let result;
      deed.oncomplete = () => resolve(result);
      deed.onerror = deed.onabort = () => reject(deed.error);
      work(deed.objectStore("rows"), (value) => { result = value; });
    });
  };
  const each = (rows, visit, then) => {
    rows.index("keeper").openCursor(keeper).onsuccess = ({ target: { result: cursor } }) => {
      if (cursor) { visit(cursor); cursor.continue(); } else then?.();
    };
  };
  const list = () => act("readonly", (rows, give) => {
    rows.index("keeper").getAll(keeper).onsuccess = (event) => give(event.target.result);
  });
  const change = (id, what) => act("readwrite", (rows) => each(rows, (at) => {
    if (at.value.id === id) at.update({ ...at.value, ...what });
  }));
  const forget = (id) => act("readwrite", (rows) => each(rows, (at) => { if (at.value.id === id) at.delete(); }));

  // --- the lock: a key of this person's alone, in memory and nowhere else -------------------------------------

  let key = null;
  let fetching = null;
  const fetchKey = async () => {
    try {
      const answer = await fetch(words.key, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(LONGEST) });
      const given = answer.ok ? await answer.json() : {};
      // Somebody else may have signed in since this page came.
      if (given.keeper !== keeper) return false;
      const bytes = Uint8Array.from(atob(given.key), (one) => one.charCodeAt(0));
      key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
      return true;
    } catch { return false; }
  };
  const unlock = async () => {
    if (key) return true;
    if (!isAble) return false;
    fetching ??= fetchKey().finally(() => { fetching = null; });
    return fetching;
  };
  const belongs = (id) => new TextEncoder().encode(`${keeper} ${id}`);
  const seal = async (id, content) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    const how = { name: "AES-GCM", iv, additionalData: belongs(id) };
    return { iv, sealed: await crypto.subtle.encrypt(how, key, bytes) };
  };
  const unseal = async ({ id, iv, sealed }) => {
    const how = { name: "AES-GCM", iv, additionalData: belongs(id) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed)));
  };

  // --- keeping ------------------------------------------------------------------------------------------------

  // Answers to one item on one page follow one another: each goes on from the revision that the one before it made.
  const became = new Map();
  const goesOnFrom = (chain, base) => {
    let from = base;
    while (became.has(`${chain} ${from}`)) from = became.get(`${chain} ${from}`);
    return from;
  };

  /** Keep what was given; whatever was kept under the same id gives way. False where it cannot be kept. */
  const keep = async ({ id = uuid(), chain = "", base = 0, content }) => {
    if (!(await unlock())) return false;
    try {
      const row = { id, keeper, chain, base, state: "waiting", attempts: 0, faults: 0, ...(await seal(id, content)) };
      const makeWay = (at) => { if (at.value.id === id) at.delete(); };
      await act("readwrite", (rows) => each(rows, makeWay, () => rows.add(row)));
    } catch { return false; }
    send();
    return true;
  };

  // --- sending ------------------------------------------------------------------------------------------------

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  const post = async (row, content) => {
    const fields = new URLSearchParams(content.fields);
    if (content.revision) fields.set(content.revision, String(goesOnFrom(row.chain, row.base)));
    const headers = { "HX-Request": "true", "X-CSRFToken": token(), "X-Kept-By": keeper, "Idempotency-Key": row.id };
    const how = { method: "POST", body: fields, headers, redirect: "manual", signal: AbortSignal.timeout(LONGEST) };
    try {
      const answer = await fetch(content.address, how);
      return await understand(answer, await answer.text());
    } catch { return { kind: "later" }; }
  };

  // What an answer of the server means for what was sent.
  const understand = (answer, text) => {
    if (answer.status === 401 || answer.type === "opaqueredirect") return { kind: "over" };
    if (answer.status === 429 || answer.status === 408) return { kind: "later" };
    if (answer.status >= 500) return { kind: "later", isFault: true };
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) return { kind: "done", ...JSON.parse(text) };
    const page = new DOMParser().parseFromString(text, "text/html");
    const line = page.querySelector("[hx-swap-oob='innerHTML:#save-status']");
    line?.remove();
    const lines = line ? [line] : [...page.querySelectorAll("#errors li, #cautions li, main .lead")];
    const said = lines.map((one) => one.textContent.trim()).join(" ");
    // A page whose token fits no session says so without a line of its own.
    if (answer.status === 400 && !line) return { kind: "over" };
    const revision = Number(page.querySelector("input[name^='revision-']")?.value) || 0;
    const kind = { saved: "done", crossed: "look", held: "refused" }[line?.dataset.outcome] ?? "refused";
    return { kind, said, revision, html: line ? page.body.innerHTML : "", isSaved: line?.dataset.outcome === "held" };
  };

  // In one step: what was sent goes or is set aside, and what follows it on the same page goes on from it.
  const settle = async (row, content, result) => {
    const isGone = result.kind === "done";
    const after = isGone ? null : await seal(row.id, { ...content, said: result.said });
    const moves = (isGone || result.isSaved) && row.chain && result.revision;
    const base = goesOnFrom(row.chain, row.base);
    if (moves && result.revision !== base) became.set(`${row.chain} ${base}`, result.revision);
    await act("readwrite", (rows) => each(rows, (at) => {
      const one = at.value;
      if (one.n === row.n) {
        if (isGone) at.delete(); else at.update({ ...one, ...after, state: result.kind });
      } else if (row.chain && one.chain === row.chain) {
        if (isGone && one.n < row.n && one.state !== "waiting") at.delete();
        else if (moves && one.n > row.n) at.update({ ...one, base: goesOnFrom(one.chain, one.base) });
      }
    }));
  };

  const watchers = [];
  const tell = (happened) => { for (const watch of watchers) watch(happened); };
  const told = isAble ? new BroadcastChannel(`tracker-waiting-${keeper}`) : null;
  if (told) {
    told.onmessage = (event) => {
      tell(event.data);
      if (!sending) tell({ kind: "rested" });
    };
  }
  const announce = (happened) => { tell(happened); told?.postMessage(happened); };

  let sending = null;
  let isOver = false; // the session, as far as this page knows
  let failures = 0;
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, PAUSES[Math.min(failures++, PAUSES.length - 1)] * 1000);
  };

  const sendOne = async (row) => {
    let content;
    try { content = await unseal(row); } catch { await change(row.id, { state: "locked" }); return true; }
    await change(row.id, { attempts: row.attempts + 1 });
    let result = await post(row, content);
    isOver = result.kind === "over";
    if (isOver) return false;
    if (result.isFault) await change(row.id, { faults: row.faults + 1 });
    if (result.kind === "later" && !(result.isFault && row.faults + 1 >= ATTEMPTS)) { later(); return false; }
    if (result.kind === "later") result = { kind: "refused", said: words.fault };
    failures = 0;
    await settle(row, content, result);
    announce({ ...result, id: row.id, chain: row.chain, address: content.address });
    return true;
  };

  const sendAll = async () => {
    for (;;) {
      const row = (await list()).find((one) => one.state === "waiting");
      if (!row || !navigator.onLine) return;
      if (!(await unlock())) { later(); return; }
      if (!(await sendOne(row))) return;
    }
  };

  let again = false;
  /** Send what waits, oldest first, one tab at a time; settles when all is sent or it has to wait. */
  const send = () => {
    if (sending) { again = true; return sending; }
    const run = async () => {
      do { again = false; await sendAll(); } while (again);
    };
    sending = navigator.locks.request(`tracker-waiting-${keeper}`, run).catch(() => undefined).finally(() => {
      sending = null;
      if (again) send(); else tell({ kind: "rested" });
    });
    return sending;
  };

  if (isAble) {
    window.addEventListener("online", () => { failures = 0; send(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  }

  window.waiting = {
    isAble, words, panel, keep, send, list, unseal, forget, change, unlock, token, uuid,
    isOver: () => isOver,
    watch: (what) => { watchers.push(what); },
  };
})();
